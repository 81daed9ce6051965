//! The registry that a module's classes are mapped by: one that it has, or a new one above the first mapping.

use alchemod_engine::{Context, ImportWish};
use alchemod_facts::scopes::ScopeId;
use alchemod_facts::{ClassId, ClassKind};
use alchemod_python::layout::{line_start, shares_line, statement_start};
use alchemod_python::{ast, Node, NodeId};
use alchemod_text::Edit;

use super::is_mapper;

/// A registry as the site may write it.
pub(super) struct Registry {
    /// Its name.
    pub name: String,
    /// What makes it.
    pub edits: Vec<Edit>,
    /// What that needs.
    pub wishes: Vec<ImportWish>,
}

const NAMES: &[&str] = &[
    "mapper_registry",
    "imperative_registry",
    "classical_registry",
];

/// The registry of the site's module. 1.x mapped with one registry for the whole process, by which no name in a
/// string could be found: registries of modules do the same.
pub(super) fn find_or_make(
    cx: &Context<'_, '_>,
    class: Option<ClassId>,
) -> Result<Registry, String> {
    let is_taken = class.is_none_or(|class| {
        let name = cx.project.class(class).name();
        let same = cx.project.models().classes_named(name);
        same.iter()
            .any(|&other| cx.project.class(other).kind() == ClassKind::Mapped)
    });
    if let Some(name) = existing(cx).filter(|_| !is_taken) {
        return Ok(Registry {
            name,
            edits: Vec::new(),
            wishes: Vec::new(),
        });
    }
    let scopes = &cx.file.scopes;
    let name = NAMES
        .iter()
        .find(|name| {
            !scopes
                .bindings()
                .iter()
                .any(|binding| binding.name == **name)
        })
        .ok_or("the module has other uses for the names that a registry would have")?;
    let (id, stmt) = first_mapping(cx).ok_or("the module's first mapping cannot be found")?;
    if shares_line(cx.file.tree, stmt) {
        return Err("several statements stand on the line of the module's first mapping".into());
    }
    let import = cx.at(id).import("sqlalchemy.orm.registry");
    let gap = match stmt {
        ast::Stmt::FunctionDef(_) | ast::Stmt::AsyncFunctionDef(_) | ast::Stmt::ClassDef(_) => {
            "\n\n\n"
        }
        _ => "\n\n",
    };
    let text = format!("{name} = {}(){gap}", import.text);
    Ok(Registry {
        name: (*name).to_owned(),
        edits: vec![Edit::insert(above_comments(cx, stmt), text)],
        wishes: import.wish.into_iter().collect(),
    })
}

/// A name at the top of the module that holds a registry.
fn existing(cx: &Context<'_, '_>) -> Option<String> {
    let site = cx.site()?;
    let scopes = &cx.file.scopes;
    let mut names: Vec<&str> = scopes
        .get(ScopeId(0))
        .names
        .keys()
        .copied()
        .filter(|name| {
            let bound = scopes.get(ScopeId(0)).names.get(name);
            let is_early = bound.is_some_and(|ids| match ids.as_slice() {
                [only] => {
                    let binding = scopes.binding(*only).node;
                    cx.file.nodes.get(binding).span().start < cx.file.nodes.get(site).span().start
                }
                _ => false,
            });
            is_early
                && cx
                    .project
                    .infer_name(cx.file.id, ScopeId(0), name)
                    .is_some_and(|typed| typed.value.is_instance_of("sqlalchemy.orm.registry"))
                && scopes
                    .lookup(name, scopes.of(site))
                    .is_some_and(|(owner, _)| owner == ScopeId(0))
        })
        .collect();
    names.sort_unstable();
    names.first().map(|name| (*name).to_owned())
}

/// The statement at the top of the module in which the first `mapper()` stands.
fn first_mapping<'t>(cx: &Context<'_, 't>) -> Option<(NodeId, &'t ast::Stmt)> {
    let (call, _) = cx.file.nodes.iter().find(
        |(_, node)| matches!(node, Node::Expr(ast::Expr::Call(call)) if is_mapper(cx, call)),
    )?;
    let outermost = cx
        .file
        .nodes
        .ancestors(call)
        .filter(|&id| cx.file.nodes.get(id).stmt().is_some())
        .last()?;
    Some((outermost, cx.file.nodes.get(outermost).stmt()?))
}

/// The start of the statement, or of the comments right above it.
fn above_comments(cx: &Context<'_, '_>, stmt: &ast::Stmt) -> u32 {
    let text = cx.text();
    let mut at = line_start(text, statement_start(cx.file.tree, stmt));
    while at > 0 {
        let previous = line_start(text, at - 1);
        if !text[previous as usize..].starts_with('#') {
            break;
        }
        at = previous;
    }
    at
}
