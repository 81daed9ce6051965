//! `async-lazy-loading`: relationships that asynchronous code loads without `await`.

mod loaded;

use alchemod_engine::{Context, Finding, Interest, Rule, Stage, Target, Transform};
use alchemod_facts::scopes::{BindingKind, ScopeKind};
use alchemod_facts::{is_true, string, Relationship};
use alchemod_python::{ast, span, Node, NodeId};

use loaded::{objects_of, Objects};

/// See the rule's documentation.
pub(crate) struct AsyncLazyLoading;

static RULE: Rule = Rule {
    code: "AM822",
    name: "async-lazy-loading",
    stage: Stage::Sessions,
    summary: "relationships of objects from asynchronous sessions that are read without having been loaded",
    guide: (
        "SQLAlchemy 2.0: asyncio, preventing implicit IO",
        "https://docs.sqlalchemy.org/en/20/orm/extensions/asyncio.html#preventing-implicit-io-when-using-asyncsession",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for AsyncLazyLoading {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::Names
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let ast::Expr::Attribute(attribute) = cx.file.nodes.get(site).expr()? else {
            return None;
        };
        let ast::Expr::Name(object) = attribute.value.as_ref() else {
            return None;
        };
        let scopes = &cx.file.scopes;
        let block = scopes.enclosing_block(scopes.of(site));
        let block = scopes.get(block);
        let function = (block.kind == ScopeKind::Function).then_some(block.node?)?;
        if !matches!(
            cx.file.nodes.get(function),
            Node::Stmt(ast::Stmt::AsyncFunctionDef(_))
        ) {
            return None;
        }
        let (_, bindings) = scopes.lookup(object.id.as_str(), scopes.of(site))?;
        let [binding] = bindings else {
            return None;
        };
        let objects = match scopes.binding(*binding).kind {
            BindingKind::Assign { value, .. } => objects_of(cx, value, false)?,
            BindingKind::For {
                iterable,
                whole: true,
                ..
            } => objects_of(cx, iterable, true)?,
            _ => return None,
        };
        let relationship = cx
            .project
            .relationship(objects.class, attribute.attr.as_str())?;
        if !is_lazy(relationship) || is_loaded(cx, function, &objects, object, attribute) {
            return None;
        }
        let class = cx.project.class(objects.class).name();
        let name = attribute.attr.as_str();
        Some(Finding::manual(
            span(attribute),
            format!("reading {class}.{name} loads it, which asynchronous code may not do without `await`"),
            format!("it raises MissingGreenlet: give the select() .options(selectinload({class}.{name})), or call `await session.refresh({}, [\"{name}\"])` first", object.id),
        ))
    }
}

/// Whether reading the attribute runs a query.
fn is_lazy(relationship: &Relationship<'_>) -> bool {
    match relationship.given("lazy") {
        None => true,
        Some(lazy) => is_true(lazy) || string(lazy) == Some("select"),
    }
}

/// Whether the function shows how the attribute is loaded, or sets it.
fn is_loaded(
    cx: &Context<'_, '_>,
    function: NodeId,
    objects: &Objects<'_>,
    object: &ast::ExprName,
    attribute: &ast::ExprAttribute,
) -> bool {
    if objects.statement.iter().any(|part| {
        let text = cx.source(*part);
        text.contains("options") || text.contains("join(")
    }) {
        return true;
    }
    cx.file.subtree(function).any(|(_, node)| match node {
        Node::Expr(ast::Expr::Call(call)) => {
            alchemod_facts::last_name(&call.func) == Some("refresh")
                && matches!(call.args.first(), Some(ast::Expr::Name(name)) if name.id == object.id)
        }
        Node::Expr(ast::Expr::Attribute(other)) => {
            !matches!(other.ctx, ast::ExprContext::Load)
                && other.attr == attribute.attr
                && matches!(other.value.as_ref(), ast::Expr::Name(name) if name.id == object.id)
        }
        _ => false,
    })
}
