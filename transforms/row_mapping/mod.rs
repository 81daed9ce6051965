//! `row["x"]`, `dict(row)`, `row.keys()` and the like: rows that are used as mappings.

mod beside;
pub(crate) mod calls;
mod keys;
pub(crate) mod rows;
pub(crate) mod statement;
mod stored;
pub(crate) mod text;

use alchemod_engine::{
    Context, Finding, Interest, Rewrite, Rule, Safety, Stage, Target, Transform,
};
use alchemod_facts::Certainty;
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::{Edit, Span};

use keys::Key;
use rows::{may_be_legacy, may_be_row, row, Kind, Row};
use text::mapping_of;

/// See the rule's documentation.
pub(crate) struct RowMapping;

static RULE: Rule = Rule {
    code: "AM701",
    name: "row-mapping",
    stage: Stage::Results,
    summary: "rows that are used as dictionaries are read through row._mapping",
    guide: (
        "2.0 Migration - Core Usage: Result rows act like named tuples",
        "https://docs.sqlalchemy.org/en/20/changelog/migration_20.html#result-rows-act-like-named-tuples",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for RowMapping {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::AnyOf(&[
            Interest::Assignments,
            Interest::Subscripts,
            Interest::Comparisons,
            Interest::Operations,
            Interest::Dicts,
            Interest::Calls,
        ])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        if let Node::Stmt(ast::Stmt::Assign(assign)) = cx.file.nodes.get(site) {
            return stored::check(cx, assign);
        }
        match cx.file.nodes.get(site).expr()? {
            ast::Expr::Subscript(n) if matches!(n.ctx, ast::ExprContext::Load) => subscript(cx, n),
            ast::Expr::Compare(n) => membership(cx, n),
            ast::Expr::BinOp(n) => formatted(cx, n),
            ast::Expr::Dict(n) => unpacked(cx, span(n), values_without_keys(n)),
            ast::Expr::Call(n) => calls::check(cx, site, n),
            _ => None,
        }
    }
}

/// The values of `**value` in a dictionary display.
fn values_without_keys(dict: &ast::ExprDict) -> Vec<&ast::Expr> {
    let pairs = dict.keys.iter().zip(&dict.values);
    pairs
        .filter(|(key, _)| key.is_none())
        .map(|(_, value)| value)
        .collect()
}

/// A finding for a rewrite that is exact, by how the row is known.
pub(crate) fn found(
    cx: &Context<'_, '_>,
    at: Span,
    message: impl Into<String>,
    rows: &[Row],
    edits: Vec<Edit>,
) -> Finding {
    let rewrite = Rewrite::new(cx.file.id, edits);
    let named = rows.iter().any(|row| row.certainty == Certainty::Named);
    let safety = match (named, text::catches_type_error(cx)) {
        (true, _) => Safety::Unsafe(
            "that the row comes from SQLAlchemy is known only by the name of the session or connection"
                .into(),
        ),
        (false, true) => Safety::Unsafe(
            "a TypeError is caught here: for a missing row (None) it is an AttributeError now"
                .into(),
        ),
        (false, false) => Safety::Safe,
    };
    Finding {
        span: at,
        message: message.into(),
        safety,
        rewrite: Some(rewrite),
    }
}

fn subscript<'t>(cx: &Context<'_, 't>, n: &'t ast::ExprSubscript) -> Option<Finding> {
    let key = keys::key(cx, &n.slice);
    if key == Key::Position {
        return None;
    }
    let at = span(n);
    let Some(row) = row(cx, &n.value) else {
        let is_key = matches!(key, Key::Name | Key::Column);
        return (is_key && may_be_row(cx, &n.value))
            .then(|| beside::finding(cx, at, "a key in a subscript", &n.value));
    };
    let edits = mapping_of(cx, &n.value, at);
    let message = "a row is found by a key in row._mapping";
    match key {
        Key::Position => None,
        Key::Name => Some(found(cx, at, message, &[row], edits)),
        Key::Column => Some(match statement::covers(cx, &n.value, &n.slice) {
            statement::Covers::Yes => found(cx, at, message, &[row], edits),
            statement::Covers::Unknown => Finding::offered(
                at,
                message,
                "2.x finds a column only if the statement selects that very column, and the statement is not seen here",
                Rewrite::new(cx.file.id, edits),
            ),
            statement::Covers::No(reason) => {
                Finding::manual(at, "a row is not found by a column in a subscript", reason)
            }
        }),
        Key::Unknown => Some(Finding::manual(
            at,
            "a row is found by a key in row._mapping, and by a position in row",
            format!(
                "whether `{}` is a key or a position cannot be told: for a key write row._mapping[...]",
                cx.source(n.slice.as_ref())
            ),
        )),
    }
}

/// `key in row`
fn membership<'t>(cx: &Context<'_, 't>, n: &'t ast::ExprCompare) -> Option<Finding> {
    let ([ast::CmpOp::In | ast::CmpOp::NotIn], [holder]) =
        (n.ops.as_slice(), n.comparators.as_slice())
    else {
        return None;
    };
    let at = span(n);
    let Some(row) = row(cx, holder) else {
        let is_name = keys::key(cx, &n.left) == Key::Name;
        return (is_name && may_be_legacy(cx, holder)).then(|| {
            Finding::manual(
                at,
                "a test for a key looks at the values of a row on 2.x",
                beside::MIXED,
            )
        });
    };
    match row.kind {
        Kind::Session => None,
        Kind::Legacy => {
            let edits = mapping_of(cx, holder, at);
            let message = "a test for a key looks at the values of a row on 2.x, at its keys in row._mapping";
            Some(found(cx, at, message, &[row], edits))
        }
        Kind::Either => Some(Finding::manual(
            at,
            "`in` looks at the values of a row on 2.x",
            "on 1.x it looks at the keys of a connection's row, but at the values of a session's and of an \
             engine's with future=True, and which this one is cannot be told: for keys write row._mapping",
        )),
    }
}

/// `"%(name)s" % row`
fn formatted<'t>(cx: &Context<'_, 't>, n: &'t ast::ExprBinOp) -> Option<Finding> {
    let is_format = n.op == ast::Operator::Mod
        && alchemod_facts::string(&n.left).is_some_and(|text| text.contains("%("));
    if !is_format {
        return None;
    }
    let at = span(n);
    match row(cx, &n.right) {
        Some(row) => {
            let edits = mapping_of(cx, &n.right, at);
            let message = "a text is filled from a row by name through row._mapping";
            Some(found(cx, at, message, &[row], edits))
        }
        None => may_be_row(cx, &n.right)
            .then(|| beside::finding(cx, at, "filling a text by name", &n.right)),
    }
}

/// `**row` in a dictionary or a call.
fn unpacked<'t>(cx: &Context<'_, 't>, at: Span, values: Vec<&'t ast::Expr>) -> Option<Finding> {
    let mut rows = Vec::new();
    let mut edits = Vec::new();
    let mut place = None;
    for value in values {
        if let Some(row) = row(cx, value) {
            rows.push(row);
            edits.extend(mapping_of(cx, value, at));
            place.get_or_insert(span(value));
        } else if may_be_row(cx, value) {
            return Some(beside::finding(cx, span(value), "`**` of it", value));
        }
    }
    let message = "a row is unpacked by name through row._mapping";
    Some(found(cx, place?, message, &rows, edits))
}
