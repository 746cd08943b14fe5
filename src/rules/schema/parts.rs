//! The smaller parts of the schema.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::{NAME, PREFERENCE, SOURCE};

/// Declares a type that is a list of words.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $($word:ident $meaning:literal),+;)+) => {$(
        $(#[$doc])*
        #[derive(JsonSchema)]
        #[schemars(rename_all = "lowercase")]
        #[expect(dead_code, reason = "describes the format")]
        pub(super) enum $name {$(
            #[doc = $meaning]
            $word,
        )+}
    )+};
}

words! {
    /// A token.
    Token:
        Id "A user's ID token.",
        Access "A user's access token (V2 and V3).",
        Machine "A machine token (V3).";
    /// A token that has scopes.
    ScopeToken:
        Access "A user's access token (V2 and V3).",
        Machine "A machine token (V3).";
    /// Whose tokens a read or a refusal is for.
    Audience:
        User "Users.",
        Machine "Machines: client credentials.";
    /// What text becomes.
    Parse:
        Json "JSON.",
        Csv "A list, split at commas.",
        Space "A list, split at white space.",
        List "A list, from a JSON array, `[a, b]`, a comma-separated list, or one item.";
    /// The end of `map`.
    Take:
        First "The first entry of `map` that matches.";
    /// A type that a value may have.
    Type:
        String "Text.",
        Number "A number.",
        Boolean "True or false.",
        List "A list of text, numbers, true and false.",
        Map "A map.";
    /// What an absent value means.
    Absent:
        Null "The claim is null.",
        Omit "The claim is left out.";
    /// A final form.
    Form:
        Json "JSON text.",
        Csv "A list joined by commas.",
        Space "A list joined by spaces.",
        Text "The text of a scalar.",
        Number "A number.",
        Boolean "True or false.",
        List "A list; one value becomes a list of one.";
    /// The form of lists and maps in V1.
    Encoding:
        Json "JSON text.",
        Csv "A list joined by commas.",
        Space "A list joined by spaces.";
    /// What happens to the groups or roles of the request.
    Mode:
        Add "They stay, and the new ones follow.",
        Replace "The new ones replace them.",
        Remove "The named ones are removed.";
    /// Which row to choose if no preference matches.
    Otherwise:
        First "The first.",
        Only "The only one.",
        None "None.";
}

/// A source.
pub(super) struct Source;

impl JsonSchema for Source {
    fn schema_name() -> Cow<'static, str> {
        "Source".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "event.<field>, attribute.<user attribute>, <read>.<attribute>, or <choice>.<attribute>",
            "type": "string",
            "pattern": SOURCE,
        })
    }
}

/// One or several sources.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "describes the format")]
pub(super) enum From {
    One(Source),
    FirstOf(#[schemars(length(min = 1))] Vec<Source>),
    Object(#[schemars(extend("minProperties" = 1))] BTreeMap<String, Source>),
}

/// Something, or a list of it.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "describes the format")]
pub(super) enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

/// Text, or an object with more.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "describes the format")]
pub(super) enum TextOr<T> {
    Text(String),
    Object(T),
}

/// Text, a number, true or false.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "describes the format")]
pub(super) enum Scalar {
    Text(String),
    Number(f64),
    Boolean(bool),
}

/// From text to text or to a list of texts.
pub(super) type Mapping = BTreeMap<String, Mapped>;

/// What an entry of `map` gives.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "describes the format")]
pub(super) enum Mapped {
    Text(String),
    List(Vec<String>),
}

/// Reads or choices by name.
pub(super) struct Named<T>(std::marker::PhantomData<T>);

impl<T: JsonSchema> JsonSchema for Named<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Named{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "patternProperties": { NAME: generator.subschema_for::<T>() },
            "additionalProperties": false,
        })
    }
}

/// A table.
#[derive(JsonSchema)]
#[schemars(untagged, deny_unknown_fields)]
#[expect(dead_code, reason = "describes the format")]
pub(super) enum Table {
    /// A name or an ARN.
    Name(String),
    /// An environment variable that holds a name or an ARN.
    Variable {
        /// The name of the environment variable.
        env: String,
    },
}

/// The value of a key attribute.
#[derive(JsonSchema)]
#[schemars(untagged, deny_unknown_fields)]
#[expect(dead_code, reason = "describes the format")]
pub(super) enum KeyValue {
    /// A template that gives text.
    Text(#[schemars(length(min = 1))] String),
    /// A template that gives a number.
    Number {
        /// The template.
        #[schemars(length(min = 1))]
        number: String,
    },
}

/// The value of a key attribute, or how it begins.
#[derive(JsonSchema)]
#[schemars(untagged, deny_unknown_fields)]
#[expect(dead_code, reason = "describes the format")]
pub(super) enum SortKeyValue {
    /// A template that gives text.
    Text(#[schemars(length(min = 1))] String),
    /// A template that gives a number.
    Number {
        /// The template.
        #[schemars(length(min = 1))]
        number: String,
    },
    /// A template that gives the beginning of the sort key.
    #[schemars(rename_all = "camelCase")]
    BeginsWith {
        /// The template.
        #[schemars(length(min = 1))]
        begins_with: String,
    },
}

/// What selects a row.
pub(super) struct Preference;

impl JsonSchema for Preference {
    fn schema_name() -> Cow<'static, str> {
        "Preference".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A source, clientMetadata.<name>, or a constant.",
            "anyOf": [
                {"type": "string", "pattern": PREFERENCE},
                {
                    "type": "object",
                    "properties": {"value": generator.subschema_for::<Scalar>()},
                    "required": ["value"],
                    "additionalProperties": false,
                },
            ],
        })
    }
}
