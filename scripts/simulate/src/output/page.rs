//! Aligned and wrapped lines for a terminal.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use textwrap::core::display_width;
use textwrap::{Options, WordSplitter, WrapAlgorithm};
use tools::visible;

/// The width that every terminal has, in columns.
const WIDTH: usize = 80;

/// The maximum width of a column of names; the value of a longer name stands on the next line.
const MAX_NAME_WIDTH: usize = 22;

pub(crate) const PLAIN: Style = Style::new();
pub(crate) const TITLE: Style = Style::new().bold();
pub(crate) const FAINT: Style = Style::new().dimmed();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const NOTICE: Style = AnsiColor::Yellow.on_default();
pub(crate) const BAD: Style = AnsiColor::Red.on_default();

/// A name and its value, with a mark before them.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) mark: char,
    pub(crate) style: Style,
    pub(crate) name: String,
    pub(crate) value: String,
    /// A note on the value, on a line of its own.
    pub(crate) note: Option<String>,
}

impl Row {
    /// Returns a row without a mark and without a note.
    pub(crate) fn new(style: Style, name: &str, value: impl Into<String>) -> Self {
        Self { mark: ' ', style, name: name.to_owned(), value: value.into(), note: None }
    }
}

/// Text that grows line by line.
#[derive(Debug, Default)]
pub(crate) struct Page(String);

impl Page {
    /// Adds a paragraph.
    pub(crate) fn line(&mut self, style: Style, text: &str) {
        self.wrap(style, "", text, 0);
    }

    /// Adds a title, after an empty line unless it is the first line.
    pub(crate) fn title(&mut self, text: &str) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.line(TITLE, text);
    }

    /// Adds one of several paragraphs below a title.
    pub(crate) fn item(&mut self, style: Style, text: &str) {
        self.wrap(style, "  ", text, 4);
    }

    pub(crate) fn blank(&mut self) {
        self.0.push('\n');
    }

    /// Adds lines whose names form a column.
    pub(crate) fn rows(&mut self, rows: &[Row]) {
        let longest =
            rows.iter().map(|row| display_width(&visible::text(&row.name))).max().unwrap_or_default();
        let column = longest.min(MAX_NAME_WIDTH);
        let indent = 2 + 2 + column + 2;
        for Row { mark, style, name, value, note } in rows {
            let name = visible::text(name);
            let width = display_width(&name);
            if width > column {
                self.wrap(*style, &format!("  {mark} "), &name, 4);
                self.wrap(*style, &" ".repeat(indent), value, indent);
            } else {
                let head = format!("  {mark} {name}{}", " ".repeat(column + 2 - width));
                self.wrap(*style, &head, value, indent);
            }
            if let Some(note) = note {
                self.wrap(FAINT, &" ".repeat(indent), note, indent);
            }
        }
    }

    pub(crate) fn into_text(self) -> String {
        self.0
    }

    /// Adds `head` and `text`, wrapped, with every line but the first indented by `indent` columns.
    fn wrap(&mut self, style: Style, head: &str, text: &str, indent: usize) {
        let text = visible::text(text);
        let subsequent = " ".repeat(indent);
        let options = Options::new(WIDTH)
            .initial_indent(head)
            .subsequent_indent(&subsequent)
            .wrap_algorithm(WrapAlgorithm::FirstFit)
            // A hyphen is part of an option or a value, which must stay in one piece.
            .word_splitter(WordSplitter::NoHyphenation);
        let lines = if text.trim().is_empty() { vec![head.into()] } else { textwrap::wrap(&text, options) };
        for line in lines {
            // Writing to a string cannot fail.
            let _ = writeln!(self.0, "{style}{}{style:#}", line.trim_end());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_has_its_value_on_the_next_line() {
        let row = |name: &str| Row { mark: '+', ..Row::new(PLAIN, name, "1") };
        let mut page = Page::default();
        page.rows(&[row("a"), row(&"n".repeat(100)), Row::new(PLAIN, "empty", "")]);
        let text = page.into_text();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.iter().filter_map(|line| line.find('1')).collect::<Vec<_>>(), [28, 28], "{text}");
        assert!(lines.iter().all(|line| display_width(line) <= WIDTH), "{text}");
        assert_eq!(text.matches('n').count(), 100);
        assert!(text.contains("    empty"));
    }
}
