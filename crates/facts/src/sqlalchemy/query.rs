//! The methods of `sqlalchemy.orm.Query`, and what stands in their place on a `select()`.
//!
//! The list is that of 1.4.54. A method that is `OnSelect::Same` exists on `Select` in 1.4.54, 2.0.58 and 2.1.9 and
//! takes the same arguments there.

use Duplicates::{EagerLoads, No, OtherTables, Possible};
use OnSelect::{Argument, Missing, Renamed, Same};
use Role::{Builder, Other, Terminal};

/// What a method of a query is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Gives another query.
    Builder,
    /// Runs the query.
    Terminal,
    /// Neither: makes another construct of it (`subquery`), or tells something of it.
    Other,
}

/// What does the same on a `select()`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OnSelect {
    /// The method of the same name with the same arguments.
    Same,
    /// A method of another name with the same arguments.
    Renamed(&'static str),
    /// A method with other arguments, or for some of the arguments only: see the note.
    Argument(&'static str),
    /// No method of `Select` does.
    Missing,
}

/// Whether a method can make the query's SQL give one entity several times. A query of a single entity drops
/// the repetitions, and the result of a `select()` does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Duplicates {
    /// It cannot.
    No,
    /// It can, if its arguments name another table than those that the query selects from.
    OtherTables,
    /// It can, whatever its arguments are.
    Possible,
    /// It can through joined eager loading of a collection, where a `select()` raises unless `unique()` is called.
    EagerLoads,
}

/// One method (or property) of `Query`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueryMethod {
    /// Its name.
    pub name: &'static str,
    /// What it is for.
    pub role: Role,
    /// What does the same on a `select()`.
    pub on_select: OnSelect,
    /// Whether it can lead to repeated entities.
    pub duplicates: Duplicates,
    /// What is different, and what to do where nothing does the same.
    pub note: &'static str,
}

const fn method(
    name: &'static str,
    role: Role,
    on_select: OnSelect,
    duplicates: Duplicates,
    note: &'static str,
) -> QueryMethod {
    QueryMethod {
        name,
        role,
        on_select,
        duplicates,
        note,
    }
}

/// All public methods, sorted by name.
pub const QUERY_METHODS: &[QueryMethod] = &[
    method("add_column", Builder, Renamed("add_columns"), OtherTables, "rows become tuples"),
    method("add_columns", Builder, Same, OtherTables, "rows become tuples"),
    method("add_entity", Builder, Argument("add_columns"), OtherTables, "without `alias`; rows become tuples"),
    method("all", Terminal, Missing, No, "session.scalars(stmt).all() for one entity, session.execute(stmt).all() for rows; a query of one entity drops repetitions"),
    method("apply_labels", Builder, Argument("set_label_style"), No, "set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)"),
    method("as_scalar", Other, Renamed("scalar_subquery"), No, ""),
    method("autoflush", Builder, Argument("execution_options"), No, "execution_options(autoflush=...)"),
    method("bind", Other, Missing, No, "session.get_bind()"),
    method("column_descriptions", Other, Same, No, ""),
    method("correlate", Builder, Same, No, ""),
    method("count", Terminal, Missing, No, "session.scalar(select(func.count()).select_from(stmt.subquery()))"),
    method("cte", Other, Same, No, ""),
    method("delete", Terminal, Missing, No, "session.execute(delete(...)): `synchronize_session` becomes an execution option, the count is `rowcount`"),
    method("distinct", Builder, Same, No, "a query adds columns of ORDER BY to those it selects, a select() does not"),
    method("enable_assertions", Builder, Missing, No, "drop it: a select() has no such assertions"),
    method("enable_eagerloads", Builder, Missing, No, "use lazyload(\"*\") where eager loading was switched off"),
    method("except_", Builder, Missing, Possible, "Select.except_ gives a CompoundSelect, which selects no entities"),
    method("except_all", Builder, Missing, Possible, "Select.except_all gives a CompoundSelect, which selects no entities"),
    method("execute", Terminal, Missing, No, "session.execute(stmt)"),
    method("execution_options", Builder, Same, No, ""),
    method("exists", Other, Same, No, "the inner SELECT names the columns and not 1"),
    method("filter", Builder, Same, OtherTables, ""),
    method("filter_by", Builder, Argument("filter_by"), No, "the same with a single entity; after a join, 1.4 and 2.0 look at the last joined entity, and 2.1 at all, and raises where two have the name"),
    method("first", Terminal, Missing, No, "session.scalars(stmt.limit(1)).first(); a query adds LIMIT 1 itself"),
    method("from_self", Builder, Missing, Possible, "select from a subquery: aliased(Entity, stmt.subquery())"),
    method("from_statement", Builder, Same, Possible, ""),
    method("get", Terminal, Missing, No, "session.get(Entity, ident)"),
    method("get_execution_options", Other, Same, No, ""),
    method("get_label_style", Other, Argument("get_label_style"), No, "a property of the query, a method of the select()"),
    method("group_by", Builder, Argument("group_by"), OtherTables, "the same except for group_by(False), which is group_by(None)"),
    method("having", Builder, Same, OtherTables, ""),
    method("instances", Terminal, Missing, No, "select(...).from_statement(stmt)"),
    method("intersect", Builder, Missing, Possible, "Select.intersect gives a CompoundSelect, which selects no entities"),
    method("intersect_all", Builder, Missing, Possible, "Select.intersect_all gives a CompoundSelect, which selects no entities"),
    method("is_single_entity", Other, Missing, No, ""),
    method("join", Builder, Argument("join"), Possible, "the same with a target and at most one ON clause, without `aliased` and `from_joinpoint`; a string is no target, several targets are a join() each"),
    method("label", Other, Same, No, ""),
    method("lazy_loaded_from", Other, Missing, No, "ORMExecuteState.lazy_loaded_from"),
    method("limit", Builder, Same, No, ""),
    method("merge_result", Terminal, Missing, No, "sqlalchemy.orm.loading.merge_frozen_result"),
    method("offset", Builder, Same, No, ""),
    method("one", Terminal, Missing, No, "session.scalars(stmt).one(); a query of one entity drops repetitions first"),
    method("one_or_none", Terminal, Missing, No, "session.scalars(stmt).one_or_none(); a query of one entity drops repetitions first"),
    method("only_return_tuples", Builder, Missing, No, "session.execute(stmt) always gives rows"),
    method("options", Builder, Same, EagerLoads, ""),
    method("order_by", Builder, Argument("order_by"), OtherTables, "the same except for order_by(False), which is order_by(None)"),
    method("outerjoin", Builder, Argument("outerjoin"), Possible, "the same with a target and at most one ON clause, without `aliased` and `from_joinpoint`; a string is no target, several targets are an outerjoin() each"),
    method("params", Builder, Same, No, ""),
    method("populate_existing", Builder, Argument("execution_options"), No, "execution_options(populate_existing=True)"),
    method("prefix_with", Builder, Same, No, ""),
    method("reset_joinpoint", Builder, Missing, No, "name the left side: join_from()"),
    method("scalar", Terminal, Missing, No, "session.scalar(stmt) takes the first row, and a query raises where there are several"),
    method("scalar_subquery", Other, Same, No, ""),
    method("select_entity_from", Builder, Missing, Possible, "select from aliased(Entity, selectable)"),
    method("select_from", Builder, Same, Possible, ""),
    method("selectable", Other, Missing, No, "the select() itself"),
    method("set_label_style", Builder, Same, No, ""),
    method("slice", Builder, Same, No, ""),
    method("statement", Other, Missing, No, "the select() itself"),
    method("subquery", Other, Argument("subquery"), No, "the same without `with_labels` and `reduce_columns`"),
    method("suffix_with", Builder, Same, No, ""),
    method("union", Builder, Missing, Possible, "Select.union gives a CompoundSelect, which selects no entities"),
    method("union_all", Builder, Missing, Possible, "Select.union_all gives a CompoundSelect, which selects no entities"),
    method("update", Terminal, Missing, No, "session.execute(update(...)): `synchronize_session` becomes an execution option, the count is `rowcount`"),
    method("value", Terminal, Missing, No, "session.scalar(stmt.with_only_columns(column).limit(1))"),
    method("values", Terminal, Missing, No, "session.execute(stmt.with_only_columns(...))"),
    method("where", Builder, Same, OtherTables, ""),
    method("whereclause", Other, Same, No, ""),
    method("with_entities", Builder, Renamed("with_only_columns"), OtherTables, ""),
    method("with_for_update", Builder, Argument("with_for_update"), No, "the same with keywords"),
    method("with_hint", Builder, Same, No, ""),
    method("with_labels", Builder, Argument("set_label_style"), No, "set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)"),
    method("with_parent", Builder, Argument("where"), No, "where(sqlalchemy.orm.with_parent(instance, property))"),
    method("with_polymorphic", Builder, Missing, No, "select from sqlalchemy.orm.with_polymorphic(Entity, ...)"),
    method("with_session", Builder, Missing, No, "run the select() with that session"),
    method("with_statement_hint", Builder, Same, No, ""),
    method("with_transformation", Builder, Missing, Possible, "call the function with the select()"),
    method("yield_per", Builder, Argument("execution_options"), No, "execution_options(yield_per=...)"),
];

/// What is known of a method of `Query`; `None` for what is none.
pub fn query_method(name: &str) -> Option<&'static QueryMethod> {
    let at = QUERY_METHODS
        .binary_search_by(|known| known.name.cmp(name))
        .ok()?;
    QUERY_METHODS.get(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(QUERY_METHODS
            .windows(2)
            .all(|pair| pair[0].name < pair[1].name));
    }

    #[test]
    fn what_has_no_counterpart_says_what_to_do() {
        for known in QUERY_METHODS {
            let told = !known.note.is_empty() || known.name == "is_single_entity";
            assert!(
                told || matches!(known.on_select, Same | Renamed(_)),
                "{}",
                known.name
            );
        }
    }

    #[test]
    fn a_good_sample() {
        for (name, role, on_select, duplicates) in [
            ("filter", Builder, Same, OtherTables),
            ("limit", Builder, Same, No),
            ("options", Builder, Same, EagerLoads),
            ("from_statement", Builder, Same, Possible),
            ("add_column", Builder, Renamed("add_columns"), OtherTables),
            (
                "with_entities",
                Builder,
                Renamed("with_only_columns"),
                OtherTables,
            ),
            ("yield_per", Builder, Argument("execution_options"), No),
            ("join", Builder, Argument("join"), Possible),
            ("union", Builder, Missing, Possible),
            ("all", Terminal, Missing, No),
            ("get", Terminal, Missing, No),
            ("subquery", Other, Argument("subquery"), No),
        ] {
            let known = query_method(name).unwrap();
            assert_eq!(
                (known.role, known.on_select, known.duplicates),
                (role, on_select, duplicates),
                "{name}"
            );
        }
        assert_eq!(query_method("paginate"), None);
        assert_eq!(query_method("filters"), None);
    }
}
