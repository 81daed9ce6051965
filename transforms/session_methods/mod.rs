//! `session-methods`: methods of sessions whose arguments or names are others in 2.x.

mod binds;
mod table;

use alchemod_engine::{
    Context, Finding, ImportWish, Interest, Rewrite, Rule, Stage, Target, Transform,
};
use alchemod_facts::{Certainty, Typed, Value};
use alchemod_python::arguments::{has_unpacking, inside_parentheses, keyword};
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::{Edit, Span};

use crate::call_edits::{doubt, is_bool, is_none, named, without};
use table::{method, Change, Method, CLOSE_ALL};

/// See the rule's documentation.
pub(crate) struct SessionMethods;

static RULE: Rule = Rule {
    code: "AM802",
    name: "session-methods",
    stage: Stage::Sessions,
    summary: "methods of sessions whose names or arguments are others in 2.x",
    guide: (
        "2.0 Migration - ORM Usage",
        "https://docs.sqlalchemy.org/en/20/changelog/migration_20.html#migration-orm-usage",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

/// What is to be done at a call.
pub(crate) enum Step {
    /// It is fine.
    Nothing,
    /// These edits, with these imports.
    Rewrite(Vec<Edit>, Vec<ImportWish>),
    /// These edits, if the user takes the risk.
    Offer(Vec<Edit>, &'static str),
    /// The user must see to it.
    Refuse(String),
}

impl Transform for SessionMethods {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::CallsNamed(table::NAMES)
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let Node::Expr(ast::Expr::Call(call)) = cx.file.nodes.get(site) else {
            return None;
        };
        let ast::Expr::Attribute(attribute) = call.func.as_ref() else {
            return None;
        };
        let called = cx.project.infer(cx.file.id, &call.func)?;
        let known = of_value(&called, attribute.attr.as_str())?;
        if called.certainty == Certainty::Named && !is_unmistakable(cx, call, known.name) {
            return None;
        }
        let place = span(call);
        let doubt = doubt(called.certainty);
        let rewrite = |edits: Vec<Edit>, wishes: Vec<ImportWish>| {
            Rewrite::new(cx.file.id, edits).wish(cx.file.id, wishes)
        };
        let finding = match step(cx, site, call, known) {
            Step::Nothing => return None,
            Step::Refuse(reason) => Finding::manual(place, known.message, reason),
            Step::Offer(edits, reason) => {
                Finding::offered(place, known.message, reason, rewrite(edits, Vec::new()))
            }
            Step::Rewrite(edits, wishes) => match doubt {
                None => Finding::safe(place, known.message, rewrite(edits, wishes)),
                Some(reason) => {
                    Finding::offered(place, known.message, reason, rewrite(edits, wishes))
                }
            },
        };
        Some(finding)
    }
}

/// What is known of the method that is called.
fn of_value(called: &Typed, name: &str) -> Option<&'static Method> {
    match &called.value {
        Value::Method(class, name) => method(class, name),
        // `Session.close_all()`
        Value::External(path) => {
            let (class, last) = path.rsplit_once('.')?;
            (last == name && name == CLOSE_ALL)
                .then(|| method(class, name))
                .flatten()
        }
        _ => None,
    }
}

/// Whether the arguments show a session of SQLAlchemy where nothing but a name does.
fn is_unmistakable<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall, name: &str) -> bool {
    let has = |names: &[&str]| names.iter().any(|name| keyword(call, name).is_some());
    let about_mapper = || {
        call.args
            .first()
            .is_some_and(|first| binds::is_mapper(cx, first))
    };
    match name {
        "execute" | "scalar" | "scalars" => has(&["mapper", "bind", "clause"]),
        "connection" => has(&["mapper", "close_with_result"]),
        "get" | "get_bind" => about_mapper(),
        "is_modified" => has(&["passive"]),
        "merge" => call
            .args
            .get(1)
            .is_some_and(|load| is_bool(load, true) || is_bool(load, false)),
        "refresh" => has(&["lockmode"]),
        _ => false,
    }
}

fn step<'t>(cx: &Context<'_, 't>, site: NodeId, call: &'t ast::ExprCall, known: &Method) -> Step {
    match known.change {
        Change::NamedAfter(count, names) => name_arguments(cx, call, count, names),
        Change::BindArguments => binds::execute(cx, call),
        Change::Connection => binds::connection(cx, call),
        Change::Flush => flush(cx, call),
        Change::CloseAll(path) => close_all(cx, site, call, path),
        Change::Lockmode => lockmode(cx, call),
        Change::Without(name) => match keyword(call, name) {
            None => Step::Nothing,
            Some(_) => match without(cx, call, |argument| argument.name() == Some(name)) {
                Some(edits) => Step::Rewrite(edits, Vec::new()),
                None => Step::Refuse(format!("`{name}` is gone: remove it; a comment among the arguments keeps it from being removed")),
            },
        },
        Change::Gone(reason) => Step::Refuse(reason.to_owned()),
        Change::TakesNothing(reason) => {
            if call.args.is_empty() && call.keywords.is_empty() {
                Step::Nothing
            } else {
                Step::Refuse(reason.to_owned())
            }
        }
    }
}

/// Gives the positional arguments after the first `count` their names.
fn name_arguments(
    cx: &Context<'_, '_>,
    call: &ast::ExprCall,
    count: usize,
    names: &[&str],
) -> Step {
    if call.args.len() <= count {
        return Step::Nothing;
    }
    if has_unpacking(call) {
        return Step::Refuse("2.x takes these arguments by name only".into());
    }
    let edits: Option<Vec<Edit>> = call.args[count..]
        .iter()
        .enumerate()
        .map(|(index, value)| named(cx, call, value, names.get(index)?))
        .collect();
    match edits {
        Some(edits) => Step::Rewrite(edits, Vec::new()),
        None => Step::Refuse("2.x takes these arguments by name only".into()),
    }
}

/// `flush(objects)`: 2.x still takes it, and 2.1 says that it will go.
fn flush(cx: &Context<'_, '_>, call: &ast::ExprCall) -> Step {
    let given = call
        .args
        .first()
        .or_else(|| keyword(call, "objects").map(|k| &k.value));
    match given {
        None => Step::Nothing,
        Some(_) => match inside_parentheses(cx.file.tree, call) {
            Some(inside) if cx.file.tree.tokens().comments(inside).next().is_none() => {
                Step::Offer(
                    vec![Edit::delete(inside)],
                    "flush() of all objects may write more than these, or in another order; the argument still works on 2.0 and is deprecated since 2.1",
                )
            }
            _ => Step::Refuse("the argument is deprecated since 2.1: flush() writes all objects".into()),
        },
    }
}

fn close_all(cx: &Context<'_, '_>, site: NodeId, call: &ast::ExprCall, path: &str) -> Step {
    if !call.args.is_empty() || !call.keywords.is_empty() {
        return Step::Refuse("close_all_sessions() takes no arguments".into());
    }
    let import = cx.at(site).import(path);
    Step::Rewrite(
        vec![Edit::replace(span(call.func.as_ref()), import.text)],
        import.wish.into_iter().collect(),
    )
}

/// `refresh(obj, lockmode="update")`.
fn lockmode(cx: &Context<'_, '_>, call: &ast::ExprCall) -> Step {
    const REASON: &str = "`lockmode` is with_for_update=True or a dictionary of its arguments now";
    let Some(keyword) = keyword(call, "lockmode") else {
        return Step::Nothing;
    };
    if is_none(&keyword.value) {
        return match without(cx, call, |argument| argument.name() == Some("lockmode")) {
            Some(edits) => Step::Rewrite(edits, Vec::new()),
            None => Step::Refuse(REASON.into()),
        };
    }
    let text = match alchemod_facts::string(&keyword.value) {
        Some("update") => "with_for_update=True",
        Some("update_nowait") => "with_for_update={\"nowait\": True}",
        Some("read") => "with_for_update={\"read\": True}",
        Some("read_nowait") => "with_for_update={\"read\": True, \"nowait\": True}",
        _ => return Step::Refuse(REASON.into()),
    };
    let place: Span = span(keyword);
    Step::Rewrite(vec![Edit::replace(place, text)], Vec::new())
}
