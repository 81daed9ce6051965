//! The ordered list of transforms: one folder each, its documentation and cases beside it.

use alchemod_engine::Transform;

/// All transforms in the order in which they run within their stages. A place in this list is a
/// dependency: the reason stands beside it.
pub fn all() -> &'static [&'static dyn Transform] {
    &[]
}
