//! Queries that are kept in a local variable: all uses of it change together, or none.

use alchemod_engine::Context;
use alchemod_facts::scopes::{BindingId, BindingKind, ScopeId, ScopeKind};
use alchemod_facts::sqlalchemy::query::{query_method, Role};
use alchemod_facts::Value;
use alchemod_python::chain::{links, Link};
use alchemod_python::{ast, Node, NodeId};

use super::chain::{follow, Chain, End};
use super::source::{find, Found, Origin, Source};

/// One expression of the group.
#[derive(Clone, Debug)]
pub(crate) struct Segment<'t> {
    /// The expression.
    pub chain: Chain<'t>,
    /// Where it starts, if it makes the query; otherwise it goes on from the variable.
    pub source: Option<Source<'t>>,
    /// Whether it may run again after later ones.
    pub in_loop: bool,
    /// The session that runs it, if not that of the query's start.
    pub session: Option<String>,
}

/// What there is to say of a query that is assigned to a name.
pub(crate) enum Group<'t> {
    /// The expressions, in source order.
    Segments(Vec<Segment<'t>>),
    /// It belongs to the group of this earlier query.
    Later(Source<'t>, Chain<'t>),
}

/// Gathers all uses of the variable that `source` is assigned to.
pub(crate) fn gather<'t>(
    cx: &Context<'_, 't>,
    source: &Source<'t>,
    name: &'t str,
    stmt: NodeId,
) -> Result<Group<'t>, String> {
    let file = cx.file;
    let scopes = &file.scopes;
    let scope = scopes.of(stmt);
    let function = match scopes.get(scope) {
        inner if inner.kind == ScopeKind::Function => inner.node,
        _ => None,
    }
    .ok_or_else(|| {
        format!("`{name}` is no local variable of a function, so not all of its uses are visible")
    })?;
    match scopes.lookup(name, scope) {
        Some((owner, _)) if owner == scope => {}
        _ => return Err(format!("`{name}` is no local variable here")),
    }
    let mut segments = sources(cx, function, scope, name);
    let region = region(cx, (function, scope), name, &segments, stmt);
    uses(cx, function, scope, name, region, &mut segments)?;
    segments.retain(|segment| region.contains(&start(cx, segment.chain.root)));
    segments.sort_by_key(|segment| start(cx, segment.chain.root));
    let first = segments
        .iter()
        .find_map(|segment| Some((segment.source?, &segment.chain)));
    if let Some((first, chain)) = first.filter(|(first, _)| first.root != source.root) {
        return Ok(Group::Later(first, chain.clone()));
    }
    check_bindings(cx, (function, scope), name, region, &segments)?;
    check_sessions(cx, scope, function, &segments)?;
    Ok(Group::Segments(segments))
}

/// Gathers all uses of the variable that a query is assigned to which comes from a function: `first` is the
/// expression, `session` what runs it.
pub(crate) fn gather_handed<'t>(
    cx: &Context<'_, 't>,
    first: Segment<'t>,
    session: Option<&'t ast::Expr>,
    name: &'t str,
    stmt: NodeId,
) -> Result<Vec<Segment<'t>>, String> {
    let scopes = &cx.file.scopes;
    let scope = scopes.of(stmt);
    let function = match scopes.get(scope) {
        inner if inner.kind == ScopeKind::Function => inner.node,
        _ => None,
    }
    .ok_or_else(|| format!("`{name}` is no local variable of a function"))?;
    let is_local = scopes
        .lookup(name, scope)
        .is_some_and(|(owner, _)| owner == scope);
    if !is_local || !sources(cx, function, scope, name).is_empty() {
        return Err(format!("`{name}` holds something else at times"));
    }
    let from = start(cx, first.chain.root);
    let mut segments = vec![first];
    let mut region = region(cx, (function, scope), name, &segments, stmt);
    region.from = region.from.max(start(cx, stmt));
    uses(cx, function, scope, name, region, &mut segments)?;
    segments.sort_by_key(|segment| start(cx, segment.chain.root));
    check_bindings(cx, (function, scope), name, region, &segments)?;
    if let Some(session) = session {
        let in_loop = segments.iter().any(|segment| segment.in_loop);
        check_stable(cx, scope, function, session, (from, in_loop))?;
    }
    Ok(segments)
}

/// Whether a node stands in a loop of its function.
pub(crate) fn is_repeated(cx: &Context<'_, '_>, id: NodeId) -> bool {
    let scopes = &cx.file.scopes;
    let function = scopes.get(scopes.of(id)).node;
    function.is_some_and(|function| in_loop(cx, function, id))
}

fn start(cx: &Context<'_, '_>, node: NodeId) -> u32 {
    cx.file.nodes.get(node).span().start
}

/// A part of the function: offsets from and to.
#[derive(Clone, Copy)]
struct Region {
    from: u32,
    to: u32,
}

impl Region {
    fn contains(&self, offset: &u32) -> bool {
        self.from <= *offset && *offset < self.to
    }
}

/// The queries of the function that are assigned to the name.
fn sources<'t>(
    cx: &Context<'_, 't>,
    function: NodeId,
    scope: ScopeId,
    name: &str,
) -> Vec<Segment<'t>> {
    let file = cx.file;
    file.subtree(function)
        .filter(|(_, node)| matches!(node, Node::Expr(ast::Expr::Attribute(a)) if a.attr.as_str() == "query"))
        .filter(|(id, _)| file.scopes.of(*id) == scope)
        .filter_map(|(id, _)| match find(cx, id)? {
            Found::Source(source) => {
                let chain = follow(file, source.root);
                let is_it = matches!(chain.end, End::Assigned { name: to, .. } if to == name);
                is_it.then(|| Segment {
                    in_loop: in_loop(cx, function, source.root),
                    chain,
                    source: Some(source),
                    session: None,
                })
            }
            Found::Refused(_) => None,
        })
        .collect()
}

/// An assignment in the outermost block of the function ends all that was before: the part of the function
/// in which the name holds the query that `stmt` makes.
fn region(
    cx: &Context<'_, '_>,
    (function, scope): (NodeId, ScopeId),
    name: &str,
    sources: &[Segment<'_>],
    stmt: NodeId,
) -> Region {
    let at = start(cx, stmt);
    let whole = cx.file.nodes.get(function).span();
    let mut region = Region {
        from: whole.start,
        to: whole.end,
    };
    for source in sources {
        let End::Assigned { stmt, .. } = source.chain.end else {
            continue;
        };
        if cx.file.nodes.parent(stmt) != Some(function) {
            continue;
        }
        let border = start(cx, stmt);
        if border <= at {
            region.from = region.from.max(border);
        } else {
            region.to = region.to.min(border);
        }
    }
    for other in others(cx, function, scope, name).filter(|other| *other != stmt) {
        // What is assigned may still read the query: `found = found.all()`.
        let border = cx.file.nodes.get(other).span().end;
        // What stood there before may still do so where the query is made in a branch.
        if border > at {
            region.to = region.to.min(border);
        }
    }
    region
}

/// The statements of the function's outermost block that assign something else than a query to the name.
fn others<'a>(
    cx: &'a Context<'_, '_>,
    function: NodeId,
    scope: ScopeId,
    name: &'a str,
) -> impl Iterator<Item = NodeId> + 'a {
    let file = cx.file;
    let ids = file.scopes.get(scope).names.get(name);
    ids.into_iter().flatten().filter_map(move |&id| {
        let BindingKind::Assign {
            value,
            annotation: None,
        } = file.scopes.binding(id).kind
        else {
            return None;
        };
        let value_id = file.nodes.expr_id(value)?;
        let stmt = file.nodes.parent(value_id)?;
        let is_plain = matches!(file.nodes.get(stmt), Node::Stmt(ast::Stmt::Assign(n))
            if matches!(n.targets.as_slice(), [ast::Expr::Name(_)]));
        let is_outermost = file.nodes.parent(stmt) == Some(function);
        (is_plain && is_outermost && !is_builder(value, name)).then_some(stmt)
    })
}

/// Whether a value is a query, or goes on from the one that the name holds: methods that build on `name`, or on
/// `x.query`.
fn is_builder(value: &ast::Expr, name: &str) -> bool {
    let (start, links) = links(value);
    let is_query =
        |e: &ast::Expr| matches!(e, ast::Expr::Attribute(n) if n.attr.as_str() == "query");
    let is_built = |links: &[Link<'_>]| {
        links
            .iter()
            .all(|link| query_method(link.name()).is_some_and(|known| known.role == Role::Builder))
    };
    match start {
        ast::Expr::Name(n) if n.id.as_str() == name => is_built(&links),
        start if is_query(start) => is_built(&links),
        _ => links
            .iter()
            .position(|link| link.name() == "query")
            .is_some_and(|at| is_built(&links[at + 1..])),
    }
}

/// Adds the expressions that start with the name.
fn uses<'t>(
    cx: &Context<'_, 't>,
    function: NodeId,
    scope: ScopeId,
    name: &str,
    region: Region,
    segments: &mut Vec<Segment<'t>>,
) -> Result<(), String> {
    let file = cx.file;
    for (id, node) in file.subtree(function) {
        let Node::Expr(ast::Expr::Name(n)) = node else {
            continue;
        };
        if n.id.as_str() != name || !region.contains(&node.span().start) {
            continue;
        }
        let here = file.scopes.of(id);
        let owner = file.scopes.lookup(name, here).map(|(owner, _)| owner);
        if owner != Some(scope) {
            continue;
        }
        if n.ctx != ast::ExprContext::Load {
            continue;
        }
        if here != scope {
            return Err(format!("`{name}` is used in a function or comprehension of its own, which may run at another time"));
        }
        segments.push(Segment {
            chain: follow(file, id),
            source: None,
            in_loop: in_loop(cx, function, id),
            session: None,
        });
    }
    Ok(())
}

fn in_loop(cx: &Context<'_, '_>, function: NodeId, id: NodeId) -> bool {
    let nodes = &cx.file.nodes;
    nodes
        .ancestors(id)
        .take_while(|&ancestor| ancestor != function)
        .any(|ancestor| {
            matches!(
                nodes.get(ancestor),
                Node::Stmt(ast::Stmt::For(_) | ast::Stmt::While(_) | ast::Stmt::AsyncFor(_))
            )
        })
}

/// Every assignment to the name within the region is one of the group's expressions.
fn check_bindings(
    cx: &Context<'_, '_>,
    (function, scope): (NodeId, ScopeId),
    name: &str,
    region: Region,
    segments: &[Segment<'_>],
) -> Result<(), String> {
    let scopes = &cx.file.scopes;
    let ids = scopes
        .get(scope)
        .names
        .get(name)
        .map_or(&[][..], Vec::as_slice);
    let borders: Vec<NodeId> = others(cx, function, scope, name).collect();
    for &id in ids {
        let binding = scopes.binding(id);
        let ends_region = |value: &ast::Expr| {
            let stmt = cx.file.nodes.expr_id(value);
            let stmt = stmt.and_then(|id| cx.file.nodes.parent(id));
            stmt.is_some_and(|stmt| {
                borders.contains(&stmt) && cx.file.nodes.get(stmt).span().end == region.to
            })
        };
        if matches!(binding.kind, BindingKind::Assign { value, .. } if ends_region(value)) {
            continue;
        }
        let is_parameter = matches!(binding.kind, BindingKind::Parameter { .. });
        if !is_parameter && !region.contains(&start(cx, binding.node)) {
            continue;
        }
        let is_ours = match binding.kind {
            BindingKind::Assign {
                value,
                annotation: None,
            } => {
                let value = cx.file.nodes.expr_id(value);
                segments.iter().any(|segment| {
                    Some(segment.chain.whole) == value
                        && matches!(segment.chain.end, End::Assigned { name: to, .. } if to == name)
                })
            }
            // A parameter that is overwritten at once.
            BindingKind::Parameter { .. } => {
                region.from > cx.file.nodes.get(binding.node).span().start
            }
            _ => false,
        };
        if !is_ours {
            return Err(format!(
                "`{name}` holds something else than this query at times"
            ));
        }
    }
    Ok(())
}

/// What a query selects, as it is written.
pub(crate) fn selected(cx: &Context<'_, '_>, source: &Source<'_>) -> String {
    match source.origin {
        Origin::Session { call, .. } => {
            let arguments: Vec<&str> = call.args.iter().map(|arg| cx.source(arg)).collect();
            arguments.join(", ")
        }
        Origin::Model { text, .. } => cx.source(text).to_owned(),
    }
}

/// All queries of the group use one session, and it is the same where they are run.
fn check_sessions<'t>(
    cx: &Context<'_, 't>,
    scope: ScopeId,
    function: NodeId,
    segments: &[Segment<'t>],
) -> Result<(), String> {
    let mut texts: Vec<&str> = Vec::new();
    let from = segments
        .first()
        .map_or(0, |segment| start(cx, segment.chain.root));
    let in_loop = segments.iter().any(|segment| segment.in_loop);
    for source in segments
        .iter()
        .filter_map(|segment| segment.source.as_ref())
    {
        match source.origin {
            Origin::Session { session, .. } => {
                check_stable(cx, scope, function, session, (from, in_loop))?;
                texts.push(cx.source(session));
            }
            Origin::Model { .. } => texts.push(""),
        }
    }
    match texts.split_first() {
        Some((first, rest)) if rest.iter().all(|other| other == first) => Ok(()),
        _ => Err("the variable holds queries of several sessions".into()),
    }
}

/// Whether the session's expression means the same wherever it stands in the function.
fn check_stable<'t>(
    cx: &Context<'_, 't>,
    scope: ScopeId,
    function: NodeId,
    session: &'t ast::Expr,
    (from, in_loop): (u32, bool),
) -> Result<(), String> {
    let text = cx.source(session);
    let unstable = || {
        Err(format!(
            "`{text}` may be another session where the query is run"
        ))
    };
    let mut current = session;
    loop {
        match current {
            ast::Expr::Name(name) => {
                if let Some(ids) = cx.file.scopes.get(scope).names.get(name.id.as_str()) {
                    let is_settled = |id: &BindingId| {
                        let binding = cx.file.scopes.binding(*id);
                        let is_plain = matches!(
                            binding.kind,
                            BindingKind::Assign { .. }
                                | BindingKind::Parameter { .. }
                                | BindingKind::With { .. }
                                | BindingKind::Import(_)
                                | BindingKind::ImportFrom(..)
                        );
                        is_plain && start(cx, binding.node) < from
                    };
                    // Once bound, or for the last time before the query is made.
                    if !ids.iter().all(is_settled) || (ids.len() > 1 && in_loop) {
                        return unstable();
                    }
                }
                break;
            }
            ast::Expr::Attribute(attribute) => {
                if let Some(Value::Object(class)) = cx
                    .project
                    .infer(cx.file.id, &attribute.value)
                    .map(|t| t.value)
                {
                    let member = cx.project.infer_member(class, attribute.attr.as_str());
                    if matches!(member.map(|t| t.value), Some(Value::Function(_))) {
                        return unstable();
                    }
                }
                current = &attribute.value;
            }
            _ => return unstable(),
        }
    }
    let is_assigned = cx.file.subtree(function).any(|(_, node)| {
        matches!(node, Node::Expr(ast::Expr::Attribute(n))
            if n.ctx != ast::ExprContext::Load && text.starts_with(cx.source(n)))
    });
    if is_assigned || calls_what_assigns(cx, scope, function, session) {
        return unstable();
    }
    Ok(())
}

/// Whether the function calls another of the file that sets the name or attribute which is the session.
fn calls_what_assigns<'t>(
    cx: &Context<'_, 't>,
    scope: ScopeId,
    function: NodeId,
    session: &'t ast::Expr,
) -> bool {
    let file = cx.file;
    let declares = |names: &[ast::Identifier], name: &str| names.iter().any(|n| n.as_str() == name);
    // A local name is set by no `global` statement.
    let is_local = matches!(session, ast::Expr::Name(name)
        if file.scopes.get(scope).names.contains_key(name.id.as_str()));
    let sets = |id: NodeId| {
        file.subtree(id).any(|(_, node)| match (node, session) {
            (Node::Expr(ast::Expr::Attribute(n)), ast::Expr::Attribute(session)) => {
                n.ctx != ast::ExprContext::Load && n.attr == session.attr
            }
            (Node::Stmt(ast::Stmt::Global(n)), ast::Expr::Name(session)) => {
                !is_local && declares(&n.names, session.id.as_str())
            }
            (Node::Stmt(ast::Stmt::Nonlocal(n)), ast::Expr::Name(session)) => {
                declares(&n.names, session.id.as_str())
            }
            _ => false,
        })
    };
    let setters: Vec<&str> = file
        .nodes
        .iter()
        .filter_map(|(id, node)| match node {
            Node::Stmt(ast::Stmt::FunctionDef(def)) if sets(id) => Some(def.name.as_str()),
            Node::Stmt(ast::Stmt::AsyncFunctionDef(def)) if sets(id) => Some(def.name.as_str()),
            _ => None,
        })
        .collect();
    file.subtree(function).any(|(_, node)| {
        matches!(node, Node::Expr(ast::Expr::Call(call))
            if alchemod_facts::last_name(&call.func).is_some_and(|name| setters.contains(&name)))
    })
}
