//! One file's text with its encoding, line ends and line index.

use std::sync::OnceLock;

use crate::codec::{decode, encode};
use crate::{DecodeError, EncodeError, Encoding, LineIndex, Newline};

/// The text of a file, and what is needed to write it back in the same form.
#[derive(Clone, Debug)]
pub struct Source {
    text: String,
    encoding: Encoding,
    bom: bool,
    newline: Newline,
    lines: OnceLock<LineIndex>,
}

impl Source {
    /// Reads the bytes of a file: UTF-8 unless a coding cookie (PEP 263) says otherwise.
    ///
    /// # Errors
    /// [`DecodeError`] when they are no Python source, or could not be written back byte for byte.
    pub fn decode(bytes: Vec<u8>) -> Result<Self, DecodeError> {
        let (text, encoding, bom) = decode(bytes)?;
        Ok(Self::new(text, encoding, bom))
    }

    /// A source in UTF-8 without byte order mark, whatever a cookie in it says.
    pub fn from_text(text: impl Into<String>) -> Self {
        Self::new(text.into(), Encoding::Utf8, false)
    }

    /// Another text in the form of this file, as after edits.
    pub fn with_text(&self, text: impl Into<String>) -> Self {
        Self::new(text.into(), self.encoding, self.bom)
    }

    fn new(text: String, encoding: Encoding, bom: bool) -> Self {
        let newline = Newline::detect(&text);
        Self {
            text,
            encoding,
            bom,
            newline,
            lines: OnceLock::new(),
        }
    }

    /// The decoded text without byte order mark, its line ends as they are in the file.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The encoding of the file.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Whether the file begins with a UTF-8 byte order mark.
    pub fn has_bom(&self) -> bool {
        self.bom
    }

    /// The line end that most of its lines have.
    pub fn newline(&self) -> Newline {
        self.newline
    }

    /// Where its lines begin; made when first asked for.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// Line and column (in characters) of `offset`, both 1-based.
    pub fn line_column(&self, offset: u32) -> (u32, u32) {
        self.lines().line_column(&self.text, offset)
    }

    /// The bytes of a file that holds `new_text` in the encoding of this one, with its byte order mark.
    ///
    /// # Errors
    /// [`EncodeError`] when the encoding lacks a character, or the cookie in `new_text` says another encoding.
    pub fn encode(&self, new_text: &str) -> Result<Vec<u8>, EncodeError> {
        encode(new_text, self.encoding, self.bom)
    }
}
