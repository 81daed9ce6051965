//! Errors of `flush()`: the class of one of them is another since 1.4.

use alchemod_engine::{Context, Finding};
use alchemod_facts::Value;
use alchemod_python::{ast, span, Node, NodeId};

const MESSAGE: &str =
    "an object with a key that the session has already raises IntegrityError, not FlushError";

/// `session.flush()` or `session.commit()` whose errors are told apart by their class.
pub(super) fn check<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
) -> Option<Finding> {
    let ast::Expr::Attribute(method) = call.func.as_ref() else {
        return None;
    };
    if !matches!(method.attr.as_str(), "flush" | "commit") {
        return None;
    }
    let (around, _) = cx
        .file
        .nodes
        .ancestors(site)
        .find_map(|id| match cx.file.nodes.get(id) {
            Node::Stmt(ast::Stmt::Try(around)) => Some((around, id)),
            _ => None,
        })?;
    let in_body = around.body.iter().any(|stmt| {
        let place = span(stmt);
        place.start <= span(call).start && span(call).end <= place.end
    });
    let of_session = match cx.project.infer(cx.file.id, &call.func)?.value {
        Value::Method(class, _) => matches!(
            &*class,
            "sqlalchemy.orm.Session"
                | "sqlalchemy.orm.scoped_session"
                | "sqlalchemy.ext.asyncio.AsyncSession"
        ),
        _ => false,
    };
    if !in_body || !of_session {
        return None;
    }
    let tells = around.handlers.iter().any(|handler| {
        let ast::ExceptHandler::ExceptHandler(handler) = handler;
        let classes = match handler.type_.as_deref() {
            Some(ast::Expr::Tuple(tuple)) => tuple.elts.as_slice(),
            Some(single) => std::slice::from_ref(single),
            None => &[],
        };
        let catches = |path: &str| {
            classes
                .iter()
                .any(|class| cx.project.external(cx.file.id, class).as_deref() == Some(path))
        };
        let has_both = catches("sqlalchemy.exc.IntegrityError");
        (catches("sqlalchemy.orm.exc.FlushError") && !has_both)
            || handler
                .name
                .as_ref()
                .is_some_and(|name| names_class(&handler.body, name.as_str()))
    });
    tells.then(|| {
        Finding::manual(
            span(call),
            MESSAGE,
            "since 1.4 the database finds the duplicate: catch sqlalchemy.exc.IntegrityError as well",
        )
    })
}

/// Whether a handler reads the name of its error's class: `type(error).__name__`, `error.__class__`.
fn names_class(body: &[ast::Stmt], error: &str) -> bool {
    let mut open: Vec<Node<'_>> = body.iter().map(Node::Stmt).collect();
    let is_error = |expr: &ast::Expr| matches!(expr, ast::Expr::Name(name) if name.id == *error);
    while let Some(node) = open.pop() {
        if let Node::Expr(ast::Expr::Attribute(attribute)) = node {
            let of_type = matches!(attribute.value.as_ref(), ast::Expr::Call(call)
                if alchemod_facts::last_name(&call.func) == Some("type")
                    && call.args.first().is_some_and(is_error));
            match attribute.attr.as_str() {
                "__name__" if of_type => return true,
                "__class__" if is_error(&attribute.value) => return true,
                _ => {}
            }
        }
        node.children(&mut |child| open.push(child));
    }
    false
}
