//! Expressions of a `declared_attr` function that are another for each class that has the attribute.

use alchemod_engine::Context;
use alchemod_facts::{function_def, Relationship};
use alchemod_python::{ast, span, Node, Style};

use super::names::Fate;
use super::text::quoted;
use super::{Carried, Carrier, EVALUATED};

impl<'t> Carrier<'_, '_, 't> {
    /// Whether an expression reads the class that the function is called with.
    pub(super) fn reads_class(&self, value: &'t ast::Expr) -> bool {
        let Some(class) = self.class_parameter() else {
            return true;
        };
        let bytes = span(value);
        let file = self.cx.file;
        file.subtree(self.relationship.statement).any(|(_, node)| {
            matches!(node, Node::Expr(ast::Expr::Name(name))
                if name.id.as_str() == class && bytes.contains(span(name)))
        })
    }

    /// Such an expression as it is for the relationship's class.
    pub(super) fn for_class(&self, key: &str, value: &'t ast::Expr) -> Option<Carried> {
        let project = self.cx.project;
        let quote = Style::of(self.there.file.tree).quote;
        if !EVALUATED.contains(&key) {
            return None;
        }
        let class = self.class_parameter()?;
        // "Author.id == %s.author_id" % cls.__name__
        if let Some(text) = project.text_for_class(value, class, self.relationship.class) {
            return quoted(&text, quote).map(Carried::bare);
        }
        let name = project.class(self.relationship.class).name();
        let inner = match value {
            ast::Expr::Lambda(n) if n.args.args.is_empty() => n.body.as_ref(),
            other => other,
        };
        let carried = self.change(inner, span(inner), |chain| match chain.name == class {
            // Its columns, which SQLAlchemy finds by the name of the class.
            true if chain.links.len() > 1 => Fate::Replace(chain.span, name.to_owned(), None),
            true => Fate::Fail,
            false => self.in_registry(chain),
        })?;
        let is_known = self.is_registered();
        is_known
            .then(|| quoted(&carried.text, quote).map(Carried::bare))
            .flatten()
    }

    fn class_parameter(&self) -> Option<&'t str> {
        class_parameter(self.cx, self.relationship)
    }
}

/// What the `declared_attr` function of a relationship calls its class.
pub fn class_parameter<'t>(
    cx: &Context<'_, 't>,
    relationship: &Relationship<'t>,
) -> Option<&'t str> {
    let def = function_def(cx.file.nodes.get(relationship.statement))?;
    let first = def.args.posonlyargs.first().or(def.args.args.first())?;
    Some(first.def.arg.as_str())
}
