//! Where the new attribute stands in the other class.

use alchemod_engine::Context;
use alchemod_facts::{ClassId, Relationship};
use alchemod_python::layout::{indentation, line_end, line_start};
use alchemod_python::{ast, span, Node};

/// A place for an attribute.
pub struct Place<'t> {
    /// The offset of the insertion.
    pub offset: u32,
    /// The blanks that the class's statements start with.
    pub indent: &'t str,
    /// What comes before and after the attribute's own lines.
    pub around: (&'static str, &'static str),
}

/// Finds the place: after the class's last relationship, else after its columns, else after what else it
/// begins with.
///
/// # Errors
/// Why there is none.
pub fn place<'t>(
    cx: &Context<'_, 't>,
    relationship: &Relationship<'t>,
    target: ClassId,
) -> Result<Place<'t>, String> {
    let class = cx.project.class(target);
    let file = cx.project.file(class.file);
    let tree = file.tree;
    let text = tree.text();
    let body = &class.def.body;
    let Some(first) = body.first() else {
        return Err("the other class has no body".into());
    };
    let start = line_start(text, alchemod_python::layout::statement_start(tree, first));
    if start <= span(class.def).start {
        return Err(format!(
            "the body of {} stands on the line of its `class`",
            class.name()
        ));
    }
    let indent = indentation(tree, first);
    let is_one_of = |stmt: &'t ast::Stmt, ids: &[alchemod_python::NodeId]| {
        file.nodes
            .id(Node::Stmt(stmt))
            .is_some_and(|id| ids.contains(&id))
    };
    let relationships: Vec<_> = cx
        .project
        .relationships_of(target)
        .filter(|r| !r.is_assigned)
        .map(|r| r.statement)
        .collect();
    let columns: Vec<_> = cx.project.columns_of(target).map(|c| c.statement).collect();
    let last = |ids: &[_]| body.iter().rev().find(|stmt| is_one_of(stmt, ids));
    let after = |stmt: &ast::Stmt| line_end(text, span(stmt).end);
    if let Some(stmt) = last(&relationships) {
        return Ok(Place {
            offset: after(stmt),
            indent,
            around: ("\n", ""),
        });
    }
    let head = body
        .iter()
        .take_while(|stmt| !matches!(stmt, ast::Stmt::FunctionDef(_) | ast::Stmt::ClassDef(_)))
        .last();
    let before = last(&columns).or(head);
    let is_close = before.is_some_and(|stmt| {
        let mut below = text[after(stmt) as usize..].lines().skip(1);
        below.next().is_some_and(|line| !line.trim().is_empty())
    });
    let is_apart = !is_close && is_first(cx, relationship, target) && sets_apart(cx, relationship);
    let around = match is_apart {
        true => ("\n\n", ""),
        false => ("\n", ""),
    };
    match before {
        Some(stmt) => Ok(Place {
            offset: after(stmt),
            indent,
            around,
        }),
        None => Ok(Place {
            offset: start,
            indent,
            around: ("", "\n\n"),
        }),
    }
}

/// Whether this relationship is the first of those that give `target` an attribute.
fn is_first<'t>(cx: &Context<'_, 't>, relationship: &Relationship<'t>, target: ClassId) -> bool {
    !cx.project
        .models()
        .relationships
        .iter()
        .filter(|other| other.target == Some(target))
        .take_while(|other| !std::ptr::eq(other.call, relationship.call))
        .any(|other| {
            other
                .backref
                .as_ref()
                .is_some_and(|backref| super::is_planned(&cx.in_file(other.file), other, backref))
        })
}

/// Whether the class of the relationship has a blank line before its relationships.
fn sets_apart(cx: &Context<'_, '_>, relationship: &Relationship<'_>) -> bool {
    let first = cx
        .project
        .relationships_of(relationship.class)
        .next()
        .unwrap_or(relationship);
    let file = cx.project.file(first.file);
    let text = file.tree.text();
    let start = line_start(text, file.nodes.get(first.statement).span().start);
    let mut lines = text[..start as usize].lines().rev().map(str::trim);
    // What is said of the relationship belongs to it.
    lines
        .find(|line| !line.starts_with('#'))
        .is_some_and(str::is_empty)
}
