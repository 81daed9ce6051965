//! The orders in which people keep their imports.

use alchemod_facts::is_standard;

/// An order of the names in one statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NameOrder {
    /// Constants, then classes, then the rest, each without regard to case: isort's default.
    ByKind,
    /// Without regard to case.
    Insensitive,
    /// By code points.
    Sensitive,
}

impl NameOrder {
    /// The order that `names` are in; `None` if it is no known one.
    pub fn of(names: &[&str]) -> Option<Self> {
        [
            NameOrder::ByKind,
            NameOrder::Insensitive,
            NameOrder::Sensitive,
        ]
        .into_iter()
        .find(|order| names.windows(2).all(|w| order.key(w[0]) <= order.key(w[1])))
    }

    /// What the order compares.
    pub fn key(self, name: &str) -> (u8, String) {
        match self {
            NameOrder::ByKind => (kind(name), name.to_lowercase()),
            NameOrder::Insensitive => (0, name.to_lowercase()),
            NameOrder::Sensitive => (0, name.to_owned()),
        }
    }
}

fn kind(name: &str) -> u8 {
    let is_upper = |c: char| !c.is_lowercase();
    if name.len() > 1 && name.chars().all(is_upper) {
        0
    } else if name.starts_with(char::is_uppercase) {
        1
    } else {
        2
    }
}

/// The section of an import statement, in isort's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Section {
    /// `from __future__ import ...`
    Future,
    /// The standard library.
    Standard,
    /// Everything else.
    ThirdParty,
    /// Modules of the project.
    FirstParty,
    /// Relative imports.
    Local,
}

impl Section {
    /// The section of a module; `is_first_party` says whether a root package is one of the project.
    pub fn of(module: &str, is_first_party: impl Fn(&str) -> bool) -> Self {
        let root = module.split('.').next().unwrap_or_default();
        match root {
            "" => Section::Local,
            "__future__" => Section::Future,
            _ if is_standard(root) => Section::Standard,
            _ if is_first_party(root) => Section::FirstParty,
            _ => Section::ThirdParty,
        }
    }
}

/// What decides where a statement is sorted: its module, whether it is `from`, and in files that import one
/// name a statement the name.
pub(crate) type StatementKey<'a> = (&'a str, bool, &'a str);

/// An order of statements in one section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StatementOrder {
    /// `import x` before `from x import y`: isort's default.
    PlainFirst,
    /// By module alone.
    ByModule,
}

impl StatementOrder {
    /// The order that the statements are in; `None` if it is no known one.
    pub fn of(statements: &[StatementKey<'_>]) -> Option<Self> {
        [StatementOrder::PlainFirst, StatementOrder::ByModule]
            .into_iter()
            .find(|order| {
                statements
                    .windows(2)
                    .all(|w| order.key(w[0]) <= order.key(w[1]))
            })
    }

    /// What the order compares. Of relative modules those with more dots come first.
    pub fn key(
        self,
        (module, is_from, name_of_it): StatementKey<'_>,
    ) -> (bool, usize, String, bool, (u8, String)) {
        let name = module.trim_start_matches('.');
        let dots = usize::MAX - (module.len() - name.len());
        let name = name.to_lowercase();
        let last = NameOrder::ByKind.key(name_of_it);
        match self {
            StatementOrder::PlainFirst => (is_from, dots, name, false, last),
            StatementOrder::ByModule => (false, dots, name, is_from, last),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_of_names() {
        for (names, order) in [
            (&["A_B", "Column", "select"][..], Some(NameOrder::ByKind)),
            (&["Column", "func", "Integer"], Some(NameOrder::Insensitive)),
            (&["Cb", "CA", "a"], None),
            (&["AB", "Ab", "Aa"], None),
            (&["Zoo", "alpha"], Some(NameOrder::ByKind)),
            (&["Aa", "BB", "Cc"], Some(NameOrder::Insensitive)),
        ] {
            assert_eq!(NameOrder::of(names), order, "{names:?}");
        }
    }

    #[test]
    fn sections() {
        let ours = |root: &str| root == "app";
        for (module, section) in [
            ("__future__", Section::Future),
            ("typing", Section::Standard),
            ("os.path", Section::Standard),
            ("sqlalchemy.orm", Section::ThirdParty),
            ("app.models", Section::FirstParty),
            (".models", Section::Local),
            ("..", Section::Local),
        ] {
            assert_eq!(Section::of(module, ours), section, "{module}");
        }
    }

    #[test]
    fn orders_of_statements() {
        let plain_first = [("os", false, ""), ("sys", false, ""), ("abc", true, "")];
        let by_module = [("abc", true, ""), ("os", false, ""), ("sys", false, "")];
        assert_eq!(
            StatementOrder::of(&plain_first),
            Some(StatementOrder::PlainFirst)
        );
        assert_eq!(
            StatementOrder::of(&by_module),
            Some(StatementOrder::ByModule)
        );
        assert_eq!(
            StatementOrder::of(&[("b", true, ""), ("a", true, "")]),
            None
        );
        let relative = [("..a", true, ""), (".a", true, "")];
        assert_eq!(
            StatementOrder::of(&relative),
            Some(StatementOrder::PlainFirst)
        );
    }
}
