//! Which attributes are mapped columns.

use alchemod_engine::Context;
use alchemod_facts::{last_name, ClassId, Project, Value};
use alchemod_python::ast;

/// Whether the attribute of a mapped class (or of its bases) is a column.
pub(crate) fn is_column(project: &Project<'_>, class: ClassId, name: &str) -> bool {
    project.column(class, name).is_some() || is_annotated(project, class, name)
}

/// `name: Mapped[str]` without a value.
fn is_annotated(project: &Project<'_>, class: ClassId, name: &str) -> bool {
    project.linearized(class).into_iter().any(|id| {
        project.class(id).def.body.iter().any(|stmt| {
            matches!(stmt, ast::Stmt::AnnAssign(n)
                if n.value.is_none()
                    && matches!(n.target.as_ref(), ast::Expr::Name(t) if t.id.as_str() == name)
                    && matches!(n.annotation.as_ref(), ast::Expr::Subscript(s) if last_name(&s.value) == Some("Mapped")))
        })
    })
}

/// The class and column that `User.name` is; an alias counts as its class.
pub(crate) fn column_of<'t>(
    cx: &Context<'_, 't>,
    expr: &'t ast::Expr,
) -> Option<(ClassId, &'t str)> {
    let ast::Expr::Attribute(attribute) = expr else {
        return None;
    };
    let name = attribute.attr.as_str();
    let class = match cx.project.infer(cx.file.id, &attribute.value)?.value {
        Value::Class(class) | Value::Aliased(class) => class,
        _ => return None,
    };
    let is_mapped = cx.project.class(class).is_mapped();
    (is_mapped && is_column(cx.project, class, name)).then_some((class, name))
}
