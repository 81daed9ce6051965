//! `table-definition`: tables, columns and types that 2.x takes in another way, or not at all.

mod enums;
mod identity;
mod tables;

use alchemod_engine::{Context, Finding, Interest, Rule, Stage, Target, Transform};
use alchemod_facts::last_name;
use alchemod_python::arguments::{argument, keyword};
use alchemod_python::{ast, span, NodeId};

/// See the rule's documentation.
pub(crate) struct TableDefinition;

static RULE: Rule = Rule {
    code: "AM523",
    name: "table-definition",
    stage: Stage::Core,
    summary: "columns that replace others, enumerations with aliases and other definitions that mean something else on 2.x",
    guide: (
        "What's New in SQLAlchemy 2.0: behavioral changes",
        "https://docs.sqlalchemy.org/en/20/changelog/whatsnew_20.html",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for TableDefinition {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::Calls
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let ast::Expr::Call(call) = cx.file.nodes.get(site).expr()? else {
            return None;
        };
        let external = || cx.project.external(cx.file.id, &call.func);
        match last_name(&call.func)? {
            "append_column" => tables::appended(cx, call),
            "Table" if &*external()? == "sqlalchemy.Table" => tables::duplicate(call),
            "Enum" | "ENUM" => enums::check(cx, call, &external()?),
            "Float" | "FLOAT" if &*external()? == "sqlalchemy.Float" => on_oracle(cx, call),
            _ if keyword(call, "mssql_identity_start")
                .or_else(|| keyword(call, "mssql_identity_increment"))
                .is_some() =>
            {
                identity::check(cx, call, &external()?)
            }
            _ => None,
        }
    }
}

/// `Float(5)`, in a file that has to do with Oracle.
fn on_oracle(cx: &Context<'_, '_>, call: &ast::ExprCall) -> Option<Finding> {
    argument(call, Some(0), "precision")?;
    if !cx.text().contains("oracle") {
        return None;
    }
    Some(Finding::manual(
        span(call),
        "Float with a precision raises on Oracle, which counts binary digits",
        "write Float(5).with_variant(oracle.FLOAT(binary_precision=16), \"oracle\"): about 3.32 binary digits for each \
         decimal one",
    ))
}
