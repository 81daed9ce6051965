//! Relationships that a mapper is given: in `properties={...}`, by `add_property()` and `add_properties()`.

use alchemod_python::arguments::argument;
use alchemod_python::ast;
use alchemod_python::NodeId;

use crate::declared::Declared;
use crate::functions::last_name;
use crate::imperative::Entry;
use crate::models::Models;
use crate::project::string;
use crate::relationships::{Home, Relationship};
use crate::value::{ClassId, Value};
use crate::{File, FileId, Project};

/// Functions that give the mapper of a class.
const MAPPERS: &[&str] = &[
    "sqlalchemy.inspect",
    "sqlalchemy.orm.class_mapper",
    "sqlalchemy.orm.object_mapper",
];

impl<'t> Project<'t> {
    /// The relationships that mappers are given, and those of fields.
    pub(crate) fn property_relationships(&self, models: &Models<'t>) -> Vec<Relationship<'t>> {
        let mut found = Vec::new();
        for mapping in models.mappings() {
            if mapping.call.is_none() {
                let fields = self.declared_in_fields(mapping.class).into_iter();
                found.extend(fields.filter_map(|field| {
                    self.relationship_in(mapping.file, mapping.class, field, models)
                }));
                continue;
            }
            let given = mapping
                .call
                .and_then(|call| argument(call, Some(2), "properties"));
            let Some((file, entries, _)) =
                given.and_then(|given| self.dictionary(mapping.file, given))
            else {
                continue;
            };
            let made = entries
                .into_iter()
                .map(|entry| (mapping.class, entry, Home::Properties));
            found.extend(made.filter_map(|made| self.property(file, made, models)));
        }
        for file in &self.files {
            for (id, call) in file.calls() {
                for (class, entry) in self.added(file, id, call) {
                    found.extend(self.property(file.id, (class, entry, Home::Added), models));
                }
            }
        }
        found
    }

    fn property(
        &self,
        file: FileId,
        (class, entry, home): (ClassId, Entry<'t>, Home),
        models: &Models<'t>,
    ) -> Option<Relationship<'t>> {
        let declared = Declared {
            attribute: entry.name,
            value: entry.value,
            annotation: None,
            statement: self.statement_of(file, entry.value)?,
            is_declared_attr: false,
        };
        let found = self.relationship_in(file, class, declared, models)?;
        Some(Relationship {
            is_assigned: true,
            home,
            ..found
        })
    }

    /// The statement that an expression stands in.
    fn statement_of(&self, file: FileId, expr: &'t ast::Expr) -> Option<NodeId> {
        let nodes = &self.file(file).nodes;
        let id = nodes.expr_id(expr)?;
        nodes
            .ancestors(id)
            .find(|&id| nodes.get(id).stmt().is_some())
    }

    /// What a call of `add_property()` or `add_properties()` adds to which class.
    fn added(
        &self,
        file: &File<'t>,
        id: NodeId,
        call: &'t ast::ExprCall,
    ) -> Vec<(ClassId, Entry<'t>)> {
        let ast::Expr::Attribute(method) = call.func.as_ref() else {
            return Vec::new();
        };
        let entries = match method.attr.as_str() {
            "add_property" => {
                let name = argument(call, Some(0), "key").and_then(string);
                let value = argument(call, Some(1), "prop");
                name.zip(value)
                    .map(|(name, value)| vec![Entry { name, value }])
            }
            "add_properties" => argument(call, Some(0), "dict_of_properties")
                .and_then(|given| self.dictionary(file.id, given))
                .filter(|(home, _, _)| *home == file.id)
                .map(|(_, entries, _)| entries),
            _ => return Vec::new(),
        };
        let Some(class) = self.class_of_mapper(file, id, &method.value) else {
            return Vec::new();
        };
        let entries = entries.unwrap_or_default().into_iter();
        entries.map(|entry| (class, entry)).collect()
    }

    /// The class whose mapper an expression is.
    fn class_of_mapper(
        &self,
        file: &File<'t>,
        id: NodeId,
        mapper: &'t ast::Expr,
    ) -> Option<ClassId> {
        if let ast::Expr::Attribute(n) = mapper {
            if n.attr.as_str() == "__mapper__" {
                return self.class_value(file, id, &n.value);
            }
        }
        if let Some(class) = self.mapped_by(file.id, mapper) {
            return Some(class);
        }
        let (home, call) = self.made_by(file.id, mapper)?;
        let path = self.external(home, &call.func)?;
        let class = call.args.first().filter(|_| MAPPERS.contains(&&*path))?;
        match self.infer(home, class)?.value {
            Value::Class(class) => Some(class),
            _ => None,
        }
    }

    fn class_value(&self, file: &File<'t>, id: NodeId, expr: &'t ast::Expr) -> Option<ClassId> {
        match self.infer_in(file.id, file.scopes.of(id), expr)?.value {
            Value::Class(class) => Some(class),
            _ => None,
        }
    }

    /// The class that an expression, a call of `mapper()` or a name for one, maps.
    pub(crate) fn mapped_by(&self, file: FileId, expr: &'t ast::Expr) -> Option<ClassId> {
        let (home, call) = self.made_by(file, expr)?;
        if !matches!(last_name(&call.func), Some("mapper" | "map_imperatively")) {
            return None;
        }
        let this = self.file(home);
        let (id, _) = this.calls().find(|(_, other)| std::ptr::eq(*other, call))?;
        if !self.is_mapping(this, id, call) {
            return None;
        }
        self.class_value(this, id, argument(call, Some(0), "class_")?)
    }
}
