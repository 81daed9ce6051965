//! All nodes of a tree in source order, with their parents.

use rustc_hash::FxHashMap;

use crate::{Node, Tree};

/// The position of a node in its tree's [`Nodes`]; parents come before their children.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

/// An index of a tree: every node in source order with its parent, and from a node's reference
/// back to its id.
#[derive(Debug, Default)]
pub struct Nodes<'t> {
    nodes: Vec<(Node<'t>, Option<NodeId>)>,
    ids: FxHashMap<usize, NodeId>,
}

impl<'t> Nodes<'t> {
    /// Indexes `tree`.
    pub fn new(tree: &'t Tree) -> Self {
        let mut nodes = Vec::new();
        for stmt in tree.body() {
            push(&mut nodes, Node::Stmt(stmt), None);
        }
        let ids = nodes
            .iter()
            .enumerate()
            .map(|(index, (node, _))| (node.address(), NodeId(index as u32)))
            .collect();
        Nodes { nodes, ids }
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
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
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
        self.ids.get(&node.address()).copied()
    }

    /// The id of an expression of this tree.
    pub fn expr_id(&self, expr: &'t crate::ast::Expr) -> Option<NodeId> {
        self.id(Node::Expr(expr))
    }

    /// All nodes in source order.
    pub fn iter(&self) -> impl Iterator<Item = (NodeId, Node<'t>)> + '_ {
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

fn push<'t>(
    nodes: &mut Vec<(Node<'t>, Option<NodeId>)>,
    node: Node<'t>,
    parent: Option<NodeId>,
) {
    let id = NodeId(nodes.len() as u32);
    nodes.push((node, parent));
    node.children(&mut |child| push(nodes, child, Some(id)));
}
