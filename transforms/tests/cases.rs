//! The cases of all transforms, and the examples in their documentation.
//!
//! The cases in `<rule>/cases` run with that rule alone; their snapshots are in
//! `snapshots/<rule>` at the top.

use std::path::Path;

use alchemod_engine::Transform;

#[test]
fn cases() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut ran = 0;
    for transform in alchemod_transforms::all() {
        let folder = transform.rule().name.replace('-', "_");
        let cases = here.join(&folder).join("cases");
        let snapshots = here.join("../snapshots").join(&folder);
        let only: &[&dyn Transform] = &[*transform];
        ran += alchemod_testing::run_cases(&cases, &snapshots, only);
    }
    assert!(
        ran > 0,
        "no case has this part in its name: ALCHEMOD_TEST_CASE"
    );
}

#[test]
fn documentation() {
    alchemod_testing::run_docs(alchemod_transforms::all());
}
