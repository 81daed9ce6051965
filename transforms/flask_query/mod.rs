//! `flask-query`: `Model.query.get_or_404()` and its like, which `db` itself has in Flask-SQLAlchemy 3.

use alchemod_engine::{
    Context, Finding, ImportWish, Interest, Rewrite, Rule, Stage, Target, Transform,
};
use alchemod_facts::Value;
use alchemod_python::arguments::{has_unpacking, inside_parentheses, keyword};
use alchemod_python::chain::Link;
use alchemod_python::{ast, span, NodeId};
use alchemod_text::{Edit, Span};

use crate::call_edits::named;
use crate::query::builders::{self, State};
use crate::query::chain::{follow, Chain, End};
use crate::query::duplicates::repeats;
use crate::query::entities::{entities, Entity};
use crate::query::flask::extension;
use crate::query::source::{find, Found, Origin, Source};
use crate::query_to_select::{describe, doubt, suppressed};

/// See the rule's documentation.
pub(crate) struct FlaskQuery;

static RULE: Rule = Rule {
    code: "AM409",
    name: "flask-query",
    stage: Stage::Queries,
    summary:
        "get_or_404(), first_or_404(), one_or_404() and paginate() of a Query are methods of db",
    guide: (
        "Flask-SQLAlchemy: modifying and querying data",
        "https://flask-sqlalchemy.palletsprojects.com/en/3.1.x/queries/",
    ),
    since: Target::V20,
    doc: include_str!("doc.md"),
};

/// The methods, and the arguments that they take by position.
const METHODS: &[(&str, &[&str])] = &[
    ("first_or_404", &["description"]),
    ("get_or_404", &["ident", "description"]),
    ("one_or_404", &["description"]),
    (
        "paginate",
        &["page", "per_page", "error_out", "max_per_page"],
    ),
];

impl Transform for FlaskQuery {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn is_style(&self) -> bool {
        true
    }

    fn interest(&self) -> Interest {
        Interest::AttributesNamed(&["query"])
    }

    // What is refused here is told by the rule for all other queries.
    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let Found::Source(source) = find(cx, site)? else {
            return None;
        };
        let chain = follow(cx.file, source.root);
        let End::Other(link) = chain.end else {
            return None;
        };
        let (_, positional) = METHODS.iter().find(|(name, _)| *name == link.name())?;
        if suppressed(cx, &source, &chain).is_some() || has_own_query(cx, &source) {
            return None;
        }
        let rewrite = convert(cx, &source, &chain, &link, positional)?;
        let message = format!(
            "{}() of {} is a method of the extension",
            link.name(),
            describe(cx, &source)
        );
        let place = cx.file.nodes.get(chain.whole).span();
        Some(match doubt(cx, &source) {
            None => Finding::safe(place, message, rewrite),
            Some(reason) => Finding::offered(place, message, reason, rewrite),
        })
    }
}

/// Whether the model's queries are of a class of the project, which may do anything in these methods.
fn has_own_query(cx: &Context<'_, '_>, source: &Source<'_>) -> bool {
    let Origin::Model { class, .. } = source.origin else {
        return false;
    };
    let given = cx.project.infer_member(class, "query_class");
    matches!(given.map(|given| given.value), Some(Value::Class(_)))
}

fn convert<'t>(
    cx: &Context<'_, 't>,
    source: &Source<'t>,
    chain: &Chain<'t>,
    link: &Link<'t>,
    positional: &[&str],
) -> Option<Rewrite> {
    let entities = entities(cx, source).ok()?;
    let [(Entity::Mapped(_), entity)] = entities.list.as_slice() else {
        return None;
    };
    if has_unpacking(link.call) {
        return None;
    }
    let (db, wish) = extension_of(cx, source)?;
    let inside = inside_parentheses(cx.file.tree, link.call)?;
    let whole = cx.file.nodes.get(chain.whole).span();
    let root = cx.file.nodes.get(chain.root).span();
    let is_get = link.name() == "get_or_404";
    let mut edits = Vec::new();
    for (index, value) in link.call.args.iter().enumerate() {
        if !(is_get && index == 0) {
            edits.push(named(cx, link.call, value, positional.get(index)?)?);
        }
    }
    let entity = cx.source(*entity);
    if is_get {
        // Only the key decides; whatever stands before it would be lost.
        let is_given = !link.call.args.is_empty() || keyword(link.call, "ident").is_some();
        if !chain.builders.is_empty() || !is_given {
            return None;
        }
        edits.push(Edit::replace(
            Span::new(whole.start, inside.start),
            format!("{db}.get_or_404({entity}{}", comma(cx, inside)),
        ));
        return Some(Rewrite::new(cx.file.id, edits).wish(cx.file.id, wish));
    }
    let mut state = State::default();
    for builder in &chain.builders {
        edits.extend(builders::step(cx, builder, &entities, &mut state).ok()?);
    }
    builders::finish(&state).ok()?;
    let repeated = repeats(cx, &entities, &chain.builders);
    let fits = match link.name() {
        "first_or_404" => !repeated.eager,
        "one_or_404" => !repeated.eager && !repeated.rows,
        // Pages are made of what is left after repetitions are dropped.
        _ => true,
    };
    if !fits {
        return None;
    }
    let opening = format!("{db}.{}(", link.name());
    let statement = format!("{db}.select({entity})");
    match source.origin {
        Origin::Session { call, .. } => {
            let name = span(call.func.as_ref());
            let select = format!("{db}.select");
            let start = match whole.start == name.start {
                true => format!("{opening}{select}"),
                false => {
                    edits.push(Edit::insert(whole.start, opening));
                    select
                }
            };
            edits.push(Edit::replace(name, start));
        }
        Origin::Model { .. } if whole.start == root.start => {
            edits.push(Edit::replace(root, format!("{opening}{statement}")));
        }
        Origin::Model { .. } => {
            edits.push(Edit::insert(whole.start, opening));
            edits.push(Edit::replace(root, statement));
        }
    }
    edits.push(ending(cx, link, inside)?);
    Some(Rewrite::new(cx.file.id, edits).wish(cx.file.id, wish.into_iter().chain(state.wishes)))
}

/// The comma before the first argument, which may stand on a line of its own.
fn comma(cx: &Context<'_, '_>, inside: Span) -> &'static str {
    match cx.slice(inside).starts_with(['\r', '\n', ' ', '\t']) {
        true => ",",
        false => ", ",
    }
}

/// From `.method(` to the first argument, or to the end.
fn ending(cx: &Context<'_, '_>, link: &Link<'_>, inside: Span) -> Option<Edit> {
    let has_arguments = !link.call.args.is_empty() || !link.call.keywords.is_empty();
    // The name goes with the dot before it, or has another in its place.
    let limits = link.name() == "first_or_404";
    let start = match limits {
        true => link.name_span().start,
        false => link.tail_span(cx.file.tree).start,
    };
    let mut text = match limits {
        true => "limit(1)".to_owned(),
        false => String::new(),
    };
    if has_arguments {
        text.push_str(comma(cx, inside));
    }
    let replaced = match has_arguments {
        true => Span::new(start, inside.start),
        // What is left is the closing parenthesis.
        false => Span::new(start, inside.end),
    };
    let mut comments = cx.file.tree.tokens().comments(replaced);
    comments
        .next()
        .is_none()
        .then(|| Edit::replace(replaced, text))
}

/// How to write the `SQLAlchemy()` object at the site.
fn extension_of<'t>(
    cx: &Context<'_, 't>,
    source: &Source<'t>,
) -> Option<(String, Option<ImportWish>)> {
    match source.origin {
        Origin::Model { class, .. } => extension(cx, class).ok(),
        Origin::Session { session, .. } => {
            let ast::Expr::Attribute(attribute) = session else {
                return None;
            };
            let owner = cx.project.infer(cx.file.id, &attribute.value)?.value;
            let is_it = attribute.attr.as_str() == "session"
                && cx
                    .project
                    .is_instance(&owner, "flask_sqlalchemy.SQLAlchemy");
            is_it.then(|| (cx.source(attribute.value.as_ref()).to_owned(), None))
        }
    }
}
