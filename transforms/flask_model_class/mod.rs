//! `flask-model-class`: a declarative base of 2.x for the models of Flask-SQLAlchemy.

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_python::arguments::{argument_span, has_unpacking, inside_parentheses, keyword};
use alchemod_python::layout::shares_line;
use alchemod_python::{ast, span, NodeId, Style};
use alchemod_text::Edit;

/// See the rule's documentation.
pub(crate) struct FlaskModelClass;

static RULE: Rule = Rule {
    code: "AM914",
    name: "flask-model-class",
    stage: Stage::Project,
    summary: "SQLAlchemy() is given a declarative base class",
    guide: (
        "Flask-SQLAlchemy: initializing the base class",
        "https://flask-sqlalchemy.palletsprojects.com/en/3.1.x/models/#initializing-the-base-class",
    ),
    since: Target::V20,
    doc: include_str!("doc.md"),
};

const BASE: &str = "Base";

impl Transform for FlaskModelClass {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn is_style(&self) -> bool {
        true
    }

    fn interest(&self) -> Interest {
        Interest::CallsNamed(&["SQLAlchemy"])
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let ast::Expr::Call(call) = cx.file.nodes.get(site).expr()? else {
            return None;
        };
        if cx.project.external(cx.file.id, &call.func).as_deref()
            != Some("flask_sqlalchemy.SQLAlchemy")
        {
            return None;
        }
        let has = |name: &str| keyword(call, name).is_some();
        if has_unpacking(call) || call.args.len() > 1 || has("model_class") || has("metadata") {
            return None;
        }
        let stmt = cx.file.nodes.get(cx.file.nodes.parent(site)?).stmt()?;
        let ast::Stmt::Assign(assign) = stmt else {
            return None;
        };
        let is_plain = matches!(assign.targets.as_slice(), [ast::Expr::Name(_)]);
        let is_free = cx
            .file
            .scopes
            .all()
            .all(|(_, scope)| !scope.names.contains_key(BASE));
        if !is_plain || !is_free || shares_line(cx.file.tree, stmt) {
            return None;
        }
        let import = cx.at(site).import("sqlalchemy.orm.DeclarativeBase");
        let indent = cx.indent_of(stmt);
        let unit = Style::of(cx.file.tree).indent;
        let blank = match indent.is_empty() {
            true => "\n\n",
            false => "\n",
        };
        let line = cx.line_of(span(stmt).start);
        let is_below_code = line > 1 && !cx.slice(cx.line_span(line - 1)).trim().is_empty();
        let above = match indent.is_empty() && is_below_code {
            true => "\n\n",
            false => "",
        };
        let class = format!(
            "{above}class {BASE}({}):\n{indent}{unit}pass\n{blank}{indent}",
            import.text
        );
        let argument = format!("model_class={BASE}");
        let place = inside_parentheses(cx.file.tree, call)?;
        let last = match (call.keywords.last(), call.args.last()) {
            (Some(keyword), _) => Some(argument_span(cx.file.tree, call, keyword)?),
            (None, Some(value)) => Some(argument_span(cx.file.tree, call, value)?),
            (None, None) => None,
        };
        let given = match last {
            Some(last) => Edit::insert(last.end, format!(", {argument}")),
            None => Edit::insert(place.start, argument),
        };
        let edits = [Edit::insert(span(stmt).start, class), given];
        Some(Finding::offered(
            span(call),
            "the models of this extension have a legacy declarative base",
            "it needs Flask-SQLAlchemy 3.1, and models whose annotations are not Mapped[...] would raise",
            Rewrite::new(cx.file.id, edits).wish(cx.file.id, import.wish),
        ))
    }
}
