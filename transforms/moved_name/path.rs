//! The path of an expression as the file spells it, not folded: moved names are told by it.

use alchemod_engine::Context;
use alchemod_facts::scopes::{Binding, BindingId, BindingKind};
use alchemod_python::{ast, NodeId};

/// The dotted path of a name or attribute that comes from an import of another package.
pub(super) fn path_of<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Option<String> {
    match expr {
        ast::Expr::Name(n) => of_name(cx, expr, n.id.as_str()),
        ast::Expr::Attribute(n) => Some(format!("{}.{}", path_of(cx, &n.value)?, n.attr)),
        _ => None,
    }
}

fn of_name<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr, name: &str) -> Option<String> {
    let scopes = &cx.file.scopes;
    let (_, ids) = scopes.lookup(name, cx.file.scope_of(expr)?)?;
    let mut path = None;
    for &id in ids {
        let Some(next) = of_binding(cx, scopes.binding(id)) else {
            // The name may come from another file, which has it from elsewhere.
            return cx
                .project
                .external(cx.file.id, expr)
                .map(|path| path.to_string());
        };
        if path.get_or_insert_with(|| next.clone()) != &next {
            return None;
        }
    }
    path
}

/// Whether the path of a name that the site reads may start with one of the packages that names moved in.
/// It takes too much rather than too little, and makes no texts.
pub(super) fn may_be_library(cx: &Context<'_, '_>, site: NodeId, name: &str) -> bool {
    let scopes = &cx.file.scopes;
    let scope = scopes.of(site);
    let Some((_, ids)) = scopes.lookup(name, scope) else {
        return false;
    };
    let imported = |id: BindingId| match scopes.binding(id).kind {
        BindingKind::Import(alias) => Some(root(alias.name.as_str())),
        BindingKind::ImportFrom(stmt, _)
            if stmt.level.is_none_or(|level| level.to_usize() == 0) =>
        {
            Some(root(stmt.module.as_ref()?.as_str()))
        }
        _ => None,
    };
    let mut is_followed = false;
    for &id in ids {
        match imported(id) {
            Some(package) if is_library(package) => return true,
            Some(package) => {
                is_followed |= cx.project.modules().find(package, cx.file.id).is_some();
            }
            // What a caller gives has no path here, or is a value and no module.
            None => {
                is_followed |= !matches!(scopes.binding(id).kind, BindingKind::Parameter { .. });
            }
        }
    }
    // The name may come from another file, which has it from elsewhere.
    is_followed
        && cx
            .project
            .infer_name(cx.file.id, scope, name)
            .is_some_and(|typed| {
                typed
                    .value
                    .external()
                    .is_some_and(|path| is_library(root(path)))
            })
}

/// Whether names of this package moved.
pub(super) fn is_library(package: &str) -> bool {
    matches!(
        package,
        "sqlalchemy" | "flask_sqlalchemy" | "flask" | "flaskext"
    )
}

/// The path that an import of another package binds.
pub(super) fn of_binding(cx: &Context<'_, '_>, binding: &Binding<'_>) -> Option<String> {
    let path = match binding.kind {
        BindingKind::Import(alias) => match &alias.asname {
            Some(_) => alias.name.as_str().to_owned(),
            None => root(alias.name.as_str()).to_owned(),
        },
        BindingKind::ImportFrom(stmt, alias) => {
            format!("{}.{}", module_of(cx, stmt)?, alias.name.as_str())
        }
        _ => return None,
    };
    let is_ours = cx.project.modules().find(root(&path), cx.file.id).is_some();
    (!is_ours).then_some(path)
}

/// The module of a `from` import of another package.
pub(super) fn module_of<'t>(
    cx: &Context<'_, '_>,
    stmt: &'t ast::StmtImportFrom,
) -> Option<&'t str> {
    if stmt.level.is_some_and(|level| level.to_usize() > 0) {
        return None;
    }
    let module = stmt.module.as_ref()?.as_str();
    let is_ours = cx
        .project
        .modules()
        .find(root(module), cx.file.id)
        .is_some();
    (!is_ours).then_some(module)
}

/// The first part of a dotted path.
pub(super) fn root(path: &str) -> &str {
    path.split('.').next().unwrap_or(path)
}
