//! Columns of `declared_attr` functions that do not simply return one.

use alchemod_engine::{Context, Finding, Rewrite};
use alchemod_facts::{ClassKind, Place};
use alchemod_python::{ast, layout, span, Node, NodeId};
use alchemod_text::{Edit, Span};

use super::call::append;
use super::convert::{finding, may_go};
use super::left::{has_type, is_column, rename};
use super::made::{is_read_alike, written};
use super::maker::Maker;

/// The decorators, by their paths.
pub const DECORATORS: &[&str] = &[
    "sqlalchemy.orm.declared_attr",
    "sqlalchemy.orm.declared_attr.cascading",
    "sqlalchemy.orm.declared_attr.directive",
];

/// One of several `return Column(...)` of a `declared_attr` function at `function`. Which one it is depends on the
/// class: no annotation fits all.
pub fn one_of_several<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    function: NodeId,
) -> Option<Finding> {
    let place = Place {
        file: cx.file.id,
        node: function,
    };
    let scope = cx.file.scopes.of(function);
    let class = cx.project.class_of_scope(cx.file.id, scope)?;
    if !cx.project.is_declarative(class) || !cx.project.has_decorator(place, DECORATORS) {
        return None;
    }
    let def = cx.project.function(place)?;
    let is_alike = is_read_alike(cx, class, function, def.name).is_ok();
    let bytes = span(call.func.as_ref());
    if !is_alike || !has_type(call) || def.returns.is_some() {
        return Some(Finding::manual(
            bytes,
            format!("Column is returned by `{}`", def.name),
            "write mapped_column where nothing reads it as a Column, and says of its annotation that it is Mapped[...]",
        ));
    }
    let message = format!("`{}` becomes mapped_column", def.name);
    Some(finding(cx, class, bytes, message, rename(cx, call)))
}

/// `return Parent.__table__.c.get("name", Column(...))`: a column that several classes of one table declare. On 2.x
/// `use_existing_column=True` says so.
pub fn existing<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
) -> Option<Finding> {
    let nodes = &cx.file.nodes;
    let parent = nodes.parent(site)?;
    let Node::Expr(ast::Expr::Call(get)) = nodes.get(parent) else {
        return None;
    };
    let ast::Expr::Attribute(method) = get.func.as_ref() else {
        return None;
    };
    let [ast::Expr::Constant(name), _] = get.args.as_slice() else {
        return None;
    };
    let is_get = method.attr.as_str() == "get" && get.keywords.is_empty();
    if !is_get || !is_columns(&method.value) || !is_column(cx, site, call) {
        return None;
    }
    let statement = nodes.parent(parent)?;
    let function = cx.file.scopes.get(cx.file.scopes.of(site)).node?;
    let place = Place {
        file: cx.file.id,
        node: function,
    };
    let def = cx.project.function(place)?;
    let scope = cx.file.scopes.of(function);
    let class = cx.project.class_of_scope(cx.file.id, scope)?;
    let Some(ast::Stmt::Return(_)) = nodes.get(statement).stmt() else {
        return None;
    };
    let bytes = span(call.func.as_ref());
    let manual = || {
        Some(Finding::manual(
            bytes,
            format!("`{}` looks for a column that its table may have", def.name),
            format!(
                "assign `{} = mapped_column(..., use_existing_column=True)` in the class body",
                def.name
            ),
        ))
    };
    let is_only = matches!(def.body, [ast::Stmt::Return(_)]) && def.decorators.len() == 1;
    let is_same = name.value.as_str().is_some_and(|name| name == def.name);
    let is_plain = is_only
        && is_same
        && has_type(call)
        && call.keywords.iter().all(|keyword| keyword.arg.is_some())
        && cx.project.class(class).kind() == ClassKind::Mapped
        && cx.project.has_decorator(place, &DECORATORS[..1]);
    let whole = nodes.get(function).span();
    let start = span(def.decorators.first()?).start;
    // From the `@` on.
    let start = cx.file.tree.tokens().before(start)?.span.start;
    let outside = [
        Span::new(start, bytes.start),
        Span::new(span(call).end, whole.end),
    ];
    let has_comment = outside
        .iter()
        .any(|&bytes| cx.file.tree.tokens().comments(bytes).next().is_some());
    let is_multiline =
        layout::line_start(cx.text(), bytes.start) != layout::line_start(cx.text(), span(call).end);
    if !is_plain || has_comment || is_multiline {
        return manual();
    }
    let import = cx.import("sqlalchemy.orm.mapped_column");
    let column = Maker {
        name: def.name,
        file: cx.file.id,
        params: None,
        args: &[],
        keywords: &[],
    };
    let typed = column
        .holds(cx, cx.file.id, call)
        .and_then(|(held, is_optional)| written(cx, class, function, &held, is_optional))
        .map(|written| (format!(": {}", written.text), written.wishes));
    let (annotation, wishes) = typed.unwrap_or_default();
    let head = format!("{}{annotation} = {}", def.name, import.text);
    let rewrite = Rewrite::new(
        cx.file.id,
        [
            Edit::replace(Span::new(start, bytes.end), head),
            append(cx, call, true, &["use_existing_column=True".to_owned()])?,
            Edit::delete(outside[1]),
        ],
    )
    .wish(cx.file.id, import.wish)
    .wish(cx.file.id, wishes)
    .wish(cx.file.id, may_go(&call.func))
    .wish(cx.file.id, may_go(def.decorators.first()?));
    let message = format!(
        "`{}` becomes mapped_column with use_existing_column",
        def.name
    );
    Some(finding(cx, class, bytes, message, rewrite))
}

/// `X.__table__.c`.
fn is_columns(expr: &ast::Expr) -> bool {
    matches!(expr, ast::Expr::Attribute(c)
        if matches!(c.attr.as_str(), "c" | "columns")
            && matches!(c.value.as_ref(), ast::Expr::Attribute(t) if t.attr.as_str() == "__table__"))
}
