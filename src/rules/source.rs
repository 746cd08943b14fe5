//! Sources: the names by which rules refer to values.

use std::borrow::Cow;
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
    /// For whole rows: the attributes that they have, as the read names them. Rows can hold more, for
    /// other rules and for `owner` and `expires`.
    pub attributes: Vec<String>,
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

impl EventField {
    /// The names behind `event.`.
    pub const NAMES: [(&'static str, Self); 9] = [
        ("userName", Self::UserName),
        ("sub", Self::Sub),
        ("clientId", Self::ClientId),
        ("triggerSource", Self::TriggerSource),
        ("userPoolId", Self::UserPoolId),
        ("groups", Self::Groups),
        ("roles", Self::Roles),
        ("preferredRole", Self::PreferredRole),
        ("scopes", Self::Scopes),
    ];

    /// Returns whether an event for a machine token has this field.
    pub fn is_of_machines(self) -> bool {
        matches!(self, Self::ClientId | Self::TriggerSource | Self::UserPoolId | Self::Scopes)
    }

    /// Returns whether the value is a list; otherwise it is text.
    pub fn is_list(self) -> bool {
        matches!(self, Self::Groups | Self::Roles | Self::Scopes)
    }

    fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, field)| *field == self).map_or("", |(name, _)| name)
    }
}

/// The user attributes that Cognito writes. Users cannot change them, whatever the client may write
/// ("Working with user attributes" in the developer guide of Amazon Cognito).
const COGNITO_ATTRIBUTES: [&str; 4] = ["sub", "identities", "email_verified", "phone_number_verified"];

impl Source {
    /// Returns whether users may be able to write the value, or to choose what it holds: user attributes
    /// other than those of Cognito, and the scopes that a client asks for.
    ///
    /// Users cannot change a user name once it is chosen, and cannot write tables.
    pub fn is_user_writable(&self) -> bool {
        match self {
            Self::UserAttribute(name) => {
                !COGNITO_ATTRIBUTES.contains(&name.as_str()) && !name.starts_with("cognito:")
            }
            Self::Event(field) => *field == EventField::Scopes,
            Self::Rows(_) => false,
        }
    }

    /// Returns the path into rows, if this is one.
    pub fn rows(&self) -> Option<&RowPath> {
        match self {
            Self::Rows(path) => Some(path),
            Self::Event(_) | Self::UserAttribute(_) => None,
        }
    }
}

/// The source as rules write it, with names in double quotes where they need them.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event(field) => write!(f, "event.{}", field.name()),
            Self::UserAttribute(name) if name.starts_with('"') || name.contains(['{', '}']) => {
                write!(f, "attribute.{}", quoted(name))
            }
            Self::UserAttribute(name) => write!(f, "attribute.{name}"),
            Self::Rows(path) => path.fmt(f),
        }
    }
}

impl fmt::Display for RowPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rows.name)?;
        self.path.iter().try_for_each(|name| {
            let name = if name.contains(NEEDS_QUOTES) { quoted(name) } else { Cow::Borrowed(name.as_str()) };
            write!(f, ".{name}")
        })
    }
}

/// What a name holds only in double quotes.
const NEEDS_QUOTES: [char; 4] = ['.', '"', '{', '}'];

fn quoted(name: &str) -> Cow<'_, str> {
    Cow::Owned(format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\"")))
}

/// Takes the first name off `text`: up to the next dot, or in double quotes, in which `\"` (or `""`) is a
/// quote and `\\` a backslash. Returns the name and what follows its dot.
///
/// # Errors
/// What is wrong with the name.
pub(super) fn split_name(text: &str) -> Result<(String, Option<&str>), &'static str> {
    let Some(quoted) = text.strip_prefix('"') else {
        let (name, rest) = text.split_once('.').map_or((text, None), |(name, rest)| (name, Some(rest)));
        return match name {
            "" => Err("a name is missing between dots"),
            name if name.contains(NEEDS_QUOTES) => {
                Err("a name with a double quote or a brace stands in double quotes")
            }
            name => Ok((name.to_owned(), rest)),
        };
    };
    let mut name = String::new();
    let mut chars = quoted.char_indices().peekable();
    while let Some((index, char)) = chars.next() {
        let next = chars.peek().map(|&(_, next)| next);
        match (char, next) {
            ('\\', Some(escaped @ ('"' | '\\'))) | ('"', Some(escaped @ '"')) => {
                name.push(escaped);
                chars.next();
            }
            ('"', None) if !name.is_empty() => return Ok((name, None)),
            ('"', Some('.')) if !name.is_empty() => return Ok((name, quoted.get(index + 2..))),
            ('"', _) => {
                return Err("a name in double quotes ends with a dot or at the end, and is not empty");
            }
            _ => name.push(char),
        }
    }
    Err("a double quote is not closed; inside one, \\\" is a quote and \\\\ a backslash")
}
