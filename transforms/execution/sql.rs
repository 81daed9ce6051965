//! SQL in strings: how it starts, and whether text() would read it as the driver does.

use alchemod_engine::Context;
use alchemod_facts::scopes::BindingKind;
use alchemod_facts::Place;
use alchemod_python::ast;

/// What is known of an expression that is a string.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sql<'t> {
    /// The whole string, if it is a single literal.
    pub literal: Option<&'t str>,
    /// How it starts; `None` if that is not visible.
    pub leading: Option<&'t str>,
}

/// How deep variables are followed.
const DEPTH: u32 = 6;

/// Methods of strings that give a string which starts with the same word.
const STRING_METHODS: &[&str] = &[
    "format",
    "format_map",
    "lower",
    "replace",
    "rstrip",
    "strip",
    "lstrip",
    "upper",
    "expandtabs",
];

/// Methods that give a string of which nothing is known.
const READERS: &[&str] = &["getvalue", "join", "read", "read_text", "render"];

/// Functions that give a string which starts as their first argument does, once blanks are gone.
const STRING_FUNCTIONS: &[&str] = &["dedent", "cleandoc", "str"];

/// The string that `expr` is; `None` if nothing shows that it is one.
pub(crate) fn string_of<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Option<Sql<'t>> {
    follow(cx, expr, DEPTH)
}

fn follow<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr, depth: u32) -> Option<Sql<'t>> {
    if depth == 0 {
        return None;
    }
    let unknown = Sql::default();
    let starts = |leading: Option<&'t str>| Sql {
        literal: None,
        leading,
    };
    match expr {
        ast::Expr::Constant(n) => {
            let text = n.value.as_str()?.as_str();
            Some(Sql {
                literal: Some(text),
                leading: Some(text),
            })
        }
        ast::Expr::JoinedStr(n) => Some(starts(match n.values.first() {
            Some(ast::Expr::Constant(first)) => first.value.as_str().map(String::as_str),
            _ => None,
        })),
        ast::Expr::BinOp(n) => match n.op {
            ast::Operator::Mod => follow(cx, &n.left, depth - 1).map(|sql| starts(sql.leading)),
            ast::Operator::Add => match follow(cx, &n.left, depth - 1) {
                Some(sql) => Some(starts(sql.leading)),
                None => follow(cx, &n.right, depth - 1).map(|_| unknown),
            },
            _ => None,
        },
        ast::Expr::IfExp(n) => {
            let both = [
                follow(cx, &n.body, depth - 1)?,
                follow(cx, &n.orelse, depth - 1)?,
            ];
            Some(starts(agree(both.iter())))
        }
        ast::Expr::Call(n) => called(cx, n, depth),
        ast::Expr::Name(n) => name(cx, expr, n.id.as_str(), depth),
        _ => None,
    }
}

fn called<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall, depth: u32) -> Option<Sql<'t>> {
    let unknown = Sql::default();
    match call.func.as_ref() {
        ast::Expr::Attribute(method) => {
            let name = method.attr.as_str();
            if STRING_FUNCTIONS.contains(&name) {
                return follow(cx, call.args.first()?, depth - 1);
            }
            if READERS.contains(&name) {
                let is_text = name != "join" || follow(cx, &method.value, depth - 1).is_some();
                return is_text.then_some(unknown);
            }
            if !STRING_METHODS.contains(&name) {
                return None;
            }
            let sql = follow(cx, &method.value, depth - 1)?;
            Some(Sql {
                literal: None,
                ..sql
            })
        }
        ast::Expr::Name(function) if STRING_FUNCTIONS.contains(&function.id.as_str()) => {
            let inner = call.args.first()?;
            // `str(x)` is a string whatever x is.
            let sql = follow(cx, inner, depth - 1);
            match function.id.as_str() {
                "str" => Some(sql.unwrap_or_default()),
                _ => sql,
            }
            .map(|sql| Sql {
                literal: None,
                ..sql
            })
        }
        _ => None,
    }
}

fn name<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr, name: &str, depth: u32) -> Option<Sql<'t>> {
    let scope = cx.file.scope_of(expr)?;
    let (_, bindings) = cx.file.scopes.lookup(name, scope)?;
    let mut found: Vec<Sql<'t>> = Vec::new();
    for &id in bindings {
        let binding = cx.file.scopes.binding(id);
        match binding.kind {
            BindingKind::Assign { value, .. } => found.push(follow(cx, value, depth - 1)?),
            BindingKind::Unpacked {
                value: ast::Expr::Tuple(tuple),
                index: Some(index),
            } => found.push(follow(cx, tuple.elts.get(index)?, depth - 1)?),
            // What is added goes to the end.
            BindingKind::Augmented(_) => {}
            BindingKind::For {
                iterable:
                    ast::Expr::List(ast::ExprList { elts, .. })
                    | ast::Expr::Tuple(ast::ExprTuple { elts, .. }),
                whole: true,
                ..
            } => {
                for element in elts {
                    found.push(follow(cx, element, depth - 1)?);
                }
            }
            BindingKind::Parameter {
                arg, packed: false, ..
            } => found.push(parameter(cx, binding.scope, arg, depth)?),
            _ => return None,
        }
    }
    if found.is_empty() {
        return None;
    }
    let is_single = bindings.len() == 1 && found.len() == 1;
    Some(Sql {
        literal: found[0].literal.filter(|_| is_single),
        leading: agree(found.iter()),
    })
}

/// A parameter that is annotated as `str`, or is given strings by all calls of its function.
fn parameter<'t>(
    cx: &Context<'_, 't>,
    scope: alchemod_facts::scopes::ScopeId,
    arg: &'t ast::Arg,
    depth: u32,
) -> Option<Sql<'t>> {
    if let Some(ast::Expr::Name(annotation)) = arg.annotation.as_deref() {
        return (annotation.id.as_str() == "str").then(Sql::default);
    }
    let node = cx.file.scopes.get(scope).node?;
    let place = Place {
        file: cx.file.id,
        node,
    };
    let given = cx.project.given_arguments(place, arg.arg.as_str());
    if given.is_empty() {
        return None;
    }
    let mut found = Vec::new();
    for argument in given {
        let (file, value) = argument?;
        found.push(follow(&cx.in_file(file), value, depth - 1)?);
    }
    Some(Sql {
        literal: None,
        leading: agree(found.iter()),
    })
}

/// The start that all have: the text of the first if all would be committed alike.
fn agree<'a, 't: 'a>(all: impl Iterator<Item = &'a Sql<'t>>) -> Option<&'t str> {
    let mut first: Option<&'t str> = None;
    for sql in all {
        let leading = sql.leading?;
        match first {
            None => first = Some(leading),
            Some(known) if autocommits(known) == autocommits(leading) => {}
            Some(_) => return None,
        }
    }
    first
}

/// What 1.4 commits by itself on every database (its `AUTOCOMMIT_REGEXP`).
const COMMITTED: &[&str] = &["UPDATE", "INSERT", "CREATE", "DELETE", "DROP", "ALTER"];

/// What it commits by itself on some: PostgreSQL's and MySQL's own patterns.
const COMMITTED_BY_SOME: &[&str] = &[
    "GRANT",
    "REVOKE",
    "IMPORT FOREIGN SCHEMA",
    "REFRESH MATERIALIZED VIEW",
    "TRUNCATE",
    "LOAD ",
    "REPLACE",
];

/// Whether 1.4 commits SQL that starts so by itself; `None` if that is not visible, or depends on the database.
pub(crate) fn autocommits(leading: &str) -> Option<bool> {
    let start = leading.trim_start();
    let begins = |word: &&str| {
        start
            .get(..word.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(word))
    };
    if COMMITTED.iter().any(begins) {
        return Some(true);
    }
    if COMMITTED_BY_SOME.iter().any(begins) {
        return None;
    }
    // The visible part must be more than the longest of these words, or end one itself.
    let word = start.split(|c: char| !c.is_ascii_alphabetic()).next()?;
    let is_whole_word = word.len() < start.len();
    (is_whole_word || start.len() > 8).then_some(false)
}

/// Whether the SQL has a RETURNING clause, or something that looks like one.
pub(crate) fn may_return_rows(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    upper.contains("RETURNING") || upper.contains("OUTPUT")
}

/// Whether text() hands this string to the driver as it is: no percent sign, which it doubles for some
/// drivers; no `:name`, which is a parameter to it; no `\:`, which is its escape.
pub(crate) fn is_plain(text: &str) -> bool {
    !text.contains('%') && !text.contains("\\:") && parameters(text).is_empty()
}

/// The names that text() takes for parameters: `:name` after nothing that is a colon, a backslash or part
/// of a word, and before no colon.
pub(crate) fn parameters(text: &str) -> Vec<&str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = Vec::new();
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let previous = before.replace(c);
        if c != ':' || previous.is_some_and(|p| p == ':' || p == '\\' || is_word(p)) {
            continue;
        }
        let rest = &text[at + 1..];
        let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        // The pattern may give back letters to have no colon behind it.
        let length = match rest[length..].starts_with(':') {
            true => rest[..length]
                .char_indices()
                .next_back()
                .map_or(0, |(last, _)| last),
            false => length,
        };
        if length > 0 {
            found.push(&rest[..length]);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_of_1_4() {
        for (text, expected) in [
            ("insert into t", Some(true)),
            ("  \n Update t", Some(true)),
            ("drop", Some(true)),
            ("select 1", Some(false)),
            ("-- why\ninsert into t", Some(false)),
            ("WITH x AS (SELECT 1) INSERT INTO t", Some(false)),
            ("truncate t", None),
            ("replace into t", None),
            ("", None),
            ("INS", None),
        ] {
            assert_eq!(autocommits(text), expected, "{text:?}");
        }
    }

    #[test]
    fn parameters_of_text() {
        assert_eq!(parameters("a = :b and c = :d1"), ["b", "d1"]);
        assert_eq!(parameters("x::int, '12:30', a:b"), Vec::<&str>::new());
        assert_eq!(parameters("{\"a\":1} :é"), ["1", "é"]);
        assert_eq!(parameters("':abc:'"), ["ab"]);
        assert!(is_plain("select '?' || x::int"));
        assert!(!is_plain("like 'a%'"));
        assert!(!is_plain("a \\: b"));
    }
}
