//! `integer / integer`: 2.x divides truly.

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_python::{ast, span, Node, NodeId, TokenKind};
use alchemod_text::{Edit, Span};

/// See the rule's documentation.
pub(crate) struct IntegerDivision;

static RULE: Rule = Rule {
    code: "AM510",
    name: "integer-division",
    stage: Stage::Core,
    summary: "the division of two integers, which 2.x makes a true one",
    guide: (
        "Python division operator performs true division for all backends; added floor division",
        "https://docs.sqlalchemy.org/en/20/changelog/whatsnew_20.html#python-division-operator-performs-true-division-for-all-backends-added-floor-division",
    ),
    since: Target::V20,
    doc: include_str!("doc.md"),
};

const INTEGERS: &[&str] = &[
    "sqlalchemy.BIGINT",
    "sqlalchemy.BigInteger",
    "sqlalchemy.INTEGER",
    "sqlalchemy.Integer",
    "sqlalchemy.SMALLINT",
    "sqlalchemy.SmallInteger",
];

impl Transform for IntegerDivision {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::AnyOf(&[Interest::Names, Interest::Calls])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let parent = cx.file.nodes.parent(site)?;
        let Node::Expr(whole @ ast::Expr::BinOp(division)) = cx.file.nodes.get(parent) else {
            return None;
        };
        if division.op != ast::Operator::Div {
            return None;
        }
        let (left, right) = (division.left.as_ref(), division.right.as_ref());
        // Each division is looked at once: at its left side, or at the right one of a number.
        let here = cx.file.nodes.get(site).span();
        let main = if is_number(left) { right } else { left };
        if here != span(main) || is_number(main) {
            return None;
        }
        let is_integer = |expr| is_number(expr) || is_integer_column(cx, expr);
        if !is_integer(left) || !is_integer(right) {
            return None;
        }
        let between = Span::new(span(left).end, span(right).start);
        let tokens = cx.file.tree.tokens().within(between);
        let slash = tokens
            .iter()
            .find(|t| t.kind == TokenKind::Operator && cx.slice(t.span) == "/")?;
        Some(Finding::offered(
            span(whole),
            "the quotient of two integers is no integer any more",
            "1.4 left it to the database: SQLite, PostgreSQL and SQL Server gave whole numbers, MySQL and Oracle \
             did not; // gives whole numbers on all",
            Rewrite::new(cx.file.id, [Edit::replace(slash.span, "//")]),
        ))
    }
}

fn is_number(expr: &ast::Expr) -> bool {
    matches!(expr, ast::Expr::Constant(n) if matches!(n.value, ast::Constant::Int(_)))
}

fn is_integer_column<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    cx.project
        .column_type(cx.file.id, expr)
        .is_some_and(|path| INTEGERS.contains(&&*path))
}
