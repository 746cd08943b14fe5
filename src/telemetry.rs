//! Logs and metrics: one line for each event.
//!
//! A line holds what was decided and why. It never holds claim values, attributes, user names, tokens,
//! credentials or bodies: a [`Report`] has no place for them, and no `tracing` subscriber is ever
//! installed, because the SDK, hyper and lambda_runtime log events and bodies at their lower levels.

mod line;
mod report;

pub use report::{Cause, Outcome, ReadOutcome, ReadReport, Report, SkipCause};

use std::io::Write;
use std::panic;
use std::time::{Duration, SystemTime};

use line::{Invocation, Line, Note};

/// The severity of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing is written at this level, nor at `TRACE`.
    Debug,
    /// Normal operation.
    Info,
    /// Something is wrong with the data of one user.
    Warn,
    /// Something is wrong for all users, or a token was refused.
    Error,
    /// The end of the process.
    Fatal,
}

/// The format of lines, as in `AWS_LAMBDA_LOG_FORMAT`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// An object with `timestamp` and `level`, by which Lambda filters.
    Json,
    /// Plain text.
    Text,
}

/// Writes lines to standard output, which Lambda sends to CloudWatch Logs.
#[derive(Debug, Clone)]
pub struct Telemetry {
    level: Level,
    format: Format,
    function_name: String,
}

impl Telemetry {
    /// Creates a writer of lines of `level` and above, whose metrics have the dimension `function_name`.
    pub fn new(level: Level, format: Format, function_name: String) -> Self {
        Self { level, format, function_name }
    }

    /// Writes the line of one event. `duration` is the time from its arrival to the response.
    ///
    /// The metrics are written at every level, because alarms depend on them.
    pub fn event(&self, report: &Report, request_id: &str, cold_start: bool, duration: Duration) {
        let invocation = Invocation { request_id, cold_start, duration, now: SystemTime::now() };
        let line = || Line::new(report, invocation, &self.function_name);
        let metrics = || Line::metrics(report, invocation, &self.function_name).to_json();
        let lines = match self.format {
            _ if report.level() < self.level => metrics(),
            Format::Json => line().to_json(),
            Format::Text => format!("{}\n{}", line().to_text(), metrics()),
        };
        write(std::io::stdout().lock(), lines);
    }

    /// Writes why the process ends to standard error, which Lambda logs as well.
    pub fn fatal(&self, message: &str) {
        let note = Note::new(Level::Fatal, message, SystemTime::now()).format(self.format);
        write(std::io::stderr().lock(), note);
    }

    /// Writes an error that has no [`Report`].
    pub fn error(&self, message: &str) {
        if Level::Error >= self.level {
            let note = Note::new(Level::Error, message, SystemTime::now()).format(self.format);
            write(std::io::stdout().lock(), note);
        }
    }

    /// Logs the place of every panic from now on. The message is left out, because it may quote data.
    pub fn install_panic_hook(&self) {
        let telemetry = self.clone();
        panic::set_hook(Box::new(move |panic| {
            let place = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
            telemetry.error(&format!("panicked at {place}"));
        }));
    }
}

/// Writes each line at once, so that lines of other threads do not mix with it.
#[expect(clippy::let_underscore_must_use, reason = "there is no other place to report it")]
fn write(mut output: impl Write, mut lines: String) {
    lines.push('\n');
    let _ = output.write_all(lines.as_bytes());
}
