//! Attributes that the objects of one class alone have: by them an object is known of which nothing else is.

use alchemod_python::{ast, Node};
use rustc_hash::FxHashMap;

use crate::classes::Class;
use crate::infer::Infer;
use crate::project::File;
use crate::value::{Certainty, ClassId, Typed, Value};
use crate::Project;

/// The only class that has an attribute, by the attribute's name.
pub(crate) type AttributeOwners<'t> = FxHashMap<&'t str, ClassId>;

/// Collects the attributes that methods of just one class assign to `self`, and nothing else of the project
/// assigns or defines. Only names of several words: a single word (`context.cache`) may well be an attribute of
/// other packages' objects.
pub(crate) fn collect<'t>(files: &[File<'t>], classes: &[Class<'t>]) -> AttributeOwners<'t> {
    let mut owners: FxHashMap<&'t str, (ClassId, usize)> = FxHashMap::default();
    let mut shared: Vec<&'t str> = Vec::new();
    for (index, class) in classes.iter().enumerate() {
        let id = ClassId(index as u32);
        for (&name, assigned) in &class.self_assignments {
            if !name.trim_matches('_').contains('_') {
                continue;
            }
            if owners.insert(name, (id, assigned.len())).is_some() {
                shared.push(name);
            }
        }
    }
    if owners.is_empty() {
        return AttributeOwners::default();
    }
    for class in classes {
        let names = &files[class.file.0 as usize].scopes.get(class.scope).names;
        shared.extend(names.keys().filter(|name| owners.contains_key(*name)));
    }
    for file in files {
        for &id in &file.definitions {
            let targets: Vec<&ast::Expr> = match file.nodes.get(id) {
                Node::Stmt(ast::Stmt::Assign(n)) => {
                    pairs(n).into_iter().map(|(target, _)| target).collect()
                }
                Node::Stmt(ast::Stmt::AnnAssign(n)) if n.value.is_some() => {
                    vec![n.target.as_ref()]
                }
                _ => continue,
            };
            for target in targets {
                if let ast::Expr::Attribute(n) = target {
                    if let Some((_, left)) = owners.get_mut(n.attr.as_str()) {
                        match left.checked_sub(1) {
                            Some(less) => *left = less,
                            None => shared.push(n.attr.as_str()),
                        }
                    }
                }
            }
        }
    }
    for name in shared {
        owners.remove(name);
    }
    owners
        .into_iter()
        .map(|(name, (class, _))| (name, class))
        .collect()
}

/// The targets of an assignment, each with what it is assigned: `self.a, self.b = a, b` has two.
pub(crate) fn pairs(assign: &ast::StmtAssign) -> Vec<(&ast::Expr, &ast::Expr)> {
    let mut found = Vec::with_capacity(assign.targets.len());
    for target in &assign.targets {
        match (target, assign.value.as_ref()) {
            (ast::Expr::Tuple(targets), ast::Expr::Tuple(values))
                if targets.elts.len() == values.elts.len()
                    && !values.elts.iter().any(ast::Expr::is_starred_expr)
                    && !targets.elts.iter().any(ast::Expr::is_starred_expr) =>
            {
                found.extend(targets.elts.iter().zip(&values.elts));
            }
            // What each part of another value is does not show.
            (ast::Expr::Tuple(_), _) => {}
            (target, value) => found.push((target, value)),
        }
    }
    found
}

impl<'t> Infer<'_, 't> {
    /// The attribute `name` of an object of which nothing is known, if it holds an object of the project and only
    /// one class has such an attribute.
    pub(crate) fn unique_attribute(&self, name: &str) -> Option<Typed> {
        let class = *self.project.attribute_owners.get(name)?;
        let found = self.object_member(class, name)?;
        matches!(found.value, Value::Object(_)).then(|| Typed {
            certainty: found.certainty.min(Certainty::Flowed),
            ..found
        })
    }
}

/// The classes that inherit from each class.
struct Subclasses(FxHashMap<ClassId, Vec<ClassId>>);

impl Project<'_> {
    /// The classes of the project that inherit from this one.
    pub(crate) fn subclasses(&self, class: ClassId) -> Vec<ClassId> {
        // What a base is may be asked of an object while bases are resolved, the last class last: until then
        // nobody knows who inherits, and asking would begin all over again.
        let last = self.classes.last();
        if last.is_none_or(|last| last.linearized.get().is_none()) {
            return Vec::new();
        }
        let known = self.memo(|project| {
            let mut found: FxHashMap<ClassId, Vec<ClassId>> = FxHashMap::default();
            for (id, _) in project.classes() {
                for base in project.linearized(id).into_iter().skip(1) {
                    found.entry(base).or_default().push(id);
                }
            }
            Subclasses(found)
        });
        known.0.get(&class).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use alchemod_python::parse;

    use crate::Project;

    #[test]
    fn bases_that_objects_are_made_with_end() {
        let text = "\
class A:
    def __init__(self, kind):
        self.kind = kind

    def make(self):
        class Inner(self.kind):
            pass

        return Inner


class B(A):
    pass


A(B).make()
";
        let tree = parse(text.to_owned()).expect("Python");
        let project = Project::new(&[("a.py", &tree)]);
        assert_eq!(project.classes().count(), 3);
    }
}
