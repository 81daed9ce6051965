//! Types of enumerations.

use alchemod_engine::{Context, Finding, Rewrite};
use alchemod_facts::{ClassId, Value};
use alchemod_python::arguments::{argument_span, has_unpacking, keyword};
use alchemod_python::{ast, span};
use alchemod_text::Edit;

/// The types that take a Python enumeration.
const TYPES: &[&str] = &[
    "sqlalchemy.Enum",
    "sqlalchemy.dialects.mysql.ENUM",
    "sqlalchemy.dialects.postgresql.ENUM",
];

/// Python's enumerations whose members of one value are one member.
const BASES: &[&str] = &["enum.Enum", "enum.IntEnum", "enum.StrEnum"];

/// `Enum(E)` of an enumeration with aliases, and `postgresql.ENUM("a")` without a name.
pub(super) fn check<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    path: &str,
) -> Option<Finding> {
    if !TYPES.contains(&path) || has_unpacking(call) {
        return None;
    }
    let first = call.args.first()?;
    if let Some(Value::Class(class)) = cx.project.infer(cx.file.id, first).map(|t| t.value) {
        return of_class(cx, call, first, class);
    }
    let is_text = |arg: &ast::Expr| alchemod_facts::string(arg).is_some();
    let unnamed = keyword(call, "name").is_none() && call.args.iter().all(is_text);
    (unnamed && path == "sqlalchemy.dialects.postgresql.ENUM").then(|| {
        Finding::manual(
            span(call),
            "ENUM of PostgreSQL has no name",
            "the type is an object of the database: creating it needs name=",
        )
    })
}

fn of_class(
    cx: &Context<'_, '_>,
    call: &ast::ExprCall,
    first: &ast::Expr,
    class: ClassId,
) -> Option<Finding> {
    if keyword(call, "omit_aliases").is_some()
        || !BASES.iter().any(|base| cx.project.is_subclass(class, base))
        || !has_aliases(cx.project.class(class).def)
    {
        return None;
    }
    let at = argument_span(cx.file.tree, call, first)?.end;
    Some(Finding::safe(
        span(call),
        "an Enum of 2.x leaves aliases out of its values",
        Rewrite::new(cx.file.id, [Edit::insert(at, ", omit_aliases=False")]),
    ))
}

/// Whether two members have one value: literals that are equal, or a member given as the value of another.
fn has_aliases(class: &ast::StmtClassDef) -> bool {
    let mut names: Vec<&str> = Vec::new();
    let mut values: Vec<&ast::Constant> = Vec::new();
    for stmt in &class.body {
        let ast::Stmt::Assign(stmt) = stmt else {
            continue;
        };
        let [ast::Expr::Name(name)] = stmt.targets.as_slice() else {
            continue;
        };
        if name.id.starts_with('_') {
            continue;
        }
        match stmt.value.as_ref() {
            ast::Expr::Constant(n) if values.contains(&&n.value) => return true,
            ast::Expr::Constant(n) => values.push(&n.value),
            ast::Expr::Name(n) if names.contains(&n.id.as_str()) => return true,
            _ => {}
        }
        names.push(name.id.as_str());
    }
    false
}
