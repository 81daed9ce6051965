//! What is said of an argument, and how it is rewritten.

use alchemod_engine::{Context, Finding, Rewrite, Safety};
use alchemod_facts::Certainty;
use alchemod_text::Edit;

use super::items::Item;
use super::{given, Then};
use crate::callee::{shown, ONLY_NAMED};

/// The finding of one argument of the callable `of`.
pub(super) fn of_item(
    cx: &Context<'_, '_>,
    item: &Item<'_>,
    of: &str,
    then: Then,
    certainty: Certainty,
) -> Option<Finding> {
    let name = item.name;
    let of = shown(of);
    let place = item.place;
    let gone = format!("{of}() takes no {name}= any more");
    let (message, edit, doubt) = match then {
        Then::Manual(reason) => return Some(Finding::manual(place, legacy(cx, item, &of), reason)),
        Then::Rename(new) => {
            let message = format!("{name}= of {of}() is {new}= now");
            match item.name_span {
                Some(old) => (message, Edit::replace(old, new), None),
                None => return Some(Finding::manual(place, message, ELSEWHERE)),
            }
        }
        Then::Drop | Then::DropUnsafe(_) => {
            let Some(removal) = item.removal else {
                return Some(Finding::manual(place, gone, ELSEWHERE));
            };
            if !given::is_plain(item.value) {
                return Some(Finding::manual(
                    place,
                    gone,
                    "its value is computed here, and that would go with it: drop the argument by hand",
                ));
            }
            let doubt = match then {
                Then::DropUnsafe(reason) => Some(reason),
                _ => None,
            };
            (gone, Edit::delete(removal), doubt)
        }
    };
    let rewrite = Rewrite::new(cx.file.id, [edit]);
    let doubt = doubt.or((certainty == Certainty::Named).then_some(ONLY_NAMED));
    Some(match doubt {
        Some(reason) => Finding::offered(place, message, reason, rewrite),
        None => Finding::safe(place, message, rewrite),
    })
}

/// Two findings at one site as one, neither of which is safe: what one of them offers stays on offer.
pub(super) fn both(first: Finding, second: Finding) -> Finding {
    let (mut first, second) = match first.rewrite {
        None => (second, first),
        Some(_) => (first, second),
    };
    first.message = format!("{}; {}", first.message, second.message);
    if let (Safety::Manual(reason) | Safety::Unsafe(reason), Safety::Manual(other)) =
        (&mut first.safety, &second.safety)
    {
        *reason = format!("{reason}; {other}");
    }
    first
}

const ELSEWHERE: &str =
    "the argument stands in a dictionary that may have other uses: change it there by hand";

/// The argument as it is written, if it is short.
fn legacy(cx: &Context<'_, '_>, item: &Item<'_>, of: &str) -> String {
    let written = cx.slice(item.place);
    if of.starts_with("__") {
        return format!("{written} of {of} is legacy");
    }
    match written.len() > 40 || written.contains('\n') {
        true => format!("{}= of {of}() is legacy", item.name),
        false => format!("{written} of {of}() is legacy"),
    }
}
