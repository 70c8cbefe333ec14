//! What is printed, where, and in which colours.
//!
//! A closed pipe is no error: whoever reads no further has read enough.

use std::io::{IsTerminal as _, Write as _};

use clap::ValueEnum;

/// When to use colours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The terminal, or whatever stands in its place.
pub(super) struct Shell {
    color: bool,
    quiet: bool,
    verbose: bool,
}

impl Shell {
    pub(super) fn new(color: ColorChoice, quiet: bool, verbose: bool) -> Self {
        let color = match color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                std::io::stderr().is_terminal()
                    && std::io::stdout().is_terminal()
                    && std::env::var_os("NO_COLOR").is_none()
            }
        };
        Self { color, quiet, verbose }
    }

    /// Whether colours are used.
    pub(super) fn has_color(&self) -> bool {
        self.color
    }

    #[expect(clippy::unused_self, reason = "the terminal is known by the shell")]
    /// In how many columns to print: those of the terminal, else a hundred.
    pub(super) fn width(&self) -> usize {
        let own = terminal_size::terminal_size_of(std::io::stdout());
        own.map_or(100, |(terminal_size::Width(width), _)| usize::from(width).max(40))
    }

    #[expect(clippy::unused_self, reason = "printing goes through the shell")]
    /// Prints what was asked for to standard output.
    pub(super) fn out(&mut self, text: &str) {
        let mut stdout = std::io::stdout().lock();
        let _ = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
    }

    #[expect(clippy::unused_self, reason = "printing goes through the shell")]
    /// Prints problems to standard error.
    pub(super) fn problems(&mut self, text: &str) {
        let mut stderr = std::io::stderr().lock();
        let _ = stderr.write_all(text.as_bytes());
    }

    /// Says how things went; not when quiet.
    pub(super) fn say(&mut self, text: &str) {
        if !self.quiet {
            self.out(&format!("{text}\n"));
        }
    }

    /// Says more, when asked to.
    pub(super) fn say_more(&mut self, text: &str) {
        if self.verbose {
            self.out(&format!("{text}\n"));
        }
    }

    /// Says why a command could not run.
    pub(super) fn error(&mut self, error: &anyhow::Error) {
        let (on, off) = if self.color { ("\x1b[1;31m", "\x1b[0m") } else { ("", "") };
        let mut text = format!("{on}error{off}: {error}\n");
        error.chain().skip(1).for_each(|cause| text.push_str(&format!("  because: {cause}\n")));
        self.problems(&text);
    }
}
