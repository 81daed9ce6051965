//! Joins that `primaryjoin` spells out: which of the compared columns is the foreign key.
//!
//! SQLAlchemy looks at every comparison of two columns; the one that refers to the other is foreign. The direction
//! follows from the side that the foreign columns are on.

use alchemod_python::ast;

use crate::joins::Join;
use crate::models::{Column, ForeignKeyTarget};
use crate::project::string;
use crate::relationships::{Direction, Relationship};
use crate::value::ClassId;
use crate::Project;

/// Words of conditions that are no columns.
const WORDS: &[&str] = &[
    "False", "None", "True", "and", "in", "is", "not", "not_", "null", "or", "or_", "and_",
];

/// A column that a condition names.
type Named<'p, 't> = (ClassId, &'p Column<'t>);

impl<'t> Project<'t> {
    /// The join that a condition without `foreign()` and `remote()` makes between two classes of different
    /// tables. `None` where a part of it cannot be read.
    pub(crate) fn join_by_condition(
        &self,
        relationship: &Relationship<'t>,
        condition: &'t ast::Expr,
    ) -> Option<Join> {
        let (own, target) = (relationship.class, relationship.target?);
        let source = |expr: &'t ast::Expr| self.file(relationship.file).tree.source(expr);
        let (text, is_in_body) = match condition {
            ast::Expr::Constant(_) => (string(condition)?, false),
            ast::Expr::Lambda(n) => (source(&n.body), false),
            other => (
                source(other),
                !relationship.is_assigned && !relationship.is_declared_attr,
            ),
        };
        let mut parts = Vec::new();
        conjuncts(text, &mut parts);
        let mut join: Option<Join> = None;
        let mut may_be_missing = false;
        for part in parts {
            let columns = self.columns_in(part, own, is_in_body)?;
            let [first, second] = columns.as_slice() else {
                // `Order.state == "open"` says nothing of foreign keys.
                may_be_missing = true;
                if columns.len() > 1 {
                    return None;
                }
                continue;
            };
            if !is_equality(part) {
                return None;
            }
            let (class, foreign) =
                match (self.refers(first, second.1), self.refers(second, first.1)) {
                    (true, false) => first,
                    (false, true) => second,
                    _ => return None,
                };
            let is_on = |side| self.shares_table(*class, side);
            let direction = match (is_on(own), is_on(target)) {
                (true, false) => Direction::ManyToOne,
                (false, true) => Direction::OneToMany,
                _ => return None,
            };
            may_be_missing |= self.takes_null(foreign).unwrap_or(true);
            match &join {
                Some(known) if known.direction != direction => return None,
                _ => {
                    join = Some(Join {
                        direction,
                        may_be_missing: false,
                    })
                }
            }
        }
        join.map(|join| Join {
            may_be_missing,
            ..join
        })
    }

    /// Whether a foreign key of `from` refers to the column `to`.
    fn refers(&self, from: &Named<'_, 't>, to: &Column<'t>) -> bool {
        from.1.foreign_keys.iter().any(|key| match &key.target {
            ForeignKeyTarget::Unknown => false,
            target => self
                .referenced_column(target, from.0)
                .is_some_and(|column| std::ptr::eq(column, to)),
        })
    }

    /// The columns that a text names. `None` if it has a name that is something else.
    fn columns_in(&self, text: &str, own: ClassId, is_in_body: bool) -> Option<Vec<Named<'_, 't>>> {
        let mut columns = Vec::new();
        for name in dotted_names(text) {
            if WORDS.contains(&name.rsplit('.').next().unwrap_or(name)) {
                continue;
            }
            columns.push(self.named_column(name, own, is_in_body)?);
        }
        Some(columns)
    }

    /// The column that `Class.column`, `Class.column.method` or a name of the class body is.
    fn named_column(&self, name: &str, own: ClassId, is_in_body: bool) -> Option<Named<'_, 't>> {
        let first = name.split('.').next().unwrap_or(name);
        if is_in_body {
            if let Some(column) = self.column(own, first) {
                return Some((own, column));
            }
        }
        let parts: Vec<&str> = name.split('.').collect();
        // The longest class first: `pkg.models.User.id.is_not`.
        (1..parts.len()).rev().find_map(|at| {
            let class = self.class_named(&parts[..at].join("."), own, self.models())?;
            Some((class, self.column(class, parts[at])?))
        })
    }
}

/// The parts of a condition that must all hold.
fn conjuncts<'s>(text: &'s str, parts: &mut Vec<&'s str>) {
    let text = text.trim();
    let inner = |text: &'s str| -> Option<&'s str> {
        let inside = text.strip_prefix('(')?.strip_suffix(')')?;
        (top_level(inside, |_| false).is_some()).then_some(inside)
    };
    if let Some(inside) = inner(text) {
        return conjuncts(inside, parts);
    }
    let name = text.split('(').next().unwrap_or_default();
    if name.rsplit('.').next() == Some("and_") {
        if let Some(inside) = inner(&text[name.len()..]) {
            for part in split(inside, ',') {
                conjuncts(part, parts);
            }
            return;
        }
    }
    match split(text, '&').as_slice() {
        [only] => {
            if !only.is_empty() {
                parts.push(only);
            }
        }
        several => {
            for part in several {
                conjuncts(part, parts);
            }
        }
    }
}

/// The offsets of the characters outside of brackets and strings that are `wanted`. `None` if a bracket closes
/// that was not opened, or is left open.
fn top_level(text: &str, wanted: impl Fn(char) -> bool) -> Option<Vec<usize>> {
    let mut depth = 0_u32;
    let mut quote = None;
    let mut found = Vec::new();
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => depth = depth.checked_sub(1)?,
            (None, c) if depth == 0 && wanted(c) => found.push(at),
            _ => {}
        }
    }
    (depth == 0).then_some(found)
}

fn split(text: &str, at: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for end in top_level(text, |c| c == at).unwrap_or_default() {
        parts.push(text[start..end].trim());
        start = end + at.len_utf8();
    }
    parts.push(text[start..].trim());
    parts
}

/// Whether a text is `a == b` and nothing else.
fn is_equality(text: &str) -> bool {
    let is_name = |side: &str| {
        let side = side.trim().trim_matches(['(', ')']).trim();
        !side.is_empty()
            && side
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'))
    };
    match text.split_once("==") {
        Some((left, right)) => is_name(left) && is_name(right),
        None => false,
    }
}

/// The names with what is read from them, outside of strings; not the names of arguments.
fn dotted_names(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut start = None;
    let mut quote = None;
    let ends = text.char_indices().chain([(text.len(), ' ')]);
    for (at, c) in ends {
        if let Some(open) = quote {
            if c == open {
                quote = None;
            }
            continue;
        }
        let is_part = c.is_alphanumeric() || matches!(c, '_' | '.');
        match (start, is_part) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                let name = &text[from..at];
                start = None;
                let is_number = name.starts_with(|c: char| c.is_ascii_digit());
                // `.is_not` after a call belongs to what is called.
                if !is_number && !name.starts_with('.') {
                    names.push(name);
                }
            }
            _ => {}
        }
        if matches!(c, '"' | '\'') {
            quote = Some(c);
        }
    }
    names
}
