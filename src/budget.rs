//! What the claims and scopes of one token weigh together, as compact JSON.

use crate::value::json_text;

const NULL: &str = "null";

/// An object's braces, less the comma that its last member doesn't have; an array's brackets alike.
pub(crate) const FRAME: usize = 1;

/// What a member of a JSON object weighs, its comma included.
pub(crate) fn weight(name: &str, json: &str) -> usize {
    json_text(name).len() + ":".len() + json.len() + ",".len()
}

/// What is left for one token.
#[derive(Debug)]
pub(crate) struct Budget {
    limit: usize,
    used: usize,
    has_scopes: bool,
}

impl Budget {
    /// A budget of `limit` bytes in which every one of `claims` is null so far, so that no claim is
    /// too heavy because of a later one that has to be written as well.
    pub(crate) fn with_nulls<'c>(limit: usize, claims: impl Iterator<Item = &'c str>) -> Self {
        Self {
            limit,
            used: FRAME + claims.map(|claim| weight(claim, NULL)).sum::<usize>(),
            has_scopes: false,
        }
    }

    /// Whether a claim may have the value `json` instead of null; if so it is spent.
    pub(crate) fn take(&mut self, json: &str) -> bool {
        self.spend(json.len().saturating_sub(NULL.len()))
    }

    /// Whether a scope may be added; if so it is spent.
    pub(crate) fn take_scope(&mut self, scope: &str) -> bool {
        let frame = if self.has_scopes { 0 } else { FRAME };
        let fits = self.spend(frame + json_text(scope).len() + ",".len());
        self.has_scopes |= fits;
        fits
    }

    fn spend(&mut self, bytes: usize) -> bool {
        // What weighs no more than the null that it replaces fits even where the nulls don't.
        let fits = bytes == 0 || self.used + bytes <= self.limit;
        if fits {
            self.used += bytes;
        }
        fits
    }
}
