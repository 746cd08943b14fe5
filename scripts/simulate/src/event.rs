//! The event to pass through the handler: a captured one, or a sample.

mod sample;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use serde_json::value::RawValue;

use crate::args::Args;

pub(crate) use sample::SampleError;

/// Some editors put it at the start of a file.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Why there is no event.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EventError {
    #[error("the event {from} cannot be read; name a file, or - for the standard input")]
    Read { from: String, source: io::Error },
    #[error("the event {from} is not JSON; provide one event as Cognito sends it to the trigger")]
    NotJson { from: String, source: serde_json::Error },
    #[error(
        "the event {from} is {kind}, not a JSON object; provide one event as Cognito sends it to the trigger"
    )]
    NotObject { from: String, kind: &'static str },
    #[error("--rules and --event cannot both be -; name a file for one of them")]
    BothFromInput,
    #[error(transparent)]
    Sample(#[from] SampleError),
}

/// Returns the event as JSON text.
pub(crate) fn event(args: &Args) -> Result<Box<RawValue>, EventError> {
    let Some(path) = &args.event else {
        return Ok(sample::event(args)?);
    };
    if args.rules == args.event && path == Path::new("-") {
        return Err(EventError::BothFromInput);
    }
    let from = if path == Path::new("-") { "on the standard input".to_owned() } else { format!("{path:?}") };
    let text = match read(path) {
        Ok(text) => text,
        Err(source) => return Err(EventError::Read { from, source }),
    };
    let event: Box<RawValue> = match serde_json::from_str(text.trim_start_matches(BYTE_ORDER_MARK)) {
        Ok(event) => event,
        Err(source) => return Err(EventError::NotJson { from, source }),
    };
    if let Some(kind) = kind_of_other(event.get()) {
        return Err(EventError::NotObject { from, kind });
    }
    Ok(match &args.user {
        Some(user) => with_user(&event, user).unwrap_or(event),
        None => event,
    })
}

/// Reads a file, or the standard input if `path` is `-`.
pub(crate) fn read(path: &Path) -> io::Result<String> {
    if path == Path::new("-") {
        return io::read_to_string(io::stdin());
    }
    fs::read_to_string(path)
}

/// Returns `event` with another user name; every other member keeps its text.
fn with_user(event: &RawValue, user: &str) -> Option<Box<RawValue>> {
    let user = serde_json::value::to_raw_value(user).ok()?;
    let mut members: BTreeMap<String, &RawValue> = serde_json::from_str(event.get()).ok()?;
    members.insert("userName".to_owned(), &user);
    serde_json::value::to_raw_value(&members).ok()
}

/// Says what `json` is if it is not an object.
fn kind_of_other(json: &str) -> Option<&'static str> {
    Some(match json.chars().next() {
        Some('{') => return None,
        Some('[') => "an array",
        Some('"') => "a string",
        Some('n') => "null",
        Some('t' | 'f') => "a boolean",
        _ => "a number",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replacing_the_user_name_keeps_everything_else() {
        let event = r#"{"a":1e400,"userName":"bob","b":{"z":1, "userName":"bob"}}"#;
        let event: Box<RawValue> = serde_json::from_str(event).unwrap();
        let expected = r#"{"a":1e400,"b":{"z":1, "userName":"bob"},"userName":"al\"ice"}"#;
        assert_eq!(with_user(&event, "al\"ice").unwrap().get(), expected);
    }
}
