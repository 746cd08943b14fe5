//! JSON objects whose members stay as they were written.
//!
//! An event goes back to Cognito whole, whatever AWS adds to it. So nothing is parsed that isn't
//! needed: an object is a list of members, each the text of its key and of its value.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::value::json_text;

/// A JSON object, split into members of unparsed text.
///
/// The text of a member is never changed, so that numbers keep their digits, strings their escapes
/// and unknown members their place.
#[derive(Debug, Clone, Default)]
pub(crate) struct RawObject<'a> {
    members: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> RawObject<'a> {
    /// Splits `text`; `None` if it is no JSON object.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// Splits `text`; anything but an object (nothing, `null`, `[]`, text) is as good as an empty one.
    pub(crate) fn parse_or_empty(text: Option<&'a str>) -> Self {
        // By its first letter, since the parser's complaint about anything else costs more than that.
        text.filter(|text| text.starts_with('{')).and_then(Self::parse).unwrap_or_default()
    }

    /// The text of the value of `name`. Where a key stands twice, the last one counts, as it does
    /// for JavaScript's and Python's parsers.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.members.iter().rfind(|(key, _)| is_key(key, name))?;
        Some(value)
    }

    /// The value of `name`, if it is a string that Unicode can hold.
    pub(crate) fn get_text(&self, name: &str) -> Option<String> {
        serde_json::from_str(self.get(name)?).ok()
    }

    /// Gives `name` the value `value` (JSON text), in its place if it is there, else at the end.
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
            None => {
                self.members.push((Cow::Owned(json_text(name)), value.into()));
            }
        }
    }

    /// The object as JSON text. Not by `Display`, which would let the text grow bit by bit.
    pub(crate) fn to_json(&self) -> String {
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

    /// Takes every member called `name` out.
    pub(crate) fn remove(&mut self, name: &str) {
        self.members.retain(|(key, _)| !is_key(key, name));
    }
}

/// Whether the JSON string `key` spells `name`; escapes are resolved only where there are any.
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
    fn knows_a_key_by_its_meaning_not_by_its_spelling() {
        let object = RawObject::parse(r#"{"userN\u0061me":"alice"}"#).unwrap();
        assert_eq!(object.get_text("userName").as_deref(), Some("alice"));
    }

    #[test]
    fn takes_what_is_no_object_for_an_empty_one() {
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
