//! Statements that move into a `with` block: their lines one level deeper, strings over several lines as
//! they are.

use alchemod_engine::Context;
use alchemod_facts::scopes::ScopeId;
use alchemod_python::layout::{next_line, shares_line, statement_lines};
use alchemod_python::{ast, span, Node, NodeId, Style, TokenKind};
use alchemod_text::{Anchor, Edit, Span};

/// The statements of the block that `stmt` stands in.
pub(crate) fn block_of<'t>(cx: &Context<'_, 't>, stmt: NodeId) -> Option<&'t [ast::Stmt]> {
    let this = cx.file.nodes.get(stmt).address();
    let holds = |body: &'t [ast::Stmt]| {
        body.iter()
            .any(|s| Node::Stmt(s).address() == this)
            .then_some(body)
    };
    let Some(parent) = cx.file.nodes.parent(stmt) else {
        return holds(cx.file.tree.body());
    };
    let first = |bodies: &[&'t [ast::Stmt]]| bodies.iter().find_map(|body| holds(body));
    match cx.file.nodes.get(parent) {
        Node::Stmt(parent) => match parent {
            ast::Stmt::FunctionDef(n) => holds(&n.body),
            ast::Stmt::AsyncFunctionDef(n) => holds(&n.body),
            ast::Stmt::ClassDef(n) => holds(&n.body),
            ast::Stmt::If(n) => first(&[&n.body, &n.orelse]),
            ast::Stmt::For(n) => first(&[&n.body, &n.orelse]),
            ast::Stmt::AsyncFor(n) => first(&[&n.body, &n.orelse]),
            ast::Stmt::While(n) => first(&[&n.body, &n.orelse]),
            ast::Stmt::With(n) => holds(&n.body),
            ast::Stmt::AsyncWith(n) => holds(&n.body),
            ast::Stmt::Try(n) => first(&[&n.body, &n.orelse, &n.finalbody]),
            ast::Stmt::TryStar(n) => first(&[&n.body, &n.orelse, &n.finalbody]),
            _ => None,
        },
        Node::ExceptHandler(ast::ExceptHandler::ExceptHandler(n)) => holds(&n.body),
        Node::MatchCase(n) => holds(&n.body),
        _ => None,
    }
}

/// A name of `wanted` that nothing at `stmt` means something else by: it is not used in its scope, but as the
/// name of such blocks as are written here, and only within these.
pub(crate) fn free_name<'w>(
    cx: &Context<'_, '_>,
    stmt: NodeId,
    wanted: &[&'w str],
) -> Option<&'w str> {
    let scope = cx.file.scopes.enclosing_block(cx.file.scopes.of(stmt));
    wanted
        .iter()
        .copied()
        .find(|name| is_free(cx, scope, stmt, name))
}

fn is_free(cx: &Context<'_, '_>, scope: ScopeId, stmt: NodeId, name: &str) -> bool {
    let here = cx.file.nodes.get(stmt).span();
    // Blocks that bind the name, each with the names in it.
    let blocks: Vec<Span> = cx
        .file
        .nodes
        .iter()
        .filter_map(|(id, node)| match node {
            Node::Stmt(ast::Stmt::With(with)) if cx.file.scopes.of(id) == scope => {
                let binds = with.items.iter().any(|item| {
                    matches!(item.optional_vars.as_deref(), Some(ast::Expr::Name(n)) if n.id.as_str() == name)
                });
                binds.then(|| span(with))
            }
            _ => None,
        })
        .collect();
    if blocks.iter().any(|block| holds(block, here.start)) {
        return false;
    }
    let is_ours = |at: u32| blocks.iter().any(|block| holds(block, at));
    if !cx.text().contains(name) {
        return true;
    }
    cx.file.nodes.iter().all(|(id, node)| {
        let at = match node {
            Node::Expr(ast::Expr::Name(n)) if n.id.as_str() == name => span(n).start,
            Node::Parameter(arg) if arg.arg.as_str() == name => {
                // A parameter of another function is that function's.
                let own = cx.file.scopes.get(scope).node;
                return own.is_none() || cx.file.nodes.parent(id) != own;
            }
            Node::Alias(alias) => {
                let local = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
                return local != name;
            }
            Node::Stmt(ast::Stmt::FunctionDef(n)) => return n.name.as_str() != name,
            Node::Stmt(ast::Stmt::Global(n)) => return n.names.iter().all(|n| n.as_str() != name),
            _ => return true,
        };
        let from = cx.file.scopes.of(id);
        match cx.file.scopes.lookup(name, from) {
            Some((owner, _)) if owner == scope => is_ours(at),
            // Bound further in, so not by us; or further out, and read from within this scope.
            Some((owner, _)) => !is_within(cx, from, scope) || is_within(cx, owner, scope),
            None => !is_within(cx, from, scope),
        }
    })
}

fn holds(span: &Span, at: u32) -> bool {
    span.start <= at && at < span.end
}

/// Whether `inner` is `outer` or lies in it.
fn is_within(cx: &Context<'_, '_>, inner: ScopeId, outer: ScopeId) -> bool {
    let mut current = Some(inner);
    while let Some(scope) = current {
        if scope == outer {
            return true;
        }
        current = cx.file.scopes.get(scope).parent;
    }
    false
}

/// The whole lines of `first` to `last`, statements of one block.
///
/// # Errors
/// Why they cannot be moved.
pub(crate) fn lines_of(
    cx: &Context<'_, '_>,
    first: &ast::Stmt,
    last: &ast::Stmt,
) -> Result<Span, String> {
    if shares_line(cx.file.tree, first) || shares_line(cx.file.tree, last) {
        return Err("another statement stands on the same line".into());
    }
    let lines = statement_lines(cx.file.tree, first).cover(statement_lines(cx.file.tree, last));
    Ok(lines)
}

/// One edit for each line of `lines`, as `inner` edits make them and one level deeper; `header` goes before the
/// first one, in its indentation.
///
/// Each edit takes the line with its end, so that whatever else would add lines in between has to wait until
/// these lines stand where they will.
pub(crate) fn indent(
    cx: &Context<'_, '_>,
    lines: Span,
    header: &str,
    mut inner: Vec<Edit>,
) -> Option<Vec<Edit>> {
    let text = cx.text();
    let unit = Style::of(cx.file.tree).indent;
    let strings: Vec<Span> = cx
        .file
        .tree
        .tokens()
        .within(lines)
        .iter()
        .filter(|token| token.kind == TokenKind::String)
        .map(|token| token.span)
        .collect();
    inner.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut result = Vec::new();
    let mut at = lines.start;
    while at < lines.end {
        let mut end = next_line(text, at).min(lines.end);
        // An edit over several lines takes them all.
        while let Some(edit) = inner
            .iter()
            .find(|edit| edit.span.start >= at && edit.span.start < end && edit.span.end >= end)
        {
            end = next_line(text, edit.span.end).min(lines.end);
        }
        let line = Span::new(at, end);
        let mut edits: Vec<Edit> = inner
            .iter()
            .filter(|edit| edit.span.start >= at && edit.span.start < end)
            .cloned()
            .collect();
        // Lines within this piece (there is more than one if an edit covers their ends).
        let mut start = at;
        while start < end {
            let in_string = strings.iter().any(|s| s.start < start && start < s.end);
            let rest = &text[start as usize..next_line(text, start) as usize];
            let in_edit = edits
                .iter()
                .any(|e| e.span.start < start && start < e.span.end);
            if !in_string && !in_edit && !rest.trim().is_empty() {
                edits.push(Edit::insert(start, unit.clone()));
            }
            start = next_line(text, start);
        }
        let mut new = applied(text, line, edits)?;
        if at == lines.start {
            let indentation: String = line
                .slice(text)
                .chars()
                .take_while(|c| matches!(c, ' ' | '\t' | '\x0c'))
                .collect();
            new.insert_str(0, &format!("{indentation}{header}\n"));
        }
        result.push(Edit::replace(line, new));
        at = end;
    }
    Some(result)
}

/// The text of `span` as `edits` in it make it; `None` if they do not go together.
pub(crate) fn applied(text: &str, span: Span, mut edits: Vec<Edit>) -> Option<String> {
    let at = span.start;
    for edit in &mut edits {
        edit.span = Span::new(
            edit.span.start.checked_sub(at)?,
            edit.span.end.checked_sub(at)?,
        );
        edit.anchor = match edit.anchor {
            Anchor::Opens { until } => Anchor::Opens {
                until: until.saturating_sub(at),
            },
            Anchor::Closes { since } => Anchor::Closes {
                since: since.saturating_sub(at),
            },
            Anchor::Plain => Anchor::Plain,
        };
    }
    let composed = alchemod_text::compose(&[edits]);
    if !composed.blocked.is_empty() {
        return None;
    }
    alchemod_text::apply(span.slice(text), &composed.edits).ok()
}
