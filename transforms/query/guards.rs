//! What in a project may give queries another meaning than SQLAlchemy's own, wherever it stands.

use std::sync::Arc;

use alchemod_engine::Context;
use alchemod_facts::scopes::{BindingKind, ScopeId};
use alchemod_facts::sqlalchemy::query::query_method;
use alchemod_facts::{last_name, string, ClassId, FileId, Project, Value};
use alchemod_python::{ast, Node};

use super::{mocks, patched};

/// What was found in the project.
#[derive(Debug, Default)]
pub(crate) struct Guards {
    /// Why no query may be rewritten.
    pub all: Option<String>,
    /// Listeners to events that only `update()` and `delete()` of a Query have.
    pub bulk: Vec<BulkListener>,
    /// Models whose `query` is of a class of the project that changes what a Query does: the methods that
    /// it overrides; `None` if that is all of them.
    pub models: Vec<(ClassId, Option<Vec<String>>)>,
    /// Tests put something else in the place of queries.
    pub mocks: bool,
    /// A class of the project has a method `query`: what is called a session may be one of its objects.
    pub own_query: bool,
    /// Rows are read by their names as a whole (`_asdict()`, `_fields`, `_mapping`).
    pub row_names: bool,
}

/// A listener to an event of `Query.update()` and `Query.delete()`.
#[derive(Debug)]
pub(crate) struct BulkListener {
    /// Where it is registered.
    pub file: FileId,
    /// It listens to one session of a function, which may or may not be the one of a query elsewhere.
    pub is_local: bool,
    /// Why a statement is no replacement.
    pub reason: String,
}

/// What the project holds; found once for all queries.
pub(crate) fn guards(cx: &Context<'_, '_>) -> Arc<Guards> {
    cx.project.memo(find)
}

/// Events of `Query.update()` and `Query.delete()` that statements do not have.
const BULK: &[&str] = &[
    "after_bulk_delete",
    "after_bulk_update",
    "before_compile_delete",
    "before_compile_update",
];

fn bulk_listener<'t>(
    project: &Project<'t>,
    file: FileId,
    call: &'t ast::ExprCall,
) -> Option<BulkListener> {
    let mut strings = call.args.iter().filter_map(string);
    let event = strings.find(|name| BULK.contains(name))?;
    let this = project.file(file);
    let is_local = match call.args.first() {
        Some(target @ ast::Expr::Name(name)) => this
            .scope_of(target)
            .and_then(|scope| this.scopes.lookup(name.id.as_str(), scope))
            .is_some_and(|(owner, _)| owner != ScopeId(0)),
        _ => false,
    };
    Some(BulkListener {
        file,
        is_local,
        reason: format!(
            "the project listens to `{event}` ({}), an event of update() and delete() of a Query only: use do_orm_execute",
            this.path
        ),
    })
}

fn find(project: &Project<'_>) -> Guards {
    let mut guards = Guards::default();
    // A copy of SQLAlchemy itself beside the project says nothing of the project's sessions.
    let is_library = |file: FileId| {
        let name = project.modules().name(file);
        name == "sqlalchemy" || name.starts_with("sqlalchemy.")
    };
    for file in project.files.iter().filter(|file| !is_library(file.id)) {
        for (_, node) in file.nodes.iter() {
            guards.mocks = guards.mocks || mocks::replaces_query(node);
            if let Some(method) = patched::method(project, file.id, node) {
                guards.all.get_or_insert_with(|| {
                    format!(
                        "the project puts a function of its own in the place of {method} ({})",
                        file.path
                    )
                });
            }
            match node {
                Node::Keyword(keyword) => {
                    let name = keyword.arg.as_deref();
                    if matches!(name, Some("query_cls" | "query_class"))
                        && !is_harmless(project, file.id, &keyword.value)
                    {
                        guards.all.get_or_insert_with(|| {
                            format!(
                                "the project gives sessions a Query class of its own ({})",
                                file.path
                            )
                        });
                    }
                }
                Node::Expr(ast::Expr::Dict(dict)) => {
                    let named = dict.keys.iter().zip(&dict.values).any(|(key, value)| {
                        let name = key.as_ref().and_then(string);
                        matches!(name, Some("query_cls" | "query_class"))
                            && !is_harmless(project, file.id, value)
                    });
                    if named {
                        guards.all.get_or_insert_with(|| {
                            format!(
                                "the project gives sessions a Query class of its own ({})",
                                file.path
                            )
                        });
                    }
                }
                Node::Expr(ast::Expr::Call(call)) => {
                    if call
                        .args
                        .iter()
                        .any(|arg| string(arg) == Some("before_compile"))
                    {
                        guards.all.get_or_insert_with(|| {
                            format!("the project changes queries by the event `before_compile` ({}), which a select() does not have: use do_orm_execute", file.path)
                        });
                    }
                    guards.bulk.extend(bulk_listener(project, file.id, call));
                }
                Node::Expr(ast::Expr::Attribute(attribute)) => {
                    let name = attribute.attr.as_str();
                    guards.row_names |= matches!(name, "_asdict" | "_fields" | "_mapping");
                }
                Node::Stmt(ast::Stmt::Assign(assign)) => {
                    let named =
                        |wanted: &str| assign.targets.iter().any(|t| last_name(t) == Some(wanted));
                    if named("_query_cls") || named("query_cls") {
                        guards.all.get_or_insert_with(|| {
                            format!(
                                "the project gives sessions a Query class of its own ({})",
                                file.path
                            )
                        });
                    }
                }
                _ => {}
            }
        }
    }
    for (id, class) in project.classes() {
        if is_library(class.file) {
            continue;
        }
        let scopes = &project.file(class.file).scopes;
        let named_query = scopes.get(class.scope).names.get("query");
        let has_query = named_query.is_some_and(|bindings| {
            bindings
                .iter()
                .any(|&id| matches!(scopes.binding(id).kind, BindingKind::Function))
        });
        guards.own_query |= has_query;
        guards.mocks |= has_query && mocks::is_double(class.name());
        if let Some(value) = class.assigned("query_class") {
            let overridden = overridden(project, class.file, value);
            if overridden.as_ref().is_none_or(|names| !names.is_empty()) {
                guards.models.push((id, overridden));
            }
        }
    }
    guards
}

/// Whether a Query class only adds methods to SQLAlchemy's or Flask-SQLAlchemy's.
fn is_harmless<'t>(project: &Project<'t>, file: FileId, class: &'t ast::Expr) -> bool {
    overridden(project, file, class).is_some_and(|names| names.is_empty())
}

/// The public methods of a Query that a class of the project overrides; `None` if it cannot be read, or
/// overrides more than these.
fn overridden<'t>(
    project: &Project<'t>,
    file: FileId,
    class: &'t ast::Expr,
) -> Option<Vec<String>> {
    let class = match project.infer(file, class)?.value {
        Value::External(path) => return is_query(&path).then(Vec::new),
        Value::Class(class) => class,
        _ => return None,
    };
    let mut found = Vec::new();
    for id in project.linearized(class) {
        let info = project.class(id);
        let scope = project.file(info.file).scopes.get(info.scope);
        for name in scope.names.keys() {
            if matches!(*name, "__doc__" | "__module__" | "__slots__") {
                continue;
            }
            if name.starts_with('_') {
                return None;
            }
            if query_method(name).is_some() {
                found.push((*name).to_owned());
            }
        }
        let is_known = project.bases(id).iter().all(|base| match base {
            Some(Value::External(path)) => is_query(path),
            Some(Value::Class(_)) => true,
            _ => false,
        });
        if !is_known {
            return None;
        }
    }
    Some(found)
}

/// The methods that a method of a Query calls itself.
const CALLED: &[(&str, &[&str])] = &[
    (
        "count",
        &[
            "enable_eagerloads",
            "scalar",
            "one",
            "set_label_style",
            "correlate",
        ],
    ),
    ("filter_by", &["filter"]),
    ("first", &["limit"]),
    ("outerjoin", &["join"]),
    ("scalar", &["one"]),
];

/// Whether the methods of a chain meet one that is overridden.
pub(crate) fn meets(overridden: &[String], methods: &[&str]) -> bool {
    let is_overridden = |name: &str| overridden.iter().any(|known| known == name);
    methods.iter().any(|&method| {
        let inner = CALLED.iter().find(|(name, _)| *name == method);
        is_overridden(method)
            || inner.is_some_and(|(_, names)| names.iter().any(|name| is_overridden(name)))
    })
}

fn is_query(path: &str) -> bool {
    matches!(
        path,
        "sqlalchemy.orm.Query" | "flask_sqlalchemy.query.Query"
    )
}
