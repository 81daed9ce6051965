//! Facts that others derive from a snapshot, kept as long as the snapshot.

use std::any::{Any, TypeId};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use crate::scopes::BindingId;
use crate::value::Typed;
use crate::{FileId, Project};

/// What the names of each file are, by their first binding. Filled while the facts are asked, once they are
/// all there.
#[derive(Debug, Default)]
pub(crate) struct KnownNames {
    by_file: Vec<Mutex<FxHashMap<BindingId, Option<Typed>>>>,
}

impl KnownNames {
    /// Nothing known of so many files.
    pub fn new(files: usize) -> Self {
        KnownNames {
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
    /// What a name is that has these bindings: what `find` says, which is asked once as soon as the facts
    /// are complete.
    pub(crate) fn known_name(
        &self,
        file: FileId,
        bindings: &[BindingId],
        find: impl FnOnce() -> Option<Typed>,
    ) -> Option<Typed> {
        let (Some(known), Some(first)) = (
            self.known_names.by_file.get(file.0 as usize),
            bindings.first(),
        ) else {
            return find();
        };
        let lock = || known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = lock().get(first) {
            return found.clone();
        }
        // Not under the lock: the search may come back here.
        let found = find();
        lock().insert(*first, found.clone());
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
