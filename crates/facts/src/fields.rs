//! Fields of dataclasses whose metadata maps them: `id: int = field(metadata={"sa": Column(...)})`.

use alchemod_python::arguments::keyword;
use alchemod_python::ast;
use alchemod_python::Node;

use crate::columns::Made;
use crate::declared::Declared;
use crate::functions::last_name;
use crate::imperative::Mapping;
use crate::project::string;
use crate::value::ClassId;
use crate::Project;

/// Where a class says under which key SQLAlchemy finds what it maps.
const KEY: &str = "__sa_dataclass_metadata_key__";

impl<'t> Project<'t> {
    /// What the metadata of the class's own fields declares, if it says where that is.
    pub(crate) fn declared_in_fields(&self, class: ClassId) -> Vec<Declared<'t>> {
        let info = self.class(class);
        if info.def.decorator_list.is_empty() {
            return Vec::new();
        }
        let line = self.linearized(class).into_iter();
        let key = line.filter_map(|id| self.class(id).assigned(KEY)).next();
        let Some(key) = key.and_then(string) else {
            return Vec::new();
        };
        let fields = info.def.body.iter().filter_map(|stmt| {
            let ast::Stmt::AnnAssign(assign) = stmt else {
                return None;
            };
            let ast::Expr::Name(name) = assign.target.as_ref() else {
                return None;
            };
            Some(Declared {
                attribute: name.id.as_str(),
                value: in_metadata(assign.value.as_deref()?, key)?,
                annotation: Some(assign.annotation.as_ref()),
                statement: self.file(info.file).nodes.id(Node::Stmt(stmt))?,
                is_declared_attr: false,
            })
        });
        fields.collect()
    }

    /// The mapping of a class by the metadata of its fields.
    pub(crate) fn mapping_of_fields(&self, class: ClassId) -> Option<Mapping<'t>> {
        let fields = self.declared_in_fields(class);
        if fields.is_empty() {
            return None;
        }
        let info = self.class(class);
        let mut mapping = Mapping {
            class,
            file: info.file,
            node: info.node,
            call: None,
            table: None,
            properties: None,
            columns: Vec::new(),
            others: Vec::new(),
            is_complete: true,
        };
        for field in fields {
            match self.column_call(info.file, field.value) {
                Some((call, constructor)) => mapping.columns.push(self.column_made(Made {
                    class,
                    file: info.file,
                    attribute: field.attribute,
                    statement: field.statement,
                    value: field.value,
                    call,
                    constructor,
                    annotation: field.annotation,
                    is_declared_attr: false,
                })),
                None => mapping.others.push(field.attribute),
            }
        }
        Some(mapping)
    }
}

/// The value that `field(metadata={key: value})` has under a key; of mixins it is a lambda.
fn in_metadata<'t>(field: &'t ast::Expr, key: &str) -> Option<&'t ast::Expr> {
    let ast::Expr::Call(call) = field else {
        return None;
    };
    if !matches!(last_name(&call.func), Some("field" | "ib" | "attrib")) {
        return None;
    }
    let ast::Expr::Dict(metadata) = &keyword(call, "metadata")?.value else {
        return None;
    };
    let mut entries = metadata.keys.iter().zip(&metadata.values);
    let (_, value) = entries.find(|(known, _)| known.as_ref().and_then(string) == Some(key))?;
    match value {
        ast::Expr::Lambda(lambda) => Some(&lambda.body),
        value => Some(value),
    }
}
