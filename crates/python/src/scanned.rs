//! What the scanner finds. All offsets are those of the original text.

/// What the scanner found.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    /// Byte ranges to be overwritten with one ASCII byte before parsing.
    pub patches: Vec<(u32, u32, u8)>,
    /// The f-strings and t-strings with fields, in order, outermost only.
    pub strings: Vec<FString>,
    /// Commas of unparenthesised `except A, B:` that were patched to `|`.
    pub except_commas: Vec<u32>,
    /// `=` before the default of a type parameter, patched to `:` or `|`.
    pub default_equals: Vec<u32>,
    /// The word `lazy` of lazy imports, patched to `pass;`.
    pub lazy_imports: Vec<u32>,
    /// Names `match` and `case` that the parser would take for keywords, patched to other names.
    pub renamed: Vec<u32>,
    /// Whether `:=` or the word `match` occurs: ranges in the tree need mending then.
    pub needs_mending: bool,
    /// Which of the noncharacters from U+FDD0 are written in strings, as a bit set.
    pub markers_used: u32,
}

/// An f-string or t-string that has fields.
#[derive(Debug)]
pub(crate) struct FString {
    /// Offset of the prefix.
    pub start: u32,
    /// Offset after the opening quotes.
    pub content: u32,
    /// Offset of the closing quotes.
    pub content_end: u32,
    /// Offset after the closing quotes.
    pub end: u32,
    pub fields: Vec<Field>,
}

/// A replacement field `{expression=!r:spec}`.
#[derive(Debug)]
pub(crate) struct Field {
    /// Offset of the opening brace.
    pub start: u32,
    /// Offset after the closing brace.
    pub end: u32,
    /// Offset after the expression: of `=`, `!`, `:` or `}`.
    pub expr_end: u32,
    /// Offset after `=` and the blanks that follow.
    pub debug_end: Option<u32>,
    /// The letter after `!`.
    pub conversion: Option<u8>,
    pub spec: Option<Spec>,
    /// The f-strings within the expression.
    pub strings: Vec<FString>,
}

/// The format specification of a field.
#[derive(Debug)]
pub(crate) struct Spec {
    /// Offset of the colon.
    pub start: u32,
    /// Offset of the closing brace.
    pub end: u32,
    pub fields: Vec<Field>,
}
