//! What expressions are: each case is a small project whose comments say what is to be known.
//!
//! A case file holds several files, each after a line `=== path`. A line `expression  #? value`
//! states what [`Project::infer`] must say of the expression; `unknown` if nothing.

use alchemod_facts::{describe, Project};
use alchemod_python::{ast, parse, Tree};

fn files(case: &str) -> Vec<(String, Tree)> {
    case.split("=== ")
        .skip(1)
        .map(|part| {
            let (path, text) = part.split_once('\n').expect("a path and a text");
            let tree = parse(text.to_owned()).unwrap_or_else(|error| panic!("{path}: {error}"));
            (path.trim().to_owned(), tree)
        })
        .collect()
}

/// The expression statement that starts on each line with a `#?` comment, and the comment.
fn claims<'t>(
    project: &Project<'t>,
    file: &alchemod_facts::File<'t>,
) -> Vec<(usize, String, String)> {
    let text = file.tree.text();
    let mut found = Vec::new();
    for (_, node) in file.nodes.iter() {
        let Some(ast::Stmt::Expr(stmt)) = node.stmt() else {
            continue;
        };
        let start = alchemod_python::span(stmt).start as usize;
        let line = text[start..].lines().next().unwrap_or_default();
        let Some((_, claim)) = line.split_once("#? ") else {
            continue;
        };
        let actual = project
            .infer(file.id, &stmt.value)
            .map_or("unknown".to_owned(), |typed| describe(project, &typed));
        let number = text[..start].matches('\n').count() + 1;
        found.push((number, claim.trim().to_owned(), actual));
    }
    found
}

#[test]
fn values_are_what_the_cases_say() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases");
    let mut wrong = Vec::new();
    let mut checked = 0;
    for entry in std::fs::read_dir(folder).expect("the folder of cases") {
        let path = entry.expect("a case").path();
        let case = std::fs::read_to_string(&path).expect("a case's text");
        let files = files(&case);
        let sources: Vec<_> = files.iter().map(|(p, t)| (p.as_str(), t)).collect();
        let project = Project::new(&sources);
        for file in &project.files {
            let claimed = file.tree.text().matches("#? ").count();
            let claims = claims(&project, file);
            assert_eq!(
                claimed,
                claims.len(),
                "{}: a claim is not on an expression",
                file.path
            );
            checked += claims.len();
            for (line, expected, actual) in claims {
                if expected != actual {
                    let case = path.file_name().unwrap_or_default().to_string_lossy();
                    wrong.push(format!(
                        "{case}: {}:{line}: {actual}, not {expected}",
                        file.path
                    ));
                }
            }
        }
    }
    assert!(checked > 80, "only {checked} claims were checked");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
