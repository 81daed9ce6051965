//! The other side in the `properties` of the call that maps its class.

use alchemod_engine::{Context, ImportWish, Rewrite};
use alchemod_facts::scopes::ScopeKind;
use alchemod_facts::{Backref, ClassId, ClassKind, Home, Mapping, Relationship, Value};
use alchemod_python::arguments::{argument, has_unpacking, keyword};
use alchemod_python::{ast, Node, NodeId, Style};

use super::between;
use super::entry::{self, Entries};
use super::plan::{self, Plan};
use super::render;
use crate::orm::names::class_text;

/// What a text of the relationship's call means where the other class is mapped.
enum Fate {
    /// The same.
    Same,
    /// The same once both classes are mapped: as a lambda.
    Later,
    /// Something else.
    Other,
}

/// Where the other class is mapped, seen from the relationship.
struct There<'c, 'p, 't> {
    cx: &'c Context<'p, 't>,
    mapping: &'p Mapping<'t>,
    /// The statements of the relationship and of the mapping.
    statements: (NodeId, NodeId),
}

/// Plans the entry in the properties of `target`.
///
/// # Errors
/// Why it is left to the user.
pub fn plan<'t>(
    cx: &Context<'_, 't>,
    relationship: &Relationship<'t>,
    backref: &Backref<'t>,
    target: ClassId,
    name: &str,
) -> Result<Plan<'t>, String> {
    plan::arguments(cx, relationship, backref)?;
    check_name(cx, relationship, target, name)?;
    let there = there(cx, relationship, target)?;
    let mut copied = Vec::new();
    for (from, to, value) in plan::from_relationship(relationship) {
        let has_own = backref.call.is_some_and(|call| keyword(call, to).is_some());
        if !has_own {
            copied.push(format!("{to}={}", there.carry(from, value)?));
        }
    }
    let mut own = Vec::new();
    let keywords = backref
        .call
        .map_or(&[][..], |call| call.keywords.as_slice());
    for argument in keywords {
        if let Some(key) = argument.arg.as_deref().filter(|key| *key != "name") {
            own.push((
                argument,
                format!("{key}={}", there.carry(key, &argument.value)?),
            ));
        }
    }
    let callee = relationship.call.func.as_ref();
    if !matches!(there.fate(callee), Fate::Same) {
        return Err("relationship() has no name where the other class is mapped".into());
    }
    let (argument, wishes) = there.class_argument(relationship)?;
    let quote = Style::of(cx.file.tree).quote;
    Ok(Plan {
        target,
        file: cx.file.id,
        name: name.to_owned(),
        annotation: None,
        callee: cx.source(callee).to_owned(),
        argument,
        back_populates: format!("back_populates={quote}{}{quote}", relationship.attribute),
        copied,
        own,
        wishes,
    })
}

/// Whether the other class can have an attribute of this name.
fn check_name(
    cx: &Context<'_, '_>,
    relationship: &Relationship<'_>,
    target: ClassId,
    name: &str,
) -> Result<(), String> {
    let project = cx.project;
    let mut family = project.linearized(target);
    let heirs = project.classes().map(|(id, _)| id);
    family.extend(heirs.filter(|&id| id != target && project.linearized(id).contains(&target)));
    let taken = family.iter().find(|&&member| {
        project
            .mapping_of(member)
            .is_some_and(|mapping| mapping.has(name))
            || project
                .relationships_of(member)
                .any(|known| known.attribute == name)
    });
    if let Some(&taken) = taken {
        let class = project.class(taken).name();
        return Err(format!("{class} has an attribute {name} already"));
    }
    let same_name = project.models().relationships.iter().filter(|other| {
        other.backref.as_ref().and_then(|backref| backref.name) == Some(name)
            && other.target.is_some_and(|target| family.contains(&target))
    });
    if same_name.count() > 1 {
        let class = project.class(target).name();
        return Err(format!(
            "several back references give {class} an attribute {name}"
        ));
    }
    let own = project.relationships_of(relationship.class);
    if own
        .filter(|other| other.attribute == relationship.attribute)
        .count()
        > 1
    {
        return Err(format!(
            "its class is given {} more than once",
            relationship.attribute
        ));
    }
    Ok(())
}

/// Why code between the mappings of two classes matters, the first of which is called `name`.
pub fn unquiet(name: &str) -> String {
    format!("code that comes after the mapping of {name} may configure the mappers before the other class is mapped")
}

fn there<'c, 'p, 't>(
    cx: &'c Context<'p, 't>,
    relationship: &Relationship<'t>,
    target: ClassId,
) -> Result<There<'c, 'p, 't>, String> {
    let project = cx.project;
    let name = project.class(target).name();
    let Some(mapping) = project.mapping_of(target) else {
        return Err(format!(
            "{name} is mapped by several calls, which may have properties of their own"
        ));
    };
    let own = project.class(relationship.class);
    if mapping.file != cx.file.id {
        return Err(format!(
            "{name} is mapped in {}: only its mapping there can have the other side",
            project.file(mapping.file).path
        ));
    }
    let statement = |id: NodeId| {
        let mut around = std::iter::once(id).chain(cx.file.nodes.ancestors(id));
        around.find(|&id| cx.file.nodes.get(id).stmt().is_some())
    };
    let here = match relationship.home {
        Home::Body if own.file == cx.file.id => Some(own.node),
        Home::Body => None,
        _ => Some(relationship.statement),
    };
    let statements = here.zip(statement(mapping.node));
    let Some((here, there)) = statements else {
        return Err("the statement of its mapping cannot be found".into());
    };
    let parent = |id: NodeId| cx.file.nodes.parent(id);
    if parent(here) != parent(there) {
        return Err(format!(
            "{name} is mapped in another function or under another condition, where the other side may be missing"
        ));
    }
    let start = |id: NodeId| cx.file.nodes.get(id).span().start;
    if start(there) < start(here) && !between::is_quiet(cx, there, here) {
        return Err(unquiet(name));
    }
    Ok(There {
        cx,
        mapping,
        statements: (here, there),
    })
}

/// Arguments that SQLAlchemy evaluates when all classes are mapped, if they are lambdas.
const EVALUATED: &[&str] = &[
    "foreign_keys",
    "order_by",
    "primaryjoin",
    "remote_side",
    "secondary",
    "secondaryjoin",
];

impl<'t> There<'_, '_, 't> {
    /// The value of the argument `key` there.
    fn carry(&self, key: &str, value: &'t ast::Expr) -> Result<String, String> {
        let text = self.cx.source(value);
        match self.fate(value) {
            Fate::Same => Ok(text.to_owned()),
            Fate::Later if EVALUATED.contains(&key) => Ok(match value {
                ast::Expr::Lambda(_) => text.to_owned(),
                _ => format!("lambda: {text}"),
            }),
            _ => Err(format!(
                "`{key}={text}` cannot be written where {} is mapped",
                self.cx.project.class(self.mapping.class).name()
            )),
        }
    }

    /// What the names of an expression mean where the other class is mapped.
    fn fate(&self, value: &'t ast::Expr) -> Fate {
        let file = self.cx.file;
        let Some(root) = file.nodes.expr_id(value) else {
            return Fate::Other;
        };
        let (here, there) = self.statements;
        let scope = file.scopes.of(there);
        let start = |id: NodeId| file.nodes.get(id).span().start;
        let mut fate = Fate::Same;
        let names = std::iter::once((root, Node::Expr(value))).chain(file.subtree(root));
        for (id, node) in names {
            let name = match node {
                Node::Expr(ast::Expr::Name(name)) => name,
                Node::Expr(ast::Expr::Attribute(n)) if !self.is_mapped_before(&n.value) => {
                    fate = Fate::Later;
                    continue;
                }
                _ => continue,
            };
            let Some((owner, ids)) = file.scopes.lookup(name.id.as_str(), file.scopes.of(id))
            else {
                continue;
            };
            let info = file.scopes.get(owner);
            let is_inside = info.node.is_some_and(|node| {
                node == root || file.nodes.ancestors(node).any(|outer| outer == root)
            });
            if is_inside {
                continue;
            }
            if info.kind == ScopeKind::Class {
                return Fate::Other;
            }
            if owner != scope {
                continue;
            }
            let bound: Vec<u32> = ids
                .iter()
                .map(|&id| start(file.scopes.binding(id).node))
                .collect();
            let first = start(here).min(start(there));
            match bound.as_slice() {
                all if all.iter().all(|&at| at < first) => {}
                [_] => fate = Fate::Later,
                _ => return Fate::Other,
            }
        }
        fate
    }

    /// Whether attributes of the expression are there when the other class is mapped, as far as it is a class that
    /// a call maps.
    fn is_mapped_before(&self, owner: &'t ast::Expr) -> bool {
        let project = self.cx.project;
        let class = match project
            .infer(self.cx.file.id, owner)
            .map(|typed| typed.value)
        {
            Some(Value::Class(class)) => class,
            _ => return true,
        };
        if project.class(class).kind() != ClassKind::Imperative {
            return true;
        }
        let start = |id: NodeId| self.cx.file.nodes.get(id).span().start;
        project.mapping_of(class).is_some_and(|mapping| {
            mapping.file == self.mapping.file && start(mapping.node) < start(self.mapping.node)
        })
    }

    /// The class of the relationship as the argument of the new one.
    fn class_argument(
        &self,
        relationship: &Relationship<'t>,
    ) -> Result<(String, Vec<ImportWish>), String> {
        let project = self.cx.project;
        let own = project.mapping_of(relationship.class);
        let written = own
            .filter(|mapping| mapping.file == self.cx.file.id)
            .and_then(|mapping| argument(mapping.call?, Some(0), "class_"));
        if let Some(class) = written {
            if matches!(self.fate(class), Fate::Same) {
                return Ok((self.cx.source(class).to_owned(), Vec::new()));
            }
        }
        let info = project.class(relationship.class);
        match class_text(&self.cx.at(self.mapping.node), relationship.class) {
            Ok(written) => Ok((written.text, written.wish.into_iter().collect())),
            // The class statement comes later.
            Err(_) if info.node == self.statements.0 => {
                Ok((format!("lambda: {}", info.name()), Vec::new()))
            }
            Err(reason) => Err(reason),
        }
    }
}

/// The edits of both sides.
pub fn rewrite<'t>(
    cx: &Context<'_, 't>,
    relationship: &Relationship<'t>,
    backref: &Backref<'t>,
    plan: Plan<'t>,
) -> Result<Rewrite, String> {
    let there = there(cx, relationship, plan.target)?;
    let call = there.mapping.call.ok_or("its mapping cannot be found")?;
    let mut edits = super::here(cx, backref);
    let given = argument(call, Some(2), "properties");
    let keyed = |start: &str, indent: &str| {
        let start = format!("{indent}{start}{}(", plan.callee);
        render::call(cx, backref, &plan, &start, indent)
    };
    let quote = Style::of(cx.file.tree).quote;
    let literal = format!("{quote}{}{quote}: ", plan.name);
    let named = format!("{}=", plan.name);
    if has_unpacking(call) {
        return Err(format!(
            "the arguments of the mapping of {} are not all visible",
            cx.project.class(plan.target).name()
        ));
    }
    edits.extend(match given.map(entry::entries) {
        None => entry::in_call(cx, call, &|indent| keyed(&literal, indent))?,
        Some(Some(Entries::Literal(all))) => {
            entry::after_last(cx, &all, &|indent| keyed(&literal, indent))
        }
        Some(Some(Entries::Named(all))) => {
            entry::after_last(cx, &all, &|indent| keyed(&named, indent))
        }
        Some(None) => {
            return Err(format!(
                "the properties of {} are not written out in its mapping",
                cx.project.class(plan.target).name()
            ))
        }
    });
    let wishes = super::wishes_here(cx, backref);
    Ok(Rewrite::new(cx.file.id, edits).wish(cx.file.id, wishes.into_iter().chain(plan.wishes)))
}
