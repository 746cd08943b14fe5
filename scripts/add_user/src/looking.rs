//! What both stores say of people, and taking people out of them.

use std::collections::BTreeMap;

use claim_enrichment::value::Value;
use serde::Serialize;
use serde_json::value::RawValue;
use tools::item::{DEPARTMENT, PENDING, PROJECTS, SUB};
use tools::table::{Condition, StoredItem as UserInfo, StoredValue as Attribute};

use crate::connection::Stores;
use crate::failure::{Failure, Kind};
use crate::pool::User;
use crate::stored;

/// What is known of one person.
#[derive(Debug, Default)]
pub struct Known {
    /// The user in the pool.
    pub user: Option<User>,
    /// The item in the table.
    pub item: Option<UserInfo>,
}

/// The same for scripts.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown<'a> {
    user_name: &'a str,
    #[serde(rename = "in")]
    place: &'static str,
    status: Option<&'a str>,
    enabled: Option<bool>,
    email: Option<&'a str>,
    sub: Option<&'a str>,
    projects: Option<Box<RawValue>>,
    department: Option<Box<RawValue>>,
    attributes: BTreeMap<&'a str, Option<Box<RawValue>>>,
    notes: Vec<String>,
}

/// People by their names, as the pool and the table have them.
pub type People = BTreeMap<String, Known>;

impl Known {
    /// Where the person is: `both`, `pool`, `table`; without a pool always `table`.
    pub fn place(&self) -> &'static str {
        match (&self.user, &self.item) {
            (Some(_), Some(_)) => "both",
            (Some(_), None) => "pool",
            (None, _) => "table",
        }
    }

    /// What is odd about the person.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if let Some(item) = &self.item {
            if stored::is_pending(item) {
                notes.push("the first sign-in is not prepared: run add_user again".to_owned());
            }
            let user_sub = self.user.as_ref().and_then(|user| user.sub.as_deref());
            if let (Some(item_sub), Some(user_sub)) = (stored::sub(item), user_sub)
                && item_sub != user_sub
            {
                notes.push("the item was written for another user of this name: see its sub".to_owned());
            }
        }
        notes
    }

    /// One JSON object.
    pub fn json(&self, user_name: &str) -> String {
        let user = self.user.as_ref();
        let attribute = |name: &str| {
            let attribute = self.item.as_ref().and_then(|item| item.get(name));
            attribute.and_then(stored::raw_json)
        };
        let shown = Shown {
            user_name,
            place: self.place(),
            status: user.map(|user| user.status.as_str()),
            enabled: user.map(|user| user.enabled),
            email: user.and_then(|user| user.email.as_deref()),
            sub: user.and_then(|user| user.sub.as_deref()).or(self.item.as_ref().and_then(stored::sub)),
            projects: attribute(PROJECTS),
            department: attribute(DEPARTMENT),
            attributes: self
                .further(user_name)
                .into_iter()
                .map(|(name, value)| (name, stored::raw_json(value)))
                .collect(),
            notes: self.notes(),
        };
        // Nothing in it can fail to be written: names are text, values are JSON already.
        serde_json::to_string(&shown).unwrap_or_default()
    }

    /// The columns of a listing: where, status, department, projects.
    pub fn columns(&self) -> [String; 4] {
        let attribute = |name: &str| {
            let found = self.item.as_ref().and_then(|item| item.get(name));
            found.map(plain).unwrap_or_default()
        };
        let status = self.user.as_ref().map(|user| user.status.clone()).unwrap_or_default();
        [self.place().to_owned(), status, attribute(DEPARTMENT), attribute(PROJECTS)]
    }

    /// All there is, in lines of a name and a value.
    pub fn lines(&self, user_name: &str) -> Vec<(String, String)> {
        let mut lines = vec![("user name".to_owned(), user_name.to_owned())];
        let mut line = |name: &str, value: String| lines.push((name.to_owned(), value));
        match &self.user {
            Some(user) => {
                let disabled = if user.enabled { "" } else { ", disabled" };
                line("in the pool", format!("{}{disabled}", user.status));
                line("e-mail", user.email.clone().unwrap_or_else(|| "none".to_owned()));
                line("sub", user.sub.clone().unwrap_or_else(|| "none".to_owned()));
            }
            None => line("in the pool", "no".to_owned()),
        }
        match &self.item {
            Some(item) => {
                let of = |name: &str| item.get(name).map_or_else(|| "none".to_owned(), plain);
                line("in the table", "yes".to_owned());
                line(PROJECTS, of(PROJECTS));
                line(DEPARTMENT, of(DEPARTMENT));
                for (name, value) in self.further(user_name) {
                    line(name, plain(value));
                }
            }
            None => line("in the table", "no: the claims of the table are null".to_owned()),
        }
        for note in self.notes() {
            line("note", note);
        }
        lines
    }

    /// The attributes that have no place of their own.
    fn further(&self, user_name: &str) -> BTreeMap<&str, &Attribute> {
        let own = |name: &str, attribute: &Attribute| {
            let is_key = matches!(attribute, Attribute::Value(Value::Text(text)) if text == user_name);
            [PROJECTS, DEPARTMENT, SUB, PENDING].contains(&name) || is_key
        };
        let attributes = self.item.as_ref().map(UserInfo::iter).into_iter().flatten();
        attributes.filter(|(name, attribute)| !own(name, attribute)).collect()
    }
}

/// An attribute for a reader.
fn plain(attribute: &Attribute) -> String {
    match attribute {
        Attribute::Value(Value::Text(text)) => text.clone(),
        Attribute::Value(Value::List(items)) if items.iter().all(Value::is_scalar) => {
            let items: Vec<_> = items.iter().map(|item| plain(&Attribute::Value(item.clone()))).collect();
            items.join(", ")
        }
        Attribute::Value(value) => value.to_json(),
        Attribute::Unsupported => "(binary data, which a token can't hold)".to_owned(),
    }
}

/// Looks one person up in both stores, under the name that Cognito reports.
///
/// # Errors
/// They are in none, or a store can't be asked.
pub async fn find(stores: &Stores, name: &str) -> Result<(String, Known), Failure> {
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
    Ok((name, Known { user, item }))
}

/// Everybody in both stores.
///
/// # Errors
/// A store can't be asked.
pub async fn everybody(stores: &Stores) -> Result<People, Failure> {
    let mut people = People::new();
    if let Some(pool) = &stores.pool {
        let mut token = None;
        loop {
            let (users, next) = pool.page(token).await?;
            for user in users {
                let name = user.name.clone();
                people.entry(name).or_default().user = Some(user);
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
            people.entry(name).or_default().item = Some(item);
        }
        after = page.next;
        if after.is_none() {
            return Ok(people);
        }
    }
}

/// Takes a person out: the item, their sessions, the user. Each may be gone already.
///
/// # Errors
/// A step failed; after the first one as partly done.
pub async fn remove(stores: &Stores, name: &str, known: &Known) -> Result<Vec<&'static str>, Failure> {
    let mut done = Vec::new();
    let deleted = stores.table.delete(name, Condition::Always).await?;
    if deleted {
        done.push("item deleted");
    }
    let (Some(pool), Some(_)) = (&stores.pool, &known.user) else { return Ok(done) };
    let partly = |failure: Failure, done: &[&str], left: &str| {
        if done.is_empty() { failure } else { failure.partly(&format!("{}; {left}", done.join(", "))) }
    };
    let left = "the user is still there and can sign in, without claims; run the same again";
    if pool.sign_out(name).await.map_err(|failure| partly(failure, &done, left))? {
        done.push("signed out");
    }
    if pool.delete(name).await.map_err(|failure| partly(failure, &done, left))? {
        done.push("user deleted");
    }
    Ok(done)
}
