//! All that reads the relationship: each use is written for a write-only collection, or the relationship stays.

use alchemod_engine::{Context, Rewrite};
use alchemod_facts::scopes::{BindingId, BindingKind, ScopeId, ScopeKind};
use alchemod_facts::{function_def, last_name, string, Relationship, Value};
use alchemod_python::chain::Link;
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::{Edit, Span};

use crate::orm::instance::class_of;
use crate::query::chain::{follow, Chain, End};
use crate::query::eager::may_join;

use super::owners::{are_related, is_session_value};

/// Adds the edits of all uses; `None` if one of them cannot be written otherwise, or not be seen for what it is.
pub(super) fn rewrite<'t>(
    cx: &Context<'_, 't>,
    relationship: &Relationship<'t>,
    mut rewrite: Rewrite,
) -> Option<Rewrite> {
    let name = relationship.attribute;
    if is_read_by_name(cx, name) {
        return None;
    }
    let repeats = relationship.secondary().is_some()
        || relationship.target.is_none_or(|class| may_join(cx, class));
    for file in &cx.project.files {
        let there = cx.in_file(file.id);
        for (id, node) in file.nodes.iter() {
            match node {
                Node::Expr(ast::Expr::Attribute(attribute)) if attribute.attr.as_str() == name => {
                    match whose(&there, relationship, attribute) {
                        Whose::Ours => {
                            rewrite = converted(&there.at(id), id, attribute, repeats, rewrite)?;
                        }
                        Whose::Others => {}
                        Whose::Unknown => return None,
                    }
                }
                Node::Expr(constant @ ast::Expr::Constant(_))
                    if string(constant) == Some(name) && !is_harmless(&there, id) =>
                {
                    return None;
                }
                _ => {}
            }
        }
    }
    Some(rewrite)
}

/// Whose attribute is read.
enum Whose {
    /// The relationship, of an object.
    Ours,
    /// Something else, or the class's attribute, which is the same for both kinds.
    Others,
    /// That cannot be told.
    Unknown,
}

fn whose<'t>(
    cx: &Context<'_, 't>,
    relationship: &Relationship<'t>,
    attribute: &'t ast::ExprAttribute,
) -> Whose {
    let owner = relationship.class;
    if let Some(class) = class_of(cx, &attribute.value) {
        return match (
            cx.project.linearized(class).contains(&owner),
            are_related(cx, class, owner),
        ) {
            (true, _) => Whose::Ours,
            (false, true) => Whose::Unknown,
            (false, false) => Whose::Others,
        };
    }
    match cx.project.infer(cx.file.id, &attribute.value) {
        Some(typed) if matches!(typed.value, Value::Class(_)) && shows_kind(cx, attribute) => {
            Whose::Unknown
        }
        Some(_) => Whose::Others,
        None => Whose::Unknown,
    }
}

/// What is asked of a class's relationship in statements, which is the same for both kinds.
const OPERATORS: &[&str] = &["and_", "any", "contains", "of_type"];

/// Whether something of the class's attribute is read that may tell the kinds apart: `User.posts.property.lazy`.
fn shows_kind<'t>(cx: &Context<'_, 't>, attribute: &'t ast::ExprAttribute) -> bool {
    let nodes = &cx.file.nodes;
    let place = span(attribute);
    let parent = nodes.iter().find_map(|(_, node)| match node {
        Node::Expr(ast::Expr::Attribute(outer)) if span(outer.value.as_ref()) == place => {
            Some(outer.attr.as_str())
        }
        _ => None,
    });
    parent.is_some_and(|name| !OPERATORS.contains(&name))
}

/// Whether something of another kind reads attributes of this name: the fields of a serializer.
fn is_read_by_name(cx: &Context<'_, '_>, name: &str) -> bool {
    cx.project.classes().any(|(id, class)| {
        let scope = cx.project.file(class.file).scopes.get(class.scope);
        !cx.project.is_declarative(id) && scope.names.contains_key(name)
    })
}

/// Whether a string with the relationship's name means something else, or does not read it.
fn is_harmless(cx: &Context<'_, '_>, id: NodeId) -> bool {
    let nodes = &cx.file.nodes;
    let Some(parent) = nodes.parent(id) else {
        return true;
    };
    match nodes.get(parent) {
        Node::Keyword(keyword) => keyword.arg.as_deref() == Some("back_populates"),
        Node::Stmt(ast::Stmt::Assign(assign)) => matches!(assign.targets.as_slice(),
            [ast::Expr::Name(target)] if target.id.as_str() == "__tablename__"),
        Node::Expr(ast::Expr::Call(call)) => last_name(&call.func) == Some("Table"),
        // A docstring.
        Node::Stmt(ast::Stmt::Expr(_)) => true,
        _ => false,
    }
}

/// Methods that build on a query, as `select()` has them.
const BUILDERS: &[(&str, &str)] = &[
    ("filter", "where"),
    ("filter_by", "filter_by"),
    ("limit", "limit"),
    ("offset", "offset"),
    ("order_by", "order_by"),
    ("where", "where"),
];

/// Methods of the collection that change it.
const WRITERS: &[(&str, &str)] = &[
    ("append", "add"),
    ("extend", "add_all"),
    ("remove", "remove"),
];

/// A use with its edits added.
fn converted<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    attribute: &'t ast::ExprAttribute,
    repeats: bool,
    rewrite: Rewrite,
) -> Option<Rewrite> {
    let chain = follow(cx.file, site);
    let file = cx.file.id;
    match chain.end {
        End::Other(link) if chain.builders.is_empty() => {
            let (_, new) = WRITERS.iter().find(|(old, _)| *old == link.name())?;
            let is_plain = link.call.args.len() == 1 && link.call.keywords.is_empty();
            let edit = Edit::replace(link.name_span(), *new);
            is_plain.then(|| rewrite.edit(file, edit))
        }
        End::Terminal(link) => read(cx, &chain, link, attribute, repeats, rewrite),
        _ => None,
    }
}

/// `user.posts.filter(...).all()`.
fn read<'t>(
    cx: &Context<'_, 't>,
    chain: &Chain<'t>,
    end: Link<'t>,
    attribute: &'t ast::ExprAttribute,
    repeats: bool,
    mut rewrite: Rewrite,
) -> Option<Rewrite> {
    let file = cx.file.id;
    if !end.call.args.is_empty() || !end.call.keywords.is_empty() || !is_path(&attribute.value) {
        return None;
    }
    for link in &chain.builders {
        let (old, new) = BUILDERS.iter().find(|(old, _)| *old == link.name())?;
        if old != new {
            rewrite = rewrite.edit(file, Edit::replace(link.name_span(), *new));
        }
    }
    let (session, wish) = session(cx, chain.root, &attribute.value)?;
    let start = span(attribute).start;
    let last = cx.file.nodes.get(chain.last).span().end;
    let (before, after) = match end.name() {
        "all" | "one" | "one_or_none" if repeats => (format!("{session}.scalars("), ").unique()"),
        "all" | "one" | "one_or_none" => (format!("{session}.scalars("), ")"),
        "first" => (format!("{session}.scalars("), ".limit(1))"),
        "count" => {
            let (select, func) = (cx.import("sqlalchemy.select"), cx.import("sqlalchemy.func"));
            rewrite = rewrite.wish(file, select.wish).wish(file, func.wish);
            let tail = Span::new(last, span(end.call).end);
            if cx.file.tree.tokens().comments(tail).next().is_some() {
                return None;
            }
            rewrite = rewrite.edit(file, Edit::delete(tail));
            let text = format!(
                "{session}.scalar({}({}.count()).select_from(",
                select.text, func.text
            );
            (text, ".subquery()))")
        }
        _ => return None,
    };
    let edits = match chain.builders.is_empty() {
        true => vec![Edit::insert(last, format!(".select(){after}"))],
        false => vec![
            Edit::insert(span(attribute).end, ".select()"),
            Edit::insert(last, after),
        ],
    };
    rewrite = rewrite.edit(file, Edit::insert(start, before));
    for edit in edits {
        rewrite = rewrite.edit(file, edit);
    }
    Some(rewrite.wish(file, wish))
}

/// `name` or `name.attribute`.
fn is_path(expr: &ast::Expr) -> bool {
    match expr {
        ast::Expr::Name(_) => true,
        ast::Expr::Attribute(attribute) => is_path(&attribute.value),
        _ => false,
    }
}

type Session = (String, Option<alchemod_engine::ImportWish>);

/// The session that the function around `site` has, if that is one only; else the one that the object belongs to.
/// `None` in asynchronous functions.
fn session<'t>(cx: &Context<'_, 't>, site: NodeId, object: &'t ast::Expr) -> Option<Session> {
    let scopes = &cx.file.scopes;
    let mut scope = scopes.of(site);
    while scopes.get(scope).kind == ScopeKind::Comprehension {
        scope = scopes.get(scope).parent?;
    }
    let around = scopes.get(scope);
    let is_async = around
        .node
        .and_then(|node| function_def(cx.file.nodes.get(node)))
        .is_some_and(|def| def.is_async);
    if is_async {
        return None;
    }
    if let Some(name) = own_session(cx, scope, site) {
        return Some((name.to_owned(), None));
    }
    let import = cx.import("sqlalchemy.orm.object_session");
    Some((
        format!("{}({})", import.text, cx.source(object)),
        import.wish,
    ))
}

/// The only session among the names that the scope itself binds before `site`.
fn own_session<'t>(cx: &Context<'_, 't>, scope: ScopeId, site: NodeId) -> Option<&'t str> {
    let names = &cx.file.scopes.get(scope).names;
    let mut found = None;
    for (&name, ids) in names {
        let is_session = cx.project.infer_name(cx.file.id, scope, name).is_some_and(
            |typed: alchemod_facts::Typed| match typed.value {
                Value::Class(_) => false,
                value => is_session_value(cx, &value),
            },
        );
        if !is_session {
            continue;
        }
        let is_bound = |&id: &BindingId| {
            let binding = cx.file.scopes.binding(id);
            matches!(
                binding.kind,
                BindingKind::Parameter { .. }
                    | BindingKind::With { .. }
                    | BindingKind::Assign { .. }
            )
        };
        let is_before = |&id: &BindingId| cx.file.scopes.binding(id).node < site;
        if found.is_some() || !ids.iter().all(is_bound) || !ids.iter().any(is_before) {
            return None;
        }
        found = Some(name);
    }
    found
}
