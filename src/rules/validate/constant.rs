//! Constants: `value`, `default`, and the scalars of conditions.

use std::collections::BTreeMap;

use super::Validator;
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
            Ok(number) if !number.is_f64() || same_number(digits, &number.to_string()) => {
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
fn same_number(one: &str, other: &str) -> bool {
    let one = decimal(one);
    one.is_some() && one == decimal(other)
}

/// Splits a JSON number into sign, significant digits and exponent of the last one.
fn decimal(digits: &str) -> Option<(bool, String, i64)> {
    let (is_negative, digits) = digits.strip_prefix('-').map_or((false, digits), |digits| (true, digits));
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
        None => (digits, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let significant = all.trim_end_matches('0');
    let dropped = i64::try_from(all.len() - significant.len()).ok()?;
    let scale = i64::try_from(fraction.len()).ok()?;
    let significant = significant.trim_start_matches('0').to_owned();
    if significant.is_empty() {
        return Some((false, significant, 0));
    }
    Some((is_negative, significant, exponent.checked_sub(scale)?.checked_add(dropped)?))
}
