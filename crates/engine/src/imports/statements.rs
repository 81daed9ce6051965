//! The import statements of a module, as the tree has them.

use alchemod_facts::sqlalchemy::names::canonical;
use alchemod_python::{ast, span, TokenKind, Tree};
use alchemod_text::{LineIndex, Span};

/// An import statement.
pub(crate) struct Statement<'t> {
    /// The statement.
    pub span: Span,
    /// `None` for `import x`; for `from x import y` the module with its leading dots.
    pub module: Option<String>,
    /// What it names.
    pub aliases: &'t [ast::Alias],
}

impl<'t> Statement<'t> {
    /// The statement as an import; `None` if it is another.
    pub fn new(stmt: &'t ast::Stmt) -> Option<Self> {
        let (module, aliases) = match stmt {
            ast::Stmt::Import(n) => (None, &n.names),
            ast::Stmt::ImportFrom(n) => (Some(module_of(n)), &n.names),
            _ => return None,
        };
        Some(Statement {
            span: span(stmt),
            module,
            aliases,
        })
    }

    /// The module that decides where the statement is sorted.
    pub fn sort_module(&self) -> &str {
        match &self.module {
            Some(module) => module,
            None => self.aliases.first().map_or("", |alias| alias.name.as_str()),
        }
    }

    /// Whether it is `from x import y`.
    pub fn is_from(&self) -> bool {
        self.module.is_some()
    }

    /// Whether it is `from x import *`.
    pub fn is_star(&self) -> bool {
        self.aliases.iter().any(|alias| alias.name.as_str() == "*")
    }
}

/// The module of a `from` import, with its leading dots.
pub(crate) fn module_of(stmt: &ast::StmtImportFrom) -> String {
    let level = stmt.level.map_or(0, |level| level.to_usize());
    let mut module = ".".repeat(level);
    module.push_str(stmt.module.as_ref().map_or("", |name| name.as_str()));
    module
}

/// The local name that an alias binds.
pub(crate) fn local_name(alias: &ast::Alias, is_from: bool) -> &str {
    match &alias.asname {
        Some(name) => name.as_str(),
        None if is_from => alias.name.as_str(),
        None => alias.name.as_str().split('.').next().unwrap_or_default(),
    }
}

/// Whether two modules (with leading dots where relative) are one, seen from the file at `path`.
pub(crate) fn same_module(one: &str, other: &str, path: &str) -> bool {
    if one == other || canonical(one) == canonical(other) {
        return true;
    }
    match (one.starts_with('.'), other.starts_with('.')) {
        (true, false) => is_tail(&absolute(one, path), other),
        (false, true) => is_tail(&absolute(other, path), one),
        (true, true) => absolute(one, path) == absolute(other, path),
        (false, false) => false,
    }
}

/// Whether `tail` is the end of the dotted `whole`.
fn is_tail(whole: &str, tail: &str) -> bool {
    whole
        .strip_suffix(tail)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// A module as the path of dots from the top of all inputs; as it is if it is not relative.
pub(crate) fn absolute(module: &str, path: &str) -> String {
    let name = module.trim_start_matches('.');
    let level = module.len() - name.len();
    if level == 0 {
        return module.to_owned();
    }
    let mut parts: Vec<&str> = path
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
        .collect();
    let keep = parts.len().saturating_sub(level);
    parts.truncate(keep);
    parts.extend(name.split('.').filter(|part| !part.is_empty()));
    parts.join(".")
}

/// The dotted path of the module in a file: from the top of all inputs.
pub(crate) fn dotted_path(path: &str) -> String {
    let stem = path.strip_suffix(".py").unwrap_or(path);
    let stem = stem.strip_suffix("/__init__").unwrap_or(stem);
    let parts: Vec<&str> = stem
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
        .collect();
    parts.join(".")
}

/// A tree with its lines.
pub(crate) struct Lined<'t> {
    /// The tree.
    pub tree: &'t Tree,
    /// Its lines.
    pub lines: LineIndex,
}

impl<'t> Lined<'t> {
    /// The lines of `tree`.
    pub fn new(tree: &'t Tree) -> Self {
        Lined {
            tree,
            lines: LineIndex::new(tree.text()),
        }
    }

    /// The text of the line of `offset`, with its line end.
    pub fn line(&self, offset: u32) -> &'t str {
        self.lines
            .line_span(self.lines.line_of(offset))
            .slice(self.tree.text())
    }

    /// Where the line of `offset` begins.
    pub fn line_start(&self, offset: u32) -> u32 {
        self.lines.line_start(self.lines.line_of(offset))
    }

    /// Where the line after that of `offset` begins.
    pub fn next_line(&self, offset: u32) -> u32 {
        self.lines.line_start(self.lines.line_of(offset) + 1)
    }

    /// Where the line after the last line of the logical line that holds `span` begins.
    pub fn after(&self, span: Span) -> u32 {
        let tokens = self.tree.tokens().all();
        let first = tokens.partition_point(|token| token.span.start < span.end);
        let end = tokens[first..]
            .iter()
            .find(|token| token.kind == TokenKind::Newline)
            .map_or(span.end, |token| token.span.start);
        self.next_line(end.max(span.end))
    }

    /// Whether nothing but imports shares the logical line after `span`, so that what is put on the next line
    /// still comes before all code.
    pub fn ends_line(&self, span: Span) -> bool {
        let tokens = self.tree.tokens().all();
        let first = tokens.partition_point(|token| token.span.start < span.end);
        let mut rest = tokens[first..]
            .iter()
            .take_while(|token| token.kind != TokenKind::Newline);
        let mut starts_statement = false;
        rest.all(|token| {
            let word = token.span.slice(self.tree.text());
            let is_fine = !starts_statement || matches!(word, "import" | "from");
            starts_statement = token.kind == TokenKind::Semicolon;
            is_fine
        })
    }

    /// Whether `span` is alone on its lines: nothing but blanks before, and blanks or a comment after.
    pub fn is_alone(&self, span: Span) -> bool {
        let before = Span::new(self.line_start(span.start), span.start);
        let next = self
            .tree
            .tokens()
            .at_or_after(span.end)
            .is_none_or(|token| matches!(token.kind, TokenKind::Newline | TokenKind::EndOfFile));
        next && before.slice(self.tree.text()).trim().is_empty()
    }

    /// Whether the line with this number has nothing but blanks.
    pub fn is_blank(&self, line: u32) -> bool {
        let is_line = line >= 1 && line <= self.lines.line_count();
        is_line
            && self
                .lines
                .line_span(line)
                .slice(self.tree.text())
                .trim()
                .is_empty()
    }
}
