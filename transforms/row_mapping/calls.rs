//! Calls that take a row for a mapping, and methods of rows that 2.x does not have.

use alchemod_engine::{Context, Finding};
use alchemod_facts::scopes::BindingKind;
use alchemod_python::arguments::inside_parentheses;
use alchemod_python::chain::{attribute_name_span, dot_span};
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::{Edit, Span};

use super::keys::{key, Key};
use super::rows::{element, may_be_row, row, Row};
use super::text::{inside, mapping_of, suffix};
use super::{beside, found, unpacked};

/// Functions whose first argument may be a mapping.
const TAKE_MAPPING: &[&str] = &["dict", "collections.OrderedDict", "types.MappingProxyType"];

/// Methods whose only argument is a mapping, whatever they are called on.
const METHODS_TAKE_MAPPING: &[&str] = &["format_map", "safe_substitute", "substitute"];

/// Functions that only go through what they are given, once.
const ITERATING: &[&str] = &[
    "all",
    "any",
    "dict",
    "enumerate",
    "filter",
    "frozenset",
    "join",
    "list",
    "map",
    "max",
    "min",
    "set",
    "sorted",
    "sum",
    "tuple",
    "zip",
];

pub(crate) fn check<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
) -> Option<Finding> {
    if let ast::Expr::Attribute(method) = call.func.as_ref() {
        if let Some(found) = own_method(cx, site, call, method) {
            return Some(found);
        }
        if let Some(found) = filled(cx, call, method) {
            return Some(found);
        }
    }
    if let Some(found) = converted(cx, call) {
        return Some(found);
    }
    if let Some(found) = mapped(cx, call)
        .or_else(|| asked(cx, call))
        .or_else(|| picked(cx, call))
    {
        return Some(found);
    }
    let stars: Vec<&ast::Expr> = call
        .keywords
        .iter()
        .filter(|keyword| keyword.arg.is_none())
        .map(|keyword| &keyword.value)
        .collect();
    match stars.is_empty() {
        true => None,
        false => unpacked(cx, inside(cx, call), stars),
    }
}

/// The name of a builtin or the path of a function.
fn function<'t>(cx: &Context<'_, 't>, func: &'t ast::Expr) -> Option<String> {
    if let ast::Expr::Name(name) = func {
        let scope = cx.file.scope_of(func)?;
        if cx.file.scopes.lookup(name.id.as_str(), scope).is_none() {
            return Some(name.id.to_string());
        }
    }
    cx.project
        .external(cx.file.id, func)
        .map(|path| path.to_string())
}

/// `dict(row)`
fn converted<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Finding> {
    let first = call.args.first()?;
    let is_callee = match call.func.as_ref() {
        ast::Expr::Name(name) => matches!(
            name.id.as_str(),
            "dict" | "OrderedDict" | "MappingProxyType"
        ),
        ast::Expr::Attribute(n) => matches!(n.attr.as_str(), "OrderedDict" | "MappingProxyType"),
        _ => false,
    };
    if !is_callee || !TAKE_MAPPING.contains(&&*function(cx, &call.func)?) {
        return None;
    }
    let at = span(call);
    match row(cx, first) {
        Some(row) => {
            let message = "a dict of a row is made of row._mapping";
            Some(found(
                cx,
                at,
                message,
                &[row],
                mapping_of(cx, first, inside(cx, call)),
            ))
        }
        None => may_be_row(cx, first).then(|| beside::finding(cx, at, "a dict of it", first)),
    }
}

/// `"{name}".format_map(row)`, `template.substitute(row)`, `mapping.update(row)`
fn filled<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    method: &'t ast::ExprAttribute,
) -> Option<Finding> {
    let name = method.attr.as_str();
    let [only] = call.args.as_slice() else {
        return None;
    };
    let is_update = name == "update";
    if !is_update && !METHODS_TAKE_MAPPING.contains(&name) {
        return None;
    }
    let row = row(cx, only)?;
    let at = span(call);
    let edits = mapping_of(cx, only, inside(cx, call));
    let message = format!("{name}() takes a row by name through row._mapping");
    if !is_update {
        return Some(found(cx, at, message, &[row], edits));
    }
    match holder(cx, &method.value) {
        Holder::Dict => Some(found(cx, at, message, &[row], edits)),
        Holder::Set => None,
        Holder::Unknown => Some(Finding::manual(
            at,
            "update() of a dict with a row fails on 2.x",
            "whether it is a dict that is updated cannot be told: for a dict write update(row._mapping)",
        )),
    }
}

enum Holder {
    Dict,
    Set,
    Unknown,
}

/// What `update` is called on.
fn holder<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> Holder {
    let kind = |value: &ast::Expr| match value {
        ast::Expr::Dict(_) | ast::Expr::DictComp(_) => Holder::Dict,
        ast::Expr::Set(_) | ast::Expr::SetComp(_) => Holder::Set,
        ast::Expr::Call(call) => match alchemod_facts::last_name(&call.func) {
            Some("dict" | "OrderedDict" | "defaultdict" | "copy") => Holder::Dict,
            Some("set") => Holder::Set,
            _ => Holder::Unknown,
        },
        _ => Holder::Unknown,
    };
    let ast::Expr::Name(name) = expr else {
        return kind(expr);
    };
    let bindings = cx
        .file
        .scope_of(expr)
        .and_then(|scope| cx.file.scopes.lookup(name.id.as_str(), scope));
    match bindings {
        Some((_, [only])) => match cx.file.scopes.binding(*only).kind {
            BindingKind::Assign { value, .. } => kind(value),
            _ => Holder::Unknown,
        },
        _ => Holder::Unknown,
    }
}

/// `map(dict, rows)`
fn mapped<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Finding> {
    let [function_given, rows] = call.args.as_slice() else {
        return None;
    };
    let is_map = matches!(call.func.as_ref(), ast::Expr::Name(n) if n.id.as_str() == "map")
        && function(cx, &call.func).as_deref() == Some("map");
    if !is_map {
        return None;
    }
    let at = span(call);
    if is_getter(cx, function_given) {
        element(cx, rows)?;
        return Some(getter(span(function_given)));
    }
    let is_dict = function(cx, function_given).is_some_and(|name| TAKE_MAPPING.contains(&&*name));
    let row = is_dict.then(|| element(cx, rows)).flatten()?;
    let message = "dicts of rows are made of row._mapping";
    if is_result(cx, rows) {
        let edits = suffix(cx, rows, inside(cx, call), ".mappings()");
        return Some(found(cx, at, message, &[row], edits));
    }
    let whole = cx.slice(at);
    let text = format!(
        "({}(row._mapping) for row in {})",
        cx.source(function_given),
        cx.slice(
            cx.file
                .tree
                .tokens()
                .parenthesised(span(rows), inside(cx, call))
        )
    );
    if whole.contains('#') || cx.source(rows).contains("row._") {
        return Some(Finding::manual(
            at,
            "dicts of rows fail on 2.x",
            "write a comprehension with dict(row._mapping)",
        ));
    }
    Some(found(
        cx,
        at,
        message,
        &[row],
        vec![Edit::replace(at, text)],
    ))
}

fn is_result<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    cx.project.infer(cx.file.id, expr).is_some_and(|typed| {
        matches!(typed.value, alchemod_facts::Value::Instance(class)
            if alchemod_facts::sqlalchemy::rows::is_result(&class))
    })
}

/// `itemgetter("name")`
fn is_getter<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    let ast::Expr::Call(call) = expr else {
        return false;
    };
    alchemod_facts::last_name(&call.func) == Some("itemgetter")
        && function(cx, &call.func).as_deref() == Some("operator.itemgetter")
        && call.args.iter().any(|arg| key(cx, arg) != Key::Position)
}

fn getter(at: Span) -> Finding {
    Finding::manual(
        at,
        "itemgetter() does not find a row's columns on 2.x",
        "rows are found by position or attribute there: write attrgetter(\"name\"), or a lambda with row._mapping[\"name\"]",
    )
}

/// `sorted(rows, key=itemgetter("name"))`
fn picked<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Finding> {
    let key = call
        .keywords
        .iter()
        .find(|keyword| keyword.arg.as_deref() == Some("key"))?;
    if !is_getter(cx, &key.value) {
        return None;
    }
    let rows = match call.func.as_ref() {
        ast::Expr::Attribute(n) if n.attr.as_str() == "sort" => n.value.as_ref(),
        _ => call.args.first()?,
    };
    element(cx, rows)?;
    Some(getter(span(&key.value)))
}

/// `hasattr(row, "keys")`
fn asked<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Finding> {
    let [subject, name] = call.args.as_slice() else {
        return None;
    };
    let is_asked = matches!(call.func.as_ref(), ast::Expr::Name(n) if n.id.as_str() == "hasattr");
    let name = alchemod_facts::string(name)?;
    if !is_asked || !matches!(name, "keys" | "values" | "items" | "has_key") {
        return None;
    }
    row(cx, subject)?;
    Some(Finding::manual(
        span(call),
        format!("a row has no {name}() on 2.x"),
        "ask for _mapping, or whether it is a sqlalchemy.engine.Row",
    ))
}

/// What a method of a row gives, and how 2.x says it.
struct Method {
    name: &'static str,
    /// The method of `row._mapping`.
    on_mapping: &'static str,
    /// What makes the old kind of result of it, unless it is only gone through.
    wrapper: &'static str,
}

const METHODS: &[Method] = &[
    Method {
        name: "keys",
        on_mapping: "keys",
        wrapper: "",
    },
    Method {
        name: "items",
        on_mapping: "items",
        wrapper: "list",
    },
    Method {
        name: "values",
        on_mapping: "values",
        wrapper: "list",
    },
    Method {
        name: "iterkeys",
        on_mapping: "keys",
        wrapper: "iter",
    },
    Method {
        name: "itervalues",
        on_mapping: "values",
        wrapper: "iter",
    },
];

/// `row.keys()` and the like.
fn own_method<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
    attribute: &'t ast::ExprAttribute,
) -> Option<Finding> {
    let name = attribute.attr.as_str();
    let at = span(call);
    if name == "has_key" && call.args.len() == 1 {
        let Some(row) = row(cx, &attribute.value) else {
            return may_be_row(cx, &attribute.value)
                .then(|| beside::finding(cx, at, "has_key()", &attribute.value));
        };
        return Some(has_key(cx, site, call, attribute, row));
    }
    let method = METHODS.iter().find(|method| method.name == name)?;
    if !call.args.is_empty() || !call.keywords.is_empty() {
        return None;
    }
    let Some(row) = row(cx, &attribute.value) else {
        return may_be_row(cx, &attribute.value)
            .then(|| beside::finding(cx, at, &format!("{name}()"), &attribute.value));
    };
    let mut edits = mapping_of(cx, &attribute.value, span(attribute));
    if method.on_mapping != method.name {
        edits.push(Edit::replace(
            attribute_name_span(attribute),
            method.on_mapping,
        ));
    }
    let wrapper = match method.wrapper {
        "" if is_used_as_list(cx, site) => "list",
        "" => "",
        _ if is_gone_through(cx, site) => "",
        wrapper => wrapper,
    };
    if !wrapper.is_empty() {
        edits.extend(Edit::wrap(at, format!("{wrapper}("), ")"));
    }
    let message = format!("{name}() of a row is a method of row._mapping");
    Some(found(cx, at, message, &[row], edits))
}

/// Whether keys are used where they stand in a way that only a list can be, as they were up to 1.3.
pub(crate) fn is_used_as_list(cx: &Context<'_, '_>, site: NodeId) -> bool {
    const METHODS: &[&str] = &[
        "append", "count", "extend", "index", "insert", "pop", "remove", "reverse", "sort",
    ];
    let nodes = &cx.file.nodes;
    let Some(up) = nodes.parent(site) else {
        return false;
    };
    let here = nodes.get(site).address();
    match nodes.get(up) {
        Node::Expr(ast::Expr::Subscript(n)) => Node::Expr(&n.value).address() == here,
        Node::Expr(ast::Expr::BinOp(n)) => n.op == ast::Operator::Add,
        Node::Expr(ast::Expr::Attribute(n)) => METHODS.contains(&n.attr.as_str()),
        _ => false,
    }
}

/// Whether a collection is only iterated over where it stands.
fn is_gone_through(cx: &Context<'_, '_>, site: NodeId) -> bool {
    let nodes = &cx.file.nodes;
    let Some(up) = nodes.parent(site) else {
        return false;
    };
    let here = nodes.get(site).address();
    let is = |expr: &ast::Expr| Node::Expr(expr).address() == here;
    match nodes.get(up) {
        Node::Stmt(ast::Stmt::For(n)) => is(&n.iter),
        Node::Comprehension(n) => is(&n.iter),
        Node::Expr(ast::Expr::Starred(_)) => true,
        Node::Expr(ast::Expr::Call(call)) => {
            call.args.iter().any(is)
                && alchemod_facts::last_name(&call.func)
                    .is_some_and(|name| ITERATING.contains(&name))
        }
        Node::Expr(ast::Expr::Compare(n)) => {
            matches!(n.ops.as_slice(), [ast::CmpOp::In | ast::CmpOp::NotIn])
                && n.comparators.iter().any(is)
        }
        _ => false,
    }
}

/// `row.has_key(key)`
fn has_key<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
    attribute: &'t ast::ExprAttribute,
    row: Row,
) -> Finding {
    let at = span(call);
    let manual = |reason: &str| Finding::manual(at, "a row has no has_key() on 2.x", reason);
    let receiver = span(attribute.value.as_ref());
    let whole = cx
        .file
        .tree
        .tokens()
        .parenthesised(receiver, span(attribute));
    let (Some(dot), Some(given), Some(within)) = (
        dot_span(cx.file.tree, attribute),
        call.args.first(),
        inside_parentheses(cx.file.tree, call),
    ) else {
        return manual("write `key in row._mapping`");
    };
    let tail = Span::new(whole.end, at.end);
    if cx.file.tree.tokens().comments(tail).next().is_some() || cx.slice(tail).contains('\n') {
        return manual("write `key in row._mapping`");
    }
    let given_span = cx.file.tree.tokens().parenthesised(span(given), within);
    let mut text = cx.slice(given_span).to_owned();
    let binds_loosely = matches!(
        given,
        ast::Expr::BoolOp(_)
            | ast::Expr::Compare(_)
            | ast::Expr::IfExp(_)
            | ast::Expr::Lambda(_)
            | ast::Expr::NamedExpr(_)
            | ast::Expr::UnaryOp(_)
    );
    if binds_loosely && given_span == span(given) {
        text = format!("({text})");
    }
    let tight = match cx.file.nodes.parent(site).map(|id| cx.file.nodes.get(id)) {
        Some(Node::Expr(up)) => matches!(
            up,
            ast::Expr::Compare(_)
                | ast::Expr::BinOp(_)
                | ast::Expr::Attribute(_)
                | ast::Expr::Subscript(_)
                | ast::Expr::Await(_)
        ),
        _ => false,
    };
    let (open, close) = if tight { ("(", ")") } else { ("", "") };
    let edits = vec![
        Edit::insert(whole.start, format!("{open}{text} in ")),
        Edit::replace(Span::new(dot.start, at.end), format!("._mapping{close}")),
    ];
    found(
        cx,
        at,
        "has_key() of a row is `in row._mapping`",
        &[row],
        edits,
    )
}
