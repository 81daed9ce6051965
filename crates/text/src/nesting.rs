//! Which bracket spans are taken, so that two of them never cross: `a( b[ a) b]`.

/// A set of spans of which no two cross, with a fast check for a new one.
///
/// A span crosses `start..end` when it opens strictly inside and closes behind it, or closes strictly
/// inside and opens before it: two questions for the greatest value in a range of offsets.
pub(crate) struct Nesting {
    /// All offsets that may come up, sorted.
    offsets: Vec<u32>,
    /// For each offset, the furthest end of the spans that open there.
    ends: MaxTree,
    /// For each offset, the furthest start of the spans that close there, counted from the back.
    starts: MaxTree,
}

/// What [`Nesting::remove`] needs to take a span out again.
pub(crate) struct Added {
    open: (usize, u32),
    close: (usize, u32),
}

impl Nesting {
    /// An empty set that can take spans with these borders.
    pub(crate) fn new(mut offsets: Vec<u32>) -> Self {
        offsets.sort_unstable();
        offsets.dedup();
        let (ends, starts) = (MaxTree::new(offsets.len()), MaxTree::new(offsets.len()));
        Self {
            offsets,
            ends,
            starts,
        }
    }

    /// Adds `start..end`, or gives `None` when it crosses one that is in. Spans must be taken out in
    /// the reverse order.
    pub(crate) fn add(&mut self, start: u32, end: u32) -> Option<Added> {
        let open = self.offsets.binary_search(&start).ok()?;
        let close = self.offsets.binary_search(&end).ok()?;
        if self.ends.max(open + 1, close) > end
            || self.starts.max(open + 1, close) > from_back(start)
        {
            return None;
        }
        let added = Added {
            open: (open, self.ends.get(open)),
            close: (close, self.starts.get(close)),
        };
        self.ends.set(open, added.open.1.max(end));
        self.starts.set(close, added.close.1.max(from_back(start)));
        Some(added)
    }

    /// Takes out the span that was added last.
    pub(crate) fn remove(&mut self, added: &Added) {
        self.ends.set(added.open.0, added.open.1);
        self.starts.set(added.close.0, added.close.1);
    }
}

fn from_back(offset: u32) -> u32 {
    u32::MAX - offset
}

/// The greatest value in any range, in logarithmic time; 0 where nothing was set.
struct MaxTree {
    len: usize,
    nodes: Vec<u32>,
}

impl MaxTree {
    fn new(len: usize) -> Self {
        Self {
            len,
            nodes: vec![0; 2 * len],
        }
    }

    fn get(&self, at: usize) -> u32 {
        self.nodes[self.len + at]
    }

    fn set(&mut self, at: usize, value: u32) {
        let mut node = self.len + at;
        self.nodes[node] = value;
        while node > 1 {
            node /= 2;
            self.nodes[node] = self.nodes[2 * node].max(self.nodes[2 * node + 1]);
        }
    }

    /// The greatest value in `from..to`.
    fn max(&self, from: usize, to: usize) -> u32 {
        let (mut from, mut to) = (from + self.len, to + self.len);
        let mut greatest = 0;
        while from < to {
            if from % 2 == 1 {
                greatest = greatest.max(self.nodes[from]);
                from += 1;
            }
            if to % 2 == 1 {
                to -= 1;
                greatest = greatest.max(self.nodes[to]);
            }
            from /= 2;
            to /= 2;
        }
        greatest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crossing_is_refused_and_nesting_taken() {
        let mut nesting = Nesting::new((0..40).collect());
        assert!(nesting.add(10, 20).is_some());
        for (start, end) in [(5, 15), (15, 25), (9, 11), (19, 21)] {
            assert!(nesting.add(start, end).is_none(), "{start}..{end}");
        }
        for (start, end) in [
            (5, 10),
            (20, 25),
            (10, 15),
            (15, 20),
            (10, 20),
            (5, 25),
            (12, 13),
        ] {
            assert!(nesting.add(start, end).is_some(), "{start}..{end}");
        }
    }

    #[test]
    fn what_is_taken_out_hinders_no_longer() {
        let mut nesting = Nesting::new((0..40).collect());
        let added = nesting.add(10, 20).expect("first");
        assert!(nesting.add(15, 25).is_none());
        nesting.remove(&added);
        assert!(nesting.add(15, 25).is_some());
    }
}
