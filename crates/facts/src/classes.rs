//! Classes: their bases, and whether SQLAlchemy maps them.

use std::sync::{Arc, OnceLock};

use alchemod_python::ast;
use alchemod_python::{Node, NodeId};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::externals::DECLARATIVE_BASE_OF_FLASK;
use crate::functions::function_def;
use crate::infer::Infer;
use crate::project::File;
use crate::rebound::classes_in;
use crate::scopes::ScopeId;
use crate::value::{ClassId, Place, Value};
use crate::{FileId, Project};

/// What SQLAlchemy makes of a class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ClassKind {
    /// Nothing.
    #[default]
    Plain,
    /// A declarative base: `class Base(DeclarativeBase)`, `@as_declarative()`,
    /// `metaclass=DeclarativeMeta`.
    Base,
    /// A declarative class without a mapping of its own (`__abstract__ = True`).
    Abstract,
    /// A class that is mapped by declarative.
    Mapped,
    /// A class without a mapping that lends its attributes to mapped classes.
    Mixin,
    /// A class that a call maps: `mapper(User, users)`, `registry.map_imperatively(User, users)`.
    Imperative,
    /// A class of another mapper over SQLAlchemy (sqlmodel), to be left alone.
    Foreign,
}

/// `self.name = value` in a method.
#[derive(Clone, Copy, Debug)]
pub struct SelfAssignment<'t> {
    /// The assigned expression.
    pub value: &'t ast::Expr,
    /// The annotation, if there is one.
    pub annotation: Option<&'t ast::Expr>,
}

/// A class statement.
#[derive(Debug)]
pub struct Class<'t> {
    /// The file it is in.
    pub file: FileId,
    /// Its statement's id.
    pub node: NodeId,
    /// Its statement.
    pub def: &'t ast::StmtClassDef,
    /// The scope of its body.
    pub scope: ScopeId,
    /// What methods assign to attributes of `self`.
    pub self_assignments: FxHashMap<&'t str, Vec<SelfAssignment<'t>>>,
    pub(crate) bases: OnceLock<Vec<Option<Value>>>,
    pub(crate) kind: ClassKind,
    pub(crate) is_presumed: bool,
    pub(crate) linearized: OnceLock<Vec<ClassId>>,
}

impl<'t> Class<'t> {
    /// Its name.
    pub fn name(&self) -> &'t str {
        self.def.name.as_str()
    }

    /// Where it is.
    pub fn place(&self) -> Place {
        Place {
            file: self.file,
            node: self.node,
        }
    }

    /// What SQLAlchemy makes of it.
    pub fn kind(&self) -> ClassKind {
        self.kind
    }

    /// Whether it is mapped, by declarative or by a call.
    pub fn is_mapped(&self) -> bool {
        matches!(self.kind, ClassKind::Mapped | ClassKind::Imperative)
    }

    /// The value that the class body itself assigns to `name`.
    pub fn assigned(&self, name: &str) -> Option<&'t ast::Expr> {
        self.def.body.iter().rev().find_map(|stmt| match stmt {
            ast::Stmt::Assign(n) => n
                .targets
                .iter()
                .any(|target| matches!(target, ast::Expr::Name(t) if t.id.as_str() == name))
                .then_some(n.value.as_ref()),
            ast::Stmt::AnnAssign(n) => {
                let is_it =
                    matches!(n.target.as_ref(), ast::Expr::Name(t) if t.id.as_str() == name);
                n.value.as_deref().filter(|_| is_it)
            }
            _ => None,
        })
    }

    /// Whether the body says `name = True`.
    pub fn assigns_true(&self, name: &str) -> bool {
        self.assigned(name).is_some_and(is_true)
    }
}

/// Whether an expression is the constant `True`.
pub fn is_true(expr: &ast::Expr) -> bool {
    matches!(expr, ast::Expr::Constant(n) if n.value == ast::Constant::Bool(true))
}

/// All classes of all files, in the order of files and places.
pub(crate) fn collect<'t>(files: &[File<'t>]) -> Vec<Class<'t>> {
    let mut classes: Vec<Class<'t>> = Vec::new();
    for file in files {
        let mut by_scope: FxHashMap<ScopeId, usize> = FxHashMap::default();
        for &node in &file.definitions {
            match file.nodes.get(node) {
                Node::Stmt(ast::Stmt::ClassDef(def)) => {
                    let Some(scope) = file.scopes.opened_by(node) else {
                        continue;
                    };
                    by_scope.insert(scope, classes.len());
                    classes.push(Class {
                        file: file.id,
                        node,
                        def,
                        scope,
                        self_assignments: FxHashMap::default(),
                        bases: OnceLock::new(),
                        kind: ClassKind::Plain,
                        is_presumed: false,
                        linearized: OnceLock::new(),
                    });
                }
                Node::Stmt(ast::Stmt::Assign(assign)) => {
                    for (target, value) in crate::attributes::pairs(assign) {
                        let assigned = SelfAssignment {
                            value,
                            annotation: None,
                        };
                        note(file, node, target, assigned, &by_scope, &mut classes);
                    }
                }
                Node::Stmt(ast::Stmt::AnnAssign(assign)) => {
                    if let Some(value) = &assign.value {
                        let assigned = SelfAssignment {
                            value,
                            annotation: Some(&assign.annotation),
                        };
                        note(
                            file,
                            node,
                            &assign.target,
                            assigned,
                            &by_scope,
                            &mut classes,
                        );
                    }
                }
                _ => {}
            }
        }
    }
    classes
}

/// Keeps `self.x = value` for the class whose method it stands in.
fn note<'t>(
    file: &File<'t>,
    stmt: NodeId,
    target: &'t ast::Expr,
    assigned: SelfAssignment<'t>,
    by_scope: &FxHashMap<ScopeId, usize>,
    classes: &mut [Class<'t>],
) {
    let ast::Expr::Attribute(attribute) = target else {
        return;
    };
    let ast::Expr::Name(owner) = attribute.value.as_ref() else {
        return;
    };
    let function = file.scopes.get(file.scopes.of(stmt));
    let (Some(node), Some(outer)) = (function.node, function.parent) else {
        return;
    };
    let Some(&class) = by_scope.get(&outer) else {
        return;
    };
    let Some(def) = function_def(file.nodes.get(node)) else {
        return;
    };
    let first = def.args.posonlyargs.first().or(def.args.args.first());
    if first.is_some_and(|first| first.def.arg == owner.id) {
        let name = attribute.attr.as_str();
        classes[class]
            .self_assignments
            .entry(name)
            .or_default()
            .push(assigned);
    }
}

/// External classes whose subclasses are declarative bases.
const BASE_CLASSES: &[&str] = &[
    "sqlalchemy.orm.DeclarativeBase",
    "sqlalchemy.orm.DeclarativeBaseNoMeta",
];

impl<'t> Project<'t> {
    /// The class with this id.
    pub fn class(&self, id: ClassId) -> &Class<'t> {
        &self.classes[id.0 as usize]
    }

    /// All classes.
    pub fn classes(&self) -> impl Iterator<Item = (ClassId, &Class<'t>)> {
        self.classes
            .iter()
            .enumerate()
            .map(|(index, class)| (ClassId(index as u32), class))
    }

    /// What the bases of a class are; `None` where that is unknown.
    pub fn bases(&self, class: ClassId) -> Vec<Option<Value>> {
        let info = self.class(class);
        match info.bases.get() {
            Some(bases) => bases.clone(),
            None => self.compute_bases(class),
        }
    }

    fn compute_bases(&self, class: ClassId) -> Vec<Option<Value>> {
        let info = self.class(class);
        let infer = Infer::new(self);
        let outer = self.file(info.file).scopes.of(info.node);
        info.def
            .bases
            .iter()
            .map(|base| {
                // `class Base(Generic[T], Model[T])`
                let base = match base {
                    ast::Expr::Subscript(n) => n.value.as_ref(),
                    other => other,
                };
                match infer.expr(info.file, outer, base)?.value {
                    // `class User(Base)` where `class Base` is rebound to itself
                    Value::Class(id) if id == class => None,
                    value => Some(value),
                }
            })
            .collect()
    }

    pub(crate) fn resolve_bases(&mut self) {
        for index in 0..self.classes.len() {
            let bases = self.compute_bases(ClassId(index as u32));
            // Set once, here: nobody else sets it.
            let _ = self.classes[index].bases.set(bases);
        }
        for index in 0..self.classes.len() {
            let order = self.compute_linearized(ClassId(index as u32));
            let _ = self.classes[index].linearized.set(order);
        }
    }

    /// The class and its bases within the project, nearest first, each once. (Python's order
    /// differs only in diamonds that override; there the first found counts here as well.)
    pub fn linearized(&self, class: ClassId) -> Vec<ClassId> {
        match self.class(class).linearized.get() {
            Some(order) => order.clone(),
            None => self.compute_linearized(class),
        }
    }

    fn compute_linearized(&self, class: ClassId) -> Vec<ClassId> {
        let mut order = vec![class];
        // Chains may be long: each class is looked up in what is known of it, not in the list.
        let mut known = FxHashSet::from_iter([class]);
        let mut next = 0;
        while let Some(&current) = order.get(next) {
            next += 1;
            for base in self.bases(current).into_iter().flatten() {
                if let Value::Class(base) = base {
                    if known.insert(base) {
                        order.push(base);
                    }
                }
            }
        }
        order
    }

    /// The first base outside of the project that is not `object`.
    pub fn external_base(&self, class: ClassId) -> Option<Arc<str>> {
        self.linearized(class)
            .into_iter()
            .flat_map(|class| self.bases(class))
            .find_map(|base| match base {
                Some(Value::External(path)) => Some(path),
                _ => None,
            })
    }

    /// Whether the class inherits from this external class.
    pub fn is_subclass(&self, class: ClassId, path: &str) -> bool {
        self.linearized(class).into_iter().any(|class| {
            self.bases(class)
                .iter()
                .any(|base| matches!(base, Some(Value::External(p)) if &**p == path))
        })
    }

    /// Whether the value is an instance of the external class or of a subclass in the project.
    pub fn is_instance(&self, value: &Value, path: &str) -> bool {
        match value {
            Value::Instance(class) => &**class == path,
            Value::Object(class) => self.is_subclass(*class, path),
            _ => false,
        }
    }

    /// Works out what SQLAlchemy makes of each class. Parents first, by passes to a fixed point:
    /// a class may stand before its base's file.
    pub(crate) fn classify(&mut self) {
        let own: Vec<Option<ClassKind>> = (0..self.classes.len())
            .map(|index| self.own_kind(ClassId(index as u32)))
            .collect();
        for (class, kind) in self.classes.iter_mut().zip(&own) {
            class.kind = kind.unwrap_or_default();
        }
        self.inherit_kinds(&own);
        let lent = self.lent_to_bases();
        self.mark_mixins(lent, false);
        self.presume(&own);
        self.mark_imperative();
    }

    /// Gives the classes under declarative ones their kind; `own` is what the class statements say.
    pub(crate) fn inherit_kinds(&mut self, own: &[Option<ClassKind>]) {
        loop {
            let mut changed = false;
            for (index, own) in own.iter().enumerate() {
                if own.is_some() || self.classes[index].kind != ClassKind::Plain {
                    continue;
                }
                let inherited = self.inherited_kind(ClassId(index as u32));
                if inherited != ClassKind::Plain {
                    self.classes[index].kind = inherited;
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
    }

    /// Marks `mixins` and the bases of declarative classes.
    pub(crate) fn mark_mixins(&mut self, mut mixins: Vec<ClassId>, is_presumed: bool) {
        for index in 0..self.classes.len() {
            let kind = self.classes[index].kind;
            if matches!(
                kind,
                ClassKind::Base | ClassKind::Mapped | ClassKind::Abstract
            ) {
                mixins.extend(self.linearized(ClassId(index as u32)));
            }
        }
        for id in mixins {
            let class = &mut self.classes[id.0 as usize];
            if class.kind == ClassKind::Plain {
                class.kind = ClassKind::Mixin;
                class.is_presumed = is_presumed;
            }
        }
    }

    /// What the class statement alone says.
    fn own_kind(&self, id: ClassId) -> Option<ClassKind> {
        let class = self.class(id);
        let bases = self.bases(id);
        let external = |path: &str| {
            bases
                .iter()
                .any(|base| matches!(base, Some(Value::External(p)) if &**p == path))
        };
        if external("sqlmodel.SQLModel") {
            return Some(ClassKind::Foreign);
        }
        if BASE_CLASSES.iter().any(|path| external(path)) {
            return Some(ClassKind::Base);
        }
        // Keywords and decorators are evaluated where the class is defined.
        let scope = self.file(class.file).scopes.of(class.node);
        let metaclass = class.def.keywords.iter().any(|keyword| {
            keyword.arg.as_deref() == Some("metaclass")
                && self
                    .infer_in(class.file, scope, &keyword.value)
                    .is_some_and(|typed| {
                        typed.value.external() == Some("sqlalchemy.orm.DeclarativeMeta")
                    })
        });
        if metaclass {
            return Some(ClassKind::Base);
        }
        class.def.decorator_list.iter().find_map(|decorator| {
            let callee = match decorator {
                ast::Expr::Call(call) => call.func.as_ref(),
                other => other,
            };
            match self.infer_in(class.file, scope, callee)?.value {
                Value::External(path) if &*path == "sqlalchemy.orm.as_declarative" => {
                    Some(ClassKind::Base)
                }
                Value::Method(owner, name) if &*owner == "sqlalchemy.orm.registry" => {
                    match &*name {
                        "as_declarative_base" => Some(ClassKind::Base),
                        "mapped" | "mapped_as_dataclass" => Some(ClassKind::Mapped),
                        _ => None,
                    }
                }
                _ => None,
            }
        })
    }

    /// What the class is through its bases, as far as they are known by now.
    fn inherited_kind(&self, id: ClassId) -> ClassKind {
        let class = self.class(id);
        let declarative = self.bases(id).iter().flatten().any(|base| match base {
            Value::Base(_) => true,
            Value::External(path) => &**path == DECLARATIVE_BASE_OF_FLASK,
            Value::Class(base) => matches!(
                self.class(*base).kind,
                ClassKind::Base | ClassKind::Mapped | ClassKind::Abstract
            ),
            _ => false,
        });
        let foreign = self.bases(id).iter().flatten().any(
            |base| matches!(base, Value::Class(base) if self.class(*base).kind == ClassKind::Foreign),
        );
        match (foreign, declarative) {
            (true, _) => ClassKind::Foreign,
            (false, false) => ClassKind::Plain,
            (false, true) if class.assigns_true("__abstract__") => ClassKind::Abstract,
            (false, true) => ClassKind::Mapped,
        }
    }

    /// Classes given as `declarative_base(cls=...)` and `SQLAlchemy(model_class=...)`, or beside a declarative one to
    /// `type(name, bases, ...)`.
    fn lent_to_bases(&self) -> Vec<ClassId> {
        let mut lent = Vec::new();
        for file in &self.files {
            for (_, call) in file.calls() {
                let given = call.keywords.iter().filter(|keyword| {
                    matches!(keyword.arg.as_deref(), Some("cls" | "model_class"))
                });
                for class in given.flat_map(|keyword| classes_in(&keyword.value)) {
                    if let Some(class) = self.lent_class(file.id, class) {
                        lent.extend(self.linearized(class));
                    }
                }
                let bases = self.bases_given_to_type(file.id, call);
                let classes = bases.into_iter().flatten().filter_map(|base| match base {
                    Value::Class(class) => Some(self.linearized(class)),
                    _ => None,
                });
                lent.extend(classes.flatten());
            }
        }
        lent
    }

    /// Where the class's declarative registry comes from: the generated base, the base class, or
    /// Flask-SQLAlchemy's model. Classes with different roots do not see each other's names.
    pub fn declarative_root(&self, class: ClassId) -> Option<Value> {
        let order = self.linearized(class);
        order.iter().find_map(|&id| {
            if self.class(id).kind == ClassKind::Base {
                return Some(Value::Class(id));
            }
            self.bases(id)
                .into_iter()
                .flatten()
                .find(|base| match base {
                    Value::Base(_) => true,
                    Value::External(path) => &**path == DECLARATIVE_BASE_OF_FLASK,
                    _ => false,
                })
        })
    }

    /// Whether the class takes part in a declarative mapping: its body's columns are mapped.
    pub fn is_declarative(&self, class: ClassId) -> bool {
        matches!(
            self.class(class).kind,
            ClassKind::Base | ClassKind::Abstract | ClassKind::Mapped | ClassKind::Mixin
        )
    }
}
