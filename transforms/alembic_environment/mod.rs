//! Statements on a connection before Alembic is given it.

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_facts::last_name;
use alchemod_python::arguments::keyword;
use alchemod_python::layout::shares_line;
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::Edit;

use crate::connection_begin::here::{runs, Here};
use crate::execution::GUIDE_AUTOCOMMIT;

/// See the rule's documentation.
pub(crate) struct AlembicEnvironment;

static RULE: Rule = Rule {
    code: "AM607",
    name: "alembic-environment",
    stage: Stage::Execution,
    summary: "SQL on a connection before context.configure() is committed, or no migration is",
    guide: GUIDE_AUTOCOMMIT,
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for AlembicEnvironment {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::CallsNamed(&["configure"])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let ast::Expr::Call(call) = cx.file.nodes.get(site).expr()? else {
            return None;
        };
        let ast::Expr::Attribute(method) = call.func.as_ref() else {
            return None;
        };
        if !matches!(
            last_name(&method.value),
            Some("context" | "MigrationContext" | "EnvironmentContext")
        ) || !cx.text().contains("alembic")
        {
            return None;
        }
        let connection = keyword(call, "connection")
            .map(|k| &k.value)
            .or_else(|| call.args.first())?;
        let ast::Expr::Name(name) = connection else {
            return None;
        };
        let name = name.id.as_str();
        let here = Here::new(cx, site, name)?;
        let statement = here.before(cx, runs)?;
        if here.around(cx) {
            return None;
        }
        let message = "on 2.x this statement begins a transaction, and Alembic commits none that is not its own";
        let at = cx.file.nodes.get(statement).span();
        let reason =
            "no migration would be stored: commit() the connection before context.configure()";
        let stmt = cx
            .file
            .nodes
            .statement(site)
            .and_then(|id| cx.file.nodes.get(id).stmt())?;
        let ran = cx.file.nodes.statement(statement)?;
        let Node::Stmt(ran) = cx.file.nodes.get(ran) else {
            return None;
        };
        // What is set for one transaction ends with it.
        let is_local = cx.slice(at).to_ascii_uppercase().contains("LOCAL");
        if cx.settings.target == Target::V14 || is_local || shares_line(cx.file.tree, stmt) {
            return Some(Finding::manual(at, message, reason));
        }
        let start = span(stmt).start;
        let indentation = cx.indent_at(start);
        let edit = Edit::insert(start, format!("{name}.commit()\n{indentation}"));
        let rewrite = Rewrite::new(cx.file.id, [edit]);
        Some(if matches!(ran, ast::Stmt::Expr(_)) {
            Finding::safe(at, message, rewrite)
        } else {
            Finding::offered(
                at,
                message,
                "what it reads is in a transaction of its own then",
                rewrite,
            )
        })
    }
}
