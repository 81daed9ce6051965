use alchemod_engine::{run, Input, Report, Safety, Settings};

use super::DeclarativeBaseClass;

fn apply_to(files: &[(&str, &str)], unsafe_rewrites: bool) -> Report {
    let inputs = files
        .iter()
        .map(|(path, text)| Input::new(*path, *text))
        .collect();
    let settings = Settings {
        unsafe_rewrites,
        ..Settings::default()
    };
    run(inputs, &[&DeclarativeBaseClass], &settings)
}

fn apply(text: &str) -> String {
    let report = apply_to(&[("a.py", text)], true);
    report
        .files
        .first()
        .and_then(|file| file.new_text.clone())
        .unwrap_or_else(|| text.to_owned())
}

const HEAD: &str = "from sqlalchemy.orm import declarative_base\n\n\n";
const NEW: &str = "from sqlalchemy.orm import DeclarativeBase\n\n\n";

#[track_caller]
fn becomes(before: &str, after: &str) {
    assert_eq!(apply(&format!("{HEAD}{before}")), format!("{NEW}{after}"));
}

#[track_caller]
fn refused(files: &[(&str, &str)]) -> String {
    let report = apply_to(files, true);
    let findings: Vec<_> = report
        .files
        .iter()
        .flat_map(|file| &file.findings)
        .collect();
    assert!(
        report.files.iter().all(|file| file.new_text.is_none()),
        "{report:?}"
    );
    match findings.as_slice() {
        [one] => match &one.safety {
            Safety::Manual(reason) => reason.clone(),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn kept(text: &str, reason: &str) {
    let given = refused(&[("a.py", &format!("{HEAD}{text}"))]);
    assert!(given.contains(reason), "{given}");
}

#[test]
fn plain() {
    becomes(
        "Base = declarative_base()\n",
        "class Base(DeclarativeBase):\n    pass\n",
    );
    becomes(
        "Base = declarative_base()",
        "class Base(DeclarativeBase):\n    pass",
    );
    becomes(
        "# the base\nBase = declarative_base()  # noqa\nx = 1\n",
        "# the base\nclass Base(DeclarativeBase):  # noqa\n    pass\n\n\nx = 1\n",
    );
    assert_eq!(
        apply("import os\nfrom sqlalchemy.orm import declarative_base\nBase = declarative_base(\n)\n\nclass A(Base): pass\n"),
        "import os\nfrom sqlalchemy.orm import DeclarativeBase\n\n\nclass Base(DeclarativeBase):\n    pass\n\n\nclass A(Base): pass\n"
    );
}

#[test]
fn two_in_a_row() {
    for gap in ["", "\n", "\n\n"] {
        becomes(
            &format!("A = declarative_base()\n{gap}# b\nB = declarative_base()\n"),
            "class A(DeclarativeBase):\n    pass\n\n\n# b\nclass B(DeclarativeBase):\n    pass\n",
        );
    }
}

#[test]
fn within_blocks() {
    becomes(
        "def f():\n\tBase = declarative_base()\n\tx = 1\n",
        "def f():\n\tclass Base(DeclarativeBase):\n\t\tpass\n\n\tx = 1\n",
    );
    becomes(
        "def f():\n    x = 1\n    Base = declarative_base()\n\ny = 1\n",
        "def f():\n    x = 1\n\n    class Base(DeclarativeBase):\n        pass\n\ny = 1\n",
    );
    becomes(
        "if x:\n    Base = declarative_base()\nelse:\n    pass\n",
        "if x:\n    class Base(DeclarativeBase):\n        pass\nelse:\n    pass\n",
    );
}

#[test]
fn arguments() {
    becomes(
        "m = 1\nBase = declarative_base(metadata=m, name='Base', bind=None, cls=object)\n",
        "m = 1\n\n\nclass Base(DeclarativeBase):\n    metadata = m\n",
    );
    becomes(
        "Base = declarative_base(None, MetaData(\n    naming_convention={},  # why\n))\n",
        "class Base(DeclarativeBase):\n    metadata = MetaData(\n        naming_convention={},  # why\n    )\n",
    );
    becomes(
        "class M(object):\n    id = 1\n\n\nclass N:\n    x = 2\n\n\nBase = declarative_base(cls=(M, N))\n",
        "class M(object):\n    id = 1\n\n\nclass N:\n    x = 2\n\n\nclass Base(M, N, DeclarativeBase):\n    pass\n",
    );
    assert_eq!(
        apply(&format!("{HEAD}Base = declarative_base(class_registry=r, metadata=m)\n")),
        "from sqlalchemy.orm import DeclarativeBase, registry\n\n\nclass Base(DeclarativeBase):\n    registry = registry(metadata=m, class_registry=r)\n"
    );
    assert_eq!(
        apply("from sqlalchemy.orm import registry\nreg = registry()\nBase = reg.generate_base()\n"),
        "from sqlalchemy.orm import DeclarativeBase, registry\nreg = registry()\n\n\nclass Base(DeclarativeBase):\n    registry = reg\n"
    );
    assert_eq!(
        apply("from sqlalchemy import MetaData\nfrom sqlalchemy.orm import declarative_base\nBase = declarative_base(engine)\nBase.metadata.create_all()\n"),
        "from sqlalchemy import MetaData\nfrom sqlalchemy.orm import DeclarativeBase\n\n\nclass Base(DeclarativeBase):\n    metadata = MetaData(bind=engine)\n\n\nBase.metadata.create_all()\n"
    );
    kept(
        "Base = declarative_base(engine, metadata=m)\n",
        "give the engine to what",
    );
    becomes(
        "Base = declarative_base(\n    metadata=MetaData(\n        x='''a\nb''',\n    ),\n)\n",
        "class Base(DeclarativeBase):\n    metadata = MetaData(\n        x='''a\nb''',\n    )\n",
    );
}

#[test]
fn annotations() {
    assert_eq!(
        apply("from typing import Any\nfrom sqlalchemy.orm import DeclarativeMeta, declarative_base\nBase: DeclarativeMeta = declarative_base()\nOther: Any = declarative_base()\n"),
        "from sqlalchemy.orm import DeclarativeBase\n\n\nclass Base(DeclarativeBase):\n    pass\n\n\nclass Other(DeclarativeBase):\n    pass\n"
    );
    kept("Base = declarative_base()  # type: Any\n", "type comment");
    becomes(
        "Base = declarative_base()  # type: ignore\n",
        "class Base(DeclarativeBase):  # type: ignore\n    pass\n",
    );
}

#[test]
fn shapes_that_stay() {
    kept("f(declarative_base())\n", "expression");
    kept("A = B = declarative_base()\n", "expression");
    kept("x.Base = declarative_base()\n", "expression");
    kept("def f():\n    return declarative_base()\n", "expression");
    kept("Base = declarative_base(); x = 1\n", "line");
    kept("if x: Base = declarative_base()\n", "line");
    kept(
        "if x:\n    Base = declarative_base()\nelse:\n    Base = y\n",
        "several places",
    );
    kept("Base = declarative_base(**k)\n", "not all known");
    kept("Base = declarative_base(metaclass=M)\n", "metaclass");
    kept("Base = declarative_base(mapper=m)\n", "__mapper_cls__");
    kept("Base = declarative_base(constructor=None)\n", "constructor");
    kept("Base = declarative_base(name='Model')\n", "one name");
    kept("Base = declarative_base(cls=unknown)\n", "not known");
    kept(
        "class C:\n    def __init__(self): pass\nBase = declarative_base(cls=C)\n",
        "__init__",
    );
    kept(
        "Base = declarative_base(\n    # why\n    metadata=m)\n",
        "comments",
    );
    kept(
        "def f(metadata):\n    Base = declarative_base(metadata=metadata)\n",
        "could not be read",
    );
    kept(
        "class T:\n    m = 1\n    Base = declarative_base(metadata=m)\n",
        "could not be read",
    );
}

#[test]
fn what_the_project_asks_for() {
    kept(
        "Base = declarative_base()\nisinstance(Base, type(Base))\n",
        "metaclass",
    );
    kept(
        "Base = declarative_base()\nclass A(Base, metaclass=M): pass\n",
        "metaclass",
    );
    kept(
        "Base = declarative_base()\nclass A(Base):\n    def __init_subclass__(cls): pass\n",
        "__init_subclass__",
    );
    kept(
        "Base = declarative_base()\nx = [c for c in y if not c.__abstract__]\n",
        "__abstract__",
    );
    kept(
        "Model = declarative_base()\nprint(Model.__name__)\n",
        "name",
    );
    kept(
        "from typing import Generic\nBase = declarative_base()\nclass A(Generic[T], Base): pass\n",
        "Generic",
    );
    let other = "from sqlalchemy.ext.declarative import DeclarativeMeta\ndef f(x): return isinstance(x.__class__, DeclarativeMeta)\n";
    let reason = refused(&[
        ("a.py", &format!("{HEAD}Base = declarative_base()\n")),
        ("b.py", other),
    ]);
    assert!(reason.contains("b.py:2"), "{reason}");
    becomes(
        "Model = declarative_base()\nModel.query = 1\n\n\nclass A(Model):\n    __abstract__ = True\n",
        "class Model(DeclarativeBase):\n    pass\n\n\nModel.query = 1\n\n\nclass A(Model):\n    __abstract__ = True\n",
    );
}
