//! Columns whose line has an annotation already: 1.x and `Column` ignore it, `mapped_column` reads it.

use alchemod_facts::{function_def, Nullability, Value};
use alchemod_python::{ast, span};
use alchemod_text::{Edit, Span};

use super::annotation::Written;
use super::convert::{Plan, Site};

/// An annotation that stands there.
pub struct Existing<'t> {
    /// It.
    expr: &'t ast::Expr,
    /// From what it annotates up to its end: what goes with it.
    whole: Span,
}

impl<'t> Existing<'t> {
    /// The annotation of the assignment, or of what the `declared_attr` function returns.
    pub fn of(place: &Site<'_, '_, 't>) -> Option<Self> {
        let node = place.cx.file.nodes.get(place.column.statement);
        let expr = match function_def(node) {
            Some(def) => def.returns?,
            None => place.column.annotation?,
        };
        let before = match node.stmt()? {
            ast::Stmt::AnnAssign(assign) => span(assign.target.as_ref()).end,
            // Up to the parenthesis of the parameters.
            _ => {
                let tokens = place.cx.file.tree.tokens();
                let arrow = tokens.before(span(expr).start)?;
                tokens.before(arrow.span.start)?.span.end
            }
        };
        Some(Existing {
            expr,
            whole: Span::new(before, span(expr).end),
        })
    }
}

/// Types of 1.x stubs and of descriptors, which say less than the column's own type.
const NOT_PYTHON: &[&str] = &[
    "sqlalchemy.Column",
    "sqlalchemy.orm.InstrumentedAttribute",
    "sqlalchemy.orm.attributes.InstrumentedAttribute",
    "sqlalchemy.orm.QueryableAttribute",
    "sqlalchemy.orm.MapperProperty",
    "sqlalchemy.orm.ColumnProperty",
];

/// What becomes of it.
pub fn replace(place: &Site<'_, '_, '_>, existing: &Existing<'_>) -> Result<Plan, String> {
    let text = place.cx.source(existing.expr);
    let head = match existing.expr {
        ast::Expr::Subscript(subscript) => subscript.value.as_ref(),
        other => other,
    };
    let path = match place
        .cx
        .project
        .infer(place.cx.file.id, head)
        .map(|t| t.value)
    {
        Some(Value::External(path)) => Some(path),
        _ => None,
    };
    match path.as_deref() {
        Some("sqlalchemy.orm.Mapped") => return keep(place, existing, text),
        Some("typing.ClassVar") => return Err("it is annotated as a ClassVar".into()),
        _ => {}
    }
    let own = place.written();
    if let Some(held) = place
        .known
        .as_ref()
        .and_then(|known| place.names.held(place.at, &known.held))
    {
        let optional = place.names.optional(place.at, held.clone());
        if let Some(own) = own
            .clone()
            .filter(|_| [held.text, optional.text].iter().any(|t| t == text))
        {
            return Ok(ours(existing, own));
        }
    }
    let says_little = path.is_some_and(|path| NOT_PYTHON.contains(&&*path));
    if says_little
        || !place.names.is_visible(existing.expr)
        || !place.names.can_be_evaluated(existing.expr)
    {
        return Ok(match own {
            Some(own) => ours(existing, own),
            None => Plan {
                edits: vec![Edit::delete(existing.whole)],
                ..Plan::default()
            },
        });
    }
    theirs(place, existing, text)
}

/// `Mapped[...]` as the column's own type says.
fn ours(existing: &Existing<'_>, own: Written) -> Plan {
    Plan {
        edits: vec![Edit::replace(span(existing.expr), own.text.clone())],
        wishes: own.wishes,
        annotation: Some(own.text),
        is_typed: true,
        nullable: None,
    }
}

/// The user's annotation within `Mapped[...]`.
fn theirs(place: &Site<'_, '_, '_>, existing: &Existing<'_>, text: &str) -> Result<Plan, String> {
    let (adds_optional, nullable) = match place.column.nullable {
        Nullability::Expression => (false, None),
        _ => {
            let wanted = place.is_optional().ok_or(UNKNOWN)?;
            let has = is_optional(text);
            (
                wanted && !has,
                explicit(place, wanted, has || (!wanted && !is_plain(text))),
            )
        }
    };
    let inner = Written {
        text: text.to_owned(),
        wishes: Vec::new(),
    };
    let written = place.mapped(inner, adds_optional);
    let mut plan = ours(existing, written);
    plan.is_typed = false;
    plan.nullable = nullable;
    Ok(plan)
}

/// `Mapped[...]` stays; what 1.x did is said by `nullable=`.
fn keep(place: &Site<'_, '_, '_>, existing: &Existing<'_>, text: &str) -> Result<Plan, String> {
    let inner = match existing.expr {
        ast::Expr::Subscript(subscript) => subscript.slice.as_ref(),
        _ => return Err("its annotation does not say what Mapped holds".into()),
    };
    if !place.names.is_visible(inner) {
        return Err(
            "mapped_column reads the annotation, and its names are not all there at run time"
                .into(),
        );
    }
    let mut plan = Plan::default();
    if place.column.nullable != Nullability::Expression {
        let wanted = place.is_optional().ok_or(UNKNOWN)?;
        let has = is_optional(text);
        plan.nullable = explicit(
            place,
            wanted,
            has != wanted || (!wanted && !is_plain(place.cx.source(inner))),
        );
    }
    Ok(plan)
}

const UNKNOWN: &str = "mapped_column takes NULL or not as the annotation says, and what it was on 1.x is only known at run time";

/// `nullable=` to add, where the annotation may say something else than 1.x did.
fn explicit(place: &Site<'_, '_, '_>, wanted: bool, in_doubt: bool) -> Option<bool> {
    let is_said = place.column.nullable != Nullability::Unsaid;
    let value = place.takes_null.unwrap_or(wanted);
    (in_doubt && !is_said).then_some(value)
}

/// Whether an annotation's text takes None.
fn is_optional(text: &str) -> bool {
    text.contains("Optional") || text.contains("None")
}

/// Whether an annotation is the name of a class, and no alias that may take None.
fn is_plain(text: &str) -> bool {
    matches!(
        text,
        "bool"
            | "bytes"
            | "dict"
            | "float"
            | "int"
            | "list"
            | "str"
            | "datetime"
            | "date"
            | "Decimal"
            | "UUID"
            | "datetime.datetime"
            | "datetime.date"
            | "decimal.Decimal"
            | "uuid.UUID"
    )
}
