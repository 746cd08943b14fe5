//! Shows, lists, changes and removes users of the pool and of the table.

mod set;

use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use tools::visible;
use users::failure::{Failure, Kind};
use users::lookup::{self, Owner};
use users::options::Place;
use users::report::{ABOUT_TOKENS_OF_THE_REMOVED, print, print_json, tell};
use users::{EXIT_CODES, connection, prompt};

const EXAMPLES: &str = "\
Examples (in the workspace, write `cargo run --bin user_info --` instead of `user_info`):
  user_info show alice --stack-name claims
  user_info list --user-pool-id eu-west-1_a --table UserInfoTable
  user_info list --stack-name claims --json | jq -r 'select(.in != \"both\").userName'
  user_info set alice --project apollo --project gemini --department research --stack-name claims
  user_info set alice --department '' --attribute tier= --sign-out --stack-name claims
  user_info remove alice --stack-name claims

Without a pool, only the table is read and changed. list and show point out items without sub and items of\nanother user of the same name.";

/// Shows, lists, changes and removes users of the pool and of the table.
#[derive(Debug, Parser)]
#[command(
    name = "user_info",
    version,
    after_help = EXIT_CODES,
    after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"),
    max_term_width = 100
)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show one user.
    Show(Name),
    /// List all users, and mark those that are only in the pool or only in the table.
    List(Common),
    /// Change a user's projects, department or other attributes.
    Set(set::Set),
    /// Remove a user: the item, the sessions, the Cognito user.
    Remove(Remove),
}

#[derive(Debug, Args)]
struct Common {
    #[command(flatten)]
    place: Place,

    /// Print one JSON object for each user, and nothing else to the standard output.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct Name {
    /// The user name.
    name: String,

    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Args)]
struct Remove {
    /// The user name.
    name: String,

    /// Remove without a question.
    #[arg(long)]
    yes: bool,

    /// Print what would happen, and remove nothing.
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    common: Common,
}

// One request after the other; one thread is enough.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let done = match Line::parse().command {
        Command::Show(args) => show(&args).await,
        Command::List(args) => list(&args).await,
        Command::Set(args) => set::set(&args).await,
        Command::Remove(args) => remove(&args).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            tell(&format!("user_info: {failure}"));
            failure.exit_code()
        }
    }
}

async fn show(args: &Name) -> Result<(), Failure> {
    let stores = connection::connect(&args.common.place).await?;
    let (name, found) = lookup::find(&stores, &args.name).await?;
    if args.common.json {
        print_json(&found.json(&name));
        return Ok(());
    }
    for (title, value) in found.lines(&name) {
        print(&format!("{title:<14}{value}"));
    }
    Ok(())
}

async fn list(args: &Common) -> Result<(), Failure> {
    let stores = connection::connect(&args.place).await?;
    let users = lookup::list(&stores).await?;
    for (name, found) in &users {
        if args.json {
            print_json(&found.json(name));
        } else {
            print(&found.line(name));
        }
    }
    let at = |place: &str| users.values().filter(|found| found.place() == place).count();
    let owned_by = |owner: Owner| users.values().filter(|found| found.owner() == owner).count();
    let mut summary = format!("{} users", users.len());
    if stores.pool.is_some() {
        summary += &format!(", {} in the pool alone, {} in the table alone", at("pool"), at("table"));
    }
    for (count, what) in
        [(owned_by(Owner::Unknown), "items without sub"), (owned_by(Owner::Other), "items of another user")]
    {
        if count > 0 {
            summary += &format!(", {count} {what}");
        }
    }
    tell(&summary);
    Ok(())
}

async fn remove(args: &Remove) -> Result<(), Failure> {
    if !args.yes && !args.dry_run && !prompt::is_possible() {
        return Err(Failure::new(
            Kind::Usage,
            "there is no terminal to ask on; --yes removes without a question",
        ));
    }
    let stores = connection::connect(&args.common.place).await?;
    let (name, found) = lookup::find(&stores, &args.name).await?;
    let place = match found.place() {
        "both" => "pool and table",
        place => place,
    };
    let shown = visible::text(&name);
    if args.dry_run {
        print(&format!("{shown}: would be removed from {place}"));
        return Ok(());
    }
    if !args.yes {
        let answer = prompt::question(&format!("Remove {shown} from {place}? Type yes"))?;
        if answer != "yes" {
            return Err(Failure::new(Kind::Usage, "nothing was removed"));
        }
    }
    let done = lookup::remove(&stores, &name, &found).await?;
    if args.common.json {
        print_json(&serde_json::json!({"userName": name, "removed": done}).to_string());
    } else {
        print(&format!("{shown}: removed ({})", done.join(", ")));
    }
    tell(ABOUT_TOKENS_OF_THE_REMOVED);
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn command_line_is_valid() {
        Line::command().debug_assert();
    }
}
