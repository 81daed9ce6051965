//! What users see of the examples: the preview, the summary, the findings.

use std::path::Path;
use std::process::Command;

fn shown(arguments: &[&str]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let done = Command::new(env!("CARGO_BIN_EXE_alchemod"))
        .args(["--color", "never"])
        .args(arguments)
        .current_dir(root)
        .env_remove("CLICOLOR_FORCE")
        .output()
        .expect("the program starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!(
        "{}\n--- stderr ---\n{}",
        text(&done.stdout),
        text(&done.stderr)
    )
}

#[test]
fn what_users_see_of_the_examples() {
    let mut settings = insta::Settings::clone_current();
    let snapshots = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../snapshots/cli");
    settings.set_snapshot_path(snapshots);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::assert_snapshot!("preview_blog", shown(&["examples/blog"]));
        insta::assert_snapshot!("preview_shop", shown(&["examples/shop"]));
        insta::assert_snapshot!("findings_blog", shown(&["check", "examples/blog"]));
        insta::assert_snapshot!("rules", shown(&["rules"]));
    });
}
