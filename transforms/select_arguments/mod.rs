//! `select([...], ...)` and its like: columns one by one, everything else by methods.

mod columns;
mod exists;

use alchemod_engine::{
    Context, Finding, ImportWish, Interest, Rewrite, Rule, Stage, Target, Transform,
};
use alchemod_python::{ast, span, NodeId};
use alchemod_text::Edit;

use crate::core::arguments::{arguments, Argument};
use crate::core::methods::{recompose, Fate};
use crate::core::parameters::{decide, find, Parameter, COMPOUND, SELECT, SELECT_POSITIONS};
use crate::core::receivers::{is_from_clause, is_unknown, reads_columns_of};
use crate::core::SELECT_GUIDE;

/// See the rule's documentation.
pub(crate) struct SelectArguments;

static RULE: Rule = Rule {
    code: "AM501",
    name: "select-arguments",
    stage: Stage::Core,
    summary: "select([a, b], where, limit=n) is select(a, b).where(where).limit(n)",
    guide: SELECT_GUIDE,
    since: Target::V14,
    doc: include_str!("doc.md"),
};

/// Set functions, and the methods of a SELECT with the same names.
const COMPOUNDS: &[&str] = &[
    "union",
    "union_all",
    "intersect",
    "intersect_all",
    "except_",
    "except_all",
];

impl Transform for SelectArguments {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::Calls
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let ast::Expr::Call(call) = cx.file.nodes.get(site).expr()? else {
            return None;
        };
        if call.args.is_empty() && call.keywords.is_empty() {
            return None;
        }
        let planned = plan(cx, site, call)?;
        let span = span(call);
        Some(match planned {
            Planned::Manual(message, reason) => Finding::manual(span, message, reason),
            Planned::Rewrite {
                message,
                doubt,
                fates,
                wishes,
                edits,
            } => match recompose(cx, call, &fates) {
                Err(reason) => Finding::manual(span, message, reason),
                Ok(composed) => {
                    let rewrite = Rewrite::new(cx.file.id, composed.into_iter().chain(edits))
                        .wish(cx.file.id, wishes);
                    match doubt {
                        None => Finding::safe(span, message, rewrite),
                        Some(reason) => Finding::offered(span, message, reason, rewrite),
                    }
                }
            },
        })
    }
}

/// What is to become of a call.
enum Planned<'t> {
    Manual(String, String),
    Rewrite {
        message: String,
        doubt: Option<String>,
        fates: Vec<(Argument<'t>, Fate)>,
        wishes: Vec<ImportWish>,
        edits: Vec<Edit>,
    },
}

fn plan<'t>(cx: &Context<'_, 't>, site: NodeId, call: &'t ast::ExprCall) -> Option<Planned<'t>> {
    if let ast::Expr::Attribute(method) = call.func.as_ref() {
        let name = method.attr.as_str();
        if name == "select" || COMPOUNDS.contains(&name) {
            if let Some(planned) = of_method(cx, site, call, method) {
                return Some(planned);
            }
        }
    }
    if !may_be_legacy(call) {
        return None;
    }
    let path = cx.project.external(cx.file.id, &call.func)?;
    match &*path {
        "sqlalchemy.select" => columns::select(cx, call),
        "sqlalchemy.exists" => exists::exists(cx, call),
        "sqlalchemy.subquery" => exists::subquery(cx, call),
        path => {
            let name = path.strip_prefix("sqlalchemy.")?;
            COMPOUNDS
                .contains(&name)
                .then(|| compound(cx, call))
                .flatten()
        }
    }
}

/// Whether the arguments may be those of a legacy call: spares the question what the callee is.
fn may_be_legacy(call: &ast::ExprCall) -> bool {
    !call.keywords.is_empty()
        || call.args.len() > 1
        || call.args.first().is_some_and(|first| {
            !matches!(
                first,
                ast::Expr::Starred(_) | ast::Expr::Constant(_) | ast::Expr::Compare(_)
            )
        })
}

/// `table.select(where, ...)`, `statement.union(other, order_by=...)`.
fn of_method<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
    method: &'t ast::ExprAttribute,
) -> Option<Planned<'t>> {
    let receiver = method.value.as_ref();
    if method.attr.as_str() != "select" {
        let is_statement = crate::core::receivers::instance(cx, receiver).is_some_and(|class| {
            matches!(
                &*class,
                "sqlalchemy.sql.Select" | "sqlalchemy.sql.CompoundSelect"
            )
        });
        return is_statement.then(|| compound(cx, call)).flatten();
    }
    let names_criterion = || alchemod_python::arguments::keyword(call, "whereclause").is_some();
    let mut doubt = None;
    if !is_from_clause(cx, receiver) {
        if !is_unknown(cx, receiver) {
            return None;
        }
        if !reads_columns_of(cx, site, receiver) {
            if !names_criterion() {
                return None;
            }
            doubt = Some(format!(
                "that {} is a table only shows in its use",
                cx.source(receiver)
            ));
        }
    }
    let message = "select() of a table takes no arguments; what they said is said by methods";
    let Some(arguments) = arguments(cx, call) else {
        return Some(hidden(message));
    };
    let named: Option<Vec<(&str, Argument<'t>)>> = arguments
        .into_iter()
        .enumerate()
        .map(|(index, argument)| {
            let name = argument
                .keyword
                .or_else(|| (index == 0 && !argument.is_starred()).then_some("whereclause"))?;
            Some((name, argument))
        })
        .collect();
    let Some(named) = named else {
        return Some(hidden(message));
    };
    Some(with_parameters(
        cx,
        message,
        SELECT,
        Vec::new(),
        named,
        doubt,
    ))
}

/// `union(a, b, order_by=...)`: the statements stay.
fn compound<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Planned<'t>> {
    if call.keywords.is_empty() {
        return None;
    }
    let message = "set operations take statements only; what the others said is said by methods";
    let Some(arguments) = arguments(cx, call) else {
        return Some(hidden(message));
    };
    let (stay, named): (Vec<_>, Vec<_>) = arguments.into_iter().partition(|a| a.keyword.is_none());
    let stay = stay
        .into_iter()
        .map(|a| (a, Fate::Stays(crate::core::methods::Form::Plain)))
        .collect();
    let named = named
        .into_iter()
        .filter_map(|a| Some((a.keyword?, a)))
        .collect();
    Some(with_parameters(cx, message, COMPOUND, stay, named, None))
}

fn hidden<'t>(message: &str) -> Planned<'t> {
    Planned::Manual(
        message.to_owned(),
        "not all of its arguments are visible; 2.x takes columns one by one, and nothing else"
            .into(),
    )
}

/// The fates of named arguments, by a table of parameters.
fn with_parameters<'t>(
    cx: &Context<'_, 't>,
    message: &str,
    table: &[(&str, Parameter)],
    mut fates: Vec<(Argument<'t>, Fate)>,
    named: Vec<(&str, Argument<'t>)>,
    doubt: Option<String>,
) -> Planned<'t> {
    let mut wishes = Vec::new();
    for (name, argument) in named {
        let decision = match find(table, name) {
            Some(parameter) => decide(cx, parameter, &argument),
            None => Err(format!("2.x has no such argument: {name}")),
        };
        match decision {
            Ok(decision) => {
                fates.push((argument, decision.fate));
                wishes.extend(decision.wish);
            }
            Err(reason) => return Planned::Manual(message.to_owned(), reason),
        }
    }
    fates.sort_by_key(|(argument, _)| argument.span.start);
    Planned::Rewrite {
        message: message.to_owned(),
        doubt,
        fates,
        wishes,
        edits: Vec::new(),
    }
}

/// The names of positional arguments after the first; `None` if there are too many, or stars among them.
fn named_by_position<'t>(arguments: &[Argument<'t>]) -> Option<Vec<(&'t str, Argument<'t>)>> {
    arguments
        .iter()
        .enumerate()
        .map(|(index, argument)| {
            let name = match argument.keyword {
                Some(name) => name,
                None if argument.is_starred() => return None,
                None => SELECT_POSITIONS.get(index).copied()?,
            };
            Some((name, *argument))
        })
        .collect()
}
