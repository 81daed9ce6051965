//! `orm-extensions`: automap, deferred reflection, sharding, mapper options, decorators of collections.

pub(crate) mod prepare;

use alchemod_engine::{Context, Finding, Interest, Rule, Stage, Target, Transform};
use alchemod_facts::Value;
use alchemod_python::arguments::keyword;
use alchemod_python::chain::attribute_name_span;
use alchemod_python::names::definition_name;
use alchemod_python::{ast, span, Node, NodeId};

/// See the rule's documentation.
pub(crate) struct OrmExtensions;

static RULE: Rule = Rule {
    code: "AM811",
    name: "orm-extensions",
    stage: Stage::Sessions,
    summary: "automap, deferred reflection, sharded sessions, mapper options and collection decorators of 2.x",
    guide: (
        "What's New in SQLAlchemy 2.0: ORM extensions",
        "https://docs.sqlalchemy.org/en/20/orm/extensions/index.html",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

/// Attributes of `sqlalchemy.orm.collections.collection` that are gone: when, and what to do.
const COLLECTION: &[(&str, &str)] = &[
    (
        "converter",
        "2.1 has no collection.converter: convert in a listener to the attribute's event `bulk_replace`",
    ),
    (
        "linker",
        "it is gone since 1.4: listen to the attribute's events `init_collection` and `dispose_collection`",
    ),
];

/// Arguments of sharded sessions that are others now.
const SHARDED: &[(&str, &str)] = &[
    (
        "id_chooser",
        "2.0 has identity_chooser(mapper, primary_key, *, lazy_loaded_from, execution_options, bind, **kw) in place of id_chooser(query, ident)",
    ),
    (
        "query_chooser",
        "2.0 has execute_chooser(orm_execute_state) in place of query_chooser(query): what the query was is in the state's statement",
    ),
];

impl Transform for OrmExtensions {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::AnyOf(&[
            Interest::Calls,
            Interest::Classes,
            Interest::AttributesNamed(&["converter", "linker"]),
        ])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        match cx.file.nodes.get(site) {
            Node::Stmt(stmt) => mapper_option(cx, site, stmt),
            Node::Expr(ast::Expr::Attribute(attribute)) => collection(cx, site, attribute),
            Node::Expr(ast::Expr::Call(call)) => {
                sharded(cx, call).or_else(|| prepare::check(cx, call))
            }
            _ => None,
        }
    }
}

fn mapper_option(cx: &Context<'_, '_>, site: NodeId, stmt: &ast::Stmt) -> Option<Finding> {
    let class = cx.project.class_at(cx.file.id, site)?;
    let is_option = cx.project.bases(class).iter().any(|base| {
        matches!(base, Some(Value::External(path)) if &**path == "sqlalchemy.orm.interfaces.MapperOption")
    });
    is_option.then(|| {
        Finding::manual(
            definition_name(cx.file.tree, stmt).unwrap_or(span(stmt)),
            "MapperOption is legacy",
            "select() does not call its process_query(): inherit from UserDefinedOption, and look at the option in a listener to the session's event do_orm_execute",
        )
    })
}

fn collection(
    cx: &Context<'_, '_>,
    site: NodeId,
    attribute: &ast::ExprAttribute,
) -> Option<Finding> {
    let path = cx
        .project
        .external(cx.file.id, cx.file.nodes.get(site).expr()?)?;
    let name = path.strip_prefix("sqlalchemy.orm.collections.collection.")?;
    let (name, reason) = COLLECTION.iter().find(|(known, _)| *known == name)?;
    Some(Finding::manual(
        attribute_name_span(attribute),
        format!("the decorator {name} of collections is gone"),
        *reason,
    ))
}

fn sharded<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Option<Finding> {
    let (given, reason) = SHARDED
        .iter()
        .find_map(|(name, reason)| Some((keyword(call, name)?, *reason)))?;
    let makes_sessions = match cx.project.infer(cx.file.id, &call.func)?.value {
        Value::External(path) => matches!(
            &*path,
            "sqlalchemy.ext.horizontal_shard.ShardedSession" | "sqlalchemy.orm.sessionmaker"
        ),
        Value::Method(class, name) => {
            &*class == "sqlalchemy.orm.sessionmaker" && &*name == "configure"
        }
        Value::Class(class) => cx
            .project
            .is_subclass(class, "sqlalchemy.ext.horizontal_shard.ShardedSession"),
        _ => false,
    };
    makes_sessions.then(|| {
        Finding::manual(
            span(given),
            "sharded sessions choose by other functions",
            reason,
        )
    })
}
