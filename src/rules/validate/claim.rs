//! Claims.

use super::entry::LIMIT_KEYS;
use super::object::Object;
use super::pipeline::{STEP_KEYS, without_steps};
use super::{Audience, Validator};
use crate::reserved::{NO_OBJECTS, Token, is_reserved};
use crate::rules::pipeline::{From, Origin, Pipeline};
use crate::rules::raw::Json;
use crate::rules::source::{EventField, Source};
use crate::rules::{ClaimRule, TokenKind};
use crate::value::Value;

/// The keys of a claim besides the steps and limits.
pub(super) const CLAIM_KEYS: &[&str] = &["claim", "tokens", "encoding"];

impl Validator<'_> {
    pub(super) fn claims(&mut self, file: &mut Object) -> Vec<ClaimRule> {
        let entries = self.entries(file, "claims", "claims");
        let claim = |(index, json)| self.claim(&format!("claims[{index}]"), json);
        entries.into_iter().enumerate().filter_map(claim).collect()
    }

    fn claim(&mut self, place: &str, json: Json) -> Option<ClaimRule> {
        let named = match &json {
            Json::Object(members) => members.iter().find_map(|(key, json)| match json {
                Json::Text(name) if key == "claim" => Some(format!("{place} ({name:?})")),
                _ => None,
            }),
            _ => None,
        };
        let place = named.as_deref().unwrap_or(place);
        let mut object = self.object(place, json, &[CLAIM_KEYS, STEP_KEYS, LIMIT_KEYS])?;
        if !object.has("claim") {
            self.fault(place, "needs claim: the name in the token");
        }
        let claim = self.text(&mut object, "claim");
        if let Some(claim) = &claim {
            self.name(place, claim);
        }
        let tokens = self.tokens(&mut object, &[TokenKind::Id, TokenKind::Access]);
        let audience = Audience::of_tokens(&tokens);
        let value = self.pipeline(&mut object, audience);
        let limits = self.limits(&mut object, audience);
        let rule = ClaimRule { claim: claim?, value: value?, tokens, limits };
        self.claim_fits(place, &rule);
        Some(rule)
    }

    /// Checks whether the claim can be in its tokens.
    fn claim_fits(&mut self, place: &str, rule: &ClaimRule) {
        for &token in &rule.tokens {
            let (reserved, name) = match token {
                TokenKind::Id => (Token::Id, "the ID token"),
                TokenKind::Access => (Token::Access, "the access token"),
                TokenKind::Machine => (Token::Access, "a machine token"),
            };
            if rule.claim == "aud" && reserved == Token::Access {
                if !is_client_id(&rule.value) {
                    let message = format!(
                        "aud of {name} can only be \"from\": \"event.clientId\", without other steps"
                    );
                    self.fault(place, message);
                }
            } else if is_reserved(reserved, &rule.claim) {
                let advice = match rule.claim.as_str() {
                    "cognito:groups" => "; use groups",
                    "cognito:roles" => "; use roles",
                    "cognito:preferred_role" => "; use preferredRole",
                    _ => "",
                };
                self.fault(place, format!("Cognito reserves this claim in {name}{advice}"));
            }
            if token == TokenKind::Id && NO_OBJECTS.contains(&rule.claim.as_str()) && is_object(&rule.value) {
                self.fault(place, format!("Cognito takes no object for this claim in {name}"));
            }
        }
    }
}

fn is_client_id(value: &Pipeline) -> bool {
    let origin = Origin::From(From::Source(Source::Event(EventField::ClientId)));
    let absent = value.absent;
    *value == Pipeline { absent, ..without_steps(origin) }
}

/// Returns whether the value is an object whatever the event.
fn is_object(value: &Pipeline) -> bool {
    let has_steps =
        value.select.is_some() || value.map.is_some() || value.types.is_some() || value.form.is_some();
    matches!(value.origin, Origin::Constant(Value::Map(_)) | Origin::From(From::Object(_))) && !has_steps
}
