//! What a traced evaluation records: the value after each step, the outcome of each condition.

use super::resolve::Resolved;
use super::warning::Reason;
use crate::rules::condition::Condition;
use crate::rules::source::Source;
use crate::value::Value;

/// Receives what an evaluation does. Without a trace (`()`) nothing is computed for it.
pub(super) trait Trace {
    /// Receives an entry.
    fn record(&mut self, entry: impl FnOnce() -> TraceEntry);
}

impl Trace for () {
    fn record(&mut self, _entry: impl FnOnce() -> TraceEntry) {}
}

impl Trace for Vec<TraceEntry> {
    fn record(&mut self, entry: impl FnOnce() -> TraceEntry) {
        self.push(entry());
    }
}

/// Something that an evaluation does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TraceEntry {
    /// A condition is evaluated.
    Condition {
        /// The condition.
        condition: Condition,
        /// Its outcome.
        verdict: Verdict,
    },
    /// A source is resolved.
    Source {
        /// The source.
        source: Source,
        /// Whether users may be able to write it.
        is_user_writable: bool,
        /// Its value.
        value: TracedValue,
    },
    /// A step is done.
    Step {
        /// The step.
        step: Step,
        /// The value after it.
        value: TracedValue,
    },
    /// `map` has no entry for these items.
    Dropped(Vec<String>),
}

/// The steps from a source to a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// `from`, `text` or `value`.
    Origin,
    /// `parse`.
    Parse,
    /// `select`.
    Select,
    /// `map` and `take`.
    Map,
    /// `types`.
    Types,
    /// `default`.
    Default,
    /// `as`.
    As,
}

/// A value during an evaluation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TracedValue {
    /// A value.
    Value(Value),
    /// There is none.
    Absent,
    /// A step cannot handle it.
    Invalid(Reason),
    /// It depends on a failed read.
    Failed,
}

/// The outcome of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Holds,
    /// It does not hold.
    Fails,
    /// It depends on a failed read, or cannot be evaluated.
    Unknown,
}

impl From<&Resolved<'_>> for TracedValue {
    fn from(resolved: &Resolved<'_>) -> Self {
        match resolved {
            Resolved::Value(value) => Self::Value(value.clone().into_owned()),
            Resolved::Unsupported => Self::Invalid(Reason::WrongType),
            Resolved::Absent | Resolved::NotFound => Self::Absent,
            Resolved::Failed => Self::Failed,
        }
    }
}
