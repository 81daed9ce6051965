//! What functions take and give: parameters, annotations, returns, yields, fixtures.

use alchemod_python::ast;
use alchemod_python::{Node, NodeId};

use crate::infer::{combine, Infer};
use crate::iteration::combine_lists;
use crate::scopes::{Binding, BindingKind, ScopeId, ScopeKind};
use crate::sqlalchemy::handles;
use crate::value::{Certainty, Place, Typed, Value};
use crate::FileId;

/// A `def` or `async def`, whichever it is.
#[derive(Clone, Copy, Debug)]
pub struct FunctionDef<'t> {
    /// The name.
    pub name: &'t str,
    /// The parameters.
    pub args: &'t ast::Arguments,
    /// The decorators.
    pub decorators: &'t [ast::Expr],
    /// The return annotation.
    pub returns: Option<&'t ast::Expr>,
    /// The body.
    pub body: &'t [ast::Stmt],
    /// Whether it is `async def`.
    pub is_async: bool,
}

/// The node as a function definition.
pub fn function_def<'t>(node: Node<'t>) -> Option<FunctionDef<'t>> {
    match node {
        Node::Stmt(ast::Stmt::FunctionDef(n)) => Some(FunctionDef {
            name: n.name.as_str(),
            args: &n.args,
            decorators: &n.decorator_list,
            returns: n.returns.as_deref(),
            body: &n.body,
            is_async: false,
        }),
        Node::Stmt(ast::Stmt::AsyncFunctionDef(n)) => Some(FunctionDef {
            name: n.name.as_str(),
            args: &n.args,
            decorators: &n.decorator_list,
            returns: n.returns.as_deref(),
            body: &n.body,
            is_async: true,
        }),
        _ => None,
    }
}

const CONTEXT_MANAGER_DECORATORS: &[&str] = &[
    "contextlib.contextmanager",
    "contextlib.asynccontextmanager",
];

const FIXTURE_DECORATORS: &[&str] = &[
    "pytest.fixture",
    "pytest_asyncio.fixture",
    "pytest.yield_fixture",
];

/// Generic containers of one value whose first argument is what the generator yields.
const GENERATOR_ANNOTATIONS: &[&str] = &[
    "Iterator",
    "Iterable",
    "Generator",
    "AsyncIterator",
    "AsyncIterable",
    "AsyncGenerator",
    "ContextManager",
    "AbstractContextManager",
];

/// Generic collections whose only or first argument is the class of the elements.
const CONTAINER_ANNOTATIONS: &[&str] = &[
    "AsyncIterator",
    "Collection",
    "Generator",
    "Iterable",
    "Iterator",
    "List",
    "Sequence",
    "Set",
    "list",
    "set",
];

impl<'p, 't> Infer<'p, 't> {
    /// What a parameter is: `self` and `cls`, its annotation, a dependency or other default, a
    /// pytest fixture, and at last what the calls of its function give.
    pub(crate) fn parameter(
        &self,
        file: FileId,
        binding: &Binding<'t>,
        arg: &'t ast::Arg,
        default: Option<&'t ast::Expr>,
    ) -> Option<Typed> {
        let this = self.project.file(file);
        let scope = this.scopes.get(binding.scope);
        let outer = scope.parent.unwrap_or(ScopeId(0));
        let function = scope.node?;
        if let Some(value) = self.lambda_parameter(file, function, binding.name) {
            return Some(value);
        }
        if let Some(value) = self.implicit_parameter(file, function, outer, binding.name) {
            return Some(value);
        }
        if let Some(annotation) = &arg.annotation {
            if let Some(value) = self.annotation(file, outer, annotation) {
                return Some(value);
            }
        }
        if let Some(value) = default.and_then(|default| self.default_value(file, outer, default)) {
            return Some(value);
        }
        if let Some(value) = self.fixture(file, function, binding.name) {
            return Some(value);
        }
        if let Some(value) = self.listener_parameter(file, function, binding.name) {
            return Some(value);
        }
        self.given_by_calls(file, function, binding.name, default)
    }

    /// `self` or `cls`.
    fn implicit_parameter(
        &self,
        file: FileId,
        function: NodeId,
        outer: ScopeId,
        name: &str,
    ) -> Option<Typed> {
        let this = self.project.file(file);
        let class = self.project.class_of_scope(file, outer)?;
        let def = function_def(this.nodes.get(function))?;
        let first = def.args.posonlyargs.first().or(def.args.args.first())?;
        if first.def.arg.as_str() != name {
            return None;
        }
        let place = Place {
            file,
            node: function,
        };
        if self.project.has_decorator(place, &["staticmethod"]) {
            return None;
        }
        let of_class = name == "cls"
            || def.name == "__init_subclass__"
            || self.project.has_decorator(place, &["classmethod"]);
        Some(Typed::proven(if of_class {
            Value::Class(class)
        } else {
            Value::Object(class)
        }))
    }

    fn default_value(&self, file: FileId, scope: ScopeId, default: &'t ast::Expr) -> Option<Typed> {
        if let ast::Expr::Call(call) = default {
            let callee = self.expr(file, scope, &call.func)?;
            if matches!(
                callee.value.external(),
                Some("fastapi.Depends" | "fastapi.params.Depends")
            ) {
                let dependency = self.expr(file, scope, call.args.first()?)?;
                return match dependency.value {
                    Value::Function(place) => self.yielded_or_returned(place).map(Typed::flowed),
                    Value::Instance(class) => {
                        let result = handles::instance_call_result(&class)?;
                        Some(Typed::proven(Value::Instance(result.into())).flowed())
                    }
                    _ => None,
                };
            }
        }
        let value = self.expr(file, scope, default)?;
        (value.value != Value::None).then(|| value.flowed())
    }

    /// The pytest fixture of this name, as a test or fixture in `file` sees it.
    fn fixture(&self, file: FileId, function: NodeId, name: &str) -> Option<Typed> {
        let this = self.project.file(file);
        let def = function_def(this.nodes.get(function))?;
        let place = Place {
            file,
            node: function,
        };
        if !def.name.starts_with("test") && !self.project.has_decorator(place, FIXTURE_DECORATORS) {
            return None;
        }
        let found = self.project.fixture(file, name, place)?;
        self.yielded_or_returned(found).map(Typed::flowed)
    }

    /// What calling a function of the project gives.
    pub(crate) fn returned(&self, place: Place) -> Option<Typed> {
        let def = self.project.function(place)?;
        let is_manager = self
            .project
            .has_decorator(place, CONTEXT_MANAGER_DECORATORS);
        if is_manager {
            let inner = self.yielded_or_returned(place)?;
            return Some(Typed {
                value: Value::ContextManager(Box::new(inner.value)),
                certainty: inner.certainty,
            });
        }
        let scope = self.project.file(place.file).scopes.of(place.node);
        if let Some(annotation) = def.returns {
            if let Some(value) = self.annotation(place.file, scope, annotation) {
                return Some(value);
            }
        }
        let results = self.project.results(place);
        if results.yields.is_empty() {
            self.all_of(place, &results.returns)
        } else {
            self.yielded_rows(place, &results)
        }
    }

    /// The part that `a, b = function()` gives to one name, if each `return` is a plain tuple.
    pub(crate) fn returned_part(
        &self,
        file: FileId,
        scope: ScopeId,
        call: &'t ast::ExprCall,
        index: usize,
    ) -> Option<Typed> {
        let callee = self.expr(file, scope, &call.func)?;
        let Value::Function(place) = callee.value else {
            return None;
        };
        let parts: Option<Vec<&'t ast::Expr>> = self
            .project
            .results(place)
            .returns
            .into_iter()
            .map(|returned| match returned {
                ast::Expr::Tuple(tuple) => tuple.elts.get(index),
                _ => None,
            })
            .collect();
        self.all_of(place, &parts?).map(Typed::flowed)
    }

    /// What a dependency, fixture or context manager hands out: what it yields, or returns.
    pub(crate) fn yielded_or_returned(&self, place: Place) -> Option<Typed> {
        let def = self.project.function(place)?;
        let file = self.project.file(place.file);
        let scope = file.scopes.of(place.node);
        if let Some(ast::Expr::Subscript(annotation)) = def.returns {
            let name = last_name(&annotation.value);
            if name.is_some_and(|name| GENERATOR_ANNOTATIONS.contains(&name)) {
                let first = match annotation.slice.as_ref() {
                    ast::Expr::Tuple(tuple) => tuple.elts.first()?,
                    single => single,
                };
                return self.annotation(place.file, scope, first);
            }
        }
        let results = self.project.results(place);
        if results.yields.is_empty() {
            if let Some(value) = def
                .returns
                .and_then(|a| self.annotation(place.file, scope, a))
            {
                return Some(value);
            }
            self.all_of(place, &results.returns)
        } else {
            self.all_of(place, &results.yields)
        }
    }

    pub(crate) fn all_of(&self, place: Place, exprs: &[&'t ast::Expr]) -> Option<Typed> {
        let file = self.project.file(place.file);
        combine_lists(exprs.iter().map(|expr| {
            let find = || {
                let scope = file.scope_of(expr)?;
                self.expr(place.file, scope, expr)
            };
            (*expr, find())
        }))
    }

    /// The instance that an annotation promises.
    pub(crate) fn annotation(
        &self,
        file: FileId,
        scope: ScopeId,
        annotation: &'t ast::Expr,
    ) -> Option<Typed> {
        use ast::Expr;
        match annotation {
            Expr::Name(_) | Expr::Attribute(_) => instance_of(self.expr(file, scope, annotation)?),
            Expr::Constant(constant) if constant.value.is_none() => {
                Some(Typed::proven(Value::None))
            }
            Expr::Constant(constant) => {
                let text = constant.value.as_str()?;
                instance_of(self.dotted(file, scope, text.trim())?)
            }
            Expr::Subscript(n) => {
                let first = match n.slice.as_ref() {
                    Expr::Tuple(tuple) => tuple.elts.first()?,
                    single => single,
                };
                match last_name(&n.value)? {
                    "Optional" | "Annotated" | "ClassVar" | "Final" => {
                        self.annotation(file, scope, first)
                    }
                    "Union" => match n.slice.as_ref() {
                        Expr::Tuple(tuple) => {
                            combine(tuple.elts.iter().map(|e| self.annotation(file, scope, e)))
                        }
                        single => self.annotation(file, scope, single),
                    },
                    name if CONTAINER_ANNOTATIONS.contains(&name) => {
                        self.annotated_rows(file, scope, first)
                    }
                    // `scoped_session[Session]`, `sessionmaker[Session]`
                    _ => match self.expr(file, scope, &n.value)?.value {
                        Value::External(path) if path.starts_with("sqlalchemy.") => {
                            instance_of(Typed::proven(Value::External(path)))
                        }
                        _ => None,
                    },
                }
            }
            Expr::BinOp(n) if n.op == ast::Operator::BitOr => combine([
                self.annotation(file, scope, &n.left),
                self.annotation(file, scope, &n.right),
            ]),
            _ => None,
        }
    }

    /// A dotted name inside a string: a forward reference.
    pub(crate) fn dotted(&self, file: FileId, scope: ScopeId, text: &str) -> Option<Typed> {
        let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        if !text.chars().all(is_name) {
            return None;
        }
        let mut parts = text.split('.');
        let mut value = self.name(file, scope, parts.next()?)?;
        for part in parts {
            value = self.attribute(file, value, part)?;
        }
        Some(value)
    }
}

/// What instances of a class value are.
fn instance_of(class: Typed) -> Option<Typed> {
    let value = match class.value {
        Value::External(path) if &*path == "None" => Value::None,
        Value::External(path) if path.starts_with("typing.") => return None,
        Value::External(path) => Value::Instance(path),
        Value::Class(class) => Value::Object(class),
        Value::None => Value::None,
        _ => return None,
    };
    Some(Typed {
        value,
        certainty: Certainty::Proven,
    })
}

/// The last name of a dotted expression.
pub fn last_name(expr: &ast::Expr) -> Option<&str> {
    match expr {
        ast::Expr::Name(n) => Some(n.id.as_str()),
        ast::Expr::Attribute(n) => Some(n.attr.as_str()),
        _ => None,
    }
}

/// What a function hands out.
#[derive(Debug, Default)]
pub struct Results<'t> {
    /// The values of its `return` statements; a bare `return` is left out.
    pub returns: Vec<&'t ast::Expr>,
    /// The values of its `yield` expressions.
    pub yields: Vec<&'t ast::Expr>,
}

impl<'t> crate::Project<'t> {
    /// The function at `place`.
    pub fn function(&self, place: Place) -> Option<FunctionDef<'t>> {
        function_def(self.file(place.file).nodes.get(place.node))
    }

    /// What the function at `place` returns and yields; nested functions left out.
    pub fn results(&self, place: Place) -> Results<'t> {
        let file = self.file(place.file);
        let mut results = Results::default();
        let Some(inner) = file.scopes.opened_by(place.node) else {
            return results;
        };
        for (id, node) in file.subtree(place.node) {
            let in_function = || file.scopes.enclosing_block(file.scopes.of(id)) == inner;
            match node {
                Node::Stmt(ast::Stmt::Return(n)) if in_function() => {
                    results.returns.extend(n.value.as_deref());
                }
                Node::Expr(ast::Expr::Yield(n)) if in_function() => {
                    results.yields.extend(n.value.as_deref());
                }
                _ => {}
            }
        }
        results
    }

    /// Whether the function has one of these decorators, called or not.
    pub fn has_decorator(&self, place: Place, paths: &[&str]) -> bool {
        let Some(def) = self.function(place) else {
            return false;
        };
        // Decorators are evaluated where the function is defined.
        let scope = self.file(place.file).scopes.of(place.node);
        def.decorators.iter().any(|decorator| {
            let callee = match decorator {
                ast::Expr::Call(call) => call.func.as_ref(),
                other => other,
            };
            match self.infer_in(place.file, scope, callee) {
                Some(Typed {
                    value: Value::External(path),
                    ..
                }) => paths.contains(&&*path),
                // Builtins are bound nowhere.
                None => last_name(callee).is_some_and(|name| {
                    matches!(callee, ast::Expr::Name(_)) && paths.contains(&name)
                }),
                _ => false,
            }
        })
    }

    /// The fixture of this name that pytest would give to `user`: in its class, its file, or the
    /// nearest conftest.
    pub fn fixture(&self, file: FileId, name: &str, user: Place) -> Option<Place> {
        let mut folder = self.file(file).path;
        let mut candidate = Some(file);
        loop {
            if let Some(found) = candidate.and_then(|file| self.fixture_in(file, name, user)) {
                return Some(found);
            }
            folder = match folder.rsplit_once('/') {
                Some((parent, _)) => parent,
                None if folder.is_empty() => return None,
                None => "",
            };
            let path = match folder {
                "" => "conftest.py".to_owned(),
                folder => format!("{folder}/conftest.py"),
            };
            candidate = self.file_at(&path).filter(|&found| found != file);
        }
    }

    fn fixture_in(&self, file: FileId, name: &str, user: Place) -> Option<Place> {
        let scopes = &self.file(file).scopes;
        let module = scopes.get(ScopeId(0)).names.get(name);
        let of_classes = scopes
            .all()
            .filter(|(_, scope)| scope.kind == ScopeKind::Class)
            .filter_map(|(_, scope)| scope.names.get(name));
        module
            .into_iter()
            .chain(of_classes)
            .flatten()
            .map(|&id| scopes.binding(id))
            .filter(|binding| matches!(binding.kind, BindingKind::Function))
            .map(|binding| Place {
                file,
                node: binding.node,
            })
            .find(|&place| place != user && self.has_decorator(place, FIXTURE_DECORATORS))
    }
}
