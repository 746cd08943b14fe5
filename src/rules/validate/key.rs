//! The keys of reads: `get` and `query`.

use super::Validator;
use super::object::{Object, inside};
use crate::rules::raw::Json;
use crate::rules::read::{KeyPart, Operation, SortCondition};

impl Validator<'_> {
    /// Reads `get` or `query`.
    pub(super) fn operation(&mut self, object: &mut Object) -> Option<Operation> {
        match (object.take("get"), object.take("query")) {
            (Some(json), None) => {
                let mut parts = Vec::new();
                for sort in self.key_members(&inside(&object.place, "get"), json)? {
                    if let SortCondition::BeginsWith(part) = &sort {
                        let place = format!("{}.get.{}", object.place, part.attribute);
                        self.fault(&place, "get needs the whole key; use query with beginsWith");
                    }
                    parts.push(sort.into_part());
                }
                Some(Operation::Get(parts))
            }
            (None, Some(json)) => {
                let place = inside(&object.place, "query");
                let mut parts = self.key_members(&place, json)?;
                // The order of the members decides, unless one of them can only be the sort key.
                if matches!(parts.as_slice(), [SortCondition::BeginsWith(_), SortCondition::Equals(_)]) {
                    parts.reverse();
                }
                let mut parts = parts.into_iter();
                let partition = parts.next()?;
                if let SortCondition::BeginsWith(_) = partition {
                    self.fault(
                        &place,
                        "the partition key must equal a value; only the sort key takes beginsWith",
                    );
                }
                Some(Operation::Query { partition: partition.into_part(), sort: parts.next() })
            }
            (None, None) => {
                self.fault(&object.place, "needs get (one primary key) or query (a partition key)");
                None
            }
            (Some(_), Some(_)) => {
                self.fault(&object.place, "has both get and query");
                None
            }
        }
    }

    /// Reads one or two attributes of a key.
    fn key_members(&mut self, place: &str, json: Json) -> Option<Vec<SortCondition>> {
        let members = self.any_members(place, json)?;
        if !(1..=2).contains(&members.len()) {
            let message =
                "a key has one or two attributes: the partition key, and the sort key if there is one";
            self.fault(place, message);
            return None;
        }
        let count = members.len();
        let parts: Vec<_> = members
            .into_iter()
            .filter_map(|(attribute, json)| self.key_member(&inside(place, &attribute), attribute, json))
            .collect();
        (parts.len() == count).then_some(parts)
    }

    fn key_member(&mut self, place: &str, attribute: String, json: Json) -> Option<SortCondition> {
        const EXPECTED: &str = "a template, {\"number\": template} or {\"beginsWith\": template}";
        self.name(place, &attribute);
        let (form, text) = match json {
            Json::Text(text) => ("", text),
            Json::Object(_) => {
                let mut object = self.object(place, json, &[&["number", "beginsWith"]])?;
                match (object.has("number"), object.has("beginsWith")) {
                    (true, false) => ("number", self.text(&mut object, "number")?),
                    (false, true) => ("beginsWith", self.text(&mut object, "beginsWith")?),
                    (true, true) => {
                        self.fault(place, "numbers do not begin with text");
                        return None;
                    }
                    (false, false) => {
                        self.fault(place, format!("expected {EXPECTED}"));
                        return None;
                    }
                }
            }
            other => {
                self.mismatch(place, EXPECTED, &other);
                return None;
            }
        };
        let value = self.key_template(place, &text)?;
        let part = KeyPart { attribute, value, is_number: form == "number" };
        Some(if form == "beginsWith" { SortCondition::BeginsWith(part) } else { SortCondition::Equals(part) })
    }
}
