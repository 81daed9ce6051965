//! The encodings of Python files and their names.

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
    pub(crate) fn by_name(name: &str) -> Option<Self> {
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
