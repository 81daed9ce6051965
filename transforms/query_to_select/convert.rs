//! From a chain, or a group of chains around a variable, to its rewrite.

use alchemod_engine::{Context, Rewrite};
use alchemod_facts::sqlalchemy::query::query_method;
use alchemod_python::chain::Link;
use alchemod_text::Edit;

use super::{handed, reasons};
use crate::query::builders::{self, State};
use crate::query::chain::{Chain, End};
use crate::query::columns::column_of;
use crate::query::duplicates::{is_loader, repeats};
use crate::query::entities::{check_flush, check_rows, entities, Entities, Entity};
use crate::query::group::{gather, selected, Group, Segment};
use crate::query::guards::guards;
use crate::query::hashable;
use crate::query::joins::Target;
use crate::query::options::{NOT_KEPT, SAME};
use crate::query::parts;
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
            session: None,
        }],
    };
    let is_returned = |segment: &Segment<'t>| matches!(segment.chain.end, End::Returned { .. });
    if !segments.iter().any(is_returned) {
        return write_all(cx, source, chain, &segments).map(Some);
    }
    // Each caller is written with what comes before it; what they share comes out the same.
    let mut whole = Rewrite::default();
    for user in handed::users(cx, source, &segments)? {
        let segments: Vec<Segment<'t>> = segments.iter().cloned().chain(user).collect();
        let written = write_all(cx, source, chain, &segments)?;
        whole.imports.extend(written.imports);
        for edit in written.edits {
            if !whole.edits.contains(&edit) {
                whole.edits.push(edit);
            }
        }
    }
    Ok(Some(whole))
}

/// The rewrite of all segments, whichever of the queries it is that they run.
fn write_all<'t>(
    cx: &Context<'_, 't>,
    source: &Source<'t>,
    chain: &Chain<'t>,
    segments: &[Segment<'t>],
) -> Result<Rewrite, String> {
    let mut written = write(cx, source, chain, segments)?;
    // A variable that holds one of several queries: what is written must be right for each of them.
    let mut seen = vec![selected(cx, source)];
    for other in segments.iter().filter_map(|segment| segment.source) {
        let selected = selected(cx, &other);
        if seen.contains(&selected) {
            continue;
        }
        let again = write(cx, &other, chain, segments)?;
        if again.edits != written.edits {
            return Err(
                "the variable holds queries of several kinds, which must be run in different ways"
                    .into(),
            );
        }
        written.imports.extend(again.imports);
        seen.push(selected);
    }
    Ok(written)
}

/// The rewrite of all segments, for what `source` selects.
fn write<'t>(
    cx: &Context<'_, 't>,
    source: &Source<'t>,
    chain: &Chain<'t>,
    segments: &[Segment<'t>],
) -> Result<Rewrite, String> {
    let is_single = !matches!(chain.end, End::Assigned { .. });
    check_names(segments)?;
    for segment in segments {
        refuse_first(&segment.chain)?;
        if matches!(segment.chain.end, End::Terminal(link) if link.name() == "get") {
            return Err("get() of a query that was kept: session.get(Entity, ident)".into());
        }
    }
    let entities = entities(cx, source)?;
    let Built {
        mut edits,
        state,
        own,
    } = build(cx, segments, &entities)?;
    builders::finish(&state)?;
    check_terminals(segments)?;
    let runs =
        |segment: &Segment<'t>| !segment.chain.end.is_kept() && !parts::is_part(&segment.chain);
    let (session, wish) = if segments.iter().any(runs) {
        check_flush(&entities)?;
        session_text(cx, source)?
    } else {
        Default::default()
    };
    let counts = segments.iter().any(|segment| is_count(&segment.chain));
    let words = Words::new(cx, session, wish, counts);
    for (segment, own) in segments.iter().zip(&own) {
        let root = root_of(cx, segment);
        let links: Vec<Link<'t>> = segments
            .iter()
            .filter(|other| other.chain.end.is_kept() || other.chain.root == segment.chain.root)
            .flat_map(|other| other.chain.builders.iter().copied())
            .collect();
        check_subquery(cx, &segment.chain, &links, &[&state, own])?;
        let entities = own.entities.as_ref().unwrap_or(&entities);
        if matches!(segment.chain.end, End::Other(link) if link.name() == "exists") {
            check_exists(cx, entities, &links)?;
        }
        let facts = Facts {
            repeats: repeats(cx, entities, &links),
            is_filtered_only: !state.is_shaped,
            is_whole_table: entities
                .single()
                .is_some_and(|(class, _)| cx.project.mapped_parent(class).is_none()),
            is_grouped: state.is_grouped || state.has_having || state.is_cut,
            is_statement: own.is_statement,
            is_streamed: own.is_streamed,
        };
        if runs(segment) && gives_rows(&segment.chain) {
            check_result(cx, entities, &facts, state.is_grouped)?;
        }
        match plan(entities, &segment.chain.end, &facts) {
            Some(plan) => {
                let words = words.of_session(segment.session.as_deref());
                edits.extend(run(cx, &segment.chain, &root, &words, &plan));
            }
            None => edits.extend(statement(&root, &words)),
        }
    }
    if !is_single && !segments.iter().any(|segment| !segment.chain.end.is_kept()) {
        return Err("it is not run here".into());
    }
    let wishes = own.into_iter().flat_map(|own| own.wishes);
    Ok(Rewrite::new(cx.file.id, edits).wish(
        cx.file.id,
        words.wishes.into_iter().chain(state.wishes).chain(wishes),
    ))
}

/// Each function keeps the query under one name: what goes on under another is not gathered.
fn check_names(segments: &[Segment<'_>]) -> Result<(), String> {
    let mut own: Option<&str> = None;
    for segment in segments {
        match segment.chain.end {
            End::Assigned { name, .. } if *own.get_or_insert(name) != name => {
                return Err(format!("it is also kept as `{name}`"));
            }
            // From there on it is the caller's.
            End::Returned { .. } => own = None,
            _ => {}
        }
    }
    Ok(())
}

fn is_count(chain: &Chain<'_>) -> bool {
    matches!(chain.end, End::Terminal(link) if link.name() == "count")
}

fn gives_rows(chain: &Chain<'_>) -> bool {
    !matches!(chain.end, End::Terminal(link) if matches!(link.name(), "scalar" | "count"))
}

/// Whether rows have the same names and repetitions as those of the Query.
fn check_result<'t>(
    cx: &Context<'_, 't>,
    entities: &Entities<'t>,
    facts: &Facts,
    is_grouped: bool,
) -> Result<(), String> {
    check_rows(cx, entities)?;
    if entities.has_unnamed() && guards(cx).row_names {
        return Err("an expression without a label has a name only in rows of a select(), and the project reads all names of rows (label it)".into());
    }
    if facts.repeats.rows || facts.repeats.eager {
        // Groups have one row each, unless collections are joined to them.
        let is_grouped = is_grouped && !facts.repeats.eager;
        if let Some(reason) = hashable::doubt(cx, entities, is_grouped) {
            return Err(reason);
        }
    }
    Ok(())
}

/// `exists()` of a Query selects `1` in the place of its entities, that of a `select()` what it selects: where this
/// decides how many rows there are, they differ.
fn check_exists<'t>(
    cx: &Context<'_, 't>,
    entities: &Entities<'t>,
    links: &[Link<'t>],
) -> Result<(), String> {
    let is_plain = entities.list.iter().all(|(entity, expr)| match entity {
        Entity::Mapped(_) | Entity::Aliased(_) => true,
        Entity::Column { .. } => column_of(cx, expr).is_some(),
    });
    let has = |name: &str| links.iter().any(|link| link.name() == name);
    if is_plain && !(has("distinct") && (has("offset") || has("slice"))) {
        return Ok(());
    }
    Err("exists() of a Query looks for rows without what it selects, which may be an aggregate: select(1) ... exists()".into())
}

/// What a query must not have that becomes a subquery, to be counted or as a part of another.
fn check_subquery<'t>(
    cx: &Context<'_, 't>,
    chain: &Chain<'t>,
    links: &[Link<'t>],
    states: &[&State<'t>],
) -> Result<(), String> {
    let is_part = parts::is_part(chain);
    if !is_part && !is_count(chain) {
        return Ok(());
    }
    let mut options = links.iter().filter(|link| link.name() == "options");
    if options.any(|link| !link.call.args.iter().all(|arg| is_loader(cx, arg))) {
        return Err("count() of a Query keeps its options, as with_loader_criteria(); the subquery of a select() has none".into());
    }
    if states.iter().any(|state| state.is_statement) {
        return Err("a statement of from_statement() is no subquery".into());
    }
    if !is_part && states.iter().any(|state| state.has_execution_options) {
        return Err(
            "count() of a Query keeps its execution options, the subquery of a select() has none"
                .into(),
        );
    }
    Ok(())
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
    match reasons::of_end(&chain.end, parts::is_part(chain)) {
        Some(reason) => Err(reason),
        None => Ok(()),
    }
}

/// Builders that have no counterpart, or are not written yet.
fn is_unknown_builder(name: &str) -> bool {
    !matches!(
        name,
        "add_columns"
            | "add_entity"
            | "autoflush"
            | "distinct"
            | "enable_assertions"
            | "execution_options"
            | "filter"
            | "filter_by"
            | "from_statement"
            | "group_by"
            | "having"
            | "join"
            | "limit"
            | "offset"
            | "options"
            | "order_by"
            | "outerjoin"
            | "params"
            | "populate_existing"
            | "select_from"
            | "slice"
            | "where"
            | "with_entities"
            | "with_for_update"
            | "with_parent"
            | "yield_per"
    ) && !SAME.contains(&name)
        && query_method(name).is_some()
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

/// What the builder methods become.
struct Built<'t> {
    edits: Vec<Edit>,
    /// What all of them did to the query.
    state: State<'t>,
    /// What is done to the query where each expression ends.
    own: Vec<State<'t>>,
}

/// The edits of all builder methods, and what they did to the query. Expressions count in source order; where
/// there are loops a second time, as if each came after all others.
fn build<'t>(
    cx: &Context<'_, 't>,
    segments: &[Segment<'t>],
    entities: &Entities<'t>,
) -> Result<Built<'t>, String> {
    let sources = segments.iter().filter(|segment| segment.source.is_some());
    let is_only = sources.count() == 1;
    for segment in segments {
        let mut links = segment.chain.builders.iter();
        // Where one query is the start of all, its own expression comes before all others.
        let is_kept = segment.chain.end.is_kept() && !(is_only && segment.source.is_some());
        if let Some(link) = links.find(|link| is_kept && NOT_KEPT.contains(&link.name())) {
            return Err(format!(
                "{}() changes what the variable gives from there on: call it where the query is run",
                link.name()
            ));
        }
    }
    let mut state = State::default();
    let mut edits = Vec::new();
    let mut ends = Vec::new();
    let rounds = if segments.iter().any(|segment| segment.in_loop) {
        2
    } else {
        1
    };
    for round in 0..rounds {
        ends.clear();
        for segment in segments {
            let is_kept = segment.chain.end.is_kept();
            // What a terminal's own expression adds is not kept in the variable.
            let mut own = state.clone();
            for link in &segment.chain.builders {
                let made = builders::step(cx, link, entities, &mut own)?;
                if round == 0 {
                    edits.extend(made);
                }
            }
            ends.push(own.clone());
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
    Ok(Built {
        edits,
        state,
        own: ends,
    })
}

/// Keeps of a terminal's own expression what decides how results are read.
fn merge<'t>(state: &mut State<'t>, own: State<'t>) {
    state.is_shaped |= own.is_shaped;
    state.is_grouped |= own.is_grouped;
    state.has_having |= own.has_having || own.is_cut;
    state.wishes.extend(own.wishes);
}
