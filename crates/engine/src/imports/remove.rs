//! Names that are imported and no longer used.

use alchemod_facts::string;
use alchemod_python::{ast, span, Node, TokenKind, Tree};
use alchemod_text::{Edit, Span};
use rustc_hash::FxHashSet;

use super::statements::{local_name, Lined, Statement};
use super::Surroundings;
use crate::ImportWish;

/// The edits that take away those imports which may go and which nothing needs any more.
///
/// # Errors
/// None; the type is that of its sibling for additions.
pub(crate) fn removals(
    tree: &Tree,
    wishes: &[&ImportWish],
    around: &Surroundings<'_>,
) -> Result<Vec<Edit>, String> {
    let mut going: FxHashSet<&str> = wishes
        .iter()
        .filter_map(|wish| match wish {
            ImportWish::MayGo(local) => Some(local.as_str()),
            _ => None,
        })
        .collect();
    if going.is_empty() {
        return Ok(Vec::new());
    }
    for stmt in tree.body() {
        keep_used(Node::Stmt(stmt), &mut going);
    }
    keep_in_type_comments(tree, &mut going);
    if going.is_empty() {
        return Ok(Vec::new());
    }
    let lists_all = tree.body().iter().any(assigns_all);
    let lined = Lined::new(tree);
    let mut edits = Vec::new();
    for (stmt, is_only) in import_statements(tree) {
        let Some(statement) = Statement::new(stmt) else {
            continue;
        };
        let gone: Vec<usize> = (0..statement.aliases.len())
            .filter(|&index| {
                let alias = &statement.aliases[index];
                let local = local_name(alias, statement.is_from());
                let by_star = !lists_all && !local.starts_with('_');
                going.contains(local)
                    && !is_explicit_export(alias)
                    && !has_noqa(&lined, &statement, alias)
                    && !around.importers.is_wanted(around.path(), local, by_star)
            })
            .collect();
        let empties_block = is_only && gone.len() == statement.aliases.len();
        if !gone.is_empty() && !empties_block {
            edits.extend(remove(&lined, &statement, &gone));
        }
    }
    edits.sort_by_key(|edit| edit.span);
    Ok(edits)
}

/// The import statements of the module, of its functions, and of blocks within, with whether they are all that their
/// block holds. Those that are tried are left out: they may have another way out.
fn import_statements(tree: &Tree) -> Vec<(&ast::Stmt, bool)> {
    let mut found: Vec<(&ast::Stmt, bool)> = tree.body().iter().map(|stmt| (stmt, false)).collect();
    let mut at = 0;
    while at < found.len() {
        let (stmt, _) = found[at];
        at += 1;
        let blocks: [&[ast::Stmt]; 2] = match stmt {
            ast::Stmt::FunctionDef(n) => [&n.body, &[]],
            ast::Stmt::AsyncFunctionDef(n) => [&n.body, &[]],
            ast::Stmt::ClassDef(n) => [&n.body, &[]],
            ast::Stmt::If(n) => [&n.body, &n.orelse],
            ast::Stmt::With(n) => [&n.body, &[]],
            _ => continue,
        };
        for block in blocks {
            // What a class imports are attributes of it.
            let is_class = matches!(stmt, ast::Stmt::ClassDef(_));
            let inner = block
                .iter()
                .filter(|inner| !is_class || Statement::new(inner).is_none());
            found.extend(inner.map(|inner| (inner, block.len() == 1)));
        }
    }
    found
}

/// Takes out of `going` what `node` uses.
fn keep_used(node: Node<'_>, going: &mut FxHashSet<&str>) {
    match node {
        Node::Expr(ast::Expr::Name(name)) => {
            going.remove(name.id.as_str());
        }
        Node::Expr(expr @ ast::Expr::Constant(_)) => {
            if let Some(text) = string(expr).filter(|text| may_be_annotation(text)) {
                going.retain(|name| !has_word(text, name));
            }
        }
        Node::Stmt(ast::Stmt::Global(n)) => {
            n.names.iter().for_each(|name| {
                going.remove(name.as_str());
            });
        }
        _ => {}
    }
    node.children(&mut |child| keep_used(child, going));
}

/// Whether a string could be an annotation, a name in `__all__` or one that is looked up: no prose.
fn may_be_annotation(text: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || "_.,[]|'\" ".contains(c);
    text.chars().all(is_part) && {
        let words: Vec<&str> = text.split(' ').collect();
        words
            .windows(2)
            .all(|pair| pair[0].ends_with([',', '|']) || pair[1].starts_with('|'))
    }
}

/// Whether `text` has `word` as a whole word.
fn has_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .any(|part| part == word)
}

/// `# type: Query` counts as use.
fn keep_in_type_comments(tree: &Tree, going: &mut FxHashSet<&str>) {
    for token in tree.tokens().all() {
        if token.kind == TokenKind::Comment {
            let comment = token.span.slice(tree.text()).trim_start_matches('#');
            if let Some(annotation) = comment.trim_start().strip_prefix("type:") {
                going.retain(|name| !has_word(annotation, name));
            }
        }
    }
}

fn assigns_all(stmt: &ast::Stmt) -> bool {
    let is_all =
        |expr: &ast::Expr| matches!(expr, ast::Expr::Name(n) if n.id.as_str() == "__all__");
    match stmt {
        ast::Stmt::Assign(n) => n.targets.iter().any(is_all),
        ast::Stmt::AnnAssign(n) => is_all(&n.target),
        _ => false,
    }
}

/// `from m import name as name` exports the name.
fn is_explicit_export(alias: &ast::Alias) -> bool {
    alias
        .asname
        .as_ref()
        .is_some_and(|local| local.as_str() == alias.name.as_str())
}

/// Whether a comment on the lines that show the alias says that it is meant to be unused.
fn has_noqa(lined: &Lined<'_>, statement: &Statement<'_>, alias: &ast::Alias) -> bool {
    [statement.span.start, span(alias).start]
        .into_iter()
        .any(|offset| {
            let line = Span::new(lined.line_start(offset), lined.next_line(offset));
            lined.tree.tokens().comments(line).any(|comment| {
                let text = comment.span.slice(lined.tree.text());
                text.to_ascii_lowercase().contains("noqa")
            })
        })
}

/// The edits that take aliases out of a statement; none where a comment would be lost.
fn remove(lined: &Lined<'_>, statement: &Statement<'_>, gone: &[usize]) -> Vec<Edit> {
    let has_comment = |span: Span| lined.tree.tokens().comments(span).next().is_some();
    if gone.len() == statement.aliases.len() {
        let lines = Span::new(
            lined.line_start(statement.span.start),
            lined.after(statement.span),
        );
        if has_comment(lines) || !lined.is_alone(statement.span) {
            return Vec::new();
        }
        return vec![Edit::delete(with_blank_line(lined, lines))];
    }
    let spans = &statement.aliases.iter().map(span).collect::<Vec<Span>>();
    gone.iter()
        .filter_map(|&index| {
            // A comment beside a name of a list over lines is about that name.
            let alias = spans[index];
            let line = Span::new(lined.line_start(alias.start), lined.next_line(alias.end));
            if line.start > statement.span.start && has_comment(line) {
                return None;
            }
            let span = line_of_alias(lined, statement, spans, index)
                .unwrap_or_else(|| with_comma(lined, spans, gone, index));
            (!has_comment(span)).then(|| Edit::delete(span))
        })
        .collect()
}

/// An alias with the comma that goes with it: the one after it, or the one before it if nothing after it is
/// kept, or what is kept stands on the next line, so that the lines of the list stay as they are.
fn with_comma(lined: &Lined<'_>, spans: &[Span], gone: &[usize], index: usize) -> Span {
    let is_kept = |at: &usize| !gone.contains(at);
    let kept_after = (index + 1..spans.len()).find(is_kept);
    let kept_before = (0..index).rev().find(is_kept);
    let same_line = |a: u32, b: u32| lined.line_start(a) == lined.line_start(b);
    let takes_comma_before = match (kept_before, kept_after) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(before), Some(after)) => {
            same_line(spans[before].end, spans[index].start)
                && !same_line(spans[before].end, spans[after].start)
        }
    };
    if takes_comma_before {
        return Span::new(spans[index - 1].end, spans[index].end);
    }
    Span::new(spans[index].start, spans[index + 1].start)
}

/// The whole line of an alias that stands alone on it.
fn line_of_alias(
    lined: &Lined<'_>,
    statement: &Statement<'_>,
    spans: &[Span],
    index: usize,
) -> Option<Span> {
    let span = spans[index];
    let line = Span::new(lined.line_start(span.start), lined.next_line(span.end));
    let inside = line.start > statement.span.start && line.end < statement.span.end;
    let rest = Span::new(span.end, line.end).slice(lined.tree.text());
    let before = Span::new(line.start, span.start).slice(lined.tree.text());
    let alone = before.trim().is_empty() && rest.trim() == ",";
    (inside && alone).then_some(line)
}

/// The lines of a statement with a blank line beside them, if there would be one too many.
fn with_blank_line(lined: &Lined<'_>, lines: Span) -> Span {
    let first = lined.lines.line_of(lines.start);
    let next = lined.lines.line_of(lines.end);
    let at_end = lines.end as usize >= lined.tree.text().len();
    let blank_before = first > 1 && lined.is_blank(first - 1);
    let blank_after = at_end || lined.is_blank(next);
    if blank_before && blank_after {
        return Span::new(lined.lines.line_start(first - 1), lines.end);
    }
    if first == 1 && !at_end {
        let mut end = next;
        while lined.is_blank(end) && end < lined.lines.line_count() {
            end += 1;
        }
        return Span::new(lines.start, lined.lines.line_start(end));
    }
    lines
}
