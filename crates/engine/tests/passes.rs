//! Stages, passes, verification and what is reported.

mod support;

use alchemod_engine::{Finding, Outcome, Rewrite, Safety, Settings, Stage, Target};
use alchemod_python::{ast, span};
use alchemod_text::Edit;
use support::{callee, rule, run_on, run_with, text_of, Calls, RENAME, RULE};

const HEAD: &str = "import sqlalchemy\n";

fn file(body: &str) -> String {
    format!("{HEAD}{body}")
}

#[test]
fn one_transform_rewrites_all_its_sites() {
    let text = file("x = old(1)\ny = old(old(2))\n");
    let report = run_on(&[("a.py", &text)], &[&RENAME]);
    assert_eq!(
        text_of(&report, "a.py", &text),
        file("x = new(1)\ny = new(new(2))\n")
    );
    let places: Vec<_> = report.files[0].findings.iter().map(|f| f.start).collect();
    assert_eq!(places, [(2, 5), (3, 5), (3, 9)]);
    assert!(report.files[0]
        .findings
        .iter()
        .all(|f| f.outcome == Outcome::Rewritten));
}

#[test]
fn nothing_to_do_is_an_empty_report() {
    let report = run_on(&[("a.py", &file("x = 1\n"))], &[&RENAME]);
    assert!(report.files.is_empty() && report.problems.is_empty());
    assert_eq!(report.files_read, 1);
}

#[test]
fn a_file_that_is_not_python_is_a_problem_and_the_others_go_on() {
    let (good, bad) = (file("old()\n"), file("x = (\n\ny = $\n"));
    let report = run_on(&[("bad.py", &bad), ("good.py", &good)], &[&RENAME]);
    assert_eq!(report.problems.len(), 1);
    assert_eq!(report.problems[0].path.to_str(), Some("bad.py"));
    assert_eq!(report.problems[0].place.map(|p| p.0), Some(4));
    assert_eq!(text_of(&report, "good.py", &good), file("new()\n"));
}

/// Takes the whole of `outer(...)` or `inner(...)` and writes another call around the bytes, so that
/// nested ones overlap.
static REPLACE: Calls = Calls {
    rule: &RULE,
    named: &["outer"],
    check: |cx, call| {
        let whole = span(call);
        let inside = cx.source(call).replacen("outer", "done", 1);
        Some(Finding::safe(
            whole,
            "outer is done",
            Rewrite::new(cx.file.id, [Edit::replace(whole, inside)]),
        ))
    },
};

#[test]
fn what_overlaps_waits_for_the_next_pass_and_counts_once() {
    let text = file("outer(outer(outer(1)))\nouter(2)\n");
    let report = run_on(&[("a.py", &text)], &[&REPLACE]);
    assert_eq!(
        text_of(&report, "a.py", &text),
        file("done(done(done(1)))\ndone(2)\n")
    );
    let findings = &report.files[0].findings;
    assert_eq!(findings.len(), 4);
    assert!(findings.iter().all(|f| f.outcome == Outcome::Rewritten));
}

/// Gives way to no end: each rewrite makes another site.
static ENDLESS: Calls = Calls {
    rule: &RULE,
    named: &["grow"],
    check: |cx, call| {
        Some(Finding::safe(
            span(call),
            "grow grows",
            Rewrite::new(cx.file.id, [Edit::insert(callee(call).start, "0 + ")]),
        ))
    },
};

#[test]
fn passes_end() {
    let text = file("grow()\n");
    let report = run_on(&[("a.py", &text)], &[&ENDLESS]);
    assert_eq!(
        text_of(&report, "a.py", &text),
        file(&format!("{}grow()\n", "0 + ".repeat(10)))
    );
}

/// Breaks the syntax where the argument is 13.
static BREAK: Calls = Calls {
    rule: &RULE,
    named: &["old"],
    check: |cx, call| {
        let bad = cx.source(call).contains("13");
        let text = if bad { "new(" } else { "new" };
        Some(Finding::safe(
            span(call),
            "old is new",
            Rewrite::new(cx.file.id, [Edit::replace(callee(call), text)]),
        ))
    },
};

#[test]
fn a_rewrite_that_breaks_the_syntax_is_undone_and_no_other() {
    let text = file("old(1)\nold(13)\nold(2)\nold(130)\nold(3)\n");
    let report = run_on(&[("a.py", &text)], &[&BREAK]);
    assert_eq!(
        text_of(&report, "a.py", &text),
        file("new(1)\nold(13)\nnew(2)\nold(130)\nnew(3)\n")
    );
    let undone: Vec<_> = report.files[0]
        .findings
        .iter()
        .filter(|f| f.outcome == Outcome::Undone)
        .collect();
    assert_eq!(undone.len(), 2);
    assert!(
        matches!(&undone[0].safety, Safety::Manual(reason) if reason.contains("would not parse"))
    );
    assert_eq!(report.files[0].findings.len(), 5);
}

/// Writes over the whole call, comments and all.
static FORGET: Calls = Calls {
    rule: &RULE,
    named: &["old"],
    check: |cx, call| {
        Some(Finding::safe(
            span(call),
            "old is new",
            Rewrite::new(cx.file.id, [Edit::replace(span(call), "new()")]),
        ))
    },
};

#[test]
fn a_rewrite_that_loses_a_comment_is_undone() {
    let text = file("old()  # kept\nold(  # why\n    1,\n)\n");
    let report = run_on(&[("a.py", &text)], &[&FORGET]);
    assert_eq!(
        text_of(&report, "a.py", &text),
        file("new()  # kept\nold(  # why\n    1,\n)\n")
    );
    let finding = &report.files[0].findings[1];
    assert_eq!(finding.outcome, Outcome::Undone);
    assert!(matches!(&finding.safety, Safety::Manual(reason) if reason.contains("# why")));
}

/// Renames `both` here and the first call of every other file; breaks `bad.py`.
static BOTH: Calls = Calls {
    rule: &RULE,
    named: &["both"],
    check: |cx, call| {
        let mut rewrite = Rewrite::new(cx.file.id, [Edit::replace(callee(call), "one")]);
        for file in cx.project.files.iter().filter(|f| f.id != cx.file.id) {
            let at = file.tree.text().find("two").unwrap_or_default() as u32;
            let text = if file.path == "bad.py" { "(" } else { "TWO" };
            rewrite = rewrite.edit(
                file.id,
                Edit::replace(alchemod_text::Span::new(at, at + 3), text),
            );
        }
        Some(Finding::safe(span(call), "both", rewrite))
    },
};

#[test]
fn a_rewrite_of_two_files_is_made_in_both_or_in_none() {
    let (a, b) = (file("both()\n"), file("two\n"));
    let report = run_on(&[("a.py", &a), ("b.py", &b)], &[&BOTH]);
    assert_eq!(text_of(&report, "a.py", &a), file("one()\n"));
    assert_eq!(text_of(&report, "b.py", &b), file("TWO\n"));
    let report = run_on(&[("a.py", &a), ("bad.py", &b), ("c.py", &b)], &[&BOTH]);
    assert!(report.files.iter().all(|file| file.new_text.is_none()));
    assert_eq!(report.files[0].findings[0].outcome, Outcome::Undone);
}

#[test]
fn files_of_other_programs_are_not_seen() {
    let (a, b) = (file("both()\n"), file("two\n"));
    let report = run_on(&[("one/a.py", &a), ("two/b.py", &b)], &[&BOTH]);
    assert_eq!(text_of(&report, "one/a.py", &a), file("one()\n"));
    assert_eq!(text_of(&report, "two/b.py", &b), b);
}

#[test]
fn files_that_were_not_asked_for_are_not_changed() {
    let inputs = vec![
        alchemod_engine::Input::new("a.py", file("both()\n")),
        alchemod_engine::Input {
            reported: false,
            ..alchemod_engine::Input::new("b.py", file("two\nboth()\n"))
        },
    ];
    let report = alchemod_engine::run(inputs, &[&BOTH], &Settings::default());
    assert_eq!(report.files.len(), 1);
    assert!(report.files[0].new_text.is_none());
    assert_eq!(report.files[0].findings[0].outcome, Outcome::Manual);
}

#[test]
fn line_ends_of_inserted_text_are_those_of_the_file() {
    static SPLIT: Calls = Calls {
        rule: &RULE,
        named: &["old"],
        check: |cx, call| {
            Some(Finding::safe(
                span(call),
                "split",
                Rewrite::new(cx.file.id, [Edit::replace(span(call), "a\nb")]),
            ))
        },
    };
    let text = "import sqlalchemy\r\nold()\r\n";
    let report = run_on(&[("a.py", text)], &[&SPLIT]);
    assert_eq!(
        text_of(&report, "a.py", text),
        "import sqlalchemy\r\na\r\nb\r\n"
    );
}

#[test]
fn rules_of_later_releases_and_those_not_selected_do_not_run() {
    static LATER_RULE: alchemod_engine::Rule = rule("AM902", Stage::Queries, Target::V20);
    static LATER: Calls = Calls {
        rule: &LATER_RULE,
        ..RENAME
    };
    let text = file("old()\n");
    let mut settings = Settings {
        target: Target::V14,
        ..Settings::default()
    };
    assert!(run_with(&[("a.py", &text)], &[&LATER], &settings)
        .files
        .is_empty());
    assert_eq!(
        run_with(&[("a.py", &text)], &[&RENAME], &settings)
            .files
            .len(),
        1
    );
    settings.selection.ignore.push("AM901".into());
    assert!(run_with(&[("a.py", &text)], &[&RENAME], &settings)
        .files
        .is_empty());
}

#[test]
fn unsafe_rewrites_are_offered_or_made() {
    static OFFER: Calls = Calls {
        rule: &RULE,
        named: &["old"],
        check: |cx, call| {
            let rewrite = Rewrite::new(cx.file.id, [Edit::replace(callee(call), "new")]);
            Some(Finding::offered(span(call), "old is new", "risky", rewrite))
        },
    };
    let text = file("old()\n");
    let report = run_on(&[("a.py", &text)], &[&OFFER]);
    assert!(report.files[0].new_text.is_none());
    assert_eq!(report.files[0].findings[0].outcome, Outcome::Offered);
    let settings = Settings {
        unsafe_rewrites: true,
        ..Settings::default()
    };
    let report = run_with(&[("a.py", &text)], &[&OFFER], &settings);
    assert_eq!(text_of(&report, "a.py", &text), file("new()\n"));
    assert_eq!(report.files[0].findings[0].outcome, Outcome::Rewritten);
}

#[test]
fn findings_of_later_stages_are_in_terms_of_the_users_text() {
    static FIRST_RULE: alchemod_engine::Rule = rule("AM001", Stage::Imports, Target::V14);
    static FIRST: Calls = Calls {
        rule: &FIRST_RULE,
        named: &["old"],
        check: |cx, call| {
            let edit = Edit::insert(0, "import a_module_before\n");
            let rename = Edit::replace(callee(call), "longer_name");
            Some(Finding::safe(
                span(call),
                "first",
                Rewrite::new(cx.file.id, [edit, rename]),
            ))
        },
    };
    static LAST: Calls = Calls {
        rule: &RULE,
        named: &["left"],
        check: |_, call: &ast::ExprCall| Some(Finding::manual(span(call), "left", "why not")),
    };
    let text = file("x = old(); left()\n");
    let report = run_on(&[("a.py", &text)], &[&LAST, &FIRST]);
    let left = &report.files[0].findings[1];
    assert_eq!((left.start, left.end), ((2, 12), (2, 18)));
    assert_eq!(left.outcome, Outcome::Manual);
}

#[test]
fn a_rule_that_panics_is_a_finding() {
    static PANICS: Calls = Calls {
        rule: &RULE,
        named: &["old"],
        check: |_, _| panic!("a fault"),
    };
    let text = file("old()\n");
    let report = run_on(&[("a.py", &text)], &[&PANICS]);
    assert_eq!(report.files[0].findings[0].outcome, Outcome::Manual);
}

#[test]
fn deep_nesting_does_not_overflow() {
    let text = file(&format!(
        "x = {}y{}\n",
        "(".repeat(20_000),
        ")".repeat(20_000)
    ));
    run_on(&[("a.py", &text)], &[&RENAME]);
    let text = file(&format!("x = y{}\n", ".old()".repeat(20_000)));
    run_on(&[("a.py", &text)], &[&RENAME]);
}

#[test]
fn comments_suppress_findings() {
    let text = file("old(1)  # alchemod: ignore\nold(  # alchemod: ignore[AM901]\n    2)\nold(3)  # alchemod: ignore[AM1]\n");
    let report = run_on(&[("a.py", &text)], &[&RENAME]);
    assert_eq!(
        text_of(&report, "a.py", &text),
        text.replace("old(3)", "new(3)")
    );
    let outcomes: Vec<_> = report.files[0].findings.iter().map(|f| f.outcome).collect();
    assert_eq!(
        outcomes,
        [Outcome::Suppressed, Outcome::Suppressed, Outcome::Rewritten]
    );
    let skipped = file("# alchemod: skip-file\nold()\ntwo\n");
    let both = file("both()\n");
    let report = run_on(&[("a.py", &skipped), ("b.py", &both)], &[&RENAME, &BOTH]);
    assert!(report.files.iter().all(|file| file.new_text.is_none()));
    assert_eq!(report.files[0].findings[0].outcome, Outcome::Suppressed);
    assert_eq!(report.files[1].findings[0].outcome, Outcome::Manual);
    let report = run_on(
        &[("a.py", &file("x = 1  # alchemod: ingore\n"))],
        &[&RENAME],
    );
    assert_eq!(report.problems[0].place, Some((2, 8)));
}
