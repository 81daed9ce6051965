//! New names: into the statement that is there, or in a statement of their own.

use alchemod_facts::scopes::{Binding, BindingKind, ScopeId, Scopes};
use alchemod_facts::sqlalchemy::names::canonical;
use alchemod_python::{ast, span, Node, Nodes, TokenKind, Tree};
use alchemod_text::{Edit, Span};

use super::order::NameOrder;
use super::place::{place, NewStatement};
use super::statements::{local_name, module_of, same_module, Lined, Statement};
use super::{typing_block, Surroundings};
use crate::ImportWish;

/// The line length that is taken unless the file has longer imports.
const LINE_LENGTH: usize = 88;

/// The edits that make the wishes for names and modules true.
///
/// # Errors
/// Why a wish cannot be granted.
pub(crate) fn additions(
    tree: &Tree,
    wishes: &[&ImportWish],
    around: &Surroundings<'_>,
) -> Result<Vec<Edit>, String> {
    if wishes
        .iter()
        .all(|wish| matches!(wish, ImportWish::MayGo(_)))
    {
        return Ok(Vec::new());
    }
    let nodes = Nodes::new(tree);
    let scopes = Scopes::new(tree.body(), &nodes);
    let bound = Bound {
        nodes: &nodes,
        scopes: &scopes,
        path: around.path(),
    };
    let mut wanted = Vec::new();
    for wish in wishes {
        if let Some(new) = Wanted::new(wish) {
            if !bound.is_granted(&new)? && !wanted.contains(&new) {
                check_locals(&wanted, &new)?;
                wanted.push(new);
            }
        }
    }
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let (for_types, mut at_run_time): (Vec<_>, Vec<_>) =
        wanted.into_iter().partition(|wanted| wanted.type_checking);
    let lined = Lined::new(tree);
    let mut late = Vec::new();
    if !for_types.is_empty() {
        let flag = typing_block::flag(tree);
        if let Some(wish) = flag.wish {
            if !bound.is_granted(&wish)? && !at_run_time.contains(&wish) {
                at_run_time.push(wish);
            }
        }
        late = typing_block::additions(&lined, for_types, &flag.text, around)?;
    }
    let leaving: Vec<&str> = wishes
        .iter()
        .filter_map(|wish| match wish {
            ImportWish::MayGo(name) => Some(name.as_str()),
            _ => None,
        })
        .filter(|name| !is_read(&nodes, name))
        .collect();
    let mut edits = into_body(&lined, tree.body(), at_run_time, around, "", &leaving)?;
    edits.append(&mut late);
    edits.sort_by_key(|edit| edit.span.start);
    Ok(edits)
}

/// A name or module that is to be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// The module; `None` for `import name`.
    pub module: Option<String>,
    /// What is imported.
    pub name: String,
    /// Its local name, if another.
    pub as_name: Option<String>,
    /// Only type checkers need it.
    pub type_checking: bool,
}

impl Wanted {
    fn new(wish: &ImportWish) -> Option<Self> {
        match wish.clone() {
            ImportWish::Name {
                module,
                name,
                as_name,
                type_checking,
            } => Some(Wanted {
                module: Some(module),
                as_name: as_name.filter(|local| *local != name),
                name,
                type_checking,
            }),
            ImportWish::Module { module, as_name } => Some(Wanted {
                module: None,
                as_name: as_name.filter(|local| *local != module),
                name: module,
                type_checking: false,
            }),
            ImportWish::MayGo(_) => None,
        }
    }

    /// `name` or `name as local`.
    pub fn text(&self) -> String {
        match &self.as_name {
            Some(local) => format!("{} as {local}", self.name),
            None => self.name.clone(),
        }
    }

    /// The name that it binds.
    pub fn local(&self) -> &str {
        match &self.as_name {
            Some(local) => local,
            None if self.module.is_some() => &self.name,
            None => self.name.split('.').next().unwrap_or(&self.name),
        }
    }
}

/// Two wishes must not give one local name two meanings.
fn check_locals(wanted: &[Wanted], new: &Wanted) -> Result<(), String> {
    let clash = wanted.iter().any(|other| {
        let is_same = other.module == new.module && other.name == new.name;
        let are_modules = other.module.is_none() && new.module.is_none();
        other.local() == new.local() && !is_same && !are_modules
    });
    if clash {
        return Err(taken(new.local()));
    }
    Ok(())
}

fn taken(local: &str) -> String {
    format!("the name {local} that its import needs has another meaning in this file")
}

/// What the module binds already.
struct Bound<'a, 't> {
    nodes: &'a Nodes<'t>,
    scopes: &'a Scopes<'t>,
    path: &'a str,
}

impl Bound<'_, '_> {
    /// Whether the name is there already.
    ///
    /// # Errors
    /// If the module binds it to something else.
    fn is_granted(&self, wanted: &Wanted) -> Result<bool, String> {
        let module = self.scopes.get(ScopeId(0));
        let Some(ids) = module.names.get(wanted.local()) else {
            return Ok(false);
        };
        let mut granted = false;
        for &id in ids {
            let binding = self.scopes.binding(id);
            if !self.is_same(wanted, binding) {
                return Err(taken(wanted.local()));
            }
            granted |= self.is_exact(wanted, binding) && self.stands(binding, wanted.type_checking);
        }
        Ok(granted)
    }

    /// Whether the binding gives the name the same meaning.
    fn is_same(&self, wanted: &Wanted, binding: &Binding<'_>) -> bool {
        match (binding.kind, &wanted.module) {
            (BindingKind::Import(alias), None) => match &wanted.as_name {
                Some(_) => alias.name.as_str() == wanted.name && alias.asname.is_some(),
                None => alias.asname.is_none(),
            },
            (BindingKind::Import(alias), Some(module)) => {
                let path = format!("{module}.{}", wanted.name);
                alias.asname.is_some() && alias.name.as_str() == path
            }
            (BindingKind::ImportFrom(stmt, alias), Some(module)) => {
                let there = module_of(stmt);
                let name = alias.name.as_str();
                (name == wanted.name && same_module(&there, module, self.path))
                    || canonical(&format!("{there}.{name}"))
                        == canonical(&format!("{module}.{}", wanted.name))
            }
            (BindingKind::ImportFrom(stmt, alias), None) => {
                wanted.as_name.is_some()
                    && format!("{}.{}", module_of(stmt), alias.name.as_str()) == wanted.name
            }
            _ => false,
        }
    }

    /// Of `import a.b` and `import a.c` each binds `a`, but not the other's module.
    fn is_exact(&self, wanted: &Wanted, binding: &Binding<'_>) -> bool {
        match (binding.kind, &wanted.module) {
            (BindingKind::Import(alias), None) => {
                let name = alias.name.as_str();
                name == wanted.name || name.starts_with(&format!("{}.", wanted.name))
            }
            _ => true,
        }
    }

    /// Whether the statement of the binding always runs (or, for type checkers, is seen by them).
    fn stands(&self, binding: &Binding<'_>, type_checking: bool) -> bool {
        self.nodes
            .ancestors(binding.node)
            .all(|ancestor| match self.nodes.get(ancestor) {
                Node::Stmt(ast::Stmt::Try(_)) | Node::ExceptHandler(_) => true,
                Node::Stmt(ast::Stmt::If(n)) => {
                    type_checking && super::names::is_type_checking(&n.test)
                }
                _ => false,
            })
    }
}

/// The edits that add `wanted` to the imports of a body whose statements stand at `indent`. Names that
/// are `leaving` do not count for the length of a line: they go right afterwards.
///
/// # Errors
/// If there is no place for them.
pub(crate) fn into_body(
    lined: &Lined<'_>,
    body: &[ast::Stmt],
    wanted: Vec<Wanted>,
    around: &Surroundings<'_>,
    indent: &str,
    leaving: &[&str],
) -> Result<Vec<Edit>, String> {
    let statements: Vec<Statement<'_>> = head(body).iter().filter_map(Statement::new).collect();
    let limit = statements
        .iter()
        .map(|statement| lined.line(statement.span.start).trim_end().chars().count())
        .fold(LINE_LENGTH, usize::max);
    let is_single = is_one_name_a_statement(&statements);
    let mut edits = Vec::new();
    let mut new: Vec<NewStatement> = Vec::new();
    let mut left = wanted;
    while let Some(first) = left.first().cloned() {
        let (mut group, rest): (Vec<Wanted>, Vec<Wanted>) = left
            .into_iter()
            .partition(|w| w.module.is_some() && w.module == first.module);
        left = rest;
        if first.module.is_none() {
            left.retain(|wanted| *wanted != first);
            new.push(NewStatement {
                module: first.name.clone(),
                is_from: false,
                name: String::new(),
                text: format!("import {}", first.text()),
            });
            continue;
        }
        let module = first.module.unwrap_or_default();
        if is_single {
            new.extend(group.into_iter().map(|wanted| NewStatement {
                text: format!("from {module} import {}", wanted.text()),
                module: module.clone(),
                is_from: true,
                name: wanted.name,
            }));
            continue;
        }
        let there = statements.iter().find(|statement| {
            let is_module = |there: &str| same_module(there, &module, around.path());
            statement.module.as_deref().is_some_and(is_module) && !statement.is_star()
        });
        group.sort_by_key(|wanted| NameOrder::ByKind.key(&wanted.name));
        match there.and_then(|statement| {
            extend(
                lined,
                statement,
                &group,
                limit + width_of(statement, leaving),
            )
        }) {
            Some(mut extended) => edits.append(&mut extended),
            None => {
                let names: Vec<String> = group.iter().map(Wanted::text).collect();
                new.push(NewStatement {
                    text: from_statement(&module, &names, limit, indent),
                    module,
                    is_from: true,
                    name: String::new(),
                });
            }
        }
    }
    edits.extend(place(lined, body, new, around, indent)?);
    Ok(edits)
}

/// Whether the file imports one name a statement: some module has several statements, and none has two names.
fn is_one_name_a_statement(statements: &[Statement<'_>]) -> bool {
    let mut modules: Vec<&str> = statements
        .iter()
        .filter_map(|statement| statement.module.as_deref())
        .collect();
    modules.sort_unstable();
    let is_repeated = modules.windows(2).any(|pair| pair[0] == pair[1]);
    is_repeated
        && statements
            .iter()
            .all(|statement| statement.aliases.len() == 1)
}

/// Whether the file still has the name somewhere.
fn is_read(nodes: &Nodes<'_>, name: &str) -> bool {
    nodes
        .iter()
        .any(|(_, node)| matches!(node, Node::Expr(ast::Expr::Name(n)) if n.id.as_str() == name))
}

/// The width of those names of a statement that are `leaving`, with their commas.
fn width_of(statement: &Statement<'_>, leaving: &[&str]) -> usize {
    statement
        .aliases
        .iter()
        .filter(|alias| leaving.contains(&local_name(alias, true)))
        .map(|alias| span(alias).len() as usize + 2)
        .sum()
}

/// The statements before the first class or function.
pub(crate) fn head(body: &[ast::Stmt]) -> &[ast::Stmt] {
    let end = body.iter().position(|stmt| {
        matches!(
            stmt,
            ast::Stmt::ClassDef(_) | ast::Stmt::FunctionDef(_) | ast::Stmt::AsyncFunctionDef(_)
        )
    });
    &body[..end.unwrap_or(body.len())]
}

/// `from module import names`, over several lines if it is too long for one.
fn from_statement(module: &str, names: &[String], limit: usize, indent: &str) -> String {
    let line = format!("from {module} import {}", names.join(", "));
    if indent.len() + line.chars().count() <= limit || names.len() == 1 {
        return line;
    }
    over_lines(module, names, indent)
}

fn over_lines(module: &str, names: &[String], indent: &str) -> String {
    let step = if indent.starts_with('\t') {
        "\t"
    } else {
        "    "
    };
    let lines: String = names
        .iter()
        .map(|name| format!("{indent}{step}{name},\n"))
        .collect();
    format!("from {module} import (\n{lines}{indent})")
}

/// The edits that put names into a statement, in its style; `None` if a statement of their own is better.
fn extend(
    lined: &Lined<'_>,
    statement: &Statement<'_>,
    wanted: &[Wanted],
    limit: usize,
) -> Option<Vec<Edit>> {
    let text = lined.tree.text();
    let there: Vec<&str> = statement
        .aliases
        .iter()
        .map(|alias| alias.name.as_str())
        .collect();
    let order = NameOrder::of(&there);
    // For each new name the number of names that stay before it.
    let gaps: Vec<usize> = wanted
        .iter()
        .map(|wanted| match order {
            Some(order) => there
                .iter()
                .position(|name| order.key(name) > order.key(&wanted.name))
                .unwrap_or(there.len()),
            None => there.len(),
        })
        .collect();
    let one_a_line = statement
        .aliases
        .iter()
        .all(|alias| lined.line_start(span(alias).start) > statement.span.start);
    if one_a_line {
        return on_lines(lined, statement, wanted, &gaps);
    }
    let added: usize = wanted.iter().map(|w| w.text().chars().count() + 2).sum();
    let last = lined.line(statement.span.end.saturating_sub(1));
    if last.trim_end().chars().count() + added <= limit {
        return Some(in_line(statement, wanted, &gaps));
    }
    // Over several lines now, unless that would lose a comment.
    let has_comment = lined
        .tree
        .tokens()
        .comments(Span::new(statement.span.start, lined.after(statement.span)))
        .next()
        .is_some();
    if has_comment || !lined.is_alone(statement.span) {
        return None;
    }
    let mut names: Vec<String> = Vec::new();
    for position in 0..=there.len() {
        let here = gaps.iter().zip(wanted).filter(|(gap, _)| **gap == position);
        names.extend(here.map(|(_, wanted)| wanted.text()));
        if let Some(alias) = statement.aliases.get(position) {
            names.push(span(alias).slice(text).to_owned());
        }
    }
    let indent = Span::new(lined.line_start(statement.span.start), statement.span.start);
    let module = statement.module.as_deref().unwrap_or_default();
    Some(vec![Edit::replace(
        statement.span,
        over_lines(module, &names, indent.slice(text)),
    )])
}

/// Names among names of one line.
fn in_line(statement: &Statement<'_>, wanted: &[Wanted], gaps: &[usize]) -> Vec<Edit> {
    by_gap(wanted, gaps)
        .into_iter()
        .map(|(gap, names)| match gap.checked_sub(1) {
            Some(previous) => Edit::insert(
                span(&statement.aliases[previous]).end,
                format!(", {}", names.join(", ")),
            ),
            None => Edit::insert(
                span(&statement.aliases[0]).start,
                format!("{}, ", names.join(", ")),
            ),
        })
        .collect()
}

/// Names on lines of their own, where the others have theirs.
fn on_lines(
    lined: &Lined<'_>,
    statement: &Statement<'_>,
    wanted: &[Wanted],
    gaps: &[usize],
) -> Option<Vec<Edit>> {
    let text = lined.tree.text();
    let first = span(statement.aliases.first()?);
    let indent = Span::new(lined.line_start(first.start), first.start).slice(text);
    if !indent.trim().is_empty() {
        return None;
    }
    let mut edits = Vec::new();
    for (gap, names) in by_gap(wanted, gaps) {
        let Some(previous) = gap.checked_sub(1) else {
            let lines: String = names.iter().map(|n| format!("{indent}{n},\n")).collect();
            edits.push(Edit::insert(lined.line_start(first.start), lines));
            continue;
        };
        let end = span(&statement.aliases[previous]).end;
        let next = lined.tree.tokens().at_or_after(end)?;
        let has_comma = next.kind == TokenKind::Comma;
        let line_end = lined.next_line(if has_comma { next.span.end } else { end });
        // `b)`: the parenthesis closes on the line of the last name.
        let closes_here = line_end > statement.span.end.saturating_sub(1);
        if closes_here
            || (has_comma && gap < statement.aliases.len() && {
                let following = span(&statement.aliases[gap]);
                following.start < line_end
            })
        {
            edits.push(Edit::insert(
                end,
                names
                    .iter()
                    .map(|name| format!(",\n{indent}{name}"))
                    .collect::<String>(),
            ));
            continue;
        }
        let is_last = gap == statement.aliases.len();
        if !has_comma {
            edits.push(Edit::insert(end, ","));
        }
        let count = names.len();
        let lines: String = names
            .iter()
            .enumerate()
            .map(|(at, name)| {
                let comma = has_comma || !is_last || at + 1 < count;
                format!("{indent}{name}{}\n", if comma { "," } else { "" })
            })
            .collect();
        edits.push(Edit::insert(line_end, lines));
    }
    Some(edits)
}

/// The new names by the gap that they go into, in order.
fn by_gap(wanted: &[Wanted], gaps: &[usize]) -> Vec<(usize, Vec<String>)> {
    let mut result: Vec<(usize, Vec<String>)> = Vec::new();
    let mut pairs: Vec<(usize, &Wanted)> = gaps.iter().copied().zip(wanted).collect();
    pairs.sort_by_key(|(gap, _)| *gap);
    for (gap, wanted) in pairs {
        match result.last_mut() {
            Some((last, names)) if *last == gap => names.push(wanted.text()),
            _ => result.push((gap, vec![wanted.text()])),
        }
    }
    result
}
