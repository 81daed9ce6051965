//! Rows that are kept beside dictionaries: `self.cache = {row.name: row for row in rows}` and
//! `self.cache[name] = {...}`. As mappings both can be read in the same way.

use alchemod_engine::{Context, Finding, Rewrite};
use alchemod_python::{ast, span, Node};

use super::rows::row;
use super::text::mapping_of;

/// The finding at an assignment of rows to an attribute that dictionaries are put into, too.
pub(super) fn check<'t>(cx: &Context<'_, 't>, assign: &'t ast::StmtAssign) -> Option<Finding> {
    let [ast::Expr::Attribute(target)] = assign.targets.as_slice() else {
        return None;
    };
    let element = match assign.value.as_ref() {
        ast::Expr::DictComp(n) => n.value.as_ref(),
        ast::Expr::ListComp(n) => n.elt.as_ref(),
        _ => return None,
    };
    row(cx, element)?;
    let name = target.attr.as_str();
    if !cx
        .file
        .nodes
        .iter()
        .any(|(_, node)| puts_dictionary(node, name))
    {
        return None;
    }
    Some(Finding::offered(
        span(element),
        "a row that is kept beside dictionaries is kept as a mapping",
        format!("all that reads `{name}` must do so by key: a mapping has neither positions nor attributes"),
        Rewrite::new(
            cx.file.id,
            mapping_of(cx, element, span(assign.value.as_ref())),
        ),
    ))
}

/// Whether a dictionary is put into the attribute: `self.name[key] = {...}`, `self.name.append({...})`.
fn puts_dictionary(node: Node<'_>, name: &str) -> bool {
    let is_dictionary = |value: &ast::Expr| match value {
        ast::Expr::Dict(_) => true,
        ast::Expr::Call(call) => {
            matches!(call.func.as_ref(), ast::Expr::Name(n) if n.id.as_str() == "dict")
        }
        _ => false,
    };
    let is_it =
        |list: &ast::Expr| matches!(list, ast::Expr::Attribute(n) if n.attr.as_str() == name);
    match node {
        Node::Stmt(ast::Stmt::Assign(n)) => {
            is_dictionary(&n.value)
                && n.targets.iter().any(
                    |target| matches!(target, ast::Expr::Subscript(item) if is_it(&item.value)),
                )
        }
        Node::Expr(ast::Expr::Call(call)) => {
            matches!(call.func.as_ref(), ast::Expr::Attribute(method)
                if method.attr.as_str() == "append" && is_it(&method.value))
                && call.args.first().is_some_and(is_dictionary)
        }
        _ => false,
    }
}
