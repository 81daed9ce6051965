//! How the start of a chain, and the session that runs it, are written.

use alchemod_engine::{Context, ImportWish};
use alchemod_python::chain::attribute_name_span;
use alchemod_python::span;

use super::flask;
use super::group::Segment;
use super::rewrite::Root;
use super::source::{Origin, Source};

/// What a segment starts with.
pub(crate) fn root_of(cx: &Context<'_, '_>, segment: &Segment<'_>) -> Root {
    match &segment.source {
        None => Root::Name(cx.file.nodes.get(segment.chain.root).span()),
        Some(source) => {
            let whole = span(source.attribute);
            match source.origin {
                Origin::Session { .. } => Root::Query(whole, attribute_name_span(source.attribute)),
                Origin::Model { text, .. } => Root::Model(whole, cx.source(text).to_owned()),
            }
        }
    }
}

/// How the session is written where the query is run.
pub(crate) fn session_text(
    cx: &Context<'_, '_>,
    source: &Source<'_>,
) -> Result<(String, Option<ImportWish>), String> {
    match source.origin {
        Origin::Session { session, .. } => Ok((cx.source(session).to_owned(), None)),
        Origin::Model { class, .. } => flask::session(cx, class),
    }
}
