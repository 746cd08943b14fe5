//! What an answer means to Cognito, held against what a case expects.

use serde::Deserialize;
use serde_json::{Map, Value, json};

/// What the tokens gain and lose.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Outcome {
    /// Claims of both tokens.
    both: Map<String, Value>,
    /// Claims of the ID token alone.
    id: Map<String, Value>,
    /// Claims of the access token alone, or of a machine token.
    access: Map<String, Value>,
    suppress_id: Vec<String>,
    suppress_access: Vec<String>,
    add_scopes: Vec<String>,
    suppress_scopes: Vec<String>,
    /// Without these, what the request has stays.
    groups: Option<Vec<String>>,
    roles: Option<Vec<String>>,
    preferred_role: Option<Value>,
}

impl Outcome {
    /// Checks the answer to `event`; the differences as text.
    pub fn check(&self, event: &Value, answer: &Value) -> Result<(), String> {
        let v2 = !["null", "\"0\"", "\"1\""].contains(&event["version"].to_string().as_str());
        let (part, mut id, mut access) = if v2 {
            let part = &answer["response"]["claimsAndScopeOverrideDetails"];
            (part, &part["idTokenGeneration"], &part["accessTokenGeneration"])
        } else {
            let part = &answer["response"]["claimsOverrideDetails"];
            (part, part, &Value::Null)
        };
        let none = json!({});
        id = if id.is_null() { &none } else { id };
        access = if access.is_null() { &none } else { access };
        let mut differences = Vec::new();
        let mut compare = |what: &str, expected: Value, actual: Value| {
            if expected != actual {
                differences.push(format!("{what}\n  expected {expected}\n  answered {actual}"));
            }
        };
        let machine = id == &none && self.id.is_empty() && !self.access.is_empty();
        let mut expected = self.both.clone();
        expected.extend(self.id.clone());
        if !machine {
            claims("ID token", &expected, &id["claimsToAddOrOverride"], !v2, &mut compare);
        }
        compare(
            "suppressed in the ID token",
            sorted(&json!(self.suppress_id)),
            sorted(&id["claimsToSuppress"]),
        );
        if v2 {
            let mut expected = self.both.clone();
            expected.extend(self.access.clone());
            claims("access token", &expected, &access["claimsToAddOrOverride"], false, &mut compare);
            for (what, expected, name) in [
                ("suppressed in the access token", &self.suppress_access, "claimsToSuppress"),
                ("added scopes", &self.add_scopes, "scopesToAdd"),
                ("suppressed scopes", &self.suppress_scopes, "scopesToSuppress"),
            ] {
                compare(what, sorted(&json!(expected)), sorted(&access[name]));
            }
        }
        let (request, groups) = (&event["request"]["groupConfiguration"], &part["groupOverrideDetails"]);
        for (name, expected) in [
            ("groupsToOverride", self.groups.as_ref().map(|groups| json!(groups))),
            ("iamRolesToOverride", self.roles.as_ref().map(|roles| json!(roles))),
            ("preferredRole", self.preferred_role.clone()),
        ] {
            // An override replaces all three, so that the others have to be in it.
            let kept = if groups.is_null() { &request[name] } else { &groups[name] };
            compare(name, expected.unwrap_or_else(|| request[name].clone()), kept.clone());
        }
        if differences.is_empty() { Ok(()) } else { Err(differences.join("\n")) }
    }
}

fn claims(
    token: &str,
    expected: &Map<String, Value>,
    actual: &Value,
    v1: bool,
    compare: &mut impl FnMut(&str, Value, Value),
) {
    let actual = actual.as_object().cloned().unwrap_or_default();
    for name in actual.keys().filter(|name| !expected.contains_key(*name)) {
        compare(&format!("{token}: {name}"), json!("no such claim"), actual[name].clone());
    }
    for (name, expected) in expected {
        let place = format!("{token}: {name}");
        let Some(actual) = actual.get(name) else {
            compare(&place, expected.clone(), json!("no such claim"));
            continue;
        };
        // V1 holds nothing but text, so that lists and maps are their JSON text there.
        let is_text = expected.is_string() || expected.is_null();
        let json_text = expected.get("jsonText").or((v1 && !is_text).then_some(expected));
        match (json_text, actual.as_str()) {
            (Some(value), Some(text)) => {
                compare(&place, value.clone(), serde_json::from_str(text).unwrap_or_else(|_| json!(text)));
            }
            (Some(value), None) => compare(&place, json!(value.to_string()), actual.clone()),
            (None, _) => compare(&place, expected.clone(), actual.clone()),
        }
    }
}

/// A list without an order of its own.
fn sorted(list: &Value) -> Value {
    let mut list = list.as_array().cloned().unwrap_or_default();
    list.sort_by_key(ToString::to_string);
    json!(list)
}
