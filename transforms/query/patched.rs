//! Methods of SQLAlchemy's own Query and Session that the project replaces.

use alchemod_facts::sqlalchemy::query::query_method;
use alchemod_facts::{last_name, string, FileId, Project, Value};
use alchemod_python::{ast, Node};

/// Classes whose `query` makes queries.
const SESSIONS: &[&str] = &["sqlalchemy.orm.Session", "sqlalchemy.orm.scoped_session"];

/// Classes of queries.
const QUERIES: &[&str] = &[
    "flask_sqlalchemy.BaseQuery",
    "flask_sqlalchemy.query.Query",
    "sqlalchemy.orm.Query",
];

/// The method that is replaced here, as `Query.count`: by an assignment or by `setattr()`.
pub(super) fn method<'t>(project: &Project<'t>, file: FileId, node: Node<'t>) -> Option<String> {
    match node {
        Node::Stmt(ast::Stmt::Assign(assign)) => assign.targets.iter().find_map(|target| {
            let ast::Expr::Attribute(target) = target else {
                return None;
            };
            of_class(project, file, &target.value, target.attr.as_str())
        }),
        Node::Expr(ast::Expr::Call(call)) if last_name(&call.func) == Some("setattr") => {
            match &call.args[..] {
                [class, name, _] => of_class(project, file, class, string(name)?),
                _ => None,
            }
        }
        _ => None,
    }
}

fn of_class<'t>(
    project: &Project<'t>,
    file: FileId,
    class: &'t ast::Expr,
    name: &str,
) -> Option<String> {
    let is_hidden = name.starts_with('_');
    // The cheap test first: new methods beside those of SQLAlchemy change nothing.
    if name != "query" && !is_hidden && query_method(name).is_none() {
        return None;
    }
    let Value::External(path) = project.infer(file, class)?.value else {
        return None;
    };
    let is_changed = if QUERIES.contains(&&*path) {
        name != "query"
    } else {
        name == "query" && SESSIONS.contains(&&*path)
    };
    let short = path.rsplit('.').next().unwrap_or(&path);
    is_changed.then(|| format!("{short}.{name}"))
}
