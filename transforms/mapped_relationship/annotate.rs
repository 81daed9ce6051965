//! The annotation of a relationship that has none, or one that 2.0 refuses.

use alchemod_engine::{Context, Finding, ImportWish, Rewrite, Target};
use alchemod_facts::{function_def, last_name, ClassId, ClassKind, Relationship};
use alchemod_python::Style;
use alchemod_python::{ast, span, Node, TokenKind};
use alchemod_text::{Edit, Span};

use super::{declared_attr, flask};
use crate::mapped_sites::{doubt, is_dataclass};
use crate::realign::realign;
use crate::relationship_types::{self, Annotation, Arguments, Holds};
use crate::type_comment;

/// Annotations that 2.0 reads.
const READ: &[&str] = &["Mapped", "DynamicMapped", "WriteOnlyMapped", "ClassVar"];

/// The finding for a relationship in a class body, if it is not annotated as 2.0 has it.
pub fn check<'t>(cx: &Context<'_, 't>, relationship: &Relationship<'t>) -> Option<Finding> {
    if cx.settings.target < Target::V20
        || relationship.is_assigned
        || is_dataclass(cx, relationship.class)
    {
        return None;
    }
    let kind = cx.project.class(relationship.class).kind();
    if kind != ClassKind::Mapped && !relationship.is_declared_attr {
        return None;
    }
    let place = span(relationship.call);
    match relationship.annotation {
        Some(annotation) if is_read(cx, annotation) => None,
        // Return annotations of `declared_attr` functions may say anything.
        Some(_) if relationship.is_declared_attr => None,
        Some(annotation) if allows_unmapped(cx, relationship) => {
            allowed(cx, relationship, annotation)
        }
        Some(annotation) => Some(replaced(cx, relationship, annotation)),
        None if cx.file.is_revision() || flask::waits(cx, relationship) => None,
        None => {
            let message = "`relationship()` without `Mapped[...]`";
            if is_declared_twice(cx, relationship) {
                return Some(Finding::manual(
                    place,
                    message,
                    "the class has the attribute more than once, and only the last counts: keep one",
                ));
            }
            Some(match annotation_of(cx, relationship) {
                Err(reason) => Finding::manual(place, message, reason),
                Ok((_, annotation)) => match insertion(cx, relationship, &annotation) {
                    Some(edit) => {
                        let mut edits = vec![edit];
                        let callee = flask::callee(cx, relationship);
                        let (callee, wishes) = callee.unwrap_or_default();
                        edits.extend(callee);
                        edits.extend(declared_attr::as_class_method(cx, relationship));
                        edits.extend(realign(cx, relationship.call, &edits));
                        let rewrite = Rewrite::new(cx.file.id, edits);
                        let rewrite = rewrite
                            .wish(cx.file.id, annotation.wishes)
                            .wish(cx.file.id, wishes);
                        let rewrite = type_comment::without(cx, relationship.statement, rewrite);
                        finding(cx, relationship, message, rewrite)
                    }
                    None => Finding::manual(place, message, "annotate it by hand"),
                },
            })
        }
    }
}

/// The finding for a rewrite of a relationship: safe, unless its class may not be mapped.
fn finding(
    cx: &Context<'_, '_>,
    relationship: &Relationship<'_>,
    message: &str,
    rewrite: Rewrite,
) -> Finding {
    let place = span(relationship.call);
    match doubt(cx, &[Some(relationship.class), relationship.target]) {
        None => Finding::safe(place, message, rewrite),
        Some(reason) => Finding::offered(place, message, reason, rewrite),
    }
}

/// Whether the class body binds the attribute again.
fn is_declared_twice(cx: &Context<'_, '_>, relationship: &Relationship<'_>) -> bool {
    let scope = cx.project.class(relationship.class).scope;
    let bindings = cx.file.scopes.get(scope).names.get(relationship.attribute);
    bindings.is_some_and(|bindings| bindings.len() > 1)
}

/// What it holds and its annotation, or why that is not certain.
fn annotation_of<'t>(
    cx: &Context<'_, 't>,
    relationship: &Relationship<'t>,
) -> Result<(Holds, Annotation), String> {
    let (holds, target) = (holds_of(cx, relationship)?, relationship.target);
    let target = target.ok_or("its target class was not found in the project")?;
    let quote = Style::of(cx.file.tree).quote;
    let annotation = relationship_types::annotation(cx, holds, target, quote).ok_or_else(|| {
        format!(
            "the name {} has another meaning in this file",
            cx.project.class(target).name()
        )
    })?;
    Ok((holds, annotation))
}

/// What a relationship of `cx`'s file holds, or why that is not certain.
pub fn holds_of<'t>(
    cx: &Context<'_, 't>,
    relationship: &Relationship<'t>,
) -> Result<Holds, String> {
    if alchemod_python::arguments::has_unpacking(relationship.call) {
        return Err("its arguments are not all visible".into());
    }
    let Some(target) = relationship.target else {
        return Err("its target class was not found in the project".into());
    };
    if relationship.is_declared_attr && cx.project.shares_table(relationship.class, target) {
        return Err(
            "the target class has it too: for that class it may be a list, for others one object"
                .into(),
        );
    }
    let join = cx
        .project
        .join(relationship)
        .map(|join| (join.direction, join.may_be_missing));
    relationship_types::holds(
        cx,
        join,
        Arguments {
            uselist: relationship.argument("uselist"),
            lazy: relationship.argument("lazy"),
            collection_class: relationship.argument("collection_class"),
            target: Some(target),
        },
    )
}

/// Where the annotation of an attribute or function goes.
fn insertion(
    cx: &Context<'_, '_>,
    relationship: &Relationship<'_>,
    annotation: &Annotation,
) -> Option<Edit> {
    match cx.file.nodes.get(relationship.statement) {
        Node::Stmt(ast::Stmt::Assign(n)) => Some(Edit::insert(
            span(n.targets.first()?).end,
            format!(": {}", annotation.text),
        )),
        node => {
            let def = function_def(node)?;
            let tokens = cx.file.tree.tokens();
            let header = Span::new(node.span().start, span(def.body.first()?).start);
            // After the decorators: `def` is the first keyword of the function's own header.
            let start = def
                .decorators
                .last()
                .map_or(header.start, |decorator| span(decorator).end);
            let name = tokens
                .within(Span::new(start, header.end))
                .iter()
                .find(|token| {
                    token.kind == TokenKind::Name && cx.slice(token.span) == relationship.attribute
                })?;
            let open = tokens.at_or_after(name.span.end)?;
            let close = tokens.closing(open.span.start)?;
            Some(Edit::insert(
                close.span.end,
                format!(" -> {}", annotation.text),
            ))
        }
    }
}

/// `kids: List["Kid"] = relationship("Kid")`: 1.x did not look at the annotation, 2.0 refuses it.
fn replaced<'t>(
    cx: &Context<'_, 't>,
    relationship: &Relationship<'t>,
    annotation: &'t ast::Expr,
) -> Finding {
    let message = "annotation of a relationship without `Mapped[...]`, which 2.0 refuses";
    let place = span(relationship.call);
    match annotation_of(cx, relationship) {
        Err(reason) => Finding::manual(
            place,
            message,
            format!(
                "{reason}; until it is `Mapped[...]`, set `__allow_unmapped__ = True` on the class"
            ),
        ),
        Ok((holds, ours)) => {
            let rewrite = if agrees(annotation, holds) {
                wrapped(cx, annotation)
            } else {
                Rewrite::new(cx.file.id, [Edit::replace(span(annotation), ours.text)])
                    .wish(cx.file.id, ours.wishes)
            };
            finding(cx, relationship, message, rewrite)
        }
    }
}

/// The user's annotation within `Mapped[...]`.
fn wrapped(cx: &Context<'_, '_>, annotation: &ast::Expr) -> Rewrite {
    let mapped = cx.import("sqlalchemy.orm.Mapped");
    Rewrite::new(
        cx.file.id,
        Edit::wrap(span(annotation), format!("{}[", mapped.text), "]"),
    )
    .wish(cx.file.id, mapped.wish)
}

/// An annotation that `__allow_unmapped__` lets stand. 2.0 reads whether it is a collection all the same: where it
/// says something else than the foreign keys, that goes wrong without a word.
fn allowed<'t>(
    cx: &Context<'_, 't>,
    relationship: &Relationship<'t>,
    annotation: &'t ast::Expr,
) -> Option<Finding> {
    let (holds, ours) = annotation_of(cx, relationship).ok()?;
    if agrees(annotation, holds) {
        // Of a postponed annotation 2.0 does not read whether it is a collection.
        return Some(Finding::safe(
            span(relationship.call),
            "annotation of a relationship without `Mapped[...]`, which 2.0 reads only in part",
            wrapped(cx, annotation),
        ));
    }
    let rewrite = Rewrite::new(cx.file.id, [Edit::replace(span(annotation), ours.text)]);
    Some(Finding::offered(
        span(relationship.call),
        "annotation of a relationship that says something else than its foreign keys",
        "1.x goes by the foreign keys and 2.0 by the annotation: on 2.0 the attribute changes",
        rewrite.wish(cx.file.id, ours.wishes),
    ))
}

/// Corrects the annotations that `__allow_unmapped__` would let stand in a class although they are wrong. `None`
/// if what one of the relationships holds is not certain.
pub fn corrections<'t>(
    cx: &Context<'_, 't>,
    class: ClassId,
) -> Option<(Vec<Edit>, Vec<ImportWish>)> {
    let (mut edits, mut wishes) = (Vec::new(), Vec::new());
    for relationship in cx.project.relationships_of(class) {
        let Some(annotation) = relationship.annotation else {
            continue;
        };
        if relationship.is_declared_attr || is_read(cx, annotation) {
            continue;
        }
        let (holds, ours) = annotation_of(cx, relationship).ok()?;
        if !agrees(annotation, holds) {
            edits.push(Edit::replace(span(annotation), ours.text));
            wishes.extend(ours.wishes);
        }
    }
    Some((edits, wishes))
}

/// Whether `Mapped[annotation]` says what the attribute holds, in a form that 2.0 reads.
fn agrees(annotation: &ast::Expr, holds: Holds) -> bool {
    let is_class = |expr: &ast::Expr| match expr {
        ast::Expr::Constant(_) => alchemod_facts::string(expr)
            .is_some_and(|text| text.chars().all(|c| c.is_alphanumeric() || c == '_')),
        ast::Expr::Name(_) | ast::Expr::Attribute(_) => !matches!(
            last_name(expr),
            Some("Any" | "RelationshipProperty" | "Relationship")
        ),
        _ => false,
    };
    match annotation {
        ast::Expr::Subscript(n) => {
            let is_it = matches!(
                (last_name(&n.value), holds),
                (Some("List" | "list"), Holds::List)
                    | (Some("Set" | "set"), Holds::Set)
                    | (Some("Optional"), Holds::One { .. })
            );
            is_it && is_class(&n.slice)
        }
        other => matches!(holds, Holds::One { .. }) && is_class(other),
    }
}

/// Whether 2.0 reads an annotation, under whatever name the file imports `Mapped`.
fn is_read<'t>(cx: &Context<'_, 't>, annotation: &'t ast::Expr) -> bool {
    let head = match annotation {
        ast::Expr::Subscript(n) => n.value.as_ref(),
        other => other,
    };
    if let Some(text) = alchemod_facts::string(head) {
        let name = text.split('[').next().unwrap_or(text).trim();
        return READ.contains(&name.rsplit('.').next().unwrap_or(name));
    }
    if last_name(head).is_some_and(|name| READ.contains(&name)) {
        return true;
    }
    let path = cx.project.external(cx.file.id, head);
    path.is_some_and(|path| READ.contains(&path.rsplit('.').next().unwrap_or_default()))
}

fn allows_unmapped(cx: &Context<'_, '_>, relationship: &Relationship<'_>) -> bool {
    cx.project
        .linearized(relationship.class)
        .into_iter()
        .any(|class| cx.project.class(class).assigns_true("__allow_unmapped__"))
}
