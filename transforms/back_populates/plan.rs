//! What the other side is to be, or why it is left to the user.

use alchemod_engine::{Context, ImportWish, Target};
use alchemod_facts::{Backref, ClassId, ClassKind, Direction, FileId, Home, Relationship};
use alchemod_python::arguments::{has_unpacking, keyword};
use alchemod_python::{ast, span, Style};

use super::{between, carry, names, properties};
use crate::mapped_sites::is_dataclass;
use crate::orm_extensions::prepare::is_of_automap;
use crate::relationship_types::{self, Arguments};

/// The new attribute of the other class.
pub struct Plan<'t> {
    /// The class that gets it.
    pub target: ClassId,
    /// The file that it is written in.
    pub file: FileId,
    /// Its name.
    pub name: String,
    /// Its annotation, if that is certain.
    pub annotation: Option<String>,
    /// `relationship`, `db.relationship`, `orm.relationship`
    pub callee: String,
    /// The class of the relationship, as an argument.
    pub argument: String,
    /// `back_populates=`, as an argument.
    pub back_populates: String,
    /// What SQLAlchemy copied from the relationship: `name=value`.
    pub copied: Vec<String>,
    /// The arguments of `backref(...)`, each with its text.
    pub own: Vec<(&'t ast::Keyword, String)>,
    /// What the file of the other class has to import.
    pub wishes: Vec<ImportWish>,
}

/// What SQLAlchemy gives the back reference from the relationship (`_generate_backref`), unless
/// `backref()` has it itself.
const COPIED: &[&str] = &["viewonly", "post_update", "passive_updates", "sync_backref"];

/// Arguments of `backref()` that make no sense there.
const REFUSED: &[&str] = &["backref", "back_populates", "argument", "secondary"];

/// Plans the other side of `relationship`, an attribute called `name`.
///
/// # Errors
/// Why it is left to the user.
pub fn plan<'t>(
    cx: &Context<'_, 't>,
    relationship: &Relationship<'t>,
    backref: &Backref<'t>,
    name: &str,
) -> Result<Plan<'t>, String> {
    let target = classes(cx, relationship)?;
    if cx.project.class(target).kind() == ClassKind::Imperative {
        return properties::plan(cx, relationship, backref, target, name);
    }
    arguments(cx, relationship, backref)?;
    names::check(cx, relationship, target, name)?;
    let carrier = carry::Carrier::new(cx, relationship, target);
    let there = cx.in_file(cx.project.class(target).file);
    let quote = Style::of(there.file.tree).quote;
    let mut wishes = Vec::new();
    let mut copied = Vec::new();
    let has_own = |name: &str| {
        backref
            .call
            .is_some_and(|call| keyword(call, name).is_some())
    };
    for (from, to, value) in from_relationship(relationship) {
        if !has_own(to) {
            let carried = carrier.carry(from, value)?;
            wishes.extend(carried.wishes);
            copied.push(format!("{to}={}", carried.text));
        }
    }
    let mut own = Vec::new();
    let keywords = backref
        .call
        .map_or(&[][..], |call| call.keywords.as_slice());
    for argument in keywords {
        let Some(key) = argument.arg.as_deref().filter(|key| *key != "name") else {
            continue;
        };
        let carried = carrier.carry(key, &argument.value)?;
        wishes.extend(carried.wishes);
        own.push((argument, format!("{key}={}", carried.text)));
    }
    let is_dynamic = backref.call.is_some_and(|call| {
        keyword(call, "lazy").is_some_and(|lazy| match &lazy.value {
            ast::Expr::Constant(n) => n.value.as_str().is_some_and(|lazy| lazy == "dynamic"),
            _ => true,
        })
    });
    let argument = carrier.class_argument(quote)?;
    let annotation = annotation(cx, &there, relationship, backref, quote);
    let annotation = annotation.map(|annotation| {
        wishes.extend(annotation.wishes);
        annotation.text
    });
    let (callee, queries) =
        carrier.callee(is_dynamic && !has_own("query_class"), annotation.is_some())?;
    wishes.extend(callee.wish);
    copied.extend(queries);
    Ok(Plan {
        target,
        file: there.file.id,
        name: name.to_owned(),
        annotation,
        callee: callee.text,
        argument,
        back_populates: format!("back_populates={quote}{}{quote}", relationship.attribute),
        copied,
        own,
        wishes,
    })
}

/// Checks the two classes; gives the other one.
fn classes<'t>(cx: &Context<'_, 't>, relationship: &Relationship<'t>) -> Result<ClassId, String> {
    let project = cx.project;
    let own = relationship.class;
    if !project.class(own).is_mapped() {
        return Err("it does not stand in a mapped class".into());
    }
    let target = relationship
        .target
        .ok_or("the class on the other side was not found in the project")?;
    let there = project.class(target);
    if !there.is_mapped() {
        return Err(format!("{} is not known to be mapped", there.name()));
    }
    if relationship.home == Home::Added {
        return Err(
            "it is added to a mapper that is there already: write it where the class is mapped"
                .into(),
        );
    }
    let by_call = there.kind() == ClassKind::Imperative;
    if !by_call && is_dataclass(cx, target) {
        return Err(format!(
            "{} is a dataclass: a new attribute would be a parameter of its `__init__`",
            there.name()
        ));
    }
    if is_concrete(cx, own) || is_concrete(cx, target) {
        return Err("of classes with concrete inheritance each needs its own relationship".into());
    }
    if is_of_automap(cx, own) || is_of_automap(cx, target) {
        return Err(
            "prepare() of an automap base makes relationships by what the classes have, and counts attributes but no back references"
                .into(),
        );
    }
    if !by_call && is_late(cx, relationship, target) {
        return Err("it is assigned in a function or under a condition, and may be missing".into());
    }
    let is_between = |from| !between::is_quiet(cx, from, relationship.statement);
    let is_here = !by_call && relationship.home == Home::Properties && there.file == cx.file.id;
    if is_here && is_between(there.node) {
        return Err(properties::unquiet(there.name()));
    }
    if !by_call && !is_there_with(cx, own, target) {
        return Err(format!(
            "{} is made in a function or under a condition, so that {} may be used without it",
            project.class(own).name(),
            there.name()
        ));
    }
    let inherits = project.mapped_parent(own).is_some() || project.mapped_parent(target).is_some();
    let is_other_of_line = own != target && project.shares_table(own, target);
    if is_other_of_line && relationship.secondary().is_none() {
        return Err("one of its classes inherits from the other".into());
    }
    if inherits && relationship.secondary().is_none() && project.join(relationship).is_none() {
        return Err(
            "with inherited tables it cannot be read with certainty how the two tables are joined"
                .into(),
        );
    }
    Ok(target)
}

/// Whether the relationship may be missing where the class on the other side is there.
fn is_late(cx: &Context<'_, '_>, relationship: &Relationship<'_>, target: ClassId) -> bool {
    let block = cx.file.nodes.parent(relationship.statement);
    let class = |id: ClassId| {
        let info = cx.project.class(id);
        let parent = cx.project.file(info.file).nodes.parent(info.node);
        (info.file, info.node, parent)
    };
    match relationship.is_assigned {
        true => {
            let (file, _, around) = class(target);
            let is_beside = file == cx.file.id && around == block;
            block.is_some() && !is_beside
        }
        // Under a condition in the body of its class.
        false => block != Some(class(owner_of_body(cx, relationship)).1),
    }
}

/// The class whose body a relationship stands in: a mixin, where several classes have it.
fn owner_of_body(cx: &Context<'_, '_>, relationship: &Relationship<'_>) -> ClassId {
    let scope = cx.file.scopes.of(relationship.statement);
    cx.project
        .class_of_scope(cx.file.id, scope)
        .unwrap_or(relationship.class)
}

/// Whether the class `own` is there wherever `target` is, once their files are imported: at the top of its
/// module, or in the same block.
fn is_there_with(cx: &Context<'_, '_>, own: ClassId, target: ClassId) -> bool {
    let parent = |class: ClassId| {
        let info = cx.project.class(class);
        (
            info.file,
            cx.project.file(info.file).nodes.parent(info.node),
        )
    };
    parent(own).1.is_none() || parent(own) == parent(target)
}

fn is_concrete(cx: &Context<'_, '_>, class: ClassId) -> bool {
    cx.project.linearized(class).into_iter().any(|id| {
        let info = cx.project.class(id);
        if let Some(mapping) = cx.project.mapping_of(id) {
            if mapping.given("concrete").is_some() {
                return true;
            }
        }
        let text = info
            .assigned("__mapper_args__")
            .map(|args| cx.project.file(info.file).tree.source(args));
        text.is_some_and(|text| text.contains("concrete"))
    }) || [
        "sqlalchemy.ext.declarative.ConcreteBase",
        "sqlalchemy.ext.declarative.AbstractConcreteBase",
    ]
    .iter()
    .any(|path| cx.project.is_subclass(class, path))
}

/// Checks the arguments of `relationship()` and `backref()`.
pub(super) fn arguments(
    cx: &Context<'_, '_>,
    relationship: &Relationship<'_>,
    backref: &Backref<'_>,
) -> Result<(), String> {
    if has_unpacking(relationship.call) || relationship.call.args.len() > 2 {
        return Err("the arguments of `relationship()` are not all visible by name".into());
    }
    for name in ["primaryjoin", "secondaryjoin"] {
        let text = relationship
            .given(name)
            .map_or("", |value| cx.source(value));
        if text.contains("remote(") {
            return Err(format!(
                "its `{name}` marks the remote side with `remote()`, which is another one on the other side"
            ));
        }
    }
    let Some(call) = backref.call else {
        return Ok(());
    };
    if has_unpacking(call) || call.args.len() > 1 {
        return Err("the arguments of `backref()` are not all visible by name".into());
    }
    if let Some(name) = REFUSED.iter().find(|name| keyword(call, name).is_some()) {
        return Err(format!("`backref()` has an argument `{name}`"));
    }
    if keyword(call, "cascade_backrefs").is_some() && cx.settings.target >= Target::V20 {
        return Err("its `cascade_backrefs` has to go first".into());
    }
    Ok(())
}

/// The arguments that SQLAlchemy gives the back reference from the relationship: the name there, the name
/// on the other side, the value.
pub(super) fn from_relationship<'t>(
    relationship: &Relationship<'t>,
) -> Vec<(&'static str, &'static str, &'t ast::Expr)> {
    let secondary = relationship.secondary();
    let mut all = vec![("secondary", "secondary", secondary)];
    if secondary.is_some() {
        let swapped = |name| relationship.given(name);
        all.push(("secondaryjoin", "primaryjoin", swapped("secondaryjoin")));
        all.push(("primaryjoin", "secondaryjoin", swapped("primaryjoin")));
    } else {
        all.push((
            "primaryjoin",
            "primaryjoin",
            relationship.given("primaryjoin"),
        ));
    }
    all.push((
        "foreign_keys",
        "foreign_keys",
        relationship.given("foreign_keys"),
    ));
    all.extend(
        COPIED
            .iter()
            .map(|name| (*name, *name, relationship.given(name))),
    );
    all.into_iter()
        .filter_map(|(from, to, value)| Some((from, to, value?)))
        .collect()
}

/// The annotation of the other side, where it is certain and the target takes it.
fn annotation<'t>(
    cx: &Context<'_, 't>,
    there: &Context<'_, 't>,
    relationship: &Relationship<'t>,
    backref: &Backref<'t>,
    quote: char,
) -> Option<relationship_types::Annotation> {
    if cx.settings.target < Target::V20 {
        return None;
    }
    let value = |name| Some(&keyword(backref.call?, name)?.value);
    let is_explicit = ["primaryjoin", "secondaryjoin", "foreign_keys"]
        .iter()
        .any(|name| value(name).is_some());
    let join = cx
        .project
        .join(relationship)
        .filter(|_| !is_explicit)
        .map(|join| (reverse(join.direction), join.may_be_missing));
    let arguments = Arguments {
        uselist: value("uselist"),
        lazy: value("lazy"),
        collection_class: value("collection_class"),
        target: Some(relationship.class),
    };
    let holds = relationship_types::holds(cx, join, arguments).ok()?;
    relationship_types::annotation(there, holds, relationship.class, quote)
}

fn reverse(direction: Direction) -> Direction {
    match direction {
        Direction::ManyToOne => Direction::OneToMany,
        Direction::OneToMany => Direction::ManyToOne,
        Direction::ManyToMany => Direction::ManyToMany,
    }
}

/// Where a class statement starts.
pub fn start_of(cx: &Context<'_, '_>, class: ClassId) -> u32 {
    span(cx.project.class(class).def).start
}
