//! `session.query(Model).get(ident)` and `Model.query.get(ident)`.

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_python::arguments::inside_parentheses;
use alchemod_python::chain::Link;
use alchemod_python::{ast, span, NodeId};
use alchemod_text::{Edit, Span};

use crate::query::arguments::has_unpacking;
use crate::query::chain::{follow, Chain, End};
use crate::query::entities::{entities, Entity};
use crate::query::roots::session_text;
use crate::query::source::{find, Found, Origin, Source};
use crate::query::GUIDE;
use crate::query_to_select::{describe, doubt, suppressed};

/// See the rule's documentation.
pub(crate) struct QueryGet;

static RULE: Rule = Rule {
    code: "AM402",
    name: "query-get",
    stage: Stage::Queries,
    summary: "Query.get(ident) is Session.get(Model, ident)",
    guide: GUIDE,
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for QueryGet {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn is_style(&self) -> bool {
        true
    }

    fn interest(&self) -> Interest {
        Interest::AttributesNamed(&["query"])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let found = find(cx, site)?;
        let source = match &found {
            Found::Source(source) => Some(*source),
            Found::Refused(_) => None,
        };
        let root = source.map_or_else(
            || {
                let parent = cx.file.nodes.parent(site)?;
                matches!(cx.file.nodes.get(parent).expr(), Some(ast::Expr::Call(_)))
                    .then_some(parent)
            },
            |source| Some(source.root),
        );
        let chain = follow(cx.file, root.unwrap_or(site));
        let End::Terminal(get) = chain.end else {
            return None;
        };
        if get.name() != "get" {
            return None;
        }
        let span = cx.file.nodes.get(chain.whole).span();
        let manual =
            |reason: String| Finding::manual(span, "get() of a legacy Query stays", reason);
        let source = match found {
            Found::Source(source) => source,
            Found::Refused(reason) => return Some(manual(reason)),
        };
        if let Some(reason) = suppressed(cx, &source, &chain) {
            return Some(manual(reason));
        }
        Some(match convert(cx, &source, &chain, &get) {
            Err(reason) => manual(reason),
            Ok(rewrite) => {
                let message = format!(
                    "get() of {} is a method of the session",
                    describe(cx, &source)
                );
                match doubt(cx, &source) {
                    None => Finding::safe(span, message, rewrite),
                    Some(reason) => Finding::offered(span, message, reason, rewrite),
                }
            }
        })
    }
}

fn convert<'t>(
    cx: &Context<'_, 't>,
    source: &Source<'t>,
    chain: &Chain<'t>,
    get: &Link<'t>,
) -> Result<Rewrite, String> {
    let entities = entities(cx, source)?;
    let [(Entity::Mapped(_), entity)] = entities.list.as_slice() else {
        return Err("get() needs a single mapped class".into());
    };
    if has_unpacking(get.call) || get.call.args.len() + get.call.keywords.len() != 1 {
        return Err("what get() is given is not visible".into());
    }
    let mut added = String::new();
    let mut options: Vec<&str> = Vec::new();
    for link in &chain.builders {
        match link.name() {
            "options" if !has_unpacking(link.call) => {
                options.extend(link.call.args.iter().map(|arg| cx.source(arg)))
            }
            "populate_existing" => added.push_str(", populate_existing=True"),
            "with_for_update" => added.push_str(&for_update(cx, link.call)?),
            name => {
                return Err(format!(
                    "get() after {name}() raises, or does not do what it says"
                ))
            }
        }
    }
    if !options.is_empty() {
        added.insert_str(0, &format!(", options=[{}]", options.join(", ")));
    }
    let inside = inside_parentheses(cx.file.tree, get.call)
        .ok_or("its arguments cannot be found in the text")?;
    let (session, wish) = session_text(cx, source)?;
    let mut edits = Vec::new();
    let whole = span(source.attribute);
    match source.origin {
        Origin::Session { call, .. } => {
            let name = alchemod_python::chain::attribute_name_span(source.attribute);
            edits.push(Edit::replace(name, "get"));
            let within = inside_parentheses(cx.file.tree, call)
                .ok_or("its arguments cannot be found in the text")?;
            let entity = cx.file.tree.tokens().parenthesised(span(*entity), within);
            // A line that ends after the comma ends without a space.
            let rest = cx.slice(inside);
            let separator = if rest.starts_with(['\n', '\r']) {
                ","
            } else {
                ", "
            };
            edits.push(Edit::replace(
                Span::new(entity.end, inside.start),
                separator,
            ));
        }
        Origin::Model { text, .. } => edits.push(Edit::replace(
            Span::new(whole.start, inside.start),
            format!("{session}.get({}, ", cx.source(text)),
        )),
    }
    if !added.is_empty() {
        let last = get
            .call
            .args
            .first()
            .map(span)
            .or_else(|| get.call.keywords.first().map(span))
            .ok_or("what get() is given is not visible")?;
        let last = cx.file.tree.tokens().parenthesised(last, inside);
        edits.push(Edit::insert(last.end, added));
    }
    Ok(Rewrite::new(cx.file.id, edits).wish(cx.file.id, wish))
}

/// `with_for_update(nowait=True)` as an argument of `Session.get`.
fn for_update(cx: &Context<'_, '_>, call: &ast::ExprCall) -> Result<String, String> {
    if has_unpacking(call) || !call.args.is_empty() {
        return Err("the arguments of with_for_update() must be named".into());
    }
    if call.keywords.is_empty() {
        return Ok(", with_for_update=True".into());
    }
    let items: Vec<String> = call
        .keywords
        .iter()
        .filter_map(|keyword| {
            Some(format!(
                "\"{}\": {}",
                keyword.arg.as_ref()?,
                cx.source(&keyword.value)
            ))
        })
        .collect();
    Ok(format!(", with_for_update={{{}}}", items.join(", ")))
}
