//! The order of passes: stage by stage, each until nothing changes any more.

use crate::dispatch::Dispatch;
use crate::sites::Kinds;
use crate::{Settings, Stage, Transform};

/// After so many passes of one stage what is still blocked is left to the user. Each pass applies at
/// least one rewrite, so this only ends what feeds on itself.
const MOST_PASSES: usize = 10;

/// Where a run stands.
pub(crate) struct Stages<'a> {
    /// The stages that have transforms to run, the next one last.
    left: Vec<Dispatch<'a>>,
    passes: usize,
    /// What the transforms of all stages want to see.
    kinds: Kinds,
}

impl<'a> Stages<'a> {
    /// The stages with the transforms that the settings select.
    pub fn new(transforms: &'a [&'a dyn Transform], settings: &Settings) -> Self {
        let mut kinds = Kinds::default();
        let left = Stage::ALL
            .iter()
            .rev()
            .filter_map(|&stage| {
                let chosen: Vec<usize> = (0..transforms.len())
                    .filter(|&index| {
                        let rule = transforms[index].rule();
                        rule.stage == stage
                            && rule.since <= settings.target
                            && settings.selection.takes(rule)
                    })
                    .collect();
                (!chosen.is_empty()).then(|| Dispatch::new(transforms, &chosen, &mut kinds))
            })
            .collect();
        Stages {
            left,
            passes: 0,
            kinds,
        }
    }

    /// The stage that is next to run.
    pub fn current(&self) -> Option<&Dispatch<'a>> {
        self.left.last()
    }

    /// What the transforms of all stages want to see.
    pub fn kinds(&self) -> &Kinds {
        &self.kinds
    }

    /// Notes a pass; says whether it was the stage's last one.
    pub fn step(&mut self, changed: bool) -> bool {
        self.passes += 1;
        let is_last = !changed || self.passes == MOST_PASSES;
        if is_last {
            self.left.pop();
            self.passes = 0;
        }
        is_last
    }
}
