//! `from sqlalchemy.ext.declarative import *`: on 2.x its `__all__` names what the module has not, so that the import
//! raises.

use alchemod_engine::{Context, Finding, Rewrite};
use alchemod_facts::scopes::ScopeId;
use alchemod_python::{ast, span, Node};
use alchemod_text::Edit;

const MODULE: &str = "sqlalchemy.ext.declarative";

/// The names that the star brings on 1.4.
const NAMES: &[&str] = &[
    "AbstractConcreteBase",
    "ConcreteBase",
    "DeclarativeMeta",
    "DeferredReflection",
    "as_declarative",
    "declarative_base",
    "declared_attr",
    "has_inherited_table",
    "instrument_declarative",
    "synonym_for",
];

/// The finding for a star that 2.x cannot import: the names that the file uses are imported one by one.
pub(super) fn check(
    cx: &Context<'_, '_>,
    import: &ast::StmtImportFrom,
    module: &str,
) -> Option<Finding> {
    if module != MODULE {
        return None;
    }
    let place = span(import);
    let message = format!("2.x cannot import all names of {MODULE}");
    let used: Vec<&str> = NAMES
        .iter()
        .copied()
        .filter(|name| is_used(cx, name))
        .collect();
    let is_handed_on = NAMES
        .iter()
        .any(|name| cx.project.is_imported_elsewhere(cx.file.id, name));
    if used.is_empty() || is_handed_on {
        return Some(Finding::manual(
            place,
            message,
            "import the names that are used here, or taken from here, one by one",
        ));
    }
    let text = format!("from {MODULE} import {}", used.join(", "));
    let rewrite = Rewrite::new(cx.file.id, [Edit::replace(place, text)]);
    Some(Finding::safe(place, message, rewrite))
}

/// Whether the file reads a name that nothing else in it binds.
fn is_used(cx: &Context<'_, '_>, name: &str) -> bool {
    let scopes = &cx.file.scopes;
    if scopes.get(ScopeId(0)).names.contains_key(name) {
        return false;
    }
    cx.file.nodes.iter().any(|(id, node)| {
        matches!(node, Node::Expr(ast::Expr::Name(n)) if n.id.as_str() == name)
            && scopes.lookup(name, scopes.of(id)).is_none()
    })
}
