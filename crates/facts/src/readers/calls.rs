//! What a call does with an argument.

use alchemod_python::{ast, Node, NodeId};

use super::{Held, Read, Walk};
use crate::functions::function_def;
use crate::scopes::{BindingId, BindingKind};
use crate::value::{Place, Value};

/// Functions that take a mapping as they take a dictionary, or that only ask whether there is one.
const TAKE_ONE: &[&str] = &["OrderedDict", "bool", "dict", "len"];

/// Functions that only look at how many there are.
const COUNT: &[&str] = &["all", "any", "bool", "len"];

/// Functions that give the elements on.
const HAND_ON: &[&str] = &["deque", "iter", "list", "reversed", "tuple"];

/// Functions that go through the keys of a dictionary.
const TAKE_KEYS: &[&str] = &["bool", "iter", "len", "list", "set", "sorted", "tuple"];

/// Methods of test cases that only ask whether there is one.
const ASSERTIONS: &[&str] = &[
    "assertFalse",
    "assertIsNone",
    "assertIsNotNone",
    "assertTrue",
];

impl<'t> Walk<'_, 't> {
    /// What the call at `call` does with its argument at `at`.
    pub(super) fn argument(&mut self, at: Place, call: NodeId, held: Held) -> Read {
        let file = at.file;
        let this = self.project.file(file);
        let Node::Expr(ast::Expr::Call(n)) = this.nodes.get(call) else {
            return Err(at);
        };
        let here = this.nodes.get(at.node).address();
        let position = n
            .args
            .iter()
            .position(|arg| Node::Expr(arg).address() == here);
        let keyword = n
            .keywords
            .iter()
            .find(|keyword| Node::Expr(&keyword.value).address() == here)
            .and_then(|keyword| keyword.arg.as_ref().map(|name| name.as_str()));
        match n.func.as_ref() {
            ast::Expr::Name(f) if position.is_some() => {
                let name = f.id.as_str();
                match held {
                    Held::Itself if TAKE_ONE.contains(&name) => return Ok(()),
                    Held::Elements if COUNT.contains(&name) => return Ok(()),
                    Held::Elements if HAND_ON.contains(&name) => {
                        return self.value(file, call, held)
                    }
                    Held::Elements if name == "next" => {
                        return self.value(file, call, Held::Itself)
                    }
                    Held::Values if TAKE_KEYS.contains(&name) => return Ok(()),
                    Held::Values if TAKE_ONE.contains(&name) => {
                        return self.value(file, call, held)
                    }
                    Held::Elements if name == "map" && position == Some(1) => {
                        let takes_mapping = matches!(n.args.first(), Some(ast::Expr::Name(f))
                            if TAKE_ONE.contains(&f.id.as_str()));
                        if takes_mapping {
                            return Ok(());
                        }
                    }
                    _ => {}
                }
            }
            ast::Expr::Attribute(f) => match f.attr.as_str() {
                name if ASSERTIONS.contains(&name) => return Ok(()),
                "append" if held == Held::Itself && position == Some(0) => {
                    return self.target(file, &f.value, Held::Elements)
                }
                "extend" if held == Held::Elements && position == Some(0) => {
                    return self.target(file, &f.value, Held::Elements)
                }
                "setdefault" if held == Held::Itself && position == Some(1) => {
                    self.target(file, &f.value, Held::Values)?;
                    return self.value(file, call, held);
                }
                _ => {}
            },
            _ => {}
        }
        let callee = self.project.infer(file, &n.func).map(|typed| typed.value);
        let Some(Value::Function(function)) = callee else {
            return Err(at);
        };
        self.parameter(at, function, position, keyword, n, held)
    }

    /// What a function of the project does with a parameter.
    fn parameter(
        &mut self,
        at: Place,
        function: Place,
        position: Option<usize>,
        keyword: Option<&str>,
        call: &'t ast::ExprCall,
        held: Held,
    ) -> Read {
        let this = self.project.file(function.file);
        let def = function_def(this.nodes.get(function.node)).ok_or(at)?;
        let scope = this.scopes.opened_by(function.node).ok_or(at)?;
        let owner = self
            .project
            .class_of_scope(function.file, this.scopes.of(function.node));
        let is_static = self.project.has_decorator(function, &["staticmethod"]);
        // `Class.method(object, row)` names the object itself.
        let by_class = matches!(call.func.as_ref(), ast::Expr::Attribute(n) if matches!(
            self.project.infer(at.file, &n.value).map(|typed| typed.value),
            Some(Value::Class(_))
        )) && !self.project.has_decorator(function, &["classmethod"]);
        let bound = usize::from(owner.is_some() && !is_static && !by_class);
        let unpacks = call.args.iter().any(ast::Expr::is_starred_expr);
        let mut positional = def.args.posonlyargs.iter().chain(&def.args.args);
        let parameter = match (position, keyword) {
            (Some(_), _) if unpacks => None,
            (Some(index), _) => positional.nth(index + bound),
            (None, Some(name)) => positional
                .chain(&def.args.kwonlyargs)
                .find(|arg| arg.def.arg.as_str() == name),
            _ => None,
        };
        let name = parameter.ok_or(at)?.def.arg.as_str();
        let bindings = this.scopes.get(scope).names.get(name).ok_or(at)?;
        let is_parameter = |id: &BindingId| {
            matches!(
                this.scopes.binding(*id).kind,
                BindingKind::Parameter { packed: false, .. }
            )
        };
        let binding = bindings.iter().copied().find(is_parameter).ok_or(at)?;
        self.name(function, binding, held)
    }
}
