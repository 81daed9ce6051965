//! What the user asked for.

use std::fmt;
use std::str::FromStr;

use crate::Rule;

/// The SQLAlchemy releases on which the output must run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, serde::Serialize)]
pub enum Target {
    /// Only forms that run on 1.4 and on 2.x, for projects that migrate before they upgrade.
    #[serde(rename = "1.4")]
    V14,
    /// Forms that run on 2.0 and 2.1 alike.
    #[default]
    #[serde(rename = "2.0")]
    V20,
    /// Forms that run on 2.1.
    #[serde(rename = "2.1")]
    V21,
}

impl Target {
    /// The oldest release on which the output must run: major and minor number.
    pub fn oldest(self) -> (u32, u32) {
        match self {
            Target::V14 => (1, 4),
            Target::V20 => (2, 0),
            Target::V21 => (2, 1),
        }
    }
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "1.4" => Ok(Target::V14),
            "2.0" => Ok(Target::V20),
            "2.1" => Ok(Target::V21),
            other => Err(format!("unknown target {other:?}: 1.4, 2.0 or 2.1")),
        }
    }
}

/// The lowest Python release that the project supports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PythonVersion {
    /// 3
    pub major: u8,
    /// 8 to 14
    pub minor: u8,
}

impl PythonVersion {
    /// The release that is taken when a project does not say: SQLAlchemy 2.0 needs 3.7.
    pub const DEFAULT: PythonVersion = PythonVersion { major: 3, minor: 8 };

    /// `X | None` may be written in annotations that are evaluated at run time (PEP 604).
    pub fn has_union_operator(self) -> bool {
        self >= PythonVersion {
            major: 3,
            minor: 10,
        }
    }

    /// `list[X]` may be written (PEP 585).
    pub fn has_builtin_generics(self) -> bool {
        self >= PythonVersion { major: 3, minor: 9 }
    }
}

impl Default for PythonVersion {
    fn default() -> Self {
        PythonVersion::DEFAULT
    }
}

impl fmt::Display for PythonVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl FromStr for PythonVersion {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parse = |part: Option<&str>| part.and_then(|p| p.parse().ok());
        let mut parts = text.split('.');
        match (parse(parts.next()), parse(parts.next())) {
            (Some(3), Some(minor)) => Ok(PythonVersion { major: 3, minor }),
            _ => Err(format!("not a Python 3 release: {text:?} (write 3.9)")),
        }
    }
}

/// Which transforms run: by code (or a code's beginning), name or stage.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Only these, if any are given.
    pub select: Vec<String>,
    /// Not these.
    pub ignore: Vec<String>,
}

impl Selection {
    /// Whether `rule` is to run.
    pub fn takes(&self, rule: &Rule) -> bool {
        let named = |list: &[String]| list.iter().any(|word| matches(rule, word));
        (self.select.is_empty() || named(&self.select)) && !named(&self.ignore)
    }
}

/// Whether `word` names `rule`: its code, the beginning of its code, its name or its stage.
pub fn matches(rule: &Rule, word: &str) -> bool {
    rule.name == word
        || rule.stage.name() == word
        || (word.starts_with("AM") && rule.code.starts_with(word))
}

/// The settings of a run.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The releases that the output must run on.
    pub target: Target,
    /// The lowest Python release that the output must run on.
    pub python: PythonVersion,
    /// Make rewrites that are marked unsafe too.
    pub unsafe_rewrites: bool,
    /// Which transforms run.
    pub selection: Selection,
    /// How many threads run; as many as the machine has processors if not given.
    pub jobs: Option<usize>,
}
