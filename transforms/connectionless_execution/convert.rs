//! The block around a statement with calls of an engine.

use alchemod_engine::{Context, ImportWish, Rewrite, Target};
use alchemod_facts::scopes::ScopeKind;
use alchemod_python::arguments::inside_parentheses;
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::{Edit, Span};

use super::sites::{Form, Site};
use super::uses::uses_of;
use crate::execution::block::{applied, block_of, free_name, indent, lines_of};
use crate::execution::consumption::{goes, Goes};
use crate::execution::options::without_autocommit;
use crate::execution::parameters;
use crate::execution::raw::{for_connection, Converted as Converted2x};
use crate::execution::reach::{nothing_between, reachable, HARMLESS};
use crate::execution::statement::Kind;

/// A rewritten statement.
pub(super) struct Converted {
    /// The rewrite.
    pub rewrite: Rewrite,
    /// Why it may be wrong.
    pub doubt: Option<String>,
    /// Whether its block commits.
    pub commits: bool,
}

/// What connections are called.
const NAMES: &[&str] = &[
    "connection",
    "conn",
    "engine_connection",
    "block_connection",
];

/// What a value is called that an `if` looks at.
const VALUE_NAMES: &[&str] = &["value", "found", "outcome"];

/// Whether the engine is written with a name that only a comprehension or lambda in the statement has.
fn is_bound_within<'t>(cx: &Context<'_, 't>, statement: NodeId, site: &Site<'t>) -> bool {
    let Some(runner) = cx.file.nodes.expr_id(site.runner) else {
        return false;
    };
    let scopes = &cx.file.scopes;
    let own = (runner, cx.file.nodes.get(runner));
    std::iter::once(own)
        .chain(cx.file.subtree(runner))
        .any(|(id, node)| match node {
            Node::Expr(ast::Expr::Name(n)) => scopes
                .lookup(n.id.as_str(), scopes.of(id))
                .and_then(|(owner, _)| scopes.get(owner).node)
                .is_some_and(|owner| owner > statement),
            _ => false,
        })
}

/// Puts the statement, and those that read its result, into a block.
///
/// # Errors
/// Why that cannot be done.
pub(super) fn convert<'t>(
    cx: &Context<'_, 't>,
    statement: NodeId,
    sites: &[Site<'t>],
) -> Result<Converted, String> {
    let Some(first) = sites.first() else {
        return Err("there is no call".into());
    };
    let engine = first.engine.clone()?;
    if let Form::OnConnection { edits } = &first.form {
        if sites.len() > 1 {
            return Err(
                "the statement runs several statements: give each a line of its own".into(),
            );
        }
        let run = run_by(cx, first, &engine)?;
        return Ok(Converted {
            rewrite: Rewrite::new(cx.file.id, edits.iter().cloned().chain(run.edits)),
            doubt: run.doubt,
            commits: false,
        });
    }
    for site in sites {
        if site.engine.clone()? != engine {
            return Err("the statement uses several engines: give each a block of its own".into());
        }
    }
    for site in sites {
        reachable(cx, statement, site.id, site.kind)?;
        if is_bound_within(cx, statement, site) {
            return Err(
                "the engine is a name of the comprehension, which the block would stand around: write a loop"
                    .into(),
            );
        }
    }
    let scope = cx
        .file
        .scopes
        .get(cx.file.scopes.enclosing_block(cx.file.scopes.of(statement)));
    if scope.kind == ScopeKind::Class {
        return Err("the connection's name would be an attribute of the class".into());
    }
    stands_alone(cx, statement)?;
    let kind = kind_of_all(cx, statement, sites)?;
    let block = block_of(cx, statement).ok_or("the statement stands where no block can")?;
    let this = cx.file.nodes.get(statement).address();
    let index = block
        .iter()
        .position(|stmt| Node::Stmt(stmt).address() == this)
        .ok_or("the statement stands where no block can")?;
    let mut doubt = None;
    if kind == Kind::Unknown {
        doubt = Some(
            "1.4 committed the statement if it was an insert, update, delete or DDL: what it is does not show here, and the block commits whatever it is"
                .to_owned(),
        );
    }
    let last = last_statement(cx, statement, sites, kind, block, index)?;
    let name = free_name(cx, statement, NAMES).ok_or("the names for a connection are all taken")?;
    let mut edits = Vec::new();
    let mut wishes: Vec<ImportWish> = Vec::new();
    for site in sites {
        let converted = match &site.form {
            Form::Engine => {
                edits.push(Edit::replace(runner_span(cx, site), name));
                for_connection(&cx.at(site.id), site.call, site.method)?
            }
            Form::Statement { edits: extra } | Form::OnConnection { edits: extra } => {
                edits.extend(extra.iter().cloned());
                run_by(cx, site, name)?
            }
        };
        doubt = doubt.or(converted.doubt);
        edits.extend(converted.edits);
        edits.extend(without_autocommit(cx, site.call));
        wishes.extend(converted.wishes);
    }
    let commits = kind != Kind::Read;
    let method = if commits { "begin" } else { "connect" };
    if engine.contains(['\n', '\r']) {
        return Err("the engine is written over several lines".into());
    }
    let header = format!("with {engine}.{method}() as {name}:");
    let edits = match cx.file.nodes.get(statement) {
        Node::Stmt(ast::Stmt::If(condition)) => {
            before_condition(cx, statement, condition, sites, &header, edits)?
        }
        _ => {
            let lines = lines_of(cx, &block[index], &block[last])?;
            indent(cx, lines, &header, edits).ok_or("its lines cannot be moved")?
        }
    };
    Ok(Converted {
        rewrite: Rewrite::new(cx.file.id, edits).wish(cx.file.id, wishes),
        doubt,
        commits,
    })
}

/// Whether a block can take in a statement of this kind without more running in it than before.
fn stands_alone(cx: &Context<'_, '_>, statement: NodeId) -> Result<(), String> {
    use ast::Stmt::*;
    let Node::Stmt(stmt) = cx.file.nodes.get(statement) else {
        return Err("the statement stands where no block can".into());
    };
    match stmt {
        Expr(_) | Assign(_) | AnnAssign(_) | AugAssign(_) | Return(_) | Assert(_) | For(_) | If(_) | Raise(_)
        | Delete(_) => Ok(()),
        While(_) => Err("it runs in the condition of a loop, each time on its own: run it in a block in the loop".into()),
        With(_) | AsyncWith(_) => Err("it runs in the head of a `with` statement: run it in a block before".into()),
        FunctionDef(_) | AsyncFunctionDef(_) | ClassDef(_) => {
            Err("it runs in the head of a definition: run it in a block before".into())
        }
        _ => Err("no block can take in this statement".into()),
    }
}

/// `statement.execute(parameters)` as `connection.execute(statement, parameters)`.
fn run_by<'t>(cx: &Context<'_, 't>, site: &Site<'t>, name: &str) -> Result<Converted2x, String> {
    let inside = inside_parentheses(cx.file.tree, site.call)
        .ok_or("its arguments cannot be found in the text")?;
    let statement = runner_span(cx, site);
    let given = if site.takes_bind {
        parameters::Given::default()
    } else {
        parameters::convert(cx, site.call, 0, false, None)?
    };
    let has_parameters = !site.call.args.is_empty() || !site.call.keywords.is_empty();
    let is_default = site.is_value && cx.settings.target >= Target::V20;
    let method = if is_default {
        "scalar"
    } else {
        site.method.attr.as_str()
    };
    let mut edits = given.edits;
    edits.push(Edit::insert(statement.start, format!("{name}.{method}(")));
    let between = if has_parameters && !site.takes_bind {
        ", "
    } else {
        ""
    };
    let until = if site.takes_bind {
        inside.end
    } else {
        inside.start
    };
    edits.push(Edit::replace(Span::new(statement.end, until), between));
    Ok(Converted2x {
        edits,
        doubt: given.doubt,
        ..Converted2x::default()
    })
}

fn runner_span(cx: &Context<'_, '_>, site: &Site<'_>) -> Span {
    let bounds = Span::new(span(site.call).start, span(site.method).end);
    cx.file
        .tree
        .tokens()
        .parenthesised(span(site.runner), bounds)
}

/// What the statement's block has to do.
fn kind_of_all(
    cx: &Context<'_, '_>,
    statement: NodeId,
    sites: &[Site<'_>],
) -> Result<Kind, String> {
    let kind = match sites {
        [only] => only.kind,
        _ if sites.iter().all(|site| site.kind == Kind::Read) => Kind::Read,
        _ => {
            return Err("several statements run here, and 1.4 commits each for itself: give each a statement of its own".into())
        }
    };
    if kind == Kind::Read {
        return Ok(kind);
    }
    // What runs between the statement and the end of the block must not fail, or be another transaction.
    let site = &sites[0];
    let Node::Stmt(stmt) = cx.file.nodes.get(statement) else {
        return Ok(kind);
    };
    if matches!(stmt, ast::Stmt::For(_)) && kind != Kind::Unknown {
        return Err("the loop's body would run before the commit: read the rows into a list in a block, and loop over that".into());
    }
    nothing_between(cx, statement, site.id)?;
    Ok(kind)
}

/// The index of the last statement that has to be in the block.
fn last_statement<'t>(
    cx: &Context<'_, 't>,
    statement: NodeId,
    sites: &[Site<'t>],
    kind: Kind,
    block: &'t [ast::Stmt],
    index: usize,
) -> Result<usize, String> {
    let mut last = index;
    for site in sites {
        // `scalar()` gives a value.
        if site.is_value {
            continue;
        }
        match goes(cx, site.id) {
            Goes::Nowhere => {}
            // Without rows there is nothing left to read.
            Goes::Away(_) if kind == (Kind::Write { rows: false }) => {}
            Goes::Away(reason) => {
                return Err(format!(
                    "{reason}, and by then its connection is closed: read the rows here (`.fetchall()`)"
                ))
            }
            Goes::Name(name) => {
                if kind == (Kind::Write { rows: false }) {
                    continue;
                }
                let uses = uses_of(cx, statement, block, index, name).map_err(|reason| {
                    format!("{reason}, and by then its connection is closed: read the rows in a block")
                })?;
                if uses.in_memory && matches!(kind, Kind::Write { .. }) {
                    continue;
                }
                let until = uses.last.unwrap_or(index);
                if matches!(kind, Kind::Write { .. }) && until > index + 1 {
                    return Err(format!(
                        "other statements run before the rows of `{name}` are read, and 1.4 commits before them"
                    ));
                }
                last = last.max(until);
            }
        }
    }
    Ok(last)
}

/// An `if` whose condition asks an engine: the answer is found in a block before it.
fn before_condition<'t>(
    cx: &Context<'_, 't>,
    statement: NodeId,
    condition: &'t ast::StmtIf,
    sites: &[Site<'t>],
    header: &str,
    edits: Vec<Edit>,
) -> Result<Vec<Edit>, String> {
    let [site] = sites else {
        return Err("the condition runs several statements: run them in a block before it".into());
    };
    let whole = span(condition);
    if !cx.slice(whole).starts_with("if") {
        return Err("it runs in the condition of an `elif`: run it in a block before".into());
    }
    // The value that is asked for: the call and the methods and attributes behind it.
    let mut value = site.id;
    while let Some(parent) = cx.file.nodes.parent(value) {
        let this = cx.file.nodes.get(value).address();
        let goes_on = match cx.file.nodes.get(parent) {
            Node::Expr(ast::Expr::Attribute(_)) => true,
            Node::Expr(ast::Expr::Call(call)) => Node::Expr(&call.func).address() == this,
            Node::Expr(ast::Expr::Subscript(n)) => Node::Expr(&n.value).address() == this,
            _ => false,
        };
        if !goes_on {
            break;
        }
        value = parent;
    }
    if value == site.id && site.method.attr.as_str() == "execute" {
        return Err("the condition asks for the result itself".into());
    }
    // Nothing else may run before it.
    let mut child = value;
    for id in cx.file.nodes.ancestors(value) {
        if id == statement {
            break;
        }
        let this = cx.file.nodes.get(child).address();
        let is_first = match cx.file.nodes.get(id) {
            Node::Expr(ast::Expr::UnaryOp(_)) => true,
            Node::Expr(ast::Expr::Compare(n)) => Node::Expr(&n.left).address() == this,
            Node::Expr(ast::Expr::BoolOp(n)) => n
                .values
                .first()
                .is_some_and(|v| Node::Expr(v).address() == this),
            Node::Expr(ast::Expr::Call(n)) => {
                matches!(n.func.as_ref(), ast::Expr::Name(f) if HARMLESS.contains(&f.id.as_str()))
                    && n.args
                        .first()
                        .is_some_and(|v| Node::Expr(v).address() == this)
            }
            _ => false,
        };
        if !is_first {
            return Err(
                "other parts of the condition may run before it: run it in a block before".into(),
            );
        }
        child = id;
    }
    let name =
        free_name(cx, statement, VALUE_NAMES).ok_or("the names for a value are all taken")?;
    let at = cx.file.nodes.get(value).span();
    let start = span(condition).start;
    let line = cx.line_span(cx.line_of(start));
    if !cx.slice(Span::new(line.start, start)).trim().is_empty() {
        return Err("another statement stands on the same line".into());
    }
    if crossed_lines(cx, at) {
        return Err(
            "the condition goes over several lines: run the statement in a block before".into(),
        );
    }
    let new = applied(cx.text(), at, edits).ok_or("its arguments cannot be moved")?;
    let indentation = cx.indent_at(start);
    let unit = alchemod_python::Style::of(cx.file.tree).indent;
    Ok(vec![
        Edit::insert(
            line.start,
            format!("{indentation}{header}\n{indentation}{unit}{name} = {new}\n"),
        ),
        Edit::replace(at, name),
    ])
}

/// Whether an expression goes on in another line outside of its own brackets.
fn crossed_lines(cx: &Context<'_, '_>, at: Span) -> bool {
    let mut depth = 0i32;
    let mut last = at.start;
    for token in cx.file.tree.tokens().within(at) {
        use alchemod_python::TokenKind::*;
        let between = cx.slice(Span::new(last, token.span.start.max(last)));
        if depth == 0 && (token.kind == BlankNewline || between.contains('\n')) {
            return true;
        }
        match token.kind {
            LeftParen | LeftBracket | LeftBrace => depth += 1,
            RightParen | RightBracket | RightBrace => depth -= 1,
            _ => {}
        }
        last = token.span.end;
    }
    false
}
