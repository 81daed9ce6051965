//! Arguments of a constructor become calls of methods: `f(a, where, limit=3)` becomes
//! `f(a).where(where).limit(3)`. Each argument stays where it is; what stands between them changes.

use alchemod_engine::Context;
use alchemod_python::arguments::inside_parentheses;
use alchemod_python::{ast, layout, span, TokenKind};
use alchemod_text::{Edit, Span};

use super::arguments::Argument;
use super::brackets::{ends_line, unwrap, width};

/// What becomes of one argument.
#[derive(Clone, Debug)]
pub(crate) enum Fate {
    /// It stays an argument of the constructor.
    Stays(Form),
    /// It becomes the argument of this method.
    Method(String, Form),
    /// It goes, and this is called: `distinct()`.
    Call(String),
    /// It goes.
    Goes,
}

/// How an argument is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// As it is, without its name.
    Plain,
    /// As it is, with its name.
    Named,
    /// A list or tuple without its brackets.
    Unwrapped,
    /// With a star before it.
    Starred,
    /// With this before and this after it.
    Around(String, String),
}

/// Lines up to this length may be joined.
const WIDTH: usize = 79;

const COMMENT_IN_THE_WAY: &str = "a comment stands where an argument would go";

struct Writer<'a, 'p, 't> {
    cx: &'a Context<'p, 't>,
    inside: Span,
    /// The arguments are indented below the opening parenthesis, which is closed on a line of its own.
    hangs: bool,
    closing_indent: &'t str,
    edits: Vec<Edit>,
    /// Where the last argument that stays in the text ends.
    previous: u32,
    /// The last parenthesis that was opened is not closed.
    open: bool,
    /// Whether anything stands in that parenthesis.
    filled: bool,
    /// How far the elements of the next list are to be indented.
    hung: Option<u32>,
    /// What is written before the first method: arguments that stay, and stood behind it.
    moved: String,
    /// A method was written.
    has_methods: bool,
}

/// The edits that give each of the arguments of `call`, in the order of the source, its fate.
///
/// # Errors
/// Why it cannot be done, for the user.
pub(crate) fn recompose<'t>(
    cx: &Context<'_, 't>,
    call: &'t ast::ExprCall,
    arguments: &[(Argument<'t>, Fate)],
) -> Result<Vec<Edit>, String> {
    let inside = inside_parentheses(cx.file.tree, call)
        .ok_or("its arguments cannot be found in the text")?;
    let text = cx.text();
    let last_line = layout::line_start(text, inside.end);
    let closes_line = cx.slice(Span::new(last_line, inside.end)).trim().is_empty();
    let mut writer = Writer {
        cx,
        inside,
        hangs: closes_line,
        closing_indent: cx.indent_at(inside.end),
        edits: Vec::new(),
        previous: inside.start,
        open: true,
        filled: false,
        hung: None,
        moved: String::new(),
        has_methods: false,
    };
    writer.moved = late(cx, arguments)?;
    for (index, (argument, fate)) in arguments.iter().enumerate() {
        let keeps_comma = match arguments[index + 1..]
            .iter()
            .find(|(_, fate)| !matches!(fate, Fate::Goes))
        {
            None => true,
            Some((_, Fate::Stays(_))) => true,
            Some((next, _)) => writer.hangs_at(next),
        };
        writer.argument(argument, fate, keeps_comma)?;
    }
    writer.finish(span(call).end)?;
    Ok(writer.edits)
}

/// The text of arguments that stay although others before them become methods.
fn late(cx: &Context<'_, '_>, arguments: &[(Argument<'_>, Fate)]) -> Result<String, String> {
    let first_method = arguments
        .iter()
        .position(|(_, fate)| matches!(fate, Fate::Method(..) | Fate::Call(_)))
        .unwrap_or(arguments.len());
    let mut texts = Vec::new();
    for (argument, fate) in &arguments[first_method..] {
        let Fate::Stays(form) = fate else { continue };
        if cx
            .file
            .tree
            .tokens()
            .comments(argument.span)
            .next()
            .is_some()
        {
            return Err(COMMENT_IN_THE_WAY.into());
        }
        texts.push(written(cx, argument, form));
    }
    texts.retain(|text| !text.is_empty());
    Ok(texts.join(", "))
}

/// An argument as it is written elsewhere.
pub(crate) fn written(cx: &Context<'_, '_>, argument: &Argument<'_>, form: &Form) -> String {
    let text = cx.slice(argument.value_span);
    match form {
        Form::Plain => text.to_owned(),
        Form::Named => cx.slice(argument.span).to_owned(),
        Form::Unwrapped => {
            let list = span(argument.value);
            let inner = cx.slice(Span::new(list.start + 1, list.end - 1)).trim();
            inner.trim_end_matches(',').trim_end().to_owned()
        }
        Form::Starred => format!("*{text}"),
        Form::Around(before, after) => format!("{before}{text}{after}"),
    }
}

impl Writer<'_, '_, '_> {
    /// Whether the argument begins a line of a hanging list.
    fn hangs_at(&self, argument: &Argument<'_>) -> bool {
        let start = layout::line_start(self.cx.text(), argument.span.start);
        let before = self.cx.slice(Span::new(start, argument.span.start));
        self.hangs && start > self.inside.start && before.trim().is_empty()
    }

    fn argument(
        &mut self,
        argument: &Argument<'_>,
        fate: &Fate,
        keeps_comma: bool,
    ) -> Result<(), String> {
        match fate {
            Fate::Goes => {
                self.remove(argument.span.end)?;
                return Ok(());
            }
            Fate::Call(text) => return self.call(argument, text),
            Fate::Stays(_) if self.has_methods => {
                // Its text went to the front.
                self.remove(argument.span.end)?;
                return Ok(());
            }
            Fate::Stays(form) => {
                if !self.filled && self.comma(argument.span.start).is_some() {
                    // What stood before it is gone.
                    self.remove(argument.span.start)?;
                }
                if *form != Form::Named {
                    self.delete(Span::new(argument.span.start, argument.value_span.start));
                }
                self.write(argument, form, keeps_comma);
            }
            Fate::Method(name, form) => {
                self.method(argument, name, form);
                self.write(argument, form, keeps_comma);
            }
        }
        self.previous = argument.span.end;
        self.filled = !is_empty(argument.value, fate);
        Ok(())
    }

    fn delete(&mut self, span: Span) {
        if !span.is_empty() {
            self.edits.push(Edit::delete(span));
        }
    }

    /// Takes away what stands between the last argument and `end`.
    fn remove(&mut self, end: u32) -> Result<(), String> {
        let gone = Span::new(self.previous, end);
        if self.cx.file.tree.tokens().comments(gone).next().is_some() {
            return Err(COMMENT_IN_THE_WAY.into());
        }
        self.delete(gone);
        self.previous = end;
        Ok(())
    }

    /// The comma between the last argument and `end`.
    fn comma(&self, end: u32) -> Option<Span> {
        let token = self.cx.file.tree.tokens().at_or_after(self.previous)?;
        (token.kind == TokenKind::Comma && token.span.end <= end).then_some(token.span)
    }

    /// What must be written before the first method. Behind an argument that stays, it is written here.
    fn moved_text(&mut self) -> String {
        let text = std::mem::take(&mut self.moved);
        if text.is_empty() || !self.filled {
            return text;
        }
        self.edits
            .push(Edit::insert(self.previous, format!(", {text}")));
        String::new()
    }

    /// Writes `.name()` in place of an argument.
    fn call(&mut self, argument: &Argument<'_>, text: &str) -> Result<(), String> {
        let moved = self.moved_text();
        self.has_methods = true;
        let closing = if self.open { ")" } else { "" };
        let start = if self.hangs_at(argument) && self.open && self.filled {
            layout::line_start(self.cx.text(), argument.span.start)
        } else {
            self.previous
        };
        let gone = Span::new(start, argument.span.end);
        if self.cx.file.tree.tokens().comments(gone).next().is_some() {
            return Err(COMMENT_IN_THE_WAY.into());
        }
        let indent = if start == self.previous {
            ""
        } else {
            self.closing_indent
        };
        self.edits.push(Edit::replace(
            gone,
            format!("{moved}{indent}{closing}.{text}"),
        ));
        self.previous = argument.span.end;
        self.open = false;
        Ok(())
    }

    /// Writes `.name(` before an argument.
    fn method(&mut self, argument: &Argument<'_>, name: &str, form: &Form) {
        let value = match form {
            Form::Named => argument.span.start,
            _ => argument.value_span.start,
        };
        let moved = self.moved_text();
        let closing = if self.open { ")" } else { "" };
        let text = format!("{closing}.{name}(");
        let was_open = self.open;
        (self.open, self.has_methods) = (true, true);
        let Some(comma) = self.comma(argument.span.start) else {
            // Nothing stands before it.
            self.edits
                .push(Edit::insert(self.inside.start, moved + &text));
            self.delete(Span::new(argument.span.start, value));
            return;
        };
        if self.hangs_at(argument) && was_open && self.filled {
            let start = layout::line_start(self.cx.text(), argument.span.start);
            let blanks = self.cx.slice(Span::new(start, argument.span.start));
            let close = self.closing_indent;
            if *form == Form::Unwrapped && ends_line(self.cx, argument.value) {
                self.hung = Some(width(blanks));
                let before = Span::new(start, value);
                self.edits
                    .push(Edit::replace(before, format!("{close}{text}")));
                return;
            }
            self.edits.push(Edit::replace(
                Span::new(start, value),
                format!("{close}{text}\n{blanks}"),
            ));
            return;
        }
        let between = Span::new(comma.end, argument.span.start);
        let has_comment = self
            .cx
            .file
            .tree
            .tokens()
            .comments(between)
            .next()
            .is_some();
        let breaks = self.cx.slice(between).contains(['\n', '\r']);
        if has_comment || self.hangs {
            self.edits.push(Edit::replace(comma, text));
            self.delete(Span::new(argument.span.start, value));
            if !breaks {
                self.delete(between);
            }
            return;
        }
        let joined =
            self.width_before(comma.start) + text.len() + self.first_width(argument, value);
        let text = if breaks && joined > WIDTH {
            format!("{text}\n{}", self.continued_indent())
        } else {
            text
        };
        self.edits
            .push(Edit::replace(Span::new(comma.start, value), text));
    }

    /// The width of the line up to `offset`.
    fn width_before(&self, offset: u32) -> usize {
        let start = layout::line_start(self.cx.text(), offset);
        let line = Span::new(start, offset);
        let gone: usize = self
            .edits
            .iter()
            .filter(|edit| edit.span.start >= start)
            .map(|edit| edit.span.len() as usize)
            .sum();
        let come: usize = self
            .edits
            .iter()
            .filter(|edit| edit.span.start >= start)
            .map(|edit| edit.text.len())
            .sum();
        (self.cx.slice(line).chars().count() + come).saturating_sub(gone)
    }

    /// The width of the first line of an argument, with what follows it there.
    fn first_width(&self, argument: &Argument<'_>, value: u32) -> usize {
        let end = layout::line_end(self.cx.text(), value).min(argument.span.end);
        self.cx.slice(Span::new(value, end)).chars().count() + 1
    }

    /// One step more than the line on which the call begins.
    fn continued_indent(&self) -> String {
        let indent = self.cx.indent_at(self.inside.start);
        let step = if indent.contains('\t') { "\t" } else { "    " };
        format!("{indent}{step}")
    }

    fn write(&mut self, argument: &Argument<'_>, form: &Form, keeps_comma: bool) {
        let value = argument.value_span;
        let hung = self.hung.take();
        match form {
            Form::Plain | Form::Named => {}
            Form::Unwrapped => {
                self.edits
                    .extend(unwrap(self.cx, argument.value, value, keeps_comma, hung))
            }
            Form::Starred => {
                let is_bare = matches!(argument.value, ast::Expr::GeneratorExp(_))
                    && !self.cx.slice(value).starts_with('(');
                let (before, after) = if is_bare { ("*(", ")") } else { ("*", "") };
                self.edits.extend(Edit::wrap(value, before, after));
            }
            Form::Around(before, after) => {
                self.edits
                    .extend(Edit::wrap(value, before.clone(), after.clone()));
            }
        }
    }

    /// Closes what is open, or takes the constructor's own parenthesis away.
    fn finish(&mut self, end: u32) -> Result<(), String> {
        if self.open {
            if !self.filled {
                if let Some(comma) = self.comma(self.inside.end) {
                    self.delete(comma);
                }
            }
            return Ok(());
        }
        self.remove(end)
    }
}

/// Whether nothing is left of the argument.
fn is_empty(value: &ast::Expr, fate: &Fate) -> bool {
    let is_unwrapped = matches!(
        fate,
        Fate::Stays(Form::Unwrapped) | Fate::Method(_, Form::Unwrapped)
    );
    is_unwrapped && super::arguments::elements(value).is_some_and(<[_]>::is_empty)
}
