//! How rewrites come together over all files: each whole or not at all.

use alchemod_facts::FileId;
use alchemod_text::{Composer, Edit};
use rustc_hash::FxHashMap;

use crate::dispatch::Found;
use crate::{ImportWish, Rewrite};

/// What one rewrite does to one file.
pub(crate) struct Part<'f> {
    /// Index of its finding.
    pub found: usize,
    /// The edits.
    pub edits: Vec<Edit>,
    /// The import wishes.
    pub wishes: Vec<&'f ImportWish>,
    /// The texts that the same rewrite puts into other files, where comments may have gone, and comments that
    /// go with their code.
    pub elsewhere: Vec<&'f str>,
}

/// The parts of accepted rewrites by file, in the order of the rewrites.
pub(crate) type Parts<'f> = FxHashMap<FileId, Vec<Part<'f>>>;

/// The rewrites that go together.
pub(crate) struct Plan<'f> {
    /// What they do.
    pub parts: Parts<'f>,
    /// Indexes of the findings whose rewrites stand against an earlier one.
    pub blocked: Vec<usize>,
}

/// Takes the rewrites of `candidates` (indexes into `found`, in order), each whole or not at all. One that
/// does not fit in one file is taken out of all.
pub(crate) fn plan<'f>(found: &'f [Found], candidates: &[usize]) -> Plan<'f> {
    let mut by_file: FxHashMap<FileId, Vec<Part<'f>>> = FxHashMap::default();
    // Of each candidate, the files it touches and its position among the parts of each.
    let mut places: Vec<(usize, Vec<(FileId, usize)>)> = Vec::with_capacity(candidates.len());
    for &index in candidates {
        let Some(rewrite) = &found[index].finding.rewrite else {
            continue;
        };
        let mut touched = Vec::new();
        for (file, part) in split(index, rewrite) {
            let parts = by_file.entry(file).or_default();
            touched.push((file, parts.len()));
            parts.push(part);
        }
        places.push((index, touched));
    }
    let edits: FxHashMap<FileId, Vec<Vec<Edit>>> = by_file
        .iter()
        .map(|(&file, parts)| (file, parts.iter().map(|part| part.edits.clone()).collect()))
        .collect();
    let mut composers: FxHashMap<FileId, Composer<'_>> = edits
        .iter()
        .map(|(&file, groups)| (file, Composer::new(groups)))
        .collect();
    let mut blocked = Vec::new();
    for (index, touched) in &places {
        if !add_everywhere(&mut composers, touched) {
            blocked.push(*index);
        }
    }
    blocked.sort_unstable();
    for parts in by_file.values_mut() {
        parts.retain(|part| blocked.binary_search(&part.found).is_err());
    }
    by_file.retain(|_, parts| !parts.is_empty());
    Plan {
        parts: by_file,
        blocked,
    }
}

/// Adds a rewrite to the composer of each file that it touches, or to none.
fn add_everywhere(
    composers: &mut FxHashMap<FileId, Composer<'_>>,
    touched: &[(FileId, usize)],
) -> bool {
    for (done, &(file, position)) in touched.iter().enumerate() {
        let fits = composers
            .get_mut(&file)
            .is_some_and(|composer| composer.add(position));
        if !fits {
            for (file, _) in &touched[..done] {
                if let Some(composer) = composers.get_mut(file) {
                    composer.undo();
                }
            }
            return false;
        }
    }
    true
}

fn split(found: usize, rewrite: &Rewrite) -> Vec<(FileId, Part<'_>)> {
    let mut parts: Vec<(FileId, Part<'_>)> = Vec::new();
    let mut of = |file: FileId| -> usize {
        let at = parts.iter().position(|(known, _)| *known == file);
        at.unwrap_or_else(|| {
            parts.push((
                file,
                Part {
                    found,
                    edits: Vec::new(),
                    wishes: Vec::new(),
                    elsewhere: Vec::new(),
                },
            ));
            parts.len() - 1
        })
    };
    let edits: Vec<(usize, &Edit)> = rewrite
        .edits
        .iter()
        .map(|(file, edit)| (of(*file), edit))
        .collect();
    let wishes: Vec<(usize, &ImportWish)> = rewrite
        .imports
        .iter()
        .map(|(file, wish)| (of(*file), wish))
        .collect();
    for (at, edit) in edits {
        parts[at].1.edits.push(edit.clone());
        for (other, (_, part)) in parts.iter_mut().enumerate() {
            if other != at {
                part.elsewhere.push(&edit.text);
            }
        }
    }
    for (at, wish) in wishes {
        parts[at].1.wishes.push(wish);
    }
    for (file, comment) in &rewrite.comments {
        if let Some((_, part)) = parts.iter_mut().find(|(owner, _)| owner == file) {
            part.elsewhere.push(comment);
        }
    }
    parts
}
