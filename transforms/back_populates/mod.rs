//! `relationship(..., backref="parent")` to `back_populates` on both sides.

mod between;
mod carry;
mod entry;
mod mixins;
mod names;
mod place;
mod plan;
mod properties;
mod render;

use alchemod_engine::{
    Context, Finding, ImportWish, Interest, Rewrite, Rule, Stage, Target, Transform,
};
use alchemod_facts::{last_name, Backref, ClassKind, FileId, Home, Relationship};
use alchemod_python::arguments::keyword;
use alchemod_python::{ast, span, Node, NodeId, TokenKind};
use alchemod_text::{Edit, Span};

use crate::mapped_sites::{doubt, relationship_at, relationship_given_at};

/// See [`RULE`].
pub struct BackPopulates;

static RULE: Rule = Rule {
    code: "AM301",
    name: "back-populates",
    stage: Stage::Relationships,
    summary: "`backref` to `back_populates` on both sides of a relationship",
    guide: (
        "Using the legacy 'backref' relationship parameter",
        "https://docs.sqlalchemy.org/en/20/orm/backref.html",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

const MESSAGE: &str = "`backref` hides an attribute of the other class";

impl Transform for BackPopulates {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn is_style(&self) -> bool {
        true
    }

    fn interest(&self) -> Interest {
        Interest::Calls
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let Node::Expr(ast::Expr::Call(call)) = cx.file.nodes.get(site) else {
            return None;
        };
        let argument = keyword(call, "backref")?;
        if matches!(&argument.value, ast::Expr::Constant(n) if n.value.is_none()) {
            return None;
        }
        let place = span(argument);
        let known = relationship_at(cx, site, call).or_else(|| relationship_given_at(cx, call));
        let Some(relationship) = known else {
            let is_relationship =
                matches!(last_name(&call.func), Some("relationship" | "relation"))
                    && cx.project.external(cx.file.id, &call.func).as_deref()
                        == Some("sqlalchemy.orm.relationship");
            return is_relationship.then(|| {
                Finding::manual(
                    place,
                    MESSAGE,
                    "it stands neither in the body of a mapped class nor in what is known to map one, where its other \
                     side could be added",
                )
            });
        };
        let backref = relationship.backref.as_ref()?;
        Some(match rewrite(cx, relationship, backref) {
            Ok(rewrite) => match reason(cx, relationship) {
                None => Finding::safe(place, MESSAGE, rewrite),
                Some(reason) => Finding::offered(place, MESSAGE, reason, rewrite),
            },
            Err(reason) => Finding::manual(place, MESSAGE, reason),
        })
    }
}

/// Why the rewrite is only offered, if it is.
fn reason(cx: &Context<'_, '_>, relationship: &Relationship<'_>) -> Option<String> {
    let used_without = || {
        let sides = mixins::sides(cx, relationship).ok()?;
        sides.iter().find_map(|side| used_without(cx, side))
    };
    doubt(cx, &[Some(relationship.class), relationship.target])
        .map(str::to_owned)
        .or_else(|| inspected(cx, relationship))
        .or_else(used_without)
}

/// Whether the `backref` of a relationship is turned into an attribute of the other class by this run.
pub(crate) fn is_rewritten<'t>(cx: &Context<'_, 't>, relationship: &Relationship<'t>) -> bool {
    let Some(backref) = relationship.backref.as_ref() else {
        return false;
    };
    rewrite(cx, relationship, backref).is_ok()
        && (cx.settings.unsafe_rewrites || reason(cx, relationship).is_none())
}

/// Why it matters that a written attribute is there as soon as its class is, and a back reference only when
/// SQLAlchemy has configured the mappers.
fn inspected(cx: &Context<'_, '_>, relationship: &Relationship<'_>) -> Option<String> {
    let other = cx.project.class(relationship.target?).file;
    let file = cx.project.inspects_mappers(other)?;
    Some(format!(
        "{} looks at mappers that may not be configured yet, and would see the attribute earlier than now",
        cx.project.file(file).path
    ))
}

/// Why the other class would come to need a file that programs do without so far: its new attribute names
/// this class, which must have been imported when SQLAlchemy configures the mappers.
fn used_without(cx: &Context<'_, '_>, relationship: &Relationship<'_>) -> Option<String> {
    let other = cx.project.class(relationship.target?);
    if other.kind() == ClassKind::Imperative {
        // Both are mapped one after the other.
        return None;
    }
    // A mixin is nothing without the class that has it.
    let needed = match relationship.home {
        Home::Body => cx.project.class(relationship.class).file,
        _ => cx.file.id,
    };
    let program = cx.project.loads_without(other.file, needed)?;
    Some(format!(
        "{} would need {} to be imported as well, and {} imports only the former",
        other.name(),
        cx.project.class(relationship.class).name(),
        cx.project.file(program).path
    ))
}

/// Whether the other sides can be written, wherever they come to stand.
fn is_planned<'t>(
    cx: &Context<'_, 't>,
    relationship: &Relationship<'t>,
    backref: &Backref<'t>,
) -> bool {
    mixins::sides(cx, relationship).is_ok_and(|sides| {
        sides.iter().all(|side| {
            mixins::name(cx, side, backref)
                .is_ok_and(|name| plan::plan(cx, side, backref, &name).is_ok())
        })
    })
}

/// The edits of both sides, of which there are several where classes share the relationship.
fn rewrite<'t>(
    cx: &Context<'_, 't>,
    relationship: &Relationship<'t>,
    backref: &Backref<'t>,
) -> Result<Rewrite, String> {
    let mut rewrite = Rewrite::new(cx.file.id, here(cx, backref));
    // The attributes of one place, one after the other.
    let mut added: Vec<(FileId, u32, String)> = Vec::new();
    let mut names = Vec::new();
    let sides = mixins::sides(cx, relationship)?;
    for side in &sides {
        let name = mixins::name(cx, side, backref)?;
        let plan = plan::plan(cx, side, backref, &name)?;
        if cx.project.class(plan.target).kind() == ClassKind::Imperative {
            return match sides.as_slice() {
                [only] => properties::rewrite(cx, only, backref, plan),
                _ => Err("the other class is mapped by a call".into()),
            };
        }
        if names.contains(&(plan.target, name.clone())) {
            return Err(format!(
                "several classes have the relationship, and each gives {} an attribute {name}",
                cx.project.class(plan.target).name()
            ));
        }
        names.push((plan.target, name));
        let mut place = place::place(cx, side, plan.target)?;
        names::check_reads(cx, &plan, place.offset)?;
        let other = cx.project.class(plan.target).file;
        let known = added
            .iter_mut()
            .find(|(file, offset, _)| (*file, *offset) == (other, place.offset));
        if known.is_some() && place.around.1.is_empty() {
            place.around.0 = "\n";
        }
        let text = render::attribute(cx, backref, &plan, &place);
        match known {
            Some((_, _, texts)) => texts.push_str(&text),
            None => added.push((other, place.offset, text)),
        }
        rewrite = rewrite.wish(other, plan.wishes);
    }
    for (file, offset, text) in added {
        rewrite = rewrite.edit(file, Edit::insert(offset, text));
    }
    rewrite = rewrite.wish(cx.file.id, wishes_here(cx, backref));
    Ok(rewrite)
}

/// What the file of the relationship may do without: the names that `backref(...)` is written with.
fn wishes_here(cx: &Context<'_, '_>, backref: &Backref<'_>) -> Vec<ImportWish> {
    let Some(call) = backref.call else {
        return Vec::new();
    };
    let place = span(call);
    let tokens = cx.file.tree.tokens().within(place);
    let names = tokens.iter().filter(|token| token.kind == TokenKind::Name);
    names
        .map(|token| ImportWish::MayGo(cx.slice(token.span).to_owned()))
        .collect()
}

/// The edits of the relationship itself: the user's name stays as it is written.
fn here(cx: &Context<'_, '_>, backref: &Backref<'_>) -> Vec<Edit> {
    let start = span(backref.keyword).start;
    let mut edits = vec![Edit::replace(
        Span::new(start, start + "backref".len() as u32),
        "back_populates",
    )];
    let name = backref
        .call
        .and_then(|call| alchemod_python::arguments::argument(call, Some(0), "name"));
    if let (Some(call), Some(name)) = (backref.call, name) {
        edits.push(Edit::replace(span(call), cx.source(name)));
    }
    edits
}
