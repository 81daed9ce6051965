//! Reads the imports of a text without parsing it.
//!
//! Every word `import` is taken for an import, in comments and strings too: that only parses files that did
//! not need it.

use memchr::memmem;

use super::is_name_byte;

/// One import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Import {
    /// How many leading dots.
    pub level: usize,
    /// The dotted module; empty for `from . import x`.
    pub module: String,
    /// The names after `from module import`; `None` for `import module`.
    pub names: Option<Vec<String>>,
}

/// All imports of a text.
pub(crate) fn imports(text: &str) -> Vec<Import> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    for at in memmem::find_iter(bytes, b"import") {
        let end = at + b"import".len();
        let is_inside_name = (at > 0 && is_name_byte(bytes[at - 1]))
            || bytes.get(end).is_some_and(|&byte| is_name_byte(byte));
        if is_inside_name {
            continue;
        }
        let names = names_after(&text[end..]);
        match module_before(&text[..at]) {
            Some((level, module)) => found.push(Import {
                level,
                module,
                names: Some(names),
            }),
            None => found.extend(names.into_iter().map(|module| Import {
                level: 0,
                module,
                names: None,
            })),
        }
    }
    found
}

/// The module between `from` and the end of `before`: its leading dots and its name.
fn module_before(before: &str) -> Option<(usize, String)> {
    let bytes = before.as_bytes();
    // Back over names, dots, blanks and continued line ends.
    let mut start = bytes.len();
    while start > 0 {
        let byte = bytes[start - 1];
        let is_part = is_name_byte(byte) || matches!(byte, b'.' | b' ' | b'\t' | b'\x0c' | b'\\');
        let is_continued = matches!(byte, b'\n' | b'\r') && is_after_backslash(&bytes[..start]);
        if !is_part && !is_continued {
            break;
        }
        start -= 1;
    }
    // Every byte of another character counts as part of a name, so this is a border of characters.
    let words = before.get(start..)?;
    let from = words.rfind("from").filter(|&at| {
        let is_start = at == 0 || !is_name_byte(words.as_bytes()[at - 1]);
        let next = words.as_bytes().get(at + b"from".len());
        is_start && !next.is_some_and(|&byte| is_name_byte(byte))
    })?;
    let module: String = words[from + b"from".len()..]
        .chars()
        .filter(|c| !c.is_ascii_whitespace() && !matches!(c, '\\' | '\x0c'))
        .collect();
    let name = module.trim_start_matches('.');
    Some((module.len() - name.len(), name.to_owned()))
}

/// Whether the line end at the end of `bytes` follows a backslash.
fn is_after_backslash(bytes: &[u8]) -> bool {
    let line = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    line.ends_with(b"\\")
}

/// The dotted names at the start of `after`, up to the end of the statement; without their local names.
fn names_after(after: &str) -> Vec<String> {
    let mut names = Vec::new();
    // The words since the last comma; the first is the name, `as` and a local name may follow.
    let mut current = String::new();
    let mut is_named = false;
    let mut is_open = false;
    let mut chars = after.chars().peekable();
    let mut finish = |current: &mut String, is_named: &mut bool| {
        if !current.is_empty() {
            names.push(std::mem::take(current));
        }
        *is_named = false;
    };
    while let Some(c) = chars.next() {
        match c {
            '(' => is_open = true,
            ')' | ';' => break,
            ',' => finish(&mut current, &mut is_named),
            '#' => while chars.next_if(|&c| c != '\n' && c != '\r').is_some() {},
            '\\' => {
                chars.next_if_eq(&'\r');
                chars.next_if_eq(&'\n');
            }
            '\n' | '\r' if !is_open => break,
            c if c.is_whitespace() => is_named = !current.is_empty(),
            '*' => current.push('*'),
            '.' if is_named => {
                // `a . b` is one dotted name.
                current.push('.');
                is_named = false;
            }
            c if is_name_byte(c as u8) || !c.is_ascii() || c == '.' => {
                if !is_named || current.ends_with('.') {
                    current.push(c);
                }
            }
            // No import after all.
            _ => break,
        }
    }
    finish(&mut current, &mut is_named);
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(text: &str) -> Vec<(usize, String, Option<Vec<String>>)> {
        imports(text)
            .into_iter()
            .map(|import| (import.level, import.module, import.names))
            .collect()
    }

    fn from(level: usize, module: &str, names: &[&str]) -> (usize, String, Option<Vec<String>>) {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        (level, module.to_owned(), Some(names))
    }

    fn plain(module: &str) -> (usize, String, Option<Vec<String>>) {
        (0, module.to_owned(), None)
    }

    #[test]
    fn all_forms() {
        for (text, expected) in [
            ("import a.b.c\n", vec![plain("a.b.c")]),
            ("import a as x, b.c as y", vec![plain("a"), plain("b.c")]),
            ("import a . b\n", vec![plain("a.b")]),
            ("x = 1; import a; y = 2", vec![plain("a")]),
            ("if x: import a # and b\n", vec![plain("a")]),
            ("import \\\n  a, \\\r\n  b\n", vec![plain("a"), plain("b")]),
            (
                "from a.b import c, d as e\n",
                vec![from(0, "a.b", &["c", "d"])],
            ),
            ("from . import c\n", vec![from(1, "", &["c"])]),
            ("from.a import c\n", vec![from(1, "a", &["c"])]),
            ("from .. a import c\n", vec![from(2, "a", &["c"])]),
            ("from ...a.b import *\n", vec![from(3, "a.b", &["*"])]),
            ("from a import(b)\n", vec![from(0, "a", &["b"])]),
            (
                "from a import (  # (x)\n    b,\n    # c,\n    d as e,\n)\nf = g\n",
                vec![from(0, "a", &["b", "d"])],
            ),
            ("from a \\\n  import b\n", vec![from(0, "a", &["b"])]),
            (
                "from a \\\r\n  import b\r\nc\r\n",
                vec![from(0, "a", &["b"])],
            ),
            (
                "def f():\n\tfrom é.a import b\n",
                vec![from(0, "é.a", &["b"])],
            ),
            ("lazy from a import b\n", vec![from(0, "a", &["b"])]),
            ("important = reimport\n", vec![]),
            ("importlib.import_module('a')\n", vec![]),
        ] {
            assert_eq!(scan(text), expected, "{text:?}");
        }
    }

    #[test]
    fn any_text_will_do() {
        for text in [
            "import",
            "from import",
            "é import é",
            "import (",
            "\\\nimport \\",
        ] {
            imports(text);
        }
    }
}
