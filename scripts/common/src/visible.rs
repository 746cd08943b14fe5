//! Makes characters visible that a terminal would act on or hide.
//!
//! Whoever may write an item, or a user who may write an attribute, chooses text that an administrator's
//! terminal prints. Escape sequences could rewrite what stands above, line feeds could fake a line,
//! bidirectional controls could reverse it, and zero-width characters make two names look alike.

use std::borrow::Cow;

use icu_properties::props::{BidiControl, DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};

/// Whether `char` is a control character, a line or paragraph separator, a bidirectional control, or has
/// no width. Unicode calls the last ones "default ignorable" and "format".
pub fn is_hidden(char: char) -> bool {
    char.is_control()
        || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(char)
        || CodePointSetData::new::<BidiControl>().contains(char)
        || matches!(
            CodePointMapData::<GeneralCategory>::new().get(char),
            GeneralCategory::Format | GeneralCategory::LineSeparator | GeneralCategory::ParagraphSeparator
        )
}

/// Returns `text` with every [hidden](is_hidden) character as an escape of Rust, such as `\n` or
/// `\u{202e}`.
pub fn text(text: &str) -> Cow<'_, str> {
    escaped(text, is_hidden, |visible, char| visible.extend(char.escape_default()))
}

/// Returns `lines` as [`text`] does, but keeps line feeds and tabs: for a message that was put together of
/// several lines. Each value in it must have gone through [`text`].
pub fn lines(lines: &str) -> Cow<'_, str> {
    let is_escaped = |char| is_hidden(char) && !matches!(char, '\n' | '\t');
    escaped(lines, is_escaped, |visible, char| visible.extend(char.escape_default()))
}

/// Returns the JSON text `json` with every hidden character in its strings as `\uXXXX`, so that it stays
/// the same JSON. `json` is compact: it has no line feeds between values.
pub fn json(json: &str) -> Cow<'_, str> {
    escaped(json, is_hidden, |visible, char| {
        for unit in char.encode_utf16(&mut [0; 2]) {
            visible.push_str(&format!("\\u{unit:04x}"));
        }
    })
}

fn escaped(
    text: &str,
    is_escaped: impl Fn(char) -> bool,
    escape: impl Fn(&mut String, char),
) -> Cow<'_, str> {
    if !text.chars().any(&is_escaped) {
        return Cow::Borrowed(text);
    }
    let mut visible = String::with_capacity(text.len());
    for char in text.chars() {
        if is_escaped(char) { escape(&mut visible, char) } else { visible.push(char) }
    }
    Cow::Owned(visible)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_acts_on_or_hides_is_escaped() {
        for (hidden, escape) in [
            ("\u{1b}[2J", r"\u{1b}[2J"),
            ("a\nb\r\tc", r"a\nb\r\tc"),
            ("\u{9b}31m", r"\u{9b}31m"),
            ("\u{7f}", r"\u{7f}"),
            ("\u{2028}\u{2029}", r"\u{2028}\u{2029}"),
            ("\u{202e}\u{2066}\u{61c}", r"\u{202e}\u{2066}\u{61c}"),
            ("\u{200b}\u{200d}\u{feff}\u{ad}", r"\u{200b}\u{200d}\u{feff}\u{ad}"),
            ("\u{fe0f}\u{3164}\u{e0041}", r"\u{fe0f}\u{3164}\u{e0041}"),
        ] {
            assert_eq!(text(hidden), escape);
        }
        for visible in ["Müller & Söhne", "研究 3", "\u{1f600}", "e\u{301}", "हिन्दी", "\\n"]
        {
            assert_eq!(text(visible), visible);
        }
    }

    #[test]
    fn escaped_json_is_the_same_json() {
        let value = serde_json::json!({"a\u{202e}": "\u{9b}\n\u{e0041}"});
        let shown = json(&value.to_string()).into_owned();
        assert!(!shown.chars().any(is_hidden), "{shown}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
    }
}
