//! Names that a `declared_attr` function of a base or mixin makes of the class's name.

use alchemod_python::ast;

use crate::project::string;
use crate::scopes::BindingKind;
use crate::value::ClassId;
use crate::{ClassKind, Project};

impl<'t> Project<'t> {
    /// The table name that a base or mixin without a mapping computes for the class, without its schema. `None` if
    /// that is not of a few plain forms: `cls.__name__.lower()`, with text before and after it.
    pub(crate) fn computed_table_name(&self, class: ClassId) -> Option<String> {
        let mut makers = self.linearized(class).into_iter().skip(1).filter(|&id| {
            let info = self.class(id);
            let scope = self.file(info.file).scopes.get(info.scope);
            scope.names.contains_key("__tablename__")
        });
        let (maker, None) = (makers.next()?, makers.next()) else {
            return None;
        };
        let info = self.class(maker);
        if info.kind() == ClassKind::Mapped {
            return None;
        }
        let scopes = &self.file(info.file).scopes;
        let [id] = scopes.get(info.scope).names["__tablename__"].as_slice() else {
            return None;
        };
        let binding = scopes.binding(*id);
        if !matches!(binding.kind, BindingKind::Function) {
            return None;
        }
        let value = self.declared_attr_value(info.file, binding.node)?;
        let of = Of {
            parameter: None,
            name: self.class(class).name(),
            table: None,
        };
        made_of(value, &of)
    }

    /// The text that an expression in a `declared_attr` function gives for a class that has the attribute: a literal, or
    /// one of a few plain forms with `cls.__name__` and `cls.__tablename__`, where `parameter` is `cls`.
    pub fn text_for_class(
        &self,
        value: &ast::Expr,
        parameter: &str,
        class: ClassId,
    ) -> Option<String> {
        let table = self.own_table_name(class);
        let of = Of {
            parameter: Some(parameter),
            name: self.class(class).name(),
            // The schema is none of its business.
            table: table.and_then(|table| Some(table.rsplit('.').next()?.to_owned())),
        };
        made_of(value, &of)
    }
}

/// What is known of a class's names.
struct Of<'a> {
    /// What the function calls it; anything if not given.
    parameter: Option<&'a str>,
    name: &'a str,
    table: Option<String>,
}

/// The text that an expression makes of the names of the class, which it calls `cls.__name__` and so on.
fn made_of(value: &ast::Expr, name: &Of<'_>) -> Option<String> {
    match value {
        ast::Expr::Constant(_) => string(value).map(str::to_owned),
        ast::Expr::Attribute(n) => {
            let is_class = matches!(n.value.as_ref(), ast::Expr::Name(class)
                if name.parameter.is_none_or(|parameter| parameter == class.id.as_str()));
            match n.attr.as_str() {
                "__name__" if is_class => Some(name.name.to_owned()),
                "__tablename__" if is_class => name.table.clone(),
                _ => None,
            }
        }
        ast::Expr::Call(call) => {
            let ast::Expr::Attribute(method) = call.func.as_ref() else {
                return None;
            };
            if !call.keywords.is_empty() {
                return None;
            }
            let text = made_of(&method.value, name)?;
            match (method.attr.as_str(), call.args.as_slice()) {
                ("lower", []) => Some(text.to_lowercase()),
                ("upper", []) => Some(text.to_uppercase()),
                ("format", [only]) => filled(&text, &["{}", "{0}"], &made_of(only, name)?),
                _ => None,
            }
        }
        ast::Expr::BinOp(n) => match n.op {
            ast::Operator::Add => Some(made_of(&n.left, name)? + &made_of(&n.right, name)?),
            ast::Operator::Mod => {
                let right = match n.right.as_ref() {
                    ast::Expr::Tuple(tuple) => match tuple.elts.as_slice() {
                        [only] => only,
                        _ => return None,
                    },
                    other => other,
                };
                filled(&made_of(&n.left, name)?, &["%s"], &made_of(right, name)?)
            }
            _ => None,
        },
        ast::Expr::JoinedStr(n) => n.values.iter().map(|part| made_of(part, name)).collect(),
        ast::Expr::FormattedValue(n) => {
            let is_plain = n.format_spec.is_none() && n.conversion.is_none();
            is_plain.then(|| made_of(&n.value, name)).flatten()
        }
        _ => None,
    }
}

/// A text whose only mark is replaced.
fn filled(text: &str, marks: &[&str], value: &str) -> Option<String> {
    let mark = marks.iter().find(|mark| text.contains(**mark))?;
    let rest = text.replacen(*mark, "", 1);
    (!rest.contains(['%', '{', '}'])).then(|| text.replacen(*mark, value, 1))
}
