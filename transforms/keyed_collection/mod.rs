//! `keyed-collection`: objects that enter a dictionary of their parent before they have their key.

use alchemod_engine::{Context, Finding, Interest, Rule, Stage, Target, Transform};
use alchemod_facts::{last_name, string, ClassId, Project, Relationship, Value};
use alchemod_python::arguments::keyword;
use alchemod_python::{ast, span, Node, NodeId};
use alchemod_text::Span;

/// See the rule's documentation.
pub(crate) struct KeyedCollection;

static RULE: Rule = Rule {
    code: "AM304",
    name: "keyed-collection",
    stage: Stage::Relationships,
    summary: "objects have their key before they enter a dictionary of their parent",
    guide: (
        "Collection Customization and API Details: dealing with key mutations and back-populating",
        "https://docs.sqlalchemy.org/en/20/orm/collection_api.html#dealing-with-key-mutations-and-back-populating-for-dictionary-collections",
    ),
    since: Target::V20,
    doc: include_str!("doc.md"),
};

/// Dictionaries that take their key from an attribute of the object.
const BY_ATTRIBUTE: &[&str] = &["attribute_keyed_dict", "attribute_mapped_collection"];

impl Transform for KeyedCollection {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::AnyOf(&[Interest::Calls, Interest::Assignments])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let keyed = cx.project.memo(find);
        if keyed.0.is_empty() {
            return None;
        }
        match cx.file.nodes.get(site) {
            Node::Expr(ast::Expr::Call(call)) => constructed(cx, &keyed, call),
            Node::Stmt(ast::Stmt::Assign(assign)) => assigned(cx, &keyed, site, assign),
            _ => None,
        }
    }
}

/// An attribute by which objects enter a dictionary of their parent.
struct Entry {
    /// Their class.
    class: ClassId,
    /// The attribute that holds the parent.
    parent: String,
    /// The attribute that is the key.
    key: String,
}

struct Keyed(Vec<Entry>);

fn find(project: &Project<'_>) -> Keyed {
    let mut found = Vec::new();
    for (class, _) in project.classes() {
        for relationship in project.relationships_of(class) {
            found.extend(entry(project, class, relationship));
        }
    }
    Keyed(found)
}

fn entry(project: &Project<'_>, class: ClassId, relationship: &Relationship<'_>) -> Option<Entry> {
    let back = relationship.backref.as_ref();
    // `club = relationship("Club", backref=backref("memberships", collection_class=...))`
    let inner = back
        .and_then(|back| back.call)
        .and_then(|call| keyword(call, "collection_class"));
    let (class, parent, collection) = match inner {
        Some(collection) => (class, relationship.attribute, &collection.value),
        None => {
            let name = relationship
                .back_populates
                .or_else(|| back.and_then(|back| back.name))?;
            (
                relationship.target?,
                name,
                relationship.argument("collection_class")?,
            )
        }
    };
    let ast::Expr::Call(made) = collection else {
        return None;
    };
    if !BY_ATTRIBUTE.contains(&last_name(&made.func)?)
        || keyword(made, "ignore_unpopulated_attribute").is_some()
    {
        return None;
    }
    let key = string(made.args.first()?)?;
    project.column(class, key)?;
    Some(Entry {
        class,
        parent: parent.to_owned(),
        key: key.to_owned(),
    })
}

/// `Membership(club=club, role="treasurer")`: the constructor sets its arguments in their order.
fn constructed<'t>(
    cx: &Context<'_, 't>,
    keyed: &Keyed,
    call: &'t ast::ExprCall,
) -> Option<Finding> {
    let Value::Class(class) = cx.project.infer(cx.file.id, &call.func)?.value else {
        return None;
    };
    let entry = entry_of(cx, keyed, class, |entry| {
        keyword(call, &entry.parent).is_some()
    })?;
    let has_unpacking = call.keywords.iter().any(|keyword| keyword.arg.is_none());
    if has_unpacking || has_constructor(cx, class) {
        return None;
    }
    let parent = keyword(call, &entry.parent)?;
    let is_none = matches!(&parent.value, ast::Expr::Constant(n) if n.value.is_none());
    let is_first = keyword(call, &entry.key).is_none_or(|key| span(key).start > span(parent).start);
    (is_first && !is_none).then(|| finding(span(parent), entry))
}

/// `self.club = club` before `self.role = role`, or without it.
fn assigned<'t>(
    cx: &Context<'_, 't>,
    keyed: &Keyed,
    site: NodeId,
    assign: &'t ast::StmtAssign,
) -> Option<Finding> {
    let [ast::Expr::Attribute(target)] = assign.targets.as_slice() else {
        return None;
    };
    let name = target.attr.as_str();
    if !keyed.0.iter().any(|entry| entry.parent == name) {
        return None;
    }
    let function = cx.file.nodes.parent(site)?;
    let Node::Stmt(ast::Stmt::FunctionDef(def)) = cx.file.nodes.get(function) else {
        return None;
    };
    if def.name.as_str() != "__init__" {
        return None;
    }
    let Value::Object(class) = cx.project.infer(cx.file.id, &target.value)?.value else {
        return None;
    };
    let entry = entry_of(cx, keyed, class, |entry| entry.parent == name)?;
    let place = span(assign);
    let is_set_before = |key: &str| {
        cx.file.subtree(function).any(|(_, node)| match node {
            Node::Expr(ast::Expr::Attribute(n)) => {
                n.attr.as_str() == key
                    && n.ctx == ast::ExprContext::Store
                    && span(n).start < place.start
            }
            // `super().__init__(role=role)` or a helper may set it.
            Node::Expr(ast::Expr::Call(n)) => span(n).start < place.start,
            _ => false,
        })
    };
    (!is_set_before(&entry.key)).then(|| finding(place, entry))
}

fn entry_of<'k>(
    cx: &Context<'_, '_>,
    keyed: &'k Keyed,
    class: ClassId,
    is_it: impl Fn(&Entry) -> bool,
) -> Option<&'k Entry> {
    let line = cx.project.linearized(class);
    keyed
        .0
        .iter()
        .find(|entry| line.contains(&entry.class) && is_it(entry))
}

fn has_constructor(cx: &Context<'_, '_>, class: ClassId) -> bool {
    cx.project.linearized(class).into_iter().any(|id| {
        let info = cx.project.class(id);
        let scope = cx.project.file(info.file).scopes.get(info.scope);
        scope.names.contains_key("__init__")
    })
}

fn finding(place: Span, entry: &Entry) -> Finding {
    let Entry { parent, key, .. } = entry;
    Finding::manual(
        place,
        format!(
            "`{parent}` puts the object into a dictionary by its `{key}`, which is not set yet"
        ),
        format!("1.x kept it under None, 2.x raises: set `{key}` before `{parent}`"),
    )
}
