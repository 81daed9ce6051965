//! The text of the new attribute.

use alchemod_engine::Context;
use alchemod_facts::Backref;
use alchemod_python::{span, Style, Token};

use super::place::Place;
use super::plan::Plan;

/// The longest line that is written, unless the file has longer ones.
const LINE_LENGTH: usize = 88;

/// An argument with the comments that go with it.
struct Argument {
    above: Vec<String>,
    text: String,
    beside: Vec<String>,
}

/// The lines of the attribute, as they are to be inserted.
pub fn attribute(
    cx: &Context<'_, '_>,
    backref: &Backref<'_>,
    plan: &Plan<'_>,
    place: &Place<'_>,
) -> String {
    let annotation = plan
        .annotation
        .as_ref()
        .map_or(String::new(), |annotation| format!(": {annotation}"));
    let start = format!(
        "{}{}{annotation} = {}(",
        place.indent, plan.name, plan.callee
    );
    let body = call(cx, backref, plan, &start, place.indent);
    format!("{}{body}{}", place.around.0, place.around.1)
}

/// The call of `relationship()`, after `start`, which has the blanks `indent` that its line begins with.
pub fn call(
    cx: &Context<'_, '_>,
    backref: &Backref<'_>,
    plan: &Plan<'_>,
    start: &str,
    indent: &str,
) -> String {
    let (arguments, last) = arguments(cx, backref, plan);
    let is_commented = !last.is_empty()
        || arguments
            .iter()
            .any(|argument| !argument.above.is_empty() || !argument.beside.is_empty());
    let texts: Vec<&str> = arguments.iter().map(|a| a.text.as_str()).collect();
    let line = format!("{start}{})", texts.join(", "));
    let there = cx.in_file(plan.file);
    let limit = limit(&there);
    let fits = line.lines().all(|line| width(line) <= limit);
    if fits && !is_commented {
        line
    } else {
        let inner = format!("{indent}{}", Style::of(there.file.tree).indent);
        let mut lines = start.to_owned();
        for argument in &arguments {
            for comment in &argument.above {
                lines.push_str(&format!("\n{inner}{comment}"));
            }
            lines.push_str(&format!("\n{inner}{},", argument.text));
            for comment in &argument.beside {
                lines.push_str(&format!("  {comment}"));
            }
        }
        for comment in last {
            lines.push_str(&format!("\n{inner}{comment}"));
        }
        format!("{lines}\n{indent})")
    }
}

/// The columns that a line of the file may take.
pub fn limit(there: &Context<'_, '_>) -> usize {
    longest_line(there.text()).clamp(LINE_LENGTH, 120)
}

fn longest_line(text: &str) -> usize {
    text.lines().map(width).max().unwrap_or_default()
}

/// The columns that a line takes; a tab counts as four.
pub fn width(line: &str) -> usize {
    line.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum()
}

/// The arguments in their order, with the comments of `backref(...)`; comments after the last of them.
fn arguments(
    cx: &Context<'_, '_>,
    backref: &Backref<'_>,
    plan: &Plan<'_>,
) -> (Vec<Argument>, Vec<String>) {
    let mut comments = comments(cx, backref, plan);
    let bare = |text: &String| Argument {
        above: Vec::new(),
        text: text.clone(),
        beside: Vec::new(),
    };
    let mut all = vec![bare(&plan.argument), bare(&plan.back_populates)];
    all.extend(plan.copied.iter().map(bare));
    for (keyword, text) in &plan.own {
        let place = span(*keyword);
        let is_above = |token: &Token| token.span.end <= place.start;
        let mut above: Vec<String> = Vec::new();
        let mut beside = Vec::new();
        comments.retain(|token| {
            let text = || cx.slice(token.span).trim_end().to_owned();
            if is_above(token) {
                above.push(text());
            } else if token.span.start >= place.end
                && cx.line_of(token.span.start) == cx.line_of(place.end)
            {
                beside.push(text());
            } else {
                return true;
            }
            false
        });
        all.push(Argument {
            above,
            text: text.clone(),
            beside,
        });
    }
    let last = comments
        .iter()
        .map(|token| cx.slice(token.span).trim_end().to_owned())
        .collect();
    (all, last)
}

/// The comments in `backref(...)` that are not in the text of an argument that moves.
fn comments(cx: &Context<'_, '_>, backref: &Backref<'_>, plan: &Plan<'_>) -> Vec<Token> {
    let Some(call) = backref.call else {
        return Vec::new();
    };
    cx.file
        .tree
        .tokens()
        .comments(span(call))
        .filter(|token| {
            let text = cx.slice(token.span).trim_end();
            !plan.own.iter().any(|(keyword, carried)| {
                span(*keyword).contains(token.span) && carried.contains(text)
            })
        })
        .collect()
}
