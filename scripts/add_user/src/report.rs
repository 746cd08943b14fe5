//! The result for a user, to read or for scripts.

use std::io::{self, Write as _};

use serde::Serialize;
use serde_json::json;
use tools::visible;

use crate::diff::Difference;
use crate::failure::{Failure, Kind};

/// How provisioning a user ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The user was created.
    Added,
    /// The user existed with other data, which was applied.
    Updated,
    /// An earlier run was interrupted; this one completed the user.
    Resumed,
    /// The user existed with this data.
    Unchanged,
}

/// One thing that was done, or would be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Cognito has created the user.
    CreateUser,
    /// The table has a new item.
    PutItem,
    /// The table has another item in the place of an earlier one, or other attributes.
    UpdateItem,
    /// The user has another e-mail address.
    SetEmail,
    /// The user has a password.
    SetPassword,
    /// The invitation is on its way.
    SendInvitation,
    /// The user that this run had created is gone again.
    DeleteUser,
}

impl Step {
    fn words(self) -> &'static str {
        match self {
            Self::CreateUser => "user created",
            Self::PutItem => "item written",
            Self::UpdateItem => "item changed",
            Self::SetEmail => "e-mail address changed",
            Self::SetPassword => "password set",
            Self::SendInvitation => "invitation sent",
            Self::DeleteUser => "user deleted again",
        }
    }
}

/// The result for one user.
#[derive(Debug)]
pub struct Outcome {
    /// The name, as Cognito reports it where that is known.
    pub user_name: String,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// The result.
    pub result: Result<Verdict, Failure>,
    /// What was done.
    pub steps: Vec<Step>,
    /// What differed in the pool or the table.
    pub differences: Vec<Difference>,
    /// Warnings.
    pub notes: Vec<String>,
}

impl Outcome {
    /// Starts the outcome of a user.
    pub fn new(user_name: &str, dry_run: bool) -> Self {
        Self {
            user_name: user_name.to_owned(),
            dry_run,
            result: Ok(Verdict::Unchanged),
            steps: Vec::new(),
            differences: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// What the exit code stands for, unless it is 0.
    pub fn kind(&self) -> Option<Kind> {
        self.result.as_ref().err().map(|failure| failure.kind)
    }

    /// Whether the rights of an existing user changed.
    pub fn has_changed_rights(&self) -> bool {
        !self.dry_run && self.steps.contains(&Step::UpdateItem)
    }

    /// One line to read.
    pub fn text(&self) -> String {
        let verdict = match &self.result {
            Ok(verdict) => verdict,
            Err(failure) => return failure.to_string(),
        };
        let word = match (verdict, self.dry_run) {
            (Verdict::Added, false) => "added",
            (Verdict::Added, true) => "would be added",
            (Verdict::Updated, false) => "updated",
            (Verdict::Updated, true) => "would be updated",
            (Verdict::Resumed, false) => "completed",
            (Verdict::Resumed, true) => "would be completed",
            (Verdict::Unchanged, _) => "unchanged",
        };
        let steps: Vec<_> = self.steps.iter().map(|step| step.words()).collect();
        let steps = if steps.is_empty() { String::new() } else { format!(" ({})", steps.join(", ")) };
        format!("{}: {word}{steps}", visible::text(&self.user_name))
    }

    /// One JSON object; `row` is the line of the file.
    pub fn json(&self, row: Option<u64>) -> String {
        let mut object = json!({
            "userName": self.user_name,
            "result": self.result.as_ref().ok(),
            "dryRun": self.dry_run,
            "steps": self.steps,
            "differences": self.differences,
            "notes": self.notes,
            "error": self.result.as_ref().err().map(ToString::to_string),
            "exitCode": self.kind().map_or(0, |kind| kind as u8),
        });
        if let (Some(object), Some(row)) = (object.as_object_mut(), row) {
            object.insert("line".to_owned(), row.into());
        }
        object.to_string()
    }
}

/// The message after rights changed.
pub fn about_tokens(pool: Option<&str>, user_name: &str) -> String {
    let pool = pool.unwrap_or("POOL");
    format!(
        "Tokens that were issued before keep the old claims until they expire: one hour, unless the app client says \
         otherwise.\nTo end the sessions, so that no refresh issues a new token: aws cognito-idp admin-user-global-sign-out \
         --user-pool-id {pool} --username {user_name}\nA service that verifies only signature and expiry \
         accepts the old token until it expires."
    )
}

/// The message after a user was removed.
pub const ABOUT_TOKENS_OF_THE_REMOVED: &str = "Tokens that were issued before stay valid until they expire, for an API that \
    checks just signature and expiry: an hour, unless the app client says otherwise. No new ones are issued.";

/// Prints a line of text to the standard output. A reader that closed it is no error.
pub fn print(line: &str) {
    drop(writeln!(io::stdout().lock(), "{}", visible::lines(line)));
}

/// Prints a line of JSON to the standard output.
pub fn print_json(json: &str) {
    drop(writeln!(io::stdout().lock(), "{}", visible::json(json)));
}

/// Prints a message to the standard error; where that cannot be written, nobody can be told.
pub fn tell(message: &str) {
    drop(writeln!(io::stderr().lock(), "{}", visible::lines(message)));
}
