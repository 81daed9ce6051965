//! The harness itself, with a tiny transform.

use std::path::{Path, PathBuf};

use alchemod_engine::{
    Context, Finding, Interest, Rewrite, Rule, Safety, Stage, Target, Transform,
};
use alchemod_python::{ast, span, NodeId};
use alchemod_testing::{check, examples, run_cases, run_docs, Case};
use alchemod_text::Edit;

/// Gives the call that is found the text that a function makes of it.
struct Tiny {
    rule: &'static Rule,
    new: fn(&str) -> String,
}

impl Transform for Tiny {
    fn rule(&self) -> &'static Rule {
        self.rule
    }

    fn interest(&self) -> Interest {
        Interest::CallsNamed(&["old", "risky"])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let ast::Expr::Call(call) = cx.file.nodes.get(site).expr()? else {
            return None;
        };
        let callee = span(call.func.as_ref());
        let name = cx.slice(callee);
        let edit = Edit::replace(callee, (self.new)(name));
        let safety = match name {
            "risky" => Safety::Unsafe("it may bite".into()),
            _ => Safety::Safe,
        };
        Some(Finding {
            span: span(call),
            message: format!("{name} has another name"),
            safety,
            rewrite: Some(Rewrite::new(cx.file.id, [edit])),
        })
    }
}

const DOC: &str = "Renames.

```python before
import sqlalchemy
old(1)
```

```python after
import sqlalchemy
new(1)
```

With `--unsafe`:

```python before
# settings: unsafe
import sqlalchemy
risky(1)
```

```python after
import sqlalchemy
new(1)
```
";

const fn rule(doc: &'static str) -> Rule {
    Rule {
        code: "AM901",
        name: "tiny",
        stage: Stage::Queries,
        summary: "old to new",
        guide: ("none", "https://example.org"),
        since: Target::V14,
        doc,
    }
}

static RULE: Rule = rule(DOC);
static TINY: Tiny = Tiny {
    rule: &RULE,
    new: |_| "new".into(),
};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

#[test]
fn cases() {
    run_cases(
        &folder("tests/cases"),
        &folder("../../snapshots/testing"),
        &[&TINY],
    );
}

#[test]
fn documentation() {
    run_docs(&[&TINY]);
    assert_eq!(examples(&RULE).map(|examples| examples.len()), Ok(2));
}

#[test]
#[should_panic(expected = "and not, as its documentation says")]
fn documentation_that_is_wrong_is_told() {
    run_docs(&[&Tiny {
        rule: &RULE,
        new: |_| "newer".into(),
    }]);
}

#[test]
fn documentation_with_half_an_example_is_told() {
    static HALF: Rule = rule("```python before\nx\n```\n");
    static OPEN: Rule = rule("```python before\nx\n");
    assert!(examples(&HALF).is_err() && examples(&OPEN).is_err());
}

/// The faults of one file with a transform that gives calls this text.
fn faults(name: &str, text: &str, new: fn(&str) -> String) -> Vec<String> {
    let files = vec![(PathBuf::from("a.py"), text.to_owned())];
    let case = Case::new(name, files).expect("a case");
    check(&case, &[&Tiny { rule: &RULE, new }])
}

#[track_caller]
fn has(faults: &[String], part: &str) {
    assert!(
        faults.iter().any(|fault| fault.contains(part)),
        "{faults:?}"
    );
}

const TEXT: &str = "import sqlalchemy\nif x:\n    old(1)  # one\n";

#[test]
fn a_sound_transform_has_no_faults() {
    assert_eq!(faults("a", TEXT, |_| "new".into()), Vec::<String>::new());
}

#[test]
fn faults_are_found() {
    has(&faults("keep_a", TEXT, |_| "new".into()), "is changed");
    has(
        &faults("a", TEXT, |old| format!("({old})")),
        "second run changes",
    );
    has(&faults("a", TEXT, |_| "(".into()), "undone");
    has(
        &faults("a", "import sqlalchemy\nx = (\n", |_| "new".into()),
        "does not parse",
    );
    // Text that is found by its line end is found in one variant only.
    has(
        &faults("a", "import sqlalchemy\n(\n  a.\n  old)(1)\n", |old| {
            let is_lf = !old.contains('\r');
            if is_lf { "new" } else { "newer" }.into()
        }),
        "CRLF variant",
    );
}
