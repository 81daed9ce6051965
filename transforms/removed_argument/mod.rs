//! Arguments that 2.x takes no more: the code that all rules about arguments share, and the rule for Core.
//!
//! A rule is an [`ArgumentRule`] with its tables; a table is a list of [`Argument`]s: which callables, which
//! keyword, and what becomes of it by the value that it is given. To add an argument is to add a line to a
//! table. To look at arguments in another stage, make an `ArgumentRule` with tables of its own in a folder of its own
//! (`engine_argument` is one).

mod finding;
mod given;
mod items;
mod table;

use alchemod_engine::{Context, Finding, Interest, Rule, Safety, Stage, Target, Transform};
use alchemod_facts::Certainty;
use alchemod_python::{ast, Node, NodeId};

use crate::callee::Callee;
pub(crate) use given::Given;
use items::Item;

/// What becomes of an argument.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Then {
    /// It goes: it has no effect any more, or says what holds in any case.
    Drop,
    /// It goes with `--unsafe` only, for this reason.
    DropUnsafe(&'static str),
    /// It has this name now.
    Rename(&'static str),
    /// It stays: what a user can do instead.
    Manual(&'static str),
}

/// An argument that 2.x takes no more, or no more so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Argument {
    /// The callables that took it, spelled as in [`Callee::is`].
    pub of: &'static [&'static str],
    /// Its name.
    pub name: &'static str,
    /// What becomes of it, by the value: the first that fits counts. If none fits, there is nothing to say.
    pub cases: &'static [(Given, Then)],
}

/// An entry of a table.
pub(crate) const fn argument(
    of: &'static [&'static str],
    name: &'static str,
    cases: &'static [(Given, Then)],
) -> Argument {
    Argument { of, name, cases }
}

/// A dictionary that is assigned to a name, an attribute or a key of this name, and becomes the keywords
/// of a callable.
pub(crate) struct Options {
    /// The name, attribute or key.
    pub name: &'static str,
    /// The callable, spelled as in [`Callee::is`].
    pub of: &'static str,
}

/// A rule that is nothing but its tables.
pub(crate) struct ArgumentRule {
    /// Its identity.
    pub rule: &'static Rule,
    /// Its arguments.
    pub tables: &'static [&'static [Argument]],
    /// Dictionaries of such arguments.
    pub options: &'static [Options],
}

static RULE: Rule = Rule {
    code: "AM520",
    name: "removed-argument",
    stage: Stage::Core,
    summary:
        "arguments of tables, columns, types and DDL that 2.x takes no more are dropped or renamed",
    guide: (
        "What's New in SQLAlchemy 2.0: behavioral changes",
        "https://docs.sqlalchemy.org/en/20/changelog/whatsnew_20.html",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

/// Arguments of tables, columns, types and DDL.
pub(crate) const REMOVED_ARGUMENT: ArgumentRule = ArgumentRule {
    rule: &RULE,
    tables: &[table::ARGUMENTS],
    options: &[Options {
        name: "__table_args__",
        of: "sqlalchemy.Table",
    }],
};

impl Transform for ArgumentRule {
    fn rule(&self) -> &'static Rule {
        self.rule
    }

    fn interest(&self) -> Interest {
        match self.options {
            [] => Interest::Calls,
            _ => Interest::AnyOf(&[Interest::Calls, Interest::Assignments]),
        }
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        match cx.file.nodes.get(site) {
            Node::Expr(ast::Expr::Call(call)) => self.of_call(cx, call),
            Node::Stmt(stmt) => self.of_options(cx, stmt),
            _ => None,
        }
    }
}

impl ArgumentRule {
    fn of_call<'t>(&self, cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Finding> {
        // The names first: they are cheap, and almost all calls end here.
        if !call.keywords.iter().any(|keyword| {
            let known = |name: &str| self.arguments().any(|argument| argument.name == name);
            keyword.arg.as_deref().is_none_or(known)
        }) {
            return None;
        }
        let items = items::of_call(cx, call);
        if !items
            .iter()
            .any(|item| self.arguments().any(|a| a.name == item.name))
        {
            return None;
        }
        let callee = Callee::of(cx, call)?;
        self.of_items(cx, &items, callee.certainty, |of| callee.is(of))
    }

    /// `name = {...}`, or a tuple that ends with a dictionary.
    fn of_options<'t>(&self, cx: &Context<'_, 't>, stmt: &'t ast::Stmt) -> Option<Finding> {
        let (target, value) = match stmt {
            ast::Stmt::Assign(n) => (n.targets.first()?, n.value.as_ref()),
            ast::Stmt::AnnAssign(n) => (n.target.as_ref(), n.value.as_deref()?),
            _ => return None,
        };
        let name = match target {
            ast::Expr::Name(n) => n.id.as_str(),
            ast::Expr::Attribute(n) => n.attr.as_str(),
            ast::Expr::Subscript(n) => alchemod_facts::string(&n.slice)?,
            _ => return None,
        };
        let options = self.options.iter().find(|options| options.name == name)?;
        let dict = match value {
            ast::Expr::Dict(dict) => dict,
            ast::Expr::Tuple(tuple) => match tuple.elts.last()? {
                ast::Expr::Dict(dict) => dict,
                _ => return None,
            },
            _ => return None,
        };
        let items = items::of_dict(cx, dict);
        self.of_items(cx, &items, Certainty::Proven, |of| {
            of == options.of || of == options.name
        })
    }

    fn arguments(&self) -> impl Iterator<Item = &'static Argument> {
        self.tables.iter().copied().flatten()
    }

    /// What there is to say of the items: the first one that can be rewritten, as the others have their turn
    /// afterwards; else all that cannot.
    fn of_items(
        &self,
        cx: &Context<'_, '_>,
        items: &[Item<'_>],
        certainty: Certainty,
        is: impl Fn(&str) -> bool,
    ) -> Option<Finding> {
        let names: Vec<&str> = items.iter().map(|item| item.name).collect();
        let mut left: Option<Finding> = None;
        for item in items {
            let found = self
                .arguments()
                .filter(|argument| argument.name == item.name)
                .find_map(|argument| {
                    let of = argument.of.iter().find(|of| is(of))?;
                    let (_, then) = argument
                        .cases
                        .iter()
                        .find(|(given, _)| given.fits(item.value, &names))?;
                    finding::of_item(cx, item, of, *then, certainty)
                });
            let Some(found) = found else { continue };
            if found.safety == Safety::Safe {
                return Some(found);
            }
            left = Some(match left {
                None => found,
                Some(first) => finding::both(first, found),
            });
        }
        left
    }
}
