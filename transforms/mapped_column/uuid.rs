//! UUID types that give strings on 1.x and `uuid.UUID` objects on 2.x, unless they say which.

use alchemod_engine::{Context, Finding, Rewrite};
use alchemod_facts::sqlalchemy::types::{column_type, PythonRule};
use alchemod_facts::{last_name, Value};
use alchemod_python::arguments::{argument, has_unpacking, inside_parentheses};
use alchemod_python::{ast, span, Node};
use alchemod_text::{Edit, Span};

/// A call `UUID()` without `as_uuid`.
pub fn of_call<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Finding> {
    if !gives_strings(cx, &call.func)
        || has_unpacking(call)
        || argument(call, Some(0), "as_uuid").is_some()
    {
        return None;
    }
    let inside = inside_parentheses(cx.file.tree, call)?;
    let text = match call.keywords.as_slice() {
        [] => "as_uuid=False",
        _ => "as_uuid=False, ",
    };
    Some(finding(
        cx,
        span(call),
        vec![Edit::insert(inside.start, text)],
    ))
}

/// A call of SQLAlchemy that is given a class `UUID` as a type: `Column("id", UUID)`, `cast(x, UUID)`.
pub fn in_arguments<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Finding> {
    let classes: Vec<&ast::Expr> = call
        .args
        .iter()
        .chain(call.keywords.iter().map(|keyword| &keyword.value))
        .filter(|arg| is_class(cx, arg))
        .collect();
    let first = classes.first()?;
    let is_variant = last_name(&call.func) == Some("with_variant");
    let is_sqlalchemy = || match cx.project.infer(cx.file.id, &call.func).map(|t| t.value) {
        Some(Value::External(path) | Value::Method(path, _)) => path.starts_with("sqlalchemy."),
        _ => false,
    };
    (is_variant || is_sqlalchemy()).then(|| {
        let edits = classes.iter().map(|class| called(class)).collect();
        finding(cx, span(*first), edits)
    })
}

/// The edit for a class `UUID` that stands for a column type.
pub fn of_class<'t>(cx: &Context<'_, 't>, type_: &'t ast::Expr) -> Option<Edit> {
    is_class(cx, type_).then(|| called(type_))
}

/// A class `UUID` under another name, as the `impl` of a `TypeDecorator` or as a base: its calls are not seen.
pub fn elsewhere<'t>(cx: &Context<'_, 't>, node: Node<'t>) -> Option<Finding> {
    let class = match node {
        Node::Stmt(ast::Stmt::Assign(n)) => match n.targets.as_slice() {
            [ast::Expr::Name(name)] if has_its_name(&name.id) => return None,
            _ => n.value.as_ref(),
        },
        Node::Stmt(ast::Stmt::AnnAssign(n)) => n.value.as_deref()?,
        Node::Stmt(ast::Stmt::ClassDef(n)) => n.bases.iter().find(|base| is_class(cx, base))?,
        _ => return None,
    };
    is_class(cx, class).then(|| {
        let bytes = span(class);
        Finding::manual(
            bytes,
            format!(
                "{} gives str on 1.x, but uuid.UUID on 2.x unless it is made with `as_uuid=False`",
                cx.slice(bytes)
            ),
            "what makes a type of it here is not seen: make sure that it says `as_uuid=False`, or that uuid.UUID is \
             what the code expects",
        )
    })
}

fn called(class: &ast::Expr) -> Edit {
    Edit::insert(span(class).end, "(as_uuid=False)")
}

fn finding(cx: &Context<'_, '_>, bytes: Span, edits: Vec<Edit>) -> Finding {
    Finding::safe(
        bytes,
        format!(
            "{} gives str on 1.x, but uuid.UUID on 2.x unless it says `as_uuid=False`",
            cx.slice(bytes)
        ),
        Rewrite::new(cx.file.id, edits),
    )
}

fn is_class<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    matches!(expr, ast::Expr::Name(_) | ast::Expr::Attribute(_)) && gives_strings(cx, expr)
}

fn gives_strings<'t>(cx: &Context<'_, 't>, class: &'t ast::Expr) -> bool {
    // Only by their names are these told from the many other calls without a look-up.
    if !last_name(class).is_some_and(has_its_name) {
        return false;
    }
    let Some(Value::External(path)) = cx.project.infer(cx.file.id, class).map(|t| t.value) else {
        return false;
    };
    let strings = PythonRule::Uuid {
        default_on_14: Some(false),
    };
    column_type(&path).is_some_and(|row| row.rule == strings)
}

fn has_its_name(name: &str) -> bool {
    ["UUID", "GUID", "UNIQUEIDENTIFIER"].iter().any(|part| {
        name.as_bytes()
            .windows(part.len())
            .any(|bytes| bytes.eq_ignore_ascii_case(part.as_bytes()))
    })
}
