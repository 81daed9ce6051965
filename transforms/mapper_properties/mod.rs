//! `mapper-properties`: `Mapper.iterate_properties`, which no longer configures mappers.

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_facts::Value;
use alchemod_python::chain::attribute_name_span;
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::Edit;

/// See the rule's documentation.
pub(crate) struct MapperProperties;

static RULE: Rule = Rule {
    code: "AM812",
    name: "mapper-properties",
    stage: Stage::Sessions,
    summary: "Mapper.iterate_properties is Mapper.attrs, which sees back references before mappers are configured",
    guide: (
        "SQLAlchemy 2.0: Mapper.attrs",
        "https://docs.sqlalchemy.org/en/20/orm/mapping_api.html#sqlalchemy.orm.Mapper.attrs",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

const NAME: &str = "iterate_properties";

impl Transform for MapperProperties {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::AttributesNamed(&[NAME])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let ast::Expr::Attribute(attribute) = cx.file.nodes.get(site).expr()? else {
            return None;
        };
        match cx
            .project
            .infer(cx.file.id, &attribute.value)
            .map(|typed| typed.value)
        {
            // Nothing else has an attribute of this name, unless the project has.
            None => {}
            Some(Value::Instance(path)) if &*path == "sqlalchemy.orm.Mapper" => {}
            Some(_) => return None,
        }
        let parent = cx.file.nodes.get(cx.file.nodes.parent(site)?);
        if matches!(parent, Node::Expr(ast::Expr::Call(call))
            if span(call.func.as_ref()) == span(attribute))
        {
            return None;
        }
        let mut edits = vec![Edit::replace(attribute_name_span(attribute), "attrs")];
        if !is_iterated(cx, site, parent) {
            edits.extend(Edit::wrap(span(attribute), "iter(", ")"));
        }
        Some(Finding::safe(
            span(attribute),
            "iterate_properties no longer configures the mappers, so that back references are missing: `attrs` does",
            Rewrite::new(cx.file.id, edits),
        ))
    }
}

/// Builtins that take anything that can be iterated over.
const CONSUMERS: &[&str] = &[
    "all",
    "any",
    "dict",
    "enumerate",
    "filter",
    "frozenset",
    "iter",
    "list",
    "map",
    "set",
    "sorted",
    "tuple",
    "zip",
];

/// Whether an iterator is not needed where it stands.
fn is_iterated(cx: &Context<'_, '_>, site: NodeId, parent: Node<'_>) -> bool {
    let place = cx.file.nodes.get(site).span();
    match parent {
        Node::Stmt(ast::Stmt::For(stmt)) => span(stmt.iter.as_ref()) == place,
        Node::Comprehension(part) => span(&part.iter) == place,
        Node::Expr(ast::Expr::Starred(_) | ast::Expr::YieldFrom(_)) => true,
        Node::Expr(ast::Expr::Call(call)) => {
            matches!(call.func.as_ref(), ast::Expr::Name(name)
                if CONSUMERS.contains(&name.id.as_str()))
        }
        _ => false,
    }
}
