//! `cascade-backrefs`: new objects that were saved only because of an object that they refer to.

mod callers;
mod fate;
mod reverse;
mod sessions;

use alchemod_engine::{Context, Finding, Interest, Rule, Stage, Target, Transform};
use alchemod_facts::scopes::BindingKind;
use alchemod_facts::{ClassId, Value};
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::Span;

use fate::{is_saved_otherwise, Association};

/// See the rule's documentation.
pub(crate) struct CascadeBackrefs;

static RULE: Rule = Rule {
    code: "AM804",
    name: "cascade-backrefs",
    stage: Stage::Sessions,
    summary: "new objects that 1.x saved because an object in the session got to know them by a back reference",
    guide: (
        "SQLAlchemy 1.4: cascade_backrefs behavior deprecated for removal in 2.0",
        "https://docs.sqlalchemy.org/en/20/changelog/changelog_14.html#change-5150",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for CascadeBackrefs {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::AnyOf(&[Interest::Assignments, Interest::Calls])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        match cx.file.nodes.get(site) {
            Node::Stmt(ast::Stmt::Assign(assign)) => assigned(cx, site, assign),
            Node::Expr(ast::Expr::Call(call)) => {
                constructed(cx, site, call).or_else(|| appended(cx, site, call))
            }
            _ => None,
        }
    }
}

/// `Address(user=user)`.
fn constructed<'t>(cx: &Context<'_, 't>, site: NodeId, call: &'t ast::ExprCall) -> Option<Finding> {
    if call.keywords.is_empty() {
        return None;
    }
    let class = mapped(cx, &call.func)?;
    call.keywords.iter().find_map(|keyword| {
        let name = keyword.arg.as_deref()?;
        let association = Association {
            object: None,
            site,
            others: others(&keyword.value),
        };
        relied(cx, class, name, span(keyword), &association)
    })
}

/// `address.user = user`, where `address` is new.
fn assigned<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    assign: &'t ast::StmtAssign,
) -> Option<Finding> {
    let [ast::Expr::Attribute(target)] = assign.targets.as_slice() else {
        return None;
    };
    let (class, object) = new_object(cx, &target.value)?;
    let association = Association {
        object: Some(object),
        site,
        others: others(&assign.value),
    };
    relied(cx, class, target.attr.as_str(), span(assign), &association)
}

/// `address.users.append(user)`, where `address` is new.
fn appended<'t>(cx: &Context<'_, 't>, site: NodeId, call: &'t ast::ExprCall) -> Option<Finding> {
    let ast::Expr::Attribute(method) = call.func.as_ref() else {
        return None;
    };
    let ast::Expr::Attribute(collection) = method.value.as_ref() else {
        return None;
    };
    let ("append", [other]) = (method.attr.as_str(), call.args.as_slice()) else {
        return None;
    };
    let (class, object) = new_object(cx, &collection.value)?;
    let association = Association {
        object: Some(object),
        site,
        others: others(other),
    };
    relied(
        cx,
        class,
        collection.attr.as_str(),
        span(call),
        &association,
    )
}

fn relied<'t>(
    cx: &Context<'_, 't>,
    class: ClassId,
    attribute: &str,
    place: Span,
    association: &Association<'t>,
) -> Option<Finding> {
    let reverse = reverse::cascading(cx, class, attribute)?;
    if association.others.is_empty()
        || sessions::are_all_new(cx.project)
        || is_saved_otherwise(cx, association)
    {
        return None;
    }
    let name = cx.project.class(class).name();
    Some(Finding::manual(
        place,
        format!("a new {name} is no longer saved by way of its `{attribute}`"),
        format!("1.x added it to the session of its `{attribute}`, through the back reference `{reverse}`; 2.x does not, without a warning: call session.add() for it"),
    ))
}

/// The class that a call makes an object of.
fn mapped<'t>(cx: &Context<'_, 't>, callee: &'t ast::Expr) -> Option<ClassId> {
    match cx.project.infer(cx.file.id, callee)?.value {
        Value::Class(class) => (cx.project.class(class).is_mapped()).then_some(class),
        _ => None,
    }
}

/// The class of an object that its function has made, and its name.
fn new_object<'t>(cx: &Context<'_, 't>, object: &'t ast::Expr) -> Option<(ClassId, &'t str)> {
    let ast::Expr::Name(name) = object else {
        return None;
    };
    let scopes = &cx.file.scopes;
    let (_, bindings) = scopes.lookup(name.id.as_str(), cx.file.scope_of(object)?)?;
    let [only] = bindings else {
        return None;
    };
    let BindingKind::Assign {
        value: ast::Expr::Call(call),
        ..
    } = scopes.binding(*only).kind
    else {
        return None;
    };
    Some((mapped(cx, &call.func)?, name.id.as_str()))
}

/// The objects in a value: itself, or the elements of a list.
fn others(value: &ast::Expr) -> Vec<&ast::Expr> {
    let elements = match value {
        ast::Expr::List(list) => list.elts.as_slice(),
        ast::Expr::Tuple(tuple) => tuple.elts.as_slice(),
        single => std::slice::from_ref(single),
    };
    elements
        .iter()
        .filter(|element| !matches!(element, ast::Expr::Constant(_)))
        .collect()
}
