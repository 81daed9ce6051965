//! Differences, as the user reads them.

use serde_json::Value;

use super::compare::Difference;

/// Longer values are not shown in one line.
const LONGEST_VALUE: usize = 120;

/// `table users, column, name, nullable: true before, false after`; and whether the releases of SQLAlchemy differ
/// so without any rewrite.
pub fn shown(kind: &str, difference: &Difference, is_own: bool) -> String {
    let place = difference.path.join(", ");
    let (before, after) = match (&difference.before, &difference.after) {
        (Some(Value::String(before)), Some(Value::String(after))) => {
            first_other_line(before, after)
        }
        (before, after) => (text(before.as_ref()), text(after.as_ref())),
    };
    let whose = match is_own {
        true => "; SQLAlchemy's own, for so it is without the rewrites, too",
        false => "",
    };
    format!("{kind} {place}: {before} before, {after} after{whose}")
}

/// Of two texts the first lines that differ.
fn first_other_line(before: &str, after: &str) -> (String, String) {
    let (mut old, mut new) = (before.lines(), after.lines());
    loop {
        let (before, after) = (old.next(), new.next());
        if before != after || before.is_none() {
            let quoted = |line: Option<&str>| match line {
                Some(line) => short(&format!("{:?}", line.trim())),
                None => "nothing".to_owned(),
            };
            return (quoted(before), quoted(after));
        }
    }
}

fn text(value: Option<&Value>) -> String {
    match value {
        None => "nothing".to_owned(),
        Some(Value::Object(_)) => "there".to_owned(),
        Some(value) => short(&value.to_string()),
    }
}

fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST_VALUE) {
        Some((end, _)) => format!("{} ...", &text[..end]),
        None => text.to_owned(),
    }
}

/// `no differences`, `1 difference`, `2 differences (1 of them SQLAlchemy's own)`.
pub fn counted(differences: usize, own: usize) -> String {
    let count = match differences {
        0 => return "no differences".to_owned(),
        1 => "1 difference".to_owned(),
        count => format!("{count} differences"),
    };
    match own {
        0 => count,
        own => format!("{count} ({own} of them SQLAlchemy's own)"),
    }
}

/// `1 table`, `2 tables`.
pub fn plural(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    }
}

/// The releases of SQLAlchemy that were asked.
pub fn releases(before: &str, after: &str) -> String {
    match before == after {
        true => after.to_owned(),
        false => format!("{before} before and {after} after"),
    }
}
