//! Classes that are mapped by a call: `mapper(User, users)`, `registry.map_imperatively(User, users)`.

use alchemod_python::arguments::{argument, has_unpacking, keyword};
use alchemod_python::ast;
use alchemod_python::NodeId;

use crate::classes::is_true;
use crate::functions::last_name;
use crate::models::{Column, Models, Table};
use crate::project::string;
use crate::relationships::Home;
use crate::scopes::BindingKind;
use crate::value::{ClassId, Value};
use crate::{ClassKind, File, FileId, Project};

/// A call that maps a class, a class body with `__table__`, or fields of a dataclass: how columns that are made
/// elsewhere become attributes.
#[derive(Clone, Debug)]
pub struct Mapping<'t> {
    /// The class.
    pub class: ClassId,
    /// The file of the call, or of the class.
    pub file: FileId,
    /// The call's node, or the class statement's.
    pub node: NodeId,
    /// The call; `None` for a class body.
    pub call: Option<&'t ast::ExprCall>,
    /// The position of its table in [`Models::tables`], if that could be found.
    pub table: Option<usize>,
    /// `properties={...}`, where it is written out.
    pub properties: Option<&'t ast::ExprDict>,
    /// The columns, by the names of their attributes.
    pub columns: Vec<Column<'t>>,
    /// The other attributes that `properties` names.
    pub others: Vec<&'t str>,
    /// Whether these are all attributes that the mapping gives.
    pub is_complete: bool,
}

impl<'t> Mapping<'t> {
    /// Whether it gives the class an attribute of this name.
    pub fn has(&self, name: &str) -> bool {
        self.others.contains(&name) || self.columns.iter().any(|column| column.attribute == name)
    }

    /// An argument of the call, if it is there and not `None`.
    pub fn given(&self, name: &str) -> Option<&'t ast::Expr> {
        keyword(self.call?, name)
            .map(|keyword| &keyword.value)
            .filter(|value| !matches!(value, ast::Expr::Constant(n) if n.value.is_none()))
    }
}

/// The entry of a `properties` dictionary.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry<'t> {
    pub name: &'t str,
    pub value: &'t ast::Expr,
}

impl<'t> Project<'t> {
    /// The calls that map classes, with the classes.
    pub(crate) fn mapping_calls(&self) -> Vec<(FileId, NodeId, &'t ast::ExprCall, ClassId)> {
        let mut found = Vec::new();
        for file in &self.files {
            let others = other_names(file);
            for (id, call) in file.calls() {
                let is_one = last_name(&call.func).is_some_and(|name| {
                    matches!(name, "mapper" | "map_imperatively") || others.contains(&name)
                });
                if is_one && !is_non_primary(call) && self.is_mapping(file, id, call) {
                    let class = argument(call, Some(0), "class_")
                        .and_then(|class| self.infer_in(file.id, file.scopes.of(id), class));
                    if let Some(Value::Class(class)) = class.map(|typed| typed.value) {
                        found.push((file.id, id, call, class));
                    }
                }
            }
        }
        found
    }

    /// Whether a call maps a class.
    pub(crate) fn is_mapping(&self, file: &File<'t>, id: NodeId, call: &'t ast::ExprCall) -> bool {
        let callee = self.infer_in(file.id, file.scopes.of(id), &call.func);
        match callee.map(|typed| typed.value) {
            Some(Value::External(path)) => &*path == "sqlalchemy.orm.mapper",
            Some(Value::Method(owner, name)) => {
                &*owner == "sqlalchemy.orm.registry" && &*name == "map_imperatively"
            }
            _ => false,
        }
    }

    /// Marks the classes that calls map.
    pub(crate) fn mark_imperative(&mut self) {
        for (_, _, _, class) in self.mapping_calls() {
            let class = &mut self.classes[class.0 as usize];
            if matches!(class.kind, ClassKind::Plain | ClassKind::Mixin) {
                class.kind = ClassKind::Imperative;
            }
        }
    }

    /// The mappings by calls, and the classes with `__table__` or fields that map, by class. Of a class that several calls map
    /// nothing is known.
    pub(crate) fn table_mappings(&self, models: &Models<'t>) -> Vec<Mapping<'t>> {
        let is_imperative = |class: ClassId| self.class(class).kind() == ClassKind::Imperative;
        let mut mappings: Vec<Mapping<'t>> = Vec::new();
        if self.classes().any(|(id, _)| is_imperative(id)) {
            let calls = self.mapping_calls();
            for &(file, node, call, class) in &calls {
                let is_only = calls.iter().filter(|(.., other)| *other == class).count() == 1;
                if is_imperative(class) && is_only {
                    mappings.push(self.mapping(file, node, call, class, models));
                }
            }
        }
        for (id, info) in self.classes() {
            if info.kind() == ClassKind::Mapped {
                match info.assigned("__table__") {
                    Some(table) => mappings.push(self.mapping_of_body(id, table, models)),
                    None => mappings.extend(self.mapping_of_fields(id)),
                }
            }
        }
        mappings
    }

    fn mapping(
        &self,
        file: FileId,
        node: NodeId,
        call: &'t ast::ExprCall,
        class: ClassId,
        models: &Models<'t>,
    ) -> Mapping<'t> {
        let table = argument(call, Some(1), "local_table");
        let properties = argument(call, Some(2), "properties");
        let written = properties.and_then(|given| self.dictionary(file, given));
        let mut mapping = Mapping {
            class,
            file,
            node,
            call: Some(call),
            table: table.and_then(|table| self.table_at(file, table, models)),
            properties: match properties {
                Some(ast::Expr::Dict(dict)) => Some(dict),
                _ => None,
            },
            columns: Vec::new(),
            others: Vec::new(),
            is_complete: !has_unpacking(call)
                && (properties.is_none() || written.is_some())
                && !["column_prefix", "include_properties"]
                    .iter()
                    .any(|name| keyword(call, name).is_some()),
        };
        let (entries, all) = match written {
            // Tables have their names in the file of the dictionary.
            Some((home, entries, all)) => (entries, all && home == file),
            None => (Vec::new(), true),
        };
        mapping.is_complete &= all;
        self.fill(&mut mapping, table, entries, models);
        mapping
    }

    fn mapping_of_body(
        &self,
        class: ClassId,
        table: &'t ast::Expr,
        models: &Models<'t>,
    ) -> Mapping<'t> {
        let info = self.class(class);
        let mut mapping = Mapping {
            class,
            file: info.file,
            node: info.node,
            call: None,
            table: self.table_at(info.file, table, models),
            properties: None,
            columns: Vec::new(),
            others: Vec::new(),
            is_complete: info.assigned("__mapper_args__").is_none(),
        };
        let entries = self
            .declared_in_body(class)
            .into_iter()
            .filter(|declared| !declared.is_declared_attr)
            .map(|declared| Entry {
                name: declared.attribute,
                value: declared.value,
            })
            .collect();
        self.fill(&mut mapping, Some(table), entries, models);
        // What else the body has is known by the body.
        mapping.others.clear();
        mapping
    }

    /// Adds the columns of the table: under the names that `entries` give them, the others under their own.
    fn fill(
        &self,
        mapping: &mut Mapping<'t>,
        given: Option<&'t ast::Expr>,
        entries: Vec<Entry<'t>>,
        models: &Models<'t>,
    ) {
        let table = mapping.table.map(|index| &models.tables[index]);
        mapping.is_complete &= table.is_some_and(|table| table.is_complete) || given.is_none();
        let mut renamed: Vec<&str> = Vec::new();
        for entry in &entries {
            let column = self.column_of_table(mapping.file, entry.value, models);
            match (column, table) {
                (Some((index, key)), Some(table)) if Some(index) == mapping.table => {
                    renamed.push(key);
                    let column = self.table_column(mapping.class, table, key, entry.name);
                    mapping.columns.extend(column);
                }
                _ => mapping.others.push(entry.name),
            }
        }
        let Some(table) = table else {
            return;
        };
        let listed = |name: &str| {
            let call = mapping.call?;
            let given = &keyword(call, name)?.value;
            Some(strings(given).unwrap_or_default())
        };
        let (included, excluded) = (listed("include_properties"), listed("exclude_properties"));
        let has_prefix = mapping
            .call
            .is_some_and(|call| keyword(call, "column_prefix").is_some());
        for arg in table.call.args.iter().skip(1) {
            let Some(key) = self.key_of(table.file, arg) else {
                continue;
            };
            let is_left_out = has_prefix
                || renamed.contains(&key)
                || mapping.has(key)
                || included.as_ref().is_some_and(|list| !list.contains(&key))
                || excluded.as_ref().is_some_and(|list| list.contains(&key))
                || self.hides(mapping.class, key);
            if !is_left_out {
                let column = self.table_column(mapping.class, table, key, key);
                mapping.columns.extend(column);
            }
        }
    }

    /// The name that a column has in its table's `c`.
    pub(crate) fn key_of(&self, file: FileId, arg: &'t ast::Expr) -> Option<&'t str> {
        let (call, _) = self.column_call(file, arg)?;
        match keyword(call, "key") {
            Some(key) => string(&key.value),
            None => argument(call, Some(0), "name").and_then(string),
        }
    }

    /// A column of a table as an attribute of a class.
    fn table_column(
        &self,
        class: ClassId,
        table: &Table<'t>,
        key: &str,
        attribute: &'t str,
    ) -> Option<Column<'t>> {
        let value = table
            .call
            .args
            .iter()
            .skip(1)
            .find(|arg| self.key_of(table.file, arg) == Some(key))?;
        let (call, constructor) = self.column_call(table.file, value)?;
        let statement = self.file(table.file).nodes.expr_id(value)?;
        Some(self.column_made(crate::columns::Made {
            class,
            file: table.file,
            attribute,
            statement,
            value,
            call,
            constructor,
            annotation: None,
            is_declared_attr: false,
        }))
    }

    /// The column that `users.c.name` is: the position of its table, its key there. Also inside of
    /// `column_property()` and `deferred()`.
    fn column_of_table(
        &self,
        file: FileId,
        value: &'t ast::Expr,
        models: &Models<'t>,
    ) -> Option<(usize, &'t str)> {
        let (owner, key) = match value {
            ast::Expr::Attribute(n) => (n.value.as_ref(), n.attr.as_str()),
            ast::Expr::Subscript(n) => (n.value.as_ref(), string(&n.slice)?),
            ast::Expr::Call(call)
                if matches!(last_name(&call.func), Some("column_property" | "deferred")) =>
            {
                return self.column_of_table(file, call.args.first()?, models);
            }
            _ => return None,
        };
        let ast::Expr::Attribute(columns) = owner else {
            return None;
        };
        if !matches!(columns.attr.as_str(), "c" | "columns") {
            return None;
        }
        Some((self.table_at(file, &columns.value, models)?, key))
    }

    pub(crate) fn table_at(
        &self,
        file: FileId,
        table: &'t ast::Expr,
        models: &Models<'t>,
    ) -> Option<usize> {
        let (_, call) = self.made_by(file, table)?;
        models
            .tables
            .iter()
            .position(|table| std::ptr::eq(table.call, call))
    }

    /// The entries of a dictionary that is written out, here or where its name is bound, with its file, and whether
    /// these are all.
    pub(crate) fn dictionary(
        &self,
        file: FileId,
        expr: &'t ast::Expr,
    ) -> Option<(FileId, Vec<Entry<'t>>, bool)> {
        let (file, made) = self.definition_of(file, expr)?;
        match made {
            ast::Expr::Dict(dict) => {
                let entries: Vec<Entry<'t>> = dict
                    .keys
                    .iter()
                    .zip(&dict.values)
                    .filter_map(|(key, value)| {
                        let name = string(key.as_ref()?)?;
                        Some(Entry { name, value })
                    })
                    .collect();
                let all = entries.len() == dict.keys.len();
                Some((file, entries, all))
            }
            ast::Expr::Call(call) if matches!(call.func.as_ref(), ast::Expr::Name(n) if n.id.as_str() == "dict") =>
            {
                let entries: Vec<Entry<'t>> = call
                    .keywords
                    .iter()
                    .filter_map(|keyword| {
                        Some(Entry {
                            name: keyword.arg.as_deref()?,
                            value: &keyword.value,
                        })
                    })
                    .collect();
                let all = call.args.is_empty() && entries.len() == call.keywords.len();
                Some((file, entries, all))
            }
            _ => None,
        }
    }

    /// Whether the class has something of its own under the name, for which SQLAlchemy leaves a column out that
    /// `properties` does not name: a method, a property, a default. Fields of dataclasses do not count.
    fn hides(&self, class: ClassId, name: &str) -> bool {
        self.linearized(class).into_iter().any(|id| {
            let info = self.class(id);
            let scopes = &self.file(info.file).scopes;
            let Some(ids) = scopes.get(info.scope).names.get(name) else {
                return false;
            };
            let has_fields = has_fields(info.def);
            ids.iter().any(|&id| match scopes.binding(id).kind {
                BindingKind::Annotation(_) => false,
                BindingKind::Assign { value, annotation } => {
                    !(is_false(value) || (has_fields && (annotation.is_some() || is_field(value))))
                }
                _ => true,
            })
        })
    }

    /// How the class is mapped to a table that is made elsewhere: by a call, or by its `__table__`.
    pub fn mapping_of(&self, class: ClassId) -> Option<&Mapping<'t>> {
        self.models.mapping_of(class)
    }

    /// Whether one of the classes is given an attribute outside of its body: by a table that is made elsewhere, or as
    /// a relationship.
    pub(crate) fn is_given(&self, line: &[ClassId], name: &str) -> bool {
        let models = self.models();
        models.gives_attributes
            && line.iter().any(|&owner| {
                let mapping = self.mapping_of(owner);
                mapping.is_some_and(|mapping| mapping.has(name))
                    || self
                        .relationships_of(owner)
                        .any(|known| known.home != Home::Body && known.attribute == name)
            })
    }
}

/// Names by which a file imports `mapper`, if not by its own.
fn other_names<'t>(file: &File<'t>) -> Vec<&'t str> {
    let renamed = file.scopes.bindings().iter().filter(|binding| {
        matches!(binding.kind, BindingKind::ImportFrom(_, alias)
            if alias.asname.is_some() && alias.name.as_str() == "mapper")
    });
    renamed.map(|binding| binding.name).collect()
}

/// Decorators of classes whose annotated attributes are fields.
const FIELD_DECORATORS: &[&str] = &[
    "attributes",
    "attrs",
    "dataclass",
    "define",
    "frozen",
    "mutable",
    "s",
];

/// Whether a decorator makes a dataclass of a class.
fn has_fields(class: &ast::StmtClassDef) -> bool {
    class.decorator_list.iter().any(|decorator| {
        let callee = match decorator {
            ast::Expr::Call(call) => call.func.as_ref(),
            other => other,
        };
        last_name(callee).is_some_and(|name| FIELD_DECORATORS.contains(&name))
    })
}

/// `attr.ib()`, `field(default=...)`
fn is_field(value: &ast::Expr) -> bool {
    matches!(value, ast::Expr::Call(call)
        if matches!(last_name(&call.func), Some("ib" | "attrib" | "field")))
}

/// Whether a literal is false.
fn is_false(value: &ast::Expr) -> bool {
    match value {
        ast::Expr::Constant(n) => match &n.value {
            ast::Constant::None => true,
            ast::Constant::Bool(value) => !value,
            ast::Constant::Str(text) => text.is_empty(),
            ast::Constant::Int(number) => number.to_string() == "0",
            _ => false,
        },
        ast::Expr::List(n) => n.elts.is_empty(),
        ast::Expr::Tuple(n) => n.elts.is_empty(),
        ast::Expr::Dict(n) => n.keys.is_empty(),
        _ => false,
    }
}

/// The strings of a list, tuple or set.
fn strings(value: &ast::Expr) -> Option<Vec<&str>> {
    let elements = match value {
        ast::Expr::List(n) => &n.elts,
        ast::Expr::Tuple(n) => &n.elts,
        ast::Expr::Set(n) => &n.elts,
        _ => return None,
    };
    elements.iter().map(string).collect()
}

/// Whether the mapping is of another mapper beside the first, which 2.x does not have.
fn is_non_primary(call: &ast::ExprCall) -> bool {
    keyword(call, "non_primary").is_some_and(|keyword| is_true(&keyword.value))
}
