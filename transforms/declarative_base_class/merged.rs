//! A class statement that is there already becomes the base: `class Base: ...` before
//! `Base = declarative_base(cls=Base)`, and `@as_declarative() class Base: ...`.

use alchemod_engine::{Context, ImportWish, Rewrite};
use alchemod_facts::{ClassId, Value};
use alchemod_python::layout::{
    docstring, indentation, line_end, line_start, next_line, shares_line, statement_start,
};
use alchemod_python::{ast, span, NodeId, TokenKind};
use alchemod_text::{Edit, Span};

use super::arguments::{takes_no_part, Parts};
use super::{names_in, obstacles, Maker};

/// `Base = declarative_base(cls=Base)` at `statement`, right after the class.
pub(super) fn of_assignment<'t>(
    cx: &Context<'_, 't>,
    statement: NodeId,
    call: &'t ast::ExprCall,
    lent: ClassId,
    parts: &Parts<'t>,
) -> Result<Rewrite, String> {
    let file = cx.file;
    let info = cx.project.class(lent);
    let class = span(info.def);
    let stmt = file.nodes.get(statement).span();
    let is_next = info.file == file.id
        && class.end <= stmt.start
        && file.nodes.parent(info.node) == file.nodes.parent(statement)
        && cx.slice(Span::new(class.end, stmt.start)).trim().is_empty();
    if !is_next {
        return Err("other code stands between the class and the base that is made of it".into());
    }
    if !info.def.decorator_list.is_empty() {
        return Err("the class has a decorator".into());
    }
    let end = line_end(cx.text(), stmt.end);
    if file
        .tree
        .tokens()
        .comments(Span::new(stmt.start, end))
        .next()
        .is_some()
    {
        return Err("its comment has no place in the class statement".into());
    }
    let mut rewrite = inherit(cx, lent, parts)?;
    rewrite = rewrite.edit(file.id, Edit::delete(Span::new(class.end, end)));
    Ok(wish_gone(cx, rewrite, &call.func))
}

/// `@as_declarative()` above the class at `class`.
pub(super) fn of_decorator<'t>(
    cx: &Context<'_, 't>,
    class: NodeId,
    call: &'t ast::ExprCall,
    maker: Maker<'t>,
) -> Result<Rewrite, String> {
    let file = cx.file;
    let Some(id) = cx.project.class_at(file.id, class) else {
        return Err("it is no decorator of a class here".into());
    };
    let parts = Parts::of(cx, call, maker)?;
    if parts.name.is_some() || !parts.bases.is_empty() {
        return Err("the class gets its name and bases from the class statement".into());
    }
    let info = cx.project.class(id);
    let is_only = matches!(info.def.decorator_list.as_slice(),
        [ast::Expr::Call(only)] if std::ptr::eq(only, call));
    if !is_only {
        return Err("the class has other decorators".into());
    }
    takes_no_part(cx, id)?;
    let base = (file.id, &Value::Class(id));
    obstacles::find(cx.project, base, None, false).map_or(Ok(()), Err)?;
    let text = cx.text();
    let line = Span::new(
        line_start(text, span(call).start),
        next_line(text, span(call).end),
    );
    let has_comment = file.tree.tokens().comments(line).next().is_some();
    let values = parts
        .values
        .iter()
        .any(|&value| cx.slice(value).contains('\n'));
    if has_comment || values {
        return Err("its arguments or comments have no place in the class statement".into());
    }
    let rewrite = inherit(cx, id, &parts)?.edit(file.id, Edit::delete(line));
    Ok(wish_gone(cx, rewrite, &call.func))
}

fn wish_gone<'t>(cx: &Context<'_, 't>, rewrite: Rewrite, callee: &'t ast::Expr) -> Rewrite {
    let gone = names_in(cx, callee).map(|name| ImportWish::MayGo(name.to_owned()));
    rewrite.wish(cx.file.id, gone)
}

/// Makes the class inherit from `DeclarativeBase`, with the attributes that the arguments ask for.
fn inherit<'t>(cx: &Context<'_, 't>, id: ClassId, parts: &Parts<'t>) -> Result<Rewrite, String> {
    let file = cx.file;
    let info = cx.project.class(id);
    let def = info.def;
    if let Some(reason) = parts.hidden_name(cx, info.scope) {
        return Err(reason);
    }
    let mut wishes: Vec<ImportWish> = Vec::new();
    let import = cx.import("sqlalchemy.orm.DeclarativeBase");
    wishes.extend(import.wish);
    let mut edits = vec![base(cx, def, &import.text).ok_or("its bases could not be read")?];
    let first = def.body.first().ok_or("its body could not be read")?;
    let indent = indentation(file.tree, first);
    let lines = parts.body(cx, indent, &mut wishes);
    if !lines.is_empty() {
        if shares_line(file.tree, first)
            || cx.line_of(span(first).start) == cx.line_of(span(def).start)
        {
            return Err("its body stands on the line of the class".into());
        }
        let text = lines.join(&format!("\n{indent}"));
        let edit = match docstring(&def.body) {
            None if matches!(def.body.as_slice(), [ast::Stmt::Pass(_)]) => {
                Edit::replace(span(first), text)
            }
            Some(_) => Edit::insert(
                line_end(cx.text(), span(first).end),
                format!("\n\n{indent}{text}"),
            ),
            None => {
                let is_definition = matches!(
                    first,
                    ast::Stmt::FunctionDef(_)
                        | ast::Stmt::AsyncFunctionDef(_)
                        | ast::Stmt::ClassDef(_)
                );
                let blank = if is_definition { "\n" } else { "" };
                let start = line_start(cx.text(), statement_start(file.tree, first));
                Edit::insert(start, format!("{indent}{text}\n{blank}"))
            }
        };
        edits.push(edit);
    }
    Ok(Rewrite::new(file.id, edits).wish(file.id, wishes))
}

/// The edit that adds a base to a class, in the place of `object`.
fn base(cx: &Context<'_, '_>, def: &ast::StmtClassDef, name: &str) -> Option<Edit> {
    let tokens = cx.file.tree.tokens();
    match def.bases.as_slice() {
        [] => {
            let after = def
                .decorator_list
                .last()
                .map_or(span(def).start, |last| span(last).end);
            let first = tokens
                .within(Span::new(after, span(def.body.first()?).start))
                .iter()
                .position(|token| {
                    token.kind == TokenKind::Name && cx.slice(token.span) == def.name.as_str()
                });
            let head = tokens.within(Span::new(after, span(def.body.first()?).start));
            let class = head.get(first?)?;
            let next = tokens.at_or_after(class.span.end)?;
            Some(match next.kind {
                TokenKind::LeftParen => Edit::insert(next.span.end, name.to_owned()),
                _ => Edit::insert(class.span.end, format!("({name})")),
            })
        }
        [ast::Expr::Name(only)] if only.id.as_str() == "object" => {
            Some(Edit::replace(span(only), name.to_owned()))
        }
        [.., last] => Some(Edit::insert(span(last).end, format!(", {name}"))),
    }
}
