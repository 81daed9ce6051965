//! Methods of `Query` that 2.x has no more, or only with a warning.

mod negative;
mod table;

use alchemod_engine::{
    Context, Finding, ImportWish, Interest, Rewrite, Rule, Stage, Target, Transform,
};
use alchemod_facts::string;
use alchemod_python::arguments::{argument_span, inside_parentheses};
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::{Edit, Span};

use crate::orm::evidence::evidence;
use crate::query::arguments::has_unpacking;
use crate::query::chain::{follow, End};
use crate::query::GUIDE;
use table::Becomes;

/// See the rule's documentation.
pub(crate) struct RemovedQueryMethods;

static RULE: Rule = Rule {
    code: "AM406",
    name: "removed-query-methods",
    stage: Stage::Queries,
    summary: "methods and arguments of Query that 2.x has under another name, or not at all",
    guide: GUIDE,
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for RemovedQueryMethods {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::AnyOf(&[Interest::CallsNamed(table::NAMES), Interest::Subscripts])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        match cx.file.nodes.get(site) {
            Node::Expr(ast::Expr::Call(call)) => method(cx, site, call),
            Node::Expr(ast::Expr::Subscript(subscript)) => negative::check(cx, subscript),
            _ => None,
        }
    }
}

fn method<'t>(cx: &Context<'_, 't>, site: NodeId, call: &'t ast::ExprCall) -> Option<Finding> {
    if let Some(finding) = function(cx, call) {
        return Some(finding);
    }
    let ast::Expr::Attribute(method) = call.func.as_ref() else {
        return None;
    };
    let known = table::find(method.attr.as_str())?;
    if matches!(known.becomes, Becomes::NamedArguments(_)) && call.args.is_empty() {
        return None;
    }
    let doubt = evidence(cx, &method.value)?.doubt;
    let name = alchemod_python::chain::attribute_name_span(method);
    let place = Span::new(name.start, span(call).end);
    let message = format!("{}() {}", known.name, known.message);
    Some(match rewrite(cx, site, call, name, known) {
        Ok(rewrite) => match doubt {
            None => Finding::safe(place, message, rewrite),
            Some(reason) => Finding::offered(place, message, reason, rewrite),
        },
        Err(reason) => Finding::manual(place, message, reason),
    })
}

/// `merge_result(query, rows)`, the function behind the method.
fn function<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Finding> {
    if crate::orm::names::called(cx, &call.func) != Some("merge_result") {
        return None;
    }
    let known = table::find("merge_result")?;
    let Becomes::Nothing(reason) = known.becomes else {
        return None;
    };
    let path = cx.project.external(cx.file.id, &call.func)?;
    (&*path == "sqlalchemy.orm.merge_result").then(|| {
        let message = format!("{}() {}", known.name, known.message);
        Finding::manual(span(call), message, reason)
    })
}

const NOT_FOUND: &str = "its arguments cannot be found in the text";

fn rewrite<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
    name: Span,
    known: &table::Method,
) -> Result<Rewrite, String> {
    let inside = inside_parentheses(cx.file.tree, call).ok_or(NOT_FOUND)?;
    let mut edits = Vec::new();
    let mut wishes: Vec<ImportWish> = Vec::new();
    match known.becomes {
        Becomes::Renamed(new) => edits.push(Edit::replace(name, new)),
        Becomes::Nothing(reason) => return Err(reason.into()),
        Becomes::LabelStyle => {
            let style = cx.import("sqlalchemy.LABEL_STYLE_TABLENAME_PLUS_COL");
            edits.push(Edit::replace(name, "set_label_style"));
            edits.push(Edit::replace(inside, style.text));
            wishes.extend(style.wish);
        }
        Becomes::Lock => {
            let mode = call
                .args
                .first()
                .or_else(|| call.keywords.first().map(|k| &k.value));
            let arguments = mode
                .and_then(string)
                .and_then(table::lock)
                .ok_or("its mode is none that is known: with_for_update(read=..., nowait=...)")?;
            edits.push(Edit::replace(name, "with_for_update"));
            edits.push(Edit::replace(inside, arguments));
        }
        Becomes::NamedArguments(names) => {
            if has_unpacking(call) || call.args.len() > names.len() {
                return Err("its arguments are not all visible".into());
            }
            for (arg, name) in call.args.iter().zip(names) {
                let whole = argument_span(cx.file.tree, call, arg).ok_or(NOT_FOUND)?;
                edits.push(Edit::insert(whole.start, format!("{name}=")));
            }
        }
        Becomes::Values => {
            check_columns(cx, call)?;
            if call.args.is_empty() {
                return Err("without columns it gives nothing".into());
            }
            let chain = follow(cx.file, site);
            if !matches!(chain.end, End::Iterated) {
                return Err("it gives an iterator: with_entities(...) gives a Query, which may be read more than once".into());
            }
            edits.push(Edit::replace(name, "with_entities"));
        }
        Becomes::Value => {
            check_columns(cx, call)?;
            if call.args.len() != 1 || !call.keywords.is_empty() {
                return Err("what it selects is not visible".into());
            }
            edits.push(Edit::replace(name, "with_entities"));
            edits.push(Edit::insert(span(call).end, ".limit(1).scalar()"));
        }
    }
    Ok(Rewrite::new(cx.file.id, edits).wish(cx.file.id, wishes))
}

/// Columns only: with classes, repeated rows would be dropped.
fn check_columns<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Result<(), String> {
    use alchemod_facts::Value;
    if has_unpacking(call) {
        return Err("what it selects is not visible".into());
    }
    let is_entity = |arg| {
        !matches!(
            cx.project.infer(cx.file.id, arg).map(|typed| typed.value),
            Some(Value::Attribute(..) | Value::Instance(_)) | None
        )
    };
    if call.args.iter().any(is_entity) {
        return Err("it selects something else than columns".into());
    }
    Ok(())
}
