//! How a `from` import is rewritten whose names go to other modules.

use alchemod_engine::{Context, Finding, ImportWish, Rewrite, Target};
use alchemod_python::layout::{indentation, shares_line, statement_lines};
use alchemod_python::names::imported_module;
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::{Edit, Span};

use super::fate::{fate_in, parent, Fate, New};
use super::path::module_of;
use super::{aliases, harmless, uses};

/// A name of the statement that gets another place or spelling.
struct Moving<'t> {
    /// Its position in the statement.
    index: usize,
    alias: &'t ast::Alias,
    new: New,
    /// `name` or `name as local`; `None` if nothing has to be imported.
    item: Option<String>,
}

/// How a statement is rewritten: it keeps some of its names, under its old module or the one that most
/// of them go to; the others get statements of their own.
pub(super) struct Plan<'c, 'p, 't> {
    cx: &'c Context<'p, 't>,
    site: NodeId,
    stmt: &'t ast::Stmt,
    import: &'t ast::StmtImportFrom,
    module: &'t str,
    moving: Vec<Moving<'t>>,
    /// Edits of the uses of names that are renamed.
    edits: Vec<Edit>,
    /// `old = expression` after the imports.
    assignments: Vec<String>,
    /// Local names that are taken by this rewrite.
    taken: Vec<String>,
    doubts: Vec<&'static str>,
}

impl<'c, 'p, 't> Plan<'c, 'p, 't> {
    /// Begins with the statement as it is.
    pub fn new(
        cx: &'c Context<'p, 't>,
        site: NodeId,
        stmt: &'t ast::Stmt,
        import: &'t ast::StmtImportFrom,
        module: &'t str,
    ) -> Self {
        Plan {
            cx,
            site,
            stmt,
            import,
            module,
            moving: Vec::new(),
            edits: Vec::new(),
            assignments: Vec::new(),
            taken: Vec::new(),
            doubts: Vec::new(),
        }
    }

    /// Decides on the local name of one moved name.
    pub fn take(&mut self, index: usize, alias: &'t ast::Alias, new: New) {
        let cx = self.cx;
        let Some(binding) = harmless::binding(cx, alias) else {
            return;
        };
        if is_kept(cx, alias, &new, binding) {
            return;
        }
        let local = binding.name;
        let item = match (&new.expression, new.last()) {
            (Some(expression), target) => {
                let item = target.map(str::to_owned);
                if !self.replace_uses(binding, expression, target) {
                    self.assignments.push(format!("{local} = {expression}"));
                }
                item
            }
            (None, Some(target)) if target == local => Some(target.to_owned()),
            (None, Some(target)) if alias.asname.is_some() => Some(format!("{target} as {local}")),
            (None, Some(target)) => match self.is_free(target) && self.rename(binding, target) {
                true => Some(target.to_owned()),
                false => Some(format!("{target} as {local}")),
            },
            (None, None) => return,
        };
        self.doubts.extend(new.doubt);
        self.moving.push(Moving {
            index,
            alias,
            new,
            item,
        });
    }

    /// Takes a name out of the import that is gone, and that nothing reads.
    pub fn drop(&mut self, index: usize, alias: &'t ast::Alias) {
        self.moving.push(Moving {
            index,
            alias,
            new: New {
                path: None,
                expression: None,
                needed: true,
                doubt: None,
            },
            item: None,
        });
    }

    fn is_free(&mut self, name: &str) -> bool {
        let known = self
            .import
            .names
            .iter()
            .any(|alias| alias.asname.is_none() && alias.name.as_str() == name);
        let free = known && !self.is_moving_away(name)
            || (uses::is_unknown(self.cx, name) && !self.taken.iter().any(|t| t == name));
        if free {
            self.taken.push(name.to_owned());
        }
        free
    }

    /// Names of this statement may only be shared if the file binds them here and nowhere else, and they
    /// are no other object.
    fn is_moving_away(&self, name: &str) -> bool {
        let path = format!("{}.{name}", self.module);
        let bindings = self.cx.file.scopes.bindings();
        fate_in(self.cx, &path) != Fate::Same
            || bindings.iter().filter(|b| b.name == name).count() != 1
    }

    fn rename(&mut self, binding: &alchemod_facts::scopes::Binding<'t>, target: &str) -> bool {
        let Some(spans) = uses::all(self.cx, binding) else {
            return false;
        };
        self.edits
            .extend(spans.into_iter().map(|span| Edit::replace(span, target)));
        true
    }

    /// Puts an expression in place of all uses, if all of them are only read.
    fn replace_uses(
        &mut self,
        binding: &alchemod_facts::scopes::Binding<'t>,
        expression: &str,
        target: Option<&str>,
    ) -> bool {
        let free = match target {
            Some(target) => {
                uses::is_unknown(self.cx, target) || self.taken.iter().any(|t| t == target)
            }
            None => uses::has_builtins(self.cx, expression),
        };
        if !free {
            return false;
        }
        let Some(spans) = uses::all(self.cx, binding) else {
            return false;
        };
        if let Some(target) = target {
            self.taken.push(target.to_owned());
        }
        self.edits.extend(
            spans
                .into_iter()
                .map(|span| Edit::replace(span, expression)),
        );
        true
    }

    /// The finding with all edits.
    pub fn finding(mut self) -> Option<Finding> {
        let cx = self.cx;
        if self.moving.is_empty() {
            return None;
        }
        let place = span(self.import);
        let message = self.message();
        if !self.write() {
            return Some(Finding::manual(
                place,
                message,
                "comments or other statements on its lines are in the way of splitting the import",
            ));
        }
        let wishes = self.wishes();
        let rewrite =
            Rewrite::new(cx.file.id, std::mem::take(&mut self.edits)).wish(cx.file.id, wishes);
        Some(match self.doubts.first() {
            Some(doubt) => Finding::offered(place, message, *doubt, rewrite),
            None => Finding::safe(place, message, rewrite),
        })
    }

    fn message(&self) -> String {
        let parts: Vec<String> = self
            .moving
            .iter()
            .map(|moving| {
                let now = match (&moving.new.path, moving.new.expression) {
                    (_, Some(expression)) => format!("{expression} now"),
                    (Some(path), None) => format!("{path} now"),
                    (None, None) => "gone in 2.x, and not used here".to_owned(),
                };
                format!("{}.{} is {now}", self.module, moving.alias.name)
            })
            .collect();
        parts.join(", ")
    }

    /// The module under which the statement stays.
    fn home(&self) -> Option<String> {
        if self.moving.len() < self.import.names.len() {
            return Some(self.module.to_owned());
        }
        let mut best: Option<(&str, usize)> = None;
        for moving in &self.moving {
            let Some(module) = module_of_item(moving) else {
                continue;
            };
            let count = self
                .moving
                .iter()
                .filter(|other| module_of_item(other) == Some(module))
                .count();
            if best.is_none_or(|(_, most)| count > most) {
                best = Some((module, count));
            }
        }
        best.map(|(module, _)| module.to_owned())
    }

    /// Whether all names go to a module that the file imports from already, so that they may join there.
    fn joins(&self) -> bool {
        let cx = self.cx;
        let body = cx.file.tree.body();
        let is_import =
            |stmt: &ast::Stmt| matches!(stmt, ast::Stmt::Import(_) | ast::Stmt::ImportFrom(_));
        let position = |wanted: &ast::Stmt| body.iter().position(|stmt| std::ptr::eq(stmt, wanted));
        let Some(own) = position(self.stmt) else {
            return false;
        };
        let lines = statement_lines(cx.file.tree, self.stmt);
        let mut items = self.moving.iter().map(|moving| moving.item.is_some());
        if self.moving.len() < self.import.names.len()
            || !items.all(|has_item| has_item)
            || !self.assignments.is_empty()
            || shares_line(cx.file.tree, self.stmt)
            || cx.file.tree.tokens().comments(lines).next().is_some()
        {
            return false;
        }
        self.moving.iter().all(|moving| {
            let module = module_of_item(moving);
            body.iter().enumerate().any(|(there, stmt)| {
                let ast::Stmt::ImportFrom(other) = stmt else {
                    return false;
                };
                let between = if there < own { there..own } else { own..there };
                there != own
                    && module.is_some()
                    && module_of(cx, other) == module
                    && other.names.iter().all(|alias| alias.name.as_str() != "*")
                    && body[between].iter().all(is_import)
            })
        })
    }

    /// What has to be imported by wish: all, if the names join a statement that is there.
    fn wishes(&self) -> Vec<ImportWish> {
        if !self.joins() {
            return Vec::new();
        }
        self.moving
            .iter()
            .filter_map(|moving| {
                let (name, as_name) = match moving.item.as_deref()?.split_once(" as ") {
                    Some((name, local)) => (name.to_owned(), Some(local.to_owned())),
                    None => (moving.item.clone()?, None),
                };
                Some(ImportWish::Name {
                    module: module_of_item(moving)?.to_owned(),
                    name,
                    as_name,
                    type_checking: false,
                })
            })
            .collect()
    }

    /// Makes the edits of the statement itself; false if that cannot be done without loss.
    fn write(&mut self) -> bool {
        let tree = self.cx.file.tree;
        if self.joins() {
            self.edits
                .push(Edit::delete(statement_lines(tree, self.stmt)));
            return true;
        }
        let Some(home) = self.home() else {
            return self.write_without_home();
        };
        let Some(module_span) = imported_module(tree, self.import) else {
            return false;
        };
        if home != self.module {
            self.edits.push(Edit::replace(module_span, home.as_str()));
        }
        let mut leaving: Vec<usize> = Vec::new();
        let mut elsewhere: Vec<(Option<&str>, &str)> = Vec::new();
        let mut staying: Vec<String> = Vec::new();
        let is_old = |index: usize| self.moving.iter().all(|moving| moving.index != index);
        for (index, alias) in self.import.names.iter().enumerate() {
            if is_old(index) {
                staying.push(self.cx.source(alias).to_owned());
            }
        }
        for moving in &self.moving {
            let Some(item) = moving.item.as_deref() else {
                leaving.push(moving.index);
                continue;
            };
            let module = module_of_item(moving);
            if module == Some(home.as_str()) {
                if staying.iter().any(|known| known == item) {
                    leaving.push(moving.index);
                } else {
                    staying.push(item.to_owned());
                    if self.cx.source(moving.alias) != item {
                        self.edits.push(Edit::replace(span(moving.alias), item));
                    }
                }
                continue;
            }
            leaving.push(moving.index);
            if !elsewhere.contains(&(module, item)) {
                elsewhere.push((module, item));
            }
        }
        let spans: Vec<Span> = self.import.names.iter().map(span).collect();
        match aliases::removals(tree, span(self.import), &spans, &leaving) {
            Some(removals) => self.edits.extend(removals),
            None => return false,
        }
        let before = import_lines(&elsewhere);
        self.surround(before)
    }

    /// Puts statements before the import and assignments after it.
    fn surround(&mut self, before: Vec<String>) -> bool {
        let tree = self.cx.file.tree;
        let whole = span(self.import);
        let shares = shares_line(tree, self.stmt);
        let indent = indentation(tree, self.stmt);
        let separator = if shares {
            "; ".to_owned()
        } else {
            format!("\n{indent}")
        };
        if !before.is_empty() {
            let text: String = before
                .iter()
                .map(|line| format!("{line}{separator}"))
                .collect();
            self.edits.push(Edit::insert(whole.start, text));
        }
        if !self.assignments.is_empty() {
            let text: String = self
                .assignments
                .iter()
                .map(|line| format!("{separator}{line}"))
                .collect();
            if !shares
                && tree
                    .tokens()
                    .comments(statement_lines(tree, self.stmt))
                    .next()
                    .is_some()
            {
                return false;
            }
            self.edits.push(Edit::insert(whole.end, text));
        }
        true
    }

    /// No name of the statement is imported from a module any more.
    fn write_without_home(&mut self) -> bool {
        let tree = self.cx.file.tree;
        let whole = span(self.import);
        let mut plain: Vec<(Option<&str>, &str)> = Vec::new();
        for moving in &self.moving {
            if let Some(item) = moving.item.as_deref() {
                plain.push((None, item));
            }
        }
        let mut lines = import_lines(&plain);
        lines.append(&mut self.assignments);
        let lines_span = statement_lines(tree, self.stmt);
        if tree.tokens().comments(whole).next().is_some() {
            return false;
        }
        let shares = shares_line(tree, self.stmt);
        if !lines.is_empty() {
            let indent = indentation(tree, self.stmt);
            let separator = if shares {
                "; ".to_owned()
            } else {
                format!("\n{indent}")
            };
            self.edits
                .push(Edit::replace(whole, lines.join(&separator)));
        } else if shares
            || self.is_alone_in_block()
            || tree.tokens().comments(lines_span).next().is_some()
        {
            self.edits.push(Edit::replace(whole, "pass"));
        } else {
            self.edits.push(Edit::delete(lines_span));
        }
        true
    }

    fn is_alone_in_block(&self) -> bool {
        let nodes = &self.cx.file.nodes;
        let Some(parent) = nodes.parent(self.site) else {
            return false;
        };
        // Other statements of the same parent may be in another of its blocks: then a `pass` does no harm.
        let mut siblings = 0;
        nodes.get(parent).children(&mut |child| {
            if matches!(child, Node::Stmt(_)) {
                siblings += 1;
            }
        });
        siblings == 1
            || !matches!(
                nodes.get(parent),
                Node::Stmt(ast::Stmt::FunctionDef(_) | ast::Stmt::ClassDef(_))
            )
    }
}

/// Statements for names by their modules, in the order in which the modules come first.
fn import_lines(items: &[(Option<&str>, &str)]) -> Vec<String> {
    let mut modules: Vec<Option<&str>> = Vec::new();
    for (module, _) in items {
        if !modules.contains(module) {
            modules.push(*module);
        }
    }
    let mut lines = Vec::new();
    for module in modules {
        let names: Vec<&str> = items
            .iter()
            .filter(|(of, _)| *of == module)
            .map(|(_, item)| *item)
            .collect();
        match module {
            Some(module) => lines.push(format!("from {module} import {}", names.join(", "))),
            None => lines.extend(names.iter().map(|name| format!("import {name}"))),
        }
    }
    lines
}

/// The module that a moved name is imported from; `None` for `import name`.
fn module_of_item<'m>(moving: &'m Moving<'_>) -> Option<&'m str> {
    moving.item.as_ref()?;
    let path = moving.new.path.as_deref()?;
    let module = parent(path);
    (!module.is_empty()).then_some(module)
}

/// Whether a name whose new spelling is a matter of style keeps the old one: where it is compared with
/// classes, the new class is another one.
fn is_kept(
    cx: &Context<'_, '_>,
    alias: &ast::Alias,
    new: &New,
    binding: &alchemod_facts::scopes::Binding<'_>,
) -> bool {
    let is_other_class = alias.name.as_str().ends_with("Property") && !new.needed;
    if new.needed {
        return false;
    }
    if cx.settings.target == Target::V14 && new.path.is_none() {
        return true;
    }
    is_other_class && !uses::all(cx, binding).is_some_and(|uses| uses.is_empty())
}
