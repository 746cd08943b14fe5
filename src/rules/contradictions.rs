//! What is wrong with rules together: rules that contradict each other, or that weigh too much.

use super::check::Check;
use super::format::TokenKind;
use super::{ClaimRule, Origin, Rules};
use crate::budget;

impl Check {
    /// Finds what is written twice, or both added and suppressed.
    pub(super) fn pairs(&mut self, rules: &Rules) {
        self.place = "the rules".to_owned();
        for (index, rule) in rules.claims.iter().enumerate() {
            for other in rules.claims.iter().skip(index + 1).filter(|other| other.claim == rule.claim) {
                for token in rule.tokens.iter().filter(|token| other.tokens.contains(token)) {
                    if share_a_client(rule, other) {
                        let name = &rule.claim;
                        self.fault(format!(
                            "two of them could write the claim {name:?} of one {token:?} token"
                        ));
                    }
                }
            }
            for (token, suppressed) in
                [(TokenKind::Id, &rules.suppress_id), (TokenKind::Access, &rules.suppress_access)]
            {
                if rule.tokens.contains(&token) && suppressed.contains(&rule.claim) {
                    let name = &rule.claim;
                    self.fault(format!(
                        "the claim {name:?} of the {token:?} token is both added and suppressed"
                    ));
                }
            }
        }
        for scope in rules.add_scopes.iter().map(ToString::to_string) {
            if rules.suppress_scopes.contains(&scope) {
                self.fault(format!("the scope {scope:?} is both added and suppressed"));
            }
        }
    }

    /// Whether what is always there fits into the budget: every claim as null, and every constant
    /// for itself.
    pub(super) fn weight(&mut self, rules: &Rules, budget: usize) {
        self.place = "the rules".to_owned();
        for token in [TokenKind::Id, TokenKind::Access, TokenKind::Machine] {
            let of_token = || rules.claims.iter().filter(|rule| rule.tokens.contains(&token));
            let nulls =
                budget::FRAME + of_token().map(|rule| budget::weight(&rule.claim, "null")).sum::<usize>();
            if nulls > budget {
                self.fault(format!(
                    "the claims of the {token:?} token weigh {nulls} bytes even if all are null, and the budget of a \
                     token is {budget} (CLAIMS_BUDGET_BYTES)"
                ));
            }
        }
        for rule in &rules.claims {
            if let Origin::Constant(value) = &rule.origin {
                let weight = budget::FRAME + budget::weight(&rule.claim, &value.to_json());
                if weight > budget {
                    let name = &rule.claim;
                    self.fault(format!(
                        "the constant claim {name:?} weighs {weight} bytes, and the budget of a token is {budget} \
                         (CLAIMS_BUDGET_BYTES)"
                    ));
                }
            }
        }
    }
}

fn share_a_client(one: &ClaimRule, other: &ClaimRule) -> bool {
    match (&one.clients, &other.clients) {
        (Some(one), Some(other)) => one.iter().any(|client| other.contains(client)),
        _ => true,
    }
}
