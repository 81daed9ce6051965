//! The packages whose releases matter, and the first ones that run on SQLAlchemy 2.x.
//!
//! Where the changes of a package do not say it, its releases were tried with SQLAlchemy 2.0.58.

use alchemod_engine::Target;

/// A package.
pub(super) struct Package {
    /// Its name as its authors write it.
    pub name: &'static str,
    /// The first release for 2.x; empty if none is of use there.
    first: &'static str,
    /// Why, for the user.
    pub why: &'static str,
}

/// What a target asks of a package.
pub(super) enum Needs {
    /// This release or a later one.
    AtLeast(&'static str),
    /// That the package goes, for this reason.
    Gone(&'static str),
}

const PACKAGES: &[Package] = &[
    Package {
        name: "SQLAlchemy",
        first: "2.0",
        why: "",
    },
    Package {
        name: "Flask-SQLAlchemy",
        first: "3.1",
        why: "3.1 is the first release made for SQLAlchemy 2.x",
    },
    Package {
        name: "Flask-Migrate",
        first: "4.0",
        why: "4.0 is the first release for Flask-SQLAlchemy 3",
    },
    Package {
        name: "alembic",
        first: "1.7",
        why: "releases before 1.7 cannot be imported with SQLAlchemy 2.x",
    },
    Package {
        name: "SQLAlchemy-Utils",
        first: "0.41.2",
        why: "0.41.2 is the first release that runs on SQLAlchemy 2.0.22 and later",
    },
    Package {
        name: "SQLAlchemy-Continuum",
        first: "1.4",
        why: "1.4 is the first release that runs on SQLAlchemy 2.x",
    },
    Package {
        name: "marshmallow-sqlalchemy",
        first: "0.29",
        why: "0.29 is the first release that supports SQLAlchemy 2.x",
    },
    Package {
        name: "databases",
        first: "0.9",
        why: "0.9 is the first release that supports SQLAlchemy 2.x",
    },
    Package {
        name: "sqlmodel",
        first: "0.0.13",
        why: "releases before 0.0.13 require SQLAlchemy 1.4",
    },
    Package {
        name: "sqlalchemy-stubs",
        first: "",
        why: "2.x has annotations of its own, which stubs hide: remove it, and sqlmypy from mypy's plugins",
    },
    Package {
        name: "sqlalchemy2-stubs",
        first: "",
        why: "2.x has annotations of its own, which stubs hide: remove it",
    },
];

/// The package of this normal name.
pub(super) fn find(name: &str) -> Option<&'static Package> {
    PACKAGES
        .iter()
        .find(|package| package.name.eq_ignore_ascii_case(name))
}

impl Package {
    /// What `target` asks of it; `None` if any release will do.
    pub fn needs(&self, target: Target) -> Option<Needs> {
        match (target, self.name, self.first) {
            (Target::V14, "SQLAlchemy", _) => Some(Needs::AtLeast("1.4")),
            (Target::V14, ..) => None,
            (Target::V21, "SQLAlchemy", _) => Some(Needs::AtLeast("2.1")),
            (_, _, "") => Some(Needs::Gone(self.why)),
            (_, _, first) => Some(Needs::AtLeast(first)),
        }
    }
}
