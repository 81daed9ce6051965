//! All nodes of a tree in source order, with their parents.

use std::sync::OnceLock;

use crate::{Node, Tree};

/// The position of a node in its tree's [`Nodes`]; parents come before their children.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

/// An index of a tree: every node in source order with its parent, and from a node's reference
/// back to its id.
#[derive(Debug, Default)]
pub struct Nodes<'t> {
    nodes: Vec<(Node<'t>, Option<NodeId>)>,
    /// All ids by address and kind of their node. Made on the first look-up: many files are only walked. A
    /// node may start at the address of its first child, which is of another kind then.
    ids: OnceLock<Vec<NodeId>>,
}

impl<'t> Nodes<'t> {
    /// Indexes `tree`.
    pub fn new(tree: &'t Tree) -> Self {
        let mut nodes = Vec::new();
        for stmt in tree.body() {
            push(&mut nodes, Node::Stmt(stmt), None);
        }
        nodes.shrink_to_fit();
        Nodes {
            nodes,
            ids: OnceLock::new(),
        }
    }

    /// The node with this id.
    pub fn get(&self, id: NodeId) -> Node<'t> {
        self.nodes[id.0 as usize].0
    }

    /// The parent of a node; `None` for a statement of the module.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.nodes[id.0 as usize].1
    }

    /// The ids of all ancestors, innermost first.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> + use<'_, 't> {
        std::iter::successors(self.parent(id), |&id| self.parent(id))
    }

    /// The innermost statement that holds the node (the node itself if it is one).
    pub fn statement(&self, id: NodeId) -> Option<NodeId> {
        std::iter::once(id)
            .chain(self.ancestors(id))
            .find(|&id| matches!(self.get(id), Node::Stmt(_)))
    }

    /// The id of a node of this tree, by reference.
    pub fn id(&self, node: Node<'t>) -> Option<NodeId> {
        let key_of = |id: &NodeId| key(self.get(*id));
        let ids = self.ids.get_or_init(|| {
            let mut ids: Vec<NodeId> = (0..self.nodes.len() as u32).map(NodeId).collect();
            ids.sort_unstable_by_key(key_of);
            ids
        });
        let at = ids.binary_search_by_key(&key(node), key_of).ok()?;
        ids.get(at).copied()
    }

    /// The id of an expression of this tree.
    pub fn expr_id(&self, expr: &'t crate::ast::Expr) -> Option<NodeId> {
        self.id(Node::Expr(expr))
    }

    /// All nodes in source order.
    pub fn iter(&self) -> impl Iterator<Item = (NodeId, Node<'t>)> + use<'_, 't> {
        self.nodes
            .iter()
            .enumerate()
            .map(|(index, (node, _))| (NodeId(index as u32), *node))
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether the tree is empty.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }
}

fn key(node: Node) -> (usize, u8) {
    (node.address(), node.kind())
}

fn push<'t>(nodes: &mut Vec<(Node<'t>, Option<NodeId>)>, node: Node<'t>, parent: Option<NodeId>) {
    let id = NodeId(nodes.len() as u32);
    nodes.push((node, parent));
    node.children(&mut |child| push(nodes, child, Some(id)));
}
