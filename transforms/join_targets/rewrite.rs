//! From a legacy join to one `join()` for each target.

use alchemod_engine::{Context, ImportWish, Rewrite};
use alchemod_facts::string;
use alchemod_python::arguments::{inside_parentheses, keyword, removal};
use alchemod_python::{ast, span};
use alchemod_text::{Edit, Span};

use super::legacy::{is_entity, is_relationship, Form};
use crate::orm::cursor::Cursor;
use crate::orm::lead::{lead, Wanted};
use crate::orm::parts;
use crate::query::arguments::{has_unpacking, is_string};
use crate::query::entities::short;

/// The work on one call.
struct Work<'t> {
    method: &'t ast::ExprAttribute,
    /// Where the next relationship starts; `None` for the query's first entity.
    at: Option<Result<Cursor, String>>,
    edits: Vec<Edit>,
    wishes: Vec<ImportWish>,
}

/// The rewrite, or why there is none.
pub(super) fn rewrite<'t>(
    cx: &Context<'_, 't>,
    method: &'t ast::ExprAttribute,
    call: &'t ast::ExprCall,
    form: Form,
) -> Result<Rewrite, String> {
    if form == Form::Aliased {
        return Err("join aliased(Target), and name the alias in the criteria that follow".into());
    }
    if has_unpacking(call) {
        return Err("its arguments are not all visible".into());
    }
    let mut work = Work {
        method,
        at: None,
        edits: Vec::new(),
        wishes: Vec::new(),
    };
    if let Some(joinpoint) = keyword(call, "from_joinpoint") {
        if !matches!(&joinpoint.value, ast::Expr::Constant(_)) {
            return Err("whether it goes on from the last join is only known at run time".into());
        }
        if alchemod_facts::is_true(&joinpoint.value) {
            work.at = Some(joined_before(cx, &method.value));
        }
        let gone = removal(cx.file.tree, call, joinpoint)
            .ok_or("its arguments cannot be found in the text")?;
        work.edits.push(Edit::delete(gone));
    }
    let kept = flags(cx, call)?;
    match (form, call.args.as_slice()) {
        (Form::Pair, [_, name]) => {
            let text = work.start(cx)?;
            // The target says where it leads.
            let _ = work.name(cx, text, name)?;
        }
        (_, args) => {
            for (index, arg) in args.iter().enumerate() {
                work.target(cx, arg)?;
                if let Some(next) = args.get(index + 1) {
                    let here = parts::argument(cx, call, arg)?;
                    let there = parts::argument(cx, call, next)?;
                    let text = separator(cx, call, &kept, method.attr.as_str(), (here, there));
                    work.edits.push(parts::between(cx, here, there, text)?);
                }
            }
        }
    }
    Ok(Rewrite::new(cx.file.id, work.edits).wish(cx.file.id, work.wishes))
}

/// What ends one join and starts the next; over several lines if the call's arguments stand on lines of their own.
fn separator(
    cx: &Context<'_, '_>,
    call: &ast::ExprCall,
    kept: &str,
    method: &str,
    (here, there): (Span, Span),
) -> String {
    let gap = cx.slice(Span::new(here.end, there.start));
    let opened = inside_parentheses(cx.file.tree, call).map_or(here.start, |inside| inside.start);
    let closed = span(call).end.saturating_sub(1);
    let is_exploded = gap.contains('\n')
        && call.args.first().is_some_and(|first| {
            cx.slice(Span::new(opened, span(first).start))
                .contains('\n')
        })
        && cx.indent_at(closed).len() < cx.indent_at(there.start).len();
    if is_exploded {
        let (outer, inner) = (cx.indent_at(closed), cx.indent_at(there.start));
        format!("{kept},\n{outer}).{method}(\n{inner}")
    } else {
        format!("{kept}).{method}(")
    }
}

/// The keywords that each join keeps, as the text that follows a target.
fn flags<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Result<String, String> {
    let mut text = String::new();
    for keyword in &call.keywords {
        match keyword.arg.as_deref() {
            Some("isouter" | "full") => text.push_str(&format!(", {}", cx.source(keyword))),
            Some("from_joinpoint" | "aliased") => {}
            _ => return Err("it has an argument that is not known".into()),
        }
    }
    Ok(text)
}

/// Where the last join before this one leads.
fn joined_before<'t>(cx: &Context<'_, 't>, receiver: &'t ast::Expr) -> Result<Cursor, String> {
    let unseen = || Err("the join that it goes on from cannot be seen here".to_owned());
    let (_, links) = alchemod_python::chain::links(receiver);
    for link in links.iter().rev() {
        match link.name() {
            "join" | "outerjoin" => {
                return match link.call.args.as_slice() {
                    [only] if !is_string(only) && is_relationship(cx, only) => {
                        Cursor::after(cx, only)
                    }
                    [target] | [target, _] if is_entity(cx, target) => entity(cx, target),
                    // It is rewritten first; then this one is looked at again.
                    _ => unseen(),
                };
            }
            "filter" | "filter_by" | "where" | "options" => {}
            _ => break,
        }
    }
    unseen()
}

/// A class or alias, as it is written.
fn entity<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Result<Cursor, String> {
    use alchemod_facts::Value;
    match cx.project.infer(cx.file.id, expr).map(|typed| typed.value) {
        Some(Value::Class(class) | Value::Aliased(class)) => Ok(Cursor {
            class: Some(class),
            text: Some(cx.source(expr).to_owned()),
        }),
        _ => Err(format!("what {} is cannot be told", short(cx, expr))),
    }
}

impl<'t> Work<'t> {
    /// The entity that a name belongs to here.
    fn start(&self, cx: &Context<'_, 't>) -> Result<Cursor, String> {
        match &self.at {
            Some(at) => at.clone(),
            None => lead(cx, &self.method.value, Wanted::Join)
                .map(|lead| lead.cursor)
                .ok_or_else(|| "the entity that the query starts from cannot be told".into()),
        }
    }

    /// A string becomes the attribute of `owner`; gives where that leads.
    fn name(
        &mut self,
        cx: &Context<'_, 't>,
        owner: Cursor,
        arg: &'t ast::Expr,
    ) -> Result<Result<Cursor, String>, String> {
        let name = string(arg).ok_or("it is given a string that is made at run time")?;
        let named = owner.attribute(cx, name)?;
        self.wishes.extend(named.wish);
        self.edits.push(Edit::replace(span(arg), named.text));
        Ok(named.next)
    }

    /// Rewrites one target and goes to where it leads.
    fn target(&mut self, cx: &Context<'_, 't>, arg: &'t ast::Expr) -> Result<(), String> {
        if is_string(arg) {
            let owner = self.start(cx)?;
            let next = self.name(cx, owner, arg)?;
            self.at = Some(next);
            return Ok(());
        }
        if let ast::Expr::Tuple(tuple) = arg {
            return self.tuple(cx, tuple);
        }
        if is_relationship(cx, arg) {
            // 1.x takes the attribute of an alias that was just joined, though the class's is written.
            if matches!(&self.at, Some(Ok(cursor)) if cursor.class.is_none()) {
                return Err(
                    "it goes on from an alias: name the alias's attribute in a join() of its own"
                        .into(),
                );
            }
            self.at = Some(Cursor::after(cx, arg));
            return Ok(());
        }
        if is_entity(cx, arg) {
            self.at = Some(entity(cx, arg));
            return Ok(());
        }
        Err(format!("what {} is cannot be told", short(cx, arg)))
    }

    /// `(Target, condition)`, or, as old code has it, the other way round.
    fn tuple(&mut self, cx: &Context<'_, 't>, tuple: &'t ast::ExprTuple) -> Result<(), String> {
        let unwrapped = parts::unwrap_tuple(cx, tuple)?;
        match tuple.elts.as_slice() {
            [only] => {
                self.target(cx, only)?;
            }
            [first, second] if is_string(first) || is_relationship(cx, first) => {
                let whole = span(tuple);
                let inside = Span::new(whole.start + 1, whole.end - 1);
                let tokens = cx.file.tree.tokens();
                let (a, b) = (
                    tokens.parenthesised(span(first), inside),
                    tokens.parenthesised(span(second), inside),
                );
                if tokens.comments(whole).next().is_some() {
                    return Err("a comment stands in the tuple".into());
                }
                let condition = match string(first) {
                    Some(name) => {
                        let named = self.start(cx)?.attribute(cx, name)?;
                        self.wishes.extend(named.wish);
                        named.text
                    }
                    None => cx.slice(a).to_owned(),
                };
                self.edits.push(Edit::replace(
                    whole,
                    format!("{}, {condition}", cx.slice(b)),
                ));
                self.at = Some(entity(cx, second));
                return Ok(());
            }
            [target, condition] => {
                if is_string(condition) {
                    let owner = self.start(cx)?;
                    // The target says where it leads.
                    let _ = self.name(cx, owner, condition)?;
                }
                self.at = Some(entity(cx, target));
            }
            _ => return Err("the tuple is neither a target nor a target and its condition".into()),
        }
        self.edits.extend(unwrapped);
        Ok(())
    }
}
