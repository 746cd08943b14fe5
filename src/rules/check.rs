//! From the written rules to [`Rules`], or to all that is wrong with them.

use serde_json::Value as Json;

use super::format::{Part, TokenKind, Written, WrittenClaim, WrittenGroups, WrittenScopes, WrittenSuppress};
use super::scope::may_be_in_a_scope;
use super::{ClaimRule, GroupRule, Origin, RuleFaults, Rules, Scope, Source};
use crate::reserved::{Token, is_kept, is_reserved};
use crate::value::Value;

/// The longest rule set, in bytes: the whole of it is read at every cold start.
const MAX_BYTES: usize = 64 * 1024;

/// The most entries of a list. More could not fit into a token that browsers and proxies still
/// take, and a projection of DynamoDB's holds 4 KB.
const MAX_ENTRIES: usize = 200;

/// The longest name of a claim or a client, in bytes; Cognito's own are far shorter.
const MAX_NAME_BYTES: usize = 256;

/// The first whole number that a JSON parser with floats may have rounded: 2^53.
const ROUNDED_FROM: f64 = 9_007_199_254_740_992.0;

/// Claims that the ID token holds no objects for ("Pre token generation Lambda trigger" in the
/// developer guide of Amazon Cognito).
pub(crate) const NO_OBJECTS: [&str; 4] = ["address", "email_verified", "phone_number_verified", "updated_at"];

pub(super) fn check(json: &str, budget: usize) -> Result<Rules, RuleFaults> {
    if json.len() > MAX_BYTES {
        let fault = format!("the rules have {} bytes, {MAX_BYTES} are the most that work", json.len());
        return Err(RuleFaults(vec![fault]));
    }
    let written: Written = serde_json::from_str(json)
        .map_err(|error| RuleFaults(vec![format!("the rules are no JSON object: {error}")]))?;
    let mut check = Check { faults: Vec::new(), place: "the rules".to_owned() };
    let rules = check.rules(written);
    check.pairs(&rules);
    check.weight(&rules, budget);
    if check.faults.is_empty() { Ok(rules) } else { Err(RuleFaults(check.faults)) }
}

/// The faults so far, and the place where the next one would be.
pub(super) struct Check {
    pub(super) faults: Vec<String>,
    pub(super) place: String,
}

impl Check {
    pub(super) fn fault(&mut self, fault: impl AsRef<str>) {
        self.faults.push(format!("{}: {}", self.place, fault.as_ref()));
    }

    /// What `part`, the value of `key`, says.
    fn read<T>(&mut self, key: &str, part: Part<T>) -> Option<T> {
        match part {
            Part::Read(read) => Some(read),
            Part::Fault(why) => {
                self.fault(format!("{key}: {why}"));
                None
            }
        }
    }

    fn list<T>(&mut self, key: &str, list: Part<Vec<Part<T>>>) -> Vec<T> {
        let list = self.read(key, list).unwrap_or_default();
        if list.len() > MAX_ENTRIES {
            self.fault(format!("{key} has {} entries, {MAX_ENTRIES} are the most that work", list.len()));
        }
        list.into_iter().filter_map(|entry| self.read(key, entry)).collect()
    }

    fn names(&mut self, key: &str, names: Part<Vec<Part<String>>>) -> Vec<String> {
        let names = self.list(key, names);
        for name in &names {
            self.name(key, name);
        }
        names
    }

    fn name(&mut self, key: &str, name: &str) {
        if name.is_empty() || name.len() > MAX_NAME_BYTES || name.chars().any(char::is_control) {
            let allowed = format!("1 to {MAX_NAME_BYTES} bytes without control characters");
            self.fault(format!("{key} {name:?}: a name has {allowed}"));
        }
    }

    fn unknown<'k>(&mut self, keys: impl IntoIterator<Item = &'k String>, known: &str) {
        for key in keys {
            self.fault(format!("there is no key {key:?}: known are {known}"));
        }
    }

    fn source(&mut self, written: &str) -> Option<Source> {
        Source::parse(written).map_err(|why| self.fault(why)).ok()
    }

    fn rules(&mut self, written: Written) -> Rules {
        self.unknown(written.unknown.keys(), "claims, suppress, scopes and groups");
        let mut rules = Rules::default();
        let claims = self.read("claims", written.claims).unwrap_or_default();
        if claims.len() > MAX_ENTRIES {
            self.fault(format!("there are {} claims, {MAX_ENTRIES} are the most that work", claims.len()));
        }
        for (index, claim) in claims.into_iter().enumerate() {
            // Counted as people count.
            self.place = format!("rule {}", index + 1);
            if let Some(claim) = self.read("it", claim) {
                rules.claims.extend(self.claim(claim));
            }
        }
        self.place = "suppress".to_owned();
        if let Some(suppress) = self.read("it", written.suppress) {
            self.suppress(suppress, &mut rules);
        }
        self.place = "scopes".to_owned();
        if let Some(scopes) = self.read("it", written.scopes) {
            self.scopes(scopes, &mut rules);
        }
        self.place = "groups".to_owned();
        rules.groups =
            written.groups.and_then(|groups| self.read("it", groups)).and_then(|groups| self.groups(groups));
        rules
    }

    fn claim(&mut self, written: WrittenClaim) -> Option<ClaimRule> {
        let claim = written.claim.and_then(|claim| self.read("claim", claim));
        match &claim {
            Some(claim) => {
                self.place = format!("{} ({claim:?})", self.place);
                self.name("claim", claim);
            }
            None => self.fault("it has no claim: the name in the token"),
        }
        const KEYS: &str = "claim, from, value, default, tokens, encoding, types and clients";
        self.unknown(written.unknown.keys(), KEYS);
        let tokens = written.tokens.map(|tokens| self.list("tokens", tokens));
        let tokens = tokens.unwrap_or_else(|| vec![TokenKind::Id, TokenKind::Access]);
        if tokens.is_empty() {
            self.fault("tokens names none: id, access and machine are there, and without the key it is id and access");
        }
        let clients = written.clients.map(|clients| self.names("clients", clients));
        if clients.as_ref().is_some_and(Vec::is_empty) {
            self.fault("clients names none: without the key the rule is for all");
        }
        let types = written.types.map(|types| self.list("types", types));
        let encoding =
            written.encoding.and_then(|encoding| self.read("encoding", encoding)).unwrap_or_default();
        let from = written.from.map(|from| self.read("from", from).and_then(|from| self.source(&from)));
        let origin = match (from, written.value) {
            (Some(source), None) => {
                let default = written.default.filter(|json| !json.is_null());
                let default = default.and_then(|json| self.constant("default", json));
                source.map(|source| Origin::From { source, default, types })
            }
            (None, Some(value)) => {
                if written.default.is_some() || types.is_some() {
                    self.fault("default and types belong to a from: a constant is what it is");
                }
                self.constant("value", value).map(Origin::Constant)
            }
            (Some(_), Some(_)) => {
                self.fault("it has both from and value: one of them says what the claim holds");
                None
            }
            (None, None) => {
                self.fault("it has neither from, a source, nor value, a constant");
                None
            }
        };
        let rule = ClaimRule { claim: claim?, origin: origin?, tokens, encoding, clients };
        self.fits(&rule);
        Some(rule)
    }

    /// A constant that a token can hold.
    fn constant(&mut self, key: &str, json: Json) -> Option<Value> {
        Some(match json {
            Json::Null => {
                self.fault(format!("{key} is null: without the rule, or suppressed, the claim is not there"));
                return None;
            }
            Json::Bool(truth) => Value::Bool(truth),
            Json::Number(number) => {
                if number.is_f64() && number.as_f64().is_none_or(|number| number.abs() >= ROUNDED_FROM) {
                    self.fault(format!(
                        "{key}: a number as large as {number} would be rounded; write it as text"
                    ));
                }
                Value::Number(number.to_string())
            }
            Json::String(text) => Value::Text(text),
            Json::Array(items) => {
                Value::List(items.into_iter().map(|item| self.constant(key, item)).collect::<Option<_>>()?)
            }
            Json::Object(members) => Value::Map(
                members
                    .into_iter()
                    .map(|(name, member)| Some((name, self.constant(key, member)?)))
                    .collect::<Option<_>>()?,
            ),
        })
    }

    /// Whether the claim can be in its tokens.
    fn fits(&mut self, rule: &ClaimRule) {
        for &token in &rule.tokens {
            let (reserved, name) = match token {
                TokenKind::Id => (Token::Id, "the ID token"),
                TokenKind::Access => (Token::Access, "the access token"),
                TokenKind::Machine => (Token::Access, "a machine's token"),
            };
            if is_reserved(reserved, &rule.claim) {
                self.fault(format!("Cognito reserves this name in {name}"));
            }
            match &rule.origin {
                Origin::From { source, .. } if token == TokenKind::Machine && !source.serves_machines() => {
                    self.fault(format!(
                        "{source} is a person's, and there is none behind a machine's token: there a claim is a \
                         constant, event.clientId or event.triggerSource"
                    ));
                }
                Origin::Constant(Value::Map(_))
                    if token == TokenKind::Id && NO_OBJECTS.contains(&rule.claim.as_str()) =>
                {
                    self.fault(format!("Cognito takes no object for this claim in {name}"));
                }
                _ => {}
            }
        }
    }

    fn suppress(&mut self, written: WrittenSuppress, rules: &mut Rules) {
        self.unknown(written.unknown.keys(), "id and access");
        rules.suppress_id = self.names("id", written.id);
        rules.suppress_access = self.names("access", written.access);
        for (token, key, names) in
            [(Token::Id, "id", &rules.suppress_id), (Token::Access, "access", &rules.suppress_access)]
        {
            for name in names.iter().filter(|name| is_kept(token, name)) {
                self.fault(format!("{key} {name:?}: Cognito never leaves this claim out"));
            }
        }
    }

    fn scopes(&mut self, written: WrittenScopes, rules: &mut Rules) {
        self.unknown(written.unknown.keys(), "add and suppress");
        for scope in self.list("add", written.add) {
            match Scope::parse(&scope) {
                Ok(scope) => rules.add_scopes.push(scope),
                Err(why) => self.fault(format!("add {scope:?}: {why}")),
            }
        }
        rules.suppress_scopes = self.list("suppress", written.suppress);
        for scope in &rules.suppress_scopes {
            if scope.is_empty() || !may_be_in_a_scope(scope) {
                self.fault(format!("suppress {scope:?}: there can be no such scope"));
            }
        }
    }

    fn groups(&mut self, written: WrittenGroups) -> Option<GroupRule> {
        self.unknown(written.unknown.keys(), "from and mode");
        let mode = self.read("mode", written.mode);
        let Some(from) = written.from else {
            self.fault("it has no from: the source of the groups");
            return None;
        };
        let source = self.read("from", from).and_then(|from| self.source(&from));
        Some(GroupRule { source: source?, mode: mode? })
    }
}
