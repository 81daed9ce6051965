//! Methods and attributes that 2.x has under another name.

use alchemod_engine::{Context, Finding, ImportWish, Rewrite};
use alchemod_facts::Value;
use alchemod_python::chain::{attribute_name_span, Link};
use alchemod_python::{ast, span};
use alchemod_text::{Edit, Span};

use super::{COMPOUND, SELECT};
use crate::core::arguments::arguments;
use crate::core::brackets::unwrap;
use crate::core::methods::Form;
use crate::core::parameters::list_form;
use crate::core::receivers::{instance, is_table, is_unknown};

const QUERIES: &[&str] = &["sqlalchemy.orm.Query", "flask_sqlalchemy.query.Query"];
const SUBQUERIES: &[&str] = &["sqlalchemy.sql.Subquery", "sqlalchemy.sql.Alias"];

/// A method call.
pub(super) fn method<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    method: &'t ast::ExprAttribute,
) -> Option<Finding> {
    let receiver = method.value.as_ref();
    let class = instance(cx, receiver);
    let is_statement = matches!(class.as_deref(), Some(SELECT | COMPOUND));
    let has_arguments = !call.args.is_empty() || !call.keywords.is_empty();
    let rename =
        |to: &str| Rewrite::new(cx.file.id, [Edit::replace(attribute_name_span(method), to)]);
    let span = span(call);
    match method.attr.as_str() {
        "as_scalar" if !has_arguments => as_scalar(cx, call, method, class.as_deref()),
        "alias" if is_statement && !cx.file.is_revision() => {
            let has_flat = call.args.len() > 1
                || call
                    .keywords
                    .iter()
                    .any(|k| k.arg.as_deref() != Some("name"));
            (!has_flat).then(|| {
                Finding::safe(
                    span,
                    "alias() of a SELECT is subquery()",
                    rename("subquery"),
                )
            })
        }
        "apply_labels" if is_statement && !has_arguments => {
            let style = cx.import("sqlalchemy.LABEL_STYLE_TABLENAME_PLUS_COL");
            let whole = Span::new(attribute_name_span(method).start, span.end);
            let edit = Edit::replace(whole, format!("set_label_style({})", style.text));
            Some(Finding::safe(
                span,
                "apply_labels() is set_label_style()",
                Rewrite::new(cx.file.id, [edit]).wish(cx.file.id, style.wish),
            ))
        }
        "column" if class.as_deref() == Some(SELECT) && has_arguments => Some(Finding::safe(
            span,
            "column() of a SELECT is add_columns()",
            rename("add_columns"),
        )),
        "with_only_columns" => with_only_columns(cx, call, receiver, class.as_deref()),
        "count" if is_table(cx, receiver) => Some(count(cx, call, receiver)),
        _ => None,
    }
}

fn as_scalar<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    method: &'t ast::ExprAttribute,
    class: Option<&str>,
) -> Option<Finding> {
    let message = "as_scalar() is scalar_subquery()";
    let span = span(call);
    let name = attribute_name_span(method);
    let rename = || Rewrite::new(cx.file.id, [Edit::replace(name, "scalar_subquery")]);
    match class {
        Some(SELECT | COMPOUND) => Some(Finding::safe(span, message, rename())),
        Some(class) if QUERIES.contains(&class) => Some(Finding::safe(span, message, rename())),
        Some(class) if SUBQUERIES.contains(&class) => Some(match unaliased(cx, method) {
            Some(tail) => {
                let edits = [Edit::delete(tail), Edit::replace(name, "scalar_subquery")];
                Finding::safe(span, message, Rewrite::new(cx.file.id, edits))
            }
            None => Finding::manual(
                span,
                message,
                "it is called on a subquery; in 2.x only a SELECT has scalar_subquery()",
            ),
        }),
        Some(_) => None,
        None if is_unknown(cx, method.value.as_ref()) && imports_sqlalchemy(cx) => {
            let reason = format!(
                "that {} is a SELECT only shows in this call",
                cx.source(method.value.as_ref())
            );
            Some(Finding::offered(span, message, reason, rename()))
        }
        None => None,
    }
}

/// The `.subquery()` or `.alias()` that `method` is called on.
fn unaliased(cx: &Context<'_, '_>, method: &ast::ExprAttribute) -> Option<Span> {
    let expr = method.value.as_ref();
    let ast::Expr::Call(call) = expr else {
        return None;
    };
    let ast::Expr::Attribute(attribute) = call.func.as_ref() else {
        return None;
    };
    let is_it = matches!(attribute.attr.as_str(), "alias" | "subquery");
    let link = Link {
        expr,
        call,
        attribute,
    };
    let tail = link.tail_span(cx.file.tree);
    let has_comment = cx.file.tree.tokens().comments(tail).next().is_some();
    let has_name_only = call
        .args
        .iter()
        .all(|arg| matches!(arg, ast::Expr::Constant(_)));
    (is_it && has_name_only && call.keywords.is_empty() && !has_comment).then_some(tail)
}

fn imports_sqlalchemy(cx: &Context<'_, '_>) -> bool {
    use alchemod_facts::scopes::BindingKind;
    cx.file
        .scopes
        .bindings()
        .iter()
        .any(|binding| match binding.kind {
            BindingKind::Import(alias) => is_sqlalchemy(alias.name.as_str()),
            BindingKind::ImportFrom(stmt, _) => stmt
                .module
                .as_ref()
                .is_some_and(|m| is_sqlalchemy(m.as_str())),
            _ => false,
        })
}

fn is_sqlalchemy(module: &str) -> bool {
    module.split('.').next() == Some("sqlalchemy")
}

fn with_only_columns<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    receiver: &'t ast::Expr,
    class: Option<&str>,
) -> Option<Finding> {
    if class != Some(SELECT) && !is_unknown(cx, receiver) {
        return None;
    }
    let message = "with_only_columns() takes its columns one by one";
    let arguments = arguments(cx, call)?;
    let first = arguments.first()?;
    if call.args.len() != 1 || first.is_starred() {
        return None;
    }
    let is_literal = matches!(first.value, ast::Expr::List(_));
    if class.is_none() && !is_literal {
        return None;
    }
    let edits = match list_form(cx, first)? {
        Form::Unwrapped if is_literal => unwrap(cx, first.value, first.value_span, true, None),
        Form::Starred => Edit::wrap(first.value_span, "*", "").into(),
        _ => return None,
    };
    Some(Finding::safe(
        span(call),
        message,
        Rewrite::new(cx.file.id, edits),
    ))
}

/// `table.count(...)`, which 1.4 does not have any more.
fn count<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall, receiver: &'t ast::Expr) -> Finding {
    let message = "count() of a table is a SELECT of func.count()";
    let whole = span(call);
    if call.args.len() > 1 || !call.keywords.is_empty() {
        let reason = "write select(func.count()).select_from(table), and its arguments by methods";
        return Finding::manual(whole, message, reason);
    }
    let (select, func) = (cx.import("sqlalchemy.select"), cx.import("sqlalchemy.func"));
    let before = format!("{}({}.count()).select_from(", select.text, func.text);
    let table = span(receiver);
    let mut edits = vec![Edit::insert(table.start, before)];
    match call.args.first() {
        Some(criterion) => edits.push(Edit::replace(
            Span::new(table.end, span(criterion).start),
            ").where(",
        )),
        None => edits.push(Edit::replace(Span::new(table.end, whole.end), ")")),
    }
    let wishes: Vec<ImportWish> = select.wish.into_iter().chain(func.wish).collect();
    Finding::safe(
        whole,
        message,
        Rewrite::new(cx.file.id, edits).wish(cx.file.id, wishes),
    )
}

/// `select(...).froms`, `over(...).func`.
pub(super) fn attribute<'t>(
    cx: &Context<'_, 't>,
    attribute: &'t ast::ExprAttribute,
) -> Option<Finding> {
    let receiver = attribute.value.as_ref();
    let (message, to) = match attribute.attr.as_str() {
        "froms" if instance(cx, receiver).as_deref() == Some(SELECT) => (
            "froms of a SELECT is get_final_froms()",
            "get_final_froms()",
        ),
        "func" if is_over(receiver) => ("func of an OVER is element", "element"),
        _ => return None,
    };
    let edit = Edit::replace(attribute_name_span(attribute), to);
    Some(Finding::safe(
        span(attribute),
        message,
        Rewrite::new(cx.file.id, [edit]),
    ))
}

fn is_over(expr: &ast::Expr) -> bool {
    matches!(expr, ast::Expr::Call(call)
        if matches!(call.func.as_ref(), ast::Expr::Attribute(n) if n.attr.as_str() == "over"))
}

/// `exists(select(...))`.
pub(super) fn exists<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Finding> {
    let [statement @ ast::Expr::Call(_)] = call.args.as_slice() else {
        return None;
    };
    let is_select = instance(cx, statement).as_deref() == Some(SELECT);
    if !call.keywords.is_empty() || !is_select || cx.file.is_revision() {
        return None;
    }
    match cx.project.infer(cx.file.id, &call.func)?.value {
        Value::External(path) if &*path == "sqlalchemy.exists" => {}
        _ => return None,
    }
    let (whole, inner) = (span(call), span(statement));
    let has_lines = cx.slice(whole).contains(['\n', '\r']);
    let mut edits = Vec::new();
    if has_lines {
        edits.push(Edit::delete(span(call.func.as_ref())));
        edits.push(Edit::insert(whole.end, ".exists()"));
    } else {
        edits.push(Edit::delete(Span::new(whole.start, inner.start)));
        edits.push(Edit::replace(Span::new(inner.end, whole.end), ".exists()"));
    }
    let gone = match call.func.as_ref() {
        ast::Expr::Name(name) => Some(ImportWish::MayGo(name.id.to_string())),
        _ => None,
    };
    Some(Finding::safe(
        whole,
        "exists() of a SELECT is a method of it",
        Rewrite::new(cx.file.id, edits).wish(cx.file.id, gone),
    ))
}
