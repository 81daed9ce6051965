//! `paginate()` and `iter_pages()`: all arguments are given by name.

use alchemod_engine::{Context, Finding, Rewrite};
use alchemod_python::arguments::keyword;
use alchemod_python::{ast, span};
use alchemod_text::Edit;

use crate::call_edits::named;

const PAGINATE: &[&str] = &["page", "per_page", "error_out", "max_per_page"];
const PAGES: &[&str] = &["left_edge", "left_current", "right_current", "right_edge"];

/// `query.paginate(1, 20, False)`.
pub(super) fn paginate(cx: &Context<'_, '_>, call: &ast::ExprCall) -> Option<Finding> {
    const MESSAGE: &str = "paginate() takes its arguments by name";
    if call.args.is_empty() {
        return None;
    }
    Some(match by_name(cx, call, PAGINATE) {
        Some(edits) => Finding::safe(span(call), MESSAGE, Rewrite::new(cx.file.id, edits)),
        None => Finding::manual(
            span(call),
            MESSAGE,
            "page, per_page, error_out and max_per_page must be named",
        ),
    })
}

/// `pagination.iter_pages(2, 2, 5, 2)`. The right end of the middle was exclusive.
pub(super) fn iter_pages(
    cx: &Context<'_, '_>,
    call: &ast::ExprCall,
    is_known: bool,
) -> Option<Finding> {
    const MESSAGE: &str = "iter_pages() takes its arguments by name";
    if call.args.is_empty() && !(is_known && keyword(call, "right_current").is_some()) {
        return None;
    }
    let manual = |reason: &str| Some(Finding::manual(span(call), MESSAGE, reason));
    if call.args.is_empty() {
        // The output of this rule looks like this, too.
        return None;
    }
    if keyword(call, "right_current").is_some() {
        return manual("name its arguments; right_current counts the last page too now: one less");
    }
    let Some(mut edits) = by_name(cx, call, PAGES) else {
        return manual("left_edge, left_current, right_current and right_edge must be named");
    };
    if let Some(right) = call.args.get(2) {
        match integer(right) {
            Some(pages) => {
                edits.push(Edit::replace(
                    span(right),
                    pages.saturating_sub(1).to_string(),
                ));
            }
            None => {
                return manual(
                    "name its arguments; right_current counts the last page too now: one less",
                )
            }
        }
    }
    let rewrite = Rewrite::new(cx.file.id, edits);
    Some(match is_known {
        true => Finding::safe(span(call), MESSAGE, rewrite),
        false => Finding::offered(
            span(call),
            MESSAGE,
            "only the name of the method says that this is a Pagination",
            rewrite,
        ),
    })
}

fn integer(expr: &ast::Expr) -> Option<u32> {
    match expr {
        ast::Expr::Constant(n) => match &n.value {
            ast::Constant::Int(value) => value.to_string().parse().ok(),
            _ => None,
        },
        _ => None,
    }
}

fn by_name(cx: &Context<'_, '_>, call: &ast::ExprCall, names: &[&str]) -> Option<Vec<Edit>> {
    call.args
        .iter()
        .enumerate()
        .map(|(index, value)| named(cx, call, value, names.get(index)?))
        .collect()
}
