//! The syntax trees of a project, for commands that want to know of it without changing it.

use alchemod_python::Tree;
use rayon::prelude::*;

use crate::analysis::Project;
use crate::read::Loaded;
use crate::trouble::Trouble;

/// Parses all files of a project: the trees with their paths as the engine names them, and what is wrong
/// with the others.
pub fn parse_all(project: &Project) -> (Vec<(String, Tree)>, Vec<Trouble>) {
    let sources: Vec<&Loaded> = project.sources().collect();
    let parsed: Vec<Result<(String, Tree), Trouble>> = sources.into_par_iter().map(parse).collect();
    let (mut trees, mut troubles) = (Vec::new(), Vec::new());
    for result in parsed {
        match result {
            Ok(tree) => trees.push(tree),
            Err(trouble) => troubles.push(trouble),
        }
    }
    (trees, troubles)
}

fn parse(file: &Loaded) -> Result<(String, Tree), Trouble> {
    match alchemod_python::parse(file.source.text().to_owned()) {
        Ok(tree) => Ok((file.key.to_string_lossy().replace('\\', "/"), tree)),
        Err(error) => {
            let (line, column) = file.source.line_column(error.offset);
            Err(Trouble {
                place: Some((line, Some(column))),
                ..Trouble::new(&file.shown, error.to_string())
            })
        }
    }
}
