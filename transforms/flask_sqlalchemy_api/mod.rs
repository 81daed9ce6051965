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
            Interest::Calls,
            Interest::Functions,
            Interest::AttributesNamed(&["connectors", "db"]),
        ])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        match cx.file.nodes.get(site) {
            Node::Expr(ast::Expr::Attribute(attribute)) => state(cx, attribute),
            Node::Expr(ast::Expr::Call(call)) => of_call(cx, site, call),
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
        None if name == "iter_pages" => return pagination::iter_pages(cx, call, false),
        None => return None,
    };
    match (&*class, name) {
        (EXTENSION, "create_all" | "drop_all" | "reflect") => tables::check(cx, site, call, name),
        (EXTENSION, "get_engine") => engines::check(cx, call),
        ("sqlalchemy.orm.Query" | "flask_sqlalchemy.query.Query", "paginate") => {
            pagination::paginate(cx, call)
        }
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
