//! Which expressions are columns.

use alchemod_engine::Context;
use alchemod_facts::Value;
use alchemod_python::ast;

/// How many methods are followed one after the other.
const DEPTH: u32 = 8;

/// Whether `expr` is a column, or made of one by its methods.
pub(crate) fn is_column<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    is_column_within(cx, expr, DEPTH)
}

fn is_column_within<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr, depth: u32) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    match cx.project.infer(cx.file.id, expr).map(|t| t.value) {
        Some(Value::Attribute(..)) => return true,
        Some(Value::Instance(class)) => {
            return matches!(
                &*class,
                "sqlalchemy.Column"
                    | "sqlalchemy.sql.expression.Label"
                    | "sqlalchemy.sql.expression.ScalarSelect"
            )
        }
        Some(Value::External(path)) if path.starts_with("sqlalchemy.func.") => return true,
        Some(Value::Method(class, _)) if &*class == "sqlalchemy.sql.ColumnCollection" => {
            return true
        }
        _ => {}
    }
    let is_c = |e: &ast::Expr| matches!(e, ast::Expr::Attribute(n) if n.attr.as_str() == "c");
    match expr {
        // `users.c.name`, `users.c["name"]`
        ast::Expr::Attribute(n) if is_c(&n.value) => true,
        ast::Expr::Subscript(n) if is_c(&n.value) => true,
        ast::Expr::Call(call) => {
            let path = cx.project.external(cx.file.id, &call.func);
            if let Some(path) = path.filter(|path| path.starts_with("sqlalchemy.")) {
                return COLUMN_FUNCTIONS.contains(&&*path) || path.starts_with("sqlalchemy.func.");
            }
            match call.func.as_ref() {
                ast::Expr::Attribute(method) => {
                    COLUMN_METHODS.contains(&method.attr.as_str())
                        && is_column_within(cx, &method.value, depth)
                }
                _ => false,
            }
        }
        ast::Expr::BinOp(n) => {
            is_column_within(cx, &n.left, depth) || is_column_within(cx, &n.right, depth)
        }
        _ => false,
    }
}

/// Functions that give column expressions.
const COLUMN_FUNCTIONS: &[&str] = &[
    "sqlalchemy.asc",
    "sqlalchemy.bindparam",
    "sqlalchemy.case",
    "sqlalchemy.cast",
    "sqlalchemy.column",
    "sqlalchemy.desc",
    "sqlalchemy.extract",
    "sqlalchemy.literal",
    "sqlalchemy.literal_column",
    "sqlalchemy.tuple_",
    "sqlalchemy.type_coerce",
];

/// Methods of column expressions that give such.
const COLUMN_METHODS: &[&str] = &[
    "asc", "cast", "collate", "concat", "desc", "distinct", "label", "op", "over",
];
