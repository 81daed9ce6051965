//! Relationships: their targets, back references and direction.

use alchemod_python::arguments::{argument, keyword};
use alchemod_python::ast;
use alchemod_python::NodeId;

use crate::models::Models;
use crate::project::string;
use crate::value::{ClassId, Value};
use crate::{FileId, Project};

/// Which side of a foreign key a relationship is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The class's own table has the foreign key: one object.
    ManyToOne,
    /// The target's table has it: a collection, unless `uselist=False`.
    OneToMany,
    /// Through a secondary table: a collection, unless `uselist=False`.
    ManyToMany,
}

/// `backref="name"` or `backref=backref("name", ...)`.
#[derive(Clone, Debug)]
pub struct Backref<'t> {
    /// The argument.
    pub keyword: &'t ast::Keyword,
    /// The name of the attribute on the other class, if it is literal.
    pub name: Option<&'t str>,
    /// The `backref(...)` call; `None` for a plain string.
    pub call: Option<&'t ast::ExprCall>,
}

/// A relationship in a class body.
#[derive(Clone, Debug)]
pub struct Relationship<'t> {
    /// The class whose body it stands in.
    pub class: ClassId,
    /// The file of the class.
    pub file: FileId,
    /// The attribute's name.
    pub attribute: &'t str,
    /// The assignment, or the `def` of a `declared_attr`.
    pub statement: NodeId,
    /// The `relationship(...)` call.
    pub call: &'t ast::ExprCall,
    /// The annotation of the assignment.
    pub annotation: Option<&'t ast::Expr>,
    /// Whether it is returned by a `declared_attr` function.
    pub is_declared_attr: bool,
    /// The argument that names the target class.
    pub argument: Option<&'t ast::Expr>,
    /// The target class.
    pub target: Option<ClassId>,
    /// Its back reference.
    pub backref: Option<Backref<'t>>,
    /// `back_populates=`, if literal.
    pub back_populates: Option<&'t str>,
}

impl<'t> Relationship<'t> {
    /// The value of one of its keyword arguments.
    pub fn argument(&self, name: &str) -> Option<&'t ast::Expr> {
        keyword(self.call, name).map(|k| &k.value)
    }

    /// The value of one of its keyword arguments, if that is not the constant `None`.
    pub fn given(&self, name: &str) -> Option<&'t ast::Expr> {
        self.argument(name).filter(|value| !is_none(value))
    }

    /// The value of `secondary`, which may be given as the second positional argument.
    pub fn secondary(&self) -> Option<&'t ast::Expr> {
        argument(self.call, Some(1), "secondary").filter(|value| !is_none(value))
    }
}

fn is_none(value: &ast::Expr) -> bool {
    matches!(value, ast::Expr::Constant(n) if n.value.is_none())
}

impl<'t> Project<'t> {
    pub(crate) fn relationships_in_body(
        &self,
        class: ClassId,
        models: &Models<'t>,
    ) -> Vec<Relationship<'t>> {
        let info = self.class(class);
        let mut relationships = Vec::new();
        for declared in self.declared_in_body(class) {
            let ast::Expr::Call(call) = declared.value else {
                continue;
            };
            let annotation = declared.annotation;
            let callee = self.external(info.file, &call.func);
            if !matches!(
                callee.as_deref(),
                Some("sqlalchemy.orm.relationship" | "sqlalchemy.orm.relation")
            ) {
                continue;
            }
            let argument = argument(call, Some(0), "argument");
            relationships.push(Relationship {
                class,
                file: info.file,
                attribute: declared.attribute,
                statement: declared.statement,
                call,
                annotation,
                is_declared_attr: declared.is_declared_attr,
                argument,
                target: argument
                    .and_then(|argument| self.target(info.file, class, argument, models))
                    .or_else(|| {
                        let annotation = annotation.filter(|_| argument.is_none())?;
                        self.annotated_target(info.file, class, annotation, models)
                    }),
                backref: keyword(call, "backref").map(|keyword| self.backref(info.file, keyword)),
                back_populates: keyword(call, "back_populates").and_then(|k| string(&k.value)),
            });
        }
        relationships
    }

    fn backref(&self, file: FileId, keyword: &'t ast::Keyword) -> Backref<'t> {
        let call = match &keyword.value {
            ast::Expr::Call(call)
                if self.external(file, &call.func).as_deref() == Some("sqlalchemy.orm.backref") =>
            {
                Some(call)
            }
            _ => None,
        };
        let name = match call {
            Some(call) => argument(call, Some(0), "name").and_then(string),
            None => string(&keyword.value),
        };
        Backref {
            keyword,
            name,
            call,
        }
    }

    /// The class that the first argument of a relationship means.
    fn target(
        &self,
        file: FileId,
        class: ClassId,
        argument: &'t ast::Expr,
        models: &Models<'t>,
    ) -> Option<ClassId> {
        match argument {
            ast::Expr::Constant(_) => self.class_named(string(argument)?, class, models),
            ast::Expr::Lambda(lambda) => self.target(file, class, &lambda.body, models),
            other => match self.infer(file, other)?.value {
                Value::Class(id) => Some(id),
                _ => None,
            },
        }
    }

    /// The class in `Mapped[List["X"]]`, `Mapped["X"]`, `Mapped[Optional["X"]]`,
    /// `DynamicMapped["X"]`.
    fn annotated_target(
        &self,
        file: FileId,
        class: ClassId,
        annotation: &'t ast::Expr,
        models: &Models<'t>,
    ) -> Option<ClassId> {
        match annotation {
            ast::Expr::Subscript(n) => {
                let inner = match n.slice.as_ref() {
                    // `Dict[str, "X"]`
                    ast::Expr::Tuple(tuple) => tuple.elts.last()?,
                    single => single,
                };
                self.annotated_target(file, class, inner, models)
            }
            ast::Expr::BinOp(n) => self
                .annotated_target(file, class, &n.left, models)
                .or_else(|| self.annotated_target(file, class, &n.right, models)),
            ast::Expr::Constant(_) => {
                let text = string(annotation)?;
                let name = text.rsplit('[').next().unwrap_or(text);
                let name = name.trim_end_matches(']').split('|').next()?.trim();
                self.class_named(name, class, models)
            }
            other => match self.infer(file, other)?.value {
                Value::Class(id) => Some(id),
                _ => None,
            },
        }
    }
}
