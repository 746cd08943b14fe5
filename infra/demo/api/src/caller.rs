//! The user who sends a request, from the payload of the token that API Gateway has verified.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use crate::check_user_access::{CheckRequest, TokenUse};

/// A user with a verified token.
#[derive(Debug)]
pub struct Caller {
    /// The claims of the token.
    pub claims: Map<String, Value>,
    /// The request to CheckUserAccess about this user.
    pub check_request: CheckRequest,
}

/// Why a token does not identify a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// The token is malformed, or its subject is not the authenticated one.
    #[error("the token is not the verified token of the authenticated subject")]
    NotVerified,
    /// The token was issued for client credentials.
    #[error("the token belongs to an app client")]
    MachineToken,
}

impl Caller {
    /// Decodes `token`, which the authorizer has verified for `subject`. Does not check signature,
    /// issuer, audience and expiry again.
    ///
    /// # Errors
    /// The token is malformed, has another subject, or is a machine token.
    pub fn from_token(token: &str, subject: &str) -> Result<Self, TokenError> {
        let claims = decode_payload(token).ok_or(TokenError::NotVerified)?;
        let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
        let sub = text("sub").filter(|sub| sub == subject).ok_or(TokenError::NotVerified)?;
        let (token_use, user_name, client_id) = match text("token_use").as_deref() {
            Some("id") => (TokenUse::Id, text("cognito:username"), text("aud")),
            Some("access") => (TokenUse::Access, text("username"), text("client_id")),
            _ => return Err(TokenError::NotVerified),
        };
        // A machine token has no user name, or the client ID as user name and subject.
        let user_name =
            user_name.filter(|_| client_id.as_ref() != Some(&sub)).ok_or(TokenError::MachineToken)?;
        Ok(Self { check_request: CheckRequest { user_name, sub, client_id, token_use }, claims })
    }
}

fn decode_payload(token: &str) -> Option<Map<String, Value>> {
    let mut parts = token.split('.');
    let (_, payload, _) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn decode(payload: &Value) -> Result<Caller, TokenError> {
        Caller::from_token(&format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(payload.to_string())), "b2e5")
    }

    #[test]
    fn id_and_access_token_identify_the_same_user() {
        let id = json!({"sub": "b2e5", "token_use": "id", "cognito:username": "älice", "aud": "client"});
        let access =
            json!({"sub": "b2e5", "token_use": "access", "username": "älice", "client_id": "client"});
        for (payload, token_use) in [(id, TokenUse::Id), (access, TokenUse::Access)] {
            let caller = decode(&payload).unwrap();
            let (user_name, sub, client_id) =
                ("älice".to_owned(), "b2e5".to_owned(), Some("client".to_owned()));
            assert_eq!(caller.check_request, CheckRequest { user_name, sub, client_id, token_use });
            assert_eq!(Value::Object(caller.claims), payload);
        }
    }

    #[test]
    fn token_of_another_subject_and_malformed_token_are_rejected() {
        let with = |changes: Value| {
            let mut claims =
                json!({"sub": "b2e5", "token_use": "id", "cognito:username": "alice", "aud": "client"});
            claims.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
            claims
        };
        for payload in [
            with(json!({"sub": "b2e6"})),
            with(json!({"sub": null})),
            with(json!({"token_use": "refresh"})),
            with(json!({"token_use": 1})),
            json!({}),
            json!([]),
        ] {
            assert_eq!(decode(&payload).unwrap_err(), TokenError::NotVerified, "{payload}");
        }
        for token in ["", "a.b", "a.b.c.d", "e30.e30", "e30.!.x", "e30.e30=.x", "..", "e30.bm8.x"] {
            assert_eq!(Caller::from_token(token, "b2e5").unwrap_err(), TokenError::NotVerified, "{token}");
        }
    }

    #[test]
    fn machine_tokens_are_recognized() {
        for payload in [
            json!({"sub": "b2e5", "token_use": "access", "client_id": "b2e5"}),
            json!({"sub": "b2e5", "token_use": "access", "client_id": "b2e5", "username": "b2e5"}),
            json!({"sub": "b2e5", "token_use": "access", "client_id": "client"}),
        ] {
            assert_eq!(decode(&payload).unwrap_err(), TokenError::MachineToken, "{payload}");
        }
    }
}
