//! `declarative-base-class`: `Base = declarative_base()` to a class statement.

mod arguments;
mod layout;
mod merged;
mod obstacles;
#[cfg(test)]
mod tests;

use alchemod_engine::{
    Context, Finding, ImportWish, Interest, Rewrite, Rule, Stage, Target, Transform,
};
use alchemod_facts::scopes::{BindingKind, ScopeKind};
use alchemod_facts::{Place, Value};
use alchemod_python::layout::{indentation, shares_line};
use alchemod_python::{ast, span, Node, NodeId, Style};
use alchemod_text::Span;

use arguments::Parts;

/// Calls that make a declarative base.
pub struct DeclarativeBaseClass;

static RULE: Rule = Rule {
    code: "AM201",
    name: "declarative-base-class",
    stage: Stage::Models,
    summary: "declarative_base() becomes a class that inherits from DeclarativeBase",
    guide: (
        "What's New in SQLAlchemy 2.0: migrating an existing mapping",
        "https://docs.sqlalchemy.org/en/20/changelog/whatsnew_20.html#migrating-an-existing-mapping",
    ),
    since: Target::V20,
    doc: include_str!("doc.md"),
};

/// What becomes of the call, in words.
const MESSAGE: &str = "declarative_base() becomes a class that inherits from DeclarativeBase";

/// The same of the decorator.
const OF_DECORATOR: &str = "the base that as_declarative() makes inherits from DeclarativeBase";

impl Transform for DeclarativeBaseClass {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::Calls
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let ast::Expr::Call(call) = cx.file.nodes.get(site).expr()? else {
            return None;
        };
        let maker = Maker::of(cx, site, call)?;
        // Without arguments the function is there on 2.x as well.
        if cx.file.is_revision() && call.args.is_empty() && call.keywords.is_empty() {
            return None;
        }
        let place = span(call);
        Some(match convert(cx, site, call, maker) {
            Ok(rewrite) => Finding::safe(place, maker.message(), rewrite),
            Err(reason) => Finding::manual(place, maker.message(), reason),
        })
    }
}

/// What makes the base.
#[derive(Clone, Copy)]
enum Maker<'t> {
    /// `declarative_base(...)`.
    Function,
    /// `registry.generate_base(...)`, with the registry.
    Registry(&'t ast::Expr),
    /// `@as_declarative(...)`, or `@registry.as_declarative_base()` with the registry.
    Decorator(Option<&'t ast::Expr>),
}

impl<'t> Maker<'t> {
    fn message(self) -> &'static str {
        match self {
            Maker::Decorator(_) => OF_DECORATOR,
            _ => MESSAGE,
        }
    }

    fn of(cx: &Context<'_, 't>, site: NodeId, call: &'t ast::ExprCall) -> Option<Self> {
        let is_candidate = match call.func.as_ref() {
            ast::Expr::Attribute(n) => {
                matches!(
                    n.attr.as_str(),
                    "declarative_base" | "generate_base" | "as_declarative" | "as_declarative_base"
                )
            }
            ast::Expr::Name(n) => may_be_function(cx, site, n.id.as_str()),
            _ => false,
        };
        if !is_candidate {
            return None;
        }
        let scope = cx.file.scopes.of(site);
        match cx.project.infer_in(cx.file.id, scope, &call.func)?.value {
            Value::External(path) if &*path == "sqlalchemy.orm.declarative_base" => {
                Some(Maker::Function)
            }
            Value::External(path) if &*path == "sqlalchemy.orm.as_declarative" => {
                Some(Maker::Decorator(None))
            }
            Value::Method(class, name)
                if &*class == "sqlalchemy.orm.registry" && &*name == "as_declarative_base" =>
            {
                match call.func.as_ref() {
                    ast::Expr::Attribute(n) => Some(Maker::Decorator(Some(&n.value))),
                    _ => None,
                }
            }
            Value::Method(class, name)
                if &*class == "sqlalchemy.orm.registry" && &*name == "generate_base" =>
            {
                match call.func.as_ref() {
                    ast::Expr::Attribute(n) => Some(Maker::Registry(&n.value)),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

/// The functions that make bases.
const FUNCTIONS: &[&str] = &["as_declarative", "declarative_base"];

/// Whether a name could be one of the functions: it is an import of that name, or comes by a star.
fn may_be_function(cx: &Context<'_, '_>, site: NodeId, name: &str) -> bool {
    match cx.file.scopes.lookup(name, cx.file.scopes.of(site)) {
        None => FUNCTIONS.contains(&name),
        Some((_, ids)) => ids.iter().any(|&id| {
            matches!(cx.file.scopes.binding(id).kind, BindingKind::ImportFrom(_, alias)
                if FUNCTIONS.contains(&alias.name.as_str()) || alias.asname.is_some() || alias.name.as_str() == name)
        }),
    }
}

/// The name that is assigned, and the annotation.
fn target_of<'t>(
    stmt: &'t ast::Stmt,
    call: &ast::ExprCall,
) -> Option<(&'t str, Option<&'t ast::Expr>)> {
    let is_call = |value: &ast::Expr| matches!(value, ast::Expr::Call(n) if std::ptr::eq(n, call));
    match stmt {
        ast::Stmt::Assign(n) if is_call(&n.value) => match n.targets.as_slice() {
            [ast::Expr::Name(target)] => Some((target.id.as_str(), None)),
            _ => None,
        },
        ast::Stmt::AnnAssign(n) if n.value.as_deref().is_some_and(is_call) => {
            match n.target.as_ref() {
                ast::Expr::Name(target) => Some((target.id.as_str(), Some(&n.annotation))),
                _ => None,
            }
        }
        _ => None,
    }
}

fn convert<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
    maker: Maker<'t>,
) -> Result<Rewrite, String> {
    let file = cx.file;
    let tree = file.tree;
    let parent = file.nodes.parent(site);
    if let (Maker::Decorator(_), Some(class)) = (maker, parent) {
        return merged::of_decorator(cx, class, call, maker);
    }
    let stmt = parent.and_then(|id| file.nodes.get(id).stmt());
    let Some((stmt, (target, annotation))) =
        stmt.and_then(|stmt| Some((stmt, target_of(stmt, call)?)))
    else {
        return Err(
            "the base is used within an expression: give it a class statement of its own first"
                .into(),
        );
    };
    if shares_line(tree, stmt) {
        return Err("other statements stand on its line: part them first".into());
    }
    let parts = Parts::of(cx, call, maker)?;
    if let Some(name) = parts.name.filter(|name| *name != target) {
        return Err(format!(
            "the class is named {name:?} and the variable {target}: a class statement has one name"
        ));
    }
    let scope = file.scopes.of(site);
    let base = Place {
        file: file.id,
        node: site,
    };
    let base = (file.id, &Value::Base(base));
    let lent = parts
        .lent
        .filter(|&id| cx.project.class(id).name() == target);
    if let (Some(lent), Some(id)) = (lent, parent) {
        obstacles::find(cx.project, base, annotation.map(span), false).map_or(Ok(()), Err)?;
        return merged::of_assignment(cx, id, call, lent, &parts);
    }
    let bindings = file
        .scopes
        .lookup(target, scope)
        .map_or(0, |(_, ids)| ids.len());
    if bindings != 1 {
        return Err(format!("{target} is bound in several places"));
    }
    if let Some(reason) = parts.hidden_name(cx, scope) {
        return Err(reason);
    }
    check_comments(cx, stmt, &parts)?;
    let renamed = parts.name.is_none() && target != "Base";
    obstacles::find(cx.project, base, annotation.map(span), renamed).map_or(Ok(()), Err)?;
    let mut wishes: Vec<ImportWish> = Vec::new();
    let import = cx.import("sqlalchemy.orm.DeclarativeBase");
    wishes.extend(import.wish);
    let mut bases = parts.bases.clone();
    bases.push(import.text.as_str());
    let head = format!("class {target}({}):", bases.join(", "));
    let body_indent = format!("{}{}", indentation(tree, stmt), Style::of(tree).indent);
    let mut body = parts.body(cx, &body_indent, &mut wishes);
    if body.is_empty() {
        body.push("pass".into());
    }
    for expr in [Some(call.func.as_ref()), annotation].into_iter().flatten() {
        wishes.extend(names_in(cx, expr).map(|name| ImportWish::MayGo(name.to_owned())));
    }
    let is_nested = file.scopes.get(scope).kind != ScopeKind::Module
        || parent.is_some_and(|id| file.nodes.parent(id).is_some());
    let edits = layout::edits(cx, stmt, parent, head, &body_indent, &body, is_nested);
    Ok(Rewrite::new(file.id, edits).wish(file.id, wishes))
}

/// The names that an expression reads.
fn names_in<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> impl Iterator<Item = &'t str> {
    let within = cx.file.nodes.expr_id(expr);
    let below = within.map(|id| {
        cx.file
            .subtree(id)
            .map(|(_, node)| node)
            .collect::<Vec<_>>()
    });
    std::iter::once(Node::Expr(expr))
        .chain(below.into_iter().flatten())
        .filter_map(|node| match node {
            Node::Expr(ast::Expr::Name(n)) => Some(n.id.as_str()),
            _ => None,
        })
}

/// All comments must have a place in the class statement.
fn check_comments(cx: &Context<'_, '_>, stmt: &ast::Stmt, parts: &Parts<'_>) -> Result<(), String> {
    let tokens = cx.file.tree.tokens();
    let within = tokens.comments(span(stmt)).count();
    let kept: usize = parts
        .values
        .iter()
        .map(|&value| tokens.comments(value).count())
        .sum();
    if within != kept {
        return Err("comments between its arguments have no place in a class statement".into());
    }
    let end = span(stmt).end;
    let rest = Span::new(end, alchemod_python::layout::line_end(cx.text(), end));
    let is_type = tokens.comments(rest).any(|comment| {
        let text = cx.slice(comment.span).trim_start_matches('#').trim_start();
        text.strip_prefix("type:")
            .is_some_and(|t| !t.trim_start().starts_with("ignore"))
    });
    if is_type {
        return Err("a class statement cannot have a type comment: remove it first".into());
    }
    Ok(())
}
