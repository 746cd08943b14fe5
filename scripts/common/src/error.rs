//! An error with its causes, in one line.

use std::error::Error;

/// Returns `error` and the causes behind it, separated by `: `, in one line.
///
/// A cause whose text is already there is left out, because some errors print their own source.
pub fn chain(error: &(dyn Error + 'static)) -> String {
    let mut chain = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !chain.contains(&text) {
            chain = format!("{chain}: {text}");
        }
        cause = error.source();
    }
    chain.split_whitespace().collect::<Vec<_>>().join(" ")
}
