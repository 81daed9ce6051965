//! The entity that the next name is an attribute of, while a path of relationships is followed.

use alchemod_engine::{Context, ImportWish};
use alchemod_facts::{ClassId, ClassKind, Home};
use alchemod_python::ast;

use super::names::class_text;
use crate::query::joins::{related_class, relationship_target, Target};

/// An entity: a mapped class, or an expression that stands for one.
#[derive(Clone, Debug)]
pub(crate) struct Cursor {
    /// The mapped class, if it is known; of an alias its class.
    pub class: Option<ClassId>,
    /// How the site writes it: what the user wrote. `None` for a class that the site has to name; an alias
    /// always has one.
    pub text: Option<String>,
}

/// An attribute that was named by a string.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    /// The attribute, as an expression.
    pub text: String,
    /// The import that it needs.
    pub wish: Option<ImportWish>,
    /// Where it leads, if it is a relationship.
    pub next: Result<Cursor, String>,
    /// Whether the attribute is there only once SQLAlchemy has configured the mappers.
    pub is_late: bool,
}

impl Cursor {
    /// The entity of a mapped class, by its own name.
    pub fn of_class(class: ClassId) -> Self {
        Cursor {
            class: Some(class),
            text: None,
        }
    }

    /// The attribute `name` of the entity.
    pub fn attribute(&self, cx: &Context<'_, '_>, name: &str) -> Result<Named, String> {
        if !is_identifier(name) {
            return Err(format!("{name:?} is no name of an attribute"));
        }
        let (owner, wish) = match (&self.text, self.class) {
            (Some(text), _) => (text.clone(), None),
            (None, Some(class)) => {
                let written = class_text(cx, class)?;
                (written.text, written.wish)
            }
            (None, None) => return Err("which class it belongs to cannot be told".into()),
        };
        let related = self.class.map(|class| related_class(cx, class, name));
        let next = match related {
            Some(Some(Some(target))) => Ok(Cursor::of_class(target)),
            _ => Err(format!("where {owner}.{name} leads cannot be told")),
        };
        Ok(Named {
            text: format!("{owner}.{name}"),
            wish,
            next,
            is_late: !self.class.is_some_and(|class| is_declared(cx, class, name)),
        })
    }

    /// The entity that a relationship attribute leads to; the error is a reason for users.
    pub fn after<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Result<Self, String> {
        match relationship_target(cx, expr) {
            Some(Target::Class(class)) => Ok(Cursor::of_class(class)),
            Some(Target::Text(text)) => Ok(Cursor {
                class: None,
                text: Some(text),
            }),
            _ => Err(format!(
                "where {} leads cannot be told",
                crate::query::entities::short(cx, expr)
            )),
        }
    }
}

/// Whether the class body (or one that it inherits from) makes the attribute, and not a call that maps the class, which
/// may come later.
fn is_declared(cx: &Context<'_, '_>, class: ClassId, name: &str) -> bool {
    let project = cx.project;
    if let Some(relationship) = project.relationship(class, name) {
        return !matches!(relationship.home, Home::Properties | Home::Added);
    }
    match project.column(class, name) {
        Some(column) => project.class(column.class).kind() != ClassKind::Imperative,
        None => crate::query::columns::is_column(project, class, name),
    }
}

/// Whether the text is a name that may stand after a dot.
pub(crate) fn is_identifier(name: &str) -> bool {
    let mut letters = name.chars();
    letters
        .next()
        .is_some_and(|first| first == '_' || first.is_alphabetic())
        && letters.all(|letter| letter == '_' || letter.is_alphanumeric())
        && !KEYWORDS.contains(&name)
}

/// Python's reserved words that an attribute in a database may well be named after.
const KEYWORDS: &[&str] = &[
    "None", "True", "False", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
];
