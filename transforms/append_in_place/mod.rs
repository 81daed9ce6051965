//! `statement.append_whereclause(x)` changes the statement in place; 2.x makes a new one.

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_facts::scopes::{BindingKind, ScopeKind};
use alchemod_facts::Value;
use alchemod_python::chain::attribute_name_span;
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::Edit;

use crate::core::receivers::{instance, is_unknown};

/// See the rule's documentation.
pub(crate) struct AppendInPlace;

static RULE: Rule = Rule {
    code: "AM508",
    name: "append-in-place",
    stage: Stage::Core,
    summary: "statement.append_whereclause(x) is statement = statement.where(x)",
    guide: (
        "Select.append_whereclause() and its like are removed",
        "https://docs.sqlalchemy.org/en/20/changelog/migration_20.html#migration-core-usage",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

/// The methods, and whether other classes have one of that name.
const METHODS: &[(&str, &str, bool)] = &[
    ("append_column", "add_columns", true),
    ("append_correlation", "correlate", false),
    ("append_from", "select_from", false),
    ("append_group_by", "group_by", false),
    ("append_having", "having", false),
    ("append_order_by", "order_by", false),
    ("append_prefix", "prefix_with", false),
    ("append_whereclause", "where", false),
];

const STATEMENTS: &[&str] = &["sqlalchemy.sql.Select", "sqlalchemy.sql.CompoundSelect"];

impl Transform for AppendInPlace {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::CallsNamed(&[
            "append_column",
            "append_correlation",
            "append_from",
            "append_group_by",
            "append_having",
            "append_order_by",
            "append_prefix",
            "append_whereclause",
        ])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let ast::Expr::Call(call) = cx.file.nodes.get(site).expr()? else {
            return None;
        };
        let ast::Expr::Attribute(method) = call.func.as_ref() else {
            return None;
        };
        let (old, new, is_shared) = METHODS
            .iter()
            .find(|(name, ..)| *name == method.attr.as_str())
            .copied()?;
        let receiver = method.value.as_ref();
        let is_statement =
            instance(cx, receiver).is_some_and(|class| STATEMENTS.contains(&&*class));
        if !is_statement && (is_shared || !is_unknown(cx, receiver)) {
            return None;
        }
        let text = cx.source(receiver);
        let whole = span(call);
        let message = format!("{old}() changed the statement in place; {new}() gives a new one");
        let manual = |why: &str| {
            Some(Finding::manual(
                whole,
                message.clone(),
                format!("{why}; write {text} = {text}.{new}(...), and give the new statement to all who need it"),
            ))
        };
        let parent = cx.file.nodes.parent(site)?;
        if !matches!(cx.file.nodes.get(parent), Node::Stmt(ast::Stmt::Expr(_))) {
            return manual("its result, None, is used");
        }
        let edits = [
            Edit::insert(whole.start, format!("{text} = ")),
            Edit::replace(attribute_name_span(method), new),
        ];
        let rewrite = Rewrite::new(cx.file.id, edits);
        match receiver {
            ast::Expr::Name(name) => match shared(cx, site, name) {
                Some(why) => manual(why),
                None => Some(Finding::safe(whole, message, rewrite)),
            },
            ast::Expr::Attribute(_) if is_statement => Some(Finding::offered(
                whole,
                message,
                format!("whoever else holds {text} would not see the change any more"),
                rewrite,
            )),
            _ => manual("who else holds the statement does not show"),
        }
    }
}

/// Why the statement that a name holds may be held elsewhere too.
fn shared<'t>(cx: &Context<'_, 't>, site: NodeId, name: &ast::ExprName) -> Option<&'static str> {
    let scopes = &cx.file.scopes;
    let name = name.id.as_str();
    let here = scopes.enclosing_block(scopes.of(site));
    let Some((owner, ids)) = scopes.lookup(name, here) else {
        return Some("where the statement comes from does not show");
    };
    if owner != here || scopes.get(owner).kind == ScopeKind::Class {
        return Some("the statement belongs to another function or to the module");
    }
    for &id in ids {
        match scopes.binding(id).kind {
            BindingKind::Assign {
                value: ast::Expr::Call(call),
                ..
            } if makes_new(cx, call) => {}
            BindingKind::Parameter { .. } => return Some("the caller has the statement too"),
            _ => return Some("the statement may have another name too"),
        }
    }
    let is_kept = cx.file.nodes.iter().any(|(id, node)| {
        let Node::Expr(ast::Expr::Name(n)) = node else {
            return false;
        };
        let is_read = n.id.as_str() == name && matches!(n.ctx, ast::ExprContext::Load);
        let found = || scopes.lookup(name, scopes.of(id)).map(|(scope, _)| scope);
        is_read && found() == Some(owner) && is_kept(cx, id, here)
    });
    is_kept.then_some("the statement is kept elsewhere too")
}

/// Whether the call is one of SQLAlchemy's own, which give a new statement each time.
fn makes_new<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> bool {
    match cx.project.infer(cx.file.id, &call.func).map(|t| t.value) {
        Some(Value::External(path) | Value::Method(path, _)) => path.starts_with("sqlalchemy."),
        _ => false,
    }
}

/// Whether this use of a name keeps what it holds beyond the moment.
fn is_kept(cx: &Context<'_, '_>, used: NodeId, block: alchemod_facts::scopes::ScopeId) -> bool {
    let nodes = &cx.file.nodes;
    let scopes = &cx.file.scopes;
    if scopes.enclosing_block(scopes.of(used)) != block {
        return true;
    }
    let Some(parent) = nodes.parent(used) else {
        return true;
    };
    match nodes.get(parent) {
        Node::Stmt(ast::Stmt::Return(_) | ast::Stmt::Expr(_)) => false,
        Node::Expr(ast::Expr::Attribute(_) | ast::Expr::Compare(_)) => false,
        // Given to be run; a function of the project may keep it.
        Node::Expr(ast::Expr::Call(call)) => !matches!(call.func.as_ref(), ast::Expr::Attribute(n)
            if matches!(n.attr.as_str(), "execute" | "scalar" | "scalars" | "stream")),
        _ => true,
    }
}
