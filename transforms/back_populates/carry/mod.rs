//! Expressions of the relationship, made valid in the body of the other class.

mod by_class;
mod names;
mod tables;
mod text;

use alchemod_engine::{Context, Import, ImportWish};
use alchemod_facts::scopes::ScopeId;
use alchemod_facts::{string, ClassId, ClassKind, Relationship, Value};
use alchemod_python::{ast, span, Style};

pub use by_class::class_parameter;

use names::Fate;
use text::quoted;

/// Arguments whose strings SQLAlchemy evaluates once all classes are there.
const EVALUATED: &[&str] = &[
    "primaryjoin",
    "secondaryjoin",
    "foreign_keys",
    "remote_side",
    "order_by",
];

/// An argument's value on the other side.
pub struct Carried {
    /// Its text.
    pub text: String,
    /// What the other file has to import for it.
    pub wishes: Vec<ImportWish>,
}

impl Carried {
    fn bare(text: String) -> Self {
        Carried {
            text,
            wishes: Vec::new(),
        }
    }
}

/// Carries expressions from a relationship to the other class.
pub struct Carrier<'c, 'p, 't> {
    cx: &'c Context<'p, 't>,
    there: Context<'p, 't>,
    relationship: &'c Relationship<'t>,
    target: ClassId,
}

impl<'c, 'p, 't> Carrier<'c, 'p, 't> {
    /// A carrier to `target`.
    pub fn new(
        cx: &'c Context<'p, 't>,
        relationship: &'c Relationship<'t>,
        target: ClassId,
    ) -> Self {
        Carrier {
            cx,
            there: cx.in_file(cx.project.class(target).file),
            relationship,
            target,
        }
    }

    /// The value of the parameter `key` on the other side.
    ///
    /// # Errors
    /// If it cannot be written there.
    pub fn carry(&self, key: &str, value: &'t ast::Expr) -> Result<Carried, String> {
        if is_literal(value) {
            return Ok(Carried::bare(self.text(value)));
        }
        if self.relationship.is_declared_attr && self.reads_class(value) {
            return self.for_class(key, value).ok_or_else(|| {
                format!(
                    "`{key}={}` is another for each class, and cannot be written in the body of {}",
                    self.text(value),
                    self.cx.project.class(self.target).name()
                )
            });
        }
        if self.relationship.class == self.target && !self.relationship.is_assigned {
            return match self.is_same_below(value) {
                true => Ok(Carried::bare(self.text(value))),
                false => Err(format!(
                    "`{key}={}` uses a name that the body of the class gives another meaning",
                    self.text(value)
                )),
            };
        }
        if let Some(carried) = self.change(value, self.whole(value), |chain| self.as_it_is(chain)) {
            return Ok(carried);
        }
        let evaluated = EVALUATED.contains(&key);
        if evaluated && self.is_registered() {
            let inner = match value {
                ast::Expr::Lambda(n) if n.args.args.is_empty() => n.body.as_ref(),
                other => other,
            };
            let quote = Style::of(self.there.file.tree).quote;
            let text = self.change(inner, span(inner), |chain| self.in_registry(chain));
            if let Some(quoted) = text.and_then(|carried| quoted(&carried.text, quote)) {
                return Ok(Carried::bare(quoted));
            }
        }
        if (evaluated || key == "secondary") && self.is_beside() {
            let inner = match value {
                ast::Expr::Lambda(n) if n.args.args.is_empty() => n.body.as_ref(),
                other => other,
            };
            if let Some(carried) = self.change(inner, span(inner), |chain| self.later(chain)) {
                return Ok(Carried {
                    text: format!("lambda: {}", carried.text),
                    ..carried
                });
            }
        }
        if key == "secondary" {
            if let Some(name) = self.table_name(value) {
                let quote = Style::of(self.there.file.tree).quote;
                return Ok(Carried::bare(format!("{quote}{name}{quote}")));
            }
        }
        Err(format!(
            "`{key}={}` cannot be written in the body of {}",
            self.text(value),
            self.cx.project.class(self.target).name()
        ))
    }

    /// The callee of the new relationship, and what it needs besides. Flask-SQLAlchemy's own only sets the class of
    /// dynamic relationships' queries, and type checkers take what it returns for no `Mapped`: where the attribute
    /// is annotated, SQLAlchemy's stands in its place.
    pub fn callee(
        &self,
        is_dynamic: bool,
        is_annotated: bool,
    ) -> Result<(Import, Option<String>), String> {
        let func = self.relationship.call.func.as_ref();
        let carried = self.change(func, span(func), |chain| match self.as_it_is(chain) {
            Fate::Keep => Fate::Keep,
            _ => Fate::Fail,
        });
        let carried = carried.map(|carried| carried.text);
        let as_import = |text: String| Import { text, wish: None };
        if !self.is_flask(func) {
            let plain = || self.there.import("sqlalchemy.orm.relationship");
            return Ok((carried.map_or_else(plain, as_import), None));
        }
        let handle = match &carried {
            Some(text) => text.strip_suffix(".relationship").map(str::to_owned),
            None => self.handle(),
        };
        if is_annotated && (handle.is_some() || !is_dynamic) {
            let queries = handle.filter(|_| is_dynamic);
            return Ok((
                self.there.import("sqlalchemy.orm.relationship"),
                queries.map(|handle| format!("query_class={handle}.Query")),
            ));
        }
        if let Some(text) = carried.or(handle.map(|handle| format!("{handle}.relationship"))) {
            return Ok((as_import(text), None));
        }
        if is_dynamic {
            return Err(
                "the file of the other class has no `db`, whose query class the back reference has"
                    .into(),
            );
        }
        Ok((self.there.import("sqlalchemy.orm.relationship"), None))
    }

    /// The name that the other file has for the extension of Flask-SQLAlchemy.
    fn handle(&self) -> Option<String> {
        let file = self.there.file;
        let names = file.scopes.get(ScopeId(0)).names.keys().copied();
        let handle = names
            .filter(|name| {
                let typed = self.cx.project.infer_name(file.id, ScopeId(0), name);
                typed.is_some_and(|typed| self.is_handle(&typed.value))
            })
            .min();
        handle.map(str::to_owned)
    }

    /// The class of the relationship as an argument of the new one.
    pub fn class_argument(&self, quote: char) -> Result<String, String> {
        let name = self.cx.project.class(self.relationship.class).name();
        if self.is_registered() {
            return Ok(format!("{quote}{name}{quote}"));
        }
        if self.is_beside() {
            return Ok(format!("lambda: {name}"));
        }
        let info = self.cx.project.class(self.relationship.class);
        Err(match info.kind() {
            ClassKind::Imperative => format!(
                "{name} is mapped by a call, and may have another registry than the other class, which cannot name it \
                 by a string then"
            ),
            _ => format!(
                "several classes are called {name}, so that the other side cannot name it by a string"
            ),
        })
    }

    fn is_flask(&self, func: &'t ast::Expr) -> bool {
        let ast::Expr::Attribute(n) = func else {
            return false;
        };
        let typed = self.cx.project.infer(self.cx.file.id, &n.value);
        typed.is_some_and(|typed| self.is_handle(&typed.value))
    }

    fn is_handle(&self, value: &Value) -> bool {
        self.cx
            .project
            .is_instance(value, "flask_sqlalchemy.SQLAlchemy")
    }

    /// Whether the name of the relationship's class means one class in the registry of the other.
    fn is_registered(&self) -> bool {
        let project = self.cx.project;
        let root = project.declarative_root(self.target);
        let name = project.class(self.relationship.class).name();
        let same = project
            .models()
            .classes_named(name)
            .iter()
            .filter(|&&id| root.is_none() || project.declarative_root(id) == root);
        root == project.declarative_root(self.relationship.class) && same.count() == 1
    }

    /// Whether both classes, and the relationship, stand in the same scope of the same file.
    fn is_beside(&self) -> bool {
        let scope = |class: ClassId| {
            let info = self.cx.project.class(class);
            (
                info.file,
                self.cx.project.file(info.file).scopes.of(info.node),
            )
        };
        self.relationship.file == self.cx.project.class(self.target).file
            && scope(self.relationship.class) == scope(self.target)
    }
}

/// Whether an expression is made of literals alone.
fn is_literal(value: &ast::Expr) -> bool {
    match value {
        ast::Expr::Constant(_) => true,
        ast::Expr::UnaryOp(n) => is_literal(&n.operand),
        ast::Expr::List(n) => n.elts.iter().all(is_literal),
        ast::Expr::Tuple(n) => n.elts.iter().all(is_literal),
        ast::Expr::Dict(n) => {
            n.keys.iter().flatten().all(is_literal) && n.values.iter().all(is_literal)
        }
        _ => string(value).is_some(),
    }
}
