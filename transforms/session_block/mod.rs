//! A session that is committed, rolled back and closed by hand is `with Session.begin() as session:`.

mod shape;

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::{Edit, Span};

/// See the rule's documentation.
pub(crate) struct SessionBlock;

static RULE: Rule = Rule {
    code: "AM806",
    name: "session-block",
    stage: Stage::Sessions,
    summary: "try, commit, rollback and close of a new session are `with Session.begin()`",
    guide: (
        "Session Basics: framing out a begin / commit / rollback block",
        "https://docs.sqlalchemy.org/en/20/orm/session_basics.html#framing-out-a-begin-commit-rollback-block",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for SessionBlock {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn is_style(&self) -> bool {
        true
    }

    fn interest(&self) -> Interest {
        Interest::Assignments
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let Node::Stmt(stmt @ ast::Stmt::Assign(assign)) = cx.file.nodes.get(site) else {
            return None;
        };
        let [ast::Expr::Name(name)] = assign.targets.as_slice() else {
            return None;
        };
        let ast::Expr::Call(made) = assign.value.as_ref() else {
            return None;
        };
        if !made.args.is_empty() || !made.keywords.is_empty() {
            return None;
        }
        let block = shape::after(cx, site, stmt, name.id.as_str())?;
        let maker = cx.project.infer(cx.file.id, &made.func)?;
        if !maker.value.is_instance_of("sqlalchemy.orm.sessionmaker") {
            return None;
        }
        let head = format!(
            "with {}.begin() as {}:",
            cx.source(made.func.as_ref()),
            name.id
        );
        let before = Span::new(span(stmt).start, block.body);
        let after = Span::new(block.kept, span(block.whole).end);
        let tokens = cx.file.tree.tokens();
        // What is said there is about what goes.
        let has_comments = [before, after]
            .iter()
            .any(|part| tokens.comments(*part).next().is_some());
        (!has_comments).then(|| {
            Finding::offered(
                Span::new(span(stmt).start, block.body),
                "Session.begin() gives a block that commits, or rolls back, and closes the session",
                "a commit or rollback inside of it, also in what its objects' events call, would raise",
                Rewrite::new(
                    cx.file.id,
                    [Edit::replace(before, head), Edit::delete(after)],
                ),
            )
        })
    }
}
