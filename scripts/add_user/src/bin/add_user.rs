//! Provisions users in a Cognito user pool and in the function's table.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use tools::item::{Item, PrincipalTag};
use users::batch::Batch;
use users::failure::{Failure, Kind};
use users::options::{Place, attribute, attributes};
use users::prompt::Secret;
use users::provision::{FirstSignIn, NewUser, Provisioning};
use users::report::{about_tokens, print, print_json, tell};
use users::{EXIT_CODES, connection, prompt, rows};

const EXAMPLES: &str = "\
Examples (in the workspace, write `cargo run --bin add_user --` instead of `add_user`):
  add_user --stack-name claims                     asks for everything about the user
  add_user --user-pool-id eu-west-1_a --username alice --email alice@example.com \\
           --project apollo --project gemini --department engineering --invite
  add_user --stack-name claims --username alice ... --password-stdin < password.txt
  add_user --stack-name claims --table-only --username Google_1162 --project '' --department ''
  add_user --stack-name claims --csv users.csv --dry-run
  add_user --stack-name claims --csv users.csv --json --continue-on-error

A CSV file has the header row `username,email,projects,department`, with projects separated by `;`. Every
further column is an attribute of the item; a column that is given twice is a list. The whole file is
validated before the first request.

Cognito creates the user, without a password that anybody has; the item is written, under the name that
Cognito reports; the password is set or the invitation sent. If a step fails or the program is interrupted,
nobody can sign in without their claims, and the same command continues from there.

A department may hold what a principal tag may (STS session tags): 256 letters, digits, blanks and
_ . : / = + - @. --no-principal-tag allows others. Nothing may hold control, bidirectional or zero-width
characters.";

/// Creates users in a Cognito user pool, and writes their projects and department into the table.
///
/// On a terminal, it asks for what is missing. The same command a second time changes nothing; with other
/// data it prints the difference, and --update applies it.
#[derive(Debug, Parser)]
#[command(
    name = "add_user",
    version,
    after_help = EXIT_CODES,
    after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"),
    max_term_width = 100
)]
struct Args {
    /// The name to sign in with.
    #[arg(long, value_name = "NAME", help_heading = "User")]
    username: Option<String>,

    /// The e-mail address; it counts as verified.
    #[arg(long, value_name = "ADDRESS", help_heading = "User")]
    email: Option<String>,

    /// A project; repeat the option for more, or leave the value empty for none.
    #[arg(long = "project", value_name = "NAME", help_heading = "User")]
    projects: Option<Vec<String>>,

    /// The department; empty for none.
    #[arg(long, value_name = "NAME", help_heading = "User")]
    department: Option<String>,

    /// A further attribute of the item, such as tier=gold; the same name again makes a list.
    #[arg(long = "attribute", value_name = "NAME=VALUE", value_parser = attribute, help_heading = "User")]
    attributes: Vec<(String, String)>,

    /// Read the password from the first line of the standard input.
    #[arg(long, conflicts_with_all = ["invite", "table_only", "csv"], help_heading = "First sign-in")]
    password_stdin: bool,

    /// Let Cognito send an invitation by e-mail, with a temporary password.
    #[arg(long, conflicts_with = "table_only", help_heading = "First sign-in")]
    invite: bool,

    /// Write only the table, for a user whom Cognito has already or who comes from an identity provider.
    ///
    /// With a pool, the item gets the name and the sub that Cognito reports.
    #[arg(long, help_heading = "First sign-in")]
    table_only: bool,

    /// Provision the users of this file, or - for the standard input; they are invited.
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = ["username", "email", "projects", "department", "attributes"],
        help_heading = "Many users"
    )]
    csv: Option<PathBuf>,

    /// Continue with the next row after one failed.
    #[arg(long, requires = "csv", help_heading = "Many users")]
    continue_on_error: bool,

    /// Users at the same time, 1 to 32.
    ///
    /// Cognito creates 50 users per second for most accounts; when it throttles, all slow down.
    #[arg(
        long,
        value_name = "NUMBER",
        default_value = "8",
        value_parser = clap::value_parser!(u8).range(1..=32),
        requires = "csv",
        help_heading = "Many users"
    )]
    concurrency: u8,

    #[command(flatten)]
    place: Place,

    /// Apply differences to what is stored.
    #[arg(long, help_heading = "Behavior")]
    update: bool,

    /// Print what would happen, and write nothing.
    #[arg(long, help_heading = "Behavior")]
    dry_run: bool,

    /// Allow any characters in the department, because it becomes no principal tag.
    #[arg(long, help_heading = "Behavior")]
    no_principal_tag: bool,

    /// Print one JSON object for each user, and nothing else to the standard output.
    ///
    /// Its members: userName, result (added, updated, resumed, unchanged; null on failure), dryRun,
    /// steps, differences (field, stored, wanted), notes, error, exitCode, and line with --csv.
    #[arg(long, help_heading = "Behavior")]
    json: bool,
}

// The program waits for answers; one thread is enough for many of them.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(&Args::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            tell(&format!("add_user: {failure}"));
            failure.exit_code()
        }
    }
}

async fn run(args: &Args) -> Result<(), Failure> {
    let tag = if args.no_principal_tag { PrincipalTag::Nothing } else { PrincipalTag::Department };
    if !args.table_only && args.place.user_pool_id.is_none() && args.place.stack_name.is_none() {
        let text = "no user pool: name one with --user-pool-id or --stack-name, or write only the table with --table-only";
        return Err(Failure::new(Kind::Usage, text));
    }
    if let Some(file) = &args.csv {
        let rows = rows::read(file, !args.table_only, tag)?;
        let stores = connection::connect(&args.place).await?;
        let first_sign_in = (!args.table_only).then_some(FirstSignIn::Invitation);
        let provisioning =
            Provisioning { stores: &stores, first_sign_in, update: args.update, dry_run: args.dry_run };
        let concurrency = usize::from(args.concurrency);
        let batch = Batch { concurrency, continue_on_error: args.continue_on_error, json: args.json };
        if batch.run(&provisioning, rows).await? {
            tell(&about_tokens(stores.pool.as_ref().map(|pool| pool.id()), "NAME"));
        }
        return Ok(());
    }
    let user = user(args, tag)?;
    let first_sign_in = first_sign_in(args, &user.item.user_name)?;
    let stores = connection::connect(&args.place).await?;
    let provisioning =
        Provisioning { stores: &stores, first_sign_in, update: args.update, dry_run: args.dry_run };
    let outcome = provisioning.run(&user).await;
    for note in &outcome.notes {
        tell(&format!("note: {note}"));
    }
    if args.json {
        print_json(&outcome.json(None));
    } else if outcome.result.is_ok() {
        print(&outcome.text());
    }
    if outcome.has_changed_rights() {
        tell(&about_tokens(stores.pool.as_ref().map(|pool| pool.id()), &outcome.user_name));
    }
    outcome.result.map(drop)
}

/// The user, from the options and from what is answered.
fn user(args: &Args, tag: PrincipalTag) -> Result<NewUser, Failure> {
    let mut missing = Vec::new();
    let mut ask = |given: &Option<String>, option: &str, question: &str| match given {
        Some(given) => Ok(given.clone()),
        None if prompt::is_possible() => prompt::question(question),
        None => {
            missing.push(option.to_owned());
            Ok(String::new())
        }
    };
    let user_name = ask(&args.username, "--username", "User name")?;
    let email = if args.table_only {
        args.email.clone()
    } else {
        Some(ask(&args.email, "--email", "E-mail address")?)
    };
    let projects: BTreeSet<String> = match &args.projects {
        Some(given) => given.iter().filter(|project| !project.is_empty()).cloned().collect(),
        None => {
            let answer = ask(&None, "--project (empty for none)", "Projects, separated by ;, or none")?;
            rows::projects(&answer).collect()
        }
    };
    let department = ask(&args.department, "--department (empty for none)", "Department, or none")?;
    let says_how = args.password_stdin || args.invite || args.table_only || args.dry_run;
    if !says_how && !prompt::is_possible() {
        missing.push("--invite or --password-stdin".to_owned());
    }
    if !missing.is_empty() {
        let text = format!("there is no terminal to ask on, and these are missing: {}", missing.join(", "));
        return Err(Failure::new(Kind::Usage, text));
    }
    let department = Some(department).filter(|department| !department.is_empty());
    let attributes = attributes(args.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let item = Item { user_name, projects, department, attributes, sub: None };
    let faults = item.faults(tag).into_iter().map(|fault| fault.to_string());
    let faults: Vec<_> = faults.chain(email.as_deref().and_then(rows::email_fault)).collect();
    if faults.is_empty() {
        Ok(NewUser { email, item })
    } else {
        Err(Failure::new(Kind::Usage, faults.join("; ")))
    }
}

fn first_sign_in(args: &Args, user_name: &str) -> Result<Option<FirstSignIn>, Failure> {
    Ok(if args.table_only {
        None
    } else if args.invite {
        Some(FirstSignIn::Invitation)
    } else if args.dry_run {
        Some(FirstSignIn::Password(Secret::unused()))
    } else if args.password_stdin {
        Some(FirstSignIn::Password(prompt::password_from_stdin()?))
    } else {
        Some(FirstSignIn::Password(prompt::password(user_name)?))
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn command_line_is_valid() {
        Args::command().debug_assert();
    }
}
