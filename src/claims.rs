//! What the rules do to the tokens of one event. Pure: reads nothing, writes nothing.
//!
//! A [`Plan`] knows which rules apply to a request. It says which reads they need, whether one of them
//! refuses the sign-in, and what they change in the tokens.

mod changes;
mod resolve;
mod warning;

use crate::event::TokenRequest;
use crate::lookup::Lookups;
use crate::rules::Rules;

pub use changes::{Changes, FailedClaims, GroupOverride, NeededReads, RefusalDecision, TokenChanges};
pub use resolve::{Resolved, is_user_writable, resolve};
pub use warning::{ClaimWarning, Reason, Subject};

/// The rules that apply to one request.
#[derive(Debug)]
pub struct Plan<'a> {
    rules: &'a Rules,
    request: &'a TokenRequest<'a>,
    max_claim_bytes: usize,
}

impl<'a> Plan<'a> {
    /// Returns the plan for `request`. What the rules add to each token takes at most
    /// `max_claim_bytes` of compact JSON.
    pub fn new(rules: &'a Rules, request: &'a TokenRequest<'a>, max_claim_bytes: usize) -> Self {
        Self { rules, request, max_claim_bytes }
    }

    /// Returns whether no rule applies, so that the event goes back as it is.
    pub fn is_empty(&self) -> bool {
        todo!()
    }

    /// Returns the reads and choices that the applicable rules need.
    pub fn reads(&self) -> NeededReads<'a> {
        todo!()
    }

    /// Returns the first refusal that holds.
    pub fn refusal(&self, lookups: &Lookups) -> RefusalDecision<'a> {
        todo!()
    }

    /// Returns what the rules change in the tokens.
    pub fn changes(&self, lookups: &Lookups, failed: FailedClaims) -> TokenChanges<'a> {
        todo!()
    }
}
