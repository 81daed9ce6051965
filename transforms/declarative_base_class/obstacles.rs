//! What in the project would notice that the base is made in another way.

use alchemod_facts::{string, Class, File, FileId, Project, Value};
use alchemod_python::{ast, span, Node};
use alchemod_text::Span;

/// The first reason against a class statement for `base`, which is made in `file`. `annotation` is
/// the one of the assignment itself, which goes; `renamed` says that the class gets another name.
pub(super) fn find(
    project: &Project<'_>,
    (file, base): (FileId, &Value),
    annotation: Option<Span>,
    renamed: bool,
) -> Option<String> {
    subclasses(project, base).or_else(|| {
        let suspects = project.memo(Suspects::new);
        suspects.0.iter().find_map(|&other| {
            in_file(
                project,
                project.file(other),
                (file, base),
                annotation,
                renamed,
            )
        })
    })
}

/// What a file mentions that can notice the difference.
const MENTIONS: &[&str] = &[
    "DeclarativeMeta",
    "__abstract__",
    "__name__",
    "__qualname__",
    "__class__",
    "type(",
    "model_class",
];

/// The files that mention any of it, found once for all bases.
struct Suspects(Vec<FileId>);

impl Suspects {
    fn new(project: &Project<'_>) -> Self {
        let mentions = |file: &&File<'_>| {
            let text = file.tree.text();
            MENTIONS.iter().any(|word| text.contains(word))
        };
        let files = project.files.iter().filter(mentions);
        Suspects(files.map(|file| file.id).collect())
    }
}

fn place_text(file: &File<'_>, node: Span) -> String {
    let text = file.tree.text();
    let line = text[..node.start as usize].matches('\n').count() + 1;
    format!("{}:{line}", file.path)
}

/// Classes under the base that depend on how classes are made.
fn subclasses(project: &Project<'_>, base: &Value) -> Option<String> {
    for (id, class) in project.classes() {
        if project.declarative_root(id).as_ref() != Some(base) {
            continue;
        }
        if class
            .def
            .keywords
            .iter()
            .any(|k| k.arg.as_deref() == Some("metaclass"))
        {
            return Some(format!("{} has a metaclass of its own", class.name()));
        }
        if generic_comes_first(project, class) {
            return Some(format!(
                "{} names Generic before the base; DeclarativeBase is Generic too, so Generic must come last",
                class.name()
            ));
        }
        for id in project.linearized(id) {
            let info = project.class(id);
            let scope = project.file(info.file).scopes.get(info.scope);
            if scope.names.contains_key("__init_subclass__") {
                return Some(format!(
                    "{} has an __init_subclass__, which would run before the class is mapped",
                    info.name()
                ));
            }
        }
    }
    None
}

/// `class X(Generic[T], Base)`: there is no order of classes if the base is generic too.
fn generic_comes_first(project: &Project<'_>, class: &Class<'_>) -> bool {
    let is_generic = |base: &ast::Expr| {
        let path = match base {
            ast::Expr::Subscript(n) => project.external(class.file, &n.value),
            other => project.external(class.file, other),
        };
        path.is_some_and(|path| {
            matches!(
                &*path,
                "typing.Generic" | "typing.Protocol" | "typing_extensions.Protocol"
            )
        })
    };
    let count = class.def.bases.len();
    class
        .def
        .bases
        .iter()
        .take(count.saturating_sub(1))
        .any(is_generic)
}

fn in_file<'t>(
    project: &Project<'t>,
    file: &File<'t>,
    (home, base): (FileId, &Value),
    annotation: Option<Span>,
    renamed: bool,
) -> Option<String> {
    let text = file.tree.text();
    let has_meta = text.contains("DeclarativeMeta");
    let has_abstract = text.contains("__abstract__");
    let has_name = renamed && (text.contains("__name__") || text.contains("__qualname__"));
    let has_class = text.contains("__class__") || text.contains("type(");
    let has_model_class = text.contains("model_class");
    if !(has_meta || has_abstract || has_name || has_class || has_model_class) {
        return None;
    }
    let is_base = |expr: &'t ast::Expr| {
        project
            .infer(file.id, expr)
            .is_some_and(|typed| typed.value == *base)
    };
    file.nodes.iter().find_map(|(_, node)| {
        let expr = match node {
            Node::Expr(expr) => expr,
            Node::Keyword(keyword)
                if has_model_class
                    && matches!(keyword.arg.as_deref(), Some("model_class"))
                    && is_base(&keyword.value) =>
            {
                return Some(format!(
                    "{} takes classes of the one kind in another way than those of the other",
                    place_text(file, span(keyword))
                ));
            }
            _ => return None,
        };
        let here = || place_text(file, span(expr));
        match expr {
            ast::Expr::Name(_) | ast::Expr::Attribute(_)
                if has_meta
                    && !(file.id == home && annotation.is_some_and(|a| a.contains(span(expr))))
                    && project.external(file.id, expr).as_deref()
                        == Some("sqlalchemy.orm.DeclarativeMeta") =>
            {
                Some(format!(
                    "{} asks for DeclarativeMeta, which would not be the metaclass any more",
                    here()
                ))
            }
            ast::Expr::Attribute(n)
                if has_abstract && n.attr.as_str() == "__abstract__" && is_read(n) =>
            {
                Some(format!(
                    "{} reads __abstract__, which all models inherit from the base",
                    here()
                ))
            }
            ast::Expr::Constant(_) if has_abstract && string(expr) == Some("__abstract__") => {
                Some(format!(
                    "{} asks for __abstract__, which all models inherit from the base",
                    here()
                ))
            }
            ast::Expr::Attribute(n)
                if has_name
                    && matches!(n.attr.as_str(), "__name__" | "__qualname__")
                    && is_base(&n.value) =>
            {
                Some(format!(
                    "{} reads the name of the base, which is \"Base\" now",
                    here()
                ))
            }
            ast::Expr::Attribute(n)
                if has_class && n.attr.as_str() == "__class__" && is_base(&n.value) =>
            {
                Some(format!("{} asks for the metaclass of the base", here()))
            }
            ast::Expr::Call(call) if has_class => {
                let is_type =
                    matches!(call.func.as_ref(), ast::Expr::Name(n) if n.id.as_str() == "type");
                (is_type && call.args.len() == 1 && is_base(&call.args[0]))
                    .then(|| format!("{} asks for the metaclass of the base", here()))
            }
            _ => None,
        }
    })
}

fn is_read(attribute: &ast::ExprAttribute) -> bool {
    matches!(attribute.ctx, ast::ExprContext::Load)
}
