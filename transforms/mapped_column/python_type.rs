//! The Python type of a column's values, from its SQL type or the column that it refers to.

use std::sync::Arc;

use alchemod_facts::sqlalchemy::types::{
    as_decimal, as_uuid, column_type, ColumnType, PythonRule, PythonType, ANY, STR,
};
use alchemod_facts::{last_name, string, ClassId, Column, Constructor, FileId, Project, Value};
use alchemod_python::arguments::{argument, has_unpacking, keyword};
use alchemod_python::ast;

use super::custom_type;

/// Foreign keys may form a chain (and, by mistake, a circle).
const LONGEST_CHAIN: u32 = 8;

/// Deeper lists say less than `Any`.
const MOST_DIMENSIONS: usize = 4;

/// What a column holds.
#[derive(Clone, Debug)]
pub enum Held<'t> {
    /// An instance of this class.
    Type(PythonType),
    /// An instance of the class that this expression of the column's own file names.
    Class(&'t ast::Expr),
    /// An instance of this class of another package, by its dotted path.
    External(Arc<str>),
    /// An instance of this class of the project, where its name is at hand; else of any kind.
    Own(ClassId),
    /// A list of such.
    List(Box<Held<'t>>),
    /// A set of such.
    Set(Box<Held<'t>>),
    /// A dictionary with values of any kind.
    Dict {
        /// The keys.
        keys: PythonType,
    },
}

impl Held<'_> {
    /// Whether it can be named in any file.
    pub fn is_everywhere(&self) -> bool {
        match self {
            Held::Type(_) | Held::External(_) | Held::Own(_) | Held::Dict { .. } => true,
            Held::Class(_) => false,
            Held::List(item) | Held::Set(item) => item.is_everywhere(),
        }
    }
}

/// What is known of a column's values.
#[derive(Clone, Debug)]
pub struct Known<'t> {
    /// What it holds.
    pub held: Held<'t>,
    /// The table's row, where the SQL type is one of SQLAlchemy's own and stands there by name.
    pub row: Option<&'static ColumnType>,
}

/// What a column holds, if that is certain. A foreign key without a type holds what the column
/// that it refers to holds.
pub fn of_column<'t>(project: &Project<'t>, column: &Column<'t>) -> Option<Known<'t>> {
    follow(project, column, LONGEST_CHAIN)
}

fn follow<'t>(project: &Project<'t>, column: &Column<'t>, fuel: u32) -> Option<Known<'t>> {
    if let Some(type_) = explicit_type(column) {
        let is_new = column.constructor == Constructor::MappedColumn;
        return of_type(project, column.file, type_, is_new);
    }
    let [key, ..] = column.foreign_keys.as_slice() else {
        return None;
    };
    let target = project.referenced_column(&key.target, column.class)?;
    let held = follow(project, target, fuel.checked_sub(1)?)?.held;
    // A class that the other file names need not be known in this one.
    (held.is_everywhere() || target.file == column.file).then_some(Known { held, row: None })
}

/// Whether 2.x takes the type of `row` from the column that the foreign key refers to, so that it may be left out.
/// Each column on the way must have it as well: it may be left out there, too.
pub fn key_gives(project: &Project<'_>, column: &Column<'_>, row: &ColumnType) -> bool {
    if keyword(column.call, "autoincrement").is_some() {
        return false;
    }
    let mut keys = &column.foreign_keys;
    let mut class = column.class;
    for _ in 0..LONGEST_CHAIN {
        let [key] = keys.as_slice() else {
            return false;
        };
        let Some(target) = project.referenced_column(&key.target, class) else {
            return false;
        };
        if !has_type(project, target, row) {
            return false;
        }
        if target.foreign_keys.is_empty() {
            return true;
        }
        keys = &target.foreign_keys;
        class = target.class;
    }
    false
}

/// Whether a column has the type of `row`, without arguments: said, or left to its annotation or foreign key.
fn has_type(project: &Project<'_>, column: &Column<'_>, row: &ColumnType) -> bool {
    if has_unpacking(column.call) {
        return false;
    }
    match explicit_type(column) {
        Some(ast::Expr::Call(call)) => {
            let is_bare = call.args.is_empty() && call.keywords.is_empty();
            is_bare && project.external(column.file, &call.func).as_deref() == Some(row.name)
        }
        Some(class) => project.external(column.file, class).as_deref() == Some(row.name),
        None if !column.foreign_keys.is_empty() => true,
        None => {
            column.constructor == Constructor::MappedColumn
                && column
                    .annotation
                    .and_then(mapped_class)
                    .is_some_and(|class| row.python.module.is_none() && row.python.class == class)
        }
    }
}

/// The class that `Mapped[...]` holds, by its last name.
fn mapped_class(annotation: &ast::Expr) -> Option<&str> {
    let ast::Expr::Subscript(mapped) = annotation else {
        return None;
    };
    let is_none = |expr: &ast::Expr| matches!(expr, ast::Expr::Constant(n) if n.value.is_none());
    match mapped.slice.as_ref() {
        ast::Expr::Subscript(n) if last_name(&n.value) == Some("Optional") => last_name(&n.slice),
        ast::Expr::BinOp(n) if is_none(&n.right) => last_name(&n.left),
        other => last_name(other),
    }
}

/// The SQL type that is given; `Column(None, ForeignKey(...))` gives none.
pub fn explicit_type<'t>(column: &Column<'t>) -> Option<&'t ast::Expr> {
    column
        .type_
        .filter(|type_| !matches!(type_, ast::Expr::Constant(n) if n.value.is_none()))
}

/// What a column of this SQL type holds. `is_new`: the type is meant as on 2.x, not as on 1.x.
pub fn of_type<'t>(
    project: &Project<'t>,
    file: FileId,
    type_: &'t ast::Expr,
    is_new: bool,
) -> Option<Known<'t>> {
    let (class, call) = match type_ {
        ast::Expr::Call(call) => (call.func.as_ref(), Some(call)),
        other => (other, None),
    };
    if let (ast::Expr::Attribute(method), Some(call)) = (class, call) {
        let held = match method.attr.as_str() {
            "with_variant" => Some(of_type(project, file, &method.value, is_new)?.held),
            "as_mutable" => Some(mutable(project, file, &method.value, call, is_new)?),
            _ => None,
        };
        if let Some(held) = held {
            return Some(Known { held, row: None });
        }
    }
    if let (None, Some((from, made @ ast::Expr::Call(_)))) =
        (call, project.assigned_value(file, type_))
    {
        // `status = Enum("new", "old")`, and the column has `status`.
        let held = of_type(project, from, made, is_new)?.held;
        return (from == file || held.is_everywhere()).then_some(Known { held, row: None });
    }
    let row = match project.infer(file, class)?.value {
        Value::External(path) => match column_type(&path) {
            Some(row) => row,
            None => return is_foreign(&path).then_some(OF_ANY_KIND),
        },
        Value::Class(class) => {
            let held = custom_type::of_class(project, class)?;
            return Some(Known { held, row: None });
        }
        Value::Object(class) if call.is_none() => {
            let held = custom_type::of_class(project, class)?;
            return Some(Known { held, row: None });
        }
        // A type made elsewhere: only what does not depend on its arguments is known.
        Value::Instance(path) if call.is_none() => {
            let row = column_type(&path).filter(|row| row.rule == PythonRule::Fixed)?;
            return Some(Known {
                held: Held::Type(row.python),
                row: None,
            });
        }
        _ => return None,
    };
    let held = match call {
        None => without_arguments(row, is_new),
        Some(call) if call.args.is_empty() && call.keywords.is_empty() => {
            without_arguments(row, is_new)
        }
        Some(call) => with_arguments(project, file, row, call, is_new)?,
    };
    Some(Known {
        held,
        row: Some(row),
    })
}

/// A column of some other package's type: its values may be anything.
const OF_ANY_KIND: Known<'static> = Known {
    held: Held::Type(ANY),
    row: None,
};

/// Whether a path names a class of another package than SQLAlchemy, going by its spelling.
fn is_foreign(path: &str) -> bool {
    let is_class = |name: &str| name.starts_with(|c: char| c.is_uppercase());
    !path.starts_with("sqlalchemy.")
        && path
            .rsplit_once('.')
            .is_some_and(|(_, name)| is_class(name))
}

/// `MutableDict.as_mutable(...)` and its like: what is no such collection is refused when it is set or loaded.
fn mutable<'t>(
    project: &Project<'t>,
    file: FileId,
    class: &'t ast::Expr,
    call: &'t ast::ExprCall,
    is_new: bool,
) -> Option<Held<'t>> {
    let inner = of_type(project, file, call.args.first()?, is_new)?;
    let path = project.external(file, class);
    let item = || match &inner.held {
        Held::List(item) => item.clone(),
        _ => Box::new(Held::Type(ANY)),
    };
    let has_string_keys = inner.row.is_some_and(|row| {
        let name = row.name.rsplit('.').next();
        matches!(name, Some("JSON" | "JSONB" | "HSTORE"))
    });
    Some(match path.as_deref() {
        Some("sqlalchemy.ext.mutable.MutableDict") => Held::Dict {
            keys: if has_string_keys { STR } else { ANY },
        },
        Some("sqlalchemy.ext.mutable.MutableList") => Held::List(item()),
        Some("sqlalchemy.ext.mutable.MutableSet") => Held::Set(item()),
        _ => inner.held,
    })
}

fn without_arguments<'t>(row: &ColumnType, is_new: bool) -> Held<'t> {
    Held::Type(match row.rule {
        PythonRule::Uuid {
            default_on_14: Some(default),
        } if !is_new => as_uuid(default),
        _ => row.python,
    })
}

fn with_arguments<'t>(
    project: &Project<'t>,
    file: FileId,
    row: &ColumnType,
    call: &'t ast::ExprCall,
    is_new: bool,
) -> Option<Held<'t>> {
    match row.rule {
        PythonRule::Fixed => Some(Held::Type(row.python)),
        PythonRule::EnumArgument => enumeration(project, file, call),
        PythonRule::ArrayItem => {
            let is_plain =
                !has_unpacking(call) && keyword(call, "as_tuple").is_none() && call.args.len() == 1;
            let depth = match keyword(call, "dimensions") {
                None => Some(1),
                Some(keyword) => dimensions(&keyword.value),
            };
            let Some(depth) = depth.filter(|_| is_plain) else {
                return Some(Held::Type(ANY));
            };
            let item = of_type(project, file, call.args.first()?, is_new)?.held;
            Some((0..depth).fold(item, |item, _| Held::List(Box::new(item))))
        }
        PythonRule::Uuid { .. } => match argument(call, Some(0), "as_uuid") {
            Some(value) => Some(Held::Type(as_uuid(literal(value)?))),
            None if has_unpacking(call) => None,
            None => Some(without_arguments(row, is_new)),
        },
        PythonRule::AsDecimal { default } => match keyword(call, "asdecimal") {
            Some(keyword) => Some(Held::Type(as_decimal(literal(&keyword.value)?))),
            None if has_unpacking(call) => None,
            None => Some(Held::Type(as_decimal(default))),
        },
    }
}

/// `Enum(Color)` holds members of that class; `Enum("a", "b")` and `Enum(*names)` hold strings.
fn enumeration<'t>(
    project: &Project<'t>,
    file: FileId,
    call: &'t ast::ExprCall,
) -> Option<Held<'t>> {
    match call.args.as_slice() {
        [] => None,
        [only] => match only {
            ast::Expr::Starred(_) => Some(Held::Type(STR)),
            _ if string(only).is_some() => Some(Held::Type(STR)),
            ast::Expr::Name(_) | ast::Expr::Attribute(_) => {
                let value = project.infer(file, only)?.value;
                matches!(value, Value::Class(_)).then_some(Held::Class(only))
            }
            _ => None,
        },
        _ => Some(Held::Type(STR)),
    }
}

/// The number of dimensions that is written, as far as an annotation can show it.
fn dimensions(expr: &ast::Expr) -> Option<usize> {
    match expr {
        ast::Expr::Constant(n) => match &n.value {
            ast::Constant::None => Some(1),
            ast::Constant::Int(count) => (1..=MOST_DIMENSIONS).find(|n| count == &(*n).into()),
            _ => None,
        },
        _ => None,
    }
}

fn literal(expr: &ast::Expr) -> Option<bool> {
    match expr {
        ast::Expr::Constant(n) => n.value.as_bool().copied(),
        _ => None,
    }
}
