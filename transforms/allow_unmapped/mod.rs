//! `__allow_unmapped__ = True` goes where no annotation needs it any more.

mod needed;

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_facts::is_true;
use alchemod_python::layout::{line_start, next_line, shares_line, statement_lines};
use alchemod_python::{ast, span, NodeId};
use alchemod_text::{Edit, Span};

/// See the rule's documentation.
pub(crate) struct AllowUnmapped;

static RULE: Rule = Rule {
    code: "AM903",
    name: "allow-unmapped",
    stage: Stage::Project,
    summary: "`__allow_unmapped__` goes where all annotations are `Mapped[...]`",
    guide: (
        "Migration to 2.0 Step Six - Add __allow_unmapped__ to explicitly typed ORM models",
        "https://docs.sqlalchemy.org/en/20/changelog/migration_20.html#migration-20-step-six",
    ),
    since: Target::V20,
    doc: include_str!("doc.md"),
};

/// The attribute of the class.
const NAME: &str = "__allow_unmapped__";

impl Transform for AllowUnmapped {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn is_style(&self) -> bool {
        true
    }

    fn interest(&self) -> Interest {
        Interest::Classes
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let id = cx.project.class_at(cx.file.id, site)?;
        let body = &cx.project.class(id).def.body;
        let mut bindings = body.iter().filter(|stmt| binds(stmt));
        let statement = bindings.next()?;
        if bindings.next().is_some() || !says_true(statement) || needed::is_needed(cx, id) {
            return None;
        }
        let rewrite = Rewrite::new(cx.file.id, [removal(cx, body, statement)?]);
        Some(Finding::safe(
            span(statement),
            "`__allow_unmapped__` allows nothing any more: all annotations are `Mapped[...]`",
            rewrite,
        ))
    }
}

fn is_name(target: &ast::Expr) -> bool {
    matches!(target, ast::Expr::Name(name) if name.id.as_str() == NAME)
}

fn binds(stmt: &ast::Stmt) -> bool {
    match stmt {
        ast::Stmt::Assign(n) => n.targets.iter().any(is_name),
        ast::Stmt::AnnAssign(n) => is_name(&n.target),
        _ => false,
    }
}

/// Whether all that the statement does is to set it.
fn says_true(stmt: &ast::Stmt) -> bool {
    match stmt {
        ast::Stmt::Assign(n) => n.targets.len() == 1 && is_true(&n.value),
        ast::Stmt::AnnAssign(n) => n.value.as_deref().is_some_and(is_true),
        _ => false,
    }
}

/// The edit that takes the statement away. `None` if other code or a comment shares its lines.
fn removal(cx: &Context<'_, '_>, body: &[ast::Stmt], statement: &ast::Stmt) -> Option<Edit> {
    let (tree, text, bytes) = (cx.file.tree, cx.text(), span(statement));
    if body.len() == 1 {
        return Some(Edit::replace(bytes, "pass"));
    }
    let lines = statement_lines(tree, statement);
    let rest = &text[bytes.end as usize..lines.end as usize];
    if shares_line(tree, statement) || !rest.trim().is_empty() {
        return None;
    }
    let is_blank = |line: Span| !line.is_empty() && cx.slice(line).trim().is_empty();
    let below = Span::new(lines.end, next_line(text, lines.end));
    let opens = body.first().is_some_and(|first| span(first) == bytes);
    let is_after_blank =
        lines.start > 0 && is_blank(Span::new(line_start(text, lines.start - 1), lines.start));
    // One blank line is enough where there were two, and none stands under the header.
    let is_also_blank = is_blank(below) && (opens || is_after_blank);
    let end = if is_also_blank { below.end } else { lines.end };
    Some(Edit::delete(Span::new(lines.start, end)))
}
