//! Operators that were renamed in 1.4: `notin_()` is `not_in()`.

use alchemod_engine::{
    Context, Finding, ImportWish, Interest, Rewrite, Rule, Stage, Target, Transform,
};
use alchemod_facts::scopes::{BindingKind, ScopeId};
use alchemod_facts::Value;
use alchemod_python::chain::attribute_name_span;
use alchemod_python::{ast, span, NodeId};
use alchemod_text::Edit;

use crate::core::columns::is_column;

/// See the rule's documentation.
pub(crate) struct OperatorNames;

static RULE: Rule = Rule {
    code: "AM507",
    name: "operator-names",
    stage: Stage::Core,
    summary: "notin_(), isnot(), nullsfirst() are not_in(), is_not(), nulls_first()",
    guide: (
        "Many Core and ORM operators were renamed",
        "https://docs.sqlalchemy.org/en/20/changelog/changelog_14.html#change-5429",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

/// Methods of column expressions.
const METHODS: &[(&str, &str)] = &[
    ("isnot", "is_not"),
    ("isnot_distinct_from", "is_not_distinct_from"),
    ("notilike", "not_ilike"),
    ("notin_", "not_in"),
    ("notlike", "not_like"),
    ("nullsfirst", "nulls_first"),
    ("nullslast", "nulls_last"),
];

/// Functions of `sqlalchemy` and of its module of operators.
const FUNCTIONS: &[(&str, &str)] = &[
    ("isfalse", "is_false"),
    ("isnot", "is_not"),
    ("isnot_distinct_from", "is_not_distinct_from"),
    ("istrue", "is_true"),
    ("notbetween_op", "not_between_op"),
    ("notcontains_op", "not_contains_op"),
    ("notendswith_op", "not_endswith_op"),
    ("notilike_op", "not_ilike_op"),
    ("notin_op", "not_in_op"),
    ("notlike_op", "not_like_op"),
    ("notmatch_op", "not_match_op"),
    ("notstartswith_op", "not_startswith_op"),
    ("nullsfirst", "nulls_first"),
    ("nullsfirst_op", "nulls_first_op"),
    ("nullslast", "nulls_last"),
    ("nullslast_op", "nulls_last_op"),
];

impl Transform for OperatorNames {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn is_style(&self) -> bool {
        true
    }

    fn interest(&self) -> Interest {
        Interest::Names
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        match cx.file.nodes.get(site).expr()? {
            ast::Expr::Attribute(attribute) => of_attribute(cx, attribute),
            ast::Expr::Name(name) => of_name(cx, site, name),
            _ => None,
        }
    }
}

fn find(table: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    table
        .iter()
        .find(|(old, _)| *old == name)
        .map(|(_, new)| *new)
}

fn of_attribute<'t>(cx: &Context<'_, 't>, attribute: &'t ast::ExprAttribute) -> Option<Finding> {
    let old = attribute.attr.as_str();
    let method = find(METHODS, old);
    let function = find(FUNCTIONS, old);
    if method.is_none() && function.is_none() {
        return None;
    }
    let owner = attribute.value.as_ref();
    let external = match cx.project.infer(cx.file.id, owner).map(|t| t.value) {
        Some(Value::External(path)) => Some(path),
        _ => None,
    };
    let new = match (external.as_deref(), method, function) {
        (
            Some(
                "sqlalchemy"
                | "sqlalchemy.sql"
                | "sqlalchemy.sql.operators"
                | "sqlalchemy.sql.expression",
            ),
            _,
            Some(new),
        ) => new,
        (Some("flask_sqlalchemy.SQLAlchemy"), ..) => return None,
        (_, Some(new), _) if is_column(cx, owner) => new,
        _ => return None,
    };
    let span = attribute_name_span(attribute);
    Some(Finding::safe(
        span,
        format!("{old} is the old name of {new}"),
        Rewrite::new(cx.file.id, [Edit::replace(span, new)]),
    ))
}

/// A name that was imported from SQLAlchemy under the old name.
fn of_name<'t>(cx: &Context<'_, 't>, site: NodeId, name: &'t ast::ExprName) -> Option<Finding> {
    let old = name.id.as_str();
    let new = find(FUNCTIONS, old)?;
    let scopes = &cx.file.scopes;
    let (owner, ids) = scopes.lookup(old, scopes.of(site))?;
    let [id] = ids else { return None };
    let BindingKind::ImportFrom(stmt, alias) = scopes.binding(*id).kind else {
        return None;
    };
    let module = stmt.module.as_ref()?.as_str();
    let is_known = matches!(
        module,
        "sqlalchemy" | "sqlalchemy.sql" | "sqlalchemy.sql.expression" | "sqlalchemy.sql.operators"
    );
    let is_bound = scopes.bindings().iter().any(|b| {
        b.name == new
            && !matches!(b.kind, BindingKind::ImportFrom(s, _)
                if s.module.as_ref().is_some_and(|m| m.as_str() == module))
    });
    if !is_known || owner != ScopeId(0) || is_bound || alias.asname.is_some() {
        return None;
    }
    let wishes = [
        ImportWish::Name {
            module: module.to_owned(),
            name: new.to_owned(),
            as_name: None,
            type_checking: false,
        },
        ImportWish::MayGo(old.to_owned()),
    ];
    let span = span(name);
    Some(Finding::safe(
        span,
        format!("{old} is the old name of {new}"),
        Rewrite::new(cx.file.id, [Edit::replace(span, new)]).wish(cx.file.id, wishes),
    ))
}
