//! What an expression is, as far as reading can tell.

use std::sync::Arc;

use alchemod_python::NodeId;

use crate::FileId;

/// The position of a class in [`crate::Project::classes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassId(pub u32);

/// A place in the project: a function, or the call that makes a declarative base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// The node in it.
    pub node: NodeId,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// A class, function, module or object of another package, by its canonical dotted path
    /// (see [`crate::sqlalchemy::names::canonical`]).
    External(Arc<str>),
    /// An instance of another package's class, by the class's canonical path.
    Instance(Arc<str>),
    /// A method of an instance of another package's class: the class's path, the method's name.
    Method(Arc<str>, Arc<str>),
    /// A module of the project.
    Module(FileId),
    /// A class of the project.
    Class(ClassId),
    /// An instance of a class of the project.
    Object(ClassId),
    /// An attribute of a class of the project that its body or a back reference declares through
    /// SQLAlchemy (`User.name`): the class that it was read from, the attribute's name.
    Attribute(ClassId, Arc<str>),
    /// `aliased(Model)`.
    Aliased(ClassId),
    /// A function or method of the project.
    Function(Place),
    /// The declarative base that `declarative_base(...)` and its like make at this call.
    Base(Place),
    /// A context manager made by a generator function; what `with ... as x` gives.
    ContextManager(Box<Value>),
    /// A list, tuple, iterator or other collection that gives such values, one after the other.
    Iterable(Box<Value>),
    /// A dictionary with such values.
    Mapping(Box<Value>),
    /// Values in a fixed order, such as those that `zip` gives; `None` where one is unknown.
    Tuple(Vec<Option<Value>>),
    /// The constant `None`.
    None,
}

impl Value {
    /// The canonical path of an external object.
    pub fn external(&self) -> Option<&str> {
        match self {
            Value::External(path) => Some(path),
            _ => None,
        }
    }

    /// Whether it is an instance of this external class.
    pub fn is_instance_of(&self, class: &str) -> bool {
        matches!(self, Value::Instance(path) if &**path == class)
    }
}

/// How a value is known, from the weakest up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// Only by its conventional name (`session`).
    Named,
    /// Through calls, attributes, parameters or files.
    Flowed,
    /// By its constructor, annotation or context manager in the same scope.
    Proven,
}

/// A value and how it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// What it is.
    pub value: Value,
    /// How that is known.
    pub certainty: Certainty,
}

impl Typed {
    /// A value that the expression itself shows.
    pub fn proven(value: Value) -> Self {
        Typed {
            value,
            certainty: Certainty::Proven,
        }
    }

    /// The same value, known at most by flow.
    #[must_use]
    pub fn flowed(mut self) -> Self {
        self.certainty = self.certainty.min(Certainty::Flowed);
        self
    }
}
