//! `inspector`: what engines, tables and dialects said of the schema is asked of an inspector.

mod convert;
mod stale;

use alchemod_engine::{Context, Finding, Interest, Rule, Stage, Target, Transform};
use alchemod_facts::last_name;
use alchemod_python::{ast, span, NodeId};

use crate::execution::receiver::{receiver, Receiver};
use crate::speaks;
use convert::{Plan, Why};

/// See the rule's documentation.
pub(crate) struct AskInspector;

static RULE: Rule = Rule {
    code: "AM621",
    name: "inspector",
    stage: Stage::Execution,
    summary: "table_names(), has_table(), exists() and Inspector.from_engine() become inspect(...)",
    guide: (
        "Reflecting Database Objects: fine grained reflection with Inspector",
        "https://docs.sqlalchemy.org/en/20/core/reflection.html#fine-grained-reflection-with-inspector",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

/// What a dialect answers as an inspector does.
const ASKED: &[&str] = &[
    "get_columns",
    "get_foreign_keys",
    "get_indexes",
    "get_pk_constraint",
    "get_schema_names",
    "get_table_names",
    "get_unique_constraints",
    "get_view_names",
    "has_table",
];

/// What programs call an engine. A name proves nothing.
const ENGINE_NAMES: &[&str] = &["engine", "_engine", "db_engine", "sa_engine"];

impl Transform for AskInspector {
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
        let name = last_name(&call.func)?;
        if let Some(stale) = stale::check(cx, call, name) {
            return Some(stale);
        }
        let plan = match name {
            "from_engine" => of_inspector(cx, call, "sqlalchemy.engine.Inspector.from_engine"),
            "get_primary_keys" => of_primary_keys(cx, call),
            "table_names" | "has_table" | "run_callable" | "create" | "drop" | "reflecttable" => {
                of_engine(cx, call, name)
            }
            "exists" => of_table(cx, call),
            _ => None,
        }
        .or_else(|| of_dialect(cx, call, name))
        .or_else(|| {
            // Whatever the class is called here.
            let is_class = name == "Inspector" || name.ends_with("Inspector");
            is_class.then(|| of_inspector(cx, call, "sqlalchemy.engine.Inspector"))?
        })?;
        Some(plan.finding(cx, span(call)))
    }
}

/// `Inspector.from_engine(engine)`, `Inspector(engine)`.
fn of_inspector<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall, path: &str) -> Option<Plan> {
    let callee = cx.project.external(cx.file.id, &call.func)?;
    (&*callee == path).then(|| convert::inspect_of(call))
}

/// `inspector.get_primary_keys(table)`.
fn of_primary_keys<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Plan> {
    let ast::Expr::Attribute(attribute) = call.func.as_ref() else {
        return None;
    };
    let owner = cx.project.infer(cx.file.id, &attribute.value)?;
    owner
        .value
        .is_instance_of("sqlalchemy.engine.Inspector")
        .then(|| convert::primary_keys(call, attribute))
}

/// A method of an engine or a connection.
fn of_engine<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall, name: &str) -> Option<Plan> {
    let ast::Expr::Attribute(attribute) = call.func.as_ref() else {
        return None;
    };
    let (kind, why) = engine(cx, &attribute.value)?;
    match (name, kind) {
        ("table_names", Receiver::Engine) => Some(convert::table_names(cx, call, attribute, why)),
        ("has_table", Receiver::Engine) => Some(convert::has_table(cx, attribute, why)),
        ("run_callable", Receiver::Engine) => {
            let function = call.args.first()?;
            match dialect_method(function) {
                Some((_, asked)) => convert::through(cx, call, &attribute.value, asked, why),
                None => Some(Plan::manual(
                    "run_callable() is gone",
                    "write a block: `with engine.connect() as connection:` and call the function with the connection; \
                     with engine.begin() if it writes, as 1.x committed that",
                )),
            }
        }
        ("run_callable", Receiver::Connection) => convert::called_with(cx, call, &attribute.value, why),
        ("create" | "drop", Receiver::Engine | Receiver::Connection) => {
            convert::turned_round(cx, call, &attribute.value, name, why)
        }
        ("reflecttable", Receiver::Engine | Receiver::Connection) => Some(Plan::manual(
            "reflecttable() of an engine is gone",
            "write inspect(engine).reflect_table(table, include_columns), or Table(..., autoload_with=engine)",
        )),
        _ => None,
    }
}

/// What runs statements here, and why it may not be what it seems.
fn engine<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Option<(Receiver, Why)> {
    if let Some((kind, _)) = receiver(cx, expr) {
        return Some((kind, Why::Known));
    }
    let named = last_name(expr).is_some_and(|name| ENGINE_NAMES.contains(&name));
    let unknown = cx.project.infer(cx.file.id, expr).is_none();
    (named && unknown && speaks::of_sqlalchemy(cx)).then_some((Receiver::Engine, Why::Named))
}

/// `table.exists(engine)`.
fn of_table<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Plan> {
    let ast::Expr::Attribute(attribute) = call.func.as_ref() else {
        return None;
    };
    match cx.project.infer(cx.file.id, &attribute.value) {
        Some(owner) => owner
            .value
            .is_instance_of("sqlalchemy.Table")
            .then(|| convert::table_exists(cx, call, &attribute.value)),
        // What is given an engine can be nothing else.
        None => {
            let (Receiver::Engine | Receiver::Connection, _) = receiver(cx, call.args.first()?)?
            else {
                return None;
            };
            Some(convert::table_exists(cx, call, &attribute.value))
        }
    }
}

/// `engine.dialect.has_table(engine, "users")`.
fn of_dialect<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall, name: &str) -> Option<Plan> {
    if !ASKED.contains(&name) {
        return None;
    }
    let (owner, asked) = dialect_method(&call.func)?;
    let first = call.args.first()?;
    let why = match (receiver(cx, first), receiver(cx, owner)) {
        (Some((Receiver::Engine, _)), _) => Why::Known,
        (Some(_), _) => return None,
        (None, Some((Receiver::Engine, _))) if cx.source(owner) == cx.source(first) => Why::Known,
        (None, _) => engine(cx, first)?.1,
    };
    convert::asked_of(cx, call, asked, why)
}

/// `x.dialect.name`: x and the name.
fn dialect_method(expr: &ast::Expr) -> Option<(&ast::Expr, &str)> {
    let ast::Expr::Attribute(method) = expr else {
        return None;
    };
    let ast::Expr::Attribute(dialect) = method.value.as_ref() else {
        return None;
    };
    let name = method.attr.as_str();
    (dialect.attr.as_str() == "dialect" && ASKED.contains(&name))
        .then_some((dialect.value.as_ref(), name))
}
