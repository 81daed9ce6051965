//! What the arguments of `declarative_base()` become.

use alchemod_engine::{Context, ImportWish};
use alchemod_facts::scopes::{ScopeId, ScopeKind};
use alchemod_facts::{string, ClassId, Value};
use alchemod_python::arguments::{argument, has_unpacking};
use alchemod_python::{ast, span, Node, TokenKind};
use alchemod_text::Span;

use super::Maker;

/// Parameters of 1.4's `declarative_base`, by position, and those that 2.0 added.
const OF_FUNCTION: &[&str] = &[
    "bind",
    "metadata",
    "mapper",
    "cls",
    "name",
    "constructor",
    "class_registry",
    "metaclass",
    "type_annotation_map",
];

/// Parameters of `registry.as_declarative_base`; those of `as_declarative` are the function's.
const OF_DECORATOR: &[&str] = &["mapper"];

/// Parameters of `registry.generate_base`.
const OF_REGISTRY: &[&str] = &["mapper", "cls", "name", "metaclass"];

/// Arguments that a class statement cannot say, or says in another way than the tool may choose.
const REFUSED: &[(&str, &str)] = &[
    (
        "mapper",
        "mapper= has no place in a class statement: set __mapper_cls__ in its body",
    ),
    (
        "metaclass",
        "the metaclass of DeclarativeBase is another one: see DeclarativeBaseNoMeta",
    ),
];

/// The parts of the class statement.
pub(super) struct Parts<'t> {
    /// `name=`.
    pub name: Option<&'t str>,
    /// The texts of `cls=`.
    pub bases: Vec<&'t str>,
    /// The class that `cls=` gives, if that is one name.
    pub lent: Option<ClassId>,
    /// Attribute and value of the class body, `registry` last.
    attributes: Vec<(&'static str, &'t ast::Expr)>,
    /// Arguments of a new `registry(...)`.
    of_registry: Vec<(&'static str, &'t ast::Expr)>,
    /// What is taken over as it is.
    pub values: Vec<Span>,
    /// `bind=`: the engine that the metadata of the class is bound to, until what relies on it is given it.
    bind: Option<&'t ast::Expr>,
}

impl<'t> Parts<'t> {
    /// Reads the arguments.
    ///
    /// # Errors
    /// Why they cannot become a class statement.
    pub fn of(
        cx: &Context<'_, 't>,
        call: &'t ast::ExprCall,
        maker: Maker<'t>,
    ) -> Result<Self, String> {
        let known = match maker {
            Maker::Function | Maker::Decorator(None) => OF_FUNCTION,
            Maker::Registry(_) => OF_REGISTRY,
            Maker::Decorator(Some(_)) => OF_DECORATOR,
        };
        let is_strange = call
            .keywords
            .iter()
            .filter_map(|keyword| keyword.arg.as_deref())
            .any(|name| !known.contains(&name));
        if has_unpacking(call) || is_strange || call.args.len() > known.len() {
            return Err("its arguments are not all known".into());
        }
        // `None` is the default of all that may be given as `None` here, but for `constructor`.
        let given = |name: &str| {
            let position = known.iter().position(|known| *known == name)?;
            argument(call, Some(position), name)
        };
        let set = |name: &str| given(name).filter(|value| !is_none(value));
        // What stays a call must lose its engine by hand.
        let with_bind = |reason: &str| {
            match set("bind") {
            Some(_) => format!(
                "{reason}. And bind= is gone: give the engine to what runs statements or makes tables"
            ),
            None => reason.to_owned(),
        }
        };
        for (name, reason) in REFUSED {
            if set(name).is_some() {
                return Err(with_bind(reason));
            }
        }
        let mut parts = Parts {
            name: None,
            bases: Vec::new(),
            lent: None,
            attributes: Vec::new(),
            of_registry: Vec::new(),
            values: Vec::new(),
            bind: set("bind"),
        };
        if let Some(name) = given("name") {
            parts.name =
                Some(string(name).ok_or("name= is computed: a class statement has one name")?);
        }
        if let Some(cls) = given("cls") {
            parts.bases = bases(cx, cls)?;
            if matches!(cls, ast::Expr::Name(_)) {
                parts.lent = cx.project.lent_class(cx.file.id, cls);
            }
        }
        if let Maker::Registry(registry) | Maker::Decorator(Some(registry)) = maker {
            parts.attributes.push(("registry", registry));
        }
        let constructor = given("constructor");
        if constructor.is_some_and(is_none) {
            return Err(with_bind(
                "without a constructor the class would take another one",
            ));
        }
        let maps = ["metadata", "type_annotation_map"]
            .into_iter()
            .filter_map(|name| Some((name, set(name)?)));
        let own = [
            ("class_registry", set("class_registry")),
            ("constructor", constructor),
        ];
        let own = own
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        parts.of_registry = own.collect();
        if parts.of_registry.is_empty() {
            parts.attributes.extend(maps);
        } else {
            parts.of_registry.splice(0..0, maps);
        }
        let has_metadata = set("metadata").is_some() || !parts.of_registry.is_empty();
        if parts.bind.is_some() && has_metadata {
            return Err(
                "bind= is gone: give the engine to what runs statements or makes tables".into(),
            );
        }
        parts.values = parts.all_values().map(span).collect();
        Ok(parts)
    }

    fn all_values(&self) -> impl Iterator<Item = &'t ast::Expr> + '_ {
        let pairs = self.attributes.iter().chain(&self.of_registry);
        pairs.map(|(_, value)| *value).chain(self.bind)
    }

    /// Why a value would not mean the same inside the class.
    pub fn hidden_name(&self, cx: &Context<'_, 't>, scope: ScopeId) -> Option<String> {
        let kind = cx.file.scopes.get(scope).kind;
        let mut assigned: Vec<&str> = self.attributes.iter().map(|(name, _)| *name).collect();
        if self.bind.is_some() {
            assigned.push("metadata");
        }
        if !self.of_registry.is_empty() {
            assigned.push("registry");
        }
        for value in self.all_values() {
            let id = cx.file.nodes.expr_id(value)?;
            let below = cx.file.subtree(id).map(|(_, node)| node);
            for node in std::iter::once(Node::Expr(value)).chain(below) {
                match node {
                    Node::Expr(
                        ast::Expr::Await(_)
                        | ast::Expr::Yield(_)
                        | ast::Expr::YieldFrom(_)
                        | ast::Expr::NamedExpr(_),
                    ) => return Some("an argument cannot be evaluated inside a class".into()),
                    Node::Expr(ast::Expr::Name(n)) => {
                        let name = n.id.as_str();
                        let of_class = kind == ScopeKind::Class
                            && cx.file.scopes.get(scope).names.contains_key(name);
                        let of_function = assigned.contains(&name)
                            && cx
                                .file
                                .scopes
                                .lookup(name, scope)
                                .is_some_and(|(owner, _)| owner != ScopeId(0));
                        if of_class || of_function {
                            return Some(format!("{name} could not be read inside the class"));
                        }
                    }
                    _ => {}
                }
            }
        }
        None
    }

    /// The statements of the class body, whose lines begin with `indent`.
    pub fn body(
        &self,
        cx: &Context<'_, 't>,
        indent: &str,
        wishes: &mut Vec<ImportWish>,
    ) -> Vec<String> {
        let mut lines: Vec<String> = self
            .attributes
            .iter()
            .map(|(name, value)| format!("{name} = {}", value_text(cx, value, indent)))
            .collect();
        if let Some(bind) = self.bind {
            let import = cx.import("sqlalchemy.MetaData");
            wishes.extend(import.wish);
            let value = value_text(cx, bind, indent);
            lines.push(format!("metadata = {}(bind={value})", import.text));
        }
        if !self.of_registry.is_empty() {
            let import = cx.import("sqlalchemy.orm.registry");
            wishes.extend(import.wish);
            let arguments: Vec<String> = self
                .of_registry
                .iter()
                .map(|(name, value)| format!("{name}={}", value_text(cx, value, indent)))
                .collect();
            lines.push(format!(
                "registry = {}({})",
                import.text,
                arguments.join(", ")
            ));
        }
        lines
    }
}

/// The text of a value as it stands in a line of the class body: its further lines keep their distance to
/// the first; in parentheses if it goes over lines without brackets of its own.
fn value_text(cx: &Context<'_, '_>, value: &ast::Expr, body_indent: &str) -> String {
    let whole = span(value);
    let text = cx.source(value);
    let strings: Vec<Span> = cx
        .file
        .tree
        .tokens()
        .within(whole)
        .iter()
        .filter(|token| token.kind == TokenKind::String)
        .map(|token| token.span)
        .collect();
    let old_indent = cx.indent_at(whole.start);
    let mut moved = String::with_capacity(text.len());
    let mut at = whole.start;
    for line in text.split_inclusive('\n') {
        let in_string = strings.iter().any(|s| s.start < at && at < s.end);
        if at == whole.start || in_string || line.trim().is_empty() {
            moved.push_str(line);
        } else if let Some(more) = body_indent.strip_prefix(old_indent) {
            moved.push_str(more);
            moved.push_str(line);
        } else {
            let less = old_indent.strip_prefix(body_indent).unwrap_or_default();
            moved.push_str(line.strip_prefix(less).unwrap_or(line));
        }
        at += line.len() as u32;
    }
    let has_brackets = matches!(
        value,
        ast::Expr::Call(_) | ast::Expr::Dict(_) | ast::Expr::Name(_)
    );
    match text.contains('\n') && !has_brackets {
        true => format!("({moved})"),
        false => moved,
    }
}

fn is_none(expr: &ast::Expr) -> bool {
    matches!(expr, ast::Expr::Constant(n) if n.value.is_none())
}

/// The texts of the classes in `cls=`.
fn bases<'t>(cx: &Context<'_, 't>, cls: &'t ast::Expr) -> Result<Vec<&'t str>, String> {
    let all = match cls {
        ast::Expr::Tuple(tuple) => tuple.elts.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut texts = Vec::new();
    for class in all {
        if is_object(cx, class) {
            continue;
        }
        check_class(cx, class)?;
        texts.push(cx.source(class));
    }
    Ok(texts)
}

fn is_object<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    let bound = |scope| cx.file.scopes.lookup("object", scope).is_some();
    matches!(expr, ast::Expr::Name(n) if n.id.as_str() == "object")
        && !cx.file.scope_of(expr).is_some_and(bound)
}

fn check_class<'t>(cx: &Context<'_, 't>, class: &'t ast::Expr) -> Result<(), String> {
    let text = cx.source(class);
    let Some(id) = cx.project.lent_class(cx.file.id, class) else {
        return Err(format!(
            "cls={text} is not known: its __init__ would take the place of the constructor"
        ));
    };
    takes_no_part(cx, id)
}

/// `declarative_base(cls=C)` hides `C.__init__` behind its constructor; a class statement does not.
pub(super) fn takes_no_part(cx: &Context<'_, '_>, id: ClassId) -> Result<(), String> {
    for id in cx.project.linearized(id) {
        let info = cx.project.class(id);
        let names = &cx.project.file(info.file).scopes.get(info.scope).names;
        if names.contains_key("__init__") {
            return Err(format!(
                "{} has an __init__, which declarative_base() hides behind its constructor and a class \
                 statement does not",
                info.name()
            ));
        }
        if names.contains_key("__init_subclass__") || !info.def.keywords.is_empty() {
            return Err(format!(
                "{} takes part in the making of its subclasses",
                info.name()
            ));
        }
        for (base, value) in info.def.bases.iter().zip(cx.project.bases(id)) {
            let is_plain = matches!(base, ast::Expr::Name(n) if n.id.as_str() == "object");
            if !matches!(value, Some(Value::Class(_))) && !is_plain {
                return Err(format!("a base of {} is not known", info.name()));
            }
        }
    }
    Ok(())
}
