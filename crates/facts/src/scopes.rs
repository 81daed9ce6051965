//! Scopes and bindings of one file, by Python's rules.

use alchemod_python::ast;
use alchemod_python::{Node, NodeId, Nodes};
use rustc_hash::FxHashMap;

/// The position of a scope in its file's [`Scopes`]; the module's is `ScopeId(0)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ScopeId(pub u32);

/// The position of a binding in its file's [`Scopes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BindingId(pub u32);

/// The kinds of scope that Python has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeKind {
    /// The file.
    Module,
    /// A class body: its names are not seen from functions inside it.
    Class,
    /// A function or lambda.
    Function,
    /// A comprehension or generator expression.
    Comprehension,
}

/// A scope.
#[derive(Debug)]
pub struct Scope<'t> {
    /// What it is.
    pub kind: ScopeKind,
    /// The scope around it; `None` for the module.
    pub parent: Option<ScopeId>,
    /// The class, function, lambda or comprehension; `None` for the module.
    pub node: Option<NodeId>,
    /// The bindings of each name, in source order.
    pub names: FxHashMap<&'t str, Vec<BindingId>>,
    /// `from x import *` statements, in source order.
    pub stars: Vec<NodeId>,
    /// Names declared `global` here.
    globals: Vec<&'t str>,
    /// Names declared `nonlocal` here.
    nonlocals: Vec<&'t str>,
}

/// How a name gets its value.
#[derive(Clone, Copy, Debug)]
pub enum BindingKind<'t> {
    /// `import a.b` (binds `a`) or `import a.b as c`.
    Import(&'t ast::Alias),
    /// `from m import name [as other]`.
    ImportFrom(&'t ast::StmtImportFrom, &'t ast::Alias),
    /// A class statement.
    Class(&'t ast::StmtClassDef),
    /// A function statement (`def` or `async def`).
    Function,
    /// `name = value`, `name: annotation = value`, `(name := value)`.
    Assign {
        /// The assigned expression.
        value: &'t ast::Expr,
        /// The annotation, if there is one.
        annotation: Option<&'t ast::Expr>,
    },
    /// `name: annotation` without a value.
    Annotation(&'t ast::Expr),
    /// A name inside a tuple or list on the left of `=`: the index in it, and the whole value.
    Unpacked {
        /// The whole right-hand side.
        value: &'t ast::Expr,
        /// The position of the name in the tuple; `None` if nested or after a star.
        index: Option<usize>,
    },
    /// `name += value`.
    Augmented(&'t ast::Expr),
    /// A parameter; its default, if it has one.
    Parameter {
        /// The parameter.
        arg: &'t ast::Arg,
        /// Its default value.
        default: Option<&'t ast::Expr>,
        /// Whether it is `*args` or `**kwargs`.
        packed: bool,
    },
    /// `with value as name`.
    With {
        /// The context manager.
        context: &'t ast::Expr,
        /// Whether it is `async with`.
        is_async: bool,
    },
    /// `for name in iterable`, also in comprehensions; whether the name is the whole target.
    For {
        /// What is iterated.
        iterable: &'t ast::Expr,
        /// What each element is assigned to.
        target: &'t ast::Expr,
        /// `for name in` (true) or `for a, name in` (false).
        whole: bool,
    },
    /// `except ... as name`, `del name`, match captures, type parameters.
    Other,
}

/// One binding of a name.
#[derive(Debug)]
pub struct Binding<'t> {
    /// The name.
    pub name: &'t str,
    /// How it gets its value.
    pub kind: BindingKind<'t>,
    /// The scope that holds it.
    pub scope: ScopeId,
    /// The node that binds: the statement, alias, parameter, with item or target.
    pub node: NodeId,
}

/// The scopes of a file.
#[derive(Debug)]
pub struct Scopes<'t> {
    scopes: Vec<Scope<'t>>,
    bindings: Vec<Binding<'t>>,
    /// For each node the scope in which it is evaluated.
    of_node: Vec<ScopeId>,
}

impl<'t> Scopes<'t> {
    /// Finds the scopes of the tree that `nodes` indexes.
    pub fn new(body: &'t [ast::Stmt], nodes: &Nodes<'t>) -> Self {
        let mut builder = Builder {
            result: Scopes {
                scopes: Vec::new(),
                bindings: Vec::new(),
                of_node: Vec::with_capacity(nodes.len()),
            },
        };
        let module = builder.open(ScopeKind::Module, None, None);
        for stmt in body {
            builder.visit(Node::Stmt(stmt), module);
        }
        builder.result.move_declared();
        builder.result
    }

    /// The scope with this id.
    pub fn get(&self, id: ScopeId) -> &Scope<'t> {
        &self.scopes[id.0 as usize]
    }

    /// All scopes; the module's is the first.
    pub fn all(&self) -> impl Iterator<Item = (ScopeId, &Scope<'t>)> {
        self.scopes
            .iter()
            .enumerate()
            .map(|(index, scope)| (ScopeId(index as u32), scope))
    }

    /// The binding with this id.
    pub fn binding(&self, id: BindingId) -> &Binding<'t> {
        &self.bindings[id.0 as usize]
    }

    /// All bindings in source order.
    pub fn bindings(&self) -> &[Binding<'t>] {
        &self.bindings
    }

    /// The scope in which a node is evaluated: for a class or function statement the one around
    /// it, not the one that it opens.
    pub fn of(&self, node: NodeId) -> ScopeId {
        self.of_node[node.0 as usize]
    }

    /// The scope that a class, function, lambda or comprehension opens.
    pub fn opened_by(&self, node: NodeId) -> Option<ScopeId> {
        // A scope's node is unique; scopes are in source order of their nodes.
        let index = self
            .scopes
            .partition_point(|scope| scope.node.is_none_or(|n| n < node));
        let scope = self.scopes.get(index)?;
        (scope.node == Some(node)).then_some(ScopeId(index as u32))
    }

    /// Where a name that is read in `from` is bound: the scope and its bindings of the name.
    /// Class scopes are only seen from their own body. `None`: a builtin, a star import, or
    /// nothing.
    pub fn lookup(&self, name: &str, from: ScopeId) -> Option<(ScopeId, &[BindingId])> {
        let mut scope = from;
        let mut direct = true;
        loop {
            let current = self.get(scope);
            if current.globals.contains(&name) {
                scope = ScopeId(0);
                let bindings = self.get(scope).names.get(name)?;
                return Some((scope, bindings));
            }
            if direct || current.kind != ScopeKind::Class {
                if let Some(bindings) = current.names.get(name) {
                    return Some((scope, bindings));
                }
            }
            // A comprehension directly in a class body does not see the class's names either.
            direct = false;
            scope = current.parent?;
        }
    }

    /// The innermost function, class or module scope around `scope` (itself, unless it is a
    /// comprehension).
    pub fn enclosing_block(&self, mut scope: ScopeId) -> ScopeId {
        while self.get(scope).kind == ScopeKind::Comprehension {
            match self.get(scope).parent {
                Some(parent) => scope = parent,
                None => break,
            }
        }
        scope
    }

    /// Moves the bindings of names declared `global` or `nonlocal` to where they belong.
    fn move_declared(&mut self) {
        for index in 0..self.scopes.len() {
            let globals = self.scopes[index].globals.clone();
            for name in globals {
                self.move_name(index, 0, name);
            }
            let nonlocals = self.scopes[index].nonlocals.clone();
            for name in nonlocals {
                let mut outer = self.scopes[index].parent;
                while let Some(id) = outer {
                    let scope = self.get(id);
                    if scope.kind == ScopeKind::Function && scope.names.contains_key(name) {
                        self.move_name(index, id.0 as usize, name);
                        break;
                    }
                    outer = scope.parent;
                }
            }
        }
    }

    fn move_name(&mut self, from: usize, to: usize, name: &'t str) {
        if from == to {
            return;
        }
        if let Some(moved) = self.scopes[from].names.remove(name) {
            for id in &moved {
                self.bindings[id.0 as usize].scope = ScopeId(to as u32);
            }
            self.scopes[to].names.entry(name).or_default().extend(moved);
        }
    }
}

struct Builder<'t> {
    result: Scopes<'t>,
}

impl<'t> Builder<'t> {
    fn open(&mut self, kind: ScopeKind, parent: Option<ScopeId>, node: Option<NodeId>) -> ScopeId {
        let id = ScopeId(self.result.scopes.len() as u32);
        self.result.scopes.push(Scope {
            kind,
            parent,
            node,
            names: FxHashMap::default(),
            stars: Vec::new(),
            globals: Vec::new(),
            nonlocals: Vec::new(),
        });
        id
    }

    fn bind(&mut self, name: &'t str, kind: BindingKind<'t>, scope: ScopeId, node: NodeId) {
        let id = BindingId(self.result.bindings.len() as u32);
        self.result.bindings.push(Binding {
            name,
            kind,
            scope,
            node,
        });
        let names = &mut self.result.scopes[scope.0 as usize].names;
        names.entry(name).or_default().push(id);
    }

    /// Visits a node and its children in the order of [`Nodes`], so that ids match.
    fn visit(&mut self, node: Node<'t>, scope: ScopeId) {
        let id = NodeId(self.result.of_node.len() as u32);
        self.result.of_node.push(scope);
        match node {
            Node::Stmt(stmt) => self.stmt(stmt, id, scope),
            Node::Expr(expr) => self.expr(expr, node, id, scope),
            Node::Parameter(_) => node.children(&mut |child| {
                // An annotation is evaluated around the function.
                let outer = self.result.get(scope).parent.unwrap_or(scope);
                self.visit(child, outer);
            }),
            Node::ExceptHandler(ast::ExceptHandler::ExceptHandler(handler)) => {
                if let Some(name) = &handler.name {
                    self.bind(name.as_str(), BindingKind::Other, scope, id);
                }
                self.children(node, scope);
            }
            Node::Pattern(pattern) => {
                let name = match pattern {
                    ast::Pattern::MatchAs(n) => n.name.as_ref(),
                    ast::Pattern::MatchStar(n) => n.name.as_ref(),
                    ast::Pattern::MatchMapping(n) => n.rest.as_ref(),
                    _ => None,
                };
                if let Some(name) = name {
                    self.bind(name.as_str(), BindingKind::Other, scope, id);
                }
                self.children(node, scope);
            }
            _ => self.children(node, scope),
        }
    }

    fn children(&mut self, node: Node<'t>, scope: ScopeId) {
        node.children(&mut |child| self.visit(child, scope));
    }

    fn stmt(&mut self, stmt: &'t ast::Stmt, id: NodeId, scope: ScopeId) {
        use ast::Stmt;
        match stmt {
            Stmt::FunctionDef(n) => {
                self.bind(n.name.as_str(), BindingKind::Function, scope, id);
                return self.function(stmt, &n.args, id, scope);
            }
            Stmt::AsyncFunctionDef(n) => {
                self.bind(n.name.as_str(), BindingKind::Function, scope, id);
                return self.function(stmt, &n.args, id, scope);
            }
            Stmt::ClassDef(n) => {
                self.bind(n.name.as_str(), BindingKind::Class(n), scope, id);
                let inner = self.open(ScopeKind::Class, Some(scope), Some(id));
                return Node::Stmt(stmt).children(&mut |child| {
                    let is_body = matches!(child, Node::Stmt(_));
                    self.visit(child, if is_body { inner } else { scope });
                });
            }
            Stmt::Assign(n) => {
                for target in &n.targets {
                    let whole = BindingKind::Assign {
                        value: &n.value,
                        annotation: None,
                    };
                    self.target(target, whole, scope, id);
                }
            }
            Stmt::AnnAssign(n) => {
                let kind = match &n.value {
                    Some(value) => BindingKind::Assign {
                        value,
                        annotation: Some(&n.annotation),
                    },
                    None => BindingKind::Annotation(&n.annotation),
                };
                self.target(&n.target, kind, scope, id);
            }
            Stmt::AugAssign(n) => {
                self.target(&n.target, BindingKind::Augmented(&n.value), scope, id);
            }
            Stmt::For(n) => self.for_target(&n.target, &n.iter, scope, id),
            Stmt::AsyncFor(n) => self.for_target(&n.target, &n.iter, scope, id),
            Stmt::With(n) => self.with_items(&n.items, false, scope, id),
            Stmt::AsyncWith(n) => self.with_items(&n.items, true, scope, id),
            Stmt::Import(n) => {
                for alias in &n.names {
                    let local = match &alias.asname {
                        Some(name) => name.as_str(),
                        None => alias.name.as_str().split('.').next().unwrap_or_default(),
                    };
                    self.bind(local, BindingKind::Import(alias), scope, id);
                }
            }
            Stmt::ImportFrom(n) => {
                for alias in &n.names {
                    if alias.name.as_str() == "*" {
                        self.result.scopes[scope.0 as usize].stars.push(id);
                        continue;
                    }
                    let local = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
                    self.bind(local, BindingKind::ImportFrom(n, alias), scope, id);
                }
            }
            Stmt::Global(n) => {
                let names = n.names.iter().map(|name| name.as_str());
                self.result.scopes[scope.0 as usize].globals.extend(names);
            }
            Stmt::Nonlocal(n) => {
                let names = n.names.iter().map(|name| name.as_str());
                self.result.scopes[scope.0 as usize].nonlocals.extend(names);
            }
            Stmt::Delete(n) => {
                for target in &n.targets {
                    if let ast::Expr::Name(name) = target {
                        self.bind(name.id.as_str(), BindingKind::Other, scope, id);
                    }
                }
            }
            _ => {}
        }
        self.children(Node::Stmt(stmt), scope);
    }

    fn with_items(
        &mut self,
        items: &'t [ast::WithItem],
        is_async: bool,
        scope: ScopeId,
        id: NodeId,
    ) {
        for item in items {
            if let Some(target) = &item.optional_vars {
                let kind = BindingKind::With {
                    context: &item.context_expr,
                    is_async,
                };
                self.target(target, kind, scope, id);
            }
        }
    }

    fn for_target(
        &mut self,
        target: &'t ast::Expr,
        iterable: &'t ast::Expr,
        scope: ScopeId,
        id: NodeId,
    ) {
        let whole = matches!(target, ast::Expr::Name(_));
        for name in names_in(target) {
            let kind = BindingKind::For {
                iterable,
                target,
                whole,
            };
            self.bind(name, kind, scope, id);
        }
    }

    /// Binds the names of an assignment target; `kind` is what a plain name gets.
    fn target(&mut self, target: &'t ast::Expr, kind: BindingKind<'t>, scope: ScopeId, id: NodeId) {
        match target {
            ast::Expr::Name(name) => self.bind(name.id.as_str(), kind, scope, id),
            ast::Expr::Tuple(ast::ExprTuple { elts, .. })
            | ast::Expr::List(ast::ExprList { elts, .. }) => {
                let starred = elts.iter().any(|e| matches!(e, ast::Expr::Starred(_)));
                for (index, element) in elts.iter().enumerate() {
                    let kind = match (element, kind) {
                        (ast::Expr::Name(_), BindingKind::Assign { value, .. }) => {
                            BindingKind::Unpacked {
                                value,
                                index: (!starred).then_some(index),
                            }
                        }
                        _ => BindingKind::Other,
                    };
                    for name in names_in(element) {
                        self.bind(name, kind, scope, id);
                    }
                }
            }
            _ => {}
        }
    }

    fn function(
        &mut self,
        stmt: &'t ast::Stmt,
        args: &'t ast::Arguments,
        id: NodeId,
        scope: ScopeId,
    ) {
        let inner = self.open(ScopeKind::Function, Some(scope), Some(id));
        self.parameters(args, inner, id);
        Node::Stmt(stmt).children(&mut |child| {
            let is_inside = matches!(child, Node::Stmt(_) | Node::Parameter(_));
            self.visit(child, if is_inside { inner } else { scope });
        });
    }

    fn parameters(&mut self, args: &'t ast::Arguments, scope: ScopeId, id: NodeId) {
        let ordinary = args.posonlyargs.iter().chain(&args.args);
        for arg in ordinary.chain(&args.kwonlyargs) {
            let kind = BindingKind::Parameter {
                arg: &arg.def,
                default: arg.default.as_deref(),
                packed: false,
            };
            self.bind(arg.def.arg.as_str(), kind, scope, id);
        }
        for arg in args.vararg.iter().chain(&args.kwarg) {
            let kind = BindingKind::Parameter {
                arg,
                default: None,
                packed: true,
            };
            self.bind(arg.arg.as_str(), kind, scope, id);
        }
    }

    fn expr(&mut self, expr: &'t ast::Expr, node: Node<'t>, id: NodeId, scope: ScopeId) {
        use ast::Expr;
        match expr {
            Expr::Lambda(n) => {
                let inner = self.open(ScopeKind::Function, Some(scope), Some(id));
                self.parameters(&n.args, inner, id);
                let body = Node::Expr(&n.body).address();
                node.children(&mut |child| {
                    let is_inside = matches!(child, Node::Parameter(_)) || child.address() == body;
                    self.visit(child, if is_inside { inner } else { scope });
                });
            }
            Expr::ListComp(n) => self.comprehension(node, &n.generators, id, scope),
            Expr::SetComp(n) => self.comprehension(node, &n.generators, id, scope),
            Expr::GeneratorExp(n) => self.comprehension(node, &n.generators, id, scope),
            Expr::DictComp(n) => self.comprehension(node, &n.generators, id, scope),
            Expr::NamedExpr(n) => {
                // The walrus binds around all comprehensions that it stands in.
                let block = self.result.enclosing_block(scope);
                let kind = BindingKind::Assign {
                    value: &n.value,
                    annotation: None,
                };
                self.target(&n.target, kind, block, id);
                self.children(node, scope);
            }
            _ => self.children(node, scope),
        }
    }

    fn comprehension(
        &mut self,
        node: Node<'t>,
        generators: &'t [ast::Comprehension],
        id: NodeId,
        scope: ScopeId,
    ) {
        let inner = self.open(ScopeKind::Comprehension, Some(scope), Some(id));
        for generator in generators {
            self.for_target(&generator.target, &generator.iter, inner, id);
        }
        // Only the first iterable is evaluated around the comprehension.
        let first = generators.first().map(|g| Node::Expr(&g.iter).address());
        node.children(&mut |child| match child {
            Node::Comprehension(_) => {
                self.result.of_node.push(inner);
                child.children(&mut |part| {
                    let is_outer = Some(part.address()) == first;
                    self.visit(part, if is_outer { scope } else { inner });
                });
            }
            _ => self.visit(child, inner),
        });
    }
}

/// All names of a target, through tuples, lists and stars.
fn names_in(target: &ast::Expr) -> Vec<&str> {
    match target {
        ast::Expr::Name(name) => vec![name.id.as_str()],
        ast::Expr::Starred(starred) => names_in(&starred.value),
        ast::Expr::Tuple(ast::ExprTuple { elts, .. })
        | ast::Expr::List(ast::ExprList { elts, .. }) => elts.iter().flat_map(names_in).collect(),
        _ => Vec::new(),
    }
}
