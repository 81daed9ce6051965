//! The methods that build a query: what each becomes on a `select()`.

use alchemod_engine::{Context, ImportWish};
use alchemod_facts::scopes::{BindingKind, ScopeId};
use alchemod_facts::{ClassId, Place, Value};
use alchemod_python::chain::Link;
use alchemod_python::{ast, span};
use alchemod_text::{Edit, Span};

use super::arguments::{has_unpacking, inside_parentheses, is_false, is_none, is_string, keyword};
use super::entities::{Entities, Entity};
use super::joins::{self, Target};
use super::options;

/// What the methods so far did to the query.
#[derive(Clone, Debug, Default)]
pub(crate) struct State<'t> {
    /// What was joined last.
    pub joined: Option<Target>,
    /// `select_from()` was called.
    pub has_from: bool,
    /// The number of rows is cut: a Query then refuses criteria.
    pub is_cut: bool,
    /// `distinct()` without columns.
    pub is_distinct: bool,
    /// `group_by()`.
    pub is_grouped: bool,
    /// `having()`.
    pub has_having: bool,
    /// The columns may not all be loaded.
    pub has_options: bool,
    /// Something else than `filter()` and `filter_by()` was called.
    pub is_shaped: bool,
    /// The query's own columns that it is ordered by; `None` for anything else.
    pub order: Vec<bool>,
    /// What is selected, if a method changed that.
    pub entities: Option<Entities<'t>>,
    /// `yield_per()`: a Query then drops no repetitions.
    pub is_streamed: bool,
    /// `from_statement()`: the rows are those of another statement.
    pub is_statement: bool,
    /// `params()`.
    pub has_params: bool,
    /// Options of the execution, which do not reach out of a subquery.
    pub has_execution_options: bool,
    /// What must be imported.
    pub wishes: Vec<ImportWish>,
}

/// Methods that a Query refuses once it is cut by `limit()` or `offset()`.
const NOT_AFTER_LIMIT: &[&str] = &[
    "filter",
    "filter_by",
    "where",
    "order_by",
    "group_by",
    "having",
    "join",
    "outerjoin",
    "select_from",
];

/// Methods that stay as they are.
const KEPT: &[&str] = &[
    "limit", "offset", "slice", "options", "distinct", "group_by", "having", "order_by",
];

/// What one method becomes: its edits, or why the query must be left.
pub(crate) fn step<'t>(
    cx: &Context<'_, 't>,
    link: &Link<'t>,
    entities: &Entities<'t>,
    state: &mut State<'t>,
) -> Result<Vec<Edit>, String> {
    let name = link.name();
    let changed = state.entities.clone();
    let entities = changed.as_ref().unwrap_or(entities);
    if state.is_cut && NOT_AFTER_LIMIT.contains(&name) {
        return Err(format!(
            "{name}() after limit() or offset() raises on a Query, and would not on a select()"
        ));
    }
    if !matches!(name, "filter" | "filter_by" | "where") {
        state.is_shaped = true;
    }
    if let Some(done) = options::step(cx, link, entities, state) {
        return done;
    }
    match name {
        "filter" => Ok(vec![Edit::replace(link.name_span(), "where")]),
        "where" => Ok(Vec::new()),
        "filter_by" => filter_by(cx, link, entities, state),
        "join" | "outerjoin" => {
            state.joined = Some(joins::target(cx, link.call, entities)?);
            Ok(Vec::new())
        }
        "select_from" => {
            state.has_from = true;
            select_from(cx, link.call)
        }
        "with_for_update" => with_for_update(cx, link.call),
        "populate_existing" if link.call.args.is_empty() => Ok(vec![Edit::replace(
            Span::new(link.name_span().start, span(link.call).end),
            "execution_options(populate_existing=True)",
        )]),
        known if KEPT.contains(&known) => kept(cx, link, entities, state),
        other => Err(format!("what {other}() becomes is not written yet")),
    }
}

fn kept<'t>(
    cx: &Context<'_, 't>,
    link: &Link<'t>,
    entities: &Entities<'t>,
    state: &mut State<'t>,
) -> Result<Vec<Edit>, String> {
    let call = link.call;
    match link.name() {
        "limit" | "offset" if !call.args.first().is_some_and(is_none) => state.is_cut = true,
        "slice" => state.is_cut = true,
        "distinct" => state.is_distinct |= call.args.is_empty(),
        "group_by" => {
            if call.args.iter().any(is_false) {
                return Err("group_by(False) is group_by(None) on a select()".into());
            }
            state.is_grouped = true;
        }
        "having" => state.has_having = true,
        "order_by" => {
            if call.args.iter().any(is_false) {
                return Err("order_by(False) is order_by(None) on a select()".into());
            }
            for arg in &call.args {
                state.order.push(is_selected(cx, arg, entities));
            }
        }
        "options" => {
            state.has_options = true;
            if let Some(text) = call.args.iter().find_map(string_option) {
                return Err(format!(
                    "the loader option names {} by a string: name the attribute. SQLAlchemy 2.x raises for this",
                    cx.source(text)
                ));
            }
            // 1.x looks into lists, 2.x raises for them.
            if let Some(arg) = call.args.iter().find(|arg| is_given_list(cx, arg)) {
                return Err(format!(
                    "`{}` is given a list, for which 2.x raises: write options(*{0})",
                    cx.source(arg)
                ));
            }
            return Ok(call
                .args
                .iter()
                .filter(|arg| is_list(cx, arg))
                .map(|arg| Edit::insert(span(arg).start, "*"))
                .collect());
        }
        _ => {}
    }
    Ok(Vec::new())
}

/// Whether an argument is a list, or a variable that holds nothing but lists.
fn is_list<'t>(cx: &Context<'_, 't>, arg: &'t ast::Expr) -> bool {
    let ast::Expr::Name(name) = arg else {
        return is_list_display(arg);
    };
    let scopes = &cx.file.scopes;
    let found = cx
        .file
        .scope_of(arg)
        .and_then(|scope| scopes.lookup(name.id.as_str(), scope));
    found.is_some_and(|(_, ids)| {
        ids.iter().all(|&id| match scopes.binding(id).kind {
            BindingKind::Assign { value, .. } => is_list_display(value),
            BindingKind::Augmented(_) => ids.len() > 1,
            _ => false,
        })
    })
}

/// Whether an argument is a parameter that is a list by default, or to which a call gives one. Others may give it
/// something else, so that it cannot just be unpacked.
fn is_given_list<'t>(cx: &Context<'_, 't>, arg: &'t ast::Expr) -> bool {
    let ast::Expr::Name(name) = arg else {
        return false;
    };
    let name = name.id.as_str();
    let scopes = &cx.file.scopes;
    let found = cx
        .file
        .scope_of(arg)
        .and_then(|scope| scopes.lookup(name, scope));
    let Some((owner, ids)) = found else {
        return false;
    };
    ids.iter().any(|&id| match scopes.binding(id).kind {
        BindingKind::Parameter {
            default, packed, ..
        } => {
            let given = scopes.get(owner).node.map(|node| {
                let file = cx.file.id;
                cx.project.given_arguments(Place { file, node }, name)
            });
            let given = given.into_iter().flatten().flatten();
            packed
                || default.is_some_and(is_list_display)
                || given.into_iter().any(|(_, value)| is_list_display(value))
        }
        _ => false,
    })
}

fn is_list_display(expr: &ast::Expr) -> bool {
    matches!(
        expr,
        ast::Expr::List(_) | ast::Expr::Tuple(_) | ast::Expr::ListComp(_)
    )
}

/// What must hold once all methods are known.
pub(crate) fn finish(state: &State<'_>) -> Result<(), String> {
    if state.is_distinct
        && (state.order.contains(&false) || (state.has_options && !state.order.is_empty()))
    {
        return Err(
            "distinct() with order_by() of something that is not selected: 1.x selects it too, 2.x does not, so that \
             the rows may be others even if this is left a Query"
                .into(),
        );
    }
    Ok(())
}

/// Whether an ordering is by something that the query selects in any case.
fn is_selected<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr, entities: &Entities<'t>) -> bool {
    if is_none(expr) || is_string(expr) || entities.contains_text(cx, expr) {
        return true;
    }
    if let ast::Expr::Call(call) = expr {
        let inner = match call.func.as_ref() {
            ast::Expr::Attribute(method)
                if matches!(
                    method.attr.as_str(),
                    "desc" | "asc" | "nullslast" | "nullsfirst" | "nulls_last" | "nulls_first"
                ) =>
            {
                Some(method.value.as_ref())
            }
            func => match cx.project.external(cx.file.id, func).as_deref() {
                Some("sqlalchemy.desc" | "sqlalchemy.asc") => call.args.first(),
                _ => None,
            },
        };
        return inner.is_some_and(|inner| is_selected(cx, inner, entities));
    }
    let Some(Value::Attribute(class, name)) = cx.project.infer(cx.file.id, expr).map(|t| t.value)
    else {
        return false;
    };
    let is_deferred = cx.project.column(class, &name).is_none_or(|column| {
        !matches!(column.value, ast::Expr::Call(call) if std::ptr::eq(call, column.call))
            || keyword(column.call, "deferred").is_some()
    });
    !is_deferred
        && entities.list.iter().any(|(entity, _)| match entity {
            Entity::Mapped(known) => cx.project.linearized(*known).contains(&class),
            _ => false,
        })
}

/// The string by which a loader option names an attribute.
fn string_option(expr: &ast::Expr) -> Option<&ast::Expr> {
    let (_, links) = alchemod_python::chain::links(expr);
    let mut calls: Vec<&ast::ExprCall> = links.iter().map(|link| link.call).collect();
    let mut first = expr;
    while let ast::Expr::Call(call) = first {
        if !calls.iter().any(|known| std::ptr::eq(*known, call)) {
            calls.push(call);
        }
        first = match call.func.as_ref() {
            ast::Expr::Attribute(n) => n.value.as_ref(),
            _ => break,
        };
    }
    calls
        .into_iter()
        .filter(|call| {
            alchemod_facts::last_name(&call.func)
                .is_some_and(|name| !matches!(name, "undefer_group" | "with_hint"))
        })
        .flat_map(|call| &call.args)
        .find(|arg| is_string(arg) && alchemod_facts::string(arg) != Some("*"))
}

fn select_from<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Result<Vec<Edit>, String> {
    let known = call.args.iter().all(|arg| {
        matches!(
            cx.project.infer(cx.file.id, arg).map(|t| t.value),
            Some(Value::Class(_) | Value::Aliased(_))
        )
    });
    if known && call.keywords.is_empty() && !call.args.is_empty() {
        Ok(Vec::new())
    } else {
        Err("what select_from() is given cannot be told".into())
    }
}

/// Parameters of `Query.with_for_update` by position; those of `Select.with_for_update` have another order
/// and must be named.
const FOR_UPDATE: &[&str] = &["read", "nowait", "of", "skip_locked", "key_share"];

fn with_for_update(cx: &Context<'_, '_>, call: &ast::ExprCall) -> Result<Vec<Edit>, String> {
    if has_unpacking(call) || call.args.len() > FOR_UPDATE.len() {
        return Err("the arguments of with_for_update() are not all visible".into());
    }
    let Some(inside) = inside_parentheses(cx.file.tree, call) else {
        return Err("its arguments cannot be found in the text".into());
    };
    Ok(call
        .args
        .iter()
        .zip(FOR_UPDATE)
        .map(|(arg, name)| {
            let whole = cx.file.tree.tokens().parenthesised(span(arg), inside);
            Edit::insert(whole.start, format!("{name}="))
        })
        .collect())
}

/// `filter_by()` on a single class stays; where several are in play, it becomes explicit criteria of the
/// class that 1.x takes: the one that was joined last.
fn filter_by<'t>(
    cx: &Context<'_, 't>,
    link: &Link<'t>,
    entities: &Entities<'t>,
    state: &mut State<'t>,
) -> Result<Vec<Edit>, String> {
    if !link.call.args.is_empty() {
        return Err("filter_by() takes only keywords".into());
    }
    let owner = match &state.joined.clone() {
        Some(Target::Class(class)) => class_text(cx, entities, state, *class)?,
        Some(Target::Text(text)) => text.clone(),
        Some(Target::Unknown) => {
            return Err("filter_by() after a join: what it filters cannot be told".into())
        }
        None if state.has_from => {
            return Err("filter_by() after select_from(): name the class in filter()".into())
        }
        None if entities.single().is_some() || entities.only_class().is_some() => {
            return Ok(Vec::new())
        }
        None => match entities.list.first() {
            Some((Entity::Mapped(_) | Entity::Aliased(_), expr)) => cx.source(*expr).to_owned(),
            Some((Entity::Column { is_orm: true, .. }, _)) if entities.list.len() == 1 => {
                return Ok(Vec::new())
            }
            _ => {
                return Err("filter_by() with several entities: name the class in filter()".into())
            }
        },
    };
    criteria(cx, link, &owner)
}

/// `filter_by(name=value)` as `where(Owner.name == value)`.
pub(crate) fn criteria<'t>(
    cx: &Context<'_, 't>,
    link: &Link<'t>,
    owner: &str,
) -> Result<Vec<Edit>, String> {
    if has_unpacking(link.call) {
        return Err(
            "filter_by(**...) after a join filters the class joined last; on a select() 2.1 looks at all of them".into(),
        );
    }
    let mut edits = vec![Edit::replace(link.name_span(), "where")];
    let Some(inside) = inside_parentheses(cx.file.tree, link.call) else {
        return Err("its arguments cannot be found in the text".into());
    };
    for keyword in &link.call.keywords {
        let Some(name) = &keyword.arg else { continue };
        let value = span(&keyword.value);
        let whole = cx.file.tree.tokens().parenthesised(value, inside);
        edits.push(Edit::replace(
            Span::new(span(keyword).start, whole.start),
            format!("{owner}.{name} == "),
        ));
        if whole == value && !binds_tighter(&keyword.value) {
            edits.extend(Edit::wrap(value, "(", ")"));
        }
    }
    Ok(edits)
}

/// Whether an expression may stand to the right of `==` as it is.
fn binds_tighter(expr: &ast::Expr) -> bool {
    if let ast::Expr::UnaryOp(n) = expr {
        return n.op != ast::UnaryOp::Not;
    }
    !matches!(
        expr,
        ast::Expr::Compare(_)
            | ast::Expr::BoolOp(_)
            | ast::Expr::IfExp(_)
            | ast::Expr::Lambda(_)
            | ast::Expr::NamedExpr(_)
            | ast::Expr::Yield(_)
            | ast::Expr::Await(_)
    )
}

/// How the class is named where the chain stands. It is imported if that loads no other module than those that
/// the query's own classes come from.
fn class_text<'t>(
    cx: &Context<'_, 't>,
    entities: &Entities<'t>,
    state: &mut State<'t>,
    class: ClassId,
) -> Result<String, String> {
    let scope = cx
        .site()
        .map(|site| cx.file.scopes.of(site))
        .unwrap_or(ScopeId(0));
    let info = cx.project.class(class);
    let name = info.name();
    let known = cx.project.infer_name(cx.file.id, scope, name);
    if known.is_some_and(|typed| typed.value == Value::Class(class)) {
        return Ok(name.to_owned());
    }
    let is_loaded = entities.list.iter().any(|(entity, _)| match entity {
        Entity::Mapped(known)
        | Entity::Column {
            class: Some(known), ..
        } => cx.project.class(*known).file == info.file,
        _ => false,
    });
    let import = is_loaded
        .then(|| cx.import_from(info.file, name, false))
        .flatten()
        .filter(|_| info.file != cx.file.id);
    match import {
        Some(import) => {
            state.wishes.extend(import.wish);
            Ok(import.text)
        }
        None => Err(format!(
            "filter_by() after a join filters {name}, which has no name in this file"
        )),
    }
}
