//! Lines and statements: where a statement's lines start and end, what shares them, where a new
//! statement may go.

use alchemod_text::Span;

use crate::names::{decorator_span, decorators};
use crate::{ast, span, TokenKind, Tree};

/// The offset of the start of the line that holds `offset`.
pub fn line_start(text: &str, offset: u32) -> u32 {
    let bytes = &text.as_bytes()[..offset as usize];
    // between `\r` and `\n` is still the line that they end
    let bytes = match (bytes, text.as_bytes().get(offset as usize)) {
        ([head @ .., b'\r'], Some(b'\n')) => head,
        _ => bytes,
    };
    let before = bytes.iter().rposition(|b| matches!(b, b'\n' | b'\r'));
    before.map_or(0, |at| at as u32 + 1)
}

/// The offset of the end of the line that holds `offset`, before its line end.
pub fn line_end(text: &str, offset: u32) -> u32 {
    let rest = &text.as_bytes()[offset as usize..];
    let length = rest.iter().position(|b| matches!(b, b'\n' | b'\r'));
    offset + length.unwrap_or(rest.len()) as u32
}

/// The offset of the start of the line after the one that holds `offset`; the end of the text for
/// the last line.
pub fn next_line(text: &str, offset: u32) -> u32 {
    let end = line_end(text, offset);
    match &text.as_bytes()[end as usize..] {
        [b'\r', b'\n', ..] => end + 2,
        [] => end,
        _ => end + 1,
    }
}

/// The offset where a statement starts, its decorators included.
pub fn statement_start(tree: &Tree, stmt: &ast::Stmt) -> u32 {
    decorators(stmt)
        .first()
        .and_then(|first| decorator_span(tree, first))
        .map_or(span(stmt).start, |span| span.start)
}

/// The whole lines of a statement: from the start of its first line, decorators included, to the
/// start of the line after its last, with trailing comment and semicolon. Other statements may
/// share these lines, see [`shares_line`].
pub fn statement_lines(tree: &Tree, stmt: &ast::Stmt) -> Span {
    let start = line_start(tree.text(), statement_start(tree, stmt));
    Span::new(start, next_line(tree.text(), span(stmt).end))
}

/// The whole lines of a statement that goes, with the blank lines before or after it, whichever are fewer: the others
/// still part what stands around it. The first statement of a block has none before it.
pub fn lines_to_delete(tree: &Tree, stmt: &ast::Stmt) -> Span {
    let text = tree.text();
    let is_blank =
        |from: u32, to: u32| from < to && text[from as usize..to as usize].trim().is_empty();
    let mut lines = statement_lines(tree, stmt);
    let (mut start, mut before) = (lines.start, 0);
    while start > 0 && is_blank(line_start(text, start - 1), start) {
        start = line_start(text, start - 1);
        before += 1;
    }
    let (mut end, mut after) = (lines.end, 0);
    while is_blank(end, next_line(text, end)) {
        end = next_line(text, end);
        after += 1;
    }
    let is_first = tree
        .tokens()
        .before(statement_start(tree, stmt))
        .is_some_and(|token| token.kind == TokenKind::Indent);
    match before <= after && !is_first {
        true => lines.start = start,
        false => lines.end = end,
    }
    lines
}

/// The blanks at the start of the line on which a statement starts.
pub fn indentation<'t>(tree: &'t Tree, stmt: &ast::Stmt) -> &'t str {
    let start = line_start(tree.text(), statement_start(tree, stmt));
    let line = &tree.text()[start as usize..];
    &line[..line.len() - line.trim_start_matches([' ', '\t', '\x0c']).len()]
}

/// Whether another statement stands on the first or last line of this one (`a; b`, `if a: b`).
pub fn shares_line(tree: &Tree, stmt: &ast::Stmt) -> bool {
    let tokens = tree.tokens();
    let before = tokens.before(statement_start(tree, stmt));
    if before.is_some_and(|t| t.kind != TokenKind::Newline) {
        return true;
    }
    let ends = |kind| matches!(kind, TokenKind::Newline | TokenKind::EndOfFile);
    let mut next = tokens.at_or_after(span(stmt).end);
    if let Some(token) = next.filter(|t| t.kind == TokenKind::Semicolon) {
        next = tokens.at_or_after(token.span.end);
    }
    next.is_some_and(|t| !ends(t.kind))
}

/// Whether a line end may be put at `offset` because it lies in brackets. Within a field of an
/// f-string it may not: releases before 3.12 refuse it.
pub fn in_brackets(tree: &Tree, offset: u32) -> bool {
    use TokenKind::*;
    if tree.tokens().in_field(offset) {
        return false;
    }
    let all = tree.tokens().all();
    let before = all.partition_point(|t| t.span.start < offset);
    let mut closed = 0usize;
    for token in all[..before].iter().rev() {
        match token.kind {
            RightParen | RightBracket | RightBrace => closed += 1,
            LeftParen | LeftBracket | LeftBrace if closed == 0 => return true,
            LeftParen | LeftBracket | LeftBrace => closed -= 1,
            Newline => return false,
            _ => {}
        }
    }
    false
}

/// The docstring of a module, class or function, given its body.
pub fn docstring(body: &[ast::Stmt]) -> Option<&ast::ExprConstant> {
    let ast::Stmt::Expr(first) = body.first()? else {
        return None;
    };
    match first.value.as_ref() {
        ast::Expr::Constant(constant) => constant.value.is_str().then_some(constant),
        _ => None,
    }
}

/// The offset of the first line on which the module may take an import: after the docstring and
/// `from __future__` imports; without these, after the head comment (the one that a blank line
/// parts from the code, and the lines for the system and the encoding in any case).
pub fn header_end(tree: &Tree) -> u32 {
    let body = tree.body();
    let documented = usize::from(docstring(body).is_some());
    let is_future = |stmt: &&ast::Stmt| match stmt {
        ast::Stmt::ImportFrom(import) => import.module.as_deref() == Some("__future__"),
        _ => false,
    };
    let future = body[documented..].iter().take_while(is_future).count();
    match body[..documented + future].last() {
        Some(last) => next_line(tree.text(), span(last).end),
        None => head_comment_end(tree.text()),
    }
}

fn head_comment_end(text: &str) -> u32 {
    let is_declaration = |number: usize, line: &str| {
        number == 0 && line.starts_with("#!") || number < 2 && line.contains("coding")
    };
    let mut declarations_end = 0;
    let mut at = 0;
    for number in 0.. {
        let line = &text[at as usize..line_end(text, at) as usize];
        if !line.starts_with('#') {
            let blank = line.trim().is_empty();
            return if blank { at } else { declarations_end };
        }
        at = next_line(text, at);
        if is_declaration(number, line) {
            declarations_end = at;
        }
        if at as usize == text.len() {
            break;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{parse, Node, Nodes};

    fn tree(text: &str) -> Tree {
        parse(text.to_owned()).expect("Python")
    }

    #[test]
    fn lines_of_all_endings() {
        let text = "a\r\nb\rc\n\nd";
        assert_eq!(line_start(text, 0), 0);
        assert_eq!(line_start(text, 2), 0);
        assert_eq!(line_start(text, 3), 3);
        assert_eq!(line_start(text, 5), 5);
        assert_eq!(line_end(text, 0), 1);
        assert_eq!(next_line(text, 0), 3);
        assert_eq!(next_line(text, 3), 5);
        assert_eq!(next_line(text, 7), 8);
        assert_eq!(next_line(text, 8), 9);
        assert_eq!(line_end(text, 9), 9);
    }

    #[test]
    fn statement_lines_take_comments_and_decorators() {
        let text = "x = 1\nclass A:\n\t@b  # c\n\tdef d(self):\n\t\treturn (1,\n\t2); # e\ny\n";
        let tree = tree(text);
        let ast::Stmt::ClassDef(class) = &tree.body()[1] else {
            panic!("a class");
        };
        let lines = statement_lines(&tree, &class.body[0]).slice(text);
        assert!(lines.starts_with("\t@b  # c\n\tdef"), "{lines}");
        assert!(lines.ends_with("2); # e\n"), "{lines}");
        assert_eq!(indentation(&tree, &class.body[0]), "\t");
        assert_eq!(statement_lines(&tree, &tree.body()[2]).slice(text), "y\n");
    }

    #[test]
    fn sharing() {
        let cases = [
            ("a\nb\n", false),
            ("a;\nb\n", false),
            ("a # c\n", false),
            ("a", false),
            ("a; b\n", true),
            ("@a\ndef f():\n  pass\n", false),
            ("if a: b\nelse: c\n", false),
        ];
        for (text, expected) in cases {
            let tree = tree(text);
            assert_eq!(shares_line(&tree, &tree.body()[0]), expected, "{text:?}");
        }
        let tree = tree("x\nif a: b\n");
        let ast::Stmt::If(n) = &tree.body()[1] else {
            panic!("an if");
        };
        assert!(shares_line(&tree, &n.body[0]));
        assert!(!shares_line(&tree, &tree.body()[1]));
    }

    #[test]
    fn brackets() {
        let text = "a.b\n(a.c, [d], e)\nf(g).h\ni[j]\nf'{k}' + m\n(f'{n}')\n";
        let tree = tree(text);
        let nodes = Nodes::new(&tree);
        let mut inside = Vec::new();
        for (_, node) in nodes.iter() {
            if let Node::Expr(ast::Expr::Name(name)) = node {
                if in_brackets(&tree, span(name).start) {
                    inside.push(name.id.as_str());
                }
            }
        }
        assert_eq!(inside, ["a", "d", "e", "g", "j"]);
    }

    #[test]
    fn headers() {
        let cases = [
            ("", 0),
            ("import a\n", 0),
            ("# a\nimport b\n", 0),
            ("#!/bin/x\n# coding: utf-8\n# a\nimport b\n", 25),
            ("# a\n# b\n\nimport c\n", 8),
            ("# a", 3),
            ("'''a\n'''\n\nimport b\n", 9),
            ("'''a'''; x\ny\n", 11),
            ("'''a'''\nfrom __future__ import b # c\n\nimport d\n", 37),
            ("from __future__ import a", 24),
            ("f'''a{b}'''\n", 0),
        ];
        for (text, expected) in cases {
            assert_eq!(header_end(&tree(text)), expected, "{text:?}");
        }
    }

    #[test]
    fn docstrings() {
        let docstring = |text: &str| docstring(tree(text).body()).is_some();
        assert!(docstring("'a' 'b'\n"));
        assert!(docstring("# a\n('b')\n"));
        assert!(!docstring("f'a'\n"));
        assert!(!docstring("b'a'\n"));
        assert!(!docstring("x = 'a'\n"));
    }
}
