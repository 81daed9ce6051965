//! Columns that are no attribute of a mapped class as far as can be seen.

use alchemod_engine::{Context, Finding, Rewrite};
use alchemod_facts::scopes::ScopeKind;
use alchemod_facts::{function_def, last_name, ClassKind, Column, Constructor, Value};
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::Edit;

use super::convert::may_go;
use crate::mapped_sites::is_made_dataclass;

/// What is to be said of a call that makes no known mapped column.
pub fn check<'t>(cx: &Context<'_, 't>, site: NodeId, call: &'t ast::ExprCall) -> Option<Finding> {
    let parent = cx.file.nodes.parent(site)?;
    let scope = cx.file.scopes.get(cx.file.scopes.of(site));
    match (scope.kind, cx.file.nodes.get(parent)) {
        (ScopeKind::Class, _) => in_class(cx, site, call),
        (ScopeKind::Function, Node::Stmt(ast::Stmt::Return(_))) => {
            let function = scope.node.map(|node| cx.file.nodes.get(node));
            factory(cx, site, call, function.and_then(function_def)?.name)
        }
        (_, Node::Stmt(ast::Stmt::Assign(assign))) => added_later(cx, site, call, assign),
        _ => None,
    }
}

/// Whether the call at `site` makes a column.
fn is_column<'t>(cx: &Context<'_, 't>, site: NodeId, call: &'t ast::ExprCall) -> bool {
    // A class under whatever name: this spares a look at most other calls.
    looks_like_class(&call.func)
        && cx
            .project
            .infer_in(cx.file.id, cx.file.scopes.of(site), &call.func)
            .is_some_and(|typed| typed.value.external() == Some("sqlalchemy.Column"))
}

fn looks_like_class(expr: &ast::Expr) -> bool {
    last_name(expr).is_some_and(|name| name.starts_with(|c: char| c.is_uppercase() || c == '_'))
}

/// A function that returns a column: a Table may use it as well.
fn factory<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
    name: &str,
) -> Option<Finding> {
    is_column(cx, site, call).then(|| {
        Finding::manual(
            span(call),
            format!("Column is returned by `{name}`"),
            "mapped_column may take its place only if just mapped classes, and no Table, use what the function returns",
        )
    })
}

fn in_class<'t>(cx: &Context<'_, 't>, site: NodeId, call: &'t ast::ExprCall) -> Option<Finding> {
    let nodes = &cx.file.nodes;
    let in_other_call = nodes.ancestors(site).any(|id| {
        matches!(nodes.get(id), Node::Expr(ast::Expr::Call(outer))
            if !matches!(last_name(&outer.func), Some("deferred" | "column_property" | "composite")))
    });
    if in_other_call || !is_column(cx, site, call) {
        return None;
    }
    let class = cx
        .project
        .class_of_scope(cx.file.id, cx.file.scopes.of(site))?;
    let info = cx.project.class(class);
    match info.kind() {
        ClassKind::Foreign => None,
        ClassKind::Plain => {
            // One finding for the class is enough.
            let first = info.def.body.iter().find_map(|stmt| {
                let value = match stmt {
                    ast::Stmt::Assign(n) => n.value.as_ref(),
                    ast::Stmt::AnnAssign(n) => n.value.as_deref()?,
                    _ => return None,
                };
                let (first, constructor) = cx.project.column_call(cx.file.id, value)?;
                (constructor == Constructor::Column).then_some(first)
            })?;
            std::ptr::eq(first, call).then(|| {
                Finding::manual(
                    span(call),
                    format!("Column in `{}`, which is not known to be mapped", info.name()),
                    "no base of the class is known to be declarative, and no mapped class uses it as a mixin: \
                     if it is mapped, write mapped_column",
                )
            })
        }
        _ => Some(Finding::manual(
            span(call),
            "Column in a mapped class that is not the whole value of one attribute",
            "it works on 2.x as it stands; to get mapped_column, assign it to one attribute in the class body",
        )),
    }
}

/// `Model.extra = Column(...)` after the class.
fn added_later<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
    assign: &'t ast::StmtAssign,
) -> Option<Finding> {
    let [ast::Expr::Attribute(target)] = assign.targets.as_slice() else {
        return None;
    };
    if !looks_like_class(&target.value) || !is_column(cx, site, call) {
        return None;
    }
    let Value::Class(class) = cx.project.infer(cx.file.id, &target.value)?.value else {
        return None;
    };
    let has_type = call
        .args
        .iter()
        .any(|arg| !matches!(arg, ast::Expr::Constant(_)));
    if cx.project.class(class).kind() != ClassKind::Mapped || !has_type {
        return None;
    }
    let import = cx.import("sqlalchemy.orm.mapped_column");
    let rewrite = Rewrite::new(
        cx.file.id,
        [Edit::replace(span(call.func.as_ref()), import.text)],
    )
    .wish(cx.file.id, import.wish)
    .wish(cx.file.id, may_go(&call.func));
    Some(Finding::safe(
        span(call.func.as_ref()),
        format!("`{}` becomes mapped_column", target.attr),
        rewrite,
    ))
}

/// Why a class's columns are left, if they are.
pub fn dataclass_reason<'t>(cx: &Context<'_, 't>, column: &Column<'t>) -> Option<&'static str> {
    is_made_dataclass(cx, column.class).then_some(
        "the annotations of a dataclass are fields of its __init__: decide there which columns are fields",
    )
}
