//! Methods of statements and expressions that 2.x has under another name or with other arguments.

mod positions;
mod renames;

use alchemod_engine::{Context, Finding, Interest, Rule, Stage, Target, Transform};
use alchemod_python::{ast, NodeId};

use crate::core::SELECT_GUIDE;

/// See the rule's documentation.
pub(crate) struct SelectMethods;

static RULE: Rule = Rule {
    code: "AM504",
    name: "select-methods",
    stage: Stage::Core,
    summary: "as_scalar(), apply_labels(), column(), positional options: 2.x names and arguments",
    guide: SELECT_GUIDE,
    since: Target::V14,
    doc: include_str!("doc.md"),
};

pub(crate) const SELECT: &str = "sqlalchemy.sql.Select";
pub(crate) const COMPOUND: &str = "sqlalchemy.sql.CompoundSelect";

impl Transform for SelectMethods {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::AnyOf(&[
            Interest::CallsNamed(&[
                "alias",
                "apply_labels",
                "as_scalar",
                "column",
                "count",
                "exists",
                "join",
                "join_from",
                "outerjoin",
                "outerjoin_from",
                "over",
                "with_for_update",
                "with_only_columns",
            ]),
            Interest::AttributesNamed(&["froms", "func"]),
        ])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        match cx.file.nodes.get(site).expr()? {
            ast::Expr::Attribute(attribute) => renames::attribute(cx, attribute),
            ast::Expr::Call(call) => match call.func.as_ref() {
                ast::Expr::Attribute(method) => {
                    positions::check(cx, call, method).or_else(|| renames::method(cx, call, method))
                }
                _ => None,
            }
            .or_else(|| renames::exists(cx, call)),
            _ => None,
        }
    }
}
