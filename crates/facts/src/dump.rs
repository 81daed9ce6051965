//! What is believed of a project, as text: for `alchemod facts` and for snapshots.

use std::fmt::Write;

use alchemod_python::ast;
use alchemod_python::Node;

use crate::models::ForeignKeyTarget;
use crate::scopes::BindingKind;
use crate::value::{Typed, Value};
use crate::{ClassKind, File, Project};

/// Describes what `project` holds for true, file by file: module-level names, mapped classes with
/// their columns and relationships, sessions and other handles that functions use.
pub fn dump(project: &Project<'_>) -> String {
    let mut text = String::new();
    for file in &project.files {
        let mut part = String::new();
        names(project, file, &mut part);
        classes(project, file, &mut part);
        handles(project, file, &mut part);
        if !part.is_empty() {
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "{}: module {}",
                file.path,
                project.modules.name(file.id)
            );
            text.push_str(&part);
        }
    }
    text
}

fn names(project: &Project<'_>, file: &File<'_>, text: &mut String) {
    for binding in file.scopes.bindings() {
        let at_top = binding.scope.0 == 0;
        let is_plain = matches!(binding.kind, BindingKind::Class(_) | BindingKind::Function);
        if !at_top || is_plain {
            continue;
        }
        let Some(typed) = project.infer_name(file.id, binding.scope, binding.name) else {
            continue;
        };
        if is_worth_telling(&typed.value) {
            let _ = writeln!(text, "  {} = {}", binding.name, describe(project, &typed));
        }
    }
}

fn classes(project: &Project<'_>, file: &File<'_>, text: &mut String) {
    for (id, class) in project.classes().filter(|(_, class)| class.file == file.id) {
        if matches!(class.kind(), ClassKind::Plain) {
            continue;
        }
        let table = project
            .own_table_name(id)
            .map_or(String::new(), |table| format!(", table {table}"));
        let _ = writeln!(text, "  class {}: {:?}{table}", class.name(), class.kind());
        for column in project.mapped_columns_of(id) {
            let type_ = column
                .type_
                .map_or("?", |expr| project.file(column.file).tree.source(expr));
            let keys: Vec<String> = column
                .foreign_keys
                .iter()
                .map(|key| match &key.target {
                    ForeignKeyTarget::Name { table, column } => format!("{table}.{column}"),
                    ForeignKeyTarget::Attribute(class, name) => {
                        format!("{}.{name}", project.class(*class).name())
                    }
                    ForeignKeyTarget::Unknown => "?".to_owned(),
                })
                .collect();
            let refers = match keys.is_empty() {
                true => String::new(),
                false => format!(" -> {}", keys.join(", ")),
            };
            let _ = writeln!(
                text,
                "    {}: {:?} {type_}{refers}, primary key {:?}, nullable {:?}",
                column.attribute, column.constructor, column.primary_key, column.nullable
            );
        }
        for relationship in project.relationships_of(id) {
            let target = relationship
                .target
                .map_or("?", |target| project.class(target).name());
            let backref = relationship.backref.as_ref().map_or(String::new(), |b| {
                format!(", backref {}", b.name.unwrap_or("?"))
            });
            let _ = writeln!(
                text,
                "    {}: relationship to {target}, {:?}{backref}",
                relationship.attribute,
                project.direction(relationship)
            );
        }
    }
}

/// The receivers of `.query(...)`, `.execute(...)` and their like.
fn handles(project: &Project<'_>, file: &File<'_>, text: &mut String) {
    const METHODS: &[&str] = &[
        "query", "execute", "scalar", "scalars", "get", "connect", "begin",
    ];
    for (_, node) in file.nodes.iter() {
        let Node::Expr(ast::Expr::Call(call)) = node else {
            continue;
        };
        let ast::Expr::Attribute(attribute) = call.func.as_ref() else {
            continue;
        };
        if !METHODS.contains(&attribute.attr.as_str()) {
            continue;
        }
        let Some(typed) = project.infer(file.id, &attribute.value) else {
            continue;
        };
        if is_worth_telling(&typed.value) && !matches!(typed.value, Value::Module(_)) {
            let offset = alchemod_python::span(call).start as usize;
            let line = file.tree.text()[..offset].matches('\n').count() + 1;
            let _ = writeln!(
                text,
                "  line {line}: {} is {}",
                file.tree.source(attribute.value.as_ref()),
                describe(project, &typed)
            );
        }
    }
}

fn is_worth_telling(value: &Value) -> bool {
    match value {
        Value::External(path) | Value::Instance(path) => {
            path.starts_with("sqlalchemy") || path.starts_with("flask_sqlalchemy")
        }
        Value::None | Value::Function(_) | Value::Method(..) => false,
        _ => true,
    }
}

/// A value and its certainty in words.
pub fn describe(project: &Project<'_>, typed: &Typed) -> String {
    format!(
        "{} ({:?})",
        describe_value(project, &typed.value),
        typed.certainty
    )
}

fn describe_value(project: &Project<'_>, value: &Value) -> String {
    match value {
        Value::External(path) => path.to_string(),
        Value::Instance(class) => format!("instance of {class}"),
        Value::Method(class, name) => format!("method {name} of {class}"),
        Value::Module(file) => format!("module {}", project.modules.name(*file)),
        Value::Class(class) => format!("class {}", project.class(*class).name()),
        Value::Object(class) => format!("instance of class {}", project.class(*class).name()),
        Value::Attribute(class, name) => {
            format!("mapped attribute {}.{name}", project.class(*class).name())
        }
        Value::Aliased(class) => format!("alias of class {}", project.class(*class).name()),
        Value::Function(_) => "function".to_owned(),
        Value::Base(_) => "declarative base".to_owned(),
        Value::ContextManager(inner) => {
            format!("context manager of {}", describe_value(project, inner))
        }
        Value::Iterable(inner) => format!("iterable of {}", describe_value(project, inner)),
        Value::Mapping(inner) => format!("dictionary of {}", describe_value(project, inner)),
        Value::Tuple(parts) => {
            let parts: Vec<String> = parts
                .iter()
                .map(|part| {
                    part.as_ref()
                        .map_or("unknown".to_owned(), |part| describe_value(project, part))
                })
                .collect();
            format!("({})", parts.join(", "))
        }
        Value::None => "None".to_owned(),
    }
}
