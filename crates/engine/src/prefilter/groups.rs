//! Files in groups: which hang together, if each pair that is united does.

/// Disjoint groups of files. Each group is known by its lowest file.
pub(crate) struct Groups {
    /// For each file another of its group that is not higher; itself for the lowest one.
    lower: Vec<usize>,
}

impl Groups {
    /// So many files, each a group of its own.
    pub fn new(files: usize) -> Self {
        Groups {
            lower: (0..files).collect(),
        }
    }

    /// Makes one group of the groups of two files.
    pub fn unite(&mut self, one: usize, other: usize) {
        let (one, other) = (self.first(one), self.first(other));
        self.lower[one.max(other)] = one.min(other);
    }

    /// The lowest file of the group of `file`.
    pub fn first(&mut self, mut file: usize) -> usize {
        while self.lower[file] != file {
            // Each step halves the way for the next question.
            self.lower[file] = self.lower[self.lower[file]];
            file = self.lower[file];
        }
        file
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_known_by_their_lowest_file() {
        let mut groups = Groups::new(6);
        groups.unite(5, 3);
        groups.unite(1, 4);
        groups.unite(4, 5);
        let firsts: Vec<usize> = (0..6).map(|file| groups.first(file)).collect();
        assert_eq!(firsts, [0, 1, 2, 1, 1, 1]);
    }
}
