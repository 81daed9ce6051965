//! `connectable`: `Connectable` is an engine or a connection.

use alchemod_engine::{
    Context, Finding, ImportWish, Interest, Rewrite, Rule, Stage, Target, Transform,
};
use alchemod_facts::last_name;
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::Edit;

/// See the rule's documentation.
pub(crate) struct Connectable;

static RULE: Rule = Rule {
    code: "AM627",
    name: "connectable",
    stage: Stage::Execution,
    summary: "Connectable is spelled out as Engine and Connection",
    guide: (
        "Migrating to SQLAlchemy 2.0: \"Implicit\" and \"Connectionless\" execution, \"bound metadata\" removed",
        "https://docs.sqlalchemy.org/en/20/changelog/migration_20.html#implicit-and-connectionless-execution-bound-metadata-removed",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

/// How the name is used.
enum Use {
    /// The second argument of `isinstance()`.
    Check,
    /// Among other classes: in a tuple for `isinstance()`, or in `Union[...]`.
    Listed,
    /// An annotation, or part of one.
    Annotation,
}

impl Transform for Connectable {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::Names
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let expr = cx.file.nodes.get(site).expr()?;
        if last_name(expr) != Some("Connectable") {
            return None;
        }
        if &*cx.project.external(cx.file.id, expr)? != "sqlalchemy.engine.Connectable" {
            return None;
        }
        let place = span(expr);
        let message = "Connectable means an engine or a connection";
        let Some(found) = used(cx, site) else {
            return Some(Finding::manual(
                place,
                message,
                "2.x keeps the name for its event targets only: write (Engine, Connection) or \
                 Union[Engine, Connection]",
            ));
        };
        let engine = cx.import("sqlalchemy.engine.Engine");
        let connection = cx.import("sqlalchemy.engine.Connection");
        let both = format!("{}, {}", engine.text, connection.text);
        let mut wishes: Vec<ImportWish> = engine.wish.into_iter().chain(connection.wish).collect();
        let text = match found {
            Use::Check => format!("({both})"),
            Use::Listed => both,
            Use::Annotation => {
                let union = cx.import("typing.Union");
                wishes.extend(union.wish);
                format!("{}[{both}]", union.text)
            }
        };
        if let ast::Expr::Name(name) = expr {
            wishes.push(ImportWish::MayGo(name.id.to_string()));
        }
        let rewrite = Rewrite::new(cx.file.id, [Edit::replace(place, text)]);
        Some(Finding::safe(
            place,
            message,
            rewrite.wish(cx.file.id, wishes),
        ))
    }
}

fn used(cx: &Context<'_, '_>, site: NodeId) -> Option<Use> {
    let nodes = &cx.file.nodes;
    let parent = nodes.parent(site)?;
    let is_check = |id: NodeId, child: NodeId| match nodes.get(id) {
        Node::Expr(ast::Expr::Call(call)) => {
            let classes = call.args.get(1).map(|arg| Node::Expr(arg).address());
            matches!(last_name(&call.func), Some("isinstance" | "issubclass"))
                && classes == Some(nodes.get(child).address())
        }
        _ => false,
    };
    if is_check(parent, site) {
        return Some(Use::Check);
    }
    let is_union = |id: NodeId| match nodes.get(id) {
        Node::Expr(ast::Expr::Subscript(n)) => last_name(&n.value) == Some("Union"),
        _ => false,
    };
    if let Node::Expr(ast::Expr::Tuple(_)) = nodes.get(parent) {
        let outer = nodes.parent(parent)?;
        if is_check(outer, parent) || is_union(outer) {
            return Some(Use::Listed);
        }
    }
    let mut child = site;
    for id in nodes.ancestors(site) {
        let this = nodes.get(child).address();
        let is = |expr: Option<&ast::Expr>| expr.is_some_and(|e| Node::Expr(e).address() == this);
        match nodes.get(id) {
            Node::Expr(ast::Expr::Subscript(_) | ast::Expr::Tuple(_)) => child = id,
            Node::Parameter(n) => return is(n.annotation.as_deref()).then_some(Use::Annotation),
            Node::Stmt(ast::Stmt::AnnAssign(n)) => {
                return is(Some(&n.annotation)).then_some(Use::Annotation)
            }
            Node::Stmt(ast::Stmt::FunctionDef(n)) => {
                return is(n.returns.as_deref()).then_some(Use::Annotation)
            }
            Node::Stmt(ast::Stmt::AsyncFunctionDef(n)) => {
                return is(n.returns.as_deref()).then_some(Use::Annotation)
            }
            _ => return None,
        }
    }
    None
}
