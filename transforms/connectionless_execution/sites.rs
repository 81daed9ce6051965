//! The calls of an engine, and of statements that run themselves, in a statement of the program.

use alchemod_engine::Context;
use alchemod_facts::scopes::BindingKind;
use alchemod_facts::{Certainty, Value};
use alchemod_python::arguments::has_unpacking;
use alchemod_python::{ast, Node, NodeId};
use alchemod_text::Edit;

use crate::execution::binding::{engine_at, is_connection_at, own_bind};
use crate::execution::receiver::{method_call, receiver, runner_of, Receiver};
use crate::execution::statement::{is_default, kind_of, Kind};
use crate::execution::strings::string_of;

/// How something is run without a connection.
pub(super) enum Form {
    /// By an engine.
    Engine,
    /// By the statement itself, through an engine that it is bound to.
    Statement {
        /// Edits that take what binds it out of the statement.
        edits: Vec<Edit>,
    },
    /// By the statement itself, through a connection: that runs it where it stands.
    OnConnection {
        /// Edits that take what binds it out of the statement.
        edits: Vec<Edit>,
    },
}

/// A call of `execute` or `scalar` of an engine, of a connection that only this call has, or of a statement.
pub(super) struct Site<'t> {
    /// The call.
    pub id: NodeId,
    /// The call.
    pub call: &'t ast::ExprCall,
    /// The callee.
    pub method: &'t ast::ExprAttribute,
    /// What stands before the method: the engine, `engine.connect()`, or the statement.
    pub runner: &'t ast::Expr,
    /// The engine as it is written here, or why it cannot be.
    pub engine: Result<String, String>,
    /// How the engine is known.
    pub certainty: Certainty,
    /// What 1.4 does with the statement.
    pub kind: Kind,
    /// How it is run.
    pub form: Form,
    /// Whether the engine is an argument of the call.
    pub takes_bind: bool,
    /// Whether it gives a value, and no result: `scalar()`, sequences and defaults of columns.
    pub is_value: bool,
}

/// The site that this call is, if it is one.
pub(super) fn site<'t>(cx: &Context<'_, 't>, id: NodeId) -> Option<Site<'t>> {
    let ast::Expr::Call(call) = cx.file.nodes.get(id).expr()? else {
        return None;
    };
    let (method, runner) = method_call(call)?;
    if !matches!(method.attr.as_str(), "execute" | "scalar") {
        return None;
    }
    match runner_of(cx, call, runner) {
        Some((Receiver::Engine, certainty)) => {
            let kind = call
                .args
                .first()
                .map_or(Kind::Unknown, |first| kind_of(cx, first));
            Some(of_engine(
                cx, id, call, method, runner, runner, certainty, kind,
            ))
        }
        Some((Receiver::Connection, _)) => chained(cx, id, call, method, runner),
        Some(_) => None,
        None => of_statement_itself(cx, id, call, method, runner),
    }
}

#[allow(clippy::too_many_arguments)]
fn of_engine<'t>(
    cx: &Context<'_, 't>,
    id: NodeId,
    call: &'t ast::ExprCall,
    method: &'t ast::ExprAttribute,
    runner: &'t ast::Expr,
    engine: &'t ast::Expr,
    certainty: Certainty,
    kind: Kind,
) -> Site<'t> {
    Site {
        id,
        call,
        method,
        runner,
        engine: Ok(cx.source(engine).to_owned()),
        certainty,
        kind,
        form: Form::Engine,
        takes_bind: false,
        is_value: method.attr.as_str() == "scalar"
            || call.args.first().is_some_and(|first| is_default(cx, first)),
    }
}

/// `engine.connect().execute(...)` of what 1.4 commits: nobody can commit it afterwards.
fn chained<'t>(
    cx: &Context<'_, 't>,
    id: NodeId,
    call: &'t ast::ExprCall,
    method: &'t ast::ExprAttribute,
    runner: &'t ast::Expr,
) -> Option<Site<'t>> {
    let ast::Expr::Call(connect) = runner else {
        return None;
    };
    let (connect_method, engine) = method_call(connect)?;
    let is_connect = matches!(
        connect_method.attr.as_str(),
        "connect" | "contextual_connect"
    );
    let (Receiver::Engine, certainty) = receiver(cx, engine)? else {
        return None;
    };
    let kind = call
        .args
        .first()
        .map_or(Kind::Read, |first| kind_of(cx, first));
    let is_lost = matches!(kind, Kind::Write { .. });
    let is_plain = connect.args.is_empty()
        && !has_unpacking(connect)
        && connect
            .keywords
            .iter()
            .all(|k| k.arg.as_deref() == Some("close_with_result"));
    if !is_connect || !is_lost || !is_plain {
        return None;
    }
    Some(of_engine(
        cx, id, call, method, runner, engine, certainty, kind,
    ))
}

/// `select(...).execute()`, `table.insert().execute(...)`, `DDL(...).execute(engine)`.
fn of_statement_itself<'t>(
    cx: &Context<'_, 't>,
    id: NodeId,
    call: &'t ast::ExprCall,
    method: &'t ast::ExprAttribute,
    runner: &'t ast::Expr,
) -> Option<Site<'t>> {
    if string_of(cx, runner).is_some() {
        return None;
    }
    let kind = kind_of(cx, runner);
    if kind == Kind::Unknown && !is_statement(cx, runner) {
        return None;
    }
    // A DDL element or a default takes the engine as an argument.
    let by_argument = match (call.args.as_slice(), call.keywords.as_slice()) {
        ([bind], []) => Some(bind),
        ([], [bind]) if bind.arg.as_deref() == Some("bind") => Some(&bind.value),
        _ => None,
    }
    .and_then(|bind| receiver(cx, bind).map(|(what, certainty)| (bind, what, certainty)));
    let is_connection = |expr| matches!(receiver(cx, expr), Some((Receiver::Connection, _)));
    let (engine, certainty, edits, takes_bind, by_connection) = match by_argument {
        Some((bind, what, certainty)) => (
            Ok(cx.source(bind).to_owned()),
            certainty,
            Vec::new(),
            true,
            what == Receiver::Connection,
        ),
        None => match own_bind(cx, runner) {
            Some((bind, edits)) => (
                Ok(cx.source(bind).to_owned()),
                Certainty::Proven,
                edits,
                false,
                is_connection(bind),
            ),
            None => (
                engine_at(cx, id),
                Certainty::Flowed,
                Vec::new(),
                false,
                is_connection_at(cx, id),
            ),
        },
    };
    let engine = match has_criteria(cx, runner) {
        true => Err(
            "execute_if() counts for events only on 2.x: test the dialect before it is executed"
                .into(),
        ),
        false => engine,
    };
    Some(Site {
        id,
        call,
        method,
        runner,
        engine,
        certainty,
        kind,
        form: if by_connection {
            Form::OnConnection { edits }
        } else {
            Form::Statement { edits }
        },
        takes_bind,
        is_value: method.attr.as_str() == "scalar" || is_default(cx, runner),
    })
}

/// Whether a DDL element is executed under conditions only: `DDL(...).execute_if(dialect="...")`.
fn has_criteria(cx: &Context<'_, '_>, runner: &ast::Expr) -> bool {
    let text = cx.source(runner);
    let is_name = || {
        let ast::Expr::Name(name) = runner else {
            return false;
        };
        cx.file.scopes.bindings().iter().any(|binding| {
            binding.name == name.id.as_str()
                && matches!(binding.kind, BindingKind::Assign { value, .. }
                    if cx.source(value).contains(".execute_if("))
        }) || cx.text().contains(&format!("{text}.execute_if("))
    };
    text.contains(".execute_if(") || is_name()
}

/// Whether the expression is a statement of SQLAlchemy, of which nothing else shows.
fn is_statement<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    matches!(cx.project.infer(cx.file.id, expr).map(|typed| typed.value),
        Some(Value::Instance(path)) if &*path == "sqlalchemy.sql.expression.TextClause")
}

/// All sites of a statement itself, not of statements in it, in the order of the source.
pub(super) fn of_statement<'t>(cx: &Context<'_, 't>, statement: NodeId) -> Vec<Site<'t>> {
    let mut found: Vec<Site<'t>> = cx
        .file
        .subtree(statement)
        .filter(|(_, node)| matches!(node, Node::Expr(ast::Expr::Call(_))))
        .filter(|(id, _)| cx.file.nodes.statement(*id) == Some(statement))
        .filter_map(|(id, _)| site(cx, id))
        .collect();
    found.sort_by_key(|site| site.id);
    found
}
