//! Encodings of Python files: which one a file says it has, and both ways between bytes and text.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use memchr::memchr;

const UTF8_BOM: &[u8] = b"\xEF\xBB\xBF";

/// How the bytes of a file stand for its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, the default.
    Utf8,
    /// 7 bits; Python refuses other bytes under such a cookie.
    Ascii,
    /// ISO 8859-1 as Python means it: byte and code point are equal.
    Latin1,
    /// Any other one, by its WHATWG definition.
    Other(&'static encoding_rs::Encoding),
}

impl Encoding {
    /// The usual name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Ascii => "ascii",
            Self::Latin1 => "iso-8859-1",
            Self::Other(encoding) => encoding.name(),
        }
    }

    /// The encoding that Python knows by this name.
    fn by_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase().replace(['_', ' '], "-");
        if name == "utf-8" || name.starts_with("utf-8-") {
            return Some(Self::Utf8);
        }
        if ["latin-1-", "iso-8859-1-", "iso-latin-1-"]
            .iter()
            .any(|prefix| name.starts_with(prefix))
        {
            return Some(Self::Latin1);
        }
        if let Some((_, encoding)) = OWN_NAMES.iter().find(|(own, _)| *own == name) {
            return Some(*encoding);
        }
        let label = PYTHON_NAMES
            .iter()
            .find(|(python, _)| *python == name)
            .map_or(name.as_str(), |(_, label)| label);
        let encoding = encoding_rs::Encoding::for_label(label.as_bytes())?;
        // Only those that can be written back and in which ASCII is ASCII, as Python demands of source.
        (encoding.output_encoding() == encoding
            && encoding.is_ascii_compatible()
            && encoding != encoding_rs::UTF_8)
            .then_some(Self::Other(encoding))
    }
}

/// Python's aliases of the encodings that are read by our own lines (`Lib/encodings/aliases.py`), `_` as `-`.
const OWN_NAMES: &[(&str, Encoding)] = &[
    ("utf8", Encoding::Utf8),
    ("utf", Encoding::Utf8),
    ("u8", Encoding::Utf8),
    ("cp65001", Encoding::Utf8),
    ("utf8-ucs2", Encoding::Utf8),
    ("utf8-ucs4", Encoding::Utf8),
    ("ascii", Encoding::Ascii),
    ("us-ascii", Encoding::Ascii),
    ("us", Encoding::Ascii),
    ("646", Encoding::Ascii),
    ("ansi-x3.4-1968", Encoding::Ascii),
    ("ansi-x3-4-1968", Encoding::Ascii),
    ("ansi-x3.4-1986", Encoding::Ascii),
    ("cp367", Encoding::Ascii),
    ("csascii", Encoding::Ascii),
    ("ibm367", Encoding::Ascii),
    ("iso646-us", Encoding::Ascii),
    ("iso-646.irv-1991", Encoding::Ascii),
    ("iso-ir-6", Encoding::Ascii),
    ("latin-1", Encoding::Latin1),
    ("latin1", Encoding::Latin1),
    ("latin", Encoding::Latin1),
    ("l1", Encoding::Latin1),
    ("8859", Encoding::Latin1),
    ("cp819", Encoding::Latin1),
    ("ibm819", Encoding::Latin1),
    ("csisolatin1", Encoding::Latin1),
    ("iso8859", Encoding::Latin1),
    ("iso8859-1", Encoding::Latin1),
    ("iso-8859-1", Encoding::Latin1),
    ("iso-8859-1-1987", Encoding::Latin1),
    ("iso-latin-1", Encoding::Latin1),
    ("iso-ir-100", Encoding::Latin1),
];

/// Names that Python knows and the WHATWG does not, or that mean something else there.
const PYTHON_NAMES: &[(&str, &str)] = &[
    ("cp932", "shift_jis"),
    ("932", "shift_jis"),
    ("ms932", "shift_jis"),
    ("mskanji", "shift_jis"),
    ("ms-kanji", "shift_jis"),
    ("sjis", "shift_jis"),
    ("s-jis", "shift_jis"),
    ("shiftjis", "shift_jis"),
    ("shift-jis", "shift_jis"),
    ("csshiftjis", "shift_jis"),
    ("eucjp", "euc-jp"),
    ("ujis", "euc-jp"),
    ("u-jis", "euc-jp"),
    ("euckr", "euc-kr"),
    ("cp949", "euc-kr"),
    ("949", "euc-kr"),
    ("ms949", "euc-kr"),
    ("uhc", "euc-kr"),
    ("cp936", "gbk"),
    ("936", "gbk"),
    ("ms936", "gbk"),
    ("gb18030-2000", "gb18030"),
    ("euccn", "gbk"),
    ("euc-cn", "gbk"),
    ("gb2312-1980", "gbk"),
    ("gb2312-80", "gbk"),
    ("big5-tw", "big5"),
    ("big5-hkscs", "big5"),
    ("big5hkscs", "big5"),
    ("cp950", "big5"),
    ("cp874", "windows-874"),
    ("tis620", "windows-874"),
    ("koi8r", "koi8-r"),
    ("mac-roman", "macintosh"),
    ("macroman", "macintosh"),
    ("mac-cyrillic", "x-mac-cyrillic"),
    ("maccyrillic", "x-mac-cyrillic"),
    ("1250", "windows-1250"),
    ("1251", "windows-1251"),
    ("1252", "windows-1252"),
    ("latin-2", "iso-8859-2"),
    ("latin-9", "iso-8859-15"),
    ("latin9", "iso-8859-15"),
];

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

/// Text, encoding, and whether a byte order mark stood before it.
pub(crate) fn decode(mut bytes: Vec<u8>) -> Result<(String, Encoding, bool), DecodeError> {
    if u32::try_from(bytes.len()).is_err() {
        return Err(DecodeError::TooLarge { len: bytes.len() });
    }
    if let Some(encoding) = wide_bom(&bytes) {
        return Err(DecodeError::WideBom { encoding });
    }
    if let Some(offset) = memchr(0, &bytes) {
        return Err(DecodeError::Nul {
            offset,
            line: line_at(&bytes, offset),
        });
    }
    let bom = bytes.starts_with(UTF8_BOM);
    let start = if bom { UTF8_BOM.len() } else { 0 };
    let encoding = match cookie(&bytes[start..]) {
        None => Encoding::Utf8,
        Some(Cookie { name, line }) => match Encoding::by_name(name) {
            Some(Encoding::Utf8) => Encoding::Utf8,
            _ if bom => {
                return Err(DecodeError::BomAndCookie {
                    name: name.to_owned(),
                    line,
                })
            }
            Some(encoding) => encoding,
            None => {
                return Err(DecodeError::UnknownEncoding {
                    name: name.to_owned(),
                    line,
                })
            }
        },
    };
    if bom {
        bytes.drain(..start);
    }
    let text = to_text(bytes, encoding).map_err(|error| shifted(error, start))?;
    // Other encodings can grow: two bytes may become three.
    if u32::try_from(text.len()).is_err() {
        return Err(DecodeError::TooLarge { len: text.len() });
    }
    Ok((text, encoding, bom))
}

/// The bytes of `text`.
pub(crate) fn encode(text: &str, encoding: Encoding, bom: bool) -> Result<Vec<u8>, EncodeError> {
    let declared = cookie(text.as_bytes()).map_or(Some(Encoding::Utf8), |cookie| {
        Encoding::by_name(cookie.name)
    });
    if declared != Some(encoding) {
        return Err(EncodeError::CookieChanged {
            encoding: encoding.name(),
        });
    }
    let mut bytes = if bom { UTF8_BOM.to_vec() } else { Vec::new() };
    bytes.extend_from_slice(&to_bytes(text, encoding)?);
    Ok(bytes)
}

fn wide_bom(bytes: &[u8]) -> Option<&'static str> {
    // UTF-32 first: its little-endian mark begins with that of UTF-16.
    const MARKS: &[(&[u8], &str)] = &[
        (b"\xFF\xFE\0\0", "UTF-32"),
        (b"\0\0\xFE\xFF", "UTF-32"),
        (b"\xFF\xFE", "UTF-16"),
        (b"\xFE\xFF", "UTF-16"),
    ];
    MARKS
        .iter()
        .find(|(mark, _)| bytes.starts_with(mark))
        .map(|(_, name)| *name)
}

fn to_text(bytes: Vec<u8>, encoding: Encoding) -> Result<String, DecodeError> {
    match encoding {
        Encoding::Utf8 => String::from_utf8(bytes).map_err(|error| {
            let offset = error.utf8_error().valid_up_to();
            invalid(error.as_bytes(), encoding, offset)
        }),
        Encoding::Ascii => match bytes.iter().position(|byte| !byte.is_ascii()) {
            Some(offset) => Err(invalid(&bytes, encoding, offset)),
            None => Ok(bytes.into_iter().map(char::from).collect()),
        },
        Encoding::Latin1 => Ok(bytes.into_iter().map(char::from).collect()),
        Encoding::Other(other) => {
            let text = other
                .decode_without_bom_handling_and_without_replacement(&bytes)
                .map(Cow::into_owned)
                .ok_or(DecodeError::Invalid {
                    encoding: other.name(),
                    offset: None,
                    line: None,
                })?;
            let (back, _, unmappable) = other.encode(&text);
            if unmappable || *back != *bytes {
                let offset = back.iter().zip(&bytes).take_while(|(a, b)| a == b).count();
                let line = line_at(&bytes, offset);
                return Err(DecodeError::NotReversible {
                    encoding: other.name(),
                    offset,
                    line,
                });
            }
            Ok(text)
        }
    }
}

fn to_bytes(text: &str, encoding: Encoding) -> Result<Cow<'_, [u8]>, EncodeError> {
    let bytes = match encoding {
        Encoding::Utf8 => Some(Cow::Borrowed(text.as_bytes())),
        Encoding::Ascii => text.is_ascii().then_some(Cow::Borrowed(text.as_bytes())),
        Encoding::Latin1 => text
            .chars()
            .map(|character| u8::try_from(character).ok())
            .collect(),
        Encoding::Other(other) => {
            let (bytes, _, unmappable) = other.encode(text);
            (!unmappable).then_some(bytes)
        }
    };
    bytes.ok_or_else(|| unmappable(text, encoding))
}

/// The first character of `text` that `encoding` lacks; there is one.
fn unmappable(text: &str, encoding: Encoding) -> EncodeError {
    let lacks = |character: char| match encoding {
        Encoding::Utf8 => false,
        Encoding::Ascii => !character.is_ascii(),
        Encoding::Latin1 => u8::try_from(character).is_err(),
        Encoding::Other(other) => other.encode(character.encode_utf8(&mut [0; 4])).2,
    };
    let first = text.char_indices().find(|(_, character)| lacks(*character));
    let (offset, character) = first.unwrap_or((text.len(), char::REPLACEMENT_CHARACTER));
    let line = line_at(text.as_bytes(), offset);
    EncodeError::Unmappable {
        encoding: encoding.name(),
        character,
        offset,
        line,
    }
}

fn invalid(bytes: &[u8], encoding: Encoding, offset: usize) -> DecodeError {
    DecodeError::Invalid {
        encoding: encoding.name(),
        offset: Some(offset),
        line: Some(line_at(bytes, offset)),
    }
}

/// The same error with its offset in the file, `by` bytes further.
fn shifted(mut error: DecodeError, by: usize) -> DecodeError {
    if let DecodeError::Invalid {
        offset: Some(offset),
        ..
    } = &mut error
    {
        *offset += by;
    }
    error
}

fn line_at(bytes: &[u8], offset: usize) -> usize {
    let mut before = &bytes[..offset.min(bytes.len())];
    let mut line = 1;
    while let Some((_, rest)) = split_line(before) {
        before = rest;
        line += 1;
    }
    line
}

/// The first line without its end, and what follows; `None` without a line end.
fn split_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = memchr::memchr2(b'\n', b'\r', bytes)?;
    let end = if bytes[at..].starts_with(b"\r\n") {
        at + 2
    } else {
        at + 1
    };
    Some((&bytes[..at], &bytes[end..]))
}

struct Cookie<'a> {
    name: &'a str,
    line: usize,
}

/// The coding cookie (PEP 263): in a comment of its own in the first line, or in the second when the first
/// is blank or a comment.
fn cookie(bytes: &[u8]) -> Option<Cookie<'_>> {
    let (first, rest) = split_line(bytes).unwrap_or((bytes, &[]));
    if let Some(name) = cookie_in_line(first) {
        return Some(Cookie { name, line: 1 });
    }
    let blank_or_comment = matches!(skip_blanks(first).first(), None | Some(b'#'));
    if !blank_or_comment {
        return None;
    }
    let second = split_line(rest).map_or(rest, |(line, _)| line);
    cookie_in_line(second).map(|name| Cookie { name, line: 2 })
}

/// Python's `^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)`.
fn cookie_in_line(line: &[u8]) -> Option<&str> {
    let mut rest = skip_blanks(line).strip_prefix(b"#")?;
    while let Some(at) = memchr::memmem::find(rest, b"coding") {
        rest = &rest[at + b"coding".len()..];
        let Some(b':' | b'=') = rest.first() else {
            continue;
        };
        let value = &rest[1..];
        let blanks = value
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count();
        let value = &value[blanks..];
        let len = value
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
            .count();
        if len > 0 {
            return std::str::from_utf8(&value[..len]).ok();
        }
    }
    None
}

fn skip_blanks(line: &[u8]) -> &[u8] {
    let blanks = line
        .iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\x0C'))
        .count();
    &line[blanks..]
}
