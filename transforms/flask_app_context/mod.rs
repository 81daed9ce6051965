//! `flask-app-context`: what Flask-SQLAlchemy 3 does in an application context only.

use alchemod_engine::{Context, Finding, Interest, Rule, Stage, Target, Transform};
use alchemod_facts::scopes::{ScopeId, ScopeKind};
use alchemod_facts::{last_name, Value};
use alchemod_python::{ast, span, Node, NodeId};

/// See the rule's documentation.
pub(crate) struct FlaskAppContext;

static RULE: Rule = Rule {
    code: "AM913",
    name: "flask-app-context",
    stage: Stage::Project,
    summary: "sessions and engines of Flask-SQLAlchemy that are used at the top of a module, outside of any application context",
    guide: (
        "Flask-SQLAlchemy: Flask application context",
        "https://flask-sqlalchemy.palletsprojects.com/en/3.1.x/contexts/",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

const EXTENSION: &str = "flask_sqlalchemy.SQLAlchemy";

/// What asks for the application at once, on the extension itself.
const AT_ONCE: &[&str] = &[
    "create_all",
    "drop_all",
    "engine",
    "engines",
    "get_engine",
    "reflect",
];

/// What may be asked of `db.session` without one: it makes no session.
const OF_REGISTRY: &[&str] = &["configure", "query_property", "registry", "session_factory"];

impl Transform for FlaskAppContext {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::AttributesNamed(&[
            "create_all",
            "drop_all",
            "engine",
            "engines",
            "get_engine",
            "query",
            "reflect",
            "session",
        ])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let scope = cx.file.scopes.enclosing_block(cx.file.scopes.of(site));
        if cx.file.scopes.get(scope).kind == ScopeKind::Function {
            return None;
        }
        let ast::Expr::Attribute(attribute) = cx.file.nodes.get(site).expr()? else {
            return None;
        };
        let name = attribute.attr.as_str();
        let owner = cx.project.infer(cx.file.id, &attribute.value)?.value;
        let is_used = match name {
            "query" => matches!(owner, Value::Class(class) if is_model(cx, class)),
            _ if !cx.project.is_instance(&owner, EXTENSION) => false,
            "session" => uses_session(cx, site),
            name => AT_ONCE.contains(&name),
        };
        if !is_used || has_context(cx, site) {
            return None;
        }
        Some(Finding::manual(
            span(attribute),
            format!("`{}` needs an application context in Flask-SQLAlchemy 3", cx.source(attribute)),
            "outside of one it raises RuntimeError, even if the extension was given its application: put it into `with app.app_context():`",
        ))
    }
}

fn is_model(cx: &Context<'_, '_>, class: alchemod_facts::ClassId) -> bool {
    cx.project.linearized(class).into_iter().any(|class| {
        cx.project.bases(class).iter().flatten().any(
            |base| matches!(base, Value::External(path) if &**path == "flask_sqlalchemy.SQLAlchemy.Model"),
        )
    })
}

/// Whether `db.session` is asked for a session: `db.session.add(...)`, `db.session()`.
fn uses_session(cx: &Context<'_, '_>, site: NodeId) -> bool {
    let Some(parent) = cx.file.nodes.parent(site) else {
        return false;
    };
    match cx.file.nodes.get(parent) {
        Node::Expr(ast::Expr::Attribute(outer)) => !OF_REGISTRY.contains(&outer.attr.as_str()),
        Node::Expr(ast::Expr::Call(call)) => {
            span(call.func.as_ref()) == cx.file.nodes.get(site).span()
        }
        _ => false,
    }
}

/// Whether a context is there: a `with` block around the site, or one that the module pushes.
fn has_context(cx: &Context<'_, '_>, site: NodeId) -> bool {
    let in_block = cx.file.nodes.ancestors(site).any(|id| {
        let items = match cx.file.nodes.get(id).stmt() {
            Some(ast::Stmt::With(with)) => &with.items,
            _ => return false,
        };
        // What a block is for that is called otherwise cannot be told.
        !items.is_empty()
    });
    in_block
        || cx.file.nodes.iter().any(|(id, node)| {
            let Node::Expr(ast::Expr::Call(call)) = node else {
                return false;
            };
            last_name(&call.func) == Some("push")
                && cx.file.scopes.enclosing_block(cx.file.scopes.of(id)) == ScopeId(0)
        })
}
