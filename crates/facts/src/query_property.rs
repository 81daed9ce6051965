//! `query = scoped_session(...).query_property()`: the sessions that `Model.query` uses without an extension.

use alchemod_python::{ast, Node, NodeId};

use crate::{ClassId, FileId, Project, Value};

/// The assignments to the attribute `query` of a class, outside of its body.
struct Outside(Vec<(FileId, NodeId)>);

impl<'t> Project<'t> {
    /// The session whose `query_property()` is the attribute `query` of a class, by its body, that of a base, or an
    /// assignment to one of them (`Base.query = Session.query_property()`), and the file where it is named. `None`
    /// if there is none, if there are several, or if the property has arguments.
    pub fn query_property(&self, class: ClassId) -> Option<(FileId, &'t ast::Expr)> {
        let line = self.linearized(class);
        for &owner in &line {
            let info = self.class(owner);
            if self
                .file(info.file)
                .scopes
                .get(info.scope)
                .names
                .contains_key("query")
            {
                return Some((info.file, session_of(info.assigned("query")?)?));
            }
        }
        let outside = self.memo(find);
        let mut found = outside.0.iter().filter_map(|&(file, stmt)| {
            let Node::Stmt(ast::Stmt::Assign(n)) = self.file(file).nodes.get(stmt) else {
                return None;
            };
            let owners = n.targets.iter().filter_map(|target| match target {
                ast::Expr::Attribute(target) => self.infer(file, &target.value),
                _ => None,
            });
            let mut owners = owners.map(|typed| typed.value);
            let is_ours = owners.any(|owner| match owner {
                Value::Class(owner) => line.contains(&owner),
                Value::Base(_) => line
                    .iter()
                    .any(|&id| self.bases(id).contains(&Some(owner.clone()))),
                _ => false,
            });
            is_ours.then_some((file, n.value.as_ref()))
        });
        let (file, value) = found.next()?;
        if found.next().is_some() {
            return None;
        }
        Some((file, session_of(value)?))
    }
}

/// The session of `session.query_property()`.
fn session_of(value: &ast::Expr) -> Option<&ast::Expr> {
    let ast::Expr::Call(call) = value else {
        return None;
    };
    match call.func.as_ref() {
        ast::Expr::Attribute(n) if n.attr.as_str() == "query_property" => {
            (call.args.is_empty() && call.keywords.is_empty()).then_some(&n.value)
        }
        _ => None,
    }
}

fn find(project: &Project<'_>) -> Outside {
    let mut found = Vec::new();
    for file in &project.files {
        if !file.tree.text().contains(".query_property") {
            continue;
        }
        for &id in &file.definitions {
            let Node::Stmt(ast::Stmt::Assign(n)) = file.nodes.get(id) else {
                continue;
            };
            let names_query = |target: &ast::Expr| matches!(target, ast::Expr::Attribute(n) if n.attr.as_str() == "query");
            if n.targets.iter().any(names_query) && session_of(&n.value).is_some() {
                found.push((file.id, id));
            }
        }
    }
    Outside(found)
}
