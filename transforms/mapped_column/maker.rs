//! What a function, lambda or partial that returns a `Column` gives it at one of its calls.

use alchemod_engine::Context;
use alchemod_facts::FileId;
use alchemod_python::arguments::{argument, has_unpacking};
use alchemod_python::ast;

use super::python_type::{of_type, Held};

/// What makes columns.
pub struct Maker<'t> {
    /// The name it is called by.
    pub name: &'t str,
    /// Its file.
    pub file: FileId,
    /// Its parameters; `None` for a partial, which hands all arguments on.
    pub params: Option<&'t ast::Arguments>,
    /// The positional arguments that it gives to `Column`.
    pub args: &'t [ast::Expr],
    /// The keyword arguments that it gives to `Column`.
    pub keywords: &'t [ast::Keyword],
}

/// An expression with its file.
type At<'t> = (FileId, &'t ast::Expr);

/// An argument of the column.
enum Given<'t> {
    /// This expression.
    As(At<'t>),
    /// There is none.
    Not,
    /// It cannot be told.
    Unknown,
}

impl<'t> Maker<'t> {
    /// Whether the column that `call` makes has a type or a foreign key.
    pub fn has_type(&self, cx: &Context<'_, 't>, from: FileId, call: &'t ast::ExprCall) -> bool {
        let is_said = |given: Given<'t>| matches!(given, Given::As((_, expr)) if !is_none(expr));
        self.positional(from, call).is_some_and(|args| {
            args.iter()
                .any(|&at| self.is_type(cx, at) || self.is_key(cx, at))
        }) || is_said(self.keyword("type_", from, call))
    }

    /// What the column that `call` makes holds, and whether that may be `None`. `None` if it does not show.
    pub fn holds(
        &self,
        cx: &Context<'_, 't>,
        from: FileId,
        call: &'t ast::ExprCall,
    ) -> Option<(Held<'t>, bool)> {
        let args = self.positional(from, call)?;
        let (file, type_) = match args.iter().find(|&&at| self.is_type(cx, at)) {
            Some(at) => *at,
            None => match self.keyword("type_", from, call) {
                Given::As(at) => at,
                _ => return None,
            },
        };
        let known = of_type(cx.project, file, type_, false)?;
        if file != from && !known.held.is_everywhere() {
            return None;
        }
        let is_identity = |&(file, expr): &At<'t>| {
            matches!(expr, ast::Expr::Call(call)
                if cx.project.external(file, &call.func).as_deref() == Some("sqlalchemy.Identity"))
        };
        let is_key = match self.keyword("primary_key", from, call) {
            Given::As((_, expr)) => boolean(expr)?,
            Given::Not => false,
            Given::Unknown => return None,
        };
        let takes_null = match self.keyword("nullable", from, call) {
            Given::As((_, expr)) => boolean(expr)?,
            Given::Not => !args.iter().any(is_identity),
            Given::Unknown => return None,
        };
        Some((known.held, takes_null && !is_key))
    }

    /// Whether a positional argument is the column's type.
    fn is_type(&self, cx: &Context<'_, 't>, (file, expr): At<'t>) -> bool {
        !matches!(expr, ast::Expr::Constant(_)) && !cx.project.is_schema_item(file, expr)
    }

    fn is_key(&self, cx: &Context<'_, 't>, (file, expr): At<'t>) -> bool {
        matches!(expr, ast::Expr::Call(call)
            if cx.project.external(file, &call.func).as_deref() == Some("sqlalchemy.ForeignKey"))
    }

    /// The positional arguments of the column. `None` if they cannot be told.
    fn positional(&self, from: FileId, call: &'t ast::ExprCall) -> Option<Vec<At<'t>>> {
        let mut all = Vec::new();
        let given = |skip: usize| {
            let rest = call.args.iter().skip(skip);
            let is_plain = !call
                .args
                .iter()
                .any(|arg| matches!(arg, ast::Expr::Starred(_)));
            is_plain.then(|| rest.map(|arg| (from, arg)))
        };
        for arg in self.args {
            match (arg, self.params) {
                (ast::Expr::Starred(starred), Some(params)) => {
                    let vararg = params.vararg.as_ref()?;
                    if !matches!(starred.value.as_ref(), ast::Expr::Name(n) if n.id == vararg.arg) {
                        return None;
                    }
                    all.extend(given(params.posonlyargs.len() + params.args.len())?);
                }
                (ast::Expr::Starred(_), None) => return None,
                (ast::Expr::Name(name), Some(params)) if has(params, name.id.as_str()) => {
                    match self.parameter(params, name.id.as_str(), from, call) {
                        Given::As(at) => all.push(at),
                        _ => return None,
                    }
                }
                _ => all.push((self.file, arg)),
            }
        }
        if self.params.is_none() {
            all.extend(given(0)?);
        }
        Some(all)
    }

    /// The keyword argument `name` of the column.
    fn keyword(&self, name: &str, from: FileId, call: &'t ast::ExprCall) -> Given<'t> {
        let named = |keywords: &'t [ast::Keyword]| {
            keywords
                .iter()
                .find(|keyword| keyword.arg.as_deref() == Some(name))
                .map(|keyword| &keyword.value)
        };
        let is_open = call.keywords.iter().any(|keyword| keyword.arg.is_none());
        let Some(params) = self.params else {
            return match (named(&call.keywords), named(self.keywords)) {
                (Some(value), _) => Given::As((from, value)),
                _ if is_open => Given::Unknown,
                (None, Some(value)) => Given::As((self.file, value)),
                (None, None) => Given::Not,
            };
        };
        if let Some(value) = named(self.keywords) {
            return match value {
                ast::Expr::Name(n) if has(params, n.id.as_str()) => {
                    self.parameter(params, n.id.as_str(), from, call)
                }
                _ => Given::As((self.file, value)),
            };
        }
        let unpacked: Vec<_> = self.keywords.iter().filter(|k| k.arg.is_none()).collect();
        match (unpacked.as_slice(), &params.kwarg) {
            ([], _) => Given::Not,
            ([only], Some(kwarg)) if matches!(&only.value, ast::Expr::Name(n) if n.id == kwarg.arg) =>
            {
                match named(&call.keywords) {
                    // What a parameter takes does not come here.
                    Some(_) if has(params, name) => Given::Not,
                    Some(value) => Given::As((from, value)),
                    None if is_open => Given::Unknown,
                    None => Given::Not,
                }
            }
            _ => Given::Unknown,
        }
    }

    /// What a call gives to a parameter, or its default.
    fn parameter(
        &self,
        params: &'t ast::Arguments,
        name: &str,
        from: FileId,
        call: &'t ast::ExprCall,
    ) -> Given<'t> {
        if has_unpacking(call) {
            return Given::Unknown;
        }
        let mut plain = params.posonlyargs.iter().chain(&params.args);
        let position = plain.position(|arg| arg.def.arg.as_str() == name);
        if let Some(value) = argument(call, position, name) {
            return Given::As((from, value));
        }
        let mut all = params
            .posonlyargs
            .iter()
            .chain(&params.args)
            .chain(&params.kwonlyargs);
        match all
            .find(|arg| arg.def.arg.as_str() == name)
            .and_then(|arg| arg.default.as_deref())
        {
            Some(default) => Given::As((self.file, default)),
            None => Given::Unknown,
        }
    }
}

/// Whether there is a parameter of this name, other than `*args` and `**kwargs`.
fn has(params: &ast::Arguments, name: &str) -> bool {
    params
        .posonlyargs
        .iter()
        .chain(&params.args)
        .chain(&params.kwonlyargs)
        .any(|arg| arg.def.arg.as_str() == name)
}

fn is_none(expr: &ast::Expr) -> bool {
    matches!(expr, ast::Expr::Constant(n) if n.value.is_none())
}

fn boolean(expr: &ast::Expr) -> Option<bool> {
    match expr {
        ast::Expr::Constant(n) => n.value.as_bool().copied(),
        _ => None,
    }
}
