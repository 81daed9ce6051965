//! Import wishes, end to end: each call of `use("path")` becomes the text that names the path.

mod support;

use alchemod_engine::{Finding, ImportWish, Outcome, Rewrite};
use alchemod_facts::string;
use alchemod_python::span;
use alchemod_text::Edit;
use support::{run_on, text_of, Calls, RULE};

/// `use("a.b")` becomes a name for `a.b`; `types("a.b")` one for type checkers; `drop("x")` becomes
/// `None`, and the import of `x` may go.
static USE: Calls = Calls {
    rule: &RULE,
    named: &["use", "types", "drop"],
    check: |cx, call| {
        let path = string(call.args.first()?)?;
        let verb = cx.source(call.func.as_ref());
        let (text, wish) = match verb {
            "drop" => ("None".to_owned(), Some(ImportWish::MayGo(path.to_owned()))),
            _ => {
                let import = match verb {
                    "use" => cx.import(path),
                    _ => cx.import_for_types(path),
                };
                (import.text, import.wish)
            }
        };
        let rewrite = Rewrite::new(cx.file.id, [Edit::replace(span(call), text)]);
        Some(Finding::safe(
            span(call),
            "used",
            rewrite.wish(cx.file.id, wish),
        ))
    },
};

#[track_caller]
fn becomes(old: &str, new: &str) {
    let report = run_on(&[("app/a.py", old)], &[&USE]);
    let text = text_of(&report, "app/a.py", old);
    assert!(text == new, "----- is\n{text}----- should be\n{new}");
    // The same with other line ends.
    let crlf = old.replace('\n', "\r\n");
    let report = run_on(&[("app/a.py", &crlf)], &[&USE]);
    assert_eq!(
        text_of(&report, "app/a.py", &crlf),
        new.replace('\n', "\r\n")
    );
}

#[test]
fn a_name_that_is_there_is_used() {
    becomes(
        "from sqlalchemy import select\nuse('sqlalchemy.select')\n",
        "from sqlalchemy import select\nselect\n",
    );
    becomes(
        "from sqlalchemy.sql.expression import select as sel\nuse('sqlalchemy.select')\n",
        "from sqlalchemy.sql.expression import select as sel\nsel\n",
    );
    becomes(
        "import sqlalchemy as sa\nuse('sqlalchemy.select')\n",
        "import sqlalchemy as sa\nsa.select\n",
    );
    becomes(
        "import sqlalchemy.orm\nuse('sqlalchemy.orm.Session')\nuse('sqlalchemy.select')\n",
        "import sqlalchemy.orm\nsqlalchemy.orm.Session\nsqlalchemy.select\n",
    );
    becomes(
        "from sqlalchemy import orm\nuse('sqlalchemy.orm.Session')\n",
        "from sqlalchemy import orm\norm.Session\n",
    );
    becomes(
        "import sqlalchemy as sa\nx = sa.orm.relationship()\nuse('sqlalchemy.orm.Session')\n",
        "import sqlalchemy as sa\nx = sa.orm.relationship()\nsa.orm.Session\n",
    );
    becomes(
        "try:\n    from sqlalchemy.orm import declarative_base\nexcept ImportError:\n    from sqlalchemy.ext.declarative import declarative_base\nuse('sqlalchemy.orm.declarative_base')\n",
        "try:\n    from sqlalchemy.orm import declarative_base\nexcept ImportError:\n    from sqlalchemy.ext.declarative import declarative_base\ndeclarative_base\n",
    );
}

#[test]
fn a_statement_is_extended_in_its_order() {
    becomes(
        "from sqlalchemy import Column, func\nuse('sqlalchemy.select')\nuse('sqlalchemy.Integer')\nuse('sqlalchemy.and_')\n",
        "from sqlalchemy import Column, Integer, and_, func, select\nselect\nInteger\nand_\n",
    );
    becomes(
        "from sqlalchemy import and_, Column, func\nuse('sqlalchemy.Date')\n",
        "from sqlalchemy import and_, Column, Date, func\nDate\n",
    );
    becomes(
        "from sqlalchemy import func, Column, and_  # all of it\nuse('sqlalchemy.Date')\n",
        "from sqlalchemy import func, Column, and_, Date  # all of it\nDate\n",
    );
    becomes(
        "from sqlalchemy import (func)\nuse('sqlalchemy.Date')\n",
        "from sqlalchemy import (Date, func)\nDate\n",
    );
    becomes(
        "from sqlalchemy import Column, \\\n    func\nuse('sqlalchemy.select')\n",
        "from sqlalchemy import Column, \\\n    func, select\nselect\n",
    );
}

#[test]
fn a_list_over_lines_stays_one() {
    becomes(
        "from sqlalchemy import (\n    Column,\n    func,  # functions\n)\nuse('sqlalchemy.select')\nuse('sqlalchemy.Date')\nuse('sqlalchemy.ARRAY')\n",
        "from sqlalchemy import (\n    ARRAY,\n    Column,\n    Date,\n    func,  # functions\n    select,\n)\nselect\nDate\nARRAY\n",
    );
    becomes(
        "from sqlalchemy import (\n    Column,\n    func  # functions\n)\nuse('sqlalchemy.select')\nuse('sqlalchemy.text')\n",
        "from sqlalchemy import (\n    Column,\n    func,  # functions\n    select,\n    text\n)\nselect\ntext\n",
    );
    becomes(
        "from sqlalchemy import (\n    Column,\n    func)\nuse('sqlalchemy.select')\n",
        "from sqlalchemy import (\n    Column,\n    func,\n    select)\nselect\n",
    );
    becomes(
        "from sqlalchemy import (\n\tColumn,\n)\nuse('sqlalchemy.select')\n",
        "from sqlalchemy import (\n\tColumn,\n\tselect,\n)\nselect\n",
    );
}

#[test]
fn a_line_that_would_be_too_long_is_broken() {
    becomes(
        "from sqlalchemy import BigInteger, Boolean, Column, DateTime, ForeignKey, Integer, String\nx = 1\nuse('sqlalchemy.select')\nuse('sqlalchemy.text')\n",
        "from sqlalchemy import (\n    BigInteger,\n    Boolean,\n    Column,\n    DateTime,\n    ForeignKey,\n    Integer,\n    String,\n    select,\n    text,\n)\nx = 1\nselect\ntext\n",
    );
}

#[test]
fn a_new_statement_goes_where_it_is_sorted() {
    becomes(
        "import os\n\nimport flask\nfrom sqlalchemy import Column\nfrom zope import x\n\nfrom app.db import Base\nuse('sqlalchemy.orm.Session')\nuse('typing.Optional')\nuse('datetime.date')\n",
        "import os\nfrom datetime import date\nfrom typing import Optional\n\nimport flask\nfrom sqlalchemy import Column\nfrom sqlalchemy.orm import Session\nfrom zope import x\n\nfrom app.db import Base\nSession\nOptional\ndate\n",
    );
    becomes(
        "from sqlalchemy import Column\n\nfrom .db import Base\n\n\nclass A(Base):\n    x = use('typing.Optional')\n    y = use('decimal.Decimal')\n",
        "from decimal import Decimal\nfrom typing import Optional\n\nfrom sqlalchemy import Column\n\nfrom .db import Base\n\n\nclass A(Base):\n    x = Optional\n    y = Decimal\n",
    );
    becomes(
        "\"\"\"Doc of sqlalchemy.\"\"\"\nfrom __future__ import annotations\n\nx = use('typing.Optional')\ny = use('sqlalchemy.text')\n",
        "\"\"\"Doc of sqlalchemy.\"\"\"\nfrom __future__ import annotations\n\nfrom typing import Optional\n\nfrom sqlalchemy import text\n\nx = Optional\ny = text\n",
    );
    becomes(
        "import os\nimport sqlalchemy_utils\nx = use('typing.Optional')\n",
        "import os\nfrom typing import Optional\nimport sqlalchemy_utils\nx = Optional\n",
    );
}

#[test]
fn a_file_without_imports_gets_its_first() {
    becomes(
        "\"\"\"Doc of sqlalchemy.\"\"\"\n\nx = use('typing.Optional')\n",
        "\"\"\"Doc of sqlalchemy.\"\"\"\n\nfrom typing import Optional\n\nx = Optional\n",
    );
    becomes(
        "#!/usr/bin/python\n# -*- coding: utf-8 -*-\nclass A:\n    x = use('sqlalchemy.text')\n",
        "#!/usr/bin/python\n# -*- coding: utf-8 -*-\nfrom sqlalchemy import text\n\n\nclass A:\n    x = text\n",
    );
    becomes(
        "# License, sqlalchemy.\n\n# On A.\n@deco\nclass A:\n    x = use('sqlalchemy.text')\n",
        "# License, sqlalchemy.\n\nfrom sqlalchemy import text\n\n\n# On A.\n@deco\nclass A:\n    x = text\n",
    );
    becomes(
        "\"\"\"sqlalchemy\"\"\"; x = use('sqlalchemy.text')",
        "\"\"\"sqlalchemy\"\"\"; x = use('sqlalchemy.text')",
    );
}

#[test]
fn a_name_that_is_taken_gets_another() {
    becomes(
        "import select\nimport sqlalchemy_utils\n\nuse('sqlalchemy.select')\n",
        "import select\nimport sqlalchemy_utils\nfrom sqlalchemy import select as sa_select\n\nsa_select\n",
    );
    becomes(
        "from sqlalchemy import Column\n\n\nclass A:\n    date = 1\n    x = use('datetime.date')\n",
        "import datetime\n\nfrom sqlalchemy import Column\n\n\nclass A:\n    date = 1\n    x = datetime.date\n",
    );
    becomes(
        "from datetime import datetime\n\nfrom sqlalchemy import Column\n\n\ndef f(date):\n    return use('datetime.date')\n",
        "import datetime as dt\nfrom datetime import datetime\n\nfrom sqlalchemy import Column\n\n\ndef f(date):\n    return dt.date\n",
    );
    // Only where the site sees the other one is the name no good.
    becomes(
        "from sqlalchemy import text\n\n\ndef f(text):\n    return use('sqlalchemy.text')\n\n\ndef g():\n    return use('sqlalchemy.text')\n",
        "from sqlalchemy import text, text as sa_text\n\n\ndef f(text):\n    return sa_text\n\n\ndef g():\n    return text\n",
    );
    // The same thing imported in a function is no other meaning.
    becomes(
        "import sqlalchemy_utils\n\n\ndef f():\n    from sqlalchemy import text\n\n\ndef g():\n    return use('sqlalchemy.text')\n",
        "import sqlalchemy_utils\nfrom sqlalchemy import text\n\n\ndef f():\n    from sqlalchemy import text\n\n\ndef g():\n    return text\n",
    );
}

#[test]
fn imports_for_type_checkers_have_their_block() {
    becomes(
        "from sqlalchemy import Column\n\nfrom app.db import Base\n\n\nclass A(Base):\n    x = types('app.b.B')\n    y = types('app.b.C')\n    z = types('app.a2.D')\n",
        "from typing import TYPE_CHECKING\n\nfrom sqlalchemy import Column\n\nfrom app.db import Base\n\nif TYPE_CHECKING:\n    from app.a2 import D\n    from app.b import B, C\n\n\nclass A(Base):\n    x = B\n    y = C\n    z = D\n",
    );
    becomes(
        "import typing as t\n\nimport sqlalchemy_utils\n\nif t.TYPE_CHECKING:\n    from app.b import A\n\nx = types('app.b.B')\ny = types('app.c.C')\n",
        "import typing as t\n\nimport sqlalchemy_utils\n\nif t.TYPE_CHECKING:\n    from app.b import A, B\n    from app.c import C\n\nx = B\ny = C\n",
    );
    becomes(
        "import sqlalchemy_utils\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n\tpass\n\nx = types('app.b.B')\n",
        "import sqlalchemy_utils\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n\tpass\n\tfrom app.b import B\n\nx = B\n",
    );
    // What only type checkers see is no good at run time.
    becomes(
        "import sqlalchemy_utils\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from sqlalchemy import text\n\nx = use('sqlalchemy.text')\n",
        "import sqlalchemy_utils\nfrom sqlalchemy import text\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from sqlalchemy import text\n\nx = text\n",
    );
}

#[test]
fn what_nothing_uses_goes() {
    becomes(
        "import os\n\nfrom sqlalchemy.orm import Query\n\n\ndrop('Query')\n",
        "import os\n\n\nNone\n",
    );
    becomes(
        "from sqlalchemy.orm import Query, Session, relation\ndrop('Session')\ndrop('relation')\n",
        "from sqlalchemy.orm import Query\nNone\nNone\n",
    );
    becomes(
        "from sqlalchemy.orm import Query, Session, relation\ndrop('Query')\ndrop('Session')\n",
        "from sqlalchemy.orm import relation\nNone\nNone\n",
    );
    becomes(
        "from sqlalchemy.orm import (\n    Query,\n    # On the session.\n    Session,\n    relation,\n)\ndrop('Session')\ndrop('relation')\n",
        "from sqlalchemy.orm import (\n    Query,\n    # On the session.\n)\nNone\nNone\n",
    );
    // Lines with several names stay lines.
    becomes(
        "from sqlalchemy.orm import (Query, Session,\n    relation, mapper,\n    backref)\ndrop('Session')\ndrop('relation')\ndrop('backref')\n",
        "from sqlalchemy.orm import (Query,\n    mapper)\nNone\nNone\nNone\n",
    );
    becomes(
        "from sqlalchemy.orm import Query\ndrop('Query')\nuse('sqlalchemy.orm.Session')\n",
        "from sqlalchemy.orm import Session\nNone\nSession\n",
    );
    becomes(
        "# Head.\nimport sqlalchemy\n\nx = drop('sqlalchemy')\n",
        "# Head.\n\nx = None\n",
    );
}

#[test]
fn what_may_be_needed_stays() {
    for rest in [
        "Query",
        "x: 'Query[int]' = 1",
        "def f(x):\n    # type: (Query) -> None\n    pass",
        "__all__ = ['Query']",
    ] {
        becomes(
            &format!("from sqlalchemy.orm import Query\ndrop('Query')\n{rest}\n"),
            &format!("from sqlalchemy.orm import Query\nNone\n{rest}\n"),
        );
    }
    for import in [
        "from sqlalchemy.orm import Query  # noqa: F401",
        "from sqlalchemy.orm import Query  # for all",
        "from sqlalchemy.orm import Query as Query",
        "from sqlalchemy.orm import (\n    Session,\n    Query,  # why\n)",
        "try:\n    from sqlalchemy.orm import Query\nexcept ImportError:\n    pass",
    ] {
        becomes(
            &format!("{import}\ndrop('Query')\n"),
            &format!("{import}\nNone\n"),
        );
    }
}

#[test]
fn what_other_modules_import_stays() {
    let a = "from sqlalchemy.orm import Query\ndrop('Query')\n";
    for (path, other, stays) in [
        ("app/b.py", "from app.a import Query\n", true),
        ("app/b.py", "from .a import Query\n", true),
        ("app/b.py", "from .a import Session\n", false),
        ("app/b.py", "from .a import *\n", true),
        ("app/b.py", "from . import a\na.Query\n", true),
        ("app/b.py", "from . import a\na.Session\n", false),
        ("tests/b.py", "import app.a\napp.a.Query\n", true),
        (
            "tests/b.py",
            "def f():\n    from app.a import Query\n",
            true,
        ),
        (
            "tests/b.py",
            "import sqlalchemy\nmock.patch('app.a.Query')\n",
            true,
        ),
        ("other/b.py", "from other.c import Query\n", false),
    ] {
        let report = run_on(&[("app/a.py", a), (path, other)], &[&USE]);
        let text = text_of(&report, "app/a.py", a);
        assert_eq!(text.contains("import Query"), stays, "{path}: {other}");
    }
}

#[test]
fn a_wish_that_cannot_be_granted_undoes_its_rewrite() {
    static FORCE: Calls = Calls {
        rule: &RULE,
        named: &["force"],
        check: |cx, call| {
            let wish = ImportWish::Name {
                module: "sqlalchemy".into(),
                name: "select".into(),
                as_name: None,
                type_checking: false,
            };
            let edit = Edit::replace(span(call), "select");
            let rewrite = Rewrite::new(cx.file.id, [edit]).wish(cx.file.id, [wish]);
            Some(Finding::safe(span(call), "forced", rewrite))
        },
    };
    let text = "import select\nimport sqlalchemy\nforce()\n";
    let report = run_on(&[("a.py", text)], &[&FORCE]);
    assert!(report.files[0].new_text.is_none());
    assert_eq!(report.files[0].findings[0].outcome, Outcome::Undone);
}

#[test]
fn files_with_one_name_a_statement_stay_so() {
    becomes(
        "from sqlalchemy import Column\nfrom sqlalchemy import func\nfrom sqlalchemy import testing\n\nfrom . import x\nuse('sqlalchemy.select')\nuse('sqlalchemy.Date')\nuse('typing.List')\n",
        "from typing import List\n\nfrom sqlalchemy import Column\nfrom sqlalchemy import Date\nfrom sqlalchemy import func\nfrom sqlalchemy import select\nfrom sqlalchemy import testing\n\nfrom . import x\nselect\nDate\nList\n",
    );
}

/// `of("app/b.py")` becomes a name for the class `B` that the file defines.
static OF: Calls = Calls {
    rule: &RULE,
    named: &["of"],
    check: |cx, call| {
        let target = cx.project.file_at(string(call.args.first()?)?)?;
        let import = cx.import_from(target, "B", true)?;
        let rewrite = Rewrite::new(cx.file.id, [Edit::replace(span(call), import.text)]);
        Some(Finding::safe(
            span(call),
            "of",
            rewrite.wish(cx.file.id, import.wish),
        ))
    },
};

#[test]
fn classes_of_the_project_are_imported_as_the_file_imports() {
    let b = "import sqlalchemy\n\n\nclass B:\n    pass\n";
    let typing = "from typing import TYPE_CHECKING\n\n";
    for (old, new) in [
        (
            "import sqlalchemy\nof('app/b.py')\n".to_owned(),
            format!(
                "{typing}import sqlalchemy\n\nif TYPE_CHECKING:\n    from app.b import B\n\nB\n"
            ),
        ),
        (
            "from .c import x\nof('app/b.py')\n".to_owned(),
            format!("{typing}from .c import x\n\nif TYPE_CHECKING:\n    from .b import B\n\nB\n"),
        ),
        // Known already, if through another module.
        (
            "from app.c import B\nof('app/b.py')\n".to_owned(),
            "from app.c import B\nB\n".to_owned(),
        ),
        // Another meaning.
        (
            "import sqlalchemy\nB = 1\nof('app/b.py')\n".to_owned(),
            "import sqlalchemy\nB = 1\nof('app/b.py')\n".to_owned(),
        ),
    ] {
        let files = [
            ("app/__init__.py", ""),
            ("app/a.py", old.as_str()),
            ("app/b.py", b),
            ("app/c.py", "from .b import B\nx = 1\n"),
        ];
        let report = run_on(&files, &[&OF]);
        let text = text_of(&report, "app/a.py", &old);
        assert!(text == new, "----- is\n{text}----- should be\n{new}");
    }
}
