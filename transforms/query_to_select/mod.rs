//! `session.query(...)` and `Model.query`, run where they are built or through a local variable.

mod convert;
mod handed;
mod reasons;

use alchemod_engine::{Context, Finding, Interest, Rule, Stage, Target, Transform};
use alchemod_facts::Certainty;
use alchemod_python::NodeId;

use crate::query::chain::{follow, Chain, End};
use crate::query::guards::{guards, meets};
use crate::query::mocks::is_mock;
use crate::query::source::{find, Found, Origin, Source};
use crate::query::{entities, parts, GUIDE};
use crate::query_update_delete;

/// See the rule's documentation.
pub(crate) struct QueryToSelect;

static RULE: Rule = Rule {
    code: "AM401",
    name: "query-to-select",
    stage: Stage::Queries,
    summary: "session.query(...) and Model.query, run as a select()",
    guide: GUIDE,
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for QueryToSelect {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn is_style(&self) -> bool {
        true
    }

    fn interest(&self) -> Interest {
        Interest::AttributesNamed(&["query", "query_property"])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        check(cx, site)
    }
}

fn check(cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
    if let Some(finding) = property(cx, site) {
        return Some(finding);
    }
    if let Some(finding) = mock(cx, site) {
        return Some(finding);
    }
    let source = match find(cx, site)? {
        Found::Source(source) => source,
        Found::Refused(reason) => {
            let chain = follow(cx.file, callee_or_self(cx, site));
            if is_get(&chain) {
                return None;
            }
            return Some(manual(cx, &chain, "a legacy Query", reason));
        }
    };
    let chain = follow(cx.file, source.root);
    if is_get(&chain) || query_update_delete::owns(cx, &source, &chain) {
        return None;
    }
    let what = describe(cx, &source);
    if let Some(reason) = suppressed(cx, &source, &chain) {
        return Some(manual(cx, &chain, &what, reason));
    }
    match convert::convert(cx, &source, &chain) {
        Ok(Some(rewrite)) => {
            let span = cx.file.nodes.get(chain.whole).span();
            let message = match parts::is_part(&chain) {
                true => format!("{what} is a part of another statement, as a select() is"),
                false => format!("{what} is run as a select()"),
            };
            Some(match doubt(cx, &source) {
                None => Finding::safe(span, message, rewrite),
                Some(reason) => Finding::offered(span, message, reason, rewrite),
            })
        }
        Ok(None) => None,
        Err(reason) => Some(manual(cx, &chain, &what, reason)),
    }
}

/// `session.query_property()`, the attribute that gives legacy queries.
fn property(cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
    use alchemod_python::ast::Expr;
    let property = cx.file.nodes.get(site).expr()?;
    let Expr::Attribute(n) = property else {
        return None;
    };
    if n.attr.as_str() != "query_property" {
        return None;
    }
    let session = cx.project.infer(cx.file.id, &n.value)?.value;
    let is_it = cx
        .project
        .is_instance(&session, "sqlalchemy.orm.scoped_session");
    let parent = cx.file.nodes.parent(site)?;
    let Expr::Call(call) = cx.file.nodes.get(parent).expr()? else {
        return None;
    };
    (is_it && std::ptr::eq(call.func.as_ref(), property)).then(|| {
        Finding::manual(
            cx.file.nodes.get(parent).span(),
            "query_property() gives a class legacy Queries",
            "2.x keeps it. Remove it once nothing reads `query` of these classes any more",
        )
    })
}

/// A mock that stands in the place of a query, if this is one.
fn mock(cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
    let chain = follow(cx.file, site);
    let End::Attribute(attribute) = chain.end else {
        return None;
    };
    match cx.file.nodes.get(site).expr()? {
        alchemod_python::ast::Expr::Attribute(query) if is_mock(query, attribute) => Some(Finding::manual(
            cx.file.nodes.get(chain.whole).span(),
            "a mock of a legacy Query",
            "code that is rewritten does not call query(): mock what it calls, or use a database in memory",
        )),
        _ => None,
    }
}

/// The call `X.query(...)`, or the attribute itself.
fn callee_or_self(cx: &Context<'_, '_>, site: NodeId) -> NodeId {
    use alchemod_python::{ast, Node};
    match cx.file.nodes.parent(site) {
        Some(parent) if matches!(cx.file.nodes.get(parent), Node::Expr(ast::Expr::Call(_))) => {
            parent
        }
        _ => site,
    }
}

fn is_get(chain: &Chain<'_>) -> bool {
    matches!(chain.end, End::Terminal(link) if link.name() == "get")
}

/// `session.query(User)` as messages call it.
pub(crate) fn describe<'t>(cx: &Context<'_, 't>, source: &Source<'t>) -> String {
    match source.origin {
        Origin::Session { call, .. } => match call.args.as_slice() {
            [only] => format!("the Query of {}", entities::short(cx, only)),
            _ => "the Query of several entities".into(),
        },
        Origin::Model { text, .. } => format!("the Query of {}", entities::short(cx, text)),
    }
}

/// Why the project's own machinery forbids the rewrite.
pub(crate) fn suppressed(
    cx: &Context<'_, '_>,
    source: &Source<'_>,
    chain: &Chain<'_>,
) -> Option<String> {
    let guards = guards(cx);
    if let Some(reason) = &guards.all {
        return Some(reason.clone());
    }
    let Origin::Model { class, .. } = source.origin else {
        return None;
    };
    let mut methods: Vec<&str> = chain.builders.iter().map(|link| link.name()).collect();
    if let End::Terminal(link) | End::Other(link) = chain.end {
        methods.push(link.name());
    }
    // Of a variable not all methods are here.
    let is_whole = !chain.end.is_kept();
    let line = cx.project.linearized(class);
    let is_changed = guards.models.iter().any(|(model, overridden)| {
        line.contains(model)
            && overridden
                .as_ref()
                .is_none_or(|names| !is_whole || meets(names, &methods))
    });
    is_changed.then(|| "the model's `query_class` overrides methods of this query".into())
}

/// Why the rewrite is only offered.
///
/// A conventional name (`session`, `db_session`) is enough where it queries a mapped class, unless the
/// project has other objects with a method `query` (catalogue row P03).
pub(crate) fn doubt(cx: &Context<'_, '_>, source: &Source<'_>) -> Option<String> {
    let session = match source.origin {
        Origin::Session { session, .. } => cx.source(session),
        Origin::Model { .. } => "",
    };
    let guards = guards(cx);
    if guards.mocks {
        return Some("tests of the project put mocks in the place of queries".into());
    }
    match source.certainty {
        Some(Certainty::Named) if guards.own_query => Some(format!(
            "`{session}` is known to be a session only by its name, and the project has classes with a \
             method `query` of their own"
        )),
        None => Some(format!(
            "`{session}` is taken for a session only because it queries a mapped class"
        )),
        Some(_) => None,
    }
}

fn manual(cx: &Context<'_, '_>, chain: &Chain<'_>, what: &str, reason: String) -> Finding {
    Finding::manual(
        cx.file.nodes.get(chain.whole).span(),
        format!("{what} stays a Query"),
        reason,
    )
}
