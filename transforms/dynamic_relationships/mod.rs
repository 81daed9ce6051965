//! `user.posts.filter(...)`: a dynamic relationship gives a legacy Query.

use std::collections::{HashMap, HashSet};

use alchemod_engine::{Context, Finding, Interest, Rule, Stage, Target, Transform};
use alchemod_facts::sqlalchemy::query::{query_method, Role};
use alchemod_facts::{string, ClassId, Project, Relationship};
use alchemod_python::{ast, span, Node, NodeId};

use crate::orm::instance::class_of;

/// See the rule's documentation.
pub(crate) struct DynamicRelationships;

static RULE: Rule = Rule {
    code: "AM408",
    name: "dynamic-relationships",
    stage: Stage::Queries,
    summary: "queries of dynamic relationships, which are legacy Queries",
    guide: (
        "Dynamic Relationship Loaders",
        "https://docs.sqlalchemy.org/en/20/orm/large_collections.html#dynamic-relationship-loaders",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for DynamicRelationships {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn is_style(&self) -> bool {
        true
    }

    fn interest(&self) -> Interest {
        Interest::Names
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let Node::Expr(ast::Expr::Attribute(attribute)) = cx.file.nodes.get(site) else {
            return None;
        };
        if !is_queried(cx, site) || !reads_dynamic(cx, attribute) {
            return None;
        }
        // Once for each name in a file: all are changed together, where the relationship is.
        let sites = same_in_file(cx, attribute);
        let is_first = sites.first().is_some_and(|first| *first == site);
        is_first.then(|| {
            let others = match sites.len() - 1 {
                0 => String::new(),
                1 => ", and at another place of this file".to_owned(),
                count => format!(", and at {count} more places of this file"),
            };
            Finding::manual(
                span(attribute),
                format!(
                    "`{}` is a dynamic relationship, which gives a legacy Query{others}",
                    attribute.attr
                ),
                "2.x keeps it. What follows it is lazy=\"write_only\" with select() of the relationship, or \
                 select(Target).where(with_parent(...))",
            )
        })
    }
}

/// Where the file queries dynamic relationships of this name, in order.
fn same_in_file(cx: &Context<'_, '_>, attribute: &ast::ExprAttribute) -> Vec<NodeId> {
    let nodes = cx.file.nodes.iter();
    nodes
        .filter(|(id, node)| match node {
            Node::Expr(ast::Expr::Attribute(other)) => {
                other.attr == attribute.attr && is_queried(cx, *id) && reads_dynamic(cx, other)
            }
            _ => false,
        })
        .map(|(id, _)| id)
        .collect()
}

/// Whether the attribute is a dynamic relationship.
pub(crate) fn reads_dynamic<'t>(cx: &Context<'_, 't>, attribute: &'t ast::ExprAttribute) -> bool {
    let dynamic = cx.project.memo(find);
    let Some(known) = dynamic.get(attribute.attr.as_str()) else {
        return false;
    };
    match class_of(cx, &attribute.value) {
        Some(class) => {
            let line = cx.project.linearized(class);
            known.classes.iter().any(|owner| line.contains(owner))
        }
        None => !known.is_also_other && cx.project.infer(cx.file.id, &attribute.value).is_none(),
    }
}

/// How a dynamic relationship is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dynamic {
    /// By the class of its object.
    Class,
    /// By its name.
    Name,
}

/// Whether the attribute is a dynamic relationship, also one that is given to a class from outside
/// (`model.versions = relationship(..., lazy="dynamic")`).
///
/// The expression may go on with methods of the query that it gives: `user.posts.filter(...)`.
pub(crate) fn dynamic<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Option<(Dynamic, &'t str)> {
    let mut expr = expr;
    while let ast::Expr::Call(call) = expr {
        let ast::Expr::Attribute(method) = call.func.as_ref() else {
            return None;
        };
        query_method(method.attr.as_str()).filter(|known| known.role == Role::Builder)?;
        expr = &method.value;
    }
    let ast::Expr::Attribute(attribute) = expr else {
        return None;
    };
    let known = attribute_is(cx, attribute)?;
    Some((known, attribute.attr.as_str()))
}

fn attribute_is<'t>(cx: &Context<'_, 't>, attribute: &'t ast::ExprAttribute) -> Option<Dynamic> {
    if reads_dynamic(cx, attribute) {
        return Some(match class_of(cx, &attribute.value) {
            Some(_) => Dynamic::Class,
            None => Dynamic::Name,
        });
    }
    let name = attribute.attr.as_str();
    let may_have_it = match class_of(cx, &attribute.value) {
        Some(class) => cx.project.infer_member(class, name).is_none(),
        // Nothing else that is known has relationships.
        None => cx.project.infer(cx.file.id, &attribute.value).is_none(),
    };
    let is_given = may_have_it && cx.project.memo(given).0.contains(name);
    is_given.then_some(Dynamic::Name)
}

/// The names of dynamic relationships that are assigned to an attribute of something.
struct Given(HashSet<String>);

fn given(project: &Project<'_>) -> Given {
    let mut found = HashSet::new();
    for file in &project.files {
        for (_, node) in file.nodes.iter() {
            let Node::Stmt(ast::Stmt::Assign(assign)) = node else {
                continue;
            };
            let ast::Expr::Call(call) = assign.value.as_ref() else {
                continue;
            };
            let is_relationship = asks_for_dynamic(call)
                && project
                    .external(file.id, &call.func)
                    .is_some_and(|path| &*path == "sqlalchemy.orm.relationship");
            if !is_relationship {
                continue;
            }
            for target in &assign.targets {
                if let ast::Expr::Attribute(n) = target {
                    found.insert(n.attr.to_string());
                }
            }
        }
    }
    Given(found)
}

/// Where an attribute of this name is a dynamic relationship.
struct Known {
    classes: Vec<ClassId>,
    /// Other relationships or columns have the name.
    is_also_other: bool,
}

fn find(project: &Project<'_>) -> HashMap<String, Known> {
    let mut found: HashMap<String, Known> = HashMap::new();
    let mut note = |name: &str, class: Option<ClassId>| {
        let known = found.entry(name.to_owned()).or_insert(Known {
            classes: Vec::new(),
            is_also_other: false,
        });
        match class {
            Some(class) => known.classes.push(class),
            None => known.is_also_other = true,
        }
    };
    for relationship in &project.models().relationships {
        let own = is_dynamic(relationship).then_some(relationship.class);
        note(relationship.attribute, own);
        if let Some(backref) = &relationship.backref {
            let is_dynamic = backref.call.is_some_and(asks_for_dynamic);
            if let Some(name) = backref.name {
                note(name, relationship.target.filter(|_| is_dynamic));
            }
        }
    }
    for column in &project.models().columns {
        note(column.attribute, None);
    }
    found.retain(|_, known| !known.classes.is_empty());
    found
}

fn is_dynamic(relationship: &Relationship<'_>) -> bool {
    let annotated = |annotation: &ast::Expr| match annotation {
        ast::Expr::Subscript(n) => alchemod_facts::last_name(&n.value) == Some("DynamicMapped"),
        _ => false,
    };
    asks_for_dynamic(relationship.call) || relationship.annotation.is_some_and(annotated)
}

fn asks_for_dynamic(call: &ast::ExprCall) -> bool {
    alchemod_python::arguments::keyword(call, "lazy").and_then(|k| string(&k.value))
        == Some("dynamic")
}

/// Whether a method of a Query is called of the expression.
fn is_queried(cx: &Context<'_, '_>, site: NodeId) -> bool {
    let nodes = &cx.file.nodes;
    let Some(parent) = nodes.parent(site) else {
        return false;
    };
    let Node::Expr(this @ ast::Expr::Attribute(method)) = nodes.get(parent) else {
        return false;
    };
    let name = method.attr.as_str();
    let is_called = nodes.parent(parent).is_some_and(|id| {
        matches!(nodes.get(id), Node::Expr(ast::Expr::Call(call))
            if std::ptr::eq(call.func.as_ref(), this))
    });
    is_called
        && (query_method(name).is_some()
            || matches!(name, "paginate" | "first_or_404" | "get_or_404"))
}
