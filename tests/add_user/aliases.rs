//! Names that are another user's alias.

use std::fs;

use serde_json::json;

use crate::world::World;

/// Carol, who has taken "bob" as an alias and has never signed in.
fn with_alias(dynamodb: &'static str, ministack: &'static str) -> World {
    let world = World::new(dynamodb, ministack);
    let email = json!([{"Name": "email", "Value": "carol@example.com"}]);
    world.cognito(
        "AdminCreateUser",
        json!({"Username": "carol", "MessageAction": "SUPPRESS", "UserAttributes": email}),
    );
    let sub = world.user_attribute("carol", "sub").unwrap();
    let item = json!({"userName": {"S": "carol"}, "department": {"S": "Legal"}, "sub": {"S": sub}});
    world.dynamo("PutItem", json!({"Item": item}));
    world.proxy.alias("bob", "carol");
    world
}

const BOB: [&str; 7] = ["--username", "bob", "--project", "x", "--department", "Board", "--update"];
const EMAIL: [&str; 3] = ["--email", "carol@example.com", "--password-stdin"];

pub(crate) fn alias_is_refused(dynamodb: &'static str, ministack: &'static str) {
    let world = with_alias(dynamodb, ministack);
    let before = world.items();
    let (csv, table_csv) = (world.folder.path().join("a.csv"), world.folder.path().join("b.csv"));
    fs::write(&csv, "username,email,projects,department\nbob,carol@example.com,x,Board\n").unwrap();
    fs::write(&table_csv, "username,projects,department\nbob,x,Board\n").unwrap();
    let (csv, table_csv) = (csv.to_str().unwrap(), table_csv.to_str().unwrap());
    for ran in [
        world.add_user(&[&BOB[..], &["--table-only"]].concat()),
        world.add_user(&[&BOB[..], &EMAIL].concat()),
        world.add_user(&[&BOB[..], &EMAIL, &["--dry-run"]].concat()),
        world.add_user(&["--csv", csv, "--update"]),
        world.add_user(&["--csv", table_csv, "--table-only", "--update"]),
        world.user_info(&["set", "bob", "--department", "Board"]),
        world.user_info(&["set", "bob", "--department", "Board", "--sign-out"]),
        world.user_info(&["remove", "bob", "--yes"]),
        world.user_info(&["show", "bob"]),
    ] {
        let ran = ran.with(3);
        assert!(ran.stderr.contains("an alias of the user \"carol\""), "{}", ran.stderr);
        assert!(!ran.stdout.contains("Legal"), "{}", ran.stdout);
    }
    assert_eq!(world.proxy.writes(), [""; 0]);
    assert_eq!(world.items(), before);
}

pub(crate) fn confirmed_alias_is_followed_but_gets_no_password(
    dynamodb: &'static str,
    ministack: &'static str,
) {
    let world = with_alias(dynamodb, ministack);
    let department = || world.items()["carol"]["department"].clone();
    let ran = world.user_info(&["show", "bob", "--follow-alias"]).with(0);
    assert!(ran.stdout.contains("carol"), "{}", ran.stdout);
    world.user_info(&["set", "bob", "--department", "Board", "--follow-alias"]).with(0);
    assert_eq!(department(), json!({"S": "Board"}));
    // A first sign-in is never prepared through an alias: neither for an item that is marked as unfinished
    // nor where there is none.
    let mark = json!({
        "Key": {"userName": {"S": "carol"}}, "UpdateExpression": "SET addUserPending = :p",
        "ExpressionAttributeValues": {":p": {"S": "password"}}
    });
    world.dynamo("UpdateItem", mark);
    world.proxy.asked();
    world.add_user(&[&BOB[..], &EMAIL, &["--follow-alias"]].concat()).with(3);
    world.dynamo("DeleteItem", json!({"Key": {"userName": {"S": "carol"}}}));
    world.add_user(&[&BOB[..], &EMAIL, &["--follow-alias"]].concat()).with(3);
    let invite = [&BOB[..], &["--email", "carol@example.com", "--invite", "--follow-alias"]].concat();
    world.add_user(&invite).with(3);
    assert_eq!(world.proxy.writes(), [""; 0]);
    assert_eq!(world.users()["carol"], "FORCE_CHANGE_PASSWORD");
}

pub(crate) fn sign_in_attribute_is_a_name(dynamodb: &'static str, ministack: &'static str) {
    for (attribute, value) in [("email", "carol@example.com"), ("phone_number", "+4930123456")] {
        let world = World::with_pool(dynamodb, ministack, &json!({"UsernameAttributes": [attribute]}));
        let attributes = json!([{"Name": attribute, "Value": value}]);
        let created = world.cognito(
            "AdminCreateUser",
            json!({"Username": value, "MessageAction": "SUPPRESS", "UserAttributes": attributes}),
        );
        let name = created["User"]["Username"].as_str().unwrap();
        assert_ne!(name, value);
        let table_only = ["--table-only", "--username", value, "--project", "x", "--department", ""];
        world.add_user(&table_only).with(0);
        world.user_info(&["set", value, "--department", "Legal"]).with(0);
        world.user_info(&["show", value]).with(0);
        world.user_info(&["show", name]).with(0);
        assert_eq!(world.items().into_keys().collect::<Vec<_>>(), [name]);
        // Whatever else Cognito finds the user by is an alias.
        world.proxy.alias("bob@example.com", name);
        world.user_info(&["set", "bob@example.com", "--department", "Board"]).with(3);
        world.user_info(&["remove", value, "--yes"]).with(0);
        world.assert_untouched();
    }
}
