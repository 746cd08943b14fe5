//! What the pool and the table hold of one user, to read or for scripts.

use std::collections::BTreeMap;

use claim_enrichment::value::Value;
use serde::Serialize;
use serde_json::value::RawValue;
use tools::item::{DEPARTMENT, PENDING, PROJECTS, SUB};
use tools::table::{StoredItem, StoredValue};
use tools::visible;

use super::{Found, Owner};
use crate::diff;

/// The JSON object.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct View<'a> {
    user_name: &'a str,
    #[serde(rename = "in")]
    place: &'static str,
    status: Option<&'a str>,
    enabled: Option<bool>,
    email: Option<&'a str>,
    sub: Option<&'a str>,
    /// The item's `sub`, where the item is not the user's.
    #[serde(skip_serializing_if = "Option::is_none")]
    item_sub: Option<Box<RawValue>>,
    projects: Option<Box<RawValue>>,
    department: Option<Box<RawValue>>,
    attributes: BTreeMap<&'a str, Option<Box<RawValue>>>,
    notes: Vec<&'static str>,
}

impl Found {
    /// Where the user is: `both`, `pool` or `table`; without a pool always `table`.
    pub fn place(&self) -> &'static str {
        match (&self.user, &self.item) {
            (Some(_), Some(_)) => "both",
            (Some(_), None) => "pool",
            (None, _) => "table",
        }
    }

    /// What an administrator should look at.
    pub fn notes(&self) -> Vec<&'static str> {
        let mut notes = Vec::new();
        if self.item.as_ref().is_some_and(StoredItem::is_pending) {
            notes.push("the first sign-in is not prepared: run add_user again");
        }
        match self.owner() {
            Owner::Same => {}
            Owner::Unknown => notes.push(
                "the item has no sub, so it counts for every user of this name, also a later one: \
                 `add_user --table-only --update` adds the sub of the pool's user",
            ),
            Owner::Other => notes.push(
                "the item was written for another user of this name, whose sub differs, so the function ignores it: \
                 `add_user --table-only --update` replaces it, `user_info remove` removes it",
            ),
        }
        notes
    }

    /// One JSON object on one line.
    pub fn json(&self, user_name: &str) -> String {
        let user = self.user.as_ref();
        let attribute =
            |name: &str| self.item.as_ref().and_then(|item| item.get(name)).and_then(diff::raw_json);
        let sub = user.and_then(|user| user.sub.as_deref());
        let view = View {
            user_name,
            place: self.place(),
            status: user.map(|user| user.status.as_str()),
            enabled: user.map(|user| user.enabled),
            email: user.and_then(|user| user.email.as_deref()),
            sub: sub.or(self.item.as_ref().and_then(StoredItem::sub)),
            item_sub: (self.owner() == Owner::Other).then(|| attribute(SUB)).flatten(),
            projects: attribute(PROJECTS),
            department: attribute(DEPARTMENT),
            attributes: self.further().map(|(name, value)| (name, diff::raw_json(value))).collect(),
            notes: self.notes(),
        };
        // Names are text and values are JSON already, so writing them cannot fail.
        serde_json::to_string(&view).unwrap_or_default()
    }

    /// One line of a listing: columns that are separated by tabs.
    pub fn line(&self, user_name: &str) -> String {
        let attribute = |name: &str| {
            let found = self.item.as_ref().and_then(|item| item.get(name));
            found.map(plain).unwrap_or_default()
        };
        let place = match self.place() {
            place @ ("pool" | "table") if self.has_pool => format!("{place} alone"),
            place => place.to_owned(),
        };
        let status = self.user.as_ref().map(|user| user.status.as_str()).unwrap_or_default();
        let columns = [
            user_name,
            &place,
            status,
            &attribute(DEPARTMENT),
            &attribute(PROJECTS),
            &self.notes().join("; "),
        ];
        columns.map(visible::text).join("\t").trim_end().to_owned()
    }

    /// Everything, in lines of a name and a value.
    pub fn lines(&self, user_name: &str) -> Vec<(String, String)> {
        let mut lines = Vec::new();
        let mut line = |name: &str, value: &str| {
            lines.push((visible::text(name).into_owned(), visible::text(value).into_owned()));
        };
        line("user name", user_name);
        match &self.user {
            Some(user) => {
                let disabled = if user.enabled { "" } else { ", disabled" };
                line("in the pool", &format!("{}{disabled}", user.status));
                line("e-mail", user.email.as_deref().unwrap_or("none"));
                line("sub", user.sub.as_deref().unwrap_or("none"));
            }
            None => line("in the pool", "no"),
        }
        match &self.item {
            Some(item) => {
                let of = |name: &str| item.get(name).map_or_else(|| "none".to_owned(), plain);
                line("in the table", "yes");
                if self.user.is_none() || self.owner() != Owner::Same {
                    line("sub of item", &of(SUB));
                }
                line(PROJECTS, &of(PROJECTS));
                line(DEPARTMENT, &of(DEPARTMENT));
                for (name, value) in self.further() {
                    line(name, &plain(value));
                }
            }
            None => line("in the table", "no: the claims of the table are null"),
        }
        for note in self.notes() {
            line("note", note);
        }
        lines
    }

    /// The attributes that have no place of their own.
    fn further(&self) -> impl Iterator<Item = (&str, &StoredValue)> {
        let attributes = self.item.iter().flat_map(StoredItem::iter);
        attributes.filter(|(name, _)| ![PROJECTS, DEPARTMENT, SUB, PENDING].contains(name))
    }
}

/// An attribute for a reader.
fn plain(value: &StoredValue) -> String {
    match value {
        StoredValue::Value(Value::Text(text)) => text.clone(),
        StoredValue::Value(Value::List(items)) if items.iter().all(Value::is_scalar) => {
            let items: Vec<_> = items.iter().map(|item| plain(&StoredValue::Value(item.clone()))).collect();
            items.join(", ")
        }
        StoredValue::Value(value) => value.to_json(),
        StoredValue::Unsupported => "(binary data, which a token cannot hold)".to_owned(),
    }
}
