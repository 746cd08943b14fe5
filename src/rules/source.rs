//! Sources: the names by which rules refer to values.

use std::fmt;

/// A value of the event or of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// `event.<field>`.
    Event(EventField),
    /// `attribute.<name>`: a user attribute of Cognito, such as `custom:tenantId`.
    UserAttribute(String),
    /// `<read>`, `<choice>`, or a value inside their rows.
    Rows(RowPath),
}

/// The fields of the event that rules can use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventField {
    /// `event.userName`.
    UserName,
    /// `event.sub`: the user attribute `sub`.
    Sub,
    /// `event.clientId`.
    ClientId,
    /// `event.triggerSource`.
    TriggerSource,
    /// `event.userPoolId`.
    UserPoolId,
    /// `event.groups`: the names in `groupsToOverride` of the request, a list.
    Groups,
    /// `event.roles`: the ARNs in `iamRolesToOverride` of the request, a list.
    Roles,
    /// `event.preferredRole`: an ARN.
    PreferredRole,
    /// `event.scopes`: the scopes of the request, a list.
    Scopes,
}

/// A path into the rows of a read or into the row of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowPath {
    /// The rows.
    pub rows: RowSet,
    /// The attribute and the keys inside it; empty for whole rows.
    pub path: Vec<String>,
}

/// The rows of a read, or the row that a choice selected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowSet {
    /// The name in the rules.
    pub name: String,
    /// Its place in [`Rules::reads`](super::Rules::reads) or [`Rules::choices`](super::Rules::choices).
    pub id: RowSetId,
}

/// A place in the list of reads or of choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RowSetId {
    /// An index into [`Rules::reads`](super::Rules::reads).
    Read(usize),
    /// An index into [`Rules::choices`](super::Rules::choices).
    Choice(usize),
}
