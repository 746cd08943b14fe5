//! The steps from a source to a value of a token.

use super::expression::Expression;
use super::source::Source;
use super::template::Template;
use crate::value::Value;

/// Where a value comes from and what happens to it, in the order of the fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pipeline {
    /// `from`, `text` or `value`.
    pub origin: Origin,
    /// `parse`: what text becomes.
    pub parse: Option<Parse>,
    /// `select`: a JMESPath expression.
    pub select: Option<Expression>,
    /// `map` and `take`.
    pub map: Option<Mapping>,
    /// `types`: the types that may remain; `None` for all.
    pub types: Option<Vec<Type>>,
    /// `default`: replaces an absent value, before `as`.
    pub default: Option<Value>,
    /// `absent`: what an absent value without default means.
    pub absent: Absent,
    /// `as`: the final form, for every event version.
    pub form: Option<Form>,
    /// `encoding`: the form of lists and maps in V1 alone.
    pub encoding: Encoding,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// `from` with one source, several, or an object of sources.
    From(From),
    /// `text`: a template.
    Text(Template),
    /// `value`: a constant.
    Constant(Value),
}

/// The forms of `from`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum From {
    /// One source.
    Source(Source),
    /// The first source that is present and not empty text.
    FirstOf(Vec<Source>),
    /// An object with a member for each source, null where it is absent.
    Object(Vec<(String, Source)>),
}

impl From {
    /// Returns the sources in order.
    pub fn sources(&self) -> Vec<&Source> {
        match self {
            Self::Source(source) => vec![source],
            Self::FirstOf(sources) => sources.iter().collect(),
            Self::Object(members) => members.iter().map(|(_, source)| source).collect(),
        }
    }
}

impl Origin {
    /// Returns the sources in order; none for a constant.
    pub fn sources(&self) -> Vec<&Source> {
        match self {
            Self::From(from) => from.sources(),
            Self::Text(template) => template.sources().collect(),
            Self::Constant(_) => Vec::new(),
        }
    }
}

/// What text becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parse {
    /// JSON.
    Json,
    /// A list: split at commas, trimmed, without empty items.
    Csv,
    /// A list: split at white space, without empty items.
    Space,
    /// A list, from a JSON array, from `[a, b]` as Cognito writes multi-valued SAML attributes, from a
    /// comma-separated list, or from one item.
    List,
}

/// Replaces text by other text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// The entries in the order of the file, without `"*"`.
    pub entries: Vec<(String, Mapped)>,
    /// The entry `"*"`, for what has no other.
    pub otherwise: Option<Mapped>,
    /// Whether `otherwise` stands before some entries; its place counts for `take`.
    pub otherwise_position: usize,
    /// `"take": "first"`: only the value of the matching entry that stands first in `map`.
    pub takes_first: bool,
}

/// What an entry of `map` gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mapped {
    /// One text.
    Text(String),
    /// Several.
    List(Vec<String>),
}

/// A type that a value may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// Text.
    String,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// A list of text, numbers, true and false.
    List,
    /// A map.
    Map,
}

/// What an absent value without default means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Absent {
    /// The claim is null.
    #[default]
    Null,
    /// The claim is left out.
    Omit,
}

/// The final form of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// JSON text.
    Json,
    /// A list of scalars joined by commas.
    Csv,
    /// A list of scalars joined by spaces.
    Space,
    /// The text of a scalar.
    Text,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// A list; one value becomes a list of one.
    List,
}

/// The form of lists and maps in V1, which holds only text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// JSON text.
    #[default]
    Json,
    /// A list of scalars joined by commas.
    Csv,
    /// A list of scalars joined by spaces.
    Space,
}
