//! Whether a query may find an entity several times. A Query of entities drops the repetitions; the result
//! of a `select()` does so only with `unique()`.

use alchemod_engine::Context;
use alchemod_facts::{ClassId, Direction, Value};
use alchemod_python::ast;
use alchemod_python::chain::{links, Link};

use super::columns::is_column;
use super::eager;
use super::entities::{Entities, Entity};
use super::options::SAME;
use super::plain::Own;

/// What must be done about repetitions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Repeats {
    /// A row may be found several times.
    pub rows: bool,
    /// Collections may be loaded with a join: results refuse to be read without `unique()`.
    pub eager: bool,
}

/// Works out whether the query may repeat entities.
pub(crate) fn repeats<'t>(
    cx: &Context<'_, 't>,
    entities: &Entities<'t>,
    builders: &[Link<'t>],
) -> Repeats {
    let mut repeats = Repeats::default();
    if !entities.has_class() {
        return repeats;
    }
    for (entity, _) in &entities.list {
        if let Entity::Mapped(class) | Entity::Aliased(class) = entity {
            repeats.eager |= eager::may_join(cx, *class);
        }
    }
    let own = entities.single().map(|(class, expr)| Own {
        cx,
        class,
        text: cx.source(expr),
        is_alias: matches!(entities.list.first(), Some((Entity::Aliased(_), _))),
    });
    repeats.rows = own.is_none();
    for link in builders {
        match link.name() {
            "join" | "outerjoin" | "select_from" | "from_statement" => repeats.rows = true,
            "options" => repeats.eager |= link.call.args.iter().any(|arg| !is_harmless(cx, arg)),
            "filter_by" => {
                repeats.rows |= !own.as_ref().is_some_and(|own| {
                    link.call.keywords.iter().all(|keyword| match &keyword.arg {
                        Some(name) => {
                            own.is_operand(&keyword.value)
                                && is_single_valued(cx, own.class, name.as_str())
                        }
                        None => false,
                    })
                });
            }
            // They bring in nothing, whatever they are given.
            "limit" | "offset" | "slice" | "with_for_update" | "populate_existing"
            | "execution_options" | "yield_per" | "autoflush" | "enable_assertions" | "params" => {}
            name if SAME.contains(&name) => {}
            "with_parent" if link.call.args.get(1).is_some_and(|arg| is_of_one(cx, arg)) => {}
            _ => {
                repeats.rows |= !own
                    .as_ref()
                    .is_some_and(|own| link.call.args.iter().all(|arg| own.is_own(arg)));
            }
        }
    }
    repeats
}

/// Whether `filter_by(name=...)` compares columns of the class's own.
fn is_single_valued(cx: &Context<'_, '_>, class: ClassId, name: &str) -> bool {
    is_column(cx.project, class, name)
        || cx
            .project
            .relationship(class, name)
            .is_some_and(|relationship| {
                cx.project.direction(relationship) == Some(Direction::ManyToOne)
            })
}

/// Whether an attribute is a one-to-many relationship: its objects have the key of their parent.
fn is_of_one<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    let Some(Value::Attribute(class, name)) = cx.project.infer(cx.file.id, expr).map(|t| t.value)
    else {
        return false;
    };
    let relationship = cx.project.relationship(class, &name);
    relationship.is_some_and(|r| cx.project.direction(r) == Some(Direction::OneToMany))
}

/// Loader options that load nothing with a join.
const HARMLESS: &[&str] = &[
    "defaultload",
    "defer",
    "immediateload",
    "lazyload",
    "load_only",
    "noload",
    "raiseload",
    "selectinload",
    "subqueryload",
    "undefer",
    "undefer_group",
];

/// Loader options whose own SELECT keeps all that is joined below them away from the query.
const APART: &[&str] = &["selectinload", "subqueryload", "lazyload", "immediateload"];

/// The loader options that an expression chains, from the first on; `None` if it is not made of them here.
fn loaders<'t>(
    cx: &Context<'_, 't>,
    option: &'t ast::Expr,
) -> Option<Vec<(&'t str, &'t ast::ExprCall)>> {
    let (start, calls) = links(option);
    let mut names = Vec::new();
    if let ast::Expr::Call(call) = start {
        match option_name(cx, &call.func) {
            Some("Load") => {}
            Some(name) => names.push((name, call)),
            None => return None,
        }
    } else if calls.is_empty() {
        return None;
    } else if let Some(first) = calls.first() {
        // `orm.joinedload(...)`: the first link is the function itself.
        match option_name(cx, &first.call.func) {
            Some(name) => names.push((name, first.call)),
            None => return None,
        }
    }
    let rest = calls
        .iter()
        .skip(usize::from(!matches!(start, ast::Expr::Call(_))));
    names.extend(rest.map(|link| (link.name(), link.call)));
    Some(names)
}

/// Whether the option only says how related objects are loaded, and nothing of which rows there are.
pub(crate) fn is_loader<'t>(cx: &Context<'_, 't>, option: &'t ast::Expr) -> bool {
    let known =
        |name: &str| HARMLESS.contains(&name) || matches!(name, "joinedload" | "contains_eager");
    loaders(cx, option).is_some_and(|names| names.iter().all(|(name, _)| known(name)))
}

fn is_harmless<'t>(cx: &Context<'_, 't>, option: &'t ast::Expr) -> bool {
    let Some(names) = loaders(cx, option) else {
        return false;
    };
    for (name, call) in names {
        if APART.contains(&name) {
            return true;
        }
        let is_single =
            name == "joinedload" && call.args.len() == 1 && leads_to_one(cx, &call.args[0]);
        if !HARMLESS.contains(&name) && !is_single {
            return false;
        }
    }
    true
}

fn option_name<'t>(cx: &Context<'_, 't>, callee: &'t ast::Expr) -> Option<&'t str> {
    let path = cx.project.external(cx.file.id, callee)?;
    path.starts_with("sqlalchemy.orm.")
        .then(|| alchemod_facts::last_name(callee))
        .flatten()
}

/// Whether a relationship attribute is many-to-one, to a class that joins nothing itself.
fn leads_to_one<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    let Some(Value::Attribute(class, name)) = cx.project.infer(cx.file.id, expr).map(|t| t.value)
    else {
        return false;
    };
    cx.project
        .relationship(class, &name)
        .is_some_and(|relationship| {
            cx.project.direction(relationship) == Some(Direction::ManyToOne)
                && relationship
                    .target
                    .is_some_and(|target| !eager::may_join(cx, target))
        })
}
