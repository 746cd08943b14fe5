//! Values that a command line, a file or an item may hold.

use std::fs;

use serde_json::{Value as Json, json};

use crate::world::{ALICE, World};

/// One character of each kind that a terminal acts on or hides.
const HIDDEN: &str = "\u{1b}\u{7}\u{7f}\u{9b}\n\t\r\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}\u{ad}\u{200e}\u{200f}\u{61c}\u{202a}\u{202e}\u{2066}\u{2069}\u{2028}\u{2029}\u{3164}\u{e0041}\u{fe0f}";

fn is_hidden(char: char) -> bool {
    HIDDEN.contains(char) && !"\n\t".contains(char)
}

pub(crate) fn stored_values_are_escaped(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    let text = format!("a{HIDDEN}b\nfake\tpool alone");
    let item = json!({
        "userName": {"S": text}, "department": {"S": text}, "projects": {"SS": [text]}, text.clone(): {"S": text},
        "list": {"L": [{"S": text}]}, "map": {"M": {text.clone(): {"S": text}}}
    });
    world.dynamo("PutItem", json!({"Item": item}));
    let email = json!([{"Name": "email", "Value": "a\u{202e}b@example.com"}]);
    world.cognito(
        "AdminCreateUser",
        json!({"Username": "dave", "MessageAction": "SUPPRESS", "UserAttributes": email}),
    );
    for arguments in
        [&["list"][..], &["list", "--json"], &["show", &text], &["show", &text, "--json"], &["show", "dave"]]
    {
        let ran = world.user_info(arguments).with(0);
        let shown = ran.stdout.clone() + &ran.stderr;
        assert!(!shown.contains(is_hidden), "{arguments:?}: {shown:?}");
        assert!(!shown.contains("\nfake"), "{arguments:?}: {shown:?}");
    }
    assert_eq!(world.user_info(&["list"]).with(0).stdout.lines().count(), 2);
    // JSON keeps the value.
    let object = world.user_info(&["show", &text, "--json"]).with(0).json().remove(0);
    assert_eq!((&object["department"], &object["attributes"][&text]), (&json!(text), &json!(text)));
    // Differences and errors hold stored values as well.
    let department = ["--department", "Legal"];
    let ran = world.user_info(&[&["set", &text, "--dry-run"], &department[..]].concat()).with(0);
    assert!(!(ran.stdout + &ran.stderr).contains(is_hidden));
    let item = json!({"userName": {"S": "erin"}, "department": {"S": text}});
    world.dynamo("PutItem", json!({"Item": item}));
    let erin = ["--table-only", "--username", "erin", "--project", "", "--department", "Legal"];
    for more in [&[][..], &["--json"]] {
        let ran = world.add_user(&[&erin[..], more].concat()).with(3);
        assert!(!(ran.stdout + &ran.stderr).contains(is_hidden));
    }
    let ran = world.user_info(&["show", "nobody\u{202e}\u{1b}"]).with(4);
    assert!(!ran.stderr.contains(is_hidden));
    let ran = world.user_info(&["remove", &text, "--yes"]).with(0);
    assert!(!(ran.stdout + &ran.stderr).contains(is_hidden));
}

pub(crate) fn hidden_characters_are_refused(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    let alice = ["--username", "alice", "--email", "a@example.com", "--project", "x", "--department", "y"];
    for hidden in HIDDEN.chars() {
        let text = format!("a{hidden}b");
        for option in [1, 3, 5, 7] {
            let mut arguments = alice.to_vec();
            let value = if option == 3 { format!("{text}@example.com") } else { text.clone() };
            arguments[option] = &value;
            let ran = world.add_user(&[&arguments[..], &["--invite"]].concat()).with(2);
            assert!(!ran.stderr.contains(is_hidden), "{:?}", ran.stderr);
        }
        for attribute in [format!("tier={text}"), format!("{text}=gold")] {
            world.add_user(&[&alice[..], &["--invite", "--attribute", &attribute]].concat()).with(2);
        }
        world.user_info(&["set", "alice", "--department", &text]).with(2);
        world.user_info(&["set", "alice", "--project", &text]).with(2);
        if !"\n\r".contains(hidden) {
            let file = world.folder.path().join("users.csv");
            fs::write(&file, format!("username,email,projects,department\nalice,a@b,x,{text}\n")).unwrap();
            let ran = world.add_user(&["--csv", file.to_str().unwrap()]).with(2);
            assert!(!ran.stderr.contains(is_hidden), "{:?}", ran.stderr);
        }
    }
    assert_eq!(world.proxy.operations(), [""; 0]);
    world.assert_untouched();
}

pub(crate) fn attribute_given_twice_is_a_list(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    let groups = ["--attribute", "groups=a", "--attribute", "groups=b"];
    let alice = [&ALICE[..], &groups].concat();
    world.add_user(&alice).with(0);
    let stored = || world.items()["alice"]["groups"].clone();
    let list =
        |texts: &[&str]| json!({"L": texts.iter().map(|text| json!({"S": text})).collect::<Vec<Json>>()});
    assert_eq!(stored(), list(&["a", "b"]));
    assert_eq!(world.add_user(&alice).with(0).stdout, "alice: unchanged\n");
    let ran = world.add_user(&[&ALICE[..], &["--attribute", "groups=a"]].concat()).with(3);
    assert!(ran.stderr.contains(r#"groups is ["a","b"], not "a""#), "{}", ran.stderr);
    world.user_info(&[&["set", "alice"], &groups[..], &["--attribute", "groups=c"]].concat()).with(0);
    assert_eq!(stored(), list(&["a", "b", "c"]));
    let again = [&["set", "alice"], &groups[..], &["--attribute", "groups=c"]].concat();
    assert_eq!(world.user_info(&again).with(0).stdout, "alice: unchanged\n");
    world.user_info(&["set", "alice", "--attribute", "groups=a", "--attribute", "groups="]).with(2);
    world.user_info(&["set", "alice", "--attribute", "groups="]).with(0);
    assert_eq!(stored(), Json::Null);
    let file = world.folder.path().join("users.csv");
    fs::write(&file, "username,projects,department,groups,groups,projects\nbob,x,,a,b,y\ncarol,,,,c,\n")
        .unwrap();
    world.add_user(&["--table-only", "--csv", file.to_str().unwrap()]).with(0);
    assert_eq!(world.items()["bob"]["groups"], list(&["a", "b"]));
    assert_eq!(world.items()["bob"]["projects"]["SS"].as_array().unwrap().len(), 2);
    assert_eq!(world.items()["carol"]["groups"], list(&["c"]));
}

pub(crate) fn items_without_sub_and_of_other_users_are_reported(
    dynamodb: &'static str,
    ministack: &'static str,
) {
    let world = World::new(dynamodb, ministack);
    world.add_alice().with(0);
    for (name, sub) in
        [("bob", json!({"S": "a-former-bob"})), ("carol", Json::Null), ("dave", json!({"N": "1"}))]
    {
        world.cognito("AdminCreateUser", json!({"Username": name, "MessageAction": "SUPPRESS"}));
        let mut item = json!({"userName": {"S": name}, "department": {"S": "Legal"}});
        if !sub.is_null() {
            item["sub"] = sub;
        }
        world.dynamo("PutItem", json!({"Item": item}));
    }
    let (no_sub, other) = ("the item has no sub", "another user of this name");
    for (name, note) in [("bob", other), ("carol", no_sub), ("dave", other)] {
        let ran = world.user_info(&["show", name]).with(0);
        assert!(ran.stdout.contains(note), "{name}: {}", ran.stdout);
        let object = world.user_info(&["show", name, "--json"]).with(0).json().remove(0);
        assert!(object["notes"][0].as_str().unwrap().contains(note), "{object}");
    }
    let object = world.user_info(&["show", "bob", "--json"]).with(0).json().remove(0);
    assert_eq!(object["itemSub"], "a-former-bob");
    assert_ne!(object["sub"], "a-former-bob");
    let ran = world.user_info(&["list"]).with(0);
    let line = |name: &str| ran.stdout.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
    assert!(line("bob").contains(other) && line("carol").contains(no_sub), "{}", ran.stdout);
    assert!(!line("alice").contains("sub"), "{}", ran.stdout);
    assert!(ran.stderr.contains("1 items without sub, 2 items of another user"), "{}", ran.stderr);
    let objects = world.user_info(&["list", "--json"]).with(0).json();
    let notes =
        |name: &str| objects.iter().find(|object| object["userName"] == name).unwrap()["notes"].clone();
    assert_eq!((notes("alice"), notes("carol").as_array().unwrap().len()), (json!([]), 1));
    // Changing an item that the function ignores would change no token.
    let before = world.items();
    world.user_info(&["set", "bob", "--department", "Board"]).with(3);
    assert_eq!(world.items(), before);
    world.user_info(&["set", "carol", "--department", "Board"]).with(0);
    // Without a pool, a missing sub is reported as well.
    let mut command = world.command(env!("CARGO_BIN_EXE_user_info"), &["list", "--table", &world.table]);
    let output = command.output().unwrap();
    assert!(String::from_utf8(output.stderr).unwrap().contains("1 items without sub"));
}
