//! `session-transactions`: transactions of sessions that 2.x begins, nests or hands out in another way.

mod nested;

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_facts::{Certainty, Value};
use alchemod_python::arguments::keyword;
use alchemod_python::chain::attribute_name_span;
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::{Edit, Span};

use crate::call_edits::{doubt, is_bool, named, without};
use crate::speaks;

/// See the rule's documentation.
pub(crate) struct SessionTransactions;

static RULE: Rule = Rule {
    code: "AM803",
    name: "session-transactions",
    stage: Stage::Sessions,
    summary: "Session.transaction, subtransactions, and savepoints that the session's commit() ended",
    guide: (
        "Migrating to SQLAlchemy 2.0: the \"autocommit\" and subtransaction patterns of the session",
        "https://docs.sqlalchemy.org/en/20/changelog/migration_20.html#migration-20-session-autocommit",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

const SESSIONS: &[&str] = &[
    "flask_sqlalchemy.session.Session",
    "sqlalchemy.orm.Session",
    "sqlalchemy.orm.scoped_session",
];

impl Transform for SessionTransactions {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::AnyOf(&[
            Interest::AttributesNamed(&["autocommit", "transaction"]),
            Interest::CallsNamed(&["begin", "begin_nested"]),
        ])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        match cx.file.nodes.get(site).expr()? {
            ast::Expr::Attribute(attribute) => of_attribute(cx, site, attribute),
            ast::Expr::Call(call) => of_call(cx, site, call),
            _ => None,
        }
    }
}

/// How well it is known that `expr` is this method or attribute of a session.
fn of_session<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Option<Certainty> {
    let typed = cx.project.infer(cx.file.id, expr)?;
    let Value::Method(class, _) = typed.value else {
        return None;
    };
    let shows = typed.certainty > Certainty::Named || speaks::of_sqlalchemy(cx);
    (SESSIONS.contains(&&*class) && shows).then_some(typed.certainty)
}

fn of_attribute<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    attribute: &'t ast::ExprAttribute,
) -> Option<Finding> {
    let parent = cx.file.nodes.get(cx.file.nodes.parent(site)?);
    if let Node::Expr(ast::Expr::Call(call)) = parent {
        // `session.transaction()` is another library's.
        if span(call.func.as_ref()) == span(attribute) {
            return None;
        }
    }
    let certainty = of_session(cx, cx.file.nodes.get(site).expr()?)?;
    let place = span(attribute);
    if attribute.attr.as_str() == "autocommit" {
        return (certainty > Certainty::Named).then(|| {
            Finding::manual(
                place,
                "sessions have no autocommit in 2.x",
                "it is never True in 2.x: drop what depends on it",
            )
        });
    }
    let (message, edits) = match parent {
        Node::Expr(ast::Expr::Attribute(outer)) if outer.attr.as_str() == "nested" => (
            "the transaction of a session is asked for in another way",
            vec![Edit::replace(
                Span::new(attribute_name_span(attribute).start, span(outer).end),
                "in_nested_transaction()",
            )],
        ),
        Node::Expr(ast::Expr::Attribute(outer)) if outer.attr.as_str() == "is_active" => (
            "the transaction of a session is asked for in another way",
            vec![Edit::delete(Span::new(
                attribute_name_span(attribute).start,
                attribute_name_span(outer).start,
            ))],
        ),
        _ => {
            let Some(session) = plain(cx, &attribute.value) else {
                return Some(Finding::manual(
                    place,
                    "Session.transaction is gone",
                    "use get_transaction() or get_nested_transaction() of a session that has a name: both give None where none has begun",
                ));
            };
            (
                "Session.transaction is gone: the innermost transaction, begun if need be",
                vec![Edit::replace(
                    place,
                    innermost(&session, stands_alone(cx, site, parent)),
                )],
            )
        }
    };
    let rewrite = Rewrite::new(cx.file.id, edits);
    // Nothing else that is called a session has a transaction that knows whether it is nested.
    let shows = matches!(parent, Node::Expr(ast::Expr::Attribute(outer))
        if matches!(outer.attr.as_str(), "nested" | "_parent"));
    Some(match doubt(certainty).filter(|_| !shows) {
        None => Finding::safe(place, message, rewrite),
        Some(reason) => Finding::offered(place, message, reason, rewrite),
    })
}

/// What `session.transaction` was.
fn innermost(session: &str, alone: bool) -> String {
    let text = format!(
        "{session}.get_nested_transaction() or {session}.get_transaction() or {session}.begin()"
    );
    match alone {
        true => text,
        false => format!("({text})"),
    }
}

/// Whether an `or` may stand at the site without parentheses.
fn stands_alone(cx: &Context<'_, '_>, site: NodeId, parent: Node<'_>) -> bool {
    match parent {
        Node::WithItem(item) => item.optional_vars.is_none(),
        Node::Keyword(_) => true,
        Node::Stmt(stmt) => matches!(
            stmt,
            ast::Stmt::Assign(_) | ast::Stmt::Expr(_) | ast::Stmt::Return(_)
        ),
        Node::Expr(ast::Expr::Call(call)) => {
            span(call.func.as_ref()) != cx.file.nodes.get(site).span()
        }
        _ => false,
    }
}

/// The text of a session that may be written more than once: a name, or attributes of one. A
/// `scoped_session` hands on few of the methods: the session itself is asked.
fn plain<'t>(cx: &Context<'_, 't>, session: &'t ast::Expr) -> Option<String> {
    let mut inner = session;
    while let ast::Expr::Attribute(attribute) = inner {
        inner = &attribute.value;
    }
    if !matches!(inner, ast::Expr::Name(_)) {
        return None;
    }
    let typed = cx.project.infer(cx.file.id, session)?;
    let is_scoped = matches!(&typed.value, Value::Instance(path) if &**path == "sqlalchemy.orm.scoped_session")
        || matches!(typed.value, Value::Object(class) if cx.project.is_subclass(class, "sqlalchemy.orm.scoped_session"));
    let text = cx.source(session);
    Some(match is_scoped {
        true => format!("{text}()"),
        false => text.to_owned(),
    })
}

fn of_call<'t>(cx: &Context<'_, 't>, site: NodeId, call: &'t ast::ExprCall) -> Option<Finding> {
    let ast::Expr::Attribute(attribute) = call.func.as_ref() else {
        return None;
    };
    if attribute.attr.as_str() == "begin" && call.args.is_empty() && call.keywords.is_empty() {
        return None;
    }
    let certainty = of_session(cx, &call.func)?;
    if attribute.attr.as_str() == "begin_nested" {
        return nested::check(cx, site, call, attribute, certainty);
    }
    subtransaction(cx, site, call, attribute, certainty)
}

/// `begin(subtransactions=...)`.
fn subtransaction<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
    attribute: &'t ast::ExprAttribute,
    certainty: Certainty,
) -> Option<Finding> {
    let place = span(call);
    let keyword = keyword(call, "subtransactions");
    let given = keyword.map(|k| &k.value).or_else(|| call.args.first())?;
    if certainty == Certainty::Named && keyword.is_none() {
        return None;
    }
    const MESSAGE: &str = "subtransactions are gone";
    const REASON: &str = "2.x has no subtransactions: only the code that began the transaction may commit it. Begin it there, and test session.in_transaction() where others may have begun it";
    if is_bool(given, false) {
        let is_it = |name: Option<&str>| name.is_none_or(|name| name == "subtransactions");
        let mut edits = without(cx, call, |argument| {
            is_it(argument.name())
                && matches!(argument, crate::call_edits::Argument::Keyword(_)) == keyword.is_some()
                && (keyword.is_some() || crate::call_edits::is_positional(argument, given))
        })?;
        if keyword.is_none() {
            if let Some(second) = call.args.get(1) {
                edits.push(named(cx, call, second, "nested")?);
            }
        }
        let rewrite = Rewrite::new(cx.file.id, edits);
        return Some(match doubt(certainty) {
            None => Finding::safe(place, MESSAGE, rewrite),
            Some(reason) => Finding::offered(place, MESSAGE, reason, rewrite),
        });
    }
    let only = call.args.len() + call.keywords.len() == 1 && is_bool(given, true);
    let block = cx.file.nodes.get(cx.file.nodes.parent(site)?);
    match (block, plain(cx, &attribute.value)) {
        (Node::WithItem(item), Some(session)) if only && item.optional_vars.is_none() => {
            let import = cx.at(site).import("contextlib.nullcontext");
            let text = format!(
                "{}() if {session}.in_transaction() else {session}.begin()",
                import.text
            );
            let rewrite = Rewrite::new(cx.file.id, [Edit::replace(place, text)])
                .wish(cx.file.id, import.wish);
            Some(Finding::offered(
                place,
                MESSAGE,
                "after an error inside, 1.x left the outer transaction unusable until it was rolled back; now it goes on, and the end of the block does not flush",
                rewrite,
            ))
        }
        _ => Some(Finding::manual(place, MESSAGE, REASON)),
    }
}
