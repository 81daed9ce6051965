//! What asks metadata for its engine.

use alchemod_facts::{last_name, FileId, Project, Value};
use alchemod_python::arguments::{has_unpacking, keyword};
use alchemod_python::{ast, Node};

use crate::execution::binding::is_metadata;

/// Something that finds its engine through bound metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Consumer {
    /// `metadata.create_all()`, `table.create()`.
    Schema,
    /// `Table(..., autoload=True)`.
    Autoload,
    /// `metadata.bind`, `table.bind`.
    Bind,
    /// `metadata.is_bound()`.
    IsBound,
    /// `Session()`, `sessionmaker()`.
    Session,
}

/// Names of calls that may be consumers.
pub(super) const CALLS: &[&str] = &[
    "Session",
    "Table",
    "create",
    "create_all",
    "create_session",
    "drop",
    "drop_all",
    "is_bound",
    "reflect",
    "sessionmaker",
];

/// Schema items with `create()` and `drop()`.
const ITEMS: &[&str] = &[
    "sqlalchemy.Index",
    "sqlalchemy.Sequence",
    "sqlalchemy.Table",
    "sqlalchemy.schema.Index",
];

/// What found its engine through the metadata of its tables, and told it as `bind`.
const BOUND: &[&str] = &[
    "sqlalchemy.Table",
    "sqlalchemy.sql.Alias",
    "sqlalchemy.sql.CompoundSelect",
    "sqlalchemy.sql.Delete",
    "sqlalchemy.sql.Insert",
    "sqlalchemy.sql.Join",
    "sqlalchemy.sql.Select",
    "sqlalchemy.sql.Subquery",
    "sqlalchemy.sql.Update",
];

/// What `expr` asks metadata for; `None` if it asks for nothing, or is given an engine.
pub(crate) fn consumer<'t>(
    project: &Project<'t>,
    file: FileId,
    expr: &'t ast::Expr,
) -> Option<Consumer> {
    match expr {
        ast::Expr::Call(call) => of_call(project, file, call),
        ast::Expr::Attribute(n) if n.attr.as_str() == "bind" && n.ctx == ast::ExprContext::Load => {
            let is_item = match project.infer(file, &n.value).map(|typed| typed.value) {
                Some(Value::Instance(path)) => BOUND.contains(&&*path),
                Some(_) => false,
                // `column.table.bind`; what an object calls its own table may be anything.
                None => match n.value.as_ref() {
                    ast::Expr::Attribute(table) => {
                        matches!(table.attr.as_str(), "table" | "__table__")
                            && !matches!(table.value.as_ref(), ast::Expr::Name(owner) if owner.id.as_str() == "self")
                    }
                    _ => false,
                },
            };
            (is_item || is_metadata(project, file, &n.value)).then_some(Consumer::Bind)
        }
        _ => None,
    }
}

fn of_call<'t>(project: &Project<'t>, file: FileId, call: &'t ast::ExprCall) -> Option<Consumer> {
    let name = last_name(&call.func).filter(|name| CALLS.contains(name))?;
    let is_given = has_unpacking(call) || keyword(call, "bind").is_some();
    match name {
        "Table" => {
            let on = keyword(call, "autoload").is_some_and(|k| {
                matches!(&k.value, ast::Expr::Constant(n) if n.value == ast::Constant::Bool(true))
            });
            let is_table = on
                && keyword(call, "autoload_with").is_none()
                && project.external(file, &call.func).as_deref() == Some("sqlalchemy.Table");
            return is_table.then_some(Consumer::Autoload);
        }
        "Session" | "sessionmaker" | "create_session" => {
            let is_open = !is_given
                && keyword(call, "binds").is_none()
                && call.args.is_empty()
                && matches!(
                    project.external(file, &call.func).as_deref(),
                    Some(
                        "sqlalchemy.orm.Session"
                            | "sqlalchemy.orm.sessionmaker"
                            | "sqlalchemy.orm.create_session"
                    )
                )
                && !*project.memo(configures);
            return is_open.then_some(Consumer::Session);
        }
        _ => {}
    }
    let ast::Expr::Attribute(method) = call.func.as_ref() else {
        return None;
    };
    if is_given || !call.args.is_empty() {
        return None;
    }
    match name {
        "create_all" | "drop_all" | "reflect" => {
            is_metadata(project, file, &method.value).then_some(Consumer::Schema)
        }
        "is_bound" => is_metadata(project, file, &method.value).then_some(Consumer::IsBound),
        "create" | "drop" => is_item(project, file, &method.value).then_some(Consumer::Schema),
        _ => None,
    }
}

fn is_item<'t>(project: &Project<'t>, file: FileId, expr: &'t ast::Expr) -> bool {
    match project.infer(file, expr).map(|typed| typed.value) {
        Some(Value::Instance(path)) => ITEMS.contains(&&*path),
        Some(_) => false,
        None => matches!(expr, ast::Expr::Attribute(n) if n.attr.as_str() == "__table__"),
    }
}

/// Whether sessions of the project are given their engine later: `Session.configure(bind=...)`.
fn configures(project: &Project<'_>) -> bool {
    project.files.iter().any(|file| {
        file.nodes.iter().any(|(_, node)| match node {
            Node::Expr(ast::Expr::Call(call)) => {
                last_name(&call.func) == Some("configure")
                    && (keyword(call, "bind").is_some() || keyword(call, "binds").is_some())
            }
            _ => false,
        })
    })
}
