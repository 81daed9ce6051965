//! Parameters: 1.x took them as further arguments and as keywords, 2.x takes one dictionary, one tuple, or a
//! list of these.

use alchemod_engine::Context;
use alchemod_facts::scopes::BindingKind;
use alchemod_python::arguments::{argument_span, inside_parentheses, removal};
use alchemod_python::{ast, span};
use alchemod_text::{Edit, Span};

/// Parameters in their 2.x form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Given {
    /// What makes them so; empty if they are.
    pub edits: Vec<Edit>,
    /// Why that may be wrong.
    pub doubt: Option<String>,
}

/// What one argument is, as far as it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// One set of parameters by name.
    Mapping,
    /// A tuple or list without sets in it: one set of parameters by position.
    Sequence { is_list: bool },
    /// A list (or tuple) of sets of parameters; whether each is one that 2.x takes.
    Many { is_list: bool, inner: bool },
    /// An empty list or tuple.
    Empty,
    /// A single value.
    Scalar,
    /// Not visible.
    Unknown,
}

/// The arguments of `execute(statement, ...)` from the one at `first` on in their 2.x form. `driver` says whether the statement
/// is the driver's own SQL, whose parameters may go by position; `places` is the number of its placeholders,
/// if that is visible.
///
/// # Errors
/// Why they cannot be rewritten.
pub(crate) fn convert<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    first: usize,
    driver: bool,
    places: Option<usize>,
) -> Result<Given, String> {
    let positional = call.args.get(first..).unwrap_or(&[]);
    // 2.x has this keyword itself.
    if call.keywords.iter().any(|k| {
        k.arg
            .as_deref()
            .is_some_and(|name| matches!(name, "execution_options" | "parameters"))
    }) {
        return Ok(Given::default());
    }
    match (positional, call.keywords.as_slice()) {
        ([], []) => Ok(Given::default()),
        ([], _) => named(cx, call),
        (_, []) => match positional {
            [ast::Expr::Starred(starred)] => splat(cx, call, starred, driver),
            [only] => single(cx, call, only, driver, places),
            several => many(cx, call, several, driver, places),
        },
        _ => Err(
            "1.x takes no notice of keywords beside positional parameters: drop what is not meant"
                .into(),
        ),
    }
}

/// `a=1, **b` as a dictionary.
fn named(cx: &Context<'_, '_>, call: &ast::ExprCall) -> Result<Given, String> {
    let inside = inside_parentheses(cx.file.tree, call).ok_or(UNSEEN)?;
    if let [only] = call.keywords.as_slice() {
        if only.arg.is_none() {
            // `**values` is the mapping itself.
            let start = span(only).start;
            let value = cx
                .file
                .tree
                .tokens()
                .parenthesised(span(&only.value), inside);
            return Ok(Given {
                edits: vec![Edit::delete(Span::new(start, value.start))],
                doubt: None,
            });
        }
    }
    let (Some(first), Some(last)) = (call.keywords.first(), call.keywords.last()) else {
        return Err(UNSEEN.into());
    };
    let quote = alchemod_python::Style::of(cx.file.tree).quote;
    let end = cx
        .file
        .tree
        .tokens()
        .parenthesised(span(&last.value), inside)
        .end;
    let mut edits = Vec::new();
    for keyword in &call.keywords {
        let open = if std::ptr::eq(keyword, first) {
            "{"
        } else {
            ""
        };
        let start = span(keyword).start;
        match &keyword.arg {
            Some(name) => {
                let value = cx
                    .file
                    .tree
                    .tokens()
                    .parenthesised(span(&keyword.value), inside);
                let text = format!("{open}{quote}{name}{quote}: ");
                edits.push(Edit::replace(Span::new(start, value.start), text));
            }
            None if !open.is_empty() => edits.push(Edit::insert(start, open)),
            None => {}
        }
    }
    edits.push(Edit::insert(end, "}"));
    Ok(Given { edits, doubt: None })
}

fn splat<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    starred: &'t ast::ExprStarred,
    driver: bool,
) -> Result<Given, String> {
    let at = argument_span(cx.file.tree, call, starred).ok_or(UNSEEN)?;
    if !driver {
        return Ok(Given {
            edits: Edit::wrap(at, "[", "]").into(),
            doubt: None,
        });
    }
    match shape(cx, &starred.value, 4) {
        // A tuple written out is given as it is.
        Shape::Sequence { is_list: false } => {
            let value = span(starred.value.as_ref());
            return Ok(Given {
                edits: vec![Edit::delete(Span::new(span(starred).start, value.start))],
                doubt: None,
            });
        }
        Shape::Sequence { is_list: true } => {
            return Ok(Given {
                edits: Edit::wrap(at, "(", ",)").into(),
                doubt: None,
            })
        }
        Shape::Many { inner: true, .. } => {
            return Ok(Given {
                edits: Edit::wrap(at, "[", "]").into(),
                doubt: None,
            })
        }
        _ => {}
    }
    Ok(Given {
        edits: Edit::wrap(at, "(", ",)").into(),
        doubt: Some(format!(
            "whether `{}` holds values or whole rows is not visible",
            cx.source(starred.value.as_ref())
        )),
    })
}

fn single<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    only: &'t ast::Expr,
    driver: bool,
    places: Option<usize>,
) -> Result<Given, String> {
    let at = argument_span(cx.file.tree, call, only).ok_or(UNSEEN)?;
    let kept = Ok(Given::default());
    match (shape(cx, only, 4), driver) {
        (Shape::Empty, _) => {
            let at = removal(cx.file.tree, call, only).ok_or(UNSEEN)?;
            Ok(Given {
                edits: vec![Edit::delete(at)],
                doubt: None,
            })
        }
        (Shape::Mapping, _) | (Shape::Many { is_list: true, inner: true }, _) => kept,
        (Shape::Unknown | Shape::Many { .. }, false) => kept,
        (Shape::Sequence { .. } | Shape::Scalar, false) => {
            Err("parameters by position do not go with this kind of statement".into())
        }
        (Shape::Many { is_list: false, inner: true }, true) => Ok(Given {
            edits: Edit::wrap(at, "list(", ")").into(),
            doubt: None,
        }),
        (Shape::Many { inner: false, .. }, true) => {
            Err("2.x takes a list of tuples or of dictionaries here, and no list of lists".into())
        }
        (Shape::Sequence { is_list: false, .. }, true) => kept,
        (Shape::Sequence { is_list: true, .. }, true) => Ok(Given {
            edits: as_tuple(cx, only, at),
            doubt: None,
        }),
        (Shape::Scalar, true) => Ok(Given {
            edits: Edit::wrap(at, "(", ",)").into(),
            doubt: None,
        }),
        (Shape::Unknown, true) if is_list_of(only, places) => Ok(Given {
            edits: as_tuple(cx, only, at),
            doubt: Some("that the list holds values, and no rows, is taken from their number".into()),
        }),
        (Shape::Unknown, true) if places == Some(1) && is_named_like_a_value(only) => Ok(Given {
            edits: Edit::wrap(at, "(", ",)").into(),
            doubt: Some(format!(
                "that `{}` is a single value is taken from its name",
                cx.source(only)
            )),
        }),
        (Shape::Unknown, true) if places != Some(1) => Ok(Given {
            edits: Vec::new(),
            doubt: Some(format!(
                "what `{}` is does not show: 2.x takes a tuple, a dictionary or a list of these, and no list of values",
                cx.source(only)
            )),
        }),
        (Shape::Unknown, true) => Err(format!(
            "whether `{}` is a value or holds one does not show: give `exec_driver_sql` a tuple",
            cx.source(only)
        )),
    }
}

/// Whether it is a list written out, of as many elements as there are places.
fn is_list_of(only: &ast::Expr, places: Option<usize>) -> bool {
    matches!(only, ast::Expr::List(n) if places.is_some_and(|places| places > 1 && places == n.elts.len()))
}

/// What several values are called: not what a single value is.
const PLURAL: &[&str] = &[
    "args",
    "data",
    "kwargs",
    "kw",
    "multiparams",
    "param",
    "params",
    "parameters",
    "record",
    "row",
    "tup",
];

/// Whether an argument has a name (or the last part of one) that a single value has.
fn is_named_like_a_value(expr: &ast::Expr) -> bool {
    let name = match expr {
        ast::Expr::Name(n) => n.id.as_str(),
        ast::Expr::Attribute(n) => n.attr.as_str(),
        _ => return false,
    };
    let last = name.rsplit('_').next().unwrap_or(name);
    let is_plural = last.ends_with('s') && !last.ends_with("ss") && last.len() > 3;
    !is_plural && !PLURAL.contains(&last)
}

/// A list of values as a tuple.
fn as_tuple(cx: &Context<'_, '_>, only: &ast::Expr, at: Span) -> Vec<Edit> {
    match only {
        ast::Expr::List(list) if span(only) == at => {
            let whole = span(only);
            let close = match list.elts.as_slice() {
                [_] => {
                    let last = cx.file.tree.tokens().before(whole.end - 1);
                    let has_comma =
                        last.is_some_and(|t| t.kind == alchemod_python::TokenKind::Comma);
                    if has_comma {
                        ")"
                    } else {
                        ",)"
                    }
                }
                _ => ")",
            };
            vec![
                Edit::replace(Span::new(whole.start, whole.start + 1), "("),
                Edit::replace(Span::new(whole.end - 1, whole.end), close),
            ]
        }
        _ => Edit::wrap(at, "tuple(", ")").into(),
    }
}

fn many<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    several: &'t [ast::Expr],
    driver: bool,
    places: Option<usize>,
) -> Result<Given, String> {
    let first = several.first().ok_or(UNSEEN)?;
    let last = several.last().ok_or(UNSEEN)?;
    let start = argument_span(cx.file.tree, call, first)
        .ok_or(UNSEEN)?
        .start;
    let end = argument_span(cx.file.tree, call, last).ok_or(UNSEEN)?.end;
    let at = Span::new(start, end);
    let around = |open: &str, close: &str, doubt: Option<String>| {
        Ok(Given {
            edits: Edit::wrap(at, open, close).into(),
            doubt,
        })
    };
    let shapes: Vec<Shape> = several
        .iter()
        .map(|argument| shape(cx, argument, 4))
        .collect();
    let is_set = |shape: &Shape| matches!(shape, Shape::Mapping | Shape::Sequence { .. });
    if !driver {
        return around("[", "]", None);
    }
    if shapes
        .iter()
        .all(|s| matches!(s, Shape::Mapping | Shape::Sequence { is_list: false, .. }))
    {
        return around("[", "]", None);
    }
    if shapes.iter().any(is_set) {
        return Err(
            "2.x takes a list of tuples or of dictionaries: not all of these are visibly so".into(),
        );
    }
    if shapes.first() == Some(&Shape::Scalar)
        || (shapes.contains(&Shape::Scalar) && places == Some(several.len()))
    {
        return around("(", ")", None);
    }
    if places == Some(several.len()) && !several.iter().any(|a| matches!(a, ast::Expr::Starred(_)))
    {
        return around(
            "(",
            ")",
            Some("that each of the parameters is a single value is taken from their number".into()),
        );
    }
    Err("whether these are values or whole rows does not show: give `exec_driver_sql` a tuple, or a list of tuples".into())
}

const UNSEEN: &str = "its arguments cannot be found in the text";

/// What an argument is.
fn shape<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr, depth: u32) -> Shape {
    if depth == 0 {
        return Shape::Unknown;
    }
    match expr {
        ast::Expr::Dict(_) | ast::Expr::DictComp(_) => Shape::Mapping,
        ast::Expr::Tuple(n) => elements(cx, &n.elts, false, depth),
        ast::Expr::List(n) => elements(cx, &n.elts, true, depth),
        ast::Expr::ListComp(n) => match shape(cx, &n.elt, depth - 1) {
            Shape::Mapping | Shape::Sequence { is_list: false, .. } => Shape::Many {
                is_list: true,
                inner: true,
            },
            Shape::Scalar => Shape::Sequence { is_list: true },
            _ => Shape::Unknown,
        },
        ast::Expr::Constant(_) | ast::Expr::JoinedStr(_) | ast::Expr::BinOp(_) => Shape::Scalar,
        ast::Expr::Call(n) => match alchemod_facts::last_name(&n.func) {
            Some("dict" | "_asdict") => Shape::Mapping,
            Some(
                "str" | "int" | "float" | "len" | "now" | "utcnow" | "uuid4" | "format" | "strip"
                | "lower",
            ) => Shape::Scalar,
            _ => Shape::Unknown,
        },
        ast::Expr::Name(n) => variable(cx, expr, n.id.as_str(), depth),
        _ => Shape::Unknown,
    }
}

fn elements<'t>(cx: &Context<'_, 't>, elts: &'t [ast::Expr], is_list: bool, depth: u32) -> Shape {
    let Some(first) = elts.first() else {
        return Shape::Empty;
    };
    match shape(cx, first, depth - 1) {
        Shape::Mapping => Shape::Many {
            is_list,
            inner: true,
        },
        Shape::Sequence {
            is_list: of_list, ..
        } => Shape::Many {
            is_list,
            inner: !of_list,
        },
        // The first one decides on 1.x, too: of what it is, only that it is no set needs to show.
        Shape::Scalar => Shape::Sequence { is_list },
        // A list with a value in it is none of rows.
        _ if elts
            .iter()
            .any(|e| matches!(e, ast::Expr::Constant(_) | ast::Expr::JoinedStr(_))) =>
        {
            Shape::Sequence { is_list }
        }
        _ if matches!(
            first,
            ast::Expr::Attribute(_) | ast::Expr::Subscript(_) | ast::Expr::Name(_)
        ) && !is_list =>
        {
            // A tuple written out is one set of values; a tuple of rows is not written so.
            Shape::Sequence { is_list }
        }
        _ => Shape::Unknown,
    }
}

fn variable<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr, name: &str, depth: u32) -> Shape {
    let bindings = cx
        .file
        .scope_of(expr)
        .and_then(|scope| cx.file.scopes.lookup(name, scope));
    let Some((_, bindings)) = bindings else {
        return Shape::Unknown;
    };
    let mut found: Option<Shape> = None;
    for &id in bindings {
        let shape = match cx.file.scopes.binding(id).kind {
            BindingKind::Assign { value, .. } => shape(cx, value, depth - 1),
            BindingKind::Unpacked {
                value: ast::Expr::Tuple(tuple),
                index: Some(index),
            } => match tuple.elts.get(index) {
                Some(value) => shape(cx, value, depth - 1),
                None => Shape::Unknown,
            },
            BindingKind::Parameter { arg, .. } => match arg.annotation.as_deref() {
                Some(ast::Expr::Name(annotation)) => match annotation.id.as_str() {
                    "str" | "int" | "float" | "bool" | "bytes" => Shape::Scalar,
                    "dict" => Shape::Mapping,
                    _ => Shape::Unknown,
                },
                _ => Shape::Unknown,
            },
            _ => Shape::Unknown,
        };
        // An empty list is filled later, with what does not show here.
        if shape == Shape::Empty || found.is_some_and(|known| known != shape) {
            return Shape::Unknown;
        }
        found = Some(shape);
    }
    found.unwrap_or(Shape::Unknown)
}
