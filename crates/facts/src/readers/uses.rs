//! What stands around an expression, and what that does with it.

use alchemod_python::{ast, Node, NodeId};

use super::{Held, Read, Walk};
use crate::value::Place;
use crate::FileId;

/// Methods of mappings and of rows.
const HIDING: &[&str] = &["count", "get", "index", "items", "keys", "values"];

impl<'t> Walk<'_, 't> {
    /// What is done with an expression where it stands.
    pub(super) fn value(&mut self, file: FileId, node: NodeId, held: Held) -> Read {
        let at = Place { file, node };
        self.steps = self.steps.checked_sub(1).ok_or(at)?;
        let nodes = &self.project.file(file).nodes;
        let Some(up) = nodes.parent(node) else {
            return Ok(());
        };
        let here = nodes.get(node).address();
        let is = |expr: &ast::Expr| Node::Expr(expr).address() == here;
        match nodes.get(up) {
            Node::Stmt(stmt) => self.in_statement(at, stmt, held),
            Node::Keyword(keyword) => match &keyword.arg {
                None if held == Held::Itself => Ok(()),
                None => Err(at),
                Some(_) => {
                    let call = nodes.parent(up).ok_or(at)?;
                    self.argument(at, call, held)
                }
            },
            Node::Comprehension(n) if is(&n.iter) => self.gone_through(at, &n.target, held),
            Node::Comprehension(_) => Ok(()),
            Node::Expr(expr) => self.in_expression(at, up, expr, held),
            _ => Err(at),
        }
    }

    fn in_statement(&mut self, at: Place, stmt: &'t ast::Stmt, held: Held) -> Read {
        let here = self.project.file(at.file).nodes.get(at.node).address();
        let is = |expr: &ast::Expr| Node::Expr(expr).address() == here;
        match stmt {
            ast::Stmt::Expr(_)
            | ast::Stmt::Delete(_)
            | ast::Stmt::If(_)
            | ast::Stmt::While(_)
            | ast::Stmt::Assert(_) => Ok(()),
            ast::Stmt::Assign(n) if is(&n.value) => {
                for target in &n.targets {
                    self.target(at.file, target, held)?;
                }
                Ok(())
            }
            ast::Stmt::AnnAssign(n) if n.value.as_deref().is_some_and(is) => {
                self.target(at.file, &n.target, held)
            }
            ast::Stmt::AugAssign(n) if is(&n.value) && held == Held::Elements => {
                self.target(at.file, &n.target, held)
            }
            ast::Stmt::AugAssign(n) if is(&n.target) && held == Held::Elements => Ok(()),
            ast::Stmt::Return(_) => self.returned(at, held),
            ast::Stmt::For(n) if is(&n.iter) => self.gone_through(at, &n.target, held),
            _ => Err(at),
        }
    }

    /// `for target in value`
    fn gone_through(&mut self, at: Place, target: &'t ast::Expr, held: Held) -> Read {
        match held {
            Held::Itself => Err(at),
            // Its keys.
            Held::Values => Ok(()),
            Held::Elements => self.target(at.file, target, Held::Itself),
        }
    }

    fn in_expression(&mut self, at: Place, up: NodeId, expr: &'t ast::Expr, held: Held) -> Read {
        let file = at.file;
        let here = self.project.file(file).nodes.get(at.node).address();
        let is = |expr: &ast::Expr| Node::Expr(expr).address() == here;
        match expr {
            ast::Expr::BoolOp(_) | ast::Expr::Await(_) => self.value(file, up, held),
            ast::Expr::UnaryOp(n) if n.op == ast::UnaryOp::Not => Ok(()),
            ast::Expr::IfExp(n) if is(&n.test) => Ok(()),
            ast::Expr::IfExp(_) => self.value(file, up, held),
            ast::Expr::NamedExpr(n) => {
                self.target(file, &n.target, held)?;
                self.value(file, up, held)
            }
            ast::Expr::Yield(_) if held == Held::Itself => self.returned(at, Held::Elements),
            ast::Expr::List(_) if held == Held::Itself => self.value(file, up, Held::Elements),
            ast::Expr::ListComp(n) if is(&n.elt) && held == Held::Itself => {
                self.value(file, up, Held::Elements)
            }
            ast::Expr::GeneratorExp(n) if is(&n.elt) && held == Held::Itself => {
                self.value(file, up, Held::Elements)
            }
            ast::Expr::DictComp(n) if is(&n.value) && held == Held::Itself => {
                self.value(file, up, Held::Values)
            }
            ast::Expr::Dict(n) => {
                let mut pairs = n.keys.iter().zip(&n.values);
                let unpacked = pairs.find(|(_, value)| is(value)).ok_or(at)?.0.is_none();
                match (unpacked, held) {
                    (true, Held::Itself) => Ok(()),
                    (false, Held::Itself) | (true, Held::Values) => {
                        self.value(file, up, Held::Values)
                    }
                    _ => Err(at),
                }
            }
            ast::Expr::Compare(n) => {
                let is_none = |op: &ast::CmpOp| matches!(op, ast::CmpOp::Is | ast::CmpOp::IsNot);
                let by_key = |op: &ast::CmpOp| matches!(op, ast::CmpOp::In | ast::CmpOp::NotIn);
                let in_keys = held == Held::Values && n.ops.iter().all(by_key) && !is(&n.left);
                match n.ops.iter().all(is_none) || in_keys {
                    true => Ok(()),
                    false => Err(at),
                }
            }
            ast::Expr::Subscript(n) if is(&n.value) => self.subscript(at, up, n, held),
            ast::Expr::Attribute(n) => self.method(at, up, n, held),
            ast::Expr::Call(_) => self.argument(at, up, held),
            ast::Expr::BinOp(n) if held == Held::Elements && n.op == ast::Operator::Add => {
                self.value(file, up, held)
            }
            ast::Expr::BinOp(n)
                if held == Held::Itself
                    && n.op == ast::Operator::Mod
                    && is(&n.right)
                    && crate::string(&n.left).is_some_and(|text| text.contains("%(")) =>
            {
                Ok(())
            }
            _ => Err(at),
        }
    }

    fn subscript(&mut self, at: Place, up: NodeId, n: &'t ast::ExprSubscript, held: Held) -> Read {
        let is_read = matches!(n.ctx, ast::ExprContext::Load);
        match held {
            Held::Itself => {
                let by_name = crate::string(&n.slice).is_some()
                    || matches!(n.slice.as_ref(), ast::Expr::JoinedStr(_));
                match by_name {
                    true => Ok(()),
                    false => Err(at),
                }
            }
            _ if !is_read => Ok(()),
            Held::Elements if matches!(n.slice.as_ref(), ast::Expr::Slice(_)) => {
                self.value(at.file, up, held)
            }
            Held::Elements | Held::Values => self.value(at.file, up, Held::Itself),
        }
    }

    fn method(&mut self, at: Place, up: NodeId, n: &'t ast::ExprAttribute, held: Held) -> Read {
        let file = at.file;
        let nodes = &self.project.file(file).nodes;
        let call = nodes.parent(up).ok_or(at)?;
        let is_called = matches!(nodes.get(call), Node::Expr(ast::Expr::Call(call))
            if Node::Expr(&call.func).address() == nodes.get(up).address());
        if !is_called {
            // Columns are attributes of mappings as well, but for those that hide behind a method.
            let name = n.attr.as_str();
            let is_column = !name.starts_with('_') && !HIDING.contains(&name);
            return match held == Held::Itself && is_column {
                true => Ok(()),
                false => Err(at),
            };
        }
        match (held, n.attr.as_str()) {
            (Held::Itself, "get")
            | (Held::Elements, "append" | "extend" | "insert" | "clear" | "reverse")
            | (Held::Values, "keys" | "clear" | "update") => Ok(()),
            (Held::Itself, "keys" | "values" | "items") if self.is_gone_through(file, call) => {
                Ok(())
            }
            (Held::Elements, "pop") | (Held::Values, "get" | "pop" | "setdefault") => {
                self.value(file, call, Held::Itself)
            }
            (Held::Elements | Held::Values, "copy") => self.value(file, call, held),
            (Held::Values, "values") => self.value(file, call, Held::Elements),
            (Held::Values, "items") => self.pairs(at, call),
            _ => Err(at),
        }
    }

    /// Whether the result of a call is only iterated over where it stands.
    fn is_gone_through(&self, file: FileId, call: NodeId) -> bool {
        const ITERATING: &[&str] = &["dict", "len", "list", "set", "sorted", "tuple", "zip"];
        let nodes = &self.project.file(file).nodes;
        let here = nodes.get(call).address();
        let is = |expr: &ast::Expr| Node::Expr(expr).address() == here;
        nodes.parent(call).is_some_and(|up| match nodes.get(up) {
            Node::Stmt(ast::Stmt::For(n)) => is(&n.iter),
            Node::Comprehension(n) => is(&n.iter),
            Node::Expr(ast::Expr::Call(outer)) => {
                matches!(outer.func.as_ref(), ast::Expr::Name(f) if ITERATING.contains(&f.id.as_str()))
                    && outer.args.iter().any(is)
            }
            _ => false,
        })
    }

    /// `for key, value in values.items()`
    fn pairs(&mut self, at: Place, call: NodeId) -> Read {
        let nodes = &self.project.file(at.file).nodes;
        let up = nodes.parent(call).ok_or(at)?;
        let here = nodes.get(call).address();
        let (iter, target) = match nodes.get(up) {
            Node::Stmt(ast::Stmt::For(n)) => (n.iter.as_ref(), n.target.as_ref()),
            Node::Comprehension(n) => (&n.iter, &n.target),
            _ => return Err(at),
        };
        match target {
            ast::Expr::Tuple(parts) if Node::Expr(iter).address() == here => {
                let [_, value] = parts.elts.as_slice() else {
                    return Err(at);
                };
                self.target(at.file, value, Held::Itself)
            }
            _ => Err(at),
        }
    }
}
