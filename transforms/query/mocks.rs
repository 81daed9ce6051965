//! What tests put in the place of `session.query`: code that does not call it any more does not meet it.

use alchemod_facts::{last_name, string};
use alchemod_python::{ast, Node};

/// Attributes that only mocks have.
const MOCKED: &[&str] = &[
    "assert_called",
    "assert_called_once",
    "assert_called_once_with",
    "assert_called_with",
    "assert_not_called",
    "return_value",
    "side_effect",
];

/// What makes objects with the attributes that it is given.
const MAKERS: &[&str] = &[
    "AsyncMock",
    "MagicMock",
    "Mock",
    "NonCallableMagicMock",
    "NonCallableMock",
    "SimpleNamespace",
];

/// Methods of a Query that no client of something else has.
const OF_QUERIES: &[&str] = &["filter", "filter_by", "order_by", "outerjoin", "options"];

/// How classes are called that stand for others.
const DOUBLES: &[&str] = &["fake", "mock", "stub", "dummy", "spy"];

/// Whether this is a place where `query` of a session is replaced.
pub(super) fn replaces_query(node: Node<'_>) -> bool {
    match node {
        Node::Expr(ast::Expr::Call(call)) => by_call(call),
        Node::Expr(ast::Expr::Attribute(attribute)) => {
            MOCKED.contains(&attribute.attr.as_str()) && names_query(&attribute.value)
        }
        Node::Expr(expr @ ast::Expr::Constant(_)) => string(expr).is_some_and(|text| {
            ["query.return_value", "query.side_effect"]
                .iter()
                .any(|mock| text.contains(mock))
        }),
        Node::Stmt(ast::Stmt::Assign(assign)) => {
            let is_property = matches!(assign.value.as_ref(), ast::Expr::Call(call)
                if last_name(&call.func) == Some("query_property"));
            !is_property
                && assign.targets.iter().any(|target| {
                    matches!(target, ast::Expr::Attribute(n) if n.attr.as_str() == "query"
                        && is_called_session(&n.value))
                })
        }
        _ => false,
    }
}

/// `patch("app.db.session.query")`, `setattr(session, "query", fake)`, `Mock(query=...)`, `session.query()`.
fn by_call(call: &ast::ExprCall) -> bool {
    let name = last_name(&call.func).unwrap_or_default();
    let is_patch = matches!(name, "patch" | "setattr")
        || matches!(call.func.as_ref(), ast::Expr::Attribute(a) if a.attr.as_str() == "object"
            && last_name(&a.value) == Some("patch"));
    if is_patch {
        return call
            .args
            .iter()
            .filter_map(string)
            .any(|text| text == "query" || text.ends_with(".query"));
    }
    if MAKERS.contains(&name) {
        return call.keywords.iter().any(|keyword| {
            keyword.arg.as_deref() == Some("query") && string(&keyword.value).is_none()
        });
    }
    // A Query of nothing is of no use, but this is how tests reach what a mock returns.
    name == "query"
        && call.args.is_empty()
        && call.keywords.is_empty()
        && matches!(call.func.as_ref(), ast::Expr::Attribute(n) if is_called_session(&n.value))
}

/// Whether a class with a method `query` stands for a session in tests.
pub(super) fn is_double(class: &str) -> bool {
    let class = class.to_lowercase();
    DOUBLES.iter().any(|double| class.contains(double))
}

/// Whether `session.query` or `Model.query` is in a chain of attributes and calls; `query` of other things is
/// none of SQLAlchemy's, unless methods of a Query follow.
fn names_query(expr: &ast::Expr) -> bool {
    let mut current = expr;
    let mut is_shaped = false;
    loop {
        current = match current {
            ast::Expr::Attribute(n) if n.attr.as_str() == "query" => {
                return is_shaped || may_be_queried(&n.value)
            }
            ast::Expr::Attribute(n) => {
                is_shaped |= OF_QUERIES.contains(&n.attr.as_str());
                &n.value
            }
            ast::Expr::Call(n) => &n.func,
            ast::Expr::Subscript(n) => &n.value,
            _ => return false,
        };
    }
}

/// Whether the name is one that sessions and models have.
fn may_be_queried(expr: &ast::Expr) -> bool {
    is_called_session(expr)
        || last_name(expr).is_some_and(|name| name.starts_with(|c: char| c.is_ascii_uppercase()))
}

/// Whether the name is one that sessions have.
fn is_called_session(expr: &ast::Expr) -> bool {
    last_name(expr).is_some_and(|name| {
        let name = name.to_lowercase();
        name.contains("session")
            || matches!(name.as_str(), "db" | "mock_db" | "fake_db" | "db_mock")
    })
}

/// Whether the expression is part of a mock of a query: `session.query.return_value`.
pub(crate) fn is_mock(query: &ast::ExprAttribute, attribute: &str) -> bool {
    MOCKED.contains(&attribute) && may_be_queried(&query.value)
}
