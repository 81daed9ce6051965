//! What happened on a connection before a place in its function.

use alchemod_engine::Context;
use alchemod_facts::last_name;
use alchemod_facts::scopes::{BindingKind, ScopeId};
use alchemod_python::arguments::keyword;
use alchemod_python::{ast, span, Node, NodeId};

use crate::connection_commit::METHODS;
use crate::execution::receiver::{method_call, receiver, Receiver};
use crate::execution::statement::{kind_of, Kind};

/// Functions and methods that read from a connection they are given: `metadata.reflect()`, those of pandas.
const READERS: &[&str] = &["read_sql", "read_sql_query", "read_sql_table", "reflect"];

/// A `begin()` and the connection it is called on.
pub(crate) struct Here<'n> {
    site: NodeId,
    name: &'n str,
    owner: ScopeId,
    block: ScopeId,
}

impl<'n> Here<'n> {
    /// The connection of this name at `site`; `None` if nothing binds the name.
    pub(crate) fn new(cx: &Context<'_, '_>, site: NodeId, name: &'n str) -> Option<Self> {
        let scope = cx.file.scopes.of(site);
        let (owner, _) = cx.file.scopes.lookup(name, scope)?;
        Some(Here {
            site,
            name,
            owner,
            block: cx.file.scopes.enclosing_block(scope),
        })
    }

    /// Whether an expression is the connection.
    fn is(&self, cx: &Context<'_, '_>, id: NodeId, expr: &ast::Expr) -> bool {
        matches!(expr, ast::Expr::Name(n) if n.id.as_str() == self.name)
            && cx
                .file
                .scopes
                .lookup(self.name, cx.file.scopes.of(id))
                .is_some_and(|(owner, _)| owner == self.owner)
    }

    /// Whether a `with` statement around it holds a transaction of the connection.
    pub(crate) fn around(&self, cx: &Context<'_, '_>) -> bool {
        let mut child = self.site;
        for id in cx.file.nodes.ancestors(self.site) {
            match cx.file.nodes.get(id) {
                Node::Stmt(
                    ast::Stmt::FunctionDef(_)
                    | ast::Stmt::AsyncFunctionDef(_)
                    | ast::Stmt::ClassDef(_),
                ) => return false,
                Node::Stmt(ast::Stmt::With(with)) => {
                    for item in &with.items {
                        // Items after its own come later.
                        let own = cx.file.nodes.get(self.site).span().start;
                        if span(&item.context_expr).start >= own
                            || matches!(cx.file.nodes.get(child), Node::WithItem(i) if std::ptr::eq(i, item))
                        {
                            break;
                        }
                        if self.begins(cx, id, item) {
                            return true;
                        }
                    }
                }
                _ => {}
            }
            child = id;
        }
        false
    }

    /// Whether an item of a `with` statement is `connection.begin()` or `engine.begin() as connection`.
    fn begins<'t>(&self, cx: &Context<'_, 't>, id: NodeId, item: &'t ast::WithItem) -> bool {
        let ast::Expr::Call(call) = &item.context_expr else {
            return false;
        };
        let Some((method, runner)) = method_call(call) else {
            return false;
        };
        if !matches!(method.attr.as_str(), "begin" | "begin_twophase") {
            return false;
        }
        let is_engine = matches!(receiver(cx, runner), Some((Receiver::Engine, _)));
        let named = item
            .optional_vars
            .as_deref()
            .is_some_and(|vars| self.is(cx, id, vars));
        self.is(cx, id, runner) || (is_engine && named)
    }

    /// A call on the connection that is `wanted`, before it in the same function, with no end of a transaction
    /// in between, and in no `with` block that has ended by then.
    pub(crate) fn before<'p, 't>(
        &self,
        cx: &Context<'p, 't>,
        wanted: impl Fn(&Context<'p, 't>, &'t ast::ExprCall, &str) -> bool,
    ) -> Option<NodeId> {
        let at = cx.file.nodes.get(self.site).span().start;
        let mut found: Option<NodeId> = None;
        for (id, node) in cx.file.nodes.iter() {
            let Node::Expr(ast::Expr::Call(call)) = node else {
                continue;
            };
            if span(call).start >= at
                || cx.file.scopes.enclosing_block(cx.file.scopes.of(id)) != self.block
            {
                continue;
            }
            if matches!(last_name(&call.func), Some("commit" | "rollback")) {
                found = None;
                continue;
            }
            let method = match method_call(call) {
                Some((method, runner)) if self.is(cx, id, runner) => method.attr.as_str(),
                _ if self.is_read_from(cx, id, call) => "execute",
                _ => continue,
            };
            if wanted(cx, call, method) && !self.is_over(cx, id) && !self.is_elsewhere(cx, id) {
                found = Some(id);
            }
        }
        found
    }

    /// Whether the call is given the connection and reads from it.
    fn is_read_from(&self, cx: &Context<'_, '_>, id: NodeId, call: &ast::ExprCall) -> bool {
        let reads = last_name(&call.func).is_some_and(|name| READERS.contains(&name))
            || keyword(call, "autoload_with").is_some();
        let keywords = call.keywords.iter().map(|keyword| &keyword.value);
        reads
            && call
                .args
                .iter()
                .chain(keywords)
                .any(|arg| self.is(cx, id, arg))
    }

    /// Whether the call stands in a block of a transaction, or of the connection, that the `begin()` is not in.
    fn is_over(&self, cx: &Context<'_, '_>, call: NodeId) -> bool {
        let at = cx.file.nodes.get(self.site).span().start;
        cx.file
            .nodes
            .ancestors(call)
            .any(|id| match cx.file.nodes.get(id) {
                Node::Stmt(stmt @ ast::Stmt::With(with)) => {
                    let inside = span(stmt).start <= at && at < span(stmt).end;
                    let ends = with.items.iter().any(|item| {
                        self.begins(cx, id, item)
                            || item
                                .optional_vars
                                .as_deref()
                                .is_some_and(|vars| self.is(cx, id, vars))
                    });
                    !inside && ends
                }
                _ => false,
            })
    }

    /// Whether the call stands in another branch of an `if` or `try`.
    fn is_elsewhere(&self, cx: &Context<'_, '_>, call: NodeId) -> bool {
        let around: Vec<NodeId> = cx.file.nodes.ancestors(self.site).collect();
        cx.file
            .nodes
            .ancestors(call)
            .any(|id| match cx.file.nodes.get(id) {
                Node::Stmt(ast::Stmt::If(n)) if around.contains(&id) => {
                    let in_body = |at: u32| {
                        n.body
                            .iter()
                            .any(|s| span(s).start <= at && at < span(s).end)
                    };
                    let (a, b) = (
                        cx.file.nodes.get(call).span().start,
                        cx.file.nodes.get(self.site).span().start,
                    );
                    let in_test = span(n.test.as_ref()).end > a;
                    !in_test && in_body(a) != in_body(b)
                }
                _ => false,
            })
    }

    /// Whether the connection is made here, outside of any transaction.
    pub(crate) fn is_own(&self, cx: &Context<'_, '_>) -> bool {
        let Some((_, bindings)) = cx
            .file
            .scopes
            .lookup(self.name, cx.file.scopes.of(self.site))
        else {
            return false;
        };
        bindings.iter().all(|&id| {
            let value = match cx.file.scopes.binding(id).kind {
                BindingKind::Assign { value, .. } => value,
                BindingKind::With { context, .. } => context,
                _ => return false,
            };
            match value {
                ast::Expr::Call(call) => matches!(
                    last_name(&call.func),
                    Some("connect" | "contextual_connect")
                ),
                _ => false,
            }
        })
    }
}

/// Whether a method begins a transaction.
pub(crate) fn is_begin<'t>(_: &Context<'_, 't>, _: &'t ast::ExprCall, method: &str) -> bool {
    matches!(method, "begin" | "begin_twophase")
}

/// Whether the call runs something that no commit follows: writes get one, or are reported.
pub(crate) fn runs<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall, method: &str) -> bool {
    let is_write = || {
        call.args
            .first()
            .is_some_and(|first| matches!(kind_of(cx, first), Kind::Write { .. }))
    };
    METHODS.contains(&method) && !is_write()
}
