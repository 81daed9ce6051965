//! What a transform may read.

use std::sync::OnceLock;

use alchemod_facts::{File, FileId, Project};
use alchemod_python::{ast, span, NodeId, Suppressions, Tree};
use alchemod_text::{LineIndex, Newline, Span};

use crate::imports::Names;
use crate::{Rule, Settings};

/// The read-only view that a transform has of a site's surroundings. `'t` is the lifetime of the
/// snapshot's syntax trees.
pub struct Context<'p, 't> {
    /// The whole project.
    pub project: &'p Project<'t>,
    /// The file of the site.
    pub file: &'p File<'t>,
    /// What the user asked for.
    pub settings: &'p Settings,
    tables: &'p FileTables,
    site: Option<NodeId>,
}

/// What is worked out once per file of a snapshot, when a transform first asks for it.
pub(crate) struct FileTables {
    files: Vec<FileTable>,
    was_on_2x: bool,
}

#[derive(Default)]
struct FileTable {
    names: OnceLock<Names>,
    lines: OnceLock<LineIndex>,
    newline: OnceLock<Newline>,
    suppressions: OnceLock<Suppressions>,
}

impl FileTables {
    /// Empty tables of so many files, of a program that declared models as in 2.x or not.
    pub(crate) fn new(files: usize, was_on_2x: bool) -> Self {
        FileTables {
            files: std::iter::repeat_with(FileTable::default)
                .take(files)
                .collect(),
            was_on_2x,
        }
    }

    /// Whether a comment tells to leave the whole file alone.
    pub(crate) fn skips_file(&self, file: FileId, tree: &Tree) -> bool {
        self.suppressions(file, tree).skip_file().is_some()
    }

    /// Whether a comment suppresses findings of `rule` at `span`.
    pub(crate) fn is_suppressed(&self, file: FileId, tree: &Tree, rule: &Rule, span: Span) -> bool {
        let suppressions = self.suppressions(file, tree);
        if suppressions.skip_file().is_some() {
            return true;
        }
        if suppressions.all().is_empty() {
            return false;
        }
        let lines = self.lines(file, tree);
        let last = lines.line_of(span.end.saturating_sub(1).max(span.start));
        suppressions
            .find(lines.line_of(span.start), last, &[rule.code, rule.name])
            .is_some()
    }

    fn suppressions(&self, file: FileId, tree: &Tree) -> &Suppressions {
        self.files[file.0 as usize]
            .suppressions
            .get_or_init(|| Suppressions::of(tree))
    }

    fn lines(&self, file: FileId, tree: &Tree) -> &LineIndex {
        self.files[file.0 as usize]
            .lines
            .get_or_init(|| LineIndex::new(tree.text()))
    }
}

impl<'p, 't> Context<'p, 't> {
    pub(crate) fn new(
        project: &'p Project<'t>,
        file: &'p File<'t>,
        settings: &'p Settings,
        tables: &'p FileTables,
        site: Option<NodeId>,
    ) -> Self {
        Context {
            project,
            file,
            settings,
            tables,
            site,
        }
    }

    /// The same view of another file, for rewrites over several files. It has no site, so that
    /// [`Context::import`] takes only names that hold everywhere in that file.
    pub fn in_file(&self, file: FileId) -> Context<'p, 't> {
        Context {
            file: self.project.file(file),
            site: None,
            ..*self
        }
    }

    /// The same view of another site of the file.
    pub fn at(&self, site: NodeId) -> Context<'p, 't> {
        Context {
            site: Some(site),
            ..*self
        }
    }

    /// The site that is visited; `None` in another file.
    pub fn site(&self) -> Option<NodeId> {
        self.site
    }

    /// The text of the file.
    pub fn text(&self) -> &'t str {
        self.file.tree.text()
    }

    /// Whether the program that the user has declares models as only 2.x can: then it runs there.
    pub fn was_on_2x(&self) -> bool {
        self.tables.was_on_2x
    }

    /// The text of `span`; empty if that is none of the file.
    pub fn slice(&self, span: Span) -> &'t str {
        span.slice(self.file.tree.text())
    }

    /// The text of a node, without parentheses around it.
    pub fn source(&self, node: &impl ast::Ranged) -> &'t str {
        self.slice(span(node))
    }

    /// The line (1-based) of an offset.
    pub fn line_of(&self, offset: u32) -> u32 {
        self.lines().line_of(offset)
    }

    /// The bytes of a line (1-based) with its line end.
    pub fn line_span(&self, line: u32) -> Span {
        self.lines().line_span(line)
    }

    /// The blanks before the first character of the line that `node` starts in.
    pub fn indent_of(&self, node: &impl ast::Ranged) -> &'t str {
        self.indent_at(span(node).start)
    }

    /// The blanks before the first character of the line of `offset`.
    pub fn indent_at(&self, offset: u32) -> &'t str {
        let line = self.slice(self.line_span(self.line_of(offset)));
        let blanks = line.len() - line.trim_start_matches([' ', '\t', '\x0c']).len();
        &line[..blanks]
    }

    /// The line end that most lines of the file have. Texts of edits may use `\n` throughout: the engine
    /// turns it into this one.
    pub fn newline(&self) -> Newline {
        *self
            .table()
            .newline
            .get_or_init(|| Newline::detect(self.text()))
    }

    fn lines(&self) -> &'p LineIndex {
        self.tables.lines(self.file.id, self.file.tree)
    }

    pub(crate) fn names(&self) -> &'p Names {
        self.table()
            .names
            .get_or_init(|| Names::new(self.project, self.file))
    }

    fn table(&self) -> &'p FileTable {
        &self.tables.files[self.file.id.0 as usize]
    }
}
