//! The steps that change a value: `parse`, `map`, `types` and `as`.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::warning::Reason;
use crate::rules::pipeline::{Encoding, Form, Mapped, Mapping, Parse, Type};
use crate::value::{Value, json_text};

/// `parse`: returns what `text` becomes.
pub(super) fn parse(text: &str, parse: Parse) -> Result<Value, Reason> {
    match parse {
        Parse::Json => Value::from_json(text).ok_or(Reason::NotParsed),
        Parse::Csv => Ok(list_of(text.split(','))),
        Parse::Space => Ok(list_of(text.split_whitespace())),
        Parse::List => Ok(list(text.trim())),
    }
}

/// Returns the list in `text`, in whichever form it is written.
fn list(text: &str) -> Value {
    let Some(inner) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) else {
        return list_of(text.split(','));
    };
    match Value::from_json(text) {
        Some(list @ Value::List(_)) => list,
        _ => list_of(inner.split(',')),
    }
}

fn list_of<'t>(items: impl Iterator<Item = &'t str>) -> Value {
    let items = items.map(str::trim).filter(|item| !item.is_empty());
    Value::List(items.map(|item| Value::Text(item.to_owned())).collect())
}

/// Returns whether text looks like a list, which only `parse` would make of it.
pub(super) fn looks_like_list(text: &str) -> bool {
    let text = text.trim();
    text.contains(',') || (text.starts_with('[') && text.ends_with(']'))
}

/// What `map` made of a value.
#[derive(Debug)]
pub(super) struct Replaced {
    /// The value; `None` for an absent one.
    pub(super) value: Option<Value>,
    /// The items that have no entry.
    pub(super) dropped: Vec<String>,
}

/// `map` and `take`.
///
/// # Errors
/// A map, and a list with an item that is no scalar.
pub(super) fn replace(value: &Value, mapping: &Mapping) -> Result<Replaced, Reason> {
    let (texts, is_list) = match value {
        Value::List(items) => {
            let texts = items.iter().map(Value::scalar_text).collect::<Option<Vec<_>>>();
            (texts.ok_or(Reason::WrongType)?, true)
        }
        value => (vec![value.scalar_text().ok_or(Reason::WrongType)?], false),
    };
    let places: HashMap<&str, usize> =
        mapping.entries.iter().enumerate().map(|(place, (from, _))| (from.as_str(), place)).collect();
    let mut matches = Vec::with_capacity(texts.len());
    let mut dropped = Vec::new();
    for text in &texts {
        let entry =
            places.get(text.as_ref()).and_then(|place| Some((*place, &mapping.entries.get(*place)?.1)));
        match (entry, &mapping.otherwise) {
            (Some((place, mapped)), _) => {
                // `"*"` stands between the entries before and after its place.
                let place = place + usize::from(place >= mapping.otherwise_position);
                matches.push((place, mapped));
            }
            (None, Some(mapped)) => matches.push((mapping.otherwise_position, mapped)),
            (None, None) => dropped.push(text.clone().into_owned()),
        }
    }
    let value = if mapping.takes_first {
        matches.into_iter().min_by_key(|(place, _)| *place).map(|(_, mapped)| one(mapped))
    } else if is_list {
        Some(distinct(matches.into_iter().flat_map(|(_, mapped)| texts_of(mapped))))
    } else {
        matches.first().map(|(_, mapped)| one(mapped))
    };
    Ok(Replaced { value, dropped })
}

fn one(mapped: &Mapped) -> Value {
    match mapped {
        Mapped::Text(text) => Value::Text(text.clone()),
        Mapped::List(texts) => distinct(texts),
    }
}

fn texts_of(mapped: &Mapped) -> &[String] {
    match mapped {
        Mapped::Text(text) => std::slice::from_ref(text),
        Mapped::List(texts) => texts,
    }
}

/// Returns the list of `texts`, each once.
fn distinct<'t>(texts: impl IntoIterator<Item = &'t String>) -> Value {
    let mut seen = HashSet::new();
    let texts = texts.into_iter().filter(|text| seen.insert(*text));
    Value::List(texts.cloned().map(Value::Text).collect())
}

/// `types`: returns whether `value` has one of them.
pub(super) fn has_type(value: &Value, types: &[Type]) -> bool {
    types.iter().any(|r#type| match (r#type, value) {
        (Type::List, Value::List(items)) => items.iter().all(Value::is_scalar),
        (Type::String, Value::Text(_))
        | (Type::Number, Value::Number(_))
        | (Type::Boolean, Value::Bool(_))
        | (Type::Map, Value::Map(_)) => true,
        _ => false,
    })
}

/// `as`: returns the final form of `value`.
pub(super) fn convert(value: Cow<'_, Value>, form: Form) -> Result<Cow<'_, Value>, Reason> {
    let text = |text: String| Ok(Cow::Owned(Value::Text(text)));
    match (form, value.as_ref()) {
        (Form::Json, value) => text(value.to_json()),
        (Form::Csv, Value::List(items)) => text(join(items, ",")?),
        (Form::Space, Value::List(items)) => text(join(items, " ")?),
        (Form::Csv | Form::Space | Form::Text, Value::Text(_))
        | (Form::Number, Value::Number(_))
        | (Form::Boolean, Value::Bool(_))
        | (Form::List, Value::List(_)) => Ok(value),
        (Form::Csv | Form::Space | Form::Text, value) => {
            text(value.scalar_text().ok_or(Reason::WrongType)?.into_owned())
        }
        (Form::Number, Value::Text(digits)) => {
            Value::number(digits.clone()).map(Cow::Owned).ok_or(Reason::NotParsed)
        }
        (Form::Boolean, Value::Text(text)) => match text.as_str() {
            "true" => Ok(Cow::Owned(Value::Bool(true))),
            "false" => Ok(Cow::Owned(Value::Bool(false))),
            _ => Err(Reason::NotParsed),
        },
        (Form::Number | Form::Boolean, _) => Err(Reason::WrongType),
        (Form::List, _) => Ok(Cow::Owned(Value::List(vec![value.into_owned()]))),
    }
}

/// Returns the JSON of a claim in V1, which holds text: a scalar as it is written, a list or a map by
/// `encoding`.
pub(super) fn text_json(value: &Value, encoding: Encoding) -> Result<String, Reason> {
    if let Some(text) = value.scalar_text() {
        return Ok(json_text(&text));
    }
    match (value, encoding) {
        (Value::List(items), Encoding::Csv) => Ok(json_text(&join(items, ",")?)),
        (Value::List(items), Encoding::Space) => Ok(json_text(&join(items, " ")?)),
        (Value::Map(_), Encoding::Csv | Encoding::Space) => Err(Reason::WrongType),
        _ => Ok(json_text(&value.to_json())),
    }
}

/// Returns the scalars joined. An item that holds the separator would be read as two items, so there is
/// no joined text then.
fn join(items: &[Value], separator: &str) -> Result<String, Reason> {
    let mut joined = String::new();
    for (index, item) in items.iter().enumerate() {
        let text = item.scalar_text().ok_or(Reason::WrongType)?;
        if text.contains(separator) {
            return Err(Reason::WrongCharacter);
        }
        if index > 0 {
            joined.push_str(separator);
        }
        joined.push_str(&text);
    }
    Ok(joined)
}

#[cfg(test)]
mod tests;
