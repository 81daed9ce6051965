//! The interface of a transform.

use alchemod_python::NodeId;

use crate::{Context, Finding, Rule, Settings};

/// The sites that a transform wants to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interest {
    /// `import x` and `from x import y` statements.
    Imports,
    /// Class statements.
    Classes,
    /// Function and lambda definitions.
    Functions,
    /// Every call.
    Calls,
    /// Calls whose callee's last name is one of these: `x.name(...)` or `name(...)`.
    CallsNamed(&'static [&'static str]),
    /// Attributes and plain names that are read.
    Names,
    /// Attributes that are read and whose name is one of these.
    AttributesNamed(&'static [&'static str]),
    /// Simple and annotated assignments.
    Assignments,
    /// Subscripts: `x[...]`.
    Subscripts,
    /// Comparisons.
    Comparisons,
    /// Binary operations: `a % b`.
    Operations,
    /// Dictionary displays.
    Dicts,
    /// `if` statements, also as `elif`, and conditional expressions.
    Conditions,
    /// All of these.
    AnyOf(&'static [Interest]),
}

/// One rule: what it looks for, what it makes of it, what it refuses and why.
///
/// It is given one site and a read-only context, and never sees other transforms, the disk, or
/// state that changes.
pub trait Transform: Sync {
    /// Its identity and documentation.
    fn rule(&self) -> &'static Rule;

    /// The sites that [`Transform::check`] is called for.
    fn interest(&self) -> Interest;

    /// Looks at a text that is no Python source, or is one that holds requirements (`setup.py`): `path` has
    /// forward slashes. It gives findings without rewrites only.
    fn check_text(&self, path: &str, text: &str, settings: &Settings) -> Vec<Finding> {
        let _ = (path, text, settings);
        Vec::new()
    }

    /// Whether all that it rewrites runs on 2.x as it is: Alembic's revision scripts, which are history,
    /// are then left alone.
    fn is_style(&self) -> bool {
        false
    }

    /// Looks at one site of `cx.file`. `None` if it is not a legacy construct of this rule.
    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding>;
}
