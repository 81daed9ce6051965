//! Code that no release runs on which the program must run: the branches for SQLAlchemy 1.3.

use std::sync::Arc;

use alchemod_python::{ast, span, Node};
use alchemod_text::Span;

use crate::releases::Release;
use crate::{File, FileId, Project};

/// The dead code of each file, in order.
struct DeadBranches(Vec<Vec<Span>>);

impl<'t> Project<'t> {
    /// Whether a place lies in code that does not run on any release from `oldest` on. `oldest` is the same for
    /// all questions about a snapshot.
    pub fn is_dead(&self, file: FileId, place: Span, oldest: Release) -> bool {
        if !self.reads_release() {
            return false;
        }
        let dead: Arc<DeadBranches> = self.memo(|project| {
            let in_file = |file: &File<'t>| project.dead_in(file, oldest);
            DeadBranches(project.files.iter().map(in_file).collect())
        });
        dead.0[file.0 as usize]
            .iter()
            .any(|span| span.start <= place.start && place.end <= span.end)
    }

    fn dead_in(&self, file: &File<'t>, oldest: Release) -> Vec<Span> {
        let mut dead = Vec::new();
        for (_, node) in file.nodes.iter() {
            match node {
                Node::Stmt(ast::Stmt::If(n)) => {
                    let Some(answer) = self.release_answer(file.id, &n.test, oldest) else {
                        continue;
                    };
                    dead.extend(whole(match answer {
                        true => &n.orelse,
                        false => &n.body,
                    }));
                    if answer && leaves(&n.body) {
                        dead.extend(whole(following(file, node)));
                    }
                }
                Node::Expr(ast::Expr::IfExp(n)) => {
                    if let Some(answer) = self.release_answer(file.id, &n.test, oldest) {
                        dead.push(span(if answer {
                            n.orelse.as_ref()
                        } else {
                            n.body.as_ref()
                        }));
                    }
                }
                _ => {}
            }
        }
        dead
    }
}

fn whole(body: &[ast::Stmt]) -> Option<Span> {
    let (first, last) = (body.first()?, body.last()?);
    Some(span(first).cover(span(last)))
}

/// Whether nothing runs after this block in the block around it.
pub fn leaves(body: &[ast::Stmt]) -> bool {
    matches!(
        body.last(),
        Some(
            ast::Stmt::Return(_)
                | ast::Stmt::Raise(_)
                | ast::Stmt::Continue(_)
                | ast::Stmt::Break(_)
        )
    )
}

/// The statements after an `if` statement in the block of a function that it stands in directly.
fn following<'t>(file: &File<'t>, branch: Node<'t>) -> &'t [ast::Stmt] {
    let around = file
        .nodes
        .id(branch)
        .and_then(|id| file.nodes.parent(id))
        .map(|id| file.nodes.get(id));
    let body: &[ast::Stmt] = match around {
        Some(Node::Stmt(ast::Stmt::FunctionDef(n))) => &n.body,
        Some(Node::Stmt(ast::Stmt::AsyncFunctionDef(n))) => &n.body,
        _ => return &[],
    };
    let Some(stmt) = branch.stmt() else {
        return &[];
    };
    match body.iter().position(|one| std::ptr::eq(one, stmt)) {
        Some(at) => &body[at + 1..],
        None => &[],
    }
}
