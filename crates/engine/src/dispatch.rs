//! Brings the sites of a snapshot to the transforms that want to see them.

use std::panic::{catch_unwind, AssertUnwindSafe};

use alchemod_facts::{File, FileId, Project};
use alchemod_python::{ast, Node, NodeId};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::context::FileTables;
use crate::{Context, Finding, Interest, Settings, Transform};

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
    imports: Vec<usize>,
    classes: Vec<usize>,
    functions: Vec<usize>,
    calls: Vec<usize>,
    calls_named: FxHashMap<&'static str, Vec<usize>>,
    names: Vec<usize>,
    attributes_named: FxHashMap<&'static str, Vec<usize>>,
    assignments: Vec<usize>,
    subscripts: Vec<usize>,
    comparisons: Vec<usize>,
    operations: Vec<usize>,
    dicts: Vec<usize>,
}

impl<'a> Dispatch<'a> {
    /// The tables of those transforms whose index is in `chosen`.
    pub fn new(transforms: &'a [&'a dyn Transform], chosen: &[usize]) -> Self {
        let mut tables = Dispatch {
            transforms,
            imports: Vec::new(),
            classes: Vec::new(),
            functions: Vec::new(),
            calls: Vec::new(),
            calls_named: FxHashMap::default(),
            names: Vec::new(),
            attributes_named: FxHashMap::default(),
            assignments: Vec::new(),
            subscripts: Vec::new(),
            comparisons: Vec::new(),
            operations: Vec::new(),
            dicts: Vec::new(),
        };
        for &index in chosen {
            tables.add(transforms[index].interest(), index);
        }
        tables
    }

    fn add(&mut self, interest: Interest, index: usize) {
        match interest {
            Interest::Imports => self.imports.push(index),
            Interest::Classes => self.classes.push(index),
            Interest::Functions => self.functions.push(index),
            Interest::Calls => self.calls.push(index),
            Interest::Names => self.names.push(index),
            Interest::Assignments => self.assignments.push(index),
            Interest::Subscripts => self.subscripts.push(index),
            Interest::Comparisons => self.comparisons.push(index),
            Interest::Operations => self.operations.push(index),
            Interest::Dicts => self.dicts.push(index),
            Interest::CallsNamed(names) => by_name(&mut self.calls_named, names, index),
            Interest::AttributesNamed(names) => by_name(&mut self.attributes_named, names, index),
            Interest::AnyOf(several) => {
                for &interest in several {
                    self.add(interest, index);
                }
            }
        }
    }

    /// All findings in all files, by file and then by position and transform.
    pub fn run(
        &self,
        project: &Project<'_>,
        settings: &Settings,
        tables: &FileTables,
    ) -> Vec<Found> {
        project
            .files
            .par_iter()
            .map(|file| self.file(project, file, settings, tables))
            .collect::<Vec<_>>()
            .into_iter()
            .flatten()
            .collect()
    }

    fn file(
        &self,
        project: &Project<'_>,
        file: &File<'_>,
        settings: &Settings,
        tables: &FileTables,
    ) -> Vec<Found> {
        let mut found = Vec::new();
        let mut visit = |list: &[usize], site: NodeId| {
            for &transform in list {
                let cx = Context::new(project, file, settings, tables, Some(site));
                if let Some(finding) = self.check(transform, &cx, site) {
                    found.push(Found {
                        transform,
                        file: file.id,
                        finding,
                    });
                }
            }
        };
        for (site, node) in file.nodes.iter() {
            let [plain, named] = self.interested(node);
            visit(plain, site);
            visit(named, site);
        }
        found.sort_by_key(|f| (f.finding.span, f.transform));
        found
    }

    /// The transforms that want to see `node`.
    fn interested(&self, node: Node<'_>) -> [&[usize]; 2] {
        match node {
            Node::Stmt(stmt) => match stmt {
                ast::Stmt::Import(_) | ast::Stmt::ImportFrom(_) => [&self.imports, &[]],
                ast::Stmt::ClassDef(_) => [&self.classes, &[]],
                ast::Stmt::FunctionDef(_) | ast::Stmt::AsyncFunctionDef(_) => {
                    [&self.functions, &[]]
                }
                ast::Stmt::Assign(_) | ast::Stmt::AnnAssign(_) => [&self.assignments, &[]],
                _ => [&[], &[]],
            },
            Node::Expr(expr) => match expr {
                ast::Expr::Lambda(_) => [&self.functions, &[]],
                ast::Expr::Call(call) => [&self.calls, self.named_call(call)],
                ast::Expr::Compare(_) => [&self.comparisons, &[]],
                ast::Expr::BinOp(_) => [&self.operations, &[]],
                ast::Expr::Dict(_) => [&self.dicts, &[]],
                ast::Expr::Name(name) if matches!(name.ctx, ast::ExprContext::Load) => {
                    [&self.names, &[]]
                }
                ast::Expr::Attribute(attribute)
                    if matches!(attribute.ctx, ast::ExprContext::Load) =>
                {
                    let named = self.attributes_named.get(attribute.attr.as_str());
                    [&self.names, named.map_or(&[], Vec::as_slice)]
                }
                ast::Expr::Subscript(_) => [&self.subscripts, &[]],
                _ => [&[], &[]],
            },
            _ => [&[], &[]],
        }
    }

    fn named_call(&self, call: &ast::ExprCall) -> &[usize] {
        let name = match call.func.as_ref() {
            ast::Expr::Attribute(attribute) => attribute.attr.as_str(),
            ast::Expr::Name(name) => name.id.as_str(),
            _ => return &[],
        };
        self.calls_named.get(name).map_or(&[], Vec::as_slice)
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

fn by_name(
    table: &mut FxHashMap<&'static str, Vec<usize>>,
    names: &'static [&'static str],
    index: usize,
) {
    for name in names {
        table.entry(name).or_default().push(index);
    }
}
