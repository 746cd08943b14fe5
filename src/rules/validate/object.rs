//! Reads objects, lists and scalars of the written form, with a fault for what does not fit.

use std::collections::HashSet;

use super::{MAX_ENTRIES, MAX_NAME_BYTES, Validator};
use crate::rules::raw::Json;

/// An object of the written form whose members are taken one by one.
pub(super) struct Object {
    /// The place for faults.
    pub(super) place: String,
    members: Vec<(String, Json)>,
}

impl Object {
    /// Takes the value of `key`. Null means that the key is not given.
    pub(super) fn take(&mut self, key: &str) -> Option<Json> {
        self.take_with_null(key).filter(|json| *json != Json::Null)
    }

    /// Takes the value of `key`, null included.
    pub(super) fn take_with_null(&mut self, key: &str) -> Option<Json> {
        let index = self.members.iter().position(|(name, _)| name == key)?;
        Some(self.members.swap_remove(index).1)
    }

    /// Returns whether `key` is given and not null.
    pub(super) fn has(&self, key: &str) -> bool {
        self.members.iter().any(|(name, json)| name == key && *json != Json::Null)
    }
}

impl Validator<'_> {
    /// Reads an object with the keys of the lists `known`.
    pub(super) fn object(&mut self, place: &str, json: Json, known: &[&[&str]]) -> Option<Object> {
        let members = self.any_members(place, json)?;
        for (key, _) in &members {
            if known.iter().all(|keys| !keys.contains(&key.as_str())) {
                let known = known.concat();
                let message = match nearest(key, &known) {
                    Some(nearest) => format!("unknown key {key:?}; did you mean {nearest:?}?"),
                    None => format!("unknown key {key:?}; the keys here are {}", known.join(", ")),
                };
                self.fault(place, message);
            }
        }
        Some(Object { place: place.to_owned(), members })
    }

    /// Reads an object with any keys, each once.
    pub(super) fn any_members(&mut self, place: &str, json: Json) -> Option<Vec<(String, Json)>> {
        let Json::Object(mut members) = json else {
            self.fault(place, format!("expected an object, found {}", json.kind()));
            return None;
        };
        let mut seen = HashSet::new();
        members.retain(|(key, _)| {
            let is_new = seen.insert(key.clone());
            if !is_new {
                self.fault(place, format!("the key {key:?} is given more than once"));
            }
            is_new
        });
        Some(members)
    }

    /// Reads the members of the object `key`, whose keys are names.
    pub(super) fn members(&mut self, object: &mut Object, key: &str) -> Vec<(String, Json)> {
        let Some(json) = object.take(key) else { return Vec::new() };
        let members = self.any_members(key, json).unwrap_or_default();
        self.count(key, members.len(), MAX_ENTRIES);
        members
    }

    /// Reads a list of at most [`MAX_ENTRIES`].
    pub(super) fn list(&mut self, place: &str, json: Json) -> Option<Vec<Json>> {
        let Json::List(items) = json else {
            self.mismatch(place, "a list", &json);
            return None;
        };
        self.count(place, items.len(), MAX_ENTRIES);
        Some(items)
    }

    /// Reads a list that must not be empty: `empty` says why.
    pub(super) fn filled_list(&mut self, place: &str, json: Json, empty: &str) -> Option<Vec<Json>> {
        let items = self.list(place, json)?;
        if items.is_empty() {
            self.fault(place, empty);
        }
        Some(items)
    }

    /// Reads the list `key`; an empty one if the key is not given.
    pub(super) fn entries(&mut self, object: &mut Object, key: &str, place: &str) -> Vec<Json> {
        object.take(key).and_then(|json| self.list(place, json)).unwrap_or_default()
    }

    /// Reads the list `key` of texts. Without entries it is a fault, which says what `empty` means.
    pub(super) fn texts(&mut self, object: &mut Object, key: &str, empty: &str) -> Option<Vec<String>> {
        let json = object.take(key)?;
        let place = inside(&object.place, key);
        let items = self.filled_list(&place, json, empty)?;
        Some(items.into_iter().filter_map(|item| self.text_of(&place, item)).collect())
    }

    /// Reads the text `key`.
    pub(super) fn text(&mut self, object: &mut Object, key: &str) -> Option<String> {
        let json = object.take(key)?;
        self.text_of(&inside(&object.place, key), json)
    }

    pub(super) fn text_of(&mut self, place: &str, json: Json) -> Option<String> {
        let Json::Text(text) = json else {
            self.mismatch(place, "text", &json);
            return None;
        };
        Some(text)
    }

    /// Reads true or false.
    pub(super) fn boolean(&mut self, object: &mut Object, key: &str) -> Option<bool> {
        let json = object.take(key)?;
        let Json::Bool(truth) = json else {
            self.mismatch(&inside(&object.place, key), "true or false", &json);
            return None;
        };
        Some(truth)
    }

    /// Reads one of the words of `words`, and returns its meaning.
    pub(super) fn word<T: Copy>(&mut self, object: &mut Object, key: &str, words: &[(&str, T)]) -> Option<T> {
        let json = object.take(key)?;
        self.word_of(&inside(&object.place, key), json, words)
    }

    pub(super) fn word_of<T: Copy>(&mut self, place: &str, json: Json, words: &[(&str, T)]) -> Option<T> {
        let text = self.text_of(place, json)?;
        if let Some((_, meaning)) = words.iter().find(|(word, _)| *word == text) {
            return Some(*meaning);
        }
        let words: Vec<_> = words.iter().map(|(word, _)| *word).collect();
        self.fault(place, format!("{text:?} is unknown; expected one of {}", words.join(", ")));
        None
    }

    /// Checks the name of a claim, client, attribute or index.
    pub(super) fn name(&mut self, place: &str, name: &str) {
        if name.is_empty() || name.len() > MAX_NAME_BYTES || name.chars().any(char::is_control) {
            let message =
                format!("{name:?}: a name has 1 to {MAX_NAME_BYTES} bytes, none a control character");
            self.fault(place, message);
        }
    }

    pub(super) fn count(&mut self, place: &str, count: usize, limit: usize) {
        if count > limit {
            self.fault(place, format!("{count} entries; the limit is {limit}"));
        }
    }

    pub(super) fn mismatch(&mut self, place: &str, expected: &str, found: &Json) {
        self.fault(place, format!("expected {expected}, found {}", found.kind()));
    }
}

/// Returns the place of `key` inside the object at `place`.
pub(super) fn inside(place: &str, key: &str) -> String {
    format!("{place}.{key}")
}

/// Returns the candidate that differs from `word` by at most two edits, and by half of its characters.
pub(super) fn nearest<'c>(word: &str, candidates: &[&'c str]) -> Option<&'c str> {
    if word.len() > MAX_NAME_BYTES {
        return None;
    }
    let (distance, nearest) =
        candidates.iter().map(|candidate| (edits(word, candidate), *candidate)).min()?;
    (distance <= 2 && distance * 2 <= word.len()).then_some(nearest)
}

/// Returns the Levenshtein distance of two words, letter case ignored.
fn edits(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().map(|char| char.to_ascii_lowercase()).collect();
    // The distances from a prefix of `one` to each prefix of `other` but the empty one.
    let mut row: Vec<usize> = (1..=other.len()).collect();
    let mut length = 0;
    for char in one.chars().map(|char| char.to_ascii_lowercase()) {
        let mut diagonal = length;
        length += 1;
        let mut left = length;
        for (cell, &other) in row.iter_mut().zip(&other) {
            let above = *cell;
            left = (above + 1).min(left + 1).min(diagonal + usize::from(char != other));
            diagonal = above;
            *cell = left;
        }
    }
    row.last().copied().unwrap_or(length)
}
