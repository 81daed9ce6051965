//! Whether the values of a row can be compared as a Query compares them. Rows with an entity lose their
//! repetitions by the hash of their values; where a value has none, a Query goes by the identity of the
//! objects, and `unique()` raises.

use alchemod_engine::Context;
use alchemod_facts::{last_name, ClassKind, Value};
use alchemod_python::{ast, Node};

use super::columns::column_of;
use super::entities::{short, Entities, Entity};

/// What is known of the values of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Hash {
    /// They have one.
    Known,
    /// SQLAlchemy does not know their type: 1.4 goes by their identity, 2.x by their hash.
    Untyped,
    /// They may have none.
    Missing,
}

/// Why rows with these entities cannot be made unique as a Query does it; `None` if they can.
/// `is_grouped`: whether `group_by()` leaves no repetitions to look for.
pub(crate) fn doubt<'t>(
    cx: &Context<'_, 't>,
    entities: &Entities<'t>,
    is_grouped: bool,
) -> Option<String> {
    if entities.list.len() < 2 || !entities.has_class() {
        return None;
    }
    let columns = entities
        .list
        .iter()
        .filter(|(entity, _)| matches!(entity, Entity::Column { .. }));
    for (_, expr) in columns {
        match of(cx, expr) {
            Hash::Missing => {
                return Some(format!(
                    "the values of {} may not be hashable: select() has no way to drop repeated rows then",
                    short(cx, expr)
                ))
            }
            Hash::Untyped if !is_grouped => {
                return Some(format!(
                    "the type of {} is not known to SQLAlchemy: which rows are repetitions differs between 1.x and \
                     2.x, for a Query as well (give it a type)",
                    short(cx, expr)
                ))
            }
            _ => {}
        }
    }
    None
}

/// Functions whose type SQLAlchemy knows.
const TYPED: &[&str] = &[
    "char_length",
    "concat",
    "count",
    "cume_dist",
    "current_date",
    "current_timestamp",
    "dense_rank",
    "now",
    "percent_rank",
    "random",
    "rank",
];

/// Functions that have the type of their arguments.
const OF_ARGUMENTS: &[&str] = &["coalesce", "max", "min", "sum"];

/// Methods of columns that give a truth value.
const TRUTHS: &[&str] = &[
    "any",
    "between",
    "contains",
    "endswith",
    "has",
    "ilike",
    "in_",
    "is_",
    "is_not",
    "isnot",
    "like",
    "not_in",
    "notin_",
    "startswith",
    "exists",
];

fn of<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Hash {
    let worst = |list: &'t [ast::Expr]| {
        let hashes = list.iter().map(|e| of(cx, e));
        hashes.max().unwrap_or(Hash::Known)
    };
    if let Some((class, name)) = column_of(cx, expr) {
        return match cx.project.column(class, name) {
            Some(column) => match (column.type_, column.annotation) {
                (Some(type_), _) => of_type(cx, column.file, type_),
                (None, Some(annotation)) => of_type(cx, column.file, annotation),
                (None, None) => Hash::Known,
            },
            None => Hash::Known,
        };
    }
    match expr {
        ast::Expr::Constant(_) | ast::Expr::Compare(_) => Hash::Known,
        ast::Expr::BinOp(n) => of(cx, &n.left).max(of(cx, &n.right)),
        ast::Expr::UnaryOp(n) => of(cx, &n.operand),
        ast::Expr::Tuple(n) => worst(&n.elts),
        ast::Expr::Call(call) => {
            let path = cx.project.external(cx.file.id, &call.func);
            match path.as_deref() {
                Some("sqlalchemy.cast" | "sqlalchemy.type_coerce") => {
                    let type_ = call.args.get(1);
                    return type_.map_or(Hash::Missing, |t| of_type(cx, cx.file.id, t));
                }
                Some("sqlalchemy.distinct") => return worst(&call.args),
                Some("sqlalchemy.case") => {
                    let results = call.args.iter().map(|arg| match arg {
                        ast::Expr::Tuple(when) => {
                            when.elts.last().map_or(Hash::Untyped, |e| of(cx, e))
                        }
                        _ => Hash::Untyped,
                    });
                    let others = call.keywords.iter().map(|keyword| of(cx, &keyword.value));
                    return results.chain(others).max().unwrap_or(Hash::Untyped);
                }
                Some(path) => {
                    if let Some(function) = path.strip_prefix("sqlalchemy.func.") {
                        return match function {
                            _ if TYPED.contains(&function) => Hash::Known,
                            _ if OF_ARGUMENTS.contains(&function) => worst(&call.args),
                            _ if function.contains("array") || function.contains("json") => {
                                Hash::Missing
                            }
                            _ => worst(&call.args).max(Hash::Untyped),
                        };
                    }
                }
                None => {}
            }
            match call.func.as_ref() {
                ast::Expr::Attribute(method) if TRUTHS.contains(&method.attr.as_str()) => {
                    Hash::Known
                }
                ast::Expr::Attribute(method) => of(cx, &method.value),
                _ => Hash::Untyped,
            }
        }
        _ => Hash::Untyped,
    }
}

/// Types, of SQLAlchemy and of annotations, whose values have no hash.
const UNHASHABLE: &[&str] = &[
    "ARRAY", "Any", "Dict", "HSTORE", "JSON", "JSONB", "List", "dict", "list",
];

fn of_type<'t>(cx: &Context<'_, 't>, file: alchemod_facts::FileId, type_: &'t ast::Expr) -> Hash {
    let this = cx.project.file(file);
    let Some(root) = this.nodes.expr_id(type_) else {
        return Hash::Missing;
    };
    let names_unhashable = std::iter::once(Node::Expr(type_))
        .chain(this.subtree(root).map(|(_, node)| node))
        .any(|node| match node {
            Node::Expr(inner @ (ast::Expr::Name(_) | ast::Expr::Attribute(_))) => {
                last_name(inner).is_some_and(|name| UNHASHABLE.contains(&name))
            }
            Node::Expr(ast::Expr::Constant(n)) => n
                .value
                .as_str()
                .is_some_and(|text| UNHASHABLE.iter().any(|name| text.contains(name))),
            _ => false,
        });
    if names_unhashable {
        return Hash::Missing;
    }
    let callee = match type_ {
        ast::Expr::Call(call) => &call.func,
        ast::Expr::Subscript(_) => return Hash::Known,
        other => other,
    };
    let is_visible = cx.project.external(file, callee).is_some()
        || matches!(cx.project.infer(file, callee).map(|t| t.value),
            Some(Value::Class(class)) if cx.project.class(class).kind() == ClassKind::Plain)
        || matches!(callee, ast::Expr::Name(n) if this.scopes.lookup(n.id.as_str(), this.scopes.of(root)).is_none());
    if is_visible {
        Hash::Known
    } else {
        Hash::Missing
    }
}
