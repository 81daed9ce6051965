//! The files of a snapshot and what is known of them.

use alchemod_python::{Nodes, Tree};

/// The position of a file in its [`Project`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A file of a snapshot.
#[derive(Debug)]
pub struct File<'t> {
    /// Its position.
    pub id: FileId,
    /// Its path with forward slashes.
    pub path: &'t str,
    /// Its syntax tree.
    pub tree: &'t Tree,
    /// The tree's nodes with their parents.
    pub nodes: Nodes<'t>,
}

/// A snapshot of the whole project, frozen.
#[derive(Debug)]
pub struct Project<'t> {
    /// All parsed files.
    pub files: Vec<File<'t>>,
}

impl<'t> Project<'t> {
    /// Learns all facts of `files` (path with forward slashes, tree).
    pub fn new(files: &[(&'t str, &'t Tree)]) -> Self {
        let files = files
            .iter()
            .enumerate()
            .map(|(index, &(path, tree))| File {
                id: FileId(index as u32),
                path,
                tree,
                nodes: Nodes::new(tree),
            })
            .collect();
        Project { files }
    }

    /// The file with this id.
    pub fn file(&self, id: FileId) -> &File<'t> {
        &self.files[id.0 as usize]
    }
}
