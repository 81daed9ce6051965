//! Expressions of the relationship, made valid in the body of the other class.

use alchemod_engine::{Context, Import, ImportWish};
use alchemod_facts::scopes::ScopeId;
use alchemod_facts::{string, ClassId, Relationship, Value};
use alchemod_python::{ast, span, Node, NodeId, Style, TokenKind};
use alchemod_text::{Edit, Span};

use super::plan::start_of;

/// Arguments whose strings SQLAlchemy evaluates once all classes are there.
const EVALUATED: &[&str] = &[
    "primaryjoin",
    "secondaryjoin",
    "foreign_keys",
    "remote_side",
    "order_by",
];

/// An argument's value on the other side.
pub struct Carried {
    /// Its text.
    pub text: String,
    /// What the other file has to import for it.
    pub wishes: Vec<ImportWish>,
}

impl Carried {
    fn bare(text: String) -> Self {
        Carried {
            text,
            wishes: Vec::new(),
        }
    }
}

/// Carries expressions from a relationship to the other class.
pub struct Carrier<'c, 'p, 't> {
    cx: &'c Context<'p, 't>,
    there: Context<'p, 't>,
    relationship: &'c Relationship<'t>,
    target: ClassId,
}

/// What becomes of a name in an expression.
enum Fate {
    Keep,
    Replace(Span, String, Option<ImportWish>),
    Fail,
}

impl<'c, 'p, 't> Carrier<'c, 'p, 't> {
    /// A carrier to `target`.
    pub fn new(
        cx: &'c Context<'p, 't>,
        relationship: &'c Relationship<'t>,
        target: ClassId,
    ) -> Self {
        Carrier {
            cx,
            there: cx.in_file(cx.project.class(target).file),
            relationship,
            target,
        }
    }

    /// The value of the parameter `key` on the other side.
    ///
    /// # Errors
    /// If it cannot be written there.
    pub fn carry(&self, key: &str, value: &'t ast::Expr) -> Result<Carried, String> {
        if is_literal(value) {
            return Ok(Carried::bare(self.text(value)));
        }
        if self.relationship.class == self.target {
            return match self.is_same_below(value) {
                true => Ok(Carried::bare(self.text(value))),
                false => Err(format!(
                    "`{key}={}` uses a name that the body of the class gives another meaning",
                    self.text(value)
                )),
            };
        }
        if let Some(carried) = self.change(value, self.whole(value), |chain| self.as_it_is(chain)) {
            return Ok(carried);
        }
        let evaluated = EVALUATED.contains(&key);
        if evaluated && self.is_registered() {
            let inner = match value {
                ast::Expr::Lambda(n) if n.args.args.is_empty() => n.body.as_ref(),
                other => other,
            };
            let quote = Style::of(self.there.file.tree).quote;
            let text = self.change(inner, span(inner), |chain| self.in_registry(chain));
            if let Some(quoted) = text.and_then(|carried| quoted(&carried.text, quote)) {
                return Ok(Carried::bare(quoted));
            }
        }
        if (evaluated || key == "secondary") && self.is_beside() {
            let inner = match value {
                ast::Expr::Lambda(n) if n.args.args.is_empty() => n.body.as_ref(),
                other => other,
            };
            if let Some(carried) = self.change(inner, span(inner), |chain| self.later(chain)) {
                return Ok(Carried {
                    text: format!("lambda: {}", carried.text),
                    ..carried
                });
            }
        }
        if key == "secondary" {
            if let Some(name) = self.table_name(value) {
                let quote = Style::of(self.there.file.tree).quote;
                return Ok(Carried::bare(format!("{quote}{name}{quote}")));
            }
        }
        Err(format!(
            "`{key}={}` cannot be written in the body of {}",
            self.text(value),
            self.cx.project.class(self.target).name()
        ))
    }

    /// The callee of the new relationship: Flask-SQLAlchemy's own where the user has that, because it sets the
    /// class of dynamic relationships' queries.
    pub fn callee(&self, must_be_same: bool) -> Result<Import, String> {
        let func = self.relationship.call.func.as_ref();
        if let Some(carried) = self.change(func, span(func), |chain| match self.as_it_is(chain) {
            Fate::Keep => Fate::Keep,
            _ => Fate::Fail,
        }) {
            return Ok(Import {
                text: carried.text,
                wish: None,
            });
        }
        if self.is_flask(func) {
            let file = self.there.file;
            let mut handles: Vec<&str> = file
                .scopes
                .get(ScopeId(0))
                .names
                .keys()
                .copied()
                .filter(|name| {
                    let typed = self.cx.project.infer_name(file.id, ScopeId(0), name);
                    typed.is_some_and(|typed| self.is_handle(&typed.value))
                })
                .collect();
            handles.sort_unstable();
            if let Some(handle) = handles.first() {
                return Ok(Import {
                    text: format!("{handle}.relationship"),
                    wish: None,
                });
            }
            if must_be_same {
                return Err(
                    "the file of the other class has no `db`, whose query class the back reference has".into(),
                );
            }
        }
        Ok(self.there.import("sqlalchemy.orm.relationship"))
    }

    /// The class of the relationship as an argument of the new one.
    pub fn class_argument(&self, quote: char) -> Result<String, String> {
        let name = self.cx.project.class(self.relationship.class).name();
        if self.is_registered() {
            return Ok(format!("{quote}{name}{quote}"));
        }
        if self.is_beside() {
            return Ok(format!("lambda: {name}"));
        }
        Err(format!(
            "several classes are called {name}, so that the other side cannot name it by a string"
        ))
    }

    fn is_flask(&self, func: &'t ast::Expr) -> bool {
        let ast::Expr::Attribute(n) = func else {
            return false;
        };
        let typed = self.cx.project.infer(self.cx.file.id, &n.value);
        typed.is_some_and(|typed| self.is_handle(&typed.value))
    }

    fn is_handle(&self, value: &Value) -> bool {
        self.cx
            .project
            .is_instance(value, "flask_sqlalchemy.SQLAlchemy")
    }

    /// Whether the name of the relationship's class means one class in the registry of the other.
    fn is_registered(&self) -> bool {
        let project = self.cx.project;
        let root = project.declarative_root(self.target);
        let name = project.class(self.relationship.class).name();
        let same = project
            .models()
            .classes_named(name)
            .iter()
            .filter(|&&id| root.is_none() || project.declarative_root(id) == root);
        root == project.declarative_root(self.relationship.class) && same.count() == 1
    }

    /// Whether both classes stand in the same scope of the same file.
    fn is_beside(&self) -> bool {
        let scope = |class: ClassId| {
            let info = self.cx.project.class(class);
            (
                info.file,
                self.cx.project.file(info.file).scopes.of(info.node),
            )
        };
        scope(self.relationship.class) == scope(self.target)
    }

    /// The text of a value with its parentheses, on one line where that loses nothing.
    fn text(&self, value: &'t ast::Expr) -> String {
        let whole = self.whole(value);
        self.on_one_line(whole, &[])
            .unwrap_or_else(|| self.cx.slice(whole).to_owned())
    }

    fn whole(&self, value: &'t ast::Expr) -> Span {
        let call = span(self.relationship.call);
        let bounds = Span::new(call.start, call.end - 1);
        let whole = self
            .cx
            .file
            .tree
            .tokens()
            .parenthesised(span(value), bounds);
        // Parentheses that belong to a call (`backref(x)`) are not the value's.
        let before = self.cx.file.tree.tokens().before(whole.start);
        let is_value = before.is_none_or(|token| {
            matches!(
                token.kind,
                TokenKind::Equal | TokenKind::Comma | TokenKind::LeftParen | TokenKind::Colon
            )
        });
        if is_value {
            whole
        } else {
            span(value)
        }
    }

    /// The text of `place` with `edits` (sorted) made in it, on one line unless comments or strings of several
    /// lines forbid that. `None` if edits would have to be made over several lines.
    fn on_one_line(&self, place: Span, edits: &[Edit]) -> Option<String> {
        let text = self.cx.slice(place);
        let tokens = self.cx.file.tree.tokens().within(place);
        let is_broken = text.contains(['\n', '\r']);
        let keeps = tokens.iter().any(|token| {
            token.kind == TokenKind::Comment
                || (token.kind == TokenKind::String
                    && self.cx.slice(token.span).contains(['\n', '\r']))
        });
        if is_broken && keeps {
            return edits.is_empty().then(|| text.to_owned());
        }
        let mut line = String::new();
        let mut end = place.start;
        for token in tokens.iter().filter(|token| !token.kind.is_trivia()) {
            let edit = edits.iter().find(|edit| edit.span.contains(token.span));
            if edit.is_some_and(|edit| token.span.start > edit.span.start) {
                // A part of what is replaced already.
                end = token.span.end;
                continue;
            }
            let gap = self.cx.slice(Span::new(end, token.span.start));
            let closes = matches!(
                token.kind,
                TokenKind::RightParen | TokenKind::RightBracket | TokenKind::RightBrace
            );
            if gap.contains(['\n', '\r', '\\']) {
                // (A tuple's last comma may be what makes it one.)
                if closes && token.kind != TokenKind::RightParen && line.ends_with(',') {
                    line.pop();
                }
                if !closes && !line.ends_with(['(', '[', '{']) && token.kind != TokenKind::Dot {
                    line.push(' ');
                }
            } else {
                line.push_str(gap);
            }
            line.push_str(edit.map_or(self.cx.slice(token.span), |edit| &edit.text));
            end = token.span.end;
        }
        Some(line)
    }

    /// The text of a value with its names changed. `None` if one of them cannot be.
    fn change(
        &self,
        value: &'t ast::Expr,
        place: Span,
        fate: impl Fn(&Chain<'t>) -> Fate,
    ) -> Option<Carried> {
        let mut edits = Vec::new();
        let mut wishes = Vec::new();
        for chain in self.chains(value)? {
            match fate(&chain) {
                Fate::Keep => {}
                Fate::Fail => return None,
                Fate::Replace(place, text, wish) => {
                    edits.push(Edit::replace(place, text));
                    wishes.extend(wish);
                }
            }
        }
        edits.sort_by_key(|edit| edit.span.start);
        let text = self.on_one_line(place, &edits)?;
        Some(Carried { text, wishes })
    }

    /// The names that an expression reads from around it, each with the attributes that follow it.
    fn chains(&self, value: &'t ast::Expr) -> Option<Vec<Chain<'t>>> {
        let file = self.cx.file;
        let root = file.nodes.expr_id(value)?;
        let mut chains = Vec::new();
        let all = std::iter::once((root, file.nodes.get(root))).chain(file.subtree(root));
        for (id, node) in all {
            let Node::Expr(expr @ ast::Expr::Name(name)) = node else {
                continue;
            };
            let scope = file.scopes.of(id);
            let bound = file.scopes.lookup(name.id.as_str(), scope);
            let own = bound.and_then(|(scope, _)| file.scopes.get(scope).node);
            let is_inner = own.is_some_and(|node| {
                node >= root && (node == root || file.nodes.ancestors(node).any(|a| a == root))
            });
            if is_inner {
                continue;
            }
            chains.push(Chain {
                name: name.id.as_str(),
                bound: bound.map(|(scope, _)| scope),
                is_late: self.is_late(id, root),
                links: self.links(id, expr),
                span: span(expr),
            });
        }
        Some(chains)
    }

    /// Whether the names of an expression mean the same below the relationship, in the body of the same class:
    /// `friends = relationship(secondary=friends)` hides the table from what follows.
    fn is_same_below(&self, value: &'t ast::Expr) -> bool {
        let file = self.cx.file;
        let own = self.cx.project.class(self.relationship.class);
        let start = file.nodes.get(self.relationship.statement).span().start;
        self.chains(value).is_some_and(|chains| {
            chains.iter().filter(|chain| !chain.is_late).all(|chain| {
                let bindings = file.scopes.get(own.scope).names.get(chain.name);
                bindings.into_iter().flatten().all(|&id| {
                    let binding = file.scopes.binding(id);
                    file.nodes.get(binding.node).span().end <= start
                })
            })
        })
    }

    /// Whether a node stands in a lambda within the expression.
    fn is_late(&self, id: NodeId, root: NodeId) -> bool {
        let nodes = &self.cx.file.nodes;
        std::iter::once(id)
            .chain(nodes.ancestors(id))
            .take_while(|&id| id >= root)
            .any(|id| matches!(nodes.get(id), Node::Expr(ast::Expr::Lambda(_))))
    }

    /// The name and the attributes read from it, innermost first.
    fn links(&self, id: NodeId, name: &'t ast::Expr) -> Vec<&'t ast::Expr> {
        let nodes = &self.cx.file.nodes;
        let mut links = vec![name];
        for parent in nodes.ancestors(id) {
            match nodes.get(parent) {
                Node::Expr(expr @ ast::Expr::Attribute(_)) => links.push(expr),
                _ => break,
            }
        }
        links
    }

    /// A name that means the same before the other class, or what another package has under it.
    fn as_it_is(&self, chain: &Chain<'t>) -> Fate {
        let file = self.cx.file;
        let other = self.cx.project.class(self.target);
        if other.file == file.id {
            let outside = file.scopes.of(other.node);
            let seen = file
                .scopes
                .lookup(chain.name, outside)
                .map(|(scope, _)| scope);
            let hidden = file.scopes.get(other.scope).names.contains_key(chain.name);
            if hidden || seen != chain.bound {
                return Fate::Fail;
            }
            let Some(bound) = chain.bound else {
                return Fate::Keep;
            };
            let start = start_of(self.cx, self.target);
            let is_before = file.scopes.get(bound).names[chain.name]
                .iter()
                .all(|&id| file.nodes.get(file.scopes.binding(id).node).span().end <= start);
            return if is_before || chain.is_late {
                Fate::Keep
            } else {
                Fate::Fail
            };
        }
        let has_stars = !file.scopes.get(ScopeId(0)).stars.is_empty();
        if chain.bound.is_none() && !has_stars {
            // A builtin, unless that file has something of its name.
            let is_bound = |scope: ScopeId| other_names(&self.there, scope, chain.name);
            return if is_bound(ScopeId(0)) || is_bound(other.scope) {
                Fate::Fail
            } else {
                Fate::Keep
            };
        }
        let Some((expr, path)) = self.longest_external(chain) else {
            return Fate::Fail;
        };
        let import = self.there.import(&path);
        Fate::Replace(span(expr), import.text, import.wish)
    }

    /// The longest part of a chain that another package has.
    fn longest_external(&self, chain: &Chain<'t>) -> Option<(&'t ast::Expr, String)> {
        chain.links.iter().rev().find_map(|&link| {
            let path = self.cx.project.external(self.cx.file.id, link)?;
            Some((link, path.to_string()))
        })
    }

    /// A name in a string that SQLAlchemy evaluates: columns and classes by their class's name, and what the
    /// package `sqlalchemy` has.
    fn in_registry(&self, chain: &Chain<'t>) -> Fate {
        let project = self.cx.project;
        let own = project.class(self.relationship.class);
        if chain.bound == Some(own.scope) {
            return match project.column(self.relationship.class, chain.name) {
                Some(_) => {
                    Fate::Replace(chain.span, format!("{}.{}", own.name(), chain.name), None)
                }
                None => Fate::Fail,
            };
        }
        match project
            .infer(self.cx.file.id, chain.links[0])
            .map(|typed| typed.value)
        {
            Some(Value::Class(class)) => {
                let name = project.class(class).name();
                let is_it = project.class_named(name, self.target, project.models()) == Some(class);
                let is_one = project.models().classes_named(name).len() == 1;
                match (is_it && is_one, name == chain.name) {
                    (true, true) => Fate::Keep,
                    (true, false) => Fate::Replace(chain.span, name.to_owned(), None),
                    _ => Fate::Fail,
                }
            }
            Some(Value::External(_)) => {
                // `desc`, `func.lower`, `sa.desc`
                let known = chain.links.iter().find_map(|&link| {
                    let path = project.external(self.cx.file.id, link)?;
                    let name = path.strip_prefix("sqlalchemy.")?;
                    let known = EXPRESSIONS.iter().find(|known| **known == name)?;
                    Some((span(link), *known))
                });
                match known {
                    Some((place, name)) => Fate::Replace(place, name.to_owned(), None),
                    None => Fate::Fail,
                }
            }
            _ => Fate::Fail,
        }
    }

    /// A name in a lambda beside the class: it is read once all is there.
    fn later(&self, chain: &Chain<'t>) -> Fate {
        let file = self.cx.file;
        let own = self.cx.project.class(self.relationship.class);
        if chain.bound == Some(own.scope) {
            return match self.cx.project.column(self.relationship.class, chain.name) {
                Some(_) => {
                    Fate::Replace(chain.span, format!("{}.{}", own.name(), chain.name), None)
                }
                None => Fate::Fail,
            };
        }
        let Some(bound) = chain.bound else {
            return Fate::Keep;
        };
        // A name that is bound once means the same whenever it is read.
        if file.scopes.get(bound).names[chain.name].len() == 1 {
            Fate::Keep
        } else {
            Fate::Fail
        }
    }

    /// The name of the table that `secondary` is, if the metadata of the other class has it under that name.
    fn table_name(&self, value: &'t ast::Expr) -> Option<String> {
        let ast::Expr::Name(name) = value else {
            return None;
        };
        let file = self.cx.file;
        let scope = file.scope_of(value)?;
        let (_, bindings) = file.scopes.lookup(name.id.as_str(), scope)?;
        let [only] = bindings else {
            return None;
        };
        let (home, call) = self.table_call(file.id, file.scopes.binding(*only))?;
        let table = self
            .cx
            .project
            .models()
            .tables
            .iter()
            .find(|table| std::ptr::eq(table.call, call))?;
        let known = table.name.clone()?;
        (self.is_own_metadata(home, call) && !known.contains('.')).then_some(known)
    }

    /// The call that makes what a name is bound to, in this file or in the one that it is imported from.
    fn table_call(
        &self,
        file: alchemod_facts::FileId,
        binding: &alchemod_facts::scopes::Binding<'t>,
    ) -> Option<(alchemod_facts::FileId, &'t ast::ExprCall)> {
        use alchemod_facts::scopes::BindingKind;
        match binding.kind {
            BindingKind::Assign {
                value: ast::Expr::Call(call),
                ..
            } => Some((file, call)),
            BindingKind::ImportFrom(stmt, alias) => {
                let level = stmt.level.map_or(0, |level| level.to_usize());
                let module = stmt.module.as_ref().map_or("", |name| name.as_str());
                let modules = self.cx.project.modules();
                let home = match level {
                    0 => modules.find(module, file),
                    level => modules.find_relative(level, module, file),
                }?;
                let scopes = &self.cx.project.file(home).scopes;
                let names = &scopes.get(ScopeId(0)).names;
                let [only] = names.get(alias.name.as_str())?.as_slice() else {
                    return None;
                };
                match scopes.binding(*only).kind {
                    BindingKind::Assign {
                        value: ast::Expr::Call(call),
                        ..
                    } => Some((home, call)),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Whether `Table(...)` is made in the metadata of the other class's declarative base.
    fn is_own_metadata(&self, file: alchemod_facts::FileId, call: &'t ast::ExprCall) -> bool {
        let project = self.cx.project;
        let is_flask = |expr: &'t ast::Expr| {
            project
                .infer(file, expr)
                .is_some_and(|typed| self.is_handle(&typed.value))
        };
        match call.args.get(1) {
            Some(ast::Expr::Attribute(n)) if n.attr.as_str() == "metadata" => {
                let owner = project.infer(file, &n.value).map(|typed| typed.value);
                match owner {
                    Some(owner) if self.is_handle(&owner) => true,
                    Some(Value::Class(class)) => {
                        project.declarative_root(class) == project.declarative_root(self.target)
                    }
                    Some(owner) => Some(owner) == project.declarative_root(self.target),
                    None => false,
                }
            }
            _ => match call.func.as_ref() {
                ast::Expr::Attribute(n) => is_flask(&n.value),
                _ => false,
            },
        }
    }
}

/// Functions of the package `sqlalchemy` that order and join: strings may use them.
const EXPRESSIONS: &[&str] = &[
    "and_",
    "asc",
    "case",
    "cast",
    "desc",
    "func",
    "not_",
    "nulls_first",
    "nulls_last",
    "nullsfirst",
    "nullslast",
    "or_",
    "text",
];

/// A name and the attributes that are read from it.
struct Chain<'t> {
    name: &'t str,
    /// The scope that binds it; `None` for builtins.
    bound: Option<ScopeId>,
    /// It is read in a lambda.
    is_late: bool,
    /// The name, then each attribute around it.
    links: Vec<&'t ast::Expr>,
    span: Span,
}

fn other_names(there: &Context<'_, '_>, scope: ScopeId, name: &str) -> bool {
    there.file.scopes.get(scope).names.contains_key(name)
}

/// Whether an expression is made of literals alone.
fn is_literal(value: &ast::Expr) -> bool {
    match value {
        ast::Expr::Constant(_) => true,
        ast::Expr::UnaryOp(n) => is_literal(&n.operand),
        ast::Expr::List(n) => n.elts.iter().all(is_literal),
        ast::Expr::Tuple(n) => n.elts.iter().all(is_literal),
        ast::Expr::Dict(n) => {
            n.keys.iter().flatten().all(is_literal) && n.values.iter().all(is_literal)
        }
        _ => string(value).is_some(),
    }
}

/// A text as a string literal; `None` if it has quotes of both kinds, or backslashes.
fn quoted(text: &str, quote: char) -> Option<String> {
    let other = if quote == '"' { '\'' } else { '"' };
    let quote = [quote, other].into_iter().find(|q| !text.contains(*q))?;
    (!text.contains(['\\', '\n', '\r'])).then(|| format!("{quote}{text}{quote}"))
}
