//! Loader options: which of their arguments name attributes.

/// How an option reads the names that it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reads {
    /// A path: the option holds for the last step, the steps before keep how they are loaded.
    Path,
    /// A path: the option holds for each step.
    EachStep,
    /// Attributes of one entity.
    Columns,
    /// The first argument only.
    First,
}

/// A loader option.
#[derive(Clone, Copy, Debug)]
pub(super) struct Loader {
    /// Its name.
    pub name: &'static str,
    /// What its arguments are.
    pub reads: Reads,
    /// The option that does the same, if this one is gone.
    pub now: &'static str,
    /// Whether 2.x takes several attributes.
    pub takes_several: bool,
}

const fn loader(name: &'static str, reads: Reads) -> Loader {
    Loader {
        name,
        reads,
        now: name,
        takes_several: true,
    }
}

const fn single(name: &'static str) -> Loader {
    Loader {
        takes_several: false,
        ..loader(name, Reads::Path)
    }
}

const fn gone(name: &'static str, now: &'static str) -> Loader {
    Loader {
        name,
        reads: Reads::EachStep,
        now,
        takes_several: true,
    }
}

/// All of them, by name.
pub(super) const LOADERS: &[Loader] = &[
    loader("contains_eager", Reads::EachStep),
    gone("contains_eager_all", "contains_eager"),
    loader("defaultload", Reads::Path),
    single("defer"),
    gone("eagerload_all", "joinedload"),
    loader("immediateload", Reads::Path),
    loader("joinedload", Reads::Path),
    gone("joinedload_all", "joinedload"),
    loader("lazyload", Reads::Path),
    gone("lazyload_all", "lazyload"),
    loader("load_only", Reads::Columns),
    loader("noload", Reads::Path),
    loader("raiseload", Reads::Path),
    loader("selectinload", Reads::Path),
    loader("subqueryload", Reads::Path),
    gone("subqueryload_all", "subqueryload"),
    single("undefer"),
    loader("with_expression", Reads::First),
];

/// The option of this name.
pub(super) fn find(name: &str) -> Option<&'static Loader> {
    LOADERS.iter().find(|loader| loader.name == name)
}
