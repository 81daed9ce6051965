//! `case([...])`: its conditions one by one.

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_facts::{last_name, Shapes};
use alchemod_python::arguments::{inside_parentheses, removal};
use alchemod_python::{ast, span, NodeId};
use alchemod_text::Edit;

use crate::core::arguments::{arguments, elements, Argument};
use crate::core::methods::{recompose, written, Fate, Form};
use crate::core::SELECT_GUIDE;

/// See the rule's documentation.
pub(crate) struct CaseWhens;

static RULE: Rule = Rule {
    code: "AM502",
    name: "case-whens",
    stage: Stage::Core,
    summary: "case([(a, b), ...]) is case((a, b), ...)",
    guide: SELECT_GUIDE,
    since: Target::V14,
    doc: include_str!("doc.md"),
};

const MESSAGE: &str = "case() takes its conditions one by one";

/// Names of parameters and variables that hold lists of conditions in most programs.
const LIST_NAMES: &[&str] = &["cases", "when_list", "whenlist", "whens"];

/// What 1.3 took after the conditions.
const POSITIONS: &[&str] = &["value", "else_"];

impl Transform for CaseWhens {
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
        if !may_be_legacy(call) {
            return None;
        }
        let path = cx.project.external(cx.file.id, &call.func)?;
        if !matches!(&*path, "sqlalchemy.case" | "sqlalchemy.sql.expression.Case") {
            return None;
        }
        let span = span(call);
        Some(match plan(cx, call)? {
            Err(reason) => Finding::manual(span, MESSAGE, reason),
            Ok((edits, doubt)) => {
                let rewrite = Rewrite::new(cx.file.id, edits);
                match doubt {
                    None => Finding::safe(span, MESSAGE, rewrite),
                    Some(reason) => Finding::offered(span, MESSAGE, reason, rewrite),
                }
            }
        })
    }
}

/// Whether the arguments may be those of a legacy call: spares the question what the callee is.
fn may_be_legacy(call: &ast::ExprCall) -> bool {
    let names_whens = || alchemod_python::arguments::keyword(call, "whens").is_some();
    match call.args.as_slice() {
        [] => names_whens(),
        [ast::Expr::Starred(_), ..] => false,
        // Conditions one by one, unless there is one tuple of them.
        [ast::Expr::Tuple(tuple)] => is_tuple_of_pairs(&tuple.elts),
        [ast::Expr::Tuple(_), ..] => false,
        [ast::Expr::Dict(_)] => false,
        _ => true,
    }
}

fn is_tuple_of_pairs(elements: &[ast::Expr]) -> bool {
    !elements.is_empty()
        && elements
            .iter()
            .all(|e| matches!(e, ast::Expr::Tuple(pair) if pair.elts.len() == 2))
}

type Plan = Result<(Vec<Edit>, Option<String>), String>;

fn plan<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Plan> {
    let Some(arguments) = arguments(cx, call) else {
        let is_list = matches!(call.args.first(), Some(ast::Expr::List(_)));
        return is_list.then(|| Err("not all of its arguments are visible".into()));
    };
    match call.args.first() {
        None => {
            let index = arguments.iter().position(|a| a.keyword == Some("whens"))?;
            Some(by_name(cx, call, &arguments, index))
        }
        Some(_) => by_position(cx, call, &arguments),
    }
}

/// `case(whens=...)`.
fn by_name<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    arguments: &[Argument<'t>],
    index: usize,
) -> Plan {
    let whens = &arguments[index];
    let text = cx.slice(whens.value_span);
    let shapes = whens.shapes(cx);
    let form = if elements(whens.value).is_some() {
        Form::Unwrapped
    } else if shapes == Shapes::MANY {
        Form::Starred
    } else if shapes == Shapes::MAPPING {
        Form::Plain
    } else {
        return Err(format!(
            "{text} may be a list or a dictionary: 2.x needs case(*{text}, ...) for a list, case({text}, ...) for a dictionary"
        ));
    };
    if index > 0 {
        return to_front(cx, call, whens, &form).map(|edits| (edits, None));
    }
    let fates: Vec<_> = arguments
        .iter()
        .map(|a| {
            let form = if a.keyword == Some("whens") {
                form.clone()
            } else {
                Form::Named
            };
            (*a, Fate::Stays(form))
        })
        .collect();
    Ok((recompose(cx, call, &fates)?, None))
}

/// What is given by position comes before what is given by name.
fn to_front(
    cx: &Context<'_, '_>,
    call: &ast::ExprCall,
    whens: &Argument<'_>,
    form: &Form,
) -> Result<Vec<Edit>, String> {
    let tree = cx.file.tree;
    let inside =
        inside_parentheses(tree, call).ok_or("its arguments cannot be found in the text")?;
    let keyword = call
        .keywords
        .iter()
        .find(|keyword| keyword.arg.as_deref() == Some("whens"))
        .ok_or("its arguments cannot be found in the text")?;
    let gone = removal(tree, call, keyword).ok_or("its arguments cannot be found in the text")?;
    if tree.tokens().comments(gone).next().is_some() {
        return Err("a comment stands where an argument would go".into());
    }
    let text = written(cx, whens, form);
    let first = tree
        .tokens()
        .at_or_after(inside.start)
        .map_or(inside.start, |token| token.span.start);
    let mut edits = vec![Edit::delete(gone)];
    if !text.is_empty() {
        edits.push(Edit::insert(first, format!("{text}, ")));
    }
    Ok(edits)
}

/// `case([...], value, else_)`.
fn by_position<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    arguments: &[Argument<'t>],
) -> Option<Plan> {
    let first = arguments.first()?;
    let text = cx.slice(first.value_span);
    let shapes = first.shapes(cx);
    let mut doubt = None;
    let is_literal = matches!(first.value, ast::Expr::List(_) | ast::Expr::Tuple(_));
    let form = if is_literal {
        Form::Unwrapped
    } else if cx.project.is_list(cx.file.id, first.value) {
        Form::Starred
    } else if shapes == Shapes::MAPPING {
        if call.args.len() == 1 {
            return None;
        }
        Form::Plain
    } else if shapes.may_be(Shapes::MANY) && shapes.may_be(Shapes::MAPPING) {
        return Some(Err(format!(
            "{text} is a list in one place and a dictionary in another: 2.x needs case(*{text}, ...) for the list"
        )));
    } else if call.args.len() > 1 {
        return None;
    } else if shapes == Shapes::MANY.or(Shapes::UNKNOWN) && may_be_list(cx, first) {
        doubt = Some(format!(
            "{text} is a list where it can be seen, but not all that it may be can be seen"
        ));
        Form::Starred
    } else {
        let is_named_so = last_name(first.value).is_some_and(|name| LIST_NAMES.contains(&name));
        return (is_named_so && shapes.may_be(Shapes::UNKNOWN)).then(|| {
            Err(format!(
                "what {text} holds cannot be seen: if it is a list, 2.x needs case(*{text}, ...)"
            ))
        });
    };
    if call.args.len() > 1 + POSITIONS.len() || arguments[1..].iter().any(Argument::is_starred) {
        return Some(Err("its arguments are not those of case()".into()));
    }
    let fates: Vec<_> = arguments
        .iter()
        .enumerate()
        .map(|(index, argument)| {
            let form = match (index, argument.keyword) {
                (0, _) => form.clone(),
                (_, Some(_)) => Form::Named,
                (index, None) => Form::Around(format!("{}=", POSITIONS[index - 1]), String::new()),
            };
            (*argument, Fate::Stays(form))
        })
        .collect();
    Some(recompose(cx, call, &fates).map(|edits| (edits, doubt)))
}

/// Whether a list is among what the argument may be: a tuple may be one condition.
fn may_be_list<'t>(cx: &Context<'_, 't>, argument: &Argument<'t>) -> bool {
    !cx.project.may_be_tuple(cx.file.id, argument.value)
}
