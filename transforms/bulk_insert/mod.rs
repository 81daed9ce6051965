//! `session.bulk_insert_mappings(Model, [...])`.

mod of_table;

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_facts::Value;
use alchemod_python::arguments::argument_span;
use alchemod_python::chain::attribute_name_span;
use alchemod_python::{ast, span, NodeId};
use alchemod_text::Edit;

/// See the rule's documentation.
pub(crate) struct BulkInsert;

static RULE: Rule = Rule {
    code: "AM512",
    name: "bulk-insert",
    stage: Stage::Core,
    summary: "session.bulk_insert_mappings(Model, rows) is session.execute(insert(Model), rows)",
    guide: (
        "Bulk operations: ORM bulk INSERT statements",
        "https://docs.sqlalchemy.org/en/20/orm/queryguide/dml.html#orm-bulk-insert-statements",
    ),
    since: Target::V20,
    doc: include_str!("doc.md"),
};

impl Transform for BulkInsert {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn is_style(&self) -> bool {
        true
    }

    fn interest(&self) -> Interest {
        Interest::CallsNamed(&["bulk_insert_mappings", "execute"])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let ast::Expr::Call(call) = cx.file.nodes.get(site).expr()? else {
            return None;
        };
        let ast::Expr::Attribute(method) = call.func.as_ref() else {
            return None;
        };
        if method.attr.as_str() == "execute" {
            return of_table::check(cx, call, method);
        }
        let [model, ast::Expr::List(rows)] = call.args.as_slice() else {
            return None;
        };
        let is_mapped = matches!(
            cx.project.infer(cx.file.id, model).map(|t| t.value),
            Some(Value::Class(_))
        );
        let is_row = |e: &ast::Expr| matches!(e, ast::Expr::Dict(_));
        if !is_mapped || !call.keywords.is_empty() || rows.elts.is_empty() {
            return None;
        }
        if !rows.elts.iter().all(is_row) {
            return None;
        }
        let insert = cx.import("sqlalchemy.insert");
        let model_span = argument_span(cx.file.tree, call, model)?;
        let mut edits = vec![Edit::replace(attribute_name_span(method), "execute")];
        edits.extend(Edit::wrap(model_span, format!("{}(", insert.text), ")"));
        Some(Finding::offered(
            span(call),
            "bulk_insert_mappings() is legacy; execute() takes an insert() with rows",
            "execute() flushes the session first, and bulk_insert_mappings() does not",
            Rewrite::new(cx.file.id, edits).wish(cx.file.id, insert.wish),
        ))
    }
}
