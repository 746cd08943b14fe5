//! Reads of tables, and choices among their rows.

use super::source::{RowSet, Source};
use super::template::Template;
use crate::value::Value;

/// A read of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The name in the rules.
    pub name: String,
    /// The table's name or ARN.
    pub table: String,
    /// The index; `None` for the table itself.
    pub index: Option<String>,
    /// `get` or `query`.
    pub operation: Operation,
    /// `where`: for each attribute the values that it may have (text, numbers, booleans).
    pub filter: Vec<(String, Vec<Value>)>,
    /// `atMost`: more rows than this are a failed read.
    pub at_most: usize,
    /// `one`: the read returns one row; two or more are a failed read.
    pub one: bool,
    /// `expires`: an attribute with a time in seconds since the epoch.
    pub expires: Option<String>,
    /// `owner`.
    pub owner: Owner,
    /// `for`: whether the read serves users' tokens.
    pub for_users: bool,
    /// `for`: whether the read serves machine tokens.
    pub for_machines: bool,
    /// Whether the read is strongly consistent.
    pub consistent: bool,
    /// `attributes`: what is read where rows are used as a whole.
    pub attributes: Vec<String>,
}

/// How a read finds its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operation {
    /// The whole primary key: one part, or partition key and sort key.
    Get(Vec<KeyPart>),
    /// The partition key and optionally the sort key.
    Query {
        /// The partition key.
        partition: KeyPart,
        /// The sort key.
        sort: Option<SortCondition>,
    },
}

/// One attribute of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPart {
    /// The attribute's name.
    pub attribute: String,
    /// Its value.
    pub value: Template,
    /// Whether the attribute is a number.
    pub is_number: bool,
}

/// A condition on the sort key of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SortCondition {
    /// It equals this.
    Equals(KeyPart),
    /// It begins with this text.
    BeginsWith(KeyPart),
}

/// Whose rows count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// All rows.
    Anyone,
    /// Rows whose attribute of this name equals `event.sub`.
    Required(String),
    /// The same, and rows that do not have the attribute: the default for keys with `event.userName`.
    IfPresent(String),
}

/// A choice of one row among those of a read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The name in the rules.
    pub name: String,
    /// `of`: the read.
    pub of: RowSet,
    /// `by`: the attribute that is compared.
    pub by: String,
    /// `prefer`, in order.
    pub prefer: Vec<Preference>,
    /// `otherwise`: which row is chosen if no preference matches.
    pub otherwise: Otherwise,
}

/// A value that selects a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Preference {
    /// A source.
    Source(Source),
    /// A key of the request's `clientMetadata`. The client writes it; it never becomes a value.
    ClientMetadata(String),
    /// A constant.
    Constant(Value),
}

/// Which row is chosen if no preference matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Otherwise {
    /// None.
    #[default]
    None,
    /// The first.
    First,
    /// The only one.
    Only,
}

impl Read {
    /// Returns the key parts in order.
    pub fn key_parts(&self) -> Vec<&KeyPart> {
        self.operation.key_parts()
    }
}

impl Operation {
    /// Returns the key parts in order.
    pub fn key_parts(&self) -> Vec<&KeyPart> {
        match self {
            Self::Get(parts) => parts.iter().collect(),
            Self::Query { partition, sort } => {
                std::iter::once(partition).chain(sort.iter().map(SortCondition::part)).collect()
            }
        }
    }
}

impl SortCondition {
    /// Returns the attribute and its value.
    pub fn part(&self) -> &KeyPart {
        match self {
            Self::Equals(part) | Self::BeginsWith(part) => part,
        }
    }

    /// Returns the attribute and its value.
    pub fn into_part(self) -> KeyPart {
        match self {
            Self::Equals(part) | Self::BeginsWith(part) => part,
        }
    }
}
