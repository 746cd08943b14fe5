//! Parses templates and resolves their sources.

use super::{Audience, Validator};
use crate::rules::template::{Piece, RawPiece, Template, split};

/// The longest template in bytes: a partition key has at most 2,048 ("Quotas in Amazon DynamoDB").
const MAX_BYTES: usize = 2048;

impl Validator<'_> {
    /// Parses a template whose sources must have values for `audience`.
    pub(super) fn template(&mut self, place: &str, text: &str, audience: Audience) -> Option<Template> {
        let raw = self.split_template(place, text)?;
        let count = raw.len();
        let pieces: Vec<_> = raw
            .into_iter()
            .filter_map(|piece| {
                Some(match piece {
                    RawPiece::Text(text) => Piece::Text(text),
                    RawPiece::Source { source, case } => {
                        Piece::Source { source: self.source(place, source, audience)?, case }
                    }
                })
            })
            .collect();
        (pieces.len() == count).then_some(Template { pieces })
    }

    /// Parses a template of a key, whose sources are checked when all reads are known.
    pub(super) fn key_template(&mut self, place: &str, text: &str) -> Option<Template> {
        let raw = self.split_template(place, text)?;
        let count = raw.len();
        let pieces: Vec<_> = raw
            .into_iter()
            .filter_map(|piece| {
                Some(match piece {
                    RawPiece::Text(text) => Piece::Text(text),
                    RawPiece::Source { source, case } => {
                        Piece::Source { source: self.resolve(place, source)?, case }
                    }
                })
            })
            .collect();
        let adjacent =
            |pair: &[Piece]| matches!(pair, [Piece::Source { .. }, Piece::Source { .. }]);
        if pieces.windows(2).any(adjacent) {
            self.fault(
                place,
                format!("{text:?}: two sources without text between them could be read as other values of both"),
            );
        }
        (pieces.len() == count).then_some(Template { pieces })
    }

    fn split_template<'t>(&mut self, place: &str, text: &'t str) -> Option<Vec<RawPiece<'t>>> {
        if text.len() > MAX_BYTES {
            self.fault(place, format!("{} bytes; a template has at most {MAX_BYTES}", text.len()));
            return None;
        }
        split(text).map_err(|message| self.fault(place, format!("{text:?}: {message}"))).ok()
    }
}
