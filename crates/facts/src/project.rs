//! The files of a snapshot and what is known of them.

use std::sync::OnceLock;

use alchemod_python::ast;
use alchemod_python::{Node, NodeId, Nodes, Tree};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::call_sites::{self, CallsByName};
use crate::classes::{self, Class};
use crate::functions::last_name;
use crate::infer::Infer;
use crate::lists::Additions;
use crate::models::Models;
use crate::modules::Modules;
use crate::scopes::{Binding, BindingKind, ScopeId, ScopeKind, Scopes};
use crate::value::{ClassId, Place, Typed};

/// The position of a file in its [`Project`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A file of a snapshot.
#[derive(Debug)]
pub struct File<'t> {
    /// Its position.
    pub id: FileId,
    /// Its path with forward slashes.
    pub path: &'t str,
    /// Its syntax tree.
    pub tree: &'t Tree,
    /// The tree's nodes with their parents.
    pub nodes: Nodes<'t>,
    /// Its scopes and bindings.
    pub scopes: Scopes<'t>,
    /// The names that `__all__` lists, if it is a plain list of strings.
    pub all: Option<FxHashSet<&'t str>>,
    /// The calls, in source order.
    calls: Vec<(NodeId, &'t ast::ExprCall)>,
    /// The class statements and assignments, in source order.
    pub(crate) definitions: Vec<NodeId>,
    /// What is put into lists, once it was asked for.
    pub(crate) additions: OnceLock<Additions>,
}

impl<'t> File<'t> {
    /// Learns what the file alone says.
    pub fn new(id: FileId, path: &'t str, tree: &'t Tree) -> Self {
        let nodes = Nodes::new(tree);
        let scopes = Scopes::new(tree.body(), &nodes);
        let (calls, definitions) = found_often(&nodes);
        File {
            id,
            path,
            tree,
            nodes,
            scopes,
            all: listed_in_all(tree.body()),
            calls,
            definitions,
            additions: OnceLock::new(),
        }
    }

    /// All calls with their nodes, in source order. Spares a walk through the tree.
    pub fn calls(&self) -> impl Iterator<Item = (NodeId, &'t ast::ExprCall)> + use<'_, 't> {
        self.calls.iter().copied()
    }

    /// The scope in which an expression of this file is evaluated.
    pub fn scope_of(&self, expr: &'t ast::Expr) -> Option<ScopeId> {
        self.nodes.expr_id(expr).map(|id| self.scopes.of(id))
    }

    /// Whether it is a revision script of Alembic: history, to be changed only where 2.x would break it.
    pub fn is_revision(&self) -> bool {
        let module = self.scopes.get(ScopeId(0));
        ["revision", "down_revision"]
            .iter()
            .all(|name| module.names.contains_key(name))
    }

    /// Whether it uses what only 2.x has to declare models with.
    pub fn declares_as_in_2x(&self) -> bool {
        let text = self.tree.text();
        if !NEW_NAMES.iter().any(|name| text.contains(name)) {
            return false;
        }
        let is_new = |name: &str| NEW_NAMES.contains(&name);
        let imports = |binding: &Binding<'t>| match binding.kind {
            BindingKind::ImportFrom(stmt, alias) => {
                let module = stmt.module.as_ref().map_or("", |name| name.as_str());
                module.starts_with("sqlalchemy") && is_new(alias.name.as_str())
            }
            _ => false,
        };
        self.scopes.bindings().iter().any(imports)
            || self
                .calls
                .iter()
                .any(|(_, call)| last_name(&call.func).is_some_and(is_new))
    }

    /// Whether `from this import *` brings `name`.
    pub fn is_exported(&self, name: &str) -> bool {
        match &self.all {
            Some(all) => all.contains(name),
            None => !name.starts_with('_'),
        }
    }

    /// The nodes below `root`, in source order.
    pub fn subtree(&self, root: NodeId) -> impl Iterator<Item = (NodeId, Node<'t>)> + '_ {
        (root.0 + 1..self.nodes.len() as u32)
            .map(NodeId)
            .take_while(move |&id| self.nodes.parent(id).is_some_and(|parent| parent >= root))
            .map(|id| (id, self.nodes.get(id)))
    }
}

/// Names that came with 2.0.
const NEW_NAMES: &[&str] = &["DeclarativeBase", "MappedAsDataclass", "mapped_column"];

/// The calls, and the class statements and assignments: what each snapshot asks for in all files.
fn found_often<'t>(nodes: &Nodes<'t>) -> (Vec<(NodeId, &'t ast::ExprCall)>, Vec<NodeId>) {
    use ast::Stmt::{AnnAssign, Assign, ClassDef};
    let (mut calls, mut definitions) = (Vec::new(), Vec::new());
    for (id, node) in nodes.iter() {
        match node {
            Node::Expr(ast::Expr::Call(call)) => calls.push((id, call)),
            Node::Stmt(ClassDef(_) | Assign(_) | AnnAssign(_)) => definitions.push(id),
            _ => {}
        }
    }
    calls.shrink_to_fit();
    definitions.shrink_to_fit();
    (calls, definitions)
}

fn listed_in_all(body: &[ast::Stmt]) -> Option<FxHashSet<&str>> {
    let mut listed = None;
    for stmt in body {
        let (targets, value) = match stmt {
            ast::Stmt::Assign(n) => (n.targets.as_slice(), n.value.as_ref()),
            ast::Stmt::AugAssign(n) => (std::slice::from_ref(n.target.as_ref()), n.value.as_ref()),
            _ => continue,
        };
        let is_all = |t: &ast::Expr| matches!(t, ast::Expr::Name(n) if n.id.as_str() == "__all__");
        if !targets.iter().any(is_all) {
            continue;
        }
        let elements = match value {
            ast::Expr::List(n) => &n.elts,
            ast::Expr::Tuple(n) => &n.elts,
            _ => return None,
        };
        let names: Option<Vec<&str>> = elements.iter().map(string).collect();
        listed.get_or_insert_with(FxHashSet::default).extend(names?);
    }
    listed
}

/// The value of a plain string literal.
pub fn string(expr: &ast::Expr) -> Option<&str> {
    match expr {
        ast::Expr::Constant(n) => n.value.as_str().map(String::as_str),
        _ => None,
    }
}

/// A snapshot of the whole project, frozen.
#[derive(Debug)]
pub struct Project<'t> {
    /// All parsed files.
    pub files: Vec<File<'t>>,
    pub(crate) modules: Modules,
    pub(crate) by_path: FxHashMap<&'t str, FileId>,
    pub(crate) classes: Vec<Class<'t>>,
    pub(crate) class_at: FxHashMap<Place, ClassId>,
    pub(crate) models: Models<'t>,
    pub(crate) import_graph: crate::import_graph::ImportGraph,
    pub(crate) attribute_owners: crate::attributes::AttributeOwners<'t>,
    pub(crate) calls: CallsByName<'t>,
    pub(crate) listens: crate::listeners::Listens<'t>,
    pub(crate) memo: crate::memo::Memo,
    pub(crate) known_values: crate::memo::KnownValues,
}

impl<'t> Project<'t> {
    /// Learns all facts of `files` (path with forward slashes, tree).
    pub fn new(files: &[(&'t str, &'t Tree)]) -> Self {
        let files = files
            .par_iter()
            .enumerate()
            .map(|(index, &(path, tree))| File::new(FileId(index as u32), path, tree))
            .collect();
        Self::from_files(files)
    }

    /// Learns all facts of `files`, each at the position that its id says. Files of an earlier snapshot may
    /// be among them: what a file alone says stays true.
    pub fn from_files(files: Vec<File<'t>>) -> Self {
        let classes = classes::collect(&files);
        let mut project = Project {
            modules: Modules::new(files.iter().map(|file| file.path)),
            by_path: files.iter().map(|file| (file.path, file.id)).collect(),
            class_at: classes
                .iter()
                .enumerate()
                .map(|(index, class)| (class.place(), ClassId(index as u32)))
                .collect(),
            attribute_owners: crate::attributes::collect(&files, &classes),
            calls: call_sites::collect(&files),
            listens: crate::listeners::collect(&files),
            files,
            classes,
            models: Models::default(),
            memo: crate::memo::Memo::default(),
            known_values: Default::default(),
            import_graph: Default::default(),
        };
        project.resolve_bases();
        project.classify();
        project.models = Models::new(&project);
        project.known_values = crate::memo::KnownValues::new(project.files.len());
        project
    }

    /// What each file alone says, to go on with; all else is forgotten.
    pub fn into_files(self) -> Vec<File<'t>> {
        self.files
    }

    /// The file with this id.
    pub fn file(&self, id: FileId) -> &File<'t> {
        &self.files[id.0 as usize]
    }

    /// The file at exactly this path.
    pub fn file_at(&self, path: &str) -> Option<FileId> {
        self.by_path.get(path).copied()
    }

    /// The modules of the project by dotted name.
    pub fn modules(&self) -> &Modules {
        &self.modules
    }

    /// What an expression of `file` is, where it stands.
    pub fn infer(&self, file: FileId, expr: &'t ast::Expr) -> Option<Typed> {
        self.known_expression(file, expr, || {
            let scope = self.file(file).scope_of(expr)?;
            Infer::new(self).expr(file, scope, expr)
        })
    }

    /// What an expression of `file` is that stands in `scope`: spares the look-up of the scope.
    pub fn infer_in(&self, file: FileId, scope: ScopeId, expr: &'t ast::Expr) -> Option<Typed> {
        Infer::new(self).expr(file, scope, expr)
    }

    /// What `name` means when it is read in `scope` of `file`.
    pub fn infer_name(&self, file: FileId, scope: ScopeId, name: &str) -> Option<Typed> {
        Infer::new(self).name(file, scope, name)
    }

    /// What one binding gives its name, whatever the others do.
    pub fn infer_binding(
        &self,
        file: FileId,
        binding: &crate::scopes::Binding<'t>,
    ) -> Option<Typed> {
        Infer::new(self).binding(file, binding)
    }

    /// What each element is when an expression is iterated: only of results and lists of rows.
    pub fn infer_element(&self, file: FileId, expr: &'t ast::Expr) -> Option<Typed> {
        let scope = self.file(file).scope_of(expr)?;
        Infer::new(self).iterated(file, scope, expr)
    }

    /// What a dotted name in a string (`"app.User"`) means in `scope` of `file`.
    pub fn infer_dotted(&self, file: FileId, scope: ScopeId, text: &str) -> Option<Typed> {
        Infer::new(self).dotted(file, scope, text)
    }

    /// What an attribute of a class is, through its bases.
    pub fn infer_member(&self, class: ClassId, name: &str) -> Option<Typed> {
        Infer::new(self).class_member(class, name)
    }

    /// What annotation promises of its name: the instance.
    pub fn infer_annotation(&self, file: FileId, annotation: &'t ast::Expr) -> Option<Typed> {
        let scope = self.file(file).scope_of(annotation)?;
        Infer::new(self).annotation(file, scope, annotation)
    }

    /// The canonical path of an external object (`"sqlalchemy.orm.relationship"`).
    pub fn external(&self, file: FileId, expr: &'t ast::Expr) -> Option<std::sync::Arc<str>> {
        match self.infer(file, expr)?.value {
            crate::Value::External(path) => Some(path),
            _ => None,
        }
    }

    /// The class that a class statement makes.
    pub fn class_at(&self, file: FileId, node: NodeId) -> Option<ClassId> {
        self.class_at.get(&Place { file, node }).copied()
    }

    /// The class whose body `scope` is.
    pub fn class_of_scope(&self, file: FileId, scope: ScopeId) -> Option<ClassId> {
        let scope = self.file(file).scopes.get(scope);
        if scope.kind != ScopeKind::Class {
            return None;
        }
        self.class_at(file, scope.node?)
    }

    /// The files that import `name` from `file` by name, or everything by star.
    pub fn is_imported_elsewhere(&self, file: FileId, name: &str) -> bool {
        self.files
            .iter()
            .filter(|other| other.id != file)
            .any(|other| {
                let from_here = |stmt: &ast::StmtImportFrom| {
                    let level = stmt.level.map_or(0, |level| level.to_usize());
                    let module = stmt.module.as_ref().map_or("", |m| m.as_str());
                    let target = if level > 0 {
                        self.modules.find_relative(level, module, other.id)
                    } else {
                        self.modules.find(module, other.id)
                    };
                    target == Some(file)
                };
                let by_name = other.scopes.bindings().iter().any(|binding| {
                    matches!(binding.kind, BindingKind::ImportFrom(stmt, alias)
                    if alias.name.as_str() == name && from_here(stmt))
                });
                let by_star = self.file(file).is_exported(name)
                    && other.scopes.all().any(|(_, scope)| {
                        scope.stars.iter().any(|&star| {
                            matches!(other.nodes.get(star), Node::Stmt(ast::Stmt::ImportFrom(stmt))
                            if from_here(stmt))
                        })
                    });
                by_name || by_star
            })
    }
}
