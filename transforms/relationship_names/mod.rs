//! `with_parent(user, "posts")` and `orm.join(User, Post, "posts")`.

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_facts::string;
use alchemod_python::arguments::{argument, keyword, removal};
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::Edit;

use crate::orm::cursor::{is_identifier, Cursor};
use crate::orm::evidence::evidence;
use crate::orm::instance::class_of;
use crate::orm::lead::is_path;
use crate::orm::names::class_text;
use crate::query::arguments::{has_unpacking, is_string};
use crate::query::GUIDE;

/// See the rule's documentation.
pub(crate) struct RelationshipNames;

static RULE: Rule = Rule {
    code: "AM405",
    name: "relationship-names",
    stage: Stage::Queries,
    summary: "with_parent() and orm.join() name the relationship by its attribute",
    guide: GUIDE,
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for RelationshipNames {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::CallsNamed(&["join", "outerjoin", "with_parent"])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let Node::Expr(ast::Expr::Call(call)) = cx.file.nodes.get(site) else {
            return None;
        };
        let path = cx.project.external(cx.file.id, &call.func);
        match path.as_deref() {
            Some("sqlalchemy.orm.join" | "sqlalchemy.orm.outerjoin") => join(cx, site, call),
            Some("sqlalchemy.orm.with_parent") => with_parent(cx, call),
            Some(_) => None,
            None => match call.func.as_ref() {
                ast::Expr::Attribute(method) if method.attr.as_str() == "with_parent" => {
                    let name = argument(call, Some(1), "property")?;
                    if !is_string(name) {
                        return None;
                    }
                    let doubt = evidence(cx, &method.value)?.doubt;
                    let found = with_parent(cx, call)?;
                    Some(match (doubt, found.rewrite) {
                        (Some(reason), Some(rewrite)) => {
                            Finding::offered(found.span, found.message, reason, rewrite)
                        }
                        (_, rewrite) => Finding { rewrite, ..found },
                    })
                }
                _ => None,
            },
        }
    }
}

/// `join(left, right, "name", join_to_left=...)`.
fn join<'t>(cx: &Context<'_, 't>, site: NodeId, call: &'t ast::ExprCall) -> Option<Finding> {
    let condition = argument(call, Some(2), "onclause").filter(|arg| is_string(arg));
    let gone = keyword(call, "join_to_left");
    let message = match (condition, gone) {
        (Some(_), _) => "orm.join() names a relationship by a string, for which 2.x raises",
        (None, Some(_)) => "orm.join() has an argument that is gone from 2.x",
        (None, None) => return None,
    };
    let rewrite = || -> Result<(Rewrite, bool), String> {
        let mut edits = Vec::new();
        let mut wishes = Vec::new();
        let mut is_late = false;
        if let Some(condition) = condition {
            let left = argument(call, Some(0), "left").ok_or("its left side is not visible")?;
            let name = string(condition).ok_or("it is given a string that is made at run time")?;
            let named = left_side(cx, left)?.attribute(cx, name)?;
            edits.push(Edit::replace(span(condition), named.text));
            wishes.extend(named.wish);
            is_late = named.is_late && !follows_query(cx, site);
        }
        if let Some(gone) = gone {
            // 1.4 takes it and does nothing with it.
            let gone = removal(cx.file.tree, call, gone)
                .ok_or("its arguments cannot be found in the text")?;
            if cx.file.tree.tokens().comments(gone).next().is_some() {
                return Err("a comment stands between its arguments".into());
            }
            edits.push(Edit::delete(gone));
        }
        let rewrite = Rewrite::new(cx.file.id, edits).wish(cx.file.id, wishes);
        Ok((rewrite, is_late))
    };
    let place = span(call);
    Some(match rewrite() {
        Ok((rewrite, false)) => Finding::safe(place, message, rewrite),
        Ok((rewrite, true)) => Finding::offered(
            place,
            message,
            "the attribute is made when SQLAlchemy configures the mappers, which may happen later than this",
            rewrite,
        ),
        Err(reason) => Finding::manual(place, message, reason),
    })
}

/// Whether the call is an argument of a query's method: the query was made before, and the mappers configured.
fn follows_query(cx: &Context<'_, '_>, site: NodeId) -> bool {
    cx.file
        .nodes
        .ancestors(site)
        .any(|id| match cx.file.nodes.get(id) {
            Node::Expr(ast::Expr::Call(call)) => match call.func.as_ref() {
                ast::Expr::Attribute(method) => evidence(cx, &method.value).is_some(),
                _ => false,
            },
            _ => false,
        })
}

/// The entity that a name in the ON clause belongs to: the left side, or what that was joined to last.
fn left_side<'t>(cx: &Context<'_, 't>, left: &'t ast::Expr) -> Result<Cursor, String> {
    use alchemod_facts::Value;
    if is_path(left) {
        let value = cx.project.infer(cx.file.id, left).map(|typed| typed.value);
        return match value {
            Some(Value::Class(class) | Value::Aliased(class)) => Ok(Cursor {
                class: Some(class),
                text: Some(cx.source(left).to_owned()),
            }),
            _ => Err("what its left side is cannot be told".into()),
        };
    }
    match left {
        ast::Expr::Call(inner)
            if matches!(
                cx.project.external(cx.file.id, &inner.func).as_deref(),
                Some("sqlalchemy.orm.join" | "sqlalchemy.orm.outerjoin")
            ) =>
        {
            let right = argument(inner, Some(1), "right")
                .ok_or("what its left side joins is not visible")?;
            left_side(cx, right)
        }
        _ => Err("what its left side is cannot be told".into()),
    }
}

/// `with_parent(instance, "name")`, as a function and as a method of a Query.
fn with_parent<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Finding> {
    let name = argument(call, Some(1), "prop")
        .or_else(|| argument(call, None, "property"))
        .filter(|arg| is_string(arg))?;
    let message = "with_parent() names a relationship by a string, for which 2.x raises";
    let place = span(call);
    let rewrite = || -> Result<Rewrite, String> {
        if has_unpacking(call) {
            return Err("its arguments are not all visible".into());
        }
        let text = string(name).ok_or("it is given a string that is made at run time")?;
        if !is_identifier(text) {
            return Err(format!("{text:?} is no name of an attribute"));
        }
        let instance = argument(call, Some(0), "instance").ok_or("its instance is not visible")?;
        let written = class_of(cx, instance).and_then(|class| class_text(cx, class).ok());
        let (owner, wish) = match written {
            Some(written) => (written.text, written.wish),
            // 1.x looks the name up in the instance's own class.
            None if is_path(instance) => (format!("type({})", cx.source(instance)), None),
            None => {
                return Err("the class of its instance cannot be told".into());
            }
        };
        Ok(Rewrite::new(
            cx.file.id,
            [Edit::replace(span(name), format!("{owner}.{text}"))],
        )
        .wish(cx.file.id, wish))
    };
    Some(match rewrite() {
        Ok(rewrite) => Finding::safe(place, message, rewrite),
        Err(reason) => Finding::manual(place, message, reason),
    })
}
