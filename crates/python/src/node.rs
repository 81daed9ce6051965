//! One reference type for every kind of syntax node, and a walk by reference.

use alchemod_text::Span;

use crate::ast::{self, Ranged};
use crate::walk::children;

/// A reference to any node that holds names or expressions.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub enum Node<'t> {
    Stmt(&'t ast::Stmt),
    Expr(&'t ast::Expr),
    Keyword(&'t ast::Keyword),
    Parameter(&'t ast::Arg),
    Alias(&'t ast::Alias),
    WithItem(&'t ast::WithItem),
    Comprehension(&'t ast::Comprehension),
    ExceptHandler(&'t ast::ExceptHandler),
    MatchCase(&'t ast::MatchCase),
    Pattern(&'t ast::Pattern),
    TypeParam(&'t ast::TypeParam),
}

/// The byte span of a node. It is CPython's, but for three things. A parenthesised expression's
/// span leaves out its parentheses in CPython, too (see [`crate::Tokens::parenthesised`]), and so
/// does a sole generator argument's here (`f(x for x in y)`). `a[*b]` has no tuple around the
/// starred expression. A compound statement that ends in a semicolon ends before it.
pub fn span(node: &impl Ranged) -> Span {
    Span::new(node.start().to_u32(), node.end().to_u32())
}

impl<'t> Node<'t> {
    /// The byte span of the node, as in [`span`].
    pub fn span(self) -> Span {
        match self {
            Node::Stmt(n) => span(n),
            Node::Expr(n) => span(n),
            Node::Keyword(n) => span(n),
            Node::Parameter(n) => span(n),
            Node::Alias(n) => span(n),
            // Without `as`, the parser's range of a with item may cover the whole list.
            Node::WithItem(n) => match &n.optional_vars {
                Some(vars) => span(&n.context_expr).cover(span(vars.as_ref())),
                None => span(&n.context_expr),
            },
            Node::Comprehension(n) => n
                .ifs
                .last()
                .map_or(span(&n.iter), span)
                .cover(span(&n.target)),
            Node::ExceptHandler(n) => span(n),
            Node::MatchCase(n) => span(&n.pattern),
            Node::Pattern(n) => span(n),
            Node::TypeParam(n) => span(n),
        }
    }

    /// The address of the node: with its kind, its identity within one tree.
    pub fn address(self) -> usize {
        match self {
            Node::Stmt(n) => n as *const _ as usize,
            Node::Expr(n) => n as *const _ as usize,
            Node::Keyword(n) => n as *const _ as usize,
            Node::Parameter(n) => n as *const _ as usize,
            Node::Alias(n) => n as *const _ as usize,
            Node::WithItem(n) => n as *const _ as usize,
            Node::Comprehension(n) => n as *const _ as usize,
            Node::ExceptHandler(n) => n as *const _ as usize,
            Node::MatchCase(n) => n as *const _ as usize,
            Node::Pattern(n) => n as *const _ as usize,
            Node::TypeParam(n) => n as *const _ as usize,
        }
    }

    /// A number for the kind of reference.
    pub(crate) fn kind(self) -> u8 {
        match self {
            Node::Stmt(_) => 0,
            Node::Expr(_) => 1,
            Node::Keyword(_) => 2,
            Node::Parameter(_) => 3,
            Node::Alias(_) => 4,
            Node::WithItem(_) => 5,
            Node::Comprehension(_) => 6,
            Node::ExceptHandler(_) => 7,
            Node::MatchCase(_) => 8,
            Node::Pattern(_) => 9,
            Node::TypeParam(_) => 10,
        }
    }

    /// The node as an expression.
    pub fn expr(self) -> Option<&'t ast::Expr> {
        match self {
            Node::Expr(expr) => Some(expr),
            _ => None,
        }
    }

    /// The node as a statement.
    pub fn stmt(self) -> Option<&'t ast::Stmt> {
        match self {
            Node::Stmt(stmt) => Some(stmt),
            _ => None,
        }
    }

    /// Calls `f` with each direct child, in source order.
    pub fn children(self, f: &mut dyn FnMut(Node<'t>)) {
        children(self, f);
    }
}

children!(Node);
