//! The annotation of a relationship, from what is known of it.

use alchemod_engine::{Context, ImportWish};
use alchemod_facts::{ClassId, Direction};
use alchemod_python::ast;

/// What an attribute holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A list.
    List,
    /// A set.
    Set,
    /// A dictionary, its keys of any type.
    Dict,
    /// A query (`lazy="dynamic"`).
    Dynamic,
    /// One object; whether it may be missing.
    One {
        /// It may be `None`.
        optional: bool,
    },
}

/// Arguments that decide what an attribute holds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Arguments<'t> {
    /// `uselist=`
    pub uselist: Option<&'t ast::Expr>,
    /// `lazy=`
    pub lazy: Option<&'t ast::Expr>,
    /// `collection_class=`
    pub collection_class: Option<&'t ast::Expr>,
}

/// Collection classes of SQLAlchemy, by their last name, and what they make of an attribute.
const COLLECTIONS: &[(&str, Holds)] = &[
    ("ordering_list", Holds::List),
    ("OrderingList", Holds::List),
    ("InstrumentedList", Holds::List),
    ("InstrumentedSet", Holds::Set),
    ("attribute_mapped_collection", Holds::Dict),
    ("column_mapped_collection", Holds::Dict),
    ("mapped_collection", Holds::Dict),
    ("attribute_keyed_dict", Holds::Dict),
    ("column_keyed_dict", Holds::Dict),
    ("keyfunc_mapping", Holds::Dict),
];

/// What an attribute holds, or why that is not certain. `join` is the direction and whether the object of
/// a many-to-one may be missing.
pub fn holds<'t>(
    cx: &Context<'_, 't>,
    join: Option<(Direction, bool)>,
    arguments: Arguments<'t>,
) -> Result<Holds, String> {
    let lazy = match arguments.lazy {
        None => None,
        Some(ast::Expr::Constant(n)) => n.value.as_str().map(String::as_str),
        Some(_) => return Err("`lazy` is no literal: it may make the attribute a query".into()),
    };
    match lazy {
        Some("dynamic") => return Ok(Holds::Dynamic),
        Some("write_only") => {
            return Err("it is write-only, annotate it as `WriteOnlyMapped`".into())
        }
        _ => {}
    }
    let uselist = match arguments.uselist {
        None => None,
        Some(ast::Expr::Constant(n)) if n.value.is_none() => None,
        Some(ast::Expr::Constant(n)) if n.value.as_bool().is_some() => n.value.as_bool().copied(),
        Some(_) => {
            return Err("`uselist` is no literal: it decides between a list and one object".into())
        }
    };
    let is_list = match (uselist, join) {
        (Some(uselist), _) => uselist,
        (None, Some((direction, _))) => direction != Direction::ManyToOne,
        (None, None) => return Err(
            "which side has the foreign key cannot be read with certainty, and a wrong annotation \
                 would turn a list into one object"
                .into(),
        ),
    };
    if !is_list {
        return Ok(Holds::One {
            optional: !matches!(join, Some((Direction::ManyToOne, false))),
        });
    }
    collection(cx, arguments.collection_class)
        .ok_or_else(|| "what its `collection_class` is cannot be read".into())
}

fn collection<'t>(cx: &Context<'_, 't>, class: Option<&'t ast::Expr>) -> Option<Holds> {
    let class = match class {
        None => return Some(Holds::List),
        Some(ast::Expr::Constant(n)) if n.value.is_none() => return Some(Holds::List),
        Some(ast::Expr::Call(call)) => call.func.as_ref(),
        Some(class) => class,
    };
    if let Some(path) = cx.project.external(cx.file.id, class) {
        let name = path.strip_prefix("sqlalchemy.")?.rsplit('.').next()?;
        let known = COLLECTIONS.iter().find(|(known, _)| *known == name);
        return known.map(|(_, holds)| *holds);
    }
    let ast::Expr::Name(name) = class else {
        return None;
    };
    let scope = cx.file.scope_of(class)?;
    if cx.file.scopes.lookup(name.id.as_str(), scope).is_some() {
        return None;
    }
    match name.id.as_str() {
        "list" => Some(Holds::List),
        "set" => Some(Holds::Set),
        _ => None,
    }
}

/// An annotation and what it needs imported.
pub struct Annotation {
    /// `Mapped[List["Child"]]`
    pub text: String,
    /// Of the file.
    pub wishes: Vec<ImportWish>,
}

/// The annotation of an attribute of `cx`'s site that holds objects of `target`. `None` if the class's name
/// means something else in this file.
pub fn annotation(
    cx: &Context<'_, '_>,
    holds: Holds,
    target: ClassId,
    quote: char,
) -> Option<Annotation> {
    let class = cx.project.class(target);
    let name = class.name();
    let mut wishes = Vec::new();
    let is_of_module =
        cx.project.file(class.file).scopes.of(class.node) == alchemod_facts::scopes::ScopeId(0);
    if class.file != cx.file.id && is_of_module {
        wishes.extend(cx.import_from(class.file, name, true)?.wish);
    } else if class.file != cx.file.id {
        return None;
    }
    let mut import = |path: &str| {
        let import = cx.import(path);
        wishes.extend(import.wish);
        import.text
    };
    let container = match holds {
        Holds::Dynamic => import("sqlalchemy.orm.DynamicMapped"),
        _ => import("sqlalchemy.orm.Mapped"),
    };
    let python = cx.settings.python;
    let generics = python.has_builtin_generics();
    let mut generic = |builtin: &str, typing: &str| {
        if generics && !cx_binds(cx, builtin) {
            builtin.to_owned()
        } else {
            import(typing)
        }
    };
    let object = format!("{quote}{name}{quote}");
    let inner = match holds {
        Holds::Dynamic | Holds::One { optional: false } => object,
        Holds::List => format!("{}[{object}]", generic("list", "typing.List")),
        Holds::Set => format!("{}[{object}]", generic("set", "typing.Set")),
        Holds::Dict => {
            let dict = generic("dict", "typing.Dict");
            format!("{dict}[{}, {object}]", import("typing.Any"))
        }
        Holds::One { optional: true } if python.has_union_operator() => {
            format!("{quote}{name} | None{quote}")
        }
        Holds::One { optional: true } => format!("{}[{object}]", import("typing.Optional")),
    };
    Some(Annotation {
        text: format!("{container}[{inner}]"),
        wishes,
    })
}

/// Whether any scope of the file binds the name of a builtin.
fn cx_binds(cx: &Context<'_, '_>, name: &str) -> bool {
    cx.file
        .scopes
        .all()
        .any(|(_, scope)| scope.names.contains_key(name))
}
