//! `flask-sqlalchemy-api`: methods and arguments of Flask-SQLAlchemy 2 that 3 has not.

mod constructor;
mod engines;
mod pagination;
mod table;
mod tables;

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_facts::{function_def, Value};
use alchemod_python::chain::attribute_name_span;
use alchemod_python::names::definition_name;
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::{Edit, Span};

use crate::dynamic_relationships::reads_dynamic;
use table::{removed, HOOKS, METHODS};

/// See the rule's documentation.
pub(crate) struct FlaskSqlalchemyApi;

static RULE: Rule = Rule {
    code: "AM910",
    name: "flask-sqlalchemy-api",
    stage: Stage::Project,
    summary: "methods and arguments of Flask-SQLAlchemy 2 that release 3 has not",
    guide: (
        "Flask-SQLAlchemy: changes in version 3.0.0",
        "https://flask-sqlalchemy.palletsprojects.com/en/3.1.x/changes/#version-3-0-0",
    ),
    since: Target::V20,
    doc: include_str!("doc.md"),
};

pub(super) const EXTENSION: &str = "flask_sqlalchemy.SQLAlchemy";

impl Transform for FlaskSqlalchemyApi {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::AnyOf(&[
            Interest::Assignments,
            Interest::Calls,
            Interest::Functions,
            Interest::AttributesNamed(&["app", "connectors", "db"]),
        ])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        match cx.file.nodes.get(site) {
            Node::Expr(ast::Expr::Attribute(attribute)) if attribute.attr.as_str() == "app" => {
                application(cx, attribute)
            }
            Node::Expr(ast::Expr::Attribute(attribute)) => state(cx, attribute),
            Node::Expr(ast::Expr::Call(call)) => of_call(cx, site, call),
            Node::Stmt(ast::Stmt::Assign(assignment)) => {
                assignment.targets.iter().find_map(|target| match target {
                    ast::Expr::Attribute(n) if n.attr.as_str() == "app" => application(cx, n),
                    _ => None,
                })
            }
            Node::Stmt(stmt) => hook(cx, site, stmt),
            _ => None,
        }
    }
}

fn of_call<'t>(cx: &Context<'_, 't>, site: NodeId, call: &'t ast::ExprCall) -> Option<Finding> {
    let name = alchemod_facts::last_name(&call.func)?;
    if !METHODS.contains(&name) {
        return constructor::check(cx, call);
    }
    let class = match cx.project.infer(cx.file.id, &call.func) {
        Some(typed) => match typed.value {
            Value::Method(class, _) => class,
            _ => return None,
        },
        None if name == "paginate" && starts_dynamic(cx, call) => {
            return pagination::paginate(cx, call)
        }
        None if name == "iter_pages" => return pagination::iter_pages(cx, call, false),
        None => return None,
    };
    match (&*class, name) {
        (EXTENSION, "create_all" | "drop_all" | "reflect") => tables::check(cx, site, call, name),
        (EXTENSION, "get_engine") => engines::check(cx, call),
        (
            "sqlalchemy.orm.Query"
            | "sqlalchemy.orm.AppenderQuery"
            | "flask_sqlalchemy.query.Query",
            "paginate",
        ) => pagination::paginate(cx, call),
        ("flask_sqlalchemy.pagination.Pagination", "iter_pages") => {
            pagination::iter_pages(cx, call, true)
        }
        (EXTENSION, name) => removed(name).map(|reason| {
            Finding::manual(
                span(call),
                format!("{name}() of the extension is gone from Flask-SQLAlchemy 3"),
                reason,
            )
        }),
        _ => None,
    }
}

/// Whether the call ends a chain that starts from a dynamic relationship.
fn starts_dynamic<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> bool {
    let ast::Expr::Attribute(method) = call.func.as_ref() else {
        return false;
    };
    match alchemod_python::chain::links(&method.value).0 {
        ast::Expr::Attribute(start) => reads_dynamic(cx, start),
        _ => false,
    }
}

/// `db.app = app`, with which release 2 did without an application context, and `db.app` where it is read.
fn application<'t>(cx: &Context<'_, 't>, attribute: &'t ast::ExprAttribute) -> Option<Finding> {
    let owner = cx.project.infer(cx.file.id, &attribute.value)?.value;
    if !cx.project.is_instance(&owner, EXTENSION) {
        return None;
    }
    let (message, reason) = match attribute.ctx {
        ast::ExprContext::Store => (
            "Flask-SQLAlchemy 3 does not look at `app` of the extension",
            "what relied on it raises RuntimeError: use sessions and engines in `with app.app_context():`, or push a context",
        ),
        _ => (
            "the extension has no `app` in Flask-SQLAlchemy 3",
            "the application is flask.current_app, in an application context",
        ),
    };
    Some(Finding::manual(span(attribute), message, reason))
}

/// `app.extensions["sqlalchemy"].db`: what is there is the extension itself now.
fn state(cx: &Context<'_, '_>, attribute: &ast::ExprAttribute) -> Option<Finding> {
    let ast::Expr::Subscript(subscript) = attribute.value.as_ref() else {
        return None;
    };
    let is_extension = alchemod_facts::string(&subscript.slice) == Some("sqlalchemy")
        && matches!(subscript.value.as_ref(), ast::Expr::Attribute(of)
            if of.attr.as_str() == "extensions");
    if !is_extension {
        return None;
    }
    const MESSAGE: &str = "app.extensions[\"sqlalchemy\"] is the extension itself, not a state";
    if attribute.attr.as_str() != "db" {
        return Some(Finding::manual(
            span(attribute),
            MESSAGE,
            "there are no connectors any more: the engines are in its `engines`, by bind key",
        ));
    }
    let removed = Span::new(span(subscript).end, attribute_name_span(attribute).end);
    Some(Finding::safe(
        span(attribute),
        MESSAGE,
        Rewrite::new(cx.file.id, [Edit::delete(removed)]),
    ))
}

/// A method of a subclass that the extension does not call any more.
fn hook(cx: &Context<'_, '_>, site: NodeId, stmt: &ast::Stmt) -> Option<Finding> {
    let def = function_def(cx.file.nodes.get(site))?;
    let (name, reason) = HOOKS.iter().find(|(known, _)| *known == def.name)?;
    let scope = cx.file.scopes.of(site);
    let class = cx.project.class_of_scope(cx.file.id, scope)?;
    cx.project.is_subclass(class, EXTENSION).then(|| {
        Finding::manual(
            definition_name(cx.file.tree, stmt).unwrap_or(span(stmt)),
            format!("Flask-SQLAlchemy 3 does not call {name}()"),
            *reason,
        )
    })
}
