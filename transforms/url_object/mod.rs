//! `url-object`: URLs of 2.x are made by `URL.create()`, hide their password in `str()`, and do not change.

mod mutation;
mod text;

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_facts::last_name;
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::Edit;

/// See the rule's documentation.
pub(crate) struct UrlObject;

static RULE: Rule = Rule {
    code: "AM623",
    name: "url-object",
    stage: Stage::Execution,
    summary: "URL(...), str(url) and changes of a URL in place become methods of URL",
    guide: (
        "What's New in SQLAlchemy 1.4: the URL object is now immutable",
        "https://docs.sqlalchemy.org/en/20/changelog/migration_14.html#the-url-object-is-now-immutable",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

/// What an engine has that is a URL.
pub(super) const URL: &str = "sqlalchemy.engine.URL";

impl Transform for UrlObject {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::AnyOf(&[Interest::Calls, Interest::Names, Interest::Assignments])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        match cx.file.nodes.get(site) {
            Node::Expr(ast::Expr::Call(call)) => constructed(cx, call)
                .or_else(|| mutation::of_call(cx, call))
                .or_else(|| text::of_str(cx, call))
                .or_else(|| text::of_value(cx, site)),
            Node::Expr(_) => text::of_value(cx, site),
            Node::Stmt(ast::Stmt::Assign(stmt)) => mutation::of_assignment(cx, stmt),
            _ => None,
        }
    }
}

/// `URL("postgresql", ...)`.
fn constructed<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Finding> {
    // Only a name that may be a class is worth a look.
    if !last_name(&call.func)?.to_ascii_uppercase().contains("URL") {
        return None;
    }
    if &*cx.project.external(cx.file.id, &call.func)? != URL {
        return None;
    }
    let at = span(call.func.as_ref()).end;
    Some(Finding::safe(
        span(call),
        "a URL is made by URL.create()",
        Rewrite::new(cx.file.id, [Edit::insert(at, ".create")]),
    ))
}
