//! The execution option `autocommit`, which 2.x takes no notice of.

use alchemod_engine::Context;
use alchemod_python::arguments::{keyword, removal};
use alchemod_python::chain::Link;
use alchemod_python::{ast, Node};
use alchemod_text::Edit;

/// Edits that take `autocommit=...` out of the statement that a call is given.
pub(crate) fn without_autocommit<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Vec<Edit> {
    let mut edits = Vec::new();
    let Some(id) = call
        .args
        .first()
        .and_then(|first| cx.file.nodes.expr_id(first))
    else {
        return edits;
    };
    let itself = std::iter::once((id, cx.file.nodes.get(id)));
    for (_, node) in itself.chain(cx.file.subtree(id)) {
        let Node::Expr(expr @ ast::Expr::Call(options)) = node else {
            continue;
        };
        let ast::Expr::Attribute(attribute) = options.func.as_ref() else {
            continue;
        };
        let Some(option) = keyword(options, "autocommit") else {
            continue;
        };
        if attribute.attr.as_str() != "execution_options" {
            continue;
        }
        let is_alone = options.args.is_empty() && options.keywords.len() == 1;
        if is_alone {
            let link = Link {
                expr,
                call: options,
                attribute,
            };
            edits.push(Edit::delete(link.tail_span(cx.file.tree)));
        } else if let Some(at) = removal(cx.file.tree, options, option) {
            edits.push(Edit::delete(at));
        }
    }
    edits
}
