//! Where a value goes, and whether all that reads it can read a mapping: forwards from where it is made, through names,
//! collections, attributes, parameters and returns.
//!
//! It is asked before a row becomes a mapping where it is made, since dictionaries go the same way. Whatever is not
//! known to read by key, or by attribute as one reads a row, counts as a reader of another kind.

mod calls;
mod uses;

use alchemod_python::{ast, Node, NodeId};
use rustc_hash::FxHashSet;

use crate::functions::{function_def, last_name};
use crate::scopes::{BindingId, BindingKind, ScopeId, ScopeKind};
use crate::value::{ClassId, Place, Value};
use crate::{FileId, Project};

/// How many expressions one question may look at.
const STEPS: u32 = 3000;

/// How an expression holds the value in question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Held {
    /// It is the value.
    Itself,
    /// It is a list, iterator or other collection of such values.
    Elements,
    /// It is a dictionary of such values.
    Values,
}

/// Decorators that hand on what the function gives.
const TRANSPARENT: &[&str] = &[
    "abc.abstractmethod",
    "classmethod",
    "functools.cache",
    "functools.lru_cache",
    "oslo_db.api.wrap_db_retry",
    "staticmethod",
];

/// Methods of decorators that hand on what the function gives: those of oslo.db's transaction contexts.
const TRANSPARENT_METHODS: &[&str] = &["reader", "writer", "independent"];

impl<'t> Project<'t> {
    /// The first place found that reads the value of an expression in another way than by key, or that hands it to
    /// where it is not seen any more; `None` if all read it as they would read a dictionary.
    pub fn read_otherwise(&self, file: FileId, expr: &'t ast::Expr, held: Held) -> Option<Place> {
        let node = self.file(file).nodes.expr_id(expr)?;
        let mut walk = Walk {
            project: self,
            steps: STEPS,
            names: FxHashSet::default(),
            attributes: FxHashSet::default(),
            functions: FxHashSet::default(),
        };
        walk.value(file, node, held).err()
    }
}

/// All is well, or the place that reads otherwise.
type Read = Result<(), Place>;

struct Walk<'p, 't> {
    project: &'p Project<'t>,
    steps: u32,
    names: FxHashSet<(FileId, BindingId, Held)>,
    attributes: FxHashSet<(&'t str, Held)>,
    functions: FxHashSet<(Place, Held)>,
}

impl<'t> Walk<'_, 't> {
    fn nested(&self, file: FileId, expr: &'t ast::Expr) -> Option<NodeId> {
        self.project.file(file).nodes.expr_id(expr)
    }

    /// All reads of a name that this binding reaches.
    fn name(&mut self, at: Place, binding: BindingId, held: Held) -> Read {
        let file = at.file;
        if !self.names.insert((file, binding, held)) {
            return Ok(());
        }
        let this = self.project.file(file);
        let bound = this.scopes.binding(binding);
        let (scope, name) = (bound.scope, bound.name);
        let all = this.scopes.get(scope).names.get(name).ok_or(at)?;
        if this.scopes.get(scope).kind == ScopeKind::Class {
            return Err(at);
        }
        if scope == ScopeId(0) && self.project.files.len() > 1 {
            let uses = self.project.uses_of(file, scope, name).ok_or(at)?;
            for place in uses {
                self.value(place.file, place.node, held)?;
            }
            return Ok(());
        }
        for (id, node) in this.nodes.iter() {
            let Node::Expr(ast::Expr::Name(n)) = node else {
                continue;
            };
            if n.id.as_str() != name || matches!(n.ctx, ast::ExprContext::Store) {
                continue;
            }
            let found = this.scopes.lookup(name, this.scopes.of(id));
            let reaches = || {
                let reaching = this.reaching(id, scope, all);
                reaching.is_none_or(|ids| ids.is_empty() || ids.contains(&binding))
            };
            if found.is_some_and(|(owner, _)| owner == scope) && reaches() {
                self.value(file, id, held)?;
            }
        }
        Ok(())
    }

    /// What a value is assigned to.
    fn target(&mut self, file: FileId, target: &'t ast::Expr, held: Held) -> Read {
        let node = self.nested(file, target);
        let at = Place {
            file,
            node: node.unwrap_or(NodeId(0)),
        };
        match target {
            ast::Expr::Name(n) => {
                let this = self.project.file(file);
                let scope = this.scopes.of(at.node);
                let (_, ids) = this.scopes.lookup(n.id.as_str(), scope).ok_or(at)?;
                let is_around = |node: NodeId| {
                    node == at.node || this.nodes.ancestors(at.node).any(|up| up == node)
                };
                let binding = ids
                    .iter()
                    .copied()
                    .filter(|&id| is_around(this.scopes.binding(id).node))
                    .max_by_key(|&id| this.scopes.binding(id).node);
                match (binding, ids) {
                    (Some(binding), _) | (None, &[binding]) => self.name(at, binding, held),
                    // What is put into a collection is in it wherever it was made.
                    (None, ids) => ids
                        .iter()
                        .copied()
                        .try_for_each(|id| self.name(at, id, held)),
                }
            }
            ast::Expr::Attribute(n) => self.attribute(at, n, held),
            ast::Expr::Subscript(n) if held == Held::Itself => self.holder(at, &n.value),
            _ => Err(at),
        }
    }

    /// A collection that such a value is put into.
    fn holder(&mut self, at: Place, holder: &'t ast::Expr) -> Read {
        // By index or by key: either way its elements are such values.
        for held in [Held::Elements, Held::Values] {
            if held == Held::Elements && self.is_dictionary(at.file, holder) {
                continue;
            }
            self.target(at.file, holder, held)?;
            if !self.is_unknown_collection(at.file, holder) {
                break;
            }
        }
        Ok(())
    }

    /// Whether a collection is bound to dictionaries alone.
    fn is_dictionary(&self, file: FileId, holder: &'t ast::Expr) -> bool {
        let is_dict = |value: &ast::Expr| match value {
            ast::Expr::Dict(_) | ast::Expr::DictComp(_) => true,
            ast::Expr::Call(call) => {
                matches!(
                    last_name(&call.func),
                    Some("dict" | "OrderedDict" | "defaultdict")
                )
            }
            _ => false,
        };
        let values = self.assigned(file, holder);
        !values.is_empty() && values.into_iter().all(is_dict)
    }

    /// Whether it cannot be told what kind of collection it is.
    fn is_unknown_collection(&self, file: FileId, holder: &'t ast::Expr) -> bool {
        let is_list = |value: &ast::Expr| match value {
            ast::Expr::List(_) | ast::Expr::ListComp(_) => true,
            ast::Expr::Call(call) => matches!(last_name(&call.func), Some("list" | "deque")),
            _ => false,
        };
        let values = self.assigned(file, holder);
        values.is_empty() || !values.into_iter().all(is_list)
    }

    /// What a name or an attribute is assigned.
    fn assigned(&self, file: FileId, holder: &'t ast::Expr) -> Vec<&'t ast::Expr> {
        let this = self.project.file(file);
        match holder {
            ast::Expr::Name(n) => {
                let found = this
                    .scope_of(holder)
                    .and_then(|scope| this.scopes.lookup(n.id.as_str(), scope));
                let bindings = found.map_or(&[][..], |(_, bindings)| bindings);
                bindings
                    .iter()
                    .filter_map(|&id| match this.scopes.binding(id).kind {
                        BindingKind::Assign { value, .. } => Some(value),
                        _ => None,
                    })
                    .collect()
            }
            ast::Expr::Attribute(n) => {
                let owner = self.project.infer(file, &n.value).map(|typed| typed.value);
                let Some(Value::Object(class)) = owner else {
                    return Vec::new();
                };
                let classes = self.project.linearized(class);
                let assigned = classes.into_iter().filter_map(|class| {
                    let info = self.project.class(class);
                    info.self_assignments.get(n.attr.as_str())
                });
                assigned.flatten().map(|assigned| assigned.value).collect()
            }
            _ => Vec::new(),
        }
    }

    /// All reads of attributes of this name, but those of objects that are known to be others.
    fn attribute(&mut self, at: Place, attribute: &'t ast::ExprAttribute, held: Held) -> Read {
        let owner = self.project.infer(at.file, &attribute.value);
        let Some(Value::Object(owner)) = owner.map(|typed| typed.value) else {
            return Err(at);
        };
        self.attributes_of(owner, attribute.attr.as_str(), held)
    }

    fn attributes_of(&mut self, owner: ClassId, name: &'t str, held: Held) -> Read {
        if !self.attributes.insert((name, held)) {
            return Ok(());
        }
        let project = self.project;
        for file in project.files.iter() {
            if !file.tree.text().contains(name) {
                continue;
            }
            for (id, node) in file.nodes.iter() {
                match node {
                    Node::Expr(ast::Expr::Attribute(n))
                        if n.attr.as_str() == name
                            && !matches!(n.ctx, ast::ExprContext::Store)
                            && self.may_be_of(file.id, &n.value, owner) =>
                    {
                        self.value(file.id, id, held)?;
                    }
                    Node::Expr(ast::Expr::Constant(n))
                        if n.value.as_str().is_some_and(|text| text == name)
                            && self.is_asked_by_name(file.id, id) =>
                    {
                        return Err(Place {
                            file: file.id,
                            node: id,
                        });
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// Whether a string is an argument of `getattr` or the like.
    fn is_asked_by_name(&self, file: FileId, string: NodeId) -> bool {
        let nodes = &self.project.file(file).nodes;
        nodes.parent(string).is_some_and(|up| {
            matches!(nodes.get(up), Node::Expr(ast::Expr::Call(call)) if matches!(
                last_name(&call.func),
                Some("getattr" | "attrgetter" | "methodcaller" | "__getattribute__")
            ))
        })
    }

    /// Whether a class is this one, or the two are of one family.
    fn is_related(&self, class: ClassId, owner: ClassId) -> bool {
        self.project.linearized(class).contains(&owner)
            || self.project.linearized(owner).contains(&class)
            || self
                .project
                .subclasses(owner)
                .into_iter()
                .any(|sub| self.project.linearized(sub).contains(&class))
    }

    /// Whether the owner of an attribute may be an object of a class: unless it is known to be something else.
    fn may_be_of(&self, file: FileId, value: &'t ast::Expr, owner: ClassId) -> bool {
        match self.project.infer(file, value).map(|typed| typed.value) {
            Some(Value::Object(class) | Value::Class(class)) => self.is_related(class, owner),
            Some(_) => false,
            None => true,
        }
    }

    /// All that calls a function: what it returns goes there.
    fn returned(&mut self, at: Place, held: Held) -> Read {
        let project = self.project;
        let this = project.file(at.file);
        let function = this
            .nodes
            .ancestors(at.node)
            .find(|&up| function_def(this.nodes.get(up)).is_some());
        let is_lambda = this.nodes.ancestors(at.node).any(|up| {
            function.is_none_or(|f| up > f)
                && matches!(this.nodes.get(up), Node::Expr(ast::Expr::Lambda(_)))
        });
        let function = function.filter(|_| !is_lambda).ok_or(at)?;
        let place = Place {
            file: at.file,
            node: function,
        };
        if !self.functions.insert((place, held)) {
            return Ok(());
        }
        let def = function_def(this.nodes.get(function)).ok_or(at)?;
        let scope = this.scopes.of(function);
        let owner = project.class_of_scope(at.file, scope);
        let is_property = project.has_decorator(place, &["property", "cached_property"])
            || project.has_decorator(place, &["functools.cached_property"]);
        if let (true, Some(class)) = (is_property, owner) {
            return self.attributes_of(class, def.name, held);
        }
        let is_plain = def
            .decorators
            .iter()
            .all(|decorator| self.is_transparent(place, decorator));
        // Methods with two underscores are called by other means than by their name.
        if !is_plain || (def.name.starts_with("__") && def.name.ends_with("__")) {
            return Err(at);
        }
        if owner.is_none() && this.scopes.get(scope).kind != ScopeKind::Module {
            // A function in a function: by its name alone.
            return self.calls_in(place, def.name, None, held);
        }
        self.calls_in(place, def.name, owner, held)
    }

    fn is_transparent(&self, place: Place, decorator: &'t ast::Expr) -> bool {
        let path = match decorator {
            ast::Expr::Call(call) => call.func.as_ref(),
            other => other,
        };
        if self.project.has_decorator(place, TRANSPARENT) && last_name(path).is_some() {
            let last = last_name(path);
            let is_known = |known: &&str| known.rsplit('.').next() == last;
            if TRANSPARENT.iter().any(is_known) {
                return true;
            }
        }
        let ast::Expr::Attribute(n) = path else {
            return false;
        };
        let holder = self.project.file(place.file).tree.source(n.value.as_ref());
        TRANSPARENT_METHODS.contains(&n.attr.as_str())
            && (holder.contains("context_manager") || holder.contains("enginefacade"))
    }

    fn calls_in(
        &mut self,
        function: Place,
        name: &'t str,
        owner: Option<ClassId>,
        held: Held,
    ) -> Read {
        let project = self.project;
        for file in project.files.iter() {
            if !file.tree.text().contains(name) {
                continue;
            }
            for (id, node) in file.nodes.iter() {
                let expr = match node {
                    Node::Expr(expr @ ast::Expr::Attribute(n)) if n.attr.as_str() == name => expr,
                    Node::Expr(expr @ ast::Expr::Name(n))
                        if n.id.as_str() == name && matches!(n.ctx, ast::ExprContext::Load) =>
                    {
                        expr
                    }
                    Node::Expr(ast::Expr::Constant(n))
                        if n.value.as_str().is_some_and(|text| text == name)
                            && self.is_asked_by_name(file.id, id) =>
                    {
                        return Err(Place {
                            file: file.id,
                            node: id,
                        });
                    }
                    Node::Alias(alias)
                        if alias.name.as_str() == name
                            && owner.is_none()
                            && alias.asname.as_ref().is_some_and(|n| n.as_str() != name) =>
                    {
                        return Err(Place {
                            file: file.id,
                            node: id,
                        });
                    }
                    _ => continue,
                };
                if !self.may_mean(file.id, expr, function, owner) {
                    continue;
                }
                let at = Place {
                    file: file.id,
                    node: id,
                };
                let up = file.nodes.parent(id).ok_or(at)?;
                match file.nodes.get(up) {
                    Node::Expr(ast::Expr::Call(call)) if std::ptr::eq(call.func.as_ref(), expr) => {
                        self.value(file.id, up, held)?;
                    }
                    // What it returns is not looked at.
                    Node::Expr(ast::Expr::Call(call))
                        if matches!(
                            last_name(&call.func),
                            Some("assertRaises" | "assertRaisesRegex" | "raises")
                        ) => {}
                    _ => return Err(at),
                }
            }
        }
        Ok(())
    }

    /// Whether an expression with a function's name may mean that function.
    fn may_mean(
        &self,
        file: FileId,
        expr: &'t ast::Expr,
        function: Place,
        owner: Option<ClassId>,
    ) -> bool {
        let found = self.project.infer(file, expr).map(|typed| typed.value);
        match (found, expr) {
            (Some(Value::Function(found)), _) if found == function => true,
            (Some(Value::Function(found)), _) => {
                let scope = self.project.file(found.file).scopes.of(found.node);
                let class = self.project.class_of_scope(found.file, scope);
                match (owner, class) {
                    (Some(owner), Some(class)) => self.is_related(class, owner),
                    _ => false,
                }
            }
            (Some(_), _) => false,
            (None, ast::Expr::Attribute(n)) => match owner {
                Some(owner) => self.may_be_of(file, &n.value, owner),
                None => self.project.infer(file, &n.value).is_none(),
            },
            // A method is not called by its bare name; what the name of a function is shows where it is bound once.
            (None, _) => {
                let this = self.project.file(file);
                let bound = this.scope_of(expr).and_then(|scope| {
                    let (_, ids) = this
                        .scopes
                        .lookup(last_name(expr).unwrap_or_default(), scope)?;
                    Some(ids.iter().any(|&id| {
                        matches!(
                            this.scopes.binding(id).kind,
                            BindingKind::Function | BindingKind::ImportFrom(..)
                        )
                    }))
                });
                owner.is_none() && bound.unwrap_or(true)
            }
        }
    }
}
