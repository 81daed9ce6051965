//! The parameters of a listener, and their uses.

use alchemod_engine::Context;
use alchemod_facts::{function_def, last_name, FileId, Place, Value};
use alchemod_python::arguments::keyword;
use alchemod_python::layout::lines_to_delete;
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::{Edit, Span};

use super::table::{Event, How};

/// What becomes of a listener.
pub(super) enum Change {
    /// Edits of the file that has the function.
    Edits(FileId, Vec<Edit>),
    /// It is left for this reason.
    Refused(String),
}

/// The change that the listener of a call needs. `None` if it has the new form, or cannot be seen.
pub(super) fn change<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
    event: &Event,
) -> Option<Change> {
    if keyword(call, "named").is_some() {
        return None;
    }
    let (place, is_bound) = listener(cx, site, call)?;
    let there = cx.in_file(place.file);
    let node = there.file.nodes.get(place.node);
    let args = match node {
        Node::Expr(ast::Expr::Lambda(lambda)) => lambda.args.as_ref(),
        node => function_def(node)?.args,
    };
    let all: Vec<&ast::ArgWithDefault> = args.posonlyargs.iter().chain(&args.args).collect();
    let own = all.get(usize::from(is_bound)..)?;
    // SQLAlchemy goes by the number of arguments, too.
    if own.len() != event.before || args.vararg.is_some() || args.kwarg.is_some() {
        return None;
    }
    let refused = |reason: &str| Some(Change::Refused(reason.to_owned()));
    if is_called(cx, place, node) {
        return refused("the function is called elsewhere, too, with the arguments that it has");
    }
    let listener = Listener {
        cx: &there,
        place,
        own,
    };
    let edits = match event.how {
        How::Dropped(index) => listener.drop(index),
        How::Added(index, name) => listener.add(index, name),
        How::Packed(attributes) => {
            let name = match there.text().contains("after_bulk_update") {
                true => "update_context",
                false => event.shown,
            };
            listener.pack(name, attributes)
        }
    };
    Some(match edits {
        Ok(edits) => Change::Edits(place.file, edits),
        Err(reason) => Change::Refused(reason.to_owned()),
    })
}

/// The function that listens, and whether its first argument is given by Python.
pub(super) fn listener<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
) -> Option<(Place, bool)> {
    let Some(function) = call
        .args
        .get(2)
        .or_else(|| keyword(call, "fn").map(|k| &k.value))
    else {
        // `@listens_for(target, "event")`
        let parent = cx.file.nodes.parent(site)?;
        let def = function_def(cx.file.nodes.get(parent))?;
        let is_decorator = def.decorators.iter().any(|d| span(d) == span(call));
        let place = Place {
            file: cx.file.id,
            node: parent,
        };
        return is_decorator.then_some((place, false));
    };
    if let ast::Expr::Lambda(_) = function {
        let node = cx.file.nodes.expr_id(function)?;
        let place = Place {
            file: cx.file.id,
            node,
        };
        return Some((place, false));
    }
    let Value::Function(place) = cx.project.infer(cx.file.id, function)?.value else {
        return None;
    };
    let file = cx.project.file(place.file);
    let in_class = cx
        .project
        .class_of_scope(place.file, file.scopes.of(place.node))
        .is_some();
    let is_bound = in_class && !cx.project.has_decorator(place, &["staticmethod"]);
    Some((place, is_bound))
}

/// Whether anything in the project calls a function of this name.
fn is_called(cx: &Context<'_, '_>, place: Place, node: Node<'_>) -> bool {
    let Some(def) = function_def(node) else {
        return false;
    };
    cx.project.files.iter().any(|file| {
        file.nodes.iter().any(|(id, node)| {
            let Node::Expr(ast::Expr::Call(call)) = node else {
                return false;
            };
            if last_name(&call.func) != Some(def.name) {
                return false;
            }
            match cx.project.infer_in(file.id, file.scopes.of(id), &call.func) {
                Some(typed) => typed.value == Value::Function(place),
                None => true,
            }
        })
    })
}

struct Listener<'c, 'p, 't> {
    cx: &'c Context<'p, 't>,
    place: Place,
    own: &'c [&'t ast::ArgWithDefault],
}

const COMMENT: &str = "a comment stands among its arguments";

impl<'t> Listener<'_, '_, 't> {
    /// The bytes of a parameter with annotation and default.
    fn parameter(&self, index: usize) -> Span {
        let parameter = self.own[index];
        let place = span(&parameter.def);
        match &parameter.default {
            Some(default) => place.cover(span(default.as_ref())),
            None => place,
        }
    }

    fn has_comment(&self, place: Span) -> bool {
        self.cx.file.tree.tokens().comments(place).next().is_some()
    }

    /// Reads of a parameter, and whether anything else is done to it.
    fn uses(&self, index: usize) -> (Vec<(NodeId, Span)>, bool) {
        let file = self.cx.file;
        let name = self.own[index].def.arg.as_str();
        let own = file.scopes.opened_by(self.place.node);
        let mut reads = Vec::new();
        let mut is_bound = false;
        for (id, node) in file.subtree(self.place.node) {
            let Node::Expr(ast::Expr::Name(found)) = node else {
                continue;
            };
            if found.id.as_str() != name {
                continue;
            }
            let scope = file.scopes.lookup(name, file.scopes.of(id));
            if scope.map(|(scope, _)| scope) != own {
                continue;
            }
            match found.ctx {
                ast::ExprContext::Load => reads.push((id, span(found))),
                _ => is_bound = true,
            }
        }
        (reads, is_bound)
    }

    /// Without the parameter that was always False.
    fn drop(&self, index: usize) -> Result<Vec<Edit>, &'static str> {
        let removed = Span::new(self.parameter(index - 1).end, self.parameter(index).end);
        if self.has_comment(removed) {
            return Err(COMMENT);
        }
        let mut edits = vec![Edit::delete(removed)];
        let (reads, is_bound) = self.uses(index);
        if is_bound {
            return Err("the argument that is gone gets another value in the function");
        }
        for (id, place) in reads {
            edits.push(match self.test_of(id) {
                Some(statement) => Edit::delete(statement),
                None => Edit::replace(place, "False"),
            });
        }
        Ok(edits)
    }

    /// The lines of `if branch: ...`, which never runs, if other statements are left beside it.
    fn test_of(&self, read: NodeId) -> Option<Span> {
        let file = self.cx.file;
        let parent = file.nodes.parent(read)?;
        let stmt = file.nodes.get(parent).stmt()?;
        let ast::Stmt::If(test) = stmt else {
            return None;
        };
        let def = function_def(file.nodes.get(self.place.node))?;
        let in_body = def.body.iter().any(|inner| span(inner) == span(stmt));
        let lines = lines_to_delete(file.tree, stmt);
        let is_test = file.nodes.expr_id(&test.test) == Some(read);
        (is_test && in_body && test.orelse.is_empty() && def.body.len() > 1).then_some(lines)
    }

    /// With one more parameter.
    fn add(&self, index: usize, name: &str) -> Result<Vec<Edit>, &'static str> {
        let file = self.cx.file;
        let scope = file.scopes.opened_by(self.place.node);
        if scope.is_some_and(|scope| file.scopes.get(scope).names.contains_key(name)) {
            return Err("the function has another name that is spelled like the new argument");
        }
        let default = match self.own[index - 1].default {
            Some(_) => "=None",
            None => "",
        };
        let previous = self.parameter(index - 1);
        let before = self.parameter(index.saturating_sub(2));
        // A line each, if the two before have one each.
        let is_below = self.cx.line_of(before.start) < self.cx.line_of(previous.start);
        let blank = match is_below {
            true => format!("\n{}", self.cx.indent_at(previous.start)),
            false => " ".to_owned(),
        };
        let text = format!(",{blank}{name}{default}");
        Ok(vec![Edit::insert(previous.end, text)])
    }

    /// With one parameter in place of all.
    fn pack(&self, name: &str, attributes: &[&str]) -> Result<Vec<Edit>, &'static str> {
        let file = self.cx.file;
        let scope = file.scopes.opened_by(self.place.node);
        if scope.is_some_and(|scope| file.scopes.get(scope).names.contains_key(name)) {
            return Err("the function has another name that is spelled like the new argument");
        }
        let last = self.own.len() - 1;
        let all = self.parameter(0).cover(self.parameter(last));
        if self.has_comment(all) {
            return Err(COMMENT);
        }
        let mut edits = vec![Edit::replace(all, name)];
        for (index, attribute) in attributes.iter().enumerate() {
            let (reads, is_bound) = self.uses(index);
            if is_bound {
                return Err("an argument gets another value in the function");
            }
            for (_, place) in reads {
                edits.push(Edit::replace(
                    place,
                    match *attribute {
                        "" => "None".to_owned(),
                        attribute => format!("{name}.{attribute}"),
                    },
                ));
            }
        }
        Ok(edits)
    }
}
