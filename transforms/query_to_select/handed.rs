//! Queries that a function returns, to callers in the same file: they change with it, or nothing does.

use alchemod_engine::Context;
use alchemod_facts::scopes::{BindingKind, ScopeId, ScopeKind};
use alchemod_facts::{function_def, string, ClassId, FunctionDef, Place, Value};
use alchemod_python::arguments::{argument, has_unpacking};
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::Span;

use crate::query::chain::{follow, End, RETURNED};
use crate::query::group::{gather_handed, is_repeated, Segment};
use crate::query::source::{Origin, Source};

/// The function that returns the query.
struct Maker<'t> {
    node: NodeId,
    def: FunctionDef<'t>,
    /// The scope of its body.
    scope: ScopeId,
    /// The class whose method it is.
    owner: Option<ClassId>,
    is_static: bool,
}

/// The expressions of each caller, or why the query stays.
pub(super) fn users<'t>(
    cx: &Context<'_, 't>,
    source: &Source<'t>,
    segments: &[Segment<'t>],
) -> Result<Vec<Vec<Segment<'t>>>, String> {
    find_users(cx, source, segments).map_err(|reason| match reason {
        Some(reason) => format!("{RETURNED}: {reason}"),
        None => RETURNED.to_owned(),
    })
}

/// Why they cannot change; `None` if there is nothing to add.
type Reason = Option<String>;

fn find_users<'t>(
    cx: &Context<'_, 't>,
    source: &Source<'t>,
    segments: &[Segment<'t>],
) -> Result<Vec<Vec<Segment<'t>>>, Reason> {
    let maker = maker(cx, segments)?;
    let calls = calls(cx, &maker)?;
    calls
        .into_iter()
        .map(|(id, call)| user(cx, source, &maker, id, call))
        .collect()
}

fn maker<'t>(cx: &Context<'_, 't>, segments: &[Segment<'t>]) -> Result<Maker<'t>, Reason> {
    let file = cx.file;
    let returned: Vec<NodeId> = segments
        .iter()
        .filter_map(|segment| match segment.chain.end {
            End::Returned { stmt } => Some(stmt),
            _ => None,
        })
        .collect();
    let scope = file.scopes.of(*returned.first().ok_or(None)?);
    let inner = file.scopes.get(scope);
    let node = inner.node.ok_or(None)?;
    let def = function_def(file.nodes.get(node)).ok_or(None)?;
    let around = file.scopes.of(node);
    let owner = cx.project.class_of_scope(file.id, around);
    let is_static =
        matches!(def.decorators, [ast::Expr::Name(n)] if n.id.as_str() == "staticmethod");
    let is_plain = inner.kind == ScopeKind::Function
        && !def.is_async
        && def.returns.is_none()
        && (def.decorators.is_empty() || is_static)
        && (owner.is_some() || around == ScopeId(0))
        && matches!(def.body.last(), Some(ast::Stmt::Return(_)));
    if !is_plain {
        return Err(None);
    }
    // All that it gives is this query.
    let gives_more = file.subtree(node).any(|(id, node)| match node {
        Node::Stmt(ast::Stmt::Return(_)) => file.scopes.of(id) == scope && !returned.contains(&id),
        Node::Expr(ast::Expr::Yield(_) | ast::Expr::YieldFrom(_)) => true,
        _ => false,
    });
    if gives_more {
        return Err(Some("the function returns something else as well".into()));
    }
    // Templates call the methods of mapped objects, and are not read.
    let is_public = !def.name.starts_with('_');
    let is_mapped = |class: ClassId| cx.project.class(class).is_mapped();
    if owner.is_some_and(|owner| !is_known(cx, owner) || (is_public && is_mapped(owner))) {
        return Err(None);
    }
    Ok(Maker {
        node,
        def,
        scope,
        owner,
        is_static,
    })
}

/// Whether no class of another package can call the methods of this one.
fn is_known(cx: &Context<'_, '_>, class: ClassId) -> bool {
    cx.project.linearized(class).into_iter().all(|id| {
        let info = cx.project.class(id);
        let bases = cx.project.bases(id);
        info.def.keywords.is_empty()
            && info
                .def
                .bases
                .iter()
                .zip(bases)
                .all(|(text, base)| match base {
                    Some(Value::Class(_) | Value::Base(_)) => true,
                    Some(Value::External(path)) => {
                        path.contains("DeclarativeBase") || path.ends_with(".Model")
                    }
                    _ => matches!(text, ast::Expr::Name(n) if n.id.as_str() == "object"),
                })
    })
}

/// All calls of the function; they stand in this file, and nothing else reads it.
fn calls<'t>(
    cx: &Context<'_, 't>,
    maker: &Maker<'t>,
) -> Result<Vec<(NodeId, &'t ast::ExprCall)>, Reason> {
    let file = cx.file;
    let name = maker.def.name;
    let place = Place {
        file: file.id,
        node: maker.node,
    };
    let several = || Some(format!("what `{name}` is cannot be told everywhere"));
    let around = file.scopes.of(maker.node);
    if file.scopes.get(around).names.get(name).map_or(0, Vec::len) != 1 {
        return Err(several());
    }
    let mut uses = match maker.owner {
        None => cx
            .project
            .uses_of(file.id, ScopeId(0), name)
            .ok_or_else(several)?,
        Some(_) => Vec::new(),
    };
    for other in &cx.project.files {
        if !other.tree.text().contains(name) {
            continue;
        }
        for (id, node) in other.nodes.iter() {
            match node {
                // `getattr(repository, "name")`, `mock.patch("app.name")`, `__all__`
                Node::Expr(expr) if string(expr).is_some_and(|text| ends_with(text, name)) => {
                    return Err(Some(format!("a string in {} names `{name}`", other.path)))
                }
                Node::Expr(ast::Expr::Attribute(n)) if n.attr.as_str() == name => {
                    let Some(owner) = maker.owner else { continue };
                    let of = cx.project.infer(other.id, &n.value).map(|t| t.value);
                    if is_use(cx, place, name, owner, of).ok_or_else(several)? {
                        uses.push(Place {
                            file: other.id,
                            node: id,
                        });
                    }
                }
                Node::Stmt(ast::Stmt::FunctionDef(_) | ast::Stmt::AsyncFunctionDef(_)) => {
                    let is_it = other.id == file.id && id == maker.node;
                    let is_named = function_def(node).is_some_and(|def| def.name == name);
                    let class = cx.project.class_of_scope(other.id, other.scopes.of(id));
                    let (Some(owner), Some(class)) = (maker.owner, class) else {
                        continue;
                    };
                    if is_named && !is_it && are_related(cx, owner, class) {
                        return Err(several());
                    }
                }
                _ => {}
            }
        }
    }
    if let Some(other) = uses.iter().find(|place| place.file != file.id) {
        let path = cx.project.file(other.file).path;
        return Err(Some(format!("`{name}` is used in {path} as well")));
    }
    let mut calls = Vec::new();
    for Place { node: id, .. } in uses {
        let parent = file.nodes.parent(id).ok_or(None)?;
        let call = match file.nodes.get(parent) {
            Node::Expr(ast::Expr::Call(call)) if file.nodes.expr_id(&call.func) == Some(id) => call,
            _ => return Err(Some(format!("`{name}` is not only called"))),
        };
        if file.subtree(maker.node).any(|(inner, _)| inner == id) {
            return Err(several());
        }
        calls.push((parent, call));
    }
    match calls.is_empty() {
        true => Err(None),
        false => Ok(calls),
    }
}

/// Whether a string names the function, alone or at the end of a path.
fn ends_with(text: &str, name: &str) -> bool {
    text.strip_suffix(name)
        .is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

fn are_related(cx: &Context<'_, '_>, one: ClassId, other: ClassId) -> bool {
    cx.project.linearized(one).contains(&other) || cx.project.linearized(other).contains(&one)
}

/// Whether the method is read of this value; `None` if that cannot be told, as of a mixin that has no such method.
fn is_use(
    cx: &Context<'_, '_>,
    maker: Place,
    name: &str,
    owner: ClassId,
    of: Option<Value>,
) -> Option<bool> {
    match of? {
        Value::Object(class) | Value::Class(class) => {
            match cx.project.infer_member(class, name)?.value {
                Value::Function(found) if found == maker => Some(true),
                _ => (!are_related(cx, owner, class)).then_some(false),
            }
        }
        Value::Instance(_) | Value::External(_) | Value::Module(_) => Some(false),
        _ => None,
    }
}

/// The expressions of one caller.
fn user<'t>(
    cx: &Context<'_, 't>,
    source: &Source<'t>,
    maker: &Maker<'t>,
    id: NodeId,
    call: &'t ast::ExprCall,
) -> Result<Vec<Segment<'t>>, Reason> {
    let chain = follow(cx.file, id);
    if matches!(chain.end, End::Returned { .. }) {
        return Err(Some(format!(
            "`{}` is returned by another function again",
            maker.def.name
        )));
    }
    let (session, given) = session(cx, source, maker, call)?;
    // The names that are written must mean the same there.
    for path in ["sqlalchemy.func", "sqlalchemy.select"] {
        if cx.at(id).import(path).text != cx.import(path).text {
            return Err(None);
        }
    }
    let first = Segment {
        in_loop: is_repeated(cx, id),
        source: None,
        session: session.clone(),
        chain,
    };
    let mut segments = match first.chain.end {
        End::Assigned { name, stmt } => {
            if sets(cx, stmt, session.as_deref()) {
                return Err(Some("its caller changes the session".into()));
            }
            gather_handed(cx, first, given, name, stmt).map_err(Some)?
        }
        _ => vec![first],
    };
    for segment in &mut segments {
        segment.session = session.clone();
    }
    Ok(segments)
}

/// Whether the function around a statement sets an attribute that the session is.
fn sets(cx: &Context<'_, '_>, stmt: NodeId, session: Option<&str>) -> bool {
    let file = cx.file;
    let Some(function) = file.scopes.get(file.scopes.of(stmt)).node else {
        return true;
    };
    let Some((_, attribute)) = session.and_then(|session| session.rsplit_once('.')) else {
        return false;
    };
    file.subtree(function).any(|(_, node)| {
        matches!(node, Node::Expr(ast::Expr::Attribute(n))
            if n.ctx != ast::ExprContext::Load && n.attr.as_str() == attribute)
    })
}

/// The session of a caller: its text, if it is not that of Flask's model, and its expression, where that is the
/// caller's own.
fn session<'t>(
    cx: &Context<'_, 't>,
    source: &Source<'t>,
    maker: &Maker<'t>,
    call: &'t ast::ExprCall,
) -> Result<(Option<String>, Option<&'t ast::Expr>), Reason> {
    let Origin::Session { session, .. } = source.origin else {
        return Ok((None, None));
    };
    let unknown = || {
        Some(format!(
            "which session runs it where `{}` is called cannot be told",
            maker.def.name
        ))
    };
    let mut root = session;
    while let ast::Expr::Attribute(attribute) = root {
        root = attribute.value.as_ref();
    }
    let ast::Expr::Name(name) = root else {
        return Err(unknown());
    };
    let scopes = &cx.file.scopes;
    let (owner, ids) = scopes
        .lookup(name.id.as_str(), maker.scope)
        .ok_or_else(unknown)?;
    let here = cx.file.scope_of(call.func.as_ref()).ok_or_else(unknown)?;
    if owner == ScopeId(0) {
        let is_same = scopes
            .lookup(name.id.as_str(), here)
            .is_some_and(|(found, _)| found == owner);
        return match is_same && ids.len() == 1 {
            true => Ok((Some(cx.source(session).to_owned()), Some(session))),
            false => Err(unknown()),
        };
    }
    let [only] = ids else { return Err(unknown()) };
    let is_parameter = matches!(
        scopes.binding(*only).kind,
        BindingKind::Parameter { packed: false, .. }
    );
    if owner != maker.scope || !is_parameter || has_unpacking(call) {
        return Err(unknown());
    }
    let parameters = || {
        maker
            .def
            .args
            .posonlyargs
            .iter()
            .chain(&maker.def.args.args)
    };
    let position = parameters().position(|arg| arg.def.arg.as_str() == name.id.as_str());
    let is_method = maker.owner.is_some() && !maker.is_static;
    let given = match (position, is_method, call.func.as_ref()) {
        (Some(0), true, ast::Expr::Attribute(method)) => method.value.as_ref(),
        (position, _, _) => {
            let position = position.and_then(|at| at.checked_sub(usize::from(is_method)));
            argument(call, position, name.id.as_str()).ok_or_else(unknown)?
        }
    };
    if !is_path(given) {
        return Err(unknown());
    }
    let rest = Span::new(span(root).end, span(session).end);
    let text = format!("{}{}", cx.source(given), cx.slice(rest));
    Ok((Some(text), Some(given)))
}

/// `name`, `name.attribute` ...
fn is_path(expr: &ast::Expr) -> bool {
    match expr {
        ast::Expr::Name(_) => true,
        ast::Expr::Attribute(n) => is_path(&n.value),
        _ => false,
    }
}
