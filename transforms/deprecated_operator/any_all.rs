//! `column.any(value)` of an array column is `any_(column) == value`.

use alchemod_engine::{Context, Finding, ImportWish, Rewrite, Target};
use alchemod_facts::last_name;
use alchemod_python::arguments::{argument_span, has_unpacking, inside_parentheses};
use alchemod_python::chain::attribute_name_span;
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::{Edit, Span};

/// Operators that `operator=` may name, and what they are with the array on the left: it stands on the right in SQL.
const OPERATORS: &[(&str, &str)] = &[
    ("eq", "=="),
    ("ge", "<="),
    ("gt", "<"),
    ("le", ">="),
    ("lt", ">"),
    ("ne", "!="),
];

/// The rewrite of a call on `column`. On 2.x both forms make the same SQL with parameters of the same type; on 1.4 the
/// function knows no type of the array's items.
pub(super) fn rewrite<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
    column: &'t ast::Expr,
) -> Result<Rewrite, &'static str> {
    const UNSEEN: &str = "its arguments are not all visible";
    if cx.settings.target == Target::V14 {
        return Err("1.4 does not know the type of the value there");
    }
    if has_unpacking(call) {
        return Err(UNSEEN);
    }
    if is_text(cx, site) {
        return Err("its SQL is made a text, in which the parameter would have another name");
    }
    let (value, operator) = match (call.args.as_slice(), call.keywords.as_slice()) {
        ([value], []) => (value, "=="),
        ([value, operator], []) => (value, compares(cx, operator)?),
        ([value], [keyword]) if keyword.arg.as_deref() == Some("operator") => {
            (value, compares(cx, &keyword.value)?)
        }
        _ => return Err(UNSEEN),
    };
    let ast::Expr::Attribute(method) = call.func.as_ref() else {
        return Err(UNSEEN);
    };
    let at = argument_span(cx.file.tree, call, value).ok_or(UNSEEN)?;
    let end = attribute_name_span(method).start;
    let whole = span(call);
    let tokens = cx.file.tree.tokens();
    let between = |from: u32, to: u32| tokens.comments(Span::new(from, to)).next().is_some();
    if between(span(column).end, at.start) || between(at.end, whole.end) {
        return Err("comments between its arguments have no place in a comparison");
    }
    let function = format!("sqlalchemy.{}_", method.attr);
    let import = cx.import(&function);
    // The point before the method's name, and what a user has around it, goes.
    let column_end = tokens
        .parenthesised(span(column), Span::new(whole.start, end))
        .end;
    let is_plain = is_plain(value) && !cx.source(value).contains('\n');
    let inner = if is_plain || at != span(value) {
        ["", ""]
    } else {
        ["(", ")"]
    };
    let outer = if stands_alone(cx, site) {
        ["", ""]
    } else {
        ["(", ")"]
    };
    let edits = [
        Edit::insert(whole.start, format!("{}{}(", outer[0], import.text)),
        Edit::replace(
            Span::new(column_end, at.start),
            format!(") {operator} {}", inner[0]),
        ),
        Edit::replace(
            Span::new(at.end, whole.end),
            format!("{}{}", inner[1], outer[1]),
        ),
    ];
    Ok(Rewrite::new(cx.file.id, edits).wish(cx.file.id, import.wish))
}

/// `Any(value, column)` and `All(value, column)` of the PostgreSQL dialect, which call the methods.
pub(super) fn function<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
) -> Option<Finding> {
    let name = match &*cx.project.external(cx.file.id, &call.func)? {
        "sqlalchemy.dialects.postgresql.Any" => "any_",
        "sqlalchemy.dialects.postgresql.All" => "all_",
        _ => return None,
    };
    let message = "Any() and All() of the PostgreSQL dialect are deprecated in 2.1";
    let place = span(call);
    let written = || {
        let inside = inside_parentheses(cx.file.tree, call)?;
        let hidden = has_unpacking(call)
            || cx.settings.target == Target::V14
            || is_text(cx, site)
            || cx.file.tree.tokens().comments(inside).next().is_some();
        let operator = match call.args.get(2) {
            Some(operator) => compares(cx, operator).ok()?,
            None => "==",
        };
        let [value, column] = call.args.get(..2)? else {
            return None;
        };
        if hidden || !call.keywords.is_empty() || call.args.len() > 3 {
            return None;
        }
        let text = |arg: &ast::Expr| Some(cx.slice(argument_span(cx.file.tree, call, arg)?));
        let is_plain = is_plain(value) && !cx.source(value).contains('\n');
        let (value, column) = (text(value)?, text(column)?);
        let value = match is_plain || value.starts_with('(') {
            true => value.to_owned(),
            false => format!("({value})"),
        };
        let import = cx.import(&format!("sqlalchemy.{name}"));
        let written = format!("{}({column}) {operator} {value}", import.text);
        let written = match stands_alone(cx, site) {
            true => written,
            false => format!("({written})"),
        };
        let mut rewrite =
            Rewrite::new(cx.file.id, [Edit::replace(place, written)]).wish(cx.file.id, import.wish);
        if let ast::Expr::Name(callee) = call.func.as_ref() {
            rewrite = rewrite.wish(cx.file.id, Some(ImportWish::MayGo(callee.id.to_string())));
        }
        Some(rewrite)
    };
    Some(match written() {
        Some(rewrite) => Finding::safe(place, message, rewrite),
        None => Finding::manual(
            place,
            message,
            format!("write {name}(column) == value, with {name} from sqlalchemy"),
        ),
    })
}

fn compares<'t>(
    cx: &Context<'_, 't>,
    operator: &'t ast::Expr,
) -> Result<&'static str, &'static str> {
    if matches!(operator, ast::Expr::Constant(n) if n.value.is_none()) {
        return Ok("==");
    }
    let path = cx.project.external(cx.file.id, operator);
    let name = path.as_deref().and_then(|path| {
        path.strip_prefix("sqlalchemy.sql.operators.")
            .or(path.strip_prefix("operator."))
    });
    OPERATORS
        .iter()
        .find(|(known, _)| Some(*known) == name)
        .map(|(_, sign)| *sign)
        .ok_or("what its operator is cannot be told")
}

/// Whether the statement at the site makes text of SQL.
fn is_text(cx: &Context<'_, '_>, site: NodeId) -> bool {
    let makes_text = |node: Node<'_>| match node {
        Node::Expr(ast::Expr::Call(call)) => {
            matches!(
                last_name(&call.func),
                Some("compile" | "format" | "print" | "repr" | "str")
            )
        }
        Node::Expr(ast::Expr::JoinedStr(_)) => true,
        _ => false,
    };
    cx.file
        .nodes
        .ancestors(site)
        .map(|id| cx.file.nodes.get(id))
        .take_while(|node| !matches!(node, Node::Stmt(_)))
        .any(makes_text)
}

/// Whether an expression can stand beside a comparison as it is, on one line.
fn is_plain(value: &ast::Expr) -> bool {
    matches!(
        value,
        ast::Expr::Name(_)
            | ast::Expr::Attribute(_)
            | ast::Expr::Call(_)
            | ast::Expr::Constant(_)
            | ast::Expr::Subscript(_)
            | ast::Expr::List(_)
            | ast::Expr::Tuple(_)
    )
}

/// Whether a comparison can stand at the site without parentheses.
fn stands_alone(cx: &Context<'_, '_>, site: NodeId) -> bool {
    let parent = cx.file.nodes.parent(site).map(|id| cx.file.nodes.get(id));
    match parent {
        Some(Node::Keyword(_)) => true,
        Some(Node::Expr(ast::Expr::Call(call))) => cx.file.nodes.expr_id(&call.func) != Some(site),
        Some(Node::Expr(ast::Expr::List(_) | ast::Expr::Tuple(_))) => true,
        Some(Node::Stmt(
            ast::Stmt::Assign(_)
            | ast::Stmt::Return(_)
            | ast::Stmt::Expr(_)
            | ast::Stmt::AnnAssign(_),
        )) => true,
        _ => false,
    }
}
