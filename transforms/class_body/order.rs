//! Columns that stand elsewhere in their tables than on 1.x.

use alchemod_engine::{Context, Finding, Rewrite, Target};
use alchemod_facts::{Class, ClassId, Column, Constructor, Moved};
use alchemod_python::arguments::keyword;
use alchemod_text::Edit;

use super::name_start;
use crate::mapped_column::append;

/// Who is touched by the order.
const TOUCHED: &str = "only what relies on the order is touched (INSERT without names, schema snapshots, new Alembic \
    revisions)";

/// The columns of a class that come in another order than on 1.x. A program that is migrated is told, too: nothing
/// shows whether its tables were made on 1.x.
pub fn column_order(cx: &Context<'_, '_>, id: ClassId, class: &Class<'_>) -> Option<Finding> {
    let order = cx.project.column_order();
    let moved = order.moved.get(&id);
    let unsorted: Vec<(&Column<'_>, i32)> = cx
        .project
        .columns_of(id)
        .filter(|column| keyword(column.call, "sort_order").is_none())
        .filter_map(|column| Some((column, *order.sort.get(&(id, column.statement))?)))
        .collect();
    if moved.is_none() && unsorted.is_empty() {
        return None;
    }
    let name = cx.file.tree.tokens().at_or_after(name_start(class)?)?.span;
    let message = message(cx, class, moved.map(|(table, _)| *table));
    if let Some(rewrite) = sorted(cx, &unsorted) {
        let reason = format!(
            "`sort_order=` brings back the order of 1.x, which 2.x has left with or without it: {TOUCHED}"
        );
        return Some(Finding::offered(name, message, reason, rewrite));
    }
    let &(_, why) = moved?;
    Some(Finding::manual(
        name,
        message,
        format!("{TOUCHED}; {}", how(cx, why)),
    ))
}

fn message(cx: &Context<'_, '_>, class: &Class<'_>, table: Option<ClassId>) -> String {
    let name = class.name();
    let table = table.map(|table| cx.project.class(table).name());
    match table.filter(|table| *table != name) {
        Some(table) => format!(
            "in CREATE TABLE for `{table}` the columns of `{name}` come elsewhere than on 1.x"
        ),
        None => format!("in CREATE TABLE the columns of `{name}` come elsewhere than on 1.x"),
    }
}

/// The rewrite that gives the columns their `sort_order`, if all of them can have one and the order of 1.x is the one
/// that the program has so far.
fn sorted(cx: &Context<'_, '_>, unsorted: &[(&Column<'_>, i32)]) -> Option<Rewrite> {
    let is_possible = cx.settings.target >= Target::V20 && !cx.was_on_2x() && !unsorted.is_empty();
    if !is_possible {
        return None;
    }
    let edits: Vec<Edit> = unsorted
        .iter()
        .map(|(column, order)| {
            let is_new = column.constructor == Constructor::MappedColumn;
            let has_others = !(column.call.args.is_empty() && column.call.keywords.is_empty());
            let argument = format!("sort_order={order}");
            append(cx, column.call, has_others, &[argument]).filter(|_| is_new)
        })
        .collect::<Option<_>>()?;
    Some(Rewrite::new(cx.file.id, edits))
}

fn how(cx: &Context<'_, '_>, why: Moved) -> String {
    match why {
        Moved::Unsorted => {
            "`mapped_column(..., sort_order=-1)` puts a column before those of the class".into()
        }
        Moved::Joined => {
            "they join the table of a mapped parent, where sort_order does nothing".into()
        }
        Moved::Made => {
            "functions make some of them, which would have to give `sort_order=-1`".into()
        }
        Moved::Loaded(other) => format!(
            "whether they or those of `{}` came first depends on which file is loaded first: compare CREATE TABLE, and \
             give the first ones a lower `sort_order`",
            cx.project.class(other).name()
        ),
    }
}
