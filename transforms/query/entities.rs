//! What a query selects: the arguments of `session.query(...)`.

use alchemod_engine::Context;
use alchemod_facts::{ClassId, ClassKind, Value};
use alchemod_python::{ast, span, Node};

use super::arguments::has_unpacking;
use super::columns::{column_of, is_column};
use super::parts;
use super::source::{Origin, Source};

/// One selected thing.
#[derive(Clone, Debug)]
pub(crate) enum Entity<'t> {
    /// A mapped class.
    Mapped(ClassId),
    /// `aliased(Model)`.
    Aliased(ClassId),
    /// A column or expression.
    Column {
        /// The name it has in rows; `None` for an expression without a label.
        key: Option<&'t str>,
        /// The class whose column it is, if it is nothing else.
        class: Option<ClassId>,
        /// Whether it is an aggregate or EXISTS: one row whatever is found.
        is_single: bool,
        /// Whether SQLAlchemy sees by it that the statement is one of the ORM, which then flushes first.
        is_orm: bool,
    },
}

/// All that a query selects.
#[derive(Clone, Debug)]
pub(crate) struct Entities<'t> {
    /// The things, with their expressions.
    pub list: Vec<(Entity<'t>, &'t ast::Expr)>,
}

impl<'t> Entities<'t> {
    /// The class or alias, if that is all there is: results are objects and not rows.
    pub fn single(&self) -> Option<(ClassId, &'t ast::Expr)> {
        match self.list.as_slice() {
            [(Entity::Mapped(class) | Entity::Aliased(class), expr)] => Some((*class, expr)),
            _ => None,
        }
    }

    /// Whether any of them is a class or alias: a Query then drops repeated results.
    pub fn has_class(&self) -> bool {
        self.list
            .iter()
            .any(|(entity, _)| matches!(entity, Entity::Mapped(_) | Entity::Aliased(_)))
    }

    /// Whether an expression has no name in the rows of a Query; it has one in those of a `select()`.
    pub fn has_unnamed(&self) -> bool {
        self.list
            .iter()
            .any(|(entity, _)| matches!(entity, Entity::Column { key: None, .. }))
    }

    /// Whether they give exactly one row, if nothing groups or cuts them.
    pub fn is_single_row(&self) -> bool {
        matches!(
            self.list.as_slice(),
            [(
                Entity::Column {
                    is_single: true,
                    ..
                },
                _
            )]
        )
    }

    /// The only class that anything is selected from.
    pub fn only_class(&self) -> Option<ClassId> {
        let mut classes = self.list.iter().map(|(entity, _)| match entity {
            Entity::Mapped(class)
            | Entity::Column {
                class: Some(class), ..
            } => Some(*class),
            _ => None,
        });
        let first = classes.next()??;
        classes.all(|class| class == Some(first)).then_some(first)
    }

    /// Whether `expr`, as it is written, is one of those selected.
    pub fn contains_text(&self, cx: &Context<'_, 't>, expr: &ast::Expr) -> bool {
        self.list
            .iter()
            .any(|(_, known)| cx.source(*known) == cx.source(expr))
    }
}

/// The entities of a source, or why they cannot be told.
pub(crate) fn entities<'t>(
    cx: &Context<'_, 't>,
    source: &Source<'t>,
) -> Result<Entities<'t>, String> {
    let call = match source.origin {
        Origin::Model { class, text } => {
            return Ok(Entities {
                list: vec![(Entity::Mapped(class), text)],
            })
        }
        Origin::Session { call, .. } => call,
    };
    if has_unpacking(call) || !call.keywords.is_empty() {
        return Err("what it selects is not visible here".into());
    }
    if call.args.is_empty() {
        return Err("it selects nothing here".into());
    }
    list_of(cx, &call.args)
}

fn list_of<'t>(cx: &Context<'_, 't>, args: &'t [ast::Expr]) -> Result<Entities<'t>, String> {
    let list = args.iter().map(|arg| Ok((entity(cx, arg)?, arg)));
    Ok(Entities {
        list: list.collect::<Result<Vec<_>, String>>()?,
    })
}

/// The entities that the arguments of a method leave of a query: those alone, or added to what it has.
pub(crate) fn replaced<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    before: Option<&Entities<'t>>,
) -> Result<Entities<'t>, String> {
    if has_unpacking(call) || !call.keywords.is_empty() || call.args.is_empty() {
        return Err("what it selects is not visible here".into());
    }
    let mut entities = list_of(cx, &call.args)?;
    if let Some(before) = before {
        entities.list.splice(0..0, before.list.iter().cloned());
    }
    Ok(entities)
}

/// Whether an argument of `query` is a mapped class of the project or an attribute of one.
pub(crate) fn shows_mapped<'t>(cx: &Context<'_, 't>, arg: &'t ast::Expr) -> bool {
    matches!(
        entity(cx, arg),
        Ok(Entity::Mapped(_) | Entity::Aliased(_) | Entity::Column { is_orm: true, .. })
    )
}

/// Whether an argument of `query` is a construct of SQLAlchemy that only queries take: a function, a subquery.
pub(crate) fn shows_construct<'t>(cx: &Context<'_, 't>, arg: &'t ast::Expr) -> bool {
    match arg {
        ast::Expr::Call(call) => match call.func.as_ref() {
            ast::Expr::Attribute(n) if n.attr.as_str() == "label" => shows_construct(cx, &n.value),
            _ => is_function(cx, call),
        },
        ast::Expr::Attribute(_) => parts::column(cx, arg).is_some(),
        ast::Expr::Name(_) => parts::is_selectable(cx, arg),
        _ => false,
    }
}

/// The statement must be one of the ORM, which flushes first.
pub(crate) fn check_flush(entities: &Entities<'_>) -> Result<(), String> {
    let mut list = entities.list.iter();
    if list.all(|(entity, _)| matches!(entity, Entity::Column { is_orm: false, .. })) {
        return Err("it selects no mapped class or attribute: as a select() it would not flush the session first".into());
    }
    Ok(())
}

/// Rows must have their values under the same names as before.
pub(crate) fn check_rows<'t>(cx: &Context<'_, 't>, entities: &Entities<'t>) -> Result<(), String> {
    if entities.single().is_some() {
        return Ok(());
    }
    let mut keys: Vec<&str> = Vec::new();
    for (entity, _) in &entities.list {
        if let Entity::Column { key: Some(key), .. } = entity {
            if keys.contains(key) {
                return Err(format!("two columns are named {key:?}: rows of a select() name them otherwise (label them)"));
            }
            keys.push(key);
        }
    }
    for (entity, expr) in &entities.list {
        if !matches!(entity, Entity::Column { key: None, .. }) {
            continue;
        }
        let names: Vec<&str> = words(cx, expr);
        if let Some(key) = keys.iter().find(|key| names.contains(key)) {
            return Err(format!("an expression without a label may take the name {key:?} in rows of a select() (label it)"));
        }
    }
    Ok(())
}

/// All names and attributes in an expression.
fn words<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Vec<&'t str> {
    let Some(root) = cx.file.nodes.expr_id(expr) else {
        return Vec::new();
    };
    let inner = cx.file.subtree(root).map(|(_, node)| node);
    std::iter::once(Node::Expr(expr))
        .chain(inner)
        .filter_map(|node| match node {
            Node::Expr(ast::Expr::Attribute(n)) => Some(n.attr.as_str()),
            Node::Expr(ast::Expr::Name(n)) => Some(n.id.as_str()),
            _ => None,
        })
        .collect()
}

/// Functions of SQL that give one value for all rows.
const AGGREGATES: &[&str] = &["count", "sum", "max", "min", "avg"];

/// What one argument selects.
fn entity<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Result<Entity<'t>, String> {
    let value = cx.project.infer(cx.file.id, expr).map(|typed| typed.value);
    match &value {
        Some(Value::Class(class)) => {
            return match cx.project.class(*class).kind() {
                ClassKind::Mapped | ClassKind::Imperative => Ok(Entity::Mapped(*class)),
                _ => Err(format!(
                    "{} is not known to be a mapped class",
                    cx.source(expr)
                )),
            }
        }
        Some(Value::Aliased(class)) => return Ok(Entity::Aliased(*class)),
        Some(Value::Attribute(class, name)) if !is_column(cx.project, *class, name) => {
            return Err(format!("{} is no plain column", cx.source(expr)))
        }
        _ => {}
    }
    if let Some((class, name)) = column_of(cx, expr) {
        let is_alias = !matches!(&value, Some(Value::Attribute(..))) && owner_is_alias(cx, expr);
        return Ok(Entity::Column {
            key: Some(name),
            class: (!is_alias).then_some(class),
            is_single: false,
            is_orm: true,
        });
    }
    if let Some((key, is_orm)) = parts::column(cx, expr) {
        return Ok(Entity::Column {
            key: Some(key),
            class: None,
            is_single: false,
            is_orm,
        });
    }
    let unnamed = |is_single| Entity::Column {
        key: None,
        class: None,
        is_single,
        is_orm: is_orm(cx, expr),
    };
    let unknown = || Err(format!("what {} is cannot be told", short(cx, expr)));
    match expr {
        ast::Expr::BinOp(_) | ast::Expr::Compare(_) | ast::Expr::UnaryOp(_) if is_orm(cx, expr) => {
            Ok(unnamed(false))
        }
        ast::Expr::Call(call) => {
            if let ast::Expr::Attribute(method) = call.func.as_ref() {
                let name = method.attr.as_str();
                if matches!(name, "label" | "scalar_subquery")
                    && parts::is_statement(cx, &method.value)
                {
                    let key = call.args.first().and_then(alchemod_facts::string);
                    if name == "label" && key.is_none() {
                        return unknown();
                    }
                    return Ok(Entity::Column {
                        key,
                        class: None,
                        is_single: false,
                        is_orm: false,
                    });
                }
                if name == "label" {
                    if let (
                        Entity::Column {
                            class,
                            is_single,
                            is_orm,
                            ..
                        },
                        Some(label),
                    ) = (
                        entity(cx, &method.value)?,
                        call.args.first().and_then(alchemod_facts::string),
                    ) {
                        return Ok(Entity::Column {
                            key: Some(label),
                            class,
                            is_single,
                            is_orm,
                        });
                    }
                    return unknown();
                }
            }
            if is_exists_of_query(cx, expr) {
                return Ok(Entity::Column {
                    key: None,
                    class: None,
                    is_single: true,
                    is_orm: true,
                });
            }
            if is_function(cx, call) {
                return Ok(unnamed(is_aggregate(cx, call)));
            }
            if is_orm(cx, expr) {
                return Ok(unnamed(false));
            }
            unknown()
        }
        _ => unknown(),
    }
}

/// Whether the attribute is one of an alias.
fn owner_is_alias<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    match expr {
        ast::Expr::Attribute(n) => matches!(
            cx.project.infer(cx.file.id, &n.value).map(|t| t.value),
            Some(Value::Aliased(_))
        ),
        _ => false,
    }
}

/// `session.query(...).exists()`.
fn is_exists_of_query<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    let ast::Expr::Call(call) = expr else {
        return false;
    };
    let ast::Expr::Attribute(method) = call.func.as_ref() else {
        return false;
    };
    method.attr.as_str() == "exists" && parts::is_orm_statement(cx, &method.value)
}

fn path_of<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Option<String> {
    cx.project
        .external(cx.file.id, expr)
        .map(|path| path.to_string())
}

/// `func.anything(...)`, `cast`, `case` and the like.
fn is_function<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> bool {
    path_of(cx, &call.func).is_some_and(|path| {
        path.starts_with("sqlalchemy.func.") || HANDED_ON.contains(&path.as_str())
    })
}

fn is_aggregate<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> bool {
    let Some(path) = path_of(cx, &call.func) else {
        return false;
    };
    let Some(name) = path.strip_prefix("sqlalchemy.func.") else {
        return false;
    };
    match (name, call.args.first()) {
        ("coalesce", Some(ast::Expr::Call(inner))) => is_aggregate(cx, inner),
        _ => AGGREGATES.contains(&name),
    }
}

/// Functions whose result is known to the ORM by their arguments (seen on 1.4, 2.0 and 2.1). `extract`,
/// `and_`, `or_` and window functions are not among them.
const HANDED_ON: &[&str] = &[
    "sqlalchemy.case",
    "sqlalchemy.cast",
    "sqlalchemy.distinct",
    "sqlalchemy.type_coerce",
];

/// Whether SQLAlchemy sees by the expression that its statement is one of the ORM.
pub(super) fn is_orm<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    match expr {
        ast::Expr::BinOp(n) => is_orm(cx, &n.left) || is_orm(cx, &n.right),
        ast::Expr::UnaryOp(n) => is_orm(cx, &n.operand),
        ast::Expr::Compare(n) => is_orm(cx, &n.left) || n.comparators.iter().any(|c| is_orm(cx, c)),
        ast::Expr::Tuple(n) => n.elts.iter().any(|e| is_orm(cx, e)),
        ast::Expr::List(n) => n.elts.iter().any(|e| is_orm(cx, e)),
        ast::Expr::Call(call) if is_function(cx, call) => {
            call.args.iter().any(|arg| is_orm(cx, arg))
        }
        ast::Expr::Call(call) => match call.func.as_ref() {
            // `User.name.is_(None)`, `.desc()`, `.label()`: of the attribute itself.
            ast::Expr::Attribute(method)
                if !matches!(method.attr.as_str(), "over" | "filter" | "within_group") =>
            {
                is_orm(cx, &method.value)
            }
            _ => false,
        },
        ast::Expr::Attribute(_) => column_of(cx, expr).is_some(),
        _ => false,
    }
}

/// The beginning of an expression's source, for messages.
pub(crate) fn short<'t>(cx: &Context<'_, 't>, expr: &ast::Expr) -> String {
    let line = cx.slice(span(expr)).lines().next().unwrap_or_default();
    match line.char_indices().nth(40) {
        Some((at, _)) => format!("`{}...`", &line[..at]),
        None => format!("`{line}`"),
    }
}
