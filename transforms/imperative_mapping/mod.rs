//! `mapper(Class, table)` to `registry().map_imperatively(Class, table)`.

mod instrument;
mod registry;

use alchemod_engine::{
    Context, Finding, ImportWish, Interest, Rewrite, Rule, Stage, Target, Transform,
};
use alchemod_facts::{is_true, Value};
use alchemod_python::arguments::{argument_span, keyword};
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::Edit;

/// See the rule's documentation.
pub(crate) struct ImperativeMapping;

static RULE: Rule = Rule {
    code: "AM205",
    name: "imperative-mapping",
    stage: Stage::Models,
    summary: "mapper(Class, table) is map_imperatively() of a registry",
    guide: (
        "Imperative Mapping",
        "https://docs.sqlalchemy.org/en/20/orm/mapping_styles.html#imperative-mapping",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

/// The function that is gone.
pub(super) const MAPPER: &str = "sqlalchemy.orm.mapper";

const MESSAGE: &str = "mapper() maps a class without a registry, for which 2.x raises";

impl Transform for ImperativeMapping {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::Calls
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let Node::Expr(ast::Expr::Call(call)) = cx.file.nodes.get(site) else {
            return None;
        };
        if !is_mapper(cx, call) {
            return instrument::check(cx, call);
        }
        let place = span(call.func.as_ref());
        if makes_declarative(cx, site) {
            return Some(Finding::safe(
                place,
                "mapper() is the class Mapper where declarative calls it",
                constructor(cx, call),
            ));
        }
        Some(match rewrite(cx, call) {
            Ok(rewrite) => Finding::safe(place, MESSAGE, rewrite),
            Err(reason) => Finding::manual(place, MESSAGE, reason),
        })
    }
}

/// Whether the call is one of `sqlalchemy.orm.mapper`.
pub(super) fn is_mapper<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> bool {
    crate::orm::names::called(cx, &call.func) == Some("mapper")
        && cx.project.external(cx.file.id, &call.func).as_deref() == Some(MAPPER)
}

/// Whether the call makes the mapper of a declarative class, which has its registry already: in what
/// `__mapper_cls__` gives.
fn makes_declarative(cx: &Context<'_, '_>, site: NodeId) -> bool {
    cx.file
        .nodes
        .ancestors(site)
        .filter_map(|id| alchemod_facts::function_def(cx.file.nodes.get(id)))
        .any(|def| def.name == "__mapper_cls__")
}

/// `Mapper(...)` with the same arguments: 1.4's `mapper()` is that class's constructor.
fn constructor<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Rewrite {
    let import = cx.import("sqlalchemy.orm.Mapper");
    let mut wishes: Vec<ImportWish> = import.wish.into_iter().collect();
    if let ast::Expr::Name(callee) = call.func.as_ref() {
        wishes.push(ImportWish::MayGo(callee.id.to_string()));
    }
    let edit = Edit::replace(span(call.func.as_ref()), import.text);
    Rewrite::new(cx.file.id, [edit]).wish(cx.file.id, wishes)
}

/// The parameters of 1.4's `mapper()` by position; `map_imperatively()` takes all but the first two by name.
const PARAMETERS: &[&str] = &[
    "class_",
    "local_table",
    "properties",
    "primary_key",
    "non_primary",
    "inherits",
    "inherit_condition",
    "inherit_foreign_keys",
    "always_refresh",
    "version_id_col",
    "version_id_generator",
    "polymorphic_on",
    "_polymorphic_map",
    "polymorphic_identity",
    "concrete",
    "with_polymorphic",
];

/// Arguments that older releases took.
const GONE: &[(&str, &str)] = &[
    ("allow_column_override", "allow_column_override= is gone"),
    (
        "allow_null_pks",
        "allow_null_pks= is gone: allow_partial_pks=",
    ),
    ("extension", "extension= is gone: listen to mapper events"),
    (
        "order_by",
        "order_by= of a mapper is gone: order the queries",
    ),
];

fn rewrite<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Result<Rewrite, String> {
    if call
        .args
        .iter()
        .any(|arg| matches!(arg, ast::Expr::Starred(_)))
    {
        return Err("its positional arguments are not all visible".into());
    }
    if call.args.len() > PARAMETERS.len() {
        return Err("it has more positional arguments than mapper() takes".into());
    }
    if call.args.len() > 4 || keyword(call, "non_primary").is_some_and(|k| is_true(&k.value)) {
        return Err(
            "a non-primary mapper is gone from 2.x: relate to an aliased() class of a subquery"
                .into(),
        );
    }
    for (name, reason) in GONE {
        if keyword(call, name).is_some() {
            return Err((*reason).into());
        }
    }
    let class = call
        .args
        .first()
        .or_else(|| keyword(call, "class_").map(|keyword| &keyword.value));
    let class = match class.and_then(|class| cx.project.infer(cx.file.id, class)) {
        Some(typed) => match typed.value {
            Value::Class(class) => Some(class),
            _ => None,
        },
        None => None,
    };
    let registry = registry::find_or_make(cx, class)?;
    let mut edits = registry.edits;
    edits.push(Edit::replace(
        span(call.func.as_ref()),
        format!("{}.map_imperatively", registry.name),
    ));
    for (arg, name) in call.args.iter().zip(PARAMETERS).skip(2) {
        let whole = argument_span(cx.file.tree, call, arg)
            .ok_or("its arguments cannot be found in the text")?;
        edits.push(Edit::insert(whole.start, format!("{name}=")));
    }
    let mut wishes = registry.wishes;
    if let ast::Expr::Name(callee) = call.func.as_ref() {
        wishes.push(ImportWish::MayGo(callee.id.to_string()));
    }
    Ok(Rewrite::new(cx.file.id, edits).wish(cx.file.id, wishes))
}
