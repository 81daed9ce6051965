//! The rewrite of one column.

use alchemod_engine::{Context, Finding, ImportWish, Rewrite};
use alchemod_facts::sqlalchemy::types::Omit;
use alchemod_facts::{function_def, ClassId, ClassKind, Column, Nullability};
use alchemod_python::arguments::{has_unpacking, keyword};
use alchemod_python::{ast, span, NodeId, TokenKind};
use alchemod_text::{Edit, Span};

use crate::mapped_sites::doubt;
use crate::realign::realign;
use crate::type_comment;

use super::annotation::{Names, Written};
use super::call::{append, removals, unwrapped, wrapper};
use super::existing::{self, Existing};
use super::left::dataclass_reason;
use super::nullability::takes_null;
use super::python_type::{explicit_type, key_gives, of_column, Known};
use super::references::{references, References};
use super::scanned_bodies;
use super::uuid;

/// The parts of a rewrite, as they are decided one after the other.
#[derive(Default)]
pub struct Plan {
    /// Edits outside of the call.
    pub edits: Vec<Edit>,
    /// Names to import.
    pub wishes: Vec<ImportWish>,
    /// The annotation that is written, for the message.
    pub annotation: Option<String>,
    /// Whether the annotation is wholly made from the column's type.
    pub is_typed: bool,
    /// `nullable=` to add.
    pub nullable: Option<bool>,
}

/// What the parts of the decision share.
pub struct Site<'c, 'p, 't> {
    /// The context of the call.
    pub cx: &'c Context<'p, 't>,
    /// The column.
    pub column: &'c Column<'t>,
    /// The node at which annotations are evaluated.
    pub at: NodeId,
    /// The names for annotations.
    pub names: Names<'c, 'p, 't>,
    /// Whether it takes NULL.
    pub takes_null: Option<bool>,
    /// What it holds.
    pub known: Option<Known<'t>>,
}

impl<'t> Site<'_, '_, 't> {
    /// `Mapped[...]` as the column's type and nullability say.
    pub fn written(&self) -> Option<Written> {
        let held = self.names.held(self.at, &self.known.as_ref()?.held)?;
        Some(self.mapped(held, self.is_optional()?))
    }

    /// `Mapped[inner]` or `Mapped[Optional[inner]]`.
    pub fn mapped(&self, inner: Written, is_optional: bool) -> Written {
        let inner = match is_optional {
            true => self.names.optional(self.at, inner),
            false => inner,
        };
        self.names.mapped(self.at, inner)
    }

    /// Whether the annotation has to be optional: a primary key is not, whatever it says of NULL.
    pub fn is_optional(&self) -> Option<bool> {
        match self.column.primary_key? {
            true => Some(false),
            false => self.takes_null,
        }
    }
}

/// The finding for a `Column` of a mapped class.
pub fn convert<'t>(cx: &Context<'_, 't>, site: NodeId, column: &Column<'t>) -> Option<Finding> {
    let bytes = span(column.call.func.as_ref());
    let manual = |reason: &str| {
        Some(Finding::manual(
            bytes,
            format!("`{}` stays a Column", column.attribute),
            reason,
        ))
    };
    if let Some(reason) = dataclass_reason(cx, column.class) {
        return manual(reason);
    }
    if let Some(reason) = scanned_bodies::refusal(cx, column.class) {
        return manual(&reason);
    }
    let scope = cx.project.class(column.class).scope;
    let uses = match column.is_declared_attr {
        true => References::default(),
        false => references(cx, column.class, column.statement, column.attribute),
    };
    if let Some(reason) = &uses.refusal {
        return manual(reason);
    }
    let project_uses = cx.project.column_uses();
    let in_declared_attr = project_uses.in_declared_attr.get(column.attribute);
    let key = (column.class, column.attribute.to_owned());
    if in_declared_attr == Some(&true) || project_uses.read_as_column.contains(&key) {
        return manual("its attributes are read before it is mapped, and only a Column has them: use `.column` there");
    }
    if explicit_type(column).is_none() && column.foreign_keys.is_empty() {
        return manual("it has no type, which mapped_column needs");
    }
    let place = Site {
        cx,
        column,
        at: if column.is_declared_attr {
            column.statement
        } else {
            site
        },
        names: Names::new(cx, scope),
        takes_null: takes_null(cx.project, column),
        known: of_column(cx.project, column),
    };
    let inner = wrapper(column).map(|_| unwrapped(cx, column));
    let mut plan = match &inner {
        // The annotation of a wrapper is not read.
        Some(None) if column.annotation.is_some() => {
            return manual("it is annotated, and what is around it cannot be written as arguments of mapped_column");
        }
        Some(None) => Plan::default(),
        _ => match annotate(&place) {
            Ok(plan) => plan,
            Err(reason) => return manual(&reason),
        },
    };
    let is_any = plan
        .annotation
        .as_ref()
        .is_some_and(|text| text.contains("Any"));
    if is_any && type_comment::is_there(cx, column.statement) {
        return manual("its type does not say what it holds, but its type comment does: write that as `Mapped[...]`");
    }
    if wrapper(column).is_some() && !uses.dotted.is_empty() {
        return manual("its attributes are read in the class body");
    }
    let keeps_type =
        uses.need_type || in_declared_attr.is_some() || project_uses.has_type_annotation_map;
    // 2.x reads the annotations of declared_attr functions of mixins, and not those of mapped classes.
    let is_read =
        !column.is_declared_attr || cx.project.class(column.class).kind() != ClassKind::Mapped;
    let mut gone = Vec::new();
    if plan.is_typed && is_read {
        gone.extend(redundant_nullable(&place));
        gone.extend(redundant_type(&place).filter(|_| !keeps_type));
    }
    // Of two arguments of which one cannot go without a comment, each is tried alone.
    let (removed, spans) = removable(cx, column.call, &gone);
    for bytes in spans {
        plan.edits.push(Edit::delete(bytes));
    }
    if let Some(type_) = explicit_type(column) {
        if removed.contains(&span(type_)) {
            plan.wishes.extend(may_go(type_));
        }
        plan.edits.extend(uuid::of_class(cx, type_));
    }
    let mut added = Vec::new();
    if let Some(Some(unwrapped)) = inner {
        plan.edits
            .extend(unwrapped.deletions.into_iter().map(Edit::delete));
        added.extend(unwrapped.arguments);
        if let Some(outer) = wrapper(column) {
            plan.wishes.extend(may_go(&outer.func));
        }
    }
    if let Some(nullable) = plan.nullable {
        added.push(format!(
            "nullable={}",
            if nullable { "True" } else { "False" }
        ));
    }
    if !added.is_empty() {
        let count = column.call.args.len() + column.call.keywords.len();
        let has_others = count > removed.len();
        plan.edits
            .push(append(cx, column.call, has_others, &added)?);
    }
    let name = format!("\"{}\"", column.attribute);
    plan.edits.extend(
        uses.quoted
            .iter()
            .map(|&bytes| Edit::replace(bytes, name.clone())),
    );
    plan.edits
        .extend(uses.dotted.iter().map(|&at| Edit::insert(at, ".column")));
    let import = cx.import("sqlalchemy.orm.mapped_column");
    plan.edits.push(Edit::replace(bytes, import.text));
    plan.wishes.extend(import.wish);
    plan.wishes.extend(may_go(&column.call.func));
    let message = match &plan.annotation {
        Some(text) => format!(
            "`{}` becomes mapped_column, typed `{text}`",
            column.attribute
        ),
        None if explicit_type(column).is_none() && place.known.is_none() => format!(
            "`{}` becomes mapped_column, without `Mapped[...]`: the column that it refers to was not found",
            column.attribute
        ),
        None => format!("`{}` becomes mapped_column", column.attribute),
    };
    let moved = realign(cx, column.call, &plan.edits);
    plan.edits.extend(moved);
    let mut rewrite = Rewrite::new(cx.file.id, plan.edits).wish(cx.file.id, plan.wishes);
    if plan.annotation.is_some() {
        rewrite = type_comment::without(cx, column.statement, rewrite);
    }
    Some(finding(cx, column.class, bytes, message, rewrite))
}

/// The finding for a rewrite of columns of `class`: safe, unless the class may not be mapped.
pub fn finding(
    cx: &Context<'_, '_>,
    class: ClassId,
    bytes: Span,
    message: String,
    rewrite: Rewrite,
) -> Finding {
    match doubt(cx, &[Some(class)]) {
        None => Finding::safe(bytes, message, rewrite),
        Some(reason) => Finding::offered(bytes, message, reason, rewrite),
    }
}

/// The annotation and what it asks of the call, or the reason why the column cannot be converted.
fn annotate(place: &Site<'_, '_, '_>) -> Result<Plan, String> {
    if let Some(existing) = Existing::of(place) {
        return existing::replace(place, &existing);
    }
    let mut plan = Plan::default();
    if let (Some(edit), Some(written)) = (annotation_place(place), place.written()) {
        let (at, before) = edit;
        plan.edits
            .push(Edit::insert(at, format!("{before}{}", written.text)));
        plan.wishes = written.wishes;
        plan.annotation = Some(written.text);
        plan.is_typed = true;
    }
    Ok(plan)
}

/// Where a new annotation goes, and what stands before it.
fn annotation_place(place: &Site<'_, '_, '_>) -> Option<(u32, &'static str)> {
    let file = place.cx.file;
    let tokens = file.tree.tokens();
    match file.nodes.get(place.column.statement).stmt()? {
        ast::Stmt::Assign(assign) => {
            let end = span(assign.targets.first()?).end;
            // `(name) = ...` would not become an annotation of the class.
            (tokens.at_or_after(end)?.kind == TokenKind::Equal).then_some((end, ": "))
        }
        _ => {
            let end = parameters_end(place)?;
            Some((end, " -> "))
        }
    }
}

/// The end of the parameters of the `declared_attr` function.
fn parameters_end(place: &Site<'_, '_, '_>) -> Option<u32> {
    let file = place.cx.file;
    let node = file.nodes.get(place.column.statement);
    let def = function_def(node)?;
    let after = def
        .decorators
        .last()
        .map_or(node.span().start, |d| span(d).end);
    let body = span(def.body.first()?).start;
    let tokens = file.tree.tokens().within(Span::new(after, body));
    let name = tokens.iter().position(|token| {
        token.kind == TokenKind::Name && place.cx.slice(token.span) == def.name
    })?;
    let open = tokens[name..]
        .iter()
        .find(|token| token.kind == TokenKind::LeftParen)?;
    Some(file.tree.tokens().closing(open.span.start)?.span.end)
}

/// `nullable=` that says what the annotation says.
fn redundant_nullable(place: &Site<'_, '_, '_>) -> Option<Span> {
    let is_redundant = place.column.primary_key == Some(false)
        && matches!(place.column.nullable, Nullability::Literal(_));
    keyword(place.column.call, "nullable")
        .filter(|_| is_redundant)
        .map(span)
}

/// The type that the annotation alone would give.
fn redundant_type(place: &Site<'_, '_, '_>) -> Option<Span> {
    let column = place.column;
    let type_ = explicit_type(column)?;
    let is_bare = match type_ {
        ast::Expr::Call(call) => call.args.is_empty() && call.keywords.is_empty(),
        _ => true,
    };
    let row = place.known.as_ref()?.row?;
    let is_redundant = row.omit == Omit::WithoutArguments
        && is_bare
        && (column.foreign_keys.is_empty() || key_gives(place.cx.project, column, row))
        && !has_unpacking(column.call);
    is_redundant.then(|| match keyword(column.call, "type_") {
        Some(keyword) => span(keyword),
        None => span(type_),
    })
}

/// Of the arguments at `gone` those that can go without a comment, and the spans to delete.
fn removable(cx: &Context<'_, '_>, call: &ast::ExprCall, gone: &[Span]) -> (Vec<Span>, Vec<Span>) {
    if let Some(spans) = removals(cx, call, gone) {
        return (gone.to_vec(), spans);
    }
    for one in gone {
        if let Some(spans) = removals(cx, call, &[*one]) {
            return (vec![*one], spans);
        }
    }
    (Vec::new(), Vec::new())
}

/// The wish to drop the import of a name that is no longer written here.
pub fn may_go(expr: &ast::Expr) -> Option<ImportWish> {
    match expr {
        ast::Expr::Name(name) => Some(ImportWish::MayGo(name.id.to_string())),
        ast::Expr::Attribute(attribute) => may_go(&attribute.value),
        ast::Expr::Call(call) => may_go(&call.func),
        _ => None,
    }
}
