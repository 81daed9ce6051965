//! What one question may still do.

use std::cell::Cell;

/// The bounds of a question that follows names and calls by recursion. Depth alone is no bound: where hundreds of
/// calls give a name, each with a name of the same kind, there are more ways than can be followed, so the
/// steps of all ways together are counted too. Real code needs tens of them.
#[derive(Clone, Copy, Debug)]
pub struct Left<'a> {
    depth: u32,
    steps: &'a Cell<u32>,
}

impl<'a> Left<'a> {
    /// A question that goes no deeper than `depth`, and takes no more steps than `steps` holds.
    pub fn new(depth: u32, steps: &'a Cell<u32>) -> Self {
        Left { depth, steps }
    }

    /// One step further down; `None` if that is too far, and the answer is unknown.
    pub fn step(self) -> Option<Self> {
        let depth = self.depth.checked_sub(1)?;
        self.steps.set(self.steps.get().checked_sub(1)?);
        Some(Left { depth, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many calls see something left, if each step leads to ten others.
    fn calls(left: Left<'_>) -> u32 {
        match left.step() {
            Some(left) => 1 + (0..10).map(|_| calls(left)).sum::<u32>(),
            None => 0,
        }
    }

    #[test]
    fn depth_and_the_sum_of_steps_are_bounds() {
        assert_eq!(calls(Left::new(2, &Cell::new(100))), 11);
        assert_eq!(calls(Left::new(50, &Cell::new(100))), 100);
    }
}
