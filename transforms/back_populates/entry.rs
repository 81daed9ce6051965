//! A new entry of `properties`, in the style of those that are there.

use alchemod_engine::Context;
use alchemod_python::arguments::inside_parentheses;
use alchemod_python::layout::{line_end, line_start};
use alchemod_python::{ast, span, Style, TokenKind};
use alchemod_text::{Edit, Span};

use super::render;

/// The entries of a dictionary that is written out.
pub enum Entries {
    /// `{"name": value}`
    Literal(Written),
    /// `dict(name=value)`
    Named(Written),
}

/// Where entries stand.
pub struct Written {
    /// The brackets and what is in them.
    place: Span,
    /// Each entry, without parentheses around its value.
    entries: Vec<Span>,
}

/// The entries of `properties`, if they are written out in the call.
pub fn entries(given: &ast::Expr) -> Option<Entries> {
    match given {
        ast::Expr::Dict(dict) => {
            let entries = dict.keys.iter().zip(&dict.values);
            let entries = entries
                .map(|(key, value)| Some(Span::new(span(key.as_ref()?).start, span(value).end)))
                .collect::<Option<Vec<Span>>>()?;
            let place = span(dict);
            Some(Entries::Literal(Written { place, entries }))
        }
        ast::Expr::Call(call)
            if matches!(call.func.as_ref(), ast::Expr::Name(n) if n.id.as_str() == "dict")
                && call.args.is_empty()
                && call.keywords.iter().all(|keyword| keyword.arg.is_some()) =>
        {
            let entries = call.keywords.iter().map(span).collect();
            let place = Span::new(span(call.func.as_ref()).end, span(call).end);
            Some(Entries::Named(Written { place, entries }))
        }
        _ => None,
    }
}

/// The new entry after the last one. `entry` gives its text for the blanks that its line begins with.
pub fn after_last(
    cx: &Context<'_, '_>,
    written: &Written,
    entry: &dyn Fn(&str) -> String,
) -> Vec<Edit> {
    let text = cx.text();
    let tokens = cx.file.tree.tokens();
    let place = written.place;
    let bracket = Span::new(place.end - 1, place.end);
    let (Some(first), Some(last)) = (written.entries.first(), written.entries.last()) else {
        // The bracket with it: of two that come here one has to wait for the other.
        return vec![Edit::replace(
            bracket,
            format!("{}{}", entry(""), cx.slice(bracket)),
        )];
    };
    // With parentheses around the value.
    let mut end = last.end;
    while let Some(token) = tokens
        .at_or_after(end)
        .filter(|token| token.kind == TokenKind::RightParen && token.span.start < bracket.start)
    {
        end = token.span.end;
    }
    let lead = |at: u32| &text[line_start(text, at) as usize..at as usize];
    let is_alone = lead(last.start).trim().is_empty();
    let blanks: String = match is_alone {
        true => lead(last.start).to_owned(),
        false => {
            let line = lead(first.start);
            let blank = line.len() - line.trim_start().len();
            format!("{}{}", &line[..blank], Style::of(cx.file.tree).indent)
        }
    };
    let made = entry(&blanks);
    let made = made.trim_start();
    let line = &text[line_start(text, place.end) as usize..line_end(text, place.end) as usize];
    let fits =
        !made.contains('\n') && render::width(line) + render::width(made) + 2 <= render::limit(cx);
    let new_line = format!("\n{blanks}");
    let before = if fits && !is_alone { " " } else { &new_line };
    let rest = Span::new(end, bracket.start);
    let comma = tokens
        .at_or_after(end)
        .filter(|token| token.kind == TokenKind::Comma && token.span.end <= bracket.start);
    match (comma, tokens.comments(rest).last()) {
        (Some(comma), None) => {
            vec![Edit::insert(comma.span.end, format!("{before}{made},"))]
        }
        (None, None) => vec![Edit::insert(end, format!(",{before}{made}"))],
        // Comments after the last entry stay with it.
        (comma, Some(comment)) => {
            let tail = Span::new(comment.span.end, bracket.end);
            let closing = cx.slice(tail);
            let mut edits = vec![Edit::replace(tail, format!("{new_line}{made},{closing}"))];
            if comma.is_none() {
                edits.push(Edit::insert(end, ","));
            }
            edits
        }
    }
}

/// `properties={...}` as a new argument of the call.
pub fn in_call(
    cx: &Context<'_, '_>,
    call: &ast::ExprCall,
    entry: &dyn Fn(&str) -> String,
) -> Result<Vec<Edit>, String> {
    let text = cx.text();
    let inside = inside_parentheses(cx.file.tree, call)
        .ok_or("its arguments cannot be found in the text")?;
    let tokens = cx.file.tree.tokens();
    if tokens.comments(inside).next().is_some() {
        return Err("comments stand between the arguments of the other class's mapping".into());
    }
    let last = tokens
        .before(inside.end)
        .ok_or("its arguments cannot be found in the text")?;
    let has_comma = last.kind == TokenKind::Comma;
    let start = line_start(text, span(call).start);
    let line = &text[start as usize..];
    let indent: String = line
        .chars()
        .take_while(|c| matches!(c, ' ' | '\t'))
        .collect();
    let unit = Style::of(cx.file.tree).indent;
    let flat = entry("");
    let closing = text[inside.end as usize..].chars().next().unwrap_or(')');
    let is_tall = text[last.span.end as usize..inside.end as usize].contains('\n');
    let written = if is_tall {
        let at = line_start(text, last.span.start);
        let lead: String = text[at as usize..]
            .chars()
            .take_while(|c| matches!(c, ' ' | '\t'))
            .collect();
        let tail = &text[last.span.end as usize..inside.end as usize];
        let inner = format!("{lead}{unit}");
        let written = format!("properties={{\n{},\n{lead}}}", entry(&inner));
        let comma = if has_comma { "," } else { "" };
        format!("\n{lead}{written}{comma}{tail}")
    } else {
        let at = line_start(text, inside.end);
        let before = &text[at as usize..last.span.end as usize];
        let one_line = format!(" properties={{{flat}}}");
        let fits = !flat.contains('\n')
            && render::width(before) + render::width(&one_line) + 2 <= render::limit(cx);
        match fits {
            true => one_line,
            false => format!(
                " properties={{\n{},\n{indent}}}",
                entry(&format!("{indent}{unit}"))
            ),
        }
    };
    let comma = if has_comma { "" } else { "," };
    // The bracket with it: of two that come here one has to wait for the other.
    Ok(vec![Edit::replace(
        Span::new(last.span.end, inside.end + 1),
        format!("{comma}{written}{closing}"),
    )])
}
