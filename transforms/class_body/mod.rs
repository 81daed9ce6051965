//! What 2.x reads otherwise in the bodies of declarative classes: annotations without a value, and the order of
//! a mixin's columns.

mod order;

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_facts::{Class, ClassId, ClassKind};
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::{Edit, Span};

use crate::mapped_relationship::corrections;

use order::column_order;

/// See [`RULE`].
pub struct ClassBody;

static RULE: Rule = Rule {
    code: "AM203",
    name: "class-body",
    stage: Stage::Models,
    summary: "annotations that 2.x takes for columns, and mixins whose columns change places",
    guide: (
        "Migration to 2.0 Step Six - Add __allow_unmapped__ to explicitly typed ORM models",
        "https://docs.sqlalchemy.org/en/20/changelog/migration_20.html#migration-to-2-0-step-six-add-allow-unmapped-to-explicitly-typed-orm-models",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for ClassBody {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::Classes
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let id = cx.project.class_at(cx.file.id, site)?;
        let class = cx.project.class(id);
        if cx.settings.target >= Target::V20 && cx.project.is_declarative(id) {
            if let Some(finding) = directive(cx, class) {
                return Some(finding);
            }
        }
        match class.kind() {
            ClassKind::Mapped => {
                unmapped_annotation(cx, id, class).or_else(|| column_order(cx, id, class))
            }
            ClassKind::Mixin | ClassKind::Abstract | ClassKind::Base => column_order(cx, id, class),
            ClassKind::Plain | ClassKind::Imperative | ClassKind::Foreign => None,
        }
    }
}

/// What a `declared_attr` function of such a name returns is no attribute.
const DIRECTIVES: &[&str] = &["__mapper_args__", "__table_args__", "__tablename__"];

/// `@declared_attr` above `def __tablename__(cls) -> str`: type checkers want `@declared_attr.directive`.
fn directive(cx: &Context<'_, '_>, class: &Class<'_>) -> Option<Finding> {
    class.def.body.iter().find_map(|stmt| {
        let ast::Stmt::FunctionDef(def) = stmt else {
            return None;
        };
        def.returns.as_ref()?;
        let [decorator] = def.decorator_list.as_slice() else {
            return None;
        };
        if !DIRECTIVES.contains(&def.name.as_str()) {
            return None;
        }
        let path = cx.project.external(cx.file.id, decorator)?;
        (&*path == "sqlalchemy.orm.declared_attr").then(|| {
            let bytes = span(decorator);
            Finding::safe(
                bytes,
                format!(
                    "`{}` becomes a directive, as type checkers want it",
                    def.name
                ),
                Rewrite::new(cx.file.id, [Edit::insert(bytes.end, ".directive")]),
            )
        })
    })
}

/// `note: str` in a mapped class: nothing on 1.x, an error on 2.x unless the class allows it.
fn unmapped_annotation(cx: &Context<'_, '_>, id: ClassId, class: &Class<'_>) -> Option<Finding> {
    let allows = |id: ClassId| {
        cx.project
            .class(id)
            .assigned("__allow_unmapped__")
            .is_some()
    };
    if cx.project.linearized(id).into_iter().any(allows)
        || crate::mapped_sites::is_dataclass(cx, id)
    {
        return None;
    }
    // For 2.x these get `Mapped[...]`; what is to run on 1.4 as well keeps them.
    let stays = cx.settings.target < Target::V20;
    let mut mapped: Vec<_> = cx.project.columns_of(id).map(|c| c.statement).collect();
    if stays {
        let relationships = cx.project.relationships_of(id);
        mapped.extend(
            relationships
                .filter(|r| !r.is_assigned)
                .map(|r| r.statement),
        );
    }
    let statement = class.def.body.iter().find(|stmt| {
        let ast::Stmt::AnnAssign(n) = stmt else {
            return false;
        };
        let node = cx.file.nodes.id(Node::Stmt(stmt));
        let is_found = match node.is_some_and(|node| mapped.contains(&node)) {
            true => stays,
            false => is_taken(cx, n.value.as_deref()),
        };
        is_found && is_unmapped(cx, &n.annotation)
    })?;
    let bytes = span(statement);
    let has_value = matches!(statement, ast::Stmt::AnnAssign(n)
        if n.value.as_deref().is_some_and(|value| !is_none(value)));
    let message = match has_value {
        false => "an annotation without a value is an error in a mapped class of 2.x",
        true => "the annotation of a mapped attribute is an error on 2.x without `Mapped[...]`",
    };
    let indent = cx.indent_of(statement);
    let line = cx.line_span(cx.line_of(bytes.start));
    if line.start + indent.len() as u32 != bytes.start {
        return Some(Finding::manual(
            bytes,
            message,
            "write it as ClassVar[...], or set `__allow_unmapped__ = True` in the class",
        ));
    }
    let Some((mut edits, wishes)) = corrections(cx, id) else {
        return Some(Finding::manual(
            bytes,
            message,
            "set `__allow_unmapped__ = True` in the class, which lets the annotations of its relationships stand as \
             well: 2.0 goes by them, so look first whether they are right",
        ));
    };
    let at = above_comments(cx, line);
    edits.push(Edit::insert(
        at,
        format!("{indent}__allow_unmapped__ = True\n"),
    ));
    edits.sort_by_key(|edit| edit.span.start);
    Some(Finding::safe(
        bytes,
        format!("{message}: `__allow_unmapped__ = True` allows it"),
        Rewrite::new(cx.file.id, edits).wish(cx.file.id, wishes),
    ))
}

/// What makes mapped attributes of 2.x, besides columns and relationships.
const MAPPED: &[&str] = &[
    "column_property",
    "composite",
    "query_expression",
    "synonym",
];

/// Whether 2.x takes an annotation with this value for one of a mapped attribute: there is no value, it is
/// `None`, or it makes a mapped attribute.
fn is_taken<'t>(cx: &Context<'_, 't>, value: Option<&'t ast::Expr>) -> bool {
    match value {
        None => true,
        Some(ast::Expr::Call(call)) => {
            let path = cx.project.external(cx.file.id, &call.func);
            path.is_some_and(|path| {
                path.starts_with("sqlalchemy.")
                    && MAPPED.contains(&path.rsplit('.').next().unwrap_or_default())
            })
        }
        Some(value) => is_none(value),
    }
}

fn is_none(value: &ast::Expr) -> bool {
    matches!(value, ast::Expr::Constant(n) if n.value.is_none())
}

/// The start of a line, or of the comments that stand above it.
fn above_comments(cx: &Context<'_, '_>, line: Span) -> u32 {
    let mut start = line.start;
    while start > 0 {
        let above = cx.line_span(cx.line_of(start - 1));
        if !cx.slice(above).trim_start().starts_with('#') {
            break;
        }
        start = above.start;
    }
    start
}

/// Generic types of annotations that 2.x knows in mapped classes.
const KNOWN: &[&str] = &[
    "Mapped",
    "DynamicMapped",
    "WriteOnlyMapped",
    "ClassVar",
    "Final",
    "AssociationProxy",
    "InitVar",
    "KW_ONLY",
];

fn is_unmapped(cx: &Context<'_, '_>, annotation: &ast::Expr) -> bool {
    let text = cx.source(annotation).trim_start_matches(['"', '\'']);
    let head = text.split('[').next().unwrap_or(text);
    let name = head.rsplit('.').next().unwrap_or(head).trim();
    !KNOWN.contains(&name)
}

/// Where to look for the class's name: behind its decorators and the word `class`.
fn name_start(class: &Class<'_>) -> Option<u32> {
    let def = class.def;
    let after = def
        .decorator_list
        .last()
        .map_or(span(def).start, |decorator| span(decorator).end);
    let bytes = Span::new(after, span(def).end);
    (!bytes.is_empty()).then_some(after + if def.decorator_list.is_empty() { 5 } else { 0 })
}
