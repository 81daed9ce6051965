//! `dynamic_loader("Post")`, which is `relationship("Post", lazy="dynamic")`.

use alchemod_engine::{Context, Finding, ImportWish, Rewrite};
use alchemod_facts::last_name;
use alchemod_python::arguments::{argument_span, has_unpacking, keyword};
use alchemod_python::{ast, span, Style};
use alchemod_text::{Edit, Span};

/// The finding for a call of the function.
pub fn check<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Finding> {
    if last_name(&call.func) != Some("dynamic_loader")
        || cx.project.external(cx.file.id, &call.func).as_deref()
            != Some("sqlalchemy.orm.dynamic_loader")
    {
        return None;
    }
    let message = "dynamic_loader() is relationship() with lazy=\"dynamic\"";
    let place = span(call.func.as_ref());
    let tree = cx.file.tree;
    let first = match (call.args.first(), call.keywords.first()) {
        (Some(argument), _) => argument_span(tree, call, argument),
        (None, Some(keyword)) => argument_span(tree, call, keyword),
        (None, None) => None,
    };
    let is_plain = !has_unpacking(call) && keyword(call, "lazy").is_none() && call.args.len() < 2;
    let Some(first) = first.filter(|_| is_plain) else {
        return Some(Finding::manual(
            place,
            message,
            "its arguments are not all visible, or say `lazy` themselves: write relationship() by hand",
        ));
    };
    let quote = Style::of(tree).quote;
    let mut wishes: Vec<ImportWish> = Vec::new();
    let callee = match call.func.as_ref() {
        // `db.relationship` has its own class of queries; a module has both.
        ast::Expr::Attribute(n) => {
            let end = place.end;
            let name = Span::new(end - n.attr.as_str().len() as u32, end);
            Edit::replace(name, "relationship")
        }
        _ => {
            let relationship = cx.import("sqlalchemy.orm.relationship");
            wishes.extend(relationship.wish);
            wishes.push(ImportWish::MayGo(cx.slice(place).to_owned()));
            Edit::replace(place, relationship.text)
        }
    };
    let edits = [
        callee,
        Edit::insert(first.end, format!(", lazy={quote}dynamic{quote}")),
    ];
    Some(Finding::safe(
        place,
        message,
        Rewrite::new(cx.file.id, edits).wish(cx.file.id, wishes),
    ))
}
