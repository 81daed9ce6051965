//! What the class body does with a column before it is mapped.

use alchemod_engine::Context;
use alchemod_facts::scopes::ScopeId;
use alchemod_facts::{is_shared_attribute, string, ClassId, Value};
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::Span;

/// Uses of a column's name in the body of its class.
#[derive(Debug, Default)]
pub struct References {
    /// Whether one makes an expression of it, which depends on its type.
    pub need_type: bool,
    /// Where `.column` has to be put in, for what only a `Column` has.
    pub dotted: Vec<u32>,
    /// `"polymorphic_on": name`, which may as well be a string: a dictionary of strings and mapped columns is no
    /// type that subclasses could keep to.
    pub quoted: Vec<Span>,
    /// Why the column has to stay a `Column`.
    pub refusal: Option<String>,
}

enum Use {
    /// A `MappedColumn` does as well.
    Alike,
    /// A `MappedColumn` does as well, even while it does not know its type.
    Untyped,
    /// Something that only the `Column` in it has; the name ends here.
    OfColumn(u32),
    /// SQLAlchemy takes the attribute's name as well.
    Named,
    /// It cannot be told.
    Unknown,
}

/// Attributes in which SQLAlchemy itself finds columns.
const DECLARATIVE: &[&str] = &["__table_args__", "__mapper_args__"];

/// Functions and classes that only want to know which column is meant.
const ONLY_NAMING: &[&str] = &[
    "sqlalchemy.Index",
    "sqlalchemy.PrimaryKeyConstraint",
    "sqlalchemy.UniqueConstraint",
    "sqlalchemy.orm.backref",
    "sqlalchemy.orm.relationship",
];

/// Looks at all uses of the column that `statement` assigns to `attribute` in the body of `class`.
pub fn references(
    cx: &Context<'_, '_>,
    class: ClassId,
    statement: NodeId,
    attribute: &str,
) -> References {
    let mut found = References::default();
    let info = cx.project.class(class);
    let scope = info.scope;
    // Up to the end of the statement the name means something else: `date = Column(Date, default=date.today)`.
    let end = cx.file.nodes.get(statement).span().end;
    for (id, node) in cx.file.subtree(info.node) {
        let Node::Expr(ast::Expr::Name(name)) = node else {
            continue;
        };
        if name.id.as_str() != attribute
            || matches!(name.ctx, ast::ExprContext::Store)
            || span(name).start < end
            || cx.file.scopes.of(id) != scope
        {
            continue;
        }
        let judged = judge(cx, id, scope);
        found.need_type |= !matches!(judged, Use::Untyped | Use::Named);
        match judged {
            Use::Alike | Use::Untyped => {}
            Use::Named => found.quoted.push(span(name)),
            Use::OfColumn(end) => found.dotted.push(end),
            Use::Unknown => {
                let line = cx.line_of(span(name).start);
                found.refusal = Some(format!(
                    "line {line} hands `{}` to code that may need a Column: mapped_column gives a MappedColumn, \
                     whose `.column` is the Column",
                    attribute
                ));
            }
        }
    }
    found
}

fn judge(cx: &Context<'_, '_>, id: NodeId, scope: ScopeId) -> Use {
    let nodes = &cx.file.nodes;
    if is_polymorphic_on(cx, id) {
        return Use::Named;
    }
    for parent in nodes.ancestors(id) {
        match nodes.get(parent) {
            Node::Expr(ast::Expr::Attribute(attribute)) => {
                if is_shared_attribute(attribute.attr.as_str()) {
                    return Use::Alike;
                }
                return Use::OfColumn(span(attribute.value.as_ref()).end);
            }
            Node::Expr(
                ast::Expr::BinOp(_)
                | ast::Expr::UnaryOp(_)
                | ast::Expr::Compare(_)
                | ast::Expr::Subscript(_),
            ) => return Use::Alike,
            Node::Expr(ast::Expr::Call(call)) => {
                if is_sqlalchemy(cx, &call.func, scope) {
                    let path = cx.project.external(cx.file.id, &call.func);
                    return match path.is_some_and(|path| ONLY_NAMING.contains(&&*path)) {
                        true => Use::Untyped,
                        false => Use::Alike,
                    };
                }
                if !is_display(cx, &call.func) {
                    return Use::Unknown;
                }
            }
            Node::Expr(
                ast::Expr::Tuple(_)
                | ast::Expr::List(_)
                | ast::Expr::Set(_)
                | ast::Expr::Dict(_)
                | ast::Expr::Starred(_),
            )
            | Node::Keyword(_) => {}
            Node::Stmt(ast::Stmt::Assign(assign)) => {
                return assigned(&assign.targets);
            }
            Node::Stmt(ast::Stmt::AnnAssign(assign)) => {
                return assigned(std::slice::from_ref(assign.target.as_ref()));
            }
            _ => return Use::Unknown,
        }
    }
    Use::Unknown
}

/// Whether the name is the value of `"polymorphic_on"` in a dictionary that is `__mapper_args__`.
fn is_polymorphic_on(cx: &Context<'_, '_>, id: NodeId) -> bool {
    let nodes = &cx.file.nodes;
    let mut above = nodes.ancestors(id).map(|parent| nodes.get(parent));
    let (Some(Node::Expr(ast::Expr::Dict(dict))), Some(Node::Stmt(ast::Stmt::Assign(assign)))) =
        (above.next(), above.next())
    else {
        return false;
    };
    let Node::Expr(value) = nodes.get(id) else {
        return false;
    };
    let is_args = matches!(assign.targets.as_slice(), [ast::Expr::Name(target)]
        if target.id.as_str() == "__mapper_args__");
    is_args
        && dict.keys.iter().zip(&dict.values).any(|(key, other)| {
            std::ptr::eq(other, value) && key.as_ref().and_then(string) == Some("polymorphic_on")
        })
}

/// A container that SQLAlchemy looks into. Of `other = name` it maps only one, and the other stays what it is.
fn assigned(targets: &[ast::Expr]) -> Use {
    match targets {
        [ast::Expr::Name(target)] if DECLARATIVE.contains(&target.id.as_str()) => Use::Untyped,
        _ => Use::Unknown,
    }
}

/// `dict(...)` and the like.
fn is_display(cx: &Context<'_, '_>, callee: &ast::Expr) -> bool {
    matches!(callee, ast::Expr::Name(name)
        if matches!(name.id.as_str(), "dict" | "list" | "tuple" | "set")
            && cx.file.scopes.lookup(name.id.as_str(), ScopeId(0)).is_none())
}

/// Whether SQLAlchemy is what is called: a function of its own, or a method of an expression that
/// is made of columns.
fn is_sqlalchemy<'t>(cx: &Context<'_, 't>, callee: &'t ast::Expr, scope: ScopeId) -> bool {
    match cx
        .project
        .infer(cx.file.id, callee)
        .map(|typed| typed.value)
    {
        Some(Value::External(path) | Value::Instance(path) | Value::Method(path, _)) => {
            return path.starts_with("sqlalchemy.") || path.starts_with("flask_sqlalchemy.");
        }
        Some(Value::Attribute(..)) => return true,
        Some(_) => return false,
        None => {}
    }
    let ast::Expr::Attribute(method) = callee else {
        return false;
    };
    is_shared_attribute(method.attr.as_str()) && is_clause(cx, &method.value, scope)
}

/// Whether an expression is made of the class's own columns, as far as its shape shows.
fn is_clause<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr, scope: ScopeId) -> bool {
    match expr {
        ast::Expr::Name(name) => {
            let owner = cx.file.scopes.lookup(name.id.as_str(), scope);
            owner.is_some_and(|(owner, _)| owner == scope)
                && matches!(
                    cx.project.infer(cx.file.id, expr).map(|typed| typed.value),
                    Some(Value::Attribute(..))
                )
        }
        ast::Expr::Attribute(attribute) => is_clause(cx, &attribute.value, scope),
        ast::Expr::Call(call) => is_sqlalchemy(cx, &call.func, scope),
        ast::Expr::BinOp(binary) => {
            is_clause(cx, &binary.left, scope) || is_clause(cx, &binary.right, scope)
        }
        ast::Expr::Compare(compare) => is_clause(cx, &compare.left, scope),
        ast::Expr::UnaryOp(unary) => is_clause(cx, &unary.operand, scope),
        _ => false,
    }
}
