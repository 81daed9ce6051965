//! How deep the tree of a file may get, told from its tokens before there is a tree.
//!
//! Every level of a tree costs stack when it is walked or dropped. The count here is never less
//! than the depth of the tree that the parser builds (up to a small constant), so that a limit on
//! the one limits the other. It is CPython's way, too: it refuses what its own stack does not hold.

use rustpython_parser::Tok;

/// The deepest nesting that is accepted. Files that people or generators write stay far below
/// (CPython itself refuses brackets 200 deep and chains of a few thousand links).
pub const MAX_DEPTH: u32 = 10_000;

/// The stack that a thread needs to parse, walk and drop any accepted tree, in bytes.
pub const STACK_SIZE: usize = 256 << 20;

/// The message of the error for files beyond the limit.
pub(crate) const TOO_DEEP: &str =
    "nested too deeply: more than 10000 levels of brackets, operators, calls or blocks";

/// What is known of one open bracket (or of the line itself).
#[derive(Default)]
struct Frame {
    /// Tokens since the last comma that may each be a level.
    run: u32,
    /// The deepest bracket that closed since the last comma.
    inner: u32,
    /// The deepest of the runs before the last comma.
    deepest: u32,
    /// Lambdas whose colon is still to come: commas up to there part parameters.
    lambdas: u32,
}

/// Counts levels while tokens pass.
pub(crate) struct Depth {
    frames: Vec<Frame>,
    /// The sum of the runs of all frames.
    open: u32,
    /// The open blocks, each with the number of `elif` of the statement that was last in it.
    blocks: Vec<u32>,
    /// The levels of all open blocks.
    block_levels: u32,
    line_start: bool,
    max: u32,
}

impl Depth {
    pub fn new() -> Self {
        Depth {
            frames: vec![Frame::default()],
            open: 0,
            blocks: vec![0],
            block_levels: 0,
            line_start: true,
            max: 0,
        }
    }

    /// The deepest level so far.
    pub fn max(&self) -> u32 {
        self.max
    }

    /// Takes the next token; `inside` is the depth of what a string token holds in its fields.
    /// Returns whether the limit still holds.
    pub fn accept(&mut self, token: &Tok, inside: u32) -> bool {
        let Some(frame) = self.frames.last_mut() else {
            return true; // there is always one frame
        };
        match token {
            Tok::Comment(_) | Tok::NonLogicalNewline => return true,
            Tok::Indent => {
                self.blocks.push(0);
                self.block_levels += 2;
                return true;
            }
            Tok::Dedent => {
                let elifs = self.blocks.pop().unwrap_or(0);
                self.block_levels = self.block_levels.saturating_sub(2 + elifs);
                return true;
            }
            _ => {}
        }
        if std::mem::take(&mut self.line_start) {
            if let Some(elifs) = self.blocks.last_mut() {
                match token {
                    Tok::Elif => {
                        *elifs += 1;
                        self.block_levels += 1;
                    }
                    Tok::Else => {}
                    _ => self.block_levels -= std::mem::take(elifs),
                }
            }
        }
        match token {
            Tok::Name { .. } | Tok::Int { .. } | Tok::Float { .. } | Tok::Complex { .. } => {
                return true;
            }
            Tok::String { .. } => frame.inner = frame.inner.max(inside),
            Tok::Newline => {
                self.frames.truncate(1);
                self.frames[0] = Frame::default();
                self.open = 0;
                self.line_start = true;
                return true;
            }
            Tok::Lpar | Tok::Lsqb | Tok::Lbrace => {
                frame.run += 1;
                self.open += 1;
                self.frames.push(Frame::default());
            }
            Tok::Rpar | Tok::Rsqb | Tok::Rbrace => {
                let closed = std::mem::take(frame);
                self.open -= closed.run;
                if self.frames.len() > 1 {
                    self.frames.pop();
                }
                if let Some(parent) = self.frames.last_mut() {
                    parent.inner = parent
                        .inner
                        .max(closed.deepest.max(closed.run + closed.inner));
                }
            }
            Tok::Comma | Tok::Semi if frame.lambdas == 0 => {
                frame.deepest = frame.deepest.max(frame.run + frame.inner);
                self.open -= frame.run;
                (frame.run, frame.inner) = (0, 0);
            }
            _ => {
                match token {
                    Tok::Lambda => frame.lambdas += 1,
                    Tok::Colon => frame.lambdas = frame.lambdas.saturating_sub(1),
                    _ => {}
                }
                frame.run += 1;
                self.open += 1;
            }
        }
        let inner = self.frames.last().map_or(0, |frame| frame.inner);
        let depth = self.block_levels + self.open + inner;
        self.max = self.max.max(depth);
        depth <= MAX_DEPTH
    }
}
