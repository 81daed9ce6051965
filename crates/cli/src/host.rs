//! The world around a run: streams, colours and the current directory, so that tests can stand in for it.

use std::io::{self, Read, Write};
use std::path::PathBuf;

use anstream::{AutoStream, ColorChoice};

use crate::args::ColorWhen;

/// Streams, colours and the current directory.
pub struct Host {
    /// The current directory, absolute.
    pub cwd: PathBuf,
    /// Standard input.
    pub stdin: Box<dyn Read + Send>,
    /// Where results go.
    pub out: Box<dyn Write + Send>,
    /// Where the summary and problems go.
    pub err: Box<dyn Write + Send>,
    /// Whether `out` wants colours when the user does not say.
    pub out_color: bool,
    /// Whether `err` wants colours when the user does not say.
    pub err_color: bool,
}

impl Host {
    /// The process's own.
    ///
    /// # Errors
    /// When the current directory is gone.
    pub fn of_process() -> io::Result<Self> {
        let wants = |choice: ColorChoice| choice != ColorChoice::Never;
        Ok(Host {
            cwd: std::env::current_dir()?,
            stdin: Box::new(io::stdin()),
            out: Box::new(io::BufWriter::with_capacity(1 << 16, io::stdout())),
            err: Box::new(io::BufWriter::new(io::stderr())),
            out_color: wants(AutoStream::choice(&io::stdout())),
            err_color: wants(AutoStream::choice(&io::stderr())),
        })
    }

    /// Lets the user's word on colours win.
    pub fn set_color(&mut self, when: ColorWhen) {
        let forced = match when {
            ColorWhen::Auto => return,
            ColorWhen::Always => true,
            ColorWhen::Never => false,
        };
        (self.out_color, self.err_color) = (forced, forced);
    }
}
