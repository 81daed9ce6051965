//! Strings that are not written where an option is given them.

use alchemod_engine::Context;
use alchemod_facts::scopes::BindingKind;
use alchemod_facts::string;
use alchemod_python::ast;

/// How many names are followed one after the other.
const DEPTH: u32 = 4;

/// Whether an argument that is no string literal is a string all the same: computed, held in a variable, taken
/// from a list of strings, or unpacked from one.
pub(super) fn is_held_string<'t>(cx: &Context<'_, 't>, arg: &'t ast::Expr) -> bool {
    match arg {
        ast::Expr::Starred(n) => gives_strings(cx, &n.value, DEPTH),
        _ => is_text(cx, arg, DEPTH),
    }
}

fn is_text<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr, depth: u32) -> bool {
    if depth == 0 {
        return false;
    }
    match expr {
        ast::Expr::Constant(_) => string(expr).is_some_and(|text| text != "*"),
        ast::Expr::JoinedStr(_) => true,
        ast::Expr::BinOp(n) => match n.op {
            ast::Operator::Mod => is_text(cx, &n.left, depth - 1),
            ast::Operator::Add => {
                is_text(cx, &n.left, depth - 1) || is_text(cx, &n.right, depth - 1)
            }
            _ => false,
        },
        ast::Expr::Call(n) => matches!(n.func.as_ref(), ast::Expr::Attribute(method)
            if matches!(method.attr.as_str(), "format" | "join") && string(&method.value).is_some()),
        ast::Expr::Name(n) => bound(cx, expr, n.id.as_str(), |kind| match *kind {
            BindingKind::Assign { value, .. } => is_text(cx, value, depth - 1),
            BindingKind::For {
                iterable,
                whole: true,
                ..
            } => gives_strings(cx, iterable, depth - 1),
            _ => false,
        }),
        _ => false,
    }
}

/// Whether it is a list of strings.
fn gives_strings<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr, depth: u32) -> bool {
    if depth == 0 {
        return false;
    }
    let all = |elements: &'t [ast::Expr]| {
        !elements.is_empty() && elements.iter().all(|e| is_text(cx, e, depth - 1))
    };
    match expr {
        ast::Expr::List(n) => all(&n.elts),
        ast::Expr::Set(n) => all(&n.elts),
        ast::Expr::Tuple(n) => all(&n.elts),
        ast::Expr::Name(n) => bound(cx, expr, n.id.as_str(), |kind| match *kind {
            BindingKind::Assign { value, .. } => gives_strings(cx, value, depth - 1),
            _ => false,
        }),
        _ => false,
    }
}

/// Whether all that is bound to the name is of that kind.
fn bound<'t>(
    cx: &Context<'_, 't>,
    expr: &'t ast::Expr,
    name: &str,
    is_it: impl Fn(&BindingKind<'t>) -> bool,
) -> bool {
    let file = cx.project.file(cx.file.id);
    let Some((_, ids)) = file
        .scope_of(expr)
        .and_then(|scope| file.scopes.lookup(name, scope))
    else {
        return false;
    };
    !ids.is_empty() && ids.iter().all(|&id| is_it(&file.scopes.binding(id).kind))
}
