//! What only conditions needed: the flags that they read, and imports.

use alchemod_engine::{Context, ImportWish, Rewrite};
use alchemod_facts::scopes::ScopeId;
use alchemod_facts::FileId;
use alchemod_python::{ast, layout, Node, NodeId};
use alchemod_text::{Edit, Span};

/// The imports that the statement at `site` may have been the last to need.
pub(super) fn wishes(cx: &Context<'_, '_>, site: NodeId) -> Vec<(FileId, ImportWish)> {
    let mut wishes = Vec::new();
    for (_, node) in cx.file.subtree(site) {
        if let Node::Expr(ast::Expr::Name(n)) = node {
            let wish = (cx.file.id, ImportWish::MayGo(n.id.to_string()));
            if !wishes.contains(&wish) {
                wishes.push(wish);
            }
        }
    }
    wishes
}

/// If `test` reads a flag (`SQLALCHEMY_14 = ...`) that is read by such conditions only: the rewrite of all of
/// these, without the flag. The first of them brings it.
pub(super) fn with_flag(cx: &Context<'_, '_>, site: NodeId, test: &ast::Expr) -> Option<Rewrite> {
    let flag = Flag::read_by(cx, test)?;
    let file = cx.file;
    let is_listed = (file.all.as_ref()).is_some_and(|all| all.contains(flag.name));
    if is_listed || is_named_elsewhere(cx, &flag) {
        return None;
    }
    let mut sites: Vec<NodeId> = Vec::new();
    for used in cx.project.uses_of(file.id, ScopeId(0), flag.name)? {
        let condition = condition_around(cx, used.node)?;
        if !sites.contains(&condition) {
            sites.push(condition);
        }
    }
    sites.sort();
    if sites.first() != Some(&site) {
        return None;
    }
    let stmt = file.nodes.get(flag.statement).stmt()?;
    let mut edits = vec![Edit::delete(layout::lines_to_delete(file.tree, stmt))];
    let mut imports = wishes(cx, flag.statement);
    for site in sites {
        edits.extend(super::cut(&cx.at(site), site)?.1?);
        imports.extend(wishes(cx, site));
    }
    if !is_disjoint(&edits) {
        return None;
    }
    let mut rewrite = Rewrite::new(file.id, edits);
    rewrite.imports = imports;
    Some(rewrite.without_comments(file.id, file.tree))
}

/// A name of the module that is assigned once.
struct Flag<'t> {
    name: &'t str,
    /// Its assignment.
    statement: NodeId,
}

impl<'t> Flag<'t> {
    /// The flag that a condition is made of, `not` aside, or the left side of its comparison.
    fn read_by(cx: &Context<'_, 't>, test: &'t ast::Expr) -> Option<Self> {
        match test {
            ast::Expr::UnaryOp(n) => return Flag::read_by(cx, &n.operand),
            ast::Expr::Compare(n) => return Flag::read_by(cx, &n.left),
            ast::Expr::Subscript(n) => return Flag::read_by(cx, &n.value),
            ast::Expr::Name(_) | ast::Expr::Attribute(_) => {}
            _ => return None,
        }
        let (file, value) = cx.project.assigned_value(cx.file.id, test)?;
        let home = cx.file;
        if file != home.id {
            return None;
        }
        let statement = home.nodes.statement(home.nodes.expr_id(value)?)?;
        let Node::Stmt(stmt @ ast::Stmt::Assign(assign)) = home.nodes.get(statement) else {
            return None;
        };
        let [ast::Expr::Name(target)] = assign.targets.as_slice() else {
            return None;
        };
        let name = target.id.as_str();
        let [only] = home.scopes.get(ScopeId(0)).names.get(name)?.as_slice() else {
            return None;
        };
        let is_this = home.nodes.statement(home.scopes.binding(*only).node) == Some(statement)
            && home.nodes.parent(statement).is_none()
            && !layout::shares_line(home.tree, stmt);
        is_this.then_some(Flag { name, statement })
    }
}

/// Whether another file may take the flag from its own.
fn is_named_elsewhere(cx: &Context<'_, '_>, flag: &Flag<'_>) -> bool {
    cx.project
        .files
        .iter()
        .any(|file| file.id != cx.file.id && file.tree.text().contains(flag.name))
}

/// The condition whose test holds the node: an `if` statement or a conditional expression.
fn condition_around(cx: &Context<'_, '_>, node: NodeId) -> Option<NodeId> {
    let nodes = &cx.file.nodes;
    let mut child = node;
    for ancestor in nodes.ancestors(node) {
        let test = match nodes.get(ancestor) {
            Node::Stmt(ast::Stmt::If(n)) => &n.test,
            Node::Expr(ast::Expr::IfExp(n)) => &n.test,
            Node::Stmt(_) => return None,
            _ => {
                child = ancestor;
                continue;
            }
        };
        return (nodes.expr_id(test) == Some(child)).then_some(ancestor);
    }
    None
}

fn is_disjoint(edits: &[Edit]) -> bool {
    let mut spans: Vec<Span> = edits.iter().map(|edit| edit.span).collect();
    spans.sort();
    spans.windows(2).all(|pair| match pair {
        [first, second] => first.end <= second.start,
        _ => true,
    })
}
