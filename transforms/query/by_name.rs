//! Functions that the project reaches by their names in strings.

use alchemod_engine::Context;
use alchemod_facts::scopes::BindingKind;
use alchemod_facts::{last_name, string, File, Project};
use alchemod_python::{ast, Node};

use super::values::{gives_sqlalchemy, DEPTH};

/// What takes an attribute's name as a string.
const BY_NAME: &[&str] = &["attrgetter", "getattr", "methodcaller"];

/// Names that the project reaches by a string: `getattr(repository, "rows")`.
struct ReachedByName(rustc_hash::FxHashSet<String>);

/// Whether calls of the function may be hidden behind its name in a string.
pub(super) fn is_reached_by_name(cx: &Context<'_, '_>, name: &str) -> bool {
    let reached = cx.project.memo(|project| {
        let nodes = project.files.iter().flat_map(|file| file.nodes.iter());
        let names = nodes.filter_map(|(_, node)| match node {
            Node::Expr(ast::Expr::Call(call)) => Some(call),
            _ => None,
        });
        let by_name = names
            .filter(|call| last_name(&call.func).is_some_and(|callee| BY_NAME.contains(&callee)));
        ReachedByName(
            by_name
                .flat_map(|call| call.args.iter().filter_map(string))
                .map(str::to_owned)
                .collect(),
        )
    });
    reached.0.contains(name)
}

/// Whether the project gives something of SQLAlchemy's to a function whose name it makes up.
struct GivenBlindly(bool);

/// Whether any function may get something of SQLAlchemy's: `getattr(repository, name)(session, User.id)`.
pub(super) fn is_given_blindly(cx: &Context<'_, '_>) -> bool {
    let given = cx.project.memo(|project| {
        let mut files = project.files.iter();
        GivenBlindly(files.any(|file| {
            file.calls()
                .any(|(_, call)| gives_blindly(project, file, call))
        }))
    });
    given.0
}

fn gives_blindly<'t>(project: &Project<'t>, file: &File<'t>, call: &'t ast::ExprCall) -> bool {
    let keywords = call.keywords.iter().map(|keyword| &keyword.value);
    let mut given = call.args.iter().chain(keywords);
    is_made_up(file, &call.func, true)
        && given.any(|value| gives_sqlalchemy(project, file.id, value, DEPTH))
}

/// Whether an expression is `getattr(owner, name)` with a name that is no plain string, or a variable that holds it.
fn is_made_up<'t>(file: &File<'t>, func: &'t ast::Expr, through_variable: bool) -> bool {
    match func {
        ast::Expr::Call(call) => {
            let is_by_name = last_name(&call.func).is_some_and(|callee| BY_NAME.contains(&callee));
            is_by_name && call.args.iter().skip(1).any(|arg| string(arg).is_none())
        }
        ast::Expr::Name(name) if through_variable => {
            let found = file
                .scope_of(func)
                .and_then(|scope| file.scopes.lookup(name.id.as_str(), scope));
            found.is_some_and(|(_, ids)| {
                ids.iter().any(|&id| match file.scopes.binding(id).kind {
                    BindingKind::Assign { value, .. } => is_made_up(file, value, false),
                    _ => false,
                })
            })
        }
        _ => false,
    }
}
