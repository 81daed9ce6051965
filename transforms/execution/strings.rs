//! Which expressions are strings: literals, and what is followed to them through names, classes, modules and
//! functions.

use std::cell::Cell;

use alchemod_engine::Context;
use alchemod_facts::scopes::{Binding, BindingId, BindingKind, ScopeId};
use alchemod_facts::{FileId, Place, Value};
use alchemod_python::ast;

use super::elements::{element, item};
use super::sql::autocommits;

/// What is known of an expression that is a string.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sql<'t> {
    /// The whole string, if it is a single literal.
    pub literal: Option<&'t str>,
    /// How it starts; `None` if that is not visible.
    pub leading: Option<&'t str>,
}

/// How deep variables are followed.
const DEPTH: u32 = 8;

/// The most steps that one question may take; real code needs a few.
const FUEL: u32 = 500;

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

/// The way from the question to an expression.
#[derive(Clone, Copy)]
pub(super) struct Way<'w> {
    depth: u32,
    fuel: &'w Cell<u32>,
    /// The binding that is being looked at, and the way to it.
    within: Option<(FileId, BindingId, &'w Way<'w>)>,
}

impl<'w> Way<'w> {
    /// One step further.
    pub(super) fn step(&self) -> Option<Way<'w>> {
        let depth = self.depth.checked_sub(1)?;
        self.fuel.set(self.fuel.get().checked_sub(1)?);
        Some(Way {
            depth,
            fuel: self.fuel,
            within: self.within,
        })
    }

    /// Whether this binding is being looked at: `sql = sql.strip()` says nothing new of `sql`.
    fn is_within(&self, file: FileId, binding: BindingId) -> bool {
        self.within
            .is_some_and(|(f, b, way)| (f == file && b == binding) || way.is_within(file, binding))
    }
}

/// The string that `expr` is; `None` if nothing shows that it is one.
pub(crate) fn string_of<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Option<Sql<'t>> {
    let fuel = Cell::new(FUEL);
    let way = Way {
        depth: DEPTH,
        fuel: &fuel,
        within: None,
    };
    follow(cx, expr, &way)
}

/// A string that starts so.
pub(super) fn starts(leading: Option<&str>) -> Sql<'_> {
    Sql {
        literal: None,
        leading,
    }
}

pub(super) fn follow<'t>(
    cx: &Context<'_, 't>,
    expr: &'t ast::Expr,
    way: &Way<'_>,
) -> Option<Sql<'t>> {
    let way = &way.step()?;
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
            ast::Operator::Mod => follow(cx, &n.left, way).map(|sql| starts(sql.leading)),
            ast::Operator::Add => match follow(cx, &n.left, way) {
                Some(sql) => Some(starts(sql.leading)),
                None => follow(cx, &n.right, way).map(|_| Sql::default()),
            },
            _ => None,
        },
        ast::Expr::IfExp(n) => {
            all(cx, [n.body.as_ref(), n.orelse.as_ref()], way).map(|both| starts(agree(&both)))
        }
        ast::Expr::Call(n) => called(cx, n, way).or_else(|| returned(cx, n, way)),
        ast::Expr::Name(n) => name(cx, expr, n.id.as_str(), way),
        ast::Expr::Attribute(n) => attribute(cx, n, way),
        ast::Expr::Subscript(n) => item(cx, n, way),
        _ => None,
    }
}

/// What these expressions are; `None` if there is none, or one is no string.
pub(super) fn all<'t>(
    cx: &Context<'_, 't>,
    exprs: impl IntoIterator<Item = &'t ast::Expr>,
    way: &Way<'_>,
) -> Option<Vec<Sql<'t>>> {
    let found: Option<Vec<_>> = exprs.into_iter().map(|e| follow(cx, e, way)).collect();
    found.filter(|found| !found.is_empty())
}

fn called<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall, way: &Way<'_>) -> Option<Sql<'t>> {
    match call.func.as_ref() {
        ast::Expr::Attribute(method) => {
            let name = method.attr.as_str();
            if STRING_FUNCTIONS.contains(&name) {
                return follow(cx, call.args.first()?, way);
            }
            if READERS.contains(&name) {
                let is_text = name != "join" || follow(cx, &method.value, way).is_some();
                return is_text.then(Sql::default);
            }
            if !STRING_METHODS.contains(&name) {
                return None;
            }
            let sql = follow(cx, &method.value, way)?;
            Some(Sql {
                literal: None,
                ..sql
            })
        }
        ast::Expr::Name(function) if STRING_FUNCTIONS.contains(&function.id.as_str()) => {
            let inner = call.args.first()?;
            // `str(x)` is a string whatever x is.
            let sql = follow(cx, inner, way);
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

/// What a function of the project returns.
fn returned<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall, way: &Way<'_>) -> Option<Sql<'t>> {
    let typed = cx.project.infer(cx.file.id, &call.func)?;
    let Value::Function(place) = typed.value else {
        return None;
    };
    let def = cx.project.function(place)?;
    let is_plain = def.decorators.iter().all(|decorator| {
        matches!(decorator, ast::Expr::Name(n) if matches!(n.id.as_str(), "classmethod" | "staticmethod"))
    });
    let results = cx.project.results(place);
    if !is_plain || !results.yields.is_empty() {
        return None;
    }
    let found = all(&cx.in_file(place.file), results.returns, way)?;
    // A class may have a method of its own that begins otherwise.
    let is_function = matches!(call.func.as_ref(), ast::Expr::Name(_));
    Some(starts(agree(&found).filter(|_| is_function)))
}

fn name<'t>(
    cx: &Context<'_, 't>,
    expr: &'t ast::Expr,
    name: &str,
    way: &Way<'_>,
) -> Option<Sql<'t>> {
    let scope = cx.file.scope_of(expr)?;
    let (owner, bindings) = cx.file.scopes.lookup(name, scope)?;
    let reaching = (bindings.len() > 1)
        .then(|| {
            cx.file
                .reaching(cx.file.nodes.expr_id(expr)?, owner, bindings)
        })
        .flatten()
        // What is added goes to what was there before.
        .filter(|found| {
            let is_whole = |&id: &BindingId| {
                !matches!(cx.file.scopes.binding(id).kind, BindingKind::Augmented(_))
            };
            !found.is_empty() && found.iter().all(is_whole)
        });
    bound(cx, reaching.as_deref().unwrap_or(bindings), way)
}

/// What a name is that has these bindings.
fn bound<'t>(cx: &Context<'_, 't>, bindings: &[BindingId], way: &Way<'_>) -> Option<Sql<'t>> {
    let mut found: Vec<Sql<'t>> = Vec::new();
    for &id in bindings {
        if way.is_within(cx.file.id, id) {
            continue;
        }
        let way = &Way {
            depth: way.depth,
            fuel: way.fuel,
            within: Some((cx.file.id, id, way)),
        };
        let binding = cx.file.scopes.binding(id);
        match binding.kind {
            // Nothing runs `None`: another value takes its place first.
            BindingKind::Assign { value, .. } if is_none(value) => {}
            BindingKind::Assign { value, .. } => found.push(follow(cx, value, way)?),
            BindingKind::Unpacked {
                value: ast::Expr::Tuple(tuple),
                index: Some(index),
            } => found.push(follow(cx, tuple.elts.get(index)?, way)?),
            // What is added goes to the end.
            BindingKind::Augmented(_) => {}
            BindingKind::For {
                iterable,
                target,
                whole,
            } => {
                let part = (!whole).then_some((target, binding.name));
                found.push(element(cx, iterable, part, way)?);
            }
            BindingKind::Parameter { packed: false, .. } => {
                found.push(parameter(cx, binding, way)?);
            }
            BindingKind::ImportFrom(stmt, alias) => found.push(imported(cx, stmt, alias, way)?),
            _ => return None,
        }
    }
    if found.is_empty() {
        return None;
    }
    let is_single = bindings.len() == 1 && found.len() == 1;
    Some(Sql {
        literal: found[0].literal.filter(|_| is_single),
        leading: agree(&found),
    })
}

fn is_none(value: &ast::Expr) -> bool {
    matches!(value, ast::Expr::Constant(n) if n.value.is_none())
}

/// A name that another module of the project has.
fn imported<'t>(
    cx: &Context<'_, 't>,
    stmt: &'t ast::StmtImportFrom,
    alias: &'t ast::Alias,
    way: &Way<'_>,
) -> Option<Sql<'t>> {
    let level = stmt.level.map_or(0, |level| level.to_usize());
    let module = stmt.module.as_ref().map_or("", |name| name.as_str());
    let modules = cx.project.modules();
    let file = match level {
        0 => modules.find(module, cx.file.id),
        level => modules.find_relative(level, module, cx.file.id),
    }?;
    of_module(&cx.in_file(file), alias.name.as_str(), way)
}

/// A name of the module.
fn of_module<'t>(cx: &Context<'_, 't>, name: &str, way: &Way<'_>) -> Option<Sql<'t>> {
    let (_, bindings) = cx.file.scopes.lookup(name, ScopeId(0))?;
    bound(cx, bindings, way)
}

/// An attribute of a class or module of the project.
fn attribute<'t>(
    cx: &Context<'_, 't>,
    attribute: &'t ast::ExprAttribute,
    way: &Way<'_>,
) -> Option<Sql<'t>> {
    let name = attribute.attr.as_str();
    let class = match cx.project.infer(cx.file.id, &attribute.value)?.value {
        Value::Module(file) => return of_module(&cx.in_file(file), name, way),
        Value::Object(class) | Value::Class(class) => class,
        _ => return None,
    };
    // Its own or what it inherits, and what classes that inherit from it have instead.
    let inherited = cx.project.linearized(class);
    let own = inherited
        .iter()
        .find(|&&id| cx.project.class(id).assigned(name).is_some())
        .copied();
    let mut found = Vec::new();
    for (id, candidate) in cx.project.classes() {
        if Some(id) != own && !cx.project.linearized(id).contains(&class) {
            continue;
        }
        let inside = cx.in_file(candidate.file);
        let assigned = candidate.self_assignments.get(name).into_iter().flatten();
        let values = candidate
            .assigned(name)
            .into_iter()
            .chain(assigned.map(|assigned| assigned.value))
            .filter(|value| !is_none(value));
        for value in values {
            found.push(follow(&inside, value, way)?);
        }
    }
    // What a method assigns may be assigned elsewhere, too.
    let is_single = found.len() == 1 && own.is_some();
    let first = found.first()?;
    Some(Sql {
        literal: first.literal.filter(|_| is_single),
        leading: agree(&found),
    })
}

/// A parameter that is annotated as `str`, or is given strings by all calls of its function, or by none and is a
/// string by default.
fn parameter<'t>(cx: &Context<'_, 't>, binding: &Binding<'t>, way: &Way<'_>) -> Option<Sql<'t>> {
    let BindingKind::Parameter { arg, default, .. } = binding.kind else {
        return None;
    };
    if let Some(ast::Expr::Name(annotation)) = arg.annotation.as_deref() {
        return (annotation.id.as_str() == "str").then(Sql::default);
    }
    let node = cx.file.scopes.get(binding.scope).node?;
    let place = Place {
        file: cx.file.id,
        node,
    };
    let default = default.filter(|default| !is_none(default));
    let given = cx.project.given_arguments(place, arg.arg.as_str());
    if given.is_empty() {
        return follow(cx, default?, way).map(|_| Sql::default());
    }
    let mut found = Vec::new();
    for argument in given {
        found.push(match argument {
            Some((file, value)) => follow(&cx.in_file(file), value, way)?,
            None => follow(cx, default?, way)?,
        });
    }
    Some(starts(agree(&found)))
}

/// The start that all have: the text of the first if all would be committed alike.
pub(super) fn agree<'t>(all: &[Sql<'t>]) -> Option<&'t str> {
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
