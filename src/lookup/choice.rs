//! Choices of one row among those of a read.

use super::{LookupOutcome, Lookups};
use crate::claims::{Resolved, resolve};
use crate::event::TokenRequest;
use crate::repository::{FailureCause, ReadError};
use crate::row::{Attribute, Row};
use crate::rules::read::{Choice, Otherwise, Preference};
use crate::value::Value;

/// Returns the row that `choice` selects. A preference only selects among the rows: its value is never
/// returned.
pub(super) fn choose(choice: &Choice, request: &TokenRequest<'_>, lookups: &Lookups) -> LookupOutcome {
    let rows = match lookups.outcome(choice.of.id) {
        LookupOutcome::Row(row) => std::slice::from_ref(row),
        LookupOutcome::Rows(rows) => rows,
        LookupOutcome::NotFound => return LookupOutcome::NotFound,
        LookupOutcome::Failed(_) | LookupOutcome::Pending => return failed(),
    };
    let row_of = |preferred: &str| rows.iter().find(|row| by(row, &choice.by).as_deref() == Some(preferred));
    for preference in &choice.prefer {
        let preferred = match preference {
            Preference::ClientMetadata(name) => request.client_metadata(name),
            Preference::Constant(value) => value.to_text(),
            Preference::Source(source) => match resolve(source, request, lookups) {
                Resolved::Value(value) => value.to_text(),
                Resolved::Failed => return failed(),
                Resolved::Absent | Resolved::NotFound | Resolved::Unsupported => None,
            },
        };
        if let Some(row) = preferred.as_deref().and_then(row_of) {
            return LookupOutcome::Row(row.clone());
        }
    }
    let row = match choice.otherwise {
        Otherwise::None => None,
        Otherwise::First => rows.first(),
        Otherwise::Only => rows.first().filter(|_| rows.len() == 1),
    };
    row.map_or(LookupOutcome::NotFound, |row| LookupOutcome::Row(row.clone()))
}

fn by(row: &Row, attribute: &str) -> Option<String> {
    match row.get(attribute)? {
        Attribute::Value(value) => value.to_text(),
        Attribute::Unsupported => None,
    }
}

fn failed() -> LookupOutcome {
    LookupOutcome::Failed(ReadError::new(FailureCause::Dependency))
}

impl Value {
    /// Returns text, a number or a boolean as text.
    fn to_text(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Number(_) | Self::Bool(_) => Some(self.to_json()),
            Self::Null | Self::List(_) | Self::Map(_) => None,
        }
    }
}
