//! What goes in and out: events as Cognito sends them, items as DynamoDB answers them.

use bytes::Bytes;
use serde_json::json;

/// What every item says, so that an answer made from it can be told from a fallback.
pub const DEPARTMENT: &str = "Engineering";

/// The length of a group of filling attributes or projects, in bytes: a tenth of a value of Cognito.
const PIECE: usize = 200;

/// A V2 event of a person, filled up with some `size` bytes of attributes.
pub fn event(size: usize) -> Bytes {
    let mut event = json!({
        "version": "2",
        "triggerSource": "TokenGeneration_HostedAuth",
        "region": "eu-central-1",
        "userPoolId": "eu-central-1_EXAMPLE12",
        "userName": "alice",
        "callerContext": { "awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "1example23456789" },
        "request": {
            "userAttributes": {
                "sub": "a1b2c3d4-5678-90ab-cdef-111122223333",
                "cognito:user_status": "CONFIRMED",
                "email": "alice@example.com",
                "email_verified": "true",
                "given_name": "Alice",
                "family_name": "Example",
            },
            "groupConfiguration": {
                "groupsToOverride": ["admins", "developers"],
                "iamRolesToOverride": ["arn:aws:iam::123456789012:role/admins"],
                "preferredRole": "arn:aws:iam::123456789012:role/admins",
            },
            "scopes": ["openid", "email", "profile"],
        },
        "response": { "claimsAndScopeOverrideDetails": null },
    });
    if let Some(attributes) = event["request"]["userAttributes"].as_object_mut() {
        for index in 0..size / PIECE {
            attributes.insert(format!("custom:{index}"), "x".repeat(PIECE).into());
        }
    }
    Bytes::from(event.to_string())
}

/// A GetItem's answer with two projects and some `size` bytes of further ones.
pub fn item(size: usize) -> Bytes {
    let further = (0..size / PIECE).map(|index| format!("{index:0>PIECE$}"));
    let projects: Vec<_> = ["apollo".to_owned(), "gemini".to_owned()].into_iter().chain(further).collect();
    let item = json!({ "Item": { "projects": { "SS": projects }, "department": { "S": DEPARTMENT } } });
    Bytes::from(item.to_string())
}
