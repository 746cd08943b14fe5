//! What all entries have: tokens, conditions and clients.

use super::object::{Object, inside};
use super::{Audience, Validator};
use crate::rules::TokenKind;
use crate::rules::condition::Limits;
use crate::rules::raw::Json;

/// The keys that limit an entry.
pub(super) const LIMIT_KEYS: &[&str] = &["when", "clients"];

const TOKENS: &[(&str, TokenKind)] =
    &[("id", TokenKind::Id), ("access", TokenKind::Access), ("machine", TokenKind::Machine)];

impl Audience {
    /// Returns whose tokens `tokens` are.
    pub(super) fn of_tokens(tokens: &[TokenKind]) -> Self {
        Self {
            users: tokens.iter().any(|token| *token != TokenKind::Machine),
            machines: tokens.contains(&TokenKind::Machine),
        }
    }
}

impl Validator<'_> {
    /// Reads `tokens`.
    pub(super) fn tokens(&mut self, object: &mut Object, default: &[TokenKind]) -> Vec<TokenKind> {
        let Some(json) = object.take("tokens") else { return default.to_vec() };
        let place = inside(&object.place, "tokens");
        let empty = "names no token; without the key the default applies";
        let items = self.filled_list(&place, json, empty).unwrap_or_default();
        let mut tokens = Vec::new();
        for token in items.into_iter().filter_map(|item| self.word_of(&place, item, TOKENS)) {
            if !tokens.contains(&token) {
                tokens.push(token);
            }
        }
        tokens
    }

    /// Reads the tokens that have scopes.
    pub(super) fn scope_tokens(&mut self, object: &mut Object) -> Vec<TokenKind> {
        let tokens = self.tokens(object, &[TokenKind::Access]);
        if tokens.contains(&TokenKind::Id) {
            self.fault(&inside(&object.place, "tokens"), "the ID token has no scopes; use access or machine");
        }
        tokens
    }

    /// Reads `when` and `clients`.
    pub(super) fn limits(&mut self, object: &mut Object, audience: Audience) -> Limits {
        let when = self.when(object, audience);
        let clients =
            self.texts(object, "clients", "names no client; without the key the entry applies to all");
        if let Some(clients) = &clients {
            let place = inside(&object.place, "clients");
            clients.iter().for_each(|client| self.name(&place, client));
        }
        Limits { when, clients }
    }

    /// Reads `for`: `user`, `machine`, or a list of both.
    pub(super) fn applies_to(&mut self, object: &mut Object) -> Audience {
        const WORDS: &[(&str, Audience)] =
            &[("user", Audience::USERS), ("machine", Audience { users: false, machines: true })];
        let place = inside(&object.place, "for");
        let items = match object.take("for") {
            None => return Audience::USERS,
            Some(list @ Json::List(_)) => {
                self.filled_list(&place, list, "names nobody; without the key it is user").unwrap_or_default()
            }
            Some(word) => vec![word],
        };
        let audiences = items.into_iter().filter_map(|item| self.word_of(&place, item, WORDS));
        let both = |one: Audience, other: Audience| Audience {
            users: one.users || other.users,
            machines: one.machines || other.machines,
        };
        audiences.reduce(both).unwrap_or(Audience::USERS)
    }
}
