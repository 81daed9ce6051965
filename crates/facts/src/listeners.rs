//! Event listeners: what SQLAlchemy gives to the functions that listen to its events.

use alchemod_python::arguments::keyword;
use alchemod_python::{ast, NodeId};
use rustc_hash::FxHashMap;

use crate::functions::{function_def, last_name};
use crate::infer::Infer;
use crate::project::{string, Project};
use crate::scopes::ScopeId;
use crate::value::{Place, Typed, Value};
use crate::{File, FileId};

const CONNECTION: &str = "sqlalchemy.engine.Connection";
const ENGINE: &str = "sqlalchemy.engine.Engine";
const MAPPER: &str = "sqlalchemy.orm.Mapper";
const QUERY: &str = "sqlalchemy.orm.Query";
const SESSION: &str = "sqlalchemy.orm.Session";
const TRANSACTION: &str = "sqlalchemy.orm.SessionTransaction";

const OF_CONNECTION: &[&str] = &[CONNECTION];
const OF_MAPPER: &[&str] = &[MAPPER, CONNECTION];
const OF_SCHEMA: &[&str] = &["", CONNECTION];
const OF_SESSION: &[&str] = &[SESSION];

/// By event the classes of the first arguments, in the order of 1.4; `""` where it depends. DBAPI connections and
/// cursors are no objects of SQLAlchemy. Sorted by name.
const EVENTS: &[(&str, &[&str])] = &[
    ("after_attach", OF_SESSION),
    ("after_begin", &[SESSION, TRANSACTION, CONNECTION]),
    ("after_commit", OF_SESSION),
    ("after_create", OF_SCHEMA),
    ("after_cursor_execute", OF_CONNECTION),
    ("after_delete", OF_MAPPER),
    ("after_drop", OF_SCHEMA),
    ("after_execute", OF_CONNECTION),
    ("after_flush", OF_SESSION),
    ("after_flush_postexec", OF_SESSION),
    ("after_insert", OF_MAPPER),
    ("after_rollback", OF_SESSION),
    ("after_soft_rollback", OF_SESSION),
    ("after_transaction_create", &[SESSION, TRANSACTION]),
    ("after_transaction_end", &[SESSION, TRANSACTION]),
    ("after_update", OF_MAPPER),
    ("before_attach", OF_SESSION),
    ("before_commit", OF_SESSION),
    ("before_compile", &[QUERY]),
    ("before_compile_delete", &[QUERY]),
    ("before_compile_update", &[QUERY]),
    ("before_create", OF_SCHEMA),
    ("before_cursor_execute", OF_CONNECTION),
    ("before_delete", OF_MAPPER),
    ("before_drop", OF_SCHEMA),
    ("before_execute", OF_CONNECTION),
    ("before_flush", OF_SESSION),
    ("before_insert", OF_MAPPER),
    ("before_update", OF_MAPPER),
    ("begin", OF_CONNECTION),
    ("begin_twophase", OF_CONNECTION),
    ("commit", OF_CONNECTION),
    ("commit_twophase", OF_CONNECTION),
    ("engine_connect", OF_CONNECTION),
    ("engine_disposed", &[ENGINE]),
    ("prepare_twophase", OF_CONNECTION),
    ("release_savepoint", OF_CONNECTION),
    ("rollback", OF_CONNECTION),
    ("rollback_savepoint", OF_CONNECTION),
    ("rollback_twophase", OF_CONNECTION),
    ("savepoint", OF_CONNECTION),
    ("set_connection_execution_options", OF_CONNECTION),
    ("set_engine_execution_options", &[ENGINE]),
];

/// The class of the argument at `position` that listeners of `event` are given.
fn given(event: &str, position: usize) -> Option<&'static str> {
    let at = EVENTS
        .binary_search_by(|(known, _)| (*known).cmp(event))
        .ok()?;
    let class = EVENTS.get(at)?.1.get(position)?;
    (!class.is_empty()).then_some(*class)
}

/// Calls `listen(target, "event", function)`, by the last name of the function.
pub(crate) type Listens<'t> = FxHashMap<&'t str, Vec<(FileId, ScopeId, &'t ast::ExprCall)>>;

/// Collects the calls of anything that is called `listen` and names an event and a function.
pub(crate) fn collect<'t>(files: &[File<'t>]) -> Listens<'t> {
    let mut listens: Listens<'t> = FxHashMap::default();
    for file in files {
        for (id, call) in file.calls() {
            if last_name(&call.func) != Some("listen") || call.args.len() < 3 {
                continue;
            }
            if let (Some(_), Some(function)) = (string(&call.args[1]), last_name(&call.args[2])) {
                let known = listens.entry(function).or_default();
                known.push((file.id, file.scopes.of(id), call));
            }
        }
    }
    listens
}

impl<'t> Project<'t> {
    /// The events that functions of this name are given to `listen` for, anywhere in the project.
    pub fn events_of(&self, function: &str) -> impl Iterator<Item = &'t str> + '_ {
        self.listens
            .get(function)
            .into_iter()
            .flatten()
            .filter_map(|(_, _, call)| call.args.get(1).and_then(string))
    }
}

impl<'t> Infer<'_, 't> {
    /// What a parameter of a listener is, by the event that it listens to: with `@listens_for(target, "event")`
    /// or by `listen(target, "event", function)`.
    pub(crate) fn listener_parameter(
        &self,
        file: FileId,
        function: NodeId,
        name: &str,
    ) -> Option<Typed> {
        let this = self.project.file(file);
        let def = function_def(this.nodes.get(function))?;
        let place = Place {
            file,
            node: function,
        };
        let outer = this.scopes.of(function);
        let mut position = def
            .args
            .posonlyargs
            .iter()
            .chain(&def.args.args)
            .position(|arg| arg.def.arg.as_str() == name)?;
        let in_class = self.project.class_of_scope(file, outer).is_some();
        let listens = self.project.listens.get(def.name);
        let decorators = def
            .decorators
            .iter()
            .filter_map(|decorator| match decorator {
                ast::Expr::Call(call) if last_name(&call.func) == Some("listens_for") => {
                    Some((file, outer, call))
                }
                _ => None,
            });
        // A method that is decorated so is a function still; one that is given to `listen` is bound.
        let by_decorator: Vec<_> = decorators.collect();
        if by_decorator.is_empty()
            && in_class
            && !self.project.has_decorator(place, &["staticmethod"])
        {
            position = position.checked_sub(1)?;
        }
        let registered = listens
            .into_iter()
            .flatten()
            .copied()
            .filter(|&(from, scope, call)| {
                let listener = self.expr(from, scope, &call.args[2]);
                listener.map(|typed| typed.value) == Some(Value::Function(place))
            });
        let mut found = None;
        for (from, scope, call) in by_decorator.into_iter().chain(registered) {
            let callee = self.expr(from, scope, &call.func)?;
            if !matches!(
                callee.value.external(),
                Some("sqlalchemy.event.listen" | "sqlalchemy.event.listens_for")
            ) || keyword(call, "named").is_some()
            {
                return None;
            }
            let class = given(call.args.get(1).and_then(string)?, position)?;
            if *found.get_or_insert(class) != class {
                return None;
            }
        }
        found.map(|class| Typed::proven(Value::Instance(class.into())))
    }
}
