//! Why AWS refuses, and what to do about it.

use serde_json::json;

use crate::http::call;
use crate::proxy::Fault;
use crate::world::World;

const EXPIRED: &str = "Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z";
const EARLY: &str = "Signature not yet current: 20260101T002000Z is still later than 20260101T001500Z";

pub(crate) fn expired_credentials_and_a_wrong_clock_are_named(
    dynamodb: &'static str,
    ministack: &'static str,
) {
    let world = World::new(dynamodb, ministack);
    let faults = [
        (Fault::Refused(400, "ExpiredTokenException"), "have expired"),
        (Fault::Refused(403, "ExpiredToken"), "have expired"),
        (Fault::Because(400, "InvalidSignatureException", EXPIRED), "the clock of this computer"),
        (Fault::Because(403, "SignatureDoesNotMatch", EARLY), "the clock of this computer"),
        (Fault::Refused(403, "RequestTimeTooSkewed"), "the clock of this computer"),
        (Fault::Refused(400, "RequestExpired"), "the clock of this computer"),
        (Fault::Refused(400, "UnrecognizedClientException"), "are not valid"),
        (Fault::Refused(400, "InvalidSignatureException"), "are not valid"),
    ];
    for operation in ["AdminGetUser", "GetItem", "AdminCreateUser", "PutItem"] {
        for (fault, cause) in faults {
            world.proxy.fail(operation, usize::MAX, fault);
            let ran = world.add_alice().with(5);
            world.proxy.heal();
            assert!(ran.stderr.contains(cause), "{operation} {fault:?}: {}", ran.stderr);
            assert!(!ran.stderr.contains("allow the IAM action"), "{operation} {fault:?}: {}", ran.stderr);
            world.assert_untouched();
        }
    }
}

pub(crate) fn denied_operation_names_its_iam_action(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    let denied = Fault::Refused(400, "AccessDeniedException");
    let check = |operation: &str, action: &str, arguments: &[&str]| {
        world.proxy.fail(operation, usize::MAX, denied);
        let ran = if arguments.is_empty() { world.add_alice() } else { world.user_info(arguments) };
        world.proxy.heal();
        assert!(
            ran.stderr.contains(&format!("allow the IAM action {action}")),
            "{operation}: {}",
            ran.stderr
        );
        let others = ran.stderr.matches("allow the IAM action").count();
        assert_eq!(others, 1, "{}", ran.stderr);
    };
    check("GetItem", "dynamodb:GetItem", &[]);
    check("PutItem", "dynamodb:PutItem", &[]);
    check("AdminCreateUser", "cognito-idp:AdminCreateUser", &[]);
    check("AdminSetUserPassword", "cognito-idp:AdminSetUserPassword", &[]);
    world.add_alice().with(0);
    check("UpdateItem", "dynamodb:UpdateItem", &["set", "alice", "--department", "x"]);
    check("Scan", "dynamodb:Scan", &["list"]);
    check("ListUsers", "cognito-idp:ListUsers", &["list"]);
    check("DeleteItem", "dynamodb:DeleteItem", &["remove", "alice", "--yes"]);
    check("AdminDeleteUser", "cognito-idp:AdminDeleteUser", &["remove", "alice", "--yes"]);
}

pub(crate) fn table_with_another_key_is_described(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    let cases = [
        (("userName", "S"), Some(("tenant", "S")), "has a sort key, \"tenant\""),
        (("pk", "S"), Some(("sk", "N")), "has a sort key, \"sk\""),
        (("person", "S"), None, "give --key-attribute person"),
        (("userName", "N"), None, "has the type N"),
    ];
    for (number, (partition, sort, said)) in cases.into_iter().enumerate() {
        let table = format!("{}-{number}", world.table);
        let keys = [(Some(partition), "HASH"), (sort, "RANGE")];
        let keys: Vec<_> = keys.into_iter().filter_map(|(key, role)| Some((key?, role))).collect();
        let definition = json!({
            "TableName": table,
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions":
                keys.iter().map(|((name, kind), _)| json!({"AttributeName": name, "AttributeType": kind})).collect::<Vec<_>>(),
            "KeySchema":
                keys.iter().map(|((name, _), role)| json!({"AttributeName": name, "KeyType": role})).collect::<Vec<_>>(),
        });
        call(dynamodb, "DynamoDB_20120810.CreateTable", &definition);
        let place = ["--table", &table, "--user-pool-id", &world.pool];
        let user_info = |arguments: &[&str]| {
            let mut command = world.command(env!("CARGO_BIN_EXE_user_info"), arguments);
            let output = command.args(place).output().unwrap();
            (output.status.code(), String::from_utf8(output.stderr).unwrap())
        };
        let add = [&crate::world::ALICE[..10], &["--invite"], &place].concat();
        let table_only =
            ["--table-only", "--username", "x", "--project", "", "--department", "", "--table", &table];
        for (code, stderr) in [
            user_info(&["list"]),
            user_info(&["show", "alice"]),
            user_info(&["set", "alice", "--department", "x"]),
            user_info(&["remove", "alice", "--yes"]),
            (Some(world.add_user_just(&add).code), world.add_user_just(&add).stderr),
            (Some(world.add_user_just(&table_only).code), world.add_user_just(&table_only).stderr),
        ] {
            assert_eq!(code, Some(2), "{stderr}");
            assert!(stderr.contains(said), "{said}: {stderr}");
        }
        world.proxy.fail("DescribeTable", usize::MAX, Fault::Refused(400, "AccessDeniedException"));
        let (code, stderr) = user_info(&["show", "alice"]);
        world.proxy.heal();
        assert!(
            code == Some(2) && stderr.contains("sort key") && stderr.contains("--key-attribute"),
            "{stderr}"
        );
    }
    world.assert_untouched();
}
