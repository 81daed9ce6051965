//! The order of passes: stage by stage, each until nothing changes any more.

use crate::dispatch::Dispatch;
use crate::sites::Kinds;
use crate::{Settings, Stage, Transform};

/// After so many passes of one stage what is still blocked is left to the user. Each pass applies at
/// least one rewrite, so this only ends what feeds on itself.
const MOST_PASSES: usize = 10;

/// The stages of a run, in order, with the transforms of each.
pub(crate) struct Stages<'a> {
    stages: Vec<Dispatch<'a>>,
    kinds: Kinds,
}

impl<'a> Stages<'a> {
    /// The stages with the transforms that the settings select; those without any are left out.
    pub fn new(transforms: &'a [&'a dyn Transform], settings: &Settings) -> Self {
        let mut kinds = Kinds::default();
        let stages = Stage::ALL
            .iter()
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
        Stages { stages, kinds }
    }

    /// What the transforms of all stages want to see.
    pub fn kinds(&self) -> &Kinds {
        &self.kinds
    }
}

/// Where a program stands in the stages.
pub(crate) struct Progress<'a> {
    stages: &'a Stages<'a>,
    stage: usize,
    passes: usize,
}

impl<'a> Progress<'a> {
    /// Before the first pass of the first stage.
    pub fn new(stages: &'a Stages<'a>) -> Self {
        Progress {
            stages,
            stage: 0,
            passes: 0,
        }
    }

    /// The stage that is next to run.
    pub fn current(&self) -> Option<&'a Dispatch<'a>> {
        self.stages.stages.get(self.stage)
    }

    /// Notes a pass; says whether it was the stage's last one.
    pub fn step(&mut self, changed: bool) -> bool {
        self.passes += 1;
        let is_last = !changed || self.passes == MOST_PASSES;
        if is_last {
            self.stage += 1;
            self.passes = 0;
        }
        is_last
    }
}
