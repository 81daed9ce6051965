//! The session that `Model.query` uses: with Flask-SQLAlchemy that of the `db` its base comes from, otherwise
//! the one whose `query_property()` the attribute is.

use alchemod_engine::{Context, ImportWish};
use alchemod_facts::scopes::{BindingKind, ScopeId};
use alchemod_facts::{ClassId, FileId, Project, Value};
use alchemod_python::ast;

const SQLALCHEMY: &str = "flask_sqlalchemy.SQLAlchemy";

/// The module-level name that an object is bound to where it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Origin {
    file: FileId,
    name: String,
}

/// How to write the session of `class.query` at the site, and what must be imported for it.
pub(crate) fn session(
    cx: &Context<'_, '_>,
    class: ClassId,
) -> Result<(String, Option<ImportWish>), String> {
    if let Some((file, session)) = cx.project.query_property(class) {
        return of_property(cx, file, session);
    }
    let (text, wish) = extension(cx, class)?;
    Ok((format!("{text}.session"), wish))
}

/// How to write the session of a `query_property()` at the site.
fn of_property<'t>(
    cx: &Context<'_, 't>,
    file: FileId,
    session: &'t ast::Expr,
) -> Result<(String, Option<ImportWish>), String> {
    let unclear = || {
        format!(
            "`{}`, whose query_property() this is, cannot be named here",
            cx.project.file(file).tree.source(session)
        )
    };
    let ast::Expr::Name(name) = session else {
        return Err(unclear());
    };
    let name = name.id.as_str();
    let this = cx.project.file(file);
    let scope = this.scope_of(session).ok_or_else(unclear)?;
    let (owner, ids) = this.scopes.lookup(name, scope).ok_or_else(unclear)?;
    if ids.len() != 1 {
        return Err(unclear());
    }
    if file == cx.file.id {
        let here = cx.site().map(|site| cx.file.scopes.of(site));
        let seen = here.and_then(|here| cx.file.scopes.lookup(name, here));
        return match seen {
            Some((seen, _)) if seen == owner => Ok((name.to_owned(), None)),
            _ => Err(unclear()),
        };
    }
    if owner != ScopeId(0) {
        return Err(unclear());
    }
    let origin = made(cx.project, file, name, DEPTH).ok_or_else(unclear)?;
    if let Some(name) = local_name(cx, &origin) {
        return Ok((name, None));
    }
    let import = cx.import_from(origin.file, &origin.name, false);
    let import = import.ok_or_else(unclear)?;
    Ok((import.text, import.wish))
}

pub(crate) fn extension(
    cx: &Context<'_, '_>,
    class: ClassId,
) -> Result<(String, Option<ImportWish>), String> {
    let origin = origin_of_model(cx.project, class)
        .ok_or("the SQLAlchemy() object of its model cannot be traced to one name")?;
    if let Some(name) = local_name(cx, &origin) {
        return Ok((name, None));
    }
    match cx.import_from(origin.file, &origin.name, false) {
        Some(import) => Ok((import.text, import.wish)),
        None => Err(format!(
            "`{}` of its model means something else in this file",
            origin.name
        )),
    }
}

/// The name under which this file has the object, if the site sees it.
fn local_name(cx: &Context<'_, '_>, origin: &Origin) -> Option<String> {
    let scopes = &cx.file.scopes;
    let site = cx.site()?;
    let mut names: Vec<&str> = scopes
        .get(ScopeId(0))
        .names
        .keys()
        .copied()
        .filter(|name| made(cx.project, cx.file.id, name, DEPTH).as_ref() == Some(origin))
        .collect();
    names.sort_unstable();
    names
        .into_iter()
        .find(|name| {
            scopes
                .lookup(name, scopes.of(site))
                .is_some_and(|(scope, _)| scope == ScopeId(0))
        })
        .map(str::to_owned)
}

/// The object whose `Model` the class (or its bases) inherits from.
fn origin_of_model(project: &Project<'_>, class: ClassId) -> Option<Origin> {
    project.linearized(class).into_iter().find_map(|id| {
        let info = project.class(id);
        info.def.bases.iter().find_map(|base| {
            let ast::Expr::Attribute(attribute) = base else {
                return None;
            };
            let ast::Expr::Name(name) = attribute.value.as_ref() else {
                return None;
            };
            if attribute.attr.as_str() != "Model" {
                return None;
            }
            trace(project, info.file, name.id.as_str())
        })
    })
}

/// Where the name of a module is made, through imports, if it is one `SQLAlchemy()` object.
fn trace(project: &Project<'_>, file: FileId, name: &str) -> Option<Origin> {
    let origin = made(project, file, name, DEPTH)?;
    let value = project
        .infer_name(origin.file, ScopeId(0), &origin.name)?
        .value;
    let is_it = match &value {
        Value::Instance(path) => &**path == SQLALCHEMY,
        Value::Object(class) => project.is_subclass(*class, SQLALCHEMY),
        _ => false,
    };
    is_it.then_some(origin)
}

/// How many imports are followed one after the other.
const DEPTH: u32 = 8;

/// Where the name of a module is assigned, once and through imports.
fn made(project: &Project<'_>, file: FileId, name: &str, depth: u32) -> Option<Origin> {
    if depth == 0 {
        return None;
    }
    let this = project.file(file);
    let ids = this.scopes.get(ScopeId(0)).names.get(name)?;
    let [only] = ids.as_slice() else {
        return None;
    };
    match this.scopes.binding(*only).kind {
        BindingKind::Assign { .. } => Some(Origin {
            file,
            name: name.to_owned(),
        }),
        BindingKind::ImportFrom(stmt, alias) => {
            let level = stmt.level.map_or(0, |level| level.to_usize());
            let module = stmt.module.as_ref().map_or("", |m| m.as_str());
            let target = if level > 0 {
                project.modules().find_relative(level, module, file)
            } else {
                project.modules().find(module, file)
            };
            let target = target.filter(|&target| target != file)?;
            made(project, target, alias.name.as_str(), depth - 1)
        }
        _ => None,
    }
}
