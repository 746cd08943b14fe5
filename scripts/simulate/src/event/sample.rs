//! The event of a sample sign-in, as Cognito sends it.

use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Map, Value, json};

use crate::args::{Args, TriggerSource, VersionOption};

/// The user who signs in by default.
const DEFAULT_USER: &str = "alice";

/// The user's group by default.
const DEFAULT_GROUP: &str = "staff";

const REGION: &str = "eu-west-1";
const USER_POOL: &str = "eu-west-1_Example01";
const SUB: &str = "b2e50464-8071-7087-cb5b-8b1f2a1b5a01";
const SDK_VERSION: &str = "aws-sdk-unknown-unknown";

/// The default scopes of each kind of access token.
const API_SCOPES: [&str; 1] = ["aws.cognito.signin.user.admin"];
const HOSTED_SCOPES: [&str; 3] = ["openid", "email", "profile"];
const MACHINE_SCOPES: [&str; 1] = ["orders/read"];

/// Why the options make no event.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SampleError {
    #[error(
        "{option} cannot be used with --trigger-source ClientCredentials, because a machine token has no user; \
         remove it"
    )]
    MachineWithUser { option: &'static str },
    #[error("Cognito sends --trigger-source ClientCredentials only as V3; remove --event-version, or use V3")]
    MachineVersion,
    #[error("{option} cannot be used with --event-version V1, whose event has no scopes; use V2 or V3")]
    ScopesInV1 { option: &'static str },
}

/// Returns the event that `args` describe.
pub(crate) fn event(args: &Args) -> Result<Box<RawValue>, SampleError> {
    let is_machine = args.trigger_source == TriggerSource::ClientCredentials;
    let version =
        args.event_version.unwrap_or(if is_machine { VersionOption::V3 } else { VersionOption::V2 });
    let (user_name, request) = if is_machine { machine(args, version)? } else { user(args, version)? };
    let (version, container) = match version {
        VersionOption::V1 => ("1", "claimsOverrideDetails"),
        VersionOption::V2 => ("2", "claimsAndScopeOverrideDetails"),
        VersionOption::V3 => ("3", "claimsAndScopeOverrideDetails"),
    };
    let event = json!({
        "version": version,
        "triggerSource": format!("TokenGeneration_{:?}", args.trigger_source),
        "region": REGION,
        "userPoolId": USER_POOL,
        "callerContext": {"awsSdkVersion": SDK_VERSION, "clientId": args.client_id},
        "userName": user_name,
        "request": request,
        "response": {container: null},
    });
    // A JSON value always has a text.
    Ok(to_raw_value(&event).unwrap_or_default())
}

fn user(args: &Args, version: VersionOption) -> Result<(String, Value), SampleError> {
    let user = args.user.clone().unwrap_or_else(|| DEFAULT_USER.to_owned());
    let mut attributes = Map::from_iter([
        ("sub".to_owned(), json!(SUB)),
        ("cognito:user_status".to_owned(), json!("CONFIRMED")),
        ("email".to_owned(), json!(format!("{user}@example.com"))),
        ("email_verified".to_owned(), json!("true")),
    ]);
    attributes.extend(args.attributes.iter().map(|(name, value)| (name.clone(), json!(value))));
    let groups = if args.groups.is_empty() { vec![DEFAULT_GROUP.to_owned()] } else { args.groups.clone() };
    let mut request = json!({
        "userAttributes": attributes,
        "groupConfiguration": {
            "groupsToOverride": groups,
            "iamRolesToOverride": args.roles,
            "preferredRole": args.preferred_role,
        },
    });
    let is_hosted = args.trigger_source == TriggerSource::HostedAuth;
    add_scopes_and_metadata(args, &mut request, if is_hosted { &HOSTED_SCOPES } else { &API_SCOPES });
    if version == VersionOption::V1 {
        if !args.scopes.is_empty() {
            return Err(SampleError::ScopesInV1 { option: "--scope" });
        }
        if let Some(request) = request.as_object_mut() {
            request.remove("scopes");
        }
    }
    Ok((user, request))
}

/// Returns the request for a machine token. Its user name is the client ID.
fn machine(args: &Args, version: VersionOption) -> Result<(String, Value), SampleError> {
    let of_users = [
        ("--user", args.user.is_some()),
        ("--group", !args.groups.is_empty()),
        ("--role", !args.roles.is_empty()),
        ("--preferred-role", args.preferred_role.is_some()),
        ("--attribute", !args.attributes.is_empty()),
    ];
    if let Some((option, _)) = of_users.into_iter().find(|(_, given)| *given) {
        return Err(SampleError::MachineWithUser { option });
    }
    if version != VersionOption::V3 {
        return Err(SampleError::MachineVersion);
    }
    let groups = json!({"groupsToOverride": [], "iamRolesToOverride": [], "preferredRole": null});
    let mut request = json!({"userAttributes": {}, "groupConfiguration": groups});
    add_scopes_and_metadata(args, &mut request, &MACHINE_SCOPES);
    Ok((args.client_id.clone(), request))
}

fn add_scopes_and_metadata(args: &Args, request: &mut Value, default_scopes: &[&str]) {
    let Some(request) = request.as_object_mut() else { return };
    let scopes = if args.scopes.is_empty() { json!(default_scopes) } else { json!(args.scopes) };
    request.insert("scopes".to_owned(), scopes);
    if !args.client_metadata.is_empty() {
        let metadata = args.client_metadata.iter().map(|(name, value)| (name.clone(), json!(value)));
        request.insert("clientMetadata".to_owned(), Value::Object(metadata.collect()));
    }
}
