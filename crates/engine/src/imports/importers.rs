//! Which names other files of the project import from a module.

use std::sync::OnceLock;

use alchemod_python::ast;
use memchr::memmem;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::statements::{absolute, dotted_path, module_of};
use crate::snapshot::Held;

/// The imports of all files, worked out when first asked for.
pub(crate) struct Importers<'a> {
    files: &'a [Held<'a>],
    table: OnceLock<Table>,
}

#[derive(Default)]
struct Table {
    /// By dotted module, the names that `from` imports of it name, with the importing file.
    names: FxHashMap<String, FxHashSet<(usize, String)>>,
    /// By dotted module, the files that hold the module itself, with what they call it.
    modules: FxHashMap<String, FxHashSet<(usize, String)>>,
}

/// What one import statement asks for, and what it calls that.
enum Import {
    Name {
        module: String,
        name: String,
        local: String,
    },
    Module {
        module: String,
        local: String,
    },
}

impl<'a> Importers<'a> {
    /// The importers among `files`.
    pub fn new(files: &'a [Held<'a>]) -> Self {
        Importers {
            files,
            table: OnceLock::new(),
        }
    }

    /// Whether another file may take `name` from the module at `path`: by name, through the module, or,
    /// if `by_star`, by star; or patches it by its dotted path in a string.
    pub fn is_wanted(&self, path: &str, name: &str, by_star: bool) -> bool {
        let table = self.table.get_or_init(|| Table::new(self.files));
        let whole = dotted_path(path);
        let own = self.files.iter().position(|file| file.name == path);
        let others = |index: &usize| Some(*index) != own;
        tails(&whole).any(|module| {
            let by_name = table.names.get(module).is_some_and(|names| {
                names.iter().any(|(index, imported)| {
                    others(index) && (imported == name || (by_star && imported == "*"))
                })
            });
            let through_module = table.modules.get(module).is_some_and(|files| {
                files
                    .iter()
                    .filter(|(index, _)| others(index))
                    .any(|(index, local)| mentions(&self.files[*index], &format!("{local}.{name}")))
            });
            by_name || through_module
        }) || self.is_patched(&whole, name)
    }

    /// Whether a string somewhere spells the name with its module: `mock.patch("app.views.name")`.
    fn is_patched(&self, module: &str, name: &str) -> bool {
        let last = module.rsplit('.').next().unwrap_or(module);
        let spelled = format!("{last}.{name}");
        self.files.iter().any(|file| mentions(file, &spelled))
    }
}

fn mentions(file: &Held<'_>, text: &str) -> bool {
    memmem::find(file.tree.text().as_bytes(), text.as_bytes()).is_some()
}

/// `a.b.c`, `b.c`, `c`.
fn tails(dotted: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(dotted), |rest| Some(rest.split_once('.')?.1))
}

impl Table {
    fn new(files: &[Held<'_>]) -> Self {
        let found: Vec<Vec<Import>> = files
            .par_iter()
            .map(|file| {
                let mut found = Vec::new();
                collect(file.tree.body(), file.name, &mut found);
                found
            })
            .collect();
        let mut table = Table::default();
        for (index, imports) in found.into_iter().enumerate() {
            for import in imports {
                match import {
                    Import::Name {
                        module,
                        name,
                        local,
                    } => {
                        table
                            .modules
                            .entry(format!("{module}.{name}"))
                            .or_default()
                            .insert((index, local));
                        table.names.entry(module).or_default().insert((index, name));
                    }
                    Import::Module { module, local } => {
                        let files = table.modules.entry(module).or_default();
                        files.insert((index, local));
                    }
                }
            }
        }
        table
    }
}

/// All imports of some statements and those inside them.
fn collect(body: &[ast::Stmt], path: &str, found: &mut Vec<Import>) {
    use ast::Stmt;
    for stmt in body {
        match stmt {
            Stmt::Import(n) => {
                for alias in &n.names {
                    found.push(Import::Module {
                        module: alias.name.as_str().to_owned(),
                        local: called(alias),
                    });
                }
            }
            Stmt::ImportFrom(n) => {
                let module = absolute(&module_of(n), path);
                for alias in &n.names {
                    found.push(Import::Name {
                        module: module.clone(),
                        name: alias.name.as_str().to_owned(),
                        local: called(alias),
                    });
                }
            }
            _ => {
                alchemod_python::Node::Stmt(stmt).children(&mut |child| inside(child, path, found))
            }
        }
    }
}

/// What the file calls what an alias names: `b` for `import a as b`, `a.b` for `import a.b`.
fn called(alias: &ast::Alias) -> String {
    alias
        .asname
        .as_ref()
        .unwrap_or(&alias.name)
        .as_str()
        .to_owned()
}

fn inside(node: alchemod_python::Node<'_>, path: &str, found: &mut Vec<Import>) {
    use alchemod_python::Node;
    match node {
        Node::Stmt(stmt) => collect(std::slice::from_ref(stmt), path, found),
        Node::ExceptHandler(_) | Node::MatchCase(_) => {
            node.children(&mut |child| inside(child, path, found));
        }
        // Expressions hold no statements.
        _ => {}
    }
}
