//! Scopes with sources in them: `membership:{attribute.custom:location}`.

use std::fmt;

use super::Source;

/// A scope to add, in pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope(Vec<Piece>);

/// A piece of a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Stands as it is.
    Text(String),
    /// Is replaced by what the source holds.
    Source(Source),
}

impl Scope {
    /// Reads a scope as it is written.
    ///
    /// # Errors
    /// What is wrong, for the person who wrote it.
    pub fn parse(written: &str) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = written;
        while let Some((text, behind)) = rest.split_once('{') {
            let Some((source, behind)) = behind.split_once('}') else {
                return Err("a brace is opened and not closed".to_owned());
            };
            pieces.extend(text_piece(text)?);
            pieces.push(Piece::Source(Source::parse(source)?));
            rest = behind;
        }
        pieces.extend(text_piece(rest)?);
        if pieces.is_empty() { Err("it is empty".to_owned()) } else { Ok(Self(pieces)) }
    }

    /// Its pieces.
    pub fn pieces(&self) -> &[Piece] {
        &self.0
    }

    /// The sources in it.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Source(source) => Some(source),
            Piece::Text(_) => None,
        })
    }
}

/// Whether a scope may hold these characters: RFC 6749, section 3.3, which excludes blanks, control
/// characters, `"`, `\` and all that is not ASCII.
pub(crate) fn may_be_in_a_scope(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e))
}

fn text_piece(text: &str) -> Result<Option<Piece>, String> {
    if text.contains('}') {
        return Err("a brace is closed that was not opened".to_owned());
    }
    if !may_be_in_a_scope(text) {
        return Err("a scope holds no blanks, quotes, backslashes or characters beyond ASCII".to_owned());
    }
    Ok((!text.is_empty()).then(|| Piece::Text(text.to_owned())))
}

/// The scope as it was written.
impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|piece| match piece {
            Piece::Text(text) => f.write_str(text),
            Piece::Source(source) => write!(f, "{{{source}}}"),
        })
    }
}
