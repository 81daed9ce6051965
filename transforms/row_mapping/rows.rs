//! Which expressions are rows, and of which kind.

use alchemod_engine::Context;
use alchemod_facts::sqlalchemy::rows as table;
use alchemod_facts::{Certainty, Project, Value};
use alchemod_python::{ast, Node};

/// Whose row it is: they differ on 1.x.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A row of a connection: a mapping as well as a tuple.
    Legacy,
    /// A row of a session, or of an engine with `future=True`: a tuple.
    Session,
    /// One of the two.
    Either,
}

/// A row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// Whose it is.
    pub kind: Kind,
    /// How that is known.
    pub certainty: Certainty,
}

/// The row that an expression is.
pub(crate) fn row<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Option<Row> {
    if let Some(typed) = cx.project.infer(cx.file.id, expr) {
        return of_value(cx, &typed.value, typed.certainty);
    }
    is_narrowed(cx, expr).then_some(Row {
        kind: Kind::Either,
        certainty: Certainty::Proven,
    })
}

/// The row that each element of an iterated expression is.
pub(crate) fn element<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Option<Row> {
    let typed = cx.project.infer_element(cx.file.id, expr)?;
    of_value(cx, &typed.value, typed.certainty)
}

fn of_value(cx: &Context<'_, '_>, value: &Value, certainty: Certainty) -> Option<Row> {
    let Value::Instance(class) = value else {
        return None;
    };
    if !table::is_row(class) {
        return None;
    }
    let kind = match &**class {
        table::SESSION_ROW => Kind::Session,
        table::ROW => Kind::Either,
        _ => match futures(cx.project) {
            Futures::None => Kind::Legacy,
            Futures::All => Kind::Session,
            Futures::Some => Kind::Either,
        },
    };
    Some(Row { kind, certainty })
}

/// Whether the expression, though it is nothing that is known, may be a row.
pub(crate) fn may_be_row<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    let is_open = matches!(
        expr,
        ast::Expr::Name(_)
            | ast::Expr::Attribute(_)
            | ast::Expr::Subscript(_)
            | ast::Expr::BoolOp(_)
            | ast::Expr::IfExp(_)
            | ast::Expr::NamedExpr(_)
            | ast::Expr::Call(_)
            | ast::Expr::Await(_)
    );
    is_open && cx.project.may_be_row(cx.file.id, expr, table::is_row)
}

/// Whether the expression, though it is nothing that is known, may be a row that is asked for keys.
pub(crate) fn may_be_legacy<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    let is_legacy = |class: &str| table::is_row(class) && class != table::SESSION_ROW;
    cx.project.may_be_row(cx.file.id, expr, is_legacy)
}

/// Whether `if isinstance(name, Row):` stands around the name.
fn is_narrowed<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    let ast::Expr::Name(name) = expr else {
        return false;
    };
    let nodes = &cx.file.nodes;
    let Some(mut at) = nodes.expr_id(expr) else {
        return false;
    };
    while let Some(parent) = nodes.parent(at) {
        let (test, first) = match nodes.get(parent) {
            Node::Stmt(ast::Stmt::If(n)) => (n.test.as_ref(), n.body.first().map(Node::Stmt)),
            Node::Expr(ast::Expr::IfExp(n)) => (n.test.as_ref(), Some(Node::Expr(&n.body))),
            Node::Stmt(ast::Stmt::FunctionDef(_) | ast::Stmt::AsyncFunctionDef(_)) => return false,
            _ => {
                at = parent;
                continue;
            }
        };
        let in_body = match nodes.get(parent) {
            Node::Stmt(ast::Stmt::If(n)) => {
                let here = nodes.get(at).address();
                n.body.iter().any(|stmt| Node::Stmt(stmt).address() == here)
            }
            _ => first.is_some_and(|first| first.address() == nodes.get(at).address()),
        };
        if in_body && tests_row(cx, test, name.id.as_str()) {
            return true;
        }
        at = parent;
    }
    false
}

fn tests_row<'t>(cx: &Context<'_, 't>, test: &'t ast::Expr, name: &str) -> bool {
    match test {
        ast::Expr::BoolOp(n) if n.op == ast::BoolOp::And => {
            n.values.iter().any(|value| tests_row(cx, value, name))
        }
        ast::Expr::Call(call) => {
            let is_test =
                matches!(call.func.as_ref(), ast::Expr::Name(f) if f.id.as_str() == "isinstance");
            let [ast::Expr::Name(subject), class] = call.args.as_slice() else {
                return false;
            };
            is_test
                && subject.id.as_str() == name
                && cx
                    .project
                    .external(cx.file.id, class)
                    .is_some_and(|path| table::is_row(&path))
        }
        _ => false,
    }
}

/// How many of a project's engines are made with `future=True`: their rows are those of 2.x.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Futures {
    None,
    Some,
    All,
}

fn futures(project: &Project<'_>) -> Futures {
    *project.memo(|project| {
        let mut future = 0;
        let mut other = 0;
        for file in &project.files {
            for (_, node) in file.nodes.iter() {
                let Node::Expr(ast::Expr::Call(call)) = node else {
                    continue;
                };
                let makes = alchemod_facts::last_name(&call.func)
                    .is_some_and(|name| matches!(name, "create_engine" | "engine_from_config"));
                if !makes {
                    continue;
                }
                let says = call.keywords.iter().any(|keyword| {
                    keyword.arg.as_deref() == Some("future")
                        && alchemod_facts::is_true(&keyword.value)
                });
                let is_future = says
                    || project
                        .external(file.id, &call.func)
                        .is_some_and(|path| path.starts_with("sqlalchemy.future."));
                match is_future {
                    true => future += 1,
                    false => other += 1,
                }
            }
        }
        match (future, other) {
            (0, _) => Futures::None,
            (_, 0) => Futures::All,
            _ => Futures::Some,
        }
    })
}
