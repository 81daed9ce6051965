//! Names out of an import statement, its other names and all comments left as they are.

use alchemod_python::layout::{line_end, line_start, next_line};
use alchemod_python::{TokenKind, Tree};
use alchemod_text::{Edit, Span};

/// The edits that take the names at `gone` (positions in `aliases`) out of `statement`. `None` if all
/// would go, or a comment would.
pub(super) fn removals(
    tree: &Tree,
    statement: Span,
    aliases: &[Span],
    gone: &[usize],
) -> Option<Vec<Edit>> {
    if gone.is_empty() {
        return Some(Vec::new());
    }
    // A comment beside a name of a list over lines is about that name.
    let has_comment = |&index: &usize| {
        let text = tree.text();
        let line = Span::new(
            line_start(text, aliases[index].start),
            line_end(text, aliases[index].end),
        );
        let own = line.start > statement.start && line.end < statement.end;
        own && tree.tokens().comments(line).next().is_some()
    };
    if gone.iter().any(has_comment) {
        return None;
    }
    let last_kept = (0..aliases.len())
        .rev()
        .find(|index| !gone.contains(index))?;
    let mut edits = Vec::new();
    for &index in gone {
        let alias = aliases[index];
        if let Some(line) = own_line(tree, statement, alias) {
            edits.push(line);
        } else if index < last_kept {
            edits.push(Span::new(alias.start, aliases[index + 1].start));
        }
    }
    // The names after the last one that is kept go with the comma before them.
    let tail: Vec<usize> = (last_kept + 1..aliases.len())
        .filter(|&index| own_line(tree, statement, aliases[index]).is_none())
        .collect();
    if let Some(&last) = tail.last() {
        edits.push(Span::new(aliases[last_kept].end, aliases[last].end));
        edits.retain(|edit| edit.start <= aliases[last_kept].end || edit.end > aliases[last].end);
    }
    let loses_comment = edits
        .iter()
        .any(|&span| tree.tokens().comments(span).next().is_some());
    edits.sort_by_key(|span| span.start);
    (!loses_comment).then(|| edits.into_iter().map(Edit::delete).collect())
}

/// The whole line of a name that stands alone on it with its comma.
fn own_line(tree: &Tree, statement: Span, alias: Span) -> Option<Span> {
    let text = tree.text();
    let line = Span::new(line_start(text, alias.start), next_line(text, alias.end));
    let is_inside = line.start > statement.start && line.end < statement.end;
    let before = Span::new(line.start, alias.start).slice(text).trim();
    let comma = tree.tokens().at_or_after(alias.end)?;
    let has_comma = comma.kind == TokenKind::Comma;
    let after = Span::new(comma.span.end, line_end(text, alias.end));
    let is_alone = has_comma
        && after.start <= after.end
        && before.is_empty()
        && after.slice(text).trim().is_empty();
    (is_inside && is_alone).then_some(line)
}
