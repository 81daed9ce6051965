//! Spans of identifiers and other small parts that the tree holds without a place.

use alchemod_text::Span;

use crate::{ast, span, Token, TokenKind, Tree};

/// The name in `def name`, `async def name`, `class name` or `type name`.
pub fn definition_name(tree: &Tree, stmt: &ast::Stmt) -> Option<Span> {
    let words = match stmt {
        ast::Stmt::FunctionDef(_) | ast::Stmt::ClassDef(_) | ast::Stmt::TypeAlias(_) => 1,
        ast::Stmt::AsyncFunctionDef(_) => 2,
        _ => return None,
    };
    let mut after = span(stmt).start;
    for _ in 0..words {
        after = tree.tokens().at_or_after(after)?.span.end;
    }
    let name = tree.tokens().at_or_after(after)?;
    (name.kind == TokenKind::Name).then_some(name.span)
}

/// The name of a keyword argument; `None` for `**kwargs`.
pub fn keyword_name(keyword: &ast::Keyword) -> Option<Span> {
    let start = span(keyword).start;
    let length = keyword.arg.as_ref()?.as_str().len() as u32;
    Some(Span::new(start, start + length))
}

/// The name of a parameter, without annotation.
pub fn parameter_name(parameter: &ast::Arg) -> Span {
    let start = span(parameter).start;
    Span::new(start, start + parameter.arg.as_str().len() as u32)
}

/// What is imported: `a.b` in `import a.b as c`, `a` in `from x import a as b`.
pub fn alias_name(tree: &Tree, alias: &ast::Alias) -> Span {
    let whole = span(alias);
    let mut end = whole.end;
    if alias.asname.is_some() {
        let tokens = tree.tokens();
        let word = tokens
            .before(whole.end)
            .and_then(|name| tokens.before(name.span.start));
        let path = word.and_then(|word| tokens.before(word.span.start));
        end = path.map_or(end, |path| path.span.end);
    }
    Span::new(whole.start, end)
}

/// The name after `as` of an imported name.
pub fn alias_asname(tree: &Tree, alias: &ast::Alias) -> Option<Span> {
    alias.asname.as_ref()?;
    Some(tree.tokens().before(span(alias).end)?.span)
}

/// The name after `as` of an `except` clause.
pub fn handler_name(tree: &Tree, handler: &ast::ExceptHandler) -> Option<Span> {
    let ast::ExceptHandler::ExceptHandler(inner) = handler;
    inner.name.as_ref()?;
    let types = span(inner.type_.as_deref()?);
    let types = tree.tokens().parenthesised(types, span(handler));
    let word = tree.tokens().at_or_after(types.end)?;
    Some(tree.tokens().at_or_after(word.span.end)?.span)
}

/// The module in `from module import ...`, with its leading dots.
pub fn imported_module(tree: &Tree, import: &ast::StmtImportFrom) -> Option<Span> {
    let whole = span(import);
    let tokens = tree.tokens().within(whole).iter();
    let significant: Vec<&Token> = tokens.filter(|t| !t.kind.is_trivia()).collect();
    let text = |t: &Token| t.span.slice(tree.text());
    let from = significant.iter().position(|t| text(t) == "from")?;
    let word = significant.iter().position(|t| text(t) == "import")?;
    let first = significant.get(from + 1)?;
    let last = significant.get(word.checked_sub(1)?)?;
    (from + 1 < word).then(|| first.span.cover(last.span))
}

/// A decorator with its `@` and its own parentheses.
pub fn decorator_span(tree: &Tree, decorator: &ast::Expr) -> Option<Span> {
    let everything = Span::new(0, tree.text().len() as u32);
    let widest = tree.tokens().parenthesised(span(decorator), everything);
    let at = tree.tokens().before(widest.start)?;
    (at.kind == TokenKind::At).then(|| at.span.cover(widest))
}

/// The decorators of a definition.
pub fn decorators(stmt: &ast::Stmt) -> &[ast::Expr] {
    match stmt {
        ast::Stmt::FunctionDef(n) => &n.decorator_list,
        ast::Stmt::AsyncFunctionDef(n) => &n.decorator_list,
        ast::Stmt::ClassDef(n) => &n.decorator_list,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{parse, Node, Nodes};

    fn tree(text: &str) -> Tree {
        parse(text.to_owned()).expect("Python")
    }

    #[test]
    fn definitions() {
        let tree = tree("@a\nasync  def  f(x): pass\nclass C(D): pass\ntype T = int\nx = 1\n");
        let names: Vec<Option<&str>> = tree
            .body()
            .iter()
            .map(|s| definition_name(&tree, s).map(|span| span.slice(tree.text())))
            .collect();
        assert_eq!(names, [Some("f"), Some("C"), Some("T"), None]);
    }

    #[test]
    fn parts_of_imports() {
        let tree = tree("import a . b as c, d\nfrom .. x.y import (e as f,  # g\n h)\nfrom . import i\nlazy from j import k\n");
        let nodes = Nodes::new(&tree);
        let mut found = Vec::new();
        for (_, node) in nodes.iter() {
            match node {
                Node::Alias(alias) => {
                    found.push(alias_name(&tree, alias).slice(tree.text()));
                    found.extend(alias_asname(&tree, alias).map(|s| s.slice(tree.text())));
                }
                Node::Stmt(ast::Stmt::ImportFrom(import)) => {
                    found.extend(imported_module(&tree, import).map(|s| s.slice(tree.text())));
                }
                _ => {}
            }
        }
        let expected = [
            "a . b", "c", "d", ".. x.y", "e", "f", "h", ".", "i", "j", "k",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn names_without_a_place() {
        let text = "def f(ü: int = 1, *args): g(é=ü, **k)\ntry: pass\nexcept (A, B) as  e: pass\n";
        let tree = tree(text);
        let nodes = Nodes::new(&tree);
        let mut found = Vec::new();
        for (_, node) in nodes.iter() {
            let span = match node {
                Node::Parameter(n) => Some(parameter_name(n)),
                Node::Keyword(n) => keyword_name(n),
                Node::ExceptHandler(n) => handler_name(&tree, n),
                _ => None,
            };
            found.extend(span.map(|s| s.slice(text)));
        }
        assert_eq!(found, ["ü", "args", "é", "e"]);
    }

    #[test]
    fn decorators_with_their_at() {
        let tree = tree("@ a.b(1)\n@(c)\nclass D: pass\n");
        let spans: Vec<&str> = decorators(&tree.body()[0])
            .iter()
            .filter_map(|d| decorator_span(&tree, d))
            .map(|s| s.slice(tree.text()))
            .collect();
        assert_eq!(spans, ["@ a.b(1)", "@(c)"]);
    }
}
