//! The coding cookie of PEP 263.

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

/// What a cookie says.
pub(crate) struct Cookie<'a> {
    /// The name of the encoding, as written.
    pub(crate) name: &'a str,
    /// Its line, 1-based.
    pub(crate) line: usize,
}

/// The coding cookie (PEP 263): in a comment of its own in the first line, or in the second when the first
/// is blank or a comment.
pub(crate) fn cookie(bytes: &[u8]) -> Option<Cookie<'_>> {
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

/// The line (1-based) of the byte at `offset`.
pub(crate) fn line_at(bytes: &[u8], offset: usize) -> usize {
    let mut before = &bytes[..offset.min(bytes.len())];
    let mut line = 1;
    while let Some((_, rest)) = split_line(before) {
        before = rest;
        line += 1;
    }
    line
}
