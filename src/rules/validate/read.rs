//! Reads.

use super::object::{Object, inside};
use super::{Audience, Validator};
use crate::rules::raw::Json;
use crate::rules::read::{KeyPart, Operation, Owner, Read};
use crate::rules::source::{EventField, RowSetId, Source};
use crate::rules::template::{Piece, Template};
use crate::rules::{DEFAULT_READ, DefaultRead};
use crate::value::Value;

/// The keys of a read.
pub(super) const READ_KEYS: &[&str] = &[
    "table",
    "index",
    "get",
    "query",
    "where",
    "atMost",
    "one",
    "expires",
    "for",
    "owner",
    "consistent",
    "attributes",
];

/// Names that sources use for something else.
const TAKEN: [&str; 3] = ["event", "attribute", "clientMetadata"];

/// The limit of `atMost`, and its default.
const MOST_ROWS: usize = 1000;
const DEFAULT_ROWS: usize = 100;

/// The most values of one attribute in `where`: DynamoDB takes 100 operands of IN ("Comparison operator and
/// function reference").
const MAX_WHERE_VALUES: usize = 100;

/// The attribute that ties a row to a user, where user names may have been used before.
const SUB: &str = "sub";

impl Validator<'_> {
    /// Registers the names of all reads and choices, and reports those that cannot be names.
    pub(super) fn register(&mut self, reads: &[(String, Json)], choices: &[(String, Json)]) {
        for (name, place) in reads
            .iter()
            .map(|(name, _)| (name, "reads"))
            .chain(choices.iter().map(|(name, _)| (name, "choose")))
        {
            let place = inside(place, name);
            self.name(&place, name);
            if !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                self.fault(&place, "a name consists of letters and digits");
            }
            if TAKEN.contains(&name.as_str()) {
                self.fault(&place, "the name is taken: sources use it for something else");
            }
        }
        for (name, _) in choices {
            if name == DEFAULT_READ || reads.iter().any(|(read, _)| read == name) {
                self.fault(&inside("choose", name), "a read has the same name");
            }
        }
        self.rows.read_names.extend(reads.iter().map(|(name, _)| name.clone()));
        self.rows.choice_names.extend(choices.iter().map(|(name, _)| name.clone()));
        if !self.rows.read_names.iter().any(|name| name == DEFAULT_READ) {
            self.rows.read_names.push(DEFAULT_READ.to_owned());
        }
    }

    /// Adds the read that the environment defines, unless the file defines one of that name.
    pub(super) fn default_read(&mut self) {
        if self.rows.reads.len() == self.rows.read_names.len() {
            return;
        }
        let DefaultRead { table, key, key_attribute } = &self.context.default_read;
        let value = Template { pieces: vec![Piece::Source { source: key.clone(), case: None }] };
        let part = KeyPart { attribute: key_attribute.clone(), value, is_number: false };
        let operation = Operation::Get(vec![part]);
        let owner = match uses_user_name(&operation) {
            true => Owner::IfPresent(SUB.to_owned()),
            false => Owner::Anyone,
        };
        self.rows.default_read = Some(self.rows.reads.len());
        self.rows.reads.push(Some(Read {
            name: DEFAULT_READ.to_owned(),
            table: table.clone(),
            index: None,
            operation,
            filter: Vec::new(),
            at_most: DEFAULT_ROWS,
            one: false,
            expires: None,
            owner,
            for_users: true,
            for_machines: false,
            consistent: true,
            attributes: Vec::new(),
        }));
    }

    pub(super) fn read(&mut self, name: &str, json: Json) -> Option<Read> {
        let place = inside("reads", name);
        let mut object = self.object(&place, json, &[READ_KEYS])?;
        let audience = self.applies_to(&mut object);
        let table = match object.take("table") {
            Some(json) => self.table(&inside(&place, "table"), json),
            None => Some(self.context.default_read.table.clone()),
        };
        let index = self.text(&mut object, "index");
        if let Some(index) = &index {
            if !is_table_name(index) {
                self.fault(&inside(&place, "index"), NOT_A_TABLE_NAME);
            }
            if object.has("get") {
                self.fault(&place, "get reads by the table's primary key; use query with an index");
            }
        }
        let operation = self.operation(&mut object);
        let filter = self.filter(&mut object, operation.as_ref());
        let at_most = self.at_most(&mut object);
        let one = self.boolean(&mut object, "one");
        let expires = self.attribute(&mut object, "expires");
        let owner = self.attribute(&mut object, "owner");
        if owner.is_some() && audience.machines {
            self.fault(&place, "owner is compared with event.sub, which machine tokens do not have");
        }
        let consistent = self.boolean(&mut object, "consistent").unwrap_or(index.is_none());
        let attributes = self.texts(&mut object, "attributes", "names no attribute").unwrap_or_default();
        attributes.iter().for_each(|attribute| self.name(&inside(&place, "attributes"), attribute));
        let operation = operation?;
        Some(Read {
            name: name.to_owned(),
            table: table?,
            index,
            owner: match owner {
                Some(owner) => Owner::Required(owner),
                None if audience.users && uses_user_name(&operation) => Owner::IfPresent(SUB.to_owned()),
                None => Owner::Anyone,
            },
            operation,
            filter,
            at_most,
            one: one.unwrap_or_default(),
            expires,
            for_users: audience.users,
            for_machines: audience.machines,
            consistent,
            attributes,
        })
    }

    fn table(&mut self, place: &str, json: Json) -> Option<String> {
        let table = match json {
            Json::Object(_) => {
                let mut object = self.object(place, json, &[&["env"]])?;
                let Some(variable) = self.text(&mut object, "env") else {
                    self.fault(place, "needs env: the name of an environment variable");
                    return None;
                };
                match (self.context.variable)(&variable).filter(|table| !table.is_empty()) {
                    Some(table) => table,
                    None => {
                        self.fault(place, format!("the environment variable {variable:?} is not set"));
                        return None;
                    }
                }
            }
            json => self.text_of(place, json)?,
        };
        if !is_table_name(&table) && !is_table_arn(&table) {
            self.fault(place, format!("{table:?}: {NOT_A_TABLE_NAME}; a table's ARN works too"));
        }
        Some(table)
    }

    /// Reads the name of a top-level attribute.
    pub(super) fn attribute(&mut self, object: &mut Object, key: &str) -> Option<String> {
        let attribute = self.text(object, key)?;
        self.name(&inside(&object.place, key), &attribute);
        Some(attribute)
    }

    fn filter(&mut self, object: &mut Object, operation: Option<&Operation>) -> Vec<(String, Vec<Value>)> {
        let Some(json) = object.take("where") else { return Vec::new() };
        let place = inside(&object.place, "where");
        if let Some(Operation::Get(_)) = operation {
            self.fault(&place, "belongs to query; to limit the effect of a get, use when");
        }
        let members = self.any_members(&place, json).unwrap_or_default();
        self.count(&place, members.len(), super::MAX_ENTRIES);
        let mut filter = Vec::new();
        for (attribute, json) in members {
            let place = inside(&place, &attribute);
            self.name(&place, &attribute);
            let values = self.filled_list(&place, json, "the list has no value").unwrap_or_default();
            self.count(&place, values.len(), MAX_WHERE_VALUES);
            if let Some(Operation::Query { partition, sort }) = operation {
                let is_key = |part: &KeyPart| part.attribute == attribute;
                if is_key(partition) || sort.as_ref().is_some_and(|sort| is_key(sort.part())) {
                    self.fault(
                        &place,
                        "is part of the key already; DynamoDB filters by other attributes only",
                    );
                }
            }
            let values = values.into_iter().filter_map(|value| self.scalar(&place, value)).collect();
            filter.push((attribute, values));
        }
        filter
    }

    fn at_most(&mut self, object: &mut Object) -> usize {
        let Some(json) = object.take("atMost") else { return DEFAULT_ROWS };
        let at_most = match &json {
            Json::Number(digits) => digits.parse().ok().filter(|rows| (1..=MOST_ROWS).contains(rows)),
            _ => None,
        };
        if at_most.is_none() {
            let place = inside(&object.place, "atMost");
            self.fault(&place, format!("expected a whole number from 1 to {MOST_ROWS}"));
        }
        at_most.unwrap_or(DEFAULT_ROWS)
    }

    /// Checks the sources of a key: `audience` has them, and they can be values of a key.
    pub(super) fn check_key(&mut self, read: &Read) {
        let place = inside("reads", &read.name);
        let audience = Audience { users: read.for_users, machines: read.for_machines };
        let parts = read.key_parts();
        let sources: Vec<&Source> = parts.iter().flat_map(|part| part.value.sources()).collect();
        for source in &sources {
            self.serves(&place, source, audience);
            match source {
                Source::Rows(path) if path.path.is_empty() => {
                    self.fault(&place, format!("{source}: a key needs a value; name one of its attributes"));
                }
                Source::Event(EventField::TriggerSource | EventField::Scopes) if read.for_machines => {
                    let allowed = "event.clientId, event.userPoolId and other machine reads";
                    self.fault(&place, format!("{source}: the key of a machine read uses {allowed}"));
                }
                _ => {}
            }
        }
        let lists = sources.iter().filter(|source| matches!(source, Source::Event(field) if field.is_list()));
        if lists.count() > 1 {
            self.fault(&place, "the key has more than one list");
        }
    }

    /// Returns the reads and choices that a read's key uses.
    pub(super) fn needs_of_read(read: &Read) -> Vec<RowSetId> {
        let parts = read.key_parts();
        let sources = parts.iter().flat_map(|part| part.value.sources());
        sources.filter_map(Source::rows).map(|path| path.rows.id).collect()
    }
}

const NOT_A_TABLE_NAME: &str = "a name has 3 to 255 characters of a-z, A-Z, 0-9, _, - and .";

/// "Naming rules" of DynamoDB, for tables and indexes.
fn is_table_name(name: &str) -> bool {
    (3..=255).contains(&name.len()) && name.chars().all(is_name_char)
}

fn is_table_arn(name: &str) -> bool {
    name.strip_prefix("arn:").is_some_and(|arn| {
        arn.contains(":table/") && arn.chars().all(|char| is_name_char(char) || ":/".contains(char))
    })
}

fn is_name_char(char: char) -> bool {
    char.is_ascii_alphanumeric() || "_-.".contains(char)
}

fn uses_user_name(operation: &Operation) -> bool {
    let is_user_name =
        |part: &&KeyPart| part.value.sources().any(|source| *source == Source::Event(EventField::UserName));
    operation.key_parts().iter().any(is_user_name)
}
