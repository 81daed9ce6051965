//! The README says what the program knows.

#[test]
fn the_readme_lists_every_rule() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");
    let readme = std::fs::read_to_string(path).expect("the README");
    for transform in alchemod_transforms::all() {
        let rule = transform.rule();
        let row = format!(
            "| {} | [{}](transforms/{}/doc.md) | {} |",
            rule.code,
            rule.name,
            rule.name.replace('-', "_"),
            rule.summary
        );
        assert!(readme.contains(&row), "the README lacks this row:\n{row}");
    }
}
