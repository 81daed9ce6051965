//! Where a new import statement goes: where isort would put it.

use alchemod_python::{ast, span, TokenKind};
use alchemod_text::{Edit, Span};

use super::order::{Section, StatementKey, StatementOrder};
use super::statements::{Lined, Statement};
use super::Surroundings;

/// A new import statement.
pub(crate) struct NewStatement {
    /// The module that decides its place, with leading dots.
    pub module: String,
    /// Whether it is `from x import y`.
    pub is_from: bool,
    /// Its name, in a file that imports one name a statement; else empty.
    pub name: String,
    /// Its text without indentation and line end.
    pub text: String,
}

/// The insertions of new statements into a body whose statements stand at `indent`.
///
/// # Errors
/// If all places for them come after code.
pub(crate) fn place(
    lined: &Lined<'_>,
    body: &[ast::Stmt],
    mut new: Vec<NewStatement>,
    around: &Surroundings<'_>,
    indent: &str,
) -> Result<Vec<Edit>, String> {
    if new.is_empty() {
        return Ok(Vec::new());
    }
    let is_first_party = |root: &str| around.own_names.contains(root);
    let section = |module: &str| Section::of(module, is_first_party);
    new.sort_by_key(|statement| {
        (
            section(&statement.module),
            StatementOrder::PlainFirst.key((&statement.module, statement.is_from, &statement.name)),
        )
    });
    let runs = runs(super::add::head(body));
    let anchors = runs.iter().flatten().map(|statement| statement.span);
    let docstring = body.first().filter(|first| is_docstring(first)).map(span);
    if !anchors.chain(docstring).all(|span| lined.ends_line(span)) {
        return Err(
            "code on a line with imports or the docstring leaves no place for its imports".into(),
        );
    }
    if runs.is_empty() {
        return Ok(vec![without_imports(lined, body, &new, section, indent)]);
    }
    let mut edits: Vec<Edit> = Vec::new();
    let mut at: Vec<(u32, Section)> = Vec::new();
    for statement in &new {
        let section_of_new = section(&statement.module);
        let run = choose_run(&runs, section_of_new, section);
        let (offset, blank_before, blank_after) =
            place_in_run(lined, run, statement, section_of_new, section);
        let line = format!("{indent}{}\n", statement.text);
        // Several new statements of one section at one place share its blank lines.
        if at.last() == Some(&(offset, section_of_new)) {
            if let Some(edit) = edits.last_mut() {
                if blank_after {
                    edit.text.truncate(edit.text.len() - 1);
                }
                edit.text.push_str(&line);
                if blank_after {
                    edit.text.push('\n');
                }
                continue;
            }
        }
        at.push((offset, section_of_new));
        let before = if blank_before { "\n" } else { "" };
        let after = if blank_after { "\n" } else { "" };
        edits.push(Edit::insert(offset, format!("{before}{line}{after}")));
    }
    for edit in &mut edits {
        mend_end_of_file(lined, edit);
    }
    Ok(edits)
}

/// At the end of a text whose last line has no line end, the line end comes first.
pub(crate) fn mend_end_of_file(lined: &Lined<'_>, edit: &mut Edit) {
    let text = lined.tree.text();
    let is_at_end = edit.span.start as usize == text.len();
    if is_at_end && !text.is_empty() && !text.ends_with(['\n', '\r']) {
        edit.text.insert(0, '\n');
        edit.text.truncate(edit.text.trim_end_matches('\n').len());
    }
}

/// The import statements in runs without other statements between them.
pub(crate) fn runs(body: &[ast::Stmt]) -> Vec<Vec<Statement<'_>>> {
    let mut runs: Vec<Vec<Statement<'_>>> = Vec::new();
    let mut is_open = false;
    for stmt in body {
        match Statement::new(stmt) {
            Some(statement) => {
                if !is_open {
                    runs.push(Vec::new());
                    is_open = true;
                }
                if let Some(run) = runs.last_mut() {
                    run.push(statement);
                }
            }
            None => is_open = false,
        }
    }
    runs
}

/// The run that has the section already; else the longest, of equals the first. A run of `__future__`
/// imports alone is nobody's home if there is another.
fn choose_run<'r, 't>(
    runs: &'r [Vec<Statement<'t>>],
    wanted: Section,
    section: impl Fn(&str) -> Section,
) -> &'r [Statement<'t>] {
    let has = |run: &&Vec<Statement<'t>>| {
        run.iter()
            .any(|statement| section(statement.sort_module()) == wanted)
    };
    let size = |run: &Vec<Statement<'t>>| {
        run.iter()
            .filter(|statement| section(statement.sort_module()) != Section::Future)
            .count()
    };
    let found = runs
        .iter()
        .find(has)
        .or_else(|| runs.iter().rev().max_by_key(|run| size(run)));
    found.map_or(&[], Vec::as_slice)
}

/// Where in a run a statement goes: the offset, and whether a blank line comes before and after it.
fn place_in_run<'t>(
    lined: &Lined<'_>,
    run: &[Statement<'t>],
    new: &NewStatement,
    wanted: Section,
    section: impl Fn(&str) -> Section,
) -> (u32, bool, bool) {
    let section_of = |statement: &Statement<'_>| section(statement.sort_module());
    let after = |statement: &Statement<'_>| lined.after(statement.span);
    let before = |statement: &Statement<'_>| lined.line_start(statement.span.start);
    let same: Vec<usize> = (0..run.len())
        .filter(|&index| section_of(&run[index]) == wanted)
        .collect();
    if let (Some(&first), Some(&last)) = (same.first(), same.last()) {
        let is_single = !new.name.is_empty();
        let name = |statement: &Statement<'t>| match statement.aliases.first() {
            Some(alias) if is_single && statement.is_from() => alias.name.as_str(),
            _ => "",
        };
        let keys: Vec<StatementKey<'_>> = same
            .iter()
            .map(|&index| &run[index])
            .map(|there| (there.sort_module(), there.is_from(), name(there)))
            .collect();
        let Some(order) = StatementOrder::of(&keys) else {
            let root = new.module.split('.').next();
            let kin = same
                .iter()
                .rev()
                .find(|&&index| run[index].sort_module().split('.').next() == root);
            return (after(&run[*kin.unwrap_or(&last)]), false, false);
        };
        let key = order.key((&new.module, new.is_from, &new.name));
        let next = keys.iter().position(|&there| order.key(there) > key);
        return match next {
            Some(0) => (before(&run[first]), false, false),
            Some(next) => (after(&run[same[next - 1]]), false, false),
            None => (after(&run[last]), false, false),
        };
    }
    let is_sorted = run
        .windows(2)
        .all(|pair| section_of(&pair[0]) <= section_of(&pair[1]));
    let separated = has_blank_lines(lined, run, &section_of);
    let next = run
        .iter()
        .find(|statement| section_of(statement) > wanted)
        .filter(|_| is_sorted);
    match (next, run.last()) {
        (Some(next), _) => (before(next), false, separated),
        (None, Some(last)) => (after(last), separated && is_sorted, false),
        (None, None) => (0, false, false),
    }
}

/// Whether the file puts blank lines between sections; taken for granted if it has but one.
fn has_blank_lines(
    lined: &Lined<'_>,
    run: &[Statement<'_>],
    section: &impl Fn(&Statement<'_>) -> Section,
) -> bool {
    let mut borders = run
        .windows(2)
        .filter(|pair| section(&pair[0]) != section(&pair[1]))
        .peekable();
    if borders.peek().is_none() {
        return true;
    }
    borders.any(|pair| {
        let between = Span::new(pair[0].span.end, pair[1].span.start);
        let lines = between.slice(lined.tree.text()).lines();
        let mut whole_lines = lines.skip(1);
        whole_lines.any(|line| line.trim().is_empty())
    })
}

/// The insertion into a body that has no imports before its first class or function: after its
/// docstring, or after the comments at its top.
fn without_imports(
    lined: &Lined<'_>,
    body: &[ast::Stmt],
    new: &[NewStatement],
    section: impl Fn(&str) -> Section,
    indent: &str,
) -> Edit {
    let mut lines = String::new();
    let mut last = None;
    for statement in new {
        let this = section(&statement.module);
        if last.is_some_and(|last| last != this) {
            lines.push('\n');
        }
        last = Some(this);
        lines.push_str(indent);
        lines.push_str(&statement.text);
        lines.push('\n');
    }
    let mut edit = match body.first() {
        Some(first) if is_docstring(first) => {
            let offset = lined.after(span(first));
            let line = lined.lines.line_of(offset);
            let text = lined.tree.text();
            let at_end = offset as usize >= text.len();
            let gap = if at_end || lined.is_blank(line) {
                ""
            } else {
                "\n"
            };
            Edit::insert(offset, format!("\n{lines}{gap}"))
        }
        Some(first) => {
            let gap = match first {
                ast::Stmt::ClassDef(_)
                | ast::Stmt::FunctionDef(_)
                | ast::Stmt::AsyncFunctionDef(_) => "\n\n",
                _ => "\n",
            };
            Edit::insert(above(lined, first), format!("{lines}{gap}"))
        }
        None => Edit::insert(lined.tree.text().len() as u32, lines),
    };
    mend_end_of_file(lined, &mut edit);
    edit
}

/// The start of the first statement's line, or of the comments that touch it; but not above comments at
/// the very top, which may be a coding cookie.
fn above(lined: &Lined<'_>, first: &ast::Stmt) -> u32 {
    let tokens = lined.tree.tokens();
    // A decorated definition begins at its first decorator.
    let start = tokens
        .all()
        .iter()
        .find(|token| !token.kind.is_trivia() && token.kind != TokenKind::Newline)
        .map_or(span(first).start, |token| token.span.start);
    let own = lined.lines.line_of(start);
    let is_comment = |line: u32| {
        lined
            .lines
            .line_span(line)
            .slice(lined.tree.text())
            .trim_start()
            .starts_with('#')
    };
    let mut top = own;
    while top > 1 && is_comment(top - 1) {
        top -= 1;
    }
    lined.lines.line_start(if top == 1 { own } else { top })
}

/// Whether a statement is a plain string.
pub(crate) fn is_docstring(stmt: &ast::Stmt) -> bool {
    match stmt {
        ast::Stmt::Expr(n) => match n.value.as_ref() {
            ast::Expr::Constant(constant) => constant.value.is_str(),
            _ => false,
        },
        _ => false,
    }
}
