//! Whether an annotation of a class, or of one that inherits from it, needs `__allow_unmapped__`.

use std::collections::HashSet;

use alchemod_engine::Context;
use alchemod_facts::{function_def, last_name, ClassId, ClassKind, Project, Value};
use alchemod_python::{ast, Node};

use crate::mapped_sites::is_dataclass;

/// What annotations 2.x takes without `__allow_unmapped__`.
const KNOWN: &[&str] = &[
    "AssociationProxy",
    "ClassVar",
    "DynamicMapped",
    "Mapped",
    "WriteOnlyMapped",
];

/// Bases outside of the project whose own annotations 2.x takes.
const BASES: &[&str] = &[
    "flask_sqlalchemy.SQLAlchemy.Model",
    "sqlalchemy.ext.asyncio.AsyncAttrs",
    "sqlalchemy.orm.DeclarativeBase",
    "sqlalchemy.orm.DeclarativeBaseNoMeta",
];

/// Keywords that make a class the base of declarative classes without a word of inheritance.
const BASE_KEYWORDS: &[&str] = &["cls", "model_class"];

/// Whether something may need that this class says it: what is not all visible does.
pub(super) fn is_needed<'t>(cx: &Context<'_, 't>, id: ClassId) -> bool {
    let project = cx.project;
    let heirs = project
        .classes()
        .map(|(other, _)| other)
        .filter(|&other| project.linearized(other).contains(&id));
    let (mut seen, mut names) = (HashSet::new(), HashSet::new());
    let mut is_used = false;
    for heir in heirs {
        let info = project.class(heir);
        names.insert(info.name());
        is_used |= info.kind() == ClassKind::Mapped;
        if project.is_presumed(heir) || is_dataclass(cx, heir) {
            return true;
        }
        for class in project.linearized(heir) {
            if !seen.insert(class) {
                continue;
            }
            if !bases_are_known(project, class) || has_unmapped(cx, class) {
                return true;
            }
        }
    }
    // A base without a mapped class is for others: theirs are not seen here.
    !is_used || is_lent(project, id) || has_hidden_heir(project, &names)
}

fn bases_are_known(project: &Project<'_>, class: ClassId) -> bool {
    // `class A(Base, table=True)` does more than to inherit.
    project.class(class).def.keywords.is_empty()
        && project.bases(class).iter().all(|base| match base {
            Some(Value::Class(_) | Value::Base(_)) => true,
            Some(Value::External(path)) => BASES.contains(&&**path),
            _ => false,
        })
}

/// Whether a class may inherit from one of these names by an import that was not followed.
fn has_hidden_heir(project: &Project<'_>, names: &HashSet<&str>) -> bool {
    project.classes().any(|(id, class)| {
        let is_named = |base: &ast::Expr| last_name(base).is_some_and(|name| names.contains(name));
        class.def.bases.iter().any(is_named)
            && project
                .bases(id)
                .iter()
                .any(|base| !matches!(base, Some(Value::Class(_) | Value::Base(_))))
    })
}

/// Whether a call anywhere takes the class, or one that may be it, for the base of others.
fn is_lent<'t>(project: &Project<'t>, id: ClassId) -> bool {
    let name = project.class(id).name();
    project.files.iter().any(|file| {
        file.calls().any(|(_, call)| {
            call.keywords.iter().any(|keyword| {
                keyword
                    .arg
                    .as_ref()
                    .is_some_and(|arg| BASE_KEYWORDS.contains(&arg.as_str()))
                    && last_name(&keyword.value) == Some(name)
            })
        })
    })
}

/// Whether the class body has an annotation that is an error on 2.x without the permission, or may be one.
fn has_unmapped(cx: &Context<'_, '_>, class: ClassId) -> bool {
    let info = cx.project.class(class);
    let file = cx.project.file(info.place().file);
    let cx = cx.in_file(file.id);
    file.subtree(info.place().node).any(|(id, node)| {
        let is_own = || file.scopes.of(id) == info.scope;
        match node {
            Node::Stmt(ast::Stmt::AnnAssign(n)) => is_own() && needs(&cx, n),
            _ => function_def(node).is_some_and(|def| {
                let is_attribute = def
                    .decorators
                    .iter()
                    .any(|decorator| cx.source(decorator).contains("declared_attr"));
                is_attribute
                    && !is_dunder(def.name)
                    && def.returns.is_some_and(|returns| !is_known(&cx, returns))
            }),
        }
    })
}

fn needs(cx: &Context<'_, '_>, n: &ast::StmtAnnAssign) -> bool {
    let ast::Expr::Name(target) = n.target.as_ref() else {
        return false;
    };
    // SQLAlchemy does not look at the annotations of these, nor where the value is no attribute.
    let is_passed = is_dunder(target.id.as_str()) && n.value.is_some();
    !is_passed && !n.value.as_deref().is_some_and(is_plain_value) && !is_known(cx, &n.annotation)
}

fn is_dunder(name: &str) -> bool {
    name.starts_with("__") && name.ends_with("__")
}

/// A value that is neither `None` nor an attribute of SQLAlchemy.
fn is_plain_value(value: &ast::Expr) -> bool {
    match value {
        ast::Expr::Constant(n) => !n.value.is_none(),
        ast::Expr::Dict(_) | ast::Expr::List(_) | ast::Expr::Set(_) | ast::Expr::Tuple(_) => true,
        _ => false,
    }
}

/// Whether 2.x takes the annotation as it is.
fn is_known(cx: &Context<'_, '_>, annotation: &ast::Expr) -> bool {
    let text = cx.source(annotation).trim_start_matches(['"', '\'']);
    let head = text.split('[').next().unwrap_or(text);
    KNOWN.contains(&head.rsplit('.').next().unwrap_or(head).trim())
}
