//! What a statement does to the database, as far as 1.4's autocommit is concerned.

use alchemod_engine::Context;
use alchemod_facts::scopes::BindingKind;
use alchemod_facts::{last_name, Project, Value};
use alchemod_python::arguments::keyword;
use alchemod_python::{ast, span};

use super::sql::{autocommits, may_return_rows};
use super::strings::string_of;

/// What 1.4 did with a statement outside of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It committed it.
    Write {
        /// Whether the statement may give rows all the same.
        rows: bool,
    },
    /// It did not.
    Read,
    /// That is not visible.
    Unknown,
}

impl Kind {
    fn both(self, other: Kind) -> Kind {
        match (self, other) {
            (Kind::Write { rows: a }, Kind::Write { rows: b }) => Kind::Write { rows: a || b },
            (Kind::Read, Kind::Read) => Kind::Read,
            _ => Kind::Unknown,
        }
    }
}

/// Classes of statements that 1.4 commits by itself.
const WRITES: &[&str] = &[
    "sqlalchemy.dialects.mysql.Insert",
    "sqlalchemy.dialects.postgresql.Insert",
    "sqlalchemy.dialects.sqlite.Insert",
    "sqlalchemy.sql.Delete",
    "sqlalchemy.sql.Insert",
    "sqlalchemy.sql.Update",
    "sqlalchemy.sql.expression.Delete",
    "sqlalchemy.sql.expression.Insert",
    "sqlalchemy.sql.expression.Update",
];

/// Classes of statements that it does not commit.
const READS: &[&str] = &[
    "sqlalchemy.sql.CompoundSelect",
    "sqlalchemy.sql.Select",
    "sqlalchemy.sql.expression.CompoundSelect",
    "sqlalchemy.sql.expression.Exists",
    "sqlalchemy.sql.expression.Select",
    "sqlalchemy.Sequence",
    "sqlalchemy.ColumnDefault",
];

/// DDL elements: all are committed.
pub(crate) const DDL: &[&str] = &[
    "AddConstraint",
    "CreateColumn",
    "CreateIndex",
    "CreateSchema",
    "CreateSequence",
    "CreateTable",
    "DDL",
    "DropConstraint",
    "DropIndex",
    "DropSchema",
    "DropSequence",
    "DropTable",
];

/// How deep variables and chains are followed.
const DEPTH: u32 = 12;

/// What 1.4 did with the statement that `expr` is.
pub(crate) fn kind_of<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Kind {
    let kind = follow(cx, expr, DEPTH);
    if kind == Kind::Read && cx.project.memo(commits_all).0 {
        return Kind::Unknown;
    }
    // A select of a CTE that writes is committed: where such are written, selects are not told apart.
    if kind == Kind::Read && cx.text().contains(".cte(") && cx.text().contains(".returning(") {
        return Kind::Unknown;
    }
    kind
}

/// Whether the project sets the execution option `autocommit` for engines, connections or statements in general,
/// so that 1.4 commits what looks like a read.
struct CommitsAll(bool);

fn commits_all(project: &Project<'_>) -> CommitsAll {
    let is_statement = |call: &ast::ExprCall| match call.func.as_ref() {
        // `text("...").execution_options(autocommit=True)` speaks for itself.
        ast::Expr::Attribute(n) => matches!(n.value.as_ref(), ast::Expr::Call(inner)
            if !matches!(last_name(&inner.func), Some("connect" | "contextual_connect" | "create_engine"))),
        _ => true,
    };
    CommitsAll(project.files.iter().any(|file| {
        file.tree.text().contains("autocommit")
            && file.calls().any(|(_, call)| match last_name(&call.func) {
                Some("execution_options") => {
                    keyword(call, "autocommit").is_some() && !is_statement(call)
                }
                Some("create_engine" | "engine_from_config") => keyword(call, "execution_options")
                    .is_some_and(|k| {
                        span(&k.value)
                            .slice(file.tree.text())
                            .contains("autocommit")
                    }),
                _ => false,
            })
    }))
}

/// What SQL that starts with `leading` is; `literal` is the whole of it.
fn kind_of_text(leading: Option<&str>, literal: Option<&str>) -> Kind {
    match leading.and_then(autocommits) {
        Some(true) => Kind::Write {
            rows: literal.is_none_or(may_return_rows),
        },
        Some(false) => Kind::Read,
        None => Kind::Unknown,
    }
}

fn follow<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr, depth: u32) -> Kind {
    if depth == 0 {
        return Kind::Unknown;
    }
    if let Some(sql) = string_of(cx, expr) {
        return kind_of_text(sql.leading, sql.literal);
    }
    match expr {
        ast::Expr::Call(call) => called(cx, expr, call, depth),
        ast::Expr::Name(name) => variable(cx, expr, name.id.as_str(), depth),
        ast::Expr::IfExp(n) => {
            follow(cx, &n.body, depth - 1).both(follow(cx, &n.orelse, depth - 1))
        }
        _ => inferred(cx, expr),
    }
}

fn called<'t>(
    cx: &Context<'_, 't>,
    expr: &'t ast::Expr,
    call: &'t ast::ExprCall,
    depth: u32,
) -> Kind {
    if let Some(path) = cx.project.external(cx.file.id, &call.func) {
        if let Some(kind) = of_function(cx, &path, call) {
            return kind;
        }
    }
    if let ast::Expr::Attribute(method) = call.func.as_ref() {
        match method.attr.as_str() {
            "execution_options" => {
                if let Some(option) = keyword(call, "autocommit") {
                    return match &option.value {
                        ast::Expr::Constant(n) if n.value == ast::Constant::Bool(true) => {
                            Kind::Write { rows: true }
                        }
                        ast::Expr::Constant(n) if n.value == ast::Constant::Bool(false) => {
                            Kind::Read
                        }
                        _ => Kind::Unknown,
                    };
                }
                return follow(cx, &method.value, depth - 1);
            }
            "returning" => {
                return match follow(cx, &method.value, depth - 1) {
                    Kind::Write { .. } => Kind::Write { rows: true },
                    other => other,
                }
            }
            // Methods of text() and of statements that give the same kind of statement.
            "bindparams"
            | "columns"
            | "params"
            | "where"
            | "values"
            | "order_by"
            | "limit"
            | "select_from"
            | "group_by"
            | "with_for_update"
            | "prefix_with"
            | "from_select"
            | "on_conflict_do_nothing"
            | "on_conflict_do_update"
            | "on_duplicate_key_update" => {
                let kind = follow(cx, &method.value, depth - 1);
                if kind != Kind::Unknown {
                    return kind;
                }
            }
            _ => {}
        }
    }
    inferred(cx, expr)
}

/// Whether it is a sequence or the default of a column: 1.4 gives their value when they are executed.
pub(crate) fn is_default<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    let is = |path: &str| {
        path.starts_with("sqlalchemy.")
            && matches!(path.rsplit('.').next(), Some("Sequence" | "ColumnDefault"))
    };
    match cx.project.infer(cx.file.id, expr).map(|typed| typed.value) {
        Some(Value::Instance(path)) => is(&path),
        _ => match expr {
            ast::Expr::Call(call) => cx
                .project
                .external(cx.file.id, &call.func)
                .is_some_and(|path| is(&path)),
            _ => false,
        },
    }
}

/// What a function of SQLAlchemy makes.
fn of_function<'t>(cx: &Context<'_, 't>, path: &str, call: &'t ast::ExprCall) -> Option<Kind> {
    if !path.starts_with("sqlalchemy.") {
        return None;
    }
    if path.starts_with("sqlalchemy.func.") {
        return Some(Kind::Read);
    }
    let name = path.rsplit('.').next()?;
    if DDL.contains(&name) {
        return Some(Kind::Write {
            rows: name == "DDL",
        });
    }
    match name {
        "text" => {
            let sql = string_of(cx, call.args.first()?)?;
            Some(kind_of_text(sql.leading, sql.literal))
        }
        "insert" | "update" | "delete" => Some(Kind::Write {
            rows: call.keywords.iter().any(|k| {
                k.arg
                    .as_ref()
                    .is_none_or(|name| name.as_str() == "returning")
            }),
        }),
        "select" | "union" | "union_all" | "except_" | "intersect" | "exists" | "Sequence"
        | "ColumnDefault" => Some(Kind::Read),
        _ => None,
    }
}

fn variable<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr, name: &str, depth: u32) -> Kind {
    let bindings = cx
        .file
        .scope_of(expr)
        .and_then(|scope| cx.file.scopes.lookup(name, scope));
    let Some((_, bindings)) = bindings else {
        return inferred(cx, expr);
    };
    let mut kind: Option<Kind> = None;
    let mut open = Vec::new();
    for &id in bindings {
        let binding = cx.file.scopes.binding(id);
        match binding.kind {
            BindingKind::Assign { value, .. } => {
                for value in alternatives(value) {
                    // `stmt = stmt.where(...)` says nothing new unless it adds rows.
                    if is_made_of(value, name) {
                        open.push(value);
                        continue;
                    }
                    let found = follow(cx, value, depth - 1);
                    kind = Some(kind.map_or(found, |known| known.both(found)));
                }
            }
            _ => return inferred(cx, expr),
        }
    }
    let adds_rows = open
        .iter()
        .any(|value| cx.slice(span(*value)).contains("returning"));
    match kind {
        Some(Kind::Write { .. }) if adds_rows => Kind::Write { rows: true },
        Some(kind) if kind != Kind::Unknown => kind,
        _ => inferred(cx, expr),
    }
}

/// The values that an expression may have: both of `a if condition else b`.
fn alternatives(expr: &ast::Expr) -> Vec<&ast::Expr> {
    match expr {
        ast::Expr::IfExp(n) => [&n.body, &n.orelse]
            .into_iter()
            .flat_map(|part| alternatives(part))
            .collect(),
        other => vec![other],
    }
}

/// Whether an expression is this name, or a chain of calls on it.
fn is_made_of(expr: &ast::Expr, name: &str) -> bool {
    let start = alchemod_python::chain::links(expr).0;
    matches!(start, ast::Expr::Name(n) if n.id.as_str() == name)
}

fn inferred<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Kind {
    match cx.project.infer(cx.file.id, expr).map(|typed| typed.value) {
        Some(Value::Instance(path)) if WRITES.contains(&&*path) => Kind::Write {
            // What the statement was made of may be elsewhere.
            rows: cx.text().contains("returning"),
        },
        Some(Value::Instance(path)) if READS.contains(&&*path) => Kind::Read,
        Some(Value::Instance(path))
            if path.starts_with("sqlalchemy.")
                && path
                    .rsplit('.')
                    .next()
                    .is_some_and(|name| DDL.contains(&name)) =>
        {
            Kind::Write { rows: true }
        }
        _ => Kind::Unknown,
    }
}
