//! `from module import names` and `import module`.

use alchemod_engine::{Context, Finding, Rewrite};
use alchemod_python::names::{alias_name, imported_module};
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::Edit;

use super::fallback::{self, Fallback};
use super::fate::{fate_in, is_lost, Fate, New};
use super::harmless;
use super::path::{module_of, root};
use super::plan::Plan;
use super::star;

/// The finding of an import statement.
pub(super) fn check(cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
    match cx.file.nodes.get(site) {
        Node::Stmt(ast::Stmt::ImportFrom(import)) => of_from(cx, site, import),
        Node::Stmt(ast::Stmt::Import(import)) => of_import(cx, import),
        _ => None,
    }
}

fn of_from<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    import: &'t ast::StmtImportFrom,
) -> Option<Finding> {
    let module = module_of(cx, import)?;
    if import.names.iter().any(|alias| alias.name.as_str() == "*") {
        return of_star(cx, import, module);
    }
    let mut moving = Vec::new();
    let mut gone: Vec<(&ast::Alias, String)> = Vec::new();
    let mut unused = Vec::new();
    for (index, alias) in import.names.iter().enumerate() {
        let path = format!("{module}.{}", alias.name);
        match fate_in(cx, &path) {
            Fate::Same => {}
            Fate::New(mut new) => {
                new.doubt = new
                    .doubt
                    .filter(|_| !harmless::is_same_here(cx, alias, &path));
                moving.push((index, alias, new));
            }
            Fate::Gone(_) if is_lost(&path) && harmless::is_unused(cx, alias) => {
                unused.push((index, alias));
            }
            Fate::Gone(_)
                if harmless::belongs_to_another(&path) && harmless::is_only_called(cx, alias) => {}
            Fate::Gone(reason) => gone.push((alias, reason)),
        }
    }
    if moving.is_empty() && gone.is_empty() && unused.is_empty() {
        return None;
    }
    let stmt = cx.file.nodes.get(site).stmt()?;
    match fallback::of(cx, site) {
        Fallback::Joined(finding) => return Some(*finding),
        Fallback::Covered => return None,
        Fallback::Tried if moving.is_empty() => return None,
        // The way out is taken because of what is missing.
        Fallback::Tried => unused.clear(),
        Fallback::None => {}
    }
    if moving.is_empty() && unused.is_empty() {
        let names: Vec<&str> = gone.iter().map(|(alias, _)| alias.name.as_str()).collect();
        let reasons: Vec<String> = match gone.as_slice() {
            [(_, reason)] => vec![reason.clone()],
            several => several
                .iter()
                .map(|(alias, reason)| format!("{}: {reason}", alias.name))
                .collect(),
        };
        let verb = if names.len() == 1 { "is" } else { "are" };
        return Some(Finding::manual(
            span(import),
            format!("{} of {module} {verb} gone in 2.x", names.join(", ")),
            reasons.join("; "),
        ));
    }
    // What is exact goes first; a doubt about one name must not hold the others back.
    let is_exact = |(_, _, new): &(usize, &ast::Alias, New)| new.doubt.is_none();
    if !unused.is_empty() || moving.iter().any(is_exact) {
        moving.retain(is_exact);
    }
    let mut plan = Plan::new(cx, site, stmt, import, module);
    for (index, alias, new) in moving {
        plan.take(index, alias, new);
    }
    for (index, alias) in unused {
        plan.drop(index, alias);
    }
    plan.finding()
}

/// `from module import *`.
fn of_star(cx: &Context<'_, '_>, import: &ast::StmtImportFrom, module: &str) -> Option<Finding> {
    match fate_in(cx, module) {
        Fate::Same => star::check(cx, import, module),
        Fate::Gone(reason) => Some(Finding::manual(
            span(import),
            format!("{module} is gone in 2.x"),
            reason,
        )),
        Fate::New(new) => {
            let to = new.path?;
            let edit = Edit::replace(imported_module(cx.file.tree, import)?, to.as_str());
            Some(Finding::safe(
                span(import),
                format!("{module} is {to} now"),
                Rewrite::new(cx.file.id, [edit]),
            ))
        }
    }
}

/// `import a.b, c.d as e`.
fn of_import(cx: &Context<'_, '_>, import: &ast::StmtImport) -> Option<Finding> {
    let mut edits = Vec::new();
    let mut messages = Vec::new();
    for alias in &import.names {
        let old = alias.name.as_str();
        if cx.project.modules().find(root(old), cx.file.id).is_some() {
            continue;
        }
        match fate_in(cx, old) {
            Fate::Same => {}
            Fate::Gone(reason) => {
                let message = format!("{old} is gone in 2.x");
                return Some(Finding::manual(span(import), message, reason));
            }
            Fate::New(New { path, .. }) => {
                let to = path?;
                if alias.asname.is_none() && root(old) != root(&to) {
                    return Some(Finding::manual(
                        span(import),
                        format!("{old} is {to} now"),
                        format!("the name {} would not be bound any more", root(old)),
                    ));
                }
                edits.push(Edit::replace(alias_name(cx.file.tree, alias), to.as_str()));
                messages.push(format!("{old} is {to} now"));
            }
        }
    }
    (!edits.is_empty()).then(|| {
        Finding::safe(
            span(import),
            messages.join(", "),
            Rewrite::new(cx.file.id, edits),
        )
    })
}
