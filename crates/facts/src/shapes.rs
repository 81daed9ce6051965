//! Which kinds of Python object an expression may be, as far as calls of SQLAlchemy tell them apart:
//! several things, a mapping, one thing, or `None`.

use std::cell::Cell;

use alchemod_python::ast;

use crate::functions::{function_def, last_name};
use crate::left::Left;
use crate::scopes::{Binding, BindingKind, ScopeId};
use crate::{string, FileId, Place, Project, Value};

/// How many names and calls are followed one after the other.
const DEPTH: u32 = 12;

/// How many expressions one question may look at.
const STEPS: u32 = 500;

/// The kinds that an expression may be of: all that its assignments and callers show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shapes(u8);

impl Shapes {
    /// A list, tuple, set or generator: what `*` may stand before.
    pub const MANY: Shapes = Shapes(1);
    /// A dictionary.
    pub const MAPPING: Shapes = Shapes(2);
    /// None of the others: a string, a number, an SQL expression, a table, a class.
    pub const ONE: Shapes = Shapes(4);
    /// The constant `None`.
    pub const NONE: Shapes = Shapes(8);
    /// Nothing tells.
    pub const UNKNOWN: Shapes = Shapes(16);
    const NOTHING: Shapes = Shapes(0);
    /// Beside `MANY`: a tuple. A call may take one for one thing.
    const TUPLE: Shapes = Shapes(32);

    /// Of either.
    #[must_use]
    pub fn or(self, other: Shapes) -> Shapes {
        Shapes(self.0 | other.0)
    }

    /// Whether it may be of one of the kinds of `other`.
    pub fn may_be(self, other: Shapes) -> bool {
        self.0 & other.0 != 0
    }

    /// Without the kinds of `other`.
    #[must_use]
    pub fn without(self, other: Shapes) -> Shapes {
        Shapes(self.0 & !other.0)
    }

    fn known(self) -> Shapes {
        if self == Shapes::NOTHING {
            Shapes::UNKNOWN
        } else {
            self
        }
    }
}

/// Builtins that give several things.
const MAKE_MANY: &[&str] = &[
    "list",
    "set",
    "frozenset",
    "sorted",
    "reversed",
    "map",
    "filter",
    "zip",
    "range",
];

/// Annotations of several things.
const MANY_ANNOTATIONS: &[&str] = &[
    "list",
    "set",
    "frozenset",
    "List",
    "Set",
    "FrozenSet",
    "MutableSequence",
    "Iterator",
];

/// Annotations of dictionaries.
const MAPPING_ANNOTATIONS: &[&str] = &["dict", "Dict", "Mapping", "MutableMapping"];

/// Methods of SQL expressions, tables and statements that give such a thing. Names that other objects have
/// too are not here.
const MAKE_ONE: &[&str] = &[
    "alias",
    "as_scalar",
    "asc",
    "between",
    "bool_op",
    "cast",
    "collate",
    "contains",
    "correlate",
    "cte",
    "desc",
    "distinct",
    "endswith",
    "icontains",
    "ilike",
    "in_",
    "is_",
    "is_distinct_from",
    "is_not",
    "isnot",
    "join",
    "label",
    "like",
    "match",
    "not_in",
    "notilike",
    "notin_",
    "notlike",
    "nulls_first",
    "nulls_last",
    "nullsfirst",
    "nullslast",
    "op",
    "outerjoin",
    "over",
    "regexp_match",
    "scalar_subquery",
    "select_from",
    "startswith",
    "subquery",
    "where",
];

impl<'t> Project<'t> {
    /// Which kinds of object `expr` may be, names followed through the project.
    pub fn shapes(&self, file: FileId, expr: &'t ast::Expr) -> Shapes {
        self.shapes_from(file, expr).without(Shapes::TUPLE)
    }

    /// Whether `expr` is several things, and no tuple.
    pub fn is_list(&self, file: FileId, expr: &'t ast::Expr) -> bool {
        self.shapes_from(file, expr) == Shapes::MANY
    }

    /// Whether a tuple is among what `expr` may be seen to be.
    pub fn may_be_tuple(&self, file: FileId, expr: &'t ast::Expr) -> bool {
        self.shapes_from(file, expr).may_be(Shapes::TUPLE)
    }

    fn shapes_from(&self, file: FileId, expr: &'t ast::Expr) -> Shapes {
        let steps = Cell::new(STEPS);
        let left = Left::new(DEPTH, &steps);
        self.shapes_within(file, expr, left)
    }

    fn shapes_within(&self, file: FileId, expr: &'t ast::Expr, left: Left<'_>) -> Shapes {
        use ast::Expr;
        let Some(left) = left.step() else {
            return Shapes::UNKNOWN;
        };
        let of = |expr: &'t Expr| self.shapes_within(file, expr, left);
        match expr {
            Expr::Tuple(_) => Shapes::MANY.or(Shapes::TUPLE),
            Expr::List(_)
            | Expr::Set(_)
            | Expr::ListComp(_)
            | Expr::SetComp(_)
            | Expr::GeneratorExp(_) => Shapes::MANY,
            Expr::Dict(_) | Expr::DictComp(_) => Shapes::MAPPING,
            Expr::Constant(n) if n.value.is_none() => Shapes::NONE,
            Expr::Constant(_) | Expr::JoinedStr(_) | Expr::Compare(_) => Shapes::ONE,
            Expr::UnaryOp(n) => match n.op {
                ast::UnaryOp::Invert | ast::UnaryOp::USub => Shapes::ONE,
                _ => Shapes::UNKNOWN,
            },
            Expr::IfExp(n) => of(&n.body).or(of(&n.orelse)),
            // `x or y`: the last one, or one that is true.
            Expr::BoolOp(n) => {
                let last = n.values.last().map_or(Shapes::UNKNOWN, of);
                let is_or = n.op == ast::BoolOp::Or;
                let others = n.values.iter().rev().skip(1).map(of);
                others.fold(last, |all, next| {
                    all.or(if is_or {
                        next.without(Shapes::NONE)
                    } else {
                        next
                    })
                })
            }
            Expr::BinOp(n) => {
                let (left, right) = (of(&n.left), of(&n.right));
                let is_many = |shapes: Shapes| shapes.without(Shapes::TUPLE) == Shapes::MANY;
                if n.op == ast::Operator::Add && is_many(right) {
                    return right;
                }
                if matches!(n.op, ast::Operator::Add | ast::Operator::Mult) && is_many(left) {
                    return left;
                }
                if left == Shapes::ONE || right == Shapes::ONE {
                    return Shapes::ONE;
                }
                Shapes::UNKNOWN
            }
            Expr::NamedExpr(n) => of(&n.value),
            Expr::Starred(_) => Shapes::UNKNOWN,
            Expr::Name(n) => self.shapes_of_name(file, expr, n.id.as_str(), left),
            Expr::Attribute(n) => self.shapes_of_attribute(file, expr, n, left),
            Expr::Call(n) => self.shapes_of_call(file, expr, n, left),
            // A part of a list is a list.
            Expr::Subscript(n) if matches!(n.slice.as_ref(), Expr::Slice(_)) => {
                let whole = of(&n.value);
                if whole.without(Shapes::TUPLE) == Shapes::MANY {
                    whole
                } else {
                    Shapes::UNKNOWN
                }
            }
            _ => Shapes::UNKNOWN,
        }
    }

    /// What is known of it as one thing.
    fn as_one(&self, file: FileId, expr: &'t ast::Expr) -> Option<Shapes> {
        Some(match self.infer(file, expr)?.value {
            Value::Instance(class) if is_collection(&class) => Shapes::MANY,
            Value::Instance(_)
            | Value::Class(_)
            | Value::Attribute(..)
            | Value::Aliased(_)
            | Value::Base(_) => Shapes::ONE,
            Value::None => Shapes::NONE,
            _ => return None,
        })
    }

    fn shapes_of_name(
        &self,
        file: FileId,
        expr: &'t ast::Expr,
        name: &str,
        left: Left<'_>,
    ) -> Shapes {
        let Some(scope) = self.file(file).scope_of(expr) else {
            return Shapes::UNKNOWN;
        };
        let shapes = self.shapes_in_scope(file, scope, name, left);
        match self.as_one(file, expr) {
            // What is inferred leaves out `None` where another value is known.
            Some(one) if !shapes.may_be(Shapes::MANY.or(Shapes::MAPPING)) => {
                let may_be_none = shapes.may_be(Shapes::NONE);
                one.or(if may_be_none {
                    Shapes::NONE
                } else {
                    Shapes::NOTHING
                })
            }
            _ => shapes,
        }
    }

    fn shapes_in_scope(&self, file: FileId, scope: ScopeId, name: &str, left: Left<'_>) -> Shapes {
        let scopes = &self.file(file).scopes;
        let Some((_, ids)) = scopes.lookup(name, scope) else {
            return Shapes::UNKNOWN;
        };
        let Some(left) = left.step() else {
            return Shapes::UNKNOWN;
        };
        let has_value = ids
            .iter()
            .any(|&id| !matches!(scopes.binding(id).kind, BindingKind::Augmented(_)));
        ids.iter()
            .map(|&id| {
                let binding = scopes.binding(id);
                match binding.kind {
                    // `columns = columns + [x]` is what it was before, or as its other operand says.
                    BindingKind::Assign { value, .. } if adds_to(value, name) && ids.len() > 1 => {
                        Shapes::NOTHING
                    }
                    // `columns += [x]` keeps the kind that the name had.
                    BindingKind::Augmented(_) if has_value => Shapes::NOTHING,
                    _ => self.shapes_of_binding(file, binding, left),
                }
            })
            .fold(Shapes::NOTHING, Shapes::or)
            .known()
    }

    fn shapes_of_binding(&self, file: FileId, binding: &Binding<'t>, left: Left<'_>) -> Shapes {
        match binding.kind {
            BindingKind::Assign { value, annotation } => annotation
                .map(|a| self.annotated(a))
                .filter(|&shapes| shapes != Shapes::UNKNOWN)
                .unwrap_or_else(|| self.shapes_within(file, value, left)),
            BindingKind::Annotation(annotation) => self.annotated(annotation),
            BindingKind::Parameter {
                arg,
                default,
                packed,
            } => {
                if packed {
                    // `*columns`; `**columns` is a mapping, and neither is given by position.
                    return self.packed(file, binding);
                }
                let annotated = arg.annotation.as_deref().map(|a| self.annotated(a));
                match annotated {
                    Some(shapes) if shapes != Shapes::UNKNOWN => shapes,
                    _ => self.given(file, binding, default, left),
                }
            }
            BindingKind::Unpacked {
                value: ast::Expr::Tuple(tuple),
                index: Some(index),
            } => tuple
                .elts
                .get(index)
                .map_or(Shapes::UNKNOWN, |e| self.shapes_within(file, e, left)),
            BindingKind::Class(_) | BindingKind::Function => Shapes::ONE,
            BindingKind::ImportFrom(stmt, alias) => {
                let level = stmt.level.map_or(0, |level| level.to_usize());
                let module = stmt.module.as_ref().map_or("", |name| name.as_str());
                let target = match level {
                    0 => self.modules().find(module, file),
                    _ => self.modules().find_relative(level, module, file),
                };
                match target {
                    Some(target) if target != file => {
                        self.shapes_in_scope(target, ScopeId(0), alias.name.as_str(), left)
                    }
                    _ => Shapes::UNKNOWN,
                }
            }
            _ => Shapes::UNKNOWN,
        }
    }

    /// `*args` or `**kwargs`.
    fn packed(&self, file: FileId, binding: &Binding<'t>) -> Shapes {
        let this = self.file(file);
        let function = this.scopes.get(binding.scope).node;
        let def = function.and_then(|node| function_def(this.nodes.get(node)));
        match def.and_then(|def| def.args.vararg.as_deref()) {
            Some(vararg) if vararg.arg.as_str() == binding.name => Shapes::MANY.or(Shapes::TUPLE),
            Some(_) => Shapes::MAPPING,
            None => Shapes::UNKNOWN,
        }
    }

    /// What the visible calls of a function give to its parameter.
    fn given(
        &self,
        file: FileId,
        binding: &Binding<'t>,
        default: Option<&'t ast::Expr>,
        left: Left<'_>,
    ) -> Shapes {
        let Some(node) = self.file(file).scopes.get(binding.scope).node else {
            return Shapes::UNKNOWN;
        };
        let default = default.map_or(Shapes::UNKNOWN, |d| self.shapes_within(file, d, left));
        let calls = self.given_arguments(Place { file, node }, binding.name);
        let shapes = calls.iter().map(|given| match given {
            Some((from, value)) => self.shapes_within(*from, value, left),
            None => default,
        });
        if calls.is_empty() {
            return default.or(Shapes::UNKNOWN);
        }
        // Callers elsewhere may rely on the default.
        let shapes = shapes.fold(Shapes::NOTHING, Shapes::or).known();
        shapes.or(default.without(Shapes::UNKNOWN))
    }

    fn shapes_of_attribute(
        &self,
        file: FileId,
        expr: &'t ast::Expr,
        attribute: &'t ast::ExprAttribute,
        left: Left<'_>,
    ) -> Shapes {
        if let Some(one) = self.as_one(file, expr) {
            return one;
        }
        // `users.c.name`
        if let ast::Expr::Attribute(columns) = attribute.value.as_ref() {
            if columns.attr.as_str() == "c" {
                return Shapes::ONE;
            }
        }
        let name = attribute.attr.as_str();
        match self.infer(file, &attribute.value).map(|typed| typed.value) {
            Some(Value::Module(module)) => self.shapes_in_scope(module, ScopeId(0), name, left),
            Some(Value::Object(class) | Value::Class(class)) => {
                let mut found = Shapes::NOTHING;
                for owner in self.linearized(class) {
                    let info = self.class(owner);
                    let values = info.self_assignments.get(name);
                    for assigned in values.into_iter().flatten() {
                        found = found.or(self.shapes_within(info.file, assigned.value, left));
                    }
                    if let Some(value) = info.assigned(name) {
                        found = found.or(self.shapes_within(info.file, value, left));
                    }
                }
                found.known()
            }
            _ => Shapes::UNKNOWN,
        }
    }

    fn shapes_of_call(
        &self,
        file: FileId,
        expr: &'t ast::Expr,
        call: &'t ast::ExprCall,
        left: Left<'_>,
    ) -> Shapes {
        let callee = self.infer(file, &call.func).map(|typed| typed.value);
        let name = last_name(&call.func).unwrap_or_default();
        let is_builtin = callee.is_none() && matches!(call.func.as_ref(), ast::Expr::Name(_));
        match callee {
            Some(Value::Function(place)) => {
                let annotated = self
                    .function(place)
                    .and_then(|def| def.returns)
                    .map(|returns| self.annotated(returns));
                if let Some(shapes) = annotated.filter(|&s| s != Shapes::UNKNOWN) {
                    return shapes;
                }
                let results = self.results(place);
                if !results.yields.is_empty() {
                    return Shapes::MANY;
                }
                results
                    .returns
                    .iter()
                    .map(|value| self.shapes_within(place.file, value, left))
                    .fold(Shapes::NOTHING, Shapes::or)
                    .known()
            }
            Some(Value::External(path)) if path.starts_with("sqlalchemy.") => {
                self.as_one(file, expr).unwrap_or(Shapes::ONE)
            }
            Some(Value::Class(_)) => Shapes::ONE,
            _ if is_builtin && name == "tuple" => Shapes::MANY.or(Shapes::TUPLE),
            _ if is_builtin && MAKE_MANY.contains(&name) => Shapes::MANY,
            _ if is_builtin && name == "dict" => Shapes::MAPPING,
            _ => match self.as_one(file, expr) {
                Some(shapes) => shapes,
                None => self.shapes_of_method(file, call, name, left),
            },
        }
    }

    fn shapes_of_method(
        &self,
        file: FileId,
        call: &'t ast::ExprCall,
        name: &str,
        left: Left<'_>,
    ) -> Shapes {
        let ast::Expr::Attribute(method) = call.func.as_ref() else {
            return Shapes::UNKNOWN;
        };
        if MAKE_ONE.contains(&name) {
            return Shapes::ONE;
        }
        if matches!(name, "values" | "keys" | "items") {
            let owner = self.shapes_within(file, &method.value, left);
            if owner == Shapes::MAPPING && call.args.is_empty() {
                return Shapes::MANY;
            }
        }
        if name == "copy" {
            return self.shapes_within(file, &method.value, left);
        }
        // `func.count()`
        let mut root = method.value.as_ref();
        while let ast::Expr::Attribute(inner) = root {
            root = inner.value.as_ref();
        }
        match self.infer(file, root).map(|typed| typed.value) {
            Some(Value::External(path)) if path.starts_with("sqlalchemy.func") => Shapes::ONE,
            _ => Shapes::UNKNOWN,
        }
    }

    fn annotated(&self, annotation: &'t ast::Expr) -> Shapes {
        use ast::Expr;
        match annotation {
            Expr::Constant(n) if n.value.is_none() => Shapes::NONE,
            Expr::Constant(_) => string(annotation).map_or(Shapes::UNKNOWN, |text| {
                let name = text.split('[').next().unwrap_or(text).trim();
                of_annotation(name.rsplit('.').next().unwrap_or(name))
            }),
            Expr::BinOp(n) if n.op == ast::Operator::BitOr => {
                self.annotated(&n.left).or(self.annotated(&n.right))
            }
            Expr::Subscript(n) => match (last_name(&n.value), n.slice.as_ref()) {
                (Some("Optional"), inner) => self.annotated(inner).or(Shapes::NONE),
                (Some("Union"), Expr::Tuple(tuple)) => tuple
                    .elts
                    .iter()
                    .map(|e| self.annotated(e))
                    .fold(Shapes::NOTHING, Shapes::or)
                    .known(),
                (Some(name), _) => of_annotation(name),
                _ => Shapes::UNKNOWN,
            },
            _ => last_name(annotation).map_or(Shapes::UNKNOWN, of_annotation),
        }
    }
}

fn of_annotation(name: &str) -> Shapes {
    if matches!(
        name,
        "tuple" | "Tuple" | "Sequence" | "Iterable" | "Collection"
    ) {
        Shapes::MANY.or(Shapes::TUPLE)
    } else if MANY_ANNOTATIONS.contains(&name) {
        Shapes::MANY
    } else if MAPPING_ANNOTATIONS.contains(&name) {
        Shapes::MAPPING
    } else {
        Shapes::UNKNOWN
    }
}

/// Collections of columns: several things, too.
fn is_collection(class: &str) -> bool {
    class.ends_with("ColumnCollection")
}

/// Whether `value` is a sum with `name` in it.
fn adds_to(value: &ast::Expr, name: &str) -> bool {
    match value {
        ast::Expr::BinOp(n) if n.op == ast::Operator::Add => {
            let is_it = |e: &ast::Expr| matches!(e, ast::Expr::Name(n) if n.id.as_str() == name);
            is_it(&n.left) || is_it(&n.right) || adds_to(&n.left, name)
        }
        _ => false,
    }
}
