//! `x.in_(select(table.c.id).subquery())`: the SELECT itself, where it finds the same rows.

use alchemod_engine::Context;
use alchemod_facts::scopes::{BindingKind, ScopeId};
use alchemod_facts::Value;
use alchemod_python::chain::{dot_span, links};
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::{Edit, Span};

use super::uses::is_elsewhere;
use super::STATEMENTS;

/// The edits that leave a subquery in IN a SELECT; `None` where that may find other rows, or where the
/// subquery is used for something else as well.
///
/// A SELECT in IN leaves out of its FROM clause what the statement around it has, and a subquery does not. A SELECT of
/// one table keeps it in any case.
pub(super) fn without_subquery<'t>(
    cx: &Context<'_, 't>,
    given: &'t ast::Expr,
) -> Option<Vec<Edit>> {
    let made = match given {
        ast::Expr::Name(name) => only_for_in(cx, given, name.id.as_str())?,
        other if is_in_in(cx, cx.file.nodes.expr_id(other)?) => other,
        _ => return None,
    };
    let ast::Expr::Call(call) = made else {
        return None;
    };
    let ast::Expr::Attribute(method) = call.func.as_ref() else {
        return None;
    };
    let is_bare = matches!(method.attr.as_str(), "alias" | "subquery")
        && call.args.is_empty()
        && call.keywords.is_empty();
    let statement = method.value.as_ref();
    let is_statement = super::instance(cx, statement)
        .is_some_and(|class| &*class == STATEMENTS[0] && is_of_one_table(cx, statement));
    let rest = Span::new(dot_span(cx.file.tree, method)?.start, span(call).end);
    let has_comment = cx.file.tree.tokens().comments(rest).next().is_some();
    (is_bare && is_statement && !has_comment).then(|| vec![Edit::delete(rest)])
}

/// What a local name is assigned, if it is read in IN only.
fn only_for_in<'t>(cx: &Context<'_, 't>, read: &'t ast::Expr, name: &str) -> Option<&'t ast::Expr> {
    let scopes = &cx.file.scopes;
    let (owner, [id]) = scopes.lookup(name, cx.file.scope_of(read)?)? else {
        return None;
    };
    let BindingKind::Assign {
        value,
        annotation: None,
    } = scopes.binding(*id).kind
    else {
        return None;
    };
    if owner == ScopeId(0) && is_elsewhere(cx, name) {
        return None;
    }
    let is_read = |id: NodeId, node: Node<'t>| {
        matches!(node, Node::Expr(ast::Expr::Name(n))
            if n.id.as_str() == name && matches!(n.ctx, ast::ExprContext::Load))
            && scopes
                .lookup(name, scopes.of(id))
                .is_some_and(|(found, _)| found == owner)
    };
    cx.file
        .nodes
        .iter()
        .filter(|(id, node)| is_read(*id, *node))
        .all(|(id, _)| is_in_in(cx, id))
        .then_some(value)
}

/// Whether an expression is all that an IN of a SELECT is given: MySQL takes no plain SELECT of a table that the
/// statement around it changes.
fn is_in_in(cx: &Context<'_, '_>, id: NodeId) -> bool {
    let nodes = &cx.file.nodes;
    let parent = nodes.parent(id).and_then(|id| nodes.get(id).expr());
    let Some(ast::Expr::Call(call)) = parent else {
        return false;
    };
    let is_in = matches!(call.func.as_ref(), ast::Expr::Attribute(method)
        if matches!(method.attr.as_str(), "in_" | "not_in" | "notin_"));
    is_in
        && call.keywords.is_empty()
        && matches!(call.args.as_slice(), [only] if nodes.expr_id(only) == Some(id))
        && is_in_select(cx, id)
}

/// Whether the nearest `where()` or its like around a node is that of a SELECT.
fn is_in_select(cx: &Context<'_, '_>, id: NodeId) -> bool {
    let nodes = &cx.file.nodes;
    nodes
        .ancestors(id)
        .find_map(|id| match nodes.get(id).expr() {
            Some(ast::Expr::Call(call)) => match call.func.as_ref() {
                ast::Expr::Attribute(method)
                    if matches!(method.attr.as_str(), "filter" | "having" | "where") =>
                {
                    Some(method.value.as_ref())
                }
                _ => None,
            },
            _ => None,
        })
        .and_then(|statement| super::instance(cx, statement))
        .is_some_and(|class| &*class == STATEMENTS[0])
}

/// Methods that bring no further table in, beside what their arguments name. `limit()` is not among them: MySQL has
/// none in IN.
const METHODS: &[&str] = &[
    "distinct", "filter", "group_by", "having", "order_by", "select", "where",
];

/// Whether all that a SELECT is made of belongs to one table or mapped class; what cannot be told counts as another.
fn is_of_one_table<'t>(cx: &Context<'_, 't>, statement: &'t ast::Expr) -> bool {
    let (_, calls) = links(statement);
    if !calls.iter().all(|link| METHODS.contains(&link.name())) {
        return false;
    }
    let Some(root) = cx.file.nodes.expr_id(statement) else {
        return false;
    };
    let mut table: Option<&str> = None;
    for (_, node) in cx.file.subtree(root) {
        let name = match node {
            Node::Expr(expr @ ast::Expr::Name(name)) => {
                match cx.project.infer(cx.file.id, expr).map(|t| t.value) {
                    Some(Value::External(path)) if path.starts_with("sqlalchemy") => continue,
                    Some(Value::Class(_)) => name.id.as_str(),
                    Some(Value::Instance(path)) if &*path == "sqlalchemy.Table" => name.id.as_str(),
                    _ => return false,
                }
            }
            Node::Expr(
                ast::Expr::Attribute(_)
                | ast::Expr::BinOp(_)
                | ast::Expr::Call(_)
                | ast::Expr::Compare(_)
                | ast::Expr::Constant(_)
                | ast::Expr::UnaryOp(_),
            )
            | Node::Keyword(_) => continue,
            _ => return false,
        };
        if table.replace(name).is_some_and(|known| known != name) {
            return false;
        }
    }
    table.is_some()
}
