//! The methods of a Query that change how it is run, or what it selects: what each becomes on a `select()`.

use alchemod_engine::Context;
use alchemod_python::chain::Link;
use alchemod_python::span;
use alchemod_text::{Edit, Span};

use super::arguments::{has_unpacking, inside_parentheses, is_string, keyword};
use super::builders::State;
use super::entities::{replaced, Entities, Entity};

/// Methods that take the same arguments on a `select()`, and bring nothing into it.
pub(crate) const SAME: &[&str] = &[
    "correlate",
    "prefix_with",
    "suffix_with",
    "with_hint",
    "with_statement_hint",
];

/// Methods that may not stand in an expression that is kept in a variable: what they change is read where the
/// query is run.
pub(crate) const NOT_KEPT: &[&str] = &[
    "add_columns",
    "add_entity",
    "from_statement",
    "params",
    "with_entities",
    "yield_per",
];

/// Methods that may follow `params()`: they bring in no parameters.
const AFTER_PARAMS: &[&str] = &[
    "params",
    "limit",
    "offset",
    "yield_per",
    "execution_options",
    "autoflush",
];

const UNSEEN: &str = "its arguments are not all visible";

/// The edits of one of these methods; `None` if it is another.
pub(crate) fn step<'t>(
    cx: &Context<'_, 't>,
    link: &Link<'t>,
    entities: &Entities<'t>,
    state: &mut State<'t>,
) -> Option<Result<Vec<Edit>, String>> {
    let name = link.name();
    if state.has_params && !AFTER_PARAMS.contains(&name) {
        return Some(Err(format!(
            "{name}() after params(): those of a Query count for what comes later as well, those of a select() do not"
        )));
    }
    if state.is_statement && !matches!(name, "params" | "yield_per") {
        return Some(Err(format!("{name}() after from_statement() raises")));
    }
    Some(match name {
        "execution_options" => {
            state.has_execution_options = true;
            if has_unpacking(link.call) || !link.call.args.is_empty() {
                Err(UNSEEN.into())
            } else if keyword(link.call, "yield_per").is_some() {
                Err("a Query with the execution option yield_per raises where it drops repetitions: yield_per()".into())
            } else {
                Ok(Vec::new())
            }
        }
        "yield_per" => {
            state.is_streamed = true;
            option(cx, link, "count", "yield_per")
        }
        "autoflush" => {
            state.has_execution_options = true;
            option(cx, link, "setting", "autoflush")
        }
        "enable_assertions" => {
            let tail = link.tail_span(cx.file.tree);
            let mut comments = cx.file.tree.tokens().comments(tail);
            match comments.next() {
                None => Ok(vec![Edit::delete(tail)]),
                Some(_) => Err(
                    "a comment stands before enable_assertions(), which has no effect: drop it"
                        .into(),
                ),
            }
        }
        "params" => {
            state.has_params = true;
            Ok(Vec::new())
        }
        "with_parent" => with_parent(cx, link, entities, state),
        "with_entities" => {
            let now = replaced(cx, link.call, None);
            select_anew(link, state, now, "with_only_columns")
        }
        "add_columns" | "add_entity" => {
            let now = replaced(cx, link.call, Some(entities));
            if name == "add_entity" && link.call.args.len() != 1 {
                return Some(Err(UNSEEN.into()));
            }
            select_anew(link, state, now, "add_columns")
        }
        "from_statement" => {
            state.is_statement = true;
            match link.call.args.as_slice() {
                [only] if link.call.keywords.is_empty() && !is_string(only) => Ok(Vec::new()),
                _ => Err("from_statement() takes one statement: text(...) for a string".into()),
            }
        }
        _ if SAME.contains(&name) => Ok(Vec::new()),
        _ => return None,
    })
}

/// Other things are selected from here on.
fn select_anew<'t>(
    link: &Link<'t>,
    state: &mut State<'t>,
    entities: Result<Entities<'t>, String>,
    name: &str,
) -> Result<Vec<Edit>, String> {
    state.entities = Some(entities?);
    // What was ordered by may not be selected now.
    state
        .order
        .iter_mut()
        .for_each(|is_selected| *is_selected = false);
    let renamed = (link.name() != name).then(|| Edit::replace(link.name_span(), name));
    Ok(renamed.into_iter().collect())
}

/// `yield_per(n)` as `execution_options(yield_per=n)`.
fn option(
    cx: &Context<'_, '_>,
    link: &Link<'_>,
    parameter: &str,
    option: &str,
) -> Result<Vec<Edit>, String> {
    let call = link.call;
    let inside = inside_parentheses(cx.file.tree, call).ok_or(UNSEEN)?;
    if has_unpacking(call) {
        return Err(UNSEEN.into());
    }
    let named = match (call.args.as_slice(), call.keywords.as_slice()) {
        ([value], []) => {
            let whole = cx.file.tree.tokens().parenthesised(span(value), inside);
            Edit::insert(whole.start, format!("{option}="))
        }
        ([], [only]) if only.arg.as_deref() == Some(parameter) => {
            let start = span(only).start;
            Edit::replace(Span::new(start, start + parameter.len() as u32), option)
        }
        _ => return Err(UNSEEN.into()),
    };
    Ok(vec![
        Edit::replace(link.name_span(), "execution_options"),
        named,
    ])
}

/// `with_parent(parent, Parent.children)` as `where(with_parent(parent, Parent.children))`.
fn with_parent<'t>(
    cx: &Context<'_, 't>,
    link: &Link<'t>,
    entities: &Entities<'t>,
    state: &mut State<'t>,
) -> Result<Vec<Edit>, String> {
    let call = link.call;
    let property = keyword(call, "property");
    let given = match (call.args.as_slice(), call.keywords.as_slice()) {
        ([_, second], []) => second,
        ([_], [only]) if property.is_some() => &only.value,
        ([_], []) => {
            return Err("with_parent() looks for the relationship itself: where(with_parent(parent, Parent.children))".into())
        }
        _ => return Err(UNSEEN.into()),
    };
    if is_string(given) {
        return Err(
            "with_parent() names the relationship by a string, for which SQLAlchemy 2.x raises"
                .into(),
        );
    }
    if !matches!(entities.list.as_slice(), [(Entity::Mapped(_), _)]) {
        return Err("with_parent() of an alias or of several entities: where(with_parent(..., from_entity=...))".into());
    }
    let function = cx.import("sqlalchemy.orm.with_parent");
    state.wishes.extend(function.wish);
    let end = span(call).end;
    let mut edits = vec![
        Edit::replace(link.name_span(), format!("where({}", function.text)),
        Edit::replace(Span::new(end.saturating_sub(1), end), "))"),
    ];
    if let Some(property) = property {
        let start = span(property).start;
        edits.push(Edit::replace(
            Span::new(start, start + "property".len() as u32),
            "prop",
        ));
    }
    Ok(edits)
}
