//! What is known of SQLAlchemy itself, release by release: names, types, methods, and what calls return.
//!
//! Everything in here is data with a lookup function beside it. Where a table was measured, the releases are
//! 1.4.54, 2.0.58 and 2.1.9 (Flask-SQLAlchemy 2.5.1 on the first, 3.1.1 on the others).

pub mod drivers;
pub mod flask;
pub mod handles;
pub mod moved;
pub mod names;
pub mod oslo;
pub mod query;
pub mod rows;
pub mod table_names;
pub mod types;
