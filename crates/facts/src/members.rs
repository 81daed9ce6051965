//! What classes and objects of the project have under a name.

use alchemod_python::ast;

use crate::externals::{external_attribute, external_class_attribute};
use crate::infer::Infer;
use crate::iteration::combine_lists;
use crate::scopes::ScopeId;
use crate::value::{Typed, Value};
use crate::{ClassId, ClassKind, FileId};

impl<'t> Infer<'_, 't> {
    /// A member of a class of the project, through its bases.
    pub(crate) fn class_member(&self, class: ClassId, name: &str) -> Option<Typed> {
        let order = self.project.linearized(class);
        if self.project.is_given(&order, name) {
            return Some(Typed::proven(Value::Attribute(class, name.into())));
        }
        for &owner in &order {
            let info = self.project.class(owner);
            let scope = self.project.file(info.file).scopes.get(info.scope);
            if let Some(ids) = scope.names.get(name) {
                let found = self.bindings(info.file, info.scope, name, ids)?;
                return Some(match found.value {
                    // An inherited column is read from the class that was asked.
                    Value::Attribute(_, name) => Typed {
                        value: Value::Attribute(class, name),
                        ..found
                    },
                    _ => found,
                });
            }
        }
        if self.project.has_back_reference(class, name) {
            return Some(Typed::proven(Value::Attribute(class, name.into())));
        }
        let external = order
            .iter()
            .flat_map(|&owner| self.project.bases(owner))
            .find_map(|base| match base {
                Some(Value::External(path)) => external_class_attribute(&path, name),
                _ => None,
            });
        external
            .map(Typed::proven)
            .or_else(|| {
                let is_table = name == "__table__" && self.project.class(class).is_mapped();
                is_table.then(|| Typed::proven(Value::Instance("sqlalchemy.Table".into())))
            })
            .or_else(|| {
                let is_query = name == "query" && self.project.query_property(class).is_some();
                is_query.then(|| Typed::proven(Value::Instance("sqlalchemy.orm.Query".into())))
            })
    }

    /// What SQLAlchemy adds to a mapped class or a declarative base.
    pub(crate) fn of_mapped_class(&self, class: ClassId, name: &str) -> Option<Typed> {
        let kind = self.project.class(class).kind();
        let result = match (name, kind) {
            ("__table__", ClassKind::Mapped | ClassKind::Imperative) => "sqlalchemy.Table",
            ("metadata", ClassKind::Mapped | ClassKind::Base) => "sqlalchemy.MetaData",
            _ => return None,
        };
        Some(Typed::proven(Value::Instance(result.into())))
    }

    pub(crate) fn object_member(&self, class: ClassId, name: &str) -> Option<Typed> {
        for owner in self.project.linearized(class) {
            let info = self.project.class(owner);
            if let Some(values) = info.self_assignments.get(name) {
                let found = combine_lists(values.iter().map(|assigned| {
                    let find = || {
                        let scope = self.project.file(info.file).scope_of(assigned.value)?;
                        assigned
                            .annotation
                            .and_then(|a| self.annotation(info.file, scope, a))
                            .or_else(|| self.expr(info.file, scope, assigned.value))
                    };
                    (assigned.value, find())
                }));
                let found = found.and_then(|found| self.with_additions(owner, name, found));
                if found.is_some() {
                    return found;
                }
            }
        }
        match self.class_member(class, name) {
            Some(Typed {
                value: Value::Function(place),
                certainty,
            }) => {
                if self.project.has_decorator(place, PROPERTY_DECORATORS) {
                    return self.returned(place);
                }
                Some(Typed {
                    value: Value::Function(place),
                    certainty,
                })
            }
            // The value of a mapped attribute on an instance is the user's data.
            Some(Typed {
                value: Value::Attribute(..),
                ..
            }) => None,
            Some(found) => Some(found),
            None => {
                let external = self.project.external_base(class)?;
                external_attribute(&external, name).map(Typed::proven)
            }
        }
    }

    /// `name = Column(...)` in a class body is the class's mapped attribute.
    pub(crate) fn declared_attribute(
        &self,
        file: FileId,
        scope: ScopeId,
        name: &str,
        value: &'t ast::Expr,
    ) -> Option<Typed> {
        let class = self.project.class_of_scope(file, scope)?;
        let ast::Expr::Call(call) = value else {
            return None;
        };
        let callee = self.expr(file, scope, &call.func)?;
        let path = callee.value.external()?;
        MAPPED_CONSTRUCTORS
            .contains(&path)
            .then(|| Typed::proven(Value::Attribute(class, name.into())))
    }

    /// `name: Mapped[int]` in a class body is the class's mapped attribute.
    pub(crate) fn mapped_annotation(
        &self,
        file: FileId,
        scope: ScopeId,
        name: &str,
        annotation: &'t ast::Expr,
    ) -> Option<Typed> {
        let class = self.project.class_of_scope(file, scope)?;
        let ast::Expr::Subscript(subscript) = annotation else {
            return None;
        };
        let generic = self.expr(file, scope, &subscript.value)?;
        MAPPED_ANNOTATIONS
            .contains(&generic.value.external()?)
            .then(|| Typed::proven(Value::Attribute(class, name.into())))
    }
}

/// What makes a class attribute a mapped one by its annotation alone.
const MAPPED_ANNOTATIONS: &[&str] = &[
    "sqlalchemy.orm.Mapped",
    "sqlalchemy.orm.DynamicMapped",
    "sqlalchemy.orm.WriteOnlyMapped",
];

/// Decorators that make a method an attribute.
const PROPERTY_DECORATORS: &[&str] = &[
    "property",
    "functools.cached_property",
    "werkzeug.utils.cached_property",
    "cached_property.cached_property",
    "django.utils.functional.cached_property",
    "sqlalchemy.util.memoized_property",
];

/// What makes a class attribute a mapped one.
const MAPPED_CONSTRUCTORS: &[&str] = &[
    "sqlalchemy.Column",
    "sqlalchemy.orm.mapped_column",
    "sqlalchemy.orm.relationship",
    "sqlalchemy.orm.relation",
    "sqlalchemy.orm.dynamic_loader",
    "sqlalchemy.orm.column_property",
    "sqlalchemy.orm.deferred",
    "sqlalchemy.orm.synonym",
    "sqlalchemy.orm.composite",
    "sqlalchemy.orm.query_expression",
];
