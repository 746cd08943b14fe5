//! Aligned lines for a terminal of 80 columns.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

/// The columns that every terminal has.
const WIDTH: usize = 80;

/// The widest that a column of names gets; a longer name has its value on the next line.
const MAX_NAME_WIDTH: usize = 22;

pub(crate) const PLAIN: Style = Style::new();
pub(crate) const TITLE: Style = Style::new().bold();
pub(crate) const FAINT: Style = Style::new().dimmed();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const NOTICE: Style = AnsiColor::Yellow.on_default();
pub(crate) const BAD: Style = AnsiColor::Red.on_default();

/// A name with a value, and a mark before it.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) mark: char,
    pub(crate) style: Style,
    pub(crate) name: String,
    pub(crate) value: String,
    /// What is to be known of the value, on a line of its own.
    pub(crate) note: Option<String>,
}

/// Text that grows line by line.
#[derive(Debug, Default)]
pub(crate) struct Page(String);

impl Page {
    /// A line of its own; what is too long for it goes on below.
    pub(crate) fn line(&mut self, style: Style, text: &str) {
        self.wrapped(style, "", text, 0);
    }

    pub(crate) fn blank(&mut self) {
        self.0.push('\n');
    }

    /// Lines with their names in one column.
    pub(crate) fn rows(&mut self, rows: &[Row]) {
        let longest = rows.iter().map(|row| width(&one_line(&row.name))).max().unwrap_or_default();
        let column = longest.min(MAX_NAME_WIDTH);
        let indent = 2 + 2 + column + 2;
        for Row { mark, style, name, value, note } in rows {
            let name = one_line(name);
            let head = format!("  {mark} {name}{}", " ".repeat((column + 2).saturating_sub(width(&name))));
            if width(&name) > column {
                self.wrapped(*style, "", head.trim_end(), 4);
                self.wrapped(*style, &" ".repeat(indent), value, indent);
            } else {
                self.wrapped(*style, &head, value, indent);
            }
            if let Some(note) = note {
                self.wrapped(FAINT, &" ".repeat(indent), note, indent);
            }
        }
    }

    pub(crate) fn into_text(self) -> String {
        self.0
    }

    /// `head` and then `text`, broken between words where that is possible, with what goes on below
    /// indented by `indent`.
    fn wrapped(&mut self, style: Style, head: &str, text: &str, indent: usize) {
        let room = WIDTH.saturating_sub(indent.max(width(head))).max(1);
        let mut head = head.to_owned();
        for part in broken(&one_line(text), room) {
            let line = format!("{head}{part}");
            // Writing to a string never fails.
            let _ = writeln!(self.0, "{style}{}{style:#}", line.trim_end());
            head = " ".repeat(indent);
        }
    }
}

/// `text` in pieces of at most `room` characters.
fn broken(text: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_inclusive(' ') {
        let mut line = lines.pop().unwrap_or_default();
        if width(&line) > 0 && width(&line) + width(word.trim_end()) > room {
            lines.push(std::mem::take(&mut line));
        }
        for char in word.chars() {
            if width(&line) == room {
                lines.push(std::mem::take(&mut line));
            }
            // No line starts with the blank that ended the one before.
            if !(char == ' ' && line.is_empty() && !lines.is_empty()) {
                line.push(char);
            }
        }
        lines.push(line);
    }
    lines
}

/// `text` without anything that would move a terminal's cursor or change its colours.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for char in text.chars() {
        if char.is_control() || is_direction_mark(char) {
            line.extend(char.escape_unicode());
        } else {
            line.push(char);
        }
    }
    line
}

/// Marks that show text in another order than it has.
fn is_direction_mark(char: char) -> bool {
    matches!(char, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}' | '\u{2066}'..='\u{2069}')
}

fn width(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_and_nothing_is_too_wide() {
        let long = "x".repeat(200);
        for text in ["", "a", "a b  c", &long, &format!("word {long} word {long}")] {
            for room in [1, 7, 80] {
                let lines = broken(text, room);
                assert!(lines.iter().all(|line| width(line) <= room), "{lines:?}");
                let bare = |text: &str| text.replace(' ', "");
                assert_eq!(bare(&lines.concat()), bare(text));
            }
        }
        assert_eq!(broken("one two three", 8), ["one two ", "three"]);
    }

    #[test]
    fn a_value_cannot_speak_to_the_terminal() {
        assert_eq!(one_line("a\u{1b}[2J\n\u{9b}\u{202e}ü"), "a\\u{1b}[2J\\u{a}\\u{9b}\\u{202e}ü");
    }

    #[test]
    fn a_long_name_has_its_value_below() {
        let row = |name: &str| Row {
            mark: '+',
            style: PLAIN,
            name: name.to_owned(),
            value: "1".to_owned(),
            note: None,
        };
        let mut page = Page::default();
        page.rows(&[row("a"), row(&"n".repeat(100))]);
        let text = page.into_text();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.first().unwrap().find('1'), Some(28));
        assert_eq!(lines.last().unwrap().find('1'), Some(28));
        assert!(lines.iter().all(|line| width(line) <= WIDTH), "{text}");
    }
}
