//! Mapped columns, foreign keys, tables and relationships of the project.

use std::sync::OnceLock;

use alchemod_python::arguments::keyword;
use alchemod_python::ast;
use alchemod_python::NodeId;
use rustc_hash::FxHashMap;

use crate::classes::is_true;
use crate::column_order::ColumnOrder;
use crate::column_uses::ColumnUses;
use crate::columns::Made;
use crate::externals::DECLARATIVE_BASE_OF_FLASK;
use crate::functions::last_name;
use crate::imperative::Mapping;
use crate::project::string;
use crate::relationships::{Home, Relationship};
use crate::value::{ClassId, Value};
use crate::{ClassKind, FileId, Project};

/// How a column is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constructor {
    /// `Column(...)`.
    Column,
    /// `mapped_column(...)`.
    MappedColumn,
}

/// What a column says of NULL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nullability {
    /// `nullable=True` or `nullable=False`.
    Literal(bool),
    /// `nullable=` with another expression.
    Expression,
    /// Nothing: nullable unless it is a primary key.
    Unsaid,
}

/// What a foreign key refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ForeignKeyTarget {
    /// `"table.column"` or `"schema.table.column"`: the table's name with schema, the column's.
    Name {
        /// The table, with its schema if given.
        table: String,
        /// The column.
        column: String,
    },
    /// A mapped attribute: `User.id`.
    Attribute(ClassId, String),
    /// Something else.
    Unknown,
}

/// `ForeignKey(...)` of a column.
#[derive(Clone, Debug)]
pub struct ForeignKey<'t> {
    /// The call.
    pub call: &'t ast::ExprCall,
    /// What it refers to.
    pub target: ForeignKeyTarget,
}

/// A column in the body of a class that takes part in a declarative mapping.
#[derive(Clone, Debug)]
pub struct Column<'t> {
    /// The class whose body it stands in.
    pub class: ClassId,
    /// The file of the class.
    pub file: FileId,
    /// The attribute's name.
    pub attribute: &'t str,
    /// The assignment, or the `def` of a `declared_attr`.
    pub statement: NodeId,
    /// The assigned expression: the call itself, or a call around it (`deferred(Column(...))`).
    pub value: &'t ast::Expr,
    /// The `Column(...)` or `mapped_column(...)` call.
    pub call: &'t ast::ExprCall,
    /// How it is made.
    pub constructor: Constructor,
    /// The annotation of the assignment.
    pub annotation: Option<&'t ast::Expr>,
    /// Whether it is returned by a `declared_attr` function.
    pub is_declared_attr: bool,
    /// Its SQL type, if it is given.
    pub type_: Option<&'t ast::Expr>,
    /// Its explicit name, if it is a literal.
    pub explicit_name: Option<&'t str>,
    /// Its foreign keys.
    pub foreign_keys: Vec<ForeignKey<'t>>,
    /// `primary_key=`: `None` if the argument is there but not literal.
    pub primary_key: Option<bool>,
    /// `nullable=`.
    pub nullable: Nullability,
}

impl<'t> Column<'t> {
    /// The column's name in the database, if it is literal.
    pub fn name(&self) -> &'t str {
        self.explicit_name.unwrap_or(self.attribute)
    }
}

/// `Table("name", metadata, ...)`.
#[derive(Clone, Debug)]
pub struct Table<'t> {
    /// The file of the call.
    pub file: FileId,
    /// The call.
    pub call: &'t ast::ExprCall,
    /// Its name with schema, if both are literal.
    pub name: Option<String>,
    /// Its columns: name, foreign keys.
    pub columns: Vec<(&'t str, Vec<ForeignKey<'t>>)>,
    /// Whether every argument could be read as a column or another schema item.
    pub is_complete: bool,
}

/// All that is known of the project's mappings.
#[derive(Debug, Default)]
pub struct Models<'t> {
    /// The columns of class bodies, by class and place.
    pub columns: Vec<Column<'t>>,
    /// The relationships of class bodies, by class and place, then those that are assigned to classes.
    pub relationships: Vec<Relationship<'t>>,
    /// The tables.
    pub tables: Vec<Table<'t>>,
    mappings: Vec<Mapping<'t>>,
    /// Whether any class has an attribute that does not stand in its body.
    pub(crate) gives_attributes: bool,
    mapping_of: FxHashMap<ClassId, usize>,
    columns_of: FxHashMap<ClassId, Vec<usize>>,
    relationships_of: FxHashMap<ClassId, Vec<usize>>,
    classes_by_name: FxHashMap<&'t str, Vec<ClassId>>,
    classes_by_table: FxHashMap<String, Vec<ClassId>>,
    back_references: FxHashMap<ClassId, Vec<String>>,
    pub(crate) uses: OnceLock<ColumnUses>,
    pub(crate) order: OnceLock<ColumnOrder>,
}

impl<'t> Models<'t> {
    pub(crate) fn new(project: &Project<'t>) -> Self {
        let mut models = Models::default();
        for (id, class) in project.classes() {
            if class.kind() == ClassKind::Imperative {
                let same = models.classes_by_name.entry(class.name()).or_default();
                same.push(id);
            }
            if !project.is_declarative(id) {
                continue;
            }
            if class.kind() == ClassKind::Mapped {
                models
                    .classes_by_name
                    .entry(class.name())
                    .or_default()
                    .push(id);
                if let Some(table) = project.own_table_name(id) {
                    models.classes_by_table.entry(table).or_default().push(id);
                }
            }
            for column in project.columns_in_body(id) {
                models
                    .columns_of
                    .entry(id)
                    .or_default()
                    .push(models.columns.len());
                models.columns.push(column);
            }
        }
        for file in &project.files {
            for (_, call) in file.calls() {
                models.tables.extend(project.table(file.id, call));
            }
        }
        for mapping in project.table_mappings(&models) {
            models.gives_attributes = true;
            let table = mapping
                .table
                .and_then(|table| models.tables[table].name.clone());
            if let Some(table) = table {
                let same = models.classes_by_table.entry(table).or_default();
                same.push(mapping.class);
            }
            models
                .mapping_of
                .insert(mapping.class, models.mappings.len());
            models.mappings.push(mapping);
        }
        for (id, _) in project.classes() {
            if project.is_declarative(id) {
                for relationship in project.relationships_in_body(id, &models) {
                    models.note(relationship);
                }
            }
        }
        for relationship in project.assigned_relationships(&models) {
            models.note(relationship);
        }
        for relationship in project.property_relationships(&models) {
            models.note(relationship);
        }
        models
    }

    /// Takes a relationship in.
    fn note(&mut self, relationship: Relationship<'t>) {
        let backref = relationship.backref.as_ref().and_then(|b| b.name);
        if let (Some(name), Some(target)) = (backref, relationship.target) {
            let names = self.back_references.entry(target).or_default();
            names.push(name.to_owned());
        }
        self.gives_attributes |= relationship.home != Home::Body;
        let known = self.relationships_of.entry(relationship.class).or_default();
        known.push(self.relationships.len());
        self.relationships.push(relationship);
    }

    /// The mappings by calls, and the classes with a `__table__`.
    pub fn mappings(&self) -> &[Mapping<'t>] {
        &self.mappings
    }

    pub(crate) fn mapping_of(&self, class: ClassId) -> Option<&Mapping<'t>> {
        self.mapping_of
            .get(&class)
            .map(|&index| &self.mappings[index])
    }

    /// The mapped classes of this name.
    pub fn classes_named(&self, name: &str) -> &[ClassId] {
        self.classes_by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// The mapped classes whose own table has this name (with schema, if it has one).
    pub fn classes_with_table(&self, table: &str) -> &[ClassId] {
        self.classes_by_table.get(table).map_or(&[], Vec::as_slice)
    }
}

impl<'t> Project<'t> {
    /// The project's mappings.
    pub fn models(&self) -> &Models<'t> {
        &self.models
    }

    /// The columns in the body of a class.
    pub fn columns_of(&self, class: ClassId) -> impl Iterator<Item = &Column<'t>> {
        let indices = self.models.columns_of.get(&class);
        indices
            .into_iter()
            .flatten()
            .map(|&index| &self.models.columns[index])
    }

    /// The columns in the body of a class, then those of a table that it is mapped to elsewhere.
    pub fn mapped_columns_of(&self, class: ClassId) -> impl Iterator<Item = &Column<'t>> {
        let mapping = self.models.mapping_of(class);
        self.columns_of(class)
            .chain(mapping.into_iter().flat_map(|mapping| &mapping.columns))
    }

    /// The relationships of a class: those in its body, then those that are given to it elsewhere.
    pub fn relationships_of(&self, class: ClassId) -> impl Iterator<Item = &Relationship<'t>> {
        let indices = self.models.relationships_of.get(&class);
        indices
            .into_iter()
            .flatten()
            .map(|&index| &self.models.relationships[index])
    }

    /// The column that an attribute of the class (or of its bases) is.
    pub fn column(&self, class: ClassId, attribute: &str) -> Option<&Column<'t>> {
        self.linearized(class).into_iter().find_map(|owner| {
            self.mapped_columns_of(owner)
                .find(|column| column.attribute == attribute)
        })
    }

    /// The relationship that an attribute of the class (or of its bases) is.
    pub fn relationship(&self, class: ClassId, attribute: &str) -> Option<&Relationship<'t>> {
        self.linearized(class).into_iter().find_map(|owner| {
            self.relationships_of(owner)
                .find(|relationship| relationship.attribute == attribute)
        })
    }

    /// Whether a `backref=` elsewhere gives the class (or a base of it) this attribute.
    pub fn has_back_reference(&self, class: ClassId, name: &str) -> bool {
        self.linearized(class).into_iter().any(|owner| {
            let names = self.models.back_references.get(&owner);
            names.is_some_and(|names| names.iter().any(|known| known == name))
        })
    }

    /// The mapped class that a string in `relationship("...")` or an annotation means, as a class
    /// with the declarative registry of `from` sees it. Dotted names count by their last part;
    /// `None` if several classes fit.
    pub fn class_named(&self, text: &str, from: ClassId, models: &Models<'t>) -> Option<ClassId> {
        let name = text.rsplit('.').next().unwrap_or(text);
        let root = self.declarative_root(from);
        let all = models.classes_named(name);
        let same = self.of_registry(all, root.as_ref());
        if let [only] = same.as_slice() {
            return Some(*only);
        }
        let file = self.class(from).file;
        let here: Vec<ClassId> = same
            .iter()
            .copied()
            .filter(|&id| match text.rsplit_once('.') {
                Some((module, _)) => {
                    let dotted = self.modules.name(self.class(id).file);
                    dotted == module || dotted.ends_with(&format!(".{module}"))
                }
                None => self.class(id).file == file && self.is_visible(id, from),
            })
            .collect();
        match here.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// Whether two classes of one file stand in the same scope.
    pub(crate) fn is_visible(&self, a: ClassId, b: ClassId) -> bool {
        let scope = |id: ClassId| {
            let class = self.class(id);
            self.file(class.file).scopes.of(class.node)
        };
        scope(a) == scope(b)
    }

    /// The name of the table that the class's own body (or Flask-SQLAlchemy) gives it.
    pub fn own_table_name(&self, class: ClassId) -> Option<String> {
        let info = self.class(class);
        if let Some(value) = info.assigned("__tablename__") {
            let name = string(value)?;
            return Some(match self.schema(class) {
                Some(schema) => format!("{schema}.{name}"),
                None => name.to_owned(),
            });
        }
        if info.assigned("__table__").is_some() {
            return None;
        }
        if self.inherits_table_name(class) {
            let name = self.computed_table_name(class)?;
            return Some(match self.schema(class) {
                Some(schema) => format!("{schema}.{name}"),
                None => name,
            });
        }
        let flask = self.linearized(class).into_iter().any(|id| {
            self.bases(id)
                .iter()
                .flatten()
                .any(|base| matches!(base, Value::External(p) if &**p == DECLARATIVE_BASE_OF_FLASK))
        });
        let has_key = info.def.body.iter().any(|stmt| {
            let value = match stmt {
                ast::Stmt::Assign(n) => Some(n.value.as_ref()),
                ast::Stmt::AnnAssign(n) => n.value.as_deref(),
                _ => None,
            };
            matches!(value, Some(ast::Expr::Call(call))
                if keyword(call, "primary_key").is_some_and(|k| is_true(&k.value)))
        });
        let mapped_parent = self.mapped_parent(class).is_some();
        (flask && (has_key || !mapped_parent))
            .then(|| crate::sqlalchemy::table_names::flask(info.name()))
    }

    /// Whether a base or mixin computes `__tablename__`, so that it is not known here.
    pub(crate) fn inherits_table_name(&self, class: ClassId) -> bool {
        self.linearized(class).into_iter().any(|id| {
            let info = self.class(id);
            let scope = self.file(info.file).scopes.get(info.scope);
            info.kind() != ClassKind::Mapped && scope.names.contains_key("__tablename__")
        })
    }

    fn schema(&self, class: ClassId) -> Option<&'t str> {
        let args = self.class(class).assigned("__table_args__")?;
        let dict = match args {
            ast::Expr::Dict(n) => n,
            ast::Expr::Tuple(n) => match n.elts.last()? {
                ast::Expr::Dict(n) => n,
                _ => return None,
            },
            _ => return None,
        };
        dict.keys
            .iter()
            .zip(&dict.values)
            .find(|(key, _)| key.as_ref().and_then(string) == Some("schema"))
            .and_then(|(_, value)| string(value))
    }

    /// The nearest mapped class that this one inherits from.
    pub fn mapped_parent(&self, class: ClassId) -> Option<ClassId> {
        self.linearized(class)
            .into_iter()
            .skip(1)
            .find(|&id| self.class(id).is_mapped())
    }

    fn columns_in_body(&self, class: ClassId) -> Vec<Column<'t>> {
        let info = self.class(class);
        let mut columns = Vec::new();
        for declared in self.declared_in_body(class) {
            let value = declared.value;
            let Some((call, constructor)) = self.column_call(info.file, value) else {
                continue;
            };
            columns.push(self.column_made(Made {
                class,
                file: info.file,
                attribute: declared.attribute,
                statement: declared.statement,
                value,
                call,
                constructor,
                annotation: declared.annotation,
                is_declared_attr: declared.is_declared_attr,
            }));
        }
        columns
    }

    /// The `Column(...)` or `mapped_column(...)` that an expression is, or that it wraps in
    /// `deferred(...)` or `column_property(...)`.
    pub fn column_call(
        &self,
        file: FileId,
        value: &'t ast::Expr,
    ) -> Option<(&'t ast::ExprCall, Constructor)> {
        let ast::Expr::Call(call) = value else {
            return None;
        };
        match &*self.external(file, &call.func)? {
            "sqlalchemy.Column" => Some((call, Constructor::Column)),
            "sqlalchemy.orm.mapped_column" => Some((call, Constructor::MappedColumn)),
            "sqlalchemy.orm.deferred" | "sqlalchemy.orm.column_property" => {
                self.column_call(file, call.args.first()?)
            }
            _ => None,
        }
    }

    /// Whether a positional argument of a column is a constraint, default or the like: no type.
    pub fn is_schema_item(&self, file: FileId, expr: &'t ast::Expr) -> bool {
        let ast::Expr::Call(call) = expr else {
            return matches!(expr, ast::Expr::Starred(_));
        };
        match self.external(file, &call.func) {
            Some(path) => SCHEMA_ITEMS.contains(&&*path),
            None => false,
        }
    }

    fn table(&self, file: FileId, call: &'t ast::ExprCall) -> Option<Table<'t>> {
        if last_name(&call.func) != Some("Table")
            || self.external(file, &call.func).as_deref() != Some("sqlalchemy.Table")
        {
            return None;
        }
        let schema = keyword(call, "schema").map(|k| string(&k.value));
        let name = call.args.first().and_then(string);
        let name = match (name, schema) {
            (Some(name), None) => Some(name.to_owned()),
            (Some(name), Some(Some(schema))) => Some(format!("{schema}.{name}")),
            _ => None,
        };
        let mut columns = Vec::new();
        let mut is_complete = true;
        for arg in call.args.iter().skip(1) {
            match (arg, self.column_call(file, arg)) {
                (_, Some((column, _))) => {
                    let (name, _, items) = self.column_arguments(file, column);
                    match name {
                        Some(name) => columns.push((name, self.foreign_keys(file, items))),
                        None => is_complete = false,
                    }
                }
                (ast::Expr::Starred(_), None) => is_complete = false,
                (ast::Expr::Call(item), None)
                    if self.external(file, &item.func).as_deref()
                        == Some("sqlalchemy.ForeignKeyConstraint") =>
                {
                    is_complete = false;
                }
                _ => {}
            }
        }
        Some(Table {
            file,
            call,
            name,
            columns,
            is_complete,
        })
    }

    /// The class and attribute of the column that a foreign key refers to, as seen from `from`.
    pub fn referenced_column(
        &self,
        target: &ForeignKeyTarget,
        from: ClassId,
    ) -> Option<&Column<'t>> {
        match target {
            ForeignKeyTarget::Attribute(class, attribute) => self.column(*class, attribute),
            ForeignKeyTarget::Name { table, column } => {
                let root = self.declarative_root(from);
                let all = self.models.classes_with_table(table);
                let owner = self.beside(&self.of_registry(all, root.as_ref()), from)?;
                self.linearized(owner).into_iter().find_map(|id| {
                    self.mapped_columns_of(id)
                        .find(|known| known.name() == column)
                })
            }
            ForeignKeyTarget::Unknown => None,
        }
    }
}

/// Positional arguments of a column that are no types.
const SCHEMA_ITEMS: &[&str] = &[
    "sqlalchemy.CheckConstraint",
    "sqlalchemy.Computed",
    "sqlalchemy.DefaultClause",
    "sqlalchemy.FetchedValue",
    "sqlalchemy.ForeignKey",
    "sqlalchemy.Identity",
    "sqlalchemy.Sequence",
    "sqlalchemy.ColumnDefault",
    "sqlalchemy.PassiveDefault",
    "sqlalchemy.UniqueConstraint",
    "sqlalchemy.Index",
];
