//! Resolves the sources that rules name.

use super::object::nearest;
use super::{Audience, MAX_NAME_BYTES, Validator};
use crate::rules::pipeline::From;
use crate::rules::raw::Json;
use crate::rules::read::Read;
use crate::rules::source::{EventField, RowPath, RowSet, RowSetId, Source, split_name};
use crate::rules::{DEFAULT_READ, raw};

/// The most keys of a path into a map. Items of DynamoDB are nested at most 32 levels deep ("Limits for
/// attributes" in the developer guide).
const MAX_PATH: usize = 32;

impl Validator<'_> {
    /// Resolves a source that must have a value for `audience`, and marks its read or choice as used.
    pub(super) fn source(&mut self, place: &str, text: &str, audience: Audience) -> Option<Source> {
        let source = self.resolve(place, text)?;
        if let Source::Rows(path) = &source {
            self.mark_used(path.rows.id);
            self.needs_attributes(place, path);
        }
        self.serves(place, &source, audience);
        Some(source)
    }

    /// Resolves a source without further checks.
    pub(super) fn resolve(&mut self, place: &str, text: &str) -> Option<Source> {
        match self.parse_source(text) {
            Ok(source) => Some(source),
            Err(message) => {
                self.fault(place, format!("{text:?}: {message}"));
                None
            }
        }
    }

    fn parse_source(&self, text: &str) -> Result<Source, String> {
        let (head, rest) = text.split_once('.').map_or((text, None), |(head, rest)| (head, Some(rest)));
        match (head, rest) {
            ("event", rest) => {
                let names = EventField::NAMES.map(|(name, _)| name);
                let field = rest.unwrap_or_default();
                match EventField::NAMES.into_iter().find(|(name, _)| *name == field) {
                    Some((_, field)) => Ok(Source::Event(field)),
                    None => Err(match nearest(field, &names) {
                        Some(nearest) => format!("there is no such source; did you mean event.{nearest}?"),
                        None => format!("there is no such source; event has {}", names.join(", ")),
                    }),
                }
            }
            ("attribute", Some(name)) => Ok(Source::UserAttribute(rest_as_name(name)?)),
            ("clientMetadata", _) => {
                Err("clientMetadata is what the client sends; it stands only in choose.prefer".to_owned())
            }
            _ => {
                let rows = self.row_set(head).ok_or_else(|| self.unknown_source(head))?;
                let mut path = Vec::new();
                let mut rest = rest;
                while let Some(text) = rest {
                    let (name, after) = split_name(text)?;
                    if name.len() > MAX_NAME_BYTES || path.len() == MAX_PATH {
                        return Err(format!("longer than {MAX_PATH} names of {MAX_NAME_BYTES} bytes"));
                    }
                    path.push(name);
                    rest = after;
                }
                let attributes = match path.is_empty() {
                    true => self.read_of(rows.id).map_or_else(Vec::new, |read| read.attributes.clone()),
                    false => Vec::new(),
                };
                Ok(Source::Rows(RowPath { rows, path, attributes }))
            }
        }
    }

    /// Returns the read or choice called `name`.
    pub(super) fn row_set(&self, name: &str) -> Option<RowSet> {
        let position = |names: &[String]| names.iter().position(|other| other == name);
        let id = match (position(&self.rows.read_names), position(&self.rows.choice_names)) {
            (Some(read), _) => RowSetId::Read(read),
            (None, Some(choice)) => RowSetId::Choice(choice),
            (None, None) => return None,
        };
        Some(RowSet { name: name.to_owned(), id })
    }

    pub(super) fn unknown_source(&self, head: &str) -> String {
        let rows = self.rows.read_names.iter().chain(&self.rows.choice_names).map(String::as_str);
        let known: Vec<_> = ["event", "attribute", DEFAULT_READ].into_iter().chain(rows).collect();
        match nearest(head, &known) {
            Some(nearest) if nearest != head => {
                format!("there is no read or choice {head:?}; did you mean {nearest:?}?")
            }
            _ => "there is no such source; sources are event.<field>, attribute.<name>, table.<attribute>, and \
                  the reads and choices of this file"
                .to_owned(),
        }
    }

    /// Reports a source that has no value for `audience`.
    pub(super) fn serves(&mut self, place: &str, source: &Source, audience: Audience) {
        let served = match source {
            Source::Event(field) => Audience { users: true, machines: field.is_of_machines() },
            Source::UserAttribute(_) => Audience::USERS,
            Source::Rows(path) => self.audience_of(path.rows.id),
        };
        self.check_audience(place, &source.to_string(), served, audience);
    }

    pub(super) fn check_audience(&mut self, place: &str, what: &str, served: Audience, audience: Audience) {
        if audience.machines && !served.machines {
            self.fault(place, format!("{what} exists for users only, and this applies to machine tokens"));
        }
        if audience.users && !served.users {
            self.fault(
                place,
                format!("{what} exists for machine tokens only, and this applies to users' tokens"),
            );
        }
    }

    /// Returns whom a read or a choice serves: everybody, if it is faulty itself.
    pub(super) fn audience_of(&self, id: RowSetId) -> Audience {
        let read = self.read_of(id);
        read.map_or(Audience::BOTH, |read| Audience { users: read.for_users, machines: read.for_machines })
    }

    /// Returns the read whose rows these are, unless it is faulty.
    fn read_of(&self, id: RowSetId) -> Option<&Read> {
        let read = match id {
            RowSetId::Read(_) => id,
            RowSetId::Choice(index) => self.rows.choices.get(index)?.as_ref()?.of.id,
        };
        match read {
            RowSetId::Read(index) => self.rows.reads.get(index)?.as_ref(),
            RowSetId::Choice(_) => None,
        }
    }

    /// Reports whole rows whose read does not name its attributes.
    pub(super) fn needs_attributes(&mut self, place: &str, path: &RowPath) {
        if !path.path.is_empty() {
            return;
        }
        if let Some(read) = self.read_of(path.rows.id).filter(|read| read.attributes.is_empty()) {
            let message = format!(
                "{} is used as a whole, so reads.{} needs \"attributes\", the names of what to read",
                path.rows.name, read.name
            );
            self.fault(place, message);
        }
    }

    fn mark_used(&mut self, id: RowSetId) {
        if !self.rows.used.contains(&id) {
            self.rows.used.push(id);
        }
    }

    /// Resolves the name in `found`.
    pub(super) fn found(&mut self, place: &str, name: &str, audience: Audience) -> Option<RowSet> {
        let Some(rows) = self.row_set(name) else {
            let message = self.unknown_source(name);
            self.fault(place, format!("found {name:?}: {message}"));
            return None;
        };
        self.mark_used(rows.id);
        let served = self.audience_of(rows.id);
        self.check_audience(place, name, served, audience);
        Some(rows)
    }

    /// Reads `from`: a source, a list of sources, or an object of them.
    pub(super) fn from(&mut self, place: &str, json: Json, audience: Audience) -> Option<From> {
        match json {
            Json::Text(text) => self.source(place, &text, audience).map(From::Source),
            Json::List(_) => {
                let items = self.filled_list(place, json, "the list names no source")?;
                let count = items.len();
                let sources: Vec<_> =
                    items.into_iter().filter_map(|item| self.source_item(place, item, audience)).collect();
                (sources.len() == count).then_some(From::FirstOf(sources))
            }
            Json::Object(_) => {
                let members = self.any_members(place, json)?;
                self.count(place, members.len(), super::MAX_ENTRIES);
                if members.is_empty() {
                    self.fault(place, "the object names no source");
                }
                let count = members.len();
                let sources: Vec<_> = members
                    .into_iter()
                    .filter_map(|(name, item)| Some((name, self.source_item(place, item, audience)?)))
                    .collect();
                (sources.len() == count).then_some(From::Object(sources))
            }
            other => {
                self.mismatch(place, "a source, a list of sources, or an object of sources", &other);
                None
            }
        }
    }

    fn source_item(&mut self, place: &str, json: raw::Json, audience: Audience) -> Option<Source> {
        let text = self.text_of(place, json)?;
        self.source(place, &text, audience)
    }
}

/// Returns all of `text` as one name, out of its double quotes if it has any.
pub(super) fn rest_as_name(text: &str) -> Result<String, String> {
    if text.is_empty() || text.len() > MAX_NAME_BYTES {
        return Err(format!("the name after the dot has 1 to {MAX_NAME_BYTES} bytes"));
    }
    if !text.starts_with('"') {
        return Ok(text.to_owned());
    }
    match split_name(text)? {
        (name, None) => Ok(name),
        (_, Some(_)) => Err("the name in double quotes ends before the end".to_owned()),
    }
}
