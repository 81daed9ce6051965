//! `exists([...], where)` and `subquery("name", [...])`.

use alchemod_engine::{Context, ImportWish};
use alchemod_facts::Shapes;
use alchemod_python::{ast, span};
use alchemod_text::Edit;

use super::columns::{columns, Columns};
use super::{hidden, named_by_position, with_parameters, Planned};
use crate::core::arguments::{arguments, elements, Argument};
use crate::core::methods::{Fate, Form};
use crate::core::parameters::SELECT;

const EXISTS: &str = "exists() takes one column, and everything else by methods";
const SUBQUERY: &str = "subquery() is a method of a SELECT";

/// Methods that an EXISTS has of its own.
const OF_EXISTS: &[&str] = &["where", "select_from", "correlate(None)"];

/// `sqlalchemy.exists(...)`.
pub(super) fn exists<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Planned<'t>> {
    let Some(arguments) = arguments(cx, call) else {
        return Some(hidden(EXISTS));
    };
    let has_keywords = !call.keywords.is_empty();
    if call.args.iter().any(|a| matches!(a, ast::Expr::Starred(_))) {
        return (has_keywords || call.args.len() > 1).then(|| hidden(EXISTS));
    }
    let Some(first) = arguments.first().filter(|a| a.keyword.is_none()) else {
        let named = named_by_position(&arguments)?;
        return Some(finish(cx, call, None, named));
    };
    let form = match columns(cx, first, has_keywords) {
        Columns::Many(form) => form,
        Columns::One | Columns::MaybeMany(_) if call.args.len() > 1 => {
            return Some(Planned::Manual(
                EXISTS.into(),
                "1.4 took the second argument for a column, too; if it is a criterion, write exists(column).where(criterion)".into(),
            ))
        }
        Columns::One if !has_keywords => return None,
        Columns::MaybeMany(reason) => return Some(Planned::Manual(EXISTS.into(), reason)),
        Columns::Strings | Columns::Mixed | Columns::One => {
            return Some(Planned::Manual(
                EXISTS.into(),
                "what it selects is not a list of columns".into(),
            ))
        }
    };
    let Some(named) = named_by_position(&arguments[1..]) else {
        return Some(hidden(EXISTS));
    };
    Some(finish(cx, call, Some((*first, form)), named))
}

/// An EXISTS of one column has the methods that its arguments became; for all others a SELECT has them.
fn finish<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    columns: Option<(Argument<'t>, Form)>,
    named: Vec<(&str, Argument<'t>)>,
) -> Planned<'t> {
    let is_single = columns.as_ref().is_none_or(|(argument, form)| {
        *form == Form::Unwrapped
            && matches!(elements(argument.value), Some([one]) if is_column(cx, one))
    });
    let stays = columns
        .map(|(argument, form)| (argument, Fate::Stays(form)))
        .into_iter()
        .collect();
    let mut planned = with_parameters(cx, EXISTS, SELECT, stays, named, None);
    if let Planned::Rewrite {
        fates,
        wishes,
        edits,
        ..
    } = &mut planned
    {
        let is_own = |fate: &Fate| match fate {
            Fate::Method(name, _) => OF_EXISTS.contains(&name.as_str()),
            Fate::Call(text) => OF_EXISTS.contains(&text.as_str()),
            Fate::Stays(_) | Fate::Goes => true,
        };
        if is_single && fates.iter().all(|(_, fate)| is_own(fate)) {
            return planned;
        }
        as_select(cx, call, ".exists()", wishes, edits);
    }
    planned
}

fn is_column<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    !matches!(expr, ast::Expr::Starred(_)) && cx.project.shapes(cx.file.id, expr) != Shapes::MANY
}

/// Makes the call one of `select()`, and calls `method` of what it gives.
fn as_select(
    cx: &Context<'_, '_>,
    call: &ast::ExprCall,
    method: &str,
    wishes: &mut Vec<ImportWish>,
    edits: &mut Vec<Edit>,
) {
    let select = cx.import("sqlalchemy.select");
    edits.push(Edit::replace(span(call.func.as_ref()), select.text));
    edits.push(Edit::insert(span(call).end, method));
    wishes.extend(select.wish);
    if let ast::Expr::Name(name) = call.func.as_ref() {
        wishes.push(ImportWish::MayGo(name.id.to_string()));
    }
}

/// `subquery("name", [...], ...)`.
pub(super) fn subquery<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Planned<'t>> {
    let arguments = match arguments(cx, call) {
        Some(arguments) if !arguments.is_empty() => arguments,
        _ => return Some(hidden(SUBQUERY)),
    };
    let (alias, rest) = arguments.split_first()?;
    let Some((first, others)) = rest.split_first() else {
        return Some(hidden(SUBQUERY));
    };
    let is_visible = matches!(alias.keyword, None | Some("alias")) && !alias.is_starred();
    let (true, Columns::Many(form)) = (is_visible, columns(cx, first, true)) else {
        return Some(hidden(SUBQUERY));
    };
    let Some(named) = named_by_position(others) else {
        return Some(hidden(SUBQUERY));
    };
    let stays = vec![(*alias, Fate::Goes), (*first, Fate::Stays(form))];
    let mut planned = with_parameters(cx, SUBQUERY, SELECT, stays, named, None);
    if let Planned::Rewrite { wishes, edits, .. } = &mut planned {
        let name = cx.slice(alias.value_span);
        as_select(cx, call, &format!(".subquery({name})"), wishes, edits);
    }
    Some(planned)
}
