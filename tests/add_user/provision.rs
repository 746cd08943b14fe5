//! Provisioning one user, where nothing fails.

use serde_json::{Value as Json, json};

use crate::world::{ALICE, PASSWORD, World};

pub(crate) fn new_user_is_in_pool_and_table_and_can_sign_in(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    let ran = world.add_alice().with(0);
    assert_eq!(ran.stdout, "alice: added (user created, item written, password set)\n");
    world.assert_alice();
    assert_eq!(world.user_attribute("alice", "email").unwrap(), "alice@example.com");
    assert_eq!(world.user_attribute("alice", "email_verified").unwrap(), "true");
    // The password went to Cognito, once, and nowhere else.
    assert!(!(ran.stdout + &ran.stderr).contains(PASSWORD));
    let with_password = |body: &Json| body.to_string().contains(PASSWORD);
    let holders = world.proxy.asked().into_iter().filter(|asked| with_password(&asked.body));
    assert_eq!(holders.map(|asked| asked.operation).collect::<Vec<_>>(), ["AdminSetUserPassword"]);
}

pub(crate) fn item_is_written_before_the_password_is_set(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    world.add_alice().with(0);
    let asked = world.proxy.asked();
    let operations: Vec<_> = asked.iter().map(|asked| asked.operation.as_str()).collect();
    let all = ["AdminGetUser", "GetItem", "AdminCreateUser", "PutItem", "AdminSetUserPassword", "UpdateItem"];
    assert_eq!(operations, all);
    let [_, _, create, put, set, mark] = <[_; 6]>::try_from(asked).unwrap();
    assert_eq!(create.body["MessageAction"], "SUPPRESS");
    assert!(create.body.get("TemporaryPassword").is_none());
    assert_eq!(put.body["ConditionExpression"], "attribute_not_exists(#key)");
    assert_eq!(put.body["Item"]["addUserPending"], json!({"S": "password"}));
    assert_eq!(set.body["Permanent"], true);
    assert_eq!(mark.body["UpdateExpression"].as_str().unwrap().trim(), "REMOVE #c0");
}

pub(crate) fn same_command_again_changes_nothing(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    world.add_alice().with(0);
    world.proxy.asked();
    for more in [&[][..], &["--update"]] {
        let ran = world.add_user(&[&ALICE[..], more].concat()).with(0);
        assert_eq!(ran.stdout, "alice: unchanged\n");
    }
    assert_eq!(world.proxy.writes(), [""; 0]);
    world.assert_alice();
}

/// Alice with other data.
const OTHER: [&str; 9] = [
    "--username",
    "alice",
    "--email",
    "alice@example.org",
    "--project",
    "gemini",
    "--department",
    "",
    "--password-stdin",
];

pub(crate) fn other_data_is_refused_with_the_difference(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    world.add_alice().with(0);
    world.proxy.asked();
    let ran = world.add_user(&[&OTHER[..], &["--json"]].concat()).with(3);
    let [object] = <[Json; 1]>::try_from(ran.json()).unwrap();
    let differences = json!([
        {"field": "email", "stored": "alice@example.com", "wanted": "alice@example.org"},
        {"field": "projects", "stored": ["apollo", "gemini"], "wanted": ["gemini"]},
        {"field": "department", "stored": "Legal", "wanted": null}
    ]);
    assert_eq!(object["differences"], differences);
    assert_eq!((&object["exitCode"], &object["result"]), (&json!(3), &Json::Null));
    assert!(ran.stderr.contains("department is \"Legal\", not none"), "{}", ran.stderr);
    assert_eq!(world.proxy.writes(), [""; 0]);
    world.assert_alice();
}

pub(crate) fn an_update_applies_the_difference(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    world.add_alice().with(0);
    let ran = world.add_user(&[&OTHER[..], &["--update"]].concat()).with(0);
    assert_eq!(ran.stdout, "alice: updated (e-mail address changed, item changed)\n");
    assert!(ran.stderr.contains("until they expire"), "{}", ran.stderr);
    assert!(
        ran.stderr.contains(&format!("--user-pool-id {} --username alice", world.pool)),
        "{}",
        ran.stderr
    );
    assert_eq!(world.user_attribute("alice", "email").unwrap(), "alice@example.org");
    let item = world.items().remove("alice").unwrap();
    assert_eq!(item["projects"], json!({"SS": ["gemini"]}));
    assert!(item.get("department").is_none());
    // It was not named, so it stays.
    assert_eq!(item["tier"], json!({"S": "gold"}));
    world.sign_in("alice");
}

pub(crate) fn an_invitation_is_sent_once(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    let email = world.address("bob");
    let bob = ["--username", "bob", "--email", &email, "--project", "", "--department", "", "--invite"];
    let ran = world.add_user(&bob).with(0);
    assert_eq!(ran.stdout, "bob: added (user created, item written, invitation sent)\n");
    assert_eq!(world.add_user(&bob).with(0).stdout, "bob: unchanged\n");
    assert_eq!(world.invitations(), [("bob".to_owned(), 1)].into());
    assert_eq!(world.users()["bob"], "FORCE_CHANGE_PASSWORD");
    let sub = world.user_attribute("bob", "sub").unwrap();
    assert_eq!(world.items()["bob"], json!({"userName": {"S": "bob"}, "sub": {"S": sub}}));
}

pub(crate) fn item_has_the_name_that_cognito_reports(dynamodb: &'static str, ministack: &'static str) {
    let by_email = json!({"UsernameAttributes": ["email"]});
    let world = World::with_pool(dynamodb, ministack, &by_email);
    let email = "carol@example.com";
    let carol =
        ["--username", email, "--email", email, "--project", "x", "--department", "", "--password-stdin"];
    let ran = world.add_user(&[&carol[..], &["--json"]].concat()).with(0);
    let name = ran.json()[0]["userName"].as_str().unwrap().to_owned();
    assert_ne!(name, email);
    assert_eq!(world.users().into_keys().collect::<Vec<_>>(), std::slice::from_ref(&name));
    assert_eq!(world.items().into_keys().collect::<Vec<_>>(), std::slice::from_ref(&name));
    assert_eq!(world.add_user(&carol).with(0).stdout, format!("{name}: unchanged\n"));
}

pub(crate) fn letter_case_is_as_cognito_stores_it(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    world.proxy.fold_names();
    let mut alice = ALICE;
    alice[1] = "Alice";
    assert_eq!(
        world.add_user(&alice).with(0).stdout,
        "alice: added (user created, item written, password set)\n"
    );
    alice[1] = "ALICE";
    assert_eq!(world.add_user(&alice).with(0).stdout, "alice: unchanged\n");
    world.assert_alice();
    assert_eq!((world.users().len(), world.items().len()), (1, 1));
}

pub(crate) fn the_table_alone_can_be_written(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    let of = |name, department| {
        ["--table-only", "--username", name, "--project", "apollo", "--department", department]
    };
    // From a federation, not signed in yet.
    let ran = world.add_user(&of("Google_1162", "Legal")).with(0);
    assert!(ran.stderr.contains("has no user \"Google_1162\" yet"), "{}", ran.stderr);
    assert_eq!(world.add_user(&of("Google_1162", "Legal")).with(0).stdout, "Google_1162: unchanged\n");
    world.add_user(&of("Google_1162", "Research")).with(3);
    world.add_user(&[&of("Google_1162", "Research")[..], &["--update"]].concat()).with(0);
    // Somebody whom Cognito has.
    world.cognito("AdminCreateUser", json!({"Username": "dave", "MessageAction": "SUPPRESS"}));
    let ran = world.add_user(&of("dave", "Legal")).with(0);
    assert_eq!(ran.stderr, "");
    let sub = world.user_attribute("dave", "sub").unwrap();
    let item = |name: &str, department: &str| json!({"userName": {"S": name}, "projects": {"SS": ["apollo"]}, "department": {"S": department}});
    let mut dave = item("dave", "Legal");
    dave["sub"] = json!({"S": sub});
    let items = [("Google_1162".to_owned(), item("Google_1162", "Research")), ("dave".to_owned(), dave)];
    assert_eq!(world.items(), items.into());
    assert_eq!(world.users(), [("dave".to_owned(), "FORCE_CHANGE_PASSWORD".to_owned())].into());
    // No pool is asked if none is named.
    world.proxy.asked();
    let mut erin = of("erin", "").to_vec();
    erin.extend(["--table", &world.table]);
    world.add_user_just(&erin).with(0);
    assert_eq!(world.proxy.operations(), ["GetItem", "PutItem"]);
}

pub(crate) fn a_dry_run_writes_nothing(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    let dry = |arguments: &[&str]| world.add_user(&[arguments, &["--dry-run"]].concat());
    let ran = dry(&ALICE[..12]).with(0);
    assert_eq!(ran.stdout, "alice: would be added (user created, item written, password set)\n");
    world.assert_untouched();
    world.add_alice().with(0);
    world.proxy.asked();
    assert_eq!(dry(&ALICE).with(0).stdout, "alice: unchanged\n");
    dry(&OTHER).with(3);
    let ran = dry(&[&OTHER[..], &["--update"]].concat()).with(0);
    assert_eq!(ran.stdout, "alice: would be updated (e-mail address changed, item changed)\n");
    assert_eq!(world.proxy.writes(), [""; 0]);
    world.assert_alice();
}

pub(crate) fn item_of_an_earlier_user_is_not_inherited(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    let old = json!({
        "userName": {"S": "alice"}, "sub": {"S": "an-earlier-alice"}, "clearance": {"S": "secret"},
        "projects": {"SS": ["apollo", "gemini"]}, "department": {"S": "Legal"}, "tier": {"S": "gold"}
    });
    world.dynamo("PutItem", json!({"Item": old}));
    let ran = world.add_alice().with(3);
    assert!(ran.stderr.contains("sub is \"an-earlier-alice\""), "{}", ran.stderr);
    assert_eq!((world.users().len(), &world.items()["alice"]), (0, &old));
    world.add_user(&[&ALICE[..], &["--update"]].concat()).with(0);
    // Nothing of the earlier one is left.
    world.assert_alice();
}

pub(crate) fn existing_item_without_sub_is_adopted(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    let table_only = [&["--table-only"], &ALICE[..12]].concat();
    world.add_user(&table_only).with(0);
    let ran = world.add_alice().with(0);
    assert_eq!(ran.stdout, "alice: added (user created, item changed, password set)\n");
    world.assert_alice();
}
