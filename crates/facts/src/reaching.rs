//! Which of a name's bindings a place can see: `row = dict(row)` changes what `row` is from there on.

use alchemod_python::ast;
use alchemod_python::{Node, NodeId};

use crate::scopes::{Binding, BindingId, ScopeId, ScopeKind};
use crate::File;

impl<'t> File<'t> {
    /// The bindings of a name, out of `all` of its scope `owner`, that may hold where `site` reads it. `None` if
    /// that cannot be told: it is read in a function that may run at any time.
    pub fn reaching(
        &self,
        site: NodeId,
        owner: ScopeId,
        all: &[BindingId],
    ) -> Option<Vec<BindingId>> {
        let scopes = &self.scopes;
        if scopes.enclosing_block(scopes.of(site)) != owner
            || scopes.get(owner).kind == ScopeKind::Class
        {
            return None;
        }
        let mut walk = Walk {
            file: self,
            bindings: all.iter().map(|&id| (id, scopes.binding(id))).collect(),
            found: Vec::new(),
        };
        walk.up(site);
        walk.found.sort_unstable();
        walk.found.dedup();
        Some(walk.found)
    }
}

struct Walk<'f, 't> {
    file: &'f File<'t>,
    bindings: Vec<(BindingId, &'f Binding<'t>)>,
    found: Vec<BindingId>,
}

impl<'t> Walk<'_, 't> {
    /// Collects from `site` upwards until a binding hides all that came before.
    fn up(&mut self, site: NodeId) {
        let nodes = &self.file.nodes;
        let Some(mut at) = nodes.statement(site) else {
            return;
        };
        // The header of a loop that runs again sees what its body binds.
        if let Some(ast::Stmt::While(_)) = nodes.get(at).stmt() {
            self.add_within(at);
        }
        loop {
            let parent = nodes.parent(at);
            let owner = parent.map(|parent| nodes.get(parent));
            let blocks = match owner {
                Some(owner) => blocks(owner),
                None => vec![self.file.tree.body()],
            };
            let address = nodes.get(at).address();
            let here = blocks.iter().position(|block| {
                block
                    .iter()
                    .any(|stmt| Node::Stmt(stmt).address() == address)
            });
            if let Some(here) = here {
                let before = blocks[here]
                    .iter()
                    .take_while(|stmt| Node::Stmt(stmt).address() != address);
                for stmt in before.collect::<Vec<_>>().into_iter().rev() {
                    if self.pass(stmt) {
                        return;
                    }
                }
                // `except`, `else` and `finally` come after as much of the body as ran.
                if matches!(
                    owner,
                    Some(Node::Stmt(ast::Stmt::Try(_) | ast::Stmt::TryStar(_)))
                ) {
                    for stmt in blocks[..here].iter().flat_map(|block| block.iter()) {
                        self.add_stmt(stmt);
                    }
                }
            }
            let Some(parent) = parent else {
                return;
            };
            match nodes.get(parent) {
                Node::Stmt(ast::Stmt::FunctionDef(_) | ast::Stmt::AsyncFunctionDef(_)) => {
                    self.add_own(parent);
                    return;
                }
                Node::Stmt(ast::Stmt::For(_) | ast::Stmt::AsyncFor(_)) => {
                    let in_body = here == Some(0);
                    if in_body && self.add_own(parent) {
                        return;
                    }
                    self.add_within(parent);
                }
                Node::Stmt(ast::Stmt::While(_)) => self.add_within(parent),
                Node::Stmt(ast::Stmt::With(_) | ast::Stmt::AsyncWith(_))
                    if self.add_own(parent) =>
                {
                    return;
                }
                Node::ExceptHandler(_) => {
                    if self.add_own(parent) {
                        return;
                    }
                    let Some(whole) = nodes.parent(parent) else {
                        return;
                    };
                    if let Some(ast::Stmt::Try(n)) = nodes.get(whole).stmt() {
                        for stmt in &n.body {
                            self.add_stmt(stmt);
                        }
                    }
                    at = whole;
                    continue;
                }
                Node::MatchCase(_) => {
                    if let Some(whole) = nodes.parent(parent) {
                        self.add_own(parent);
                        at = whole;
                        continue;
                    }
                }
                _ => {}
            }
            at = parent;
        }
    }

    /// Goes backwards over a statement; whether it surely binds the name.
    fn pass(&mut self, stmt: &'t ast::Stmt) -> bool {
        self.add_stmt(stmt);
        self.binds(stmt)
    }

    fn binds(&self, stmt: &'t ast::Stmt) -> bool {
        match stmt {
            ast::Stmt::For(_) | ast::Stmt::AsyncFor(_) | ast::Stmt::While(_) => false,
            ast::Stmt::If(n) => {
                !n.orelse.is_empty() && self.block_binds(&n.body) && self.block_binds(&n.orelse)
            }
            // A handler that does not leave goes on with what was bound before.
            ast::Stmt::Try(n) => {
                self.block_binds_here(&n.finalbody)
                    || ((self.block_binds_here(&n.body) || self.block_binds_here(&n.orelse))
                        && n.handlers.iter().all(|handler| {
                            let ast::ExceptHandler::ExceptHandler(handler) = handler;
                            goes_elsewhere(&handler.body) || self.block_binds_here(&handler.body)
                        }))
            }
            ast::Stmt::With(n) => self.own(stmt).next().is_some() || self.block_binds(&n.body),
            _ => self.own(stmt).next().is_some(),
        }
    }

    fn block_binds(&self, block: &'t [ast::Stmt]) -> bool {
        leaves(block) || block.iter().any(|stmt| self.binds(stmt))
    }

    fn block_binds_here(&self, block: &'t [ast::Stmt]) -> bool {
        block.iter().any(|stmt| self.binds(stmt))
    }

    /// The bindings that the statement itself makes.
    fn own<'a>(&'a self, stmt: &'t ast::Stmt) -> impl Iterator<Item = BindingId> + 'a {
        let node = self.file.nodes.id(Node::Stmt(stmt));
        self.bindings
            .iter()
            .filter(move |(_, binding)| Some(binding.node) == node)
            .map(|(id, _)| *id)
    }

    /// Adds the bindings that a node itself makes; whether there are any.
    fn add_own(&mut self, node: NodeId) -> bool {
        let before = self.found.len();
        let own = self
            .bindings
            .iter()
            .filter(|(_, binding)| binding.node == node)
            .map(|(id, _)| *id);
        self.found.extend(own);
        self.found.len() > before
    }

    /// Adds the bindings in a statement, unless the block that makes them leaves the function.
    fn add_stmt(&mut self, stmt: &'t ast::Stmt) {
        match stmt {
            ast::Stmt::If(n) => {
                for block in [&n.body, &n.orelse] {
                    if !leaves(block) {
                        for stmt in block {
                            self.add_stmt(stmt);
                        }
                    }
                }
                if let Some(id) = self.file.nodes.expr_id(&n.test) {
                    self.add_within(id);
                }
            }
            _ => {
                if let Some(id) = self.file.nodes.id(Node::Stmt(stmt)) {
                    self.add_within(id);
                }
            }
        }
    }

    /// Adds all bindings at or below a node.
    fn add_within(&mut self, root: NodeId) {
        let nodes = &self.file.nodes;
        let inside = |node: NodeId| node == root || nodes.ancestors(node).any(|up| up == root);
        let within = self
            .bindings
            .iter()
            .filter(|(_, binding)| inside(binding.node))
            .map(|(id, _)| *id);
        self.found.extend(within);
    }
}

/// Whether a block ends by leaving the function.
fn leaves(block: &[ast::Stmt]) -> bool {
    matches!(
        block.last(),
        Some(ast::Stmt::Return(_) | ast::Stmt::Raise(_))
    )
}

/// Whether what comes after a block does not run after it.
fn goes_elsewhere(block: &[ast::Stmt]) -> bool {
    leaves(block)
        || matches!(
            block.last(),
            Some(ast::Stmt::Continue(_) | ast::Stmt::Break(_))
        )
}

/// The blocks of statements that a node holds, in the order in which they run.
fn blocks<'t>(node: Node<'t>) -> Vec<&'t [ast::Stmt]> {
    use ast::Stmt;
    match node {
        Node::Stmt(stmt) => match stmt {
            Stmt::FunctionDef(n) => vec![&n.body],
            Stmt::AsyncFunctionDef(n) => vec![&n.body],
            Stmt::ClassDef(n) => vec![&n.body],
            Stmt::For(n) => vec![&n.body, &n.orelse],
            Stmt::AsyncFor(n) => vec![&n.body, &n.orelse],
            Stmt::While(n) => vec![&n.body, &n.orelse],
            Stmt::If(n) => vec![&n.body, &n.orelse],
            Stmt::With(n) => vec![&n.body],
            Stmt::AsyncWith(n) => vec![&n.body],
            Stmt::Try(n) => vec![&n.body, &n.orelse, &n.finalbody],
            Stmt::TryStar(n) => vec![&n.body, &n.orelse, &n.finalbody],
            _ => Vec::new(),
        },
        Node::ExceptHandler(ast::ExceptHandler::ExceptHandler(n)) => vec![&n.body],
        Node::MatchCase(n) => vec![&n.body],
        _ => Vec::new(),
    }
}
