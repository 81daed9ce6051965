//! What SQL says: how it starts, and whether text() would read it as the driver does.

/// What 1.4 commits by itself on every database (its `AUTOCOMMIT_REGEXP`).
const COMMITTED: &[&str] = &["UPDATE", "INSERT", "CREATE", "DELETE", "DROP", "ALTER"];

/// What it commits by itself on some: PostgreSQL's and MySQL's own patterns.
const COMMITTED_BY_SOME: &[&str] = &[
    "GRANT",
    "REVOKE",
    "IMPORT FOREIGN SCHEMA",
    "REFRESH MATERIALIZED VIEW",
    "TRUNCATE",
    "LOAD ",
    "REPLACE",
];

/// Whether 1.4 commits SQL that starts so by itself; `None` if that is not visible, or depends on the database.
pub(crate) fn autocommits(leading: &str) -> Option<bool> {
    let start = leading.trim_start();
    let begins = |word: &&str| {
        start
            .get(..word.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(word))
    };
    if COMMITTED.iter().any(begins) {
        return Some(true);
    }
    if COMMITTED_BY_SOME.iter().any(begins) {
        return None;
    }
    // The visible part must be more than the longest of these words, or end one itself.
    let word = start.split(|c: char| !c.is_ascii_alphabetic()).next()?;
    let is_whole_word = word.len() < start.len();
    (is_whole_word || start.len() > 8).then_some(false)
}

/// Whether the SQL has a RETURNING clause, or something that looks like one.
pub(crate) fn may_return_rows(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    upper.contains("RETURNING") || upper.contains("OUTPUT")
}

/// Whether text() hands this string to the driver as it is: no percent sign, which it doubles for some
/// drivers; no `:name`, which is a parameter to it; no `\:`, which is its escape.
pub(crate) fn is_plain(text: &str) -> bool {
    !text.contains('%') && !text.contains("\\:") && parameters(text).is_empty()
}

/// The names that text() takes for parameters: `:name` after nothing that is a colon, a backslash or part
/// of a word, and before no colon.
pub(crate) fn parameters(text: &str) -> Vec<&str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = Vec::new();
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let previous = before.replace(c);
        if c != ':' || previous.is_some_and(|p| p == ':' || p == '\\' || is_word(p)) {
            continue;
        }
        let rest = &text[at + 1..];
        let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        // The pattern may give back letters to have no colon behind it.
        let length = match rest[length..].starts_with(':') {
            true => rest[..length]
                .char_indices()
                .next_back()
                .map_or(0, |(last, _)| last),
            false => length,
        };
        if length > 0 {
            found.push(&rest[..length]);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_of_1_4() {
        for (text, expected) in [
            ("insert into t", Some(true)),
            ("  \n Update t", Some(true)),
            ("drop", Some(true)),
            ("select 1", Some(false)),
            ("-- why\ninsert into t", Some(false)),
            ("WITH x AS (SELECT 1) INSERT INTO t", Some(false)),
            ("truncate t", None),
            ("replace into t", None),
            ("", None),
            ("INS", None),
        ] {
            assert_eq!(autocommits(text), expected, "{text:?}");
        }
    }

    #[test]
    fn parameters_of_text() {
        assert_eq!(parameters("a = :b and c = :d1"), ["b", "d1"]);
        assert_eq!(parameters("x::int, '12:30', a:b"), Vec::<&str>::new());
        assert_eq!(parameters("{\"a\":1} :é"), ["1", "é"]);
        assert_eq!(parameters("':abc:'"), ["ab"]);
        assert!(is_plain("select '?' || x::int"));
        assert!(!is_plain("like 'a%'"));
        assert!(!is_plain("a \\: b"));
    }
}
