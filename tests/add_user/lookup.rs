//! `user_info`: showing, listing, changing, removing.

use serde_json::json;

use crate::proxy::Fault;
use crate::world::World;

/// As often as a program may try.
const ALWAYS: usize = usize::MAX;

pub(crate) fn user_is_shown(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    world.add_alice().with(0);
    let number = "12345678901234567890123456789012345678";
    let change = json!({
        "Key": {"userName": {"S": "alice"}}, "UpdateExpression": "SET badge = :b",
        "ExpressionAttributeValues": {":b": {"N": number}}
    });
    world.dynamo("UpdateItem", change);
    let sub = world.user_attribute("alice", "sub").unwrap();
    let ran = world.user_info(&["show", "alice", "--json"]).with(0);
    let wanted = format!(
        r#"{{"userName":"alice","in":"both","status":"CONFIRMED","enabled":true,"email":"alice@example.com","sub":"{sub}","projects":["apollo","gemini"],"department":"Legal","attributes":{{"badge":{number},"tier":"gold"}},"notes":[]}}"#
    );
    assert_eq!(ran.stdout.trim_end(), wanted);
    let ran = world.user_info(&["show", "alice"]).with(0);
    assert!(ran.stdout.contains("projects      apollo, gemini\n"), "{}", ran.stdout);
    world.user_info(&["show", "nobody"]).with(4);
}

pub(crate) fn all_users_are_listed_and_marked(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    // More than a page of users, and more than a page (1 MB) of items.
    for number in 0..65 {
        let name = format!("pool{number}");
        world.cognito("AdminCreateUser", json!({"Username": name, "MessageAction": "SUPPRESS"}));
    }
    for number in 0..4 {
        let text = "x".repeat(380_000);
        let item = json!({"userName": {"S": format!("table{number}")}, "text": {"S": text}});
        world.dynamo("PutItem", json!({"Item": item}));
    }
    world.add_alice().with(0);
    world.proxy.asked();
    let ran = world.user_info(&["list", "--json"]).with(0);
    let operations = world.proxy.operations();
    let count = |name: &str| operations.iter().filter(|operation| *operation == name).count();
    assert_eq!(count("ListUsers"), 2);
    assert!(count("Scan") >= 2, "{operations:?}");
    let users = ran.json();
    let places = |place: &str| users.iter().filter(|person| person["in"] == place).count();
    assert_eq!((places("both"), places("pool"), places("table"), users.len()), (1, 65, 4, 70));
    assert!(ran.stderr.contains("70 users, 65 in the pool alone, 4 in the table alone"), "{}", ran.stderr);
    let ran = world.user_info(&["list"]).with(0);
    assert!(ran.stdout.contains("alice\tboth\tCONFIRMED\tLegal\tapollo, gemini\n"), "{}", ran.stdout);
    assert!(ran.stdout.contains("pool1\tpool alone\tFORCE_CHANGE_PASSWORD\n"), "{}", ran.stdout);
}

pub(crate) fn rights_are_changed(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    world.add_alice().with(0);
    let set = ["set", "alice", "--project", "zeus", "--department", "", "--attribute", "tier="];
    world.proxy.asked();
    world.user_info(&[&set[..], &["--dry-run"]].concat()).with(0);
    assert_eq!(world.proxy.writes(), [""; 0]);
    let ran = world.user_info(&[&set[..], &["--sign-out"]].concat()).with(0);
    assert!(ran.stdout.starts_with("alice: changed\n"), "{}", ran.stdout);
    assert!(ran.stderr.contains("until they expire") && ran.stderr.contains("signed out"), "{}", ran.stderr);
    assert_eq!(world.proxy.writes(), ["UpdateItem", "AdminUserGlobalSignOut"]);
    let sub = world.user_attribute("alice", "sub").unwrap();
    let item = json!({"userName": {"S": "alice"}, "projects": {"SS": ["zeus"]}, "sub": {"S": sub}});
    assert_eq!(world.items()["alice"], item);
    assert_eq!(world.user_info(&set).with(0).stdout, "alice: unchanged\n");
    // What is not right, who is not there, and who is in the pool alone.
    world.user_info(&["set", "alice", "--department", "R&D"]).with(2);
    world.user_info(&["set", "alice", "--attribute", "sub="]).with(2);
    world.user_info(&["set", "alice"]).with(2);
    world.user_info(&["set", "nobody", "--department", "x"]).with(4);
    world.cognito("AdminCreateUser", json!({"Username": "dave", "MessageAction": "SUPPRESS"}));
    world.user_info(&["set", "dave", "--department", "x"]).with(4);
    assert_eq!(world.items().into_keys().collect::<Vec<_>>(), ["alice"]);
    // A right that can't be written is not half written.
    world.proxy.fail("UpdateItem", ALWAYS, Fault::Refused(400, "AccessDeniedException"));
    world.user_info(&["set", "alice", "--department", "x"]).with(5);
    world.proxy.heal();
    world.proxy.fail("AdminUserGlobalSignOut", ALWAYS, Fault::Refused(400, "AccessDeniedException"));
    world.user_info(&["set", "alice", "--department", "x", "--sign-out"]).with(6);
    assert_eq!(world.items()["alice"]["department"], json!({"S": "x"}));
}

pub(crate) fn user_is_removed_and_each_failure_is_resumed(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    world.add_alice().with(0);
    let remove = ["remove", "alice", "--yes"];
    world.user_info(&["remove", "alice"]).with(2);
    world.user_info(&["remove", "alice", "--dry-run"]).with(0);
    world.assert_alice();
    for (step, code, items) in
        [("DeleteItem", 5, 1), ("AdminUserGlobalSignOut", 6, 0), ("AdminDeleteUser", 6, 0)]
    {
        world.proxy.fail(step, ALWAYS, Fault::Refused(400, "AccessDeniedException"));
        world.user_info(&remove).with(code);
        world.proxy.heal();
        assert_eq!((world.users().len(), world.items().len()), (1, items), "{step}");
    }
    world.proxy.asked();
    let ran = world.user_info(&remove).with(0);
    assert_eq!(ran.stdout, "alice: removed (signed out, user deleted)\n");
    assert_eq!(world.proxy.writes(), ["DeleteItem", "AdminUserGlobalSignOut", "AdminDeleteUser"]);
    world.assert_untouched();
    world.user_info(&remove).with(4);
}
