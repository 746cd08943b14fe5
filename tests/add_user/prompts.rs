//! Questions, on a pseudo-terminal.

use rexpect::session::{PtySession, spawn_command};

use crate::world::{ALICE, PASSWORD, World};

/// What an answer may take, in milliseconds.
const LIMIT: u64 = 60_000;

fn start(world: &World, program: &str, arguments: &[&str]) -> PtySession {
    let mut command = world.command(program, arguments);
    command.args(world.place());
    spawn_command(command, Some(LIMIT)).unwrap()
}

/// Answers each question, and gives what was shown from the first to the end.
fn answer(session: &mut PtySession, answers: &[(&str, &str)]) -> String {
    let mut shown = String::new();
    for (question, answer) in answers {
        shown += &session.exp_string(question).unwrap();
        session.send_line(answer).unwrap();
    }
    shown + &session.exp_eof().unwrap()
}

/// The exit code. Its type is not exported, so it is read from its debug form, `Exited(Pid(1), 0)`.
fn code(session: &PtySession) -> i32 {
    let ended = format!("{:?}", session.process().wait().unwrap());
    let code = ended.strip_prefix("Exited(").and_then(|ended| ended.strip_suffix(')'));
    code.and_then(|code| code.rsplit(", ").next()).unwrap_or(&ended).parse().unwrap()
}

pub(crate) fn missing_options_are_prompted_for(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    let mut session = start(&world, env!("CARGO_BIN_EXE_add_user"), &["--attribute", "tier=gold"]);
    let shown = answer(
        &mut session,
        &[
            ("User name: ", "alice"),
            ("E-mail address: ", "alice@example.com"),
            ("Projects, separated by ;, or none: ", "gemini; apollo"),
            ("Department, or none: ", "Legal"),
            ("Password of alice: ", PASSWORD),
            ("The same again: ", PASSWORD),
        ],
    );
    assert_eq!(code(&session), 0, "{shown}");
    assert!(shown.contains("alice: added"), "{shown}");
    assert!(!shown.contains(PASSWORD), "{shown}");
    world.assert_alice();
}

pub(crate) fn a_password_is_typed_twice_the_same(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    let alice = [&ALICE[..12]].concat();
    let mut session = start(&world, env!("CARGO_BIN_EXE_add_user"), &alice);
    let password = "Password of alice: ";
    let again = "The same again: ";
    let twice = [(password, PASSWORD), (again, "Something-else-1"), (password, PASSWORD), (again, PASSWORD)];
    let shown = answer(&mut session, &twice);
    assert_eq!(code(&session), 0, "{shown}");
    world.assert_alice();
    // An empty one is none.
    let mut bob = alice;
    bob[1] = "bob";
    let mut session = start(&world, env!("CARGO_BIN_EXE_add_user"), &bob);
    answer(&mut session, &[("Password of bob: ", "")]);
    assert_eq!(code(&session), 2);
    assert!(!world.users().contains_key("bob"));
}

pub(crate) fn removal_is_confirmed(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    world.add_alice().with(0);
    let question = "Remove alice from pool and table? Type yes: ";
    let mut session = start(&world, env!("CARGO_BIN_EXE_user_info"), &["remove", "alice"]);
    answer(&mut session, &[(question, "y")]);
    assert_eq!(code(&session), 2);
    world.assert_alice();
    let mut session = start(&world, env!("CARGO_BIN_EXE_user_info"), &["remove", "alice"]);
    answer(&mut session, &[(question, "yes")]);
    assert_eq!(code(&session), 0);
    world.assert_untouched();
}
