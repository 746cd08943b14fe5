//! Keys of reads, from their templates.

use crate::claims::{Reason, Resolved, resolve};
use crate::decimal;
use crate::event::TokenRequest;
use crate::lookup::Lookups;
use crate::repository::{FailureCause, KeyValue, Keys, QueryKey, RowKey, SortKey};
use crate::rules::read::{KeyPart, Operation, Read, SortCondition};
use crate::rules::source::Source;
use crate::rules::template::Piece;
use crate::value::Value;

/// The most values of a list in the key of a query: each is a request of its own.
const MAX_QUERIES: usize = 25;

/// The most bytes of a partition key and of a sort key ("Quotas in Amazon DynamoDB"). No row has a
/// longer one.
const MAX_PARTITION_KEY_BYTES: usize = 2048;
const MAX_SORT_KEY_BYTES: usize = 1024;

/// What the templates of a key give.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Built<'r> {
    /// Keys to read; at least one.
    Keys(Keys<'r>),
    /// There can be no row: a value is missing, or does not count.
    Nothing,
    /// It is unknown whether there are rows.
    Failed(FailureCause),
}

/// A value of a source in a key.
enum Part {
    One(String),
    /// The items of a list, without those that are no value of a key.
    Many(Vec<String>),
}

/// Builds the keys of `read`. What does not count is added to `warnings`.
pub(super) fn build<'r>(
    read: &'r Read,
    request: &TokenRequest<'_>,
    lookups: &Lookups,
    warnings: &mut Vec<Reason>,
) -> Built<'r> {
    let parts = read.key_parts();
    let mut values = Vec::with_capacity(parts.len());
    let mut list: Option<Vec<String>> = None;
    // A value that is missing says more than a failure: whatever the others are, there is no row.
    let mut failed = None;
    for source in parts.iter().flat_map(|part| part.value.sources()) {
        match value(source, request, lookups, warnings) {
            Ok(Part::One(text)) => values.push(Some(text)),
            Ok(Part::Many(_)) if list.is_some() => failed = Some(FailureCause::Key),
            Ok(Part::Many(items)) => {
                values.push(None);
                list = Some(items);
            }
            Err(Missing::Absent) => return Built::Nothing,
            Err(Missing::Because(reason)) => {
                warnings.push(reason);
                return Built::Nothing;
            }
            Err(Missing::Failed) => failed = Some(FailureCause::Dependency),
        }
    }
    if let Some(cause) = failed {
        return Built::Failed(cause);
    }
    let is_list = list.is_some();
    let mut keys: Vec<Vec<KeyValue>> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for item in list.unwrap_or_else(|| vec![String::new()]) {
        match render(&parts, &values, &item) {
            Ok(key) if seen.insert(key.clone()) => keys.push(key),
            Ok(_) | Err(None) => {}
            Err(Some(reason)) => warn(warnings, reason),
        }
    }
    if keys.is_empty() {
        return Built::Nothing;
    }
    let names: Vec<_> = parts.iter().map(|part| part.attribute.as_str()).collect();
    match &read.operation {
        Operation::Get(_) => {
            let mut keys = keys.into_iter().map(|key| names.iter().copied().zip(key).collect::<RowKey<'_>>());
            match (is_list, keys.next()) {
                (false, Some(key)) => Built::Keys(Keys::Row(key)),
                (true, Some(first)) => Built::Keys(Keys::Rows(std::iter::once(first).chain(keys).collect())),
                (_, None) => Built::Nothing,
            }
        }
        Operation::Query { .. } if keys.len() > MAX_QUERIES => Built::Failed(FailureCause::Key),
        Operation::Query { partition, sort } => {
            let keys = keys.into_iter().filter_map(|key| query_key(partition, sort.as_ref(), key));
            Built::Keys(Keys::Query(keys.collect()))
        }
    }
}

fn query_key<'r>(
    partition: &'r KeyPart,
    sort: Option<&'r SortCondition>,
    key: Vec<KeyValue>,
) -> Option<QueryKey<'r>> {
    let mut values = key.into_iter();
    let partition = (partition.attribute.as_str(), values.next()?);
    let sort = match (sort, values.next()) {
        (Some(SortCondition::Equals(part)), Some(value)) => {
            Some((part.attribute.as_str(), SortKey::Equals(value)))
        }
        (Some(SortCondition::BeginsWith(part)), Some(KeyValue::Text(text))) => {
            Some((part.attribute.as_str(), SortKey::BeginsWith(text)))
        }
        (None, _) => None,
        (Some(_), _) => return None,
    };
    Some(QueryKey { partition, sort })
}

/// Why a source gives no value.
enum Missing {
    Absent,
    Because(Reason),
    Failed,
}

/// Adds a warning once: a list could give it for each of its items.
fn warn(warnings: &mut Vec<Reason>, reason: Reason) {
    if !warnings.contains(&reason) {
        warnings.push(reason);
    }
}

fn value(
    source: &Source,
    request: &TokenRequest<'_>,
    lookups: &Lookups,
    warnings: &mut Vec<Reason>,
) -> Result<Part, Missing> {
    if !is_verified(source, request) {
        return Err(Missing::Because(Reason::Unverified));
    }
    match resolve(source, request, lookups) {
        Resolved::Value(value) => match &*value {
            Value::List(items) => {
                if items.iter().any(|item| matches!(item, Value::List(_) | Value::Map(_))) {
                    warn(warnings, Reason::WrongType);
                }
                Ok(Part::Many(items.iter().filter_map(scalar).collect()))
            }
            Value::Map(_) => Err(Missing::Because(Reason::WrongType)),
            value => scalar(value).map(Part::One).ok_or(Missing::Absent),
        },
        Resolved::Unsupported => Err(Missing::Because(Reason::WrongType)),
        Resolved::Absent | Resolved::NotFound => Err(Missing::Absent),
        Resolved::Failed => Err(Missing::Failed),
    }
}

/// Returns text that is not empty, a number or a boolean, as text.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_json()),
        _ => None,
    }
}

/// Returns whether Cognito has verified that the user owns the address in `source`. Users who may write
/// it could otherwise read the rows of its owner.
fn is_verified(source: &Source, request: &TokenRequest<'_>) -> bool {
    let flag = match source {
        Source::UserAttribute(name) if name == "email" => "email_verified",
        Source::UserAttribute(name) if name == "phone_number" => "phone_number_verified",
        _ => return true,
    };
    match source {
        Source::UserAttribute(name) if request.user_attribute(name).is_none() => true,
        _ => match request.user_attribute(flag) {
            Some(Value::Bool(verified)) => verified,
            Some(Value::Text(verified)) => verified.eq_ignore_ascii_case("true"),
            _ => false,
        },
    }
}

/// Renders the parts of one key, with `item` for the source that holds a list; an error without reason
/// where there can be no row.
fn render(
    parts: &[&KeyPart],
    values: &[Option<String>],
    item: &str,
) -> Result<Vec<KeyValue>, Option<Reason>> {
    let mut values = values.iter().map(|value| value.as_deref().unwrap_or(item));
    let mut key = Vec::with_capacity(parts.len());
    for (index, part) in parts.iter().enumerate() {
        let has_several = part.value.sources().nth(1).is_some();
        let mut text = String::new();
        let mut pieces = part.value.pieces.iter().peekable();
        while let Some(piece) = pieces.next() {
            let case = match piece {
                Piece::Text(literal) => {
                    text.push_str(literal);
                    continue;
                }
                Piece::Source { case, .. } => case,
            };
            let value = values.next().unwrap_or_default();
            let value = case.map_or_else(|| value.to_owned(), |case| case.apply(value));
            // A value that ends where it likes could make the key of another row.
            if let (true, Some(Piece::Text(next))) = (has_several, pieces.peek())
                && next.chars().next().is_some_and(|separator| value.contains(separator))
            {
                return Err(Some(Reason::ForgedKey));
            }
            text.push_str(&value);
        }
        let longest = if index == 0 { MAX_PARTITION_KEY_BYTES } else { MAX_SORT_KEY_BYTES };
        key.push(if part.is_number {
            KeyValue::Number(decimal::canonical(&text).ok_or(Some(Reason::WrongType))?)
        } else if text.is_empty() || text.len() > longest {
            return Err(None);
        } else {
            KeyValue::Text(text)
        });
    }
    Ok(key)
}
