//! Connections that are kept in attributes: who begins transactions on them, and who else has them.

use std::collections::BTreeSet;

use alchemod_engine::{Context, Target};
use alchemod_facts::{last_name, FileId, Project};
use alchemod_python::layout::{line_end, shares_line};
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::{Edit, Span};
use rustc_hash::{FxHashMap, FxHashSet};

use super::commit::Plan;
use super::given;
use super::owner::{origin, Origin};
use super::settled::{settled, Settled};
use super::{schema, write, Write, METHODS};
use crate::execution::block::{indent, lines_of};
use crate::execution::options::without_autocommit;
use crate::execution::reach::{nothing_between, reachable};
use crate::execution::statement::Kind;

/// What the project does with attributes of one name that hold connections.
#[derive(Debug, Default)]
pub(super) struct Uses {
    /// What is assigned to it, by file.
    made: Vec<(FileId, NodeId)>,
    /// It is taken from what has a transaction, or one is begun that is ended elsewhere, where it is made.
    is_begun: bool,
    /// Transactions that are begun on it and ended elsewhere: what begins them, by file.
    begins: Vec<(FileId, NodeId)>,
    /// A transaction is open while a generator hands out control, as context managers do.
    is_lent: bool,
    /// `with self.connection.begin():`, by file.
    blocks: Vec<(FileId, Span)>,
    /// Calls of it that run something.
    runs: Vec<(FileId, NodeId)>,
    /// How many sessions are bound to it.
    pub(super) sessions: usize,
    /// Functions that it is given to.
    pub(super) given: BTreeSet<String>,
    /// It is used in a way that is not followed.
    pub(super) escapes: bool,
}

/// By attribute.
#[derive(Debug, Default)]
struct AllUses(FxHashMap<String, Uses>);

/// Attributes and methods of a connection that begin no transaction and hand out nothing that does.
const IDLE: &[&str] = &[
    "close",
    "closed",
    "commit",
    "dialect",
    "engine",
    "in_transaction",
    "invalidated",
    "rollback",
];

/// What makes a session.
const SESSIONS: &[&str] = &["Session", "configure", "scoped_session", "sessionmaker"];

fn collect(project: &Project<'_>) -> AllUses {
    let mut names: FxHashSet<&str> = FxHashSet::default();
    let connects = |value: &ast::Expr| match value {
        ast::Expr::Call(call) => matches!(
            last_name(&call.func),
            Some(
                "begin"
                    | "connect"
                    | "connection"
                    | "contextual_connect"
                    | "execution_options"
                    | "get_bind"
            )
        ),
        _ => false,
    };
    for file in &project.files {
        for (_, node) in file.nodes.iter() {
            match node {
                Node::Stmt(ast::Stmt::Assign(n)) if connects(&n.value) => {
                    names.extend(n.targets.iter().filter_map(|target| match target {
                        ast::Expr::Attribute(a) => Some(a.attr.as_str()),
                        _ => None,
                    }));
                }
                Node::Expr(ast::Expr::Attribute(method))
                    if matches!(method.attr.as_str(), "begin" | "begin_twophase") =>
                {
                    if let ast::Expr::Attribute(n) = method.value.as_ref() {
                        names.insert(n.attr.as_str());
                    }
                }
                _ => {}
            }
        }
    }
    let mut all = AllUses::default();
    for file in &project.files {
        for (id, node) in file.nodes.iter() {
            let Node::Expr(ast::Expr::Attribute(n)) = node else {
                continue;
            };
            if names.contains(n.attr.as_str()) {
                let uses = all.0.entry(n.attr.to_string()).or_default();
                note(project, file.id, id, n, uses);
            }
        }
    }
    for uses in all.0.values_mut() {
        let (here, elsewhere) = std::mem::take(&mut uses.begins)
            .into_iter()
            .partition::<Vec<_>, _>(|&begin| begins_with_object(project, begin, &uses.made));
        uses.begins = elsewhere;
        uses.is_begun |= !here.is_empty();
    }
    all
}

/// Functions that run before all others of an object.
const STARTS: &[&str] = &[
    "__aenter__",
    "__enter__",
    "__init__",
    "asyncSetUp",
    "setUp",
    "setUpClass",
    "setup",
    "setup_class",
    "setup_method",
];

/// Whether the transaction is begun as the connection is made, or as its object is set up: all that is run on it is
/// in one.
fn begins_with_object(
    project: &Project<'_>,
    (file, begin): (FileId, NodeId),
    made: &[(FileId, NodeId)],
) -> bool {
    let nodes = &project.file(file).nodes;
    let function = nodes.ancestors(begin).find_map(|id| {
        alchemod_facts::function_def(nodes.get(id)).map(|def| (nodes.get(id).span(), def.name))
    });
    let Some((whole, name)) = function else {
        return true;
    };
    STARTS.contains(&name)
        || made.iter().any(|&(other, id)| {
            let at = nodes_start(project, other, id);
            other == file && whole.start <= at && at < whole.end
        })
}

fn nodes_start(project: &Project<'_>, file: FileId, id: NodeId) -> u32 {
    project.file(file).nodes.get(id).span().start
}

/// Whether a generator hands out control in the block.
fn yields_within(project: &Project<'_>, file: FileId, block: Span) -> bool {
    project.file(file).nodes.iter().any(|(_, node)| {
        matches!(
            node,
            Node::Expr(ast::Expr::Yield(_) | ast::Expr::YieldFrom(_))
        ) && block.start <= node.span().start
            && node.span().start < block.end
    })
}

/// Notes one use of the attribute.
fn note(project: &Project<'_>, file: FileId, id: NodeId, n: &ast::ExprAttribute, uses: &mut Uses) {
    let nodes = &project.file(file).nodes;
    let Some(parent) = nodes.parent(id) else {
        return;
    };
    if n.ctx != ast::ExprContext::Load {
        match nodes.get(parent) {
            Node::Stmt(ast::Stmt::Assign(assign)) => {
                let is_taken = matches!(assign.value.as_ref(), ast::Expr::Call(call)
                    if matches!(last_name(&call.func), Some("get_bind" | "connection")));
                uses.is_begun |= is_taken;
                uses.made.push((file, parent));
            }
            Node::Stmt(ast::Stmt::Delete(_)) => {}
            _ => uses.escapes = true,
        }
        return;
    }
    let given = |call: NodeId| match nodes.get(call) {
        Node::Expr(ast::Expr::Call(call)) => last_name(&call.func).map(str::to_owned),
        _ => None,
    };
    match nodes.get(parent) {
        Node::Expr(ast::Expr::Attribute(method)) => match method.attr.as_str() {
            "begin" | "begin_twophase" => match block_of_begin(nodes, parent)
                .or_else(|| rest_of_function(project, file, parent))
            {
                Some(block) => {
                    uses.is_lent |= yields_within(project, file, block);
                    uses.blocks.push((file, block));
                }
                None => uses.begins.push((file, parent)),
            },
            name if METHODS.contains(&name) => match nodes.parent(parent) {
                Some(call) => uses.runs.push((file, call)),
                None => uses.escapes = true,
            },
            name if IDLE.contains(&name) => {}
            _ => uses.escapes = true,
        },
        // `session.connection()` is a method of something else.
        Node::Expr(ast::Expr::Call(call)) if span(call.func.as_ref()) == span(n) => {}
        Node::Expr(ast::Expr::Call(_)) => hand(given(parent), uses),
        Node::Keyword(_) => hand(nodes.parent(parent).and_then(given), uses),
        Node::WithItem(_)
        | Node::Expr(ast::Expr::Compare(_) | ast::Expr::UnaryOp(_))
        | Node::Stmt(ast::Stmt::If(_)) => {}
        _ => uses.escapes = true,
    }
}

/// Notes that the connection is an argument of a call.
fn hand(callee: Option<String>, uses: &mut Uses) {
    match callee {
        None => uses.escapes = true,
        Some(name) if schema::METHODS.contains(&name.as_str()) => {}
        Some(name) if SESSIONS.contains(&name.as_str()) => uses.sessions += 1,
        Some(name) => {
            uses.given.insert(name);
        }
    }
}

/// The `with` statement whose item the `x.begin` at `method` is called in.
fn block_of_begin(nodes: &alchemod_python::Nodes<'_>, method: NodeId) -> Option<Span> {
    let item = nodes.parent(nodes.parent(method)?)?;
    let Node::WithItem(_) = nodes.get(item) else {
        return None;
    };
    match nodes.get(nodes.parent(item)?) {
        Node::Stmt(ast::Stmt::With(with)) => Some(span(with)),
        _ => None,
    }
}

/// What follows `transaction = x.begin()` in its function, if the function ends the transaction itself.
fn rest_of_function(project: &Project<'_>, file: FileId, method: NodeId) -> Option<Span> {
    let file = project.file(file);
    let call = file.nodes.parent(method)?;
    let Node::Stmt(ast::Stmt::Assign(assign)) = file.nodes.get(file.nodes.parent(call)?) else {
        return None;
    };
    let [ast::Expr::Name(name)] = assign.targets.as_slice() else {
        return None;
    };
    let function = file.nodes.ancestors(call).find_map(|id| {
        let node = file.nodes.get(id);
        alchemod_facts::function_def(node).map(|_| node.span())
    })?;
    let rest = Span::new(span(assign).start, function.end);
    let text = rest.slice(file.tree.text());
    let ends = |method: &str| text.contains(&format!("{}.{method}()", name.id.as_str()));
    (ends("commit") && ends("rollback")).then_some(rest)
}

/// Whether a transaction is open at a place on a connection that is kept in an attribute.
pub(super) enum Begun {
    /// It is.
    Here,
    /// It may be.
    Maybe,
    /// Nothing of the project begins one there.
    Not,
}

/// Whether a transaction is open at `site` on the attribute's connection.
pub(super) fn begun(cx: &Context<'_, '_>, site: NodeId, attribute: &str) -> Begun {
    let all = cx.project.memo(collect);
    let given = given::begun(cx, attribute);
    let Some(uses) = all.0.get(attribute) else {
        return given;
    };
    if uses.is_begun {
        return Begun::Here;
    }
    let at = cx.file.nodes.get(site).span().start;
    let within = |file: FileId, at: u32| {
        uses.blocks
            .iter()
            .any(|(f, block)| *f == file && block.start <= at && at < block.end)
    };
    if within(cx.file.id, at) {
        return Begun::Here;
    }
    if uses.is_lent || !uses.begins.is_empty() || !matches!(given, Begun::Not) {
        return Begun::Maybe;
    }
    // The function may be called in such a block.
    let function = cx
        .file
        .nodes
        .ancestors(site)
        .find_map(|id| alchemod_facts::function_def(cx.file.nodes.get(id)));
    let is_called_within = function.is_some_and(|function| {
        !uses.blocks.is_empty()
            && cx.project.files.iter().any(|file| {
                file.calls().any(|(_, call)| {
                    last_name(&call.func) == Some(function.name)
                        && within(file.id, span(call).start)
                })
            })
    });
    match is_called_within {
        true => Begun::Maybe,
        false => Begun::Not,
    }
}

/// Whether each value that the attribute is given is a connection of its own, outside of any transaction.
fn is_made(cx: &Context<'_, '_>, uses: &Uses) -> bool {
    let mut made = false;
    let all = uses.made.iter().all(|&(file, id)| {
        let cx = cx.in_file(file);
        let Node::Stmt(ast::Stmt::Assign(assign)) = cx.file.nodes.get(id) else {
            return false;
        };
        let is_none = matches!(assign.value.as_ref(), ast::Expr::Constant(n) if n.value.is_none());
        let is_made = matches!(origin(&cx, &assign.value), Origin::Connect);
        made |= is_made;
        is_none || is_made
    });
    made && all
}

/// Whether only writes are run on the connection, each of them can be committed in a block of its own, and nobody
/// else has it.
fn only_writes(cx: &Context<'_, '_>, uses: &Uses) -> bool {
    !uses.escapes
        && uses.given.is_empty()
        && uses.sessions == 0
        && uses.runs.iter().all(|&(file, id)| {
            let cx = cx.in_file(file);
            let is_write =
                write(&cx, id).is_some_and(|found| matches!(found.kind, Kind::Write { .. }));
            let is_within = |at: u32| {
                uses.blocks
                    .iter()
                    .any(|(f, block)| *f == file && block.start <= at && at < block.end)
            };
            is_write && (is_within(cx.file.nodes.get(id).span().start) || alone(&cx, id).is_ok())
        })
}

/// The statement of a call, if the call is all that runs in it.
///
/// # Errors
/// Why it is not.
fn alone<'t>(cx: &Context<'_, 't>, site: NodeId) -> Result<&'t ast::Stmt, String> {
    let unseen = "it cannot be committed where it stands: run it in a statement of its own";
    let statement = cx.file.nodes.statement(site).ok_or(unseen)?;
    let Node::Stmt(
        stmt @ (ast::Stmt::Expr(_)
        | ast::Stmt::Assign(_)
        | ast::Stmt::AnnAssign(_)
        | ast::Stmt::Return(_)),
    ) = cx.file.nodes.get(statement)
    else {
        return Err(unseen.into());
    };
    if shares_line(cx.file.tree, stmt) {
        return Err(unseen.into());
    }
    reachable(cx, statement, site, Kind::Unknown)?;
    nothing_between(cx, statement, site)?;
    Ok(stmt)
}

/// How a write is committed.
enum Shape {
    /// In a block of its own: nothing else is open.
    Block,
    /// By a commit after it.
    Commit,
}

/// The commit of a write on a connection that is kept in the attribute `name`.
///
/// # Errors
/// Why it cannot be committed so.
pub(super) fn plan<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    found: &Write<'t>,
    name: &str,
) -> Result<Plan, String> {
    let runner = cx.source(found.runner);
    let unseen = format!(
        "whether a transaction is open on `{runner}` here does not show: commit after it, or use `engine.begin()`"
    );
    let stmt = alone(cx, site)?;
    if runner.contains('\n') {
        return Err(unseen);
    }
    let shape = proven(cx, site, found, runner, name);
    // After a `return` nothing can be committed, and connections of 1.4 have no `commit()`.
    let needs_block = cx.settings.target == Target::V14 || matches!(stmt, ast::Stmt::Return(_));
    if needs_block && !matches!(shape, Some(Shape::Block)) {
        return Err(unseen);
    }
    let mut edits = without_autocommit(cx, found.call);
    if let Some(Shape::Block) = shape {
        let lines = lines_of(cx, stmt, stmt)?;
        edits = indent(cx, lines, &format!("with {runner}.begin():"), edits)
            .ok_or("its lines cannot be moved")?;
    } else {
        let whole = span(stmt);
        let indentation = cx.indent_at(whole.start);
        let end = line_end(cx.text(), whole.end);
        edits.push(Edit::insert(
            end,
            format!("\n{indentation}{runner}.commit()"),
        ));
    }
    let sessions = cx.project.memo(collect);
    let has_session = sessions.0.get(name).is_some_and(|uses| uses.sessions > 0);
    let doubt = shape.is_none().then(|| match has_session {
        true => format!("a session is bound to `{runner}`, too: whether its transaction is open here does not show"),
        false => format!(
            "nothing of the project begins a transaction on `{runner}`, but what does elsewhere does not show"
        ),
    });
    Ok(Plan {
        first: site,
        edits,
        doubt,
    })
}

/// How the write may be committed for certain: no transaction is open on 1.x. `None` if that does not show.
fn proven<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    found: &Write<'t>,
    runner: &str,
    name: &str,
) -> Option<Shape> {
    let all = cx.project.memo(collect);
    let uses = all.0.get(name)?;
    if !matches!(found.kind, Kind::Write { .. })
        || !is_made(cx, uses)
        || !super::owner::is_legacy_only(cx)
    {
        return None;
    }
    if only_writes(cx, uses) {
        return Some(Shape::Block);
    }
    if uses.escapes {
        return None;
    }
    match settled(cx, site, runner, name, uses)? {
        Settled::Fresh => Some(Shape::Block),
        // An error of other writes would leave a transaction open that 1.4 rolled back.
        Settled::Ended => found.is_schema.then_some(Shape::Commit),
        Settled::Again => None,
    }
}
