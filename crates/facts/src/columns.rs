//! What the arguments of columns say: names, types, foreign keys.

use alchemod_python::arguments::{argument, keyword};
use alchemod_python::ast;
use alchemod_python::NodeId;

use crate::functions::last_name;
use crate::models::{Column, Constructor, ForeignKey, ForeignKeyTarget, Nullability};
use crate::project::string;
use crate::value::{ClassId, Value};
use crate::{ClassKind, FileId, Project};

/// What a [`Column`] is made of, besides what its arguments say.
pub(crate) struct Made<'t> {
    pub class: ClassId,
    pub file: FileId,
    pub attribute: &'t str,
    pub statement: NodeId,
    pub value: &'t ast::Expr,
    pub call: &'t ast::ExprCall,
    pub constructor: Constructor,
    pub annotation: Option<&'t ast::Expr>,
    pub is_declared_attr: bool,
}

impl<'t> Project<'t> {
    /// A column, with what its arguments say.
    pub(crate) fn column_made(&self, made: Made<'t>) -> Column<'t> {
        let (explicit_name, type_, items) = self.column_arguments(made.file, made.call);
        Column {
            class: made.class,
            file: made.file,
            attribute: made.attribute,
            statement: made.statement,
            value: made.value,
            call: made.call,
            constructor: made.constructor,
            annotation: made.annotation,
            is_declared_attr: made.is_declared_attr,
            type_,
            explicit_name,
            foreign_keys: self.foreign_keys(made.file, items),
            primary_key: match keyword(made.call, "primary_key").map(|k| &k.value) {
                None => Some(false),
                Some(ast::Expr::Constant(n)) => n.value.as_bool().copied(),
                Some(_) => None,
            },
            nullable: match keyword(made.call, "nullable").map(|k| &k.value) {
                None => Nullability::Unsaid,
                Some(ast::Expr::Constant(n)) => n
                    .value
                    .as_bool()
                    .map_or(Nullability::Expression, |&b| Nullability::Literal(b)),
                Some(_) => Nullability::Expression,
            },
        }
    }

    /// The literal name, the type and the schema items of a column call.
    pub(crate) fn column_arguments(
        &self,
        file: FileId,
        call: &'t ast::ExprCall,
    ) -> (Option<&'t str>, Option<&'t ast::Expr>, &'t [ast::Expr]) {
        let mut args = call.args.as_slice();
        let mut name = keyword(call, "name").and_then(|k| string(&k.value));
        if let [first, rest @ ..] = args {
            if let Some(text) = string(first) {
                name = Some(text);
                args = rest;
            }
        }
        let mut type_ = keyword(call, "type_").map(|k| &k.value);
        if let [first, rest @ ..] = args {
            if type_.is_none() && !self.is_schema_item(file, first) {
                type_ = Some(first);
                args = rest;
            }
        }
        (name, type_, args)
    }

    pub(crate) fn foreign_keys(&self, file: FileId, items: &'t [ast::Expr]) -> Vec<ForeignKey<'t>> {
        items
            .iter()
            .filter_map(|item| match item {
                ast::Expr::Call(call) => Some(call),
                _ => None,
            })
            .filter(|call| {
                self.external(file, &call.func).as_deref() == Some("sqlalchemy.ForeignKey")
            })
            .map(|call| ForeignKey {
                call,
                target: self.foreign_key_target(file, call),
            })
            .collect()
    }

    fn foreign_key_target(&self, file: FileId, call: &'t ast::ExprCall) -> ForeignKeyTarget {
        match argument(call, Some(0), "column") {
            Some(target) => self.target_of(file, target),
            None => ForeignKeyTarget::Unknown,
        }
    }

    /// What the first argument of `ForeignKey(...)` refers to.
    pub(crate) fn target_of(&self, file: FileId, target: &'t ast::Expr) -> ForeignKeyTarget {
        if let Some((table, column)) = string(target).and_then(|text| text.rsplit_once('.')) {
            return ForeignKeyTarget::Name {
                table: table.to_owned(),
                column: column.to_owned(),
            };
        }
        if let Some(Value::Attribute(class, name)) =
            self.infer(file, target).map(|typed| typed.value)
        {
            return ForeignKeyTarget::Attribute(class, name.to_string());
        }
        // A column that a function makes is no attribute that is known.
        if let ast::Expr::Attribute(attribute) = target {
            let owner = self.infer(file, &attribute.value);
            if let Some(Value::Class(class)) = owner.map(|typed| typed.value) {
                return ForeignKeyTarget::Attribute(class, attribute.attr.to_string());
            }
        }
        self.named_by_table(file, target)
            .unwrap_or(ForeignKeyTarget::Unknown)
    }

    /// What `ForeignKey(users.c.id)` refers to, if the names of both are written out.
    fn named_by_table(&self, file: FileId, column: &'t ast::Expr) -> Option<ForeignKeyTarget> {
        let ast::Expr::Attribute(n) = column else {
            return None;
        };
        let ast::Expr::Attribute(columns) = n.value.as_ref() else {
            return None;
        };
        if !matches!(columns.attr.as_str(), "c" | "columns") {
            return None;
        }
        let (home, call) = self.made_by(file, &columns.value)?;
        let is_table = last_name(&call.func) == Some("Table")
            && self.external(home, &call.func).as_deref() == Some("sqlalchemy.Table");
        if !is_table || keyword(call, "schema").is_some() {
            return None;
        }
        let key = n.attr.as_str();
        let made = call.args.iter().skip(1);
        let (column, _) = made
            .filter(|arg| self.key_of(home, arg) == Some(key))
            .find_map(|arg| self.column_call(home, arg))?;
        Some(ForeignKeyTarget::Name {
            table: call.args.first().and_then(string)?.to_owned(),
            column: argument(column, Some(0), "name")
                .and_then(string)?
                .to_owned(),
        })
    }

    /// Of several classes the only one that stands beside `from`, in the same scope: tests make classes of one name.
    pub(crate) fn beside(&self, classes: &[ClassId], from: ClassId) -> Option<ClassId> {
        if let [only] = classes {
            return Some(*only);
        }
        let file = self.class(from).file;
        let mut near = classes
            .iter()
            .copied()
            .filter(|&id| self.class(id).file == file && self.is_visible(id, from));
        near.next().filter(|_| near.next().is_none())
    }

    /// Those of the classes that share a declarative registry; if there are none, those that calls map, whose
    /// registry may be the same.
    pub(crate) fn of_registry(&self, classes: &[ClassId], root: Option<&Value>) -> Vec<ClassId> {
        let of_root = |&id: &ClassId| root.is_none() || self.declarative_root(id).as_ref() == root;
        let is_imperative = |&id: &ClassId| self.class(id).kind() == ClassKind::Imperative;
        let same: Vec<ClassId> = classes.iter().copied().filter(of_root).collect();
        match same.is_empty() {
            true => classes.iter().copied().filter(is_imperative).collect(),
            false => same,
        }
    }
}
