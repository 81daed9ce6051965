//! Whether the statement whose row it is selects the column that the row is asked for.

use alchemod_engine::Context;
use alchemod_facts::scopes::BindingKind;
use alchemod_facts::{FileId, Value};
use alchemod_python::ast;
use alchemod_python::chain::links;

/// Whether a statement selects a column, as far as can be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Covers {
    /// It does.
    Yes,
    /// It does not, or not in the way that 2.x asks for.
    No(String),
    /// The statement is not seen.
    Unknown,
}

/// How many names are followed.
pub(crate) const DEPTH: u32 = 8;

/// Whether the statement of the row `row` selects the column `key`.
pub(crate) fn covers<'t>(cx: &Context<'_, 't>, row: &'t ast::Expr, key: &'t ast::Expr) -> Covers {
    let Some((file, statement)) = executed(cx, row, DEPTH) else {
        return Covers::Unknown;
    };
    let there = &cx.in_file(file);
    let Some(root) = root(there, statement, DEPTH) else {
        return Covers::Unknown;
    };
    let value = there.project.infer(file, root).map(|typed| typed.value);
    let is_text = alchemod_facts::string(root).is_some()
        || matches!(root, ast::Expr::JoinedStr(_) | ast::Expr::BinOp(_))
        || value.is_some_and(|value| value.is_instance_of("sqlalchemy.sql.expression.TextClause"));
    if is_text {
        return Covers::No(
            "2.x does not find a column by its name in rows of textual SQL: ask by the string \
             (row._mapping[\"name\"]), or say which columns the text gives: text(...).columns(...)"
                .into(),
        );
    }
    let ast::Expr::Call(call) = root else {
        return Covers::Unknown;
    };
    let owner = match key {
        ast::Expr::Attribute(n) => Some(n.value.as_ref()),
        ast::Expr::Subscript(n) => Some(n.value.as_ref()),
        _ => None,
    };
    let table = match owner {
        Some(ast::Expr::Attribute(c)) if matches!(c.attr.as_str(), "c" | "columns") => {
            Some(c.value.as_ref())
        }
        owner => owner,
    };
    let mut selected: Vec<&ast::Expr> = Vec::new();
    for arg in &call.args {
        match arg {
            ast::Expr::List(n) => selected.extend(&n.elts),
            arg => selected.push(arg),
        }
    }
    if let ast::Expr::Attribute(method) = call.func.as_ref() {
        if method.attr.as_str() == "select" && call.args.is_empty() {
            selected.push(&method.value);
        }
    }
    let is_selected = |expr: &&ast::Expr| {
        there.source(*expr) == cx.source(key)
            || table.is_some_and(|table| there.source(*expr) == cx.source(table))
    };
    match selected.iter().any(is_selected) {
        true => Covers::Yes,
        false => Covers::Unknown,
    }
}

/// The statement whose execution gives a row, a result, or a list of rows, and its file.
pub(crate) fn executed<'t>(
    cx: &Context<'_, 't>,
    row: &'t ast::Expr,
    depth: u32,
) -> Option<(FileId, &'t ast::Expr)> {
    let depth = depth.checked_sub(1)?;
    match row {
        ast::Expr::Name(name) => {
            let scope = cx.file.scope_of(row)?;
            let (owner, all) = cx.file.scopes.lookup(name.id.as_str(), scope)?;
            let site = cx.file.nodes.expr_id(row)?;
            let reaching = cx.file.reaching(site, owner, all).unwrap_or(all.to_vec());
            let [only] = reaching.as_slice() else {
                return None;
            };
            match cx.file.scopes.binding(*only).kind {
                BindingKind::Assign { value, .. } => executed(cx, value, depth),
                BindingKind::For {
                    iterable,
                    whole: true,
                    ..
                } => executed(cx, iterable, depth),
                _ => None,
            }
        }
        ast::Expr::Subscript(n) => executed(cx, &n.value, depth),
        ast::Expr::Await(n) => executed(cx, &n.value, depth),
        ast::Expr::Call(call) => match call.func.as_ref() {
            ast::Expr::Attribute(method) if method.attr.as_str() == "execute" => {
                match is_statement(cx, &method.value) {
                    true => Some((cx.file.id, &method.value)),
                    false => Some((cx.file.id, call.args.first()?)),
                }
            }
            ast::Expr::Attribute(method) if is_query(cx, &method.value) => Some((cx.file.id, row)),
            _ => match cx
                .project
                .infer(cx.file.id, &call.func)
                .map(|typed| typed.value)
            {
                Some(Value::Function(place)) => {
                    let results = cx.project.results(place);
                    let [only] = [results.returns, results.yields].concat()[..] else {
                        return None;
                    };
                    executed(&cx.in_file(place.file), only, depth)
                }
                _ => match call.func.as_ref() {
                    ast::Expr::Attribute(method) => executed(cx, &method.value, depth),
                    ast::Expr::Name(_) => executed(cx, call.args.first()?, depth),
                    _ => None,
                },
            },
        },
        _ => None,
    }
}

fn is_statement<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    cx.project
        .infer(cx.file.id, expr)
        .is_some_and(|typed| matches!(typed.value, Value::Instance(class) if class.starts_with("sqlalchemy.sql.")))
}

fn is_query<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    cx.project
        .infer(cx.file.id, expr)
        .is_some_and(|typed| typed.value.is_instance_of("sqlalchemy.orm.Query"))
}

/// The call that a statement starts from, through names and methods.
pub(crate) fn root<'t>(
    cx: &Context<'_, 't>,
    statement: &'t ast::Expr,
    depth: u32,
) -> Option<&'t ast::Expr> {
    let depth = depth.checked_sub(1)?;
    let (receiver, calls) = links(statement);
    let name = match receiver {
        ast::Expr::Name(name) => name,
        other => return Some(first(other, &calls)),
    };
    let changes = |name: &str| {
        matches!(
            name,
            "with_only_columns" | "with_entities" | "union" | "union_all"
        )
    };
    if calls.iter().any(|link| changes(link.name())) {
        return None;
    }
    let starts = |name: &str| matches!(name, "query" | "select");
    if let Some(start) = calls.iter().find(|link| starts(link.name())) {
        return Some(start.expr);
    }
    let scope = cx.file.scope_of(receiver)?;
    let (_, all) = cx.file.scopes.lookup(name.id.as_str(), scope)?;
    // `statement = statement.where(...)` starts where the name was bound first.
    let mut roots = all
        .iter()
        .filter_map(|&id| match cx.file.scopes.binding(id).kind {
            BindingKind::Assign { value, .. } => {
                let (start, _) = links(value);
                let is_self = matches!(start, ast::Expr::Name(n) if n.id == name.id);
                (!is_self).then_some(value)
            }
            _ => None,
        });
    match (roots.next(), roots.next()) {
        (Some(only), None) => root(cx, only, depth),
        _ => None,
    }
}

fn first<'t>(receiver: &'t ast::Expr, calls: &[alchemod_python::chain::Link<'t>]) -> &'t ast::Expr {
    let starts = |name: &str| matches!(name, "query" | "select");
    calls
        .iter()
        .find(|link| starts(link.name()))
        .map_or(receiver, |link| link.expr)
}
