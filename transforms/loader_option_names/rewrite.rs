//! From strings to attributes.

use alchemod_engine::{Context, ImportWish, Rewrite};
use alchemod_facts::{string, ClassKind, Value};
use alchemod_python::arguments::keyword;
use alchemod_python::{ast, span};
use alchemod_text::{Edit, Span};

use super::chain::{is_legacy_name, Chain, Step};
use super::table::Reads;
use crate::orm::cursor::{Cursor, Named};
use crate::orm::parts;
use crate::orm::uses::{home, Home};
use crate::query::arguments::{has_unpacking, is_string};

/// A rewrite, and why it is only offered.
pub(super) struct Done {
    /// The rewrite.
    pub rewrite: Rewrite,
    /// The reason.
    pub doubt: Option<String>,
}

/// What is wrong with the chain, as a message says it.
pub(super) fn message(chain: &Chain<'_>) -> String {
    let mut legacy = chain.steps.iter().filter(|step| step.is_legacy());
    let Some(step) = legacy.next() else {
        return String::new();
    };
    let name = step.loader.name;
    if step.loader.now != name {
        format!(
            "{name}() is gone: chain {}() for each step",
            step.loader.now
        )
    } else if step.names().iter().any(is_legacy_name) {
        format!("{name}() names an attribute by a string, for which 2.x raises")
    } else {
        format!("{name}() takes one attribute on 2.x")
    }
}

/// Where the chain is in the model.
struct Place {
    /// The entity; the error is why it is not known.
    cursor: Result<Cursor, String>,
    edits: Vec<Edit>,
    wishes: Vec<ImportWish>,
    /// An attribute was used that is there once the mappers are configured.
    is_late: bool,
}

/// The rewrite of a chain, or why there is none.
pub(super) fn rewrite<'t>(cx: &Context<'_, 't>, chain: &Chain<'t>) -> Result<Done, String> {
    if chain.has_unknown {
        return Err("it is chained with something that is no loader option".into());
    }
    let mut start: Option<Home> = None;
    let cursor = match chain.load {
        Some(entity) => of_load(cx, entity),
        None => {
            let names_first = chain.steps.first().is_some_and(|step| {
                let is_list = step.loader.reads == Reads::Columns;
                let mut read = step
                    .names()
                    .iter()
                    .take(if is_list { usize::MAX } else { 1 });
                read.any(is_legacy_name)
            });
            if names_first {
                let found = home(cx, chain.whole)?;
                let cursor = found.lead.cursor.clone();
                start = Some(found);
                Ok(cursor)
            } else {
                Err("the entity that it starts from cannot be told".into())
            }
        }
    };
    let mut place = Place {
        cursor,
        edits: Vec::new(),
        wishes: Vec::new(),
        is_late: false,
    };
    for step in &chain.steps {
        advance(cx, step, &mut place)?;
    }
    if place.is_late && start.as_ref().is_some_and(|home| is_too_early(cx, home)) {
        return Err(
            "a call maps the class, which comes later than the module is loaded: make the option where the query is \
             made, and name the attribute"
                .into(),
        );
    }
    let rewrite = Rewrite::new(cx.file.id, place.edits).wish(cx.file.id, place.wishes);
    Ok(Done {
        rewrite,
        doubt: doubt(start.as_ref(), place.is_late),
    })
}

/// Whether a module makes the option for a class that a call maps, while it is loaded and without a query.
fn is_too_early(cx: &Context<'_, '_>, home: &Home) -> bool {
    let class = home
        .lead
        .cursor
        .class
        .map(|class| cx.project.class(class).kind());
    let in_function = cx.site().is_some_and(|site| {
        let mut around = cx.file.nodes.ancestors(site);
        around.any(|id| alchemod_facts::function_def(cx.file.nodes.get(id)).is_some())
    });
    class == Some(ClassKind::Imperative) && !home.is_configured && !in_function
}

fn doubt(start: Option<&Home>, is_late: bool) -> Option<String> {
    let home = start?;
    if home.lead.is_guess {
        let text = home.lead.cursor.text.as_deref().unwrap_or("its argument");
        return Some(format!(
            "`{text}` is taken for a mapped class or alias because the query has loader options"
        ));
    }
    (is_late && !home.is_configured).then(|| {
        "the attribute is made when SQLAlchemy configures the mappers, which may happen later than this".into()
    })
}

/// `Load(User)`.
fn of_load<'t>(cx: &Context<'_, 't>, entity: &'t ast::Expr) -> Result<Cursor, String> {
    let text = Some(cx.source(entity).to_owned());
    match cx
        .project
        .infer(cx.file.id, entity)
        .map(|typed| typed.value)
    {
        Some(Value::Class(class)) if cx.project.class(class).is_mapped() => Ok(Cursor {
            class: Some(class),
            text,
        }),
        Some(Value::Aliased(class)) => Ok(Cursor {
            class: Some(class),
            text,
        }),
        _ if crate::orm::lead::is_path(entity) => Ok(Cursor { class: None, text }),
        _ => Err("the class in Load() cannot be told".into()),
    }
}

/// Rewrites one option and goes to where it leads.
fn advance<'t>(cx: &Context<'_, 't>, step: &Step<'t>, place: &mut Place) -> Result<(), String> {
    if !step.is_legacy() {
        follow(cx, step, place);
        return Ok(());
    }
    if has_unpacking(step.call) {
        return Err("its arguments are not all visible".into());
    }
    if step
        .names()
        .iter()
        .any(|arg| is_string(arg) && string(arg).is_none())
    {
        return Err("it is given a string that is made at run time".into());
    }
    if keyword(step.call, "alias").is_some_and(|alias| is_string(&alias.value)) {
        return Err("its alias is given by name: give the aliased() class".into());
    }
    match step.loader.reads {
        Reads::Columns | Reads::First => columns(cx, step, place),
        Reads::Path | Reads::EachStep => path(cx, step, place),
    }
}

/// Goes along the attributes of an option that stays.
fn follow<'t>(cx: &Context<'_, 't>, step: &Step<'t>, place: &mut Place) {
    if matches!(step.loader.reads, Reads::Columns | Reads::First) {
        return;
    }
    for arg in step.names() {
        place.cursor = if is_string(arg) {
            Err("a wildcard comes before it".into())
        } else {
            Cursor::after(cx, arg)
        };
    }
}

/// Each string becomes an attribute of the same entity.
fn columns<'t>(cx: &Context<'_, 't>, step: &Step<'t>, place: &mut Place) -> Result<(), String> {
    for arg in step.names() {
        let Some(name) = string(arg) else { continue };
        let named = place.cursor.clone()?.attribute(cx, name)?;
        take(place, &named);
        place.edits.push(Edit::replace(span(arg), named.text));
    }
    Ok(())
}

fn take(place: &mut Place, named: &Named) {
    place.wishes.extend(named.wish.clone());
    place.is_late |= named.is_late;
}

/// A path becomes one call for each of its steps.
fn path<'t>(cx: &Context<'_, 't>, step: &Step<'t>, place: &mut Place) -> Result<(), String> {
    let names = step.names();
    // A method of an option reads a string as one name, and only one argument as a path.
    if !step.is_first && names.len() > 1 {
        return Err("the method takes one attribute: chain a call for each".into());
    }
    let mut pieces: Vec<(Span, Vec<String>)> = Vec::new();
    for arg in names {
        let whole = parts::argument(cx, step.call, arg)?;
        let Some(text) = string(arg) else {
            place.cursor = Cursor::after(cx, arg);
            pieces.push((whole, vec![cx.slice(whole).to_owned()]));
            continue;
        };
        if text == "*" {
            return Err("a wildcard ends its path".into());
        }
        let mut written = Vec::new();
        for name in text.split('.') {
            let named = place.cursor.clone()?.attribute(cx, name)?;
            take(place, &named);
            place.cursor = named.next;
            written.push(named.text);
        }
        if !step.is_first && written.len() > 1 {
            return Err("a method of an option takes no path".into());
        }
        pieces.push((span(arg), written));
    }
    let count: usize = pieces.iter().map(|(_, written)| written.len()).sum();
    if count > 1 && keyword(step.call, "alias").is_some() {
        return Err("contains_eager() with an alias along a path: chain a call for each step, with of_type(alias)".into());
    }
    let now = step.loader.now;
    let (before, last) = match step.loader.reads {
        Reads::EachStep => (now, now),
        _ => ("defaultload", now),
    };
    // The name of the call that ends up first.
    let head = if count > 1 { before } else { last };
    if head != step.loader.name {
        rename(cx, step, head, place)?;
    }
    let mut left = count;
    for (index, (whole, written)) in pieces.iter().enumerate() {
        let mut text = String::new();
        for (at, attribute) in written.iter().enumerate() {
            if at > 0 {
                text.push_str(&format!(").{}(", if left == 1 { last } else { before }));
            }
            text.push_str(attribute);
            left -= 1;
        }
        if cx.slice(*whole) != text {
            place.edits.push(Edit::replace(*whole, text));
        }
        if let Some((next, _)) = pieces.get(index + 1) {
            let method = if left == 1 { last } else { before };
            place
                .edits
                .push(parts::between(cx, *whole, *next, format!(").{method}("))?);
        }
    }
    Ok(())
}

/// Calls another option than before.
fn rename<'t>(
    cx: &Context<'_, 't>,
    step: &Step<'t>,
    name: &str,
    place: &mut Place,
) -> Result<(), String> {
    match step.call.func.as_ref() {
        ast::Expr::Attribute(n) => {
            let at = alchemod_python::chain::attribute_name_span(n);
            place.edits.push(Edit::replace(at, name));
        }
        func @ ast::Expr::Name(n) => {
            let import = cx.import(&format!("sqlalchemy.orm.{name}"));
            place.edits.push(Edit::replace(span(func), import.text));
            place.wishes.extend(import.wish);
            place.wishes.push(ImportWish::MayGo(n.id.to_string()));
        }
        _ => return Err("its function is no plain name".into()),
    }
    Ok(())
}
