//! Where a function, class or other name is read, in all files.

use alchemod_python::{ast, Node, NodeId};
use rustc_hash::FxHashSet;

use crate::scopes::{BindingId, BindingKind, ScopeId, ScopeKind};
use crate::value::{Place, Value};
use crate::{File, FileId, Project};

/// How many modules may hand a name on.
const DEPTH: u32 = 6;

impl Project<'_> {
    /// The places where the name that `scope` of `file` binds once is read: `name`, or `module.name`, as nodes.
    /// `None` if that cannot be told: it is bound again, or comes by a star.
    pub fn uses_of(&self, file: FileId, scope: ScopeId, name: &str) -> Option<Vec<Place>> {
        let bound = self.file(file).scopes.get(scope).names.get(name)?;
        let [origin] = bound.as_slice() else {
            return None;
        };
        let origin = (file, *origin);
        let mut uses = Vec::new();
        self.uses_in(file, name, origin, &mut uses)?;
        if scope == ScopeId(0) {
            for other in &self.files {
                if other.id != file && other.tree.text().contains(name) {
                    self.uses_in(other.id, name, origin, &mut uses)?;
                }
            }
        }
        Some(uses)
    }

    fn uses_in(
        &self,
        file: FileId,
        name: &str,
        origin: (FileId, BindingId),
        uses: &mut Vec<Place>,
    ) -> Option<()> {
        let this = self.file(file);
        let (mut ours, mut names) = (FxHashSet::default(), FxHashSet::default());
        for (index, binding) in this.scopes.bindings().iter().enumerate() {
            let id = BindingId(index as u32);
            if (file, id) == origin || self.origin(file, id, name, DEPTH) == Some(origin) {
                ours.insert(id);
                names.insert(binding.name);
            }
        }
        let may_come_by_star =
            file != origin.0 && this.scopes.all().any(|(_, scope)| !scope.stars.is_empty());
        for (id, node) in this.nodes.iter() {
            match node {
                Node::Expr(ast::Expr::Name(n)) if !matches!(n.ctx, ast::ExprContext::Store) => {
                    let local = n.id.as_str();
                    if !names.contains(local) && local != name {
                        continue;
                    }
                    let found = this.scopes.lookup(local, this.scopes.of(id));
                    let found = match found {
                        // `name = name()` in a class body, and what stands before it, reads the module's name.
                        Some((owner, [first, ..]))
                            if this.scopes.get(owner).kind == ScopeKind::Class
                                && is_before(this, id, this.scopes.binding(*first).node) =>
                        {
                            this.scopes.lookup(local, ScopeId(0))
                        }
                        other => other,
                    };
                    match found {
                        Some((_, [only])) if ours.contains(only) => {
                            uses.push(Place { file, node: id });
                        }
                        Some((_, ids)) if ids.iter().any(|id| ours.contains(id)) => return None,
                        None if may_come_by_star && local == name => {
                            let scope = this.scopes.of(id);
                            match self.infer_name(file, scope, local)?.value {
                                Value::Function(place) => {
                                    let binding = self.file(origin.0).scopes.binding(origin.1);
                                    if (place.file, place.node) == (origin.0, binding.node) {
                                        uses.push(Place { file, node: id });
                                    }
                                }
                                _ => return None,
                            }
                        }
                        _ => {}
                    }
                }
                Node::Expr(ast::Expr::Attribute(n)) if n.attr.as_str() == name => {
                    let Some(Value::Module(module)) = self.infer(file, &n.value).map(|t| t.value)
                    else {
                        continue;
                    };
                    let module_scope = self.file(module).scopes.get(ScopeId(0));
                    let Some([only]) = module_scope.names.get(name).map(Vec::as_slice) else {
                        continue;
                    };
                    let is_it = (module, *only) == origin
                        || self.origin(module, *only, name, DEPTH) == Some(origin);
                    if is_it {
                        uses.push(Place { file, node: id });
                    }
                }
                _ => {}
            }
        }
        Some(())
    }

    /// The binding that `from module import name` leads to, through modules that hand it on.
    fn origin(
        &self,
        file: FileId,
        binding: BindingId,
        name: &str,
        depth: u32,
    ) -> Option<(FileId, BindingId)> {
        let depth = depth.checked_sub(1)?;
        let BindingKind::ImportFrom(stmt, alias) = self.file(file).scopes.binding(binding).kind
        else {
            return None;
        };
        if alias.name.as_str() != name {
            return None;
        }
        let level = stmt.level.map_or(0, |level| level.to_usize());
        let module = stmt.module.as_ref().map_or("", |module| module.as_str());
        let target = match level {
            0 => self.modules().find(module, file)?,
            _ => self.modules().find_relative(level, module, file)?,
        };
        let [only] = self
            .file(target)
            .scopes
            .get(ScopeId(0))
            .names
            .get(name)?
            .as_slice()
        else {
            return None;
        };
        match self.file(target).scopes.binding(*only).kind {
            BindingKind::ImportFrom(..) if target != file => {
                self.origin(target, *only, name, depth)
            }
            _ => Some((target, *only)),
        }
    }
}

/// Whether a node stands before a statement, or in it.
fn is_before(file: &File<'_>, node: NodeId, statement: NodeId) -> bool {
    node < statement || file.nodes.statement(node) == Some(statement)
}
