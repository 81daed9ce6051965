//! What is a row by one way and something else by another: rows that go where dictionaries go, too.
//!
//! The reader cannot be rewritten, since it may be given a dictionary. Where all that reads these values does so by
//! key or attribute, the rows become mappings where they are made, and nobody can tell the difference.

use alchemod_engine::{Context, Finding, Rewrite};
use alchemod_facts::{Certainty, Change, Producer};
use alchemod_python::{ast, span};
use alchemod_text::{Edit, Span};

use super::text::suffix;

pub(super) const MIXED: &str =
    "it is a row by one way and something else by another: make it the same everywhere, \
                     such as a dict (`dict(row._mapping)`)";

/// The finding at a place that reads by key what may be a row: `what` it does with it.
pub(crate) fn finding<'t>(
    cx: &Context<'_, 't>,
    at: Span,
    what: &str,
    value: &'t ast::Expr,
) -> Finding {
    let message = format!("{what} fails for rows on 2.x");
    let Some(producers) = cx.project.row_producers(cx.file.id, value) else {
        return Finding::manual(at, message, MIXED);
    };
    for producer in &producers {
        let other = cx
            .project
            .read_otherwise(producer.file, producer.expr, producer.held);
        if let Some(place) = other {
            let file = cx.project.file(place.file);
            let line = cx
                .in_file(place.file)
                .line_of(file.nodes.get(place.node).span().start);
            return Finding::manual(
                at,
                message,
                format!(
                    "{MIXED}: that a mapping would do does not show at {}:{line}",
                    file.path
                ),
            );
        }
    }
    let mut rewrite = Rewrite::new(cx.file.id, []);
    for producer in &producers {
        for edit in edits(cx, producer) {
            rewrite = rewrite.edit(producer.file, edit);
        }
    }
    let message = "a row that goes where dictionaries go becomes a mapping where it is made";
    if producers
        .iter()
        .any(|producer| producer.certainty == Certainty::Named)
    {
        let reason =
            "that the row comes from SQLAlchemy is known only by the name of the session or connection";
        return Finding::offered(at, message, reason, rewrite);
    }
    Finding::safe(at, message, rewrite)
}

fn edits(cx: &Context<'_, '_>, producer: &Producer<'_>) -> Vec<Edit> {
    match producer.change {
        Change::Result(expr) => {
            let there = cx.in_file(producer.file);
            suffix(&there, expr, span(producer.expr), ".mappings()")
        }
        // A name or a subscript: it needs no parentheses, and none around it are in the way.
        Change::Row(expr) => vec![Edit::insert(span(expr).end, "._mapping")],
    }
}
