//! Bound metadata: which engine statements, tables and metadata find when they are given none.

use alchemod_engine::Context;
use alchemod_facts::scopes::{BindingKind, ScopeId, ScopeKind};
use alchemod_facts::{last_name, File, FileId, Project, Value};
use alchemod_python::arguments::{keyword, removal};
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::{Edit, Span};

use super::receiver::{receiver, Receiver};

/// One place that binds metadata to an engine or a connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bound {
    /// The file.
    pub file: FileId,
    /// The call of `MetaData`, `declarative_base` or the like; or the assignment to `.bind`.
    pub node: NodeId,
    /// The engine or connection.
    pub engine: NodeId,
    /// Whether the metadata is one of a function, seen nowhere else.
    pub is_local: bool,
}

/// All places that bind metadata.
#[derive(Debug, Default)]
pub(crate) struct Bounds {
    /// In the order of files and source.
    pub list: Vec<Bound>,
}

/// Makers of metadata that take its engine.
const MAKERS: &[&str] = &["MetaData", "ThreadLocalMetaData", "declarative_base"];

/// All places of the project that bind metadata.
pub(crate) fn bounds(project: &Project<'_>) -> Bounds {
    let mut list = Vec::new();
    for file in &project.files {
        for (id, node) in file.nodes.iter() {
            let engine = match node {
                Node::Expr(ast::Expr::Call(call)) => maker_bind(project, file.id, call),
                Node::Stmt(ast::Stmt::Assign(assign)) => match assign.targets.as_slice() {
                    [ast::Expr::Attribute(target)]
                        if target.attr.as_str() == "bind"
                            && is_metadata(project, file.id, &target.value) =>
                    {
                        Some(assign.value.as_ref())
                    }
                    _ => None,
                },
                _ => None,
            };
            let engine = engine
                .filter(|e| !is_none(e))
                .and_then(|e| file.nodes.expr_id(e));
            if let Some(engine) = engine {
                list.push(Bound {
                    file: file.id,
                    node: id,
                    engine,
                    is_local: is_local(file, id, node),
                });
            }
        }
    }
    Bounds { list }
}

/// Whether what is bound is a variable of a function.
fn is_local(file: &File<'_>, id: NodeId, node: Node<'_>) -> bool {
    let scope = file.scopes.enclosing_block(file.scopes.of(id));
    if file.scopes.get(scope).kind != ScopeKind::Function {
        return false;
    }
    let Node::Stmt(ast::Stmt::Assign(assign)) = node else {
        return !is_handed_out(file, id, scope);
    };
    match assign.targets.as_slice() {
        [ast::Expr::Attribute(target)] => match target.value.as_ref() {
            ast::Expr::Name(name) => file
                .scopes
                .lookup(name.id.as_str(), scope)
                .is_some_and(|(owner, _)| owner == scope),
            _ => false,
        },
        _ => false,
    }
}

/// Whether the metadata that a call makes leaves its function: returned, yielded, or kept by an object.
fn is_handed_out(file: &File<'_>, call: NodeId, function: ScopeId) -> bool {
    let nodes = &file.nodes;
    let Some(statement) = nodes.statement(call) else {
        return true;
    };
    let name = match nodes.get(statement) {
        Node::Stmt(ast::Stmt::Assign(n)) => match n.targets.as_slice() {
            [ast::Expr::Name(name)] => name.id.as_str(),
            _ => return true,
        },
        Node::Stmt(ast::Stmt::Return(_)) => return true,
        _ => return false,
    };
    let Some(def) = file.scopes.get(function).node else {
        return true;
    };
    let is_it = |expr: &ast::Expr| matches!(expr, ast::Expr::Name(n) if n.id.as_str() == name);
    file.subtree(def).any(|(_, node)| match node {
        Node::Stmt(ast::Stmt::Return(n)) => n.value.as_deref().is_some_and(is_it),
        Node::Stmt(ast::Stmt::Global(n)) => n.names.iter().any(|global| global.as_str() == name),
        Node::Expr(ast::Expr::Yield(n)) => n.value.as_deref().is_some_and(is_it),
        _ => false,
    })
}

fn is_none(expr: &ast::Expr) -> bool {
    matches!(expr, ast::Expr::Constant(n) if n.value.is_none())
}

/// The engine that a call of `MetaData(...)` or `declarative_base(...)` binds.
pub(crate) fn maker_bind<'t>(
    project: &Project<'t>,
    file: FileId,
    call: &'t ast::ExprCall,
) -> Option<&'t ast::Expr> {
    last_name(&call.func).filter(|name| MAKERS.contains(name))?;
    let path = project.external(file, &call.func)?;
    if !path.starts_with("sqlalchemy.") {
        return None;
    }
    if let Some(bind) = keyword(call, "bind") {
        return Some(&bind.value);
    }
    // 2.x takes other things first: the schema, or nothing.
    let first = call.args.first()?;
    let is_bind = matches!(first, ast::Expr::Call(_))
        || matches!(project.infer(file, first).map(|t| t.value),
            Some(Value::Instance(path)) if path.starts_with("sqlalchemy.engine."))
        || alchemod_facts::string(first).is_some_and(|text| text.contains("://"))
        || last_name(first)
            .is_some_and(|name| matches!(name, "engine" | "bind" | "conn" | "connection"));
    is_bind.then_some(first)
}

/// Whether an expression is metadata: known to be, or called so as an attribute.
pub(crate) fn is_metadata<'t>(project: &Project<'t>, file: FileId, expr: &'t ast::Expr) -> bool {
    match project.infer(file, expr).map(|typed| typed.value) {
        Some(Value::Instance(path)) => &*path == "sqlalchemy.MetaData",
        Some(_) => false,
        None => matches!(expr, ast::Expr::Attribute(n) if n.attr.as_str() == "metadata"),
    }
}

/// Calls that give the same engine or connection each time.
const STABLE_CALLS: &[&str] = &["get_bind", "get_connection", "get_context", "get_engine"];

/// How the engine that metadata is bound to is written at `site`.
///
/// # Errors
/// Why it cannot be.
pub(crate) fn engine_at(cx: &Context<'_, '_>, site: NodeId) -> Result<String, String> {
    let (file, engine) = bound_at(cx, site)?;
    let there = cx.in_file(file);
    let Some(expr) = there.file.nodes.get(engine).expr() else {
        return Err("its engine does not show".into());
    };
    let text = there.source(expr);
    let mut root = expr;
    loop {
        root = match root {
            ast::Expr::Attribute(n) => &n.value,
            ast::Expr::Call(n)
                if n.args.is_empty()
                    && n.keywords.is_empty()
                    && last_name(&n.func).is_some_and(|name| STABLE_CALLS.contains(&name)) =>
            {
                &n.func
            }
            ast::Expr::Name(_) => break,
            _ => {
                return Err(format!(
                    "metadata is bound to `{text}`: give that a name, and use it here"
                ))
            }
        };
    }
    let ast::Expr::Name(name) = root else {
        return Err("its engine does not show".into());
    };
    let name = name.id.as_str();
    let unseen = || {
        format!(
            "metadata is bound to `{text}` of {}, which is not known here",
            there.file.path
        )
    };
    let here = cx
        .file
        .scopes
        .lookup(name, cx.file.scopes.of(site))
        .map(|(scope, _)| scope);
    let from = there.file.scopes.of(engine);
    let defined = there.file.scopes.lookup(name, from).map(|(scope, _)| scope);
    if file == cx.file.id {
        return if here == defined && here.is_some() {
            Ok(text.to_owned())
        } else {
            Err(unseen())
        };
    }
    // Of another file, a name of its module that this file imports from there or from where that file does.
    let is_imported = here == Some(ScopeId(0))
        && defined == Some(ScopeId(0))
        && imports(cx, name)
        && same_value(cx, site, &there, expr, name);
    if is_imported {
        Ok(text.to_owned())
    } else {
        Err(unseen())
    }
}

fn imports(cx: &Context<'_, '_>, name: &str) -> bool {
    let found = cx.file.scopes.lookup(name, ScopeId(0));
    found.is_some_and(|(_, bindings)| {
        bindings
            .iter()
            .all(|&id| matches!(cx.file.scopes.binding(id).kind, BindingKind::ImportFrom(..)))
    })
}

fn same_value<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    there: &Context<'_, 't>,
    expr: &'t ast::Expr,
    name: &str,
) -> bool {
    let here = cx
        .project
        .infer_name(cx.file.id, cx.file.scopes.of(site), name);
    let other = there.project.infer_name(
        there.file.id,
        there
            .file
            .scopes
            .of(there.file.nodes.expr_id(expr).unwrap_or(NodeId(0))),
        name,
    );
    matches!((here, other), (Some(a), Some(b)) if a.value == b.value)
}

/// Whether what metadata is bound to at `site` is a connection.
pub(crate) fn is_connection_at(cx: &Context<'_, '_>, site: NodeId) -> bool {
    let Ok((file, engine)) = bound_at(cx, site) else {
        return false;
    };
    let there = cx.in_file(file);
    let Some(expr) = there.file.nodes.get(engine).expr() else {
        return false;
    };
    matches!(receiver(&there, expr), Some((Receiver::Connection, _)))
}

/// The place that binds what is used at `site`: the only one of its function, else of its file, else of the
/// project.
fn bound_at(cx: &Context<'_, '_>, site: NodeId) -> Result<(FileId, NodeId), String> {
    let bounds = cx.project.memo(bounds);
    let own_block = cx.file.scopes.enclosing_block(cx.file.scopes.of(site));
    let in_function = |bound: &&Bound| {
        bound.file == cx.file.id
            && cx
                .file
                .scopes
                .enclosing_block(cx.file.scopes.of(bound.node))
                == own_block
    };
    let in_file = |bound: &&Bound| bound.file == cx.file.id;
    let is_shared = |bound: &&Bound| !bound.is_local;
    let tiers: [Vec<&Bound>; 3] = [
        bounds.list.iter().filter(in_function).collect(),
        bounds
            .list
            .iter()
            .filter(in_file)
            .filter(is_shared)
            .collect(),
        bounds.list.iter().filter(is_shared).collect(),
    ];
    let Some(tier) = tiers.iter().find(|tier| !tier.is_empty()) else {
        return Err("it finds its engine through bound metadata, and what binds it does not show: run it on a connection".into());
    };
    let text = |bound: &Bound| {
        let there = cx.in_file(bound.file);
        there
            .file
            .nodes
            .get(bound.engine)
            .expr()
            .map(|expr| there.source(expr).to_owned())
    };
    let first = tier[0];
    if tier.iter().any(|bound| text(bound) != text(first)) {
        return Err(
            "metadata is bound to several engines: run it on a connection of the right one".into(),
        );
    }
    Ok((first.file, first.engine))
}

/// Statements whose arguments other rules leave alone while there is a `bind` among them.
const STATEMENTS: &[&str] = &["delete", "insert", "select", "update"];

/// Edits by which a statement has the arguments of 2.x once its `bind` is gone: the columns of a select() without
/// their list. `None` if it has other arguments of 1.x.
fn bare_columns(call: &ast::ExprCall) -> Option<Vec<Edit>> {
    if !last_name(&call.func).is_some_and(|name| STATEMENTS.contains(&name)) {
        return Some(Vec::new());
    }
    match call.args.as_slice() {
        _ if call.keywords.len() > 1 => None,
        [] => Some(Vec::new()),
        [ast::Expr::List(columns)] => {
            let list = span(columns);
            Some(vec![
                Edit::delete(Span::new(list.start, list.start + 1)),
                Edit::delete(Span::new(list.end - 1, list.end)),
            ])
        }
        _ => None,
    }
}

/// The engine that a statement is given itself (`text(..., bind=engine)`), and edits that take it out.
pub(crate) fn own_bind<'t>(
    cx: &Context<'_, 't>,
    statement: &'t ast::Expr,
) -> Option<(&'t ast::Expr, Vec<Edit>)> {
    let id = cx.file.nodes.expr_id(statement)?;
    let itself = std::iter::once((id, cx.file.nodes.get(id)));
    let mut found: Option<&'t ast::Expr> = None;
    let mut edits = Vec::new();
    for (_, node) in itself.chain(cx.file.subtree(id)) {
        let Node::Expr(ast::Expr::Call(call)) = node else {
            continue;
        };
        let Some(bind) = keyword(call, "bind") else {
            continue;
        };
        if found.is_some_and(|known| cx.source(known) != cx.source(&bind.value)) {
            return None;
        }
        found = Some(&bind.value);
        edits.push(Edit::delete(removal(cx.file.tree, call, bind)?));
        edits.extend(bare_columns(call)?);
    }
    found.map(|engine| (engine, edits))
}
