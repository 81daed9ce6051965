//! Facts that others derive from a snapshot, kept as long as the snapshot.

use std::any::{Any, TypeId};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use alchemod_python::ast;
use rustc_hash::FxHashMap;

use crate::scopes::BindingId;
use crate::value::Typed;
use crate::{FileId, Project};

/// What the names and expressions of each file are. Filled while the facts are asked, once they are all there.
#[derive(Debug, Default)]
pub(crate) struct KnownValues {
    by_file: Vec<Mutex<OfFile>>,
}

#[derive(Debug, Default)]
struct OfFile {
    /// By the first binding of a name.
    names: FxHashMap<BindingId, KnownName>,
    /// By the address of an expression: many rules ask for the same ones.
    expressions: FxHashMap<usize, Option<Typed>>,
}

#[derive(Debug)]
struct KnownName {
    typed: Option<Typed>,
    /// Whether the name means this in every question, and not only in one that begins with it.
    holds_always: bool,
}

impl KnownValues {
    /// Nothing known of so many files.
    pub fn new(files: usize) -> Self {
        KnownValues {
            by_file: std::iter::repeat_with(Mutex::default).take(files).collect(),
        }
    }
}

/// Derived facts, one of each type.
#[derive(Default)]
pub(crate) struct Memo {
    known: Mutex<FxHashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

impl fmt::Debug for Memo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memo")
    }
}

impl Project<'_> {
    /// What the name with this first binding is, if it was found before. A question that does not begin with the
    /// name (`is_first`) takes only what holds in every question.
    pub(crate) fn known_name(
        &self,
        file: FileId,
        first: BindingId,
        is_first: bool,
    ) -> Option<Option<Typed>> {
        let known = self.known_values.by_file.get(file.0 as usize)?;
        let known = known.lock().unwrap_or_else(PoisonError::into_inner);
        known
            .names
            .get(&first)
            .filter(|known| is_first || known.holds_always)
            .map(|known| known.typed.clone())
    }

    /// Keeps what the name with this first binding is, as soon as the facts are complete.
    pub(crate) fn learn_name(
        &self,
        file: FileId,
        first: BindingId,
        typed: Option<Typed>,
        holds_always: bool,
    ) {
        let Some(known) = self.known_values.by_file.get(file.0 as usize) else {
            return;
        };
        let name = KnownName {
            typed,
            holds_always,
        };
        known
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .names
            .insert(first, name);
    }

    /// What an expression of a file is: what `find` says, which is asked once as soon as the facts are complete.
    pub(crate) fn known_expression(
        &self,
        file: FileId,
        expr: &ast::Expr,
        find: impl FnOnce() -> Option<Typed>,
    ) -> Option<Typed> {
        let Some(known) = self.known_values.by_file.get(file.0 as usize) else {
            return find();
        };
        let address = std::ptr::from_ref(expr) as usize;
        let lock = || known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = lock().expressions.get(&address) {
            return found.clone();
        }
        // Not under the lock: the search may come back here.
        let found = find();
        lock().expressions.insert(address, found.clone());
        found
    }

    /// What `make` finds out about this snapshot. It is asked once per type and snapshot (twice at most,
    /// if two threads come at the same time), so that a question about all files is cheap at every site.
    pub fn memo<T: Any + Send + Sync>(&self, make: impl FnOnce(&Self) -> T) -> Arc<T> {
        let id = TypeId::of::<T>();
        let lock = || {
            self.memo
                .known
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        let found = lock().get(&id).cloned();
        if let Some(found) = found.and_then(|found| found.downcast::<T>().ok()) {
            return found;
        }
        let made = Arc::new(make(self));
        lock().insert(id, made.clone());
        made
    }
}
