//! Almost valid events: an event of a case with some changes.

use std::fmt;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::json::{Json, any_json};
use test_support::cases::cases;

/// The most levels that a change adds: more than the 128 that serde_json reads recursively.
const DEEPEST: usize = 600;

/// An event as text, which a failed property shows unescaped.
#[derive(Clone)]
pub(crate) struct EventText(pub(crate) String);

impl fmt::Debug for EventText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A change of one member or item.
#[derive(Debug, Clone)]
enum Change {
    Remove,
    Replace(Json),
    /// A second member with the same key and this value, before or after it.
    Double(Json, bool),
    /// The object or list around it is reversed.
    Reverse,
    /// The key is written with escapes.
    Respell,
    /// The value is put into this many lists or objects.
    Nest(usize, bool),
}

/// The events of all cases.
fn seeds() -> Vec<String> {
    let sent = cases().into_iter().flat_map(|case| case.events);
    sent.flat_map(|sent| sent.events()).map(|event| event.to_string()).collect()
}

/// A case's event with up to five changes.
pub(crate) fn nearly_valid_event() -> impl Strategy<Value = EventText> {
    let seeds: Vec<Json> = seeds().iter().map(|event| Json::parse(event)).collect();
    let seed = any::<Index>().prop_map(move |index| index.get(&seeds).clone());
    (seed, vec((any::<Index>(), change()), 0..6)).prop_map(|(mut event, changes)| {
        for (place, change) in changes {
            let places = places(&event);
            if places > 0 {
                apply(&mut event, &mut place.index(places), &change);
            }
        }
        EventText(event.to_string())
    })
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        Just(Change::Remove),
        any_json().prop_map(Change::Replace),
        (any_json(), any::<bool>()).prop_map(|(value, behind)| Change::Double(value, behind)),
        Just(Change::Reverse),
        Just(Change::Respell),
        (1..DEEPEST, any::<bool>()).prop_map(|(depth, lists)| Change::Nest(depth, lists)),
    ]
}

/// Returns the number of members and items at every depth.
fn places(json: &Json) -> usize {
    match json {
        Json::Scalar(_) => 0,
        Json::List(items) => items.iter().map(|item| 1 + places(item)).sum(),
        Json::Object(members) => members.iter().map(|(_, value)| 1 + places(value)).sum(),
    }
}

/// Changes the `place`th member or item; returns whether it is in `json`.
fn apply(json: &mut Json, place: &mut usize, change: &Change) -> bool {
    let length = match json {
        Json::Scalar(_) => 0,
        Json::List(items) => items.len(),
        Json::Object(members) => members.len(),
    };
    for index in 0..length {
        if *place == 0 {
            match json {
                Json::List(items) => change_item(items, index, change),
                Json::Object(members) => change_member(members, index, change),
                Json::Scalar(_) => {}
            }
            return true;
        }
        *place -= 1;
        let inner = match json {
            Json::List(items) => &mut items[index],
            Json::Object(members) => &mut members[index].1,
            Json::Scalar(_) => return false,
        };
        if apply(inner, place, change) {
            return true;
        }
    }
    false
}

fn change_item(items: &mut Vec<Json>, index: usize, change: &Change) {
    match change {
        Change::Remove => drop(items.remove(index)),
        Change::Replace(value) => items[index] = value.clone(),
        Change::Double(value, behind) => items.insert(index + usize::from(*behind), value.clone()),
        Change::Reverse => items.reverse(),
        Change::Respell => {}
        Change::Nest(depth, lists) => nest(&mut items[index], *depth, *lists),
    }
}

fn change_member(members: &mut Vec<(String, Json)>, index: usize, change: &Change) {
    match change {
        Change::Remove => drop(members.remove(index)),
        Change::Replace(value) => members[index].1 = value.clone(),
        Change::Double(value, behind) => {
            let double = (members[index].0.clone(), value.clone());
            members.insert(index + usize::from(*behind), double);
        }
        Change::Reverse => members.reverse(),
        Change::Respell => {
            if let Ok(key) = serde_json::from_str::<String>(&members[index].0) {
                let escapes = key.encode_utf16().map(|unit| format!("\\u{unit:04X}"));
                members[index].0 = format!("\"{}\"", escapes.collect::<String>());
            }
        }
        Change::Nest(depth, lists) => nest(&mut members[index].1, *depth, *lists),
    }
}

fn nest(json: &mut Json, depth: usize, lists: bool) {
    for _ in 0..depth {
        let inner = std::mem::replace(json, Json::Scalar(String::new()));
        *json = if lists { Json::List(vec![inner]) } else { Json::Object(vec![("\"x\"".to_owned(), inner)]) };
    }
}
