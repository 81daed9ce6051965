//! URLs that are turned into strings: on 2.x these have `***` for the password.

use alchemod_engine::{Context, Finding, Rewrite};
use alchemod_facts::last_name;
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::{Edit, Span};

use super::URL;

const MESSAGE: &str = "a URL as a string has *** for its password on 2.x";
const RENDERED: &str = ".render_as_string(hide_password=False)";

/// What programs call an engine. A name proves nothing.
const ENGINE_NAMES: &[&str] = &["engine", "_engine", "db_engine", "connectable", "bind"];

/// Functions and methods that show what they are given to people: the password had better be hidden there.
const SHOWN: &[&str] = &[
    "critical",
    "debug",
    "error",
    "exception",
    "info",
    "log",
    "print",
    "warn",
    "warning",
];

/// Whether an expression is a URL: known to be one, or only by its name.
fn is_url<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Option<bool> {
    if let Some(known) = cx.project.infer(cx.file.id, expr) {
        return known.value.is_instance_of(URL).then_some(true);
    }
    let ast::Expr::Attribute(attribute) = expr else {
        return None;
    };
    let named = attribute.attr.as_str() == "url"
        && last_name(&attribute.value).is_some_and(|name| ENGINE_NAMES.contains(&name))
        && cx.project.infer(cx.file.id, &attribute.value).is_none();
    named.then_some(false)
}

/// `str(url)`.
pub(super) fn of_str<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Finding> {
    let ast::Expr::Name(function) = call.func.as_ref() else {
        return None;
    };
    let ([url], [], "str") = (
        call.args.as_slice(),
        call.keywords.as_slice(),
        function.id.as_str(),
    ) else {
        return None;
    };
    let scope = cx.file.scope_of(&call.func)?;
    if cx.file.scopes.lookup("str", scope).is_some() {
        return None;
    }
    let known = is_url(cx, url)?;
    let place = span(call);
    let (before, after) = (
        Span::new(place.start, span(url).start),
        Span::new(span(url).end, place.end),
    );
    let tokens = cx.file.tree.tokens();
    if tokens
        .comments(before)
        .chain(tokens.comments(after))
        .next()
        .is_some()
    {
        return Some(Finding::manual(
            place,
            MESSAGE,
            "comments are in the way: write url.render_as_string(hide_password=False)",
        ));
    }
    let edits = match url {
        ast::Expr::Name(_)
        | ast::Expr::Attribute(_)
        | ast::Expr::Call(_)
        | ast::Expr::Subscript(_) => [Edit::delete(before), Edit::replace(after, RENDERED)],
        _ => [
            Edit::replace(before, "("),
            Edit::replace(after, format!("){RENDERED}")),
        ],
    };
    Some(finding(cx, place, edits.to_vec(), known))
}

/// A URL in an f-string, or formatted by `%` or `format()`.
pub(super) fn of_value<'t>(cx: &Context<'_, 't>, site: NodeId) -> Option<Finding> {
    let expr = cx.file.nodes.get(site).expr()?;
    if !is_formatted(cx, site) {
        return None;
    }
    let known = is_url(cx, expr)?;
    let shown = cx
        .file
        .nodes
        .ancestors(site)
        .any(|id| match cx.file.nodes.get(id) {
            Node::Expr(ast::Expr::Call(call)) => {
                last_name(&call.func).is_some_and(|name| SHOWN.contains(&name))
            }
            _ => false,
        });
    if shown {
        return None;
    }
    let place = span(expr);
    Some(finding(
        cx,
        place,
        vec![Edit::insert(place.end, RENDERED)],
        known,
    ))
}

/// Whether the expression becomes text where it stands.
fn is_formatted(cx: &Context<'_, '_>, site: NodeId) -> bool {
    let nodes = &cx.file.nodes;
    let Some(parent) = nodes.parent(site) else {
        return false;
    };
    let formats = |id: NodeId| match nodes.get(id).expr() {
        Some(ast::Expr::BinOp(n)) => {
            n.op == ast::Operator::Mod
                && is_plain_format(cx, &n.left)
                && !is(&n.left, nodes.get(site))
        }
        _ => false,
    };
    match nodes.get(parent).expr() {
        Some(ast::Expr::FormattedValue(n)) => {
            n.format_spec.is_none()
                && matches!(
                    n.conversion,
                    ast::ConversionFlag::None | ast::ConversionFlag::Str
                )
                && is(&n.value, nodes.get(site))
        }
        Some(ast::Expr::BinOp(_)) => formats(parent),
        Some(ast::Expr::Tuple(_)) => nodes.parent(parent).is_some_and(formats),
        Some(ast::Expr::Call(call)) => match call.func.as_ref() {
            ast::Expr::Attribute(method) => {
                method.attr.as_str() == "format"
                    && is_plain_format(cx, &method.value)
                    && call.args.iter().any(|arg| is(arg, nodes.get(site)))
            }
            _ => false,
        },
        _ => false,
    }
}

fn is(expr: &ast::Expr, node: Node<'_>) -> bool {
    Node::Expr(expr).address() == node.address()
}

/// Whether an expression is a literal string that has no place for a `repr()`.
fn is_plain_format(cx: &Context<'_, '_>, format: &ast::Expr) -> bool {
    alchemod_facts::string(format).is_some()
        && !["%r", "!r", "(url)r"]
            .iter()
            .any(|repr| cx.source(format).contains(repr))
}

fn finding(cx: &Context<'_, '_>, place: Span, edits: Vec<Edit>, known: bool) -> Finding {
    let rewrite = Rewrite::new(cx.file.id, edits);
    match known {
        true => Finding::safe(place, MESSAGE, rewrite),
        false => Finding::offered(
            place,
            MESSAGE,
            "only its name says that this is an engine",
            rewrite,
        ),
    }
}
