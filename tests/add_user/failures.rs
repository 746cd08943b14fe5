//! Each step that can fail is made to, and what is in both stores then is looked at.

use serde_json::json;

use crate::proxy::Fault;
use crate::world::{ALICE, PASSWORD, World};

/// As often as a program may try.
const ALWAYS: usize = usize::MAX;

/// How DynamoDB and Cognito deny.
const DENIED: Fault = Fault::Refused(400, "AccessDeniedException");

/// Everything before the last step: what fails there leaves nothing behind.
const EARLY: [&str; 4] = ["AdminGetUser", "GetItem", "AdminCreateUser", "PutItem"];

pub(crate) fn denied_step_leaves_nothing(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    for step in EARLY {
        world.proxy.fail(step, ALWAYS, DENIED);
        let ran = world.add_user(&[&ALICE[..], &["--json"]].concat()).with(5);
        let object = &ran.json()[0];
        assert_eq!(object["exitCode"], 5, "{step}");
        let undone = if step == "PutItem" { json!(["create_user", "delete_user"]) } else { json!([]) };
        assert_eq!(object["steps"], undone, "{step}");
        world.proxy.heal();
        world.assert_untouched();
    }
    world.add_alice().with(0);
    world.assert_alice();
}

pub(crate) fn lost_step_leaves_nothing(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    for step in EARLY {
        for fault in [Fault::Lost, Fault::Refused(500, "InternalServerError")] {
            world.proxy.fail(step, ALWAYS, fault);
            world.add_alice().with(1);
            world.proxy.heal();
            world.assert_untouched();
        }
    }
}

/// The SDK repeats what got no answer: what was carried out meets itself.
pub(crate) fn lost_answer_is_recovered(dynamodb: &'static str, ministack: &'static str) {
    for step in ["AdminCreateUser", "PutItem", "AdminSetUserPassword", "UpdateItem"] {
        let world = World::new(dynamodb, ministack);
        world.proxy.fail(step, 1, Fault::AnswerLost);
        world.add_alice().with(0);
        world.assert_alice();
        // All answers of a step: the state is told, or nothing is there; and it goes on from there.
        let world = World::new(dynamodb, ministack);
        world.proxy.fail(step, ALWAYS, Fault::AnswerLost);
        let code = world.add_alice().code;
        world.proxy.heal();
        match step {
            // The repeated request finds the user, or the item of this very run.
            "AdminCreateUser" | "PutItem" => assert_eq!(code, 0, "{step}"),
            _ => assert_eq!(code, 6, "{step}"),
        }
        world.add_alice().with(0);
        world.assert_alice();
    }
}

pub(crate) fn user_who_cannot_be_deleted_again_is_reported(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    world.proxy.fail("PutItem", ALWAYS, DENIED);
    world.proxy.fail("AdminDeleteUser", ALWAYS, DENIED);
    let ran = world.add_alice().with(6);
    assert!(ran.stderr.contains("could not be deleted again"), "{}", ran.stderr);
    assert_eq!(world.users()["alice"], "FORCE_CHANGE_PASSWORD");
    assert_eq!(world.items().len(), 0);
    world.proxy.heal();
    let ran = world.add_alice().with(0);
    assert_eq!(ran.stdout, "alice: completed (item written, password set)\n");
    world.assert_alice();
}

pub(crate) fn refused_password_is_resumed(dynamodb: &'static str, ministack: &'static str) {
    let faults =
        [DENIED, Fault::Refused(400, "InvalidPasswordException"), Fault::Refused(500, "X"), Fault::Lost];
    for fault in faults {
        let world = World::new(dynamodb, ministack);
        world.proxy.fail("AdminSetUserPassword", ALWAYS, fault);
        let ran = world.add_alice().with(6);
        assert!(ran.stderr.contains("the password is missing"), "{}", ran.stderr);
        assert!(!ran.stderr.contains(PASSWORD));
        assert_eq!(world.users()["alice"], "FORCE_CHANGE_PASSWORD");
        assert_eq!(world.items()["alice"]["addUserPending"], json!({"S": "password"}));
        world.proxy.heal();
        world.proxy.asked();
        let ran = world.add_alice().with(0);
        assert_eq!(ran.stdout, "alice: completed (password set)\n");
        assert_eq!(world.proxy.writes(), ["AdminSetUserPassword", "UpdateItem"]);
        world.assert_alice();
    }
}

pub(crate) fn failed_invitation_is_resumed(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    let email = world.address("bob");
    let bob = ["--username", "bob", "--email", &email, "--project", "", "--department", "", "--invite"];
    world.proxy.fail("Invite", ALWAYS, Fault::Refused(400, "CodeDeliveryFailureException"));
    world.add_user(&bob).with(6);
    assert_eq!(world.invitations().len(), 0);
    world.proxy.heal();
    assert_eq!(world.add_user(&bob).with(0).stdout, "bob: completed (invitation sent)\n");
    assert_eq!(world.add_user(&bob).with(0).stdout, "bob: unchanged\n");
    assert_eq!(world.invitations(), [("bob".to_owned(), 1)].into());
    assert!(world.items()["bob"].get("addUserPending").is_none());
}

pub(crate) fn remaining_mark_is_removed(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    world.proxy.fail("UpdateItem", ALWAYS, DENIED);
    let ran = world.add_alice().with(6);
    assert!(ran.stderr.contains("the user can sign in"), "{}", ran.stderr);
    world.sign_in("alice");
    world.proxy.heal();
    world.proxy.asked();
    world.add_alice().with(0);
    // The password is not set a second time: the person may have changed it.
    assert_eq!(world.proxy.writes(), ["UpdateItem"]);
    world.assert_alice();
}

pub(crate) fn update_that_fails_in_the_middle_is_reported(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    world.add_alice().with(0);
    let mut other = ALICE;
    (other[3], other[9]) = ("alice@example.org", "Research");
    let update = [&other[..], &["--update"]].concat();
    for (step, code, email) in
        [("AdminUpdateUserAttributes", 5, "alice@example.com"), ("UpdateItem", 6, "alice@example.org")]
    {
        world.proxy.fail(step, ALWAYS, DENIED);
        world.add_user(&update).with(code);
        world.proxy.heal();
        assert_eq!(world.user_attribute("alice", "email").unwrap(), email);
        assert_eq!(world.items()["alice"]["department"], json!({"S": "Legal"}));
    }
    world.add_user(&update).with(0);
    assert_eq!(world.items()["alice"]["department"], json!({"S": "Research"}));
}

pub(crate) fn throttled_request_is_repeated(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    world.proxy.fail("AdminCreateUser", 3, Fault::Refused(400, "TooManyRequestsException"));
    world.proxy.fail("PutItem", 3, Fault::Refused(400, "ThrottlingException"));
    let file = world.folder.path().join("users.csv");
    std::fs::write(&file, "username,email,projects,department\nalice,alice@example.com,,\n").unwrap();
    let mut child = world.spawn_csv(&file);
    assert!(child.wait().unwrap().success());
    assert_eq!((world.users().len(), world.items().len()), (1, 1));
}
