//! Lists of rows that are built up, and what hands rows to functions: additions, generators, lambdas.

use alchemod_python::ast;
use alchemod_python::{Node, NodeId};
use rustc_hash::FxHashMap;

use crate::functions::Results;
use crate::infer::{combine, Infer};
use crate::iteration::{empty_literal, holds_rows, Collection};
use crate::scopes::{BindingId, BindingKind, ScopeId};
use crate::value::{ClassId, Place, Typed, Value};
use crate::{File, FileId, Project};

/// What is put into the lists of a file, by the last name of the list: the nodes of the calls and assignments.
pub(crate) type Additions = FxHashMap<String, Vec<NodeId>>;

/// Something that is put into a list.
enum Added<'t> {
    /// One element.
    One(&'t ast::Expr),
    /// Each element of another collection.
    Each(&'t ast::Expr),
}

/// Other libraries that execute statements of SQLAlchemy, and give rows of their own.
const EXECUTORS: &[&str] = &["aiomysql", "aiopg", "asyncpgsa", "databases", "gino"];

/// Whether the libraries of [`EXECUTORS`] are imported.
struct ExecutesElsewhere(bool);

impl<'t> Project<'t> {
    /// Whether the project imports another library that executes SQLAlchemy's statements.
    pub(crate) fn executes_elsewhere(&self) -> bool {
        let found = self.memo(|project| {
            let foreign = |path: &str| {
                let root = path.split('.').next().unwrap_or(path);
                EXECUTORS.contains(&root)
            };
            ExecutesElsewhere(project.files.iter().any(|file| {
                file.scopes
                    .bindings()
                    .iter()
                    .any(|binding| match binding.kind {
                        BindingKind::Import(alias) => foreign(alias.name.as_str()),
                        BindingKind::ImportFrom(stmt, _) => {
                            stmt.level.is_none_or(|level| level.to_usize() == 0)
                                && stmt.module.as_ref().is_some_and(|m| foreign(m.as_str()))
                        }
                        _ => false,
                    })
            }))
        });
        found.0
    }
}

impl<'t> File<'t> {
    /// What is put into the lists of this last name, each with the expression that is the list.
    fn additions(&self, name: &str) -> impl Iterator<Item = (&'t ast::Expr, Added<'t>)> + '_ {
        let additions = self.additions.get_or_init(|| {
            let mut additions = Additions::default();
            for (id, node) in self.nodes.iter() {
                for (list, _) in added(node) {
                    if let Some(name) = crate::functions::last_name(list) {
                        additions.entry(name.to_owned()).or_default().push(id);
                    }
                }
            }
            additions
        });
        let nodes = additions.get(name).map_or(&[][..], Vec::as_slice);
        let name = name.to_owned();
        nodes
            .iter()
            .flat_map(|&id| added(self.nodes.get(id)))
            .filter(move |(list, _)| crate::functions::last_name(list) == Some(&*name))
    }
}

/// The lists that a node puts something into, and what.
fn added<'t>(node: Node<'t>) -> Vec<(&'t ast::Expr, Added<'t>)> {
    match node {
        Node::Expr(ast::Expr::Call(call)) => {
            let ast::Expr::Attribute(method) = call.func.as_ref() else {
                return Vec::new();
            };
            let found = match method.attr.as_str() {
                "append" | "add" | "appendleft" => call.args.first().map(Added::One),
                "insert" => call.args.get(1).map(Added::One),
                "extend" | "update" => call.args.first().map(Added::Each),
                _ => None,
            };
            found
                .map(|added| (method.value.as_ref(), added))
                .into_iter()
                .collect()
        }
        Node::Stmt(ast::Stmt::Assign(n)) => n
            .targets
            .iter()
            .filter_map(|target| match target {
                ast::Expr::Subscript(item) => {
                    let added = match item.slice.as_ref() {
                        ast::Expr::Slice(_) => Added::Each(&n.value),
                        _ => Added::One(&n.value),
                    };
                    Some((item.value.as_ref(), added))
                }
                _ => None,
            })
            .collect(),
        Node::Stmt(ast::Stmt::AugAssign(n)) => match n.target.as_ref() {
            target @ ast::Expr::Attribute(_) => vec![(target, Added::Each(&n.value))],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

impl<'t> Project<'t> {
    /// What is put into the collection that a name or an attribute is, one by one and many at a time (true).
    pub(crate) fn put_into(
        &self,
        file: FileId,
        collection: &'t ast::Expr,
    ) -> Vec<(FileId, &'t ast::Expr, bool)> {
        let this = self.file(file);
        let Some(name) = crate::functions::last_name(collection) else {
            return Vec::new();
        };
        let owner = |expr: &'t ast::Expr| {
            let scope = this.scope_of(expr)?;
            this.scopes.lookup(name, scope).map(|(owner, _)| owner)
        };
        let (files, by_name) = match collection {
            ast::Expr::Name(_) => (vec![file], owner(collection)),
            ast::Expr::Attribute(n) => {
                let Some(Value::Object(class)) = self.infer(file, &n.value).map(|t| t.value) else {
                    return Vec::new();
                };
                let classes = self.linearized(class).into_iter();
                let mut files: Vec<FileId> = classes.map(|class| self.class(class).file).collect();
                files.sort();
                files.dedup();
                (files, None)
            }
            _ => return Vec::new(),
        };
        let mut found = Vec::new();
        for id in files {
            for (list, added) in self.file(id).additions(name) {
                let is_it = match (by_name, list) {
                    (Some(scope), ast::Expr::Name(_)) => owner(list) == Some(scope),
                    (None, ast::Expr::Attribute(_)) => true,
                    _ => false,
                };
                if is_it {
                    found.push(match added {
                        Added::One(value) => (id, value, false),
                        Added::Each(value) => (id, value, true),
                    });
                }
            }
        }
        found
    }
}

impl<'p, 't> Infer<'p, 't> {
    /// What a name with these bindings is; what is added to a list of rows must be rows as well.
    pub(crate) fn list_of(
        &self,
        file: FileId,
        scope: ScopeId,
        name: &str,
        ids: &[&BindingId],
    ) -> Option<Typed> {
        let scopes = &self.project.file(file).scopes;
        let mut values = Vec::new();
        let mut empty = None;
        for id in ids {
            let binding = scopes.binding(**id);
            let made = match binding.kind {
                BindingKind::Assign {
                    value,
                    annotation: None,
                } => empty_literal(value),
                _ => None,
            };
            match made {
                Some(kind) if empty.is_some_and(|empty| empty != kind) => return None,
                Some(kind) => empty = Some(kind),
                None => values.push(Some(self.binding(file, binding)?)),
            }
        }
        let start = match values.is_empty() {
            true => None,
            false => Some(combine(values)?),
        };
        let kind = match (&start, empty) {
            (None, empty) => empty?,
            (Some(start), empty) => match (Collection::kind_of(&start.value), empty) {
                (None, None) => return Some(start.clone()),
                (Some(kind), empty) if empty.is_none_or(|empty| empty == kind) => kind,
                _ => return None,
            },
        };
        let mut found = start;
        for (list, added) in self.project.file(file).additions(name) {
            if !matches!(list, ast::Expr::Name(_)) {
                continue;
            }
            let this = self.project.file(file);
            let from = this.scope_of(list)?;
            let is_it = this.scopes.lookup(name, from).map(|(owner, _)| owner) == Some(scope);
            if is_it {
                let added = self.added_rows(file, &added, kind)?;
                found = Some(match found {
                    Some(found) => combine([Some(found), Some(added)])?,
                    None => added,
                });
            }
        }
        found
    }

    /// The collection that has just what is added.
    fn added_rows(&self, file: FileId, added: &Added<'t>, kind: Collection) -> Option<Typed> {
        let this = self.project.file(file);
        let inner = match (added, kind) {
            (Added::One(expr), _) => self.expr(file, this.scope_of(expr)?, expr)?,
            (Added::Each(expr), Collection::List) => {
                self.iterated(file, this.scope_of(expr)?, expr)?
            }
            // `update()` takes another dictionary.
            (Added::Each(expr), Collection::Mapping) => {
                let other = self.expr(file, this.scope_of(expr)?, expr)?;
                return matches!(other.value, Value::Mapping(_)).then_some(other);
            }
        };
        holds_rows(&inner.value).then(|| Typed {
            value: kind.of(inner.value),
            certainty: inner.certainty,
        })
    }

    /// The value of `self.name`, if what is added to it anywhere is of the same kind.
    pub(crate) fn with_additions(&self, class: ClassId, name: &str, found: Typed) -> Option<Typed> {
        let Some(kind) = Collection::kind_of(&found.value) else {
            return Some(found);
        };
        let file = self.project.class(class).file;
        let mut found = found;
        for (list, added) in self.project.file(file).additions(name) {
            if matches!(list, ast::Expr::Attribute(_)) {
                found = combine([Some(found), Some(self.added_rows(file, &added, kind)?)])?;
            }
        }
        Some(found)
    }

    /// `rows += more`
    pub(crate) fn augmented(
        &self,
        file: FileId,
        scope: ScopeId,
        value: &'t ast::Expr,
    ) -> Option<Typed> {
        let inner = self.iterated(file, scope, value)?;
        Some(Typed {
            value: Value::Iterable(Box::new(inner.value)),
            certainty: inner.certainty,
        })
    }

    /// What iterating a generator function's result gives: a list of rows, as it were.
    pub(crate) fn yielded_rows(&self, place: Place, results: &Results<'t>) -> Option<Typed> {
        let mut values = Vec::new();
        if !results.yields.is_empty() {
            values.push(self.all_of(place, &results.yields));
        }
        let inner = combine(values)?;
        holds_rows(&inner.value).then(|| Typed {
            value: Value::Iterable(Box::new(inner.value)),
            certainty: inner.certainty,
        })
    }

    /// `List[Row]`
    pub(crate) fn annotated_rows(
        &self,
        file: FileId,
        scope: ScopeId,
        element: &'t ast::Expr,
    ) -> Option<Typed> {
        let inner = self.annotation(file, scope, element)?;
        holds_rows(&inner.value).then(|| Typed {
            value: Value::Iterable(Box::new(inner.value)),
            certainty: inner.certainty,
        })
    }

    /// The parameter of a lambda that is called with each of some rows: `sorted(rows, key=lambda row: ...)`.
    pub(crate) fn lambda_parameter(
        &self,
        file: FileId,
        function: NodeId,
        name: &str,
    ) -> Option<Typed> {
        let this = self.project.file(file);
        let Node::Expr(ast::Expr::Lambda(lambda)) = this.nodes.get(function) else {
            return None;
        };
        let position = lambda
            .args
            .posonlyargs
            .iter()
            .chain(&lambda.args.args)
            .position(|arg| arg.def.arg.as_str() == name)?;
        let parent = this.nodes.parent(function)?;
        let (call, is_key) = match this.nodes.get(parent) {
            Node::Keyword(keyword) if keyword.arg.as_deref() == Some("key") => {
                let Node::Expr(ast::Expr::Call(call)) = this.nodes.get(this.nodes.parent(parent)?)
                else {
                    return None;
                };
                (call, true)
            }
            Node::Expr(ast::Expr::Call(call)) => (call, false),
            _ => return None,
        };
        let scope = this.scopes.of(function);
        let iterated = match call.func.as_ref() {
            ast::Expr::Name(func) => match (func.id.as_str(), is_key) {
                ("sorted" | "min" | "max", true) => call.args.first()?,
                ("map", false) => call.args.get(1 + position)?,
                ("filter", false) if position == 0 => call.args.get(1)?,
                _ => return None,
            },
            ast::Expr::Attribute(method) => match (method.attr.as_str(), is_key) {
                ("sort", true) => method.value.as_ref(),
                ("groupby", true) => call.args.first()?,
                _ => return None,
            },
            _ => return None,
        };
        let address = Node::Expr(iterated).address();
        if address == this.nodes.get(function).address() {
            return None;
        }
        self.iterated(file, scope, iterated).map(Typed::flowed)
    }

    /// What `await value` gives of SQLAlchemy's own coroutines.
    pub(crate) fn awaited(
        &self,
        file: FileId,
        scope: ScopeId,
        value: &'t ast::Expr,
    ) -> Option<Typed> {
        use crate::sqlalchemy::{handles, rows};
        let ast::Expr::Call(call) = value else {
            return None;
        };
        let callee = self.expr(file, scope, &call.func)?;
        let Value::Method(class, name) = &callee.value else {
            return None;
        };
        let value = match handles::awaited_result(class, name) {
            Some(result) => Value::Instance(result.into()),
            None => {
                let row = Value::Instance(rows::listed(class, name)?.into());
                Value::Iterable(Box::new(row))
            }
        };
        Some(Typed {
            value,
            certainty: callee.certainty,
        })
    }
}
