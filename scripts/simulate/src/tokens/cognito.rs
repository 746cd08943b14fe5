//! Cognito's own claims: what the tokens hold without a trigger, as far as an event tells.
//!
//! The claims are those of the AWS developer guide, pages "Understanding the identity (ID) token" and
//! "Understanding the access token". What an event can't know has a made-up value of the right size.

use std::collections::{BTreeMap, BTreeSet};

use super::Claims;
use super::json::Json;

/// What identifiers look like that are made anew for each sign-in.
const MADE_UP_ID: &str = "00000000-0000-4000-8000-000000000000";

/// What a field holds that the event should have, and hasn't.
const MISSING: &str = "missing";

/// An app client's default: ID and access tokens are valid for an hour.
const VALIDITY_SECONDS: u64 = 3600;

/// The scope of a sign-in that didn't ask for one.
const DEFAULT_SCOPE: &str = "aws.cognito.signin.user.admin";

/// Attributes of an event that no ID token holds.
const ATTRIBUTES_KEPT_BACK: [&str; 2] = ["cognito:user_status", "cognito:email_alias"];

/// Attributes that are text in the event and booleans in the ID token.
const BOOLEANS: [&str; 2] = ["email_verified", "phone_number_verified"];

/// What an event says of the tokens that it is about.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) client: Option<String>,
    pub(super) machine: bool,
    hosted: bool,
    user: Option<String>,
    issuer: Option<String>,
    attributes: BTreeMap<String, Json>,
    groups: GroupClaims,
    scopes: Vec<String>,
    now: u64,
}

/// A person's groups, as the request has them or as the response overrides them.
#[derive(Debug, Default)]
pub(super) struct GroupClaims {
    groups: Vec<String>,
    roles: Vec<String>,
    preferred_role: Option<String>,
}

/// A token before the trigger.
#[derive(Debug, Default)]
pub(super) struct Before {
    pub(super) claims: Claims,
    pub(super) made_up: BTreeSet<String>,
}

impl Facts {
    /// Reads `event`; `now` is the second that its tokens are made in.
    pub(super) fn of(event: &Json, now: u64) -> Self {
        let text = |json: &Json, name: &str| json.get(name).and_then(|value| value.text());
        let request = event.get("request");
        let asked = |name: &str| request.as_ref().and_then(|request| request.get(name));
        let source = text(event, "triggerSource").unwrap_or_default();
        let issuer = text(event, "region").zip(text(event, "userPoolId"));
        Self {
            client: event.get("callerContext").and_then(|caller| text(&caller, "clientId")),
            machine: source == "TokenGeneration_ClientCredentials",
            hosted: source == "TokenGeneration_HostedAuth",
            user: text(event, "userName").filter(|name| !name.is_empty()),
            issuer: issuer.map(|(region, pool)| format!("https://cognito-idp.{region}.amazonaws.com/{pool}")),
            attributes: asked("userAttributes").map(|attributes| attributes.members()).unwrap_or_default(),
            groups: asked("groupConfiguration").as_ref().map(GroupClaims::of).unwrap_or_default(),
            scopes: asked("scopes").map(|scopes| scopes.texts()).unwrap_or_default(),
            now,
        }
    }

    /// The ID token; a machine has none.
    pub(super) fn id_token(&self) -> Option<Before> {
        if self.machine {
            return None;
        }
        let mut token = self.either_token("id");
        for (name, value) in self.attributes.iter().filter(|(_, value)| value.is_text()) {
            if ATTRIBUTES_KEPT_BACK.contains(&name.as_str()) {
                continue;
            }
            let inner = || value.text().and_then(|text| Json::parse(&text));
            let value = match name.as_str() {
                name if BOOLEANS.contains(&name) => Json::of(value.as_str() == "\"true\""),
                // Cognito stores JSON in it, and unpacks it.
                "identities" => inner().unwrap_or_else(|| value.clone()),
                _ => value.clone(),
            };
            token.claims.insert(name.clone(), value);
        }
        token.set("aud", self.client.as_deref(), MISSING);
        if let Some(user) = &self.user {
            token.claims.insert("cognito:username".to_owned(), Json::of(user.as_str()));
        }
        self.groups.write(&mut token.claims, true);
        Some(token)
    }

    /// The access token of a person or a machine.
    pub(super) fn access_token(&self) -> Before {
        let mut token = self.either_token("access");
        token.set("client_id", self.client.as_deref(), MISSING);
        let scopes = (!self.scopes.is_empty()).then(|| self.scopes.join(" "));
        token.set("scope", scopes.as_deref(), DEFAULT_SCOPE);
        if self.machine || self.hosted {
            token.claims.insert("version".to_owned(), Json::of(2));
        }
        if self.machine {
            token.claims.remove("event_id");
            token.claims.remove("origin_jti");
            return token;
        }
        if let Some(user) = &self.user {
            token.claims.insert("username".to_owned(), Json::of(user.as_str()));
        }
        self.groups.write(&mut token.claims, false);
        token
    }

    fn either_token(&self, token_use: &str) -> Before {
        let mut token = Before::default();
        let sub = match self.attributes.get("sub") {
            _ if self.machine => self.client.clone(),
            sub => sub.and_then(Json::text),
        };
        token.set("sub", sub.as_deref(), MADE_UP_ID);
        token.set("iss", self.issuer.as_deref(), MISSING);
        token.claims.insert("token_use".to_owned(), Json::of(token_use));
        for name in ["jti", "origin_jti", "event_id"] {
            token.set(name, None, MADE_UP_ID);
        }
        for (name, second) in
            [("auth_time", self.now), ("iat", self.now), ("exp", self.now.saturating_add(VALIDITY_SECONDS))]
        {
            token.set(name, None, "");
            token.claims.insert(name.to_owned(), Json::of(second));
        }
        token
    }
}

impl Before {
    /// Gives the claim `name` the text that the event has for it, or one that is made up.
    fn set(&mut self, name: &str, known: Option<&str>, made_up: &str) {
        self.claims.insert(name.to_owned(), Json::of(known.unwrap_or(made_up)));
        if known.is_none() {
            self.made_up.insert(name.to_owned());
        }
    }
}

impl GroupClaims {
    /// Reads a group configuration or override; what is none of an object says that there are none.
    pub(super) fn of(json: &Json) -> Self {
        Self {
            groups: json.get("groupsToOverride").map(|groups| groups.texts()).unwrap_or_default(),
            roles: json.get("iamRolesToOverride").map(|roles| roles.texts()).unwrap_or_default(),
            preferred_role: json.get("preferredRole").and_then(|role| role.text()),
        }
    }

    /// Makes these the groups of a token; the access token holds no roles.
    pub(super) fn write(&self, claims: &mut Claims, with_roles: bool) {
        let list = |items: &[String]| (!items.is_empty()).then(|| Json::of(items.to_vec()));
        let roles = list(&self.roles).filter(|_| with_roles);
        let preferred_role = self.preferred_role.as_deref().map(Json::of).filter(|_| with_roles);
        for (name, value) in [
            ("cognito:groups", list(&self.groups)),
            ("cognito:roles", roles),
            ("cognito:preferred_role", preferred_role),
        ] {
            claims.remove(name);
            if let Some(value) = value {
                claims.insert(name.to_owned(), value);
            }
        }
    }
}
