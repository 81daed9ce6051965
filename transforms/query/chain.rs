//! From the start of a query to what becomes of it.

use alchemod_facts::sqlalchemy::query::{query_method, Role};
use alchemod_facts::File;
use alchemod_python::chain::Link;
use alchemod_python::{ast, Node, NodeId};

/// Methods that run a query and are rewritten.
pub(crate) const TERMINALS: &[&str] = &[
    "all",
    "first",
    "one",
    "one_or_none",
    "scalar",
    "count",
    "get",
];

/// Builtins that take an iterable, run through it and keep no more of it than its items.
const CONSUMERS: &[&str] = &[
    "all",
    "any",
    "enumerate",
    "filter",
    "frozenset",
    "iter",
    "list",
    "map",
    "max",
    "min",
    "set",
    "sorted",
    "sum",
    "tuple",
    "zip",
];

/// Methods that take a query as a part of another.
const SUBQUERIES: &[&str] = &[
    "except_",
    "except_all",
    "intersect",
    "intersect_all",
    "union",
    "union_all",
];

/// Those of them that read nothing until they are iterated over themselves.
const LAZY: &[&str] = &["enumerate", "filter", "iter", "map", "zip"];

const LATER: &str = "it may be read later than it is built: a Query runs then, a select() at once";

/// Why a query that a function returns stays one.
pub(crate) const RETURNED: &str = "it is returned, so its users would have to change too";

impl End<'_> {
    /// Whether the query goes on from here, in a variable or where its function is called.
    pub fn is_kept(&self) -> bool {
        matches!(self, End::Assigned { .. } | End::Returned { .. })
    }
}

/// Whether a generator or iterator is read where it stands.
fn is_read_at_once(file: &File<'_>, id: NodeId) -> bool {
    let Some(parent) = file.nodes.parent(id) else {
        return false;
    };
    let is_iterated = |expr: &ast::Expr| file.nodes.expr_id(expr) == Some(id);
    match file.nodes.get(parent) {
        Node::Stmt(ast::Stmt::For(n)) => is_iterated(&n.iter),
        Node::Expr(ast::Expr::Starred(_)) => true,
        Node::Comprehension(n) => {
            is_iterated(&n.iter)
                && file.nodes.parent(parent).is_some_and(|around| {
                    !matches!(
                        file.nodes.get(around),
                        Node::Expr(ast::Expr::GeneratorExp(_))
                    ) || is_read_at_once(file, around)
                })
        }
        Node::Expr(ast::Expr::Call(call)) => match call.func.as_ref() {
            ast::Expr::Name(name) => {
                let known = name.id.as_str();
                if LAZY.contains(&known) {
                    is_read_at_once(file, parent)
                } else {
                    CONSUMERS.contains(&known) || matches!(known, "dict" | "next")
                }
            }
            ast::Expr::Attribute(method) => {
                matches!(method.attr.as_str(), "join" | "extend" | "update") && call.args.len() == 1
            }
            _ => false,
        },
        _ => false,
    }
}

/// What becomes of a query.
#[derive(Clone, Copy, Debug)]
pub(crate) enum End<'t> {
    /// A method runs it.
    Terminal(Link<'t>),
    /// Another method is called.
    Other(Link<'t>),
    /// An attribute is read.
    Attribute(&'t str),
    /// `query[...]`.
    Subscript(&'t ast::ExprSubscript),
    /// It is the argument of `in_()`.
    Part,
    /// Something iterates over it.
    Iterated,
    /// `dict(query)`: a result would be taken for a mapping.
    Dict,
    /// `name = query`.
    Assigned {
        /// The name.
        name: &'t str,
        /// The statement.
        stmt: NodeId,
    },
    /// `return query`
    Returned {
        /// The statement.
        stmt: NodeId,
    },
    /// It goes where it cannot be followed.
    Escapes(&'static str),
}

/// A query expression: its start, the methods that build on it, and what becomes of it.
#[derive(Clone, Debug)]
pub(crate) struct Chain<'t> {
    /// The node that it starts with.
    pub root: NodeId,
    /// The builder methods.
    pub builders: Vec<Link<'t>>,
    /// The last builder's call, or the root.
    pub last: NodeId,
    /// The whole expression: `last`, or the call that runs it.
    pub whole: NodeId,
    /// What becomes of it.
    pub end: End<'t>,
}

/// Follows a query expression from its root outwards.
pub(crate) fn follow<'t>(file: &File<'t>, root: NodeId) -> Chain<'t> {
    let mut chain = Chain {
        root,
        builders: Vec::new(),
        last: root,
        whole: root,
        end: End::Escapes("it is not run here"),
    };
    loop {
        let Some(attribute) = attribute_on(file, chain.last) else {
            chain.end = end_of(file, chain.last);
            return chain;
        };
        let Some((id, link)) = call_of(file, attribute) else {
            if let Some(ast::Expr::Attribute(a)) = file.nodes.get(attribute).expr() {
                chain.end = End::Attribute(a.attr.as_str());
                chain.whole = attribute;
            }
            return chain;
        };
        let role = query_method(link.name()).map(|known| known.role);
        if role == Some(Role::Builder) {
            chain.builders.push(link);
            chain.last = id;
            chain.whole = id;
            continue;
        }
        chain.whole = id;
        chain.end = if TERMINALS.contains(&link.name()) {
            End::Terminal(link)
        } else {
            End::Other(link)
        };
        return chain;
    }
}

/// The attribute that is read of this expression.
fn attribute_on(file: &File<'_>, expr: NodeId) -> Option<NodeId> {
    let parent = file.nodes.parent(expr)?;
    matches!(file.nodes.get(parent), Node::Expr(ast::Expr::Attribute(_))).then_some(parent)
}

/// The call of this attribute.
fn call_of<'t>(file: &File<'t>, attribute: NodeId) -> Option<(NodeId, Link<'t>)> {
    let parent = file.nodes.parent(attribute)?;
    let expr = file.nodes.get(parent).expr()?;
    let ast::Expr::Call(call) = expr else {
        return None;
    };
    match call.func.as_ref() {
        ast::Expr::Attribute(node) if file.nodes.expr_id(call.func.as_ref()) == Some(attribute) => {
            Some((
                parent,
                Link {
                    expr,
                    call,
                    attribute: node,
                },
            ))
        }
        _ => None,
    }
}

/// What becomes of an expression that is no receiver of a method.
fn end_of<'t>(file: &File<'t>, id: NodeId) -> End<'t> {
    let this = file
        .nodes
        .get(id)
        .expr()
        .map(|expr| expr as *const ast::Expr);
    let is_this = |expr: &ast::Expr| this == Some(expr as *const ast::Expr);
    let Some(parent) = file.nodes.parent(id) else {
        return End::Escapes("it is not run here");
    };
    match file.nodes.get(parent) {
        Node::Stmt(ast::Stmt::For(n)) if is_this(&n.iter) => End::Iterated,
        Node::Comprehension(n) if is_this(&n.iter) && !n.is_async => {
            let around = file.nodes.parent(parent);
            match around.map(|around| (around, file.nodes.get(around))) {
                Some((id, Node::Expr(ast::Expr::GeneratorExp(_))))
                    if !is_read_at_once(file, id) =>
                {
                    End::Escapes(LATER)
                }
                _ => End::Iterated,
            }
        }
        Node::Expr(ast::Expr::YieldFrom(_)) => End::Iterated,
        Node::Expr(ast::Expr::Starred(_)) => End::Iterated,
        Node::Expr(ast::Expr::Subscript(n)) if is_this(&n.value) => End::Subscript(n),
        Node::Expr(ast::Expr::Call(call)) => argument_of(file, parent, call, is_this),
        Node::Stmt(ast::Stmt::Assign(n)) if is_this(&n.value) => match n.targets.as_slice() {
            [ast::Expr::Name(name)] => End::Assigned {
                name: name.id.as_str(),
                stmt: parent,
            },
            [ast::Expr::Tuple(_) | ast::Expr::List(_)] => End::Iterated,
            _ => End::Escapes("it is stored where it cannot be followed"),
        },
        Node::Stmt(ast::Stmt::AnnAssign(_)) => End::Escapes("it is stored under an annotation"),
        Node::Stmt(ast::Stmt::Return(_)) => End::Returned { stmt: parent },
        Node::Stmt(ast::Stmt::If(_) | ast::Stmt::While(_) | ast::Stmt::Assert(_))
        | Node::Expr(ast::Expr::BoolOp(_) | ast::Expr::UnaryOp(_)) => {
            End::Escapes("a Query is true whatever it finds, which may not be meant: run it first")
        }
        Node::Expr(ast::Expr::Compare(_)) => {
            End::Escapes("it is compared, and only some comparisons run it")
        }
        _ => End::Escapes("it is not run here"),
    }
}

fn argument_of<'t>(
    file: &File<'t>,
    parent: NodeId,
    call: &'t ast::ExprCall,
    is_this: impl Fn(&ast::Expr) -> bool,
) -> End<'t> {
    const PASSED: &str = "it is passed to a function, which may use it as a Query";
    let name = match call.func.as_ref() {
        ast::Expr::Name(name) => name,
        ast::Expr::Attribute(method)
            if matches!(method.attr.as_str(), "in_" | "notin_" | "not_in")
                && call.args.len() == 1
                && call.args.first().is_some_and(&is_this) =>
        {
            return End::Part
        }
        ast::Expr::Attribute(method) if SUBQUERIES.contains(&method.attr.as_str()) => {
            return End::Escapes(
                "a Query as part of another is not rewritten yet; it works on 2.x. By hand: select(...)",
            )
        }
        _ => return End::Escapes(PASSED),
    };
    let is_builtin = file
        .scopes
        .lookup(name.id.as_str(), file.scopes.of(parent))
        .is_none();
    let Some(position) = call.args.iter().position(is_this) else {
        return End::Escapes(PASSED);
    };
    match name.id.as_str() {
        "len" if is_builtin => End::Escapes("a Query has no len(), and this raises"),
        "dict" if is_builtin && position == 0 => End::Dict,
        "map" | "filter" if position == 0 => End::Escapes(PASSED),
        known if is_builtin && LAZY.contains(&known) && !is_read_at_once(file, parent) => {
            End::Escapes(LATER)
        }
        known if is_builtin && CONSUMERS.contains(&known) => End::Iterated,
        _ => End::Escapes(PASSED),
    }
}
