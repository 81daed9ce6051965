//! Classes that are most likely mapped, though their base is not to be seen: it comes from another package, or
//! is an attribute of some object (`class X(manager.declarative_base)`).

use alchemod_python::ast;

use crate::stdlib::is_standard;
use crate::value::{ClassId, Value};
use crate::{ClassKind, Project};

/// Packages whose base classes are no declarative bases of SQLAlchemy.
const OTHER_BASES: &[&str] = &["pydantic", "sqlalchemy", "sqlmodel", "typing_extensions"];

impl Project<'_> {
    /// Whether the class is taken to be mapped by what it looks like: that is no proof.
    pub fn is_presumed(&self, class: ClassId) -> bool {
        self.linearized(class)
            .into_iter()
            .any(|id| self.class(id).is_presumed)
    }

    /// Marks classes with a `__tablename__`, columns and an unknown base as mapped. `own` is what the class
    /// statements say.
    pub(crate) fn presume(&mut self, own: &[Option<ClassKind>]) {
        let presumed: Vec<usize> = (0..self.classes.len())
            .filter(|&index| self.looks_mapped(ClassId(index as u32)))
            .collect();
        if presumed.is_empty() {
            return;
        }
        for index in presumed {
            self.classes[index].kind = ClassKind::Mapped;
            self.classes[index].is_presumed = true;
        }
        self.inherit_kinds(own);
        self.mark_mixins(Vec::new(), true);
    }

    fn looks_mapped(&self, id: ClassId) -> bool {
        let class = self.class(id);
        class.kind == ClassKind::Plain
            && class.def.keywords.is_empty()
            && class.def.decorator_list.is_empty()
            && class.assigned("__tablename__").is_some()
            && self
                .linearized(id)
                .into_iter()
                .any(|id| self.has_unknown_base(id))
            && self
                .linearized(id)
                .into_iter()
                .any(|id| self.has_columns(id))
    }

    fn has_columns(&self, id: ClassId) -> bool {
        let class = self.class(id);
        class.def.body.iter().any(|stmt| {
            matches!(stmt, ast::Stmt::Assign(n) if self.column_call(class.file, &n.value).is_some())
        })
    }

    /// Whether a base might be a declarative one.
    fn has_unknown_base(&self, id: ClassId) -> bool {
        let class = self.class(id);
        class
            .def
            .bases
            .iter()
            .zip(self.bases(id))
            .any(|(expr, base)| match base {
                None => !matches!(expr, ast::Expr::Name(n) if n.id.as_str() == "object"),
                Some(Value::External(path)) => {
                    let package = path.split('.').next().unwrap_or_default();
                    !OTHER_BASES.contains(&package) && !is_standard(package)
                }
                Some(_) => false,
            })
    }
}
