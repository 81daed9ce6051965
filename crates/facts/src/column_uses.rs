//! How the project uses its columns before SQLAlchemy has mapped them: where a `Column` differs
//! from the `MappedColumn` that 2.x puts in its place.

use alchemod_python::{ast, Node};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::functions::{function_def, last_name};
use crate::scopes::ScopeId;
use crate::value::{ClassId, Value};
use crate::{ClassKind, FileId, Project};

/// What `mapped_column(...)` gives in a class body that is as in a `Column`: SQL operators. `label` is there, and raises.
const SHARED: &[&str] = &[
    "all_",
    "any_",
    "asc",
    "between",
    "bitwise_and",
    "bitwise_lshift",
    "bitwise_not",
    "bitwise_or",
    "bitwise_rshift",
    "bitwise_xor",
    "bool_op",
    "collate",
    "column",
    "concat",
    "contains",
    "desc",
    "distinct",
    "endswith",
    "foreign_keys",
    "icontains",
    "iendswith",
    "ilike",
    "in_",
    "is_",
    "is_distinct_from",
    "is_not",
    "is_not_distinct_from",
    "isnot",
    "isnot_distinct_from",
    "istartswith",
    "like",
    "match",
    "not_ilike",
    "not_in",
    "not_like",
    "notilike",
    "notin_",
    "notlike",
    "nulls_first",
    "nulls_last",
    "nullsfirst",
    "nullslast",
    "op",
    "operate",
    "regexp_match",
    "regexp_replace",
    "reverse_operate",
    "startswith",
];

/// Whether an attribute of a `MappedColumn` is that of the `Column` in it.
pub fn is_shared_attribute(name: &str) -> bool {
    SHARED.binary_search(&name).is_ok()
}

/// Uses of columns before they are mapped.
#[derive(Debug, Default)]
pub struct ColumnUses {
    /// Whether any class or registry says which SQL types annotations stand for.
    pub has_type_annotation_map: bool,
    /// Attributes of the class that `declared_attr` functions read (`cls.name`); true for those
    /// of which they read something that only a `Column` has (`cls.name.type`).
    pub in_declared_attr: FxHashMap<String, bool>,
    /// Columns of classes without a table of their own of which code elsewhere reads something
    /// that only a `Column` has (`Mixin.name.type`).
    pub read_as_column: FxHashSet<(ClassId, String)>,
}

impl ColumnUses {
    pub(crate) fn new(project: &Project<'_>) -> Self {
        let mut uses = ColumnUses::default();
        for file in &project.files {
            let assigned = file.scopes.all();
            uses.has_type_annotation_map |= assigned
                .into_iter()
                .any(|(_, scope)| scope.names.contains_key("type_annotation_map"));
            for (id, node) in file.nodes.iter() {
                match node {
                    Node::Keyword(keyword) => {
                        uses.has_type_annotation_map |=
                            keyword.arg.as_deref() == Some("type_annotation_map");
                    }
                    Node::Stmt(_) => {
                        let Some(def) = function_def(node) else {
                            continue;
                        };
                        let first = def.args.posonlyargs.first().or(def.args.args.first());
                        let Some(first) = first.filter(|_| is_declared_attr(def.decorators)) else {
                            continue;
                        };
                        let cls = first.def.arg.as_str();
                        let read: Vec<_> = file
                            .subtree(id)
                            .filter_map(|(_, inner)| read_of(inner, cls))
                            .collect();
                        for (name, raw) in read {
                            *uses.in_declared_attr.entry(name.to_owned()).or_default() |= raw;
                        }
                    }
                    Node::Expr(ast::Expr::Attribute(outer)) => {
                        uses.note_raw_read(project, file.id, file.scopes.of(id), outer);
                    }
                    _ => {}
                }
            }
        }
        uses
    }

    fn note_raw_read<'t>(
        &mut self,
        project: &Project<'t>,
        file: FileId,
        scope: ScopeId,
        outer: &'t ast::ExprAttribute,
    ) {
        let ast::Expr::Attribute(inner) = outer.value.as_ref() else {
            return;
        };
        let is_class = last_name(&inner.value)
            .is_some_and(|name| name.starts_with(|c: char| c.is_uppercase() || c == '_'));
        if !is_class || is_shared_attribute(outer.attr.as_str()) {
            return;
        }
        let owner = project.infer_in(file, scope, &inner.value);
        let Some(Value::Class(class)) = owner.map(|typed| typed.value) else {
            return;
        };
        let without_table = matches!(
            project.class(class).kind(),
            ClassKind::Mixin | ClassKind::Abstract | ClassKind::Base
        );
        if let Some(column) = project
            .column(class, inner.attr.as_str())
            .filter(|_| without_table)
        {
            self.read_as_column
                .insert((column.class, column.attribute.to_owned()));
        }
    }
}

fn is_declared_attr(decorators: &[ast::Expr]) -> bool {
    decorators.iter().any(|decorator| {
        let decorator = match decorator {
            ast::Expr::Attribute(n) if last_name(&n.value) == Some("declared_attr") => &n.value,
            other => other,
        };
        last_name(decorator) == Some("declared_attr")
    })
}

/// The attribute that `cls.name` or (true) `cls.name.type` reads.
fn read_of<'t>(node: Node<'t>, cls: &str) -> Option<(&'t str, bool)> {
    let Node::Expr(ast::Expr::Attribute(outer)) = node else {
        return None;
    };
    let is_cls = |expr: &ast::Expr| matches!(expr, ast::Expr::Name(n) if n.id.as_str() == cls);
    match outer.value.as_ref() {
        ast::Expr::Attribute(inner) if is_cls(&inner.value) => {
            let raw = !is_shared_attribute(outer.attr.as_str());
            Some((inner.attr.as_str(), raw))
        }
        value if is_cls(value) => Some((outer.attr.as_str(), false)),
        _ => None,
    }
}

impl<'t> Project<'t> {
    /// How the project uses its columns before they are mapped.
    pub fn column_uses(&self) -> &ColumnUses {
        self.models.uses.get_or_init(|| ColumnUses::new(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_is_sorted() {
        assert!(SHARED.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(is_shared_attribute("desc") && !is_shared_attribute("type"));
    }
}
