//! How a mapped class is written at a site.

use alchemod_engine::{Context, ImportWish};
use alchemod_facts::scopes::{BindingKind, ScopeId, ScopeKind};
use alchemod_facts::{ClassId, FileId, Project, Value};
use alchemod_python::ast;

/// A class as the site may write it, with the import that this needs.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    /// The expression.
    pub text: String,
    /// The import.
    pub wish: Option<ImportWish>,
}

/// The class by a name that the site sees: its own, that of a module that has it, or a new import if that
/// cannot make a circle. The error is a reason for users.
pub(crate) fn class_text(cx: &Context<'_, '_>, class: ClassId) -> Result<Written, String> {
    let info = cx.project.class(class);
    let name = info.name();
    let unknown = || {
        format!("it needs the class {name}, which has no name in this file: import it, and name the attribute")
    };
    let scope = cx.site().map_or(ScopeId(0), |site| cx.file.scopes.of(site));
    if info.file == cx.file.id {
        let known = cx.project.infer_name(cx.file.id, scope, name);
        if known.is_none_or(|typed| typed.value != Value::Class(class)) {
            return Err(unknown());
        }
        return if comes_later(cx, scope, class) {
            Err(format!("it is evaluated before the class {name} is there"))
        } else {
            Ok(Written {
                text: name.to_owned(),
                wish: None,
            })
        };
    }
    let import = cx.import_from(info.file, name, false);
    if let Some(import) = import.as_ref().filter(|import| import.wish.is_none()) {
        return Ok(Written {
            text: import.text.clone(),
            wish: None,
        });
    }
    if let Some(text) = through_module(cx, scope, class, name) {
        return Ok(Written { text, wish: None });
    }
    match import {
        Some(import) if !loads(cx.project, info.file, cx.file.id) && is_at_top(cx, class) => {
            Ok(Written {
                text: import.text,
                wish: import.wish,
            })
        }
        _ => Err(unknown()),
    }
}

/// The name of what is called, as its module has it: cheap, and no proof of what it is.
pub(crate) fn called<'t>(cx: &Context<'_, 't>, callee: &'t ast::Expr) -> Option<&'t str> {
    let name = match callee {
        ast::Expr::Attribute(n) => return Some(n.attr.as_str()),
        ast::Expr::Name(n) => n.id.as_str(),
        _ => return None,
    };
    let scopes = &cx.file.scopes;
    let imported = scopes.get(ScopeId(0)).names.get(name).and_then(|ids| {
        ids.iter().find_map(|&id| match scopes.binding(id).kind {
            BindingKind::ImportFrom(_, alias) => Some(alias.name.as_str()),
            _ => None,
        })
    });
    Some(imported.unwrap_or(name))
}

/// Whether code of the module's top level stands before the class statement.
fn comes_later(cx: &Context<'_, '_>, scope: ScopeId, class: ClassId) -> bool {
    let info = cx.project.class(class);
    let scopes = &cx.file.scopes;
    let at_top = |scope: ScopeId| scopes.get(scope).kind != ScopeKind::Function;
    let Some(site) = cx.site() else {
        return true;
    };
    at_top(scope)
        && cx.file.nodes.get(site).span().start < cx.file.nodes.get(info.node).span().start
}

/// Whether the class stands at the top of its module, so that it can be imported.
fn is_at_top(cx: &Context<'_, '_>, class: ClassId) -> bool {
    let info = cx.project.class(class);
    let file = cx.project.file(info.file);
    file.scopes.of(info.node) == ScopeId(0)
}

/// `models.User`, for a module that the file has under a name.
fn through_module(
    cx: &Context<'_, '_>,
    scope: ScopeId,
    class: ClassId,
    name: &str,
) -> Option<String> {
    let scopes = &cx.file.scopes;
    let mut modules: Vec<&str> = scopes
        .bindings()
        .iter()
        .filter(|binding| binding.scope == ScopeId(0))
        .filter(|binding| {
            matches!(
                binding.kind,
                BindingKind::Import(_) | BindingKind::ImportFrom(..)
            )
        })
        .map(|binding| binding.name)
        .collect();
    modules.sort_unstable();
    modules.dedup();
    modules.into_iter().find_map(|module| {
        let (owner, _) = scopes.lookup(module, scope)?;
        let is_module = owner == ScopeId(0)
            && matches!(
                cx.project.infer_name(cx.file.id, scope, module)?.value,
                Value::Module(_)
            );
        let text = format!("{module}.{name}");
        let known = is_module
            .then(|| cx.project.infer_dotted(cx.file.id, scope, &text))
            .flatten()?;
        (known.value == Value::Class(class)).then_some(text)
    })
}

/// Whether loading `from` loads `wanted`.
fn loads(project: &Project<'_>, from: FileId, wanted: FileId) -> bool {
    let mut seen = vec![false; project.files.len()];
    let mut todo = vec![from];
    while let Some(file) = todo.pop() {
        if file == wanted {
            return true;
        }
        if !std::mem::replace(&mut seen[file.0 as usize], true) {
            todo.extend(project.imports_of(file));
        }
    }
    false
}
