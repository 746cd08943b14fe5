//! The claim size limit: how much the rules may add to one token.

use crate::value::json_text;

const NULL: &str = "null";

/// An object's braces, less the comma that its last member does not have; the same for an array.
pub(crate) const FRAME: usize = 1;

/// Returns the bytes of a member of a JSON object, its comma included.
pub(crate) fn weight(name: &str, json: &str) -> usize {
    json_text(name).len() + ":".len() + json.len() + ",".len()
}

/// Returns the bytes of names in a JSON array, each with its comma.
pub(crate) fn list_weight<'n>(names: impl Iterator<Item = &'n str>) -> usize {
    names.map(|name| json_text(name).len() + ",".len()).sum()
}

/// What one token can still take, in bytes of compact JSON.
#[derive(Debug)]
pub(crate) struct Budget {
    limit: usize,
    used: usize,
    has_scopes: bool,
}

impl Budget {
    /// Returns the budget of a token to which nothing has been added.
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, used: FRAME, has_scopes: false }
    }

    /// Takes the place of a claim that is null.
    pub(crate) fn take_null(&mut self, claim: &str) -> bool {
        self.take(weight(claim, NULL))
    }

    /// Takes the place of a claim's value, beyond that of the null which it replaces.
    pub(crate) fn take_value(&mut self, json: &str) -> bool {
        self.take(json.len().saturating_sub(NULL.len()))
    }

    /// Takes the place of a scope.
    pub(crate) fn take_scope(&mut self, scope: &str) -> bool {
        let frame = if self.has_scopes { 0 } else { FRAME };
        let fits = self.take(frame + list_weight(std::iter::once(scope)));
        self.has_scopes |= fits;
        fits
    }

    /// Takes `bytes`, if they fit.
    pub(crate) fn take(&mut self, bytes: usize) -> bool {
        let fits = self.fits(bytes);
        if fits {
            self.used += bytes;
        }
        fits
    }

    /// Returns whether `bytes` fit.
    pub(crate) fn fits(&self, bytes: usize) -> bool {
        bytes == 0 || self.used.saturating_add(bytes) <= self.limit
    }

    /// Returns the bytes that are taken.
    pub(crate) fn used(&self) -> usize {
        self.used
    }
}
