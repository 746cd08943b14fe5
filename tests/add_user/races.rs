//! Two programs that provision the same user at the same time.

use serde_json::json;

use crate::http::call;
use crate::proxy::Fault;
use crate::world::{ALICE, World};

/// Alice as another administrator wants her.
fn other_alice() -> [&'static str; 13] {
    let mut other = ALICE;
    other[9] = "Research";
    other
}

const FAULTS: [Option<Fault>; 5] = [
    None,
    Some(Fault::Lost),
    Some(Fault::AnswerLost),
    Some(Fault::Refused(500, "InternalServerError")),
    Some(Fault::Refused(400, "AccessDeniedException")),
];

pub(crate) fn user_completed_by_another_run_stays(dynamodb: &'static str, ministack: &'static str) {
    for fault in FAULTS {
        let world = World::new(dynamodb, ministack);
        world.proxy.before("PutItem", world.other_add_user(&other_alice()));
        if let Some(fault) = fault {
            world.proxy.fail("PutItem", usize::MAX, fault);
        }
        let ran = world.add_alice().with(6);
        assert!(ran.stderr.contains("another run wrote the item"), "{fault:?}: {}", ran.stderr);
        assert_eq!(world.users()["alice"], "CONFIRMED", "{fault:?}");
        assert_eq!(world.items()["alice"]["department"], json!({"S": "Research"}), "{fault:?}");
        assert!(!world.proxy.writes().contains(&"DeleteItem".to_owned()), "{fault:?}");
        world.sign_in("alice");
        // The state is one that the message's advice resolves.
        world.proxy.heal();
        world.add_user(&[&ALICE[..], &["--update"]].concat()).with(0);
        world.assert_alice();
    }
}

pub(crate) fn user_completed_by_another_run_with_the_same_data_is_done(
    dynamodb: &'static str,
    ministack: &'static str,
) {
    for fault in [None, Some(Fault::Lost), Some(Fault::AnswerLost)] {
        let world = World::new(dynamodb, ministack);
        world.proxy.before("PutItem", world.other_add_user(&ALICE));
        if let Some(fault) = fault {
            world.proxy.fail("PutItem", usize::MAX, fault);
        }
        world.add_alice().with(0);
        // The other run's password is not replaced.
        assert!(!world.proxy.operations().contains(&"AdminSetUserPassword".to_owned()), "{fault:?}");
        world.assert_alice();
    }
}

pub(crate) fn user_with_a_password_set_by_others_stays(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    let body = json!({
        "UserPoolId": world.pool, "Username": "alice", "Password": crate::world::PASSWORD, "Permanent": true
    });
    let target = "AWSCognitoIdentityProviderService.AdminSetUserPassword";
    world.proxy.before("PutItem", move || drop(call(ministack, target, &body)));
    world.proxy.fail("PutItem", usize::MAX, Fault::Refused(400, "AccessDeniedException"));
    let ran = world.add_alice().with(6);
    assert!(ran.stderr.contains("status CONFIRMED"), "{}", ran.stderr);
    assert_eq!(world.users()["alice"], "CONFIRMED");
}

pub(crate) fn state_that_cannot_be_read_is_left_alone(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    // The item cannot be read any more once it could not be written.
    let proxy = world.proxy.clone();
    world.proxy.before("PutItem", move || {
        proxy.fail("PutItem", usize::MAX, Fault::Refused(400, "AccessDeniedException"));
        proxy.fail("GetItem", usize::MAX, Fault::Lost);
    });
    let ran = world.add_alice().with(6);
    assert!(ran.stderr.contains("is not known"), "{}", ran.stderr);
    assert_eq!(world.users()["alice"], "FORCE_CHANGE_PASSWORD");
    world.proxy.heal();
    world.add_alice().with(0);
    world.assert_alice();
}

pub(crate) fn user_deleted_by_another_run_leaves_no_item(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    let body = json!({"UserPoolId": world.pool, "Username": "alice"});
    let target = "AWSCognitoIdentityProviderService.AdminDeleteUser";
    world.proxy.before("AdminSetUserPassword", move || drop(call(ministack, target, &body)));
    let ran = world.add_alice().with(3);
    assert!(ran.stderr.contains("another program deleted the user alice"), "{}", ran.stderr);
    world.assert_untouched();
    world.add_alice().with(0);
    world.assert_alice();
}

pub(crate) fn unclear_update_is_reported_as_unclear(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    world.add_alice().with(0);
    world.proxy.fail("UpdateItem", usize::MAX, Fault::Lost);
    world.add_user(&[&other_alice()[..], &["--update"]].concat()).with(6);
    let mut table_only = other_alice()[..10].to_vec();
    table_only.drain(2..4);
    world.add_user(&[&table_only[..], &["--table-only", "--update"]].concat()).with(6);
    let ran = world.user_info(&["set", "alice", "--department", "Research"]).with(6);
    assert!(ran.stderr.contains("whether the item was changed is not known"), "{}", ran.stderr);
    world.proxy.fail("DeleteItem", usize::MAX, Fault::Lost);
    world.user_info(&["remove", "alice", "--yes"]).with(6);
}
