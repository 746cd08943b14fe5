//! Faults of entries together: claims that can never apply, contradictions, and the size limit.

use super::{Validator, WHOLE};
use crate::budget;
use crate::rules::condition::Limits;
use crate::rules::pipeline::Origin;
use crate::rules::{ClaimRule, Rules, ScopeRule, TokenKind};
use crate::value::Value;

impl TokenKind {
    fn name(self) -> &'static str {
        match self {
            Self::Id => "ID",
            Self::Access => "access",
            Self::Machine => "machine",
        }
    }
}

impl Limits {
    fn is_empty(&self) -> bool {
        self.when.is_empty() && self.clients.is_none()
    }
}

impl Validator<'_> {
    /// Checks entries that are valid by themselves, so that their indexes are those of the file.
    pub(super) fn together(&mut self, rules: &Rules) {
        for (index, rule) in rules.claims.iter().enumerate() {
            let place = format!("claims[{index}] ({:?})", rule.claim);
            let earlier = rules.claims.get(..index).unwrap_or_default();
            if never_applies(rule, earlier) {
                self.fault(&place, "never applies: earlier entries write the claim whenever this one would");
            }
            for (token, suppressed) in
                [(TokenKind::Id, &rules.suppress_id), (TokenKind::Access, &rules.suppress_access)]
            {
                let contradicts = rule.limits.is_empty()
                    && rule.tokens.contains(&token)
                    && suppressed.iter().any(|other| other.name == rule.claim && other.limits.is_empty());
                if contradicts {
                    self.fault(&place, format!("is also suppressed in the {} token", token.name()));
                }
            }
        }
        for (index, rule) in rules.scopes.iter().enumerate() {
            let contradicts = |scope: &str| {
                rule.limits.is_empty()
                    && rules.suppress_scopes.iter().any(|other| {
                        other.name == scope
                            && other.limits.is_empty()
                            && rule.tokens.iter().any(|token| other.tokens.contains(token))
                    })
            };
            if fixed_scope(rule).is_some_and(contradicts) {
                self.fault(&format!("scopes.add[{index}]"), "is also suppressed");
            }
        }
        self.sizes(rules);
    }

    /// Checks that every claim fits into its token as null, and every constant by itself.
    fn sizes(&mut self, rules: &Rules) {
        let limit = self.context.max_claim_bytes;
        for token in [TokenKind::Id, TokenKind::Access, TokenKind::Machine] {
            let mut names: Vec<&str> = Vec::new();
            for rule in rules.claims.iter().filter(|rule| rule.tokens.contains(&token)) {
                if !names.contains(&rule.claim.as_str()) {
                    names.push(&rule.claim);
                }
            }
            let nulls = budget::FRAME + names.iter().map(|name| budget::weight(name, "null")).sum::<usize>();
            if nulls > limit {
                let token = token.name();
                let message = format!(
                    "the claims of the {token} token take {nulls} bytes even if all are null; the claim size limit \
                     is {limit} (CLAIMS_BUDGET_BYTES)"
                );
                self.fault(WHOLE, message);
            }
        }
        for (index, rule) in rules.claims.iter().enumerate() {
            let Origin::Constant(value) = &rule.value.origin else { continue };
            let size = budget::FRAME + budget::weight(&rule.claim, &value.to_json());
            if size > limit {
                let message =
                    format!("takes {size} bytes; the claim size limit is {limit} (CLAIMS_BUDGET_BYTES)");
                self.fault(&format!("claims[{index}] ({:?})", rule.claim), message);
            }
        }
    }
}

/// Returns whether earlier entries write the claim wherever `rule` could: for each of its tokens and clients
/// there is one whose conditions are all among those of `rule`.
fn never_applies(rule: &ClaimRule, earlier: &[ClaimRule]) -> bool {
    let covers = |other: &ClaimRule, token: TokenKind| {
        other.claim == rule.claim
            && other.tokens.contains(&token)
            && other.limits.when.iter().all(|condition| rule.limits.when.contains(condition))
    };
    rule.tokens.iter().all(|&token| {
        let covering: Vec<_> = earlier.iter().filter(|other| covers(other, token)).collect();
        match &rule.limits.clients {
            None => covering.iter().any(|other| other.limits.clients.is_none()),
            Some(clients) => clients.iter().all(|client| {
                covering
                    .iter()
                    .any(|other| other.limits.clients.as_ref().is_none_or(|clients| clients.contains(client)))
            }),
        }
    }) && !rule.tokens.is_empty()
}

/// Returns a scope that is the same for everybody.
fn fixed_scope(rule: &ScopeRule) -> Option<&str> {
    use crate::rules::template::Piece;
    match &rule.value.origin {
        Origin::Text(template) => match template.pieces.as_slice() {
            [Piece::Text(text)] => Some(text),
            _ => None,
        },
        Origin::Constant(Value::Text(text)) => Some(text),
        _ => None,
    }
}
