//! What only conditions needed: the flags that they read, and imports.

use std::collections::BTreeSet;

use alchemod_engine::{Context, ImportWish, Rewrite};
use alchemod_facts::scopes::{BindingKind, ScopeId};
use alchemod_facts::{FileId, Place};
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
    let home = cx.in_file(flag.file);
    let uses = cx.project.uses_of(flag.file, ScopeId(0), flag.name)?;
    let is_listed = (home.file.all.as_ref()).is_some_and(|all| all.contains(flag.name));
    if is_listed || is_handed_on(cx, &flag, &uses) {
        return None;
    }
    let mut sites: Vec<Place> = Vec::new();
    for used in uses {
        let node = condition_around(&cx.in_file(used.file), used.node)?;
        let condition = Place { node, ..used };
        if !sites.contains(&condition) {
            sites.push(condition);
        }
    }
    sites.sort();
    let here = Place {
        file: cx.file.id,
        node: site,
    };
    if sites.first() != Some(&here) {
        return None;
    }
    let stmt = home.file.nodes.get(flag.statement).stmt()?;
    let mut rewrite = Rewrite::new(
        flag.file,
        [Edit::delete(layout::lines_to_delete(home.file.tree, stmt))],
    );
    rewrite.imports = wishes(&home, flag.statement);
    for site in sites {
        let there = cx.in_file(site.file).at(site.node);
        for edit in super::cut(&there, site.node)?.1? {
            rewrite.edits.push((site.file, edit));
        }
        rewrite.imports.extend(wishes(&there, site.node));
    }
    if !is_disjoint(&rewrite) {
        return None;
    }
    let files: BTreeSet<FileId> = rewrite.edits.iter().map(|(file, _)| *file).collect();
    Some(files.into_iter().fold(rewrite, |rewrite, file| {
        rewrite.without_comments(file, cx.project.file(file).tree)
    }))
}

/// A name of a module that is assigned once.
struct Flag<'t> {
    file: FileId,
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
        let home = cx.in_file(file).file;
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
        is_this.then_some(Flag {
            file,
            name,
            statement,
        })
    }
}

/// Whether a file imports the flag and does not read it: others may take it from there.
fn is_handed_on(cx: &Context<'_, '_>, flag: &Flag<'_>, uses: &[Place]) -> bool {
    cx.project.files.iter().any(|file| {
        let imports = file.scopes.bindings().iter().any(|binding| {
            binding.name == flag.name && matches!(binding.kind, BindingKind::ImportFrom(..))
        });
        imports && !uses.iter().any(|used| used.file == file.id)
    })
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

fn is_disjoint(rewrite: &Rewrite) -> bool {
    let mut spans: Vec<(FileId, Span)> = rewrite
        .edits
        .iter()
        .map(|(file, edit)| (*file, edit.span))
        .collect();
    spans.sort();
    spans.windows(2).all(|pair| match pair {
        [(file, first), (other, second)] => file != other || first.end <= second.start,
        _ => true,
    })
}
