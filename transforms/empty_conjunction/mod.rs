//! `and_()` and `or_()` without, or possibly without, criteria.

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_facts::{last_name, Value};
use alchemod_python::arguments::inside_parentheses;
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::Edit;

use crate::core::arguments::elements;

/// See the rule's documentation.
pub(crate) struct EmptyConjunction;

static RULE: Rule = Rule {
    code: "AM506",
    name: "empty-conjunction",
    stage: Stage::Core,
    summary: "and_(*criteria) is and_(True, *criteria): without criteria it says so",
    guide: (
        "and_(): an empty conjunction is deprecated",
        "https://docs.sqlalchemy.org/en/20/core/sqlelement.html#sqlalchemy.sql.expression.and_",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

/// Methods whose criteria are joined by AND: one that says nothing may as well say TRUE.
const CRITERIA_METHODS: &[&str] = &["filter", "where"];

impl Transform for EmptyConjunction {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::Calls
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let ast::Expr::Call(call) = cx.file.nodes.get(site).expr()? else {
            return None;
        };
        if !call.keywords.is_empty() || !may_be_empty(call) {
            return None;
        }
        if cx.file.is_revision() {
            return None;
        }
        let is_and = match conjunction(cx, call)? {
            "sqlalchemy.and_" => true,
            "sqlalchemy.or_" => false,
            _ => return None,
        };
        let span = span(call);
        let (name, message) = match is_and {
            true => ("and_", "and_() that may have no criteria is deprecated"),
            false => ("or_", "or_() that may have no criteria is deprecated"),
        };
        if !is_criterion(cx, site) {
            // TRUE would mean something else here than nothing. What it may be is told where it is empty.
            return call.args.is_empty().then(|| {
                Finding::manual(
                    span,
                    message,
                    format!("an empty {name}() vanishes from what is around it; leave it out"),
                )
            });
        }
        if call.args.iter().any(|arg| is_guarded(cx, site, arg)) {
            return None;
        }
        let inside = inside_parentheses(cx.file.tree, call)?;
        let is_nothing = call.args.iter().all(is_empty_star);
        if is_nothing {
            let edit = Edit::replace(inside, "True");
            return Some(Finding::safe(
                span,
                message,
                Rewrite::new(cx.file.id, [edit]),
            ));
        }
        let first = call.args.first()?;
        if is_and {
            let edit = Edit::insert(alchemod_python::span(first).start, "True, ");
            return Some(Finding::safe(
                span,
                message,
                Rewrite::new(cx.file.id, [edit]),
            ));
        }
        or_of(cx, call, message)
    }
}

/// `or_(*criteria)`; nothing for `or_(*criteria or [one])`. Without criteria, 1.x and 2.0 take all rows, so that FALSE would be wrong.
fn or_of<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall, message: &str) -> Option<Finding> {
    let whole = span(call);
    let reason = "without criteria it takes all rows; make sure that this is meant";
    let [ast::Expr::Starred(star)] = call.args.as_slice() else {
        return Some(Finding::manual(whole, message, reason));
    };
    let value = star.value.as_ref();
    if let ast::Expr::BoolOp(n) = value {
        let last = n.values.last().and_then(elements);
        if last.is_some_and(|list| !list.is_empty()) {
            return None;
        }
    }
    let is_list = matches!(value, ast::Expr::ListComp(_)) || cx.project.is_list(cx.file.id, value);
    if !is_list || matches!(value, ast::Expr::GeneratorExp(_)) {
        return Some(Finding::manual(whole, message, reason));
    }
    let edit = Edit::insert(span(value).end, " or [True]");
    Some(Finding::offered(
        whole,
        message,
        reason,
        Rewrite::new(cx.file.id, [edit]),
    ))
}

/// Whether the call stands where a condition says that the list is not empty: `if criteria:`.
fn is_guarded(cx: &Context<'_, '_>, site: NodeId, arg: &ast::Expr) -> bool {
    let ast::Expr::Starred(star) = arg else {
        return false;
    };
    let ast::Expr::Name(list) = star.value.as_ref() else {
        return false;
    };
    let says_so = |test: &ast::Expr| match test {
        ast::Expr::BoolOp(n) if n.op == ast::BoolOp::And => {
            n.values.iter().any(|v| is_name(v, list))
        }
        test => is_name(test, list),
    };
    let here = cx.file.nodes.get(site).span();
    let holds = |body: alchemod_text::Span| body.start <= here.start && here.end <= body.end;
    cx.file
        .nodes
        .ancestors(site)
        .any(|id| match cx.file.nodes.get(id) {
            Node::Expr(ast::Expr::IfExp(n)) => says_so(&n.test) && holds(span(n.body.as_ref())),
            Node::Stmt(ast::Stmt::If(n)) => {
                let body = n.body.first().zip(n.body.last());
                let body = body.map(|(first, last)| span(first).cover(span(last)));
                says_so(&n.test)
                    && body.is_some_and(|body| holds(body) && !changes(cx, id, list, body))
            }
            _ => false,
        })
}

fn is_name(expr: &ast::Expr, name: &ast::ExprName) -> bool {
    matches!(expr, ast::Expr::Name(n) if n.id == name.id)
}

/// Whether the name is bound again, or one of its methods called, in the body of a condition.
fn changes(
    cx: &Context<'_, '_>,
    condition: NodeId,
    list: &ast::ExprName,
    body: alchemod_text::Span,
) -> bool {
    cx.file.subtree(condition).any(|(_, node)| match node {
        Node::Expr(ast::Expr::Name(n)) => {
            n.id == list.id && n.ctx != ast::ExprContext::Load && span(n).start >= body.start
        }
        Node::Expr(ast::Expr::Attribute(n)) => is_name(&n.value, list),
        _ => false,
    })
}

/// Whether all arguments are starred: all may be nothing.
fn may_be_empty(call: &ast::ExprCall) -> bool {
    call.args
        .iter()
        .all(|arg| matches!(arg, ast::Expr::Starred(_)))
}

fn is_empty_star(arg: &ast::Expr) -> bool {
    matches!(arg, ast::Expr::Starred(star)
        if elements(&star.value).is_some_and(<[_]>::is_empty))
}

fn conjunction<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<&'static str> {
    match cx.project.infer(cx.file.id, &call.func)?.value {
        Value::External(path) => ["sqlalchemy.and_", "sqlalchemy.or_"]
            .into_iter()
            .find(|known| *known == &*path),
        _ => None,
    }
}

/// Whether the call is a criterion of its own, or one of an `and_()` that is.
fn is_criterion(cx: &Context<'_, '_>, site: NodeId) -> bool {
    let nodes = &cx.file.nodes;
    let Some(parent) = nodes.parent(site) else {
        return false;
    };
    let Some(ast::Expr::Call(call)) = nodes.get(parent).expr() else {
        return false;
    };
    let whole = nodes.get(site).span();
    if !call.args.iter().any(|arg| span(arg) == whole) {
        return false;
    }
    let is_method = matches!(call.func.as_ref(), ast::Expr::Attribute(_))
        && last_name(&call.func).is_some_and(|name| CRITERIA_METHODS.contains(&name));
    is_method || conjunction(cx, call) == Some("sqlalchemy.and_") && is_criterion(cx, parent)
}
