//! What Cognito asks: whose tokens, for which client, with which attributes and groups.

use std::borrow::Cow;

use super::{EventVersion, Text, TriggerSource};
use crate::json::{LazyObject, RawObject, string_of, strings_of};
use crate::value::{Value, json_text};

/// The request of an event: the input of the rules.
///
/// [`Event::parse`](super::Event::parse) takes it from an event, [`TokenRequest::builder`] builds one
/// without an event.
#[derive(Debug, Clone)]
pub struct TokenRequest<'a> {
    version: EventVersion,
    trigger: TriggerSource,
    is_machine: bool,
    header: Header<'a>,
    members: RawObject<'a>,
    attributes: LazyObject<'a>,
    group_configuration: LazyObject<'a>,
}

/// The fields of the event around its `request`.
#[derive(Debug, Clone, Default)]
pub(super) struct Header<'a> {
    pub(super) trigger_source: Text<'a>,
    pub(super) user_name: Text<'a>,
    pub(super) user_pool_id: Text<'a>,
    pub(super) caller_context: LazyObject<'a>,
}

impl<'a> TokenRequest<'a> {
    pub(super) fn new(version: EventVersion, header: Header<'a>, members: RawObject<'a>) -> Self {
        let attributes = LazyObject::new(members.get_parsed("userAttributes"));
        let group_configuration = LazyObject::new(members.get_parsed("groupConfiguration"));
        Self::with_parts(version, header, members, attributes, group_configuration)
    }

    fn with_parts(
        version: EventVersion,
        mut header: Header<'a>,
        members: RawObject<'a>,
        attributes: LazyObject<'a>,
        group_configuration: LazyObject<'a>,
    ) -> Self {
        let trigger = header.trigger_source.as_deref().map_or(TriggerSource::Unknown, TriggerSource::parse);
        header.user_name = header.user_name.filter(|name| !name.is_empty());
        let has_user = || {
            header.user_name.is_some()
                || attributes.get().get_text("sub").is_some_and(|sub| !sub.is_empty())
        };
        let is_machine =
            trigger == TriggerSource::ClientCredentials || (version.covers_machines() && !has_user());
        Self { version, trigger, is_machine, header, members, attributes, group_configuration }
    }

    /// Starts a request that does not come from an event.
    pub fn builder(version: EventVersion) -> TokenRequestBuilder {
        TokenRequestBuilder { version, ..TokenRequestBuilder::default() }
    }

    /// Returns the version of the event.
    pub fn version(&self) -> EventVersion {
        self.version
    }

    /// Returns why Cognito issues tokens.
    pub fn trigger(&self) -> TriggerSource {
        self.trigger
    }

    /// Returns whether the request is for a machine token: client credentials, or a V3 event with
    /// neither `userName` nor `sub`.
    pub fn is_machine(&self) -> bool {
        self.is_machine
    }

    /// Returns the text of `triggerSource`.
    pub fn trigger_source(&self) -> Option<&str> {
        self.header.trigger_source.as_deref()
    }

    /// Returns the user name as Cognito writes it; `None` without one and for a machine token, where it
    /// is the client's ID or missing.
    pub fn user_name(&self) -> Option<&str> {
        self.header.user_name.as_deref().filter(|_| !self.is_machine)
    }

    /// Returns the user attribute `sub`.
    pub fn sub(&self) -> Option<Cow<'_, str>> {
        self.attributes.get().get_text("sub").filter(|sub| !sub.is_empty())
    }

    /// Returns the ID of the app client.
    pub fn client_id(&self) -> Option<Cow<'_, str>> {
        self.header.caller_context.get().get_text("clientId")
    }

    /// Returns the ID of the user pool.
    pub fn user_pool_id(&self) -> Option<&str> {
        self.header.user_pool_id.as_deref()
    }

    /// Returns a user attribute. They are text; a number or a boolean is taken as it is.
    pub fn user_attribute(&self, name: &str) -> Option<Value> {
        match self.attributes.get().get(name)? {
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            text if text.starts_with('"') => string_of(text).map(|text| Value::Text(text.into_owned())),
            number if number.starts_with(|first: char| first == '-' || first.is_ascii_digit()) => {
                Value::number(number.to_owned())
            }
            _ => None,
        }
    }

    /// Returns the user's groups (`groupsToOverride`); `None` if the request has no such list.
    pub fn groups(&self) -> Option<Vec<String>> {
        strings_of(self.group_configuration.get().get("groupsToOverride"))
    }

    /// Returns the ARNs of the user's IAM roles (`iamRolesToOverride`).
    pub fn roles(&self) -> Option<Vec<String>> {
        strings_of(self.group_configuration.get().get("iamRolesToOverride"))
    }

    /// Returns the ARN of the user's preferred IAM role.
    pub fn preferred_role(&self) -> Option<Cow<'_, str>> {
        self.group_configuration.get().get_text("preferredRole")
    }

    /// Returns the scopes of the access token (V2 and V3).
    pub fn scopes(&self) -> Option<Vec<String>> {
        strings_of(self.members.get("scopes"))
    }

    /// Returns the text of a member of `clientMetadata`. The client writes it and nobody validates it:
    /// it may select among rows that the table grants, but never become a value.
    pub fn client_metadata(&self, name: &str) -> Option<String> {
        let metadata = RawObject::parse_or_empty(self.members.get("clientMetadata"));
        metadata.get_text(name).map(Cow::into_owned)
    }

    pub(crate) fn group_configuration(&self) -> &RawObject<'a> {
        self.group_configuration.get()
    }
}

/// Builds a [`TokenRequest`] that does not come from an event.
#[derive(Debug, Default)]
pub struct TokenRequestBuilder {
    version: EventVersion,
    header: Header<'static>,
    client_id: Option<String>,
    attributes: RawObject<'static>,
    group_configuration: RawObject<'static>,
    scopes: Option<String>,
    client_metadata: RawObject<'static>,
}

impl TokenRequestBuilder {
    /// Sets the trigger source, such as `TokenGeneration_Authentication`.
    #[must_use]
    pub fn trigger_source(mut self, source: impl Into<String>) -> Self {
        self.header.trigger_source = Some(Cow::Owned(source.into()));
        self
    }

    /// Sets the user name.
    #[must_use]
    pub fn user_name(mut self, name: impl Into<String>) -> Self {
        self.header.user_name = Some(Cow::Owned(name.into()));
        self
    }

    /// Sets the ID of the user pool.
    #[must_use]
    pub fn user_pool_id(mut self, id: impl Into<String>) -> Self {
        self.header.user_pool_id = Some(Cow::Owned(id.into()));
        self
    }

    /// Sets the ID of the app client.
    #[must_use]
    pub fn client_id(mut self, id: impl Into<String>) -> Self {
        self.client_id = Some(id.into());
        self
    }

    /// Sets a user attribute.
    #[must_use]
    pub fn user_attribute(mut self, name: &str, value: &str) -> Self {
        self.attributes.set(name, json_text(value));
        self
    }

    /// Sets the user's groups.
    #[must_use]
    pub fn groups(mut self, groups: &[&str]) -> Self {
        self.group_configuration.set("groupsToOverride", json_list(groups));
        self
    }

    /// Sets the ARNs of the user's IAM roles.
    #[must_use]
    pub fn roles(mut self, roles: &[&str]) -> Self {
        self.group_configuration.set("iamRolesToOverride", json_list(roles));
        self
    }

    /// Sets the ARN of the user's preferred IAM role.
    #[must_use]
    pub fn preferred_role(mut self, role: &str) -> Self {
        self.group_configuration.set("preferredRole", json_text(role));
        self
    }

    /// Sets the scopes of the access token.
    #[must_use]
    pub fn scopes(mut self, scopes: &[&str]) -> Self {
        self.scopes = Some(json_list(scopes));
        self
    }

    /// Sets a member of `clientMetadata`.
    #[must_use]
    pub fn client_metadata(mut self, name: &str, value: &str) -> Self {
        self.client_metadata.set(name, json_text(value));
        self
    }

    /// Returns the request.
    pub fn build(mut self) -> TokenRequest<'static> {
        let mut caller_context = RawObject::default();
        if let Some(id) = &self.client_id {
            caller_context.set("clientId", json_text(id));
        }
        self.header.caller_context = caller_context.into();
        let mut members = RawObject::default();
        if let Some(scopes) = self.scopes {
            members.set("scopes", scopes);
        }
        members.set("clientMetadata", self.client_metadata.to_json());
        let (attributes, groups) = (self.attributes.into(), self.group_configuration.into());
        TokenRequest::with_parts(self.version, self.header, members, attributes, groups)
    }
}

fn json_list(items: &[&str]) -> String {
    let items: Vec<String> = items.iter().map(|item| json_text(item)).collect();
    format!("[{}]", items.join(","))
}
