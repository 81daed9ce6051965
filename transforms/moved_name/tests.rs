use alchemod_engine::{run, Input, Report, Safety, Settings, Target};

use super::MovedName;

fn apply_to(files: &[(&str, &str)], settings: &Settings) -> Report {
    let inputs = files
        .iter()
        .map(|(path, text)| Input::new(*path, *text))
        .collect();
    run(inputs, &[&MovedName], settings)
}

fn apply(text: &str) -> String {
    let settings = Settings::default();
    let new = new_text(&apply_to(&[("a.py", text)], &settings), "a.py", text);
    let again = new_text(&apply_to(&[("a.py", &new)], &settings), "a.py", &new);
    assert_eq!(new, again, "a second run");
    new
}

fn new_text(report: &Report, path: &str, old: &str) -> String {
    report
        .files
        .iter()
        .find(|file| file.path.to_str() == Some(path))
        .and_then(|file| file.new_text.clone())
        .unwrap_or_else(|| old.to_owned())
}

fn reasons(text: &str) -> Vec<String> {
    let report = apply_to(&[("a.py", text)], &Settings::default());
    report
        .files
        .iter()
        .flat_map(|file| &file.findings)
        .filter_map(|finding| match &finding.safety {
            Safety::Manual(reason) => Some(reason.clone()),
            _ => None,
        })
        .collect()
}

#[track_caller]
fn becomes(before: &str, after: &str) {
    assert_eq!(apply(before), after);
}

#[test]
fn a_whole_statement() {
    becomes(
        "from sqlalchemy.ext.declarative import declarative_base  # base\nB = declarative_base()\n",
        "from sqlalchemy.orm import declarative_base  # base\nB = declarative_base()\n",
    );
    becomes(
        "from sqlalchemy.ext.declarative import (\n    as_declarative,  # one\n    declared_attr as da,\n)\n",
        "from sqlalchemy.orm import (\n    as_declarative,  # one\n    declared_attr as da,\n)\n",
    );
}

#[test]
fn what_moves_joins_what_is_there() {
    becomes(
        "from sqlalchemy import Column\nfrom sqlalchemy.ext.declarative import declarative_base\nfrom sqlalchemy.orm import relationship\n",
        "from sqlalchemy import Column\nfrom sqlalchemy.orm import declarative_base, relationship\n",
    );
}

#[test]
fn some_stay() {
    becomes(
        "from sqlalchemy.ext.declarative import AbstractConcreteBase, declarative_base, ConcreteBase, declared_attr\n",
        "from sqlalchemy.orm import declarative_base, declared_attr\nfrom sqlalchemy.ext.declarative import AbstractConcreteBase, ConcreteBase\n",
    );
    becomes(
        "def f():\n\tfrom sqlalchemy.ext.declarative import (\n\t\tDeferredReflection,  # stays\n\t\tdeclarative_base,\n\t)\n\treturn declarative_base()\n",
        "def f():\n\tfrom sqlalchemy.orm import declarative_base\n\tfrom sqlalchemy.ext.declarative import (\n\t\tDeferredReflection,  # stays\n\t)\n\treturn declarative_base()\n",
    );
    becomes(
        "if x: from sqlalchemy.ext.declarative import ConcreteBase, declarative_base\n",
        "if x: from sqlalchemy.orm import declarative_base; from sqlalchemy.ext.declarative import ConcreteBase\n",
    );
}

#[test]
fn a_comment_goes_with_its_name_or_not_at_all() {
    let text = "from sqlalchemy.ext.declarative import (\n    ConcreteBase,\n    declarative_base,  # of all models\n)\n";
    becomes(text, text);
    assert_eq!(reasons(text).len(), 1);
}

#[test]
fn renamed_with_its_uses() {
    becomes(
        "from sqlalchemy.orm import relation, eagerload\nx = relation('A'); y = [eagerload(relation.b) for z in relation]\n",
        "from sqlalchemy.orm import relationship, joinedload\nx = relationship('A'); y = [joinedload(relationship.b) for z in relationship]\n",
    );
    becomes(
        "from sqlalchemy.orm import relation\nf(f'{relation}')\n",
        "from sqlalchemy.orm import relationship\nf(f'{relationship}')\n",
    );
    becomes(
        "from sqlalchemy.orm import relation, relationship\nrelation(relationship)\n",
        "from sqlalchemy.orm import relationship\nrelationship(relationship)\n",
    );
    becomes(
        "from sqlalchemy.orm import relation as rel\nrel()\n",
        "from sqlalchemy.orm import relationship as rel\nrel()\n",
    );
}

#[test]
fn old_names_stay_where_something_needs_them() {
    for rest in [
        "relationship = 1\nrelation()\n",
        "__all__ = ['relation']\n",
        "def f(x: 'relation'): pass\n",
        "x = relation()  # type: relation\n",
        "def f():\n    relationship = 2\n    return relation\n",
    ] {
        becomes(
            &format!("from sqlalchemy.orm import relation\n{rest}"),
            &format!("from sqlalchemy.orm import relationship as relation\n{rest}"),
        );
    }
    becomes(
        "from sqlalchemy.orm import relation\ndef f(relation): return relation\nrelation()\n",
        "from sqlalchemy.orm import relationship\ndef f(relation): return relation\nrelationship()\n",
    );
}

#[test]
fn other_files_count() {
    let library = "from sqlalchemy.orm import relation, eagerload, compile_mappers\n";
    let user = "import lib\nfrom lib import relation\nlib.eagerload()\n# sqlalchemy\n";
    let files = [("lib.py", library), ("app.py", user)];
    let report = apply_to(&files, &Settings::default());
    assert_eq!(
        new_text(&report, "lib.py", library),
        "from sqlalchemy.orm import relationship as relation, joinedload as eagerload, configure_mappers\n"
    );
    assert_eq!(new_text(&report, "app.py", user), user);
}

#[test]
fn modules() {
    becomes(
        "from sqlalchemy.databases import postgresql, mysql as my\npostgresql.UUID\n",
        "from sqlalchemy.dialects import postgresql, mysql as my\npostgresql.UUID\n",
    );
    becomes(
        "from sqlalchemy.databases.mysql import TINYINT\n",
        "from sqlalchemy.dialects.mysql import TINYINT\n",
    );
    becomes(
        "import sqlalchemy.databases.mysql as my, os\n",
        "import sqlalchemy.dialects.mysql as my, os\n",
    );
    becomes(
        "from sqlalchemy.util import pickle, reduce, warn\n",
        "import pickle\nfrom functools import reduce\nfrom sqlalchemy.util import warn\n",
    );
}

#[test]
fn expressions() {
    becomes(
        "from sqlalchemy.util import string_types\nisinstance(x, string_types)\n",
        "isinstance(x, (str,))\n",
    );
    becomes(
        "from sqlalchemy.util import string_types, warn\nstr = 1\nisinstance(x, string_types)\n",
        "from sqlalchemy.util import warn\nstring_types = (str,)\nstr = 1\nisinstance(x, string_types)\n",
    );
    becomes(
        "from sqlalchemy.ext.hybrid import HYBRID_PROPERTY, hybrid_property\nx is HYBRID_PROPERTY\n",
        "from sqlalchemy.ext.hybrid import HybridExtensionType, hybrid_property\nx is HybridExtensionType.HYBRID_PROPERTY\n",
    );
    becomes(
        "from sqlalchemy.ext.hybrid import HYBRID_PROPERTY, HYBRID_METHOD\nx in (HYBRID_PROPERTY, HYBRID_METHOD)\n",
        "from sqlalchemy.ext.hybrid import HybridExtensionType\nx in (HybridExtensionType.HYBRID_PROPERTY, HybridExtensionType.HYBRID_METHOD)\n",
    );
}

#[test]
fn attributes() {
    becomes(
        "import sqlalchemy as sa\nsa.orm.relation('A')\nsa.Column(sa.Binary)\n",
        "import sqlalchemy as sa\nsa.orm.relationship('A')\nsa.Column(sa.LargeBinary)\n",
    );
    becomes(
        "from sqlalchemy import Column\nfrom sqlalchemy.ext import declarative\nBase = declarative.declarative_base()\n",
        "from sqlalchemy import Column\nfrom sqlalchemy.orm import declarative_base\nBase = declarative_base()\n",
    );
    becomes(
        "from sqlalchemy import orm\nfrom sqlalchemy.ext import declarative\nBase = declarative.declarative_base()\nclass C(declarative.AbstractConcreteBase): pass\n",
        "from sqlalchemy import orm\nfrom sqlalchemy.ext import declarative\nBase = orm.declarative_base()\nclass C(declarative.AbstractConcreteBase): pass\n",
    );
    becomes(
        "from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\nx = db.relation('A')\n",
        "from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\nx = db.relationship('A')\n",
    );
    becomes(
        "from sqlalchemy.orm import *\nx = relation('A')\n",
        "from sqlalchemy.orm import *\nx = relationship('A')\n",
    );
}

#[test]
fn fallbacks() {
    becomes(
        "try:\n    from sqlalchemy.orm import declarative_base\nexcept ImportError:\n    from sqlalchemy.ext.declarative import declarative_base\nx = 1\n",
        "from sqlalchemy.orm import declarative_base\nx = 1\n",
    );
    let kept = "try:\n    from sqlalchemy.orm import declarative_base\nexcept ImportError:  # 1.3\n    from sqlalchemy.ext.declarative import declarative_base\n";
    becomes(kept, kept);
    let covered = "try:\n    from sqlalchemy.ext.hybrid import HYBRID_METHOD as h\nexcept ImportError:\n    h = None\n";
    becomes(covered, covered);
    let warns = "try:\n    from sqlalchemy.ext.declarative import declarative_base\nexcept ImportError:\n    declarative_base = None\n";
    becomes(warns, &warns.replace("ext.declarative", "orm"));
    let gone = "try:\n    from sqlalchemy.orm import mapperlib, MapperExtension\nexcept ImportError:\n    MapperExtension = None\n";
    becomes(gone, gone);
    assert!(reasons(gone).is_empty());
}

#[test]
fn what_is_gone_is_said() {
    assert_eq!(
        reasons("from sqlalchemy.orm.interfaces import MapperExtension\n"),
        ["listen to mapper events with sqlalchemy.event"]
    );
    assert_eq!(
        reasons("from sqlalchemy.dialects import firebird\nfirebird.dialect()\n").len(),
        1
    );
    let mixed = "from sqlalchemy.orm import relation, joinedload_all\n";
    becomes(
        mixed,
        "from sqlalchemy.orm import relationship, joinedload_all\n",
    );
    assert_eq!(reasons(mixed).len(), 1);
    assert_eq!(
        reasons("import sqlalchemy.orm as o\no.eagerload_all()\n").len(),
        1
    );
}

#[test]
fn a_doubt_about_one_name_does_not_hold_the_others() {
    becomes(
        "from flask_sqlalchemy import Model, Pagination\nPagination(None, 1, 20, 0, [])\n",
        "from flask_sqlalchemy.model import Model\nfrom flask_sqlalchemy import Pagination\nPagination(None, 1, 20, 0, [])\n",
    );
}

#[test]
fn what_is_fine_is_left() {
    for text in [
        "from sqlalchemy.ext.declarative import AbstractConcreteBase\n",
        "import sqlalchemy.orm\nsqlalchemy.orm.exc.NoResultFound\n",
        "from sqlalchemy.orm import RelationshipProperty\nisinstance(x, RelationshipProperty)\n",
        "from .sqlalchemy import relation\n",
        "import sqlalchemy\nrelation = 1\nrelation.relation\n",
    ] {
        let report = apply_to(&[("pkg/a.py", text)], &Settings::default());
        assert!(report.files.is_empty(), "{text}: {report:?}");
    }
}

#[test]
fn on_1_4_only_what_runs_there() {
    let settings = Settings {
        target: Target::V14,
        ..Settings::default()
    };
    let text = "from sqlalchemy.orm.collections import attribute_mapped_collection\nfrom sqlalchemy.ext.declarative import declarative_base\nfrom sqlalchemy.exc import RemovedIn20Warning\n";
    let report = apply_to(&[("a.py", text)], &settings);
    assert_eq!(
        new_text(&report, "a.py", text),
        text.replace("ext.declarative", "orm")
    );
    assert_eq!(report.files[0].findings.len(), 1);
}
