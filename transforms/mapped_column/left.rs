//! Columns that are no attribute of a mapped class as far as can be seen.

use alchemod_engine::{Context, Finding, Rewrite};
use alchemod_facts::scopes::{ScopeId, ScopeKind};
use alchemod_facts::{last_name, ClassId, ClassKind, Constructor, Place, Value};
use alchemod_python::arguments::keyword;
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::Edit;

use crate::mapped_sites::is_given_to_type;
use crate::mapped_sites::is_made_dataclass;
use crate::realign::realign;

use super::convert::{finding, may_go};
use super::{declared_attr, made};

/// What is to be said of a call that makes no known mapped column.
pub fn check<'t>(cx: &Context<'_, 't>, site: NodeId, call: &'t ast::ExprCall) -> Option<Finding> {
    let parent = cx.file.nodes.parent(site)?;
    let scope = cx.file.scopes.get(cx.file.scopes.of(site));
    match (scope.kind, cx.file.nodes.get(parent)) {
        (ScopeKind::Class, _) => {
            made::of_partial(cx, site, call).or_else(|| in_class(cx, site, call))
        }
        (_, Node::Keyword(_) | Node::Expr(ast::Expr::Dict(_)))
            if scope.kind != ScopeKind::Class =>
        {
            given_to_type(cx, site, call)
        }
        (ScopeKind::Function, Node::Stmt(ast::Stmt::Return(_))) => {
            let node = scope.node?;
            if !is_column(cx, site, call) {
                return None;
            }
            declared_attr::one_of_several(cx, call, node)
                .or_else(|| made::of_function(cx, call, node))
        }
        (ScopeKind::Function, Node::Expr(ast::Expr::Lambda(lambda))) => is_column(cx, site, call)
            .then(|| made::of_lambda(cx, call, parent, lambda))
            .flatten(),
        (ScopeKind::Function, Node::Expr(ast::Expr::Call(_))) => {
            declared_attr::existing(cx, site, call)
        }
        (_, Node::Stmt(ast::Stmt::Assign(assign))) => made::of_partial(cx, site, call)
            .or_else(|| added_later(cx, site, call, assign))
            .or_else(|| handed_in(cx, site, call, assign)),
        _ => None,
    }
}

/// Whether the call at `site` makes a column.
pub fn is_column<'t>(cx: &Context<'_, 't>, site: NodeId, call: &'t ast::ExprCall) -> bool {
    // A class under whatever name: this spares a look at most other calls.
    looks_like_class(&call.func)
        && cx
            .project
            .infer_in(cx.file.id, cx.file.scopes.of(site), &call.func)
            .is_some_and(|typed| typed.value.external() == Some("sqlalchemy.Column"))
}

fn looks_like_class(expr: &ast::Expr) -> bool {
    last_name(expr).is_some_and(|name| name.starts_with(|c: char| c.is_uppercase() || c == '_'))
}

fn in_class<'t>(cx: &Context<'_, 't>, site: NodeId, call: &'t ast::ExprCall) -> Option<Finding> {
    let nodes = &cx.file.nodes;
    let in_other_call = nodes.ancestors(site).any(|id| {
        matches!(nodes.get(id), Node::Expr(ast::Expr::Call(outer))
            if !matches!(last_name(&outer.func), Some("deferred" | "column_property" | "composite")))
    });
    if in_other_call || !is_column(cx, site, call) {
        return None;
    }
    let class = cx
        .project
        .class_of_scope(cx.file.id, cx.file.scopes.of(site))?;
    let info = cx.project.class(class);
    match info.kind() {
        ClassKind::Foreign | ClassKind::Imperative => None,
        ClassKind::Plain => {
            // One finding for the class is enough.
            let first = info.def.body.iter().find_map(|stmt| {
                let value = match stmt {
                    ast::Stmt::Assign(n) => n.value.as_ref(),
                    ast::Stmt::AnnAssign(n) => n.value.as_deref()?,
                    _ => return None,
                };
                let (first, constructor) = cx.project.column_call(cx.file.id, value)?;
                (constructor == Constructor::Column).then_some(first)
            })?;
            std::ptr::eq(first, call).then(|| {
                Finding::manual(
                    span(call),
                    format!("Column in `{}`, which is not known to be mapped", info.name()),
                    "no base of the class is known to be declarative, and no mapped class uses it as a mixin: \
                     if it is mapped, write mapped_column",
                )
            })
        }
        _ => renamed(cx, site, call, class).or_else(|| Some(Finding::manual(
            span(call),
            "Column in a mapped class that is not the whole value of one attribute",
            "it works on 2.x as it stands; to get mapped_column, assign it to one attribute in the class body",
        ))),
    }
}

/// A column that is one attribute under a condition: `if LONG: note = Column(Text)`, or
/// `note = Column(Text) if LONG else Column(String)`. Without an annotation nothing else changes.
fn renamed<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
    class: ClassId,
) -> Option<Finding> {
    let nodes = &cx.file.nodes;
    let statement = nodes
        .ancestors(site)
        .find(|&id| !matches!(nodes.get(id), Node::Expr(ast::Expr::IfExp(_))))?;
    let ast::Stmt::Assign(assign) = nodes.get(statement).stmt()? else {
        return None;
    };
    let [ast::Expr::Name(target)] = assign.targets.as_slice() else {
        return None;
    };
    let attribute = target.id.as_str();
    let is_alike = made::is_read_alike(cx, class, statement, attribute).is_ok();
    (is_alike && has_type(call)).then(|| {
        let rewrite = rename(cx, call);
        let message = format!("`{attribute}` becomes mapped_column");
        finding(cx, class, span(call.func.as_ref()), message, rewrite)
    })
}

/// Whether a call has more than names and `None` among its positional arguments: a type or a foreign key.
pub fn has_type(call: &ast::ExprCall) -> bool {
    let is_said = |arg: &ast::Expr| !matches!(arg, ast::Expr::Constant(_) | ast::Expr::Starred(_));
    call.args.iter().any(is_said) || keyword(call, "type_").is_some()
}

/// `Column` to `mapped_column`, and nothing else.
pub fn rename(cx: &Context<'_, '_>, call: &ast::ExprCall) -> Rewrite {
    let import = cx.import("sqlalchemy.orm.mapped_column");
    let mut edits = vec![Edit::replace(span(call.func.as_ref()), import.text)];
    edits.extend(realign(cx, call, &edits));
    Rewrite::new(cx.file.id, edits)
        .wish(cx.file.id, import.wish)
        .wish(cx.file.id, may_go(&call.func))
}

/// `Model.extra = Column(...)` after the class.
fn added_later<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
    assign: &'t ast::StmtAssign,
) -> Option<Finding> {
    let [ast::Expr::Attribute(target)] = assign.targets.as_slice() else {
        return None;
    };
    if !looks_like_class(&target.value) || !is_column(cx, site, call) {
        return None;
    }
    let Value::Class(class) = cx.project.infer(cx.file.id, &target.value)?.value else {
        return None;
    };
    if cx.project.class(class).kind() != ClassKind::Mapped || !has_type(call) {
        return None;
    }
    let message = format!("`{}` becomes mapped_column", target.attr);
    Some(finding(
        cx,
        class,
        span(call.func.as_ref()),
        message,
        rename(cx, call),
    ))
}

/// `made = Column(...)` outside of a class, and `attribute = made` in one.
fn handed_in<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
    assign: &'t ast::StmtAssign,
) -> Option<Finding> {
    let [ast::Expr::Name(target)] = assign.targets.as_slice() else {
        return None;
    };
    if !is_column(cx, site, call) {
        return None;
    }
    let scope = cx.file.scopes.of(site);
    let uses = cx.project.uses_of(cx.file.id, scope, &target.id)?;
    let class_of = |place: &Place| {
        let file = cx.project.file(place.file);
        let parent = file.nodes.parent(place.node)?;
        let class = cx
            .project
            .class_of_scope(place.file, file.scopes.of(place.node))?;
        let is_value = match file.nodes.get(parent).stmt()? {
            ast::Stmt::Assign(assign) => {
                matches!(assign.targets.as_slice(), [ast::Expr::Name(_)])
            }
            _ => false,
        };
        (is_value && cx.project.is_declarative(class)).then_some(class)
    };
    let bytes = span(call.func.as_ref());
    let Some(class) = uses.iter().find_map(class_of) else {
        return returned_later(cx, scope, &uses).then(|| {
            Finding::manual(
                bytes,
                "a Column that a function makes and works on before it returns it",
                "return mapped_column(...), if nothing that only a Column has is asked of it before",
            )
        });
    };
    Some(match uses.as_slice() {
        [only] if has_type(call) && class_of(only).is_some() => {
            let message = format!("`{}` becomes mapped_column", target.id);
            finding(cx, class, bytes, message, rename(cx, call))
        }
        _ => Finding::manual(
            bytes,
            format!("the Column `{}` is used in several places", target.id),
            "a mapped class has a column of its own: write mapped_column(...) in its body",
        ),
    })
}

/// `type(name, (Mixin, Base), {"id": Column(...)})`, also with `dict(id=Column(...))`.
fn given_to_type<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
) -> Option<Finding> {
    let is_given = is_given_to_type(cx, site);
    (is_given && has_type(call) && is_column(cx, site, call)).then(|| {
        Finding::safe(
            span(call.func.as_ref()),
            "a column of a class that type() makes becomes mapped_column",
            rename(cx, call),
        )
    })
}

/// Whether a function returns what it made, and a mapped class has it.
fn returned_later(cx: &Context<'_, '_>, scope: ScopeId, uses: &[Place]) -> bool {
    let nodes = &cx.file.nodes;
    let is_returned = uses.iter().any(|place| {
        let parent = nodes.parent(place.node).map(|id| nodes.get(id));
        place.file == cx.file.id && matches!(parent, Some(Node::Stmt(ast::Stmt::Return(_))))
    });
    let function = cx.file.scopes.get(scope).node.map(|node| Place {
        file: cx.file.id,
        node,
    });
    is_returned && function.is_some_and(|function| made::is_used_by_classes(cx, function))
}

/// Why a class's columns are left, if they are.
pub fn dataclass_reason(cx: &Context<'_, '_>, class: ClassId) -> Option<&'static str> {
    is_made_dataclass(cx, class).then_some(
        "the annotations of a dataclass are fields of its __init__: decide there which columns are fields",
    )
}
