//! The names that Cognito keeps for itself.
//!
//! Source: "Pre token generation Lambda trigger" in the developer guide of Amazon Cognito, the
//! excluded claims.

/// A token that claims go into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// The ID token.
    Id,
    /// The access token, a person's or a machine's.
    Access,
}

const BOTH: [&str; 13] = [
    "acr",
    "amr",
    "auth_time",
    "azp",
    "exp",
    "iat",
    "iss",
    "jti",
    "nbf",
    "nonce",
    "origin_jti",
    "sub",
    "token_use",
];
const ID: [&str; 4] = ["at_hash", "aud", "cognito:username", "identities"];
// Cognito takes an access token's `aud` that equals the client id; no rule can promise that it does.
const ACCESS: [&str; 6] = ["aud", "client_id", "device_key", "event_id", "username", "version"];

/// Whether Cognito ignores or refuses a `claim` that is to be added or overridden in `token`.
pub fn is_reserved(token: Token, claim: &str) -> bool {
    claim.starts_with("dev:") || is_fixed(token, claim)
}

/// Whether Cognito keeps `claim` in `token` even if it is to be suppressed. Other than
/// [`is_reserved`] this leaves out `dev:` claims, which can be suppressed, and nothing else.
pub fn is_fixed(token: Token, claim: &str) -> bool {
    let of_token: &[&str] = match token {
        Token::Id => &ID,
        Token::Access => &ACCESS,
    };
    claim.starts_with("cognito:") || BOTH.contains(&claim) || of_token.contains(&claim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_token_has_names_of_its_own() {
        for (claim, id, access) in [
            ("sub", true, true),
            ("cognito:groups", true, true),
            ("dev:x", true, true),
            ("aud", true, true),
            ("at_hash", true, false),
            ("client_id", false, true),
            ("email", false, false),
            ("Sub", false, false),
            ("custom:tenantId", false, false),
        ] {
            assert_eq!(
                (is_reserved(Token::Id, claim), is_reserved(Token::Access, claim)),
                (id, access),
                "{claim}"
            );
        }
        assert!(!is_fixed(Token::Id, "dev:x") && is_fixed(Token::Id, "cognito:roles"));
    }
}
