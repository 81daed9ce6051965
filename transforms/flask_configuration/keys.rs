//! The keys, read from 2.5.1 and 3.1.1.

use alchemod_engine::Context;
use alchemod_facts::string;
use alchemod_python::{ast, Node, NodeId};

use crate::call_edits::{is_bool, is_none};

const POOL: &str = "it is ignored: SQLALCHEMY_ENGINE_OPTIONS = {\"pool_size\": ..., \"pool_timeout\": ..., \"pool_recycle\": ..., \"max_overflow\": ...}";
const UNICODE: &str = "it is ignored: drivers of today always give text; other options go into SQLALCHEMY_ENGINE_OPTIONS";
const TEARDOWN: &str = "it is ignored, and what is not committed at the end of a request is lost: call db.session.commit()";
const BINDS: &str = "it must be a dictionary: leave it out where there are no binds";
const SQLITE: &str = "a relative SQLite path is one below app.instance_path, no longer below app.root_path: the database would be a new, empty one. Write an absolute path, or move the file";

/// What is wrong with a setting, if anything.
pub(super) fn fault(
    cx: &Context<'_, '_>,
    site: NodeId,
    name: &str,
    value: &ast::Expr,
) -> Option<&'static str> {
    match name {
        "SQLALCHEMY_POOL_SIZE"
        | "SQLALCHEMY_POOL_TIMEOUT"
        | "SQLALCHEMY_POOL_RECYCLE"
        | "SQLALCHEMY_MAX_OVERFLOW" => (!is_none(value)).then_some(POOL),
        "SQLALCHEMY_NATIVE_UNICODE" => (!is_none(value)).then_some(UNICODE),
        "SQLALCHEMY_COMMIT_ON_TEARDOWN" => {
            (!is_none(value) && !is_bool(value, false)).then_some(TEARDOWN)
        }
        "SQLALCHEMY_BINDS" if is_none(value) => Some(BINDS),
        "SQLALCHEMY_BINDS" | "SQLALCHEMY_DATABASE_URI" => {
            has_relative_file(cx, site, value).then_some(SQLITE)
        }
        _ => None,
    }
}

/// Whether a relative SQLite URL stands anywhere in the value.
fn has_relative_file(cx: &Context<'_, '_>, site: NodeId, value: &ast::Expr) -> bool {
    let within = alchemod_python::span(value);
    cx.file.subtree(site).any(|(_, node)| {
        let Node::Expr(expr) = node else {
            return false;
        };
        let place = alchemod_python::span(expr);
        within.start <= place.start
            && place.end <= within.end
            && string(expr).is_some_and(is_relative_file)
    })
}

/// Whether a URL names a file by a relative path: `sqlite:///a.db`, but not `sqlite:////a.db`,
/// `sqlite:///C:/a.db` or the start of one.
fn is_relative_file(url: &str) -> bool {
    let Some((scheme, path)) = url.split_once(":///") else {
        return false;
    };
    let is_sqlite = scheme == "sqlite" || scheme.starts_with("sqlite+");
    let has_drive = path.chars().nth(1) == Some(':');
    let is_special =
        path.is_empty() || path.starts_with(['/', '{', '%', ':']) || path.starts_with("file:");
    is_sqlite && !has_drive && !is_special
}

#[cfg(test)]
mod tests {
    use super::is_relative_file;

    #[test]
    fn relative_files() {
        for url in [
            "sqlite:///a.db",
            "sqlite:///../a.db",
            "sqlite+pysqlite:///db/",
        ] {
            assert!(is_relative_file(url), "{url}");
        }
        for url in [
            "sqlite://",
            "sqlite:///",
            "sqlite:////srv/a.db",
            "sqlite:///:memory:",
            "sqlite:///C:\\a.db",
            "sqlite:///{}",
            "sqlite:///%s",
            "postgresql:///app",
        ] {
            assert!(!is_relative_file(url), "{url}");
        }
    }
}
