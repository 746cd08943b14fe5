//! Templates: text with sources in braces, such as `USER#{event.sub}`.

use super::source::Source;

/// Text with sources in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The pieces in order; adjacent text is one piece.
    pub pieces: Vec<Piece>,
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Literal text, with `{{` and `}}` already replaced by braces.
    Text(String),
    /// Replaced by the value of the source.
    Source {
        /// The source.
        source: Source,
        /// `|lower` or `|upper`.
        case: Option<Case>,
    },
}

/// A change of letter case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// `|lower`.
    Lower,
    /// `|upper`.
    Upper,
}

impl Template {
    /// Returns the sources in order.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Source { source, .. } => Some(source),
            Piece::Text(_) => None,
        })
    }
}

impl Case {
    /// Returns `text` in this case, by Unicode's rules.
    pub fn apply(self, text: &str) -> String {
        match self {
            Self::Lower => text.to_lowercase(),
            Self::Upper => text.to_uppercase(),
        }
    }
}
