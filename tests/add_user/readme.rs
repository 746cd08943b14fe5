//! The commands of the page "Users and tools", as they stand there.

use std::fs;

use crate::places::create_stack;
use crate::world::{PASSWORD, World};

const PAGE: &str = include_str!("../../scripts/add_user/README.md");

pub(crate) fn commands_of_the_page_run(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    create_stack(&world, &world.table, &[("UserPoolId", &world.pool), ("UserInfoTableName", &world.table)]);
    fs::write(world.folder.path().join("password.txt"), PASSWORD).unwrap();
    let users = "username,email,projects,department\nbob,bob@example.com,apollo;gemini,research\n";
    fs::write(world.folder.path().join("users.csv"), users).unwrap();
    let block = PAGE.split("```").nth(1).unwrap().replace("\\\n", " ");
    let commands: Vec<_> = block.lines().filter(|line| !line.trim().is_empty()).collect();
    assert!(commands.len() > 5, "{block}");
    for command in commands {
        let script = command
            .replace("cargo run --bin add_user --", env!("CARGO_BIN_EXE_add_user"))
            .replace("cargo run --bin user_info --", env!("CARGO_BIN_EXE_user_info"))
            .replace("--stack-name claims", &format!("--stack-name {}", world.table));
        let mut shell = world.command("/bin/sh", &["-c", &script]);
        let output = shell.current_dir(world.folder.path()).output().unwrap();
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(world.users().into_keys().collect::<Vec<_>>(), ["bob"]);
    assert_eq!(world.items().into_keys().collect::<Vec<_>>(), ["Google_1162", "bob"]);
}
