//! Classes that look for `Column` objects in the bodies of their subclasses while these are made.

use alchemod_engine::Context;
use alchemod_facts::{last_name, ClassId, FileId, Project, Value};
use alchemod_python::{ast, span, Node};
use rustc_hash::FxHashMap;

/// Functions of a metaclass that run while a class is made.
const OF_METACLASS: &[&str] = &["__init__", "__new__"];

/// The function of a base that runs while a subclass is made.
const OF_BASE: &[&str] = &["__init_subclass__"];

/// The classes of which such a function asks `isinstance(x, Column)`, with its name and the place.
struct Scanning(FxHashMap<ClassId, (String, String)>);

/// Why the columns of a class stay `Column`s: a base or metaclass of it looks for them.
pub(super) fn refusal(cx: &Context<'_, '_>, class: ClassId) -> Option<String> {
    let scanning = cx.project.memo(find);
    if scanning.0.is_empty() {
        return None;
    }
    let line = cx.project.linearized(class);
    let metaclasses = line.iter().filter_map(|&id| metaclass(cx, id));
    let root = cx.project.declarative_root(class);
    let of_root = root.and_then(|root| match root {
        Value::Base(place) => match cx.project.file(place.file).nodes.get(place.node) {
            Node::Expr(ast::Expr::Call(call)) => {
                metaclass_in(cx.project, place.file, &call.keywords)
            }
            _ => None,
        },
        _ => None,
    });
    let asks = |maker: ClassId, hooks: &[&str]| {
        let line = cx.project.linearized(maker);
        line.into_iter()
            .filter_map(|id| scanning.0.get(&id))
            .find(|(hook, _)| hooks.contains(&hook.as_str()))
            .map(|(_, place)| place.clone())
    };
    let place = metaclasses
        .chain(of_root)
        .find_map(|maker| asks(maker, OF_METACLASS))
        .or_else(|| asks(class, OF_BASE))?;
    Some(format!(
        "{place} looks for Column in the bodies of classes: mapped_column gives a MappedColumn, whose `.column` is the \
         Column"
    ))
}

fn metaclass(cx: &Context<'_, '_>, class: ClassId) -> Option<ClassId> {
    let info = cx.project.class(class);
    metaclass_in(cx.project, info.file, &info.def.keywords)
}

fn metaclass_in<'t>(
    project: &Project<'t>,
    file: FileId,
    keywords: &'t [ast::Keyword],
) -> Option<ClassId> {
    let given = keywords
        .iter()
        .find(|keyword| keyword.arg.as_deref() == Some("metaclass"))?;
    match project.infer(file, &given.value)?.value {
        Value::Class(class) => Some(class),
        _ => None,
    }
}

fn find(project: &Project<'_>) -> Scanning {
    let mut found = FxHashMap::default();
    for (id, class) in project.classes() {
        let file = project.file(class.file);
        if !file.tree.text().contains("isinstance(") {
            continue;
        }
        for stmt in &class.def.body {
            let ast::Stmt::FunctionDef(def) = stmt else {
                continue;
            };
            let Some(node) = file.nodes.id(Node::Stmt(stmt)) else {
                continue;
            };
            let hook = def.name.as_str();
            if !OF_METACLASS.contains(&hook) && !OF_BASE.contains(&hook) {
                continue;
            }
            let asks = file.subtree(node).find_map(|(_, node)| match node {
                Node::Expr(ast::Expr::Call(call)) if asks_for_column(call) => Some(span(call)),
                _ => None,
            });
            if let Some(asks) = asks {
                let line = file.tree.text()[..asks.start as usize]
                    .matches('\n')
                    .count()
                    + 1;
                found.insert(id, (hook.to_owned(), format!("{}:{line}", file.path)));
            }
        }
    }
    Scanning(found)
}

/// `isinstance(x, Column)`, also with a tuple.
fn asks_for_column(call: &ast::ExprCall) -> bool {
    let is_column = |expr: &ast::Expr| last_name(expr) == Some("Column");
    last_name(&call.func) == Some("isinstance")
        && call.args.get(1).is_some_and(|wanted| match wanted {
            ast::Expr::Tuple(several) => several.elts.iter().any(is_column),
            one => is_column(one),
        })
}
