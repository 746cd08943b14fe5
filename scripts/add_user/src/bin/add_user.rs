//! Adds people to a Cognito user pool and to the function's table, without a half-done state.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use people::adding::{Entry, Order, Person};
use people::ask::Secret;
use people::batch::Batch;
use people::failure::{Failure, Kind};
use people::options::{Place, attribute};
use people::report::{about_tokens, print, tell};
use people::{EXIT_CODES, ask, connection, rows};
use tools::item::{Item, NewValue, PrincipalTag};

const EXAMPLES: &str = "\
Examples (from the workspace, put `cargo run --bin add_user --` in the place of `add_user`):
  add_user --stack-name claims                     asks for everything about the person
  add_user --user-pool-id eu-west-1_a --username alice --email alice@example.com \\
           --project apollo --project gemini --department engineering --invite
  add_user ... --username alice ... --password-stdin < password
  add_user --table UserInfoTable --table-only --username Google_1162 --project '' --department ''
  add_user --stack-name claims --csv people.csv --json --continue-on-error
  add_user --stack-name claims --csv people.csv --dry-run

A CSV file has a first row `username,email,projects,department`, with projects separated by `;`; any
further column is an attribute of the table. All of it is checked before the first row is written.

The steps: Cognito creates the user, without a password that anybody has; the item is written, under
the name that Cognito reports; the password is set or the invitation sent. Whatever fails, and
wherever it is interrupted, nobody can sign in without their claims, and the same command goes on.

A department may hold what a principal tag may (STS session tags): 256 letters, digits, blanks and
_ . : / = + - @. --no-principal-tag takes others. A project or department holds no control characters;
a comma or a blank in a project is warned of, since the claim encodings csv and space part there.";

/// Adds people to a Cognito user pool, and their projects and department to the table.
///
/// What is missing is asked for on a terminal. The same command a second time changes nothing; with
/// other data it says the difference, and applies it with --update.
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
    #[arg(long, value_name = "NAME", help_heading = "The person")]
    username: Option<String>,

    /// The e-mail address; it counts as verified.
    #[arg(long, value_name = "ADDRESS", help_heading = "The person")]
    email: Option<String>,

    /// A project; give it again for another one, and empty for none.
    #[arg(long = "project", value_name = "NAME", help_heading = "The person")]
    projects: Option<Vec<String>>,

    /// The department; empty for none.
    #[arg(long, value_name = "NAME", help_heading = "The person")]
    department: Option<String>,

    /// A further attribute of the table, such as tier=gold; give it again for another one.
    #[arg(long = "attribute", value_name = "NAME=VALUE", value_parser = attribute, help_heading = "The person")]
    attributes: Vec<(String, String)>,

    /// Read the password from the standard input: its first line.
    #[arg(long, conflicts_with_all = ["invite", "table_only", "csv"], help_heading = "How they get in")]
    password_stdin: bool,

    /// Let Cognito send an invitation by e-mail, with a password to be changed.
    #[arg(long, conflicts_with = "table_only", help_heading = "How they get in")]
    invite: bool,

    /// Write the table alone: for a user whom Cognito has already, or who comes from a federation.
    ///
    /// With a pool, the item gets the name and the sub that Cognito reports.
    #[arg(long, help_heading = "How they get in")]
    table_only: bool,

    /// Add the people of this file, or - for the standard input; they are invited.
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = ["username", "email", "projects", "department", "attributes"],
        help_heading = "Many at once"
    )]
    csv: Option<PathBuf>,

    /// Go on with the next row where one fails.
    #[arg(long, requires = "csv", help_heading = "Many at once")]
    continue_on_error: bool,

    /// People at the same time, 1 to 32.
    ///
    /// Cognito creates 50 users a second for most accounts; where it throttles, all slow down.
    #[arg(
        long,
        value_name = "NUMBER",
        default_value = "8",
        value_parser = clap::value_parser!(u8).range(1..=32),
        requires = "csv",
        help_heading = "Many at once"
    )]
    concurrency: u8,

    #[command(flatten)]
    place: Place,

    /// Change what is stored where it differs.
    #[arg(long, help_heading = "What happens")]
    update: bool,

    /// Say what would happen, and write nothing.
    #[arg(long, help_heading = "What happens")]
    dry_run: bool,

    /// The department becomes no principal tag: it may hold any characters.
    #[arg(long, help_heading = "What happens")]
    no_principal_tag: bool,

    /// Print one JSON object for each person, and nothing else to the standard output.
    ///
    /// Its members: userName, result (added, updated, resumed, unchanged; null on failure), dryRun,
    /// steps, differences (field, stored, wanted), notes, error, exitCode, and line with --csv.
    #[arg(long, help_heading = "What happens")]
    json: bool,
}

// Adding people is waiting for answers; one thread is enough for many of them.
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
        let text = "no user pool: name one with --user-pool-id or --stack-name, or write the --table-only";
        return Err(Failure::new(Kind::Usage, text));
    }
    if let Some(file) = &args.csv {
        let rows = rows::read(file, !args.table_only, tag)?;
        let stores = connection::connect(&args.place).await?;
        let entry = (!args.table_only).then_some(Entry::Invitation);
        let order = Order { stores: &stores, entry, update: args.update, dry_run: args.dry_run };
        let concurrency = usize::from(args.concurrency);
        let batch = Batch { concurrency, continue_on_error: args.continue_on_error, json: args.json };
        if batch.run(&order, rows).await? {
            tell(&about_tokens(stores.pool.as_ref().map(|pool| pool.id()), "NAME"));
        }
        return Ok(());
    }
    let person = person(args, tag)?;
    let entry = entry(args, &person.item.user_name)?;
    let stores = connection::connect(&args.place).await?;
    let order = Order { stores: &stores, entry, update: args.update, dry_run: args.dry_run };
    let outcome = order.add(&person).await;
    for note in &outcome.notes {
        tell(&format!("note: {note}"));
    }
    if args.json {
        print(&outcome.json(None));
    } else if outcome.result.is_ok() {
        print(&outcome.text());
    }
    if outcome.has_changed_rights() {
        tell(&about_tokens(stores.pool.as_ref().map(|pool| pool.id()), &outcome.user_name));
    }
    outcome.result.map(drop)
}

/// The person, of what was given and what is answered.
fn person(args: &Args, tag: PrincipalTag) -> Result<Person, Failure> {
    let mut missing = Vec::new();
    let mut ask = |given: &Option<String>, option: &str, question: &str| match given {
        Some(given) => Ok(given.clone()),
        None if ask::is_possible() => ask::question(question),
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
    if !says_how && !ask::is_possible() {
        missing.push("--invite or --password-stdin".to_owned());
    }
    if !missing.is_empty() {
        let text = format!("there is no terminal to ask on, and these are missing: {}", missing.join(", "));
        return Err(Failure::new(Kind::Usage, text));
    }
    let department = Some(department).filter(|department| !department.is_empty());
    let attributes =
        args.attributes.iter().map(|(name, value)| (name.clone(), NewValue::Text(value.clone()))).collect();
    let item = Item { user_name, projects, department, attributes, sub: None };
    let faults = item.faults(tag).into_iter().map(|fault| fault.to_string());
    let faults: Vec<_> = faults.chain(email.as_deref().and_then(rows::email_fault)).collect();
    if faults.is_empty() {
        Ok(Person { email, item })
    } else {
        Err(Failure::new(Kind::Usage, faults.join("; ")))
    }
}

fn entry(args: &Args, user_name: &str) -> Result<Option<Entry>, Failure> {
    Ok(if args.table_only {
        None
    } else if args.invite {
        Some(Entry::Invitation)
    } else if args.dry_run {
        Some(Entry::Password(Secret::unused()))
    } else if args.password_stdin {
        Some(Entry::Password(ask::password_from_stdin()?))
    } else {
        Some(Entry::Password(ask::password(user_name)?))
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_makes_sense() {
        Args::command().debug_assert();
    }
}
