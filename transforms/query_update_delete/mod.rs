//! `update()` and `delete()` of a Query: statements that the session executes.

mod change;

use alchemod_engine::{Context, Finding, Interest, Rule, Stage, Target, Transform};
use alchemod_python::NodeId;

use crate::query::chain::{follow, Chain, End};
use crate::query::group::{gather, Group, Segment};
use crate::query::guards::{guards, BulkListener};
use crate::query::source::{find, Found, Source};
use crate::query::GUIDE;
use crate::query_to_select::{describe, doubt, suppressed};

/// See the rule's documentation.
pub(crate) struct QueryUpdateDelete;

static RULE: Rule = Rule {
    code: "AM410",
    name: "query-update-delete",
    stage: Stage::Queries,
    summary: "update() and delete() of a Query, executed as statements",
    guide: GUIDE,
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for QueryUpdateDelete {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn is_style(&self) -> bool {
        true
    }

    fn interest(&self) -> Interest {
        Interest::AttributesNamed(&["query"])
    }

    // Sessions that override query() are told of by the rule for all other queries.
    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let Found::Source(source) = find(cx, site)? else {
            return None;
        };
        let chain = follow(cx.file, source.root);
        let changes = changes(cx, &source, &chain)?;
        let what = describe(cx, &source);
        let guards = guards(cx);
        let (near, far): (Vec<_>, Vec<_>) = guards
            .bulk
            .iter()
            .partition(|listener| !listener.is_local || listener.file == cx.file.id);
        let reason = |listeners: &[&BulkListener]| Some(listeners.first()?.reason.clone());
        let obstacle = suppressed(cx, &source, &chain).or_else(|| reason(&near));
        let converted = match obstacle {
            Some(reason) => Err(reason),
            None => change::convert(cx, &source, &changes.segments),
        };
        let place = cx.file.nodes.get(chain.whole).span();
        match converted {
            Ok(_) if !changes.is_first => None,
            Ok(rewrite) => {
                let message = format!("{what} is changed by a statement that the session executes");
                Some(match doubt(cx, &source).or_else(|| reason(&far)) {
                    None => Finding::safe(place, message, rewrite),
                    Some(reason) => Finding::offered(place, message, reason, rewrite),
                })
            }
            Err(reason) => Some(Finding::manual(
                place,
                format!("{what} stays a Query"),
                reason,
            )),
        }
    }
}

/// Whether the query, or the variable that holds it, ends in `update()` or `delete()`: this rule tells of it.
pub(crate) fn owns<'t>(cx: &Context<'_, 't>, source: &Source<'t>, chain: &Chain<'t>) -> bool {
    changes(cx, source, chain).is_some()
}

/// The expressions that change rows by one query.
struct Changes<'t> {
    segments: Vec<Segment<'t>>,
    /// The query is the first of those that the variable holds.
    is_first: bool,
}

fn is_change(end: &End<'_>) -> bool {
    matches!(end, End::Other(link) if matches!(link.name(), "update" | "delete"))
}

/// The expressions that belong to the query; `None` if none changes rows.
fn changes<'t>(
    cx: &Context<'_, 't>,
    source: &Source<'t>,
    chain: &Chain<'t>,
) -> Option<Changes<'t>> {
    if is_change(&chain.end) {
        let segment = Segment {
            chain: chain.clone(),
            source: Some(*source),
            in_loop: false,
            session: None,
        };
        return Some(Changes {
            segments: vec![segment],
            is_first: true,
        });
    }
    let End::Assigned { name, stmt } = chain.end else {
        return None;
    };
    // The group is gathered only where there may be one.
    if !["delete", "update"]
        .iter()
        .any(|word| cx.text().contains(word))
    {
        return None;
    }
    match gather(cx, source, name, stmt).ok()? {
        Group::Later(first, chain) => Some(Changes {
            is_first: false,
            ..changes(cx, &first, &chain)?
        }),
        Group::Segments(segments) => segments
            .iter()
            .any(|segment| is_change(&segment.chain.end))
            .then_some(Changes {
                segments,
                is_first: true,
            }),
    }
}
