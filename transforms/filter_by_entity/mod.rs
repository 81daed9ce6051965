//! `select(A).join(B).filter_by(id=1)`: 2.1 looks at all entities, and raises where two have the name.

use alchemod_engine::{
    Context, Finding, ImportWish, Interest, Rewrite, Rule, Stage, Target, Transform,
};
use alchemod_facts::scopes::BindingKind;
use alchemod_facts::{ClassId, Value};
use alchemod_python::chain::{links, Link};
use alchemod_python::{ast, Node, NodeId};
use alchemod_text::Span;

use crate::orm::names::class_text;
use crate::query::arguments::has_unpacking;
use crate::query::builders::criteria;
use crate::query::joins::{relationship_target, Target as Joined};

/// See the rule's documentation.
pub(crate) struct FilterByEntity;

static RULE: Rule = Rule {
    code: "AM407",
    name: "filter-by-entity",
    stage: Stage::Queries,
    summary: "filter_by() of a select() of several entities names the one that it means",
    guide: (
        "What's New in SQLAlchemy 2.1: filter_by now searches across all FROM clause entities",
        "https://docs.sqlalchemy.org/en/21/changelog/migration_21.html",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for FilterByEntity {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::CallsNamed(&["filter_by"])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let Node::Expr(expr @ ast::Expr::Call(call)) = cx.file.nodes.get(site) else {
            return None;
        };
        let ast::Expr::Attribute(method) = call.func.as_ref() else {
            return None;
        };
        let statement = statement(cx, &method.value)?;
        let names: Vec<&str> = call
            .keywords
            .iter()
            .filter_map(|keyword| keyword.arg.as_deref())
            .collect();
        if !statement.is_ambiguous(cx, &names, has_unpacking(call)) {
            return None;
        }
        let link = Link {
            expr,
            call,
            attribute: method,
        };
        let name = link.name_span();
        let place = Span::new(name.start, alchemod_python::span(call).end);
        let message = "filter_by() of several entities: 2.1 looks at all of them, and raises for a name that two have";
        let rewrite = || -> Result<Rewrite, String> {
            let (owner, wish) = statement.owner(cx)?;
            Ok(Rewrite::new(cx.file.id, criteria(cx, &link, &owner)?).wish(cx.file.id, wish))
        };
        Some(match rewrite() {
            Ok(rewrite) => Finding::safe(place, message, rewrite),
            Err(reason) => Finding::manual(place, message, reason),
        })
    }
}

/// An entity of a statement.
#[derive(Clone, Debug)]
enum Entity {
    Class(ClassId),
    /// An alias: its text and class, if that is known.
    Alias(String, Option<ClassId>),
    Unknown,
}

/// The entities that a `select()` takes rows from.
#[derive(Default)]
struct Statement {
    /// Those that it selects, or `select_from()` names.
    entities: Vec<Entity>,
    /// Those that are joined, in order.
    joined: Vec<Entity>,
    /// What `select_from()` names first.
    from: Option<Entity>,
    /// It is put together in several places, so that the order of joins is not certain.
    is_scattered: bool,
}

impl Statement {
    fn all(&self) -> impl Iterator<Item = &Entity> {
        self.entities.iter().chain(&self.joined).chain(&self.from)
    }

    /// What 1.4 and 2.0 filter.
    fn meant(&self) -> Option<&Entity> {
        self.joined
            .last()
            .or(self.from.as_ref())
            .or(self.entities.first())
    }

    /// Whether 2.1 may find one of the names in several entities.
    fn is_ambiguous(&self, cx: &Context<'_, '_>, names: &[&str], is_hidden: bool) -> bool {
        let mut classes: Vec<ClassId> = Vec::new();
        let mut count = 0;
        let mut unknown = false;
        for entity in self.all() {
            match entity {
                Entity::Class(class) => {
                    if !classes.contains(class) {
                        classes.push(*class);
                        count += 1;
                    }
                }
                Entity::Alias(_, class) => {
                    count += 1;
                    classes.extend(class);
                    unknown |= class.is_none();
                }
                Entity::Unknown => {
                    count += 1;
                    unknown = true;
                }
            }
        }
        if count < 2 {
            return false;
        }
        if unknown || is_hidden {
            return true;
        }
        names.iter().any(|name| {
            classes
                .iter()
                .filter(|class| cx.project.infer_member(**class, name).is_some())
                .count()
                > 1
        })
    }

    /// How the entity that is meant is written.
    fn owner(&self, cx: &Context<'_, '_>) -> Result<(String, Option<ImportWish>), String> {
        if self.is_scattered && !self.joined.is_empty() {
            return Err(
                "which entity is joined last cannot be seen here: name it in where()".into(),
            );
        }
        match self.meant() {
            Some(Entity::Class(class)) => {
                let written = class_text(cx, *class)?;
                Ok((written.text, written.wish))
            }
            Some(Entity::Alias(text, _)) => Ok((text.clone(), None)),
            _ => Err("which entity is meant cannot be told: name it in where()".into()),
        }
    }
}

/// The `select()` that an expression is, as far as it can be read.
fn statement<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Option<Statement> {
    let mut found = Statement::default();
    read(cx, expr, &mut found, true)?;
    Some(found)
}

fn read<'t>(
    cx: &Context<'_, 't>,
    expr: &'t ast::Expr,
    found: &mut Statement,
    follows: bool,
) -> Option<()> {
    let is_select = |call: &'t ast::ExprCall| {
        cx.project.external(cx.file.id, &call.func).as_deref() == Some("sqlalchemy.select")
    };
    let (start, calls) = links(expr);
    let mut calls = calls.as_slice();
    let select = match (start, calls.first()) {
        (ast::Expr::Call(call), _) if is_select(call) => Some(call),
        // `sa.select(...)`
        (_, Some(first)) if is_select(first.call) => {
            calls = &calls[1..];
            Some(first.call)
        }
        _ => None,
    };
    match (select, start) {
        (Some(select), _) => {
            found
                .entities
                .extend(select.args.iter().flat_map(|arg| selected(cx, arg)));
        }
        (None, ast::Expr::Name(name)) if follows => {
            variable(cx, start, name.id.as_str(), found)?;
        }
        (None, ast::Expr::Name(_)) => {}
        _ => return None,
    }
    for link in calls {
        let target = link.call.args.first();
        match (link.name(), target) {
            ("join" | "outerjoin", Some(target)) => found.joined.push(joined(cx, target)),
            ("join_from" | "outerjoin_from", _) => {
                found.entities.extend(target.map(|arg| entity(cx, arg)));
                found
                    .joined
                    .extend(link.call.args.get(1).map(|arg| joined(cx, arg)));
            }
            ("select_from", Some(target)) => {
                found.from.get_or_insert(entity(cx, target));
            }
            ("add_columns" | "with_only_columns", _) => {
                found
                    .entities
                    .extend(link.call.args.iter().flat_map(|arg| selected(cx, arg)));
            }
            _ => {}
        }
    }
    Some(())
}

/// A variable: all that is assigned to it counts.
fn variable<'t>(
    cx: &Context<'_, 't>,
    expr: &'t ast::Expr,
    name: &str,
    found: &mut Statement,
) -> Option<()> {
    let typed = cx.project.infer(cx.file.id, expr)?;
    if !typed.value.is_instance_of("sqlalchemy.sql.Select") {
        return None;
    }
    let (_, ids) = cx.file.scopes.lookup(name, cx.file.scope_of(expr)?)?;
    found.is_scattered = ids.len() > 1;
    for &id in ids {
        let BindingKind::Assign { value, .. } = cx.file.scopes.binding(id).kind else {
            return None;
        };
        read(cx, value, found, false)?;
    }
    Some(())
}

/// The entities of something that is selected: a function has those of its arguments.
fn selected<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Vec<Entity> {
    let ast::Expr::Call(call) = expr else {
        return vec![entity(cx, expr)];
    };
    let mut root = call.func.as_ref();
    while let ast::Expr::Attribute(inner) = root {
        root = inner.value.as_ref();
        let path = cx.project.external(cx.file.id, root);
        if path.as_deref() == Some("sqlalchemy.func") {
            return call.args.iter().flat_map(|arg| selected(cx, arg)).collect();
        }
    }
    vec![entity(cx, expr)]
}

fn entity<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Entity {
    match cx.project.infer(cx.file.id, expr).map(|typed| typed.value) {
        Some(Value::Class(class) | Value::Attribute(class, _)) => Entity::Class(class),
        Some(Value::Aliased(class)) => Entity::Alias(cx.source(expr).to_owned(), Some(class)),
        _ => match expr {
            ast::Expr::Attribute(n) => {
                match cx
                    .project
                    .infer(cx.file.id, &n.value)
                    .map(|typed| typed.value)
                {
                    Some(Value::Aliased(class)) => {
                        Entity::Alias(cx.source(n.value.as_ref()).to_owned(), Some(class))
                    }
                    _ => Entity::Unknown,
                }
            }
            _ => Entity::Unknown,
        },
    }
}

fn joined<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Entity {
    match relationship_target(cx, expr) {
        Some(Joined::Class(class)) => Entity::Class(class),
        Some(Joined::Text(text)) => Entity::Alias(text, None),
        Some(Joined::Unknown) => Entity::Unknown,
        None => entity(cx, expr),
    }
}
