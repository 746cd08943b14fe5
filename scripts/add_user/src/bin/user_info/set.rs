//! Changing a person.

use std::collections::BTreeSet;

use clap::Args;
use people::failure::{Failure, Kind};
use people::options::attribute;
use people::report::{about_tokens, print, tell};
use people::{connection, looking, stored};
use tools::item::{DEPARTMENT, Item, NewValue, PROJECTS, PrincipalTag};
use tools::table::{Change, Condition};

use crate::Common;

#[derive(Debug, Args)]
pub(crate) struct Set {
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

pub(crate) async fn set(args: &Set) -> Result<(), Failure> {
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
        stores.table.update(&name, &change, Condition::ItemOf(item.sub())).await?;
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
        attributes: args
            .attributes
            .iter()
            .filter(|(_, value)| is_given(value))
            .map(|(name, value)| (name.clone(), NewValue::Text(value.clone())))
            .collect(),
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
        checked.attributes.insert(name.clone(), NewValue::Text("removed".to_owned()));
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
