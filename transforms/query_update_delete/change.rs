//! From the expressions around one query to the statement that takes its place.

use alchemod_engine::{Context, Rewrite};
use alchemod_facts::{ClassId, Value};
use alchemod_python::chain::{dot_span, Link};
use alchemod_python::{ast, span, Node};
use alchemod_text::{Edit, Span};

use crate::call_edits::{arguments, without, Argument};
use crate::query::arguments::{has_unpacking, keyword};
use crate::query::builders::criteria;
use crate::query::chain::{Chain, End};
use crate::query::entities::{entities, Entity};
use crate::query::group::{selected, Segment};
use crate::query::plain::Own;
use crate::query::rewrite::{plan_of_change, run, statement, Words};
use crate::query::roots::{root_of, session_text};
use crate::query::source::{Origin, Source};

/// What is changed.
struct Subject<'t> {
    /// Its class; `None` for a table.
    class: Option<ClassId>,
    /// How it is written.
    text: &'t str,
}

/// The rewrite of all expressions of a query, or why it stays.
pub(super) fn convert<'t>(
    cx: &Context<'_, 't>,
    source: &Source<'t>,
    segments: &[Segment<'t>],
) -> Result<Rewrite, String> {
    let method = one_method(segments)?;
    let subject = subject(cx, source)?;
    let what = selected(cx, source);
    let others = segments.iter().filter_map(|segment| segment.source);
    if others.into_iter().any(|other| selected(cx, &other) != what) {
        return Err("the variable holds queries of several kinds".into());
    }
    let mut edits = Vec::new();
    let is_own = segments
        .iter()
        .flat_map(|segment| &segment.chain.builders)
        .all(|link| has_own_criteria(cx, &subject, link));
    for segment in segments {
        for link in &segment.chain.builders {
            edits.extend(builder(cx, link, &subject, is_own)?);
        }
    }
    let (session, wish) = session_text(cx, source)?;
    let words = Words::of(cx, session, wish, &format!("sqlalchemy.{method}"));
    for segment in segments {
        let root = root_of(cx, segment);
        let End::Other(link) = segment.chain.end else {
            edits.extend(statement(&root, &words));
            continue;
        };
        let plan = plan_of_change(is_used(cx, &segment.chain));
        let mut chain = segment.chain.clone();
        if method == "delete" && link.call.args.is_empty() && link.call.keywords.is_empty() {
            chain.end = End::Terminal(link);
        } else {
            edits.extend(ending(cx, &link)?);
            // What was the end is the statement's last method.
            chain.last = chain.whole;
            chain.end = End::Iterated;
        }
        edits.extend(run(cx, &chain, &root, &words, &plan));
    }
    Ok(Rewrite::new(cx.file.id, edits).wish(cx.file.id, words.wishes))
}

/// The method that ends all expressions but those that are kept in the variable.
fn one_method<'t>(segments: &[Segment<'t>]) -> Result<&'t str, String> {
    let mut method = None;
    for segment in segments {
        match segment.chain.end {
            End::Assigned { .. } => {}
            End::Other(link) if matches!(link.name(), "update" | "delete") => {
                if *method.get_or_insert(link.name()) != link.name() {
                    return Err("both update() and delete() are called of one variable: build a statement for each".into());
                }
            }
            _ => {
                return Err("the variable is also read: build a select() for that, and an update() or delete() for this".into())
            }
        }
    }
    method.ok_or_else(|| "it is not run here".into())
}

fn subject<'t>(cx: &Context<'_, 't>, source: &Source<'t>) -> Result<Subject<'t>, String> {
    if let Origin::Session { call, .. } = source.origin {
        if let [only] = call.args.as_slice() {
            let value = cx.project.infer(cx.file.id, only).map(|typed| typed.value);
            if call.keywords.is_empty()
                && matches!(&value, Some(Value::Instance(path)) if &**path == "sqlalchemy.Table")
            {
                return Ok(Subject {
                    class: None,
                    text: cx.source(only),
                });
            }
        }
    }
    let entities = entities(cx, source)?;
    match entities.list.as_slice() {
        [(Entity::Mapped(class), expr)] => Ok(Subject {
            class: Some(*class),
            text: cx.source(*expr),
        }),
        _ => Err(
            "update() and delete() take one mapped class, and 1.x raises for anything else".into(),
        ),
    }
}

/// Whether a criterion names nothing but the class that is changed.
fn has_own_criteria<'t>(cx: &Context<'_, 't>, subject: &Subject<'t>, link: &Link<'t>) -> bool {
    let Some(class) = subject.class else {
        return false;
    };
    let own = Own {
        cx,
        class,
        text: subject.text,
        is_alias: false,
    };
    link.name() == "filter_by" || link.call.args.iter().all(|arg| own.is_own(arg))
}

/// The edits of a method that adds criteria. `is_own`: no other table is named by any of them; where one is,
/// `filter_by()` of a statement looks at it too on 2.1.
fn builder<'t>(
    cx: &Context<'_, 't>,
    link: &Link<'t>,
    subject: &Subject<'t>,
    is_own: bool,
) -> Result<Vec<Edit>, String> {
    match link.name() {
        "filter" => Ok(vec![Edit::replace(link.name_span(), "where")]),
        "where" => Ok(Vec::new()),
        "filter_by" if is_own => Ok(Vec::new()),
        "filter_by" if subject.class.is_none() => {
            Err("filter_by() of a table: name the column in filter()".into())
        }
        "filter_by" if has_unpacking(link.call) => Err(
            "filter_by(**...) beside criteria that may name other tables: 2.1 would look at all of them".into(),
        ),
        "filter_by" => criteria(cx, link, subject.text),
        name @ ("distinct" | "group_by" | "join" | "limit" | "offset" | "order_by" | "outerjoin"
        | "select_from") => Err(format!(
            "update() and delete() of a Query raise after {name}(): select the keys, and give them to filter()"
        )),
        name => Err(format!(
            "update() and delete() of a Query take no account of {name}() on 1.x: drop it, or make it a criterion"
        )),
    }
}

/// Whether the count of rows is used.
fn is_used(cx: &Context<'_, '_>, chain: &Chain<'_>) -> bool {
    let parent = cx.file.nodes.parent(chain.whole);
    !parent.is_some_and(|id| matches!(cx.file.nodes.get(id), Node::Stmt(ast::Stmt::Expr(_))))
}

const UNSEEN: &str = "the arguments of update() or delete() are not all visible";

/// `update(values, ...)` and `delete(...)` as methods of the statement.
fn ending(cx: &Context<'_, '_>, link: &Link<'_>) -> Result<Vec<Edit>, String> {
    let call = link.call;
    let names: &[&str] = match link.name() {
        "update" => &["values", "synchronize_session", "update_args"],
        _ => &["synchronize_session"],
    };
    if has_unpacking(call) || call.args.len() > names.len() {
        return Err(UNSEEN.into());
    }
    if call.keywords.iter().any(|keyword| {
        !keyword
            .arg
            .as_deref()
            .is_some_and(|name| names.contains(&name))
    }) {
        return Err(format!(
            "{}() has an argument that is not known",
            link.name()
        ));
    }
    let given = |name: &str| {
        let at = names.iter().position(|known| *known == name)?;
        let by_position = call.args.get(at);
        by_position.or_else(|| keyword(call, name).map(|keyword| &keyword.value))
    };
    let strategy = given("synchronize_session").map(|value| {
        format!(
            "execution_options(synchronize_session={})",
            cx.source(value)
        )
    });
    if link.name() == "delete" {
        let strategy = strategy.ok_or(UNSEEN)?;
        let whole = Span::new(link.name_span().start, span(call).end);
        if cx.file.tree.tokens().comments(whole).next().is_some() {
            return Err("a comment stands among the arguments of delete()".into());
        }
        return Ok(vec![Edit::replace(whole, strategy)]);
    }
    let values = given("values").ok_or(UNSEEN)?;
    let extra = given("update_args")
        .map(|value| update_args(cx, value))
        .transpose()?;
    let is_ordered = extra == Some(UpdateArgs::Ordered);
    let mut edits = vec![Edit::replace(
        link.name_span(),
        if is_ordered {
            "ordered_values"
        } else {
            "values"
        },
    )];
    let goes = |argument: &Argument<'_>| match argument {
        Argument::Positional(value) => !std::ptr::eq(*value, values),
        Argument::Keyword(keyword) => !std::ptr::eq(&keyword.value, values),
    };
    let ordered = arguments(call);
    if ordered.first().is_some_and(goes) {
        return Err("the values of update() do not come first".into());
    }
    edits
        .extend(without(cx, call, goes).ok_or("a comment stands among the arguments of update()")?);
    let star = if is_ordered { "*" } else { "" };
    match keyword(call, "values") {
        Some(keyword) => {
            let name = Span::new(span(keyword).start, span(&keyword.value).start);
            // What stands between the equals sign and the value stays: a parenthesis, a line end.
            let kept = cx.slice(name).split_once('=').map_or("", |(_, kept)| kept);
            let kept = kept.trim_start_matches([' ', '\t']);
            edits.push(Edit::replace(name, format!("{star}{kept}")));
        }
        None if is_ordered => edits.push(Edit::insert(span(values).start, star)),
        None => {}
    }
    let options = match extra {
        Some(UpdateArgs::Options(options)) => Some(format!("with_dialect_options({options})")),
        _ => None,
    };
    let gap = line_before(cx, link);
    let added: String = options
        .into_iter()
        .chain(strategy)
        .map(|text| format!("{gap}.{text}"))
        .collect();
    // With the parenthesis: at its end the statement is closed.
    let end = span(call).end;
    let bracket = Span::new(end.saturating_sub(1), end);
    edits.push(Edit::replace(
        bracket,
        format!("{}{added}", cx.slice(bracket)),
    ));
    edits.retain(|edit| !edit.is_noop());
    Ok(edits)
}

/// What stands before the method's dot, if that begins a line: the next method gets a line as well.
fn line_before<'t>(cx: &Context<'_, 't>, link: &Link<'t>) -> &'t str {
    let Some(dot) = dot_span(cx.file.tree, link.attribute) else {
        return "";
    };
    let text = cx.slice(Span::new(0, dot.start));
    let blanks = text.trim_end_matches([' ', '\t']);
    let line = blanks.trim_end_matches(['\r', '\n']);
    // A line that goes on behind a backslash, or after a comment, is no model.
    let is_plain = line.len() < blanks.len() && line.ends_with([')', ']']);
    if is_plain {
        let newline = &blanks[line.len()..];
        let first = if newline.starts_with("\r\n") { 2 } else { 1 };
        cx.slice(Span::new(
            (blanks.len() - first.min(newline.len())) as u32,
            dot.start,
        ))
    } else {
        ""
    }
}

/// What `update_args=` asks for.
#[derive(PartialEq, Eq)]
enum UpdateArgs {
    /// Nothing.
    Nothing,
    /// `preserve_parameter_order`: the values are pairs.
    Ordered,
    /// Arguments of the dialect, as keywords.
    Options(String),
}

fn update_args(cx: &Context<'_, '_>, value: &ast::Expr) -> Result<UpdateArgs, String> {
    const UNKNOWN: &str = "what update_args= holds is not visible here";
    let dict = match value {
        ast::Expr::Constant(n) if n.value.is_none() => return Ok(UpdateArgs::Nothing),
        ast::Expr::Dict(dict) => dict,
        _ => return Err(UNKNOWN.into()),
    };
    let mut options = Vec::new();
    let mut is_ordered = false;
    for (key, value) in dict.keys.iter().zip(&dict.values) {
        let key = key
            .as_ref()
            .and_then(alchemod_facts::string)
            .ok_or(UNKNOWN)?;
        if key == "preserve_parameter_order" {
            match value {
                ast::Expr::Constant(n) if n.value == ast::Constant::Bool(true) => is_ordered = true,
                ast::Expr::Constant(n) if n.value == ast::Constant::Bool(false) => {}
                _ => return Err(UNKNOWN.into()),
            }
        } else {
            options.push(format!("{key}={}", cx.source(value)));
        }
    }
    match (is_ordered, options.is_empty()) {
        (true, true) => Ok(UpdateArgs::Ordered),
        (true, false) => Err("update_args= has several meanings at once: ordered_values() and with_dialect_options()".into()),
        (false, true) => Ok(UpdateArgs::Nothing),
        (false, false) => Ok(UpdateArgs::Options(options.join(", "))),
    }
}
