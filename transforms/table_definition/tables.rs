//! Columns of one name in one table.

use alchemod_engine::{Context, Finding, Rewrite};
use alchemod_facts::scopes::BindingKind;
use alchemod_facts::{last_name, string};
use alchemod_python::arguments::{argument_span, has_unpacking, keyword};
use alchemod_python::{ast, span};
use alchemod_text::Edit;

/// `Table("t", metadata, Column("x", ...), Column("x", ...))`.
pub(super) fn duplicate(call: &ast::ExprCall) -> Option<Finding> {
    let mut seen: Vec<&str> = Vec::new();
    for arg in &call.args {
        let Some(name) = column_name(arg) else {
            continue;
        };
        if seen.contains(&name) {
            return Some(Finding::manual(
                span(arg),
                format!("the table has a column {name:?} already, which raises on 2.x"),
                "1.4 took the last one: remove the others",
            ));
        }
        seen.push(name);
    }
    None
}

/// The name of `Column("name", ...)`.
fn column_name(expr: &ast::Expr) -> Option<&str> {
    let ast::Expr::Call(call) = expr else {
        return None;
    };
    if last_name(&call.func) != Some("Column") {
        return None;
    }
    string(call.args.first()?)
}

/// `table.append_column(Column("x", ...))` of a table that has the column.
pub(super) fn appended<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Finding> {
    let ast::Expr::Attribute(attribute) = call.func.as_ref() else {
        return None;
    };
    if has_unpacking(call) || call.args.len() != 1 || keyword(call, "replace_existing").is_some() {
        return None;
    }
    let owner = cx.project.infer(cx.file.id, &attribute.value)?;
    if !owner.value.is_instance_of("sqlalchemy.Table") {
        return None;
    }
    let column = call.args.first()?;
    let name = column_name(column)?;
    if !columns_of(cx, &attribute.value)?.contains(&name) {
        return None;
    }
    let at = argument_span(cx.file.tree, call, column)?.end;
    Some(Finding::safe(
        span(call),
        format!("the table has a column {name:?} already: replacing it has to be asked for"),
        Rewrite::new(cx.file.id, [Edit::insert(at, ", replace_existing=True")]),
    ))
}

/// The names of the columns that the table's constructor shows, if the expression is a name that holds it.
fn columns_of<'t>(cx: &Context<'_, 't>, table: &'t ast::Expr) -> Option<Vec<&'t str>> {
    let ast::Expr::Name(name) = table else {
        return None;
    };
    let (_, ids) = cx
        .file
        .scopes
        .lookup(name.id.as_str(), cx.file.scope_of(table)?)?;
    let [id] = ids else { return None };
    let BindingKind::Assign {
        value: ast::Expr::Call(made),
        ..
    } = cx.file.scopes.binding(*id).kind
    else {
        return None;
    };
    Some(made.args.iter().filter_map(column_name).collect())
}
