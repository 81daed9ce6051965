//! Transactions of connections that begin where 2.x has one already, or where it has none.

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_facts::last_name;
use alchemod_facts::scopes::{BindingKind, ScopeId};
use alchemod_python::layout::{shares_line, statement_start};
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::Edit;

use crate::connection_commit::METHODS;
use crate::execution::receiver::{method_call, receiver, Receiver};
use crate::execution::statement::{kind_of, Kind};

/// See the rule's documentation.
pub(crate) struct ConnectionBegin;

static RULE: Rule = Rule {
    code: "AM605",
    name: "connection-begin",
    stage: Stage::Execution,
    summary: "begin() of a connection within a transaction, or after statements that began one",
    guide: (
        "Migrating to SQLAlchemy 2.0: Connection transactions",
        "https://docs.sqlalchemy.org/en/20/core/connections.html#begin-once",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

const BEGINS: &[&str] = &["begin", "begin_nested", "begin_twophase"];

impl Transform for ConnectionBegin {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::CallsNamed(BEGINS)
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let ast::Expr::Call(call) = cx.file.nodes.get(site).expr()? else {
            return None;
        };
        let (method, runner) = method_call(call)?;
        let ast::Expr::Name(name) = runner else {
            return None;
        };
        let (Receiver::Connection, _) = receiver(cx, runner)? else {
            return None;
        };
        let here = Here::new(cx, site, name.id.as_str())?;
        let around = here.around(cx);
        if method.attr.as_str() == "begin_nested" {
            let is_open = around || here.before(cx, is_begin).is_some();
            return (!is_open && here.is_own(cx)).then(|| {
                Finding::manual(
                    span(call),
                    "begin_nested() without a transaction around it commits nothing on 2.x",
                    "1.4 committed at its end, 2.x only releases a savepoint: put it in `with connection.begin():`, or begin() instead",
                )
            });
        }
        if around {
            return Some(Finding::manual(
                span(call),
                "a transaction within a transaction of the same connection raises on 2.x",
                "1.4 took no notice of the inner one, but for its rollback: leave it out, or use begin_nested() for a savepoint",
            ));
        }
        here.before(cx, runs)?;
        Some(after_statements(cx, site, call, name.id.as_str()))
    }
}

/// A `begin()` that follows statements: 2.x has begun a transaction with the first of them.
fn after_statements<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
    name: &str,
) -> Finding {
    let message = "begin() after a statement raises on 2.x, which has begun a transaction by then";
    let reason = "begin the transaction before the first statement, or commit() before it";
    let stmt = cx
        .file
        .nodes
        .statement(site)
        .and_then(|id| cx.file.nodes.get(id).stmt());
    let Some(stmt) = stmt.filter(|stmt| !shares_line(cx.file.tree, stmt)) else {
        return Finding::manual(span(call), message, reason);
    };
    if cx.settings.target == Target::V14 || matches!(stmt, ast::Stmt::If(_) | ast::Stmt::While(_)) {
        return Finding::manual(span(call), message, reason);
    }
    let start = statement_start(cx.file.tree, stmt);
    let indentation = cx.indent_at(start);
    let edit = Edit::insert(start, format!("{name}.commit()\n{indentation}"));
    Finding::offered(
        span(call),
        message,
        "a commit before it ends the transaction of the statements before, which 1.4 let go on in the database",
        Rewrite::new(cx.file.id, [edit]),
    )
}

/// A `begin()` and the connection it is called on.
struct Here<'n> {
    site: NodeId,
    name: &'n str,
    owner: ScopeId,
    block: ScopeId,
}

impl<'n> Here<'n> {
    fn new(cx: &Context<'_, '_>, site: NodeId, name: &'n str) -> Option<Self> {
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
    fn around(&self, cx: &Context<'_, '_>) -> bool {
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
    fn before<'p, 't>(
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
            let Some((method, runner)) = method_call(call) else {
                continue;
            };
            if self.is(cx, id, runner)
                && wanted(cx, call, method.attr.as_str())
                && !self.is_over(cx, id)
                && !self.is_elsewhere(cx, id)
            {
                found = Some(id);
            }
        }
        found
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
    fn is_own(&self, cx: &Context<'_, '_>) -> bool {
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

fn is_begin<'t>(_: &Context<'_, 't>, _: &'t ast::ExprCall, method: &str) -> bool {
    matches!(method, "begin" | "begin_twophase")
}

/// Whether the call runs something that no commit follows: writes get one, or are reported.
fn runs<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall, method: &str) -> bool {
    let is_write = || {
        call.args
            .first()
            .is_some_and(|first| matches!(kind_of(cx, first), Kind::Write { .. }))
    };
    METHODS.contains(&method) && !is_write()
}
