//! Ranges of versions: those of PEP 440, and poetry's own.

use std::str::FromStr;

use pep440_rs::{Version, VersionSpecifiers};

/// The range that a requirement asks for. `None` if it is none of PEP 440 or poetry.
pub(super) fn specifiers(range: &str) -> Option<Vec<VersionSpecifiers>> {
    range
        .split("||")
        .map(|one| VersionSpecifiers::from_str(&standard(one)?).ok())
        .collect()
}

/// The same in the terms of PEP 440: `^1.3`, `~1.3`, `1.3.*`, `*` and `1.3` are poetry's and Pipfile's.
fn standard(range: &str) -> Option<String> {
    let mut clauses = Vec::new();
    for clause in range.split(',').map(str::trim) {
        let clause: String = clause.split_whitespace().collect();
        clauses.push(match clause.as_str() {
            "" | "*" => continue,
            text if text.starts_with('^') => caret(&text[1..])?,
            text if text.starts_with('~') && !text.starts_with("~=") => tilde(&text[1..])?,
            // conda's: all releases that begin so.
            text if text.starts_with('=') && !text.starts_with("==") => {
                format!("=={}.*", text[1..].trim_end_matches(".*"))
            }
            text if text.starts_with(|c: char| c.is_ascii_digit()) => format!("=={text}"),
            text => text.to_owned(),
        });
    }
    Some(clauses.join(","))
}

fn numbers(version: &str) -> Option<Vec<u64>> {
    version.split('.').map(|part| part.parse().ok()).collect()
}

/// Up to the next change of the first number that is not zero.
fn caret(version: &str) -> Option<String> {
    let numbers = numbers(version)?;
    let at = numbers
        .iter()
        .position(|number| *number > 0)
        .unwrap_or(numbers.len() - 1);
    Some(format!(">={version},<{}", next(&numbers, at)))
}

/// Up to the next change of the second number.
fn tilde(version: &str) -> Option<String> {
    let numbers = numbers(version)?;
    let at = usize::from(numbers.len() > 1);
    Some(format!(">={version},<{}", next(&numbers, at)))
}

fn next(numbers: &[u64], at: usize) -> String {
    let mut next: Vec<String> = numbers.iter().take(at).map(u64::to_string).collect();
    next.push((numbers.get(at).copied().unwrap_or(0) + 1).to_string());
    next.join(".")
}

/// How far beyond the first good release others are looked for: majors, minors, patches.
const FURTHER: [u64; 3] = [4, 40, 80];

/// Whether the range admits `first` or a later release. Releases are not known here: any number counts.
pub(super) fn admits_from(ranges: &[VersionSpecifiers], first: &str) -> bool {
    let Some(numbers) = numbers(first) else {
        return true;
    };
    let at = |index: usize| numbers.get(index).copied().unwrap_or(0);
    let (major, minor, patch) = (at(0), at(1), at(2));
    let admits = |version: [u64; 3]| {
        let version = Version::new(version);
        ranges.iter().any(|range| range.contains(&version))
    };
    (major..=major + FURTHER[0]).any(|one| {
        let minors = if one == major { minor } else { 0 };
        (minors..=FURTHER[1] + minors).any(|two| {
            let is_first = (one, two) == (major, minor);
            let patches = if is_first { patch } else { 0 };
            (patches..=FURTHER[2] + patches).any(|three| admits([one, two, three]))
        })
    })
}

/// The requirement that would do.
pub(super) fn wanted(name: &str, first: &str) -> String {
    let upper = match (name, first) {
        ("SQLAlchemy", _) => ",<2.2",
        _ => "",
    };
    format!("{name}>={first}{upper}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admits(range: &str, first: &str) -> Option<bool> {
        specifiers(range).map(|ranges| admits_from(&ranges, first))
    }

    #[test]
    fn ranges_of_all_tools() {
        for (range, first, expected) in [
            ("", "2.0", Some(true)),
            ("*", "2.0", Some(true)),
            ("==1.4.54", "2.0", Some(false)),
            ("==2.0.36", "2.0", Some(true)),
            ("===1.4.54", "2.0", Some(false)),
            ("<2", "2.0", Some(false)),
            ("<=2.0", "2.0", Some(true)),
            (">=1.3,<2.0", "2.0", Some(false)),
            (">=1.3, < 2.1", "2.0", Some(true)),
            (">=1.3", "2.0", Some(true)),
            ("~=1.4", "2.0", Some(false)),
            ("~=1.4.0", "1.4", Some(true)),
            ("~=2.0.1", "2.1", Some(false)),
            ("!=1.4.1", "2.0", Some(true)),
            ("^1.4", "2.0", Some(false)),
            ("^2.0.5", "2.1", Some(true)),
            ("^0.38", "0.41.2", Some(false)),
            ("^0.0.8", "0.0.13", Some(false)),
            ("~1.4", "2.0", Some(false)),
            ("~2", "2.1", Some(true)),
            ("1.4.*", "2.0", Some(false)),
            ("2.*", "2.0", Some(true)),
            ("1.4.54", "2.0", Some(false)),
            ("^1.4 || ^2.0", "2.0", Some(true)),
            ("==0.41.1", "0.41.2", Some(false)),
            ("git+https://host/x", "2.0", None),
        ] {
            assert_eq!(admits(range, first), expected, "{range}");
        }
    }
}
