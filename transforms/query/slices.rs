//! `query[...]` with bounds that are seen to be no negative numbers: `select().slice()`.

use alchemod_python::ast;

/// What is cut out of the rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bounds {
    /// The arguments of `slice()`.
    pub slice: String,
    /// What reads the rows: `.all()`, and the index into them.
    pub reading: &'static str,
}

const UNKNOWN: &str =
    "the bounds of this slice may be negative or in the wrong order, which a Query looks at and slice() of a select() does not";

/// The bounds of a subscript, or why they stay.
pub(crate) fn bounds(subscript: &ast::ExprSubscript) -> Result<Bounds, String> {
    if subscript.ctx != ast::ExprContext::Load {
        return Err("a Query cannot be assigned to".into());
    }
    let ast::Expr::Slice(slice) = subscript.slice.as_ref() else {
        let at =
            number(&subscript.slice).ok_or("the index may be negative: 2.x raises for that")?;
        return Ok(Bounds {
            slice: format!("{at}, {}", at + 1),
            reading: ".all()[0]",
        });
    };
    if slice.step.is_some() {
        return Err("a slice with a step reads all rows: all()[...]".into());
    }
    let bound = |expr: Option<&ast::Expr>| match expr {
        None => Ok(None),
        Some(expr) => number(expr).map(Some).ok_or(UNKNOWN),
    };
    let (start, stop) = (
        bound(slice.lower.as_deref())?,
        bound(slice.upper.as_deref())?,
    );
    if stop.is_some_and(|stop| stop <= start.unwrap_or(0)) {
        return Err("this slice is empty: a Query runs nothing for it".into());
    }
    let text = |bound: Option<i64>| bound.map_or("None".to_owned(), |number| number.to_string());
    Ok(Bounds {
        slice: format!("{}, {}", text(start), text(stop)),
        reading: ".all()",
    })
}

/// A literal number that is not negative.
fn number(expr: &ast::Expr) -> Option<i64> {
    match expr {
        ast::Expr::Constant(n) => match &n.value {
            ast::Constant::Int(value) => value.to_string().parse().ok().filter(|n| *n < i64::MAX),
            _ => None,
        },
        _ => None,
    }
}
