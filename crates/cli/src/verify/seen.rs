//! What was seen while a command ran, and how what was seen of two runs compares.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use serde_json::Value;

use super::compare::{differences, Difference};

/// A table or mapper, where the program makes it, and what SQLAlchemy makes of it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct Record {
    /// `table` or `mapper`.
    pub kind: String,
    /// The table's name or the class's dotted path.
    pub name: String,
    /// The module, test or function that makes it; may be empty.
    pub place: String,
    /// What is compared.
    pub value: Value,
}

/// What one run made.
#[derive(Debug, Default)]
pub struct Seen {
    /// SQLAlchemy's release, if any process imported it.
    pub release: Option<String>,
    /// The records, each once.
    pub records: Vec<Record>,
    /// What could not be told.
    pub problems: Vec<String>,
}

/// One line of an answer.
#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Line {
    Record(Record),
    Release { release: String },
    Problem { problem: String },
}

impl Seen {
    /// Reads what the processes of a run wrote into `folder`, in the order in which they began.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn read(folder: &Path) -> io::Result<Self> {
        let mut files: Vec<_> = std::fs::read_dir(folder)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<io::Result<_>>()?;
        files.sort();
        let mut seen = Seen::default();
        let mut known = rustc_hash::FxHashSet::default();
        for file in files {
            let bytes = std::fs::read(file)?;
            for line in bytes.split(|&byte| byte == b'\n') {
                // A process that was killed may have left half a line.
                let Ok(parsed) = serde_json::from_slice(line) else {
                    continue;
                };
                if !known.insert(line.to_vec()) {
                    continue;
                }
                match parsed {
                    Line::Record(record) => seen.records.push(record),
                    Line::Release { release } => seen.release = Some(release),
                    Line::Problem { problem } => seen.problems.push(problem),
                }
            }
        }
        Ok(seen)
    }

    /// How many records are of a kind.
    pub fn count(&self, kind: &str) -> usize {
        self.records
            .iter()
            .filter(|record| record.kind == kind)
            .count()
    }
}

/// A difference, and where.
#[derive(Debug, PartialEq, Eq)]
pub struct Place {
    /// `table` or `mapper`.
    pub kind: String,
    /// What differs; its path begins with the name.
    pub difference: Difference,
    /// The places that make what differs, at least one.
    pub places: Vec<String>,
}

/// Something that only one of two runs made.
#[derive(Debug, PartialEq, Eq)]
pub struct Alone {
    /// `table` or `mapper`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The places that make it, at least one.
    pub places: Vec<String>,
}

/// How two runs compare.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// What differs.
    pub differences: Vec<Place>,
    /// What only the first run made.
    pub only_before: Vec<Alone>,
    /// What only the second run made.
    pub only_after: Vec<Alone>,
}

type Values<'a> = Vec<&'a Value>;

/// Compares what has the same name and is made at the same place. What one run made there is paired with what the
/// other made if they are nearly the same: a name can stand for several things (a table in each test).
pub fn compare(before: &Seen, after: &Seen) -> Comparison {
    let (old, new) = (by_name(before), by_name(after));
    let mut comparison = Comparison::default();
    let added = new.keys().filter(|key| !old.contains_key(*key));
    for (kind, name) in old.keys().chain(added) {
        let key = (*kind, *name);
        compare_name(key, old.get(&key), new.get(&key), &mut comparison);
    }
    comparison
}

type Places<'a> = BTreeMap<&'a str, Values<'a>>;

fn by_name(seen: &Seen) -> BTreeMap<(&str, &str), Places<'_>> {
    let mut names: BTreeMap<(&str, &str), Places<'_>> = BTreeMap::new();
    for record in &seen.records {
        let places = names.entry((&record.kind, &record.name)).or_default();
        places.entry(&record.place).or_default().push(&record.value);
    }
    names
}

fn compare_name(
    (kind, name): (&str, &str),
    old: Option<&Places<'_>>,
    new: Option<&Places<'_>>,
    comparison: &mut Comparison,
) {
    let none = Places::new();
    let (old, new) = (old.unwrap_or(&none), new.unwrap_or(&none));
    let is_in = |places: &Places<'_>, value: &Value| {
        places.values().flatten().any(|other| **other == *value)
    };
    let added = new.keys().filter(|place| !old.contains_key(*place));
    for place in old.keys().chain(added) {
        // What the other run made elsewhere is the same thing all the same: tests share what they first need.
        let other_than = |here: &Places<'_>, there: &Places<'_>| -> Vec<Value> {
            let values = here.get(place).into_iter().flatten();
            values
                .filter(|value| !is_in(there, value))
                .map(|value| (**value).clone())
                .collect()
        };
        let (olds, mut news) = (other_than(old, new), other_than(new, old));
        let mut alone = 0;
        for value in &olds {
            let Some((index, found)) = nearest(value, &news) else {
                alone += 1;
                continue;
            };
            news.remove(index);
            for mut difference in found {
                difference.path.insert(0, name.to_owned());
                note_difference(kind, difference, place, &mut comparison.differences);
            }
        }
        for (count, list) in [
            (alone, &mut comparison.only_before),
            (news.len(), &mut comparison.only_after),
        ] {
            if count > 0 {
                note_alone(kind, name, place, list);
            }
        }
    }
}

/// The value with the fewest differences.
fn nearest(value: &Value, others: &[Value]) -> Option<(usize, Vec<Difference>)> {
    let all = others.iter().map(|other| differences(value, other));
    all.enumerate().min_by_key(|(_, found)| found.len())
}

fn note_difference(kind: &str, difference: Difference, place: &str, list: &mut Vec<Place>) {
    let same = |known: &&mut Place| known.kind == kind && known.difference == difference;
    match list.iter_mut().rev().find(same) {
        Some(known) => known.places.push(place.to_owned()),
        None => list.push(Place {
            kind: kind.to_owned(),
            difference,
            places: vec![place.to_owned()],
        }),
    }
}

fn note_alone(kind: &str, name: &str, place: &str, list: &mut Vec<Alone>) {
    let same = |known: &&mut Alone| known.kind == kind && known.name == name;
    match list.iter_mut().rev().find(same) {
        Some(known) => known.places.push(place.to_owned()),
        None => list.push(Alone {
            kind: kind.to_owned(),
            name: name.to_owned(),
            places: vec![place.to_owned()],
        }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn seen(records: &[(&str, &str, Value)]) -> Seen {
        let record = |(name, place, value): &(&str, &str, Value)| Record {
            kind: "table".to_owned(),
            name: (*name).to_owned(),
            place: (*place).to_owned(),
            value: value.clone(),
        };
        Seen {
            records: records.iter().map(record).collect(),
            ..Seen::default()
        }
    }

    #[test]
    fn what_is_made_elsewhere_is_the_same() {
        let before = seen(&[("user", "test_a", json!(1)), ("user", "test_b", json!(2))]);
        let after = seen(&[("user", "test_b", json!(1)), ("user", "test_c", json!(2))]);
        assert_eq!(compare(&before, &after), Comparison::default());
    }

    #[test]
    fn the_nearest_are_paired_and_equal_differences_are_told_once() {
        let near = |nullable: bool| json!({"id": 1, "name": nullable});
        let far = json!({"id": 2, "name": "x"});
        let before = seen(&[
            ("user", "test_a", far.clone()),
            ("user", "test_a", near(true)),
            ("user", "test_b", near(true)),
            ("tag", "test_a", json!(1)),
        ]);
        let after = seen(&[
            ("user", "test_a", near(false)),
            ("user", "test_b", near(false)),
            ("user", "test_b", far),
            ("post", "", json!(1)),
        ]);
        let found = compare(&before, &after);
        assert_eq!(found.differences.len(), 1);
        assert_eq!(found.differences[0].places, ["test_a", "test_b"]);
        assert_eq!(found.differences[0].difference.path, ["user", "name"]);
        let names =
            |list: &[Alone]| -> Vec<String> { list.iter().map(|one| one.name.clone()).collect() };
        assert_eq!(names(&found.only_before), ["tag"]);
        assert_eq!(names(&found.only_after), ["post"]);
    }

    #[test]
    fn half_a_line_is_left_out() {
        let folder = tempfile::tempdir().expect("a folder");
        let line = r#"{"kind": "table", "name": "t", "place": "", "value": {}}"#;
        let text = format!("{{\"release\": \"2.0.1\"}}\n{line}\n{line}\n{{\"kind\": \"tab");
        std::fs::write(folder.path().join("1.jsonl"), text).expect("written");
        let seen = Seen::read(folder.path()).expect("read");
        assert_eq!(seen.release.as_deref(), Some("2.0.1"));
        assert_eq!((seen.count("table"), seen.count("mapper")), (1, 0));
    }
}
