//! `posts: DynamicMapped["Post"]` to `posts: WriteOnlyMapped["Post"]`, with all that reads it.

mod owners;
mod uses;

use alchemod_engine::{
    Context, Finding, ImportWish, Interest, Rewrite, Rule, Stage, Target, Transform,
};
use alchemod_facts::{last_name, string, Relationship};
use alchemod_python::arguments::{has_unpacking, keyword};
use alchemod_python::{ast, span, Node, NodeId, Style};
use alchemod_text::Edit;

use crate::mapped_sites::relationship_at;

/// See the rule's documentation.
pub(crate) struct WriteOnlyRelationship;

static RULE: Rule = Rule {
    code: "AM411",
    name: "write-only-relationship",
    stage: Stage::Queries,
    summary: "dynamic relationships to `WriteOnlyMapped`, with all that reads them",
    guide: (
        "Write Only Relationships",
        "https://docs.sqlalchemy.org/en/20/orm/large_collections.html#write-only-relationships",
    ),
    since: Target::V20,
    doc: include_str!("doc.md"),
};

/// Why it is only offered.
const REASON: &str = "all that reads it in these files changes along with it; templates and other programs that do are \
    not seen, nor are objects that belong to no session or to another";

impl Transform for WriteOnlyRelationship {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn is_style(&self) -> bool {
        true
    }

    fn interest(&self) -> Interest {
        Interest::CallsNamed(&["relationship"])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let Node::Expr(ast::Expr::Call(call)) = cx.file.nodes.get(site) else {
            return None;
        };
        let relationship = relationship_at(cx, site, call)?;
        let rewrite = declaration(cx, relationship)?;
        if !owners::may_go_unseen(cx, relationship) {
            return None;
        }
        let rewrite = uses::rewrite(cx, relationship, rewrite)?;
        let message = format!(
            "`{}` is a dynamic relationship, which gives legacy Queries: it becomes write-only",
            relationship.attribute
        );
        Some(Finding::offered(span(call), message, REASON, rewrite))
    }
}

/// The edits of the relationship itself, if it is dynamic and its annotation shows that.
fn declaration(cx: &Context<'_, '_>, relationship: &Relationship<'_>) -> Option<Rewrite> {
    let call = relationship.call;
    let ast::Expr::Subscript(annotation) = relationship.annotation? else {
        return None;
    };
    let is_plain = last_name(&annotation.value) == Some("DynamicMapped")
        && !relationship.is_declared_attr
        && !has_unpacking(call)
        && keyword(call, "query_class").is_none();
    if !is_plain {
        return None;
    }
    let mapped = cx.import("sqlalchemy.orm.WriteOnlyMapped");
    let mut edits = vec![Edit::replace(span(annotation.value.as_ref()), mapped.text)];
    if let Some(lazy) = keyword(call, "lazy") {
        if string(&lazy.value) != Some("dynamic") {
            return None;
        }
        let quote = Style::of(cx.file.tree).quote;
        edits.push(Edit::replace(
            span(&lazy.value),
            format!("{quote}write_only{quote}"),
        ));
    }
    let old = match annotation.value.as_ref() {
        ast::Expr::Name(name) => Some(ImportWish::MayGo(name.id.to_string())),
        _ => None,
    };
    let rewrite = Rewrite::new(cx.file.id, edits);
    Some(rewrite.wish(cx.file.id, mapped.wish).wish(cx.file.id, old))
}
