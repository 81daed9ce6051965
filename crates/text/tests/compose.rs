//! The rules of composition one by one, and that they hold their pace.

use std::time::{Duration, Instant};

use alchemod_text::{apply, compose, Anchor, Edit, EditError, Span};

fn text_of(text: &str, groups: &[Vec<Edit>]) -> String {
    apply(text, &compose(groups).edits).expect("composed edits apply")
}

#[test]
fn identical_edits_coalesce() {
    let group = vec![Edit::delete(Span::new(0, 1)), Edit::insert(3, "!")];
    let composition = compose(&[group.clone(), group.clone()]);
    assert_eq!(composition.accepted, [0, 1]);
    assert_eq!(composition.edits, group);
}

#[test]
fn halves_of_different_wraps_do_not_coalesce() {
    let span = Span::new(0, 1);
    let groups = [
        Edit::wrap(span, "f(", ")").to_vec(),
        Edit::wrap(span, "f(", ", 1)").to_vec(),
    ];
    assert_eq!(text_of("x", &groups), "f(f(x, 1))");
    let same = [groups[0].clone(), groups[0].clone()];
    assert_eq!(text_of("x", &same), "f(x)");
}

#[test]
fn brackets_at_one_offset() {
    // At 2: inner closing, outer closing, plain in order, outer opening, inner opening.
    let groups = [
        Edit::wrap(Span::new(2, 3), "{", "}").to_vec(),
        vec![Edit::insert(2, "1")],
        Edit::wrap(Span::new(0, 2), "[", "]").to_vec(),
        Edit::wrap(Span::new(2, 4), "<", ">").to_vec(),
        Edit::wrap(Span::new(1, 2), "(", ")").to_vec(),
        vec![Edit::insert(2, "2")],
    ];
    assert_eq!(text_of("abcd", &groups), "[a(b)]12<{c}d>");
}

#[test]
fn of_wraps_of_one_span_the_first_is_outermost() {
    let span = Span::new(0, 1);
    let one_group: Vec<Edit> = Edit::wrap(span, "a(", ")a")
        .into_iter()
        .chain(Edit::wrap(span, "b(", ")b"))
        .collect();
    assert_eq!(text_of("x", &[one_group]), "a(b(x)b)a");
    let two_groups = [
        Edit::wrap(span, "a(", ")a").to_vec(),
        Edit::wrap(span, "b(", ")b").to_vec(),
    ];
    assert_eq!(text_of("x", &two_groups), "a(b(x)b)a");
}

#[test]
fn a_wrap_around_nothing_keeps_its_order() {
    assert_eq!(
        text_of("ab", &[Edit::wrap(Span::empty(1), "(", ")").to_vec()]),
        "a()b"
    );
}

#[test]
fn crossing_wraps_are_blocked() {
    let groups = [
        Edit::wrap(Span::new(0, 3), "(", ")").to_vec(),
        Edit::wrap(Span::new(1, 4), "(", ")").to_vec(),
    ];
    let composition = compose(&groups);
    assert_eq!(
        (composition.accepted, composition.blocked),
        (vec![0], vec![1])
    );
}

#[test]
fn insertions_at_the_borders_of_a_replacement() {
    let groups = [
        vec![Edit::replace(Span::new(1, 3), "X")],
        vec![Edit::insert(3, ">"), Edit::insert(1, "<")],
        vec![Edit::insert(2, "no")],
    ];
    let composition = compose(&groups);
    assert_eq!(composition.blocked, [2]);
    assert_eq!(apply("abcd", &composition.edits).as_deref(), Ok("a<X>d"));
}

#[test]
fn a_replacement_over_an_insertion_is_blocked_too() {
    let groups = [
        vec![Edit::insert(2, "!")],
        vec![Edit::delete(Span::new(1, 3)), Edit::insert(0, "gone")],
    ];
    let composition = compose(&groups);
    assert_eq!(composition.blocked, [1]);
    assert_eq!(composition.edits, groups[0]);
}

#[test]
fn a_group_against_itself_is_blocked() {
    let overlap = vec![
        Edit::delete(Span::new(0, 2)),
        Edit::replace(Span::new(1, 3), "x"),
    ];
    let backwards = vec![Edit::delete(Span::new(2, 1))];
    let composition = compose(&[overlap, backwards]);
    assert_eq!(composition.blocked, [0, 1]);
    assert_eq!(composition.edits, []);
}

#[test]
fn errors_of_apply() {
    let two = |a: Edit, b: Edit| apply("aéb", &[a, b]);
    let delete = |start, end| Edit::delete(Span::new(start, end));
    assert_eq!(
        apply("a", &[delete(0, 2)]),
        Err(EditError::OutOfBounds {
            span: Span::new(0, 2),
            len: 1
        })
    );
    assert_eq!(
        apply("ab", &[delete(2, 1)]),
        Err(EditError::OutOfBounds {
            span: Span::new(2, 1),
            len: 2
        })
    );
    assert_eq!(
        apply("é", &[Edit::insert(1, "")]),
        Err(EditError::NotCharBoundary { offset: 1 })
    );
    let (first, second) = (Span::new(0, 3), Span::new(1, 4));
    assert_eq!(
        two(delete(0, 3), delete(1, 4)),
        Err(EditError::Overlap { first, second })
    );
    assert_eq!(
        two(delete(1, 4), delete(0, 3)),
        Err(EditError::Unsorted {
            first: second,
            second: first
        })
    );
    let (first, second) = (Span::new(1, 3), Span::empty(1));
    assert_eq!(
        two(delete(1, 3), Edit::insert(1, "x")),
        Err(EditError::Unsorted { first, second })
    );
}

#[test]
fn hand_made_anchors_without_a_partner() {
    let opening = Edit {
        anchor: Anchor::Opens { until: 3 },
        ..Edit::insert(1, "(")
    };
    let groups = [
        vec![opening.clone(), Edit::replace(Span::new(2, 3), ")")],
        vec![opening],
    ];
    assert_eq!(text_of("abc", &groups), "a(b)");
}

/// Quadratic work would be ten thousand million steps here.
#[test]
fn a_hundred_thousand_groups_take_seconds() {
    let count = 100_000;
    let groups: Vec<Vec<Edit>> = (0..count)
        .map(|index| {
            let at = index * 8;
            let mut group = vec![
                Edit::replace(Span::new(at + 2, at + 4), "x"),
                Edit::insert(at, "y"),
            ];
            group.extend(Edit::wrap(Span::new(at, at + 6), "(", ")"));
            group.extend(Edit::wrap(Span::new(index, 16 * count - index), "[", "]"));
            group
        })
        .collect();
    let start = Instant::now();
    let composition = compose(&groups);
    let time = start.elapsed();
    assert!(!composition.accepted.is_empty());
    assert!(time < Duration::from_secs(20), "{time:?}");
}
