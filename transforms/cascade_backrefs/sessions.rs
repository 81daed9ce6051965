//! Sessions of 1.4 that behave as those of 2.x: `AsyncSession` and `Session(future=True)` never cascaded along back
//! references.

use alchemod_facts::{last_name, Project};
use alchemod_python::arguments::keyword;
use alchemod_python::ast;

/// What makes sessions, by last name.
const MAKERS: &[&str] = &[
    "AsyncSession",
    "SQLAlchemy",
    "Session",
    "async_sessionmaker",
    "create_session",
    "scoped_session",
    "sessionmaker",
];

/// Whether the project makes sessions, and all of them are such.
struct AllNew(bool);

/// Whether all sessions that the project makes never cascaded along back references.
pub(super) fn are_all_new(project: &Project<'_>) -> bool {
    project.memo(|project| AllNew(find(project))).0
}

fn find(project: &Project<'_>) -> bool {
    let mut any = false;
    for file in &project.files {
        for (_, call) in file.calls() {
            let Some(name) = last_name(&call.func).filter(|name| MAKERS.contains(name)) else {
                continue;
            };
            let Some(path) = project.external(file.id, &call.func) else {
                continue;
            };
            if !path.starts_with("sqlalchemy.") && !path.starts_with("flask_sqlalchemy.") {
                continue;
            }
            match name {
                // It is given what makes the sessions.
                "scoped_session" => {}
                "AsyncSession" | "async_sessionmaker" => any = true,
                _ if is_new(call) => any = true,
                _ => return false,
            }
        }
    }
    any
}

/// `sessionmaker(class_=AsyncSession)`, `Session(future=True)`.
fn is_new(call: &ast::ExprCall) -> bool {
    keyword(call, "class_").is_some_and(|class| last_name(&class.value) == Some("AsyncSession"))
        || keyword(call, "future").is_some_and(|future| alchemod_facts::is_true(&future.value))
}
