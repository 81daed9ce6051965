//! How the tables of a relationship are joined: its direction and the foreign key that decides it.
//!
//! The rules are those of SQLAlchemy's `JoinCondition`. What they need and reading cannot tell makes the
//! answer `None`: a wrong direction would turn a collection into a scalar.

use alchemod_python::arguments::has_unpacking;
use alchemod_python::ast;

use crate::functions::last_name;
use crate::made_columns::MadeColumn;
use crate::models::{Column, Constructor, ForeignKeyTarget, Nullability};
use crate::project::string;
use crate::relationships::{Direction, Home, Relationship};
use crate::value::{ClassId, Value};
use crate::{ClassKind, Project};

/// The join of a relationship.
#[derive(Clone, Debug)]
pub struct Join {
    /// Which side has the foreign key.
    pub direction: Direction,
    /// Whether the object of a many-to-one may be missing: a column of the foreign key takes NULL (or may
    /// do so), or the join has further conditions. For the other directions it says so of their reverse.
    pub may_be_missing: bool,
}

/// A foreign key between the tables of two classes.
struct Key {
    may_be_null: bool,
    is_composite: bool,
}

impl<'t> Project<'t> {
    /// The direction of a relationship, as SQLAlchemy would find it. `None` where that is not certain.
    pub fn direction(&self, relationship: &Relationship<'t>) -> Option<Direction> {
        self.join(relationship).map(|join| join.direction)
    }

    /// The join of a relationship, as SQLAlchemy would find it. `None` where that is not certain.
    pub fn join(&self, relationship: &Relationship<'t>) -> Option<Join> {
        if has_unpacking(relationship.call) {
            return None;
        }
        if relationship.secondary().is_some() {
            return Some(Join {
                direction: Direction::ManyToMany,
                may_be_missing: true,
            });
        }
        let (own, target) = (relationship.class, relationship.target?);
        let condition = relationship.given("primaryjoin");
        if let Some(condition) = condition {
            let text = self.file(relationship.file).tree.source(condition);
            let marks = Marks::of(text)?;
            // Of two tables the remote side is clear without being marked.
            let is_clear = marks.foreign.is_empty()
                && own != target
                && !self.shares_table(own, target)
                && relationship.given("foreign_keys").is_some();
            if !marks.is_empty() && !is_clear {
                return self.join_by_marks(relationship, &marks);
            }
        }
        if own == target {
            return self.join_to_itself(relationship);
        }
        if self.shares_table(own, target) {
            return None;
        }
        if let Some(explicit) = relationship.given("foreign_keys") {
            let mut join = self.join_by(relationship, explicit)?;
            join.may_be_missing |= condition.is_some();
            return Some(join);
        }
        if let Some(join) = condition.and_then(|text| self.join_by_condition(relationship, text)) {
            return Some(join);
        }
        let (there, back) = (self.keys(own, target), self.keys(target, own));
        let (direction, keys) = match (there.is_empty(), back.is_empty()) {
            (false, true) => (Direction::ManyToOne, there),
            (true, false) => (Direction::OneToMany, back),
            _ => return None,
        };
        // Without a condition there is one foreign key between the two, or SQLAlchemy would have refused:
        // so it is the one that was found. With one, or with tables of base classes (where the nearer key
        // wins), every key must be visible.
        let inherits = self.mapped_parent(own).is_some() || self.mapped_parent(target).is_some();
        if (condition.is_some() || inherits) && !(self.is_readable(own) && self.is_readable(target))
        {
            return None;
        }
        if condition.is_none() && keys.len() > 1 && keys.iter().any(|key| !key.is_composite) {
            return None;
        }
        Some(Join {
            direction,
            may_be_missing: condition.is_some() || keys.iter().any(|key| key.may_be_null),
        })
    }

    /// Whether a column takes NULL, by its arguments or its annotation. `None` if that is not certain.
    pub fn takes_null(&self, column: &Column<'t>) -> Option<bool> {
        if has_unpacking(column.call) {
            return None;
        }
        match column.nullable {
            Nullability::Literal(nullable) => return Some(nullable),
            Nullability::Expression => return None,
            Nullability::Unsaid => {}
        }
        if column.primary_key? {
            return Some(false);
        }
        match (column.constructor, column.annotation) {
            (Constructor::Column, _) | (_, None) => Some(true),
            (Constructor::MappedColumn, Some(annotation)) => {
                Some(self.may_be_none(column.file, annotation))
            }
        }
    }

    /// Whether an annotation of a mapped attribute allows `None`.
    fn may_be_none(&self, file: crate::FileId, annotation: &'t ast::Expr) -> bool {
        match annotation {
            ast::Expr::Subscript(n) => match last_name(&n.value) {
                Some("Mapped" | "Annotated") => self.may_be_none(file, &n.slice),
                Some("Optional") => true,
                _ => false,
            },
            ast::Expr::Tuple(n) => n
                .elts
                .first()
                .is_some_and(|first| self.may_be_none(file, first)),
            ast::Expr::BinOp(n) => {
                self.may_be_none(file, &n.left) || self.may_be_none(file, &n.right)
            }
            ast::Expr::Constant(n) => match &n.value {
                ast::Constant::Str(text) => text.contains("Optional") || text.contains("None"),
                value => value.is_none(),
            },
            // A type alias may hide an `Optional`; most names are types.
            ast::Expr::Name(_) | ast::Expr::Attribute(_) => self
                .infer(file, annotation)
                .is_some_and(|typed| typed.value == Value::None),
            _ => true,
        }
    }

    /// The join of a `primaryjoin` that marks its columns with `foreign()` and `remote()` itself.
    fn join_by_marks(&self, relationship: &Relationship<'t>, marks: &Marks<'_>) -> Option<Join> {
        if relationship.given("foreign_keys").is_some()
            || relationship.given("remote_side").is_some()
        {
            return None;
        }
        let (own, target) = (relationship.class, relationship.target?);
        let is_in_body = relationship.home == Home::Body && !relationship.is_declared_attr;
        let column = |text: &&str| {
            let Some((class, attribute)) = text.rsplit_once('.') else {
                // A name of the class body.
                let known = self
                    .columns_of(own)
                    .find(|column| column.attribute == *text)?;
                return is_in_body.then_some((own, known));
            };
            let class = self.class_named(class, own, &self.models)?;
            self.column(class, attribute).map(|column| (class, column))
        };
        let foreign: Vec<_> = marks.foreign.iter().map(column).collect::<Option<_>>()?;
        let remote: Vec<_> = marks.remote.iter().map(column).collect::<Option<_>>()?;
        let is_all = |columns: &[(ClassId, &Column<'t>)], class: ClassId| {
            !columns.is_empty() && columns.iter().all(|(owner, _)| *owner == class)
        };
        let direction = if own != target && !self.shares_table(own, target) {
            match (is_all(&foreign, own), is_all(&foreign, target)) {
                (true, false) => Direction::ManyToOne,
                (false, true) => Direction::OneToMany,
                _ => return None,
            }
        } else if own == target && is_all(&foreign, own) && is_all(&remote, own) {
            // One-to-many if the far columns are the foreign ones.
            let is_foreign =
                |column: &Column<'t>| foreign.iter().any(|(_, f)| std::ptr::eq(*f, column));
            match remote
                .iter()
                .filter(|(_, column)| is_foreign(column))
                .count()
            {
                0 => Direction::ManyToOne,
                count if count == remote.len() => Direction::OneToMany,
                _ => return None,
            }
        } else {
            return None;
        };
        Some(Join {
            direction,
            may_be_missing: true,
        })
    }

    /// The join that `foreign_keys=` makes: its columns are all of one side.
    fn join_by(&self, relationship: &Relationship<'t>, explicit: &'t ast::Expr) -> Option<Join> {
        let target = relationship.target?;
        let mut may_be_missing = false;
        let mut sides = Vec::new();
        for (class, attribute) in self.named_columns(relationship, explicit)? {
            let (own, other) = (
                self.linearized(relationship.class).contains(&class),
                self.linearized(target).contains(&class),
            );
            sides.push(match (own, other) {
                (true, false) => Direction::ManyToOne,
                (false, true) => Direction::OneToMany,
                _ => return None,
            });
            may_be_missing |= match self.column(class, attribute) {
                Some(column) => self.takes_null(column).unwrap_or(true),
                None => self.made_column(class, attribute)?.may_be_null,
            };
        }
        let direction = *sides.first()?;
        sides.iter().all(|&side| side == direction).then_some(Join {
            direction,
            may_be_missing,
        })
    }

    /// The columns that `foreign_keys=` or `remote_side=` names: class and attribute of each.
    fn named_columns(
        &self,
        relationship: &Relationship<'t>,
        value: &'t ast::Expr,
    ) -> Option<Vec<(ClassId, &'t str)>> {
        match value {
            ast::Expr::List(ast::ExprList { elts, .. })
            | ast::Expr::Tuple(ast::ExprTuple { elts, .. })
            | ast::Expr::Set(ast::ExprSet { elts, .. }) => elts
                .iter()
                .map(|element| self.named_columns(relationship, element))
                .collect::<Option<Vec<_>>>()
                .map(|columns| columns.concat()),
            ast::Expr::Lambda(n) => self.named_columns(relationship, &n.body),
            ast::Expr::Constant(_) => string(value)?
                .trim()
                .trim_matches(['[', ']', '(', ')'])
                .split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .map(|part| {
                    let (class, attribute) = part.rsplit_once('.')?;
                    let class = self.class_named(class, relationship.class, &self.models)?;
                    Some((class, attribute))
                })
                .collect(),
            ast::Expr::Name(n) => {
                let attribute = n.id.as_str();
                let info = self.class(relationship.class);
                let scopes = &self.file(relationship.file).scopes;
                let scope = self.file(relationship.file).scope_of(value)?;
                let (bound, _) = scopes.lookup(attribute, scope)?;
                (bound == info.scope).then(|| vec![(relationship.class, attribute)])
            }
            ast::Expr::Attribute(n) => {
                let attribute = n.attr.as_str();
                if let ast::Expr::Attribute(columns) = n.value.as_ref() {
                    if matches!(columns.attr.as_str(), "c" | "columns") {
                        return self.attribute_of_table(relationship, &columns.value, attribute);
                    }
                }
                let is_cls = relationship.is_declared_attr
                    && matches!(n.value.as_ref(), ast::Expr::Name(name) if name.id.as_str() == "cls");
                if is_cls {
                    return Some(vec![(relationship.class, attribute)]);
                }
                match self.infer(relationship.file, &n.value)?.value {
                    Value::Class(class) => Some(vec![(class, attribute)]),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The column of the class, or of its bases, that a function makes.
    fn made_column(&self, class: ClassId, attribute: &str) -> Option<MadeColumn<'t>> {
        let line = self.linearized(class).into_iter();
        line.flat_map(|owner| self.made_columns_of(owner))
            .find(|made| made.attribute == attribute)
    }

    /// The attribute that `table.c.name` is, of the one of both classes that is mapped to the table.
    fn attribute_of_table(
        &self,
        relationship: &Relationship<'t>,
        table: &'t ast::Expr,
        name: &str,
    ) -> Option<Vec<(ClassId, &'t str)>> {
        let table = self.table_at(relationship.file, table, &self.models)?;
        [relationship.class, relationship.target?]
            .into_iter()
            .find_map(|class| {
                let mapping = self.mapping_of(class)?;
                let mut columns = mapping.columns.iter();
                let column = columns.find(|column| column.name() == name)?;
                (mapping.table == Some(table)).then(|| vec![(class, column.attribute)])
            })
    }

    /// The classes whose columns are in the table of `class`: of a concrete one not those of its mapped parents.
    fn line_of_table(&self, class: ClassId) -> Vec<ClassId> {
        let mut line = self.linearized(class);
        let info = self.class(class);
        let is_concrete = info.assigned("__mapper_args__").is_some_and(|args| {
            let text = self.file(info.file).tree.source(args);
            text.contains("concrete") && !text.contains("False")
        });
        if is_concrete {
            line.retain(|&id| id == class || self.class(id).kind() != ClassKind::Mapped);
        }
        line
    }

    /// The join of a class to itself: one-to-many, unless the remote side is the column that is referred to.
    fn join_to_itself(&self, relationship: &Relationship<'t>) -> Option<Join> {
        let class = relationship.class;
        if self.mapped_parent(class).is_some() {
            return None;
        }
        let is_own = |owner: ClassId| self.shares_table(owner, class);
        let keys: Vec<&Column<'t>> = self
            .linearized(class)
            .into_iter()
            .flat_map(|owner| self.mapped_columns_of(owner))
            .filter(|column| {
                column
                    .foreign_keys
                    .iter()
                    .any(|key| self.owner_of(&key.target, class).is_some_and(is_own))
            })
            .collect();
        let may_be_missing = match (relationship.given("foreign_keys"), keys.as_slice()) {
            (_, []) => return None,
            (None, [only]) => self.takes_null(only).unwrap_or(true),
            _ => true,
        };
        let direction = match relationship.given("remote_side") {
            None => Direction::OneToMany,
            Some(remote) => {
                let remote = self.named_columns(relationship, remote)?;
                let refers = |&(owner, attribute): &(ClassId, &str)| -> Option<bool> {
                    is_own(owner).then_some(())?;
                    let column = self.column(class, attribute)?;
                    Some(keys.iter().any(|key| std::ptr::eq(*key, column)))
                };
                let refers: Vec<bool> = remote.iter().map(refers).collect::<Option<_>>()?;
                match refers.as_slice() {
                    [first, rest @ ..] if rest.iter().all(|other| other == first) => {
                        if *first {
                            Direction::OneToMany
                        } else {
                            Direction::ManyToOne
                        }
                    }
                    _ => return None,
                }
            }
        };
        Some(Join {
            direction,
            may_be_missing: may_be_missing || relationship.given("primaryjoin").is_some(),
        })
    }

    /// Whether two classes are of one inheritance line.
    pub fn shares_table(&self, a: ClassId, b: ClassId) -> bool {
        a == b || self.linearized(a).contains(&b) || self.linearized(b).contains(&a)
    }

    /// The foreign keys from the tables of `from` to those of `to`, as far as they can be read.
    fn keys(&self, from: ClassId, to: ClassId) -> Vec<Key> {
        let line = self.line_of_table(to);
        let is_to = |target: &ForeignKeyTarget| {
            self.owner_of(target, from)
                .is_some_and(|found| line.contains(&found))
        };
        let mut keys = Vec::new();
        for owner in self.line_of_table(from) {
            for column in self.mapped_columns_of(owner) {
                if column.foreign_keys.iter().any(|key| is_to(&key.target)) {
                    keys.push(Key {
                        may_be_null: self.takes_null(column).unwrap_or(true),
                        is_composite: false,
                    });
                }
            }
            for made in self.made_columns_of(owner) {
                if made.targets.iter().any(is_to) {
                    keys.push(Key {
                        may_be_null: made.may_be_null,
                        is_composite: false,
                    });
                }
            }
            for constraint in self.constraints_of(owner) {
                if constraint.targets.iter().any(is_to) {
                    let may_be_null = |name: &&str| {
                        self.linearized(from)
                            .into_iter()
                            .flat_map(|owner| self.mapped_columns_of(owner))
                            .find(|column| column.name() == *name)
                            .and_then(|column| self.takes_null(column))
                            .unwrap_or(true)
                    };
                    keys.push(Key {
                        may_be_null: constraint.columns.iter().any(may_be_null),
                        is_composite: true,
                    });
                }
            }
        }
        keys
    }

    /// Whether the class makes its columns itself, or those of its table are all visible.
    fn is_table_readable(&self, class: ClassId) -> bool {
        let info = self.class(class);
        match self.mapping_of(class) {
            Some(mapping) => mapping.is_complete,
            None => info.assigned("__table__").is_none() && info.kind() != ClassKind::Imperative,
        }
    }

    /// Whether every column of the class is visible: no unseen `__table__`, no base from elsewhere that might
    /// bring columns, no foreign key whose target is unknown.
    fn is_readable(&self, class: ClassId) -> bool {
        self.linearized(class).into_iter().all(|id| {
            self.is_table_readable(id)
                && self.bases(id).iter().all(Option::is_some)
                && self
                    .mapped_columns_of(id)
                    .flat_map(|column| &column.foreign_keys)
                    .all(|key| key.target != ForeignKeyTarget::Unknown)
                && self
                    .made_columns_of(id)
                    .iter()
                    .flat_map(|made| &made.targets)
                    .all(|target| *target != ForeignKeyTarget::Unknown)
        })
    }

    /// The class whose table a foreign key refers to.
    pub fn owner_of(&self, target: &ForeignKeyTarget, from: ClassId) -> Option<ClassId> {
        match target {
            ForeignKeyTarget::Attribute(class, _) => Some(*class),
            ForeignKeyTarget::Name { table, .. } => {
                let root = self.declarative_root(from);
                let all = self.models.classes_with_table(table);
                self.beside(&self.of_registry(all, root.as_ref()), from)
            }
            ForeignKeyTarget::Unknown => None,
        }
    }

    /// The `ForeignKeyConstraint`s of the class's own `__table_args__`.
    fn constraints_of(&self, class: ClassId) -> Vec<Constraint<'t>> {
        let info = self.class(class);
        let Some(ast::Expr::Tuple(args)) = info.assigned("__table_args__") else {
            return Vec::new();
        };
        args.elts
            .iter()
            .filter_map(|arg| {
                let ast::Expr::Call(call) = arg else {
                    return None;
                };
                let callee = self.external(info.file, &call.func)?;
                if &*callee != "sqlalchemy.ForeignKeyConstraint" {
                    return None;
                }
                let names = |position, name| match alchemod_python::arguments::argument(
                    call,
                    Some(position),
                    name,
                )? {
                    ast::Expr::List(n) => n.elts.iter().map(string).collect(),
                    ast::Expr::Tuple(n) => n.elts.iter().map(string).collect(),
                    _ => None,
                };
                let columns: Vec<&'t str> = names(0, "columns")?;
                let targets: Vec<&'t str> = names(1, "refcolumns")?;
                Some(Constraint {
                    columns,
                    targets: targets
                        .into_iter()
                        .filter_map(|text| text.rsplit_once('.'))
                        .map(|(table, column)| ForeignKeyTarget::Name {
                            table: table.to_owned(),
                            column: column.to_owned(),
                        })
                        .collect(),
                })
            })
            .collect()
    }
}

/// A `ForeignKeyConstraint`: the names of its columns, and what they refer to.
struct Constraint<'t> {
    columns: Vec<&'t str>,
    targets: Vec<ForeignKeyTarget>,
}

/// The columns that a condition marks with `foreign(Class.column)` and `remote(Class.column)`.
#[derive(Debug, Default)]
struct Marks<'s> {
    foreign: Vec<&'s str>,
    remote: Vec<&'s str>,
}

impl<'s> Marks<'s> {
    /// The marks in the text of a condition. `None` if what is marked is not `Class.column`.
    fn of(text: &'s str) -> Option<Self> {
        let mut marks = Marks::default();
        for (word, list) in [
            ("foreign", &mut marks.foreign),
            ("remote", &mut marks.remote),
        ] {
            for (at, _) in text.match_indices(word) {
                let before = text[..at].chars().next_back();
                let is_part = before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.');
                let Some(inside) = text[at + word.len()..].trim_start().strip_prefix('(') else {
                    continue;
                };
                if is_part {
                    continue;
                }
                // `remote(foreign(A.x))` marks one column twice.
                let inside = ["foreign", "remote"]
                    .iter()
                    .find_map(|word| {
                        inside
                            .trim_start()
                            .strip_prefix(word)?
                            .trim_start()
                            .strip_prefix('(')
                    })
                    .unwrap_or(inside);
                let column = inside.split(')').next()?.trim();
                let is_column = column
                    .chars()
                    .all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
                if !is_column || column.is_empty() {
                    return None;
                }
                list.push(column);
            }
        }
        Some(marks)
    }

    fn is_empty(&self) -> bool {
        self.foreign.is_empty() && self.remote.is_empty()
    }
}
