//! `try: from new import x` / `except ImportError: from old import x`.

use alchemod_engine::{Context, Finding, Rewrite};
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::Edit;

use super::fate::{fate_in, is_missing, Fate};
use super::path::module_of;

/// What a `try` statement around an import means for it.
pub(super) enum Fallback {
    /// There is none.
    None,
    /// The import is tried, and there is a way out if it fails.
    Tried,
    /// The names have another source where this import fails: it stays.
    Covered,
    /// Both branches import the same on 2.x: the `try` goes.
    Joined(Box<Finding>),
}

/// Exceptions that a failed import raises.
const CAUGHT: &[&str] = &[
    "ImportError",
    "ModuleNotFoundError",
    "Exception",
    "BaseException",
];

/// What the innermost `try` around the statement `site` means for it.
pub(super) fn of(cx: &Context<'_, '_>, site: NodeId) -> Fallback {
    let nodes = &cx.file.nodes;
    let Some(parent) = nodes.parent(site) else {
        return Fallback::None;
    };
    let (outer, in_handler) = match nodes.get(parent) {
        Node::Stmt(stmt) => (Some(stmt), false),
        Node::ExceptHandler(_) => (
            nodes.parent(parent).and_then(|id| nodes.get(id).stmt()),
            true,
        ),
        _ => (None, false),
    };
    let Some((stmt, attempt)) = outer.and_then(|stmt| match stmt {
        ast::Stmt::Try(attempt) => Some((stmt, attempt)),
        _ => None,
    }) else {
        return Fallback::None;
    };
    let Some(here) = nodes.get(site).stmt() else {
        return Fallback::None;
    };
    let is_in = |body: &[ast::Stmt]| body.iter().any(|stmt| std::ptr::eq(stmt, here));
    if !in_handler && !is_in(&attempt.body) {
        return Fallback::None;
    }
    if !attempt.handlers.iter().any(catches) {
        return Fallback::None;
    }
    if let Some(finding) = joined(cx, stmt, attempt) {
        return Fallback::Joined(Box::new(finding));
    }
    let is_covered = match in_handler {
        true => binds_the_same(&attempt.body, here),
        false => {
            fails(cx, here)
                && attempt
                    .handlers
                    .iter()
                    .filter(|handler| catches(handler))
                    .all(|ast::ExceptHandler::ExceptHandler(handler)| {
                        binds_the_same(&handler.body, here)
                    })
        }
    };
    match (is_covered, in_handler) {
        (true, _) => Fallback::Covered,
        (false, false) => Fallback::Tried,
        (false, true) => Fallback::None,
    }
}

/// Whether none of the names that move or go can be imported on 2.x, so that another branch is taken.
fn fails(cx: &Context<'_, '_>, stmt: &ast::Stmt) -> bool {
    let ast::Stmt::ImportFrom(import) = stmt else {
        return false;
    };
    let Some(module) = module_of(cx, import) else {
        return false;
    };
    import.names.iter().any(|alias| {
        let path = format!("{module}.{}", alias.name);
        is_missing(&path) || is_missing(module)
    })
}

fn catches(handler: &ast::ExceptHandler) -> bool {
    let ast::ExceptHandler::ExceptHandler(handler) = handler;
    let name = |expr: &ast::Expr| match expr {
        ast::Expr::Name(n) => CAUGHT.contains(&n.id.as_str()),
        _ => false,
    };
    match handler.type_.as_deref() {
        None => true,
        Some(ast::Expr::Tuple(tuple)) => tuple.elts.iter().any(name),
        Some(expr) => name(expr),
    }
}

/// Whether the names that `import` binds are bound by `body` too.
fn binds_the_same(body: &[ast::Stmt], import: &ast::Stmt) -> bool {
    let wanted = locals(import);
    let bound: Vec<&str> = body
        .iter()
        .flat_map(|stmt| match stmt {
            ast::Stmt::Assign(n) => n.targets.iter().filter_map(plain_name).collect(),
            ast::Stmt::ClassDef(n) => vec![n.name.as_str()],
            ast::Stmt::FunctionDef(n) => vec![n.name.as_str()],
            other => locals(other),
        })
        .collect();
    !wanted.is_empty() && wanted.iter().all(|name| bound.contains(name))
}

fn plain_name(expr: &ast::Expr) -> Option<&str> {
    match expr {
        ast::Expr::Name(n) => Some(n.id.as_str()),
        _ => None,
    }
}

fn locals(stmt: &ast::Stmt) -> Vec<&str> {
    match stmt {
        ast::Stmt::ImportFrom(n) => n.names.iter().map(local).collect(),
        _ => Vec::new(),
    }
}

fn local(alias: &ast::Alias) -> &str {
    alias.asname.as_ref().unwrap_or(&alias.name).as_str()
}

/// What a statement imports on 2.x: (path, local name), sorted. `None` if it is no such import.
fn imports(cx: &Context<'_, '_>, body: &[ast::Stmt]) -> Option<Vec<(String, String)>> {
    let [ast::Stmt::ImportFrom(import)] = body else {
        return None;
    };
    let module = module_of(cx, import)?;
    let mut found = Vec::new();
    for alias in &import.names {
        let path = format!("{module}.{}", alias.name);
        let path = match fate_in(cx, &path) {
            Fate::Same => path,
            Fate::New(new) if new.expression.is_none() => new.path?,
            _ => return None,
        };
        found.push((path, local(alias).to_owned()));
    }
    found.sort();
    Some(found)
}

fn is_legacy(cx: &Context<'_, '_>, body: &[ast::Stmt]) -> bool {
    let [ast::Stmt::ImportFrom(import)] = body else {
        return false;
    };
    let Some(module) = module_of(cx, import) else {
        return false;
    };
    import
        .names
        .iter()
        .any(|alias| fate_in(cx, &format!("{module}.{}", alias.name)) != Fate::Same)
}

/// The finding that both branches import the same: the branch with the new spelling takes the place of
/// the whole statement.
fn joined(cx: &Context<'_, '_>, stmt: &ast::Stmt, attempt: &ast::StmtTry) -> Option<Finding> {
    let [ast::ExceptHandler::ExceptHandler(handler)] = attempt.handlers.as_slice() else {
        return None;
    };
    if !attempt.orelse.is_empty() || !attempt.finalbody.is_empty() || handler.name.is_some() {
        return None;
    }
    let first = imports(cx, &attempt.body)?;
    if imports(cx, &handler.body)? != first {
        return None;
    }
    let kept = match (is_legacy(cx, &attempt.body), is_legacy(cx, &handler.body)) {
        (false, _) => attempt.body.first()?,
        (true, false) => handler.body.first()?,
        (true, true) => return None,
    };
    // Names over several lines would keep the indentation of the branch.
    if cx.source(kept).contains('\n') {
        return None;
    }
    let whole = span(stmt);
    let comments = cx.file.tree.tokens().comments(whole).count();
    let comments_kept = cx.file.tree.tokens().comments(span(kept)).count();
    if comments != comments_kept {
        return None;
    }
    let names: Vec<String> = first.into_iter().map(|(path, _)| path).collect();
    Some(Finding::safe(
        whole,
        format!(
            "the fallback for releases before 1.4 is not needed: {}",
            names.join(", ")
        ),
        Rewrite::new(cx.file.id, [Edit::replace(whole, cx.source(kept))]),
    ))
}
