//! Columns that stand elsewhere in their tables than on 1.x.

use alchemod_engine::{Context, Finding};
use alchemod_facts::{Class, ClassId, Moved};

use super::name_start;

/// The columns of a class that come in another order than on 1.x, in a file that was written for 1.x.
pub fn column_order(cx: &Context<'_, '_>, id: ClassId, class: &Class<'_>) -> Option<Finding> {
    // What is `mapped_column` all through had the order of 2.x from the beginning, or was looked at when it was not.
    if !cx.original_text().contains("Column(") {
        return None;
    }
    let &(table, why) = cx.project.column_order().moved.get(&id)?;
    let name = cx.file.tree.tokens().at_or_after(name_start(class)?)?;
    let table = cx.project.class(table).name();
    let message = match table == class.name() {
        true => {
            format!("in CREATE TABLE the columns of `{table}` come in another order than on 1.x")
        }
        false => format!(
            "in CREATE TABLE for `{table}` the columns of `{}` come elsewhere than on 1.x",
            class.name()
        ),
    };
    let how = match why {
        Moved::Unsorted => "`mapped_column(..., sort_order=-1)` puts a column before those of the class".to_owned(),
        Moved::Joined => "they join the table of a mapped parent, where sort_order does nothing".to_owned(),
        Moved::Made => "functions make some of them, which would have to give `sort_order=-1`".to_owned(),
        Moved::Loaded(other) => format!(
            "whether they or those of `{}` came first depends on which file is loaded first: compare CREATE TABLE, and \
             give the first ones a lower `sort_order`",
            cx.project.class(other).name()
        ),
    };
    Some(Finding::manual(
        name.span,
        message,
        format!(
            "only what relies on the order is touched (INSERT without names, schema snapshots, new Alembic revisions); \
             {how}"
        ),
    ))
}
