//! `nick = synonym("name")` beside an annotated column.

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_facts::{string, ClassKind};
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::Edit;

/// See the rule's documentation.
pub(crate) struct AnnotatedSynonym;

static RULE: Rule = Rule {
    code: "AM207",
    name: "annotated-synonym",
    stage: Stage::Models,
    summary: "a synonym of an annotated column has its annotation",
    guide: (
        "What's New in SQLAlchemy 2.0: migrating an existing mapping",
        "https://docs.sqlalchemy.org/en/20/changelog/whatsnew_20.html#migrating-an-existing-mapping",
    ),
    since: Target::V20,
    doc: include_str!("doc.md"),
};

impl Transform for AnnotatedSynonym {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn is_style(&self) -> bool {
        true
    }

    fn interest(&self) -> Interest {
        Interest::Assignments
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let Node::Stmt(ast::Stmt::Assign(assign)) = cx.file.nodes.get(site) else {
            return None;
        };
        let ([ast::Expr::Name(name)], ast::Expr::Call(call)) =
            (assign.targets.as_slice(), assign.value.as_ref())
        else {
            return None;
        };
        let class = cx
            .project
            .class_of_scope(cx.file.id, cx.file.scopes.of(site))?;
        if cx.project.class(class).kind() != ClassKind::Mapped
            || cx.project.external(cx.file.id, &call.func).as_deref()
                != Some("sqlalchemy.orm.synonym")
        {
            return None;
        }
        let original = string(call.args.first()?)?;
        let column = cx
            .project
            .columns_of(class)
            .find(|column| column.attribute == original && !column.is_declared_attr)?;
        let annotation = column.annotation?;
        let ast::Expr::Subscript(generic) = annotation else {
            return None;
        };
        let is_mapped = cx.project.external(cx.file.id, &generic.value).as_deref()
            == Some("sqlalchemy.orm.Mapped");
        if !is_mapped || is_shadowed(cx, annotation, class) {
            return None;
        }
        let target = span(&assign.targets[0]);
        Some(Finding::safe(
            span(assign),
            format!("the synonym `{}` says nothing of its type", name.id),
            Rewrite::new(
                cx.file.id,
                [Edit::insert(
                    target.end,
                    format!(": {}", cx.source(annotation)),
                )],
            ),
        ))
    }
}

/// Whether a name in the annotation is one of the class's own attributes by now.
fn is_shadowed<'t>(
    cx: &Context<'_, 't>,
    annotation: &'t ast::Expr,
    class: alchemod_facts::ClassId,
) -> bool {
    let own = &cx.file.scopes.get(cx.project.class(class).scope).names;
    let Some(root) = cx.file.nodes.expr_id(annotation) else {
        return true;
    };
    cx.file.subtree(root).any(|(_, node)| match node {
        Node::Expr(ast::Expr::Name(n)) => own.contains_key(n.id.as_str()),
        // A quoted type.
        Node::Expr(ast::Expr::Constant(n)) => n.value.is_str(),
        _ => false,
    })
}
