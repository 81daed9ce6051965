//! Inspectors that are asked again after tables were made or dropped: those of 2.x remember what they said.

use alchemod_engine::{Context, Finding};
use alchemod_python::{ast, span, Node};

/// Methods that change which tables there are.
const CHANGES: &[&str] = &["create", "create_all", "drop", "drop_all"];

/// `inspector.has_table(...)` after a question of the same kind and a change of the schema.
pub(super) fn check<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    name: &str,
) -> Option<Finding> {
    if name != "has_table" {
        return None;
    }
    let (inspector, scope) = asked(cx, call)?;
    let owner = cx.project.infer(
        cx.file.id,
        match call.func.as_ref() {
            ast::Expr::Attribute(attribute) => &attribute.value,
            _ => return None,
        },
    )?;
    if !owner.value.is_instance_of("sqlalchemy.engine.Inspector") {
        return None;
    }
    let this = span(call).start;
    let mut before: Option<u32> = None;
    let mut change: Option<u32> = None;
    for (id, node) in cx.file.nodes.iter() {
        let Node::Expr(ast::Expr::Call(other)) = node else {
            continue;
        };
        let at = span(other).start;
        if at >= this || cx.file.scopes.of(id) != scope {
            continue;
        }
        if asked(cx, other).is_some_and(|(name, _)| name == inspector) {
            before = Some(before.map_or(at, |first| first.min(at)));
        }
        let changes = matches!(other.func.as_ref(), ast::Expr::Attribute(method)
            if CHANGES.contains(&method.attr.as_str()));
        if changes {
            change = Some(at);
        }
    }
    (before? < change?).then(|| {
        Finding::manual(
            span(call),
            "an inspector of 2.x remembers what has_table() said before tables were made or dropped",
            "ask a new one, or call clear_cache() on it before",
        )
    })
}

/// The inspector's name and scope, in `name.has_table(...)`.
fn asked<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
) -> Option<(&'t str, alchemod_facts::scopes::ScopeId)> {
    let ast::Expr::Attribute(method) = call.func.as_ref() else {
        return None;
    };
    let ast::Expr::Name(name) = method.value.as_ref() else {
        return None;
    };
    (method.attr.as_str() == "has_table")
        .then_some((name.id.as_str(), cx.file.scope_of(&method.value)?))
}
