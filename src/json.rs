//! JSON objects whose members stay unparsed.
//!
//! Cognito gets the event back whole, with the fields that AWS adds to it. So an object is a list of
//! members, each the text of its key and of its value, and only members that are needed are parsed.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::value::json_text;

/// A JSON object, split into members of unparsed text.
///
/// The text of a member never changes: numbers keep their digits, strings their escapes and unknown
/// members their place.
#[derive(Debug, Clone, Default)]
pub(crate) struct RawObject<'a> {
    members: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

/// Where the members of a JSON object stand in a text.
///
/// Unlike [`RawObject`] it borrows nothing, so that a value can hold it next to its text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Members(Vec<(Range<usize>, Range<usize>)>);

impl<'a> RawObject<'a> {
    /// Splits `text`; `None` if it is no JSON object.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// Splits `text`; anything but an object (nothing, `null`, `[]`, text) gives an empty one.
    pub(crate) fn parse_or_empty(text: Option<&'a str>) -> Self {
        // Looks at the first character, because the parser's error for anything else costs more.
        text.filter(|text| text.starts_with('{')).and_then(Self::parse).unwrap_or_default()
    }

    /// Returns the text of the value of `name`. Of members of the same name the last one counts, as in
    /// the parsers of JavaScript and Python.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.members.iter().rfind(|(key, _)| is_key(key, name))?;
        Some(value)
    }

    /// Returns the same as [`get`](Self::get) for a member that was parsed, not [`set`](Self::set).
    pub(crate) fn get_parsed(&self, name: &str) -> Option<&'a str> {
        match self.members.iter().rfind(|(key, _)| is_key(key, name))? {
            (_, Cow::Borrowed(value)) => Some(value),
            _ => None,
        }
    }

    /// Returns the value of `name` if it is a string that Unicode can hold.
    pub(crate) fn get_text(&self, name: &str) -> Option<Cow<'_, str>> {
        string_of(self.get(name)?)
    }

    /// Sets `name` to `value` (JSON text), in its place if it is there, else at the end.
    pub(crate) fn set(&mut self, name: &str, value: impl Into<Cow<'a, str>>) {
        match self.members.iter().rposition(|(key, _)| is_key(key, name)) {
            Some(last) => {
                let mut index = 0;
                self.members.retain(|(key, _)| {
                    let kept = index == last || !is_key(key, name);
                    index += 1;
                    kept
                });
                if let Some(member) = self.members.iter_mut().find(|(key, _)| is_key(key, name)) {
                    member.1 = value.into();
                }
            }
            None => self.push(name, value),
        }
    }

    /// Adds the member `name`, which must not be there yet.
    pub(crate) fn push(&mut self, name: &str, value: impl Into<Cow<'a, str>>) {
        self.members.push((Cow::Owned(json_text(name)), value.into()));
    }

    /// Removes every member called `name`.
    pub(crate) fn remove(&mut self, name: &str) {
        self.members.retain(|(key, _)| !is_key(key, name));
    }

    /// Returns whether there is no member.
    pub(crate) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Returns the object as JSON text.
    pub(crate) fn to_json(&self) -> String {
        // Not by `Display`, which would let the text grow bit by bit.
        let length = |(key, value): &(Cow<'_, str>, Cow<'_, str>)| key.len() + value.len() + ",:".len();
        let mut json = String::with_capacity(self.members.iter().map(length).sum::<usize>() + "{}".len());
        json.push('{');
        for (index, (key, value)) in self.members.iter().enumerate() {
            if index > 0 {
                json.push(',');
            }
            json.push_str(key);
            json.push(':');
            json.push_str(value);
        }
        json.push('}');
        json
    }
}

impl Members {
    /// Splits the object at `place` in `text`; anything but an object has no members.
    pub(crate) fn split(text: &str, place: Option<Range<usize>>) -> Self {
        let object = RawObject::parse_or_empty(place.and_then(|place| text.get(place)));
        let place = |part: &str| {
            let start = part.as_ptr().addr() - text.as_ptr().addr();
            start..start + part.len()
        };
        Self(object.members.iter().map(|(key, value)| (place(key), place(value))).collect())
    }

    /// Returns where the value of `name` stands in `text`, which must be the text that was split.
    pub(crate) fn place(&self, text: &str, name: &str) -> Option<Range<usize>> {
        let is_named = |key: &Range<usize>| text.get(key.clone()).is_some_and(|key| is_key(key, name));
        self.0.iter().rfind(|(key, _)| is_named(key)).map(|(_, value)| value.clone())
    }

    /// Returns the text of the value of `name`.
    pub(crate) fn get<'t>(&self, text: &'t str, name: &str) -> Option<&'t str> {
        text.get(self.place(text, name)?)
    }

    /// Returns the object.
    pub(crate) fn object<'t>(&self, text: &'t str) -> RawObject<'t> {
        let part = |place: &Range<usize>| Cow::Borrowed(text.get(place.clone()).unwrap_or_default());
        RawObject { members: self.0.iter().map(|(key, value)| (part(key), part(value))).collect() }
    }
}

/// Returns the value of the JSON string `json`; `None` for other JSON and for lone surrogates.
pub(crate) fn string_of(json: &str) -> Option<Cow<'_, str>> {
    let bare = json.strip_prefix('"')?.strip_suffix('"')?;
    if bare.contains('\\') {
        serde_json::from_str(json).ok().map(Cow::Owned)
    } else {
        Some(Cow::Borrowed(bare))
    }
}

/// Returns the strings in the JSON list `json`, without items of other types; `None` if it is no list.
pub(crate) fn strings_of(json: Option<&str>) -> Option<Vec<String>> {
    let items: Vec<&RawValue> = serde_json::from_str(json.filter(|json| json.starts_with('['))?).ok()?;
    Some(items.into_iter().filter_map(|item| string_of(item.get()).map(Cow::into_owned)).collect())
}

/// Returns whether the JSON string `key` spells `name`; escapes are resolved only where there are any.
fn is_key(key: &str, name: &str) -> bool {
    let bare = key.strip_prefix('"').and_then(|key| key.strip_suffix('"'));
    bare == Some(name)
        || (key.contains('\\') && serde_json::from_str::<String>(key).is_ok_and(|decoded| decoded == name))
}

impl<'de> Deserialize<'de> for RawObject<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = RawObject<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut members = Vec::new();
                while let Some((key, value)) = map.next_entry::<&RawValue, &RawValue>()? {
                    members.push((Cow::Borrowed(key.get()), Cow::Borrowed(value.get())));
                }
                Ok(RawObject { members })
            }
        }

        deserializer.deserialize_map(Members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_every_member_as_it_was_written() {
        let text = r#"{"n":1e400,"big":123456789012345678901234567890,"s":"\ud800 \u0041","o":{"x":[1]}}"#;
        assert_eq!(RawObject::parse(text).unwrap().to_json(), text);
    }

    #[test]
    fn sets_in_place_and_leaves_no_second_member_of_that_name() {
        let mut object = RawObject::parse(r#"{"a":1,"b":2,"a":3,"c":4}"#).unwrap();
        assert_eq!(object.get("a"), Some("3"));
        object.set("a", "9");
        assert_eq!(object.to_json(), r#"{"b":2,"a":9,"c":4}"#);
        object.set("d\"", "5");
        assert_eq!(object.to_json(), r#"{"b":2,"a":9,"c":4,"d\"":5}"#);
    }

    #[test]
    fn a_key_with_escapes_is_found() {
        let object = RawObject::parse(r#"{"userN\u0061me":"alice"}"#).unwrap();
        assert_eq!(object.get_text("userName").as_deref(), Some("alice"));
    }

    #[test]
    fn anything_but_an_object_is_an_empty_one() {
        for text in [None, Some("null"), Some("[]"), Some("7"), Some("\"{}\""), Some("")] {
            assert_eq!(RawObject::parse_or_empty(text).to_json(), "{}");
        }
    }

    #[test]
    fn text_that_unicode_cannot_hold_is_no_text() {
        let object = RawObject::parse(r#"{"a":"\ud800","b":5,"c":null}"#).unwrap();
        assert_eq!((object.get_text("a"), object.get_text("b"), object.get_text("c")), (None, None, None));
    }
}
