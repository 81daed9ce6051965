//! What the imports of a file name.

use alchemod_facts::scopes::{Binding, BindingKind, ScopeId};
use alchemod_facts::sqlalchemy::names::canonical;
use alchemod_facts::{File, Project};
use alchemod_python::{ast, Node, NodeId};
use rustc_hash::{FxHashMap, FxHashSet};

use super::statements::{absolute, module_of};

/// A local name of the module that is an import and nothing else.
#[derive(Clone, Debug)]
pub(crate) struct Imported {
    /// How it is written: a name, or `a.b` after `import a.b`.
    pub text: String,
    /// Where the (first) statement is.
    pub offset: u32,
    /// Only type checkers see it.
    pub type_checking: bool,
}

/// The imports of a file by what they name.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// By canonical path.
    by_path: FxHashMap<String, Vec<Imported>>,
    /// All names that are bound anywhere in the file; with a path if every binding imports just that.
    bound: FxHashMap<String, Option<String>>,
    /// All `a.b` that the file reads, `a` being a plain name.
    dotted: FxHashSet<String>,
    /// Whether there is a `from x import *`.
    pub has_stars: bool,
}

/// How a statement stands in its module.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// It always runs (or something of the same name does: `try`).
    Plain,
    /// Under `if TYPE_CHECKING:`.
    TypeChecking,
    /// It may not run.
    Conditional,
}

impl Names {
    /// The names of `file`.
    pub fn new(project: &Project<'_>, file: &File<'_>) -> Self {
        let module = file.scopes.get(ScopeId(0));
        let mut bound: FxHashMap<String, Option<String>> = FxHashMap::default();
        for binding in file.scopes.bindings() {
            let path = path_of(project, file, binding);
            let known = bound
                .entry(binding.name.to_owned())
                .or_insert_with(|| path.clone());
            if *known != path {
                *known = None;
            }
        }
        let mut names = Names {
            bound,
            dotted: file
                .nodes
                .iter()
                .filter_map(|(_, node)| dotted(node))
                .collect(),
            has_stars: !module.stars.is_empty(),
            ..Names::default()
        };
        for ids in module.names.values() {
            let bindings = ids.iter().map(|&id| file.scopes.binding(id));
            names.add_name(project, file, &bindings.collect::<Vec<_>>());
        }
        names
    }

    /// The local names of what has this canonical path.
    pub fn of(&self, path: &str) -> &[Imported] {
        self.by_path.get(path).map_or(&[], Vec::as_slice)
    }

    /// Whether anything in the file binds `name`.
    pub fn is_bound(&self, name: &str) -> bool {
        self.bound.contains_key(name)
    }

    /// Whether anything in the file binds `name` to something else than what has this path.
    pub fn is_taken(&self, name: &str, path: &str) -> bool {
        self.bound
            .get(name)
            .is_some_and(|known| known.as_deref() != Some(path))
    }

    /// Whether the file reads `a.b`.
    pub fn reads(&self, dotted: &str) -> bool {
        self.dotted.contains(dotted)
    }

    /// Adds a name of the module if all its bindings import one thing, and one of them always runs.
    fn add_name(&mut self, project: &Project<'_>, file: &File<'_>, bindings: &[&Binding<'_>]) {
        let mut path: Option<String> = None;
        let mut standing = Standing::Conditional;
        let mut offset = u32::MAX;
        for binding in bindings {
            let Some(next) = path_of(project, file, binding) else {
                return;
            };
            if path.get_or_insert_with(|| next.clone()) != &next {
                return;
            }
            let this = standing_of(file, binding.node);
            if this != Standing::Conditional && standing != Standing::Plain {
                standing = this;
            }
            offset = offset.min(file.nodes.get(binding.node).span().start);
        }
        let (Some(path), Some(first)) = (path, bindings.first()) else {
            return;
        };
        if standing == Standing::Conditional {
            return;
        }
        let mut add = |path: String, text: &str| {
            self.by_path.entry(path).or_default().push(Imported {
                text: text.to_owned(),
                offset,
                type_checking: standing == Standing::TypeChecking,
            });
        };
        add(path, first.name);
        // `import a.b` makes `a.b` known too.
        for binding in bindings {
            if let BindingKind::Import(alias) = binding.kind {
                let name = alias.name.as_str();
                if alias.asname.is_none() && name.contains('.') {
                    add(canonical(name).into_owned(), name);
                }
            }
        }
    }
}

/// The text of `a.b`.
fn dotted(node: Node<'_>) -> Option<String> {
    let Node::Expr(ast::Expr::Attribute(attribute)) = node else {
        return None;
    };
    match attribute.value.as_ref() {
        ast::Expr::Name(name) => Some(format!("{}.{}", name.id, attribute.attr)),
        _ => None,
    }
}

/// The canonical path of what a binding imports; `None` if it is no import.
fn path_of(project: &Project<'_>, file: &File<'_>, binding: &Binding<'_>) -> Option<String> {
    match binding.kind {
        BindingKind::Import(alias) => {
            let name = alias.name.as_str();
            let path = match &alias.asname {
                Some(_) => name,
                None => name.split('.').next().unwrap_or(name),
            };
            Some(canonical(path).into_owned())
        }
        BindingKind::ImportFrom(stmt, alias) => {
            let path = format!(
                "{}.{}",
                known_module(project, file, stmt),
                alias.name.as_str()
            );
            Some(canonical(&path).into_owned())
        }
        _ => None,
    }
}

/// The dotted name of the module of a `from` import, one for all its spellings within the project.
fn known_module(project: &Project<'_>, file: &File<'_>, stmt: &ast::StmtImportFrom) -> String {
    let module = module_of(stmt);
    let name = module.trim_start_matches('.');
    let level = module.len() - name.len();
    let modules = project.modules();
    let found = match level {
        0 => modules.find(name, file.id),
        _ => modules.find_relative(level, name, file.id),
    };
    found.map_or_else(|| absolute(&module, file.path), |found| modules.name(found))
}

/// How the statement of a binding stands.
fn standing_of(file: &File<'_>, statement: NodeId) -> Standing {
    for ancestor in file.nodes.ancestors(statement) {
        match file.nodes.get(ancestor) {
            Node::Stmt(ast::Stmt::Try(_)) | Node::ExceptHandler(_) => {}
            Node::Stmt(ast::Stmt::If(n)) if is_type_checking(&n.test) => {
                return Standing::TypeChecking
            }
            _ => return Standing::Conditional,
        }
    }
    Standing::Plain
}

/// Whether an expression is `TYPE_CHECKING` or `typing.TYPE_CHECKING`.
pub(crate) fn is_type_checking(test: &ast::Expr) -> bool {
    match test {
        ast::Expr::Name(name) => name.id.as_str() == "TYPE_CHECKING",
        ast::Expr::Attribute(attribute) => attribute.attr.as_str() == "TYPE_CHECKING",
        _ => false,
    }
}
