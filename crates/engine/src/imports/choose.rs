//! From a qualified name to the text to write at a site.

use alchemod_facts::scopes::{ScopeId, ScopeKind};
use alchemod_facts::sqlalchemy::names::canonical;
use alchemod_facts::{FileId, Value};

use super::names::Imported;
use super::Import;
use crate::{Context, ImportWish};
use alchemod_facts::is_standard;

/// The local names under which modules are imported when their own are taken.
const MODULE_ALIASES: &[(&str, &str)] = &[
    ("datetime", "dt"),
    ("typing", "t"),
    ("sqlalchemy", "sa"),
    ("decimal", "decimal_module"),
    ("uuid", "uuid_module"),
];

impl<'p, 't> Context<'p, 't> {
    /// How to write the object with this qualified name (`sqlalchemy.select`, `datetime.datetime`) at the
    /// site, and the wish that makes it true:
    /// - by the name under which the file has it already, wherever the file imported it from;
    /// - else by the module that the file has as a name (`import sqlalchemy as sa` gives `sa.select`);
    /// - else by a new import; under another name if anything in the file binds its own.
    pub fn import(&self, path: &str) -> Import {
        self.choose(path, false)
    }

    /// As [`Context::import`], for annotations that only type checkers evaluate: a new import goes into an
    /// `if TYPE_CHECKING:` block.
    pub fn import_for_types(&self, path: &str) -> Import {
        self.choose(path, true)
    }

    /// How to write a name that the module of another file of the project defines, in the spelling (relative
    /// or absolute) that the file has for its imports. `None` if that name means something else here, or the
    /// file defines it itself under another meaning.
    pub fn import_from(&self, target: FileId, name: &str, type_checking: bool) -> Option<Import> {
        if let Some(meaning) = self.project.infer_name(self.file.id, ScopeId(0), name) {
            let same = match meaning.value {
                Value::Class(class) => {
                    let class = self.project.class(class);
                    class.file == target && class.name() == name
                }
                _ => false,
            };
            let known = self.names().is_bound(name) || self.names().has_stars;
            if same
                && known
                && self.is_seen(name)
                && (type_checking || self.is_at_run_time(target, name))
            {
                return Some(Import {
                    text: name.to_owned(),
                    wish: None,
                });
            }
            if !same {
                return None;
            }
        } else if self.names().is_bound(name) && !(type_checking && self.is_of_functions(name)) {
            return None;
        }
        Some(Import {
            text: name.to_owned(),
            wish: Some(ImportWish::Name {
                module: self.spelling(target),
                name: name.to_owned(),
                as_name: None,
                type_checking,
            }),
        })
    }

    /// Whether only functions bind the name, as those do that import what would make a circle. What the
    /// module binds for type checkers is none of theirs.
    fn is_of_functions(&self, name: &str) -> bool {
        let mut binding = self
            .file
            .scopes
            .all()
            .filter(|(_, scope)| scope.names.contains_key(name));
        binding.all(|(_, scope)| scope.kind == ScopeKind::Function)
    }

    /// Whether the name is bound at run time: not only under `if TYPE_CHECKING:`.
    fn is_at_run_time(&self, target: FileId, name: &str) -> bool {
        let path = format!("{}.{name}", self.project.modules().name(target));
        let known = self.names().of(&path);
        known.is_empty() || known.iter().any(|imported| !imported.type_checking)
    }

    /// How this file would write the module of another one.
    fn spelling(&self, target: FileId) -> String {
        let modules = self.project.modules();
        let absolute = modules.name(target);
        let own = modules.name(self.file.id);
        let has_relative = self.file.scopes.bindings().iter().any(|binding| {
            matches!(binding.kind, alchemod_facts::scopes::BindingKind::ImportFrom(stmt, _)
                if stmt.level.is_some_and(|level| level.to_usize() > 0))
        });
        if !has_relative {
            return absolute;
        }
        let mut package: Vec<&str> = own.split('.').collect();
        if !modules.is_package(self.file.id) {
            package.pop();
        }
        let wanted: Vec<&str> = absolute.split('.').collect();
        let shared = package
            .iter()
            .zip(&wanted)
            .take_while(|(a, b)| a == b)
            .count();
        // A relative import cannot leave the outermost package.
        if shared == 0 {
            return absolute;
        }
        let dots = ".".repeat(package.len() - shared + 1);
        format!("{dots}{}", wanted[shared..].join("."))
    }

    fn choose(&self, path: &str, type_checking: bool) -> Import {
        let path = canonical(path);
        if let Some(text) = self.known(&path, type_checking) {
            return Import { text, wish: None };
        }
        let Some((module, name)) = path.rsplit_once('.') else {
            return self.new_module(&path, None);
        };
        if let Some(prefix) = self.known(module, type_checking) {
            return Import {
                text: format!("{prefix}.{name}"),
                wish: None,
            };
        }
        if let Some(text) = self.through_package(module, name, type_checking) {
            return Import { text, wish: None };
        }
        self.new_name(module, name, type_checking)
    }

    /// The local name of what has this path, if the site sees it.
    fn known(&self, path: &str, type_checking: bool) -> Option<String> {
        let fits = |imported: &&Imported| {
            (type_checking || !imported.type_checking) && self.is_before_site(imported.offset)
        };
        let names = self.names();
        let known = names.of(path).iter().filter(fits);
        let mut texts = known.map(|imported| imported.text.as_str());
        if let Some(text) = texts.find(|text| self.is_seen(root(text))) {
            return Some(text.to_owned());
        }
        // A star import may bring it.
        let last = path.rsplit('.').next().unwrap_or(path);
        if names.has_stars && !names.is_bound(last) {
            let meaning = self.project.infer_name(self.file.id, ScopeId(0), last);
            if matches!(meaning.map(|m| m.value), Some(Value::External(p)) if *p == *path) {
                return Some(last.to_owned());
            }
        }
        None
    }

    /// `sa.orm.name`, if the file writes `sa.orm.` elsewhere.
    fn through_package(&self, module: &str, name: &str, type_checking: bool) -> Option<String> {
        let (package, last) = module.rsplit_once('.')?;
        let prefix = format!("{}.{last}", self.known(package, type_checking)?);
        self.names()
            .reads(&prefix)
            .then(|| format!("{prefix}.{name}"))
    }

    fn new_name(&self, module: &str, name: &str, type_checking: bool) -> Import {
        if self.is_free(name, &format!("{module}.{name}")) {
            return Import {
                text: name.to_owned(),
                wish: Some(ImportWish::Name {
                    module: module.to_owned(),
                    name: name.to_owned(),
                    as_name: None,
                    type_checking,
                }),
            };
        }
        if is_standard(root(module)) {
            return self.new_module(module, Some(name));
        }
        let first = root(module);
        let prefix = MODULE_ALIASES
            .iter()
            .find(|(known, _)| *known == first)
            .map_or(first, |(_, alias)| alias);
        let local = self.free_name(&format!("{prefix}_{name}"));
        Import {
            text: local.clone(),
            wish: Some(ImportWish::Name {
                module: module.to_owned(),
                name: name.to_owned(),
                as_name: Some(local),
                type_checking,
            }),
        }
    }

    /// `import module`, under another name if its own is taken; `name` is what is wanted of it.
    fn new_module(&self, module: &str, name: Option<&str>) -> Import {
        let own = root(module);
        let as_name = (!self.is_free(own, own)).then(|| {
            let alias = MODULE_ALIASES
                .iter()
                .find(|(known, _)| *known == module)
                .map_or_else(
                    || format!("{}_module", module.replace('.', "_")),
                    |(_, a)| (*a).to_owned(),
                );
            self.free_name(&alias)
        });
        let prefix = as_name.as_deref().unwrap_or(module);
        Import {
            text: name.map_or_else(|| prefix.to_owned(), |name| format!("{prefix}.{name}")),
            wish: Some(ImportWish::Module {
                module: module.to_owned(),
                as_name,
            }),
        }
    }

    /// Whether a new import of this path as `name` meets no other meaning of the name anywhere in the file.
    fn is_free(&self, name: &str, path: &str) -> bool {
        let names = self.names();
        let by_star = || {
            names.has_stars
                && self
                    .project
                    .infer_name(self.file.id, ScopeId(0), name)
                    .is_some()
        };
        !names.is_taken(name, path) && !by_star()
    }

    /// `name`, or `name_2`, `name_3` ...: the first that is free.
    fn free_name(&self, name: &str) -> String {
        std::iter::once(name.to_owned())
            .chain((2..).map(|number| format!("{name}_{number}")))
            .find(|name| self.is_free(name, ""))
            .unwrap_or_else(|| name.to_owned())
    }

    /// Whether `name` read at the site means the module's.
    fn is_seen(&self, name: &str) -> bool {
        let scopes = &self.file.scopes;
        match self.site() {
            Some(site) => {
                let of_module = scopes
                    .lookup(name, scopes.of(site))
                    .is_none_or(|(scope, _)| scope == ScopeId(0));
                let inside = scopes.opened_by(site).map(|scope| scopes.get(scope));
                of_module && inside.is_none_or(|scope| !scope.names.contains_key(name))
            }
            None => scopes
                .all()
                .skip(1)
                .all(|(_, scope)| !scope.names.contains_key(name)),
        }
    }

    /// Whether what stands at `offset` has run when the site does. An import at the end of a file has for
    /// code in functions only; then another one at the top does no harm.
    fn is_before_site(&self, offset: u32) -> bool {
        self.site()
            .is_none_or(|site| offset < self.file.nodes.get(site).span().start)
    }
}

fn root(path: &str) -> &str {
    path.split('.').next().unwrap_or(path)
}
