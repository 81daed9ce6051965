//! `session-behaviour`: what sessions do otherwise than in 1.x, without a name that changed.

mod errors;
mod joined;

use alchemod_engine::{Context, Finding, Interest, Rule, Stage, Target, Transform};
use alchemod_facts::scopes::BindingKind;
use alchemod_facts::{string, ClassId, Direction, Value};
use alchemod_python::{ast, span, Node, NodeId};

/// See the rule's documentation.
pub(crate) struct SessionBehaviour;

static RULE: Rule = Rule {
    code: "AM805",
    name: "session-behaviour",
    stage: Stage::Sessions,
    summary: "errors of flush(), collections in __dict__ and sessions in a connection's transaction, which are not what they were",
    guide: (
        "What's New in SQLAlchemy 1.4: behavioral changes of the ORM",
        "https://docs.sqlalchemy.org/en/20/changelog/migration_14.html#behavioral-changes-orm",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for SessionBehaviour {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::AnyOf(&[Interest::Calls, Interest::Names])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        match cx.file.nodes.get(site).expr()? {
            ast::Expr::Call(call) => {
                errors::check(cx, site, call).or_else(|| joined::check(cx, site, call))
            }
            ast::Expr::Attribute(attribute) => match attribute.attr.as_str() {
                "__dict__" => tested(cx, site, attribute),
                _ => read_for_effect(cx, site, attribute),
            },
            _ => None,
        }
    }
}

const MESSAGE: &str = "reading an empty collection no longer puts it into __dict__";

/// `"addresses" in user.__dict__`.
fn tested<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    attribute: &'t ast::ExprAttribute,
) -> Option<Finding> {
    let parent = cx.file.nodes.parent(site)?;
    let ast::Expr::Compare(compare) = cx.file.nodes.get(parent).expr()? else {
        return None;
    };
    if !matches!(compare.ops.as_slice(), [ast::CmpOp::In | ast::CmpOp::NotIn]) {
        return None;
    }
    let class = object(cx, &attribute.value)?;
    is_collection(cx, class, string(&compare.left)?).then(|| {
        Finding::manual(
            span(compare),
            MESSAGE,
            "since 1.4 an empty collection of a new object is there only once it is changed: use inspect(obj).unloaded, or assign []",
        )
    })
}

/// `user.addresses` as a statement, of a new object.
fn read_for_effect<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    attribute: &'t ast::ExprAttribute,
) -> Option<Finding> {
    let parent = cx.file.nodes.parent(site)?;
    let Node::Stmt(ast::Stmt::Expr(_)) = cx.file.nodes.get(parent) else {
        return None;
    };
    let ast::Expr::Name(name) = attribute.value.as_ref() else {
        return None;
    };
    let scopes = &cx.file.scopes;
    let (_, bindings) = scopes.lookup(name.id.as_str(), scopes.of(site))?;
    let [only] = bindings else {
        return None;
    };
    // Of an object in a session it loads the collection, and that is that.
    let BindingKind::Assign {
        value: ast::Expr::Call(_),
        ..
    } = scopes.binding(*only).kind
    else {
        return None;
    };
    let class = object(cx, &attribute.value)?;
    is_collection(cx, class, attribute.attr.as_str()).then(|| {
        Finding::manual(
            span(attribute),
            MESSAGE,
            "since 1.4 an empty collection of a new object is there only once it is changed: assign []",
        )
    })
}

/// The mapped class of an object.
fn object<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Option<ClassId> {
    match cx.project.infer(cx.file.id, expr)?.value {
        Value::Object(class) => (cx.project.class(class).is_mapped()).then_some(class),
        _ => None,
    }
}

fn is_collection(cx: &Context<'_, '_>, class: ClassId, name: &str) -> bool {
    match cx.project.relationship(class, name) {
        Some(relationship) => {
            let direction = cx.project.direction(relationship);
            direction.is_some_and(|direction| direction != Direction::ManyToOne)
        }
        None => false,
    }
}
