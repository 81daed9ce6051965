//! What a transform gives back.

use alchemod_facts::FileId;
use alchemod_python::Tree;
use alchemod_text::{Edit, Span};

/// Whether a rewrite may be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Safety {
    /// The program is shown to do the same: made by default.
    Safe,
    /// Offered: made with `--unsafe` only, for this reason.
    Unsafe(String),
    /// Left to the user, for this reason; there is no rewrite.
    Manual(String),
}

/// A name that the rewritten file needs, or may no longer need.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ImportWish {
    /// `from module import name [as as_name]`, in an `if TYPE_CHECKING:` block if so marked.
    Name {
        /// Dotted module; relative ones with their leading dots.
        module: String,
        /// The name to import.
        name: String,
        /// Its local name, if another.
        as_name: Option<String>,
        /// Only type checkers need it.
        type_checking: bool,
    },
    /// `import module [as as_name]`.
    Module {
        /// Dotted module.
        module: String,
        /// Its local name, if another.
        as_name: Option<String>,
    },
    /// The import of this local name goes if nothing in the file uses it any more, no other
    /// module imports it from here, and `__all__` does not list it.
    MayGo(String),
}

/// A group of edits and import wishes that is applied whole or not at all.
#[derive(Clone, Debug, Default)]
pub struct Rewrite {
    /// The edits, each with its file.
    pub edits: Vec<(FileId, Edit)>,
    /// The import wishes, each with its file.
    pub imports: Vec<(FileId, ImportWish)>,
    /// Comments that go with the code that they speak of, each with its file. A rewrite that loses any other
    /// comment is not made.
    pub comments: Vec<(FileId, String)>,
}

impl Rewrite {
    /// A rewrite of one file.
    pub fn new(file: FileId, edits: impl IntoIterator<Item = Edit>) -> Self {
        Rewrite {
            edits: edits.into_iter().map(|edit| (file, edit)).collect(),
            ..Rewrite::default()
        }
    }

    /// Lets the comments of `tree`, which is that of `file`, go where an edit takes away all of their text.
    #[must_use]
    pub fn without_comments(mut self, file: FileId, tree: &Tree) -> Self {
        for (_, edit) in self.edits.iter().filter(|(owner, _)| *owner == file) {
            let gone = tree.tokens().comments(edit.span);
            let texts = gone.map(|token| token.span.slice(tree.text()).trim_end().to_owned());
            self.comments.extend(texts.map(|text| (file, text)));
        }
        self
    }

    /// Adds a wish for `file`.
    #[must_use]
    pub fn wish(mut self, file: FileId, wish: impl IntoIterator<Item = ImportWish>) -> Self {
        self.imports.extend(wish.into_iter().map(|w| (file, w)));
        self
    }

    /// Adds an edit of `file`.
    #[must_use]
    pub fn edit(mut self, file: FileId, edit: Edit) -> Self {
        self.edits.push((file, edit));
        self
    }
}

/// A place, a message, and maybe a rewrite. A refusal is a finding too.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The legacy construct, in bytes of the file that is visited.
    pub span: Span,
    /// What it is and what becomes of it, one line, starting in lower case, without a full stop.
    pub message: String,
    /// Whether and why (not) it may be rewritten.
    pub safety: Safety,
    /// The rewrite; `None` exactly if the safety is [`Safety::Manual`].
    pub rewrite: Option<Rewrite>,
}

impl Finding {
    /// A finding whose rewrite is safe.
    pub fn safe(span: Span, message: impl Into<String>, rewrite: Rewrite) -> Self {
        Finding {
            span,
            message: message.into(),
            safety: Safety::Safe,
            rewrite: Some(rewrite),
        }
    }

    /// A finding whose rewrite needs `--unsafe`, for `reason`.
    pub fn offered(
        span: Span,
        message: impl Into<String>,
        reason: impl Into<String>,
        rewrite: Rewrite,
    ) -> Self {
        Finding {
            span,
            message: message.into(),
            safety: Safety::Unsafe(reason.into()),
            rewrite: Some(rewrite),
        }
    }

    /// A finding that is left to the user, for `reason`.
    pub fn manual(span: Span, message: impl Into<String>, reason: impl Into<String>) -> Self {
        Finding {
            span,
            message: message.into(),
            safety: Safety::Manual(reason.into()),
            rewrite: None,
        }
    }
}
