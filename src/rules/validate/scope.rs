//! Scopes.

use super::entry::LIMIT_KEYS;
use super::object::Object;
use super::pipeline::{STEP_KEYS, without_steps};
use super::{Audience, Validator};
use crate::rules::condition::Limits;
use crate::rules::pipeline::{Mapped, Origin, Pipeline};
use crate::rules::raw::Json;
use crate::rules::template::Piece;
use crate::rules::{Rules, ScopeRule, TokenKind, is_scope_text};
use crate::value::Value;

pub(super) const NOT_A_SCOPE: &str =
    "a scope has no blanks, quotes, backslashes, control characters or characters beyond ASCII";

/// The keys of an entry of `scopes.add` besides the steps and limits.
pub(super) const SCOPE_KEYS: &[&str] = &["tokens"];

impl Validator<'_> {
    pub(super) fn scopes(&mut self, file: &mut Object, rules: &mut Rules) {
        let Some(json) = file.take("scopes") else { return };
        let Some(mut object) = self.object("scopes", json, &[&["add", "suppress"]]) else { return };
        for (index, json) in self.entries(&mut object, "add", "scopes.add").into_iter().enumerate() {
            let rule = self.scope(&format!("scopes.add[{index}]"), json);
            rules.scopes.extend(rule);
        }
        rules.suppress_scopes = self.suppressed_scopes(&mut object);
    }

    fn scope(&mut self, place: &str, json: Json) -> Option<ScopeRule> {
        if let Json::Text(text) = json {
            let template = self.template(place, &text, Audience::USERS)?;
            let rule = ScopeRule {
                label: text,
                value: without_steps(Origin::Text(template)),
                tokens: vec![TokenKind::Access],
                limits: Limits::default(),
            };
            self.scope_characters(place, &rule.value);
            return Some(rule);
        }
        let mut object = self.object(place, json, &[SCOPE_KEYS, STEP_KEYS, LIMIT_KEYS])?;
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
