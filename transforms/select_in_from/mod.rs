//! A SELECT where a FROM clause is needed: 2.x wants it made a subquery first.

mod in_place;
mod joins;
mod uses;

use alchemod_engine::{Context, Finding, Interest, Rule, Stage, Target, Transform};
use alchemod_python::{ast, span, NodeId};

use crate::core::receivers::instance;

/// See the rule's documentation.
pub(crate) struct SelectInFrom;

static RULE: Rule = Rule {
    code: "AM505",
    name: "select-in-from",
    stage: Stage::Core,
    summary: "a SELECT in FROM, its .c, and a subquery in IN say subquery() and select()",
    guide: (
        "A SELECT statement is no longer implicitly considered to be a FROM clause",
        "https://docs.sqlalchemy.org/en/20/changelog/migration_14.html#a-select-statement-is-no-longer-implicitly-considered-to-be-a-from-clause",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

const STATEMENTS: &[&str] = &["sqlalchemy.sql.Select", "sqlalchemy.sql.CompoundSelect"];

impl Transform for SelectInFrom {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::AnyOf(&[
            Interest::AttributesNamed(&["c", "columns"]),
            Interest::CallsNamed(&[
                "alias",
                "in_",
                "join",
                "not_in",
                "notin_",
                "outerjoin",
                "select",
                "select_from",
            ]),
        ])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        match cx.file.nodes.get(site).expr()? {
            ast::Expr::Attribute(attribute) => {
                let receiver = attribute.value.as_ref();
                is_statement(cx, receiver).then(|| uses::finding(cx, receiver))
            }
            ast::Expr::Call(call) => {
                if let Some(found) = joins::check(cx, call) {
                    return Some(found);
                }
                let given = from_positions(cx, call)
                    .into_iter()
                    .find(|expr| is_statement(cx, expr))?;
                Some(uses::finding(cx, given))
            }
            _ => None,
        }
    }
}

fn is_statement<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    instance(cx, expr).is_some_and(|class| STATEMENTS.contains(&&*class))
}

/// The parts of a call that must be FROM clauses.
fn from_positions<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Vec<&'t ast::Expr> {
    let first = || call.args.first().into_iter().collect::<Vec<_>>();
    if let ast::Expr::Attribute(method) = call.func.as_ref() {
        let receiver = method.value.as_ref();
        match method.attr.as_str() {
            "select_from" => return call.args.iter().collect(),
            // A SELECT of a SELECT; `sqlalchemy.select` is no method.
            "select" if is_statement(cx, receiver) => return vec![receiver],
            // Whatever it is that takes a SELECT there is SQLAlchemy's.
            "join" | "outerjoin" => return first(),
            _ => {}
        }
    }
    match cx.project.external(cx.file.id, &call.func).as_deref() {
        Some("sqlalchemy.join" | "sqlalchemy.outerjoin") => call.args.iter().take(2).collect(),
        Some("sqlalchemy.select") => call.args.iter().collect(),
        _ => Vec::new(),
    }
}

/// The uses of a SELECT that make a FROM clause of it: what `name` is the whole of.
fn is_from_use<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    let nodes = &cx.file.nodes;
    let Some(parent) = nodes.expr_id(expr).and_then(|id| nodes.parent(id)) else {
        return false;
    };
    match nodes.get(parent).expr() {
        Some(ast::Expr::Attribute(attribute)) => match attribute.attr.as_str() {
            "c" | "columns" => true,
            "select" => nodes
                .parent(parent)
                .is_some_and(|call| matches!(nodes.get(call).expr(), Some(ast::Expr::Call(_)))),
            _ => false,
        },
        Some(ast::Expr::Call(call)) => from_positions(cx, call)
            .into_iter()
            .any(|given| span(given) == span(expr)),
        _ => false,
    }
}
