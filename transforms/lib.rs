//! The ordered list of transforms: one folder each, its documentation and cases beside it.

mod declarative_base_class;
mod mapped_column;
mod moved_name;

use alchemod_engine::Transform;

/// All transforms in the order in which they run within their stages. A place in this list is a
/// dependency: the reason stands beside it.
pub fn all() -> &'static [&'static dyn Transform] {
    &[
        // First: all others see one spelling of each name.
        &moved_name::MovedName,
        // Before columns: annotated columns start from a base that is a class.
        &declarative_base_class::DeclarativeBaseClass,
        // After the declarative bases: mapped classes are known by them.
        &mapped_column::MappedColumn,
    ]
}
