//! Shows and changes what Cognito and the function's table say of people.

use std::collections::BTreeSet;
use std::process::ExitCode;

use claim_enrichment::dynamodb::{Change, Condition, NewValue};
use claim_enrichment::item::{DEPARTMENT, Item, PROJECTS, PrincipalTag};
use clap::{Args, Parser, Subcommand};
use people::failure::{Failure, Kind};
use people::options::{Place, attribute};
use people::report::{ABOUT_TOKENS_OF_THE_REMOVED, about_tokens, print, tell};
use people::{EXIT_CODES, ask, connection, looking, stored};

const EXAMPLES: &str = "\
Examples (from the workspace, put `cargo run --bin user_info --` in the place of `user_info`):
  user_info show alice --stack-name claims
  user_info list --user-pool-id eu-west-1_a --table UserInfoTable
  user_info list --stack-name claims --json | jq -r 'select(.in != \"both\").userName'
  user_info set alice --project apollo --project gemini --department research --stack-name claims
  user_info set alice --department '' --attribute tier= --sign-out --stack-name claims
  user_info remove alice --stack-name claims

Without a pool, the table alone is looked at and changed.";

/// Shows and changes what Cognito and the table say of people.
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
    /// Show one person.
    Show(Name),
    /// List everybody, and mark who is in the pool or in the table alone.
    List(Common),
    /// Change a person's projects, department or other attributes.
    Set(Set),
    /// Remove a person: the item, their sessions, the Cognito user.
    Remove(Remove),
}

#[derive(Debug, Args)]
struct Common {
    #[command(flatten)]
    place: Place,

    /// Print one JSON object for each person, and nothing else to the standard output.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct Name {
    /// The person's user name.
    name: String,

    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Args)]
struct Set {
    /// The person's user name.
    name: String,

    /// A project, instead of those before; give it again for another one, and empty for none.
    #[arg(long = "project", value_name = "NAME")]
    projects: Option<Vec<String>>,

    /// The department; empty for none.
    #[arg(long, value_name = "NAME")]
    department: Option<String>,

    /// A further attribute, such as tier=gold; with nothing behind the = it is taken away.
    #[arg(long = "attribute", value_name = "NAME=VALUE", value_parser = attribute)]
    attributes: Vec<(String, String)>,

    /// End the person's sessions too.
    #[arg(long)]
    sign_out: bool,

    /// Say what would happen, and write nothing.
    #[arg(long)]
    dry_run: bool,

    /// The department becomes no principal tag: it may hold any characters.
    #[arg(long)]
    no_principal_tag: bool,

    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Args)]
struct Remove {
    /// The person's user name.
    name: String,

    /// Don't ask.
    #[arg(long)]
    yes: bool,

    /// Say what would happen, and remove nothing.
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
        Command::Set(args) => set(&args).await,
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
    let (name, known) = looking::find(&stores, &args.name).await?;
    if args.common.json {
        print(&known.json(&name));
        return Ok(());
    }
    for (title, value) in known.lines(&name) {
        print(&format!("{title:<14}{value}"));
    }
    Ok(())
}

async fn list(args: &Common) -> Result<(), Failure> {
    let stores = connection::connect(&args.place).await?;
    let people = looking::everybody(&stores).await?;
    let (mut pool_alone, mut table_alone) = (0, 0);
    for (name, known) in &people {
        match known.place() {
            "pool" => pool_alone += 1,
            "table" => table_alone += 1,
            _ => {}
        }
        if args.json {
            print(&known.json(name));
        } else {
            let [place, status, department, projects] = known.columns();
            let place =
                if place == "both" || stores.pool.is_none() { place } else { format!("{place} alone") };
            print(format!("{name}\t{place}\t{status}\t{department}\t{projects}").trim_end());
        }
    }
    let alone = if stores.pool.is_some() {
        format!(", {pool_alone} in the pool alone, {table_alone} in the table alone")
    } else {
        String::new()
    };
    tell(&format!("{} people{alone}", people.len()));
    Ok(())
}

async fn set(args: &Set) -> Result<(), Failure> {
    let change = change(args)?;
    let stores = connection::connect(&args.common.place).await?;
    let (name, known) = looking::find(&stores, &args.name).await?;
    let Some(item) = &known.item else {
        let text = format!(
            "{name} is in the pool alone; add_user --table-only --username {name} writes the item that is missing"
        );
        return Err(Failure::new(Kind::NotFound, text));
    };
    let wanted = item_of(args, &name);
    // Only what was named can differ.
    let differences: Vec<_> = stored::differences(item, &wanted)
        .into_iter()
        .filter(|difference| change.contains_key(&difference.field))
        .collect();
    let taken: Vec<_> =
        change.iter().filter(|(name, value)| value.is_none() && item.get(name).is_some()).collect();
    let is_changed = !differences.is_empty() || !taken.is_empty();
    if is_changed && !args.dry_run {
        stores.table.update(&name, &change, Condition::AnItem).await.map_err(|error| {
            Failure::of_table(&format!("the item of {name} could not be changed"), &stores.table, error)
        })?;
    }
    if args.common.json {
        let (_, known) = looking::find(&stores, &name).await?;
        print(&known.json(&name));
    } else {
        let would = if args.dry_run { "would be changed" } else { "changed" };
        print(&format!("{name}: {}", if is_changed { would } else { "unchanged" }));
        for difference in &differences {
            print(&format!("  {difference}"));
        }
    }
    let ends_sessions = args.sign_out && !args.dry_run;
    if let Some(pool) = stores.pool.as_ref().filter(|_| ends_sessions) {
        let signed_out = pool.sign_out(&name).await.map_err(|failure| {
            if is_changed { failure.partly("the item is changed, the sessions go on") } else { failure }
        })?;
        tell(if signed_out { "signed out" } else { "not signed out: the pool has no such user" });
    }
    if is_changed && !args.dry_run {
        tell(&about_tokens(stores.pool.as_ref().map(|pool| pool.id()), &name));
    }
    Ok(())
}

/// The item as it would be with nothing but what was named.
fn item_of(args: &Set, name: &str) -> Item {
    let is_given = |value: &String| !value.is_empty();
    Item {
        user_name: name.to_owned(),
        projects: args.projects.iter().flatten().filter(|project| is_given(project)).cloned().collect(),
        department: args.department.clone().filter(is_given),
        attributes: args.attributes.iter().filter(|(_, value)| is_given(value)).cloned().collect(),
        sub: None,
    }
}

/// What is to be changed, once it is known to be right.
fn change(args: &Set) -> Result<Change, Failure> {
    let tag = if args.no_principal_tag { PrincipalTag::Nothing } else { PrincipalTag::Department };
    let item = item_of(args, "unknown");
    let mut checked = item.clone();
    // The name of what is taken away has to be right as well.
    for (name, _) in args.attributes.iter().filter(|(_, value)| value.is_empty()) {
        checked.attributes.insert(name.clone(), "taken away".to_owned());
    }
    let faults: Vec<_> = checked.faults(tag).iter().map(ToString::to_string).collect();
    if !faults.is_empty() {
        return Err(Failure::new(Kind::Usage, faults.join("; ")));
    }
    if args.sign_out && args.common.place.user_pool_id.is_none() && args.common.place.stack_name.is_none() {
        return Err(Failure::new(Kind::Usage, "--sign-out needs --user-pool-id or --stack-name"));
    }
    for warning in item.warnings() {
        tell(&format!("note: {warning}"));
    }
    let mut change = Change::new();
    if args.projects.is_some() {
        let projects: &BTreeSet<String> = &item.projects;
        change.insert(PROJECTS.to_owned(), stored::projects_value(projects));
    }
    if args.department.is_some() {
        change.insert(DEPARTMENT.to_owned(), item.department.map(NewValue::Text));
    }
    for (name, value) in &args.attributes {
        let value = Some(value.clone()).filter(|value| !value.is_empty());
        change.insert(name.clone(), value.map(NewValue::Text));
    }
    if change.is_empty() {
        let text = "nothing to set: give --project, --department or --attribute";
        return Err(Failure::new(Kind::Usage, text));
    }
    Ok(change)
}

async fn remove(args: &Remove) -> Result<(), Failure> {
    if !args.yes && !args.dry_run && !ask::is_possible() {
        return Err(Failure::new(
            Kind::Usage,
            "there is no terminal to ask on; --yes removes without a question",
        ));
    }
    let stores = connection::connect(&args.common.place).await?;
    let (name, known) = looking::find(&stores, &args.name).await?;
    let place = match known.place() {
        "both" => "pool and table",
        place => place,
    };
    if args.dry_run {
        print(&format!("{name}: would be removed from {place}"));
        return Ok(());
    }
    if !args.yes {
        let answer = ask::question(&format!("Remove {name} from {place}? Type yes"))?;
        if answer != "yes" {
            return Err(Failure::new(Kind::Usage, "nothing was removed"));
        }
    }
    let done = looking::remove(&stores, &name, &known).await?;
    if args.common.json {
        print(&serde_json::json!({"userName": name, "removed": done}).to_string());
    } else {
        print(&format!("{name}: removed ({})", done.join(", ")));
    }
    tell(ABOUT_TOKENS_OF_THE_REMOVED);
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_makes_sense() {
        Line::command().debug_assert();
    }
}
