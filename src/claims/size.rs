//! The claim size limit: how much the rules may add to one token.

use crate::value::json_text;

const NULL: &str = "null";

/// An object's braces, less the comma that its last member does not have; the same for an array.
const FRAME: usize = 1;

/// Returns the bytes that a claim takes at least: as null, in an object of compact JSON.
pub(crate) fn least_bytes(claim: &str) -> usize {
    json_text(claim).len() + ":".len() + NULL.len() + ",".len()
}

/// Returns the bytes of names in a JSON array.
pub(super) fn list_bytes<'n>(names: impl Iterator<Item = &'n str>) -> usize {
    names.map(|name| json_text(name).len() + ",".len()).sum()
}

/// What one token can still take.
#[derive(Debug)]
pub(super) struct Budget {
    limit: usize,
    used: usize,
    has_scopes: bool,
}

impl Budget {
    /// Returns the budget of a token to which nothing has been added.
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, used: FRAME, has_scopes: false }
    }

    /// Takes the place of a claim as null, so that a later claim cannot push it out.
    pub(super) fn take_null(&mut self, claim: &str) -> bool {
        self.take(least_bytes(claim))
    }

    /// Takes the place of a claim's value besides that of its null.
    pub(super) fn take_value(&mut self, json: &str) -> bool {
        let bytes = json.len().saturating_sub(NULL.len());
        bytes == 0 || self.take(bytes)
    }

    /// Takes the place of a scope.
    pub(super) fn take_scope(&mut self, scope: &str) -> bool {
        let frame = if self.has_scopes { 0 } else { FRAME };
        let fits = self.take(frame + list_bytes(std::iter::once(scope)));
        self.has_scopes |= fits;
        fits
    }

    /// Takes `bytes` if they fit.
    pub(super) fn take(&mut self, bytes: usize) -> bool {
        let fits = self.fits(bytes);
        if fits {
            self.used += bytes;
        }
        fits
    }

    /// Returns whether `bytes` fit.
    pub(super) fn fits(&self, bytes: usize) -> bool {
        self.used.saturating_add(bytes) <= self.limit
    }

    /// Returns the bytes that are taken.
    pub(super) fn used(&self) -> usize {
        self.used
    }
}
