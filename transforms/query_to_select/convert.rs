//! From a chain, or a group of chains around a variable, to its rewrite.

use alchemod_engine::{Context, Rewrite};
use alchemod_facts::sqlalchemy::query::query_method;
use alchemod_python::chain::Link;
use alchemod_text::Edit;

use super::reasons;
use crate::query::builders::{self, State};
use crate::query::chain::{Chain, End};
use crate::query::duplicates::{is_loader, repeats};
use crate::query::entities::{entities, Entities};
use crate::query::group::{gather, Group, Segment};
use crate::query::guards::guards;
use crate::query::hashable;
use crate::query::joins::Target;
use crate::query::rewrite::{plan, run, statement, Facts, Words};
use crate::query::roots::{root_of, session_text};
use crate::query::source::Source;

/// The rewrite of a chain; `Ok(None)` if it belongs to the group of an earlier one.
pub(super) fn convert<'t>(
    cx: &Context<'_, 't>,
    source: &Source<'t>,
    chain: &Chain<'t>,
) -> Result<Option<Rewrite>, String> {
    let segments = match chain.end {
        End::Assigned { name, stmt } => {
            refuse_first(chain)?;
            match gather(cx, source, name, stmt)? {
                // It stays if the whole group does.
                Group::Later(first, chain) => return convert(cx, &first, &chain).map(|_| None),
                Group::Segments(segments) => segments,
            }
        }
        _ => vec![Segment {
            chain: chain.clone(),
            source: Some(*source),
            in_loop: false,
        }],
    };
    let is_single = !matches!(chain.end, End::Assigned { .. });
    for segment in &segments {
        refuse_first(&segment.chain)?;
        if let End::Assigned { name, .. } = segment.chain.end {
            let kept = matches!(chain.end, End::Assigned { name: own, .. } if own == name);
            if !kept {
                return Err(format!("it is also kept as `{name}`"));
            }
        }
        if matches!(segment.chain.end, End::Terminal(link) if link.name() == "get") {
            return Err("get() of a query that was kept: session.get(Entity, ident)".into());
        }
    }
    let entities = entities(cx, source)?;
    let gives_rows = segments.iter().any(|segment| match segment.chain.end {
        End::Terminal(link) => !matches!(link.name(), "scalar" | "count"),
        _ => true,
    });
    if gives_rows && entities.has_unnamed() && guards(cx).row_names {
        return Err("an expression without a label has a name only in rows of a select(), and the project reads all names of rows (label it)".into());
    }
    let (mut edits, state) = build(cx, &segments, &entities)?;
    builders::finish(&state)?;
    check_terminals(&segments)?;

    let all: Vec<Link<'t>> = segments
        .iter()
        .flat_map(|segment| segment.chain.builders.iter().copied())
        .collect();
    let facts = Facts {
        repeats: repeats(cx, &entities, &all),
        is_filtered_only: !state.is_shaped,
        is_whole_table: entities
            .single()
            .is_some_and(|(class, _)| cx.project.mapped_parent(class).is_none()),
        is_grouped: state.is_grouped || state.has_having || state.is_cut,
    };
    if gives_rows && (facts.repeats.rows || facts.repeats.eager) {
        // Groups have one row each, unless collections are joined to them.
        let is_grouped = state.is_grouped && !facts.repeats.eager;
        if let Some(reason) = hashable::doubt(cx, &entities, is_grouped) {
            return Err(reason);
        }
    }
    let (session, wish) = session_text(cx, source)?;
    let counts = segments
        .iter()
        .any(|segment| matches!(segment.chain.end, End::Terminal(link) if link.name() == "count"));
    if counts {
        let mut options = all.iter().filter(|link| link.name() == "options");
        if options.any(|link| !link.call.args.iter().all(|arg| is_loader(cx, arg))) {
            return Err("count() of a Query keeps its options, as with_loader_criteria(); the subquery of a select() has none".into());
        }
    }
    let words = Words::new(cx, session, wish, counts);
    for segment in &segments {
        let root = root_of(cx, segment);
        match plan(&entities, &segment.chain.end, &facts) {
            Some(plan) => edits.extend(run(cx, &segment.chain, &root, &words, &plan)),
            None => edits.extend(statement(&root, &words)),
        }
    }
    if !is_single
        && !segments
            .iter()
            .any(|segment| !matches!(segment.chain.end, End::Assigned { .. }))
    {
        return Err("it is not run here".into());
    }
    Ok(Some(Rewrite::new(cx.file.id, edits).wish(
        cx.file.id,
        words.wishes.into_iter().chain(state.wishes),
    )))
}

/// What shows at once that the chain stays.
fn refuse_first(chain: &Chain<'_>) -> Result<(), String> {
    if let Some(link) = chain
        .builders
        .iter()
        .find(|link| is_unknown_builder(link.name()))
    {
        return Err(reasons::of_method(link.name()));
    }
    match reasons::of_end(&chain.end) {
        Some(reason) => Err(reason),
        None => Ok(()),
    }
}

/// Builders that have no counterpart, or are not written yet.
fn is_unknown_builder(name: &str) -> bool {
    !matches!(
        name,
        "distinct"
            | "filter"
            | "filter_by"
            | "group_by"
            | "having"
            | "join"
            | "limit"
            | "offset"
            | "options"
            | "order_by"
            | "outerjoin"
            | "populate_existing"
            | "select_from"
            | "slice"
            | "where"
            | "with_for_update"
    ) && query_method(name).is_some()
}

/// The methods that run a query take no arguments.
fn check_terminals(segments: &[Segment<'_>]) -> Result<(), String> {
    for segment in segments {
        if let End::Terminal(link) = segment.chain.end {
            if !link.call.args.is_empty() || !link.call.keywords.is_empty() {
                return Err(format!("{}() of a Query takes no arguments", link.name()));
            }
        }
    }
    Ok(())
}

/// The edits of all builder methods, and what they did to the query. Expressions count in source order; where
/// there are loops a second time, as if each came after all others.
fn build<'t>(
    cx: &Context<'_, 't>,
    segments: &[Segment<'t>],
    entities: &Entities<'t>,
) -> Result<(Vec<Edit>, State), String> {
    let mut state = State::default();
    let mut edits = Vec::new();
    let rounds = if segments.iter().any(|segment| segment.in_loop) {
        2
    } else {
        1
    };
    for round in 0..rounds {
        for segment in segments {
            let is_kept = matches!(segment.chain.end, End::Assigned { .. });
            // What a terminal's own expression adds is not kept in the variable.
            let mut own = state.clone();
            for link in &segment.chain.builders {
                let made = builders::step(cx, link, entities, &mut own)?;
                if round == 0 {
                    edits.extend(made);
                }
            }
            if is_kept || segments.len() == 1 {
                state = own;
                if state.joined.is_some() && segments.len() > 1 {
                    // In another expression it is not certain that this was joined last.
                    state.joined = Some(Target::Unknown);
                }
            } else {
                builders::finish(&own)?;
                merge(&mut state, own);
            }
        }
    }
    Ok((edits, state))
}

/// Keeps of a terminal's own expression what decides how results are read.
fn merge(state: &mut State, own: State) {
    state.is_shaped |= own.is_shaped;
    state.is_grouped |= own.is_grouped;
    state.has_having |= own.has_having || own.is_cut;
    state.wishes.extend(own.wishes);
}
