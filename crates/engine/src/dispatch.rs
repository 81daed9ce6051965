//! Brings the sites of a snapshot to the transforms that want to see them.

use std::panic::{catch_unwind, AssertUnwindSafe};

use alchemod_facts::{File, FileId, Project};
use alchemod_python::NodeId;
use rayon::prelude::*;

use crate::context::FileTables;
use crate::sites::{Kind, Kinds, Sites};
use crate::snapshot::Held;
use crate::{Context, Finding, Settings, Transform};

/// A finding with its origin.
#[derive(Debug)]
pub(crate) struct Found {
    /// Index of the transform in the list of the run.
    pub transform: usize,
    /// The file that was visited.
    pub file: FileId,
    /// The finding.
    pub finding: Finding,
}

/// The transforms of one stage by what they want to see; indexes into the list of the run.
pub(crate) struct Dispatch<'a> {
    transforms: &'a [&'a dyn Transform],
    /// Each kind once, with those that want it.
    by_kind: Vec<(Kind, Vec<usize>)>,
}

impl<'a> Dispatch<'a> {
    /// The tables of those transforms whose index is in `chosen`.
    pub fn new(transforms: &'a [&'a dyn Transform], chosen: &[usize], kinds: &mut Kinds) -> Self {
        let mut by_kind: Vec<(Kind, Vec<usize>)> = Vec::new();
        for &index in chosen {
            for kind in kinds.of(transforms[index].interest()) {
                match by_kind.iter_mut().find(|(known, _)| *known == kind) {
                    Some((_, wanting)) => wanting.push(index),
                    None => by_kind.push((kind, vec![index])),
                }
            }
        }
        Dispatch {
            transforms,
            by_kind,
        }
    }

    /// All findings in all files, by file and then by position and transform.
    pub fn run(
        &self,
        project: &Project<'_>,
        held: &[Held<'_>],
        kinds: &Kinds,
        settings: &Settings,
        tables: &FileTables,
    ) -> Vec<Found> {
        project
            .files
            .par_iter()
            .zip(held)
            .map(|(file, held)| {
                let sites = held.sites.get_or_init(|| kinds.sites(file));
                self.file(project, file, sites, settings, tables)
            })
            .collect::<Vec<_>>()
            .into_iter()
            .flatten()
            .collect()
    }

    fn file(
        &self,
        project: &Project<'_>,
        file: &File<'_>,
        sites: &Sites,
        settings: &Settings,
        tables: &FileTables,
    ) -> Vec<Found> {
        let mut found: Vec<(NodeId, Found)> = Vec::new();
        let is_revision = file.is_revision();
        for (kind, wanting) in &self.by_kind {
            for site in sites.of(*kind) {
                for &transform in wanting {
                    if is_revision && self.transforms[transform].is_style() {
                        continue;
                    }
                    let cx = Context::new(project, file, settings, tables, Some(site));
                    if let Some(finding) = self.check(transform, &cx, site) {
                        let file = file.id;
                        if project.is_dead(file, finding.span, settings.target.oldest()) {
                            continue;
                        }
                        let one = Found {
                            transform,
                            file,
                            finding,
                        };
                        found.push((site, one));
                    }
                }
            }
        }
        found.sort_by_key(|(site, f)| (f.finding.span, f.transform, *site));
        found.into_iter().map(|(_, found)| found).collect()
    }

    /// Asks one transform; a fault in it is a finding, so that all others still run.
    fn check(&self, transform: usize, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let transform = self.transforms[transform];
        catch_unwind(AssertUnwindSafe(|| transform.check(cx, site))).unwrap_or_else(|_| {
            Some(Finding::manual(
                cx.file.nodes.get(site).span(),
                "could not be looked at",
                "the rule failed here (please report this)",
            ))
        })
    }
}
