//! `declared_attr` functions, as type checkers see them.

use alchemod_engine::Context;
use alchemod_facts::{function_def, last_name, Relationship};
use alchemod_python::layout::line_end;
use alchemod_python::{ast, span, Node};
use alchemod_text::Edit;

/// `@classmethod` below `@declared_attr`, for a function that reads attributes of its class. With an annotation it
/// is checked, and without the decorator its parameter would be taken for an object. 2.0 allows both; at run time
/// nothing changes.
pub fn as_class_method(cx: &Context<'_, '_>, relationship: &Relationship<'_>) -> Option<Edit> {
    let nodes = &cx.file.nodes;
    let def = function_def(nodes.get(relationship.statement))?;
    let [decorator] = def.decorators else {
        return None;
    };
    if last_name(decorator) != Some("declared_attr") {
        return None;
    }
    let class = def.args.args.first()?.def.arg.as_str();
    let reads = cx.file.subtree(relationship.statement).any(|(_, node)| {
        matches!(node, Node::Expr(ast::Expr::Attribute(n))
            if matches!(n.value.as_ref(), ast::Expr::Name(name) if name.id.as_str() == class))
    });
    let text = cx.text();
    let end = span(decorator).end;
    let start = text[..end as usize].rfind('\n').map_or(0, |at| at + 1);
    let line = &text[start..];
    let indent = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
    reads.then(|| Edit::insert(line_end(text, end), format!("\n{indent}@classmethod")))
}
