//! The `if TYPE_CHECKING:` block.

use alchemod_python::{ast, span, Tree};
use alchemod_text::{Edit, Span};

use super::add::{head, into_body, Wanted};
use super::names::is_type_checking;
use super::place::{is_docstring, mend_end_of_file, runs};
use super::statements::Lined;
use super::Surroundings;

/// How the file writes `TYPE_CHECKING`.
pub(crate) struct Flag {
    /// The expression.
    pub text: String,
    /// What must be imported for it.
    pub wish: Option<Wanted>,
}

/// The spelling of `TYPE_CHECKING` in this file: through `import typing` if that is how it is there.
pub(crate) fn flag(tree: &Tree) -> Flag {
    let wish = || {
        Some(Wanted {
            module: Some("typing".into()),
            name: "TYPE_CHECKING".into(),
            as_name: None,
            type_checking: false,
        })
    };
    let plain = Flag {
        text: "TYPE_CHECKING".into(),
        wish: wish(),
    };
    let mut through_module = None;
    for stmt in head(tree.body()) {
        match stmt {
            ast::Stmt::ImportFrom(n)
                if n.module.as_ref().is_some_and(|m| m.as_str() == "typing") =>
            {
                return plain
            }
            ast::Stmt::Import(n) => {
                let typing = n.names.iter().find(|alias| alias.name.as_str() == "typing");
                if let Some(alias) = typing {
                    let local = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
                    through_module.get_or_insert_with(|| Flag {
                        text: format!("{local}.TYPE_CHECKING"),
                        wish: None,
                    });
                }
            }
            _ => {}
        }
    }
    through_module.unwrap_or(plain)
}

/// The edits that import `wanted` for type checkers.
///
/// # Errors
/// If the module has no place for the block.
pub(crate) fn additions(
    lined: &Lined<'_>,
    wanted: Vec<Wanted>,
    flag: &str,
    around: &Surroundings<'_>,
) -> Result<Vec<Edit>, String> {
    let text = lined.tree.text();
    let body = lined.tree.body();
    let block = body.iter().find_map(|stmt| match stmt {
        ast::Stmt::If(n) if is_type_checking(&n.test) => Some(n.body.as_slice()),
        _ => None,
    });
    if let Some((block, first)) = block.and_then(|block| Some((block, block.first()?))) {
        let start = span(first).start;
        let indent = Span::new(lined.line_start(start), start).slice(text);
        if indent.trim().is_empty() {
            return if runs(block).is_empty() {
                Ok(vec![at_end_of(lined, block, wanted, around, indent)?])
            } else {
                into_body(lined, block, wanted, around, indent, &[])
            };
        }
    }
    let indent = indent_unit(text);
    let lines = block_lines(lined, wanted, around, indent)?;
    let last = runs(head(body)).into_iter().flatten().last();
    let (offset, gap) = match (&last, body.first()) {
        (Some(last), _) => {
            let offset = lined.after(last.span);
            let line = lined.lines.line_of(offset);
            let is_free = offset as usize >= text.len() || lined.is_blank(line);
            (offset, if is_free { "" } else { "\n" })
        }
        // Without imports: right after the one of TYPE_CHECKING, which goes to the same place.
        (None, Some(first)) if is_docstring(first) => (lined.after(span(first)), ""),
        (None, _) => return Err("there is no place for its imports for type checkers".into()),
    };
    let mut edit = Edit::insert(offset, format!("\nif {flag}:\n{lines}{gap}"));
    mend_end_of_file(lined, &mut edit);
    Ok(vec![edit])
}

/// The statements for a block without imports of its own.
fn at_end_of(
    lined: &Lined<'_>,
    block: &[ast::Stmt],
    wanted: Vec<Wanted>,
    around: &Surroundings<'_>,
    indent: &str,
) -> Result<Edit, String> {
    let lines = block_lines(lined, wanted, around, indent)?;
    let offset = block.last().map_or(0, |last| lined.after(span(last)));
    let mut edit = Edit::insert(offset, lines);
    mend_end_of_file(lined, &mut edit);
    Ok(edit)
}

/// The lines of the imports in a block that has none yet.
fn block_lines(
    lined: &Lined<'_>,
    wanted: Vec<Wanted>,
    around: &Surroundings<'_>,
    indent: &str,
) -> Result<String, String> {
    // Placed in an empty body, all of them are one edit.
    let edits = into_body(lined, &[], wanted, around, indent, &[])?;
    let lines: String = edits.into_iter().map(|edit| edit.text).collect();
    Ok(format!("{}\n", lines.trim_matches('\n')))
}

/// One step of indentation as the file has it.
fn indent_unit(text: &str) -> &str {
    text.lines()
        .find(|line| line.starts_with([' ', '\t']) && !line.trim().is_empty())
        .map_or("    ", |line| {
            if line.starts_with('\t') {
                "\t"
            } else {
                let blanks = line.len() - line.trim_start_matches(' ').len();
                &line[..blanks.min(4)]
            }
        })
}
