//! `deprecated-operator`: operators of array and JSON columns that 2.1 deprecates.

mod any_all;

use alchemod_engine::{Context, Finding, Interest, Rule, Stage, Target, Transform};
use alchemod_facts::scopes::BindingKind;
use alchemod_facts::{last_name, string, FileId, Value};
use alchemod_python::{ast, span, NodeId};

/// See the rule's documentation.
pub(crate) struct DeprecatedOperator;

static RULE: Rule = Rule {
    code: "AM524",
    name: "deprecated-operator",
    stage: Stage::Core,
    summary: "any(), all() of array columns and contains() of JSON columns, which 2.1 deprecates",
    guide: (
        "What's New in SQLAlchemy 2.1",
        "https://docs.sqlalchemy.org/en/21/changelog/migration_21.html",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

const ARRAYS: &[&str] = &["sqlalchemy.ARRAY", "sqlalchemy.dialects.postgresql.ARRAY"];

/// JSON types whose `contains()` is that of strings; JSONB has one of its own.
const JSON: &[&str] = &[
    "sqlalchemy.JSON",
    "sqlalchemy.dialects.mysql.JSON",
    "sqlalchemy.dialects.postgresql.JSON",
    "sqlalchemy.dialects.sqlite.JSON",
];

impl Transform for DeprecatedOperator {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::CallsNamed(&["All", "Any", "all", "any", "contains"])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let ast::Expr::Call(call) = cx.file.nodes.get(site).expr()? else {
            return None;
        };
        if matches!(last_name(&call.func), Some("All" | "Any")) {
            return any_all::function(cx, site, call);
        }
        let ast::Expr::Attribute(method) = call.func.as_ref() else {
            return None;
        };
        if call.args.is_empty() {
            return None;
        }
        let (file, type_) = type_of(cx, &method.value)?;
        let type_ = match type_ {
            ast::Expr::Call(call) => call.func.as_ref(),
            other => other,
        };
        let path = cx.project.external(file, type_)?;
        let place = span(call);
        match method.attr.as_str() {
            name @ ("any" | "all") if ARRAYS.contains(&&*path) => {
                let message = format!("{name}() of an array column is deprecated in 2.1");
                Some(match any_all::rewrite(cx, site, call, &method.value) {
                    Ok(rewrite) => Finding::safe(place, message, rewrite),
                    Err(reason) => Finding::manual(
                        place,
                        message,
                        format!(
                            "{reason}: write {name}_(column) == value, with {name}_ from sqlalchemy"
                        ),
                    ),
                })
            }
            "contains" if JSON.contains(&&*path) => Some(Finding::manual(
                place,
                "contains() of a JSON column looks for text, and is deprecated in 2.1",
                "write type_coerce(column, String).contains(...), or use JSONB for a test of JSON",
            )),
            _ => None,
        }
    }
}

/// The type of a column: of `Column(...)` itself, of a mapped attribute, or of a column of a table that is
/// written in this file.
fn type_of<'t>(cx: &Context<'_, 't>, column: &'t ast::Expr) -> Option<(FileId, &'t ast::Expr)> {
    let here = cx.file.id;
    if let ast::Expr::Call(call) = column {
        return Some((here, type_in(call)?));
    }
    if let Some(Value::Attribute(class, name)) = cx.project.infer(here, column).map(|t| t.value) {
        let column = cx.project.column(class, &name)?;
        return Some((column.file, column.type_?));
    }
    let ast::Expr::Attribute(read) = column else {
        return None;
    };
    let ast::Expr::Attribute(columns) = read.value.as_ref() else {
        return None;
    };
    let ast::Expr::Name(table) = columns.value.as_ref() else {
        return None;
    };
    if !matches!(columns.attr.as_str(), "c" | "columns") {
        return None;
    }
    let scope = cx.file.scope_of(&columns.value)?;
    let (_, ids) = cx.file.scopes.lookup(table.id.as_str(), scope)?;
    let [id] = ids else { return None };
    let BindingKind::Assign {
        value: ast::Expr::Call(made),
        ..
    } = cx.file.scopes.binding(*id).kind
    else {
        return None;
    };
    made.args.iter().find_map(|arg| match arg {
        ast::Expr::Call(call) if call.args.first().and_then(string) == Some(read.attr.as_str()) => {
            Some((here, type_in(call)?))
        }
        _ => None,
    })
}

/// The type in `Column("name", type)` or `Column(type)`.
fn type_in(call: &ast::ExprCall) -> Option<&ast::Expr> {
    if !matches!(last_name(&call.func), Some("Column" | "mapped_column")) {
        return None;
    }
    call.args.iter().find(|arg| string(arg).is_none())
}
