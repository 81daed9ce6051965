//! A chain of loader options: `joinedload("posts").load_only("id")`.

use alchemod_engine::Context;
use alchemod_facts::{last_name, string};
use alchemod_python::arguments::keyword;
use alchemod_python::{ast, Node, NodeId};

use super::table::{self, Loader, Reads};
use crate::query::arguments::is_string;

/// One option of a chain.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step<'t> {
    /// The option.
    pub loader: &'static Loader,
    /// Its call.
    pub call: &'t ast::ExprCall,
    /// Whether it is a function, and not a method of an option.
    pub is_first: bool,
}

/// A whole chain.
#[derive(Clone, Debug)]
pub(super) struct Chain<'t> {
    /// The class in `Load(X)`, if it starts with that.
    pub load: Option<&'t ast::Expr>,
    /// The options.
    pub steps: Vec<Step<'t>>,
    /// The expression.
    pub whole: NodeId,
    /// A method follows that is no loader option known here.
    pub has_unknown: bool,
}

impl<'t> Step<'t> {
    /// The arguments that name attributes.
    pub fn names(&self) -> &'t [ast::Expr] {
        match self.loader.reads {
            Reads::First => self.call.args.get(..1).unwrap_or_default(),
            _ => &self.call.args,
        }
    }

    /// Whether 2.x raises for it.
    pub fn is_legacy(&self) -> bool {
        let several = self.call.args.len() > 1 && !self.loader.takes_several;
        let alias = keyword(self.call, "alias").is_some_and(|alias| is_string(&alias.value));
        several
            || alias
            || self.loader.now != self.loader.name
            || self.names().iter().any(is_legacy_name)
    }
}

/// A string that names an attribute, and is no wildcard.
pub(super) fn is_legacy_name(arg: &ast::Expr) -> bool {
    is_string(arg) && string(arg) != Some("*")
}

/// The chain whose first call is at `site`.
pub(super) fn at<'t>(cx: &Context<'_, 't>, site: NodeId) -> Option<Chain<'t>> {
    let Node::Expr(ast::Expr::Call(call)) = cx.file.nodes.get(site) else {
        return None;
    };
    // Look-ups cost: the name first.
    let called = crate::orm::names::called(cx, &call.func)?;
    if called != "Load" && table::find(called).is_none() {
        return None;
    }
    let path = cx.project.external(cx.file.id, &call.func)?;
    let name = path
        .strip_prefix("sqlalchemy.orm.")
        .filter(|rest| !rest.contains('.'))
        .or_else(|| path.strip_prefix("sqlalchemy.orm.strategy_options."))?;
    let mut chain = Chain {
        load: None,
        steps: Vec::new(),
        whole: site,
        has_unknown: false,
    };
    if name == "Load" {
        chain.load = Some(call.args.first()?);
    } else {
        chain.steps.push(Step {
            loader: table::find(name)?,
            call,
            is_first: true,
        });
    }
    while let Some((id, next)) = method_on(cx, chain.whole) {
        chain.whole = id;
        match last_name(&next.func).and_then(table::find) {
            Some(loader) => chain.steps.push(Step {
                loader,
                call: next,
                is_first: false,
            }),
            None => {
                chain.has_unknown |= !matches!(last_name(&next.func), Some("undefer_group"));
            }
        }
    }
    Some(chain)
}

/// The call of a method on this expression.
fn method_on<'t>(cx: &Context<'_, 't>, expr: NodeId) -> Option<(NodeId, &'t ast::ExprCall)> {
    let nodes = &cx.file.nodes;
    let attribute = nodes.parent(expr)?;
    let Node::Expr(this @ ast::Expr::Attribute(_)) = nodes.get(attribute) else {
        return None;
    };
    let id = nodes.parent(attribute)?;
    match nodes.get(id) {
        Node::Expr(ast::Expr::Call(call)) if std::ptr::eq(call.func.as_ref(), this) => {
            Some((id, call))
        }
        _ => None,
    }
}
