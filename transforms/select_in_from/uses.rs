//! One subquery for all uses of a SELECT: each `subquery()` is a FROM clause of its own.

use alchemod_engine::{Context, Finding, Rewrite};
use alchemod_facts::scopes::{BindingKind, ScopeId};
use alchemod_python::{ast, layout, span, Node, NodeId};
use alchemod_text::Edit;

use super::is_from_use;

const MESSAGE: &str = "a SELECT is no FROM clause; its subquery() is one";

/// What becomes of a SELECT that is used as a FROM clause.
pub(super) fn finding<'t>(cx: &Context<'_, 't>, used: &'t ast::Expr) -> Finding {
    let span = span(used);
    match rewrite(cx, used) {
        Ok(edits) => Finding::safe(span, MESSAGE, Rewrite::new(cx.file.id, edits)),
        Err(reason) => Finding::manual(span, MESSAGE, reason),
    }
}

fn rewrite<'t>(cx: &Context<'_, 't>, used: &'t ast::Expr) -> Result<Vec<Edit>, String> {
    let text = cx.source(used);
    if matches!(used, ast::Expr::Call(_)) {
        return Ok(vec![Edit::insert(span(used).end, ".subquery()")]);
    }
    let several = format!(
        "{text} is used so in several places, and each subquery() is another FROM clause; \
         keep {text}.subquery() in a variable"
    );
    match used {
        ast::Expr::Name(name) => of_name(cx, used, name.id.as_str(), several),
        _ => Err(several),
    }
}

/// The uses of a local name.
struct Uses<'t> {
    from: Vec<(NodeId, &'t ast::Expr)>,
    others: usize,
}

fn of_name<'t>(
    cx: &Context<'_, 't>,
    used: &'t ast::Expr,
    name: &str,
    several: String,
) -> Result<Vec<Edit>, String> {
    let scopes = &cx.file.scopes;
    let here = cx.file.scope_of(used).ok_or_else(|| several.clone())?;
    let (owner, ids) = scopes.lookup(name, here).ok_or_else(|| several.clone())?;
    let uses = uses_of(cx, owner, name);
    let inline = || vec![Edit::insert(span(used).end, ".subquery()")];
    let is_elsewhere = owner == ScopeId(0) && is_elsewhere(cx, name);
    let same_block = uses
        .from
        .iter()
        .all(|(_, expr)| cx.file.scope_of(expr).map(|s| scopes.enclosing_block(s)) == Some(owner));
    let is_single = uses.from.len() == 1 && same_block;
    if is_single && !is_repeated(cx, uses.from[0].0, owner) {
        if let ([id], 0, false) = (ids, uses.others, is_elsewhere) {
            if let Some(edits) = at_assignment(cx, scopes.binding(*id).kind) {
                return Ok(edits);
            }
        }
        return Ok(inline());
    }
    let [id] = ids else { return Err(several) };
    let binding = scopes.binding(*id);
    if uses.others == 0 && !is_elsewhere {
        return at_assignment(cx, binding.kind).ok_or(several);
    }
    // A name of its own for the subquery.
    let new = format!("{name}_subquery");
    let is_taken = scopes.bindings().iter().any(|b| b.name == new);
    let statement = match (binding.kind, cx.file.nodes.get(binding.node).stmt()) {
        (BindingKind::Assign { .. }, Some(statement)) => statement,
        _ => return Err(several),
    };
    let tree = cx.file.tree;
    let is_simple = matches!(statement, ast::Stmt::Assign(n) if n.targets.len() == 1);
    if is_taken || !same_block || !is_simple || layout::shares_line(tree, statement) {
        return Err(several);
    }
    let lines = layout::statement_lines(tree, statement);
    let ends_line = cx.slice(lines).ends_with(['\n', '\r']);
    let indent = layout::indentation(tree, statement);
    let line = format!("{indent}{new} = {name}.subquery()");
    let line = if ends_line {
        format!("{line}\n")
    } else {
        format!("\n{line}")
    };
    Ok(vec![
        Edit::insert(lines.end, line),
        Edit::replace(span(used), new),
    ])
}

/// Whether another file may read a name of this module, by import or as an attribute.
pub(super) fn is_elsewhere(cx: &Context<'_, '_>, name: &str) -> bool {
    let reads = |node: Node<'_>| matches!(node, Node::Expr(ast::Expr::Attribute(n)) if n.attr.as_str() == name);
    cx.project.is_imported_elsewhere(cx.file.id, name)
        || cx
            .project
            .files
            .iter()
            .filter(|file| file.id != cx.file.id)
            .any(|file| file.nodes.iter().any(|(_, node)| reads(node)))
}

/// `name = select(...)` becomes `name = select(...).subquery()`.
fn at_assignment<'t>(cx: &Context<'_, 't>, kind: BindingKind<'t>) -> Option<Vec<Edit>> {
    let BindingKind::Assign {
        value,
        annotation: None,
    } = kind
    else {
        return None;
    };
    let is_call = matches!(value, ast::Expr::Call(_));
    let is_known = super::STATEMENTS
        .iter()
        .any(|class| crate::core::receivers::instance_here(cx, value, class));
    (is_call && is_known).then(|| vec![Edit::insert(span(value).end, ".subquery()")])
}

fn uses_of<'t>(cx: &Context<'_, 't>, owner: ScopeId, name: &str) -> Uses<'t> {
    let scopes = &cx.file.scopes;
    let mut uses = Uses {
        from: Vec::new(),
        others: 0,
    };
    for (id, node) in cx.file.nodes.iter() {
        let Node::Expr(expr @ ast::Expr::Name(n)) = node else {
            continue;
        };
        let is_read = matches!(n.ctx, ast::ExprContext::Load);
        if n.id.as_str() != name || !is_read {
            continue;
        }
        let is_it = scopes
            .lookup(name, scopes.of(id))
            .is_some_and(|(found, _)| found == owner);
        if !is_it {
            continue;
        }
        if is_from_use(cx, expr) {
            uses.from.push((id, expr));
        } else {
            uses.others += 1;
        }
    }
    uses
}

/// Whether the use may be evaluated more than once for one value of the name.
fn is_repeated(cx: &Context<'_, '_>, used: NodeId, owner: ScopeId) -> bool {
    let stop = cx.file.scopes.get(owner).node;
    cx.file
        .nodes
        .ancestors(used)
        .take_while(|&id| Some(id) != stop)
        .any(|id| {
            matches!(
                cx.file.nodes.get(id),
                Node::Stmt(ast::Stmt::For(_) | ast::Stmt::AsyncFor(_) | ast::Stmt::While(_))
                    | Node::Expr(
                        ast::Expr::ListComp(_)
                            | ast::Expr::SetComp(_)
                            | ast::Expr::DictComp(_)
                            | ast::Expr::GeneratorExp(_)
                    )
            )
        })
}
