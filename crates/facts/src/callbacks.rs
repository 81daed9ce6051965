//! Functions that are called with each element of a collection: `map(show, rows)`, `sorted(rows, key=by_name)`.

use alchemod_python::arguments::keyword;
use alchemod_python::{ast, Node, NodeId};
use rustc_hash::FxHashMap;

use crate::infer::Infer;
use crate::value::{Place, Typed, Value};
use crate::{FileId, Project};

/// The calls that hand elements to a function, by its name.
#[derive(Default)]
struct Callbacks(FxHashMap<String, Vec<(FileId, NodeId)>>);

fn collect(project: &Project<'_>) -> Callbacks {
    let mut found = Callbacks::default();
    for file in &project.files {
        for (id, call) in file.calls() {
            if let Some((ast::Expr::Name(name), _)) = callback(call) {
                found
                    .0
                    .entry(name.id.to_string())
                    .or_default()
                    .push((file.id, id));
            }
        }
    }
    found
}

/// The function of a call that hands elements to it, and the collections.
fn callback(call: &ast::ExprCall) -> Option<(&ast::Expr, &[ast::Expr])> {
    match call.func.as_ref() {
        ast::Expr::Name(n) => match n.id.as_str() {
            "map" | "filter" => {
                let (function, rest) = call.args.split_first()?;
                Some((function, rest))
            }
            "sorted" | "min" | "max" => Some((&keyword(call, "key")?.value, call.args.get(..1)?)),
            _ => None,
        },
        ast::Expr::Attribute(n) => match n.attr.as_str() {
            "sort" => Some((&keyword(call, "key")?.value, std::slice::from_ref(&n.value))),
            _ => None,
        },
        _ => None,
    }
}

impl<'t> Infer<'_, 't> {
    /// What the calls that hand elements to a function give to its parameter at `position`.
    pub(crate) fn handed_by_callbacks(
        &self,
        place: Place,
        function: &str,
        position: Option<usize>,
    ) -> Vec<Option<Typed>> {
        let known = self.project.memo(collect);
        let Some(sites) = known.0.get(function) else {
            return Vec::new();
        };
        sites
            .iter()
            .filter_map(|&(file, id)| {
                let this = self.project.file(file);
                let Node::Expr(ast::Expr::Call(call)) = this.nodes.get(id) else {
                    return None;
                };
                let (name, collections) = callback(call)?;
                let scope = this.scopes.of(id);
                let is_it = self.expr(file, scope, name)?.value == Value::Function(place);
                is_it.then(|| {
                    let collection = collections.get(position?)?;
                    self.iterated(file, scope, collection)
                })
            })
            .collect()
    }
}
