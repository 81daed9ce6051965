//! From an expression to its value: names, attributes and calls followed through the project.
//!
//! Nothing is guessed: where two bindings of a name disagree, the name is unknown. The one
//! exception are conventional names of sessions, which are marked [`Certainty::Named`].

use std::cell::{Cell, RefCell};

use alchemod_python::{ast, NodeId};

use crate::externals::{conventional, external, external_attribute, is_known};
use crate::iteration::{combine_lists, holds_rows};
use crate::rebound::rebound;
use crate::scopes::{Binding, BindingId, BindingKind, ScopeId};
use crate::sqlalchemy::{names, rows};
use crate::value::{Place, Typed, Value};
use crate::{FileId, Project};

/// The most steps that finding one name may take, without the steps for the names that it refers to. Real code
/// needs tens.
const FUEL: u32 = 4_000;

/// The most steps that one question may take, with those for all names. The bound is there for code in which
/// every name refers to every other.
const TOTAL_FUEL: u32 = 4 * FUEL;

/// The deepest chain of expressions on the way to a name.
const DEPTH: u32 = 60;

/// The longest chain of names, each of which refers to the next.
const NAMES: usize = 60;

/// A name that is being found.
struct Sought {
    file: FileId,
    /// Its first binding stands for the name.
    first: BindingId,
    /// What the name is taken for while `x = x.f()` is followed.
    assumed: Option<Typed>,
}

/// One question and its working state.
pub(crate) struct Infer<'p, 't> {
    pub(crate) project: &'p Project<'t>,
    /// Steps left for the present name.
    fuel: Cell<u32>,
    /// Steps left for all names.
    total_fuel: Cell<u32>,
    depth: Cell<u32>,
    /// The names whose bindings are being looked at, each because of the one before.
    sought: RefCell<Vec<Sought>>,
    /// The first of [`Infer::sought`] that something found since relies on, other than the name itself: what is
    /// found then holds for this question only.
    relies_on: Cell<usize>,
    /// Places whose reaching bindings are being looked at.
    reaching: RefCell<Vec<(FileId, NodeId)>>,
}

/// What is found relies on no name that is still being looked for.
const NOTHING: usize = usize::MAX;

impl<'p, 't> Infer<'p, 't> {
    pub(crate) fn new(project: &'p Project<'t>) -> Self {
        Infer {
            project,
            fuel: Cell::new(FUEL),
            total_fuel: Cell::new(TOTAL_FUEL),
            depth: Cell::new(0),
            sought: RefCell::new(Vec::new()),
            relies_on: Cell::new(NOTHING),
            reaching: RefCell::new(Vec::new()),
        }
    }

    /// What `expr`, evaluated in `scope` of `file`, is.
    pub(crate) fn expr(&self, file: FileId, scope: ScopeId, expr: &'t ast::Expr) -> Option<Typed> {
        if self.fuel.get() == 0 || self.total_fuel.get() == 0 || self.depth.get() > DEPTH {
            return self.give_up();
        }
        self.fuel.set(self.fuel.get() - 1);
        self.total_fuel.set(self.total_fuel.get() - 1);
        self.depth.set(self.depth.get() + 1);
        let result = self.expr_inner(file, scope, expr);
        self.depth.set(self.depth.get() - 1);
        result
    }

    /// Unknown, but only because of what was asked before: a question of its own may know.
    fn give_up(&self) -> Option<Typed> {
        self.relies_on.set(0);
        None
    }

    fn expr_inner(&self, file: FileId, scope: ScopeId, expr: &'t ast::Expr) -> Option<Typed> {
        use ast::Expr;
        match expr {
            Expr::Name(n) => {
                let name = n.id.as_str();
                let known = self.name(file, scope, name);
                let is_vague = known
                    .as_ref()
                    .is_none_or(|known| known.value.is_instance_of(rows::ROW));
                let reaching = is_vague
                    .then(|| self.reaching_name(file, scope, name, expr))
                    .flatten();
                reaching
                    .or(known)
                    .or_else(|| conventional(name, || self.is_known(file, scope, name)))
            }
            Expr::Attribute(n) => {
                let name = n.attr.as_str();
                match self.expr(file, scope, &n.value) {
                    Some(owner) => self.attribute(file, owner, name),
                    None => self.unique_attribute(name),
                }
                .or_else(|| conventional(name, || false))
            }
            Expr::Call(n) => self.called(file, scope, n, expr),
            Expr::Await(n) => self
                .awaited(file, scope, &n.value)
                .or_else(|| self.expr(file, scope, &n.value)),
            Expr::NamedExpr(n) => self.expr(file, scope, &n.value),
            Expr::IfExp(n) => combine_lists(
                [n.body.as_ref(), n.orelse.as_ref()].map(|v| (v, self.expr(file, scope, v))),
            ),
            Expr::BoolOp(n) => {
                combine_lists(n.values.iter().map(|v| (v, self.expr(file, scope, v))))
            }
            Expr::Subscript(n) => self.item(file, scope, n),
            Expr::List(n) => self.collected(file, &n.elts),
            Expr::Tuple(n) => self.collected(file, &n.elts),
            Expr::Set(n) => self.collected(file, &n.elts),
            Expr::ListComp(n) => self.collected(file, [n.elt.as_ref()]),
            Expr::SetComp(n) => self.collected(file, [n.elt.as_ref()]),
            Expr::GeneratorExp(n) => self.collected(file, [n.elt.as_ref()]),
            Expr::Dict(n) => self.mapped(file, &n.values),
            Expr::DictComp(n) => self.mapped(file, [n.value.as_ref()]),
            Expr::Constant(n) if n.value.is_none() => Some(Typed::proven(Value::None)),
            _ => None,
        }
    }

    /// What a name read in `scope` is.
    pub(crate) fn name(&self, file: FileId, scope: ScopeId, name: &str) -> Option<Typed> {
        let scopes = &self.project.file(file).scopes;
        match scopes.lookup(name, scope) {
            Some((owner, ids)) => self.bindings(file, owner, name, ids),
            None => self.star_imported(file, name),
        }
    }

    /// Whether anything in the file binds the name, so that its unknown value is not just unseen.
    fn is_known(&self, file: FileId, scope: ScopeId, name: &str) -> bool {
        let scopes = &self.project.file(file).scopes;
        let Some((_, ids)) = scopes.lookup(name, scope) else {
            return false;
        };
        // A parameter, an import from elsewhere or the result of an unknown call may well be one.
        ids.iter().any(|&id| {
            matches!(
                scopes.binding(id).kind,
                BindingKind::Class(_) | BindingKind::Function
            )
        })
    }

    pub(crate) fn bindings(
        &self,
        file: FileId,
        scope: ScopeId,
        name: &str,
        ids: &[BindingId],
    ) -> Option<Typed> {
        let &first = ids.first()?;
        if let Some(assumed) = self.assumed(file, first) {
            return assumed;
        }
        let position = self.sought.borrow().len();
        if let Some(known) = self.project.known_name(file, first, position == 0) {
            return known;
        }
        match position {
            0 => {
                let asked = Infer::new(self.project);
                let found = asked.follow_bindings(file, scope, name, ids);
                self.project
                    .learn_name(file, first, found.clone(), asked.holds_always());
                found
            }
            NAMES => self.give_up(),
            _ => self.follow_further(file, scope, name, ids),
        }
    }

    /// Whether what was found relies on no name that is still being looked for.
    fn holds_always(&self) -> bool {
        self.relies_on.get() == NOTHING
    }

    /// What a name is that is asked for because of another.
    fn follow_further(
        &self,
        file: FileId,
        scope: ScopeId,
        name: &str,
        ids: &[BindingId],
    ) -> Option<Typed> {
        // What is found must not depend on who asks, so each name has its own bounds.
        let fuel = self.fuel.replace(FUEL);
        let depth = self.depth.replace(0);
        let relies_on = self.relies_on.replace(NOTHING);
        let found = self.follow_bindings(file, scope, name, ids);
        if self.holds_always() {
            let &first = ids.first()?;
            self.project.learn_name(file, first, found.clone(), true);
        }
        self.fuel.set(fuel);
        self.depth.set(depth);
        // A name that relies on itself by way of others is closed in itself.
        let position = self.sought.borrow().len();
        let on_outer = Some(self.relies_on.get()).filter(|&on| on < position);
        self.relies_on
            .set(relies_on.min(on_outer.unwrap_or(NOTHING)));
        found
    }

    /// What a name is taken for that is being looked for already.
    fn assumed(&self, file: FileId, first: BindingId) -> Option<Option<Typed>> {
        let sought = self.sought.borrow();
        let position = sought
            .iter()
            .position(|known| known.file == file && known.first == first)?;
        // A name that refers to itself only means the same in every question.
        if position + 1 < sought.len() {
            self.relies_on.set(self.relies_on.get().min(position));
        }
        Some(sought[position].assumed.clone())
    }

    fn follow_bindings(
        &self,
        file: FileId,
        scope: ScopeId,
        name: &str,
        ids: &[BindingId],
    ) -> Option<Typed> {
        let scopes = &self.project.file(file).scopes;
        let refers_to_itself = |id: &&BindingId| match scopes.binding(**id).kind {
            BindingKind::Assign { value, .. } => root_name(value) == Some(name),
            _ => false,
        };
        let &first_binding = ids.first()?;
        let rebound = rebound(scopes, name, ids);
        let ids = rebound
            .as_ref()
            .map_or(ids, |(_, base)| std::slice::from_ref(base));
        let assume = |assumed: Option<Typed>| {
            self.sought.borrow_mut().push(Sought {
                file,
                first: first_binding,
                assumed,
            });
        };
        let (again, first): (Vec<_>, Vec<_>) = ids.iter().partition(refers_to_itself);
        assume(None);
        let start = self.list_of(file, scope, name, &first);
        self.sought.borrow_mut().pop();
        if again.is_empty() || start.is_none() {
            return start;
        }
        // `q = q.filter(...)`: follow each with what the name was before.
        assume(start.clone());
        let later: Vec<Option<Typed>> = again
            .iter()
            .map(|id| self.binding(file, scopes.binding(**id)))
            .collect();
        self.sought.borrow_mut().pop();
        combine(later.into_iter().chain([start]))
    }

    /// What a name is at one place, by the bindings that can hold there. Only of rows and results: they are
    /// often bound again to what is made of them (`rows = rows.fetchall()`, `row = dict(row)`).
    fn reaching_name(
        &self,
        file: FileId,
        scope: ScopeId,
        name: &str,
        expr: &'t ast::Expr,
    ) -> Option<Typed> {
        self.reaching_value(file, scope, name, expr)
            .filter(|found| holds_rows(&found.value))
    }

    /// What a name is at one place, whatever it is.
    pub(crate) fn reaching_value(
        &self,
        file: FileId,
        scope: ScopeId,
        name: &str,
        expr: &'t ast::Expr,
    ) -> Option<Typed> {
        let this = self.project.file(file);
        let (owner, ids) = this.scopes.lookup(name, scope)?;
        if ids.len() < 2 {
            return None;
        }
        let site = this.nodes.expr_id(expr)?;
        if self.reaching.borrow().contains(&(file, site)) {
            return self.give_up();
        }
        let reaching = this.reaching(site, owner, ids)?;
        if reaching.is_empty() || reaching.len() == ids.len() {
            return None;
        }
        self.reaching.borrow_mut().push((file, site));
        let reaching: Vec<&BindingId> = reaching.iter().collect();
        let found = self.list_of(file, owner, name, &reaching);
        self.reaching.borrow_mut().pop();
        found
    }

    /// What one binding gives its name.
    pub(crate) fn binding(&self, file: FileId, binding: &Binding<'t>) -> Option<Typed> {
        let project = self.project;
        let outer = binding.scope;
        match binding.kind {
            BindingKind::Import(alias) => {
                let path = alias.name.as_str();
                let path = match &alias.asname {
                    Some(_) => path,
                    None => path.split('.').next().unwrap_or(path),
                };
                Some(Typed::proven(self.module(file, path)))
            }
            BindingKind::ImportFrom(stmt, alias) => {
                let level = stmt.level.map_or(0, |level| level.to_usize());
                let module = stmt.module.as_ref().map_or("", |name| name.as_str());
                self.imported(file, level, module, alias.name.as_str())
            }
            BindingKind::Class(_) => {
                let class = project.class_at(file, binding.node)?;
                Some(Typed::proven(Value::Class(class)))
            }
            BindingKind::Function => Some(Typed::proven(Value::Function(Place {
                file,
                node: binding.node,
            }))),
            BindingKind::Assign { value, annotation } => {
                // An assigned value is evaluated where its statement is.
                let scope = project.file(file).scopes.of(binding.node);
                self.declared_attribute(file, outer, binding.name, value)
                    .or_else(|| self.annotation(file, outer, annotation?))
                    .or_else(|| self.expr(file, scope, value))
            }
            BindingKind::Annotation(annotation) => self
                .mapped_annotation(file, outer, binding.name, annotation)
                .or_else(|| self.annotation(file, outer, annotation)),
            BindingKind::Unpacked {
                value: ast::Expr::Tuple(tuple),
                index: Some(index),
            } => self.expr(file, outer, tuple.elts.get(index)?),
            BindingKind::Unpacked {
                value: value @ ast::Expr::Call(call),
                index: Some(index),
            } => self
                .returned_part(file, outer, call, index)
                .or_else(|| self.unpacked_row(file, outer, value, index)),
            BindingKind::Unpacked {
                value,
                index: Some(index),
            } => self.unpacked_row(file, outer, value, index),
            BindingKind::For {
                iterable, target, ..
            } => self.looped(file, binding, iterable, target),
            BindingKind::Augmented(value) => {
                let scope = project.file(file).scopes.of(binding.node);
                self.augmented(file, scope, value)
            }
            BindingKind::Parameter {
                arg,
                default,
                packed: false,
            } => self.parameter(file, binding, arg, default),
            BindingKind::With { context, .. } => {
                let scope = project.file(file).scopes.of(binding.node);
                let manager = self.expr(file, scope, context)?;
                self.entered(file, manager)
            }
            _ => None,
        }
    }

    /// `from module import name` with `level` dots, in `file`.
    pub(crate) fn imported(
        &self,
        file: FileId,
        level: usize,
        module: &str,
        name: &str,
    ) -> Option<Typed> {
        let modules = &self.project.modules;
        let join = |module: &str| match module {
            "" => name.to_owned(),
            module => format!("{module}.{name}"),
        };
        let (target, submodule) = if level > 0 {
            (
                modules.find_relative(level, module, file),
                modules.find_relative(level, &join(module), file),
            )
        } else {
            (
                modules.find(module, file),
                modules.find(&join(module), file),
            )
        };
        let member = target
            .filter(|&target| target != file)
            .and_then(|target| self.member(target, name));
        match (member, submodule, target) {
            (Some(member), _, _) => Some(member.flowed()),
            (None, Some(submodule), _) => Some(Typed::proven(Value::Module(submodule))),
            (None, None, Some(_)) => None,
            (None, None, None) if level > 0 => None,
            (None, None, None) => Some(Typed::proven(external(&join(module)))),
        }
    }

    fn module(&self, file: FileId, path: &str) -> Value {
        match self.project.modules.find(path, file) {
            Some(module) => Value::Module(module),
            None => external(path),
        }
    }

    /// What `name` is at the top of the module `file`.
    pub(crate) fn member(&self, file: FileId, name: &str) -> Option<Typed> {
        let module = ScopeId(0);
        match self.project.file(file).scopes.get(module).names.get(name) {
            Some(ids) => self.bindings(file, module, name, ids),
            None => self.star_imported(file, name).or_else(|| {
                let submodule = self.project.modules.submodule(file, name)?;
                Some(Typed::proven(Value::Module(submodule)))
            }),
        }
    }

    fn star_imported(&self, file: FileId, name: &str) -> Option<Typed> {
        if self.depth.get() > DEPTH {
            return self.give_up();
        }
        let this = self.project.file(file);
        let stars = &this.scopes.get(ScopeId(0)).stars;
        self.depth.set(self.depth.get() + 1);
        let found = stars.iter().rev().find_map(|&star| {
            let alchemod_python::Node::Stmt(ast::Stmt::ImportFrom(stmt)) = this.nodes.get(star)
            else {
                return None;
            };
            let level = stmt.level.map_or(0, |level| level.to_usize());
            let module = stmt.module.as_ref().map_or("", |name| name.as_str());
            let target = if level > 0 {
                self.project.modules.find_relative(level, module, file)
            } else {
                self.project.modules.find(module, file)
            };
            match target {
                Some(target) if target != file => {
                    let visible = self.project.file(target).is_exported(name);
                    visible.then(|| self.member(target, name)).flatten()
                }
                Some(_) => None,
                None if level > 0 => None,
                None => {
                    let path = format!("{module}.{name}");
                    // 1.4 gives no modules in this way, 2.x only those that happen to be loaded.
                    // `mapper` is a module and, by the same path, what the package has of it: the function.
                    let is_module = names::is_module(&path) && path != "sqlalchemy.orm.mapper";
                    let public = !name.starts_with('_') && is_known(&path) && !is_module;
                    public.then(|| Typed::proven(external(&path)))
                }
            }
        });
        self.depth.set(self.depth.get() - 1);
        found.map(Typed::flowed)
    }

    /// What `owner.name` is.
    pub(crate) fn attribute(&self, file: FileId, owner: Typed, name: &str) -> Option<Typed> {
        let certainty = owner.certainty;
        let found = match owner.value {
            Value::External(path) => {
                let path = format!("{path}.{name}");
                let local = (!path.starts_with("sqlalchemy."))
                    .then(|| self.project.modules.find(&path, file))
                    .flatten();
                Some(Typed::proven(match local {
                    Some(module) => Value::Module(module),
                    None => external(&path),
                }))
            }
            Value::Module(module) => self.member(module, name).map(Typed::flowed),
            Value::Instance(class) => external_attribute(&class, name).map(Typed::proven),
            Value::Class(class) => self
                .class_member(class, name)
                .or_else(|| self.of_mapped_class(class, name))
                .map(Typed::flowed),
            Value::Base(_) if name == "metadata" => {
                Some(Typed::proven(Value::Instance("sqlalchemy.MetaData".into())))
            }
            Value::Object(class) => self.object_member(class, name).map(Typed::flowed),
            _ => None,
        }?;
        Some(Typed {
            certainty: found.certainty.min(certainty),
            ..found
        })
    }
}

/// One value out of several: all that are known must agree, `None` constants aside.
pub(crate) fn combine(values: impl IntoIterator<Item = Option<Typed>>) -> Option<Typed> {
    let mut result: Option<Typed> = None;
    let mut none = None;
    for value in values {
        let value = value?;
        if value.value == Value::None {
            none = Some(value);
            continue;
        }
        result = match result {
            None => Some(value),
            Some(known) => Some(Typed {
                certainty: known.certainty.min(value.certainty),
                value: common(known.value, value.value)?,
            }),
        };
    }
    result.or(none)
}

/// What holds of both values: rows of two kinds are rows.
fn common(one: Value, other: Value) -> Option<Value> {
    match (one, other) {
        (one, other) if one == other => Some(one),
        (Value::Instance(one), Value::Instance(other))
            if rows::is_row(&one) && rows::is_row(&other) =>
        {
            Some(Value::Instance(rows::ROW.into()))
        }
        (Value::Iterable(one), Value::Iterable(other)) => {
            Some(Value::Iterable(Box::new(common(*one, *other)?)))
        }
        (Value::Mapping(one), Value::Mapping(other)) => {
            Some(Value::Mapping(Box::new(common(*one, *other)?)))
        }
        _ => None,
    }
}

/// The name at the start of a chain of attributes, calls and subscripts.
pub(crate) fn root_name(expr: &ast::Expr) -> Option<&str> {
    let mut current = expr;
    loop {
        current = match current {
            ast::Expr::Name(n) => return Some(n.id.as_str()),
            ast::Expr::Attribute(n) => &n.value,
            ast::Expr::Call(n) => &n.func,
            ast::Expr::Subscript(n) => &n.value,
            ast::Expr::Await(n) => &n.value,
            _ => return None,
        };
    }
}
