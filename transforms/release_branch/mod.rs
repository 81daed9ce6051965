//! `release-branch`: branches for releases of SQLAlchemy that the program no longer runs on.

mod branches;
mod expression;
mod unused;

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::Edit;

/// Conditions on the installed release.
pub(crate) struct ReleaseBranch;

static RULE: Rule = Rule {
    code: "AM102",
    name: "release-branch",
    stage: Stage::Imports,
    summary: "branches for older releases of SQLAlchemy go, with the condition around them",
    guide: (
        "What's New in SQLAlchemy 2.0: migration steps",
        "https://docs.sqlalchemy.org/en/20/changelog/migration_20.html",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for ReleaseBranch {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::Conditions
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        if !cx.project.reads_release() {
            return None;
        }
        let (answer, edits) = cut(cx, site)?;
        let test = test_of(cx.file.nodes.get(site))?;
        let (major, minor) = cx.settings.target.oldest();
        let message = format!(
            "`{}` is always {} from SQLAlchemy {major}.{minor} on",
            one_line(cx.source(test)),
            if answer { "true" } else { "false" },
        );
        let place = span(test);
        let Some(edits) = edits else {
            return Some(Finding::manual(
                place,
                message,
                "without the dead branch its function would be no generator, or its lines do not part cleanly: take the condition away by hand",
            ));
        };
        let rewrite = unused::with_flag(cx, site, test).unwrap_or_else(|| {
            let mut rewrite = Rewrite::new(cx.file.id, edits);
            rewrite.imports = unused::wishes(cx, site);
            rewrite.without_comments(cx.file.id, cx.file.tree)
        });
        Some(Finding::safe(place, message, rewrite))
    }
}

/// What the condition at `site` answers on all releases, and the edits that leave what is then taken, if it can be
/// cut out. `None` if it is no such condition.
fn cut(cx: &Context<'_, '_>, site: NodeId) -> Option<(bool, Option<Vec<Edit>>)> {
    let node = cx.file.nodes.get(site);
    let test = test_of(node)?;
    let oldest = cx.settings.target.oldest();
    let answer = cx.project.release_answer(cx.file.id, test, oldest)?;
    let edits = match node {
        Node::Stmt(stmt @ ast::Stmt::If(n)) => branches::cut(cx, site, stmt, n, answer),
        Node::Expr(expr @ ast::Expr::IfExp(n)) => Some(expression::cut(cx, expr, n, answer)),
        _ => None,
    };
    Some((answer, edits))
}

fn test_of(node: Node<'_>) -> Option<&ast::Expr> {
    match node {
        Node::Stmt(ast::Stmt::If(n)) => Some(&n.test),
        Node::Expr(ast::Expr::IfExp(n)) => Some(&n.test),
        _ => None,
    }
}

fn one_line(source: &str) -> String {
    source.split_whitespace().collect::<Vec<_>>().join(" ")
}
