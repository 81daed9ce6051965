//! Both ways between the bytes of a file and its text.

use std::borrow::Cow;

use memchr::memchr;

use crate::cookie::{cookie, line_at, Cookie};
use crate::{DecodeError, EncodeError, Encoding};

const UTF8_BOM: &[u8] = b"\xEF\xBB\xBF";

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
