//! Templates: text with sources in braces, such as `USER#{event.sub}`.

use std::fmt;

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

/// The template as rules write it.
impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pieces.iter().try_for_each(|piece| match piece {
            Piece::Text(text) => f.write_str(&text.replace('{', "{{").replace('}', "}}")),
            Piece::Source { source, case: None } => write!(f, "{{{source}}}"),
            Piece::Source { source, case: Some(Case::Lower) } => write!(f, "{{{source}|lower}}"),
            Piece::Source { source, case: Some(Case::Upper) } => write!(f, "{{{source}|upper}}"),
        })
    }
}

/// A piece of a template whose source is not resolved yet.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum RawPiece<'t> {
    Text(String),
    Source { source: &'t str, case: Option<Case> },
}

/// Splits a template into its pieces.
///
/// # Errors
/// What is wrong with it.
pub(super) fn split(text: &str) -> Result<Vec<RawPiece<'_>>, &'static str> {
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(index) = rest.find(['{', '}']) {
        let (before, brace) = rest.split_at(index);
        literal.push_str(before);
        if let Some(after) = brace.strip_prefix("{{") {
            literal.push('{');
            rest = after;
        } else if let Some(after) = brace.strip_prefix("}}") {
            literal.push('}');
            rest = after;
        } else if let Some(inside) = brace.strip_prefix('{') {
            let (source, after) =
                split_at_closing_brace(inside).ok_or("a brace is not closed; {{ is a literal brace")?;
            if !literal.is_empty() {
                pieces.push(RawPiece::Text(std::mem::take(&mut literal)));
            }
            pieces.push(source_piece(source)?);
            rest = after;
        } else {
            return Err("a brace is closed but not opened; }} is a literal brace");
        }
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        pieces.push(RawPiece::Text(literal));
    }
    if pieces.is_empty() { Err("the template is empty") } else { Ok(pieces) }
}

/// Splits at the first closing brace that is not inside a name in double quotes.
fn split_at_closing_brace(text: &str) -> Option<(&str, &str)> {
    let mut is_quoted = false;
    let mut is_escaped = false;
    for (index, char) in text.char_indices() {
        match char {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            '}' if !is_quoted => return Some((text.get(..index)?, text.get(index + 1..)?)),
            _ => {}
        }
    }
    None
}

/// Splits `source|lower`. A quote after the bar means that the bar belongs to a name.
fn source_piece(text: &str) -> Result<RawPiece<'_>, &'static str> {
    Ok(match text.rsplit_once('|').filter(|(_, filter)| !filter.contains('"')) {
        None => RawPiece::Source { source: text, case: None },
        Some((source, "lower")) => RawPiece::Source { source, case: Some(Case::Lower) },
        Some((source, "upper")) => RawPiece::Source { source, case: Some(Case::Upper) },
        Some(_) => {
            return Err("after | only lower or upper can stand; a name with | stands in double quotes");
        }
    })
}
