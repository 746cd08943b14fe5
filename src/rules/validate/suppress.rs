//! Suppressions of claims and scopes.

use super::entry::LIMIT_KEYS;
use super::object::{Object, inside};
use super::scope::NOT_A_SCOPE;
use super::{Audience, Validator};
use crate::reserved::{Token, is_kept};
use crate::rules::condition::Limits;
use crate::rules::raw::Json;
use crate::rules::{Rules, SuppressRule, TokenKind, is_scope_text};

/// What is suppressed: the key of its name in an entry.
const CLAIM: &str = "claim";
const SCOPE: &str = "scope";

/// The keys of an entry of `suppress.id` or `suppress.access` besides the limits.
pub(super) const CLAIM_KEYS: &[&str] = &[CLAIM];

/// The keys of an entry of `scopes.suppress` besides the limits.
pub(super) const SCOPE_KEYS: &[&str] = &[SCOPE, "tokens"];

impl Validator<'_> {
    pub(super) fn suppressions(&mut self, file: &mut Object, rules: &mut Rules) {
        let Some(json) = file.take("suppress") else { return };
        let Some(mut object) = self.object("suppress", json, &[&["id", "access"]]) else { return };
        rules.suppress_id = self.suppressed_claims(&mut object, "id", Token::Id);
        rules.suppress_access = self.suppressed_claims(&mut object, "access", Token::Access);
    }

    fn suppressed_claims(&mut self, object: &mut Object, key: &str, token: Token) -> Vec<SuppressRule> {
        let list = inside(&object.place, key);
        let mut rules = Vec::new();
        for (index, json) in self.entries(object, key, &list).into_iter().enumerate() {
            let place = format!("{list}[{index}]");
            let Some(rule) = self.suppressed(&place, json, CLAIM) else { continue };
            self.name(&place, &rule.name);
            if is_kept(token, &rule.name) {
                self.fault(
                    &place,
                    format!("{:?}: Cognito does not let a trigger suppress this claim", rule.name),
                );
            }
            rules.push(rule);
        }
        rules
    }

    pub(super) fn suppressed_scopes(&mut self, scopes: &mut Object) -> Vec<SuppressRule> {
        let mut rules = Vec::new();
        for (index, json) in self.entries(scopes, "suppress", "scopes.suppress").into_iter().enumerate() {
            let place = format!("scopes.suppress[{index}]");
            let Some(rule) = self.suppressed(&place, json, SCOPE) else { continue };
            if rule.name.is_empty() || !is_scope_text(&rule.name) {
                self.fault(&place, format!("{:?}: {NOT_A_SCOPE}", rule.name));
            }
            rules.push(rule);
        }
        rules
    }

    /// Reads a name, or an object that has it under `key`, with limits.
    fn suppressed(&mut self, place: &str, json: Json, key: &str) -> Option<SuppressRule> {
        let mut tokens = if key == SCOPE { vec![TokenKind::Access] } else { Vec::new() };
        if let Json::Text(name) = json {
            return Some(SuppressRule { name, tokens, limits: Limits::default() });
        }
        let keys = if key == SCOPE { SCOPE_KEYS } else { CLAIM_KEYS };
        let mut object = self.object(place, json, &[keys, LIMIT_KEYS])?;
        if !object.has(key) {
            self.fault(place, format!("needs {key}: the name to suppress"));
        }
        let name = self.text(&mut object, key);
        let mut audience = Audience::USERS;
        if key == SCOPE {
            tokens = self.scope_tokens(&mut object);
            audience = Audience::of_tokens(&tokens);
        }
        let limits = self.limits(&mut object, audience);
        Some(SuppressRule { name: name?, tokens, limits })
    }
}
