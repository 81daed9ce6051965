//! The names in an expression, and what they have to be called elsewhere.

use alchemod_engine::{Context, ImportWish};
use alchemod_facts::scopes::{BindingId, ScopeId, ScopeKind};
use alchemod_facts::Value;
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::{Edit, Span};

use super::{Carried, Carrier};
use crate::back_populates::plan::start_of;

/// What becomes of a name in an expression.
pub(super) enum Fate {
    Keep,
    Replace(Span, String, Option<ImportWish>),
    Fail,
}

impl<'t> Carrier<'_, '_, 't> {
    /// The text of a value with its names changed. `None` if one of them cannot be.
    pub(super) fn change(
        &self,
        value: &'t ast::Expr,
        place: Span,
        fate: impl Fn(&Chain<'t>) -> Fate,
    ) -> Option<Carried> {
        let mut edits = Vec::new();
        let mut wishes = Vec::new();
        for chain in self.chains(value)? {
            match fate(&chain) {
                Fate::Keep => {}
                Fate::Fail => return None,
                Fate::Replace(place, text, wish) => {
                    edits.push(Edit::replace(place, text));
                    wishes.extend(wish);
                }
            }
        }
        edits.sort_by_key(|edit| edit.span.start);
        let text = self.on_one_line(place, &edits)?;
        Some(Carried { text, wishes })
    }

    /// The names that an expression reads from around it, each with the attributes that follow it.
    pub(super) fn chains(&self, value: &'t ast::Expr) -> Option<Vec<Chain<'t>>> {
        let file = self.cx.file;
        let root = file.nodes.expr_id(value)?;
        let mut chains = Vec::new();
        let all = std::iter::once((root, file.nodes.get(root))).chain(file.subtree(root));
        for (id, node) in all {
            let Node::Expr(expr @ ast::Expr::Name(name)) = node else {
                continue;
            };
            let scope = file.scopes.of(id);
            let bound = self.bound(name.id.as_str(), scope);
            let own = bound.and_then(|scope| file.scopes.get(scope).node);
            let is_inner = own.is_some_and(|node| {
                node >= root && (node == root || file.nodes.ancestors(node).any(|a| a == root))
            });
            if is_inner {
                continue;
            }
            chains.push(Chain {
                name: name.id.as_str(),
                bound,
                is_late: self.is_late(id, root),
                links: self.links(id, expr),
                span: span(expr),
            });
        }
        Some(chains)
    }

    /// The scope whose binding of a name an expression of the relationship reads; `None` for builtins. A class
    /// body reads the module's name until it has bound its own: `tags = relationship(secondary=tags)`.
    pub(super) fn bound(&self, name: &str, from: ScopeId) -> Option<ScopeId> {
        let scopes = &self.cx.file.scopes;
        let (scope, bindings) = scopes.lookup(name, from)?;
        if scopes.get(scope).kind != ScopeKind::Class {
            return Some(scope);
        }
        let nodes = &self.cx.file.nodes;
        let start = nodes.get(self.relationship.statement).span().start;
        let is_before = |&id: &BindingId| nodes.get(scopes.binding(id).node).span().start < start;
        if bindings.iter().any(is_before) {
            return Some(scope);
        }
        let module = ScopeId(0);
        scopes
            .get(module)
            .names
            .contains_key(name)
            .then_some(module)
    }

    /// Whether the names of an expression mean the same below the relationship, in the body of the same class:
    /// `friends = relationship(secondary=friends)` hides the table from what follows.
    pub(super) fn is_same_below(&self, value: &'t ast::Expr) -> bool {
        let file = self.cx.file;
        let own = self.cx.project.class(self.relationship.class);
        let start = file.nodes.get(self.relationship.statement).span().start;
        self.chains(value).is_some_and(|chains| {
            chains.iter().filter(|chain| !chain.is_late).all(|chain| {
                let bindings = file.scopes.get(own.scope).names.get(chain.name);
                bindings.into_iter().flatten().all(|&id| {
                    let binding = file.scopes.binding(id);
                    file.nodes.get(binding.node).span().end <= start
                })
            })
        })
    }

    /// Whether a node stands in a lambda within the expression.
    pub(super) fn is_late(&self, id: NodeId, root: NodeId) -> bool {
        let nodes = &self.cx.file.nodes;
        std::iter::once(id)
            .chain(nodes.ancestors(id))
            .take_while(|&id| id >= root)
            .any(|id| matches!(nodes.get(id), Node::Expr(ast::Expr::Lambda(_))))
    }

    /// The name and the attributes read from it, innermost first.
    pub(super) fn links(&self, id: NodeId, name: &'t ast::Expr) -> Vec<&'t ast::Expr> {
        let nodes = &self.cx.file.nodes;
        let mut links = vec![name];
        for parent in nodes.ancestors(id) {
            match nodes.get(parent) {
                Node::Expr(expr @ ast::Expr::Attribute(_)) => links.push(expr),
                _ => break,
            }
        }
        links
    }

    /// A name that means the same before the other class, or what another package has under it.
    pub(super) fn as_it_is(&self, chain: &Chain<'t>) -> Fate {
        let file = self.cx.file;
        let other = self.cx.project.class(self.target);
        if other.file == file.id {
            let outside = file.scopes.of(other.node);
            let seen = file
                .scopes
                .lookup(chain.name, outside)
                .map(|(scope, _)| scope);
            let hidden = file.scopes.get(other.scope).names.contains_key(chain.name);
            if hidden || seen != chain.bound {
                return Fate::Fail;
            }
            let Some(bound) = chain.bound else {
                return Fate::Keep;
            };
            let start = start_of(self.cx, self.target);
            let is_before = file.scopes.get(bound).names[chain.name]
                .iter()
                .all(|&id| file.nodes.get(file.scopes.binding(id).node).span().end <= start);
            return if is_before || chain.is_late {
                Fate::Keep
            } else {
                Fate::Fail
            };
        }
        let has_stars = !file.scopes.get(ScopeId(0)).stars.is_empty();
        if chain.bound.is_none() && !has_stars {
            // A builtin, unless that file has something of its name.
            let is_bound = |scope: ScopeId| other_names(&self.there, scope, chain.name);
            return if is_bound(ScopeId(0)) || is_bound(other.scope) {
                Fate::Fail
            } else {
                Fate::Keep
            };
        }
        let Some((expr, path)) = self.longest_external(chain) else {
            return Fate::Fail;
        };
        let import = self.there.import(&path);
        Fate::Replace(span(expr), import.text, import.wish)
    }

    /// The longest part of a chain that another package has.
    pub(super) fn longest_external(&self, chain: &Chain<'t>) -> Option<(&'t ast::Expr, String)> {
        chain.links.iter().rev().find_map(|&link| {
            let path = self.cx.project.external(self.cx.file.id, link)?;
            Some((link, path.to_string()))
        })
    }

    /// The scope of the class body that the relationship stands in.
    fn own_scope(&self) -> Option<ScopeId> {
        let own = self.cx.project.class(self.relationship.class).scope;
        (!self.relationship.is_assigned).then_some(own)
    }

    /// A name in a string that SQLAlchemy evaluates: columns and classes by their class's name, and what the
    /// package `sqlalchemy` has.
    pub(super) fn in_registry(&self, chain: &Chain<'t>) -> Fate {
        let project = self.cx.project;
        if chain.bound.is_some() && chain.bound == self.own_scope() {
            return match project.column(self.relationship.class, chain.name) {
                Some(_) => {
                    let own = project.class(self.relationship.class);
                    Fate::Replace(chain.span, format!("{}.{}", own.name(), chain.name), None)
                }
                None => Fate::Fail,
            };
        }
        match project
            .infer(self.cx.file.id, chain.links[0])
            .map(|typed| typed.value)
        {
            Some(Value::Class(class)) => {
                let name = project.class(class).name();
                let is_it = project.class_named(name, self.target, project.models()) == Some(class);
                let is_one = project.models().classes_named(name).len() == 1;
                match (is_it && is_one, name == chain.name) {
                    (true, true) => Fate::Keep,
                    (true, false) => Fate::Replace(chain.span, name.to_owned(), None),
                    _ => Fate::Fail,
                }
            }
            Some(Value::External(_)) => {
                // `desc`, `func.lower`, `sa.desc`
                let known = chain.links.iter().find_map(|&link| {
                    let path = project.external(self.cx.file.id, link)?;
                    let name = path.strip_prefix("sqlalchemy.")?;
                    let known = EXPRESSIONS.iter().find(|known| **known == name)?;
                    Some((span(link), *known))
                });
                match known {
                    Some((place, name)) => Fate::Replace(place, name.to_owned(), None),
                    None => Fate::Fail,
                }
            }
            _ => Fate::Fail,
        }
    }

    /// A name in a lambda beside the class: it is read once all is there.
    pub(super) fn later(&self, chain: &Chain<'t>) -> Fate {
        let file = self.cx.file;
        let own = self.cx.project.class(self.relationship.class);
        if chain.bound.is_some() && chain.bound == self.own_scope() {
            return match self.cx.project.column(self.relationship.class, chain.name) {
                Some(_) => {
                    Fate::Replace(chain.span, format!("{}.{}", own.name(), chain.name), None)
                }
                None => Fate::Fail,
            };
        }
        let Some(bound) = chain.bound else {
            return Fate::Keep;
        };
        // A name that is bound once means the same whenever it is read.
        if file.scopes.get(bound).names[chain.name].len() == 1 {
            Fate::Keep
        } else {
            Fate::Fail
        }
    }
}

/// Functions of the package `sqlalchemy` that order and join: strings may use them.
const EXPRESSIONS: &[&str] = &[
    "and_",
    "asc",
    "case",
    "cast",
    "desc",
    "func",
    "not_",
    "nulls_first",
    "nulls_last",
    "nullsfirst",
    "nullslast",
    "or_",
    "text",
];

/// A name and the attributes that are read from it.
pub(super) struct Chain<'t> {
    pub(super) name: &'t str,
    /// The scope that binds it; `None` for builtins.
    pub(super) bound: Option<ScopeId>,
    /// It is read in a lambda.
    pub(super) is_late: bool,
    /// The name, then each attribute around it.
    pub(super) links: Vec<&'t ast::Expr>,
    pub(super) span: Span,
}

fn other_names(there: &Context<'_, '_>, scope: ScopeId, name: &str) -> bool {
    there.file.scopes.get(scope).names.contains_key(name)
}
