//! PostgreSQL's `UUID(as_uuid=True)` is `Uuid()` on all databases.

use alchemod_engine::{
    Context, Finding, ImportWish, Interest, Rewrite, Rule, Stage, Target, Transform,
};
use alchemod_facts::is_true;
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::Edit;

/// See the rule's documentation.
pub(crate) struct UuidType;

static RULE: Rule = Rule {
    code: "AM527",
    name: "uuid-type",
    stage: Stage::Core,
    summary: "UUID(as_uuid=True) of the PostgreSQL dialect is Uuid(), which works on all databases",
    guide: (
        "What's New in SQLAlchemy 2.0: new types Uuid, Double",
        "https://docs.sqlalchemy.org/en/20/core/type_basics.html#sqlalchemy.types.Uuid",
    ),
    since: Target::V20,
    doc: include_str!("doc.md"),
};

const DIALECT_TYPE: &str = "sqlalchemy.dialects.postgresql.UUID";

impl Transform for UuidType {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn is_style(&self) -> bool {
        true
    }

    fn interest(&self) -> Interest {
        Interest::Calls
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let ast::Expr::Call(call) = cx.file.nodes.get(site).expr()? else {
            return None;
        };
        if !is_of_objects(call) || !is_it(cx, &call.func) {
            return None;
        }
        let calls = calls(cx)?;
        // One finding for the file: a type here and another one there would help nobody.
        if span(*calls.first()?) != span(call) {
            return None;
        }
        let new = cx.import("sqlalchemy.Uuid");
        let edits = calls
            .iter()
            .map(|call| Edit::replace(span(*call), format!("{}()", new.text)));
        let mut rewrite = Rewrite::new(cx.file.id, edits).wish(cx.file.id, new.wish);
        if let ast::Expr::Name(name) = call.func.as_ref() {
            let old = ImportWish::MayGo(name.id.to_string());
            rewrite = rewrite.wish(cx.file.id, [old]);
        }
        Some(Finding::offered(
            span(call),
            "Uuid of SQLAlchemy 2.x is this type on PostgreSQL, and works on other databases",
            "what looks for PostgreSQL's class in the types of columns would not find it any more",
            rewrite,
        ))
    }
}

/// Whether a call gives `as_uuid=True`, and nothing else.
fn is_of_objects(call: &ast::ExprCall) -> bool {
    let ([], [only]) = (call.args.as_slice(), call.keywords.as_slice()) else {
        return false;
    };
    only.arg.as_deref() == Some("as_uuid") && is_true(&only.value)
}

fn is_it<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    cx.project.external(cx.file.id, expr).as_deref() == Some(DIALECT_TYPE)
}

/// All uses of the type in the file, if all of them are such calls.
fn calls<'t>(cx: &Context<'_, 't>) -> Option<Vec<&'t ast::ExprCall>> {
    let mut calls = Vec::new();
    for (id, node) in cx.file.nodes.iter() {
        let Node::Expr(expr @ (ast::Expr::Name(_) | ast::Expr::Attribute(_))) = node else {
            continue;
        };
        if !is_it(cx, expr) {
            continue;
        }
        let parent = cx.file.nodes.parent(id).map(|id| cx.file.nodes.get(id));
        let Some(Node::Expr(ast::Expr::Call(call))) = parent else {
            return None;
        };
        let has_comment = || {
            let tokens = cx.file.tree.tokens();
            tokens.comments(span(call)).next().is_some()
        };
        if span(call.func.as_ref()) != span(expr) || !is_of_objects(call) || has_comment() {
            return None;
        }
        calls.push(call);
    }
    Some(calls)
}
