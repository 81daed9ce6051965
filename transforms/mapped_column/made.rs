//! Columns that functions of the project make: `def PK(): return Column(...)`, `id = PK()`.
//!
//! Such a function is changed for all its callers or for none: a `Table` takes no mapped_column.

use alchemod_engine::{Context, Finding, ImportWish, Rewrite};
use alchemod_facts::scopes::ScopeId;
use alchemod_facts::{function_def, last_name, ClassId, Place};
use alchemod_python::{ast, span, Node, NodeId, TokenKind};
use alchemod_text::Edit;

use crate::realign::realign;

use super::annotation::{Names, Written};
use super::convert::{finding, may_go};
use super::left::dataclass_reason;
use super::maker::Maker;
use super::python_type::Held;
use super::references::{references, References};

/// Where a made column goes.
struct Use<'t> {
    /// The call that makes it.
    call: &'t ast::ExprCall,
    /// The file and the id of that call.
    place: Place,
    /// The class that it becomes a column of.
    class: ClassId,
    /// The assignment, or the `declared_attr` function.
    statement: NodeId,
    /// The attribute.
    attribute: &'t str,
    /// What the class body does with it.
    references: References,
}

/// A `return Column(...)` of a function.
pub fn of_function<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    function: NodeId,
) -> Option<Finding> {
    let place = Place {
        file: cx.file.id,
        node: function,
    };
    let def = cx.project.function(place)?;
    let scope = cx.file.scopes.of(function);
    // Methods are called on objects, which class bodies seldom have.
    if cx.project.class_of_scope(cx.file.id, scope).is_some() {
        return None;
    }
    let is_only = cx.project.results(place).returns.len() == 1 && hands_on(cx, function, def.args);
    let maker = Maker {
        name: def.name,
        file: cx.file.id,
        params: Some(def.args),
        args: &call.args,
        keywords: &call.keywords,
    };
    let mut extra = Vec::new();
    if let Some(returns) = def.returns {
        match column_annotation(cx, returns) {
            Some(edits) => extra = edits,
            None => {
                let why = "its return annotation is not just Column";
                return Some(manual(&call.func, def.name, why));
            }
        }
    }
    if !def.decorators.is_empty() || def.is_async {
        return Some(manual(
            &call.func,
            def.name,
            "its decorator may do anything with it",
        ));
    }
    convert(cx, &call.func, scope, &maker, is_only, extra)
}

/// Whether the function at `node` hands its parameters on as it got them.
fn hands_on(cx: &Context<'_, '_>, node: NodeId, params: &ast::Arguments) -> bool {
    let Some(scope) = cx.file.scopes.opened_by(node) else {
        return false;
    };
    let packed = [&params.vararg, &params.kwarg];
    let is_read_once = packed.into_iter().flatten().all(|packed| {
        let reads = cx.file.subtree(node).filter(
            |(_, inner)| matches!(inner, Node::Expr(ast::Expr::Name(n)) if n.id == packed.arg),
        );
        reads.count() <= 1
    });
    is_read_once
        && cx
            .file
            .scopes
            .get(scope)
            .names
            .values()
            .all(|bindings| bindings.len() == 1)
}

/// `PK = lambda: Column(...)`.
pub fn of_lambda<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    lambda: NodeId,
    def: &'t ast::ExprLambda,
) -> Option<Finding> {
    let name = assigned_name(cx, lambda)?;
    let maker = Maker {
        name,
        file: cx.file.id,
        params: Some(&def.args),
        args: &call.args,
        keywords: &call.keywords,
    };
    convert(
        cx,
        &call.func,
        cx.file.scopes.of(lambda),
        &maker,
        hands_on(cx, lambda, &def.args),
        Vec::new(),
    )
}

/// `NotNull = partial(Column, nullable=False)`.
pub fn of_partial<'t>(
    cx: &Context<'_, 't>,
    site: NodeId,
    call: &'t ast::ExprCall,
) -> Option<Finding> {
    if last_name(&call.func) != Some("partial") {
        return None;
    }
    let (column, args) = call.args.split_first()?;
    let is_column = cx.project.external(cx.file.id, column).as_deref() == Some("sqlalchemy.Column");
    let is_partial =
        || cx.project.external(cx.file.id, &call.func).as_deref() == Some("functools.partial");
    if !is_column || !is_partial() {
        return None;
    }
    let name = assigned_name(cx, site)?;
    let maker = Maker {
        name,
        file: cx.file.id,
        params: None,
        args,
        keywords: &call.keywords,
    };
    convert(
        cx,
        column,
        cx.file.scopes.of(site),
        &maker,
        true,
        Vec::new(),
    )
}

/// `class Key(Column)`: `mapped_column` always makes a plain one.
pub fn subclass(cx: &Context<'_, '_>, site: NodeId, def: &ast::StmtClassDef) -> Option<Finding> {
    // By its spelling, which spares a look at most other classes.
    let base = def
        .bases
        .iter()
        .find(|base| last_name(base).is_some_and(|name| name.ends_with("Column")))?;
    let class = cx.project.class_at(cx.file.id, site)?;
    cx.project
        .is_subclass(class, "sqlalchemy.Column")
        .then_some(())?;
    let scope = cx.file.scopes.of(site);
    let uses = cx.project.uses_of(cx.file.id, scope, def.name.as_str())?;
    let (mapped, _) = sorted(cx, uses);
    (!mapped.is_empty()).then(|| {
        Finding::manual(
            span(base),
            format!("columns of `{}` stay Columns", def.name),
            "mapped_column() makes plain ones: where that will do, write a function that returns a mapped_column",
        )
    })
}

/// The name that an expression is the whole value of.
fn assigned_name<'t>(cx: &Context<'_, 't>, expr: NodeId) -> Option<&'t str> {
    let parent = cx.file.nodes.parent(expr)?;
    match cx.file.nodes.get(parent).stmt()? {
        ast::Stmt::Assign(assign) => match assign.targets.as_slice() {
            [ast::Expr::Name(target)] => Some(target.id.as_str()),
            _ => None,
        },
        _ => None,
    }
}

fn manual(column: &ast::Expr, name: &str, why: &str) -> Finding {
    Finding::manual(
        span(column),
        format!("Column is returned by `{name}`"),
        format!("mapped_column may take its place only if just mapped classes, and no Table, use it: {why}"),
    )
}

/// The finding for what makes columns. `column` is the name `Column` in it, `scope` has the maker's name.
fn convert<'t>(
    cx: &Context<'_, 't>,
    column: &'t ast::Expr,
    scope: ScopeId,
    maker: &Maker<'t>,
    is_only: bool,
    extra: Edits,
) -> Option<Finding> {
    let refuse = |why: &str| Some(manual(column, maker.name, why));
    let Some(uses) = cx.project.uses_of(cx.file.id, scope, maker.name) else {
        return refuse("not all places that use it can be seen");
    };
    let is_unused = uses.is_empty();
    let (mapped, other) = sorted(cx, uses);
    if mapped.is_empty() {
        // What only tables use is as it should be.
        return is_unused
            .then(|| refuse("nothing in these files uses it"))
            .flatten();
    }
    if let Some((place, why)) = other.first() {
        let there = cx.in_file(place.file);
        let start = there.file.nodes.get(place.node).span().start;
        return refuse(&format!(
            "{}:{} {why}",
            there.file.path,
            there.line_of(start)
        ));
    }
    let is_typed = mapped
        .iter()
        .all(|(made, _)| maker.has_type(cx, made.place.file, made.call));
    if !is_typed {
        return refuse("its type does not show, which mapped_column needs");
    }
    let import = cx.import("sqlalchemy.orm.mapped_column");
    let mut rewrite = Rewrite::new(cx.file.id, [Edit::replace(span(column), import.text)])
        .wish(cx.file.id, import.wish)
        .wish(cx.file.id, may_go(column));
    for (edit, wish) in extra {
        rewrite = rewrite.edit(cx.file.id, edit).wish(cx.file.id, wish);
    }
    let mut annotated = 0;
    for (made, is_assigned) in &mapped {
        if is_only && *is_assigned {
            if let Some(edits) = annotation(cx, maker, made) {
                annotated += 1;
                for (edit, wishes) in edits {
                    rewrite = rewrite
                        .edit(made.place.file, edit)
                        .wish(made.place.file, wishes);
                }
            }
        }
        let name = format!("\"{}\"", made.attribute);
        for &bytes in &made.references.quoted {
            rewrite = rewrite.edit(made.place.file, Edit::replace(bytes, name.clone()));
        }
        for &at in &made.references.dotted {
            rewrite = rewrite.edit(made.place.file, Edit::insert(at, ".column"));
        }
    }
    let class = mapped
        .iter()
        .map(|(made, _)| made.class)
        .max_by_key(|&class| cx.project.is_presumed(class))?;
    let message = format!(
        "`{}` returns mapped_column for its callers' attributes ({annotated} of {} typed)",
        maker.name,
        mapped.len()
    );
    Some(finding(cx, class, span(column), message, rewrite))
}

type Others = Vec<(Place, String)>;

/// Whether a mapped class has a column that the function at `place` makes.
pub fn is_used_by_classes(cx: &Context<'_, '_>, place: Place) -> bool {
    let scope = cx.project.file(place.file).scopes.of(place.node);
    let uses = cx
        .project
        .function(place)
        .and_then(|def| cx.project.uses_of(place.file, scope, def.name));
    uses.is_some_and(|uses| !sorted(cx, uses).0.is_empty())
}

/// The uses that make columns of mapped classes (true: by an assignment), and all others with what they are.
fn sorted<'t>(cx: &Context<'_, 't>, uses: Vec<Place>) -> (Vec<(Use<'t>, bool)>, Others) {
    let (mut mapped, mut others) = (Vec::new(), Vec::new());
    for place in uses {
        match of_use(cx, place) {
            Ok(made) => mapped.push(made),
            Err(why) => others.push((place, why)),
        }
    }
    (mapped, others)
}

/// What becomes of the column that the callee at `place` makes.
fn of_use<'t>(cx: &Context<'_, 't>, place: Place) -> Result<(Use<'t>, bool), String> {
    const OTHER: &str = "uses it for something else than an attribute of a mapped class";
    let there = cx.in_file(place.file);
    let file = there.file;
    let callee = file.nodes.get(place.node).expr();
    let call = file.nodes.parent(place.node);
    let (Some(callee), Some(id)) = (callee, call) else {
        return Err(OTHER.into());
    };
    let (Node::Expr(ast::Expr::Call(call)), Some(parent)) =
        (file.nodes.get(id), file.nodes.parent(id))
    else {
        return Err(OTHER.into());
    };
    if !std::ptr::eq(call.func.as_ref(), callee) {
        return Err(OTHER.into());
    }
    let scope = file.scopes.of(id);
    let (statement, attribute, class_scope) = match file.nodes.get(parent).stmt() {
        Some(ast::Stmt::Assign(assign)) => match assign.targets.as_slice() {
            [ast::Expr::Name(target)] => (parent, target.id.as_str(), Some(scope)),
            _ => return Err(OTHER.into()),
        },
        Some(ast::Stmt::AnnAssign(_)) => return Err("annotates what it makes".into()),
        Some(ast::Stmt::Return(_)) => {
            let function = file.scopes.get(scope).node;
            let def = function.and_then(|id| Some((id, function_def(file.nodes.get(id))?)));
            let Some((id, def)) = def else {
                return Err(OTHER.into());
            };
            let function = Place {
                file: place.file,
                node: id,
            };
            let is_declared = cx
                .project
                .has_decorator(function, super::declared_attr::DECORATORS);
            if !is_declared || def.returns.is_some() {
                return Err(OTHER.into());
            }
            (id, def.name, file.scopes.get(scope).parent)
        }
        _ => return Err(OTHER.into()),
    };
    let class = class_scope
        .and_then(|scope| cx.project.class_of_scope(place.file, scope))
        .filter(|&class| cx.project.is_declarative(class));
    let Some(class) = class else {
        return Err(OTHER.into());
    };
    if dataclass_reason(cx, class).is_some() {
        return Err("is a field of a dataclass".into());
    }
    let is_assigned = parent == statement;
    let references = match is_assigned {
        true => is_read_alike(&there, class, statement, attribute)?,
        false => References::default(),
    };
    let place = Place { node: id, ..place };
    let made = Use {
        call,
        place,
        class,
        statement,
        attribute,
        references,
    };
    Ok((made, is_assigned))
}

/// What the class body does with a column, or why it must stay a `Column`.
pub fn is_read_alike(
    cx: &Context<'_, '_>,
    class: ClassId,
    statement: NodeId,
    attribute: &str,
) -> Result<References, String> {
    let found = references(cx, class, statement, attribute);
    if let Some(reason) = found.refusal {
        return Err(reason);
    }
    if cx.project.column_uses().in_declared_attr.get(attribute) == Some(&true) {
        return Err("is read as a Column by a declared_attr function".into());
    }
    Ok(found)
}

type Edits = Vec<(Edit, Vec<ImportWish>)>;

/// `: Mapped[...]` for an attribute, where the call shows what it holds.
fn annotation<'t>(cx: &Context<'_, 't>, maker: &Maker<'t>, made: &Use<'t>) -> Option<Edits> {
    let (held, is_optional) = maker.holds(cx, made.place.file, made.call)?;
    let there = cx.in_file(made.place.file);
    let there = there.at(made.place.node);
    let written = written(&there, made.class, made.place.node, &held, is_optional)?;
    let ast::Stmt::Assign(assign) = there.file.nodes.get(made.statement).stmt()? else {
        return None;
    };
    let end = span(assign.targets.first()?).end;
    let next = there.file.tree.tokens().at_or_after(end)?;
    if next.kind != TokenKind::Equal {
        return None;
    }
    let edit = Edit::insert(end, format!(": {}", written.text));
    let moved = realign(&there, made.call, std::slice::from_ref(&edit));
    let mut edits = vec![(edit, written.wishes)];
    edits.extend(moved.into_iter().map(|edit| (edit, Vec::new())));
    Some(edits)
}

/// `Mapped[...]` at `site` in the body of `class`.
pub fn written<'t>(
    cx: &Context<'_, 't>,
    class: ClassId,
    site: NodeId,
    held: &Held<'t>,
    is_optional: bool,
) -> Option<Written> {
    let names = Names::new(cx, cx.project.class(class).scope);
    let held = names.held(site, held)?;
    let inner = match is_optional {
        true => names.optional(site, held),
        false => held,
    };
    Some(names.mapped(site, inner))
}

/// `-> Column` to `-> MappedColumn[Any]`, `-> Column[int]` to `-> MappedColumn[int]`. `None` for anything else.
fn column_annotation<'t>(cx: &Context<'_, 't>, returns: &'t ast::Expr) -> Option<Edits> {
    let (class, is_bare) = match returns {
        ast::Expr::Subscript(n) => (n.value.as_ref(), false),
        other => (other, true),
    };
    if cx.project.external(cx.file.id, class).as_deref() != Some("sqlalchemy.Column") {
        return None;
    }
    let import = cx.import("sqlalchemy.orm.MappedColumn");
    let mut text = import.text;
    let mut wishes: Vec<ImportWish> = import.wish.into_iter().chain(may_go(class)).collect();
    if is_bare {
        let any = cx.import("typing.Any");
        text = format!("{text}[{}]", any.text);
        wishes.extend(any.wish);
    }
    Some(vec![(Edit::replace(span(class), text), wishes)])
}
