//! `engine-transaction`: functions that an engine or connection ran in a transaction run in a `with` block.

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_facts::Certainty;
use alchemod_python::arguments::{argument_span, inside_parentheses};
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::{Edit, Span};

use crate::execution::block::{block_of, free_name, indent, lines_of};
use crate::execution::receiver::{method_call, receiver, Receiver};

/// See the rule's documentation.
pub(crate) struct EngineTransaction;

static RULE: Rule = Rule {
    code: "AM625",
    name: "engine-transaction",
    stage: Stage::Execution,
    summary: "engine.transaction(function) is a call of the function in a block of engine.begin()",
    guide: (
        "Working with Engines and Connections: using transactions",
        "https://docs.sqlalchemy.org/en/20/core/connections.html#using-transactions",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

/// What connections are called.
const NAMES: &[&str] = &["connection", "conn", "block_connection"];

const MESSAGE: &str = "transaction(function) is gone: call the function in a block of begin()";

impl Transform for EngineTransaction {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::CallsNamed(&["transaction"])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let ast::Expr::Call(call) = cx.file.nodes.get(site).expr()? else {
            return None;
        };
        let (_, owner) = method_call(call)?;
        let (kind, certainty) = receiver(cx, owner)?;
        if !matches!(kind, Receiver::Engine | Receiver::Connection) || certainty == Certainty::Named
        {
            return None;
        }
        let place = span(call);
        Some(match convert(cx, site, call, owner, kind) {
            Ok(rewrite) => Finding::safe(place, MESSAGE, rewrite),
            Err(reason) => Finding::manual(place, MESSAGE, reason),
        })
    }
}

fn convert<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
    owner: &'t ast::Expr,
    kind: Receiver,
) -> Result<Rewrite, String> {
    let function = match call.args.first() {
        Some(function) if !matches!(function, ast::Expr::Starred(_)) => function,
        _ => return Err("which function it runs is not visible".into()),
    };
    // Only as a statement of its own, or the whole value of one, nothing else moves into the transaction.
    let statement = cx.file.nodes.parent(site).ok_or("it stands nowhere")?;
    let this = Node::Expr(cx.file.nodes.get(site).expr().ok_or("it stands nowhere")?).address();
    let is_value = |value: &ast::Expr| Node::Expr(value).address() == this;
    let whole = match cx.file.nodes.get(statement) {
        Node::Stmt(ast::Stmt::Expr(n)) => is_value(&n.value),
        Node::Stmt(ast::Stmt::Return(n)) => n.value.as_deref().is_some_and(is_value),
        Node::Stmt(ast::Stmt::Assign(n)) => {
            is_value(&n.value) && matches!(n.targets.as_slice(), [ast::Expr::Name(_)])
        }
        _ => false,
    };
    if !whole {
        return Err("write it as a statement of its own, with a block around it".into());
    }
    let owner = cx.source(owner);
    let tokens = cx.file.tree.tokens();
    let before = Span::new(span(call).start, span(function).start);
    let this = argument_span(cx.file.tree, call, function).ok_or("its text cannot be read")?;
    let inside = inside_parentheses(cx.file.tree, call).ok_or("its text cannot be read")?;
    let mut next = inside.end;
    for span in call
        .args
        .iter()
        .skip(1)
        .map(|arg| argument_span(cx.file.tree, call, arg))
        .chain(
            call.keywords
                .iter()
                .map(|arg| argument_span(cx.file.tree, call, arg)),
        )
    {
        next = next.min(span.ok_or("its text cannot be read")?.start);
    }
    let after = Span::new(this.end, next);
    if owner.contains('\n')
        || tokens
            .comments(before)
            .chain(tokens.comments(after))
            .next()
            .is_some()
    {
        return Err("comments or line breaks are in the way of a block".into());
    }
    let (header, name) = match kind {
        Receiver::Engine => {
            let name = free_name(cx, statement, NAMES)
                .ok_or("the names for a connection are all taken")?;
            (format!("with {owner}.begin() as {name}:"), name)
        }
        _ => (format!("with {owner}.begin():"), owner),
    };
    let is_path = matches!(function, ast::Expr::Name(_) | ast::Expr::Attribute(_));
    let (open, close) = if is_path { ("", "") } else { ("(", ")") };
    let more = next < inside.end;
    let separator = if more { ", " } else { "" };
    let inner = vec![
        Edit::replace(Span::new(before.start, this.start), open),
        Edit::replace(after, format!("{close}({name}{separator}")),
    ];
    let block = block_of(cx, statement).ok_or("it stands where no block can")?;
    let address = cx.file.nodes.get(statement).address();
    let stmt = block
        .iter()
        .find(|stmt| Node::Stmt(stmt).address() == address)
        .ok_or("it stands where no block can")?;
    let lines = lines_of(cx, stmt, stmt)?;
    let edits = indent(cx, lines, &header, inner).ok_or("its lines cannot be moved")?;
    Ok(Rewrite::new(cx.file.id, edits))
}
