//! Whether the other class can have an attribute of the back reference's name.

use alchemod_engine::Context;
use alchemod_facts::{ClassId, ClassKind, Relationship};
use alchemod_python::{ast, Node};

use super::plan::Plan;

/// Attributes that declarative classes have anyway.
const RESERVED: &[&str] = &["metadata", "registry", "query", "query_class"];

/// Whether `name` may become an attribute in the body of `target`.
///
/// # Errors
/// Why not.
pub fn check<'t>(
    cx: &Context<'_, 't>,
    relationship: &Relationship<'t>,
    target: ClassId,
    name: &str,
) -> Result<(), String> {
    let class = cx.project.class(target).name();
    let is_plain = name
        .chars()
        .enumerate()
        .all(|(at, c)| c == '_' || c.is_alphabetic() || (at > 0 && c.is_alphanumeric()));
    if name.is_empty() || !is_plain || name.starts_with("__") || is_keyword(name) {
        return Err(format!(
            "{name:?} cannot be written as an attribute of a class"
        ));
    }
    if RESERVED.contains(&name) {
        return Err(format!(
            "declarative classes have an attribute {name} of their own"
        ));
    }
    let family = family(cx, target);
    for &member in &family {
        let info = cx.project.class(member);
        let file = cx.project.file(info.file);
        if file.scopes.get(info.scope).names.contains_key(name) {
            return Err(format!("{} has an attribute {name} already", info.name()));
        }
        let mut others = cx.project.relationships_of(member);
        if others.any(|other| other.is_assigned && other.attribute == name) {
            return Err(format!(
                "{} is given an attribute {name} already",
                info.name()
            ));
        }
    }
    let same_name = cx.project.models().relationships.iter().filter(|other| {
        other.backref.as_ref().and_then(|b| b.name) == Some(name)
            && other.target.is_some_and(|target| family.contains(&target))
    });
    if same_name.count() > 1 {
        return Err(format!(
            "several back references give {class} an attribute {name}"
        ));
    }
    let own = cx.project.class(relationship.class);
    let in_body = cx.project.file(own.file).scopes.get(own.scope);
    let bindings = in_body.names.get(relationship.attribute);
    let assigned = cx
        .project
        .relationships_of(relationship.class)
        .filter(|other| other.is_assigned && other.attribute == relationship.attribute);
    if bindings.map_or(0, Vec::len) + assigned.count() > 1 {
        return Err(format!(
            "{} assigns {} more than once",
            own.name(),
            relationship.attribute
        ));
    }
    Ok(())
}

/// Whether the new attribute, put at `offset` in the body of its class, leaves all other names there what
/// they are.
///
/// # Errors
/// Why not.
pub fn check_reads(cx: &Context<'_, '_>, plan: &Plan<'_>, offset: u32) -> Result<(), String> {
    let name = plan.name.as_str();
    let info = cx.project.class(plan.target);
    let file = cx.project.file(info.file);
    let is_read = file.nodes.iter().any(|(id, node)| {
        matches!(node, Node::Expr(ast::Expr::Name(n)) if n.id.as_str() == name)
            && node.span().start >= offset
            && file.scopes.of(id) == info.scope
    });
    if is_read {
        return Err(format!(
            "the body of {} uses the name {name} for something else",
            info.name()
        ));
    }
    // All that this run adds stands at one place, one after the other. The value of an attribute is read
    // before its own name is bound, its annotation after that.
    let annotation = plan.annotation.as_deref().unwrap_or_default();
    let values = || {
        plan.copied
            .iter()
            .chain(plan.own.iter().map(|(_, text)| text))
    };
    let models = cx.project.models();
    let hides = |added: &str| {
        reads(annotation, added)
            || (added != name
                && (reads(&plan.callee, added) || values().any(|text| reads(text, added))))
    };
    let mut added = models
        .relationships
        .iter()
        .filter(|other| other.target == Some(plan.target))
        .filter_map(|other| other.backref.as_ref()?.name);
    match added.find(|added| hides(added)) {
        Some(hidden) => Err(format!(
            "the new attribute would need the name {hidden}, which is a new attribute too"
        )),
        None => Ok(()),
    }
}

/// Whether a text has a name outside of its strings, and not as an attribute or a parameter's name.
fn reads(text: &str, name: &str) -> bool {
    let mut quote = None;
    let mut word = String::new();
    let mut before = ' ';
    for c in text.chars().chain([' ']) {
        let is_word = quote.is_none() && (c.is_alphanumeric() || c == '_');
        if is_word {
            word.push(c);
            continue;
        }
        if word == name && before != '.' && c != '=' {
            return true;
        }
        word.clear();
        before = c;
        match quote {
            Some(open) if open == c => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            _ => {}
        }
    }
    false
}

/// A class with its bases and subclasses in the project.
fn family(cx: &Context<'_, '_>, class: ClassId) -> Vec<ClassId> {
    let mut family = cx.project.linearized(class);
    for (id, info) in cx.project.classes() {
        if info.kind() != ClassKind::Plain
            && !family.contains(&id)
            && cx.project.linearized(id).contains(&class)
        {
            family.push(id);
        }
    }
    family
}

fn is_keyword(name: &str) -> bool {
    const KEYWORDS: &[&str] = &[
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class",
        "continue", "def", "del", "elif", "else", "except", "finally", "for", "from", "global",
        "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return",
        "try", "while", "with", "yield",
    ];
    KEYWORDS.contains(&name)
}
