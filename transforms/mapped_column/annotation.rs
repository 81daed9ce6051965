//! The text of annotations.

use alchemod_engine::{Context, Import, ImportWish};
use alchemod_facts::scopes::ScopeId;
use alchemod_facts::sqlalchemy::types::{PythonType, ANY};
use alchemod_facts::{ClassId, Value};
use alchemod_python::{ast, NodeId};

use super::python_type::Held;

/// A text and the imports that it needs.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// The text.
    pub text: String,
    /// What must be imported.
    pub wishes: Vec<ImportWish>,
}

impl Written {
    fn of(import: Import) -> Self {
        Written {
            text: import.text,
            wishes: import.wish.into_iter().collect(),
        }
    }

    /// `outer[inner]`.
    fn subscript(self, inner: Written) -> Self {
        let mut wishes = self.wishes;
        wishes.extend(inner.wishes);
        Written {
            text: format!("{}[{}]", self.text, inner.text),
            wishes,
        }
    }
}

/// The names that annotations of a class body can use. SQLAlchemy evaluates them when the class
/// is made: in the body itself, or, under `from __future__ import annotations`, in the module.
pub struct Names<'c, 'p, 't> {
    cx: &'c Context<'p, 't>,
    /// The class's scope.
    scope: ScopeId,
    is_postponed: bool,
}

impl<'c, 'p, 't> Names<'c, 'p, 't> {
    /// Names as `statement`, which stands in the class body `scope`, sees them.
    pub fn new(cx: &'c Context<'p, 't>, scope: ScopeId) -> Self {
        Names {
            cx,
            scope,
            is_postponed: is_postponed(cx),
        }
    }

    /// `Mapped[...]`.
    pub fn mapped(&self, site: NodeId, inner: Written) -> Written {
        let cx = self.cx.at(site);
        Written::of(cx.import("sqlalchemy.orm.Mapped")).subscript(inner)
    }

    /// `Optional[...]` or `... | None`.
    pub fn optional(&self, site: NodeId, inner: Written) -> Written {
        if self.cx.settings.python.has_union_operator() {
            return Written {
                text: format!("{} | None", inner.text),
                ..inner
            };
        }
        let cx = self.cx.at(site);
        Written::of(cx.import("typing.Optional")).subscript(inner)
    }

    /// Whether the annotation can be evaluated on the lowest Python of the project. As long as nobody
    /// evaluates it (postponed, or in quotes), it may be written for a newer one.
    pub fn can_be_evaluated(&self, annotation: &ast::Expr) -> bool {
        let is_quoted = matches!(annotation, ast::Expr::Constant(_));
        if !self.is_postponed && !is_quoted {
            return true;
        }
        let python = self.cx.settings.python;
        let text = self.cx.source(annotation);
        let has_union = text.contains('|');
        let has_generic = BUILTIN_GENERICS.iter().any(|generic| {
            text.match_indices(generic)
                .any(|(at, _)| !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
        });
        (python.has_union_operator() || !has_union)
            && (python.has_builtin_generics() || !has_generic)
    }

    /// The type of the values. `None` if its name means something else in the class body.
    pub fn held(&self, site: NodeId, held: &Held<'t>) -> Option<Written> {
        match held {
            Held::Type(python) => self.python(site, *python),
            Held::Class(expr) => self.is_visible(expr).then(|| Written {
                text: self.cx.source(*expr).to_owned(),
                wishes: Vec::new(),
            }),
            Held::External(path) => Some(Written::of(self.cx.at(site).import(path))),
            Held::Own(class) => match self.own(site, *class) {
                Some(written) => Some(written),
                None => self.python(site, ANY),
            },
            Held::List(item) => {
                let item = self.held(site, item)?;
                Some(self.generic(site, "list", "List")?.subscript(item))
            }
            Held::Set(item) => {
                let item = self.held(site, item)?;
                Some(self.generic(site, "set", "Set")?.subscript(item))
            }
            Held::Dict { keys } => {
                let (keys, any) = (self.python(site, *keys)?, self.python(site, ANY)?);
                let mut both = Written {
                    text: format!("{}, {}", keys.text, any.text),
                    wishes: keys.wishes,
                };
                both.wishes.extend(any.wishes);
                Some(self.generic(site, "dict", "Dict")?.subscript(both))
            }
        }
    }

    /// The name of a class of the project, if the module has it when the annotation is evaluated.
    fn own(&self, site: NodeId, class: ClassId) -> Option<Written> {
        let (project, file) = (self.cx.project, self.cx.file);
        let info = project.class(class);
        let name = info.name();
        let found = project.infer_name(file.id, ScopeId(0), name)?;
        let is_there = info.file != file.id || self.is_postponed || info.node < site;
        (found.value == Value::Class(class) && is_there && self.is_visible_name(name)).then(|| {
            Written {
                text: name.to_owned(),
                wishes: Vec::new(),
            }
        })
    }

    /// A collection's name: the builtin, or its stand-in in `typing` for old Pythons.
    fn generic(&self, site: NodeId, builtin: &str, alias: &str) -> Option<Written> {
        if self.cx.settings.python.has_builtin_generics() {
            return self.builtin(builtin);
        }
        let path = format!("typing.{alias}");
        Some(Written::of(self.cx.at(site).import(&path)))
    }

    fn python(&self, site: NodeId, python: PythonType) -> Option<Written> {
        match python.module {
            None => self.builtin(python.class),
            Some(module) => {
                let path = format!("{module}.{}", python.class);
                Some(Written::of(self.cx.at(site).import(&path)))
            }
        }
    }

    fn builtin(&self, name: &str) -> Option<Written> {
        let scopes = &self.cx.file.scopes;
        scopes.lookup(name, self.scope).is_none().then(|| Written {
            text: name.to_owned(),
            wishes: Vec::new(),
        })
    }

    /// Whether all names of an expression mean the same where SQLAlchemy evaluates it, and are
    /// there at run time.
    pub fn is_visible(&self, expr: &ast::Expr) -> bool {
        match expr {
            ast::Expr::Name(name) => self.is_visible_name(name.id.as_str()),
            ast::Expr::Attribute(attribute) => self.is_visible(&attribute.value),
            ast::Expr::Subscript(subscript) => {
                self.is_visible(&subscript.value) && self.is_visible(&subscript.slice)
            }
            ast::Expr::Tuple(tuple) => tuple.elts.iter().all(|element| self.is_visible(element)),
            ast::Expr::List(list) => list.elts.iter().all(|element| self.is_visible(element)),
            ast::Expr::BinOp(binary) => {
                self.is_visible(&binary.left) && self.is_visible(&binary.right)
            }
            ast::Expr::Constant(constant) => {
                constant.value.is_none() || constant.value == ast::Constant::Ellipsis
            }
            _ => false,
        }
    }

    fn is_visible_name(&self, name: &str) -> bool {
        let scopes = &self.cx.file.scopes;
        let Some((scope, ids)) = scopes.lookup(name, self.scope) else {
            return is_builtin_type(name);
        };
        // The class's own names are columns and the like by then.
        let is_outside = scope != self.scope && (!self.is_postponed || scope == ScopeId(0));
        let at_run_time = ids
            .iter()
            .any(|&id| !self.only_for_checkers(scopes.binding(id).node));
        is_outside && at_run_time
    }

    fn only_for_checkers(&self, node: NodeId) -> bool {
        let file = self.cx.file;
        file.nodes.ancestors(node).any(|id| {
            let Some(ast::Stmt::If(branch)) = file.nodes.get(id).stmt() else {
                return false;
            };
            matches!(
                alchemod_facts::last_name(&branch.test),
                Some("TYPE_CHECKING")
            )
        })
    }
}

fn is_builtin_type(name: &str) -> bool {
    const TYPES: &[&str] = &[
        "bool",
        "bytes",
        "complex",
        "dict",
        "float",
        "frozenset",
        "int",
        "list",
        "object",
        "set",
        "str",
        "tuple",
        "type",
    ];
    TYPES.contains(&name)
}

/// Builtin classes that take arguments from Python 3.9 on.
const BUILTIN_GENERICS: &[&str] = &["dict[", "frozenset[", "list[", "set[", "tuple[", "type["];

/// Whether the file postpones the evaluation of its annotations.
fn is_postponed(cx: &Context<'_, '_>) -> bool {
    cx.file.tree.body().iter().any(|stmt| {
        matches!(stmt, ast::Stmt::ImportFrom(n)
            if n.module.as_deref() == Some("__future__")
                && n.names.iter().any(|alias| alias.name.as_str() == "annotations"))
    })
}
