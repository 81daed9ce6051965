//! Warnings that tests expect, or that they filter.

use alchemod_engine::{Context, Finding, Rewrite};
use alchemod_facts::{last_name, string};
use alchemod_python::{ast, span};
use alchemod_text::{Edit, Span};

/// The warning of 1.4, and what is left of it on 2.x.
const WARNINGS: &[&str] = &[
    "sqlalchemy.exc.MovedIn20Warning",
    "sqlalchemy.exc.RemovedIn20Warning",
];

const OLD: &str = "sqlalchemy.exc.RemovedIn20Warning";
const NEW: &str = "sqlalchemy.exc.MovedIn20Warning";

/// `pytest.warns(RemovedIn20Warning)` and the like.
pub(super) fn check<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Finding> {
    let expected = call.args.first()?;
    let classes = match expected {
        ast::Expr::Tuple(tuple) => tuple.elts.as_slice(),
        other => std::slice::from_ref(other),
    };
    let is_warning = |class: &'t ast::Expr| {
        let may_be = last_name(class).is_some_and(|name| name.ends_with("In20Warning"));
        // An alias may have any name, and is asked for only where the file mentions the warning.
        (may_be || cx.text().contains("In20Warning"))
            && cx
                .project
                .external(cx.file.id, class)
                .is_some_and(|path| WARNINGS.contains(&&*path))
    };
    if !classes.iter().any(is_warning) {
        return None;
    }
    Some(Finding::manual(
        span(call),
        "2.x does not warn of what it removed",
        "this test is about 1.4: drop it, or test what the migrated code does",
    ))
}

/// `pytest.mark.filterwarnings("error::sqlalchemy.exc.RemovedIn20Warning")`: pytest looks the class up.
pub(super) fn filter(cx: &Context<'_, '_>, call: &ast::ExprCall) -> Option<Finding> {
    let [ast::Expr::Constant(constant)] = call.args.as_slice() else {
        return None;
    };
    let text = string(&call.args[0])?;
    if !text.contains(OLD) || !matches!(call.func.as_ref(), ast::Expr::Attribute(_)) {
        return None;
    }
    let message = "2.x has no RemovedIn20Warning, and pytest looks the class of a filter up";
    let place = span(constant);
    let written = cx.slice(place);
    if cx.settings.target == alchemod_engine::Target::V14 {
        return None;
    }
    let Some((before, _)) = written.split_once(OLD) else {
        return Some(Finding::manual(
            place,
            message,
            format!("name {NEW}, or drop the filter"),
        ));
    };
    let start = place.start + before.len() as u32;
    let edit = Edit::replace(Span::new(start, start + OLD.len() as u32), NEW);
    Some(Finding::safe(
        place,
        message,
        Rewrite::new(cx.file.id, [edit]),
    ))
}

/// Filters in `pytest.ini`, `setup.cfg` and the like.
pub(super) fn in_configuration(path: &str, text: &str) -> Vec<Finding> {
    if path.ends_with(".py") {
        return Vec::new();
    }
    let found = text.match_indices(OLD).filter(|(at, _)| {
        let line = text[..*at].rsplit('\n').next().unwrap_or_default();
        !line.trim_start().starts_with(['#', ';'])
    });
    found
        .map(|(at, _)| {
            Finding::manual(
                Span::new(at as u32, (at + OLD.len()) as u32),
                "2.x has no RemovedIn20Warning: pytest does not start with a filter that names it",
                format!("name {NEW}, or drop the filter"),
            )
        })
        .collect()
}
