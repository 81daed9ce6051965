//! What becomes of a result: used up where it is, kept under a name, or given away.

use alchemod_engine::Context;
use alchemod_facts::last_name;
use alchemod_python::{ast, Node, NodeId};

/// Where a result goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Goes<'t> {
    /// Into the statement that it stands in, and no further.
    Nowhere,
    /// Into a name, by a plain assignment.
    Name(&'t str),
    /// Elsewhere, as a result that is still to be read: why that cannot be followed.
    Away(&'static str),
}

/// Methods of a result that give a result.
const LAZY: &[&str] = &[
    "columns",
    "execution_options",
    "mappings",
    "partitions",
    "scalars",
    "tuples",
    "unique",
    "yield_per",
];

/// Attributes and methods of a result that need no connection any more once a statement without rows ran.
pub(crate) const IN_MEMORY: &[&str] = &[
    "close",
    "closed",
    "context",
    "inserted_primary_key",
    "inserted_primary_key_rows",
    "is_insert",
    "last_inserted_params",
    "last_updated_params",
    "lastrow_has_defaults",
    "lastrowid",
    "returns_rows",
    "rowcount",
    "supports_sane_multi_rowcount",
    "supports_sane_rowcount",
];

/// Functions and methods that read all of an iterable before they return.
const CONSUMERS: &[&str] = &[
    "DataFrame",
    "all",
    "any",
    "bool",
    "deque",
    "dict",
    "extend",
    "frozenset",
    "join",
    "len",
    "list",
    "max",
    "min",
    "next",
    "print",
    "set",
    "sorted",
    "sum",
    "tuple",
    "update",
    "writerows",
    "OrderedDict",
    "Counter",
    "fromkeys",
    "repr",
    "str",
    "isinstance",
];

/// Where the result that `id` is goes.
pub(crate) fn goes<'t>(cx: &Context<'_, 't>, mut id: NodeId) -> Goes<'t> {
    const ELSEWHERE: Goes<'static> = Goes::Away("its result is handed on before it is read");
    loop {
        let Some(parent) = cx.file.nodes.parent(id) else {
            return ELSEWHERE;
        };
        let this = cx.file.nodes.get(id).address();
        let is = |expr: &'t ast::Expr| Node::Expr(expr).address() == this;
        match cx.file.nodes.get(parent) {
            Node::Expr(ast::Expr::Attribute(attribute)) => {
                let called = cx.file.nodes.parent(parent).filter(|&call| {
                    matches!(cx.file.nodes.get(call), Node::Expr(ast::Expr::Call(n))
                        if matches!(n.func.as_ref(), ast::Expr::Attribute(a) if std::ptr::eq(a, attribute)))
                });
                match called {
                    Some(call) if LAZY.contains(&attribute.attr.as_str()) => id = call,
                    Some(_) => return Goes::Nowhere,
                    // A bound method that is called later, or a plain attribute.
                    None if IN_MEMORY.contains(&attribute.attr.as_str()) => return Goes::Nowhere,
                    None => return Goes::Away("a method of its result is handed on"),
                }
            }
            Node::Expr(ast::Expr::Call(call)) => {
                let reads = last_name(&call.func).is_some_and(|name| CONSUMERS.contains(&name));
                return if reads { Goes::Nowhere } else { ELSEWHERE };
            }
            Node::Keyword(_) => return ELSEWHERE,
            Node::Expr(ast::Expr::Starred(_)) => return Goes::Nowhere,
            Node::Expr(ast::Expr::Subscript(_)) => return Goes::Nowhere,
            Node::Expr(ast::Expr::Compare(_)) => return Goes::Nowhere,
            Node::Expr(ast::Expr::UnaryOp(_)) => return Goes::Nowhere,
            Node::Expr(ast::Expr::IfExp(_) | ast::Expr::BoolOp(_)) => id = parent,
            Node::Comprehension(_) => {
                let Some(whole) = cx.file.nodes.parent(parent) else {
                    return ELSEWHERE;
                };
                match cx.file.nodes.get(whole) {
                    Node::Expr(ast::Expr::GeneratorExp(_)) => id = whole,
                    _ => return Goes::Nowhere,
                }
            }
            Node::Stmt(stmt) => {
                return match stmt {
                    ast::Stmt::Expr(_) | ast::Stmt::Assert(_) | ast::Stmt::If(_) => Goes::Nowhere,
                    ast::Stmt::For(n) if is(&n.iter) => Goes::Nowhere,
                    ast::Stmt::Assign(n) => match n.targets.as_slice() {
                        [ast::Expr::Name(name)] => Goes::Name(name.id.as_str()),
                        [ast::Expr::Tuple(_) | ast::Expr::List(_)] => Goes::Nowhere,
                        _ => Goes::Away("its result is stored"),
                    },
                    ast::Stmt::AnnAssign(n) => match n.target.as_ref() {
                        ast::Expr::Name(name) => Goes::Name(name.id.as_str()),
                        _ => Goes::Away("its result is stored"),
                    },
                    ast::Stmt::Return(_) => Goes::Away("its result is returned before it is read"),
                    _ => ELSEWHERE,
                }
            }
            Node::Expr(ast::Expr::Yield(_) | ast::Expr::YieldFrom(_)) => {
                return Goes::Away("its result is yielded before it is read")
            }
            _ => return ELSEWHERE,
        }
    }
}
