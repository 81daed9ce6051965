//! What calls give: of external functions and classes, of the project's own, of methods.

use alchemod_python::ast;

use crate::externals::{conventional, external_method, is_class_name};
use crate::infer::Infer;
use crate::scopes::ScopeId;
use crate::sqlalchemy::{drivers, handles};
use crate::value::{Place, Typed, Value};
use crate::FileId;

const ASYNC_FACTORY: &str = "sqlalchemy.ext.asyncio.async_sessionmaker";
const ASYNC_SESSION: &str = "sqlalchemy.ext.asyncio.AsyncSession";

impl<'t> Infer<'_, 't> {
    /// What a call gives. Its receiver is looked at once: were it looked at twice, the time would double with
    /// each link of a chain.
    pub(crate) fn called(
        &self,
        file: FileId,
        scope: ScopeId,
        call: &'t ast::ExprCall,
        expr: &'t ast::Expr,
    ) -> Option<Typed> {
        let callee = match call.func.as_ref() {
            ast::Expr::Attribute(method) => {
                let name = method.attr.as_str();
                let owner = self.expr(file, scope, &method.value);
                let found = self.method_of_rows(file, scope, owner.as_ref(), method, call);
                if found.is_some() {
                    return found;
                }
                let method = owner.and_then(|owner| self.attribute(file, owner, name));
                // A test case of testtools or fixtures gives back the fixture that it is given.
                let is_own =
                    matches!(&method, Some(typed) if matches!(typed.value, Value::Function(_)));
                if let (false, "useFixture", [fixture]) = (is_own, name, call.args.as_slice()) {
                    return self.expr(file, scope, fixture).map(Typed::flowed);
                }
                method.or_else(|| conventional(name, || false))
            }
            func => self.expr(file, scope, func),
        };
        self.iteration_call(file, scope, callee.as_ref(), call)
            .or_else(|| self.call(file, scope, &callee?, call, expr))
    }

    fn call(
        &self,
        file: FileId,
        scope: ScopeId,
        callee: &Typed,
        call: &'t ast::ExprCall,
        expr: &'t ast::Expr,
    ) -> Option<Typed> {
        let with = |value: Value| {
            Some(Typed {
                value,
                certainty: callee.certainty,
            })
        };
        match &callee.value {
            Value::External(path) => match &**path {
                "sqlalchemy.orm.declarative_base"
                | "sqlalchemy.ext.automap.automap_base"
                | "sqlalchemy.orm.registry.generate_base" => {
                    let node = self.project.file(file).nodes.expr_id(expr)?;
                    with(Value::Base(Place { file, node }))
                }
                "sqlalchemy.orm.aliased" | "sqlalchemy.orm.with_polymorphic" => {
                    match self.expr(file, scope, call.args.first()?)?.value {
                        Value::Class(class) => with(Value::Aliased(class)),
                        _ => None,
                    }
                }
                "sqlalchemy.inspect" => {
                    let inner = self.expr(file, scope, call.args.first()?)?;
                    let Value::Instance(class) = inner.value else {
                        return None;
                    };
                    with(Value::Instance(handles::inspect_result(&class)?.into()))
                }
                "contextlib.closing" | "contextlib.nullcontext" => {
                    let inner = self.expr(file, scope, call.args.first()?)?;
                    with(Value::ContextManager(Box::new(inner.value)))
                }
                "sqlalchemy.orm.sessionmaker" if self.makes_async(file, scope, call) => {
                    with(Value::Instance(ASYNC_FACTORY.into()))
                }
                path => handles::call_result(path)
                    .or_else(|| drivers::call_result(path))
                    .or_else(|| is_class_name(path).then_some(path))
                    .and_then(|class| with(Value::Instance(class.into()))),
            },
            Value::Method(class, name) => {
                if &**class == "sqlalchemy.orm.registry" && &**name == "generate_base" {
                    let node = self.project.file(file).nodes.expr_id(expr)?;
                    return with(Value::Base(Place { file, node }));
                }
                let result = external_method(class, name)?;
                with(Value::Instance(result))
            }
            Value::Instance(class) => {
                let result = handles::instance_call_result(class)?;
                with(Value::Instance(result.into()))
            }
            Value::Class(class) => with(Value::Object(*class)),
            Value::Function(place) => self.returned(*place).map(Typed::flowed),
            Value::Object(class) => {
                let method = self.class_member(*class, "__call__");
                match method {
                    Some(Typed {
                        value: Value::Function(place),
                        ..
                    }) => self.returned(place).map(Typed::flowed),
                    _ => {
                        let external = self.project.external_base(*class)?;
                        let result = handles::instance_call_result(&external)?;
                        with(Value::Instance(result.into()))
                    }
                }
            }
            _ => None,
        }
    }

    /// Whether a `sessionmaker(...)` makes asynchronous sessions.
    fn makes_async(&self, file: FileId, scope: ScopeId, call: &'t ast::ExprCall) -> bool {
        let class = alchemod_python::arguments::argument(call, Some(1), "class_");
        match class.and_then(|class| self.expr(file, scope, class)) {
            Some(Typed {
                value: Value::External(path),
                ..
            }) => &*path == ASYNC_SESSION,
            Some(Typed {
                value: Value::Class(class),
                ..
            }) => self.project.is_subclass(class, ASYNC_SESSION),
            _ => false,
        }
    }

    /// What `with manager as x` binds to x.
    pub(crate) fn entered(&self, file: FileId, manager: Typed) -> Option<Typed> {
        let certainty = manager.certainty;
        let value = match manager.value {
            Value::ContextManager(inner) => *inner,
            Value::Instance(class) => match handles::entered(&class) {
                Some(entered) => Value::Instance(entered.into()),
                None => return None,
            },
            Value::Object(class) => {
                let owner = Typed {
                    value: Value::Object(class),
                    certainty,
                };
                match self.attribute(file, owner, "__enter__") {
                    Some(Typed {
                        value: Value::Function(place),
                        ..
                    }) => return self.returned(place).map(Typed::flowed),
                    // Inherited from a session class: `__enter__` gives the object itself.
                    _ => Value::Object(class),
                }
            }
            _ => return None,
        };
        Some(Typed { value, certainty })
    }
}
