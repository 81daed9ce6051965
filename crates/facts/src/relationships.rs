//! Relationships: their targets, back references and direction.

use alchemod_python::arguments::{argument, keyword};
use alchemod_python::ast;
use alchemod_python::{Node, NodeId};

use crate::declared::Declared;
use crate::functions::last_name;
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

/// Where a relationship is given to its class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// In the class body.
    Body,
    /// `User.posts = relationship(...)`.
    Assigned,
    /// In the `properties` of the call that maps the class.
    Properties,
    /// `class_mapper(User).add_property("posts", relationship(...))`.
    Added,
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

/// A relationship of a mapped class or mixin.
#[derive(Clone, Debug)]
pub struct Relationship<'t> {
    /// The class that has it.
    pub class: ClassId,
    /// The file it stands in: that of the class, unless it is assigned from elsewhere.
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
    /// Whether it stands outside of the class body: `User.posts = relationship(...)`.
    pub is_assigned: bool,
    /// Where it is given to the class.
    pub home: Home,
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
        let file = self.class(class).file;
        self.declared_under_conditions(class)
            .into_iter()
            .filter_map(|declared| self.relationship_in(file, class, declared, models))
            .collect()
    }

    /// `User.posts = relationship(...)`, at the top of a module or anywhere else.
    pub(crate) fn assigned_relationships(&self, models: &Models<'t>) -> Vec<Relationship<'t>> {
        let mut relationships = Vec::new();
        for file in &self.files {
            for (id, call) in file.calls() {
                if !matches!(last_name(&call.func), Some("relationship" | "relation")) {
                    continue;
                }
                let Some(statement) = file.nodes.parent(id) else {
                    continue;
                };
                let Node::Stmt(ast::Stmt::Assign(assign)) = file.nodes.get(statement) else {
                    continue;
                };
                let [ast::Expr::Attribute(target)] = assign.targets.as_slice() else {
                    continue;
                };
                let Some(Value::Class(class)) =
                    self.infer(file.id, &target.value).map(|typed| typed.value)
                else {
                    continue;
                };
                if !self.is_declarative(class) {
                    continue;
                }
                let declared = Declared {
                    attribute: target.attr.as_str(),
                    value: assign.value.as_ref(),
                    annotation: None,
                    statement,
                    is_declared_attr: false,
                };
                let found = self.relationship_in(file.id, class, declared, models);
                relationships.extend(found.map(|relationship| Relationship {
                    is_assigned: true,
                    home: Home::Assigned,
                    ..relationship
                }));
            }
        }
        relationships
    }

    /// The relationship that an attribute is declared with.
    pub(crate) fn relationship_in(
        &self,
        file: FileId,
        class: ClassId,
        declared: Declared<'t>,
        models: &Models<'t>,
    ) -> Option<Relationship<'t>> {
        let ast::Expr::Call(call) = declared.value else {
            return None;
        };
        let callee = self.external(file, &call.func)?;
        if !matches!(
            &*callee,
            "sqlalchemy.orm.relationship" | "sqlalchemy.orm.relation"
        ) {
            return None;
        }
        let annotation = declared.annotation;
        let argument = argument(call, Some(0), "argument");
        Some(Relationship {
            class,
            file,
            attribute: declared.attribute,
            statement: declared.statement,
            call,
            annotation,
            is_declared_attr: declared.is_declared_attr,
            is_assigned: false,
            home: Home::Body,
            argument,
            target: argument
                .and_then(|argument| self.target(file, class, argument, models))
                .or_else(|| {
                    let annotation = annotation.filter(|_| argument.is_none())?;
                    self.annotated_target(file, class, annotation, models)
                }),
            backref: keyword(call, "backref").map(|keyword| self.backref(file, keyword)),
            back_populates: keyword(call, "back_populates").and_then(|k| string(&k.value)),
        })
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
            other => match self.infer(file, other).map(|typed| typed.value) {
                Some(Value::Class(id)) => Some(id),
                _ => self.mapped_by(file, other),
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
