//! What Cognito asks: whose tokens, for which client, with which attributes and groups.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::{EventVersion, Text, TriggerSource};
use crate::json::{Members, RawObject, string_of, strings_of};
use crate::value::{Value, json_text};

/// The request of an event: the input of the rules.
///
/// [`Event::parse`](super::Event::parse) takes it from an event, [`TokenRequest::builder`] builds one
/// without an event. Each of its objects is split at most once, when it is first needed.
#[derive(Debug, Clone)]
pub struct TokenRequest<'a> {
    version: EventVersion,
    trigger: TriggerSource,
    is_machine: bool,
    header: Header<'a>,
    caller_context: Cow<'a, str>,
    caller_members: OnceLock<Members>,
    text: Cow<'a, str>,
    members: OnceLock<Members>,
    attributes: OnceLock<Members>,
    groups: OnceLock<Members>,
}

/// The fields of the event around its `request`.
#[derive(Debug, Clone, Default)]
pub(super) struct Header<'a> {
    pub(super) trigger_source: Text<'a>,
    pub(super) user_name: Text<'a>,
    pub(super) user_pool_id: Text<'a>,
}

impl<'a> TokenRequest<'a> {
    pub(super) fn new(
        version: EventVersion,
        mut header: Header<'a>,
        caller_context: Cow<'a, str>,
        text: Cow<'a, str>,
    ) -> Self {
        header.user_name = header.user_name.filter(|name| !name.is_empty());
        let trigger = header.trigger_source.as_deref().map_or(TriggerSource::Unknown, TriggerSource::parse);
        let mut request = Self {
            version,
            trigger,
            is_machine: trigger == TriggerSource::ClientCredentials,
            header,
            caller_context,
            caller_members: OnceLock::new(),
            text,
            members: OnceLock::new(),
            attributes: OnceLock::new(),
            groups: OnceLock::new(),
        };
        let has_no_user = || request.header.user_name.is_none() && request.sub().is_none();
        request.is_machine |= version.covers_machines() && has_no_user();
        request
    }

    /// Returns the text of a member of `request`.
    fn member(&self, name: &str) -> Option<&str> {
        self.members().get(&self.text, name)
    }

    fn members(&self) -> &Members {
        self.members.get_or_init(|| Members::split(&self.text, Some(0..self.text.len())))
    }

    /// Returns the members of an object in `request`.
    fn part<'m>(&self, part: &'m OnceLock<Members>, name: &str) -> &'m Members {
        part.get_or_init(|| Members::split(&self.text, self.members().place(&self.text, name)))
    }

    fn attribute(&self, name: &str) -> Option<&str> {
        self.part(&self.attributes, "userAttributes").get(&self.text, name)
    }

    fn group_member(&self, name: &str) -> Option<&str> {
        self.part(&self.groups, "groupConfiguration").get(&self.text, name)
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
        self.attribute("sub").and_then(string_of).filter(|sub| !sub.is_empty())
    }

    /// Returns the ID of the app client.
    pub fn client_id(&self) -> Option<Cow<'_, str>> {
        let members = self
            .caller_members
            .get_or_init(|| Members::split(&self.caller_context, Some(0..self.caller_context.len())));
        members.get(&self.caller_context, "clientId").and_then(string_of)
    }

    /// Returns the ID of the user pool.
    pub fn user_pool_id(&self) -> Option<&str> {
        self.header.user_pool_id.as_deref()
    }

    /// Returns a user attribute. They are text; a number or a boolean is taken as it is.
    pub fn user_attribute(&self, name: &str) -> Option<Value> {
        match self.attribute(name)? {
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
        strings_of(self.group_member("groupsToOverride"))
    }

    /// Returns the ARNs of the user's IAM roles (`iamRolesToOverride`).
    pub fn roles(&self) -> Option<Vec<String>> {
        strings_of(self.group_member("iamRolesToOverride"))
    }

    /// Returns the ARN of the user's preferred IAM role.
    pub fn preferred_role(&self) -> Option<Cow<'_, str>> {
        self.group_member("preferredRole").and_then(string_of)
    }

    /// Returns the scopes of the access token (V2 and V3).
    pub fn scopes(&self) -> Option<Vec<String>> {
        strings_of(self.member("scopes"))
    }

    /// Returns the text of a member of `clientMetadata`. The client writes it and nobody validates it:
    /// it may select among rows that the table grants, but never become a value.
    pub fn client_metadata(&self, name: &str) -> Option<String> {
        let metadata = RawObject::parse_or_empty(self.member("clientMetadata"));
        metadata.get_text(name).map(Cow::into_owned)
    }

    /// Returns the request's `groupConfiguration`, as it is written.
    pub(crate) fn group_configuration(&self) -> RawObject<'_> {
        self.part(&self.groups, "groupConfiguration").object(&self.text)
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
    pub fn build(self) -> TokenRequest<'static> {
        let mut caller_context = RawObject::default();
        if let Some(id) = &self.client_id {
            caller_context.set("clientId", json_text(id));
        }
        let mut request = RawObject::default();
        request.push("userAttributes", self.attributes.to_json());
        request.push("groupConfiguration", self.group_configuration.to_json());
        request.push("clientMetadata", self.client_metadata.to_json());
        if let Some(scopes) = self.scopes {
            request.push("scopes", scopes);
        }
        let (caller_context, request) = (caller_context.to_json(), request.to_json());
        TokenRequest::new(self.version, self.header, Cow::Owned(caller_context), Cow::Owned(request))
    }
}

fn json_list(items: &[&str]) -> String {
    let items: Vec<String> = items.iter().map(|item| json_text(item)).collect();
    format!("[{}]", items.join(","))
}
