//! The places of a file that any transform of the run wants to see, found once for each tree.
//!
//! Passes are many and most files do not change between them, so no pass walks trees to find its sites.

use alchemod_facts::File;
use alchemod_python::{ast, Node, NodeId};
use rustc_hash::FxHashMap;

use crate::Interest;

/// A kind of place that transforms ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Kind(u32);

const IMPORTS: Kind = Kind(0);
const CLASSES: Kind = Kind(1);
const FUNCTIONS: Kind = Kind(2);
const CALLS: Kind = Kind(3);
const NAMES: Kind = Kind(4);
const ASSIGNMENTS: Kind = Kind(5);
const SUBSCRIPTS: Kind = Kind(6);
const COMPARISONS: Kind = Kind(7);
const OPERATIONS: Kind = Kind(8);
const DICTS: Kind = Kind(9);
const CONDITIONS: Kind = Kind(10);
/// Kinds from here on stand for a name each.
const FIRST_NAMED: u32 = 11;

/// The kinds that the transforms of a run ask for.
#[derive(Debug, Default)]
pub(crate) struct Kinds {
    /// Which of the kinds without a name are asked for.
    asked: [bool; FIRST_NAMED as usize],
    calls: FxHashMap<&'static str, Kind>,
    attributes: FxHashMap<&'static str, Kind>,
}

impl Kinds {
    /// The kinds of an interest, from now on among those that are looked for.
    pub fn of(&mut self, interest: Interest) -> Vec<Kind> {
        let plain = match interest {
            Interest::Imports => IMPORTS,
            Interest::Classes => CLASSES,
            Interest::Functions => FUNCTIONS,
            Interest::Calls => CALLS,
            Interest::Names => NAMES,
            Interest::Assignments => ASSIGNMENTS,
            Interest::Subscripts => SUBSCRIPTS,
            Interest::Comparisons => COMPARISONS,
            Interest::Operations => OPERATIONS,
            Interest::Dicts => DICTS,
            Interest::Conditions => CONDITIONS,
            Interest::CallsNamed(names) => {
                let next = self.next();
                return named(&mut self.calls, names, next);
            }
            Interest::AttributesNamed(names) => {
                let next = self.next();
                return named(&mut self.attributes, names, next);
            }
            Interest::AnyOf(several) => {
                return several.iter().flat_map(|&one| self.of(one)).collect();
            }
        };
        self.asked[plain.0 as usize] = true;
        vec![plain]
    }

    fn next(&self) -> u32 {
        FIRST_NAMED + (self.calls.len() + self.attributes.len()) as u32
    }

    /// The places of a file that are of these kinds.
    pub fn sites(&self, file: &File<'_>) -> Sites {
        let mut list = Vec::new();
        for (site, node) in file.nodes.iter() {
            let [plain, named] = self.of_node(node);
            list.extend(
                plain
                    .filter(|kind| self.asked[kind.0 as usize])
                    .map(|kind| (kind, site)),
            );
            list.extend(named.map(|kind| (kind, site)));
        }
        list.sort_unstable();
        list.shrink_to_fit();
        Sites { list }
    }

    fn of_node(&self, node: Node<'_>) -> [Option<Kind>; 2] {
        match node {
            Node::Stmt(stmt) => match stmt {
                ast::Stmt::Import(_) | ast::Stmt::ImportFrom(_) => [Some(IMPORTS), None],
                ast::Stmt::ClassDef(_) => [Some(CLASSES), None],
                ast::Stmt::FunctionDef(_) | ast::Stmt::AsyncFunctionDef(_) => {
                    [Some(FUNCTIONS), None]
                }
                ast::Stmt::If(_) => [Some(CONDITIONS), None],
                ast::Stmt::Assign(_) | ast::Stmt::AnnAssign(_) => [Some(ASSIGNMENTS), None],
                _ => [None, None],
            },
            Node::Expr(expr) => match expr {
                ast::Expr::Lambda(_) => [Some(FUNCTIONS), None],
                ast::Expr::Call(call) => {
                    let name = alchemod_facts::last_name(&call.func);
                    [
                        Some(CALLS),
                        name.and_then(|name| self.calls.get(name).copied()),
                    ]
                }
                ast::Expr::Subscript(_) => [Some(SUBSCRIPTS), None],
                ast::Expr::Compare(_) => [Some(COMPARISONS), None],
                ast::Expr::BinOp(_) => [Some(OPERATIONS), None],
                ast::Expr::Dict(_) => [Some(DICTS), None],
                ast::Expr::IfExp(_) => [Some(CONDITIONS), None],
                ast::Expr::Name(name) if matches!(name.ctx, ast::ExprContext::Load) => {
                    [Some(NAMES), None]
                }
                ast::Expr::Attribute(attribute)
                    if matches!(attribute.ctx, ast::ExprContext::Load) =>
                {
                    let named = self.attributes.get(attribute.attr.as_str());
                    [Some(NAMES), named.copied()]
                }
                _ => [None, None],
            },
            _ => [None, None],
        }
    }
}

/// The kinds of these names; new ones are counted from `next`.
fn named(
    known: &mut FxHashMap<&'static str, Kind>,
    names: &'static [&'static str],
    mut next: u32,
) -> Vec<Kind> {
    let mut kind = |name: &&'static str| {
        *known.entry(name).or_insert_with(|| {
            next += 1;
            Kind(next - 1)
        })
    };
    names.iter().map(&mut kind).collect()
}

/// The places of one file that transforms ask for.
#[derive(Debug)]
pub(crate) struct Sites {
    /// By kind, and then in source order.
    list: Vec<(Kind, NodeId)>,
}

impl Sites {
    /// The places of a kind, in source order.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = NodeId> + '_ {
        let first = self.list.partition_point(|&(known, _)| known < kind);
        self.list[first..]
            .iter()
            .take_while(move |&&(known, _)| known == kind)
            .map(|&(_, site)| site)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alchemod_facts::FileId;

    #[test]
    fn each_place_stands_under_each_of_its_kinds() {
        let text = "import a\nx = a.get(b.get)\nget(lambda: a.query)\n";
        let tree = alchemod_python::parse(text.to_owned()).expect("Python");
        let file = File::new(FileId(0), "m.py", &tree);
        let mut kinds = Kinds::default();
        let asked = [
            Interest::Imports,
            Interest::CallsNamed(&["get", "all"]),
            Interest::AttributesNamed(&["query", "get"]),
            Interest::AnyOf(&[Interest::Functions, Interest::CallsNamed(&["get"])]),
        ];
        let kinds_of = asked.map(|interest| kinds.of(interest));
        let sites = kinds.sites(&file);
        let texts = |kinds: &[Kind]| -> Vec<Vec<&str>> {
            let text = |site| file.nodes.get(site).span().slice(text);
            kinds
                .iter()
                .map(|&kind| sites.of(kind).map(text).collect())
                .collect()
        };
        assert_eq!(texts(&kinds_of[0]), [["import a"]]);
        let calls = vec!["a.get(b.get)", "get(lambda: a.query)"];
        assert_eq!(texts(&kinds_of[1]), [calls.clone(), vec![]]);
        assert_eq!(
            texts(&kinds_of[2]),
            [vec!["a.query"], vec!["a.get", "b.get"]]
        );
        assert_eq!(texts(&kinds_of[3]), [vec!["lambda: a.query"], calls]);
        assert_eq!(sites.list.len(), 7, "what nobody asks for is not kept");
    }
}
