//! The uses of an imported name, where it is to get another one.

use alchemod_engine::Context;
use alchemod_facts::scopes::{Binding, ScopeId};
use alchemod_facts::{string, FileId, Value};
use alchemod_python::{ast, Node, NodeId};
use alchemod_text::Span;

/// All uses of an imported name in its file, if the name can be given up: each is a plain name
/// that means this import alone, and nothing outside of the file asks for it.
pub(super) fn all(cx: &Context<'_, '_>, binding: &Binding<'_>) -> Option<Vec<Span>> {
    let spans = |ids: Vec<NodeId>| {
        ids.into_iter()
            .map(|id| cx.file.nodes.get(id).span())
            .collect()
    };
    nodes(cx, binding).map(spans)
}

/// The nodes of [`all`].
pub(super) fn nodes(cx: &Context<'_, '_>, binding: &Binding<'_>) -> Option<Vec<NodeId>> {
    let name = binding.name;
    let scopes = &cx.file.scopes;
    let ids = scopes.get(binding.scope).names.get(name)?;
    if ids.len() != 1 || is_wanted_elsewhere(cx, binding) || is_in_text(cx, name) {
        return None;
    }
    let mut uses = Vec::new();
    for (id, node) in cx.file.nodes.iter() {
        match node {
            Node::Expr(ast::Expr::Name(n)) if n.id.as_str() == name => {
                let owner = scopes.lookup(name, scopes.of(id)).map(|(scope, _)| scope);
                if owner == Some(binding.scope) {
                    uses.push(id);
                }
            }
            Node::Stmt(ast::Stmt::Global(n))
                if n.names.iter().any(|known| known.as_str() == name) =>
            {
                return None;
            }
            _ => {}
        }
    }
    Some(uses)
}

/// Whether other files, `__all__` or attributes of the module may ask for the name.
fn is_wanted_elsewhere(cx: &Context<'_, '_>, binding: &Binding<'_>) -> bool {
    if binding.scope != ScopeId(0) {
        let scope = cx.file.scopes.get(binding.scope);
        return scope.kind == alchemod_facts::scopes::ScopeKind::Class;
    }
    let name = binding.name;
    let listed = cx.file.all.as_ref().is_some_and(|all| all.contains(name));
    // A package's own module is where others look for its names.
    listed
        || cx.file.path.ends_with("__init__.py")
        || cx.project.is_imported_elsewhere(cx.file.id, name)
        || cx
            .project
            .files
            .iter()
            .filter(|other| other.id != cx.file.id)
            .any(|other| is_read_in(cx, other.id, name))
}

/// Whether another file reads the name as an attribute of this module, or has it in a string.
fn is_read_in(cx: &Context<'_, '_>, other: FileId, name: &str) -> bool {
    let file = cx.project.file(other);
    let dotted = format!(".{name}");
    if !file.tree.text().contains(&dotted) {
        return false;
    }
    file.nodes.iter().any(|(_, node)| match node {
        Node::Expr(ast::Expr::Attribute(n)) if n.attr.as_str() == name => {
            let owner = cx.project.infer(other, &n.value).map(|typed| typed.value);
            owner == Some(Value::Module(cx.file.id))
        }
        Node::Expr(expr) => string(expr).is_some_and(|text| text.ends_with(&dotted)),
        _ => false,
    })
}

/// Whether a string annotation or a type comment of the file may mean the name.
fn is_in_text(cx: &Context<'_, '_>, name: &str) -> bool {
    let tree = cx.file.tree;
    let whole = Span::new(0, tree.text().len() as u32);
    let in_comment = tree.tokens().comments(whole).any(|comment| {
        let text = cx.slice(comment.span).trim_start_matches('#').trim_start();
        text.starts_with("type:") && has_word(text, name)
    });
    in_comment
        || cx.file.nodes.iter().any(|(_, node)| {
            let text = node.expr().and_then(string);
            text.is_some_and(|text| is_type_like(text) && has_word(text, name))
        })
}

/// Whether a string could be an annotation: a dotted name, maybe with brackets and bars.
fn is_type_like(text: &str) -> bool {
    let is_allowed = |c: char| c.is_alphanumeric() || "_.[]|, ".contains(c);
    text.chars().all(is_allowed) && (!text.trim().contains(' ') || text.contains(['[', '|']))
}

/// Whether `name` stands in `text` as a whole word.
pub(super) fn has_word(text: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(name).any(|(at, _)| {
        !text[..at].ends_with(is_part) && !text[at + name.len()..].starts_with(is_part)
    })
}

/// Whether nothing in the file binds or reads `name`.
pub(super) fn is_unknown(cx: &Context<'_, '_>, name: &str) -> bool {
    let bound = cx.file.scopes.bindings().iter().any(|b| b.name == name);
    let read = || {
        cx.file.nodes.iter().any(
            |(_, node)| matches!(node, Node::Expr(ast::Expr::Name(n)) if n.id.as_str() == name),
        )
    };
    !bound && !read()
}

/// Whether the builtin names of an expression mean Python's own everywhere in the file.
pub(super) fn has_builtins(cx: &Context<'_, '_>, expression: &str) -> bool {
    expression
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .all(|word| !cx.file.scopes.bindings().iter().any(|b| b.name == word))
}
