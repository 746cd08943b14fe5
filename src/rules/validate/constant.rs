//! Constants: `value`, `default`, and the scalars of conditions.

use std::collections::BTreeMap;

use super::Validator;
use crate::decimal::canonical;
use crate::rules::raw::Json;
use crate::value::Value;

impl Validator<'_> {
    /// Reads a constant that a token can hold.
    pub(super) fn constant(&mut self, place: &str, json: Json) -> Option<Value> {
        Some(match json {
            Json::Null => {
                self.fault(place, "a constant cannot be null: leave the claim out, or suppress it");
                return None;
            }
            Json::Bool(truth) => Value::Bool(truth),
            Json::Number(digits) => Value::Number(self.number(place, &digits)?),
            Json::Text(text) => Value::Text(text),
            Json::List(items) => {
                Value::List(items.into_iter().map(|item| self.constant(place, item)).collect::<Option<_>>()?)
            }
            Json::Object(_) => {
                let mut map = BTreeMap::new();
                for (name, member) in self.any_members(place, json)? {
                    map.insert(name, self.constant(place, member)?);
                }
                Value::Map(map)
            }
        })
    }

    /// Reads text, a number or a boolean, to be compared or used as text.
    pub(super) fn scalar(&mut self, place: &str, json: Json) -> Option<Value> {
        if matches!(json, Json::Null | Json::List(_) | Json::Object(_)) {
            self.mismatch(place, "text, a number, true or false", &json);
            return None;
        }
        self.constant(place, json)
    }

    /// Returns a number as JSON text, or reports one that parsers with 64-bit floats round.
    fn number(&mut self, place: &str, digits: &str) -> Option<String> {
        match serde_json::from_str::<serde_json::Number>(digits) {
            Ok(number) if !number.is_f64() || is_same(digits, &number.to_string()) => {
                Some(number.to_string())
            }
            _ => {
                self.fault(place, format!("the number {digits} cannot be exact in JSON; write it as text"));
                None
            }
        }
    }
}

/// Returns whether two JSON numbers are the same decimal number.
fn is_same(one: &str, other: &str) -> bool {
    let one = canonical(one);
    one.is_some() && one == canonical(other)
}
