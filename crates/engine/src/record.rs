//! Gathers findings over passes and brings them back to the user's texts.

use alchemod_text::LineIndex;
use rustc_hash::FxHashMap;

use crate::dispatch::Found;
use crate::pass::Verdict;
use crate::snapshot::Held;
use crate::{Outcome, Reported, Safety, Transform};

/// Why a rewrite that never found room is left.
const OVERLAPS: &str = "overlaps another rewrite";

/// All findings by the position of their file in the snapshot.
pub(crate) type Collected = FxHashMap<usize, Vec<Reported>>;

/// The findings of the passes so far.
#[derive(Default)]
pub(crate) struct Recorder {
    collected: Collected,
    lines: FxHashMap<usize, LineIndex>,
}

impl Recorder {
    /// Adds the findings of a pass. One whose rewrite was made counts at once; the others will be found
    /// again in each pass of the stage, so they count in the last one.
    pub fn add(
        &mut self,
        files: &[Held<'_>],
        transforms: &[&dyn Transform],
        findings: Vec<(Found, Verdict)>,
        is_last: bool,
    ) {
        for (found, verdict) in findings {
            let is_made = matches!(verdict, Verdict::Final(Outcome::Rewritten));
            if !is_made && !is_last {
                continue;
            }
            let reported = self.report(files, transforms, &found, verdict);
            self.collected
                .entry(found.file.0 as usize)
                .or_default()
                .push(reported);
        }
    }

    /// All findings, by position.
    pub fn finish(mut self) -> Collected {
        for findings in self.collected.values_mut() {
            findings.sort_by_key(|finding| (finding.span, finding.rule.code));
        }
        self.collected
    }

    fn report(
        &mut self,
        files: &[Held<'_>],
        transforms: &[&dyn Transform],
        found: &Found,
        verdict: Verdict,
    ) -> Reported {
        let index = found.file.0 as usize;
        let file = &files[index];
        let text = file.original;
        let span = file.maps.span_to_original(found.finding.span);
        let lines = self
            .lines
            .entry(index)
            .or_insert_with(|| LineIndex::new(text));
        let stated = found.finding.safety.clone();
        let (outcome, safety) = match verdict {
            Verdict::Final(outcome) => (outcome, stated),
            Verdict::Blocked => (Outcome::Manual, Safety::Manual(OVERLAPS.into())),
            Verdict::Undone(reason) => (Outcome::Undone, Safety::Manual(reason)),
            Verdict::Refused(reason) => (Outcome::Manual, Safety::Manual(reason)),
        };
        let edits = found.finding.rewrite.iter().flat_map(|r| &r.edits);
        Reported {
            rule: transforms[found.transform].rule(),
            span,
            start: lines.line_column(text, span.start),
            end: lines.line_column(text, span.end),
            message: found.finding.message.clone(),
            safety,
            outcome,
            edits: edits
                .filter_map(|(file, edit)| {
                    let held = files.get(file.0 as usize)?;
                    Some((held.path.to_path_buf(), edit.clone()))
                })
                .collect(),
        }
    }
}
