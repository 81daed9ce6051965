//! Names that were moved, renamed or removed between 1.0 and 2.1, for rewriting imports.
//!
//! The table is made and checked by `tables/generate_moved.py`, which imports every entry on the releases.

use std::sync::OnceLock;

const TABLE: &str = include_str!("../../tables/moved.tsv");

/// What became of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MoveKind {
    /// The name is the same, the module is another.
    Moved,
    /// The name is another.
    Renamed,
    /// It is gone. A replacement, where there is one, is not SQLAlchemy's.
    Removed,
}

/// One name that is not where it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// The old dotted path, one of its public spellings. Not folded: each spelling has its own entry.
    pub from: &'static str,
    /// The dotted path to import in its place; `None` where nothing has to be imported, or nothing does the same.
    pub to: Option<&'static str>,
    /// An expression that takes the place of the old name: over the last part of `to` if there is one
    /// (`HybridExtensionType.HYBRID_METHOD`), else over Python's builtins (`(str,)`).
    pub expression: Option<&'static str>,
    /// What became of the name.
    pub kind: MoveKind,
    /// 1.4 already has what replaces it, so that the rewritten code still runs there.
    pub works_on_14: bool,
    /// The old path cannot be imported on 2.0 or on 2.1, or warns there. False means that a rewrite is
    /// a matter of style.
    pub needed: bool,
    /// What a user has to do or to know. May be empty.
    pub note: &'static str,
}

impl Move {
    /// Whether there is anything to put in the place of the old name.
    pub fn is_replaceable(&self) -> bool {
        self.to.is_some() || self.expression.is_some()
    }
}

fn table() -> &'static [Move] {
    static MOVES: OnceLock<Vec<Move>> = OnceLock::new();
    MOVES.get_or_init(|| TABLE.lines().filter_map(parse).collect())
}

fn parse(line: &'static str) -> Option<Move> {
    let mut columns = line.split('\t');
    let mut next = || columns.next();
    let filled = |column: &'static str| (!column.is_empty()).then_some(column);
    Some(Move {
        from: next()?,
        to: filled(next()?),
        expression: filled(next()?),
        kind: match next()? {
            "moved" => MoveKind::Moved,
            "renamed" => MoveKind::Renamed,
            "removed" => MoveKind::Removed,
            _ => return None,
        },
        works_on_14: next()? == "y",
        needed: next()? == "y",
        note: next()?,
    })
}

/// What became of the name with this path, as it is spelled in an import; `None` if it is where it was, or if
/// nothing is known of it (`names::exists` tells these two apart).
pub fn moved(path: &str) -> Option<&'static Move> {
    let table = table();
    let at = table.binary_search_by(|entry| entry.from.cmp(path)).ok()?;
    table.get(at)
}

/// The old paths of all entries.
pub fn moved_paths() -> impl Iterator<Item = &'static str> {
    table().iter().map(|entry| entry.from)
}

/// What became of the nearest module around a path that has no entry of its own: all of
/// `sqlalchemy.dialects.firebird` is gone with its module. The new path, if there is one, is the module's.
pub fn moved_module(path: &str) -> Option<&'static Move> {
    let (module, _) = path.rsplit_once('.')?;
    moved(module).or_else(|| moved_module(module))
}

#[cfg(test)]
mod tests {
    use super::super::names::{canonical, exists, Release};
    use super::*;

    fn to(path: &str) -> Option<&'static str> {
        moved(path).and_then(|entry| entry.to)
    }

    #[test]
    fn the_table_is_sorted_and_whole() {
        assert!(table().windows(2).all(|pair| pair[0].from < pair[1].from));
        assert_eq!(table().len(), TABLE.lines().count());
    }

    #[test]
    fn new_paths_exist_where_they_are_said_to() {
        for entry in table() {
            let Some(to) = entry.to else { continue };
            assert_ne!(exists(to, Release::V20), Some(false), "{to}");
            assert_ne!(exists(to, Release::V21), Some(false), "{to}");
            if let Some(on_14) = exists(to, Release::V14) {
                assert_eq!(on_14, entry.works_on_14, "{} {to}", entry.from);
            }
        }
    }

    #[test]
    fn what_must_go_is_gone_or_warns() {
        for entry in table() {
            let gone = [Release::V20, Release::V21]
                .iter()
                .any(|release| exists(entry.from, *release) == Some(false));
            let warns = entry.from.starts_with("sqlalchemy.ext.declarative.");
            if entry.needed {
                assert!(
                    gone || warns || exists(entry.from, Release::V20).is_none(),
                    "{}",
                    entry.from
                );
            } else {
                assert!(!gone, "{}", entry.from);
            }
        }
    }

    #[test]
    fn nothing_moves_to_a_name_that_moves() {
        for entry in table() {
            if let Some(again) = entry.to.and_then(moved) {
                panic!("{} -> {}", entry.from, again.from);
            }
        }
    }

    #[test]
    fn declarative_moves() {
        for name in ["declarative_base", "as_declarative", "synonym_for"] {
            let entry = moved(&format!("sqlalchemy.ext.declarative.{name}")).unwrap();
            assert_eq!(entry.to, Some(format!("sqlalchemy.orm.{name}").as_str()));
            assert!(entry.needed && entry.works_on_14);
        }
        let entry = moved("sqlalchemy.ext.declarative.declared_attr").unwrap();
        assert_eq!(entry.to, Some("sqlalchemy.orm.declared_attr"));
        assert!(!entry.needed);
        assert_eq!(moved("sqlalchemy.ext.declarative.ConcreteBase"), None);
        assert_eq!(
            to("sqlalchemy.ext.declarative.api.ConcreteBase"),
            Some("sqlalchemy.ext.declarative.ConcreteBase")
        );
    }

    #[test]
    fn a_good_sample() {
        for (from, expected) in [
            (
                "sqlalchemy.orm.relation",
                Some("sqlalchemy.orm.relationship"),
            ),
            (
                "sqlalchemy.orm.eagerload",
                Some("sqlalchemy.orm.joinedload"),
            ),
            (
                "sqlalchemy.databases.postgresql",
                Some("sqlalchemy.dialects.postgresql"),
            ),
            (
                "sqlalchemy.processors",
                Some("sqlalchemy.engine.processors"),
            ),
            ("sqlalchemy.util.reduce", Some("functools.reduce")),
            ("sqlalchemy.orm.interfaces.MapperExtension", None),
            (
                "sqlalchemy.exc.RemovedIn20Warning",
                Some("sqlalchemy.exc.MovedIn20Warning"),
            ),
            (
                "sqlalchemy.orm.query.aliased",
                Some("sqlalchemy.orm.aliased"),
            ),
            ("sqlalchemy.orm.util.join", Some("sqlalchemy.orm.join")),
            ("sqlalchemy.orm.comparable_property", None),
            (
                "flask_sqlalchemy.BaseQuery",
                Some("flask_sqlalchemy.query.Query"),
            ),
            (
                "flask_sqlalchemy.Model",
                Some("flask_sqlalchemy.model.Model"),
            ),
        ] {
            let entry = moved(from).unwrap();
            assert_eq!(entry.to, expected, "{from}");
            assert!(entry.needed, "{from}");
            assert!(entry.is_replaceable() || !entry.note.is_empty(), "{from}");
        }
    }

    #[test]
    fn a_module_takes_its_names_along() {
        let gone = moved_module("sqlalchemy.dialects.firebird.fdb.Anything").unwrap();
        assert_eq!(gone.from, "sqlalchemy.dialects.firebird");
        let there = moved_module("sqlalchemy.databases.mysql.TINYINT").unwrap();
        assert_eq!(there.to, Some("sqlalchemy.dialects.mysql"));
        assert_eq!(moved_module("sqlalchemy.orm.Session"), None);
        assert_eq!(moved_module("app"), None);
    }

    #[test]
    fn python_has_some() {
        let entry = moved("sqlalchemy.util.string_types").unwrap();
        assert_eq!((entry.to, entry.expression), (None, Some("(str,)")));
        assert!(entry.works_on_14);
        let entry = moved("sqlalchemy.ext.hybrid.HYBRID_PROPERTY").unwrap();
        assert_eq!(
            entry.expression,
            Some("HybridExtensionType.HYBRID_PROPERTY")
        );
        assert!(!entry.works_on_14);
    }

    #[test]
    fn matters_of_style_are_not_needed() {
        for from in [
            "sqlalchemy.orm.exc.NoResultFound",
            "sqlalchemy.orm.collections.attribute_mapped_collection",
            "sqlalchemy.orm.RelationshipProperty",
            "sqlalchemy.engine.url.make_url",
            "sqlalchemy.sql.expression.select",
            "sqlalchemy.schema.DDLElement",
        ] {
            assert!(!moved(from).unwrap().needed, "{from}");
        }
        assert!(moved("sqlalchemy.engine.make_url").is_none());
        assert!(moved("sqlalchemy.sql.select").is_none());
    }

    #[test]
    fn no_result_found_is_the_same_class() {
        let entry = moved("sqlalchemy.orm.exc.NoResultFound").unwrap();
        assert_eq!(Some(canonical(entry.from).as_ref()), entry.to);
    }
}
