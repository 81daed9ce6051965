//! `result.keys()` of statements that give no rows, and `result.columns(...)` of one.

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_facts::Value;
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::Edit;

use crate::row_mapping::calls::is_used_as_list;
use crate::row_mapping::rows::element;
use crate::row_mapping::statement::{executed, root, DEPTH};

/// See the rule's documentation.
pub(crate) struct ResultMethods;

static RULE: Rule = Rule {
    code: "AM702",
    name: "result-methods",
    stage: Stage::Results,
    summary: "keys() of a result without rows is empty, and a list where it is used as one",
    guide: (
        "2.0 Migration - Core Usage: Result rows act like named tuples",
        "https://docs.sqlalchemy.org/en/20/changelog/migration_20.html#migration-20-result-rows",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for ResultMethods {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::CallsNamed(&["columns", "keys"])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let Node::Expr(ast::Expr::Call(call)) = cx.file.nodes.get(site) else {
            return None;
        };
        let ast::Expr::Attribute(method) = call.func.as_ref() else {
            return None;
        };
        is_result(cx, &method.value).then_some(())?;
        match method.attr.as_str() {
            "keys" if call.args.is_empty() && call.keywords.is_empty() => {
                keys(cx, site, call, &method.value)
            }
            "columns" => columns(cx, call, &method.value),
            _ => None,
        }
    }
}

/// Whether the expression is a result, and no list of rows.
fn is_result<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    element(cx, expr).is_some()
        && matches!(
            cx.project.infer(cx.file.id, expr).map(|typed| typed.value),
            Some(Value::Instance(_))
        )
}

fn keys<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
    result: &'t ast::Expr,
) -> Option<Finding> {
    let at = span(call);
    if is_guarded(cx, site) {
        return None;
    }
    if gives_no_rows(cx, result) {
        let message = "keys() of a result without rows raises on 2.x";
        let ast::Expr::Name(name) = result else {
            return Some(Finding::manual(
                at,
                message,
                "ask for returns_rows first, or leave it out: there are no keys",
            ));
        };
        let text = format!("if {}.returns_rows else []", name.id.as_str());
        let edits: Vec<Edit> = match stands_alone(cx, site) {
            true => vec![Edit::insert(at.end, format!(" {text}"))],
            false => Edit::wrap(at, "(", format!(" {text})")).into(),
        };
        return Some(Finding::safe(at, message, Rewrite::new(cx.file.id, edits)));
    }
    is_used_as_list(cx, site).then(|| {
        let edits = Edit::wrap(at, "list(", ")");
        Finding::safe(
            at,
            "keys() is a view, and a list was meant",
            Rewrite::new(cx.file.id, edits),
        )
    })
}

/// Whether a condition around the site asks for `returns_rows`.
fn is_guarded(cx: &Context<'_, '_>, site: NodeId) -> bool {
    let nodes = &cx.file.nodes;
    let asks = |test: &ast::Expr| cx.source(test).contains("returns_rows");
    nodes.ancestors(site).any(|up| match nodes.get(up) {
        Node::Expr(ast::Expr::IfExp(n)) => asks(&n.test),
        Node::Stmt(ast::Stmt::If(n)) => asks(&n.test),
        _ => false,
    })
}

/// Whether a condition needs no parentheses in the place of the site: as a whole value, or a call's only argument.
fn stands_alone(cx: &Context<'_, '_>, site: NodeId) -> bool {
    let nodes = &cx.file.nodes;
    let here = nodes.get(site).address();
    match nodes.parent(site).map(|up| nodes.get(up)) {
        Some(Node::Expr(ast::Expr::Call(call))) => {
            call.keywords.is_empty()
                && matches!(call.args.as_slice(), [only] if Node::Expr(only).address() == here)
        }
        Some(Node::Stmt(ast::Stmt::Assign(_) | ast::Stmt::Return(_))) => true,
        _ => false,
    }
}

/// Statements in text that give no rows, by their first word.
const WITHOUT_ROWS: &[&str] = &["INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER"];

/// Whether the statement that gave the result is seen, and is one that gives no rows.
fn gives_no_rows<'t>(cx: &Context<'_, 't>, result: &'t ast::Expr) -> bool {
    let Some((file, statement)) = executed(cx, result, DEPTH) else {
        return false;
    };
    let there = &cx.in_file(file);
    let returns = |expr: &ast::Expr| {
        let text = there.source(expr).to_lowercase();
        text.contains("returning")
    };
    let start = root(there, statement, DEPTH);
    if returns(statement) || start.is_some_and(returns) {
        return false;
    }
    let text = match start {
        Some(ast::Expr::Call(call)) if is_text(there, call) => call.args.first(),
        other => other,
    };
    if let Some(text) = text.and_then(alchemod_facts::string) {
        let first = text.split_whitespace().next().unwrap_or_default();
        return WITHOUT_ROWS.contains(&first.to_uppercase().as_str());
    }
    let value = cx.project.infer(file, statement).map(|typed| typed.value);
    matches!(value, Some(Value::Instance(class))
        if ["Insert", "Update", "Delete"].iter().any(|name| class.ends_with(&format!(".{name}"))))
}

fn is_text<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> bool {
    cx.project
        .external(cx.file.id, &call.func)
        .is_some_and(|path| &*path == "sqlalchemy.text")
}

/// `session.execute(select(User)).columns(0)`
fn columns<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    result: &'t ast::Expr,
) -> Option<Finding> {
    if call.args.len() != 1 {
        return None;
    }
    let (file, statement) = executed(cx, result, DEPTH)?;
    let there = &cx.in_file(file);
    let ast::Expr::Call(start) = root(there, statement, DEPTH)? else {
        return None;
    };
    let is_entity = start.args.iter().any(|arg| {
        let value = cx.project.infer(file, arg).map(|typed| typed.value);
        match value {
            Some(Value::Class(class)) => cx.project.class(class).is_mapped(),
            Some(Value::Aliased(_)) => true,
            _ => false,
        }
    });
    is_entity.then(|| {
        Finding::manual(
            span(call),
            "columns() of one column gives rows on 2.x",
            "1.4 gives the objects themselves where a mapped class is selected: write scalars() for objects",
        )
    })
}
