//! What class bodies declare: the attributes that columns and relationships are found among.

use alchemod_python::ast;
use alchemod_python::{Node, NodeId};

use crate::value::{ClassId, Place};
use crate::{FileId, Project};

/// An attribute of a class body: `name = value`, `name: annotation = value`, or a `declared_attr`
/// function that returns one expression.
pub(crate) struct Declared<'t> {
    /// The attribute's name.
    pub attribute: &'t str,
    /// The assigned or returned expression.
    pub value: &'t ast::Expr,
    /// The annotation of the assignment, or of what the function returns.
    pub annotation: Option<&'t ast::Expr>,
    /// The assignment, or the `def`.
    pub statement: NodeId,
    /// Whether it is a `declared_attr` function.
    pub is_declared_attr: bool,
}

impl<'t> Project<'t> {
    /// The attributes that the statements of a class body declare, in their order.
    pub(crate) fn declared_in_body(&self, class: ClassId) -> Vec<Declared<'t>> {
        let info = self.class(class);
        info.def
            .body
            .iter()
            .filter_map(|stmt| self.declared(info.file, stmt))
            .collect()
    }

    /// The same, with what stands under conditions in the body (`if`, `try`, `with`).
    pub(crate) fn declared_under_conditions(&self, class: ClassId) -> Vec<Declared<'t>> {
        let info = self.class(class);
        let mut all = Vec::new();
        let mut todo: Vec<&'t ast::Stmt> = info.def.body.iter().rev().collect();
        while let Some(stmt) = todo.pop() {
            let mut inner: Vec<&'t [ast::Stmt]> = Vec::new();
            match stmt {
                ast::Stmt::If(n) => inner.extend([n.body.as_slice(), &n.orelse]),
                ast::Stmt::With(n) => inner.push(&n.body),
                ast::Stmt::Try(n) => {
                    inner.extend([n.body.as_slice(), &n.orelse, &n.finalbody]);
                    inner.extend(n.handlers.iter().map(|handler| {
                        let ast::ExceptHandler::ExceptHandler(handler) = handler;
                        handler.body.as_slice()
                    }));
                }
                _ => all.extend(self.declared(info.file, stmt)),
            }
            todo.extend(inner.into_iter().rev().flat_map(|body| body.iter().rev()));
        }
        all
    }

    fn declared(&self, file: FileId, stmt: &'t ast::Stmt) -> Option<Declared<'t>> {
        let statement = self.file(file).nodes.id(Node::Stmt(stmt))?;
        let (target, value, annotation) = match stmt {
            ast::Stmt::Assign(n) => match n.targets.as_slice() {
                [target] => (target, n.value.as_ref(), None),
                _ => return None,
            },
            ast::Stmt::AnnAssign(n) => (
                n.target.as_ref(),
                n.value.as_deref()?,
                Some(n.annotation.as_ref()),
            ),
            ast::Stmt::FunctionDef(n) => {
                return Some(Declared {
                    attribute: n.name.as_str(),
                    value: self.declared_attr_value(file, statement)?,
                    annotation: n.returns.as_deref(),
                    statement,
                    is_declared_attr: true,
                })
            }
            _ => return None,
        };
        let ast::Expr::Name(name) = target else {
            return None;
        };
        Some(Declared {
            attribute: name.id.as_str(),
            value,
            annotation,
            statement,
            is_declared_attr: false,
        })
    }

    /// What a `@declared_attr` function returns, if that is one expression.
    pub(crate) fn declared_attr_value(
        &self,
        file: FileId,
        function: NodeId,
    ) -> Option<&'t ast::Expr> {
        let place = Place {
            file,
            node: function,
        };
        let def = self.function(place)?;
        let is_declared = def.decorators.iter().any(|decorator| {
            let decorator = match decorator {
                // `declared_attr.cascading`, `declared_attr.directive`
                ast::Expr::Attribute(n) if matches!(n.attr.as_str(), "cascading" | "directive") => {
                    n.value.as_ref()
                }
                other => other,
            };
            self.external(file, decorator).as_deref() == Some("sqlalchemy.orm.declared_attr")
        });
        if !is_declared {
            return None;
        }
        match self.results(place).returns.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }
}
