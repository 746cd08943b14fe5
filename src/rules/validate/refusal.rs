//! Refusals.

use super::Validator;
use super::entry::LIMIT_KEYS;
use super::object::{Object, inside};
use crate::rules::RefusalRule;
use crate::rules::raw::Json;

/// The keys of an entry of `refuse` besides the limits.
pub(super) const REFUSAL_KEYS: &[&str] = &["message", "for"];

/// The longest message in characters: a sentence or two on a sign-in page.
const MAX_MESSAGE_CHARS: usize = 256;

impl Validator<'_> {
    pub(super) fn refusals(&mut self, file: &mut Object) -> Vec<RefusalRule> {
        let entries = self.entries(file, "refuse", "refuse");
        let refusal = |(index, json)| self.refusal(&format!("refuse[{index}]"), json);
        entries.into_iter().enumerate().filter_map(refusal).collect()
    }

    fn refusal(&mut self, place: &str, json: Json) -> Option<RefusalRule> {
        let mut object = self.object(place, json, &[REFUSAL_KEYS, LIMIT_KEYS])?;
        let audience = self.applies_to(&mut object);
        let message = self.text(&mut object, "message");
        if let Some(message) = &message {
            let length = message.chars().count();
            if length == 0 || length > MAX_MESSAGE_CHARS || message.chars().any(char::is_control) {
                let allowed = format!("1 to {MAX_MESSAGE_CHARS} characters, none a control character");
                self.fault(&inside(place, "message"), format!("a message has {allowed}"));
            }
        }
        if !object.has("when") {
            self.fault(place, "needs when: without a condition nobody could sign in");
        }
        let limits = self.limits(&mut object, audience);
        Some(RefusalRule { message, for_users: audience.users, for_machines: audience.machines, limits })
    }
}
