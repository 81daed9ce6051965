//! One requirement: a name, and the range behind it.

use alchemod_text::Span;

/// A requirement of a file.
#[derive(Debug)]
pub(super) struct Entry<'t> {
    /// The package's name in lower case, with `-` between its words.
    pub name: String,
    /// The range as it is written; empty for any release.
    pub range: &'t str,
    /// Name and range, in bytes of the file.
    pub span: Span,
}

/// The characters that a range may begin with.
const OPERATORS: &[char] = &['<', '>', '=', '!', '~', '^'];

/// The requirement that `text` is, as PEP 508 has it (`name[extras] (range) ; marker`); it stands at `at`.
pub(super) fn parse(text: &str, at: usize) -> Option<Entry<'_>> {
    let start = text.len() - text.trim_start().len();
    let rest = &text[start..];
    let name_end = rest
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')))
        .unwrap_or(rest.len());
    let name = &rest[..name_end];
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut after = rest[name_end..].trim_start();
    if let Some(extras) = after.strip_prefix('[') {
        after = extras.split_once(']')?.1.trim_start();
    }
    let inner = after.strip_prefix('(').unwrap_or(after);
    let end = inner
        .find([';', '#', ')', '\\'])
        .or_else(|| inner.find(" --"))
        .unwrap_or(inner.len());
    let range = inner[..end].trim();
    if !range.is_empty() && !range.starts_with(OPERATORS) {
        return None;
    }
    let begin = at + start;
    let range_end = match range.is_empty() {
        true => begin + name_end,
        false => {
            let offset = range.as_ptr() as usize - text.as_ptr() as usize;
            at + offset + range.len()
        }
    };
    Some(Entry {
        name: normal(name),
        range,
        span: Span::new(u32::try_from(begin).ok()?, u32::try_from(range_end).ok()?),
    })
}

/// A package's name in the form in which names are compared.
pub(super) fn normal(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '-' | '_' | '.' if out.ends_with('-') => {}
            '-' | '_' | '.' => out.push('-'),
            c => out.push(c.to_ascii_lowercase()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements() {
        for (text, name, range, spanned) in [
            (
                "SQLAlchemy==1.4.54",
                "sqlalchemy",
                "==1.4.54",
                "SQLAlchemy==1.4.54",
            ),
            (
                "  sqlalchemy [asyncio] >= 1.3, < 2  # old",
                "sqlalchemy",
                ">= 1.3, < 2",
                "sqlalchemy [asyncio] >= 1.3, < 2",
            ),
            (
                "Flask_SQLAlchemy<3 ; python_version < '3.8'",
                "flask-sqlalchemy",
                "<3",
                "Flask_SQLAlchemy<3",
            ),
            ("alembic", "alembic", "", "alembic"),
            ("alembic (<1.7)", "alembic", "<1.7", "alembic (<1.7"),
            (
                "alembic==1.6.5 --hash=sha256:00",
                "alembic",
                "==1.6.5",
                "alembic==1.6.5",
            ),
        ] {
            let entry = parse(text, 0).expect("a requirement");
            assert_eq!((entry.name.as_str(), entry.range), (name, range), "{text}");
            assert_eq!(entry.span.slice(text), spanned, "{text}");
        }
        for text in [
            "-r other.txt",
            "# a comment",
            "",
            "git+https://host/x",
            "a b c",
            "https://host/SQLAlchemy",
        ] {
            assert!(parse(text, 0).is_none(), "{text}");
        }
    }
}
