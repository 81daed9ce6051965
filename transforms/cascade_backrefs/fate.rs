//! What else happens to a new object in the function that makes it.

use alchemod_engine::Context;
use alchemod_facts::scopes::{BindingKind, ScopeId, ScopeKind};
use alchemod_facts::{function_def, last_name, Value};
use alchemod_python::{ast, Node, NodeId};

use super::callers;

/// A new object gets to know others.
pub(super) struct Association<'t> {
    /// The name of the object; `None` if the site is the call that makes it.
    pub object: Option<&'t str>,
    /// Where.
    pub site: NodeId,
    /// The others.
    pub others: Vec<&'t ast::Expr>,
}

/// Methods that bring objects into a session, or into an object that may be in one.
const SAVES: &[&str] = &[
    "add",
    "add_all",
    "append",
    "bulk_save_objects",
    "extend",
    "insert",
    "merge",
    "save",
];

/// Functions that keep nothing of what they are given.
const HARMLESS: &[&str] = &[
    "bool",
    "dir",
    "getattr",
    "hasattr",
    "hash",
    "id",
    "inspect",
    "isinstance",
    "len",
    "print",
    "repr",
    "str",
    "type",
    "vars",
];

/// Whether the object may well get into a session in another way, or none of the others is in one.
pub(super) fn is_saved_otherwise<'t>(cx: &Context<'_, 't>, association: &Association<'t>) -> bool {
    let Some(block) = Block::around(cx, association.site) else {
        return true;
    };
    let object = match association.object {
        Some(name) => Some(name),
        None => match kept_as(cx, association.site) {
            Kept::Nowhere => None,
            Kept::As(name) => Some(name),
            Kept::Returned => return !callers::lose_it(cx, association),
            Kept::Elsewhere => return true,
        },
    };
    match object.map(|name| block.hands_on(name)) {
        Some(Handed::On) => return true,
        Some(Handed::Back) => return !callers::lose_it(cx, association),
        Some(Handed::Nowhere) | None => {}
    }
    let at = cx.file.nodes.get(association.site).span().start;
    !association
        .others
        .iter()
        .any(|other| block.is_in_session(other, at))
}

/// What a function does with an object of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Handed {
    /// It keeps it to itself.
    Nowhere,
    /// It returns it.
    Back,
    /// Into a call, a container, another object.
    On,
}

/// Where a new object goes.
enum Kept<'t> {
    Nowhere,
    As(&'t str),
    Returned,
    Elsewhere,
}

fn kept_as<'t>(cx: &Context<'_, 't>, site: NodeId) -> Kept<'t> {
    for id in cx.file.nodes.ancestors(site) {
        match cx.file.nodes.get(id) {
            Node::Expr(ast::Expr::List(_) | ast::Expr::Tuple(_) | ast::Expr::ListComp(_)) => {}
            Node::Stmt(ast::Stmt::Expr(_)) => return Kept::Nowhere,
            Node::Stmt(ast::Stmt::Return(n)) => {
                let is_all = n
                    .value
                    .as_deref()
                    .and_then(|value| cx.file.nodes.expr_id(value));
                return match is_all == Some(site) {
                    true => Kept::Returned,
                    false => Kept::Elsewhere,
                };
            }
            Node::Stmt(ast::Stmt::Assign(assign)) => {
                return match assign.targets.as_slice() {
                    [ast::Expr::Name(name)] => Kept::As(name.id.as_str()),
                    _ => Kept::Elsewhere,
                }
            }
            _ => return Kept::Elsewhere,
        }
    }
    Kept::Elsewhere
}

/// The function (or module) of a site.
pub(super) struct Block<'c, 'p, 't> {
    cx: &'c Context<'p, 't>,
    scope: ScopeId,
    root: Option<NodeId>,
}

impl<'c, 'p, 't> Block<'c, 'p, 't> {
    pub(super) fn around(cx: &'c Context<'p, 't>, site: NodeId) -> Option<Self> {
        let scopes = &cx.file.scopes;
        let scope = scopes.enclosing_block(scopes.of(site));
        let found = scopes.get(scope);
        (found.kind != ScopeKind::Class).then_some(Block {
            cx,
            scope,
            root: found.node,
        })
    }

    fn nodes(&self) -> Box<dyn Iterator<Item = (NodeId, Node<'t>)> + '_> {
        match self.root {
            Some(root) => Box::new(self.cx.file.subtree(root)),
            None => Box::new(self.cx.file.nodes.iter()),
        }
    }

    /// Reads of a name in this block or the functions in it.
    fn reads<'s>(&'s self, name: &'s str) -> impl Iterator<Item = NodeId> + 's {
        self.nodes().filter_map(move |(id, node)| match node {
            Node::Expr(ast::Expr::Name(found))
                if found.id.as_str() == name && matches!(found.ctx, ast::ExprContext::Load) =>
            {
                let scopes = &self.cx.file.scopes;
                let (owner, _) = scopes.lookup(name, scopes.of(id))?;
                (owner == self.scope || owner == ScopeId(0)).then_some(id)
            }
            _ => None,
        })
    }

    /// Where the object goes: into a call, a return, a container, another object.
    pub(super) fn hands_on(&self, name: &str) -> Handed {
        let scopes = &self.cx.file.scopes;
        // What another file or function sees may be saved there.
        if self.root.is_none() || scopes.get(self.scope).kind != ScopeKind::Function {
            let shared = self.cx.project.is_imported_elsewhere(self.cx.file.id, name);
            if shared {
                return Handed::On;
            }
        }
        let mut handed = Handed::Nowhere;
        for id in self.reads(name) {
            let Some(parent) = self.cx.file.nodes.parent(id) else {
                continue;
            };
            let is_handed = match self.cx.file.nodes.get(parent) {
                // `address.save()` may be how the project adds objects.
                Node::Expr(method @ ast::Expr::Attribute(_)) => {
                    self.is_called(parent) && !self.only_reads(method)
                }
                Node::Expr(ast::Expr::Compare(_)) => false,
                Node::Expr(ast::Expr::Subscript(_) | ast::Expr::FormattedValue(_)) => false,
                Node::Expr(ast::Expr::UnaryOp(_) | ast::Expr::BoolOp(_)) => false,
                Node::Expr(ast::Expr::Call(call)) => {
                    !last_name(&call.func).is_some_and(|name| HARMLESS.contains(&name))
                }
                Node::Stmt(ast::Stmt::Assert(_) | ast::Stmt::If(_) | ast::Stmt::Delete(_)) => false,
                Node::Stmt(ast::Stmt::Return(_)) => {
                    handed = Handed::Back;
                    false
                }
                _ => true,
            };
            if is_handed {
                return Handed::On;
            }
        }
        handed
    }

    /// Whether a method is one of the project's that shows no way into a session: `post.to_dict()`.
    fn only_reads(&self, method: &'t ast::Expr) -> bool {
        const WAYS: &[&str] = &["(self", ", self", "add(", "add_all(", "save(", "session"];
        let project = self.cx.project;
        let Some(Value::Function(place)) = project
            .infer(self.cx.file.id, method)
            .map(|typed| typed.value)
        else {
            return false;
        };
        let file = project.file(place.file);
        let Some(def) = function_def(file.nodes.get(place.node)) else {
            return false;
        };
        let mut body = def.body.iter().map(|stmt| file.tree.source(stmt));
        body.all(|text| !WAYS.iter().any(|way| text.contains(way)))
    }

    /// Whether an attribute is a method that is called.
    fn is_called(&self, attribute: NodeId) -> bool {
        let file = self.cx.file;
        let parent = file.nodes.parent(attribute).map(|id| file.nodes.get(id));
        matches!(parent, Some(Node::Expr(ast::Expr::Call(call)))
            if file.nodes.expr_id(&call.func) == Some(attribute))
    }

    /// Whether an object is, as far as the block shows, in a session already, and not given to one
    /// again later on.
    pub(super) fn is_in_session(&self, other: &'t ast::Expr, at: u32) -> bool {
        let ast::Expr::Name(name) = other else {
            // `User(...)` is new itself; `query.one()`, `self.user`, `users[0]` most likely are not.
            let is_new = matches!(other, ast::Expr::Call(call) if self.is_constructor(call));
            return !is_new;
        };
        let name = name.id.as_str();
        let mut is_given_before = false;
        for id in self.reads(name) {
            if !self.is_saved_by(id) {
                continue;
            }
            // Adding an object takes along all that it knows.
            if self.cx.file.nodes.get(id).span().start > at {
                return false;
            }
            is_given_before = true;
        }
        is_given_before || !self.is_new(name)
    }

    /// Whether a name is the argument (or in a list that is one) of a method that saves.
    fn is_saved_by(&self, id: NodeId) -> bool {
        for id in self.cx.file.nodes.ancestors(id) {
            match self.cx.file.nodes.get(id) {
                Node::Expr(ast::Expr::List(_) | ast::Expr::Tuple(_)) => {}
                Node::Expr(ast::Expr::Call(call)) => {
                    return matches!(call.func.as_ref(), ast::Expr::Attribute(method)
                        if SAVES.contains(&method.attr.as_str()))
                }
                _ => return false,
            }
        }
        false
    }

    /// Whether a name is bound to new objects only.
    fn is_new(&self, name: &str) -> bool {
        let scopes = &self.cx.file.scopes;
        let Some((_, bindings)) = scopes.lookup(name, self.scope) else {
            return false;
        };
        bindings.iter().all(|id| match scopes.binding(*id).kind {
            BindingKind::Assign {
                value: ast::Expr::Call(call),
                ..
            } => self.is_constructor(call),
            _ => false,
        })
    }

    fn is_constructor(&self, call: &'t ast::ExprCall) -> bool {
        match self.cx.project.infer(self.cx.file.id, &call.func) {
            Some(typed) => match typed.value {
                Value::Class(class) => self.cx.project.class(class).is_mapped(),
                _ => false,
            },
            None => false,
        }
    }
}
