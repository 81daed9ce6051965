//! `MetaData(bind=engine)` and `metadata.bind = engine`.

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_facts::scopes::ScopeId;
use alchemod_facts::{FileId, Project};
use alchemod_python::arguments::{keyword, removal};
use alchemod_python::layout::{shares_line, statement_lines};
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::{Edit, LineIndex};

use crate::bound_metadata::consumers::{consumer, Consumer};
use crate::execution::binding::{bounds, maker_bind, Bound};
use crate::execution::block::block_of;
use crate::execution::GUIDE_EXECUTION;

/// See the rule's documentation.
pub(crate) struct MetadataBind;

static RULE: Rule = Rule {
    code: "AM901",
    name: "metadata-bind",
    stage: Stage::Project,
    summary: "MetaData(bind=engine) and metadata.bind = engine, once nothing relies on them",
    guide: GUIDE_EXECUTION,
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for MetadataBind {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::AnyOf(&[
            Interest::CallsNamed(&[
                "MetaData",
                "ThreadLocalMetaData",
                "declarative_base",
                "automap_base",
                "generate_base",
                "registry",
            ]),
            Interest::Assignments,
        ])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let bounds = cx.project.memo(bounds);
        let is_bind = |bound: &&Bound| bound.file == cx.file.id && bound.node == site;
        let bound = bounds.list.iter().find(is_bind)?;
        let node = cx.file.nodes.get(site);
        let message = "2.x has no bound metadata";
        let manual = |reason: String| Some(Finding::manual(node.span(), message, reason));
        if let Some(reason) = relied_on(cx, bound) {
            return manual(reason);
        }
        let edit = match node {
            Node::Expr(ast::Expr::Call(call)) => argument(cx, call),
            Node::Stmt(stmt) => statement(cx, site, stmt),
            _ => None,
        };
        match edit {
            Some(edit) => Some(Finding::safe(
                node.span(),
                message,
                Rewrite::new(cx.file.id, [edit]),
            )),
            None => manual("it cannot be taken out of its place".into()),
        }
    }
}

/// The edit that takes the engine out of `MetaData(...)`.
fn argument<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Edit> {
    let bind = maker_bind(cx.project, cx.file.id, call)?;
    let at = match keyword(call, "bind") {
        Some(keyword) => removal(cx.file.tree, call, keyword)?,
        // What follows by position would move.
        None if call.args.len() > 1 => return None,
        None => removal(cx.file.tree, call, bind)?,
    };
    let has_comment = cx.file.tree.tokens().comments(at).next().is_some();
    (!has_comment).then(|| Edit::delete(at))
}

/// The edit that takes the assignment away.
fn statement(cx: &Context<'_, '_>, site: NodeId, stmt: &ast::Stmt) -> Option<Edit> {
    let block = block_of(cx, site)?;
    if block.len() == 1 {
        return Some(Edit::replace(span(stmt), "pass"));
    }
    let lines = statement_lines(cx.file.tree, stmt);
    if shares_line(cx.file.tree, stmt) || cx.file.tree.tokens().comments(lines).next().is_some() {
        return None;
    }
    Some(Edit::delete(lines))
}

/// What still finds its engine through metadata: where it is, what it is, and the block that it stands in.
#[derive(Debug, Default)]
struct Left(Vec<(FileId, NodeId, Consumer, ScopeId)>);

fn left(project: &Project<'_>) -> Left {
    let mut found = Vec::new();
    for file in &project.files {
        for (id, node) in file.nodes.iter() {
            let Node::Expr(expr @ (ast::Expr::Call(_) | ast::Expr::Attribute(_))) = node else {
                continue;
            };
            if let Some(what) = consumer(project, file.id, expr) {
                let block = file.scopes.enclosing_block(file.scopes.of(id));
                found.push((file.id, id, what, block));
            }
        }
    }
    Left(found)
}

fn relied_on(cx: &Context<'_, '_>, bound: &Bound) -> Option<String> {
    let left = cx.project.memo(left);
    let bounds = cx.project.memo(bounds);
    let block_of = |file: FileId, node: NodeId| {
        let scopes = &cx.project.file(file).scopes;
        scopes.enclosing_block(scopes.of(node))
    };
    // Metadata of a function serves that function; all other metadata serves the functions without.
    let own = block_of(bound.file, bound.node);
    let serves = |&&(file, _, _, block): &&(FileId, NodeId, Consumer, ScopeId)| {
        if bound.is_local {
            return file == bound.file && block == own;
        }
        !bounds
            .list
            .iter()
            .any(|b| b.is_local && b.file == file && block_of(b.file, b.node) == block)
    };
    let &(file, node, what, _) = left.0.iter().find(serves)?;
    let file = cx.project.file(file);
    let line = LineIndex::new(file.tree.text()).line_of(file.nodes.get(node).span().start);
    let what = match what {
        Consumer::Session => "a session without `bind`",
        Consumer::Schema | Consumer::Autoload => "a call without an engine",
        Consumer::Bind | Consumer::IsBound => "what asks for its `bind`",
    };
    Some(format!(
        "{what} finds its engine through metadata ({}:{line}): give it the engine, then take this out",
        file.path
    ))
}
