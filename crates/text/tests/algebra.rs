//! Groups of edits against a model that keeps replacements, insertions and wraps as they are meant, and
//! compares all pairs.

use alchemod_text::{apply, compose, Composer, Edit, SourceMap, SourceMaps, Span};
use proptest::prelude::*;

/// What a group consists of. `compose` never sees these, only the edits that they give.
#[derive(Clone, Debug, PartialEq)]
enum Item {
    Replace(Span, String),
    Insert(u32, String),
    Wrap(Span, String, String),
}

impl Item {
    fn edits(&self) -> Vec<Edit> {
        match self.clone() {
            Item::Replace(span, text) => vec![Edit::replace(span, text)],
            Item::Insert(at, text) => vec![Edit::insert(at, text)],
            Item::Wrap(span, before, after) => Edit::wrap(span, before, after).into(),
        }
    }

    /// A wrap around nothing is an insertion; so is a replacement of nothing.
    fn normal(self) -> Item {
        match self {
            Item::Wrap(span, before, after) if span.is_empty() => {
                Item::Insert(span.start, before + &after)
            }
            Item::Replace(span, text) if span.is_empty() => Item::Insert(span.start, text),
            other => other,
        }
    }

    fn conflicts(&self, other: &Item) -> bool {
        let inside = |at: u32, span: &Span| span.start < at && at < span.end;
        match (self, other) {
            _ if self == other => false,
            (Item::Replace(a, _), Item::Replace(b, _)) => a.start < b.end && b.start < a.end,
            (Item::Replace(span, _), Item::Insert(at, _)) => inside(*at, span),
            (Item::Replace(span, _), Item::Wrap(wrap, ..)) => {
                inside(wrap.start, span) || inside(wrap.end, span)
            }
            (Item::Wrap(a, ..), Item::Wrap(b, ..)) => {
                (a.start < b.start && b.start < a.end && a.end < b.end)
                    || (b.start < a.start && a.start < b.end && b.end < a.end)
            }
            (Item::Insert(..), Item::Insert(..) | Item::Wrap(..))
            | (Item::Wrap(..), Item::Insert(..)) => false,
            (Item::Insert(..) | Item::Wrap(..), Item::Replace(..)) => other.conflicts(self),
        }
    }
}

/// The accepted groups and their distinct items, by comparing all pairs.
fn model(groups: &[Vec<Item>]) -> (Vec<usize>, Vec<Item>) {
    let (mut accepted, mut items) = (Vec::new(), Vec::<Item>::new());
    for (index, group) in groups.iter().enumerate() {
        let mut with = items.clone();
        for item in group.iter().cloned().map(Item::normal) {
            let nothing = matches!(&item, Item::Insert(_, text) if text.is_empty());
            if !nothing && !with.contains(&item) {
                with.push(item);
            }
        }
        let fits = with
            .iter()
            .enumerate()
            .all(|(at, item)| with[..at].iter().all(|other| !item.conflicts(other)));
        if fits {
            accepted.push(index);
            items = with;
        }
    }
    (accepted, items)
}

/// The text that the items mean, written offset by offset.
fn render(text: &str, items: &[Item]) -> String {
    let mut out = String::new();
    let mut skip_to = 0;
    for at in 0..=text.len() as u32 {
        let mut closings = Vec::new();
        let mut openings = Vec::new();
        for (index, item) in items.iter().enumerate() {
            if let Item::Wrap(span, before, after) = item {
                if span.end == at {
                    closings.push((span.start, index, after));
                }
                if span.start == at {
                    openings.push((span.end, index, before));
                }
            }
        }
        closings.sort_by_key(|(start, index, _)| std::cmp::Reverse((*start, *index)));
        openings.sort_by_key(|(end, index, _)| (std::cmp::Reverse(*end), *index));
        out.extend(closings.into_iter().map(|(_, _, text)| text.as_str()));
        for item in items {
            match item {
                Item::Insert(offset, text) if *offset == at => out.push_str(text),
                _ => {}
            }
        }
        out.extend(openings.into_iter().map(|(_, _, text)| text.as_str()));
        for item in items {
            match item {
                Item::Replace(span, text) if span.start == at => {
                    out.push_str(text);
                    skip_to = span.end;
                }
                _ => {}
            }
        }
        if at >= skip_to {
            if let Some(character) = text.get(at as usize..).and_then(|rest| rest.chars().next()) {
                out.push(character);
            }
        }
    }
    out
}

fn edits(groups: &[Vec<Item>]) -> Vec<Vec<Edit>> {
    groups
        .iter()
        .map(|group| group.iter().flat_map(Item::edits).collect())
        .collect()
}

/// Two character boundaries of `text`, in order, chosen by two numbers.
fn span_in(text: &str, a: usize, b: usize) -> Span {
    let offsets: Vec<u32> = (0..=text.len())
        .filter(|at| text.is_char_boundary(*at))
        .map(|at| at as u32)
        .collect();
    let (a, b) = (offsets[a % offsets.len()], offsets[b % offsets.len()]);
    Span::new(a.min(b), a.max(b))
}

fn item(text: String) -> impl Strategy<Value = Item> {
    let new_text = prop_oneof![Just(""), Just("x"), Just("yé"), Just("(")].prop_map(String::from);
    (0..3u8, any::<(u16, u16)>(), new_text.clone(), new_text).prop_map(
        move |(kind, (a, b), new, after)| {
            let span = span_in(&text, a.into(), b.into());
            match kind {
                0 => Item::Replace(span, new),
                1 => Item::Insert(span.start, new),
                _ => Item::Wrap(span, new, after),
            }
        },
    )
}

fn text_and_groups() -> impl Strategy<Value = (String, Vec<Vec<Item>>)> {
    "[abé€\r\n]{0,14}".prop_flat_map(|text| {
        let group = prop::collection::vec(item(text.clone()), 1..4);
        (Just(text), prop::collection::vec(group, 0..9))
    })
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config(4000))]

    #[test]
    fn compose_and_apply_do_what_the_model_does((text, groups) in text_and_groups()) {
        let (accepted, items) = model(&groups);
        let composition = compose(&edits(&groups));
        prop_assert_eq!(&composition.accepted, &accepted);
        let blocked: Vec<usize> = (0..groups.len()).filter(|index| !accepted.contains(index)).collect();
        prop_assert_eq!(&composition.blocked, &blocked);
        prop_assert_eq!(apply(&text, &composition.edits), Ok(render(&text, &items)));
    }

    #[test]
    fn an_undone_group_leaves_no_trace((_, groups) in text_and_groups(), undone in any::<u8>()) {
        let groups = edits(&groups);
        let mut composer = Composer::new(&groups);
        for index in 0..groups.len() {
            if composer.add(index) && undone >> (index % 8) & 1 == 1 {
                prop_assert_eq!(composer.undo(), Some(index));
            }
        }
        let composition = composer.finish();
        let kept: Vec<Vec<Edit>> = composition.accepted.iter().map(|index| groups[*index].clone()).collect();
        prop_assert_eq!(compose(&kept).edits, composition.edits);
    }

    #[test]
    fn composing_again_changes_nothing((_, groups) in text_and_groups()) {
        let composition = compose(&edits(&groups));
        let again = compose(std::slice::from_ref(&composition.edits));
        prop_assert_eq!(again.edits, composition.edits);
    }

    #[test]
    fn apply_never_panics(text in "[aé€]{0,8}", spans in prop::collection::vec(any::<(u8, u8)>(), 0..5)) {
        let edits: Vec<Edit> =
            spans.iter().map(|(a, b)| Edit::replace(Span::new((a % 20).into(), (b % 20).into()), "x")).collect();
        let _ = apply(&text, &edits);
        let _ = compose(&[edits]);
    }

    #[test]
    fn wraps_nest(len in 1u32..12, wraps in prop::collection::vec(any::<(u8, u8)>(), 0..12)) {
        let text: String = ('a'..='z').take(len as usize).collect();
        let spans: Vec<Span> = wraps.iter().map(|(a, b)| span_in(&text, (*a).into(), (*b).into())).collect();
        // Each wrap has tags of its own, so that the result tells which closing belongs to which opening.
        let tags = |index: usize| {
            [0xE000, 0xE100].map(|base| char::from_u32(base + index as u32).expect("private use").to_string())
        };
        let groups: Vec<Vec<Edit>> = spans.iter().enumerate().map(|(index, span)| {
            let [before, after] = tags(index);
            Edit::wrap(*span, before, after).into()
        }).collect();
        let composition = compose(&groups);
        let new = apply(&text, &composition.edits).expect("composed edits apply");
        let mut open: Vec<(usize, String)> = Vec::new();
        for character in new.chars() {
            match character as u32 {
                tag @ 0xE000..=0xE0FF => open.push((tag as usize - 0xE000, String::new())),
                tag @ 0xE100..=0xE1FF => {
                    let (index, content) = open.pop().expect("something is open");
                    prop_assert_eq!(index, tag as usize - 0xE100);
                    prop_assert_eq!(content.as_str(), spans[index].slice(&text));
                    if let Some((_, outer)) = open.last_mut() {
                        outer.push_str(&content);
                    }
                }
                _ => {
                    if let Some((_, content)) = open.last_mut() {
                        content.push(character);
                    }
                }
            }
        }
        prop_assert!(open.is_empty());
        prop_assert_eq!(new.chars().count(), text.len() + 2 * composition.accepted.len());
    }

    #[test]
    fn maps_follow_every_character_that_stays((text, groups) in text_and_groups()) {
        let composition = compose(&edits(&groups));
        let new = apply(&text, &composition.edits).expect("composed edits apply");
        let map = SourceMap::new(&composition.edits);
        let taken = |at: usize| composition.edits.iter().any(|edit| edit.span.contains_offset(at as u32));
        for (at, character) in text.char_indices() {
            let there = map.to_new(at as u32);
            if !taken(at) {
                prop_assert!(new[there as usize..].starts_with(character), "{} of {:?} in {:?}", at, text, new);
                prop_assert_eq!(map.to_original(there), at as u32);
                let span = Span::new(at as u32, (at + character.len_utf8()) as u32);
                prop_assert_eq!(map.span_to_new(span).slice(&new), span.slice(&text));
                prop_assert_eq!(map.span_to_original(map.span_to_new(span)), span);
            }
        }
        prop_assert_eq!(map.to_new(text.len() as u32), new.len() as u32);
        prop_assert_eq!(map.to_original(new.len() as u32), text.len() as u32);
        for at in 0..new.len() as u32 {
            prop_assert!(map.to_original(at) <= map.to_original(at + 1));
        }
        for at in 0..text.len() as u32 {
            prop_assert!(map.to_new(at) <= map.to_new(at + 1));
        }
    }

    #[test]
    fn inserted_text_maps_to_where_it_went(text in "[ab]{0,9}", at in any::<u16>(), new in "[xyz]{1,5}") {
        let at = span_in(&text, at.into(), at.into()).start;
        let map = SourceMap::new(&[Edit::insert(at, new.as_str())]);
        for offset in at..=at + new.len() as u32 {
            prop_assert_eq!(map.to_original(offset), at);
        }
    }

    #[test]
    fn chained_maps_follow_through_all_texts((text, groups) in text_and_groups(), later in any::<[(u8, u8); 3]>()) {
        let first = compose(&edits(&groups)).edits;
        let middle = apply(&text, &first).expect("composed edits apply");
        let groups: Vec<Vec<Edit>> =
            later.iter().map(|(a, b)| vec![Edit::replace(span_in(&middle, (*a).into(), (*b).into()), "€")]).collect();
        let second = compose(&groups).edits;
        let last = apply(&middle, &second).expect("composed edits apply");
        let (first_map, second_map) = (SourceMap::new(&first), SourceMap::new(&second));
        let maps = first_map.clone().then(second_map.clone());
        let taken = |edits: &[Edit], at: u32| edits.iter().any(|edit| edit.span.contains_offset(at));
        for (at, character) in text.char_indices() {
            let at = at as u32;
            if !taken(&first, at) && !taken(&second, first_map.to_new(at)) {
                prop_assert!(last[maps.to_new(at) as usize..].starts_with(character));
                prop_assert_eq!(maps.to_original(maps.to_new(at)), at);
            }
        }
        let mut pushed = SourceMaps::new();
        pushed.push(first_map);
        prop_assert_eq!(pushed.then(second_map), maps);
    }
}
