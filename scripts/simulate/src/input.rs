//! The event to pass through the handler: a captured one, or a sample.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use serde_json::value::RawValue;

use crate::args::Args;
use crate::error::Error;
use crate::sample;

/// What some editors put at the start of a file.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// The event, as text.
pub(crate) fn event(args: &Args) -> Result<String, Error> {
    let Some(path) = &args.event else {
        return sample::event(args);
    };
    let from = if path == Path::new("-") { "on the standard input".to_owned() } else { format!("{path:?}") };
    let text = match read(path) {
        Ok(text) => text.trim_start_matches(BYTE_ORDER_MARK).trim().to_owned(),
        Err(source) => return Err(Error::Read { from, source }),
    };
    match serde_json::from_str::<&RawValue>(&text) {
        Err(source) => return Err(Error::NoJson { from, source }),
        Ok(event) if event.get().starts_with('{') => {}
        Ok(event) => return Err(Error::NoObject { from, what: kind(event.get()) }),
    }
    Ok(match &args.user {
        Some(user) => with_user(&text, user).unwrap_or(text),
        None => text,
    })
}

fn read(path: &Path) -> io::Result<String> {
    if path == Path::new("-") {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text)?;
        return Ok(text);
    }
    fs::read_to_string(path)
}

/// `event` with another user name; every other member keeps its text.
fn with_user(event: &str, user: &str) -> Option<String> {
    let user = serde_json::value::to_raw_value(user).ok()?;
    let mut members: BTreeMap<String, &RawValue> = serde_json::from_str(event).ok()?;
    members.insert("userName".to_owned(), &user);
    serde_json::to_string(&members).ok()
}

fn kind(json: &str) -> &'static str {
    match json.chars().next() {
        Some('[') => "an array",
        Some('"') => "a string",
        Some('n') => "null",
        Some('t' | 'f') => "a boolean",
        _ => "a number",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_user_name_leaves_the_rest_as_it_is() {
        let event = r#"{"a":1e400,"userName":"bob","b":{"z":1, "userName":"bob"}}"#;
        let expected = r#"{"a":1e400,"b":{"z":1, "userName":"bob"},"userName":"al\"ice"}"#;
        assert_eq!(with_user(event, "al\"ice").unwrap(), expected);
    }
}
