//! Attributes of mappers and class managers that have other names, or are gone.

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_facts::Value;
use alchemod_python::arguments::argument_span;
use alchemod_python::chain::attribute_name_span;
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::Edit;

use crate::query::chain::{follow, End};
use crate::speaks;

/// See the rule's documentation.
pub(crate) struct MapperAttributes;

static RULE: Rule = Rule {
    code: "AM206",
    name: "mapper-attributes",
    stage: Stage::Models,
    summary: "attributes of mappers that 2.x has under another name: mapped_table, and iterate_properties, which configured",
    guide: (
        "Mapper.persist_selectable",
        "https://docs.sqlalchemy.org/en/20/orm/mapping_api.html#sqlalchemy.orm.Mapper.persist_selectable",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

/// The old name, the new one, and the class that has it.
const RENAMED: &[(&str, &str, &str)] = &[
    (
        "deferred_scalar_loader",
        "expired_attribute_loader",
        "sqlalchemy.orm.ClassManager",
    ),
    ("iterate_properties", "attrs", MAPPER),
    ("mapped_table", "persist_selectable", MAPPER),
];

const MAPPER: &str = "sqlalchemy.orm.Mapper";

impl Transform for MapperAttributes {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::AttributesNamed(&[
            "deferred_scalar_loader",
            "dispose",
            "get_property",
            "impl",
            "iterate_properties",
            "mapped_table",
        ])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let Node::Expr(ast::Expr::Attribute(attribute)) = cx.file.nodes.get(site) else {
            return None;
        };
        let name = attribute.attr.as_str();
        let place = attribute_name_span(attribute);
        if name == "impl" {
            return active_history(cx, site);
        }
        if name == "get_property" {
            return get_property(cx, site, attribute);
        }
        if name == "dispose" {
            return is_mapper(cx, &attribute.value).unwrap_or(false).then(|| {
                Finding::manual(
                    place,
                    "Mapper.dispose() is gone",
                    "clear_mappers() or registry.dispose() disposes of all mappers of a registry",
                )
            });
        }
        let (_, new, owner) = RENAMED.iter().find(|(old, ..)| *old == name)?;
        let mut message = format!("`{name}` is `{new}`");
        let mut edits = vec![Edit::replace(place, *new)];
        if name == "iterate_properties" {
            message =
                "`iterate_properties` does not configure the mappers on 2.x: `attrs` does".into();
            // It gives an iterator, and `attrs` a collection.
            if !matches!(follow(cx.file, site).end, End::Iterated) {
                edits.extend(Edit::wrap(span(attribute), "iter(", ")"));
            }
        }
        let rewrite = Rewrite::new(cx.file.id, edits);
        let is_known = match *owner {
            MAPPER => is_mapper(cx, &attribute.value),
            _ => cx
                .project
                .infer(cx.file.id, &attribute.value)
                .map(|typed| typed.value.is_instance_of(owner)),
        };
        match is_known {
            Some(true) => Some(Finding::safe(place, message, rewrite)),
            Some(false) => None,
            // The names are no other library's.
            None if !speaks::of_sqlalchemy(cx) => None,
            None => Some(match is_own(cx, name) {
                None => Finding::safe(place, message, rewrite),
                Some(class) => Finding::offered(
                    place,
                    message,
                    format!(
                        "{} is not known, and the project's class {class} has an attribute of this name",
                        crate::query::entities::short(cx, &attribute.value)
                    ),
                    rewrite,
                ),
            }),
        }
    }
}

/// `Model.name.impl.active_history = True`: no public name, and no attribute of a proxy any more.
fn active_history(cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
    let parent = cx.file.nodes.parent(site)?;
    let Node::Expr(ast::Expr::Attribute(attribute)) = cx.file.nodes.get(parent) else {
        return None;
    };
    let is_set = attribute.attr.as_str() == "active_history"
        && matches!(attribute.ctx, ast::ExprContext::Store);
    is_set.then(|| {
        Finding::manual(
            attribute_name_span(attribute),
            "`impl.active_history` cannot be set for synonyms and attributes of a concrete base on 2.x",
            "leave those out that have no `impl.dispatch`, or ask for it where the attribute is made: \
             column_property(..., active_history=True), relationship(..., active_history=True)",
        )
    })
}

/// What a relationship has only when its mapper is configured.
const CONFIGURED: &[&str] = &[
    "direction",
    "local_remote_pairs",
    "synchronize_pairs",
    "remote_side",
];

/// `mapper.get_property(name)` configured on 1.x, and does not on 2.x. This matters to who reads what only configured
/// relationships have.
fn get_property<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    attribute: &'t ast::ExprAttribute,
) -> Option<Finding> {
    let reads = CONFIGURED.iter().any(|name| cx.text().contains(name));
    if !reads || is_mapper(cx, &attribute.value) != Some(true) {
        return None;
    }
    let parent = cx.file.nodes.parent(site)?;
    let Node::Expr(ast::Expr::Call(call)) = cx.file.nodes.get(parent) else {
        return None;
    };
    if !call.keywords.is_empty() {
        return None;
    }
    let whole = span(call);
    let message = "get_property() does not configure the mappers on 2.x";
    let [only] = call.args.as_slice() else {
        return None;
    };
    if matches!(only, ast::Expr::Starred(_)) {
        return Some(Finding::manual(
            whole,
            message,
            "call configure_mappers() before it",
        ));
    }
    // The argument is private, and the only way that does the same on 1.4 and 2.x, errors included.
    let at = argument_span(cx.file.tree, call, only)?.end;
    let edit = Edit::insert(at, ", _configure_mappers=True");
    Some(Finding::safe(
        whole,
        message,
        Rewrite::new(cx.file.id, [edit]),
    ))
}

/// A class of the project that has an attribute of this name.
fn is_own<'p>(cx: &Context<'p, '_>, name: &str) -> Option<&'p str> {
    cx.project.classes().find_map(|(_, class)| {
        let scope = cx.project.file(class.file).scopes.get(class.scope);
        let has = scope.names.contains_key(name) || class.self_assignments.contains_key(name);
        has.then(|| class.name())
    })
}

/// Functions that give a mapper.
const FUNCTIONS: &[&str] = &[
    "sqlalchemy.orm.class_mapper",
    "sqlalchemy.orm.object_mapper",
];

/// Whether the expression is a mapper; `None` if nothing is known of it.
fn is_mapper<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Option<bool> {
    if let Some(typed) = cx.project.infer(cx.file.id, expr) {
        return Some(typed.value.is_instance_of(MAPPER));
    }
    match expr {
        ast::Expr::Attribute(n) if n.attr.as_str() == "__mapper__" => Some(true),
        ast::Expr::Call(call) => {
            let path = cx.project.external(cx.file.id, &call.func)?;
            if &*path == "sqlalchemy.inspect" {
                let inspected = cx.project.infer(cx.file.id, call.args.first()?)?.value;
                return matches!(inspected, Value::Class(_)).then_some(true);
            }
            FUNCTIONS.contains(&&*path).then_some(true)
        }
        _ => None,
    }
}
