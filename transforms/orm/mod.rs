//! What the transforms of ORM names share: the entity that a string is read from, and how the attribute that it
//! means is written instead.

pub(crate) mod cursor;
pub(crate) mod evidence;
pub(crate) mod instance;
pub(crate) mod lead;
pub(crate) mod names;
pub(crate) mod parts;
pub(crate) mod uses;
