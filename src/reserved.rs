//! The claims that are Cognito's own: what a response says about them is refused.
//!
//! The list is the one of the AWS developer guide for Amazon Cognito, page "Pre token generation
//! Lambda trigger", where it names the claims that a trigger can't add, change or suppress.

/// One of the two tokens that a trigger can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// The ID token.
    Id,
    /// The access token.
    Access,
}

/// What is reserved in both tokens.
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

/// What else is reserved in the ID token.
const ID: [&str; 3] = ["at_hash", "aud", "identities"];

/// What else is reserved in the access token. Its `aud` may be set to one value, the client id of the
/// event, which nothing but the event can hold.
const ACCESS: [&str; 6] = ["aud", "client_id", "device_key", "event_id", "username", "version"];

/// Reserved in both tokens, whatever follows. Groups and roles are changed by the group override.
const COGNITO_PREFIX: &str = "cognito:";

/// Can be suppressed, but not set.
const DEV_PREFIX: &str = "dev:";

/// Whether a response can't give the claim `name` a value in `token`. Names are compared as they
/// are: `Sub` is another claim than `sub`.
pub fn is_reserved(token: Token, name: &str) -> bool {
    name.starts_with(DEV_PREFIX) || is_kept(token, name)
}

/// Whether a response can't take the claim `name` out of `token`.
pub fn is_kept(token: Token, name: &str) -> bool {
    let of_this_token: &[&str] = match token {
        Token::Id => &ID,
        Token::Access => &ACCESS,
    };
    BOTH.contains(&name) || of_this_token.contains(&name) || name.starts_with(COGNITO_PREFIX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_both_tokens_is_reserved_in_both() {
        for name in "sub acr amr auth_time azp exp iat iss jti nbf nonce origin_jti token_use".split(' ') {
            for token in [Token::Id, Token::Access] {
                assert!(is_reserved(token, name) && is_kept(token, name), "{name} in {token:?}");
            }
        }
    }

    #[test]
    fn what_belongs_to_one_token_is_free_in_the_other() {
        for name in ["identities", "at_hash"] {
            assert!(is_reserved(Token::Id, name) && !is_reserved(Token::Access, name), "{name}");
        }
        for name in ["username", "client_id", "event_id", "device_key", "version"] {
            assert!(is_reserved(Token::Access, name) && !is_reserved(Token::Id, name), "{name}");
        }
    }

    #[test]
    fn prefixes_are_reserved_and_dev_can_still_be_suppressed() {
        for token in [Token::Id, Token::Access] {
            assert!(is_reserved(token, "aud"));
            assert!(is_reserved(token, "cognito:username") && is_kept(token, "cognito:groups"));
            assert!(is_reserved(token, "dev:custom:x") && !is_kept(token, "dev:custom:x"));
        }
    }

    #[test]
    fn everything_else_is_free() {
        for name in
            ["projects", "department", "userName", "email", "scope", "Sub", "custom:sub", "cognito", ""]
        {
            for token in [Token::Id, Token::Access] {
                assert!(!is_reserved(token, name) && !is_kept(token, name), "{name} in {token:?}");
            }
        }
    }
}
