//! Choices among the rows of a read.

use super::object::inside;
use super::source::rest_as_name;
use super::{Audience, Validator};
use crate::rules::raw::Json;
use crate::rules::read::{Choice, Otherwise, Preference};
use crate::rules::source::{RowSetId, Source};

/// The keys of a choice.
pub(super) const CHOICE_KEYS: &[&str] = &["of", "by", "prefer", "otherwise"];

impl Validator<'_> {
    pub(super) fn choice(&mut self, name: &str, json: Json) -> Option<Choice> {
        const OTHERWISE: &[(&str, Otherwise)] =
            &[("first", Otherwise::First), ("only", Otherwise::Only), ("none", Otherwise::None)];
        let place = inside("choose", name);
        let mut object = self.object(&place, json, &[CHOICE_KEYS])?;
        for (key, meaning) in [("of", "the read to choose from"), ("by", "the attribute to compare")] {
            if !object.has(key) {
                self.fault(&place, format!("needs {key}: {meaning}"));
            }
        }
        let of = self.text(&mut object, "of").and_then(|of| match self.row_set(&of) {
            Some(rows) if matches!(rows.id, RowSetId::Read(_)) => Some(rows),
            Some(_) => {
                self.fault(&inside(&place, "of"), format!("{of:?} is a choice; choose from a read"));
                None
            }
            None => {
                let message = self.unknown_source(&of);
                self.fault(&inside(&place, "of"), message);
                None
            }
        });
        let by = self.attribute(&mut object, "by");
        let otherwise = self.word(&mut object, "otherwise", OTHERWISE).unwrap_or_default();
        let place = inside(&place, "prefer");
        let items = self.entries(&mut object, "prefer", &place);
        if items.is_empty() && otherwise == Otherwise::None {
            self.fault(&place, "names no preference, and otherwise is none: no row would ever be chosen");
        }
        let count = items.len();
        let prefer: Vec<_> = items
            .into_iter()
            .enumerate()
            .filter_map(|(index, json)| self.preference(&format!("{place}[{index}]"), json))
            .collect();
        if prefer.len() != count {
            return None;
        }
        Some(Choice { name: name.to_owned(), of: of?, by: by?, prefer, otherwise })
    }

    fn preference(&mut self, place: &str, json: Json) -> Option<Preference> {
        match json {
            Json::Text(text) => match text.strip_prefix("clientMetadata.") {
                Some(name) => match rest_as_name(name) {
                    Ok(name) => Some(Preference::ClientMetadata(name)),
                    Err(message) => {
                        self.fault(place, message);
                        None
                    }
                },
                None => self.resolve(place, &text).map(Preference::Source),
            },
            Json::Object(_) => {
                let mut object = self.object(place, json, &[&["value"]])?;
                let Some(json) = object.take_with_null("value") else {
                    self.fault(place, "needs value: a constant");
                    return None;
                };
                self.scalar(place, json).map(Preference::Constant)
            }
            other => {
                self.mismatch(place, "a source or {\"value\": constant}", &other);
                None
            }
        }
    }

    /// Checks that the preferences of a choice exist for those that its read serves.
    pub(super) fn check_preferences(&mut self, choice: &Choice) {
        let place = format!("choose.{}.prefer", choice.name);
        let audience: Audience = self.audience_of(choice.of.id);
        for preference in &choice.prefer {
            let Preference::Source(source) = preference else { continue };
            self.serves(&place, source, audience);
            if source.rows().is_some_and(|path| path.path.is_empty()) {
                self.fault(&place, format!("{source}: a preference is a value; name one of its attributes"));
            }
        }
    }

    /// Returns the reads and choices that a choice needs.
    pub(super) fn needs_of_choice(choice: &Choice) -> Vec<RowSetId> {
        let of_preference = |preference: &Preference| match preference {
            Preference::Source(Source::Rows(path)) => Some(path.rows.id),
            _ => None,
        };
        std::iter::once(choice.of.id).chain(choice.prefer.iter().filter_map(of_preference)).collect()
    }
}
