//! `name = Column(String(30), nullable=False)` to `name: Mapped[str] = mapped_column(String(30))`.

mod annotation;
mod call;
mod convert;
mod custom_type;
mod declared_attr;
mod existing;
mod left;
mod made;
mod maker;
mod nullability;
mod python_type;
mod references;
mod scanned_bodies;
mod uuid;

use alchemod_engine::{Context, Finding, Interest, Rule, Stage, Target, Transform};
use alchemod_facts::{Column, Constructor};
use alchemod_python::{ast, Node, NodeId};

use crate::mapped_sites::column_at;

pub(crate) use call::append;

/// See [`RULE`].
pub struct MappedColumn;

static RULE: Rule = Rule {
    code: "AM202",
    name: "mapped-column",
    stage: Stage::Models,
    summary: "`Column` in mapped classes and mixins to `mapped_column`, with `Mapped[...]`",
    guide: (
        "ORM Declarative Models",
        "https://docs.sqlalchemy.org/en/20/changelog/whatsnew_20.html#orm-declarative-models",
    ),
    since: Target::V20,
    doc: include_str!("doc.md"),
};

impl Transform for MappedColumn {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::AnyOf(&[Interest::Calls, Interest::Classes, Interest::Assignments])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let Node::Expr(ast::Expr::Call(call)) = cx.file.nodes.get(site) else {
            let node = cx.file.nodes.get(site);
            if let Node::Stmt(ast::Stmt::ClassDef(def)) = node {
                if let Some(finding) = made::subclass(cx, site, def) {
                    return Some(finding);
                }
            }
            return uuid::elsewhere(cx, node);
        };
        if let Some(finding) = uuid::of_call(cx, call) {
            return Some(finding);
        }
        let is_kept = |column: &Column<'_>| cx.file.is_revision() && column.annotation.is_none();
        match column_at(cx, site, call) {
            Some(column) if is_kept(column) => uuid::in_arguments(cx, call),
            Some(column) if column.constructor == Constructor::Column => {
                convert::convert(cx, site, column)
            }
            Some(_) => None,
            None => left::check(cx, site, call).or_else(|| uuid::in_arguments(cx, call)),
        }
    }
}
