//! Whether a column takes NULL, as 1.x decides it.

use alchemod_facts::{Column, Nullability, Project};
use alchemod_python::arguments::has_unpacking;
use alchemod_python::ast;

/// Whether a column takes NULL. `None` if that is only known at run time.
pub fn takes_null(project: &Project<'_>, column: &Column<'_>) -> Option<bool> {
    if has_unpacking(column.call) {
        return None;
    }
    match column.nullable {
        Nullability::Literal(nullable) => Some(nullable),
        Nullability::Expression => None,
        Nullability::Unsaid => {
            // GENERATED AS IDENTITY makes a column NOT NULL unless it says otherwise.
            let may_be_null = !column.primary_key? && !has_identity(project, column);
            Some(may_be_null)
        }
    }
}

fn has_identity(project: &Project<'_>, column: &Column<'_>) -> bool {
    column.call.args.iter().any(|arg| {
        matches!(arg, ast::Expr::Call(call)
            if project.external(column.file, &call.func).as_deref() == Some("sqlalchemy.Identity"))
    })
}
