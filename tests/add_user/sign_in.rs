//! The whole path: a user is provisioned and signs in, and the function adds the claims to the token.
//! MiniStack runs the function, as it was built, as the pool's trigger.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value as Json, json};

use crate::http::Message;
use crate::ministack;
use crate::world::World;
use test_support::table::unique_name;

/// The function's program lies beside the others.
pub(crate) fn function() -> PathBuf {
    Path::new(env!("CARGO_BIN_EXE_add_user")).with_file_name("claim-enrichment")
}

/// Packs a program for Lambda: here one that starts the one that was built.
const PACK: &str = r##"
import base64, io, sys, zipfile
packed = io.BytesIO()
with zipfile.ZipFile(packed, "w") as package:
    program = zipfile.ZipInfo("bootstrap")
    program.external_attr = 0o755 << 16
    package.writestr(program, "#!/bin/sh\nexec '" + sys.argv[1] + "'\n")
print(base64.b64encode(packed.getvalue()).decode(), end="")
"##;

pub(crate) fn the_claims_are_in_the_token(dynamodb: &'static str, ministack: &'static str) {
    let name = unique_name();
    let arn = format!("arn:aws:lambda:us-east-1:000000000000:function:{name}");
    let trigger = json!({"PreTokenGenerationConfig": {"LambdaVersion": "V2_0", "LambdaArn": arn}});
    let world = World::with_pool(dynamodb, ministack, &json!({"LambdaConfig": trigger}));
    let python = ministack::fetch().unwrap().join("bin").join("python");
    let packed = Command::new(python).args(["-c", PACK]).arg(function()).output().unwrap();
    let definition = json!({
        "FunctionName": name,
        "Runtime": "provided.al2023",
        "Handler": "bootstrap",
        "Role": "arn:aws:iam::000000000000:role/tests",
        "Timeout": 5,
        "Code": {"ZipFile": String::from_utf8(packed.stdout).unwrap()},
        "Environment": {"Variables": {
            "USER_INFO_TABLE": world.table,
            "AWS_ENDPOINT_URL_DYNAMODB": dynamodb
        }}
    });
    let request = Message {
        start: "POST /2015-03-31/functions HTTP/1.1".to_owned(),
        headers: vec![
            ("host".to_owned(), "localhost".to_owned()),
            ("content-type".to_owned(), "application/json".to_owned()),
        ],
        body: definition.to_string().into_bytes(),
    };
    let created = request.send(ministack).unwrap();
    assert!(created.start.contains("201"), "{created:?}");

    world.add_alice().with(0);
    let answer = world.sign_in("alice");
    for token in ["IdToken", "AccessToken"] {
        let claims = claims(answer["AuthenticationResult"][token].as_str().unwrap());
        let ours = json!([claims["userName"], claims["projects"], claims["department"]]);
        assert_eq!(ours, json!(["alice", ["apollo", "gemini"], "Legal"]), "{token}");
    }
    // What is taken away is not in the next token.
    world.user_info(&["set", "alice", "--project", "zeus", "--department", ""]).with(0);
    let answer = world.sign_in("alice");
    let claims = claims(answer["AuthenticationResult"]["IdToken"].as_str().unwrap());
    assert_eq!(claims["projects"], json!(["zeus"]));
    assert_eq!(claims.get("department").unwrap_or(&Json::Null), &Json::Null);
}

/// What a token says.
fn claims(token: &str) -> Json {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0);
    for char in token.split('.').nth(1).unwrap().bytes().filter(|char| *char != b'=') {
        let value = alphabet.iter().position(|letter| *letter == char).unwrap();
        bits = (bits << 6 | u32::try_from(value).unwrap()) & 0xffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).unwrap());
        }
    }
    serde_json::from_slice(&bytes).unwrap()
}
