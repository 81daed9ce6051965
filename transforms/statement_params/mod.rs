//! `execute(statement.params(x=1))` is `execute(statement, {"x": 1})`.

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_facts::Certainty;
use alchemod_python::arguments::argument_span;
use alchemod_python::chain::dot_span;
use alchemod_python::{ast, span, NodeId, Style};
use alchemod_text::{Edit, Span};

/// See the rule's documentation.
pub(crate) struct StatementParams;

static RULE: Rule = Rule {
    code: "AM526",
    name: "statement-params",
    stage: Stage::Core,
    summary: "connection.execute(select.params(x=1)) is connection.execute(select, {\"x\": 1})",
    guide: (
        "SQLAlchemy 2.0 Unified Tutorial: sending parameters",
        "https://docs.sqlalchemy.org/en/20/tutorial/dbapi_transactions.html#sending-parameters",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

const CONNECTIONS: &[&str] = &[
    "sqlalchemy.engine.Connection",
    "sqlalchemy.ext.asyncio.AsyncConnection",
];

/// What looks up parameters by name and nothing else: an INSERT or UPDATE would set columns by them.
const STATEMENTS: &[&str] = &[
    "sqlalchemy.sql.CompoundSelect",
    "sqlalchemy.sql.Select",
    "sqlalchemy.sql.expression.TextClause",
];

impl Transform for StatementParams {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn is_style(&self) -> bool {
        true
    }

    fn interest(&self) -> Interest {
        Interest::CallsNamed(&["params"])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let ast::Expr::Call(call) = cx.file.nodes.get(site).expr()? else {
            return None;
        };
        let ast::Expr::Attribute(method) = call.func.as_ref() else {
            return None;
        };
        is_sole_argument(cx, site).then_some(())?;
        let statement = cx.project.infer(cx.file.id, &method.value)?;
        STATEMENTS
            .iter()
            .any(|class| statement.value.is_instance_of(class))
            .then_some(())?;
        let parameters = parameters(cx, call)?;
        let dot = dot_span(cx.file.tree, method)?;
        // The dot may stand on a line of its own.
        let end = cx.file.tree.tokens().before(dot.start)?.span.end;
        let rest = Span::new(end, span(call).end);
        // A comment between the parts would be lost.
        let has_comment = cx.file.tree.tokens().comments(rest).next().is_some();
        (!has_comment).then(|| {
            Finding::safe(
                span(call),
                "execute() takes the parameters beside the statement",
                Rewrite::new(cx.file.id, [Edit::replace(rest, format!(", {parameters}"))]),
            )
        })
    }
}

/// Whether a call is all that a connection is given to run.
fn is_sole_argument(cx: &Context<'_, '_>, site: NodeId) -> bool {
    let nodes = &cx.file.nodes;
    let parent = nodes.parent(site).and_then(|id| nodes.get(id).expr());
    let Some(ast::Expr::Call(outer)) = parent else {
        return false;
    };
    let ast::Expr::Attribute(method) = outer.func.as_ref() else {
        return false;
    };
    let [only] = outer.args.as_slice() else {
        return false;
    };
    let is_bare = nodes.expr_id(only) == Some(site)
        && outer.keywords.is_empty()
        && argument_span(cx.file.tree, outer, only) == Some(span(only));
    let is_run = matches!(
        method.attr.as_str(),
        "execute" | "scalar" | "scalars" | "stream"
    );
    is_bare
        && is_run
        && cx
            .project
            .infer(cx.file.id, &method.value)
            .is_some_and(|connection| {
                connection.certainty >= Certainty::Flowed
                    && CONNECTIONS
                        .iter()
                        .any(|class| connection.value.is_instance_of(class))
            })
}

/// The dictionary that `params(...)` is given, or that its keywords make.
fn parameters(cx: &Context<'_, '_>, call: &ast::ExprCall) -> Option<String> {
    match (call.args.as_slice(), call.keywords.as_slice()) {
        ([dictionary @ ast::Expr::Dict(_)], []) => Some(cx.source(dictionary).to_owned()),
        ([], keywords) if !keywords.is_empty() => {
            let quote = Style::of(cx.file.tree).quote;
            let items: Option<Vec<String>> = keywords
                .iter()
                .map(|keyword| {
                    let name = keyword.arg.as_ref()?;
                    // With the brackets around the value.
                    let whole = cx.slice(argument_span(cx.file.tree, call, keyword)?);
                    let (_, value) = whole.split_once('=')?;
                    Some(format!("{quote}{name}{quote}: {}", value.trim_start()))
                })
                .collect();
            Some(format!("{{{}}}", items?.join(", ")))
        }
        _ => None,
    }
}
