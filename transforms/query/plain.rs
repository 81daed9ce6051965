//! Expressions that bring no other table into a query: attributes of its own class, and plain values.

use alchemod_engine::Context;
use alchemod_facts::{ClassId, Direction, Value};
use alchemod_python::ast;

use super::columns::is_column;
use super::values::{is_plain, is_plain_call, is_run, shows_sqlalchemy, DEPTH};

/// What the query selects from.
pub(crate) struct Own<'a, 't> {
    /// The context of the chain.
    pub cx: &'a Context<'a, 't>,
    /// The class.
    pub class: ClassId,
    /// How the entity is written; an alias is known by that alone.
    pub text: &'t str,
    /// Whether the entity is an alias.
    pub is_alias: bool,
}

/// Functions of SQLAlchemy that combine what they are given.
const COMBINING: &[&str] = &[
    "sqlalchemy.asc",
    "sqlalchemy.between",
    "sqlalchemy.bindparam",
    "sqlalchemy.case",
    "sqlalchemy.cast",
    "sqlalchemy.collate",
    "sqlalchemy.desc",
    "sqlalchemy.distinct",
    "sqlalchemy.extract",
    "sqlalchemy.false",
    "sqlalchemy.literal",
    "sqlalchemy.null",
    "sqlalchemy.nulls_first",
    "sqlalchemy.nulls_last",
    "sqlalchemy.nullsfirst",
    "sqlalchemy.nullslast",
    "sqlalchemy.text",
    "sqlalchemy.true",
    "sqlalchemy.tuple_",
    "sqlalchemy.type_coerce",
];

/// What an expression brings into a query.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Attributes of the query's own class, alone or with values.
    Own,
    /// A value, as far as it shows.
    Plain,
    /// Anything else.
    Other,
}

impl Kind {
    /// Of operands that make one expression together: `User.age + years`.
    fn of_operands(kinds: impl Iterator<Item = Kind>) -> Kind {
        kinds.fold(Kind::Plain, |all, kind| match (all, kind) {
            (Kind::Other, _) | (_, Kind::Other) => Kind::Other,
            (Kind::Own, _) | (_, Kind::Own) => Kind::Own,
            _ => Kind::Plain,
        })
    }
}

impl<'a, 't> Own<'a, 't> {
    /// Whether the argument of a method of the query (a criterion, an ordering) uses nothing but attributes of
    /// the query's own class and plain values. A name alone is not known to: it may hold any criterion.
    pub fn is_own(&self, expr: &'t ast::Expr) -> bool {
        matches!(expr, ast::Expr::Constant(_) | ast::Expr::JoinedStr(_))
            || self.kind(expr) == Kind::Own
    }

    /// Whether the value that an attribute of the class is compared with brings in nothing else.
    pub fn is_operand(&self, expr: &'t ast::Expr) -> bool {
        self.kind(expr) != Kind::Other
    }

    fn kind(&self, expr: &'t ast::Expr) -> Kind {
        let operands = |list: &'t [ast::Expr]| Kind::of_operands(list.iter().map(|e| self.kind(e)));
        match expr {
            ast::Expr::Constant(_) | ast::Expr::JoinedStr(_) => Kind::Plain,
            ast::Expr::BoolOp(n) => self.kind_of_criteria(n.values.iter()),
            ast::Expr::IfExp(n) => self.kind_of_criteria([&*n.body, &*n.orelse].into_iter()),
            ast::Expr::BinOp(n) if matches!(n.op, ast::Operator::BitAnd | ast::Operator::BitOr) => {
                self.kind_of_criteria([&*n.left, &*n.right].into_iter())
            }
            ast::Expr::BinOp(n) => {
                Kind::of_operands([&n.left, &n.right].into_iter().map(|e| self.kind(e)))
            }
            ast::Expr::UnaryOp(n) => self.kind(&n.operand),
            ast::Expr::Compare(n) => Kind::of_operands(
                std::iter::once(&*n.left)
                    .chain(&n.comparators)
                    .map(|e| self.kind(e)),
            ),
            ast::Expr::Tuple(n) => operands(&n.elts),
            ast::Expr::List(n) => operands(&n.elts),
            ast::Expr::Set(n) => operands(&n.elts),
            ast::Expr::Attribute(n) if self.is_entity(&n.value) => {
                if self.is_own_attribute(n.attr.as_str()) {
                    Kind::Own
                } else {
                    Kind::Other
                }
            }
            ast::Expr::Call(n) => self.kind_of_call(n),
            _ if is_plain(self.cx, self.cx.file.id, expr, DEPTH) => Kind::Plain,
            _ => Kind::Other,
        }
    }

    /// Of expressions each of which may stand as a criterion: beside one that is, a name may be one too.
    fn kind_of_criteria(&self, exprs: impl Iterator<Item = &'t ast::Expr> + Clone) -> Kind {
        match Kind::of_operands(exprs.clone().map(|e| self.kind(e))) {
            Kind::Own if exprs.into_iter().all(|e| self.is_own(e)) => Kind::Own,
            Kind::Plain => Kind::Plain,
            _ => Kind::Other,
        }
    }

    fn is_entity(&self, expr: &'t ast::Expr) -> bool {
        if self.cx.source(expr) == self.text {
            return true;
        }
        let line = self.cx.project.linearized(self.class);
        !self.is_alias
            && matches!(self.cx.project.infer(self.cx.file.id, expr).map(|t| t.value),
                Some(Value::Class(class)) if line.contains(&class))
    }

    /// Whether the attribute is a column, or a many-to-one relationship, which compares by columns.
    fn is_own_attribute(&self, name: &str) -> bool {
        let project = self.cx.project;
        if is_column(project, self.class, name) {
            return true;
        }
        project
            .relationship(self.class, name)
            .is_some_and(|relationship| {
                project.direction(relationship) == Some(Direction::ManyToOne)
            })
    }

    fn kind_of_call(&self, call: &'t ast::ExprCall) -> Kind {
        let arguments = || {
            call.args.iter().all(|arg| self.is_operand(arg))
                && call
                    .keywords
                    .iter()
                    .all(|keyword| self.is_operand(&keyword.value))
        };
        let own_if = |is_own: bool| if is_own { Kind::Own } else { Kind::Other };
        if let ast::Expr::Attribute(method) = call.func.as_ref() {
            let name = method.attr.as_str();
            // EXISTS of its own: what it names stays within.
            if matches!(name, "any" | "has") && self.is_attribute_of_entity(&method.value) {
                return Kind::Own;
            }
            if matches!(name, "in_" | "notin_" | "not_in") && self.kind(&method.value) == Kind::Own
            {
                let is_within = |arg| self.is_operand(arg) || is_subquery(self.cx, arg);
                return own_if(call.args.iter().all(is_within));
            }
            if self.is_attribute_of_entity(&method.value) {
                return own_if(self.kind(&method.value) == Kind::Own && arguments());
            }
        }
        match self
            .cx
            .project
            .external(self.cx.file.id, &call.func)
            .as_deref()
        {
            Some("sqlalchemy.and_" | "sqlalchemy.or_" | "sqlalchemy.not_") => {
                return own_if(call.args.iter().all(|arg| self.is_own(arg)))
            }
            Some(path) if COMBINING.contains(&path) || path.starts_with("sqlalchemy.func.") => {
                return own_if(arguments())
            }
            Some(path) if path.starts_with("sqlalchemy.") => return Kind::Other,
            _ => {}
        }
        if let ast::Expr::Attribute(method) = call.func.as_ref() {
            // A method of an expression of its own: `(User.a + 1).desc()`, `func.lower(User.name).like(x)`.
            if shows_sqlalchemy(self.cx.project, self.cx.file.id, &method.value, DEPTH)
                && !is_run(self.cx.project, self.cx.file.id, call)
            {
                return own_if(self.kind(&method.value) == Kind::Own && arguments());
            }
        }
        if is_plain_call(self.cx, self.cx.file.id, call, DEPTH) {
            Kind::Plain
        } else {
            Kind::Other
        }
    }

    fn is_attribute_of_entity(&self, expr: &'t ast::Expr) -> bool {
        matches!(expr, ast::Expr::Attribute(n) if self.is_entity(&n.value))
    }
}

/// A query or select that stands as a subquery: what it selects from stays within.
fn is_subquery<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    cx.project
        .infer(cx.file.id, expr)
        .is_some_and(|typed| match typed.value {
            Value::Instance(path) => {
                matches!(&*path, "sqlalchemy.orm.Query" | "sqlalchemy.sql.Select")
            }
            _ => false,
        })
}
