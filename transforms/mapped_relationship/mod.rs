//! `kids = relationship("Kid")` to `kids: Mapped[List["Kid"]] = relationship("Kid")`.

mod annotate;
mod declared_attr;
mod dynamic_loader;
mod flask;
mod legacy_arguments;

use alchemod_engine::{Context, Finding, Interest, Rule, Stage, Target, Transform};
use alchemod_facts::last_name;
use alchemod_python::{ast, span, Node, NodeId};

use crate::mapped_sites::{is_given_to_type, relationship_at};

pub use annotate::{corrections, holds_of};

/// See [`RULE`].
pub struct MappedRelationship;

static RULE: Rule = Rule {
    code: "AM302",
    name: "mapped-relationship",
    stage: Stage::Relationships,
    summary: "`relationship(...)` with `Mapped[...]`, without arguments that 2.0 refuses",
    guide: (
        "ORM Declarative Models",
        "https://docs.sqlalchemy.org/en/20/changelog/whatsnew_20.html#orm-declarative-models",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for MappedRelationship {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::Calls
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let Node::Expr(ast::Expr::Call(call)) = cx.file.nodes.get(site) else {
            return None;
        };
        if let Some(finding) = dynamic_loader::check(cx, call) {
            return Some(finding);
        }
        let relationship = relationship_at(cx, site, call);
        let is_relationship = relationship.is_some()
            || (matches!(last_name(&call.func), Some("relationship" | "relation"))
                && matches!(
                    cx.project.external(cx.file.id, &call.func).as_deref(),
                    Some("sqlalchemy.orm.relationship" | "sqlalchemy.orm.relation")
                ));
        if !is_relationship {
            return None;
        }
        // The arguments first: with keywords only, the facts know them all in the next pass.
        legacy_arguments::check(cx, call).or_else(|| match relationship {
            Some(relationship) => annotate::check(cx, relationship),
            None => given_to_type(cx, site, call),
        })
    }
}

/// `type(name, bases, {"kids": relationship("Kid")})`.
fn given_to_type(cx: &Context<'_, '_>, site: NodeId, call: &ast::ExprCall) -> Option<Finding> {
    let is_found = cx.settings.target >= Target::V20 && is_given_to_type(cx, site);
    is_found.then(|| {
        Finding::manual(
            span(call),
            "`relationship()` without `Mapped[...]`",
            "type() makes the class: the body of a class statement can say it",
        )
    })
}
