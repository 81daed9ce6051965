//! Classes that others are made of by a call: `Base = declarative_base(cls=Base)`, where the name goes to the base that
//! is made, and `type(name, (Mixin, Base), {...})`.

use alchemod_python::ast;

use crate::externals::DECLARATIVE_BASE_OF_FLASK;
use crate::scopes::{BindingId, BindingKind, Scopes};
use crate::value::{ClassId, Value};
use crate::{ClassKind, FileId, Project};

/// The two bindings of such a name: the class, and what it is from then on.
pub(crate) fn rebound(
    scopes: &Scopes<'_>,
    name: &str,
    ids: &[BindingId],
) -> Option<(BindingId, BindingId)> {
    let [class, base] = ids else {
        return None;
    };
    let (first, then) = (scopes.binding(*class), scopes.binding(*base));
    let BindingKind::Assign {
        value: ast::Expr::Call(call),
        ..
    } = then.kind
    else {
        return None;
    };
    let is_given = call
        .keywords
        .iter()
        .filter(|keyword| keyword.arg.as_deref() == Some("cls"))
        .any(|keyword| {
            classes_in(&keyword.value)
                .iter()
                .any(|class| matches!(class, ast::Expr::Name(n) if n.id.as_str() == name))
        });
    let is_class = matches!(first.kind, BindingKind::Class(_));
    (is_class && first.node < then.node && is_given).then_some((*class, *base))
}

/// The classes that `cls=` gives: one, or a tuple of them.
pub(crate) fn classes_in(given: &ast::Expr) -> &[ast::Expr] {
    match given {
        ast::Expr::Tuple(tuple) => &tuple.elts,
        one => std::slice::from_ref(one),
    }
}

impl<'t> Project<'t> {
    /// The bases in `type(name, bases, attributes)`, if that makes a declarative class.
    pub fn bases_given_to_type(&self, file: FileId, call: &'t ast::ExprCall) -> Option<Vec<Value>> {
        let [_, ast::Expr::Tuple(bases), _] = call.args.as_slice() else {
            return None;
        };
        if !matches!(call.func.as_ref(), ast::Expr::Name(n) if n.id.as_str() == "type") {
            return None;
        }
        let bases: Vec<Value> = bases
            .elts
            .iter()
            .filter_map(|base| Some(self.infer(file, base)?.value))
            .collect();
        let is_declarative = |base: &Value| match base {
            Value::Base(_) => true,
            Value::External(path) => &**path == DECLARATIVE_BASE_OF_FLASK,
            Value::Class(class) => matches!(
                self.class(*class).kind(),
                ClassKind::Base | ClassKind::Mapped | ClassKind::Abstract
            ),
            _ => false,
        };
        bases.iter().any(is_declarative).then_some(bases)
    }

    /// The class that is given as `cls=` to what makes a declarative base, also where its name goes to that base.
    pub fn lent_class(&self, file: FileId, class: &'t ast::Expr) -> Option<ClassId> {
        if let ast::Expr::Name(name) = class {
            let this = self.file(file);
            let name = name.id.as_str();
            let (_, ids) = this.scopes.lookup(name, this.scope_of(class)?)?;
            if let Some((before, _)) = rebound(&this.scopes, name, ids) {
                return self.class_at(file, this.scopes.binding(before).node);
            }
        }
        match self.infer(file, class)?.value {
            Value::Class(class) => Some(class),
            _ => None,
        }
    }
}
