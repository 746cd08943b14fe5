//! Conditions, and what every entry of the rules can be limited by.

use super::expression::Expression;
use super::pipeline::{From, Parse};
use super::source::RowSet;

/// What an entry of the rules is limited by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limits {
    /// `when`: conditions that must all hold.
    pub when: Vec<Condition>,
    /// `clients`: the IDs of the app clients that the entry applies to; `None` for all.
    pub clients: Option<Vec<String>>,
}

/// A condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// `in` and `notIn`: the value, or one item of the list, equals one of `values`, compared as text.
    In {
        /// The value.
        from: From,
        /// What text becomes before.
        parse: Option<Parse>,
        /// Text, or the JSON text of numbers and booleans.
        values: Vec<String>,
        /// Whether none may equal (`notIn`).
        negated: bool,
    },
    /// `present`.
    Present {
        /// The value.
        from: From,
        /// Whether it must be present or absent.
        expected: bool,
    },
    /// `select`: the result is true in JMESPath's sense.
    Select {
        /// The value; null to the expression if absent.
        from: From,
        /// What text becomes before.
        parse: Option<Parse>,
        /// The expression.
        expression: Expression,
    },
    /// `found`.
    Found {
        /// The read or choice.
        rows: RowSet,
        /// Whether it must have found something or nothing.
        expected: bool,
    },
    /// `any`: one of them holds.
    Any(Vec<Condition>),
}
