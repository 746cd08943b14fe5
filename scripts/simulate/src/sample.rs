//! An event of a made-up sign-in, as Cognito sends it.
//!
//! Built with the types of `aws_lambda_events`, so that it has the shape that they expect, except
//! for a machine's: their trigger sources lack it, so [`MachineEvent`] puts their header and request
//! together with one of its own.

use aws_lambda_events::event::cognito::{
    CognitoEventUserPoolsHeader, CognitoEventUserPoolsPreTokenGen, CognitoEventUserPoolsPreTokenGenRequestV2,
    CognitoEventUserPoolsPreTokenGenResponseV2,
    CognitoEventUserPoolsPreTokenGenTriggerSource as PersonsSource, CognitoEventUserPoolsPreTokenGenV2,
    GroupConfiguration,
};
use serde::Serialize;

use crate::args::{Args, Source, Trigger};
use crate::error::Error;

/// Who signs in, if nobody else is named.
pub(crate) const DEFAULT_USER: &str = "alice";

/// The group of everybody who is in no other.
const DEFAULT_GROUP: &str = "staff";

const REGION: &str = "eu-west-1";
const USER_POOL: &str = "eu-west-1_Example01";
const SUB: &str = "b2e50464-8071-7087-cb5b-8b1f2a1b5a01";
const SDK_VERSION: &str = "aws-sdk-unknown-unknown";

/// The scopes of each kind of access token.
const API_SCOPES: [&str; 1] = ["aws.cognito.signin.user.admin"];
const HOSTED_SCOPES: [&str; 3] = ["openid", "email", "profile"];
const MACHINE_SCOPES: [&str; 1] = ["orders/read"];

#[derive(Debug, Clone, Copy, Default, Serialize)]
enum MachineSource {
    #[default]
    #[serde(rename = "TokenGeneration_ClientCredentials")]
    ClientCredentials,
}

#[derive(Debug, Serialize)]
struct MachineEvent {
    #[serde(flatten)]
    header: CognitoEventUserPoolsHeader<MachineSource>,
    request: CognitoEventUserPoolsPreTokenGenRequestV2,
    response: CognitoEventUserPoolsPreTokenGenResponseV2,
}

/// The event that `args` describe.
pub(crate) fn event(args: &Args) -> Result<String, Error> {
    let event = match persons_source(args.trigger_source) {
        Some(source) => person(args, source),
        None => machine(args)?,
    };
    // None of these types has a map with keys that are no text, all that could fail.
    Ok(event.unwrap_or_default().to_string())
}

fn person(args: &Args, source: PersonsSource) -> serde_json::Result<serde_json::Value> {
    let user = args.user.as_deref().unwrap_or(DEFAULT_USER);
    let trigger = args.trigger.unwrap_or(Trigger::V2);
    let mut header = header(args, trigger, source);
    header.user_name = Some(user.to_owned());
    let known = [
        ("sub", SUB.to_owned()),
        ("cognito:user_status", "CONFIRMED".to_owned()),
        ("email", format!("{user}@example.com")),
        ("email_verified", "true".to_owned()),
    ];
    let known = known.into_iter().map(|(name, value)| (name.to_owned(), value));
    let user_attributes = known.chain(args.attributes.iter().cloned()).collect();
    let mut group_configuration = GroupConfiguration::default();
    group_configuration.groups_to_override =
        if args.groups.is_empty() { vec![DEFAULT_GROUP.to_owned()] } else { args.groups.clone() };
    if trigger == Trigger::V1 {
        let mut event = CognitoEventUserPoolsPreTokenGen::default();
        event.cognito_event_user_pools_header = header;
        event.request.user_attributes = user_attributes;
        event.request.group_configuration = group_configuration;
        return serde_json::to_value(event);
    }
    let mut event = CognitoEventUserPoolsPreTokenGenV2::default();
    event.cognito_event_user_pools_header = header;
    event.request.user_attributes = user_attributes;
    event.request.group_configuration = group_configuration;
    let scopes = if args.trigger_source == Source::HostedAuth { &HOSTED_SCOPES[..] } else { &API_SCOPES };
    event.request.scopes = scopes.iter().map(ToString::to_string).collect();
    serde_json::to_value(event)
}

/// A machine's event; its user name is the client id.
fn machine(args: &Args) -> Result<serde_json::Result<serde_json::Value>, Error> {
    let personal = [
        ("--user", args.user.is_some()),
        ("--group", !args.groups.is_empty()),
        ("--attribute", !args.attributes.is_empty()),
    ];
    if let Some((flag, _)) = personal.into_iter().find(|(_, given)| *given) {
        return Err(Error::MachineWith { flag });
    }
    if args.trigger.is_some_and(|trigger| trigger != Trigger::V3) {
        return Err(Error::MachineVersion);
    }
    let mut header = header(args, Trigger::V3, MachineSource::ClientCredentials);
    header.user_name = Some(args.client_id.clone());
    let mut request = CognitoEventUserPoolsPreTokenGenRequestV2::default();
    request.scopes = MACHINE_SCOPES.map(String::from).to_vec();
    Ok(serde_json::to_value(MachineEvent { header, request, response: Default::default() }))
}

fn header<T: Default>(args: &Args, trigger: Trigger, source: T) -> CognitoEventUserPoolsHeader<T> {
    let mut header = CognitoEventUserPoolsHeader::default();
    let version = match trigger {
        Trigger::V1 => "1",
        Trigger::V2 => "2",
        Trigger::V3 => "3",
    };
    header.version = Some(version.to_owned());
    header.trigger_source = Some(source);
    header.region = Some(REGION.to_owned());
    header.user_pool_id = Some(USER_POOL.to_owned());
    header.caller_context.awssdk_version = Some(SDK_VERSION.to_owned());
    header.caller_context.client_id = Some(args.client_id.clone());
    header
}

/// The source in the types of `aws_lambda_events`, which know those of people.
fn persons_source(source: Source) -> Option<PersonsSource> {
    Some(match source {
        Source::HostedAuth => PersonsSource::HostedAuth,
        Source::Authentication => PersonsSource::Authentication,
        Source::NewPasswordChallenge => PersonsSource::NewPasswordChallenge,
        Source::AuthenticateDevice => PersonsSource::AuthenticateDevice,
        Source::RefreshTokens => PersonsSource::RefreshTokens,
        Source::ClientCredentials => return None,
    })
}
