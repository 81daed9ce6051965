//! Uses of moved names through modules: `orm.relation(...)`, `sqlalchemy.ext.declarative.declarative_base`.

use std::sync::OnceLock;

use alchemod_engine::{Context, Finding, ImportWish, Rewrite};
use alchemod_facts::scopes::ScopeId;
use alchemod_facts::sqlalchemy::moved::{moved, moved_paths, Move};
use alchemod_facts::sqlalchemy::names::paths_only_before;
use alchemod_python::chain::attribute_name_span;
use alchemod_python::{ast, span, NodeId};
use alchemod_text::Edit;
use rustc_hash::FxHashSet;

use super::fate::{fate_in, is_lost, last, parent, Fate, New};
use super::harmless::{belongs_to_another, is_callee};
use super::path::{may_be_library, of_binding, path_of, root};
use super::uses;

/// The finding of a name or attribute that is read.
pub(super) fn check(cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
    match cx.file.nodes.get(site).expr()? {
        ast::Expr::Attribute(attribute) if may_matter(cx, site, attribute) => {
            of_attribute(cx, site, attribute)
        }
        ast::Expr::Name(name) => of_star(cx, site, name),
        _ => None,
    }
}

/// Whether a look at the attribute is worth its time. Most are neither called like a name that moved, nor
/// hang on a name that may be a module or class of SQLAlchemy.
fn may_matter(cx: &Context<'_, '_>, site: NodeId, attribute: &ast::ExprAttribute) -> bool {
    static LAST_PARTS: OnceLock<FxHashSet<&'static str>> = OnceLock::new();
    let last_parts =
        LAST_PARTS.get_or_init(|| moved_paths().chain(paths_only_before()).map(last).collect());
    if last_parts.contains(attribute.attr.as_str()) {
        return true;
    }
    let mut start = attribute.value.as_ref();
    while let ast::Expr::Attribute(inner) = start {
        start = inner.value.as_ref();
    }
    match start {
        ast::Expr::Name(name) => may_be_library(cx, site, name.id.as_str()),
        _ => false,
    }
}

fn of_attribute(
    cx: &Context<'_, '_>,
    site: NodeId,
    attribute: &ast::ExprAttribute,
) -> Option<Finding> {
    let Some(owner) = path_of(cx, &attribute.value) else {
        return of_flask(cx, attribute);
    };
    let path = format!("{owner}.{}", attribute.attr);
    let what = match fate_in(cx, &path) {
        Fate::Same => return None,
        Fate::New(new) if !new.needed => return None,
        Fate::Gone(_) if belongs_to_another(&path) && is_callee(cx, site) => return None,
        found => found,
    };
    let has_own_entry = moved(&path).is_some();
    if !has_own_entry {
        // What lies in a moved module is handled where the module is named.
        match (fate_in(cx, &owner), &what) {
            (Fate::Same, _) if is_lost(&path) => {}
            (Fate::New(_), Fate::Gone(_)) => {}
            _ => return None,
        }
    }
    let place = span(attribute);
    match what {
        Fate::Same => None,
        Fate::Gone(reason) => Some(Finding::manual(
            place,
            format!("{path} is gone in 2.x"),
            reason,
        )),
        Fate::New(new) => moved_attribute(cx, attribute, &path, &new),
    }
}

fn moved_attribute(
    cx: &Context<'_, '_>,
    attribute: &ast::ExprAttribute,
    path: &str,
    new: &New,
) -> Option<Finding> {
    let place = span(attribute);
    let now = new.expression.or(new.path.as_deref()).unwrap_or_default();
    let message = format!("{path} is {now} now");
    let finding = |rewrite: Rewrite| match new.doubt {
        Some(doubt) => Finding::offered(place, message.as_str(), doubt, rewrite),
        None => Finding::safe(place, message.as_str(), rewrite),
    };
    let Some(to) = new.path.as_deref() else {
        let expression = new.expression?;
        if !uses::has_builtins(cx, expression) {
            return Some(Finding::manual(
                place,
                message,
                "the file gives a builtin name of the replacement another meaning",
            ));
        }
        let edit = Edit::replace(place, expression);
        return Some(finding(
            Rewrite::new(cx.file.id, [edit]).wish(cx.file.id, may_go(attribute)),
        ));
    };
    let name = new.expression.unwrap_or_else(|| last(to));
    if parent(to) == parent(path) {
        let edit = Edit::replace(attribute_name_span(attribute), name);
        return Some(finding(Rewrite::new(cx.file.id, [edit])));
    }
    let import = cx.import(to);
    if is_renamed_now(cx, root(&import.text)) {
        return Some(Finding::manual(
            place,
            message,
            "the name that the file has for it is about to change: run again",
        ));
    }
    let rest = new
        .expression
        .and_then(|expression| expression.strip_prefix(last(to)))
        .unwrap_or_default();
    let edit = Edit::replace(place, format!("{}{rest}", import.text));
    Some(finding(
        Rewrite::new(cx.file.id, [edit])
            .wish(cx.file.id, import.wish)
            .wish(cx.file.id, may_go(attribute)),
    ))
}

/// The import at the start of a chain of attributes may have no other use.
fn may_go(attribute: &ast::ExprAttribute) -> Option<ImportWish> {
    let mut start = attribute.value.as_ref();
    while let ast::Expr::Attribute(inner) = start {
        start = inner.value.as_ref();
    }
    match start {
        ast::Expr::Name(name) => Some(ImportWish::MayGo(name.id.to_string())),
        _ => None,
    }
}

/// Whether an import of the module gets another local name in this very pass.
fn is_renamed_now(cx: &Context<'_, '_>, name: &str) -> bool {
    let Some(ids) = cx.file.scopes.get(ScopeId(0)).names.get(name) else {
        return false;
    };
    ids.iter().any(|&id| {
        let path = of_binding(cx, cx.file.scopes.binding(id));
        path.is_some_and(|path| match fate_in(cx, &path) {
            Fate::New(new) => new.last() != Some(last(&path)),
            _ => false,
        })
    })
}

/// `db.relation`: Flask-SQLAlchemy's object hands out the names of both modules.
fn of_flask(cx: &Context<'_, '_>, attribute: &ast::ExprAttribute) -> Option<Finding> {
    let entry = ["sqlalchemy", "sqlalchemy.orm"]
        .into_iter()
        .find_map(|module| moved(&format!("{module}.{}", attribute.attr)))
        .filter(|entry| entry.needed)?;
    let owner = cx.project.infer(cx.file.id, &attribute.value)?;
    if !owner.value.is_instance_of("flask_sqlalchemy.SQLAlchemy") {
        return None;
    }
    let place = span(attribute);
    let old = format!("{}.{}", cx.source(attribute.value.as_ref()), attribute.attr);
    let Some(to) = renamed_beside(entry) else {
        let reason = match entry.note {
            "" => "2.x has no such name".to_owned(),
            note => note.to_owned(),
        };
        return Some(Finding::manual(
            place,
            format!("{old} is gone in 2.x"),
            reason,
        ));
    };
    let edit = Edit::replace(attribute_name_span(attribute), last(to));
    Some(Finding::safe(
        place,
        format!("{old} is {} now", last(to)),
        Rewrite::new(cx.file.id, [edit]),
    ))
}

/// The new path, if the object hands it out too.
fn renamed_beside(entry: &Move) -> Option<&'static str> {
    let to = entry.to.filter(|_| entry.expression.is_none())?;
    matches!(parent(to), "sqlalchemy" | "sqlalchemy.orm").then_some(to)
}

/// A name that only a star import can have brought.
fn of_star(cx: &Context<'_, '_>, site: NodeId, name: &ast::ExprName) -> Option<Finding> {
    let module = cx.file.scopes.get(ScopeId(0));
    if module.stars.is_empty() {
        return None;
    }
    let id = name.id.as_str();
    if cx.file.scopes.lookup(id, cx.file.scopes.of(site)).is_some() {
        return None;
    }
    let path = module.stars.iter().find_map(|&star| {
        let ast::Stmt::ImportFrom(stmt) = cx.file.nodes.get(star).stmt()? else {
            return None;
        };
        let path = format!("{}.{id}", super::path::module_of(cx, stmt)?);
        is_lost(&path).then_some(path)
    })?;
    let place = span(name);
    match fate_in(cx, &path) {
        Fate::New(new) if new.expression.is_none() => {
            let to = new.path.as_deref()?;
            let import = cx.import(to);
            let message = format!("{path} is {to} now");
            let rewrite = Rewrite::new(cx.file.id, [Edit::replace(place, import.text)])
                .wish(cx.file.id, import.wish);
            Some(match new.doubt {
                Some(doubt) => Finding::offered(place, message, doubt, rewrite),
                None => Finding::safe(place, message, rewrite),
            })
        }
        Fate::Gone(reason) => Some(Finding::manual(
            place,
            format!("{path} is gone in 2.x"),
            reason,
        )),
        // Python's own name of the same meaning takes over, or nothing is known.
        Fate::New(_) | Fate::Same => None,
    }
}
