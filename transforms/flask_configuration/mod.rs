//! `flask-configuration`: configuration that Flask-SQLAlchemy 3 does not read, or reads otherwise.

mod keys;

use alchemod_engine::{Context, Finding, Interest, Rule, Stage, Target, Transform};
use alchemod_facts::string;
use alchemod_python::{ast, span, NodeId};
use alchemod_text::Span;

use keys::fault;

/// See the rule's documentation.
pub(crate) struct FlaskConfiguration;

static RULE: Rule = Rule {
    code: "AM912",
    name: "flask-configuration",
    stage: Stage::Project,
    summary: "configuration keys that Flask-SQLAlchemy 3 ignores, and SQLite files that it looks for elsewhere",
    guide: (
        "Flask-SQLAlchemy: changes in version 3.0.0",
        "https://flask-sqlalchemy.palletsprojects.com/en/3.1.x/changes/#version-3-0-0",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

/// The packages that read the keys, as they are imported.
const EXTENSION: &[&str] = &["flask_sqlalchemy", "flask.ext.sqlalchemy"];

impl Transform for FlaskConfiguration {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::AnyOf(&[Interest::Assignments, Interest::Calls])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let mut settings = Vec::new();
        let node = cx.file.nodes.get(site);
        if let Some(stmt) = node.stmt() {
            let (targets, value) = match stmt {
                ast::Stmt::Assign(n) => (n.targets.as_slice(), n.value.as_ref()),
                ast::Stmt::AnnAssign(n) => {
                    (std::slice::from_ref(n.target.as_ref()), n.value.as_deref()?)
                }
                _ => return None,
            };
            settings.extend(
                targets
                    .iter()
                    .filter_map(|target| Some((target_name(target)?, span(target), value))),
            );
            of_dict(value, &mut settings);
        } else if let ast::Expr::Call(call) = node.expr()? {
            of_call(call, &mut settings);
        }
        settings.retain(|(name, _, _)| name.starts_with("SQLALCHEMY_"));
        let found: Vec<(Span, &str, &str)> = settings
            .iter()
            .filter_map(|&(name, place, value)| {
                let reason = fault(cx, site, name, value)?;
                Some((place, name, reason))
            })
            .collect();
        let &(place, _, reason) = found.first()?;
        let is_flask = |text: &str| EXTENSION.iter().any(|name| text.contains(name));
        if !cx
            .project
            .files
            .iter()
            .any(|file| is_flask(file.tree.text()))
        {
            return None;
        }
        let names: Vec<&str> = found.iter().map(|(_, name, _)| *name).collect();
        let mut reasons: Vec<&str> = found.iter().map(|(_, _, reason)| *reason).collect();
        reasons.dedup();
        let reason = match reasons.len() {
            1 => reason.to_owned(),
            _ => reasons.join("; "),
        };
        Some(Finding::manual(
            place,
            format!(
                "Flask-SQLAlchemy 3 reads {} otherwise, or not at all",
                names.join(", ")
            ),
            reason,
        ))
    }
}

type Setting<'t> = (&'t str, Span, &'t ast::Expr);

/// `NAME`, `self.NAME`, `app.config["NAME"]`.
fn target_name(target: &ast::Expr) -> Option<&str> {
    match target {
        ast::Expr::Name(n) => Some(n.id.as_str()),
        ast::Expr::Attribute(n) => Some(n.attr.as_str()),
        ast::Expr::Subscript(n) => string(&n.slice),
        _ => None,
    }
}

fn of_dict<'t>(value: &'t ast::Expr, settings: &mut Vec<Setting<'t>>) {
    let ast::Expr::Dict(dict) = value else {
        return;
    };
    for (key, value) in dict.keys.iter().zip(&dict.values) {
        if let Some((name, key)) = key.as_ref().and_then(|key| Some((string(key)?, key))) {
            settings.push((name, span(key), value));
        }
    }
}

/// `config.update(NAME=value)`, `from_mapping({...})`, `setdefault("NAME", value)`.
fn of_call<'t>(call: &'t ast::ExprCall, settings: &mut Vec<Setting<'t>>) {
    for keyword in &call.keywords {
        if let Some(name) = keyword.arg.as_deref() {
            settings.push((name, span(keyword), &keyword.value));
        }
    }
    match call.args.as_slice() {
        [only] => of_dict(only, settings),
        [name, value] if alchemod_facts::last_name(&call.func) == Some("setdefault") => {
            if let Some(key) = string(name) {
                settings.push((key, span(name), value));
            }
        }
        _ => {}
    }
}
