//! Questions on the terminal.

use std::fmt;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use crate::failure::{Failure, Kind};

/// The attempts to type a password twice the same.
const TRIES: u32 = 3;

/// A password: never shown, not even by a debug form.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// A placeholder for a run that writes nothing.
    pub fn unused() -> Self {
        Self(String::new())
    }

    /// The password itself.
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(..)")
    }
}

/// Whether there is a terminal to ask on.
pub fn is_possible() -> bool {
    io::stdin().is_terminal()
}

/// Asks one question. The answer may be empty.
///
/// # Errors
/// The terminal went away.
pub fn question(text: &str) -> Result<String, Failure> {
    // Not to the standard output, which is for results.
    let mut stderr = io::stderr().lock();
    write!(stderr, "{text}: ").and_then(|()| stderr.flush()).map_err(went_away)?;
    let mut answer = String::new();
    match io::stdin().lock().read_line(&mut answer).map_err(went_away)? {
        0 => Err(Failure::new(Kind::Usage, "the input ended before all was answered")),
        _ => Ok(answer.trim().to_owned()),
    }
}

/// Asks for a password twice, without showing it.
///
/// # Errors
/// None was given, or the second one always differed.
pub fn password(user_name: &str) -> Result<Secret, Failure> {
    for _ in 0..TRIES {
        let first = rpassword::prompt_password(format!("Password of {user_name}: ")).map_err(went_away)?;
        if first.is_empty() {
            return Err(Failure::new(Kind::Usage, "no password was given; use --invite to do without"));
        }
        let second = rpassword::prompt_password("The same again: ").map_err(went_away)?;
        if first == second {
            return Ok(Secret(first));
        }
        writeln!(io::stderr(), "The passwords differ.").map_err(went_away)?;
    }
    Err(Failure::new(Kind::Usage, "the two passwords differed every time"))
}

/// Reads a password from the standard input: its first line.
///
/// # Errors
/// There is none.
pub fn password_from_stdin() -> Result<Secret, Failure> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).map_err(went_away)?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        return Err(Failure::new(Kind::Usage, "--password-stdin: the standard input has no password"));
    }
    Ok(Secret(password.to_owned()))
}

fn went_away(error: io::Error) -> Failure {
    Failure::new(Kind::Usage, format!("the terminal or the input can't be read: {error}"))
}
