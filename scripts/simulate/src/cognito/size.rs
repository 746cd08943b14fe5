//! Sizes of a token.

use std::collections::BTreeMap;

use serde::Serialize;

use super::json::Json;
use super::{Change, Claims};

/// What surrounds a token's payload, in bytes: the header with a key ID of 44 characters, the signature
/// by an RSA key of 2048 bits, both in base64, and two dots.
const ENVELOPE_BYTES: usize = 91 + 342 + 2;

/// An object's braces, less the comma that its last member does not have.
const FRAME: usize = 1;

/// Sizes of a token.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Bytes {
    /// The payload: all claims as JSON.
    pub(crate) payload: usize,
    /// The added claims' share of it.
    pub(crate) added: usize,
    /// The signed token, approximately.
    pub(crate) token: usize,
    /// Each claim that is new or has another value.
    pub(crate) claims: BTreeMap<String, usize>,
}

impl Bytes {
    pub(super) fn new(claims: &Claims, added: &Claims, changed: &BTreeMap<String, Change>) -> Self {
        let size =
            |claims: &Claims| -> usize { claims.iter().map(|(name, value)| member_bytes(name, value)).sum() };
        let payload = size(claims) + FRAME;
        let changed = changed.iter().map(|(name, change)| (name, &change.to));
        let each = added.iter().chain(changed);
        Self {
            payload,
            added: size(added),
            token: ENVELOPE_BYTES + (payload * 4).div_ceil(3),
            claims: each.map(|(name, value)| (name.clone(), member_bytes(name, value))).collect(),
        }
    }
}

/// The size of a claim: its name, a colon, its value, and a comma or, once, the opening brace.
fn member_bytes(name: &str, value: &Json) -> usize {
    Json::of(name).to_string().len() + ":".len() + value.to_string().len() + ",".len()
}
