//! Makes the new text of one file and proves that it is sound.

use alchemod_python::{TokenKind, Tree};
use alchemod_text::{apply, compose, convert_newlines, Edit, Newline, SourceMap};
use rustc_hash::FxHashMap;

use crate::compose::Part;
use crate::imports::{self, Surroundings};
use crate::snapshot::parse_guarded;
use crate::ImportWish;

/// A new text with its tree, and the way from the old one to it.
pub(crate) struct Built {
    /// The new tree.
    pub tree: Tree,
    /// From the old text to the new one.
    pub maps: Vec<SourceMap>,
}

/// What became of the parts of a file.
pub(crate) struct Outcome {
    /// The new text; `None` if it is the old one.
    pub built: Option<Built>,
    /// Findings whose rewrite had to go, with the reason.
    pub dropped: Vec<(usize, String)>,
}

/// Makes the new text with as many of `parts` as possible: those that would make it unsound are left out.
pub(crate) fn build(old: &Tree, parts: &[&Part<'_>], around: &Surroundings<'_>) -> Outcome {
    let mut builder = Builder {
        old,
        around,
        dropped: Vec::new(),
    };
    let (_, built) = builder.extend(Vec::new(), None, parts);
    Outcome {
        built,
        dropped: builder.dropped,
    }
}

struct Builder<'a> {
    old: &'a Tree,
    around: &'a Surroundings<'a>,
    dropped: Vec<(usize, String)>,
}

impl<'a> Builder<'a> {
    /// Adds `parts` to `base`, whose text is `built`, leaving out as few as it takes. The number of
    /// attempts is that of the bad parts, times the logarithm of all.
    fn extend<'p>(
        &mut self,
        base: Vec<&'p Part<'p>>,
        built: Option<Built>,
        parts: &[&'p Part<'p>],
    ) -> (Vec<&'p Part<'p>>, Option<Built>) {
        let all: Vec<&Part<'_>> = base.iter().chain(parts).copied().collect();
        match attempt(self.old, &all, self.around) {
            Ok(built) => (all, built),
            Err(reason) if parts.len() <= 1 => {
                self.dropped
                    .extend(parts.iter().map(|part| (part.found, reason.clone())));
                (base, built)
            }
            Err(_) => {
                let (first, second) = parts.split_at(parts.len() / 2);
                let (base, built) = self.extend(base, built, first);
                self.extend(base, built, second)
            }
        }
    }
}

/// The text with all of `parts`, or the reason why that is not sound.
fn attempt(
    old: &Tree,
    parts: &[&Part<'_>],
    around: &Surroundings<'_>,
) -> Result<Option<Built>, String> {
    let groups: Vec<Vec<Edit>> = parts.iter().map(|part| part.edits.clone()).collect();
    let composition = compose(&groups);
    if !composition.blocked.is_empty() {
        return Err(FAULTY.into());
    }
    let newline = Newline::detect(old.text());
    let elsewhere: Vec<&str> = parts
        .iter()
        .flat_map(|part| &part.elsewhere)
        .copied()
        .collect();
    let mut built = None;
    if !composition.edits.is_empty() {
        built = Some(step(
            old,
            composition.edits,
            newline,
            Vec::new(),
            &elsewhere,
        )?);
    }
    let mut wishes: Vec<&ImportWish> = parts
        .iter()
        .flat_map(|part| part.wishes.iter().copied())
        .collect();
    let mut seen = rustc_hash::FxHashSet::default();
    wishes.retain(|&wish| seen.insert(wish));
    for resolve in [imports::additions, imports::removals] {
        let (edits, maps) = {
            let tree = built.as_ref().map_or(old, |b: &Built| &b.tree);
            (resolve(tree, &wishes, around)?, Vec::new())
        };
        if edits.is_empty() {
            continue;
        }
        built = Some(match built {
            Some(built) => step(&built.tree, edits, newline, built.maps, &[])?,
            None => step(old, edits, newline, maps, &[])?,
        });
    }
    Ok(built.filter(|built| built.tree.text() != old.text()))
}

const FAULTY: &str = "its edits do not fit the text (please report this)";

/// Applies sorted edits and proves the result: it parses, and no comment is lost, or gone to `elsewhere`: the
/// texts that the same rewrites put into other files, and the comments that go with their code.
fn step(
    old: &Tree,
    mut edits: Vec<Edit>,
    newline: Newline,
    mut maps: Vec<SourceMap>,
    elsewhere: &[&str],
) -> Result<Built, String> {
    for edit in &mut edits {
        if newline != Newline::Lf {
            edit.text = convert_newlines(&edit.text, newline).into_owned();
        }
    }
    let text = apply(old.text(), &edits).map_err(|_| FAULTY.to_owned())?;
    let tree =
        parse_guarded(text).map_err(|_| "the result would not parse (please report this)")?;
    if let Some(comment) = lost_comment(old, &tree, elsewhere) {
        return Err(format!("the comment {comment:?} would be lost"));
    }
    maps.push(SourceMap::new(&edits));
    Ok(Built { tree, maps })
}

/// A comment of `old` that `new` has fewer times, unless it went `elsewhere`.
fn lost_comment<'o>(old: &'o Tree, new: &Tree, elsewhere: &[&str]) -> Option<&'o str> {
    let mut counts: FxHashMap<&str, i64> = FxHashMap::default();
    for comment in comments(new) {
        *counts.entry(comment).or_default() += 1;
    }
    comments(old).find(|comment| {
        let count = counts.entry(comment).or_default();
        *count -= 1;
        let ends = |text: &&str| text.lines().any(|line| line.trim_end().ends_with(comment));
        *count < 0 && !elsewhere.iter().any(ends)
    })
}

/// The texts of all comments.
fn comments(tree: &Tree) -> impl Iterator<Item = &str> {
    tree.tokens()
        .all()
        .iter()
        .filter(|token| token.kind == TokenKind::Comment)
        .map(|token| token.span.slice(tree.text()).trim_end())
}
