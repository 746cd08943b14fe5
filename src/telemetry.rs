//! What the function tells of itself: one line for each event, for people and for CloudWatch.
//!
//! A line holds what was decided and why, never what about: no claim values, attributes, user names,
//! tokens, credentials or bodies. The rule is kept by construction: a [`Report`] has no place for
//! them, and no subscriber for `tracing` is ever installed, so what the SDK, hyper or lambda_runtime
//! say (events and bodies among it, at their lower levels) goes nowhere.

mod line;
mod report;

pub use report::{Outcome, Report};

use std::io::Write;
use std::panic;
use std::time::{Duration, SystemTime};

use line::{Invocation, Line, Note};

/// How grave a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing is written at this level, nor at `TRACE`.
    Debug,
    /// As it should be.
    Info,
    /// Something is off in somebody's data.
    Warn,
    /// Something is off for everybody.
    Error,
    /// The end of the process.
    Fatal,
}

/// How lines are written, in the words of `AWS_LAMBDA_LOG_FORMAT`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// An object with `timestamp` and `level`, by which Lambda filters.
    Json,
    /// Words.
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
    /// Lines of `level` and above, in `format`; metrics with `function_name` as their dimension.
    pub fn new(level: Level, format: Format, function_name: String) -> Self {
        Self { level, format, function_name }
    }

    /// Tells of one event. `duration` is the time from its arrival to its answer.
    ///
    /// The metrics are written whatever the level: alarms must not depend on it.
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

    /// Tells what ends the process, on standard error, where a person looks for it. Lambda takes that
    /// for its log as well.
    pub fn fatal(&self, message: &str) {
        let note = Note::new(Level::Fatal, message, SystemTime::now()).written(self.format);
        write(std::io::stderr().lock(), note);
    }

    /// Tells what went wrong with one event, for functions that have no [`Report`] of it.
    pub fn error(&self, message: &str) {
        if Level::Error >= self.level {
            let note = Note::new(Level::Error, message, SystemTime::now()).written(self.format);
            write(std::io::stdout().lock(), note);
        }
    }

    /// From now on a panic is a line that says where it happened. Not what it said: that may quote
    /// the data that it tripped over.
    pub fn install_panic_hook(&self) {
        let telemetry = self.clone();
        panic::set_hook(Box::new(move |panic| {
            let place = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
            telemetry.error(&format!("panicked at {place}"));
        }));
    }
}

/// One write for each line, so that no other's comes between. Where nobody reads, nothing is lost.
#[expect(clippy::let_underscore_must_use, reason = "there is nowhere left to tell it")]
fn write(mut output: impl Write, mut lines: String) {
    lines.push('\n');
    let _ = output.write_all(lines.as_bytes());
}
