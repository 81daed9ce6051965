//! The Python type of a column's values, from its SQL type or the column that it refers to.

use alchemod_facts::sqlalchemy::types::{
    as_decimal, as_uuid, column_type, ColumnType, PythonRule, PythonType, ANY, STR,
};
use alchemod_facts::{string, Column, Constructor, FileId, Project, Value};
use alchemod_python::arguments::{argument, has_unpacking, keyword};
use alchemod_python::ast;

/// Foreign keys may form a chain (and, by mistake, a circle).
const LONGEST_CHAIN: u32 = 8;

/// What a column holds.
#[derive(Clone, Debug)]
pub enum Held<'t> {
    /// An instance of this class.
    Type(PythonType),
    /// An instance of the class that this expression of the column's own file names.
    Class(&'t ast::Expr),
    /// A list of such.
    List(Box<Held<'t>>),
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
    let is_everywhere = matches!(held, Held::Type(_)) || target.file == column.file;
    is_everywhere.then_some(Known { held, row: None })
}

/// The SQL type that is given; `Column(None, ForeignKey(...))` gives none.
pub fn explicit_type<'t>(column: &Column<'t>) -> Option<&'t ast::Expr> {
    column
        .type_
        .filter(|type_| !matches!(type_, ast::Expr::Constant(n) if n.value.is_none()))
}

/// What a column of this SQL type holds. `is_new`: the type is meant as on 2.x, not as on 1.x.
fn of_type<'t>(
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
        let inner = match method.attr.as_str() {
            "with_variant" => Some(method.value.as_ref()),
            "as_mutable" => call.args.first(),
            _ => None,
        };
        if let Some(inner) = inner {
            let known = of_type(project, file, inner, is_new)?;
            return Some(Known { row: None, ..known });
        }
    }
    let row = match project.infer(file, class)?.value {
        Value::External(path) => column_type(&path)?,
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
            let plain = !has_unpacking(call)
                && ["dimensions", "as_tuple"]
                    .iter()
                    .all(|name| keyword(call, name).is_none())
                && call.args.len() == 1;
            if !plain {
                return Some(Held::Type(ANY));
            }
            let item = of_type(project, file, call.args.first()?, is_new)?;
            Some(Held::List(Box::new(item.held)))
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

fn literal(expr: &ast::Expr) -> Option<bool> {
    match expr {
        ast::Expr::Constant(n) => n.value.as_bool().copied(),
        _ => None,
    }
}
