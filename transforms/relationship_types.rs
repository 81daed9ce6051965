//! The annotation of a relationship, from what is known of it.

use alchemod_engine::{Context, ImportWish};
use alchemod_facts::{last_name, string, ClassId, Column, Direction, Value};
use alchemod_python::ast;

/// What an attribute holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A list.
    List,
    /// A set.
    Set,
    /// A dictionary, and the builtin type of its keys, where that is known.
    Dict(Option<&'static str>),
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
    /// The class of what it holds.
    pub target: Option<ClassId>,
}

/// Collection classes of SQLAlchemy, by their last name, and what they make of an attribute.
const COLLECTIONS: &[(&str, Holds)] = &[
    ("ordering_list", Holds::List),
    ("OrderingList", Holds::List),
    ("InstrumentedList", Holds::List),
    ("InstrumentedSet", Holds::Set),
    ("attribute_mapped_collection", Holds::Dict(None)),
    ("column_mapped_collection", Holds::Dict(None)),
    ("mapped_collection", Holds::Dict(None)),
    ("attribute_keyed_dict", Holds::Dict(None)),
    ("column_keyed_dict", Holds::Dict(None)),
    ("keyfunc_mapping", Holds::Dict(None)),
    ("MappedCollection", Holds::Dict(None)),
    ("KeyFuncDict", Holds::Dict(None)),
];

/// Types that a dictionary's keys may have without an import.
const KEYS: &[&str] = &["bool", "bytes", "float", "int", "str"];

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
    collection(cx, arguments.collection_class, arguments.target)
        .ok_or_else(|| "what its `collection_class` is cannot be read".into())
}

fn collection<'t>(
    cx: &Context<'_, 't>,
    class: Option<&'t ast::Expr>,
    target: Option<ClassId>,
) -> Option<Holds> {
    let (class, call) = match class {
        None => return Some(Holds::List),
        Some(ast::Expr::Constant(n)) if n.value.is_none() => return Some(Holds::List),
        Some(ast::Expr::Lambda(n)) if n.args.args.is_empty() => {
            return match n.body.as_ref() {
                made @ ast::Expr::Call(_) => collection(cx, Some(made), target),
                _ => None,
            }
        }
        Some(ast::Expr::Call(call)) => (call.func.as_ref(), Some(call)),
        Some(class) => (class, None),
    };
    if let Some(path) = cx.project.external(cx.file.id, class) {
        let name = path.strip_prefix("sqlalchemy.")?.rsplit('.').next()?;
        let (_, holds) = COLLECTIONS.iter().find(|(known, _)| *known == name)?;
        return Some(match holds {
            Holds::Dict(_) => Holds::Dict(call.and_then(|call| key_type(cx, call, target))),
            other => *other,
        });
    }
    if let Some(Value::Class(own)) = cx.project.infer(cx.file.id, class).map(|typed| typed.value) {
        return own_collection(cx, own);
    }
    let ast::Expr::Name(name) = class else {
        return None;
    };
    let scope = cx.file.scope_of(class)?;
    if cx.file.scopes.lookup(name.id.as_str(), scope).is_some() {
        return None;
    }
    builtin(name.id.as_str())
}

fn builtin(name: &str) -> Option<Holds> {
    match name {
        "list" => Some(Holds::List),
        "set" => Some(Holds::Set),
        _ => None,
    }
}

/// What a collection class of the project is a kind of, by its first base that is one.
fn own_collection(cx: &Context<'_, '_>, class: ClassId) -> Option<Holds> {
    cx.project.linearized(class).into_iter().find_map(|id| {
        let info = cx.project.class(id);
        let there = cx.in_file(info.file);
        info.def.bases.iter().find_map(|base| {
            let base = match base {
                // `List["Item"]`
                ast::Expr::Subscript(n) => n.value.as_ref(),
                other => other,
            };
            let path = there.project.external(info.file, base);
            match path.as_deref() {
                Some("typing.List") => Some(Holds::List),
                Some("typing.Set") => Some(Holds::Set),
                Some("typing.Dict") => Some(Holds::Dict(None)),
                Some(path) => {
                    let name = path.strip_prefix("sqlalchemy.")?.rsplit('.').next()?;
                    let known = COLLECTIONS.iter().find(|(known, _)| *known == name);
                    known.map(|(_, holds)| *holds)
                }
                None => match base {
                    ast::Expr::Name(name) => {
                        let scope = there.file.scope_of(base)?;
                        let name = name.id.as_str();
                        let is_own = there.file.scopes.lookup(name, scope).is_some();
                        match (is_own, name) {
                            (true, _) => None,
                            (false, "dict") => Some(Holds::Dict(None)),
                            (false, name) => builtin(name),
                        }
                    }
                    _ => None,
                },
            }
        })
    })
}

/// The type of the keys that `attribute_keyed_dict("name")` or `column_keyed_dict(Note.name)` takes from the
/// objects: that of the attribute's annotation.
fn key_type<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    target: Option<ClassId>,
) -> Option<&'static str> {
    let key = call.args.first()?;
    let column = match string(key) {
        Some(name) => cx.project.column(target?, name)?,
        None => match cx.project.infer(cx.file.id, key)?.value {
            Value::Attribute(class, name) => cx.project.column(class, &name)?,
            _ => return None,
        },
    };
    builtin_of(cx, column).map(|(name, _)| name)
}

/// The builtin type of the values of a column, by its annotation, and whether they may be `None`. `None` for
/// other types, which would have to be imported, and where a file has something else under the type's name.
pub fn builtin_of(cx: &Context<'_, '_>, column: &Column<'_>) -> Option<(&'static str, bool)> {
    let ast::Expr::Subscript(mapped) = column.annotation? else {
        return None;
    };
    if last_name(&mapped.value) != Some("Mapped") {
        return None;
    }
    let is_none = |expr: &ast::Expr| matches!(expr, ast::Expr::Constant(n) if n.value.is_none());
    let (inner, is_optional) = match mapped.slice.as_ref() {
        ast::Expr::Subscript(n) if last_name(&n.value) == Some("Optional") => {
            (n.slice.as_ref(), true)
        }
        ast::Expr::BinOp(n) if is_none(&n.right) => (n.left.as_ref(), true),
        other => (other, false),
    };
    let ast::Expr::Name(name) = inner else {
        return None;
    };
    let name = name.id.as_str();
    let there = cx.in_file(column.file);
    let known = KEYS.iter().copied().find(|known| *known == name)?;
    (!cx_binds(cx, known) && !cx_binds(&there, known)).then_some((known, is_optional))
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
    let container = match holds {
        Holds::Dynamic => "sqlalchemy.orm.DynamicMapped",
        _ => "sqlalchemy.orm.Mapped",
    };
    let mut forms = Forms::new(cx, &mut wishes);
    let container = forms.import(container);
    let object = format!("{quote}{name}{quote}");
    let inner = match holds {
        Holds::Dynamic | Holds::One { optional: false } => object,
        Holds::One { optional: true } => forms.optional(&object),
        Holds::List | Holds::Set | Holds::Dict(_) => forms.collection(holds, &object),
    };
    Some(Annotation {
        text: format!("{container}[{inner}]"),
        wishes,
    })
}

/// How types are written in a file, for the Python that it is to run on.
pub struct Forms<'c, 'p, 't> {
    cx: &'c Context<'p, 't>,
    wishes: &'c mut Vec<ImportWish>,
}

impl<'c, 'p, 't> Forms<'c, 'p, 't> {
    /// The forms of a file; what they need imported is added to `wishes`.
    pub fn new(cx: &'c Context<'p, 't>, wishes: &'c mut Vec<ImportWish>) -> Self {
        Forms { cx, wishes }
    }

    /// A name that is imported.
    pub fn import(&mut self, path: &str) -> String {
        let import = self.cx.import(path);
        self.wishes.extend(import.wish);
        import.text
    }

    /// `Optional["X"]`, or `"X | None"`: in quotes as a whole, because strings have no `|`.
    pub fn optional(&mut self, object: &str) -> String {
        if !self.cx.settings.python.has_union_operator() {
            return format!("{}[{object}]", self.import("typing.Optional"));
        }
        let quote = object.chars().next().filter(|c| matches!(c, '"' | '\''));
        match quote {
            Some(quote) => format!("{} | None{quote}", object.trim_end_matches(quote)),
            None => format!("{object} | None"),
        }
    }

    /// The collection that holds such elements: `List["X"]`.
    pub fn collection(&mut self, holds: Holds, element: &str) -> String {
        match holds {
            Holds::Set => format!("{}[{element}]", self.generic("set", "typing.Set")),
            Holds::Dict(key) => {
                let dict = self.generic("dict", "typing.Dict");
                let key = key.map_or_else(|| self.import("typing.Any"), str::to_owned);
                format!("{dict}[{key}, {element}]")
            }
            _ => format!("{}[{element}]", self.generic("list", "typing.List")),
        }
    }

    fn generic(&mut self, builtin: &str, typing: &str) -> String {
        if self.cx.settings.python.has_builtin_generics() && !cx_binds(self.cx, builtin) {
            builtin.to_owned()
        } else {
            self.import(typing)
        }
    }
}

/// Whether any scope of the file binds the name of a builtin.
fn cx_binds(cx: &Context<'_, '_>, name: &str) -> bool {
    cx.file
        .scopes
        .all()
        .any(|(_, scope)| scope.names.contains_key(name))
}
