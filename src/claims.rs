//! What the tokens shall hold, computed from the event and the lookup: pure, no input, no output.

use serde::Serialize;

use crate::user_info::{Attribute, UserInfo};
use crate::value::{Value, json_text};

/// The attributes that the claims are made from.
pub const ATTRIBUTES: [&str; 2] = ["projects", "department"];

/// What is known of a person when their claims are made.
#[derive(Debug, Clone, Copy)]
pub enum Knowledge<'a> {
    /// The person's item.
    Found(&'a UserInfo),
    /// There is no such item: the claims from the table are null.
    NotFound,
    /// The lookup failed: the claims from the table are null.
    FailedNull,
    /// The lookup failed: the claims from the table are left out.
    FailedOmit,
}

/// The claims for one event.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// The claims, in the order of the rules.
    pub claims: Vec<Claim>,
    /// What an administrator may want to know of them.
    pub remarks: Vec<Remark>,
}

/// One claim.
#[derive(Debug, PartialEq, Eq)]
pub struct Claim {
    /// Its name.
    pub name: String,
    /// Its value; `None` is written as null.
    pub value: Option<Value>,
}

/// Why a claim is null although the person was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// The claim.
    pub claim: String,
    /// Why.
    pub reason: Reason,
}

/// A reason for a null claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The item has no such attribute.
    Absent,
    /// The attribute holds something that makes no sense for this claim.
    WrongType,
}

/// Makes the claims of the person called `user_name`.
pub fn claims(user_name: &str, knowledge: Knowledge<'_>) -> Claims {
    let user_name = Claim { name: "userName".to_owned(), value: Some(Value::Text(user_name.to_owned())) };
    let mut made = Claims { claims: vec![user_name], remarks: Vec::new() };
    for name in ATTRIBUTES {
        let value = match knowledge {
            Knowledge::Found(person) => value(name, person.get(name))
                .map_err(|reason| made.remarks.push(Remark { claim: name.to_owned(), reason }))
                .ok(),
            Knowledge::NotFound | Knowledge::FailedNull => None,
            Knowledge::FailedOmit => continue,
        };
        made.claims.push(Claim { name: name.to_owned(), value });
    }
    made
}

fn value(name: &str, attribute: Option<&Attribute>) -> Result<Value, Reason> {
    match attribute {
        None | Some(Attribute::Value(Value::Null)) => Err(Reason::Absent),
        Some(Attribute::Value(text @ Value::Text(_))) => Ok(text.clone()),
        Some(Attribute::Value(Value::List(items)))
            if name == "projects" && items.iter().all(Value::is_scalar) =>
        {
            Ok(Value::List(items.clone()))
        }
        Some(_) => Err(Reason::WrongType),
    }
}

impl Claim {
    /// The value as V1 takes it, text: a scalar as it is written, anything else as its JSON.
    pub(crate) fn to_v1(&self) -> String {
        match &self.value {
            None => "null".to_owned(),
            Some(Value::Text(text)) => json_text(text),
            Some(value) => json_text(&value.to_json()),
        }
    }

    /// The value as V2 and V3 take it, as it is.
    pub(crate) fn to_v2(&self) -> String {
        self.value.as_ref().map_or_else(|| "null".to_owned(), Value::to_json)
    }
}
