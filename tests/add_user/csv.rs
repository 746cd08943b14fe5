//! Many users from a file.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::proxy::Fault;
use crate::world::World;

/// People in the large file.
const USERS: usize = 1000;

/// People at the same time, as the program does by default.
const CONCURRENCY: usize = 8;

/// Far more than the requests between two interruptions take.
const LIMIT: Duration = Duration::from_secs(120);

/// How long a test waits between two looks.
const POLL_INTERVAL: Duration = Duration::from_millis(5);

fn file(world: &World, rows: &str) -> PathBuf {
    let file = world.folder.path().join("users.csv");
    fs::write(&file, format!("username,email,projects,department,tier\n{rows}")).unwrap();
    file
}

/// Waits until so many requests more were made, or the program ended.
fn wait_for_requests(world: &World, child: &mut Child, more: usize) {
    let until = Instant::now() + LIMIT;
    let start = world.proxy.count();
    while world.proxy.count() < start + more {
        assert!(Instant::now() < until, "too few requests");
        assert!(child.try_wait().unwrap().is_none(), "it ended too early to be interrupted");
        thread::sleep(POLL_INTERVAL);
    }
}

pub(crate) fn thousand_users_survive_interruptions(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    let rows: String = (0..USERS)
        .map(|number| {
            let name = format!("person{number}");
            format!(
                "{name},{},project{};all,Department {},gold\n",
                world.address(&name),
                number % 7,
                number % 5
            )
        })
        .collect();
    let file = file(&world, &rows);

    // Twice killed between any two steps, once asked to stop.
    for more in [400, 801] {
        let mut child = world.spawn_csv(&file);
        wait_for_requests(&world, &mut child, more);
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let mut child = world.spawn_csv(&file);
    wait_for_requests(&world, &mut child, 1200);
    let interrupted = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(interrupted.success());
    assert_eq!(child.wait().unwrap().code(), Some(6));
    // Who was under way was completed.
    let before = world.items();
    assert!(before.len() < USERS, "it was over too early: {}", before.len());

    let ran =
        world.add_user_just(&[&["--csv", file.to_str().unwrap(), "--json"], &world.place()[..]].concat());
    let ran = ran.with(0);
    let results = ran.json();
    assert_eq!(results.len(), USERS);
    let unchanged = results.iter().filter(|result| result["result"] == "unchanged").count();
    assert!(unchanged > 0, "nobody was there already");

    // Nobody lost, nobody doubled.
    let (users, items, invitations) = (world.users(), world.items(), world.invitations());
    assert_eq!((users.len(), items.len(), invitations.len()), (USERS, USERS, USERS));
    for number in 0..USERS {
        let name = format!("person{number}");
        let (item, invited) = (&items[&name], invitations[&name]);
        assert_eq!(users[&name], "FORCE_CHANGE_PASSWORD");
        assert_eq!(item["department"], json!({"S": format!("Department {}", number % 5)}));
        assert_eq!(item["projects"]["SS"].as_array().unwrap().len(), 2);
        assert_eq!(item["tier"], json!({"S": "gold"}));
        assert!(item["sub"]["S"].is_string() && item.get("addUserPending").is_none(), "{item}");
        assert!((1..=3).contains(&invited), "{name} got {invited} invitations");
    }
    // Only a user whose invitation was being sent when the program was killed gets another one.
    let again = invitations.values().filter(|count| **count > 1).count();
    assert!(again <= 2 * CONCURRENCY, "{again} users got more than one invitation");

    world.proxy.asked();
    world.add_user_just(&[&["--csv", file.to_str().unwrap()], &world.place()[..]].concat()).with(0);
    assert_eq!(world.proxy.writes(), [""; 0]);
}

pub(crate) fn invalid_file_changes_nothing(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    let file = file(&world, "alice,alice@example.com,apollo,Legal,\nb ob,bob,apollo,R&D,\n");
    let ran = world.add_user(&["--csv", file.to_str().unwrap()]).with(2);
    for fault in
        ["line 3: user name \"b ob\"", "line 3: department \"R&D\"", "line 3: e-mail address \"bob\""]
    {
        assert!(ran.stderr.contains(fault), "{}", ran.stderr);
    }
    world.add_user(&["--csv", "/nowhere/users.csv"]).with(2);
    assert_eq!(world.proxy.operations(), [""; 0]);
    world.assert_untouched();
}

pub(crate) fn failed_row_ends_the_file_or_not(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    let rows: String = (0..40).map(|number| format!("p{number},p{number}@example.com,,,\n")).collect();
    let file = file(&world, &rows);
    let csv = ["--csv", file.to_str().unwrap(), "--concurrency", "1"];
    // The 2nd row is somebody else already.
    world.cognito(
        "AdminCreateUser",
        json!({"Username": "p1", "MessageAction": "SUPPRESS", "UserAttributes": [{"Name": "email", "Value": "x@y"}]}),
    );
    let ran = world.add_user(&csv).with(6);
    assert!(ran.stderr.contains("line 3: p1 is there already"), "{}", ran.stderr);
    assert!(ran.stderr.contains("1 failed, 38 not reached"), "{}", ran.stderr);
    assert_eq!(world.items().into_keys().collect::<Vec<_>>(), ["p0"]);

    let ran = world.add_user(&[&csv[..], &["--continue-on-error", "--json"]].concat()).with(6);
    assert_eq!(world.items().len(), 39);
    let failed: Vec<_> = ran.json().into_iter().filter(|result| result["exitCode"] != 0).collect();
    assert_eq!(failed.len(), 1);
    assert_eq!((&failed[0]["line"], &failed[0]["exitCode"]), (&json!(3), &json!(3)));

    // All fail alike: so does the whole.
    world.proxy.fail("AdminGetUser", usize::MAX, Fault::Refused(400, "AccessDeniedException"));
    world.add_user(&[&csv[..], &["--continue-on-error"]].concat()).with(5);
}

pub(crate) fn file_for_the_table_only(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    let file = world.folder.path().join("users.csv");
    fs::write(&file, "username,projects,department\r\nGoogle_1,a;b,Legal\r\nGoogle_2,,\r\n").unwrap();
    let csv = ["--csv", file.to_str().unwrap(), "--table-only"];
    world.add_user(&[&csv[..], &["--dry-run"]].concat()).with(0);
    world.assert_untouched();
    world.add_user(&csv).with(0);
    world.add_user(&csv).with(0);
    assert_eq!((world.users().len(), world.items().len()), (0, 2));
    assert_eq!(world.items()["Google_2"], json!({"userName": {"S": "Google_2"}}));
}
