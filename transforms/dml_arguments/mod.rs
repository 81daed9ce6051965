//! Arguments of inserts, updates and deletes become methods.

mod ordered;

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_facts::last_name;
use alchemod_python::arguments::keyword;
use alchemod_python::{ast, span, Node, NodeId};

use crate::core::arguments::{arguments, Argument};
use crate::core::methods::{recompose, Fate, Form};
use crate::core::parameters::{decide, find, Parameter, DML};
use crate::core::receivers::{is_table, is_unknown, reads_columns_of};
use crate::core::DML_GUIDE;
use crate::speaks;

/// See the rule's documentation.
pub(crate) struct DmlArguments;

static RULE: Rule = Rule {
    code: "AM503",
    name: "dml-arguments",
    stage: Stage::Core,
    summary: "table.update(where, values) is table.update().where(where).values(values)",
    guide: DML_GUIDE,
    since: Target::V14,
    doc: include_str!("doc.md"),
};

const INSERT: &[&str] = &[
    "values",
    "inline",
    "bind",
    "prefixes",
    "returning",
    "return_defaults",
];
const UPDATE: &[&str] = &[
    "whereclause",
    "values",
    "inline",
    "bind",
    "prefixes",
    "returning",
    "return_defaults",
    "preserve_parameter_order",
];
const DELETE: &[&str] = &["whereclause", "bind", "returning", "prefixes"];

/// The functions, with the positions of what follows the table.
const FUNCTIONS: &[(&str, &[&str])] = &[
    ("sqlalchemy.delete", DELETE),
    ("sqlalchemy.dialects.mysql.insert", INSERT),
    ("sqlalchemy.dialects.postgresql.insert", INSERT),
    ("sqlalchemy.dialects.sqlite.insert", INSERT),
    ("sqlalchemy.insert", INSERT),
    ("sqlalchemy.update", UPDATE),
];

/// The methods of a table, with the positions of their arguments.
const METHODS: &[(&str, &[&str])] = &[
    ("delete", &["whereclause"]),
    ("insert", &["values", "inline"]),
    ("update", &["whereclause", "values", "inline"]),
];

impl Transform for DmlArguments {
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
        let (positions, has_table, doubt) = positions(cx, site, call)?;
        let plain = usize::from(has_table);
        if call.args.len() <= plain && call.keywords.iter().all(is_table_keyword) {
            return None;
        }
        let name = last_name(&call.func).unwrap_or("insert");
        let message =
            format!("{name}() takes a table only; what its arguments said is said by methods");
        let is_bind = |k: &ast::Keyword| k.arg.as_deref() == Some("bind");
        if call.args.len() <= plain && call.keywords.iter().all(is_bind) && is_run(cx, site) {
            // The rule that looks at executed statements has it.
            return None;
        }
        let span = span(call);
        Some(match plan(cx, site, call, positions, has_table) {
            Err(reason) => Finding::manual(span, message, reason),
            Ok(rewrite) => match doubt {
                None => Finding::safe(span, message, rewrite),
                Some(reason) => Finding::offered(span, message, reason, rewrite),
            },
        })
    }
}

fn is_table_keyword(keyword: &ast::Keyword) -> bool {
    keyword.arg.as_deref() == Some("table")
}

/// Whether the chain of the call ends in its own execution.
fn is_run(cx: &Context<'_, '_>, site: NodeId) -> bool {
    cx.file.nodes.ancestors(site).any(|id| {
        matches!(cx.file.nodes.get(id).expr(), Some(ast::Expr::Attribute(n))
            if matches!(n.attr.as_str(), "execute" | "scalar"))
    })
}

type Positions = &'static [&'static str];

/// The names of the positional arguments, whether the table is the first one, and what is in doubt. `None` if
/// the call makes no insert, update or delete.
fn positions<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
) -> Option<(Positions, bool, Option<String>)> {
    if let ast::Expr::Attribute(method) = call.func.as_ref() {
        let known = METHODS
            .iter()
            .find(|(name, _)| *name == method.attr.as_str());
        if let Some(&(_, positions)) = known {
            let receiver = method.value.as_ref();
            if is_table(cx, receiver) {
                return Some((positions, false, None));
            }
            if is_unknown(cx, receiver) {
                if let Some(doubt) = shows_table(cx, site, call, receiver) {
                    return Some((positions, false, doubt));
                }
            }
        }
    }
    let path = cx.project.external(cx.file.id, &call.func)?;
    FUNCTIONS
        .iter()
        .find(|(function, _)| *function == &*path)
        .map(|&(_, positions)| (positions, true, None))
}

/// Whether the call itself shows that its unknown receiver is a table, and the doubt that is left.
fn shows_table<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
    receiver: &'t ast::Expr,
) -> Option<Option<String>> {
    if reads_columns_of(cx, site, receiver) {
        return Some(None);
    }
    let name = last_name(receiver).unwrap_or_default().to_lowercase();
    let is_named_so = name.ends_with("table") || name.ends_with("tbl");
    let names_values = is_named_so && keyword(call, "values").is_some();
    // `rows.insert(values={...})` that is executed: nothing but a table has it.
    let names_values = names_values
        || keyword(call, "values").is_some_and(|k| {
            matches!(k.value, ast::Expr::Dict(_))
                && speaks::of_sqlalchemy(cx)
                && is_executed(cx, site)
        });
    let compares = is_named_so && matches!(call.args.first(), Some(ast::Expr::Compare(_)));
    (names_values || compares || keyword(call, "whereclause").is_some()).then(|| {
        Some(format!(
            "that {} is a table only shows in its use",
            cx.source(receiver)
        ))
    })
}

/// Whether the call, or the name that it is assigned to, is given to something that executes it.
fn is_executed(cx: &Context<'_, '_>, site: NodeId) -> bool {
    let executes = |call: &ast::ExprCall| last_name(&call.func) == Some("execute");
    let mut name = None;
    for id in cx.file.nodes.ancestors(site) {
        match cx.file.nodes.get(id) {
            Node::Expr(ast::Expr::Call(call)) if executes(call) => return true,
            Node::Stmt(ast::Stmt::Assign(n)) => {
                name = n.targets.first().and_then(|target| match target {
                    ast::Expr::Name(n) => Some(n.id.as_str()),
                    _ => None,
                });
                break;
            }
            Node::Stmt(_) => break,
            _ => {}
        }
    }
    let Some(name) = name else {
        return false;
    };
    let scope = cx.file.scopes.of(site);
    cx.file.calls().any(|(id, call)| {
        executes(call)
            && cx.file.scopes.of(id) == scope
            && matches!(call.args.first(), Some(ast::Expr::Name(n)) if n.id.as_str() == name)
    })
}

fn plan<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
    positions: Positions,
    has_table: bool,
) -> Result<Rewrite, String> {
    let hidden = "not all of its arguments are visible; 2.x takes the table only, and has methods for the rest";
    let arguments = arguments(cx, call).ok_or(hidden)?;
    let plain = usize::from(has_table);
    let mut named: Vec<(&str, Argument<'t>)> = Vec::new();
    let mut fates = Vec::new();
    for (index, argument) in arguments.into_iter().enumerate() {
        match argument.keyword {
            Some("table") if has_table => fates.push((argument, Fate::Stays(Form::Named))),
            Some(name) => named.push((name, argument)),
            None if argument.is_starred() => return Err(hidden.into()),
            None if index < plain => fates.push((argument, Fate::Stays(Form::Plain))),
            None => {
                let name = positions
                    .get(index - plain)
                    .ok_or("it has too many arguments")?;
                named.push((name, argument));
            }
        }
    }
    let mut wishes = Vec::new();
    let mut edits = Vec::new();
    let ordered = named
        .iter()
        .find(|(name, _)| *name == "preserve_parameter_order")
        .map(|(_, argument)| *argument);
    let values = named
        .iter()
        .find(|(name, _)| *name == "values")
        .map(|(_, a)| *a);
    let mut is_ordered = false;
    if let Some(argument) = ordered {
        match argument.boolean() {
            Some(true) => is_ordered = true,
            Some(false) => {}
            None => return Err("preserve_parameter_order does not show its value; if it is on, 2.x has .ordered_values(*pairs)".into()),
        }
    }
    if is_ordered && values.is_none() {
        edits = ordered::in_chain(cx, site)?;
    }
    for (name, argument) in named {
        let fate = match find(DML, name) {
            Some(Parameter::Ordered) => Fate::Goes,
            // Who runs the statement is another rule's concern.
            Some(Parameter::Bind) if !argument.is_none() => Fate::Stays(Form::Named),
            Some(Parameter::Values) if is_ordered => ordered::fate(cx, &argument)?,
            Some(parameter) => {
                let decision = decide(cx, parameter, &argument)?;
                wishes.extend(decision.wish);
                decision.fate
            }
            None if name.contains('_') => Fate::Method("with_dialect_options".into(), Form::Named),
            None => return Err(format!("2.x has no such argument: {name}")),
        };
        fates.push((argument, fate));
    }
    fates.sort_by_key(|(argument, _)| argument.span.start);
    if fates.iter().all(|(_, fate)| matches!(fate, Fate::Stays(_))) {
        return Err("bind is gone in 2.x: run the statement on a connection of that engine".into());
    }
    edits.extend(recompose(cx, call, &fates)?);
    Ok(Rewrite::new(cx.file.id, edits).wish(cx.file.id, wishes))
}
