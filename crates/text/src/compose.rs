//! How groups of edits come together: each whole or not at all.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::nesting::{Added, Nesting};
use crate::{Anchor, Edit, Span};

/// What became of the groups given to [`compose`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Composition {
    /// Indexes of the groups whose edits are all in `edits`, ascending.
    pub accepted: Vec<usize>,
    /// Indexes of the groups that stand against an accepted one, or against themselves; ascending.
    pub blocked: Vec<usize>,
    /// The edits of the accepted groups, each once, ready for [`crate::apply`]. Composing them again as one
    /// group gives the same.
    pub edits: Vec<Edit>,
}

/// Takes the groups in order, each whole or not at all.
///
/// - Identical edits coalesce; the two halves of a wrap only together, since half a bracket has no meaning.
/// - A group is blocked when one of its edits replaces bytes that an accepted edit replaces otherwise,
///   inserts strictly inside replaced bytes, replaces bytes with an insertion strictly inside, or wraps
///   a span that crosses a wrapped one.
/// - Insertions at the borders of a replacement stand before and after it.
///
/// The time is that of sorting all edits.
pub fn compose(groups: &[Vec<Edit>]) -> Composition {
    let mut composer = Composer::new(groups);
    let mut blocked = Vec::new();
    for index in 0..groups.len() {
        if !composer.add(index) {
            blocked.push(index);
        }
    }
    Composition {
        blocked,
        ..composer.finish()
    }
}

/// [`compose`] in single steps, for rewrites over several files: one composer per file; when a later file
/// refuses its part, [`Composer::undo`] takes the parts out of the earlier ones.
pub struct Composer<'a> {
    groups: &'a [Vec<Edit>],
    /// Start of each replaced span, with its end and the new text.
    replaced: BTreeMap<u32, (u32, &'a str)>,
    /// Offsets of insertions, with their number.
    inserted: BTreeMap<u32, u32>,
    nesting: Nesting,
    seen: FxHashSet<Identity<'a>>,
    /// The edits that are in.
    edits: Vec<Place<'a>>,
    /// Groups that are in, in the order of their coming, with what each brought.
    accepted: Vec<(usize, Vec<Step<'a>>)>,
}

/// What makes two edits the same. Of a wrap, the other half's text is part of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Identity<'a> {
    span: Span,
    text: &'a str,
    anchor: Anchor,
    partner: Option<&'a str>,
}

/// An edit that is in, and what decides between it and another at the same place.
struct Place<'a> {
    edit: &'a Edit,
    group: usize,
    /// Position in the group; of a closing, that of its opening.
    position: usize,
}

enum Step<'a> {
    Replaced(u32),
    Inserted(u32),
    Nested(Added),
    Seen(Identity<'a>),
    Edit,
}

struct Conflict;

impl<'a> Composer<'a> {
    /// A composer of these groups, none of which is in yet.
    pub fn new(groups: &'a [Vec<Edit>]) -> Self {
        let borders = groups
            .iter()
            .flatten()
            .filter_map(bracket)
            .flat_map(|span| [span.start, span.end]);
        Self {
            groups,
            replaced: BTreeMap::new(),
            inserted: BTreeMap::new(),
            nesting: Nesting::new(borders.collect()),
            seen: FxHashSet::default(),
            edits: Vec::new(),
            accepted: Vec::new(),
        }
    }

    /// Adds the group at `index` when it fits those that are in; says whether it did.
    pub fn add(&mut self, index: usize) -> bool {
        let groups = self.groups;
        let Some(group) = groups.get(index) else {
            return false;
        };
        let partners = partners(group);
        let mut steps = Vec::new();
        for (position, edit) in group.iter().enumerate() {
            // An edit that does nothing stands in nobody's way; half a wrap without text still nests.
            if edit.is_noop() && edit.anchor == Anchor::Plain {
                continue;
            }
            let partner = partners.get(&position).copied();
            let place = Place {
                edit,
                group: index,
                position: match edit.anchor {
                    Anchor::Closes { .. } => partner.unwrap_or(position),
                    Anchor::Plain | Anchor::Opens { .. } => position,
                },
            };
            let partner = partner.map(|other| group[other].text.as_str());
            if self.add_edit(place, partner, &mut steps).is_err() {
                self.take_back(steps);
                return false;
            }
        }
        self.accepted.push((index, steps));
        true
    }

    /// Takes out the group that was added last; gives its index.
    pub fn undo(&mut self) -> Option<usize> {
        let (index, steps) = self.accepted.pop()?;
        self.take_back(steps);
        Some(index)
    }

    /// The accepted groups and their edits, sorted. `blocked` holds all other groups.
    pub fn finish(self) -> Composition {
        let mut accepted: Vec<usize> = self.accepted.iter().map(|(index, _)| *index).collect();
        accepted.sort_unstable();
        accepted.dedup();
        let blocked = (0..self.groups.len())
            .filter(|index| accepted.binary_search(index).is_err())
            .collect();
        let mut places = self.edits;
        places.sort_unstable_by(|a, b| order(a.edit).cmp(&order(b.edit)).then_with(|| tie(a, b)));
        let edits = places.into_iter().map(|place| place.edit.clone()).collect();
        Composition {
            accepted,
            blocked,
            edits,
        }
    }

    fn add_edit(
        &mut self,
        place: Place<'a>,
        partner: Option<&'a str>,
        steps: &mut Vec<Step<'a>>,
    ) -> Result<(), Conflict> {
        let edit = place.edit;
        let span = edit.span;
        if span.start > span.end {
            return Err(Conflict);
        }
        if span.is_empty() {
            let identity = Identity {
                span,
                text: &edit.text,
                anchor: edit.anchor,
                partner,
            };
            if !self.seen.insert(identity) {
                return Ok(());
            }
            steps.push(Step::Seen(identity));
            if self.is_inside_replaced(span.start) {
                return Err(Conflict);
            }
            if let Some(bracket) = bracket(edit) {
                let added = self
                    .nesting
                    .add(bracket.start, bracket.end)
                    .ok_or(Conflict)?;
                steps.push(Step::Nested(added));
            }
            *self.inserted.entry(span.start).or_default() += 1;
            steps.push(Step::Inserted(span.start));
        } else {
            if self.replaced.get(&span.start) == Some(&(span.end, edit.text.as_str())) {
                return Ok(());
            }
            if self.is_taken(span) {
                return Err(Conflict);
            }
            self.replaced.insert(span.start, (span.end, &edit.text));
            steps.push(Step::Replaced(span.start));
        }
        self.edits.push(place);
        steps.push(Step::Edit);
        Ok(())
    }

    fn take_back(&mut self, steps: Vec<Step<'a>>) {
        for step in steps.into_iter().rev() {
            match step {
                Step::Edit => {
                    self.edits.pop();
                }
                Step::Replaced(start) => {
                    self.replaced.remove(&start);
                }
                Step::Inserted(at) => {
                    if let Some(count) = self.inserted.get_mut(&at) {
                        *count -= 1;
                        if *count == 0 {
                            self.inserted.remove(&at);
                        }
                    }
                }
                Step::Nested(added) => self.nesting.remove(&added),
                Step::Seen(identity) => {
                    self.seen.remove(&identity);
                }
            }
        }
    }

    fn is_inside_replaced(&self, at: u32) -> bool {
        self.replaced
            .range(..at)
            .next_back()
            .is_some_and(|(_, (end, _))| *end > at)
    }

    /// Whether a replacement of `span` would meet another replacement or an insertion strictly inside.
    fn is_taken(&self, span: Span) -> bool {
        self.replaced
            .range(..span.end)
            .next_back()
            .is_some_and(|(_, (end, _))| *end > span.start)
            || self
                .inserted
                .range(span.start + 1..span.end)
                .next()
                .is_some()
    }
}

/// The span around which an insertion is one half of a bracket.
fn bracket(edit: &Edit) -> Option<Span> {
    let at = edit.span.start;
    let span = match edit.anchor {
        _ if !edit.is_insertion() => return None,
        Anchor::Plain => return None,
        Anchor::Opens { until } => Span::new(at, until),
        Anchor::Closes { since } => Span::new(since, at),
    };
    (!span.is_empty()).then_some(span)
}

/// For each half of a wrap in the group, the position of the other half. Of several wraps of one span, a
/// closing belongs to the nearest opening before it that is still open, so wraps may stand one after the
/// other or nested, as in the edits of a composition.
fn partners(group: &[Edit]) -> FxHashMap<usize, usize> {
    let mut open: FxHashMap<Span, Vec<usize>> = FxHashMap::default();
    let mut partners = FxHashMap::default();
    for (position, edit) in group.iter().enumerate() {
        let Some(span) = bracket(edit) else { continue };
        let waiting = open.entry(span).or_default();
        if matches!(edit.anchor, Anchor::Opens { .. }) {
            waiting.push(position);
        } else if let Some(other) = waiting.pop() {
            partners.insert(other, position);
            partners.insert(position, other);
        }
    }
    partners
}

/// The order of edits up to the tie of two at the same place: by offset, insertions before the
/// replacement that starts there, insertions by their anchors.
fn order(edit: &Edit) -> (u32, bool, u8, u32) {
    let (rank, depth) = match edit.anchor {
        Anchor::Closes { since } => (0, u32::MAX - since),
        Anchor::Plain => (1, 0),
        Anchor::Opens { until } => (2, u32::MAX - until),
    };
    (edit.span.start, !edit.is_insertion(), rank, depth)
}

/// The first of several wraps of one span is the outermost, so its closing comes last.
fn tie(a: &Place<'_>, b: &Place<'_>) -> Ordering {
    let forward = (a.group, a.position).cmp(&(b.group, b.position));
    match a.edit.anchor {
        Anchor::Closes { .. } => forward.reverse(),
        Anchor::Plain | Anchor::Opens { .. } => forward,
    }
}
