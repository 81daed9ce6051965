//! `database-url`: names of dialects and drivers in URLs that 2.x does not know, or takes for others.

mod literal;
mod scheme;

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_facts::last_name;
use alchemod_python::arguments::{argument, has_unpacking, keyword};
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::{Edit, Span};

use literal::Literal;
use scheme::Fate;

/// See the rule's documentation.
pub(crate) struct DatabaseUrl;

static RULE: Rule = Rule {
    code: "AM624",
    name: "database-url",
    stage: Stage::Execution,
    summary:
        "postgres:// and other names in database URLs that 2.x does not know or takes for others",
    guide: (
        "Engine Configuration: database URLs",
        "https://docs.sqlalchemy.org/en/20/core/engines.html#database-urls",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

/// What takes a URL first, and whether it makes an engine of the driver that such a name stands for. A URL
/// alone has no driver.
const TAKES_URL: &[(&str, bool)] = &[
    ("sqlalchemy.create_engine", true),
    ("sqlalchemy.engine.URL", false),
    ("sqlalchemy.engine.URL.create", false),
    ("sqlalchemy.engine.make_url", false),
    ("sqlalchemy.ext.asyncio.create_async_engine", false),
    ("sqlmodel.create_engine", true),
];

/// Names, attributes and keys of settings that hold a URL for SQLAlchemy.
const SETTINGS: &[&str] = &[
    "SQLALCHEMY_DATABASE_URI",
    "SQLALCHEMY_DATABASE_URL",
    "sqlalchemy.url",
];

impl Transform for DatabaseUrl {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::AnyOf(&[Interest::Calls, Interest::Assignments])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        match cx.file.nodes.get(site) {
            Node::Expr(ast::Expr::Call(call)) => of_call(cx, call, site),
            Node::Stmt(ast::Stmt::Assign(stmt)) => {
                let name = match stmt.targets.first()? {
                    ast::Expr::Name(n) => n.id.as_str(),
                    ast::Expr::Attribute(n) => n.attr.as_str(),
                    ast::Expr::Subscript(n) => alchemod_facts::string(&n.slice)?,
                    _ => return None,
                };
                if !SETTINGS.contains(&name) {
                    return None;
                }
                literal::all(cx, &stmt.value)
                    .into_iter()
                    .find_map(|literal| of_literal(cx, literal, false))
            }
            _ => None,
        }
    }
}

fn of_call<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall, site: NodeId) -> Option<Finding> {
    // By their names these few are told from all other calls, unless they have one of their own here.
    let name = last_name(&call.func)?;
    if !["engine", "url", "create"]
        .iter()
        .any(|part| name.to_ascii_lowercase().contains(part))
    {
        return None;
    }
    let url = argument(call, Some(0), "url").or_else(|| argument(call, None, "drivername"))?;
    let callee = cx.project.external(cx.file.id, &call.func)?;
    let (_, connects) = TAKES_URL.iter().find(|(path, _)| *path == &*callee)?;
    let found = literal::all(cx, url);
    let first = found.first().copied();
    found
        .into_iter()
        .find_map(|literal| of_literal(cx, literal, *connects))
        .or_else(|| match &*callee {
            "sqlalchemy.create_engine" => file_pool(cx, call, first?, site),
            _ => None,
        })
}

fn of_literal(cx: &Context<'_, '_>, literal: Literal<'_>, connects: bool) -> Option<Finding> {
    let name = literal.scheme()?;
    let place = literal.span;
    let edit = |new: String| {
        let start = literal.text_start;
        let old = Span::new(start, start + name.len() as u32);
        Rewrite::new(cx.file.id, [Edit::replace(old, new)])
    };
    match scheme::fate(name)? {
        Fate::Renamed(new) if literal.shared => Some(Finding::manual(
            place,
            format!("2.x does not know {name:?}: it is {new:?}"),
            "the name that holds the URL has other uses, which may need it as it is",
        )),
        Fate::Renamed(new) => Some(Finding::safe(
            place,
            format!("2.x does not know {name:?}: it is {new:?}"),
            edit(new),
        )),
        Fate::Gone(reason) => Some(Finding::manual(
            place,
            format!("2.x has no {name:?}"),
            reason,
        )),
        Fate::Driver(new, other) if connects && !literal.shared => {
            let message =
                format!("{name:?} without a driver is {other} on 2.1, which was {new:?} before");
            Some(match cx.settings.target {
                Target::V21 => Finding::safe(place, message, edit(new.to_owned())),
                _ => Finding::offered(
                    place,
                    message,
                    "2.0 still takes the old driver: needed if the program is to run on 2.1 with it",
                    edit(new.to_owned()),
                ),
            })
        }
        Fate::Driver(..) => None,
    }
}

/// `create_engine("sqlite:///file.db")`: its connections are pooled on 2.x. Told once in a file.
fn file_pool(
    cx: &Context<'_, '_>,
    call: &ast::ExprCall,
    url: Literal<'_>,
    site: NodeId,
) -> Option<Finding> {
    let is_told = |(_, node): (NodeId, Node<'_>)| match node {
        Node::Expr(ast::Expr::Call(other)) if last_name(&other.func) == last_name(&call.func) => {
            other
                .args
                .first()
                .and_then(alchemod_facts::string)
                .is_some_and(|text| is_pooled(other, text))
        }
        _ => false,
    };
    let mut before = cx.file.nodes.iter().take_while(|(id, _)| *id != site);
    if !is_pooled(call, url.text) || before.any(is_told) {
        return None;
    }
    Some(Finding::manual(
        span(call),
        "connections to an SQLite file are pooled on 2.x (QueuePool), and were closed after use before",
        "fine for most programs; where the file is locked, moved or removed, or connections go to other threads, pass \
         poolclass=NullPool",
    ))
}

/// Whether the engine is one for an SQLite file with the pool that SQLAlchemy chooses.
fn is_pooled(call: &ast::ExprCall, url: &str) -> bool {
    let Some(path) = url.strip_prefix("sqlite:///") else {
        return false;
    };
    let in_memory = path.is_empty() || path.starts_with(":memory:") || path.contains("mode=memory");
    let chosen = ["poolclass", "pool"]
        .iter()
        .any(|name| keyword(call, name).is_some());
    !in_memory && !chosen && !has_unpacking(call)
}
