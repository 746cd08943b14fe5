//! Reading of single variables.

use std::ffi::OsString;
use std::ops::RangeInclusive;

use super::ConfigError;

/// The characters of a value that an error quotes; enough to recognize it.
const QUOTED_CHARS: usize = 60;

/// The environment. An empty variable counts as not set, because deployment templates cannot leave
/// one out.
pub(super) struct Variables<F>(pub(super) F);

impl<F: Fn(&str) -> Option<OsString>> Variables<F> {
    /// Returns the value of `name`.
    pub(super) fn text(&self, name: &'static str) -> Result<Option<String>, ConfigError> {
        match self.0(name).map(OsString::into_string) {
            Some(Ok(value)) if !value.is_empty() => Ok(Some(value)),
            None | Some(Ok(_)) => Ok(None),
            Some(Err(value)) => Err(error(name, &value.to_string_lossy(), "it must be UTF-8".to_owned())),
        }
    }

    /// Returns the choice that the value equals in any letter case.
    pub(super) fn choice(
        &self,
        name: &'static str,
        choices: &[&'static str],
    ) -> Result<Option<&'static str>, ConfigError> {
        let Some(value) = self.text(name)? else { return Ok(None) };
        match choices.iter().find(|choice| choice.eq_ignore_ascii_case(&value)) {
            Some(choice) => Ok(Some(choice)),
            None => Err(error(name, &value, format!("allowed values are {}", choices.join(", ")))),
        }
    }

    /// Returns whether the value is `true`.
    pub(super) fn is_true(&self, name: &'static str) -> Result<bool, ConfigError> {
        Ok(self.choice(name, &["true", "false"])? == Some("true"))
    }

    /// Returns a whole number in `range`.
    pub(super) fn number(
        &self,
        name: &'static str,
        range: RangeInclusive<u64>,
        unit: &str,
    ) -> Result<Option<u64>, ConfigError> {
        let Some(value) = self.text(name)? else { return Ok(None) };
        match value.parse() {
            Ok(number) if range.contains(&number) => Ok(Some(number)),
            _ => {
                let (start, end) = (range.start(), range.end());
                Err(error(name, &value, format!("allowed is a whole number of {unit} from {start} to {end}")))
            }
        }
    }
}

/// Creates an error that quotes `value`, shortened.
pub(super) fn error(name: &'static str, value: &str, problem: String) -> ConfigError {
    let value = match value.char_indices().nth(QUOTED_CHARS) {
        Some((end, _)) => format!("{}...", value.get(..end).unwrap_or_default()),
        None => value.to_owned(),
    };
    ConfigError { name, value, problem }
}
