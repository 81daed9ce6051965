//! `column == None` says `column.is_(None)`.

use alchemod_engine::{Context, Finding, Interest, Rewrite, Rule, Stage, Target, Transform};
use alchemod_facts::Value;
use alchemod_python::{ast, span, NodeId};
use alchemod_text::{Edit, Span};

/// See the rule's documentation.
pub(crate) struct NoneComparison;

static RULE: Rule = Rule {
    code: "AM525",
    name: "none-comparison",
    stage: Stage::Core,
    summary: "column == None is column.is_(None), which linters let stand",
    guide: (
        "Column Elements and Expressions: ColumnOperators.is_()",
        "https://docs.sqlalchemy.org/en/20/core/sqlelement.html#sqlalchemy.sql.expression.ColumnOperators.is_",
    ),
    since: Target::V14,
    doc: include_str!("doc.md"),
};

impl Transform for NoneComparison {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn is_style(&self) -> bool {
        true
    }

    fn interest(&self) -> Interest {
        Interest::Comparisons
    }

    fn check(&self, cx: &Context<'_, '_>, site: NodeId) -> Option<Finding> {
        let ast::Expr::Compare(compare) = cx.file.nodes.get(site).expr()? else {
            return None;
        };
        let ([operator], [right]) = (compare.ops.as_slice(), compare.comparators.as_slice()) else {
            return None;
        };
        let (sign, method) = match operator {
            ast::CmpOp::Eq => ("==", "is_"),
            ast::CmpOp::NotEq => ("!=", "is_not"),
            _ => return None,
        };
        let ast::Expr::Constant(constant) = right else {
            return None;
        };
        let left = compare.left.as_ref();
        if !constant.value.is_none() || !is_column(cx, left) || has_own_operators(cx) {
            return None;
        }
        // Whatever else stands between the two, a bracket or a comment, has its meaning.
        let between = Span::new(span(left).end, span(right).start);
        if cx.slice(between).trim() != sign {
            return None;
        }
        let rest = Span::new(between.start, span(right).end);
        Some(Finding::safe(
            span(compare),
            format!("comparison with None: {method}() says what is meant"),
            Rewrite::new(
                cx.file.id,
                [Edit::replace(rest, format!(".{method}(None)"))],
            ),
        ))
    }
}

/// Whether `expr` is a column of a mapped class, of an alias of one, or of a table: of a type whose `==` is
/// SQLAlchemy's.
fn is_column<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    let ast::Expr::Attribute(attribute) = expr else {
        return false;
    };
    let infer = |expr: &'t ast::Expr| cx.project.infer(cx.file.id, expr).map(|t| t.value);
    let mapped = match infer(expr) {
        Some(Value::Attribute(class, name)) => Some((class, name.to_string())),
        _ => match infer(&attribute.value) {
            Some(Value::Aliased(class)) => Some((class, attribute.attr.to_string())),
            _ => None,
        },
    };
    let Some((class, name)) = mapped else {
        // `table.c.name`
        let is_known = |path: &str| path.starts_with("sqlalchemy.");
        return matches!(attribute.value.as_ref(), ast::Expr::Attribute(_))
            && cx
                .project
                .column_type(cx.file.id, expr)
                .is_some_and(|path| is_known(&path));
    };
    if is_for_objects_too(cx, expr) || cx.project.relationship(class, &name).is_some() {
        return false;
    }
    let Some(column) = cx.project.column(class, &name) else {
        return false;
    };
    match column.type_ {
        None => true,
        Some(type_) => {
            let called = match type_ {
                ast::Expr::Call(call) => call.func.as_ref(),
                other => other,
            };
            match cx.project.infer(column.file, called).map(|t| t.value) {
                Some(Value::External(path)) => path.starts_with("sqlalchemy."),
                // `has_own_operators` has looked at what the project adds.
                Some(Value::Class(class)) => cx
                    .project
                    .external_base(class)
                    .is_some_and(|path| path.starts_with("sqlalchemy.")),
                _ => false,
            }
        }
    }
}

/// Whether `expr` stands in a function that runs with objects as well, like that of a `hybrid_property`.
fn is_for_objects_too<'t>(cx: &Context<'_, 't>, expr: &'t ast::Expr) -> bool {
    let mut root = expr;
    while let ast::Expr::Attribute(attribute) = root {
        root = attribute.value.as_ref();
    }
    let (ast::Expr::Name(name), Some(site)) = (root, cx.file.nodes.expr_id(expr)) else {
        return true;
    };
    cx.file
        .nodes
        .ancestors(site)
        .filter_map(|id| alchemod_facts::function_def(cx.file.nodes.get(id)))
        .filter(|def| {
            let positional = def.args.posonlyargs.iter().chain(&def.args.args);
            let mut names = positional.map(|arg| arg.def.arg.as_str());
            names.any(|parameter| parameter == name.id.as_str())
        })
        .any(|def| {
            def.decorators.iter().any(|decorator| {
                let decorator = match decorator {
                    ast::Expr::Call(call) => call.func.as_ref(),
                    other => other,
                };
                !matches!(
                    alchemod_facts::last_name(decorator),
                    Some("classmethod" | "declared_attr" | "expression" | "inplace")
                )
            })
        })
}

/// Whether the project gives columns or types operators of its own.
fn has_own_operators(cx: &Context<'_, '_>) -> bool {
    struct OwnOperators(bool);
    let found = cx.project.memo(|project| {
        OwnOperators(project.files.iter().any(|file| {
            ["comparator_factory", "coerce_to_is_types"]
                .iter()
                .any(|word| file.tree.text().contains(word))
        }))
    });
    found.0
}
