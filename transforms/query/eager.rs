//! Joined eager loading that mappings ask for: it repeats rows where a query does not show it.

use alchemod_engine::Context;
use alchemod_facts::{last_name, ClassId, Project, Relationship, Value};
use alchemod_python::arguments::keyword;
use alchemod_python::{ast, Node};

/// The classes whose relationships load with a join.
struct Eager {
    /// Classes with such a relationship in their body.
    classes: Vec<ClassId>,
    /// One stands where its class is not visible: it may be any.
    elsewhere: bool,
}

/// Whether loading `class` may join a collection by the mapping alone.
pub(crate) fn may_join(cx: &Context<'_, '_>, class: ClassId) -> bool {
    let eager = cx.project.memo(find);
    if eager.elsewhere {
        return true;
    }
    let project = cx.project;
    let line = project.linearized(class);
    eager
        .classes
        .iter()
        .any(|&found| line.contains(&found) || project.linearized(found).contains(&class))
        || line.iter().any(|&class| {
            let written = &project.class(class).def.bases;
            let bases = written.iter().zip(project.bases(class));
            bases
                .filter(|(written, _)| last_name(written) != Some("object"))
                .any(|(_, base)| is_unknown_base(base.as_ref()))
        })
}

/// Packages whose classes bring no relationships.
const HARMLESS: &[&str] = &[
    "abc",
    "dataclasses",
    "enum",
    "flask_login",
    "flask_security",
    "flask_sqlalchemy",
    "object",
    "oslo_db",
    "sqlalchemy",
    "typing",
    "werkzeug",
];

/// A base from a package that might declare relationships of its own.
fn is_unknown_base(base: Option<&Value>) -> bool {
    match base {
        Some(Value::External(path)) => {
            !HARMLESS.contains(&path.split('.').next().unwrap_or_default())
        }
        Some(_) => false,
        None => true,
    }
}

fn find(project: &Project<'_>) -> Eager {
    let mut eager = Eager {
        classes: Vec::new(),
        elsewhere: false,
    };
    for file in &project.files {
        for (_, node) in file.nodes.iter() {
            let Node::Expr(ast::Expr::Call(call)) = node else {
                continue;
            };
            // Any callee counts that is given `lazy=`: relationship() has other names, wrappers and partials.
            let is_relationship = keyword(call, "lazy").is_some()
                || matches!(
                    last_name(&call.func),
                    Some("relationship" | "relation" | "backref" | "dynamic_loader")
                )
                || declared(project, call).is_some();
            if !is_relationship || !is_joined(call) {
                continue;
            }
            let in_body = declared(project, call);
            let by_backref = project.models().relationships.iter().find(|known| {
                known
                    .backref
                    .as_ref()
                    .and_then(|backref| backref.call)
                    .is_some_and(|found| std::ptr::eq(found, call))
            });
            match (in_body, by_backref.map(|known| known.target)) {
                (Some(known), _) => eager.classes.push(known.class),
                (None, Some(Some(target))) => eager.classes.push(target),
                _ => eager.elsewhere = true,
            }
        }
    }
    eager
}

/// The relationship of a class body that this call makes.
fn declared<'p, 't>(
    project: &'p Project<'t>,
    call: &'t ast::ExprCall,
) -> Option<&'p Relationship<'t>> {
    let mut all = project.models().relationships.iter();
    all.find(|known| std::ptr::eq(known.call, call))
}

/// Whether the call asks for a join, or its `lazy=` cannot be read.
fn is_joined(call: &ast::ExprCall) -> bool {
    if call.keywords.iter().any(|keyword| keyword.arg.is_none()) {
        return true;
    }
    match keyword(call, "lazy").map(|keyword| &keyword.value) {
        None => false,
        Some(ast::Expr::Constant(n)) => match &n.value {
            ast::Constant::Str(text) => text == "joined",
            ast::Constant::Bool(value) => !value,
            ast::Constant::None => false,
            _ => true,
        },
        Some(_) => true,
    }
}
