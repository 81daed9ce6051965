//! What a parameter is, from the calls of its function that the project shows.

use alchemod_python::arguments::argument;
use alchemod_python::ast;
use alchemod_python::NodeId;
use rustc_hash::FxHashMap;

use crate::functions::{function_def, last_name, FunctionDef};
use crate::infer::{combine, Infer};
use crate::scopes::{BindingKind, ScopeId};
use crate::sqlalchemy::handles;
use crate::value::{Place, Typed, Value};
use crate::{File, FileId};

/// More calls than this are not looked at: the name is then too common to be worth it.
const MOST_CALLS: usize = 200;

/// Calls, with their file and scope, by the callee's last name.
pub(crate) type CallsByName<'t> = FxHashMap<&'t str, Vec<(FileId, ScopeId, &'t ast::ExprCall)>>;

/// Collects the calls whose callee's last name is that of a function or class of the project.
pub(crate) fn collect<'t>(files: &[File<'t>]) -> CallsByName<'t> {
    let mut calls: CallsByName<'t> = FxHashMap::default();
    for file in files {
        for binding in file.scopes.bindings() {
            if matches!(binding.kind, BindingKind::Function | BindingKind::Class(_)) {
                calls.entry(binding.name).or_default();
            }
        }
    }
    for file in files {
        for (id, call) in file.calls() {
            if let Some(known) = last_name(&call.func).and_then(|name| calls.get_mut(name)) {
                known.push((file.id, file.scopes.of(id), call));
            }
        }
    }
    calls
}

impl<'p, 't> Infer<'p, 't> {
    /// What the visible calls of a function give to its parameter `name`. All must agree; only
    /// for a conventional name of a session may some be unknown.
    pub(crate) fn given_by_calls(
        &self,
        file: FileId,
        function: NodeId,
        name: &str,
        default: Option<&'t ast::Expr>,
    ) -> Option<Typed> {
        let place = Place {
            file,
            node: function,
        };
        let def = function_def(self.project.file(file).nodes.get(function))?;
        let owner = self
            .project
            .class_of_scope(file, self.project.file(file).scopes.of(function));
        let called_as = match (owner, def.name) {
            (Some(class), "__init__") => self.project.class(class).name(),
            (_, name) => name,
        };
        let of = |name: &str| self.project.calls.get(name).map_or(&[][..], Vec::as_slice);
        let mut calls = std::borrow::Cow::Borrowed(of(called_as));
        if let (Some(class), "__init__") = (owner, def.name) {
            // A subclass without an own `__init__` is made by this one.
            for subclass in self.project.subclasses(class) {
                calls
                    .to_mut()
                    .extend(of(self.project.class(subclass).name()));
            }
        }
        let position = position(&def, name, owner.is_some(), self.is_static(place));
        let handed = self.handed_by_callbacks(place, def.name, position);
        if (calls.is_empty() && handed.is_empty()) || calls.len() > MOST_CALLS {
            return None;
        }
        let may_be_unknown = handles::is_session_name(name);
        let mut values = handed;
        for &(from, scope, call) in calls.iter() {
            if !self.may_call(from, scope, call, place) {
                continue;
            }
            let value = match argument(call, position, name) {
                Some(value) => self.expr(from, scope, value),
                None => default.and_then(|default| {
                    let scope = self.project.file(file).scope_of(default)?;
                    self.expr(file, scope, default)
                }),
            };
            match value {
                Some(_) => values.push(value),
                None if may_be_unknown => {}
                None => return None,
            }
        }
        combine(values)
            .filter(|typed| !(may_be_unknown && typed.value == Value::None))
            .map(Typed::flowed)
    }

    fn is_static(&self, place: Place) -> bool {
        self.project.has_decorator(place, &["staticmethod"])
    }

    /// Whether the call may be one of the function: it is, or its callee is unknown.
    fn may_call(
        &self,
        from: FileId,
        scope: ScopeId,
        call: &'t ast::ExprCall,
        place: Place,
    ) -> bool {
        match self.expr(from, scope, &call.func).map(|typed| typed.value) {
            Some(Value::Function(found)) => found == place,
            Some(Value::Class(class)) => {
                let found = self
                    .class_member(class, "__init__")
                    .map(|typed| typed.value);
                found == Some(Value::Function(place))
            }
            Some(_) => false,
            None => true,
        }
    }
}

/// The position of a parameter among a call's arguments; `None` if it is keyword-only.
fn position(def: &FunctionDef<'_>, name: &str, in_class: bool, is_static: bool) -> Option<usize> {
    let index = def
        .args
        .posonlyargs
        .iter()
        .chain(&def.args.args)
        .position(|arg| arg.def.arg.as_str() == name)?;
    index.checked_sub(usize::from(in_class && !is_static))
}

impl<'t> crate::Project<'t> {
    /// The calls that are known to be of a function, in all files.
    pub fn known_calls(&self, place: Place) -> Vec<(FileId, &'t ast::ExprCall)> {
        let Some(def) = function_def(self.file(place.file).nodes.get(place.node)) else {
            return Vec::new();
        };
        let calls = self.calls.get(def.name).map_or(&[][..], Vec::as_slice);
        calls
            .iter()
            .take(MOST_CALLS)
            .filter(|(file, _, call)| {
                let callee = self.infer(*file, &call.func).map(|typed| typed.value);
                callee == Some(Value::Function(place))
            })
            .map(|&(file, _, call)| (file, call))
            .collect()
    }

    /// What calls give to the parameter `name` of a function: for each call whose callee has the
    /// function's name the argument, or `None` where that leaves it to the default or hides it. Calls of
    /// another function of the same name may be among them.
    pub fn given_arguments(
        &self,
        place: Place,
        name: &str,
    ) -> Vec<Option<(FileId, &'t ast::Expr)>> {
        let Some(def) = function_def(self.file(place.file).nodes.get(place.node)) else {
            return Vec::new();
        };
        let owner = self.class_of_scope(place.file, self.file(place.file).scopes.of(place.node));
        let is_static = self.has_decorator(place, &["staticmethod"]);
        let position = position(&def, name, owner.is_some(), is_static);
        let calls = self.calls.get(def.name).map_or(&[][..], Vec::as_slice);
        calls
            .iter()
            .map(|&(file, _, call)| Some((file, argument(call, position, name)?)))
            .collect()
    }

    /// The calls that give something to the parameter `name` of a function, with what they give. Calls of
    /// another function of the same name may be among them.
    pub fn calls_of(
        &self,
        place: Place,
        name: &str,
    ) -> Vec<(FileId, &'t ast::ExprCall, &'t ast::Expr)> {
        let Some(def) = function_def(self.file(place.file).nodes.get(place.node)) else {
            return Vec::new();
        };
        let owner = self.class_of_scope(place.file, self.file(place.file).scopes.of(place.node));
        let called_as = match (owner, def.name) {
            (Some(class), "__init__") => self.class(class).name(),
            (_, name) => name,
        };
        let is_static = self.has_decorator(place, &["staticmethod"]);
        let position = position(&def, name, owner.is_some(), is_static);
        let calls = self.calls.get(called_as).map_or(&[][..], Vec::as_slice);
        calls
            .iter()
            .take(MOST_CALLS)
            .filter_map(|&(file, _, call)| Some((file, call, argument(call, position, name)?)))
            .collect()
    }
}
