//! Parses templates and resolves their sources.

use super::{Audience, Validator};
use crate::rules::source::Source;
use crate::rules::template::{Piece, RawPiece, Template, split};

/// The longest template in bytes: a partition key has at most 2,048 ("Quotas in Amazon DynamoDB").
const MAX_BYTES: usize = 2048;

impl Validator<'_> {
    /// Parses a template whose sources must have values for `audience`.
    pub(super) fn template(&mut self, place: &str, text: &str, audience: Audience) -> Option<Template> {
        self.template_of(place, text, |validator, source| validator.source(place, source, audience))
    }

    /// Parses a template of a key. Its sources are checked when all reads are known.
    pub(super) fn key_template(&mut self, place: &str, text: &str) -> Option<Template> {
        let template = self.template_of(place, text, |validator, source| validator.resolve(place, source))?;
        let are_adjacent = |pair: &[Piece]| matches!(pair, [Piece::Source { .. }, Piece::Source { .. }]);
        if template.pieces.windows(2).any(are_adjacent) {
            let message =
                "two sources need text between them: otherwise other values could give the same key";
            self.fault(place, format!("{text:?}: {message}"));
        }
        Some(template)
    }

    fn template_of(
        &mut self,
        place: &str,
        text: &str,
        mut resolve: impl FnMut(&mut Self, &str) -> Option<Source>,
    ) -> Option<Template> {
        if text.len() > MAX_BYTES {
            self.fault(place, format!("{} bytes; a template has at most {MAX_BYTES}", text.len()));
            return None;
        }
        let raw = match split(text) {
            Ok(raw) => raw,
            Err(message) => {
                self.fault(place, format!("{text:?}: {message}"));
                return None;
            }
        };
        // Without stopping at the first unknown source, so that all are reported.
        let pieces: Vec<Option<Piece>> = raw
            .into_iter()
            .map(|piece| match piece {
                RawPiece::Text(text) => Some(Piece::Text(text)),
                RawPiece::Source { source, case } => {
                    resolve(self, source).map(|source| Piece::Source { source, case })
                }
            })
            .collect();
        Some(Template { pieces: pieces.into_iter().collect::<Option<_>>()? })
    }
}
