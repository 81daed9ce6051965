//! Where a query starts: `session.query(...)` or `Model.query`.

use alchemod_engine::Context;
use alchemod_facts::sqlalchemy::handles;
use alchemod_facts::{Certainty, ClassId, Project, Value};
use alchemod_python::{ast, Node, NodeId};

use super::entities;

/// What a query hangs on.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Origin<'t> {
    /// `session.query(...)`.
    Session {
        /// The session.
        session: &'t ast::Expr,
        /// The call of `query`.
        call: &'t ast::ExprCall,
    },
    /// `Model.query`.
    Model {
        /// The class.
        class: ClassId,
        /// How it is written.
        text: &'t ast::Expr,
    },
}

/// The start of a query.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source<'t> {
    /// What it hangs on.
    pub origin: Origin<'t>,
    /// `X.query`.
    pub attribute: &'t ast::ExprAttribute,
    /// The expression that is the query: the call, or the attribute.
    pub root: NodeId,
    /// How the session is known; `None` if only the mapped class in its argument shows that it is one.
    pub certainty: Option<Certainty>,
}

/// What there is to say of a `.query` attribute.
pub(crate) enum Found<'t> {
    /// It starts a query.
    Source(Source<'t>),
    /// It does, but cannot be rewritten, for this reason.
    Refused(String),
}

/// Looks at `X.query`. `None` if nothing shows that it is SQLAlchemy's.
pub(crate) fn find<'t>(cx: &Context<'_, 't>, site: NodeId) -> Option<Found<'t>> {
    let ast::Expr::Attribute(attribute) = cx.file.nodes.get(site).expr()? else {
        return None;
    };
    if attribute.attr.as_str() != "query" || attribute.ctx != ast::ExprContext::Load {
        return None;
    }
    let parent = cx.file.nodes.parent(site);
    if let Some((id, Node::Expr(ast::Expr::Call(call)))) =
        parent.map(|id| (id, cx.file.nodes.get(id)))
    {
        let is_callee =
            matches!(call.func.as_ref(), ast::Expr::Attribute(a) if std::ptr::eq(a, attribute));
        if is_callee {
            return of_session(cx, attribute, call, id);
        }
    }
    of_model(cx, attribute, site)
}

fn of_session<'t>(
    cx: &Context<'_, 't>,
    attribute: &'t ast::ExprAttribute,
    call: &'t ast::ExprCall,
    root: NodeId,
) -> Option<Found<'t>> {
    let session = attribute.value.as_ref();
    let known = cx.project.infer(cx.file.id, session);
    let certainty = match &known {
        Some(typed) if is_session(cx.project, &typed.value) => Some(typed.certainty),
        Some(typed) if is_own_session(cx.project, &typed.value) => {
            return Some(Found::Refused(
                "the session's class overrides query() or what would take its place".into(),
            ))
        }
        Some(typed) if !is_of_another_package(&typed.value) => return None,
        _ => None,
    };
    if !matches!(certainty, Some(Certainty::Proven | Certainty::Flowed)) {
        let first = call.args.first()?;
        if !entities::shows_mapped(cx, first) && !entities::shows_construct(cx, first) {
            return None;
        }
    }
    Some(Found::Source(Source {
        origin: Origin::Session { session, call },
        attribute,
        root,
        certainty,
    }))
}

/// Whether a value comes from a package that was not read: `flask.g.db` may be a session.
fn is_of_another_package(value: &Value) -> bool {
    match value {
        Value::External(path) | Value::Instance(path) => !path.starts_with("sqlalchemy."),
        _ => false,
    }
}

const QUERY: &str = "sqlalchemy.orm.Query";

/// Methods of a session that the rewritten code needs or replaces.
const METHODS: &[&str] = &["query", "execute", "scalars", "scalar", "get"];

/// Whether the value has a session's `query()`.
fn is_session(project: &Project<'_>, value: &Value) -> bool {
    match value {
        Value::Instance(path) => handles::method_result(path, "query") == Some(QUERY),
        Value::Object(class) => {
            is_session_class(project, *class)
                && !METHODS.iter().any(|name| overrides(project, *class, name))
        }
        _ => false,
    }
}

fn is_own_session(project: &Project<'_>, value: &Value) -> bool {
    matches!(value, Value::Object(class) if is_session_class(project, *class))
}

fn is_session_class(project: &Project<'_>, class: ClassId) -> bool {
    project
        .external_base(class)
        .is_some_and(|path| handles::method_result(&path, "query") == Some(QUERY))
}

fn overrides(project: &Project<'_>, class: ClassId, name: &str) -> bool {
    project.linearized(class).into_iter().any(|id| {
        let info = project.class(id);
        let scope = project.file(info.file).scopes.get(info.scope);
        scope.names.contains_key(name)
    })
}

fn of_model<'t>(
    cx: &Context<'_, 't>,
    attribute: &'t ast::ExprAttribute,
    root: NodeId,
) -> Option<Found<'t>> {
    let owner = cx.project.infer(cx.file.id, attribute.value.as_ref())?;
    let Value::Class(class) = owner.value else {
        return None;
    };
    let project = cx.project;
    if !project.class(class).is_mapped() {
        return None;
    }
    let made = Source {
        origin: Origin::Model {
            class,
            text: attribute.value.as_ref(),
        },
        attribute,
        root,
        certainty: Some(owner.certainty),
    };
    if project.query_property(class).is_some() {
        return Some(Found::Source(made));
    }
    if overrides(project, class, "query") {
        return None;
    }
    match project
        .infer_member(class, "query")
        .map(|typed| typed.value)
    {
        Some(value) if value.is_instance_of(QUERY) => Some(Found::Source(made)),
        Some(_) => None,
        None => Some(Found::Refused(
            "which session `query` of this class uses is not visible".into(),
        )),
    }
}
