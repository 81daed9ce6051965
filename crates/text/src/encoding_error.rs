//! What can be wrong with the bytes of a file, or with a text for them.

use std::error::Error;
use std::fmt;

/// Why the bytes of a file give no text. Lines are 1-based.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// Longer than offsets of 32 bits reach.
    TooLarge {
        /// Length in bytes.
        len: usize,
    },
    /// A NUL byte; Python refuses such source.
    Nul {
        /// Offset in the file.
        offset: usize,
        /// Its line.
        line: usize,
    },
    /// A byte order mark of UTF-16 or UTF-32.
    WideBom {
        /// The encoding that the mark stands for.
        encoding: &'static str,
    },
    /// The cookie names an encoding that is unknown or cannot be written back.
    UnknownEncoding {
        /// The name in the cookie.
        name: String,
        /// Line of the cookie.
        line: usize,
    },
    /// A UTF-8 byte order mark, and a cookie that says otherwise; Python refuses such source.
    BomAndCookie {
        /// The name in the cookie.
        name: String,
        /// Line of the cookie.
        line: usize,
    },
    /// Bytes that do not stand for a character.
    Invalid {
        /// The encoding of the file.
        encoding: &'static str,
        /// Offset in the file; the first byte that is wrong, where that is known.
        offset: Option<usize>,
        /// Its line.
        line: Option<usize>,
    },
    /// Text that would not come back as the same bytes.
    NotReversible {
        /// The encoding of the file.
        encoding: &'static str,
        /// Offset in the file of the first byte that would change.
        offset: usize,
        /// Its line.
        line: usize,
    },
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { len } => write!(f, "file of {len} bytes is too large; exclude it"),
            Self::Nul { offset, line } => write!(
                f,
                "NUL byte at byte {offset} (line {line}): not Python source; remove the byte or exclude the file"
            ),
            Self::WideBom { encoding } => write!(
                f,
                "the file begins with a byte order mark of {encoding} (byte 0, line 1), which Python cannot read; save it as UTF-8 or exclude it"
            ),
            Self::UnknownEncoding { name, line } => write!(
                f,
                "the coding cookie in line {line} names `{name}`, which alchemod cannot read and write back; save the file as UTF-8 or exclude it"
            ),
            Self::BomAndCookie { name, line } => write!(
                f,
                "the file begins with a UTF-8 byte order mark, but its coding cookie in line {line} says `{name}`; remove one of them"
            ),
            Self::Invalid { encoding, offset: Some(offset), line: Some(line) } => write!(
                f,
                "byte {offset} (line {line}) is not valid {encoding}; correct it, or name the file's encoding in a coding cookie in line 1"
            ),
            Self::Invalid { encoding, .. } => {
                write!(f, "the file is not valid {encoding}; correct its bytes or its coding cookie")
            }
            Self::NotReversible { encoding, offset, line } => write!(
                f,
                "byte {offset} (line {line}) would change when written back as {encoding}; save the file as UTF-8 or exclude it"
            ),
        }
    }
}

impl Error for DecodeError {}

/// Why a text cannot be written in the encoding of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EncodeError {
    /// The encoding has no bytes for the character.
    Unmappable {
        /// The encoding of the file.
        encoding: &'static str,
        /// The character.
        character: char,
        /// Its offset in the text, in bytes.
        offset: usize,
        /// Its line, 1-based.
        line: usize,
    },
    /// The new text's coding cookie no longer says what the file's bytes are.
    CookieChanged {
        /// The encoding of the file.
        encoding: &'static str,
    },
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unmappable { encoding, character, offset, line } => write!(
                f,
                "character {character:?} at byte {offset} (line {line}) does not exist in {encoding}; save the file as UTF-8 first"
            ),
            Self::CookieChanged { encoding } => write!(
                f,
                "the coding cookie in line 1 or 2 would no longer say {encoding}; save the file as UTF-8 first"
            ),
        }
    }
}

impl Error for EncodeError {}
