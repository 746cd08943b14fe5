//! Tables in memory, for tests and tools.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::future::{self, Future};

use crate::decimal;
use crate::repository::{
    FailureCause, KeyValue, Keys, QueryKey, ReadError, ReadRequest, ReadResponse, Repository, RowKey, Rows,
    SortKey,
};
use crate::row::{Attribute, Row};
use crate::value::Value;

/// Tables in memory. Reads them as DynamoDB does.
#[derive(Debug, Clone, Default)]
pub struct InMemoryRepository {
    tables: HashMap<String, InMemoryTable>,
}

/// A table in memory.
#[derive(Debug, Clone, Default)]
pub struct InMemoryTable {
    key: Vec<String>,
    indexes: HashMap<String, Vec<String>>,
    rows: Vec<Row>,
}

impl InMemoryRepository {
    /// Adds a table.
    #[must_use]
    pub fn with_table(mut self, name: &str, table: InMemoryTable) -> Self {
        self.tables.insert(name.to_owned(), table);
        self
    }
}

impl InMemoryTable {
    /// Creates an empty table with the key attributes `key`: partition key, and sort key if any.
    pub fn new(key: &[&str]) -> Self {
        Self { key: key.iter().map(ToString::to_string).collect(), ..Self::default() }
    }

    /// Adds an index with the key attributes `key`.
    #[must_use]
    pub fn with_index(mut self, name: &str, key: &[&str]) -> Self {
        self.indexes.insert(name.to_owned(), key.iter().map(ToString::to_string).collect());
        self
    }

    /// Adds rows.
    #[must_use]
    pub fn with_rows(mut self, rows: impl IntoIterator<Item = Row>) -> Self {
        self.rows.extend(rows);
        self
    }

    fn read<'a>(&self, request: &ReadRequest<'a>) -> Result<Rows<'a>, FailureCause> {
        let key = match request.index {
            Some(index) => self.indexes.get(index).ok_or(FailureCause::NoTable)?,
            None => &self.key,
        };
        let mut rows = Rows::new(request);
        match &request.keys {
            Keys::Row(key) => self.get(key, request, &mut rows)?,
            Keys::Rows(keys) => keys.iter().try_for_each(|key| self.get(key, request, &mut rows))?,
            Keys::Query(keys) => {
                keys.iter().try_for_each(|query| self.query(query, key, request, &mut rows))?;
            }
        }
        Ok(rows)
    }

    fn get(
        &self,
        key: &RowKey<'_>,
        request: &ReadRequest<'_>,
        rows: &mut Rows<'_>,
    ) -> Result<(), FailureCause> {
        let is_whole =
            key.len() == self.key.len() && key.iter().all(|(name, _)| self.key.iter().any(|own| own == name));
        if !is_whole {
            return Err(FailureCause::Rejected);
        }
        match self.rows.iter().find(|row| key.iter().all(|(name, value)| equals(row, name, value))) {
            Some(row) => rows.push(row.clone().project(&request.attributes)),
            None => Ok(()),
        }
    }

    fn query(
        &self,
        query: &QueryKey<'_>,
        key: &[String],
        request: &ReadRequest<'_>,
        rows: &mut Rows<'_>,
    ) -> Result<(), FailureCause> {
        let names = [Some(query.partition.0), query.sort.as_ref().map(|(name, _)| *name)];
        if !names.iter().flatten().zip(0..).all(|(name, index)| key.get(index).is_some_and(|own| own == name))
        {
            return Err(FailureCause::Rejected);
        }
        let mut matching: Vec<&Row> = self
            .rows
            .iter()
            .filter(|row| {
                // An index has no rows without its sort key.
                key.iter().all(|name| key_value(row, name).is_some())
                    && equals(row, query.partition.0, &query.partition.1)
                    && match &query.sort {
                        Some((name, SortKey::Equals(value))) => equals(row, name, value),
                        Some((name, SortKey::BeginsWith(text))) => {
                            matches!(key_value(row, name), Some(KeyValue::Text(own)) if own.starts_with(text))
                        }
                        None => true,
                    }
                    && request.filter.iter().all(|(name, allowed)| {
                        matches!(row.get(name), Some(Attribute::Value(value)) if allowed.iter().any(|allowed| same(value, allowed)))
                    })
            })
            .collect();
        if let Some(sort) = key.get(1) {
            matching.sort_by(|one, other| order(key_value(one, sort), key_value(other, sort)));
        }
        matching.into_iter().try_for_each(|row| rows.push(row.clone().project(&request.attributes)))
    }
}

impl Repository for InMemoryRepository {
    fn read(
        &self,
        request: &ReadRequest<'_>,
    ) -> impl Future<Output = Result<ReadResponse, ReadError>> + Send {
        let rows =
            self.tables.get(request.table).ok_or(FailureCause::NoTable).and_then(|table| table.read(request));
        future::ready(rows.map(|rows| rows.into_response(0, false)).map_err(ReadError::new))
    }
}

fn key_value(row: &Row, name: &str) -> Option<KeyValue> {
    match row.get(name)? {
        Attribute::Value(Value::Text(text)) => Some(KeyValue::Text(text.clone())),
        Attribute::Value(Value::Number(digits)) => decimal::canonical(digits).map(KeyValue::Number),
        _ => None,
    }
}

fn equals(row: &Row, name: &str, value: &KeyValue) -> bool {
    key_value(row, name).as_ref() == Some(value)
}

/// Whether a filter takes one value for the other: numbers are compared by their size, not their digits.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => decimal::canonical(one) == decimal::canonical(other),
        _ => one == other,
    }
}

/// Orders text by its bytes, as DynamoDB does, and numbers by their size.
fn order(one: Option<KeyValue>, other: Option<KeyValue>) -> Ordering {
    match (one, other) {
        (Some(KeyValue::Number(one)), Some(KeyValue::Number(other))) => {
            let size = |digits: &str| digits.parse::<f64>().unwrap_or(f64::NAN);
            size(&one).total_cmp(&size(&other))
        }
        (Some(KeyValue::Text(one)), Some(KeyValue::Text(other))) => one.cmp(&other),
        _ => Ordering::Equal,
    }
}
