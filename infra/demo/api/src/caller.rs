//! Who calls: the payload of the token that API Gateway's authorizer has verified.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use crate::check::{Question, TokenUse};

/// A person with a verified token.
#[derive(Debug)]
pub struct Caller {
    /// What the token says.
    pub claims: Map<String, Value>,
    /// The same person, as CheckUserAccess has to be asked about them.
    pub question: Question,
}

/// Why there is no caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoCaller {
    /// The token can't be the one that the authorizer has verified.
    AnotherToken,
    /// It is a machine's.
    Machine,
}

impl Caller {
    /// Reads `token`, of which the authorizer says that it is `subject`'s. Its signature, issuer,
    /// audience and expiry were looked at there.
    ///
    /// # Errors
    /// It is another one's, or no person's.
    pub fn read(token: &str, subject: &str) -> Result<Self, NoCaller> {
        let claims = payload(token).ok_or(NoCaller::AnotherToken)?;
        let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
        let sub = text("sub").filter(|sub| sub == subject).ok_or(NoCaller::AnotherToken)?;
        // Each kind of token has names of its own for the person and the app client.
        let (token_use, user_name, client_id) = match text("token_use").as_deref() {
            Some("id") => (TokenUse::Id, text("cognito:username"), text("aud")),
            Some("access") => (TokenUse::Access, text("username"), text("client_id")),
            _ => return Err(NoCaller::AnotherToken),
        };
        // A machine's access token names none, or its app client.
        let user_name = user_name.filter(|_| client_id.as_ref() != Some(&sub)).ok_or(NoCaller::Machine)?;
        Ok(Self { question: Question { user_name, sub, client_id, token_use }, claims })
    }
}

/// The middle part of the token.
fn payload(token: &str) -> Option<Map<String, Value>> {
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

    fn read(payload: &Value) -> Result<Caller, NoCaller> {
        Caller::read(&format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(payload.to_string())), "b2e5")
    }

    #[test]
    fn both_tokens_of_a_person_name_them() {
        let id = json!({"sub": "b2e5", "token_use": "id", "cognito:username": "älice", "aud": "client"});
        let access =
            json!({"sub": "b2e5", "token_use": "access", "username": "älice", "client_id": "client"});
        for (payload, token_use) in [(id, TokenUse::Id), (access, TokenUse::Access)] {
            let caller = read(&payload).unwrap();
            let (user_name, sub, client_id) =
                ("älice".to_owned(), "b2e5".to_owned(), Some("client".to_owned()));
            assert_eq!(caller.question, Question { user_name, sub, client_id, token_use });
            assert_eq!(Value::Object(caller.claims), payload);
        }
    }

    #[test]
    fn another_subjects_token_and_what_is_no_token_are_refused() {
        let person = |changes: Value| {
            let mut claims =
                json!({"sub": "b2e5", "token_use": "id", "cognito:username": "alice", "aud": "client"});
            claims.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
            claims
        };
        for payload in [
            person(json!({"sub": "b2e6"})),
            person(json!({"sub": null})),
            person(json!({"token_use": "refresh"})),
            person(json!({"token_use": 1})),
            json!({}),
            json!([]),
            json!("b2e5"),
        ] {
            assert_eq!(read(&payload).unwrap_err(), NoCaller::AnotherToken, "{payload}");
        }
        for token in ["", "a", "a.b", "a.b.c.d", "e30.e30", "e30.!.x", "e30.e30=.x", "..", "e30.bm8.x"] {
            assert_eq!(Caller::read(token, "b2e5").unwrap_err(), NoCaller::AnotherToken, "{token}");
        }
    }

    #[test]
    fn machines_are_told_apart() {
        for payload in [
            json!({"sub": "b2e5", "token_use": "access", "client_id": "b2e5"}),
            json!({"sub": "b2e5", "token_use": "access", "client_id": "b2e5", "username": "b2e5"}),
            json!({"sub": "b2e5", "token_use": "access", "client_id": "client"}),
        ] {
            assert_eq!(read(&payload).unwrap_err(), NoCaller::Machine, "{payload}");
        }
    }
}
