//! `user_info set`.

use std::collections::BTreeMap;

use clap::Args;
use tools::item::{DEPARTMENT, Item, NewValue, PROJECTS, PrincipalTag};
use tools::table::{Change, Condition};
use tools::visible;
use users::failure::{Failure, Kind};
use users::lookup::{self, Owner};
use users::options::{attribute, attributes};
use users::report::{about_tokens, print, print_json, tell};
use users::{connection, diff};

use crate::Common;

#[derive(Debug, Args)]
pub(crate) struct Set {
    /// The user name.
    name: String,

    /// A project, replacing all stored ones; repeat the option for more, or leave the value empty for none.
    #[arg(long = "project", value_name = "NAME")]
    projects: Option<Vec<String>>,

    /// The department; empty for none.
    #[arg(long, value_name = "NAME")]
    department: Option<String>,

    /// A further attribute, such as tier=gold; the same name again makes a list, an empty value removes it.
    #[arg(long = "attribute", value_name = "NAME=VALUE", value_parser = attribute)]
    attributes: Vec<(String, String)>,

    /// End the user's sessions too.
    #[arg(long)]
    sign_out: bool,

    /// Print what would happen, and write nothing.
    #[arg(long)]
    dry_run: bool,

    /// Allow any characters in the department, because it becomes no principal tag.
    #[arg(long)]
    no_principal_tag: bool,

    #[command(flatten)]
    common: Common,
}

pub(crate) async fn set(args: &Set) -> Result<(), Failure> {
    let change = change(args)?;
    let stores = connection::connect(&args.common.place).await?;
    let (name, found) = lookup::find(&stores, &args.name).await?;
    let shown = visible::text(&name);
    let Some(item) = &found.item else {
        let text = format!(
            "{shown} is in the pool alone; `add_user --table-only --username {shown}` writes the item that is missing"
        );
        return Err(Failure::new(Kind::NotFound, text));
    };
    match found.owner() {
        Owner::Same => {}
        Owner::Unknown => tell("note: the item has no sub; `add_user --table-only --update` adds the user's"),
        Owner::Other => {
            let text = format!(
                "the item of {shown} was written for another user of this name, and the function ignores it; `add_user \
                 --table-only --update --username {shown}` replaces it"
            );
            return Err(Failure::new(Kind::Conflict, text));
        }
    }
    let wanted = item_of(args, &name);
    // Only what was named can differ.
    let differences: Vec<_> = diff::differences(item, &wanted)
        .into_iter()
        .filter(|difference| change.contains_key(&difference.field))
        .collect();
    let is_removed =
        |(name, value): (&String, &Option<NewValue>)| value.is_none() && item.get(name).is_some();
    let is_changed = !differences.is_empty() || change.iter().any(is_removed);
    if is_changed && !args.dry_run {
        let updated = stores.table.update(&name, &change, Condition::ItemOf(item.sub())).await;
        updated.map_err(|error| Failure::from(error).or_unknown("whether the item was changed"))?;
    }
    if args.common.json {
        let (_, found) = lookup::find(&stores, &name).await?;
        print_json(&found.json(&name));
    } else {
        let would = if args.dry_run { "would be changed" } else { "changed" };
        print(&format!("{shown}: {}", if is_changed { would } else { "unchanged" }));
        for difference in &differences {
            print(&format!("  {difference}"));
        }
    }
    let ends_sessions = args.sign_out && !args.dry_run;
    if let Some(pool) = stores.pool.as_ref().filter(|_| ends_sessions) {
        let signed_out = pool.sign_out(&name).await.map_err(|failure| {
            if is_changed {
                failure.partly("the item is changed, the sessions continue")
            } else {
                failure.or_unknown("whether the sessions ended")
            }
        })?;
        tell(if signed_out { "signed out" } else { "not signed out: the pool has no such user" });
    }
    if is_changed && !args.dry_run {
        tell(&about_tokens(stores.pool.as_ref().map(|pool| pool.id()), &shown));
    }
    Ok(())
}

/// The attributes with a value.
fn given_attributes(args: &Set) -> BTreeMap<String, NewValue> {
    let given = args.attributes.iter().filter(|(_, value)| !value.is_empty());
    attributes(given.map(|(name, value)| (name.as_str(), value.as_str())))
}

/// The item as it would be with nothing but what was named.
fn item_of(args: &Set, name: &str) -> Item {
    let is_given = |value: &String| !value.is_empty();
    Item {
        user_name: name.to_owned(),
        projects: args.projects.iter().flatten().filter(|project| is_given(project)).cloned().collect(),
        department: args.department.clone().filter(is_given),
        attributes: given_attributes(args),
        sub: None,
    }
}

/// The change, validated.
fn change(args: &Set) -> Result<Change, Failure> {
    let tag = if args.no_principal_tag { PrincipalTag::Nothing } else { PrincipalTag::Department };
    let item = item_of(args, "unknown");
    let mut checked = item.clone();
    // The name of what is removed has to be valid as well.
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
        change.insert(PROJECTS.to_owned(), diff::projects_value(&item.projects));
    }
    if args.department.is_some() {
        change.insert(DEPARTMENT.to_owned(), item.department.map(NewValue::Text));
    }
    for (name, _) in args.attributes.iter().filter(|(_, value)| value.is_empty()) {
        if item.attributes.contains_key(name) {
            let text = format!("attribute {name:?} is given with a value and with none; give one of both");
            return Err(Failure::new(Kind::Usage, text));
        }
        change.insert(name.clone(), None);
    }
    change.extend(item.attributes.into_iter().map(|(name, value)| (name, Some(value))));
    if change.is_empty() {
        let text = "nothing to set: give --project, --department or --attribute";
        return Err(Failure::new(Kind::Usage, text));
    }
    Ok(change)
}
