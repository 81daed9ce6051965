//! Which files can matter, so that the trees of the others need not be kept.
//!
//! What one program loads hangs together: values go from file to file in it by any way. So a file can matter if
//! 1. it imports SQLAlchemy or SQLModel, or another package that is called after them: a *seed*;
//! 2. or it imports a file of 1 or 2, through any number of others: it is part of a program that has SQLAlchemy;
//! 3. or it mentions SQLAlchemy without importing it;
//! 4. or a file of 1, 2 or 3 imports it, through any number of others;
//! 5. or it is the `__init__.py` of a package that a file of 1 to 4 lies in: the names of modules depend on it.
//!
//! Tests import the `conftest.py` files of the folders around them, as far as this is concerned: pytest gives them
//! the fixtures of these.
//!
//! What is called `session` in a file of none of these kinds proves nothing: the models that it would have to
//! query come from nowhere. Without a mention in any file none matters. Imports are read by [`scan`], which takes
//! too much rather than too little, and resolved in [`graph`].
//!
//! The files that matter fall into programs ([`Graph::programs`]): no file of one loads a file of another, so that
//! each is looked at by itself.

mod graph;
mod groups;
mod scan;
mod strings;

use memchr::memchr2_iter;
use rayon::prelude::*;

use crate::Input;
use graph::Graph;

/// How the words go on, after the first two letters, that a file worth parsing mentions, in any case.
const MENTIONS: [&[u8]; 2] = [b"lalchemy", b"lmodel"];

/// For each input that must be parsed the program it belongs to, as one of its inputs; `None` for the others.
pub(crate) fn programs(inputs: &[Input]) -> Vec<Option<usize>> {
    let mentioned: Vec<bool> = inputs
        .par_iter()
        .map(|input| mentions(input.text.as_bytes()))
        .collect();
    if !mentioned.contains(&true) {
        return vec![None; inputs.len()];
    }
    let imports: Vec<Vec<scan::Import>> = inputs
        .par_iter()
        .map(|input| scan::imports(&input.text))
        .collect();
    let seeds = imports
        .iter()
        .zip(&mentioned)
        .map(|(imports, &is_mentioned)| is_mentioned && imports.iter().any(is_of_library))
        .collect();
    let paths: Vec<String> = inputs
        .iter()
        .map(|input| crate::snapshot::slashes(&input.path))
        .collect();
    let texts: Vec<&str> = inputs.iter().map(|input| input.text.as_str()).collect();
    let graph = Graph::new(&paths, &texts, &imports);
    graph.programs(&graph.close(seeds, &mentioned))
}

/// Whether an import names SQLAlchemy, SQLModel or what is called after them.
fn is_of_library(import: &scan::Import) -> bool {
    let names = import.names.iter().flatten();
    std::iter::once(&import.module)
        .chain(names)
        .any(|name| mentions(name.as_bytes()))
}

/// Whether a text mentions SQLAlchemy or SQLModel. It looks for the letter that is rarest in other texts.
fn mentions(text: &[u8]) -> bool {
    memchr2_iter(b'q', b'Q', text).any(|at| {
        let is_s = at > 0 && text[at - 1].eq_ignore_ascii_case(&b's');
        let rest = &text[at + 1..];
        let goes_on = |word: &&[u8]| {
            rest.get(..word.len())
                .is_some_and(|rest| rest.eq_ignore_ascii_case(word))
        };
        is_s && MENTIONS.iter().any(goes_on)
    })
}

/// Whether a byte may be part of a name.
fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(files: &[(&str, &str)]) -> Vec<String> {
        let inputs: Vec<Input> = files
            .iter()
            .map(|(path, text)| Input::new(*path, *text))
            .collect();
        programs(&inputs)
            .into_iter()
            .zip(files)
            .filter(|(program, _)| program.is_some())
            .map(|(_, (path, _))| (*path).to_owned())
            .collect()
    }

    #[test]
    fn without_a_mention_nothing_is_parsed() {
        let files = [("a.py", "session.query(x)\n"), ("b.py", "import a\n")];
        assert!(parsed(&files).is_empty());
    }

    #[test]
    fn the_nearest_file_of_a_name_is_meant() {
        let files = [
            ("one/app.py", "import db, utils\n"),
            ("one/db.py", "import sqlalchemy\n"),
            ("one/utils.py", ""),
            // These only look like it.
            ("two/app.py", "import db, utils\n"),
            ("two/db.py", ""),
            ("two/utils.py", ""),
        ];
        assert_eq!(parsed(&files), ["one/app.py", "one/db.py", "one/utils.py"]);
    }

    #[test]
    fn modules_of_python_itself_come_first() {
        let files = [
            ("app/__init__.py", ""),
            ("app/types.py", "import sqlalchemy\n"),
            ("app/views.py", "import types\n"),
            ("lib/uuid.py", "import sqlalchemy\n"),
            ("tools/make.py", "import uuid\n"),
            ("lib/script.py", "import uuid\n"),
        ];
        let expected = [
            "app/__init__.py",
            "app/types.py",
            "lib/uuid.py",
            "lib/script.py",
        ];
        assert_eq!(parsed(&files), expected);
    }

    #[test]
    fn a_folder_around_may_be_on_the_path() {
        let files = [
            ("app/__init__.py", ""),
            ("app/models.py", "import sqlalchemy\n"),
            ("app/views/__init__.py", ""),
            ("app/views/users.py", "from models import User\n"),
            ("elsewhere/users.py", "from models import User\n"),
        ];
        assert_eq!(parsed(&files).len(), 4);
    }

    #[test]
    fn all_that_fit_equally_well_are_parsed() {
        let files = [
            ("src/app.py", "import sqlalchemy, helpers.text\n"),
            ("one/helpers/text.py", ""),
            ("two/helpers/text.py", ""),
        ];
        assert_eq!(parsed(&files).len(), 3);
    }

    #[test]
    fn a_mention_without_an_import_spreads_to_no_importer() {
        let files = [
            ("a.py", "# As in SQLAlchemy.\nimport b\n"),
            ("b.py", ""),
            ("c.py", "import a\n"),
        ];
        assert_eq!(parsed(&files), ["a.py", "b.py"]);
        let files = [("a.py", "from .ext.flask_SQLAlchemy import x\n"), files[2]];
        assert_eq!(parsed(&files), ["a.py", "c.py"]);
    }

    #[test]
    fn tests_get_fixtures_without_an_import() {
        let files = [
            ("conftest.py", ""),
            ("tests/conftest.py", "from sqlalchemy.orm import Session\n"),
            ("tests/helpers.py", ""),
            (
                "tests/unit/test_a.py",
                "def test(session): session.query(1)\n",
            ),
            ("other/test_b.py", ""),
        ];
        let expected = ["conftest.py", "tests/conftest.py", "tests/unit/test_a.py"];
        assert_eq!(parsed(&files), expected);
    }

    #[test]
    fn what_lies_below_a_package_is_reached_by_attributes() {
        let files = [
            ("src/app/__init__.py", ""),
            ("src/app/db/models.py", "import sqlalchemy\n"),
            ("src/run.py", "from app import db\nx = db.models.User\n"),
            ("src/other.py", "from app import db\nx = db.tables\n"),
            ("src/app/near.py", "from . import db\ndb.models\n"),
            ("src/space.py", "import app.db\napp.db.models\n"),
        ];
        let mut expected: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
        expected.retain(|path| *path != "src/other.py");
        assert_eq!(parsed(&files), expected);
    }

    #[test]
    fn names_alone_are_no_seeds() {
        let files = [
            ("a.py", "from SQLAlchemy import x\n"),
            ("b.py", "db.query(x)\n"),
            ("c.py", "import a\nsession.query(a.x)\n"),
            ("d.py", "Session()\n"),
        ];
        assert_eq!(parsed(&files), ["a.py", "c.py"]);
    }

    #[test]
    fn programs_hang_together_by_what_loads_what() {
        let library = "import sqlalchemy\n";
        let named = "import sqlalchemy\npatch('three.db.engine.execute')\n";
        let loader = "import sqlalchemy\nimport_module(name)\n";
        let files = [
            ("one/__init__.py", ""),
            ("one/db.py", library),
            ("one/tests/test_db.py", "from one.db import x\n"),
            ("two/db.py", library),
            ("two/app/listeners.py", library),
            ("three/db.py", library),
            ("four/test_three.py", named),
            ("five/load.py", loader),
            ("five/plugins/plugin.py", library),
            ("six/conftest.py", library),
            ("six/tests/test_six.py", "def test(session): pass\n"),
            ("seven/service.py", library),
            ("seven/listeners.py", library),
        ];
        let inputs: Vec<Input> = files
            .iter()
            .map(|(path, text)| Input::new(*path, *text))
            .collect();
        let firsts: Vec<usize> = programs(&inputs).into_iter().flatten().collect();
        assert_eq!(firsts, [0, 0, 0, 3, 4, 5, 5, 7, 7, 9, 9, 11, 11]);
    }

    #[test]
    fn a_chain_of_re_exports_survives() {
        let files = [
            (
                "src/app/db/base.py",
                "from sqlalchemy.orm import relation as r\n",
            ),
            ("src/app/db/__init__.py", "from .base import *\n"),
            (
                "src/app/core/api.py",
                "from ..db import (\n    r as s, # why\n)\n",
            ),
            (
                "src/app/api.py",
                "if True:\n    from app.core \\\n        import api\n",
            ),
            (
                "src/app/models.py",
                "def f():\n    import os, app.api as x; x.api.s()\n",
            ),
            ("src/app/other.py", "import os\n"),
            ("scripts/run.py", "from app import models\n"),
        ];
        let mut expected: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
        expected.retain(|path| *path != "src/app/other.py");
        assert_eq!(parsed(&files), expected);
    }

    #[test]
    fn what_a_relevant_file_imports_is_parsed() {
        let files = [
            (
                "app/models.py",
                "import sqlalchemy\nfrom app import kinds\n",
            ),
            ("app/kinds.py", "from app.enums import *\n"),
            ("app/enums.py", "import enum\n"),
            ("app/unrelated.py", "from app.enums import x\n"),
        ];
        assert_eq!(
            parsed(&files),
            ["app/models.py", "app/kinds.py", "app/enums.py"]
        );
    }

    #[test]
    fn packages_of_what_is_parsed_are_parsed() {
        let files = [
            ("__init__.py", ""),
            ("src/app/__init__.py", ""),
            ("src/app/web/__init__.py", ""),
            ("src/app/db/models.py", "import sqlalchemy\n"),
        ];
        let expected = ["__init__.py", "src/app/__init__.py", "src/app/db/models.py"];
        assert_eq!(parsed(&files), expected);
    }

    #[test]
    fn a_package_brings_its_modules() {
        let files = [
            ("app/__init__.py", ""),
            ("app/models.py", "import sqlalchemy\n"),
            ("run.py", "import app\napp.models.User\n"),
            ("other.py", "import application\n"),
        ];
        assert_eq!(
            parsed(&files),
            ["app/__init__.py", "app/models.py", "run.py"]
        );
    }
}
