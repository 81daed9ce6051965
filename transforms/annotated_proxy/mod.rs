//! `names = association_proxy("parts", "name")` with what it holds.

use alchemod_engine::{
    Context, Finding, ImportWish, Interest, Rewrite, Rule, Stage, Target, Transform,
};
use alchemod_facts::{string, ClassId, ClassKind};
use alchemod_python::{ast, span, Node, NodeId, Style};
use alchemod_text::Edit;

use crate::mapped_relationship::holds_of;
use crate::mapped_sites::is_dataclass;
use crate::relationship_types::{builtin_of, Forms, Holds};

/// See the rule's documentation.
pub(crate) struct AnnotatedProxy;

static RULE: Rule = Rule {
    code: "AM303",
    name: "annotated-proxy",
    stage: Stage::Relationships,
    summary: "an association proxy says what it holds: `AssociationProxy[...]`",
    guide: (
        "Simplifying Scalar Collections",
        "https://docs.sqlalchemy.org/en/20/orm/extensions/associationproxy.html#simplifying-scalar-collections",
    ),
    since: Target::V20,
    doc: include_str!("doc.md"),
};

impl Transform for AnnotatedProxy {
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
        let ([target @ ast::Expr::Name(name)], ast::Expr::Call(call)) =
            (assign.targets.as_slice(), assign.value.as_ref())
        else {
            return None;
        };
        let [collection, attribute] = call.args.as_slice() else {
            return None;
        };
        let (collection, attribute) = (string(collection)?, string(attribute)?);
        let class = cx
            .project
            .class_of_scope(cx.file.id, cx.file.scopes.of(site))?;
        if cx.project.class(class).kind() != ClassKind::Mapped
            || cx.project.external(cx.file.id, &call.func).as_deref()
                != Some("sqlalchemy.ext.associationproxy.association_proxy")
            || is_dataclass(cx, class)
            || cx.project.is_presumed(class)
        {
            return None;
        }
        let (text, wishes) = annotation(cx, class, collection, attribute)?;
        let edit = Edit::insert(span(target).end, format!(": {text}"));
        Some(Finding::safe(
            span(assign),
            format!(
                "the association proxy `{}` says nothing of what it holds",
                name.id
            ),
            Rewrite::new(cx.file.id, [edit]).wish(cx.file.id, wishes),
        ))
    }
}

/// The annotation of a proxy of `attribute` behind the relationship `collection`. `None` if the type of one of
/// them is not certain, or has to be imported.
fn annotation(
    cx: &Context<'_, '_>,
    class: ClassId,
    collection: &str,
    attribute: &str,
) -> Option<(String, Vec<ImportWish>)> {
    let relationship = cx.project.relationship(class, collection)?;
    let holds = holds_of(&cx.in_file(relationship.file), relationship).ok()?;
    let (inner, is_optional, mut wishes) = value(cx, relationship.target?, attribute)?;
    let proxy = cx.import("sqlalchemy.ext.associationproxy.AssociationProxy");
    wishes.extend(proxy.wish);
    let mut forms = Forms::new(cx, &mut wishes);
    let element = |forms: &mut Forms<'_, '_, '_>, is_optional: bool| match is_optional {
        true => forms.optional(&inner),
        false => inner.clone(),
    };
    let text = match holds {
        Holds::Dynamic => return None,
        Holds::One { optional } => element(&mut forms, optional || is_optional),
        Holds::List | Holds::Set | Holds::Dict(_) => {
            let element = element(&mut forms, is_optional);
            forms.collection(holds, &element)
        }
    };
    Some((format!("{}[{text}]", proxy.text), wishes))
}

/// The type of an attribute, whether it may be `None`, and what it needs imported.
fn value(
    cx: &Context<'_, '_>,
    class: ClassId,
    attribute: &str,
) -> Option<(String, bool, Vec<ImportWish>)> {
    if let Some(column) = cx.project.column(class, attribute) {
        let (name, is_optional) = builtin_of(cx, column)?;
        return Some((name.to_owned(), is_optional, Vec::new()));
    }
    let relationship = cx.project.relationship(class, attribute)?;
    let Holds::One { optional } = holds_of(&cx.in_file(relationship.file), relationship).ok()?
    else {
        return None;
    };
    let target = cx.project.class(relationship.target?);
    let mut wishes = Vec::new();
    if target.file != cx.file.id {
        wishes.extend(cx.import_from(target.file, target.name(), true)?.wish);
    }
    let quote = Style::of(cx.file.tree).quote;
    Some((format!("{quote}{}{quote}", target.name()), optional, wishes))
}
