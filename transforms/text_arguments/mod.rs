//! Arguments of `text()` that became methods.

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_python::{ast, span, NodeId};

use crate::core::arguments::arguments;
use crate::core::methods::{recompose, Fate, Form};
use crate::core::parameters::list_form;

/// See the rule's documentation.
pub(crate) struct TextArguments;

static RULE: Rule = Rule {
    code: "AM509",
    name: "text-arguments",
    stage: Stage::Core,
    summary: "text(sql, bindparams=[...], typemap={...}) is text(sql).bindparams(...).columns(...)",
    guide: (
        "text(): bindparams() and columns()",
        "https://docs.sqlalchemy.org/en/20/core/sqlelement.html#sqlalchemy.sql.expression.text",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

const MESSAGE: &str = "text() takes the SQL only; parameters and columns are said by methods";

impl Transform for TextArguments {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn interest(&self) -> Interest {
        Interest::Calls
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let ast::Expr::Call(call) = cx.file.nodes.get(site).expr()? else {
            return None;
        };
        let is_legacy = call.keywords.iter().any(|k| {
            matches!(
                k.arg.as_deref(),
                Some("bindparams" | "typemap" | "autocommit" | "bind")
            )
        });
        if !is_legacy || cx.project.external(cx.file.id, &call.func)?.as_ref() != "sqlalchemy.text"
        {
            return None;
        }
        let span = span(call);
        Some(match plan(cx, call) {
            Ok(rewrite) => Finding::safe(span, MESSAGE, rewrite),
            Err(reason) => Finding::manual(span, MESSAGE, reason),
        })
    }
}

fn plan<'t>(cx: &Context<'_, 't>, call: &'t ast::ExprCall) -> Result<Rewrite, String> {
    let arguments = arguments(cx, call).ok_or("not all of its arguments are visible")?;
    let mut fates = Vec::new();
    for argument in arguments {
        let fate = match argument.keyword {
            None => Fate::Stays(Form::Plain),
            Some("text") => Fate::Stays(Form::Named),
            Some("bindparams" | "typemap" | "bind" | "autocommit") if argument.is_none() => {
                Fate::Goes
            }
            Some("bindparams") => {
                // No release takes anything but a list, or nothing.
                let form = list_form(cx, &argument)
                    .unwrap_or_else(|| Form::Around("*".into(), " or []".into()));
                Fate::Method("bindparams".into(), form)
            }
            Some("typemap") => {
                Fate::Method("columns".into(), Form::Around("**".into(), String::new()))
            }
            Some("autocommit") if argument.boolean() == Some(false) => Fate::Goes,
            Some("autocommit") => {
                return Err("autocommit is gone in 2.x: run it in engine.begin(), or commit".into())
            }
            Some("bind") => {
                return Err("bind is gone in 2.x: run it on a connection of that engine".into())
            }
            Some(other) => return Err(format!("2.x has no such argument: {other}")),
        };
        fates.push((argument, fate));
    }
    Ok(Rewrite::new(cx.file.id, recompose(cx, call, &fates)?))
}
