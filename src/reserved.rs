//! The claims that Cognito reserves: it ignores or rejects what a response says about them.
//!
//! The list is that of the page "Pre token generation Lambda trigger" in the developer guide of Amazon
//! Cognito.

/// One of the two tokens that a trigger can change. A machine token is an access token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// The ID token.
    Id,
    /// The access token.
    Access,
}

/// Reserved in both tokens.
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

/// Also reserved in the ID token.
const ID: [&str; 3] = ["at_hash", "aud", "identities"];

/// Also reserved in the access token.
const ACCESS: [&str; 5] = ["client_id", "device_key", "event_id", "username", "version"];

/// Claims that a trigger cannot write but can suppress; the group override changes them.
const GROUP_CLAIMS: [&str; 3] = ["cognito:groups", "cognito:preferred_role", "cognito:roles"];

/// Reserved in both tokens, apart from [`GROUP_CLAIMS`].
const COGNITO_PREFIX: &str = "cognito:";

/// A trigger cannot write these claims but can suppress them.
const DEV_PREFIX: &str = "dev:";

/// Claims for which the ID token takes no objects.
pub(crate) const NO_OBJECTS: [&str; 4] = ["address", "email_verified", "phone_number_verified", "updated_at"];

/// Returns whether a response cannot write the claim `name` in `token`. Names are case-sensitive: `Sub` is
/// not `sub`. The access token's `aud` is not reserved, but takes only the client ID.
pub fn is_reserved(token: Token, name: &str) -> bool {
    name.starts_with(DEV_PREFIX) || GROUP_CLAIMS.contains(&name) || is_kept(token, name)
}

/// Returns whether a response cannot suppress the claim `name` in `token`.
pub fn is_kept(token: Token, name: &str) -> bool {
    let of_this_token: &[&str] = match token {
        Token::Id => &ID,
        Token::Access => &ACCESS,
    };
    BOTH.contains(&name)
        || of_this_token.contains(&name)
        || (name.starts_with(COGNITO_PREFIX) && !GROUP_CLAIMS.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKENS: [Token; 2] = [Token::Id, Token::Access];

    #[test]
    fn claims_of_both_tokens_are_reserved_in_both() {
        for name in "sub acr amr auth_time azp exp iat iss jti nbf nonce origin_jti token_use".split(' ') {
            for token in TOKENS {
                assert!(is_reserved(token, name) && is_kept(token, name), "{name} in {token:?}");
            }
        }
    }

    #[test]
    fn claims_of_one_token_are_free_in_the_other() {
        for name in ["identities", "at_hash", "aud"] {
            assert!(is_reserved(Token::Id, name) && !is_reserved(Token::Access, name), "{name}");
        }
        for name in ["username", "client_id", "event_id", "device_key", "version"] {
            assert!(is_reserved(Token::Access, name) && !is_reserved(Token::Id, name), "{name}");
        }
    }

    #[test]
    fn groups_roles_and_dev_claims_can_only_be_suppressed() {
        for name in ["cognito:groups", "cognito:roles", "cognito:preferred_role", "dev:custom:x"] {
            for token in TOKENS {
                assert!(is_reserved(token, name) && !is_kept(token, name), "{name} in {token:?}");
            }
        }
    }

    #[test]
    fn other_claims_with_the_prefix_cognito_are_reserved() {
        for name in ["cognito:username", "cognito:", "cognito:groupsx"] {
            for token in TOKENS {
                assert!(is_reserved(token, name) && is_kept(token, name), "{name} in {token:?}");
            }
        }
    }

    #[test]
    fn other_claims_are_free() {
        for name in ["projects", "userName", "email", "scope", "Sub", "custom:sub", "cognito", ""] {
            for token in TOKENS {
                assert!(!is_reserved(token, name) && !is_kept(token, name), "{name} in {token:?}");
            }
        }
    }
}
