//! `flask-table-name`: table names that Flask-SQLAlchemy 3 would derive in another way.

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_facts::sqlalchemy::table_names::{flask, flask_3};
use alchemod_facts::{ClassKind, Value};
use alchemod_python::layout::docstring;
use alchemod_python::names::definition_name;
use alchemod_python::{ast, span, NodeId, Style};
use alchemod_text::Edit;

/// See the rule's documentation.
pub(crate) struct FlaskTableName;

static RULE: Rule = Rule {
    code: "AM911",
    name: "flask-table-name",
    stage: Stage::Project,
    summary: "models keep the table name that Flask-SQLAlchemy 2 derived from their class",
    guide: (
        "Flask-SQLAlchemy: changes in version 3.0.0",
        "https://flask-sqlalchemy.palletsprojects.com/en/3.1.x/changes/#version-3-0-0",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for FlaskTableName {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::Classes
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let class = cx.project.class_at(cx.file.id, site)?;
        let info = cx.project.class(class);
        let (old, new) = (flask(info.name()), flask_3(info.name()));
        if old == new || info.kind() != ClassKind::Mapped {
            return None;
        }
        if info.assigned("__tablename__").is_some() || info.assigned("__table__").is_some() {
            return None;
        }
        let of_extension = cx.project.linearized(class).into_iter().any(|class| {
            cx.project.bases(class).iter().flatten().any(
                |base| matches!(base, Value::External(path) if &**path == "flask_sqlalchemy.SQLAlchemy.Model"),
            )
        });
        if !of_extension {
            return None;
        }
        let stmt = cx.file.nodes.get(site).stmt()?;
        let place = definition_name(cx.file.tree, stmt).unwrap_or(span(stmt));
        let message = format!("the table of this model would be `{new}`, and is `{old}`");
        // A function may name it, or it may have no table of its own.
        if cx.project.own_table_name(class).as_deref() != Some(old.as_str()) {
            let has_name = cx
                .project
                .linearized(class)
                .into_iter()
                .any(|class| cx.project.infer_member(class, "__tablename__").is_some());
            return (!has_name && cx.project.mapped_parent(class).is_none()).then(|| {
                Finding::manual(
                    place,
                    message,
                    "write its __tablename__, if it has a table of its own",
                )
            });
        }
        let first = match docstring(&info.def.body) {
            Some(_) => info.def.body.get(1),
            None => info.def.body.first(),
        };
        let quote = Style::of(cx.file.tree).quote;
        let text = format!("__tablename__ = {quote}{old}{quote}");
        let edit = match first {
            Some(first) if cx.line_of(span(first).start) > cx.line_of(place.end) => {
                let start = alchemod_python::layout::statement_start(cx.file.tree, first);
                let blank = match first {
                    ast::Stmt::FunctionDef(_)
                    | ast::Stmt::AsyncFunctionDef(_)
                    | ast::Stmt::ClassDef(_) => "\n",
                    _ => "",
                };
                let indent = cx.indent_at(start);
                Edit::insert(start, format!("{text}\n{blank}{indent}"))
            }
            _ => {
                return Some(Finding::manual(
                    place,
                    message,
                    format!("write {text} in its body"),
                ))
            }
        };
        Some(Finding::safe(
            place,
            message,
            Rewrite::new(cx.file.id, [edit]),
        ))
    }
}
