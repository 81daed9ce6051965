//! How each call is written with an inspector.

use alchemod_engine::{Context, Finding, Import, ImportWish, Rewrite};
use alchemod_python::arguments::{
    argument, argument_span, has_unpacking, inside_parentheses, keyword,
};
use alchemod_python::chain::attribute_name_span;
use alchemod_python::{ast, span};
use alchemod_text::{Edit, Span};

/// How it is known what a call is made on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// By its constructor or by flow.
    Known,
    /// Only its name says so.
    Named,
}

/// What is to be said and done.
pub(super) struct Plan {
    message: String,
    edits: Vec<Edit>,
    inspects: bool,
    may_go: Option<String>,
    why: Why,
    refused: Option<String>,
}

impl Plan {
    fn new(message: &str, edits: Vec<Edit>, why: Why) -> Self {
        Plan {
            message: message.to_owned(),
            edits,
            inspects: false,
            may_go: None,
            why,
            refused: None,
        }
    }

    /// A finding without a rewrite.
    pub fn manual(message: &str, reason: &str) -> Self {
        Plan {
            refused: Some(reason.to_owned()),
            ..Plan::new(message, Vec::new(), Why::Known)
        }
    }

    /// The finding.
    pub fn finding(self, cx: &Context<'_, '_>, place: Span) -> Finding {
        if let Some(reason) = self.refused {
            return Finding::manual(place, self.message, reason);
        }
        let mut edits = self.edits;
        let mut wishes: Vec<ImportWish> = Vec::new();
        if self.inspects {
            let import = inspect(cx);
            for edit in &mut edits {
                edit.text = edit.text.replace(INSPECT, &import.text);
            }
            wishes.extend(import.wish);
        }
        wishes.extend(self.may_go.map(ImportWish::MayGo));
        let rewrite = Rewrite::new(cx.file.id, edits).wish(cx.file.id, wishes);
        match self.why {
            Why::Known => Finding::safe(place, self.message, rewrite),
            Why::Named => Finding::offered(
                place,
                self.message,
                "only its name says that this is an engine",
                rewrite,
            ),
        }
    }
}

/// Stands in edits for the name under which the file has `sqlalchemy.inspect`.
const INSPECT: &str = "\u{1}";

fn inspect(cx: &Context<'_, '_>) -> Import {
    cx.import("sqlalchemy.inspect")
}

fn inspecting(message: &str, edits: Vec<Edit>, why: Why) -> Plan {
    Plan {
        inspects: true,
        ..Plan::new(message, edits, why)
    }
}

const HIDDEN: &str = "what it is given is not visible: write it with inspect(engine)";

/// `Inspector.from_engine(x)` to `inspect(x)`.
pub(super) fn inspect_of(call: &ast::ExprCall) -> Plan {
    let message = "inspectors are made by inspect()";
    let given = call.args.len() + call.keywords.len();
    if has_unpacking(call) || given != 1 || argument(call, Some(0), "bind").is_none() {
        return Plan::manual(message, HIDDEN);
    }
    let mut edits = vec![Edit::replace(span(call.func.as_ref()), INSPECT)];
    if let Some(keyword) = keyword(call, "bind") {
        let name = Span::new(span(keyword).start, span(&keyword.value).start);
        edits.push(Edit::delete(name));
    }
    Plan {
        may_go: root(&call.func).map(str::to_owned),
        ..inspecting(message, edits, Why::Known)
    }
}

/// The name that an attribute starts from.
fn root(expr: &ast::Expr) -> Option<&str> {
    match expr {
        ast::Expr::Name(name) => Some(name.id.as_str()),
        ast::Expr::Attribute(attribute) => root(&attribute.value),
        _ => None,
    }
}

/// `inspector.get_primary_keys(x)` to `inspector.get_pk_constraint(x)["constrained_columns"]`.
pub(super) fn primary_keys(call: &ast::ExprCall, attribute: &ast::ExprAttribute) -> Plan {
    let edits = vec![
        Edit::replace(attribute_name_span(attribute), "get_pk_constraint"),
        Edit::insert(span(call).end, "[\"constrained_columns\"]"),
    ];
    Plan::new(
        "get_primary_keys() is part of get_pk_constraint()",
        edits,
        Why::Known,
    )
}

/// `engine.table_names(schema)` to `inspect(engine).get_table_names(schema)`.
pub(super) fn table_names(
    cx: &Context<'_, '_>,
    call: &ast::ExprCall,
    attribute: &ast::ExprAttribute,
    why: Why,
) -> Plan {
    let message = "table_names() of an engine is get_table_names() of an inspector";
    if has_unpacking(call) {
        return Plan::manual(message, HIDDEN);
    }
    let name = attribute_name_span(attribute);
    let Some(connection) = argument(call, Some(1), "connection") else {
        let mut edits = wrapped(cx, &attribute.value);
        edits.push(Edit::replace(name, "get_table_names"));
        return inspecting(message, edits, why);
    };
    let schema = argument(call, Some(0), "schema").map_or("", |schema| cx.source(schema));
    let text = format!(
        "{INSPECT}({}).get_table_names({schema})",
        cx.source(connection)
    );
    inspecting(message, vec![Edit::replace(span(call), text)], why)
}

/// `engine.has_table(name)` to `inspect(engine).has_table(name)`.
pub(super) fn has_table(cx: &Context<'_, '_>, attribute: &ast::ExprAttribute, why: Why) -> Plan {
    inspecting(
        "has_table() of an engine is has_table() of an inspector",
        wrapped(cx, &attribute.value),
        why,
    )
}

fn wrapped(cx: &Context<'_, '_>, engine: &ast::Expr) -> Vec<Edit> {
    // With the parentheses around it: they end before the dot.
    let dot = cx.file.tree.tokens().at_or_after(span(engine).end);
    let bounds = Span::new(0, dot.map_or(span(engine).end, |dot| dot.span.end));
    let whole = match cx.file.tree.tokens().parenthesised(span(engine), bounds) {
        whole if whole.end > span(engine).end => whole,
        _ => span(engine),
    };
    Edit::wrap(whole, format!("{INSPECT}("), ")").to_vec()
}

/// `table.exists(engine)` to `inspect(engine).has_table(table.name, schema=table.schema)`.
pub(super) fn table_exists(cx: &Context<'_, '_>, call: &ast::ExprCall, table: &ast::Expr) -> Plan {
    let message = "exists() of a table is has_table() of an inspector";
    if has_unpacking(call) {
        return Plan::manual(message, HIDDEN);
    }
    let Some(bind) = argument(call, Some(0), "bind") else {
        return Plan::manual(
            message,
            "it asked the engine that the metadata was bound to: write \
             inspect(engine).has_table(table.name, schema=table.schema)",
        );
    };
    if !is_path(table) || cx.file.tree.tokens().comments(span(call)).next().is_some() {
        return Plan::manual(
            message,
            "give the table a name, and write inspect(engine).has_table(table.name, schema=table.schema)",
        );
    }
    let table = cx.source(table);
    let text = format!(
        "{INSPECT}({}).has_table({table}.name, schema={table}.schema)",
        cx.source(bind)
    );
    inspecting(message, vec![Edit::replace(span(call), text)], Why::Known)
}

/// A name, or attributes of one.
fn is_path(expr: &ast::Expr) -> bool {
    match expr {
        ast::Expr::Name(_) => true,
        ast::Expr::Attribute(attribute) => is_path(&attribute.value),
        _ => false,
    }
}

/// `engine.dialect.has_table(engine, name)` to `inspect(engine).has_table(name)`.
pub(super) fn asked_of(
    cx: &Context<'_, '_>,
    call: &ast::ExprCall,
    name: &str,
    why: Why,
) -> Option<Plan> {
    let (before, after) = around_first(cx, call)?;
    let edits = vec![
        Edit::replace(before, format!("{INSPECT}(")),
        Edit::replace(after, format!(").{name}(")),
    ];
    Some(inspecting(
        "a dialect of 2.x takes no engine: an inspector does",
        edits,
        why,
    ))
}

/// `engine.run_callable(engine.dialect.has_table, name)` to `inspect(engine).has_table(name)`.
pub(super) fn through(
    cx: &Context<'_, '_>,
    call: &ast::ExprCall,
    engine: &ast::Expr,
    name: &str,
    why: Why,
) -> Option<Plan> {
    let (before, after) = around_first(cx, call)?;
    let text = format!(
        "{INSPECT}({}).{name}({}",
        cx.source(engine),
        line_break(cx, after)
    );
    let edits = vec![Edit::replace(before.cover(after), text)];
    Some(inspecting(
        "run_callable() is gone: an inspector answers",
        edits,
        why,
    ))
}

/// `connection.run_callable(function, x)` to `function(connection, x)`.
pub(super) fn called_with(
    cx: &Context<'_, '_>,
    call: &ast::ExprCall,
    connection: &ast::Expr,
    why: Why,
) -> Option<Plan> {
    let (before, after) = around_first(cx, call)?;
    let has_more = call.args.len() + call.keywords.len() > 1;
    let (open, close) = match call.args.first()? {
        function if is_path(function) => ("", ""),
        _ => ("(", ")"),
    };
    let separator = if has_more { ", " } else { "" };
    let edits = vec![
        Edit::replace(before, open),
        Edit::replace(
            after,
            format!("{close}({}{separator}", cx.source(connection)),
        ),
    ];
    Some(Plan::new(
        "run_callable() is gone: call the function with the connection",
        edits,
        why,
    ))
}

/// `engine.create(table, x)` to `table.create(engine, x)`.
pub(super) fn turned_round(
    cx: &Context<'_, '_>,
    call: &ast::ExprCall,
    engine: &ast::Expr,
    name: &str,
    why: Why,
) -> Option<Plan> {
    let (before, after) = around_first(cx, call)?;
    let has_more = call.args.len() + call.keywords.len() > 1;
    let separator = if has_more { ", " } else { "" };
    let edits = vec![
        Edit::delete(before),
        Edit::replace(after, format!(".{name}({}{separator}", cx.source(engine))),
    ];
    let message = format!("{name}() of an engine is {name}() of what it is given");
    Some(match call.args.first()? {
        ast::Expr::Name(_)
        | ast::Expr::Attribute(_)
        | ast::Expr::Call(_)
        | ast::Expr::Subscript(_) => Plan::new(&message, edits, why),
        _ => Plan::manual(&message, "call the method of the table or metadata"),
    })
}

/// The blanks at the end of `span`, if a line ends in them.
fn line_break<'t>(cx: &Context<'_, 't>, span: Span) -> &'t str {
    let text = cx.slice(span);
    let blanks = &text[text.trim_end().len()..];
    match blanks.contains('\n') {
        true => blanks,
        false => "",
    }
}

/// From the start of the call to its first argument, and from there to the second or the closing parenthesis.
/// `None` if the first one is not there, or comments lie in these.
fn around_first(cx: &Context<'_, '_>, call: &ast::ExprCall) -> Option<(Span, Span)> {
    let first = call.args.first()?;
    if matches!(first, ast::Expr::Starred(_)) {
        return None;
    }
    let inside = inside_parentheses(cx.file.tree, call)?;
    let this = argument_span(cx.file.tree, call, first)?;
    let mut next = inside.end;
    for other in call.args.iter().skip(1) {
        next = next.min(argument_span(cx.file.tree, call, other)?.start);
    }
    for other in &call.keywords {
        next = next.min(argument_span(cx.file.tree, call, other)?.start);
    }
    let before = Span::new(span(call).start, this.start);
    let after = Span::new(this.end, next);
    let tokens = cx.file.tree.tokens();
    let has_comments = [before, after]
        .iter()
        .any(|&span| tokens.comments(span).next().is_some());
    (!has_comments).then_some((before, after))
}
