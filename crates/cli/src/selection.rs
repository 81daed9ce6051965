//! Words that name rules.

use alchemod_engine::{Rule, Selection, Stage};

/// A code in capitals; names and stages are in lower case already.
pub fn normal(word: &str) -> String {
    let word = word.trim();
    let digits = |rest: &str| rest.bytes().all(|byte| byte.is_ascii_digit());
    match word.get(..2).zip(word.get(2..)) {
        Some((start, rest)) if start.eq_ignore_ascii_case("am") && digits(rest) => {
            word.to_uppercase()
        }
        _ => word.to_lowercase(),
    }
}

/// Checks that `word` names a rule.
///
/// # Errors
/// What is wrong, with the words that come near.
pub fn check(word: &str, rules: &[&'static Rule]) -> Result<(), String> {
    let only = Selection {
        select: vec![word.to_owned()],
        ignore: Vec::new(),
    };
    if rules.iter().any(|rule| only.takes(rule))
        || Stage::ALL.iter().any(|stage| stage.name() == word)
    {
        return Ok(());
    }
    Err(format!("unknown rule {word:?}{}", hint(word, rules)))
}

/// Finds the rule with this code or name.
///
/// # Errors
/// What is wrong, with the words that come near.
pub fn find(word: &str, rules: &[&'static Rule]) -> Result<&'static Rule, String> {
    let named = |rule: &&&'static Rule| rule.name == word || rule.code.eq_ignore_ascii_case(word);
    match rules.iter().find(named) {
        Some(rule) => Ok(rule),
        None => Err(format!("unknown rule {word:?}{}", hint(word, rules))),
    }
}

/// How much two words must be alike to be told, from 0 to 1.
const NEAR: f64 = 0.75;

fn hint(word: &str, rules: &[&'static Rule]) -> String {
    let words = rules.iter().flat_map(|rule| [rule.code, rule.name]);
    let words = words.chain(Stage::ALL.iter().map(|stage| stage.name()));
    let score = |other: &str| {
        let (word, lower) = (word.to_lowercase(), other.to_lowercase());
        match lower.contains(&word) && word.len() >= 3 {
            true => 1.0,
            false => strsim::jaro_winkler(&word, &lower),
        }
    };
    let mut near: Vec<(f64, &str)> = words.map(|other| (score(other), other)).collect();
    near.retain(|(score, _)| *score >= NEAR);
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let near: Vec<&str> = near.into_iter().take(3).map(|(_, other)| other).collect();
    match near.as_slice() {
        [] => "; `alchemod rules` lists them".to_owned(),
        [one] => format!("; did you mean {one}?"),
        [others @ .., last] => format!("; did you mean {} or {last}?", others.join(", ")),
    }
}
