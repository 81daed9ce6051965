//! What columns hold whose type is a class of the project: a `TypeDecorator`, a `UserDefinedType`, a
//! subclass of one of SQLAlchemy's own types.
//!
//! What the class says itself counts, in this order: the annotation of `process_result_value`, the
//! property `python_type`, the type that it decorates. Where it says nothing, its values may be
//! anything: `Any`, never a guess.

use alchemod_facts::sqlalchemy::types::{column_type, PythonRule, PythonType, ANY};
use alchemod_facts::{function_def, last_name, Class, ClassId, FunctionDef, Place, Project, Value};
use alchemod_python::{ast, Node};

use super::python_type::{of_type, Held};

/// Methods that make values of what the database gives, besides `process_result_value`.
const CONVERTING: &[&str] = &["column_expression", "load_dialect_impl", "result_processor"];

/// The builtin classes that a type may name as those of its values.
const BUILTINS: &[&str] = &[
    "bool", "bytes", "dict", "float", "int", "list", "set", "str", "tuple",
];

/// What a column of this class holds. `None` if the class is no column type.
pub fn of_class<'t>(project: &Project<'t>, class: ClassId) -> Option<Held<'t>> {
    let path = project.external_base(class)?;
    let row = column_type(&path)?;
    let any = Some(Held::Type(ANY));
    let line = project.linearized(class);
    let is_whole = line
        .iter()
        .all(|&id| project.bases(id).iter().all(Option::is_some));
    if !is_whole {
        return any;
    }
    let method = |name: &str| {
        line.iter()
            .find_map(|&id| method_of(project, project.class(id), name))
    };
    let result = method("process_result_value");
    if let Some((place, def)) = &result {
        if let Some(annotation) = def.returns {
            return Some(annotated(project, *place, annotation));
        }
    }
    if let Some((place, _)) = method("python_type") {
        let results = project.results(place);
        return match results.returns.as_slice() {
            [only] if is_of_impl(only) => decorated(project, &line).or(any),
            [only] => Some(named(project, place, only)),
            _ => any,
        };
    }
    if result.is_some() || CONVERTING.iter().any(|name| method(name).is_some()) {
        return any;
    }
    if row.name != "sqlalchemy.TypeDecorator" {
        return Some(Held::Type(match row.rule {
            PythonRule::Fixed => row.python,
            _ => ANY,
        }));
    }
    decorated(project, &line).or(any)
}

/// Whether it is `self.impl.python_type` or `self.impl.type.python_type`: what the decorated type says.
fn is_of_impl(expr: &ast::Expr) -> bool {
    let attribute = |expr: &'_ ast::Expr, name: &str| match expr {
        ast::Expr::Attribute(n) if n.attr.as_str() == name => Some(n.value.clone()),
        _ => None,
    };
    let Some(owner) = attribute(expr, "python_type") else {
        return false;
    };
    let owner = attribute(&owner, "type").unwrap_or(owner);
    attribute(&owner, "impl").is_some_and(|owner| matches!(*owner, ast::Expr::Name(_)))
}

/// What the type holds that `impl` names.
fn decorated<'t>(project: &Project<'t>, line: &[ClassId]) -> Option<Held<'t>> {
    let (file, inner) = line.iter().find_map(|&id| {
        let class = project.class(id);
        Some((class.file, class.assigned("impl")?))
    })?;
    // 2.x takes other defaults than 1.x for types with such rules.
    let path = match inner {
        ast::Expr::Call(call) => project.external(file, &call.func)?,
        other => project.external(file, other)?,
    };
    let rule = column_type(&path)?.rule;
    let is_plain = matches!(rule, PythonRule::Fixed | PythonRule::AsDecimal { .. });
    match of_type(project, file, inner, true)?.held {
        held @ Held::Type(_) if is_plain => Some(held),
        _ => None,
    }
}

/// A method or property in the body of a class.
fn method_of<'t>(
    project: &Project<'t>,
    class: &Class<'t>,
    name: &str,
) -> Option<(Place, FunctionDef<'t>)> {
    let file = project.file(class.file);
    class.def.body.iter().find_map(|stmt| {
        let def = function_def(Node::Stmt(stmt)).filter(|def| def.name == name)?;
        let node = file.nodes.id(Node::Stmt(stmt))?;
        Some((
            Place {
                file: class.file,
                node,
            },
            def,
        ))
    })
}

/// What a return annotation says, but for `None`: whether there may be NULL is the column's affair.
fn annotated<'t>(project: &Project<'t>, place: Place, annotation: &'t ast::Expr) -> Held<'t> {
    use ast::Expr;
    let is_none = |expr: &Expr| matches!(expr, Expr::Constant(n) if n.value.is_none());
    match annotation {
        Expr::Subscript(n) if last_name(&n.value) == Some("Optional") => {
            annotated(project, place, &n.slice)
        }
        Expr::BinOp(n) if n.op == ast::Operator::BitOr && is_none(&n.right) => {
            annotated(project, place, &n.left)
        }
        Expr::BinOp(n) if n.op == ast::Operator::BitOr && is_none(&n.left) => {
            annotated(project, place, &n.right)
        }
        Expr::Subscript(n) if matches!(last_name(&n.value), Some("list" | "List")) => {
            Held::List(Box::new(annotated(project, place, &n.slice)))
        }
        Expr::Subscript(n) if matches!(last_name(&n.value), Some("set" | "Set")) => {
            Held::Set(Box::new(annotated(project, place, &n.slice)))
        }
        Expr::Subscript(n) if matches!(last_name(&n.value), Some("dict" | "Dict")) => {
            let keys = match n.slice.as_ref() {
                Expr::Tuple(both) => both.elts.first(),
                _ => None,
            };
            match keys.map(|keys| annotated(project, place, keys)) {
                Some(Held::Type(keys)) => Held::Dict { keys },
                _ => Held::Type(ANY),
            }
        }
        Expr::Name(_) | Expr::Attribute(_) => named(project, place, annotation),
        Expr::Constant(_) => match project.infer_annotation(place.file, annotation) {
            Some(typed) => importable(typed.value),
            None => Held::Type(ANY),
        },
        _ => Held::Type(ANY),
    }
}

/// Instances of the class that an expression names.
fn named<'t>(project: &Project<'t>, place: Place, class: &'t ast::Expr) -> Held<'t> {
    if let Some(value) = project.infer(place.file, class) {
        return match value.value {
            Value::External(path) => importable(Value::Instance(path)),
            Value::Class(class) => Held::Own(class),
            _ => Held::Type(ANY),
        };
    }
    let builtin = BUILTINS
        .iter()
        .find(|name| matches!(class, ast::Expr::Name(n) if n.id.as_str() == **name));
    let is_bound = || {
        let file = project.file(place.file);
        let scope = file.scopes.of(place.node);
        last_name(class).is_some_and(|name| file.scopes.lookup(name, scope).is_some())
    };
    match builtin {
        Some(class) if !is_bound() => Held::Type(PythonType {
            module: None,
            class,
        }),
        _ => Held::Type(ANY),
    }
}

/// Another package's class can be imported where the column stands. For a class of the project that might make
/// two modules import each other: it counts where its name is there already.
fn importable<'t>(value: Value) -> Held<'t> {
    match value {
        Value::Instance(path) if is_in_module(&path) => Held::External(path),
        Value::Object(class) => Held::Own(class),
        _ => Held::Type(ANY),
    }
}

/// Whether a path is that of a name in a module: an attribute of a class cannot be imported.
fn is_in_module(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(module, _)| {
        !module
            .split('.')
            .any(|part| part.starts_with(char::is_uppercase))
    })
}
