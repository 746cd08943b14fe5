//! The results of reads and choices: what lookups give to the claims.

use crate::repository::{FailureCause, ReadError};
use crate::row::Row;
use crate::rules::source::{RowSetId, Source};

/// What the reads and choices of one event returned.
#[derive(Debug, Default)]
pub struct Lookups {
    /// By index into [`Rules::reads`](crate::rules::Rules::reads).
    pub reads: Vec<LookupOutcome>,
    /// By index into [`Rules::choices`](crate::rules::Rules::choices).
    pub choices: Vec<LookupOutcome>,
}

/// What one read or choice returned.
#[derive(Debug, Default)]
pub enum LookupOutcome {
    /// No rule needs it, or it has not been read yet: what depends on it is unknown.
    #[default]
    Pending,
    /// There is no row.
    NotFound,
    /// The row of a read or choice of one row.
    Row(Row),
    /// The rows of a read of many rows; at least one.
    Rows(Vec<Row>),
    /// It is unknown whether there are rows.
    Failed(ReadError),
}

impl Lookups {
    /// Returns the outcome of a read or a choice.
    pub fn outcome(&self, id: RowSetId) -> &LookupOutcome {
        let outcome = match id {
            RowSetId::Read(index) => self.reads.get(index),
            RowSetId::Choice(index) => self.choices.get(index),
        };
        outcome.unwrap_or(&LookupOutcome::Pending)
    }

    /// Returns the failure to report, if a read failed: one with a reason of its own rather than one that
    /// follows from it.
    pub fn failure(&self) -> Option<&ReadError> {
        let failures = || {
            self.reads.iter().filter_map(|outcome| match outcome {
                LookupOutcome::Failed(error) => Some(error),
                _ => None,
            })
        };
        failures().find(|error| error.cause != FailureCause::Dependency).or_else(|| failures().next())
    }

    /// Returns whether the rows of `source`, if it uses any, are known or known to have failed.
    pub(crate) fn has(&self, source: &Source) -> bool {
        match source {
            Source::Rows(path) => !matches!(self.outcome(path.rows.id), LookupOutcome::Pending),
            Source::Event(_) | Source::UserAttribute(_) => true,
        }
    }
}
