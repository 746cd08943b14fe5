//! What the pool and the table hold of users, and removing users from them.

mod view;

use std::collections::BTreeMap;

use tools::table::{Condition, StoredItem};

use crate::connection::Stores;
use crate::failure::{Failure, Kind};
use crate::pool::User;

/// What the pool and the table hold of one user.
#[derive(Debug, Default)]
pub struct Found {
    /// The user in the pool.
    pub user: Option<User>,
    /// The item in the table.
    pub item: Option<StoredItem>,
    /// Whether a pool was asked.
    pub has_pool: bool,
}

/// Users by their names, as the pool and the table have them.
pub type Users = BTreeMap<String, Found>;

/// Whether an item belongs to the pool's user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// It has the user's `sub`, or there is no item or no user to compare.
    Same,
    /// It has no `sub`, so that it counts for every user of this name.
    Unknown,
    /// It was written for another user of this name, whose `sub` it has. The function ignores it.
    Other,
}

impl Found {
    /// Whom the item belongs to.
    pub fn owner(&self) -> Owner {
        let Some(item) = &self.item else { return Owner::Same };
        let user_sub = self.user.as_ref().and_then(|user| user.sub.as_deref());
        match (item.sub(), user_sub) {
            (None, _) if item.get(tools::item::SUB).is_none() => Owner::Unknown,
            (Some(item_sub), Some(user_sub)) if item_sub == user_sub => Owner::Same,
            (Some(_), None) => Owner::Same,
            _ => Owner::Other,
        }
    }
}

/// Looks one user up in the pool and in the table, under the name that Cognito reports.
///
/// # Errors
/// Neither has such a user, the name is an alias, or a request failed.
pub async fn find(stores: &Stores, name: &str) -> Result<(String, Found), Failure> {
    let user = match &stores.pool {
        Some(pool) => pool.find(name).await?,
        None => None,
    };
    let name = user.as_ref().map_or_else(|| name.to_owned(), |user| user.name.clone());
    let item = stores.table.get(&name).await?;
    if user.is_none() && item.is_none() {
        let pool = stores.pool.as_ref().map(|pool| format!(" nor in pool {}", pool.id()));
        let text = format!("{name:?} is not in table {}{}", stores.table.name(), pool.unwrap_or_default());
        return Err(Failure::new(Kind::NotFound, text));
    }
    Ok((name, Found { user, item, has_pool: stores.pool.is_some() }))
}

/// Lists the users of the pool and of the table.
///
/// # Errors
/// The table's key is not the expected one, or a request failed.
pub async fn list(stores: &Stores) -> Result<Users, Failure> {
    // Items under another key would be left out without a word.
    stores.table.check_key().await?;
    let mut users = Users::new();
    let found = || Found { has_pool: stores.pool.is_some(), ..Found::default() };
    if let Some(pool) = &stores.pool {
        let mut token = None;
        loop {
            let (page, next) = pool.page(token).await?;
            for user in page {
                let name = user.name.clone();
                users.entry(name).or_insert_with(found).user = Some(user);
            }
            token = next;
            if token.is_none() {
                break;
            }
        }
    }
    let mut after = None;
    loop {
        let page = stores.table.scan(after).await?;
        for (name, item) in page.items {
            users.entry(name).or_insert_with(found).item = Some(item);
        }
        after = page.next;
        if after.is_none() {
            return Ok(users);
        }
    }
}

/// Removes a user: the item, the sessions, the Cognito user. Each may be gone already.
///
/// # Errors
/// A step failed; after the first one as partly done.
pub async fn remove(stores: &Stores, name: &str, found: &Found) -> Result<Vec<&'static str>, Failure> {
    let mut done = Vec::new();
    let deleted = stores.table.delete(name, Condition::Always).await;
    if deleted.map_err(|error| Failure::from(error).or_unknown("whether the item was deleted"))? {
        done.push("item deleted");
    }
    let (Some(pool), Some(_)) = (&stores.pool, &found.user) else { return Ok(done) };
    let partly = |failure: Failure, done: &[&str], left: &str| {
        if done.is_empty() {
            failure.or_unknown("whether the user was changed")
        } else {
            failure.partly(&format!("{}; {left}", done.join(", ")))
        }
    };
    let left = "the user still exists and can sign in, without claims; run the same command again";
    if pool.sign_out(name).await.map_err(|failure| partly(failure, &done, left))? {
        done.push("signed out");
    }
    if pool.delete(name).await.map_err(|failure| partly(failure, &done, left))? {
        done.push("user deleted");
    }
    Ok(done)
}
