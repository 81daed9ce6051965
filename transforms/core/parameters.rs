//! The parameters of the legacy constructors, and what method each became.

use alchemod_engine::{Context, ImportWish};
use alchemod_facts::Shapes;
use alchemod_python::ast;

use super::arguments::{elements, Argument};
use super::methods::{Fate, Form};

/// What a parameter takes, and what that becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Parameter {
    /// A criterion, or `None` for no criterion.
    Criterion(&'static str),
    /// One thing or a list of them.
    Many(&'static str),
    /// A list.
    List(&'static str),
    /// One thing.
    One(&'static str),
    /// `True` calls the method, `False` does nothing.
    Flag(&'static str),
    /// `True`, `False`, or one column or a list of them.
    FlagOrMany(&'static str),
    /// The values of an insert or update.
    Values,
    /// `use_labels`.
    Labels,
    /// `for_update`.
    ForUpdate,
    /// `correlate`.
    Correlate,
    /// `preserve_parameter_order`: the caller looks at it.
    Ordered,
    /// The engine that the statement runs on.
    Bind,
}

use Parameter::*;

/// Parameters of `select()` after its columns, in their positions.
pub(crate) const SELECT_POSITIONS: &[&str] = &[
    "whereclause",
    "from_obj",
    "distinct",
    "having",
    "correlate",
    "prefixes",
    "suffixes",
];

/// Parameters of `select()` and its like.
pub(crate) const SELECT: &[(&str, Parameter)] = &[
    ("bind", Bind),
    ("correlate", Correlate),
    ("distinct", FlagOrMany("distinct")),
    ("for_update", ForUpdate),
    ("from_obj", Many("select_from")),
    ("group_by", Many("group_by")),
    ("having", Criterion("having")),
    ("limit", One("limit")),
    ("offset", One("offset")),
    ("order_by", Many("order_by")),
    ("prefixes", List("prefix_with")),
    ("suffixes", List("suffix_with")),
    ("use_labels", Labels),
    ("whereclause", Criterion("where")),
];

/// Parameters of `union()` and its like.
pub(crate) const COMPOUND: &[(&str, Parameter)] = &[
    ("bind", Bind),
    ("correlate", Correlate),
    ("group_by", Many("group_by")),
    ("limit", One("limit")),
    ("offset", One("offset")),
    ("order_by", Many("order_by")),
    ("use_labels", Labels),
];

/// Parameters of `insert()`, `update()` and `delete()`.
pub(crate) const DML: &[(&str, Parameter)] = &[
    ("bind", Bind),
    ("inline", Flag("inline")),
    ("prefixes", List("prefix_with")),
    ("preserve_parameter_order", Ordered),
    ("return_defaults", FlagOrMany("return_defaults")),
    ("returning", List("returning")),
    ("values", Values),
    ("whereclause", Criterion("where")),
];

/// The entry of a parameter.
pub(crate) fn find(table: &[(&str, Parameter)], name: &str) -> Option<Parameter> {
    table
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, parameter)| *parameter)
}

/// What an argument becomes, and how sure that is.
pub(crate) struct Decision {
    /// What becomes of it.
    pub fate: Fate,
    /// What must be imported.
    pub wish: Option<ImportWish>,
}

impl From<Fate> for Decision {
    fn from(fate: Fate) -> Self {
        Decision { fate, wish: None }
    }
}

fn method(name: &str, form: Form) -> Decision {
    Fate::Method(name.to_owned(), form).into()
}

/// What becomes of an argument of this parameter.
///
/// # Errors
/// Why it cannot be told, for the user.
pub(crate) fn decide<'t>(
    cx: &Context<'_, 't>,
    parameter: Parameter,
    argument: &Argument<'t>,
) -> Result<Decision, String> {
    let text = cx.slice(argument.value_span);
    let name = argument.keyword.unwrap_or("this argument");
    if argument.is_none() && !matches!(parameter, Ordered) {
        return Ok(Fate::Goes.into());
    }
    match parameter {
        Criterion(to) => criterion(cx, to, argument, text),
        Many(to) => many(cx, to, argument, text),
        List(to) => match list_form(cx, argument) {
            Some(Form::Unwrapped) if is_empty(argument) => Ok(Fate::Goes.into()),
            Some(form) => Ok(method(to, form)),
            // No release takes anything but a list, or nothing.
            None if !argument.shapes(cx).may_be(Shapes::ONE.or(Shapes::MAPPING)) => {
                Ok(method(to, Form::Around("*".into(), " or []".into())))
            }
            None => Err(format!(
                "{name}={text} may not be a list; 2.x has {to}() with one argument each"
            )),
        },
        One(to) => Ok(method(to, Form::Plain)),
        Flag(to) => match argument.boolean() {
            Some(true) => Ok(Fate::Call(format!("{to}()")).into()),
            Some(false) => Ok(Fate::Goes.into()),
            None => Err(format!(
                "{name}={text} is a switch that does not show its value; call .{to}() if it is on"
            )),
        },
        FlagOrMany(to) => match argument.boolean() {
            Some(true) => Ok(Fate::Call(format!("{to}()")).into()),
            Some(false) => Ok(Fate::Goes.into()),
            None => match list_form(cx, argument) {
                Some(form) => Ok(method(to, form)),
                None if argument.shapes(cx) == Shapes::ONE && !is_switch(argument.value) => {
                    Ok(method(to, Form::Plain))
                }
                None => Err(format!(
                    "{name}={text} may be a switch or columns; call .{to}() accordingly"
                )),
            },
        },
        Values => values(cx, argument, text),
        Labels => match argument.boolean() {
            Some(true) => {
                let style = cx.import("sqlalchemy.LABEL_STYLE_TABLENAME_PLUS_COL");
                Ok(Decision {
                    fate: Fate::Call(format!("set_label_style({})", style.text)),
                    wish: style.wish,
                })
            }
            Some(false) => Ok(Fate::Goes.into()),
            None => Err(format!(
                "use_labels={text} is a switch that does not show its value; if it is on, call \
                 .set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)"
            )),
        },
        ForUpdate => for_update(argument)
            .map(Decision::from)
            .ok_or_else(|| {
                format!("for_update={text} does not show its value; call .with_for_update() accordingly")
            }),
        Correlate => match argument.boolean() {
            Some(true) => Ok(Fate::Goes.into()),
            Some(false) => Ok(Fate::Call("correlate(None)".into()).into()),
            None => Err(format!(
                "correlate={text} is a switch; call .correlate(None) for False, .correlate(table) for a table"
            )),
        },
        Bind => Err(format!(
            "bind={text} is gone in 2.x: run the statement on a connection of that engine"
        )),
        Ordered => Err("preserve_parameter_order is ordered_values() in 2.x".into()),
    }
}

fn is_switch(expr: &ast::Expr) -> bool {
    matches!(
        expr,
        ast::Expr::Compare(_) | ast::Expr::Constant(_) | ast::Expr::UnaryOp(_)
    )
}

fn is_empty(argument: &Argument<'_>) -> bool {
    elements(argument.value).is_some_and(<[_]>::is_empty)
}

/// How an argument that is several things is handed on one by one; `None` if it may be something else.
pub(crate) fn list_form<'t>(cx: &Context<'_, 't>, argument: &Argument<'t>) -> Option<Form> {
    if elements(argument.value).is_some() {
        return Some(Form::Unwrapped);
    }
    let shapes = argument.shapes(cx);
    if shapes == Shapes::MANY {
        return Some(Form::Starred);
    }
    (shapes == Shapes::MANY.or(Shapes::NONE)).then(|| Form::Around("*".into(), " or []".into()))
}

fn many<'t>(
    cx: &Context<'_, 't>,
    to: &str,
    argument: &Argument<'t>,
    text: &str,
) -> Result<Decision, String> {
    if is_empty(argument) {
        return Ok(Fate::Goes.into());
    }
    if let Some(form) = list_form(cx, argument) {
        return Ok(method(to, form));
    }
    let shapes = argument.shapes(cx);
    if shapes == Shapes::ONE {
        return Ok(method(to, Form::Plain));
    }
    if shapes == Shapes::ONE.or(Shapes::NONE) && to != "select_from" {
        // `order_by(None)` orders by nothing.
        return Ok(method(to, Form::Plain));
    }
    Err(format!(
        "{text} may be a list or a single thing; write .{to}(*{text}) or .{to}({text})"
    ))
}

fn criterion<'t>(
    cx: &Context<'_, 't>,
    to: &str,
    argument: &Argument<'t>,
    text: &str,
) -> Result<Decision, String> {
    let shapes = argument.shapes(cx);
    if shapes == Shapes::ONE {
        return Ok(method(to, Form::Plain));
    }
    if shapes.may_be(Shapes::MANY.or(Shapes::MAPPING)) {
        return Err(format!("{text} does not look like a criterion"));
    }
    // A call of something unknown may give `None`, too, and must be made once only.
    let takes_none = to == "where" || cx.settings.target > alchemod_engine::Target::V14;
    if argument.is_plain_name() && takes_none {
        // 1.x left None out; `.where(None)` would be WHERE NULL.
        return Ok(method(
            to,
            Form::Around("*[".into(), format!("] if {text} is not None else []")),
        ));
    }
    Err(format!(
        "if {text} is None, 1.x left it out, and .{to}(None) renders NULL; call .{to}() only if it is not"
    ))
}

fn values<'t>(
    cx: &Context<'_, 't>,
    argument: &Argument<'t>,
    text: &str,
) -> Result<Decision, String> {
    if argument.shapes(cx).may_be(Shapes::NONE) {
        return Err(format!(
            "if {text} is None, 1.x left it out, and .values(None) raises; call .values() only if it is not"
        ));
    }
    Ok(method("values", Form::Plain))
}

fn for_update(argument: &Argument<'_>) -> Option<Fate> {
    let to = match (argument.boolean(), alchemod_facts::string(argument.value)) {
        (Some(false), _) => return Some(Fate::Goes),
        (Some(true), _) => "with_for_update()",
        (_, Some("nowait")) => "with_for_update(nowait=True)",
        (_, Some("read")) => "with_for_update(read=True)",
        (_, Some("read_nowait")) => "with_for_update(read=True, nowait=True)",
        _ => return None,
    };
    Some(Fate::Call(to.into()))
}
