//! Negative indexes: `query[-1]` reads all rows on 1.x, and raises on 2.x.

use alchemod_engine::{Context, Finding, Rewrite};
use alchemod_python::{ast, span};
use alchemod_text::Edit;

use crate::dynamic_relationships::{dynamic, Dynamic};
use crate::orm::evidence::evidence;

/// What a literal index is.
enum Index {
    /// It is not given.
    Absent,
    /// A literal number.
    Number(i64),
    /// Something else.
    Unknown,
}

/// Looks at `x[...]`.
pub(super) fn check<'t>(
    cx: &Context<'_, 't>,
    subscript: &'t ast::ExprSubscript,
) -> Option<Finding> {
    let rewritable = match subscript.slice.as_ref() {
        ast::Expr::Slice(slice) => {
            match (
                number(slice.lower.as_deref()),
                number(slice.upper.as_deref()),
            ) {
                // 1.4 takes these for empty before it looks at their sign.
                (Index::Number(start), Index::Number(stop))
                    if start >= 0 && stop < 0 && stop - start <= 0 =>
                {
                    false
                }
                (Index::Number(start), _) if start < 0 => true,
                (_, Index::Number(stop)) if stop < 0 => true,
                _ => return None,
            }
        }
        other => match number(Some(other)) {
            Index::Number(at) if at < 0 => true,
            _ => return None,
        },
    };
    if subscript.ctx != ast::ExprContext::Load {
        return None;
    }
    let doubt = match dynamic(cx, &subscript.value) {
        Some((Dynamic::Class, _)) => None,
        Some((Dynamic::Name, name)) => Some(format!(
            "that `{name}` is a dynamic relationship here only shows in its name"
        )),
        None => evidence(cx, &subscript.value)?.doubt,
    };
    let place = span(subscript);
    let message = "a Query takes no negative index on 2.x";
    if !rewritable {
        return Some(Finding::manual(
            place,
            message,
            "1.x finds nothing for it: read the rows by all() and cut the list as it is meant",
        ));
    }
    let bounds = alchemod_text::Span::new(place.start, span(subscript.slice.as_ref()).start);
    let receiver = cx
        .file
        .tree
        .tokens()
        .parenthesised(span(subscript.value.as_ref()), bounds);
    let rewrite = Rewrite::new(cx.file.id, [Edit::insert(receiver.end, ".all()")]);
    Some(match doubt {
        None => Finding::safe(place, message, rewrite),
        Some(reason) => Finding::offered(place, message, reason, rewrite),
    })
}

fn number(expr: Option<&ast::Expr>) -> Index {
    let literal = |expr: &ast::Expr| match expr {
        ast::Expr::Constant(n) => match &n.value {
            ast::Constant::Int(value) => value.to_string().parse::<i64>().ok(),
            _ => None,
        },
        _ => None,
    };
    match expr {
        None => Index::Absent,
        Some(ast::Expr::UnaryOp(n)) if n.op == ast::UnaryOp::USub => {
            literal(&n.operand).map_or(Index::Unknown, |value| Index::Number(-value))
        }
        Some(expr) => literal(expr).map_or(Index::Unknown, Index::Number),
    }
}
