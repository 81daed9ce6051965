//! Columns that functions of the project make for class bodies (`user_id = key_to("users.id")`): their foreign keys.

use alchemod_python::arguments::keyword;
use alchemod_python::{ast, Node};

use crate::functions::function_def;
use crate::models::ForeignKeyTarget;
use crate::value::{ClassId, Place, Value};
use crate::{FileId, Project};

/// A column that a function makes.
pub(crate) struct MadeColumn<'t> {
    /// Its attribute.
    pub attribute: &'t str,
    /// What its foreign keys refer to.
    pub targets: Vec<ForeignKeyTarget>,
    /// Whether it takes NULL, or may do so.
    pub may_be_null: bool,
}

impl<'t> Project<'t> {
    /// The columns of a class body that functions make, each of which returns one `Column(...)`.
    pub(crate) fn made_columns_of(&self, class: ClassId) -> Vec<MadeColumn<'t>> {
        let info = self.class(class);
        let values = info.def.body.iter().filter_map(|stmt| match stmt {
            ast::Stmt::Assign(n) => match (n.targets.as_slice(), n.value.as_ref()) {
                ([ast::Expr::Name(name)], ast::Expr::Call(call)) => Some((name, call)),
                _ => None,
            },
            ast::Stmt::AnnAssign(n) => match (n.target.as_ref(), n.value.as_deref()?) {
                (ast::Expr::Name(name), ast::Expr::Call(call)) => Some((name, call)),
                _ => None,
            },
            _ => None,
        });
        values
            .filter_map(|(name, call)| self.made_column_of(info.file, name.id.as_str(), call))
            .collect()
    }

    fn made_column_of(
        &self,
        file: FileId,
        attribute: &'t str,
        call: &'t ast::ExprCall,
    ) -> Option<MadeColumn<'t>> {
        let Value::Function(place) = self.infer(file, &call.func)?.value else {
            return None;
        };
        let results = self.results(place);
        let [only] = results.returns.as_slice() else {
            return None;
        };
        let (column, _) = self.column_call(place.file, only)?;
        let targets = column
            .args
            .iter()
            .filter_map(|item| match item {
                ast::Expr::Call(key)
                    if self.external(place.file, &key.func).as_deref()
                        == Some("sqlalchemy.ForeignKey") =>
                {
                    Some(key)
                }
                _ => None,
            })
            .map(|key| match key.args.first() {
                Some(ast::Expr::Name(name)) => {
                    self.target_given(place, name.id.as_str(), file, call)
                }
                Some(target) => self.target_of(place.file, target),
                None => ForeignKeyTarget::Unknown,
            })
            .collect();
        let given = keyword(call, "nullable").or_else(|| keyword(column, "nullable"));
        let is_never = |value: &ast::Expr| matches!(value, ast::Expr::Constant(n) if n.value.as_bool() == Some(&false));
        Some(MadeColumn {
            attribute,
            targets,
            may_be_null: !given.is_some_and(|given| is_never(&given.value)),
        })
    }

    /// What a call gives for a parameter of the function at `place`, as the target of a foreign key.
    fn target_given(
        &self,
        place: Place,
        parameter: &str,
        file: FileId,
        call: &'t ast::ExprCall,
    ) -> ForeignKeyTarget {
        let node: Node<'t> = self.file(place.file).nodes.get(place.node);
        let Some(def) = function_def(node) else {
            return ForeignKeyTarget::Unknown;
        };
        let mut names = def.args.posonlyargs.iter().chain(&def.args.args);
        let position = names.position(|arg| arg.def.arg.as_str() == parameter);
        let by_position = position.and_then(|position| call.args.get(position));
        match by_position.or_else(|| keyword(call, parameter).map(|given| &given.value)) {
            Some(target) => self.target_of(file, target),
            None => ForeignKeyTarget::Unknown,
        }
    }
}
