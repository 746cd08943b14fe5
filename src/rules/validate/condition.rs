//! Conditions.

use super::object::{Object, inside};
use super::{Audience, Validator};
use crate::rules::condition::Condition;
use crate::rules::raw::Json;
use crate::value::Value;

/// The keys of a condition.
pub(super) const CONDITION_KEYS: &[&str] =
    &["from", "parse", "in", "notIn", "present", "select", "found", "is", "any"];

/// The keys that say what a condition compares: each has exactly one of them.
const KINDS: [&str; 6] = ["in", "notIn", "present", "select", "found", "any"];

impl Validator<'_> {
    /// Reads `when`: one condition or a list.
    pub(super) fn when(&mut self, object: &mut Object, audience: Audience) -> Vec<Condition> {
        match object.take_with_null("when") {
            None => Vec::new(),
            Some(json) => self.conditions(&inside(&object.place, "when"), json, audience),
        }
    }

    fn conditions(&mut self, place: &str, json: Json, audience: Audience) -> Vec<Condition> {
        match json {
            Json::List(_) => {
                let items = self.filled_list(place, json, "the list has no condition").unwrap_or_default();
                let condition = |(index, item)| self.condition(&format!("{place}[{index}]"), item, audience);
                items.into_iter().enumerate().filter_map(condition).collect()
            }
            json => self.condition(place, json, audience).into_iter().collect(),
        }
    }

    fn condition(&mut self, place: &str, json: Json, audience: Audience) -> Option<Condition> {
        let mut object = self.object(place, json, &[CONDITION_KEYS])?;
        let kinds: Vec<_> = KINDS.into_iter().filter(|kind| object.has(kind)).collect();
        let Some(&kind) = kinds.first() else {
            self.fault(place, format!("a condition has one of {}", KINDS.join(", ")));
            return None;
        };
        if kinds.len() > 1 {
            self.fault(place, format!("a condition has one of {}, not several", kinds.join(", ")));
        }
        let allowed: &[&str] = match kind {
            "in" | "notIn" | "select" => &["from", "parse"],
            "present" => &["from"],
            "found" => &["is"],
            _ => &[],
        };
        for key in ["from", "parse", "is"] {
            if object.has(key) && !allowed.contains(&key) {
                self.fault(place, format!("{key} does not go with {kind}"));
            }
        }
        match kind {
            "found" => self.found_condition(&mut object, audience),
            "any" => {
                let json = object.take("any")?;
                if !matches!(json, Json::List(_)) {
                    self.mismatch(&inside(place, "any"), "a list of conditions", &json);
                    return None;
                }
                Some(Condition::Any(self.conditions(&inside(place, "any"), json, audience)))
            }
            kind => self.value_condition(&mut object, kind, audience),
        }
    }

    fn found_condition(&mut self, object: &mut Object, audience: Audience) -> Option<Condition> {
        let name = self.text(object, "found");
        let rows = name.and_then(|name| self.found(&object.place, &name, audience));
        if !object.has("is") {
            self.fault(&object.place, "found needs is: true or false");
        }
        let expected = self.boolean(object, "is");
        Some(Condition::Found { rows: rows?, expected: expected? })
    }

    fn value_condition(&mut self, object: &mut Object, kind: &str, audience: Audience) -> Option<Condition> {
        let from = match object.take("from") {
            Some(json) => self.from(&inside(&object.place, "from"), json, audience),
            None => {
                self.fault(&object.place, format!("{kind} needs from: a source"));
                None
            }
        };
        let parse = self.parse(object);
        match kind {
            "present" => {
                let expected = self.boolean(object, kind);
                Some(Condition::Present { from: from?, expected: expected? })
            }
            "select" => {
                let expression = self.select(object);
                Some(Condition::Select { from: from?, parse, expression: expression? })
            }
            kind => {
                let values = self.compared(object, kind);
                Some(Condition::In { from: from?, parse, values: values?, negated: kind == "notIn" })
            }
        }
    }

    /// Reads the values of `in` and `notIn` as text.
    fn compared(&mut self, object: &mut Object, key: &str) -> Option<Vec<String>> {
        let json = object.take(key)?;
        let place = inside(&object.place, key);
        let items = self.filled_list(&place, json, "the list has no value")?;
        let text = |value| match value {
            Value::Text(text) => text,
            value => value.to_json(),
        };
        items.into_iter().map(|item| self.scalar(&place, item).map(text)).collect()
    }
}
