//! `async-session`: engines and sessions that are not what asynchronous code needs.

mod drivers;

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_facts::{string, Value};
use alchemod_python::arguments::{argument, has_unpacking, keyword};
use alchemod_python::chain::attribute_name_span;
use alchemod_python::{ast, span, NodeId};
use alchemod_text::Edit;

use crate::call_edits::arguments;

/// See the rule's documentation.
pub(crate) struct AsyncSessions;

static RULE: Rule = Rule {
    code: "AM821",
    name: "async-session",
    stage: Stage::Sessions,
    summary: "asynchronous sessions that expire their objects, and engines, drivers and registries that are not asynchronous",
    guide: (
        "SQLAlchemy 2.0: asyncio, preventing implicit IO",
        "https://docs.sqlalchemy.org/en/20/orm/extensions/asyncio.html#preventing-implicit-io-when-using-asyncsession",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

const ASYNC_CONNECTION: &str = "sqlalchemy.ext.asyncio.AsyncConnection";
const ASYNC_ENGINE: &str = "sqlalchemy.ext.asyncio.AsyncEngine";
const ASYNC_FACTORY: &str = "sqlalchemy.ext.asyncio.async_sessionmaker";
const ASYNC_SESSION: &str = "sqlalchemy.ext.asyncio.AsyncSession";

impl Transform for AsyncSessions {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::AnyOf(&[
            Interest::Calls,
            Interest::AttributesNamed(&["set_isolation_level"]),
        ])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        match cx.file.nodes.get(site).expr()? {
            ast::Expr::Attribute(attribute) => isolation_level(cx, site, attribute),
            ast::Expr::Call(call) => of_call(cx, call),
            _ => None,
        }
    }
}

/// `AsyncConnection.set_isolation_level` of 1.4 did what `get_isolation_level` does, and nothing else.
fn isolation_level(
    cx: &Context<'_, '_>,
    site: NodeId,
    attribute: &ast::ExprAttribute,
) -> Option<Finding> {
    let is_it = match cx
        .project
        .infer(cx.file.id, cx.file.nodes.get(site).expr()?)?
        .value
    {
        Value::Method(class, _) => &*class == ASYNC_CONNECTION,
        Value::External(path) => {
            path.strip_suffix(".set_isolation_level") == Some(ASYNC_CONNECTION)
        }
        _ => false,
    };
    is_it.then(|| {
        let edit = Edit::replace(attribute_name_span(attribute), "get_isolation_level");
        Finding::safe(
            span(attribute),
            "set_isolation_level of AsyncConnection is gone; it only read the level: to set it, use execution_options(isolation_level=...)",
            Rewrite::new(cx.file.id, [edit]),
        )
    })
}

fn of_call<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Finding> {
    if call.args.is_empty() && call.keywords.is_empty() {
        return None;
    }
    let callee = cx.project.infer(cx.file.id, &call.func)?.value;
    match &callee {
        Value::External(path) => match &**path {
            "sqlalchemy.ext.asyncio.create_async_engine" => driver(call),
            "sqlalchemy.orm.scoped_session" => scoped(cx, call),
            ASYNC_SESSION | ASYNC_FACTORY => asynchronous(cx, call),
            "sqlalchemy.orm.sessionmaker" if makes_async(cx, call) => asynchronous(cx, call),
            "sqlalchemy.orm.sessionmaker" | "sqlalchemy.orm.Session" => synchronous(cx, call),
            _ => None,
        },
        Value::Class(class) if cx.project.is_subclass(*class, ASYNC_SESSION) => {
            let own = cx.project.infer_member(*class, "__init__");
            match own.map(|own| own.value) {
                Some(Value::Function(_)) => None,
                _ => asynchronous(cx, call),
            }
        }
        Value::Method(class, name) if &**class == "sqlalchemy.MetaData" => metadata(cx, call, name),
        _ => None,
    }
}

/// Whether a `sessionmaker(...)` makes asynchronous sessions.
fn makes_async<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> bool {
    let class = argument(call, Some(1), "class_");
    match class.and_then(|class| cx.project.infer(cx.file.id, class)) {
        Some(typed) => match typed.value {
            Value::External(path) => &*path == ASYNC_SESSION,
            Value::Class(class) => cx.project.is_subclass(class, ASYNC_SESSION),
            _ => false,
        },
        None => false,
    }
}

fn driver(call: &ast::ExprCall) -> Option<Finding> {
    let url = argument(call, Some(0), "url")?;
    let (known, instead) = drivers::asynchronous_for(string(url)?)?;
    Some(Finding::manual(
        span(url),
        format!("{known} is no asynchronous driver: create_async_engine() raises"),
        format!("write {instead} in its URL"),
    ))
}

fn scoped<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Finding> {
    let factory = argument(call, Some(0), "session_factory")?;
    let typed = cx.project.infer(cx.file.id, factory)?;
    typed.value.is_instance_of(ASYNC_FACTORY).then(|| {
        Finding::manual(
            span(call),
            "scoped_session() is not for asynchronous sessions",
            "async_scoped_session(factory, scopefunc=asyncio.current_task) is, whose close() and remove() must be awaited",
        )
    })
}

/// What makes asynchronous sessions: an asynchronous engine, and objects that stay readable.
fn asynchronous<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Finding> {
    let bind = argument(call, Some(0), "bind");
    let of_bind = bind.and_then(|bind| cx.project.infer(cx.file.id, bind));
    if of_bind.is_some_and(|typed| typed.value.is_instance_of("sqlalchemy.engine.Engine")) {
        return Some(Finding::manual(
            span(call),
            "asynchronous sessions need an asynchronous engine",
            "make it with create_async_engine()",
        ));
    }
    if has_unpacking(call) || keyword(call, "expire_on_commit").is_some() || call.args.len() > 1 {
        return None;
    }
    let last = arguments(call).pop()?;
    let last = match last {
        crate::call_edits::Argument::Positional(value) => {
            alchemod_python::arguments::argument_span(cx.file.tree, call, value)?
        }
        crate::call_edits::Argument::Keyword(keyword) => {
            alchemod_python::arguments::argument_span(cx.file.tree, call, keyword)?
        }
    };
    let edit = Edit::insert(last.end, ", expire_on_commit=False");
    Some(Finding::offered(
        span(call),
        "objects of this session expire with each commit: reading them afterwards raises MissingGreenlet",
        "with expire_on_commit=False they keep the values that they had before the commit",
        Rewrite::new(cx.file.id, [edit]),
    ))
}

fn synchronous<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Finding> {
    let bind = argument(call, Some(0), "bind")?;
    let typed = cx.project.infer(cx.file.id, bind)?;
    typed.value.is_instance_of(ASYNC_ENGINE).then(|| {
        Finding::manual(
            span(call),
            "a synchronous session cannot use an asynchronous engine",
            "use AsyncSession or async_sessionmaker, or give it engine.sync_engine inside run_sync()",
        )
    })
}

/// `metadata.create_all(async_engine)`.
fn metadata<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall, name: &str) -> Option<Finding> {
    if !matches!(name, "create_all" | "drop_all" | "reflect") {
        return None;
    }
    let bind = argument(call, Some(0), "bind")?;
    let value = cx.project.infer(cx.file.id, bind)?.value;
    (value.is_instance_of(ASYNC_ENGINE) || value.is_instance_of(ASYNC_CONNECTION)).then(|| {
        Finding::manual(
            span(call),
            format!("{name}() of a MetaData is synchronous"),
            format!("`await connection.run_sync(metadata.{name})`, with `async with engine.begin() as connection:`"),
        )
    })
}
