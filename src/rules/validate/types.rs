//! Which types a value can have after each step, as far as the rules alone tell.

use crate::rules::pipeline::{Form, From, Mapped, Mapping, Origin, Parse, Type};
use crate::rules::source::Source;
use crate::value::Value;

/// A set of types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Types(u8);

impl Types {
    pub(super) const NONE: Self = Self(0);
    pub(super) const ALL: Self = Self(0b1_1111);
    pub(super) const TEXT: Self = Self::of(Type::String);
    const LIST: Self = Self::of(Type::List);

    pub(super) const fn of(kind: Type) -> Self {
        Self(1 << kind as u8)
    }

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    fn has(self, kind: Type) -> bool {
        self.0 & Self::of(kind).0 != 0
    }

    /// Returns the types that `source` can have.
    pub(super) fn of_source(source: &Source) -> Self {
        match source {
            Source::Event(field) if field.is_list() => Self::LIST,
            Source::Event(_) | Source::UserAttribute(_) => Self::TEXT,
            Source::Rows(_) => Self::ALL,
        }
    }

    /// Returns the types that `origin` can have.
    pub(super) fn of_origin(origin: &Origin) -> Self {
        match origin {
            Origin::From(from) => Self::of_from(from),
            Origin::Text(_) => Self::TEXT,
            Origin::Constant(value) => Self::of_value(value),
        }
    }

    /// Returns the type of a constant.
    pub(super) fn of_value(value: &Value) -> Self {
        match value {
            Value::Text(_) => Self::TEXT,
            Value::Number(_) => Self::of(Type::Number),
            Value::Bool(_) => Self::of(Type::Boolean),
            Value::List(_) => Self::LIST,
            Value::Map(_) => Self::of(Type::Map),
            Value::Null => Self::NONE,
        }
    }

    /// Returns the types that `as` can bring into a form.
    pub(super) fn taken_by(form: Form) -> Self {
        let scalar = Self::TEXT.or(Self::of(Type::Number)).or(Self::of(Type::Boolean));
        match form {
            Form::Json | Form::List => Self::ALL,
            Form::Csv | Form::Space => scalar.or(Self::LIST),
            Form::Text => scalar,
            Form::Number => Self::TEXT.or(Self::of(Type::Number)),
            Form::Boolean => Self::TEXT.or(Self::of(Type::Boolean)),
        }
    }

    /// Returns the types that `from` can have.
    pub(super) fn of_from(from: &From) -> Self {
        match from {
            From::Source(source) => Self::of_source(source),
            From::FirstOf(sources) => {
                sources.iter().map(Self::of_source).fold(Self::NONE, |types, other| types.or(other))
            }
            From::Object(_) => Self::of(Type::Map),
        }
    }

    /// Returns the types after `parse`.
    pub(super) fn parsed(self, parse: Parse) -> Self {
        let text = match parse {
            _ if !self.has(Type::String) => Self::NONE,
            Parse::Json => Self::ALL,
            Parse::Csv | Parse::Space | Parse::List => Self::LIST,
        };
        Self(self.0 & !Self::TEXT.0).or(text)
    }

    /// Returns the types after `map`.
    pub(super) fn mapped(self, mapping: &Mapping) -> Self {
        let values = mapping.entries.iter().map(|(_, mapped)| mapped).chain(&mapping.otherwise);
        let one = values.fold(Self::NONE, |types, mapped| match mapped {
            Mapped::Text(_) => types.or(Self::TEXT),
            Mapped::List(_) => types.or(Self::LIST),
        });
        let list = if !self.has(Type::List) {
            Self::NONE
        } else if mapping.takes_first {
            one
        } else {
            Self::LIST
        };
        let is_scalar = [Type::String, Type::Number, Type::Boolean].into_iter().any(|kind| self.has(kind));
        list.or(if is_scalar { one } else { Self::NONE })
    }
}
