//! Listeners to `engine_connect` that run statements: what they run begins a transaction on 2.x, and it stays open,
//! so that `connection.begin()` and `engine.begin()` raise.

use alchemod_engine::{Context, Finding, Rewrite, Target};
use alchemod_facts::{function_def, string, FunctionDef, Place};
use alchemod_python::{ast, layout, span, Node};
use alchemod_text::Edit;

/// Methods of a connection that begin a transaction on 2.x.
const EXECUTING: &[&str] = &["exec_driver_sql", "execute", "scalar", "scalars"];

/// Methods of a connection that end what was begun.
const ENDING: &[&str] = &["commit", "rollback"];

const MESSAGE: &str = "what this listener runs begins a transaction on 2.x, which nothing ends";

const REASON: &str =
    "`begin()` of that connection then raises: let the listener end it with commit() or rollback()";

/// The finding for a listener to `engine_connect`, if it runs statements on its connection and ends nothing.
pub(super) fn check<'t>(cx: &Context<'_, 't>, place: Place, is_bound: bool) -> Option<Finding> {
    let there = cx.in_file(place.file);
    if cx.settings.target < Target::V20 || place.file != cx.file.id {
        return None;
    }
    let def = function_def(there.file.nodes.get(place.node))?;
    let connection = def
        .args
        .posonlyargs
        .iter()
        .chain(&def.args.args)
        .nth(usize::from(is_bound))?
        .def
        .arg
        .as_str();
    let calls = calls_on(&there, place, connection);
    let named = |names: &[&str]| {
        let names: Vec<&str> = names.to_vec();
        calls
            .iter()
            .filter(move |(name, _)| names.contains(name))
            .map(|(_, call)| *call)
            .collect::<Vec<_>>()
    };
    let executed = named(EXECUTING);
    let first = *executed.first()?;
    if !named(ENDING).is_empty() || !named(&["begin"]).is_empty() {
        return None;
    }
    let only_reads = executed.iter().all(|call| reads(&there, call));
    Some(match end(&there, place, &def, first, connection) {
        Some(edit) if only_reads => {
            Finding::safe(span(first), MESSAGE, Rewrite::new(place.file, [edit]))
        }
        _ => Finding::manual(span(first), MESSAGE, REASON),
    })
}

/// The calls of methods of the connection in the listener: names and calls, in order.
fn calls_on<'t>(
    cx: &Context<'_, 't>,
    place: Place,
    connection: &str,
) -> Vec<(&'t str, &'t ast::ExprCall)> {
    let is_connection =
        |expr: &ast::Expr| matches!(expr, ast::Expr::Name(n) if n.id.as_str() == connection);
    cx.file
        .subtree(place.node)
        .filter_map(|(_, node)| match node {
            Node::Expr(ast::Expr::Call(call)) => match call.func.as_ref() {
                ast::Expr::Attribute(n) if is_connection(&n.value) => Some((n.attr.as_str(), call)),
                _ => None,
            },
            _ => None,
        })
        .collect()
}

/// Methods of results that leave nothing of them to be read.
const CONSUMING: &[&str] = &[
    "all",
    "close",
    "fetchall",
    "first",
    "one",
    "scalar",
    "scalar_one",
];

/// Whether a call runs a plain SELECT whose result is done with at once: nothing is lost when its transaction is
/// rolled back. SQL functions may set something.
fn reads<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> bool {
    let calls_function = |expr: &ast::Expr| {
        let source = cx.source(expr);
        source.contains("func.") || string(expr).is_some_and(|text| text.contains('('))
    };
    let is_plain = |made: &ast::ExprCall| !made.args.iter().any(calls_function);
    if !is_done_with(cx, call) || !is_plain(call) {
        return false;
    }
    let is_text = |expr: &ast::Expr| {
        string(expr).is_some_and(|text| {
            text.trim_start()
                .get(..6)
                .is_some_and(|start| start.eq_ignore_ascii_case("select"))
        })
    };
    call.args.first().is_some_and(|statement| match statement {
        ast::Expr::Call(made) => match cx.project.external(cx.file.id, &made.func).as_deref() {
            Some("sqlalchemy.select") => true,
            Some("sqlalchemy.text") => is_plain(made) && made.args.first().is_some_and(is_text),
            _ => false,
        },
        other => is_text(other),
    })
}

fn is_done_with(cx: &Context<'_, '_>, call: &ast::ExprCall) -> bool {
    let nodes = &cx.file.nodes;
    let place = span(call);
    if matches!(call.func.as_ref(), ast::Expr::Attribute(n) if n.attr.as_str() == "scalar") {
        return true;
    }
    nodes.iter().any(|(_, node)| match node {
        Node::Stmt(ast::Stmt::Expr(n)) => span(n.value.as_ref()) == place,
        Node::Expr(ast::Expr::Attribute(n)) => {
            span(n.value.as_ref()) == place && CONSUMING.contains(&n.attr.as_str())
        }
        _ => false,
    })
}

/// The statement that ends the transaction, as the last of the listener. `None` if the listener may be left before.
fn end(
    cx: &Context<'_, '_>,
    place: Place,
    def: &FunctionDef<'_>,
    first: &ast::ExprCall,
    connection: &str,
) -> Option<Edit> {
    let leaves = cx.file.subtree(place.node).any(|(_, node)| {
        matches!(node, Node::Stmt(stmt @ ast::Stmt::Return(_)) if span(stmt).start > span(first).start)
            || matches!(node, Node::Expr(ast::Expr::Yield(_) | ast::Expr::YieldFrom(_)))
            || matches!(node, Node::Stmt(ast::Stmt::FunctionDef(_)))
    });
    let last = def.body.last()?;
    if leaves || layout::shares_line(cx.file.tree, last) {
        return None;
    }
    let indent = layout::indentation(cx.file.tree, def.body.first()?);
    let at = layout::line_end(cx.text(), span(last).end);
    Some(Edit::insert(
        at,
        format!("\n{indent}{connection}.rollback()"),
    ))
}
