//! Results and rows through loops, comprehensions, lists and the functions that hand lists on.
//!
//! Only what holds rows is followed ([`holds_rows`]): what else is in a list stays unknown.

use alchemod_python::arguments::argument;
use alchemod_python::ast;

use crate::functions::last_name;
use crate::infer::{combine, Infer};
use crate::scopes::{Binding, BindingKind, ScopeId};
use crate::sqlalchemy::rows;
use crate::value::{Typed, Value};
use crate::FileId;

/// Functions that give a collection of what their first argument gives.
const COLLECTING: &[&str] = &[
    "collections.deque",
    "copy.copy",
    "filter",
    "frozenset",
    "itertools.islice",
    "iter",
    "list",
    "reversed",
    "set",
    "sorted",
    "tqdm.tqdm",
    "tuple",
];

/// Functions that pick one element of their first argument.
const PICKING: &[&str] = &["max", "min", "next", "random.choice"];

/// Whether the value is a row, a result, or something that gives them.
pub(crate) fn holds_rows(value: &Value) -> bool {
    match value {
        Value::Instance(class) => rows::is_row(class) || rows::is_result(class),
        Value::Iterable(inner) | Value::Mapping(inner) => holds_rows(inner),
        Value::Tuple(parts) => parts.iter().flatten().any(holds_rows),
        _ => false,
    }
}

/// One element of a value that gives rows.
fn element(value: &Value) -> Option<Value> {
    match value {
        Value::Iterable(inner) => Some((**inner).clone()),
        Value::Instance(class) => rows::element(class).map(|row| Value::Instance(row.into())),
        _ => None,
    }
}

fn iterable(inner: Typed) -> Option<Typed> {
    holds_rows(&inner.value).then(|| Typed {
        value: Value::Iterable(Box::new(inner.value)),
        certainty: inner.certainty,
    })
}

/// What may be empty and filled later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Collection {
    /// A list or tuple.
    List,
    /// A dictionary.
    Mapping,
}

impl Collection {
    /// The value of one that holds `inner`.
    pub fn of(self, inner: Value) -> Value {
        match self {
            Collection::List => Value::Iterable(Box::new(inner)),
            Collection::Mapping => Value::Mapping(Box::new(inner)),
        }
    }

    /// The kind of a value.
    pub fn kind_of(value: &Value) -> Option<Self> {
        match value {
            Value::Iterable(_) => Some(Collection::List),
            Value::Mapping(_) => Some(Collection::Mapping),
            _ => None,
        }
    }
}

/// `[]`, `()`, `list()`, `tuple()`; `{}`, `dict()`, `OrderedDict()`.
pub(crate) fn empty_literal(expr: &ast::Expr) -> Option<Collection> {
    match expr {
        ast::Expr::List(n) if n.elts.is_empty() => Some(Collection::List),
        ast::Expr::Tuple(n) if n.elts.is_empty() => Some(Collection::List),
        ast::Expr::Dict(n) if n.keys.is_empty() => Some(Collection::Mapping),
        ast::Expr::Call(n) if n.args.is_empty() && n.keywords.is_empty() => {
            match last_name(&n.func)? {
                "list" | "tuple" => Some(Collection::List),
                "dict" | "OrderedDict" => Some(Collection::Mapping),
                _ => None,
            }
        }
        _ => None,
    }
}

/// One value out of several, where an empty list is any list.
pub(crate) fn combine_lists<'t>(
    values: impl IntoIterator<Item = (&'t ast::Expr, Option<Typed>)>,
) -> Option<Typed> {
    let mut seen_empty = None;
    let found = combine(values.into_iter().filter_map(|(expr, value)| {
        let empty = empty_literal(expr).filter(|_| value.is_none());
        seen_empty = seen_empty.or(empty);
        empty.is_none().then_some(value)
    }))?;
    let fits = seen_empty.is_none() || Collection::kind_of(&found.value) == seen_empty;
    fits.then_some(found)
}

impl<'p, 't> Infer<'p, 't> {
    /// What iterating an expression gives, if that is or holds rows.
    pub(crate) fn iterated(
        &self,
        file: FileId,
        scope: ScopeId,
        expr: &'t ast::Expr,
    ) -> Option<Typed> {
        let typed = self.expr(file, scope, expr)?;
        let value = match element(&typed.value) {
            Some(value) => value,
            None if self.is_query(&typed.value) && self.selects_rows(file, scope, expr) => {
                Value::Instance(rows::SESSION_ROW.into())
            }
            None => return None,
        };
        Some(Typed { value, ..typed })
    }

    /// What a `for` gives to the name of a binding.
    pub(crate) fn looped(
        &self,
        file: FileId,
        binding: &Binding<'t>,
        iterable: &'t ast::Expr,
        target: &'t ast::Expr,
    ) -> Option<Typed> {
        let scope = self.project.file(file).scope_of(iterable)?;
        let element = self.iterated(file, scope, iterable)?;
        let value = unpacked(target, binding.name, &element.value)?;
        Some(Typed { value, ..element })
    }

    /// What a plain name gets at `index` of an unpacked list of rows.
    pub(crate) fn unpacked_row(
        &self,
        file: FileId,
        scope: ScopeId,
        value: &'t ast::Expr,
        index: usize,
    ) -> Option<Typed> {
        let typed = self.expr(file, scope, value)?;
        let value = match &typed.value {
            Value::Tuple(parts) => parts.get(index)?.clone()?,
            other => element(other)?,
        };
        holds_rows(&value).then_some(Typed { value, ..typed })
    }

    /// `rows[0]`, `rows[1:]`.
    pub(crate) fn item(
        &self,
        file: FileId,
        scope: ScopeId,
        subscript: &'t ast::ExprSubscript,
    ) -> Option<Typed> {
        let owner = self.expr(file, scope, &subscript.value)?;
        let is_slice = matches!(subscript.slice.as_ref(), ast::Expr::Slice(_));
        let value = match &owner.value {
            Value::Iterable(_) if is_slice => owner.value.clone(),
            Value::Iterable(inner) | Value::Mapping(inner) => (**inner).clone(),
            Value::Tuple(parts) => parts.get(index(&subscript.slice)?)?.clone()?,
            Value::Instance(class)
                if &**class == "sqlalchemy.orm.Query"
                    && self.selects_rows(file, scope, &subscript.value) =>
            {
                let row = Value::Instance(rows::SESSION_ROW.into());
                match is_slice {
                    true => Value::Iterable(Box::new(row)),
                    false => row,
                }
            }
            _ => return None,
        };
        Some(Typed { value, ..owner })
    }

    /// `[element, ...]`, `[element for ...]`.
    pub(crate) fn collected(
        &self,
        file: FileId,
        elements: impl IntoIterator<Item = &'t ast::Expr>,
    ) -> Option<Typed> {
        let this = self.project.file(file);
        let inner = combine(elements.into_iter().map(|element| {
            let scope = this.scope_of(element)?;
            match element {
                ast::Expr::Starred(n) => self.iterated(file, scope, &n.value),
                element => self.expr(file, scope, element),
            }
        }))?;
        iterable(inner)
    }

    /// `{key: value, ...}`, `{key: value for ...}`.
    pub(crate) fn mapped(
        &self,
        file: FileId,
        values: impl IntoIterator<Item = &'t ast::Expr>,
    ) -> Option<Typed> {
        let this = self.project.file(file);
        let inner = combine(
            values
                .into_iter()
                .map(|value| self.expr(file, this.scope_of(value)?, value)),
        )?;
        holds_rows(&inner.value).then(|| Typed {
            value: Value::Mapping(Box::new(inner.value)),
            certainty: inner.certainty,
        })
    }

    /// Methods of lists of rows, of results, and of what executes statements; `owner` is what has the method.
    pub(crate) fn method_of_rows(
        &self,
        file: FileId,
        scope: ScopeId,
        owner: Option<&Typed>,
        method: &'t ast::ExprAttribute,
        call: &'t ast::ExprCall,
    ) -> Option<Typed> {
        match method.attr.as_str() {
            "execute" => self.executed(file, scope, owner, (&method.value, call)),
            name if is_list_method(name) => {
                self.list_method(file, scope, (&method.value, owner?), name, call)
            }
            _ => None,
        }
    }

    /// Functions that take or give lists of rows.
    pub(crate) fn iteration_call(
        &self,
        file: FileId,
        scope: ScopeId,
        callee: Option<&Typed>,
        call: &'t ast::ExprCall,
    ) -> Option<Typed> {
        let name = self.function_name(file, scope, &call.func, callee)?;
        let first = call.args.first()?;
        match name {
            "enumerate" => {
                let inner = self.iterated(file, scope, first)?;
                let value = Value::Tuple(vec![None, Some(inner.value.clone())]);
                iterable(Typed { value, ..inner })
            }
            "zip" | "itertools.zip_longest" => {
                let parts: Vec<Option<Typed>> = call
                    .args
                    .iter()
                    .map(|arg| self.iterated(file, scope, arg))
                    .collect();
                let certainty = parts.iter().flatten().map(|part| part.certainty).min()?;
                let value = Value::Tuple(parts.into_iter().map(|p| p.map(|p| p.value)).collect());
                iterable(Typed { value, certainty })
            }
            "itertools.chain" => iterable(combine(
                call.args.iter().map(|arg| self.iterated(file, scope, arg)),
            )?),
            "itertools.groupby" => {
                let inner = self.iterated(file, scope, first)?;
                let group = Value::Iterable(Box::new(inner.value.clone()));
                let value = Value::Tuple(vec![None, Some(group)]);
                iterable(Typed { value, ..inner })
            }
            name if PICKING.contains(&name) => {
                let found = self.iterated(file, scope, first)?;
                let default = match name {
                    "next" => call.args.get(1),
                    _ => None,
                };
                let default = default.or_else(|| argument(call, None, "default"));
                let found = match default {
                    Some(default) => combine([Some(found), self.expr(file, scope, default)])?,
                    None => found,
                };
                holds_rows(&found.value).then_some(found)
            }
            name if COLLECTING.contains(&name) => {
                let position = usize::from(name == "filter");
                iterable(self.iterated(file, scope, call.args.get(position)?)?)
            }
            _ => None,
        }
    }

    /// The name of a builtin, or the path of an external function.
    fn function_name<'a>(
        &self,
        file: FileId,
        scope: ScopeId,
        func: &'a ast::Expr,
        callee: Option<&'a Typed>,
    ) -> Option<&'a str> {
        if let ast::Expr::Name(name) = func {
            let name = name.id.as_str();
            if self.project.file(file).scopes.lookup(name, scope).is_none() {
                return Some(name);
            }
        }
        callee?.value.external()
    }

    fn list_method(
        &self,
        file: FileId,
        scope: ScopeId,
        (receiver, owner): (&'t ast::Expr, &Typed),
        method: &str,
        call: &'t ast::ExprCall,
    ) -> Option<Typed> {
        let row = || Value::Instance(rows::SESSION_ROW.into());
        let value = match (&owner.value, method) {
            (Value::Iterable(inner), "pop" | "popleft" | "__next__") => (**inner).clone(),
            (Value::Iterable(_), "copy" | "__iter__") => owner.value.clone(),
            (Value::Mapping(inner), "values") => Value::Iterable(inner.clone()),
            (Value::Mapping(inner), "items") => {
                let pair = Value::Tuple(vec![None, Some((**inner).clone())]);
                Value::Iterable(Box::new(pair))
            }
            // `get(key)` and `pop(key, None)`: what they give for want of a key is no other thing.
            (Value::Mapping(inner), "get" | "pop") => {
                let default = call.args.get(1);
                if !default.is_none_or(|d| matches!(d, ast::Expr::Constant(n) if n.value.is_none()))
                {
                    return None;
                }
                (**inner).clone()
            }
            (Value::Mapping(_), "copy") => owner.value.clone(),
            (Value::Instance(class), "partitions") => {
                let inner = rows::element(class)?;
                let part = Value::Iterable(Box::new(Value::Instance(inner.into())));
                Value::Iterable(Box::new(part))
            }
            (Value::Instance(class), "__next__" | "next") => {
                Value::Instance(rows::element(class)?.into())
            }
            (Value::Instance(class), "all" | "fetchall" | "fetchmany")
                if rows::is_result(class) =>
            {
                let inner = rows::listed(class, method)?;
                Value::Iterable(Box::new(Value::Instance(inner.into())))
            }
            (value, _) if self.is_query(value) && self.selects_rows(file, scope, receiver) => {
                match method {
                    "first" | "one" | "one_or_none" => row(),
                    "all" => Value::Iterable(Box::new(row())),
                    _ => return None,
                }
            }
            _ => return None,
        };
        let certainty = owner.certainty;
        Some(Typed { value, certainty })
    }

    pub(crate) fn is_query(&self, value: &Value) -> bool {
        matches!(value, Value::Instance(class)
            if matches!(&**class, "sqlalchemy.orm.Query" | "flask_sqlalchemy.query.Query"))
    }

    /// Whether a query is seen to select columns or several things: it then gives rows, and not objects.
    fn selects_rows(&self, file: FileId, scope: ScopeId, query: &'t ast::Expr) -> bool {
        let mut current = query;
        // The last method that says what is selected counts, and it comes first from outside.
        loop {
            match current {
                ast::Expr::Call(call) => {
                    let ast::Expr::Attribute(method) = call.func.as_ref() else {
                        return false;
                    };
                    match method.attr.as_str() {
                        "query" | "with_entities" => return self.are_rows(file, scope, call),
                        "add_columns" | "add_column" | "add_entity" => return true,
                        "from_self" | "values" | "select_entity_from" | "tuples" => return false,
                        _ => current = &method.value,
                    }
                }
                ast::Expr::Name(name) => {
                    let this = self.project.file(file);
                    let found = this.scopes.lookup(name.id.as_str(), scope);
                    let Some((_, [only])) = found else {
                        return false;
                    };
                    let binding = this.scopes.binding(*only);
                    let BindingKind::Assign { value, .. } = binding.kind else {
                        return false;
                    };
                    // A name is bound to something that does not refer to itself.
                    let is_self = crate::infer::root_name(value) == Some(name.id.as_str());
                    if is_self {
                        return false;
                    }
                    current = value;
                }
                _ => return false,
            }
        }
    }

    fn are_rows(&self, file: FileId, scope: ScopeId, call: &'t ast::ExprCall) -> bool {
        let starred = |arg: &ast::Expr| matches!(arg, ast::Expr::Starred(_));
        match call.args.as_slice() {
            [] => false,
            [only] => match self.expr(file, scope, only).map(|typed| typed.value) {
                Some(Value::Attribute(..)) => true,
                // `func.count()`, `User.name.label(...)`
                _ => {
                    matches!(only, ast::Expr::Call(call)
                        if matches!(call.func.as_ref(), ast::Expr::Attribute(method)
                            if method.attr.as_str() == "label"
                                || crate::infer::root_name(only) == Some("func")))
                }
            },
            several => !several.iter().any(starred),
        }
    }
}

fn is_list_method(name: &str) -> bool {
    matches!(
        name,
        "__iter__"
            | "__next__"
            | "all"
            | "copy"
            | "fetchall"
            | "fetchmany"
            | "first"
            | "get"
            | "items"
            | "next"
            | "one"
            | "one_or_none"
            | "partitions"
            | "pop"
            | "popleft"
            | "values"
    )
}

/// A position that is written as a number.
fn index(slice: &ast::Expr) -> Option<usize> {
    match slice {
        ast::Expr::Constant(n) => n.value.as_int()?.to_string().parse().ok(),
        _ => None,
    }
}

/// What `name` in the target of a loop gets of an element.
fn unpacked(target: &ast::Expr, name: &str, value: &Value) -> Option<Value> {
    match target {
        ast::Expr::Name(n) => (n.id.as_str() == name).then(|| value.clone()),
        ast::Expr::Tuple(ast::ExprTuple { elts, .. })
        | ast::Expr::List(ast::ExprList { elts, .. }) => {
            if elts.iter().any(|e| matches!(e, ast::Expr::Starred(_))) {
                return None;
            }
            elts.iter().enumerate().find_map(|(index, part)| {
                let value = match value {
                    Value::Tuple(parts) => parts.get(index)?.clone()?,
                    Value::Iterable(inner) => (**inner).clone(),
                    _ => return None,
                };
                unpacked(part, name, &value)
            })
        }
        _ => None,
    }
}
