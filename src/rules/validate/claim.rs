//! Claims, suppressions, scopes, groups, roles and refusals.

use super::entry::LIMIT_KEYS;
use super::object::{Object, inside};
use super::pipeline::STEP_KEYS;
use super::{Audience, Validator};
use crate::reserved::{Token, is_kept, is_reserved};
use crate::rules::condition::Limits;
use crate::rules::pipeline::{Absent, Encoding, From, Origin, Pipeline};
use crate::rules::raw::Json;
use crate::rules::source::{EventField, Source};
use crate::rules::{
    ClaimRule, GroupMode, GroupRule, PreferredRoleRule, RefusalRule, Rules, ScopeRule, SuppressRule, TokenKind,
};
use crate::value::Value;

/// The keys of a claim besides the steps and limits.
pub(in crate::rules) const CLAIM_KEYS: &[&str] = &["claim", "tokens", "encoding"];

/// The keys of an entry of `groups` or `roles` besides the steps and limits.
pub(in crate::rules) const GROUP_KEYS: &[&str] = &["mode"];

/// The keys of an entry of `refuse` besides the limits.
pub(in crate::rules) const REFUSAL_KEYS: &[&str] = &["message", "for"];

/// The longest refusal message, in characters: a sentence or two on a sign-in page.
const MAX_MESSAGE_CHARS: usize = 256;

/// Claims for which the ID token takes no objects ("Pre token generation Lambda trigger" in the developer
/// guide of Amazon Cognito).
pub(crate) const NO_OBJECTS: [&str; 4] = ["address", "email_verified", "phone_number_verified", "updated_at"];

impl Validator<'_> {
    pub(super) fn refusals(&mut self, file: &mut Object) -> Vec<RefusalRule> {
        let entries = self.entries(file, "refuse", "refuse");
        let refusal = |(index, json)| self.refusal(&format!("refuse[{index}]"), json);
        entries.into_iter().enumerate().filter_map(refusal).collect()
    }

    fn refusal(&mut self, place: &str, json: Json) -> Option<RefusalRule> {
        let mut object = self.object(place, json, &[REFUSAL_KEYS, LIMIT_KEYS])?;
        let audience = self.applies_to(&mut object);
        let message = self.text(&mut object, "message");
        if let Some(message) = &message {
            let length = message.chars().count();
            if length == 0 || length > MAX_MESSAGE_CHARS || message.chars().any(char::is_control) {
                let allowed = format!("1 to {MAX_MESSAGE_CHARS} characters, none a control character");
                self.fault(&inside(place, "message"), format!("a message has {allowed}"));
            }
        }
        if !object.has("when") {
            self.fault(place, "needs when: without a condition nobody could sign in");
        }
        let limits = self.limits(&mut object, audience);
        Some(RefusalRule { message, for_users: audience.users, for_machines: audience.machines, limits })
    }

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
                    let message =
                        format!("aud of {name} can only be \"from\": \"event.clientId\", without other steps");
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

    pub(super) fn suppressions(&mut self, file: &mut Object, rules: &mut Rules) {
        let Some(json) = file.take("suppress") else { return };
        let Some(mut object) = self.object("suppress", json, &[&["id", "access"]]) else { return };
        rules.suppress_id = self.suppressed_claims(&mut object, "id", Token::Id);
        rules.suppress_access = self.suppressed_claims(&mut object, "access", Token::Access);
    }

    fn suppressed_claims(&mut self, object: &mut Object, key: &str, token: Token) -> Vec<SuppressRule> {
        let entries = self.entries(object, key, &inside(&object.place, key));
        let mut rules = Vec::new();
        for (index, json) in entries.into_iter().enumerate() {
            let place = format!("suppress.{key}[{index}]");
            let Some((name, limits)) = self.suppressed(&place, json, "claim", &mut |_, _| Audience::USERS)
            else {
                continue;
            };
            self.name(&place, &name);
            if is_kept(token, &name) {
                self.fault(&place, format!("{name:?}: Cognito does not let a trigger suppress this claim"));
            }
            rules.push(SuppressRule { name, tokens: Vec::new(), limits });
        }
        rules
    }

    /// Reads a name, or an object that has it under `key`, with limits.
    fn suppressed(
        &mut self,
        place: &str,
        json: Json,
        key: &str,
        audience: &mut dyn FnMut(&mut Self, &mut Object) -> Audience,
    ) -> Option<(String, Limits)> {
        if let Json::Text(name) = json {
            return Some((name, Limits::default()));
        }
        let keys: &[&str] = if key == "scope" { &["scope", "tokens"] } else { &["claim"] };
        let mut object = self.object(place, json, &[keys, LIMIT_KEYS])?;
        if !object.has(key) {
            self.fault(place, format!("needs {key}: the name to suppress"));
        }
        let name = self.text(&mut object, key);
        let audience = audience(self, &mut object);
        let limits = self.limits(&mut object, audience);
        Some((name?, limits))
    }

    pub(super) fn scopes(&mut self, file: &mut Object, rules: &mut Rules) {
        let Some(json) = file.take("scopes") else { return };
        let Some(mut object) = self.object("scopes", json, &[&["add", "suppress"]]) else { return };
        for (index, json) in self.entries(&mut object, "add", "scopes.add").into_iter().enumerate() {
            let rule = self.scope(&format!("scopes.add[{index}]"), json);
            rules.scopes.extend(rule);
        }
        for (index, json) in self.entries(&mut object, "suppress", "scopes.suppress").into_iter().enumerate() {
            let place = format!("scopes.suppress[{index}]");
            let mut tokens = vec![TokenKind::Access];
            let suppressed = self.suppressed(&place, json, "scope", &mut |validator, object| {
                tokens = validator.scope_tokens(object);
                Audience::of_tokens(&tokens)
            });
            let Some((name, limits)) = suppressed else { continue };
            if name.is_empty() || !is_scope_text(&name) {
                self.fault(&place, format!("{name:?}: {NOT_A_SCOPE}"));
            }
            rules.suppress_scopes.push(SuppressRule { name, tokens, limits });
        }
    }

    fn scope(&mut self, place: &str, json: Json) -> Option<ScopeRule> {
        if let Json::Text(text) = json {
            let template = self.template(place, &text, Audience::USERS)?;
            let rule = ScopeRule {
                label: text,
                value: plain(Origin::Text(template)),
                tokens: vec![TokenKind::Access],
                limits: Limits::default(),
            };
            self.scope_characters(place, &rule.value);
            return Some(rule);
        }
        let mut object = self.object(place, json, &[&["tokens"], STEP_KEYS, LIMIT_KEYS])?;
        let tokens = self.scope_tokens(&mut object);
        let audience = Audience::of_tokens(&tokens);
        let value = self.pipeline(&mut object, audience);
        let limits = self.limits(&mut object, audience);
        let value = value?;
        self.scope_characters(place, &value);
        Some(ScopeRule { label: label(&value.origin), value, tokens, limits })
    }

    /// Reports literal text that no scope can hold.
    fn scope_characters(&mut self, place: &str, value: &Pipeline) {
        use crate::rules::pipeline::Mapped;
        use crate::rules::template::Piece;
        let mut texts: Vec<&str> = Vec::new();
        match (&value.map, &value.origin) {
            (Some(map), _) => {
                for mapped in map.entries.iter().map(|(_, mapped)| mapped).chain(&map.otherwise) {
                    match mapped {
                        Mapped::Text(text) => texts.push(text),
                        Mapped::List(list) => texts.extend(list.iter().map(String::as_str)),
                    }
                }
            }
            (None, Origin::Text(template)) if value.parse.is_none() && value.select.is_none() => {
                texts.extend(template.pieces.iter().filter_map(|piece| match piece {
                    Piece::Text(text) => Some(text.as_str()),
                    Piece::Source { .. } => None,
                }));
            }
            (None, Origin::Constant(Value::Text(text))) => texts.push(text),
            (None, Origin::Constant(Value::List(items))) => {
                texts.extend(items.iter().filter_map(|item| match item {
                    Value::Text(text) => Some(text.as_str()),
                    _ => None,
                }));
            }
            _ => {}
        }
        if let Some(Value::Text(text)) = &value.default {
            texts.push(text);
        }
        for text in texts.into_iter().filter(|text| !is_scope_text(text)) {
            self.fault(place, format!("{text:?}: {NOT_A_SCOPE}"));
        }
    }

    pub(super) fn groups(&mut self, file: &mut Object, key: &str) -> Vec<GroupRule> {
        match file.take(key) {
            None => Vec::new(),
            Some(list @ Json::List(_)) => {
                let entries = self.list(key, list).unwrap_or_default();
                let group = |(index, json)| self.group(&format!("{key}[{index}]"), json);
                entries.into_iter().enumerate().filter_map(group).collect()
            }
            Some(json) => self.group(key, json).into_iter().collect(),
        }
    }

    fn group(&mut self, place: &str, json: Json) -> Option<GroupRule> {
        const MODES: &[(&str, GroupMode)] =
            &[("add", GroupMode::Add), ("replace", GroupMode::Replace), ("remove", GroupMode::Remove)];
        let mut object = self.object(place, json, &[GROUP_KEYS, STEP_KEYS, LIMIT_KEYS])?;
        let mode = self.word(&mut object, "mode", MODES).unwrap_or_default();
        let value = self.pipeline(&mut object, Audience::USERS);
        let limits = self.limits(&mut object, Audience::USERS);
        Some(GroupRule { value: value?, mode, limits })
    }

    pub(super) fn preferred_role(&mut self, file: &mut Object) -> Option<PreferredRoleRule> {
        let json = file.take("preferredRole")?;
        let mut object = self.object("preferredRole", json, &[STEP_KEYS, LIMIT_KEYS])?;
        let value = self.pipeline(&mut object, Audience::USERS);
        let limits = self.limits(&mut object, Audience::USERS);
        Some(PreferredRoleRule { value: value?, limits })
    }
}

const NOT_A_SCOPE: &str =
    "a scope has no blanks, quotes, backslashes, control characters or characters beyond ASCII";

/// Returns whether a scope can hold this text: RFC 6749, section 3.3.
pub(crate) fn is_scope_text(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e))
}

/// Returns a pipeline without steps.
fn plain(origin: Origin) -> Pipeline {
    Pipeline {
        origin,
        parse: None,
        select: None,
        map: None,
        types: None,
        default: None,
        absent: Absent::Null,
        form: None,
        encoding: Encoding::Json,
    }
}

/// Returns a scope as rules write it, or its sources.
fn label(origin: &Origin) -> String {
    match origin {
        Origin::Text(template) => template.to_string(),
        Origin::Constant(Value::Text(text)) => text.clone(),
        Origin::Constant(value) => value.to_json(),
        Origin::From(from) => {
            from.sources().into_iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }
    }
}

fn is_client_id(value: &Pipeline) -> bool {
    let origin = Origin::From(From::Source(Source::Event(EventField::ClientId)));
    let absent = value.absent;
    *value == Pipeline { absent, ..plain(origin) }
}

/// Returns whether the value is an object whatever the event.
fn is_object(value: &Pipeline) -> bool {
    let has_steps = value.select.is_some() || value.map.is_some() || value.types.is_some() || value.form.is_some();
    matches!(value.origin, Origin::Constant(Value::Map(_)) | Origin::From(From::Object(_))) && !has_steps
}
