//! Facts that others derive from a snapshot, kept as long as the snapshot.

use std::any::{Any, TypeId};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use crate::Project;

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
