//! Bytes to text and back.

use alchemod_text::{DecodeError, EncodeError, Encoding, Newline, Source};
use proptest::prelude::*;

fn decode(bytes: &[u8]) -> Result<Source, DecodeError> {
    Source::decode(bytes.to_vec())
}

fn text(bytes: &[u8]) -> String {
    decode(bytes).expect("decodes").text().to_owned()
}

#[test]
fn plain_utf8() {
    let source = decode("x = 'ä'\r\n".as_bytes()).expect("decodes");
    assert_eq!(source.text(), "x = 'ä'\r\n");
    assert_eq!(
        (source.encoding(), source.has_bom()),
        (Encoding::Utf8, false)
    );
    assert_eq!(source.newline(), Newline::CrLf);
    assert_eq!(source.line_column(5), (1, 6));
    assert_eq!(source.encode("é").as_deref(), Ok("é".as_bytes()));
}

#[test]
fn the_byte_order_mark_goes_and_comes_back() {
    let source = decode(b"\xEF\xBB\xBF# coding: utf-8\nx").expect("decodes");
    assert_eq!(source.text(), "# coding: utf-8\nx");
    assert!(source.has_bom());
    assert_eq!(source.encode("y").as_deref(), Ok(&b"\xEF\xBB\xBFy"[..]));
    let later = source.with_text("z");
    assert_eq!(later.encode("z").as_deref(), Ok(&b"\xEF\xBB\xBFz"[..]));
    // Only the first mark is one; Python takes a second for a character.
    assert_eq!(text("\u{FEFF}\u{FEFF}x".as_bytes()), "\u{FEFF}x");
}

#[test]
fn latin1_is_not_windows_1252() {
    let bytes = b"# -*- coding: latin-1 -*-\nx = '\x80\xE9'\n";
    assert_eq!(text(bytes), "# -*- coding: latin-1 -*-\nx = '\u{80}é'\n");
    let source = decode(bytes).expect("decodes");
    assert_eq!(source.encode(source.text()).as_deref(), Ok(&bytes[..]));
    assert_eq!(
        source.encode("# coding: latin-1\nx = '€'"),
        Err(EncodeError::Unmappable {
            encoding: "iso-8859-1",
            character: '€',
            offset: 23,
            line: 2
        })
    );
    assert_eq!(text(b"# coding: cp1252\n'\x80'"), "# coding: cp1252\n'€'");
}

#[test]
fn where_a_cookie_counts() {
    for (counts, start) in [
        (true, "# coding: latin-1\n"),
        (true, "#coding=latin-1\n"),
        (true, " \t\x0c# vim: set fileencoding=latin-1 :\n"),
        (true, "#!/usr/bin/python\n# coding: latin-1\n"),
        (true, "\n# coding: latin-1\n"),
        (true, " \r\n# coding: latin-1\r\n"),
        (true, "#\r# coding: latin-1\r"),
        (true, "# coding coding: \tlatin-1\n"),
        (true, "# coding: ISO_8859_1\n"),
        (true, "# coding: iso-8859-1-unix\n"),
        (false, "x = 1\n# coding: latin-1\n"),
        (false, "x = 1 # coding: latin-1\n"),
        (false, "\n\n# coding: latin-1\n"),
        (false, "# coding : latin-1\n"),
        (false, "# Coding: latin-1\n"),
        (false, "'''\n# coding: latin-1\n'''\n"),
    ] {
        let bytes = [start.as_bytes(), b"'\xE9'"].concat();
        let encoding = decode(&bytes).map(|source| source.encoding());
        let expected = if counts {
            Ok(Encoding::Latin1)
        } else {
            Err(DecodeError::Invalid {
                encoding: "utf-8",
                offset: Some(start.len() + 1),
                line: Some(start.matches('\n').count() + 1),
            })
        };
        assert_eq!(encoding, expected, "{start:?}");
    }
}

#[test]
fn other_encodings_come_back_byte_for_byte() {
    for (name, bytes) in [
        ("shift_jis", &b"'\x93\xFA\x96{'"[..]),
        ("cp932", b"'\x93\xFA\x96{'"),
        ("euc-jp", b"'\xC6\xFC\xCB\xDC'"),
        ("gbk", b"'\xC4\xE3'"),
        ("gb2312", b"'\xC4\xE3'"),
        ("big5", b"'\xA4\xA4'"),
        ("euc_kr", b"'\xB0\xA1'"),
        ("koi8-r", b"'\xC1'"),
        ("koi8_r", b"'\xC1'"),
        ("cp1251", b"'\xC0'"),
        ("windows_1250", b"'\xE8'"),
        ("iso8859-15", b"'\xA4'"),
        ("iso_8859_2", b"'\xE8'"),
    ] {
        let bytes = [format!("# coding: {name}\n").as_bytes(), bytes].concat();
        let source = decode(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(
            !source.text().contains('\u{FFFD}') && !source.text().is_ascii(),
            "{name}"
        );
        assert!(matches!(source.encoding(), Encoding::Other(_)), "{name}");
        assert_eq!(
            source.encode(source.text()).as_deref(),
            Ok(&bytes[..]),
            "{name}"
        );
    }
}

#[test]
fn what_is_refused() {
    let invalid = |encoding, offset, line| DecodeError::Invalid {
        encoding,
        offset,
        line,
    };
    for (bytes, error) in [
        (&b"x\n\0"[..], DecodeError::Nul { offset: 2, line: 2 }),
        (b"\xFF\xFEx\0", DecodeError::WideBom { encoding: "UTF-16" }),
        (b"\xFE\xFF\0x", DecodeError::WideBom { encoding: "UTF-16" }),
        (
            b"\xFF\xFE\0\0x\0\0\0",
            DecodeError::WideBom { encoding: "UTF-32" },
        ),
        (b"x\r\n\xE9", invalid("utf-8", Some(3), Some(2))),
        (b"\xEF\xBB\xBFx\n\xE9", invalid("utf-8", Some(5), Some(2))),
        (
            b"# coding: ascii\n\xE9",
            invalid("ascii", Some(16), Some(2)),
        ),
        (b"# coding: cp932\n'\xFF'", invalid("Shift_JIS", None, None)),
        (
            b"#\n# coding: nonsense",
            DecodeError::UnknownEncoding {
                name: "nonsense".into(),
                line: 2,
            },
        ),
        (
            b"# coding: utf-16",
            DecodeError::UnknownEncoding {
                name: "utf-16".into(),
                line: 1,
            },
        ),
        (
            b"# coding: utf-7",
            DecodeError::UnknownEncoding {
                name: "utf-7".into(),
                line: 1,
            },
        ),
        (
            b"# coding: iso2022_jp",
            DecodeError::UnknownEncoding {
                name: "iso2022_jp".into(),
                line: 1,
            },
        ),
        (
            b"\xEF\xBB\xBF# coding: latin-1",
            DecodeError::BomAndCookie {
                name: "latin-1".into(),
                line: 1,
            },
        ),
        // Two codes for one character, of which encoding gives the other.
        (
            b"# coding: cp932\n'\xED\x40'",
            DecodeError::NotReversible {
                encoding: "Shift_JIS",
                offset: 17,
                line: 2,
            },
        ),
    ] {
        let refused = decode(bytes).map(|source| source.text().to_owned());
        assert_eq!(refused, Err(error.clone()));
        assert!(!error.to_string().contains('\n'));
    }
}

#[test]
fn a_cookie_may_not_move_or_come() {
    let source = decode(b"# coding: latin-1\n'\xE9'").expect("decodes");
    let moved = "import a\n# coding: latin-1\n";
    assert_eq!(
        source.encode(moved),
        Err(EncodeError::CookieChanged {
            encoding: "iso-8859-1"
        })
    );
    let plain = decode(b"x").expect("decodes");
    assert_eq!(
        plain.encode("# coding: cp1252\n"),
        Err(EncodeError::CookieChanged { encoding: "utf-8" })
    );
    assert!(plain.encode("# coding: utf8\n").is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_decodes_encodes_to_the_same_bytes(
        start in prop_oneof![
            Just(&b""[..]), Just(&b"\xEF\xBB\xBF"[..]), Just(&b"# coding: latin-1\n"[..]), Just(&b"# coding: gbk\n"[..]),
            Just(&b"# coding: cp932\n"[..]), Just(&b"# coding: big5\r"[..]), Just(&b"#coding:koi8-r\r\n"[..]),
            Just(&b"# coding: gb18030\n"[..]), Just(&b"# coding: euc-jp\n"[..]), Just(&b"# coding: cp1252\n"[..]),
        ],
        rest in prop::collection::vec(any::<u8>(), 0..6),
    ) {
        let bytes = [start, &rest].concat();
        if let Ok(source) = Source::decode(bytes.clone()) {
            prop_assert_eq!(source.encode(source.text()), Ok(bytes));
        } else if start.starts_with(b"# coding: latin-1") {
            prop_assert!(rest.contains(&0));
        }
    }

    #[test]
    fn all_text_is_a_utf8_source(text in "[^\0]{0,20}") {
        prop_assume!(!text.starts_with('\u{FEFF}') && !text.contains("coding"));
        let source = Source::decode(text.clone().into_bytes()).expect("decodes");
        prop_assert_eq!(source.text(), text.as_str());
    }
}
