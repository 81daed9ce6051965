//! Colours.

use std::fmt::Display;

use anstyle::{AnsiColor, Style};

/// Paints or does not.
#[derive(Clone, Copy, Debug)]
pub struct Paint {
    /// Whether colours are wanted.
    pub on: bool,
}

const fn color(color: AnsiColor) -> Style {
    color.on_default()
}

/// Headings.
pub const BOLD: Style = Style::new().bold();
/// What is of less importance.
pub const DIM: Style = Style::new().dimmed();
/// Errors.
pub const ERROR: Style = color(AnsiColor::Red).bold();
/// Commands to type, rules.
pub const ACCENT: Style = color(AnsiColor::Cyan);
/// Good news.
pub const GOOD: Style = color(AnsiColor::Green);
/// What wants attention.
pub const WARN: Style = color(AnsiColor::Yellow);
/// Removed lines.
pub const REMOVED: Style = color(AnsiColor::Red);
/// Added lines.
pub const ADDED: Style = color(AnsiColor::Green);
/// The words of a removed line that changed.
pub const REMOVED_WORD: Style = color(AnsiColor::Red).bold().invert();
/// The words of an added line that changed.
pub const ADDED_WORD: Style = color(AnsiColor::Green).bold().invert();
/// The `@@` lines of a diff.
pub const HUNK: Style = color(AnsiColor::Cyan);

impl Paint {
    /// `text` in `style`, if colours are on.
    pub fn with(self, style: Style, text: impl Display) -> String {
        match self.on {
            true => format!("{style}{text}{style:#}"),
            false => text.to_string(),
        }
    }
}
