//! The JSON Schema of a rules file, for editors. These types only describe the format; `validate` reads it,
//! and a test compares their keys with those that it knows.

mod parts;
mod reads;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value as Json, json};

use parts::{
    Absent, Audience, Encoding, Form, From, Mapping, Mode, Named, OneOrMany, Parse, Scalar, ScopeToken, Take,
    TextOr, Token, Type,
};
use reads::{Choice, Read};

/// A source: `event.<field>`, `attribute.<user attribute>`, `<read>.<attribute>`, or `<choice>.<attribute>`.
const SOURCE: &str = r"^(event\.(userName|sub|clientId|triggerSource|userPoolId|groups|roles|preferredRole|scopes)|attribute\..+|(?!(event|attribute|clientMetadata)(\.|$))[A-Za-z0-9]+(\..+)?)$";

/// What `choose.prefer` can name besides.
const PREFERENCE: &str = r"^(event\.(userName|sub|clientId|triggerSource|userPoolId|groups|roles|preferredRole|scopes)|(attribute|clientMetadata)\..+|(?!(event|attribute|clientMetadata)(\.|$))[A-Za-z0-9]+\..+)$";

/// The names of reads and choices.
const NAME: &str = "^(?!(event|attribute|clientMetadata)$)[A-Za-z0-9]+$";

/// Returns the schema of a rules file.
pub(super) fn schema() -> Schema {
    let mut schema = SchemaGenerator::default().into_root_schema_for::<RulesFile>();
    remove_null(schema.ensure_object());
    schema
}

/// Removes null from the types of optional keys: leaving a key out is the way to say nothing.
fn remove_null(schema: &mut Map<String, Json>) {
    if let Some(Json::Array(types)) = schema.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [kind] = types.as_slice() {
            let kind = kind.clone();
            schema.insert("type".to_owned(), kind);
        }
    }
    if let Some(Json::Array(variants)) = schema.get_mut("anyOf") {
        variants.retain(|variant| *variant != json!({"type": "null"}));
        if let [Json::Object(variant)] = variants.as_slice() {
            let variant = variant.clone();
            schema.remove("anyOf");
            schema.extend(variant);
        }
    }
    for (key, value) in schema.iter_mut() {
        match value {
            // A key that may be null says so by itself.
            Json::Object(member) if key != "not" && key != "preferredRole" => remove_null(member),
            Json::Array(items) => items.iter_mut().filter_map(Json::as_object_mut).for_each(remove_null),
            _ => {}
        }
    }
}

/// Rules for the tokens of an Amazon Cognito user pool.
#[derive(JsonSchema)]
#[schemars(title = "Claim rules", deny_unknown_fields, rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the format")]
struct RulesFile {
    /// The JSON Schema that an editor checks this file with. The function ignores it.
    #[schemars(rename = "$schema")]
    schema: Option<String>,
    /// Reads of DynamoDB tables by name (letters and digits). The read `table` is defined by
    /// USER_INFO_TABLE, USER_INFO_KEY and USER_INFO_KEY_ATTRIBUTE unless it is defined here.
    reads: Option<Named<Read>>,
    /// Choices of one row among those of a read, by name.
    choose: Option<Named<Choice>>,
    /// Refusals. The first one whose condition holds ends the sign-in.
    refuse: Option<Vec<Refusal>>,
    /// Claims. What does not fit into the claim size limit is left out.
    claims: Option<Vec<Claim>>,
    /// Claims to suppress.
    suppress: Option<Suppress>,
    /// Scopes to add and to suppress (event versions V2 and V3).
    scopes: Option<Scopes>,
    /// Changes of the user's groups, in order.
    groups: Option<OneOrMany<Group>>,
    /// Changes of the user's IAM roles, in order.
    roles: Option<OneOrMany<Group>>,
    /// The preferred IAM role.
    preferred_role: Option<PreferredRole>,
}

/// Where the value comes from, and the steps that it takes, in this order.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes the format")]
struct Steps {
    /// A source, a list of sources (the first that has a value counts), or an object of sources.
    from: Option<From>,
    /// A template: text with sources in braces, such as `tenants/{table.tenantId}`. `|lower` and `|upper`
    /// after a source change its case; `{{` and `}}` are braces.
    text: Option<String>,
    /// A constant.
    #[schemars(extend("not" = {"type": "null"}))]
    value: Option<Json>,
    /// What text becomes: JSON, a list of comma-separated or blank-separated items, or a list in whichever
    /// form identity providers send it.
    parse: Option<Parse>,
    /// A JMESPath expression over the value.
    select: Option<String>,
    /// Replaces text, or each item of a list. The entry "*" stands for all that have no entry.
    map: Option<Mapping>,
    /// The value of one entry of `map` only: of those that match, the first one in `map`.
    take: Option<Take>,
    /// The types that may remain. Any other value counts as invalid.
    types: Option<Vec<Type>>,
    /// Replaces an absent value, but never a failed one.
    #[schemars(extend("not" = {"type": "null"}))]
    default: Option<Json>,
    /// What an absent value without a default means: null (the default), or no claim at all.
    absent: Option<Absent>,
    /// The final form, for every event version.
    #[schemars(rename = "as")]
    form: Option<Form>,
}

/// When and for whom the entry applies.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "describes the format")]
struct Limits {
    /// A condition, or a list of which all must hold.
    when: Option<OneOrMany<Condition>>,
    /// The IDs of the app clients that the entry applies to; all without it.
    #[schemars(length(min = 1))]
    clients: Option<Vec<String>>,
}

/// A claim.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("oneOf" = one_of(&["from", "text", "value"])))]
#[expect(dead_code, reason = "describes the format")]
struct Claim {
    /// The name in the token.
    claim: String,
    /// The tokens that it goes into; the ID and the access token without it.
    #[schemars(length(min = 1))]
    tokens: Option<Vec<Token>>,
    /// The form of a list or a map in V1, which holds only text.
    encoding: Option<Encoding>,
    #[schemars(flatten)]
    steps: Steps,
    #[schemars(flatten)]
    limits: Limits,
}

/// Claims to suppress, by token.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "describes the format")]
struct Suppress {
    /// In the ID token.
    id: Option<Vec<TextOr<SuppressedClaim>>>,
    /// In the user's access token.
    access: Option<Vec<TextOr<SuppressedClaim>>>,
}

/// A claim to suppress under a condition.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "describes the format")]
struct SuppressedClaim {
    /// The name in the token.
    claim: String,
    #[schemars(flatten)]
    limits: Limits,
}

/// Scopes to add and to suppress.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "describes the format")]
struct Scopes {
    /// Templates, or objects with steps. A list gives one scope for each item.
    add: Option<Vec<TextOr<Scope>>>,
    /// Scopes to suppress. No other rule adds them.
    suppress: Option<Vec<TextOr<SuppressedScope>>>,
}

/// A scope, or a list of scopes.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("oneOf" = one_of(&["from", "text", "value"])))]
#[expect(dead_code, reason = "describes the format")]
struct Scope {
    /// The tokens that it goes into; the user's access token without it.
    #[schemars(length(min = 1))]
    tokens: Option<Vec<ScopeToken>>,
    #[schemars(flatten)]
    steps: Steps,
    #[schemars(flatten)]
    limits: Limits,
}

/// A scope to suppress in some tokens or under a condition.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "describes the format")]
struct SuppressedScope {
    /// The scope.
    scope: String,
    /// The tokens; the user's access token without it.
    #[schemars(length(min = 1))]
    tokens: Option<Vec<ScopeToken>>,
    #[schemars(flatten)]
    limits: Limits,
}

/// A change of the groups or of the IAM roles: text is one, a list several.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("oneOf" = one_of(&["from", "text", "value"])))]
#[expect(dead_code, reason = "describes the format")]
struct Group {
    /// Whether they are added (the default), replace the others, or are removed.
    mode: Option<Mode>,
    #[schemars(flatten)]
    steps: Steps,
    #[schemars(flatten)]
    limits: Limits,
}

/// The preferred IAM role.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("oneOf" = one_of(&["from", "text", "value"])))]
#[expect(dead_code, reason = "describes the format")]
struct PreferredRole {
    #[schemars(flatten)]
    steps: Steps,
    #[schemars(flatten)]
    limits: Limits,
}

/// A refusal.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, extend("required" = ["when"]))]
#[expect(dead_code, reason = "describes the format")]
struct Refusal {
    /// Fixed text that Cognito shows to the user; without it the usual opaque sentence.
    #[schemars(length(min = 1, max = 256))]
    message: Option<String>,
    /// Whose tokens it applies to; users' without it.
    #[schemars(rename = "for")]
    applies_to: Option<OneOrMany<Audience>>,
    #[schemars(flatten)]
    limits: Limits,
}

/// A condition. On a failed read it is unknown, and what depends on it counts as failed.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "camelCase", extend("oneOf" = condition_kinds()))]
#[expect(dead_code, reason = "describes the format")]
struct Condition {
    /// A source, a list of sources, or an object of sources.
    from: Option<From>,
    /// What text becomes before.
    parse: Option<Parse>,
    /// Holds if the value, or one item of a list, equals one of these, compared as text.
    #[schemars(rename = "in", length(min = 1))]
    equals: Option<Vec<Scalar>>,
    /// Holds if the value, and each item of a list, equals none of these; also if it is absent.
    #[schemars(length(min = 1))]
    not_in: Option<Vec<Scalar>>,
    /// Holds if the value is present, or with false absent.
    present: Option<bool>,
    /// A JMESPath expression; holds if its result is true in the sense of JMESPath.
    select: Option<String>,
    /// The name of a read or a choice.
    found: Option<String>,
    /// Whether `found` must have found something, or with false nothing.
    is: Option<bool>,
    /// Holds if one of these holds.
    #[schemars(length(min = 1))]
    any: Option<Vec<Condition>>,
}

fn one_of(keys: &[&str]) -> Json {
    keys.iter().map(|key| json!({"required": [key]})).collect()
}

fn condition_kinds() -> Json {
    let with_from = ["in", "notIn", "present", "select"].map(|key| json!({"required": ["from", key]}));
    let others = [json!({"required": ["found", "is"]}), json!({"required": ["any"]})];
    with_from.into_iter().chain(others).collect()
}

#[cfg(test)]
mod tests;
