//! The children of every kind of node, written once and used twice: by reference and by mutable
//! reference. Source order, as far as Python's syntax has one.

/// Writes `children` for one enum of references: `children!(Node)` or `children!(NodeMut, mut)`.
macro_rules! children {
    ($node:ident $(, $m:tt)?) => {
        type Visit<'f, 't> = &'f mut dyn FnMut($node<'t>);

        pub(crate) fn children<'t>(node: $node<'t>, f: Visit<'_, 't>) {
            match node {
                $node::Stmt(stmt) => stmt_children(stmt, f),
                $node::Expr(expr) => expr_children(expr, f),
                $node::Keyword(keyword) => f($node::Expr(&$($m)? keyword.value)),
                $node::Parameter(arg) => opt(&$($m)? arg.annotation, f),
                $node::Alias(_) => {}
                $node::WithItem(item) => {
                    f($node::Expr(&$($m)? item.context_expr));
                    opt(&$($m)? item.optional_vars, f);
                }
                $node::Comprehension(part) => {
                    f($node::Expr(&$($m)? part.target));
                    f($node::Expr(&$($m)? part.iter));
                    exprs(&$($m)? part.ifs, f);
                }
                $node::ExceptHandler(ast::ExceptHandler::ExceptHandler(handler)) => {
                    opt(&$($m)? handler.type_, f);
                    stmts(&$($m)? handler.body, f);
                }
                $node::MatchCase(case) => {
                    f($node::Pattern(&$($m)? case.pattern));
                    opt(&$($m)? case.guard, f);
                    stmts(&$($m)? case.body, f);
                }
                $node::Pattern(pattern) => pattern_children(pattern, f),
                $node::TypeParam(param) => {
                    if let ast::TypeParam::TypeVar(var) = param {
                        opt(&$($m)? var.bound, f);
                    }
                }
            }
        }

        fn stmts<'t>(body: &'t $($m)? [ast::Stmt], f: Visit<'_, 't>) {
            body.into_iter().for_each(|stmt| f($node::Stmt(stmt)));
        }

        fn exprs<'t>(list: &'t $($m)? [ast::Expr], f: Visit<'_, 't>) {
            list.into_iter().for_each(|expr| f($node::Expr(expr)));
        }

        fn patterns<'t>(list: &'t $($m)? [ast::Pattern], f: Visit<'_, 't>) {
            list.into_iter().for_each(|pattern| f($node::Pattern(pattern)));
        }

        fn type_params<'t>(list: &'t $($m)? [ast::TypeParam], f: Visit<'_, 't>) {
            list.into_iter().for_each(|param| f($node::TypeParam(param)));
        }

        fn with_items<'t>(list: &'t $($m)? [ast::WithItem], f: Visit<'_, 't>) {
            list.into_iter().for_each(|item| f($node::WithItem(item)));
        }

        fn handlers<'t>(list: &'t $($m)? [ast::ExceptHandler], f: Visit<'_, 't>) {
            list.into_iter().for_each(|handler| f($node::ExceptHandler(handler)));
        }

        fn aliases<'t>(list: &'t $($m)? [ast::Alias], f: Visit<'_, 't>) {
            list.into_iter().for_each(|alias| f($node::Alias(alias)));
        }

        fn comprehensions<'t>(list: &'t $($m)? [ast::Comprehension], f: Visit<'_, 't>) {
            list.into_iter().for_each(|part| f($node::Comprehension(part)));
        }

        fn opt<'t>(expr: &'t $($m)? Option<Box<ast::Expr>>, f: Visit<'_, 't>) {
            if let Some(expr) = expr {
                f($node::Expr(expr));
            }
        }

        fn parameters<'t>(args: &'t $($m)? ast::Arguments, f: Visit<'_, 't>) {
            let with_default = |arg: &'t $($m)? ast::ArgWithDefault, f: Visit<'_, 't>| {
                f($node::Parameter(&$($m)? arg.def));
                opt(&$($m)? arg.default, f);
            };
            for arg in &$($m)? args.posonlyargs {
                with_default(arg, f);
            }
            for arg in &$($m)? args.args {
                with_default(arg, f);
            }
            if let Some(arg) = &$($m)? args.vararg {
                f($node::Parameter(arg));
            }
            for arg in &$($m)? args.kwonlyargs {
                with_default(arg, f);
            }
            if let Some(arg) = &$($m)? args.kwarg {
                f($node::Parameter(arg));
            }
        }

        fn positional_and_keywords<'t>(
            args: &'t $($m)? [ast::Expr],
            keywords: &'t $($m)? [ast::Keyword],
            f: Visit<'_, 't>,
        ) {
            // `f(a=1, *rest)`: a starred argument may follow a keyword.
            let mut rest = keywords.into_iter().peekable();
            for arg in args {
                while let Some(keyword) = rest.next_if(|k| k.start() < arg.start()) {
                    f($node::Keyword(keyword));
                }
                f($node::Expr(arg));
            }
            rest.for_each(|keyword| f($node::Keyword(keyword)));
        }

        fn stmt_children<'t>(stmt: &'t $($m)? ast::Stmt, f: Visit<'_, 't>) {
            use ast::Stmt::*;
            match stmt {
                FunctionDef(n) => {
                    exprs(&$($m)? n.decorator_list, f);
                    type_params(&$($m)? n.type_params, f);
                    parameters(&$($m)? n.args, f);
                    opt(&$($m)? n.returns, f);
                    stmts(&$($m)? n.body, f);
                }
                AsyncFunctionDef(n) => {
                    exprs(&$($m)? n.decorator_list, f);
                    type_params(&$($m)? n.type_params, f);
                    parameters(&$($m)? n.args, f);
                    opt(&$($m)? n.returns, f);
                    stmts(&$($m)? n.body, f);
                }
                ClassDef(n) => {
                    exprs(&$($m)? n.decorator_list, f);
                    type_params(&$($m)? n.type_params, f);
                    positional_and_keywords(&$($m)? n.bases, &$($m)? n.keywords, f);
                    stmts(&$($m)? n.body, f);
                }
                Return(n) => opt(&$($m)? n.value, f),
                Delete(n) => exprs(&$($m)? n.targets, f),
                Assign(n) => {
                    exprs(&$($m)? n.targets, f);
                    f($node::Expr(&$($m)? n.value));
                }
                TypeAlias(n) => {
                    f($node::Expr(&$($m)? n.name));
                    type_params(&$($m)? n.type_params, f);
                    f($node::Expr(&$($m)? n.value));
                }
                AugAssign(n) => {
                    f($node::Expr(&$($m)? n.target));
                    f($node::Expr(&$($m)? n.value));
                }
                AnnAssign(n) => {
                    f($node::Expr(&$($m)? n.target));
                    f($node::Expr(&$($m)? n.annotation));
                    opt(&$($m)? n.value, f);
                }
                For(n) => {
                    f($node::Expr(&$($m)? n.target));
                    f($node::Expr(&$($m)? n.iter));
                    stmts(&$($m)? n.body, f);
                    stmts(&$($m)? n.orelse, f);
                }
                AsyncFor(n) => {
                    f($node::Expr(&$($m)? n.target));
                    f($node::Expr(&$($m)? n.iter));
                    stmts(&$($m)? n.body, f);
                    stmts(&$($m)? n.orelse, f);
                }
                While(n) => {
                    f($node::Expr(&$($m)? n.test));
                    stmts(&$($m)? n.body, f);
                    stmts(&$($m)? n.orelse, f);
                }
                If(n) => {
                    f($node::Expr(&$($m)? n.test));
                    stmts(&$($m)? n.body, f);
                    stmts(&$($m)? n.orelse, f);
                }
                With(n) => {
                    with_items(&$($m)? n.items, f);
                    stmts(&$($m)? n.body, f);
                }
                AsyncWith(n) => {
                    with_items(&$($m)? n.items, f);
                    stmts(&$($m)? n.body, f);
                }
                Match(n) => {
                    f($node::Expr(&$($m)? n.subject));
                    for case in &$($m)? n.cases {
                        f($node::MatchCase(case));
                    }
                }
                Raise(n) => {
                    opt(&$($m)? n.exc, f);
                    opt(&$($m)? n.cause, f);
                }
                Try(n) => {
                    stmts(&$($m)? n.body, f);
                    handlers(&$($m)? n.handlers, f);
                    stmts(&$($m)? n.orelse, f);
                    stmts(&$($m)? n.finalbody, f);
                }
                TryStar(n) => {
                    stmts(&$($m)? n.body, f);
                    handlers(&$($m)? n.handlers, f);
                    stmts(&$($m)? n.orelse, f);
                    stmts(&$($m)? n.finalbody, f);
                }
                Assert(n) => {
                    f($node::Expr(&$($m)? n.test));
                    opt(&$($m)? n.msg, f);
                }
                Import(n) => aliases(&$($m)? n.names, f),
                ImportFrom(n) => aliases(&$($m)? n.names, f),
                Expr(n) => f($node::Expr(&$($m)? n.value)),
                Global(_) | Nonlocal(_) | Pass(_) | Break(_) | Continue(_) => {}
            }
        }

        fn expr_children<'t>(expr: &'t $($m)? ast::Expr, f: Visit<'_, 't>) {
            use ast::Expr::*;
            match expr {
                BoolOp(n) => exprs(&$($m)? n.values, f),
                NamedExpr(n) => {
                    f($node::Expr(&$($m)? n.target));
                    f($node::Expr(&$($m)? n.value));
                }
                BinOp(n) => {
                    f($node::Expr(&$($m)? n.left));
                    f($node::Expr(&$($m)? n.right));
                }
                UnaryOp(n) => f($node::Expr(&$($m)? n.operand)),
                Lambda(n) => {
                    parameters(&$($m)? n.args, f);
                    f($node::Expr(&$($m)? n.body));
                }
                IfExp(n) => {
                    f($node::Expr(&$($m)? n.body));
                    f($node::Expr(&$($m)? n.test));
                    f($node::Expr(&$($m)? n.orelse));
                }
                Dict(n) => {
                    for (key, value) in (&$($m)? n.keys).into_iter().zip(&$($m)? n.values) {
                        if let Some(key) = key {
                            f($node::Expr(key));
                        }
                        f($node::Expr(value));
                    }
                }
                Set(n) => exprs(&$($m)? n.elts, f),
                ListComp(n) => {
                    f($node::Expr(&$($m)? n.elt));
                    comprehensions(&$($m)? n.generators, f);
                }
                SetComp(n) => {
                    f($node::Expr(&$($m)? n.elt));
                    comprehensions(&$($m)? n.generators, f);
                }
                GeneratorExp(n) => {
                    f($node::Expr(&$($m)? n.elt));
                    comprehensions(&$($m)? n.generators, f);
                }
                DictComp(n) => {
                    f($node::Expr(&$($m)? n.key));
                    f($node::Expr(&$($m)? n.value));
                    comprehensions(&$($m)? n.generators, f);
                }
                Await(n) => f($node::Expr(&$($m)? n.value)),
                Yield(n) => opt(&$($m)? n.value, f),
                YieldFrom(n) => f($node::Expr(&$($m)? n.value)),
                Compare(n) => {
                    f($node::Expr(&$($m)? n.left));
                    exprs(&$($m)? n.comparators, f);
                }
                Call(n) => {
                    f($node::Expr(&$($m)? n.func));
                    positional_and_keywords(&$($m)? n.args, &$($m)? n.keywords, f);
                }
                FormattedValue(n) => {
                    f($node::Expr(&$($m)? n.value));
                    opt(&$($m)? n.format_spec, f);
                }
                JoinedStr(n) => exprs(&$($m)? n.values, f),
                Constant(_) | Name(_) => {}
                Attribute(n) => f($node::Expr(&$($m)? n.value)),
                Subscript(n) => {
                    f($node::Expr(&$($m)? n.value));
                    f($node::Expr(&$($m)? n.slice));
                }
                Starred(n) => f($node::Expr(&$($m)? n.value)),
                List(n) => exprs(&$($m)? n.elts, f),
                Tuple(n) => exprs(&$($m)? n.elts, f),
                Slice(n) => {
                    opt(&$($m)? n.lower, f);
                    opt(&$($m)? n.upper, f);
                    opt(&$($m)? n.step, f);
                }
            }
        }

        fn pattern_children<'t>(pattern: &'t $($m)? ast::Pattern, f: Visit<'_, 't>) {
            use ast::Pattern::*;
            match pattern {
                MatchValue(n) => f($node::Expr(&$($m)? n.value)),
                MatchSingleton(_) | MatchStar(_) => {}
                MatchSequence(n) => patterns(&$($m)? n.patterns, f),
                MatchMapping(n) => {
                    for (key, value) in (&$($m)? n.keys).into_iter().zip(&$($m)? n.patterns) {
                        f($node::Expr(key));
                        f($node::Pattern(value));
                    }
                }
                MatchClass(n) => {
                    f($node::Expr(&$($m)? n.cls));
                    patterns(&$($m)? n.patterns, f);
                    patterns(&$($m)? n.kwd_patterns, f);
                }
                MatchAs(n) => {
                    if let Some(inner) = &$($m)? n.pattern {
                        f($node::Pattern(inner));
                    }
                }
                MatchOr(n) => patterns(&$($m)? n.patterns, f),
            }
        }
    };
}

pub(crate) use children;
