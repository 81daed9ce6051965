//! Literal strings that an expression may give.

use alchemod_engine::Context;
use alchemod_facts::last_name;
use alchemod_facts::scopes::BindingKind;
use alchemod_python::{ast, span, Node};
use alchemod_text::Span;

/// A literal string: its place, and its text as it is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Literal<'t> {
    /// The literal with its quotes.
    pub span: Span,
    /// The text behind the first quotes, as far as the last ones.
    pub text: &'t str,
    /// Where it starts.
    pub text_start: u32,
    /// It is the value of a name that has other uses.
    pub shared: bool,
}

impl<'t> Literal<'t> {
    fn new(cx: &Context<'_, 't>, expr: &ast::Expr) -> Option<Self> {
        let place = span(expr);
        let written = cx.slice(place);
        let prefix = written.find(['"', '\''])?;
        if prefix > 2 {
            return None;
        }
        let quote = &written[prefix..=prefix];
        let count = if written[prefix..].starts_with(&quote.repeat(3)) {
            3
        } else {
            1
        };
        let text = written[prefix + count..].trim_end_matches(['"', '\'']);
        Some(Literal {
            span: place,
            text,
            text_start: place.start + (prefix + count) as u32,
            shared: false,
        })
    }

    /// What stands before `://`, or the whole of it if it is a name alone (`URL.create("postgres")`).
    pub fn scheme(&self) -> Option<&'t str> {
        let name = self.text.split("://").next()?;
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '+';
        (!name.is_empty() && name.chars().all(is_name)).then_some(name)
    }
}

/// The literals that may be what `expr` gives: itself, alternatives, defaults of what is read from the environment,
/// the beginning of what is put together, and the one value of a name.
pub(super) fn all<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Vec<Literal<'t>> {
    let mut found = Vec::new();
    collect(cx, expr, 6, &mut found);
    found
}

fn collect<'t>(
    cx: &Context<'_, 't>,
    expr: &'t ast::Expr,
    depth: u32,
    found: &mut Vec<Literal<'t>>,
) {
    if depth == 0 {
        return;
    }
    if let ast::Expr::Name(name) = expr {
        return of_name(cx, expr, name, depth, found);
    }
    let mut go = |expr| collect(cx, expr, depth - 1, found);
    match expr {
        ast::Expr::Constant(n) if n.value.is_str() => found.extend(Literal::new(cx, expr)),
        ast::Expr::JoinedStr(_) => found.extend(Literal::new(cx, expr)),
        ast::Expr::IfExp(n) => {
            go(&n.body);
            go(&n.orelse);
        }
        ast::Expr::BoolOp(n) => n.values.iter().for_each(go),
        ast::Expr::BinOp(n) => go(&n.left),
        ast::Expr::Call(call) => {
            let name = last_name(&call.func).unwrap_or_default();
            if matches!(
                name,
                "get" | "getenv" | "environ" | "config" | "env" | "make_url"
            ) {
                call.args
                    .iter()
                    .skip(usize::from(name != "make_url"))
                    .for_each(&mut go);
                call.keywords
                    .iter()
                    .filter(|keyword| keyword.arg.as_deref() == Some("default"))
                    .for_each(|keyword| go(&keyword.value));
            } else if let ast::Expr::Attribute(method) = call.func.as_ref() {
                if method.attr.as_str() == "format" {
                    go(&method.value);
                }
            }
        }
        _ => {}
    }
}

fn of_name<'t>(
    cx: &Context<'_, 't>,
    expr: &'t ast::Expr,
    name: &'t ast::ExprName,
    depth: u32,
    found: &mut Vec<Literal<'t>>,
) {
    let bound = cx
        .file
        .scope_of(expr)
        .and_then(|scope| cx.file.scopes.lookup(name.id.as_str(), scope));
    let Some((_, [id])) = bound else { return };
    if let BindingKind::Assign { value, .. } = cx.file.scopes.binding(*id).kind {
        let shared = has_other_uses(cx, name.id.as_str());
        let before = found.len();
        collect(cx, value, depth - 1, found);
        for literal in &mut found[before..] {
            literal.shared |= shared;
        }
    }
}

/// Whether the name is read in more than one place, or by other files.
fn has_other_uses(cx: &Context<'_, '_>, name: &str) -> bool {
    let reads = cx.file.nodes.iter().filter(|(_, node)| {
        matches!(node, Node::Expr(ast::Expr::Name(n)) if n.id.as_str() == name && n.ctx.is_load())
    });
    reads.count() > 1 || cx.project.is_imported_elsewhere(cx.file.id, name)
}
