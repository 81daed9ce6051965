//! One reference type for every kind of syntax node, and a walk by reference.

use alchemod_text::Span;

use crate::ast::{self, Ranged};

/// A reference to any node that holds names or expressions.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub enum Node<'t> {
    Stmt(&'t ast::Stmt),
    Expr(&'t ast::Expr),
    Keyword(&'t ast::Keyword),
    Parameter(&'t ast::Arg),
    Alias(&'t ast::Alias),
    WithItem(&'t ast::WithItem),
    Comprehension(&'t ast::Comprehension),
    ExceptHandler(&'t ast::ExceptHandler),
    MatchCase(&'t ast::MatchCase),
    Pattern(&'t ast::Pattern),
    TypeParam(&'t ast::TypeParam),
}

/// The byte span of a node, as the parser gives it: a parenthesised expression's span leaves out
/// its parentheses (see [`crate::Tokens::parenthesised`]).
pub fn span(node: &impl Ranged) -> Span {
    Span::new(node.start().to_u32(), node.end().to_u32())
}

impl<'t> Node<'t> {
    /// The byte span of the node, as in [`span`].
    pub fn span(self) -> Span {
        match self {
            Node::Stmt(n) => span(n),
            Node::Expr(n) => span(n),
            Node::Keyword(n) => span(n),
            Node::Parameter(n) => span(n),
            Node::Alias(n) => span(n),
            // Without `as`, the parser's range of a with item may cover the whole list.
            Node::WithItem(n) => match &n.optional_vars {
                Some(vars) => span(&n.context_expr).cover(span(vars.as_ref())),
                None => span(&n.context_expr),
            },
            Node::Comprehension(n) => n
                .ifs
                .last()
                .map_or(span(&n.iter), span)
                .cover(span(&n.target)),
            Node::ExceptHandler(n) => span(n),
            Node::MatchCase(n) => span(&n.pattern),
            Node::Pattern(n) => span(n),
            Node::TypeParam(n) => span(n),
        }
    }

    /// The address of the node: its identity within one tree.
    pub fn address(self) -> usize {
        match self {
            Node::Stmt(n) => n as *const _ as usize,
            Node::Expr(n) => n as *const _ as usize,
            Node::Keyword(n) => n as *const _ as usize,
            Node::Parameter(n) => n as *const _ as usize,
            Node::Alias(n) => n as *const _ as usize,
            Node::WithItem(n) => n as *const _ as usize,
            Node::Comprehension(n) => n as *const _ as usize,
            Node::ExceptHandler(n) => n as *const _ as usize,
            Node::MatchCase(n) => n as *const _ as usize,
            Node::Pattern(n) => n as *const _ as usize,
            Node::TypeParam(n) => n as *const _ as usize,
        }
    }

    /// The node as an expression.
    pub fn expr(self) -> Option<&'t ast::Expr> {
        match self {
            Node::Expr(expr) => Some(expr),
            _ => None,
        }
    }

    /// The node as a statement.
    pub fn stmt(self) -> Option<&'t ast::Stmt> {
        match self {
            Node::Stmt(stmt) => Some(stmt),
            _ => None,
        }
    }

    /// Calls `f` with each direct child, in source order.
    pub fn children(self, f: &mut dyn FnMut(Node<'t>)) {
        match self {
            Node::Stmt(stmt) => stmt_children(stmt, f),
            Node::Expr(expr) => expr_children(expr, f),
            Node::Keyword(keyword) => f(Node::Expr(&keyword.value)),
            Node::Parameter(arg) => opt(&arg.annotation, f),
            Node::Alias(_) => {}
            Node::WithItem(item) => {
                f(Node::Expr(&item.context_expr));
                opt(&item.optional_vars, f);
            }
            Node::Comprehension(part) => {
                f(Node::Expr(&part.target));
                f(Node::Expr(&part.iter));
                exprs(&part.ifs, f);
            }
            Node::ExceptHandler(ast::ExceptHandler::ExceptHandler(handler)) => {
                opt(&handler.type_, f);
                stmts(&handler.body, f);
            }
            Node::MatchCase(case) => {
                f(Node::Pattern(&case.pattern));
                opt(&case.guard, f);
                stmts(&case.body, f);
            }
            Node::Pattern(pattern) => pattern_children(pattern, f),
            Node::TypeParam(param) => {
                if let ast::TypeParam::TypeVar(var) = param {
                    opt(&var.bound, f);
                }
            }
        }
    }
}

type Visit<'f, 't> = &'f mut dyn FnMut(Node<'t>);

fn stmts<'t>(body: &'t [ast::Stmt], f: Visit<'_, 't>) {
    body.iter().for_each(|stmt| f(Node::Stmt(stmt)));
}

fn exprs<'t>(list: &'t [ast::Expr], f: Visit<'_, 't>) {
    list.iter().for_each(|expr| f(Node::Expr(expr)));
}

fn opt<'t>(expr: &'t Option<Box<ast::Expr>>, f: Visit<'_, 't>) {
    if let Some(expr) = expr {
        f(Node::Expr(expr));
    }
}

fn parameters<'t>(args: &'t ast::Arguments, f: Visit<'_, 't>) {
    let with_default = |arg: &'t ast::ArgWithDefault, f: Visit<'_, 't>| {
        f(Node::Parameter(&arg.def));
        opt(&arg.default, f);
    };
    for arg in args.posonlyargs.iter().chain(&args.args) {
        with_default(arg, f);
    }
    if let Some(arg) = &args.vararg {
        f(Node::Parameter(arg));
    }
    for arg in &args.kwonlyargs {
        with_default(arg, f);
    }
    if let Some(arg) = &args.kwarg {
        f(Node::Parameter(arg));
    }
}

fn positional_and_keywords<'t>(
    args: &'t [ast::Expr],
    keywords: &'t [ast::Keyword],
    f: Visit<'_, 't>,
) {
    // `f(a=1, *rest)`: a starred argument may follow a keyword.
    let mut rest = keywords.iter().peekable();
    for arg in args {
        while let Some(keyword) = rest.next_if(|k| k.start() < arg.start()) {
            f(Node::Keyword(keyword));
        }
        f(Node::Expr(arg));
    }
    rest.for_each(|keyword| f(Node::Keyword(keyword)));
}

fn function<'t>(
    decorators: &'t [ast::Expr],
    type_params: &'t [ast::TypeParam],
    args: &'t ast::Arguments,
    returns: &'t Option<Box<ast::Expr>>,
    body: &'t [ast::Stmt],
    f: Visit<'_, 't>,
) {
    exprs(decorators, f);
    type_params.iter().for_each(|p| f(Node::TypeParam(p)));
    parameters(args, f);
    opt(returns, f);
    stmts(body, f);
}

fn stmt_children<'t>(stmt: &'t ast::Stmt, f: Visit<'_, 't>) {
    use ast::Stmt::*;
    match stmt {
        FunctionDef(n) => function(
            &n.decorator_list,
            &n.type_params,
            &n.args,
            &n.returns,
            &n.body,
            f,
        ),
        AsyncFunctionDef(n) => function(
            &n.decorator_list,
            &n.type_params,
            &n.args,
            &n.returns,
            &n.body,
            f,
        ),
        ClassDef(n) => {
            exprs(&n.decorator_list, f);
            n.type_params.iter().for_each(|p| f(Node::TypeParam(p)));
            positional_and_keywords(&n.bases, &n.keywords, f);
            stmts(&n.body, f);
        }
        Return(n) => opt(&n.value, f),
        Delete(n) => exprs(&n.targets, f),
        Assign(n) => {
            exprs(&n.targets, f);
            f(Node::Expr(&n.value));
        }
        TypeAlias(n) => {
            f(Node::Expr(&n.name));
            n.type_params.iter().for_each(|p| f(Node::TypeParam(p)));
            f(Node::Expr(&n.value));
        }
        AugAssign(n) => {
            f(Node::Expr(&n.target));
            f(Node::Expr(&n.value));
        }
        AnnAssign(n) => {
            f(Node::Expr(&n.target));
            f(Node::Expr(&n.annotation));
            opt(&n.value, f);
        }
        For(n) => {
            f(Node::Expr(&n.target));
            f(Node::Expr(&n.iter));
            stmts(&n.body, f);
            stmts(&n.orelse, f);
        }
        AsyncFor(n) => {
            f(Node::Expr(&n.target));
            f(Node::Expr(&n.iter));
            stmts(&n.body, f);
            stmts(&n.orelse, f);
        }
        While(n) => {
            f(Node::Expr(&n.test));
            stmts(&n.body, f);
            stmts(&n.orelse, f);
        }
        If(n) => {
            f(Node::Expr(&n.test));
            stmts(&n.body, f);
            stmts(&n.orelse, f);
        }
        With(n) => {
            n.items.iter().for_each(|item| f(Node::WithItem(item)));
            stmts(&n.body, f);
        }
        AsyncWith(n) => {
            n.items.iter().for_each(|item| f(Node::WithItem(item)));
            stmts(&n.body, f);
        }
        Match(n) => {
            f(Node::Expr(&n.subject));
            n.cases.iter().for_each(|case| f(Node::MatchCase(case)));
        }
        Raise(n) => {
            opt(&n.exc, f);
            opt(&n.cause, f);
        }
        Try(n) => {
            stmts(&n.body, f);
            n.handlers.iter().for_each(|h| f(Node::ExceptHandler(h)));
            stmts(&n.orelse, f);
            stmts(&n.finalbody, f);
        }
        TryStar(n) => {
            stmts(&n.body, f);
            n.handlers.iter().for_each(|h| f(Node::ExceptHandler(h)));
            stmts(&n.orelse, f);
            stmts(&n.finalbody, f);
        }
        Assert(n) => {
            f(Node::Expr(&n.test));
            opt(&n.msg, f);
        }
        Import(n) => n.names.iter().for_each(|alias| f(Node::Alias(alias))),
        ImportFrom(n) => n.names.iter().for_each(|alias| f(Node::Alias(alias))),
        Expr(n) => f(Node::Expr(&n.value)),
        Global(_) | Nonlocal(_) | Pass(_) | Break(_) | Continue(_) => {}
    }
}

fn expr_children<'t>(expr: &'t ast::Expr, f: Visit<'_, 't>) {
    use ast::Expr::*;
    match expr {
        BoolOp(n) => exprs(&n.values, f),
        NamedExpr(n) => {
            f(Node::Expr(&n.target));
            f(Node::Expr(&n.value));
        }
        BinOp(n) => {
            f(Node::Expr(&n.left));
            f(Node::Expr(&n.right));
        }
        UnaryOp(n) => f(Node::Expr(&n.operand)),
        Lambda(n) => {
            parameters(&n.args, f);
            f(Node::Expr(&n.body));
        }
        IfExp(n) => {
            f(Node::Expr(&n.body));
            f(Node::Expr(&n.test));
            f(Node::Expr(&n.orelse));
        }
        Dict(n) => {
            for (key, value) in n.keys.iter().zip(&n.values) {
                if let Some(key) = key {
                    f(Node::Expr(key));
                }
                f(Node::Expr(value));
            }
        }
        Set(n) => exprs(&n.elts, f),
        ListComp(n) => comprehension(&[&n.elt], &n.generators, f),
        SetComp(n) => comprehension(&[&n.elt], &n.generators, f),
        GeneratorExp(n) => comprehension(&[&n.elt], &n.generators, f),
        DictComp(n) => comprehension(&[&n.key, &n.value], &n.generators, f),
        Await(n) => f(Node::Expr(&n.value)),
        Yield(n) => opt(&n.value, f),
        YieldFrom(n) => f(Node::Expr(&n.value)),
        Compare(n) => {
            f(Node::Expr(&n.left));
            exprs(&n.comparators, f);
        }
        Call(n) => {
            f(Node::Expr(&n.func));
            positional_and_keywords(&n.args, &n.keywords, f);
        }
        FormattedValue(n) => {
            f(Node::Expr(&n.value));
            opt(&n.format_spec, f);
        }
        JoinedStr(n) => exprs(&n.values, f),
        Constant(_) | Name(_) => {}
        Attribute(n) => f(Node::Expr(&n.value)),
        Subscript(n) => {
            f(Node::Expr(&n.value));
            f(Node::Expr(&n.slice));
        }
        Starred(n) => f(Node::Expr(&n.value)),
        List(n) => exprs(&n.elts, f),
        Tuple(n) => exprs(&n.elts, f),
        Slice(n) => {
            opt(&n.lower, f);
            opt(&n.upper, f);
            opt(&n.step, f);
        }
    }
}

fn comprehension<'t>(
    elements: &[&'t ast::Expr],
    generators: &'t [ast::Comprehension],
    f: Visit<'_, 't>,
) {
    elements.iter().for_each(|element| f(Node::Expr(element)));
    generators.iter().for_each(|g| f(Node::Comprehension(g)));
}

fn pattern_children<'t>(pattern: &'t ast::Pattern, f: Visit<'_, 't>) {
    use ast::Pattern::*;
    let patterns = |list: &'t [ast::Pattern], f: Visit<'_, 't>| {
        list.iter().for_each(|p| f(Node::Pattern(p)));
    };
    match pattern {
        MatchValue(n) => f(Node::Expr(&n.value)),
        MatchSingleton(_) | MatchStar(_) => {}
        MatchSequence(n) => patterns(&n.patterns, f),
        MatchMapping(n) => {
            exprs(&n.keys, f);
            patterns(&n.patterns, f);
        }
        MatchClass(n) => {
            f(Node::Expr(&n.cls));
            patterns(&n.patterns, f);
            patterns(&n.kwd_patterns, f);
        }
        MatchAs(n) => {
            if let Some(inner) = &n.pattern {
                f(Node::Pattern(inner));
            }
        }
        MatchOr(n) => patterns(&n.patterns, f),
    }
}
