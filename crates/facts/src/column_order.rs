//! The order of columns in the tables of declarative classes, on 1.x and on 2.x.
//!
//! 1.x sorted a class's columns by when they were made: those of mixins and abstract bases, which stand before the
//! class, then its own, then what `declared_attr` functions return. 2.x takes the class's own first, then those of each
//! base in the order in which Python looks into them; `sort_order=` of `mapped_column` sorts them anew, except where
//! they join the table of a mapped parent.

use alchemod_python::arguments::keyword;
use alchemod_python::{ast, Node, NodeId};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::functions::function_def;
use crate::value::{ClassId, Place, Value};
use crate::{ClassKind, Project};

/// A column by the class whose body declares it, and the statement that does.
pub type Declaration = (ClassId, NodeId);

/// What is known of the order of columns.
#[derive(Debug, Default)]
pub struct ColumnOrder {
    /// The `sort_order` that keeps the order of 1.x, for the columns that need one.
    pub sort: FxHashMap<Declaration, i32>,
    /// The classes whose columns come in another order than on 1.x, as they stand: the class of the table, and why.
    pub moved: FxHashMap<ClassId, (ClassId, Moved)>,
}

/// Why columns come in another order than on 1.x.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// No `sort_order` says otherwise.
    Unsorted,
    /// They join the table of a mapped parent, where `sort_order` does nothing.
    Joined,
    /// A function makes some of them.
    Made,
    /// Which of two classes is there first depends on the file that is loaded first.
    Loaded(ClassId),
}

/// A column of a class body.
#[derive(Clone, Copy, Debug)]
struct Item<'t> {
    at: Declaration,
    /// Its attribute.
    attribute: &'t str,
    /// Whether a `declared_attr` function returns it.
    is_declared: bool,
    /// Whether it is written in place, so that it can have a `sort_order`.
    is_written: bool,
    /// The `sort_order` that it has; `None` if that is not a literal.
    sort: Option<i32>,
}

/// The columns that a class brings to a table.
struct Scanned<'t> {
    class: ClassId,
    /// As 2.x finds them.
    found: Vec<Item<'t>>,
    /// As 1.x sorts them: positions in `found`.
    made: Vec<usize>,
    /// Two mixins of which it cannot be told which was there first.
    unordered: Option<(ClassId, ClassId)>,
    /// Whether they join the table of a mapped parent.
    is_joined: bool,
}

impl<'t> Project<'t> {
    /// The order of the columns in the tables of declarative classes.
    pub fn column_order(&self) -> &ColumnOrder {
        self.models
            .order
            .get_or_init(|| self.compute_column_order())
    }

    fn compute_column_order(&self) -> ColumnOrder {
        let items: FxHashMap<ClassId, Vec<Item<'t>>> = self
            .classes()
            .filter(|(id, _)| self.is_declarative(*id))
            .map(|(id, _)| (id, self.column_items(id)))
            .collect();
        let mut scanned: Vec<Scanned<'t>> = self
            .classes()
            .filter(|(_, class)| class.kind() == ClassKind::Mapped)
            .filter(|(_, class)| class.assigned("__table__").is_none())
            .map(|(id, _)| self.scan_columns(id, &items))
            .collect();
        for file in &self.files {
            for (_, call) in file.calls() {
                let bases = self.bases_given_to_type(file.id, call);
                scanned.extend(bases.and_then(|bases| self.scan_made_class(&bases, &items)));
            }
        }
        let mut moved = FxHashMap::default();
        for scan in &scanned {
            if let Some((class, why)) = scan.moved() {
                moved.entry(class).or_insert((scan.class, why));
            }
        }
        ColumnOrder {
            sort: sort_orders(&scanned),
            moved,
        }
    }

    /// The columns of a class body, in its order.
    fn column_items(&self, class: ClassId) -> Vec<Item<'t>> {
        let file = self.class(class).file;
        let mut known = self.columns_of(class).peekable();
        let mut items = Vec::new();
        for stmt in &self.class(class).def.body {
            let Some(node) = self.file(file).nodes.id(Node::Stmt(stmt)) else {
                continue;
            };
            if let Some(column) = known.next_if(|column| column.statement == node) {
                let sort = match keyword(column.call, "sort_order") {
                    Some(given) => integer(&given.value),
                    None => Some(0),
                };
                items.push(Item {
                    at: (class, node),
                    attribute: column.attribute,
                    is_declared: column.is_declared_attr,
                    is_written: true,
                    sort,
                });
            } else if let Some((attribute, is_declared)) = self.column_made_in(class, stmt) {
                items.push(Item {
                    at: (class, node),
                    attribute,
                    is_declared,
                    is_written: false,
                    sort: Some(0),
                });
            }
        }
        items
    }

    /// A column that a function of the project makes, or one of several that a `declared_attr` function returns.
    fn column_made_in(&self, class: ClassId, stmt: &'t ast::Stmt) -> Option<(&'t str, bool)> {
        let file = self.class(class).file;
        let returns_column = |place: Place| {
            let returns = self.results(place).returns;
            returns
                .iter()
                .any(|value| self.column_call(place.file, value).is_some())
        };
        let (target, value) = match stmt {
            ast::Stmt::Assign(n) => match n.targets.as_slice() {
                [target] => (target, n.value.as_ref()),
                _ => return None,
            },
            ast::Stmt::AnnAssign(n) => (n.target.as_ref(), n.value.as_deref()?),
            ast::Stmt::FunctionDef(n) => {
                let node = self.file(file).nodes.id(Node::Stmt(stmt))?;
                let place = Place { file, node };
                let is_declared = self.has_decorator(place, DECLARED_ATTR);
                return (is_declared && returns_column(place)).then_some((n.name.as_str(), true));
            }
            _ => return None,
        };
        let (ast::Expr::Name(name), ast::Expr::Call(call)) = (target, value) else {
            return None;
        };
        match self.infer(file, &call.func)?.value {
            Value::Function(place)
                if function_def(self.file(place.file).nodes.get(place.node)).is_some()
                    && returns_column(place) =>
            {
                Some((name.id.as_str(), false))
            }
            _ => None,
        }
    }

    /// The columns that `class` brings to its table.
    fn scan_columns(
        &self,
        class: ClassId,
        items: &FxHashMap<ClassId, Vec<Item<'t>>>,
    ) -> Scanned<'t> {
        let mut found = Vec::new();
        self.find(Some(class), &self.lookup_order(class), items, &mut found);
        let is_joined = self.mapped_parent(class).is_some()
            && self.own_table_name(class).is_none()
            && !self.inherits_table_name(class);
        self.as_made(class, class, found, is_joined)
    }

    /// The columns of a class that `type(name, bases, {...})` makes of classes without a mapping.
    fn scan_made_class(
        &self,
        bases: &[Value],
        items: &FxHashMap<ClassId, Vec<Item<'t>>>,
    ) -> Option<Scanned<'t>> {
        let mut order: Vec<ClassId> = Vec::new();
        for base in bases {
            let Value::Class(base) = base else { continue };
            for id in self.lookup_order(*base) {
                if self.class(id).kind() == ClassKind::Mapped {
                    return None;
                }
                if !order.contains(&id) {
                    order.push(id);
                }
            }
        }
        // It has others of its own: one stands for them.
        let mut found = vec![Item {
            at: (NOT_WRITTEN, NodeId(0)),
            attribute: "",
            is_declared: false,
            is_written: false,
            sort: Some(0),
        }];
        self.find(None, &order, items, &mut found);
        Some(self.as_made(NOT_WRITTEN, *order.first()?, found, false))
    }

    /// Adds the columns of the classes in `order` as 2.x finds them, the first of which may be the mapped class itself.
    fn find(
        &self,
        class: Option<ClassId>,
        order: &[ClassId],
        items: &FxHashMap<ClassId, Vec<Item<'t>>>,
        found: &mut Vec<Item<'t>>,
    ) {
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        for &base in order {
            let is_own = class == Some(base);
            if !is_own && self.class(base).kind() == ClassKind::Mapped {
                // It has all of its bases' columns as its own attributes.
                for id in self.linearized(base) {
                    seen.extend(self.names_in_body(id));
                }
                continue;
            }
            let items = items.get(&base).map_or(&[][..], Vec::as_slice);
            if is_own {
                found.extend(items);
            } else {
                let new = || items.iter().filter(|item| !seen.contains(item.attribute));
                found.extend(new().filter(|item| !item.is_declared));
                found.extend(new().filter(|item| item.is_declared));
            }
            seen.extend(self.names_in_body(base));
        }
    }

    /// What was found for `class`, with the order in which 1.x has it; told of as the table of `table`.
    fn as_made(
        &self,
        class: ClassId,
        table: ClassId,
        found: Vec<Item<'t>>,
        is_joined: bool,
    ) -> Scanned<'t> {
        let (mixins, unordered) = self.by_creation(class, &found);
        // Own columns are made with the class, and what functions return when it is mapped.
        let group = |item: &Item<'t>| match (item.is_declared, item.at.0 == class) {
            (false, false) => {
                let place = mixins.iter().position(|&mixin| mixin == item.at.0);
                (0, place.unwrap_or_default())
            }
            (false, true) => (1, 0),
            (true, false) => (2, 0),
            (true, true) => (3, 0),
        };
        let mut made: Vec<usize> = (0..found.len()).collect();
        made.sort_by_key(|&index| group(&found[index]));
        Scanned {
            class: table,
            found,
            made,
            unordered,
            is_joined,
        }
    }

    fn names_in_body(&self, class: ClassId) -> impl Iterator<Item = &'t str> + '_ {
        let info = self.class(class);
        let scope = self.file(info.file).scopes.get(info.scope);
        scope.names.keys().copied()
    }

    /// The classes other than `class` that columns come from, the first one made first; as they are found where that
    /// cannot be told, with two of which it cannot.
    fn by_creation(
        &self,
        class: ClassId,
        found: &[Item<'t>],
    ) -> (Vec<ClassId>, Option<(ClassId, ClassId)>) {
        let mut mixins: Vec<ClassId> = Vec::new();
        for item in found {
            if item.at.0 != class && !item.is_declared && !mixins.contains(&item.at.0) {
                mixins.push(item.at.0);
            }
        }
        for (index, &one) in mixins.iter().enumerate() {
            for &other in &mixins[index + 1..] {
                if self.is_made_before(one, other).is_none() {
                    return (mixins, Some((one, other)));
                }
            }
        }
        mixins.sort_by(|&one, &other| match self.is_made_before(one, other) {
            Some(true) => std::cmp::Ordering::Less,
            _ if one == other => std::cmp::Ordering::Equal,
            _ => std::cmp::Ordering::Greater,
        });
        (mixins, None)
    }

    /// Whether the class statement of `one` runs before that of `other`. `None` if that cannot be told.
    fn is_made_before(&self, one: ClassId, other: ClassId) -> Option<bool> {
        let (a, b) = (self.class(one), self.class(other));
        if self.linearized(other).contains(&one) {
            return Some(true);
        }
        if self.linearized(one).contains(&other) {
            return Some(false);
        }
        if a.file == b.file {
            let scope = |class: &crate::Class<'t>| self.file(class.file).scopes.of(class.node);
            return (scope(a) == scope(b)).then_some(a.node < b.node);
        }
        match (
            self.is_loaded_with(a.file, b.file),
            self.is_loaded_with(b.file, a.file),
        ) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        }
    }

    /// The classes of the project in the order in which Python looks for an attribute (its C3 linearization, of
    /// what is known of the bases), then what is lent to a declarative base.
    fn lookup_order(&self, class: ClassId) -> Vec<ClassId> {
        let mut order = self
            .merged(class, MOST_ANCESTORS)
            .unwrap_or_else(|| self.linearized(class));
        for index in 0..order.len() {
            for base in self.bases(order[index]).into_iter().flatten() {
                let Value::Base(place) = base else { continue };
                for lent in self.lent_to(place) {
                    for id in self.linearized(lent) {
                        if !order.contains(&id) {
                            order.push(id);
                        }
                    }
                }
            }
        }
        order
    }

    /// The C3 linearization; `None` if there is none, or the bases go deeper than `depth`.
    fn merged(&self, class: ClassId, depth: usize) -> Option<Vec<ClassId>> {
        let depth = depth.checked_sub(1)?;
        let bases: Vec<ClassId> = self
            .bases(class)
            .into_iter()
            .filter_map(|base| match base {
                Some(Value::Class(id)) => Some(id),
                _ => None,
            })
            .collect();
        if let [only] = bases.as_slice() {
            let mut order = vec![class];
            order.extend(self.merged(*only, depth)?);
            return Some(order);
        }
        let mut lists: Vec<Vec<ClassId>> = bases
            .iter()
            .map(|&base| self.merged(base, depth))
            .collect::<Option<_>>()?;
        lists.push(bases);
        let mut order = vec![class];
        while lists.iter().any(|list| !list.is_empty()) {
            let next = lists
                .iter()
                .filter_map(|list| list.first().copied())
                .find(|head| {
                    !lists
                        .iter()
                        .any(|list| list.iter().skip(1).any(|id| id == head))
                })?;
            order.push(next);
            for list in &mut lists {
                list.retain(|&id| id != next);
            }
        }
        Some(order)
    }

    /// The classes given as `cls=` to the call that makes a base.
    fn lent_to(&self, place: Place) -> Vec<ClassId> {
        let node = self.file(place.file).nodes.get(place.node);
        let Node::Expr(ast::Expr::Call(call)) = node else {
            return Vec::new();
        };
        let given = keyword(call, "cls").map(|given| &given.value);
        given
            .into_iter()
            .flat_map(crate::rebound::classes_in)
            .filter_map(|class| self.lent_class(place.file, class))
            .collect()
    }
}

/// The class of columns that no class statement has.
const NOT_WRITTEN: ClassId = ClassId(u32::MAX);

/// Inheritance goes no deeper in real code.
const MOST_ANCESTORS: usize = 40;

/// What marks a function that returns a column.
const DECLARED_ATTR: &[&str] = &[
    "sqlalchemy.orm.declared_attr",
    "sqlalchemy.orm.declared_attr.cascading",
];

/// The value of an integer literal.
fn integer(expr: &ast::Expr) -> Option<i32> {
    match expr {
        ast::Expr::Constant(n) => match &n.value {
            ast::Constant::Int(value) => value.to_string().parse().ok(),
            _ => None,
        },
        ast::Expr::UnaryOp(n) if n.op == ast::UnaryOp::USub => Some(-integer(&n.operand)?),
        _ => None,
    }
}

impl<'t> Scanned<'t> {
    /// The class whose columns come elsewhere than on 1.x, as they stand.
    fn moved(&self) -> Option<(ClassId, Moved)> {
        let sorts: Vec<i32> = self
            .found
            .iter()
            .map(|item| match self.is_joined {
                true => Some(0),
                false => item.sort,
            })
            .collect::<Option<_>>()?;
        let mut now: Vec<usize> = (0..self.found.len()).collect();
        now.sort_by_key(|&index| sorts[index]);
        let differs = self.made.iter().zip(&now).find(|(made, now)| made != now);
        let Some((&made, _)) = differs else {
            // The one that was found first is taken for the one that was made first.
            return self
                .unordered
                .map(|(one, other)| (one, Moved::Loaded(other)));
        };
        let why = match (self.is_joined, self.unordered) {
            (true, _) => Moved::Joined,
            _ if !self.found[made].is_written => Moved::Made,
            (_, Some((_, other))) if sorts.iter().any(|&sort| sort != 0) => Moved::Loaded(other),
            _ => Moved::Unsorted,
        };
        Some((self.found[made].at.0, why))
    }
}

/// The least `sort_order` of each column with which 2.x sorts the columns of all tables as 1.x did; columns that need
/// none are left out.
fn sort_orders(scanned: &[Scanned<'_>]) -> FxHashMap<Declaration, i32> {
    // (a, b, step): `b` comes after `a` in a table, with a greater number where 2.x finds it first.
    let mut before: Vec<(Item<'_>, Item<'_>, i32)> = Vec::new();
    for scan in scanned.iter().filter(|scan| !scan.is_joined) {
        for pair in scan.made.windows(2) {
            let step = i32::from(pair[0] > pair[1]);
            before.push((scan.found[pair[0]], scan.found[pair[1]], step));
        }
    }
    let mut orders: FxHashMap<Declaration, i32> = FxHashMap::default();
    let of = |orders: &FxHashMap<Declaration, i32>, item: &Item<'_>| {
        orders.get(&item.at).copied().unwrap_or(0)
    };
    // Each round settles at least one more column, unless they go round in circles.
    for _ in 0..MOST_ROUNDS {
        let mut is_settled = true;
        for (a, b, step) in &before {
            let (low, high) = (of(&orders, a), of(&orders, b));
            if low + step > high {
                is_settled = false;
                // Those that functions return come last: they go up, and the others down.
                match b.is_declared {
                    true => orders.insert(b.at, low + step),
                    false => orders.insert(a.at, high - step),
                };
            }
        }
        if is_settled {
            orders.retain(|_, order| *order != 0);
            return orders;
        }
    }
    FxHashMap::default()
}

/// More steps than any inheritance has.
const MOST_ROUNDS: usize = 200;
