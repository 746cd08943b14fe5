//! Where pool and table are, or are not.

use serde_json::json;

use crate::http::{Message, call};
use crate::world::{ALICE, World};
use test_support::table::environment;

use tools::table::UserInfoTable;

pub(crate) fn missing_pool_table_and_stack_are_not_found(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    let alice = &ALICE[..10];
    let add = |place: &[&str]| world.add_user_just(&[alice, &["--invite"], place].concat());
    let ran = add(&["--user-pool-id", &world.pool, "--table", "no-such-table"]).with(4);
    assert!(ran.stderr.contains("there is no table no-such-table"), "{}", ran.stderr);
    add(&["--user-pool-id", "us-east-1_nothere", "--table", &world.table]).with(4);
    let ran = add(&["--stack-name", "no-such-stack"]).with(4);
    assert!(ran.stderr.contains("no-such-stack"), "{}", ran.stderr);
    world.assert_untouched();
}

pub(crate) fn invalid_options_are_refused(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    let email = ["--username", "alice", "--email", "alice@example.com"];
    let rights = ["--project", "", "--department", ""];
    let cases: [(&[&str], &str); 11] = [
        (&[], "--username, --email, --project (empty for none), --department (empty for none), --invite or"),
        (&email, "these are missing: --project (empty for none), --department"),
        (&["--password", "x"], "unexpected argument"),
        (&["--invite", "--password-stdin"], "cannot be used with"),
        (&["--invite", "--table-only"], "cannot be used with"),
        (&["--csv", "x.csv", "--username", "alice"], "cannot be used with"),
        (&["--continue-on-error"], "--csv"),
        (&["--attribute", "tier"], "such as tier=gold"),
        (&["--table", "a"], "--table is \"a\""),
        (&["--key-attribute", ""], "--project"),
        (&["--username", "a b"], "no blanks"),
    ];
    for (arguments, said) in cases {
        let mut all = arguments.to_vec();
        if said.starts_with("--table") || said == "no blanks" {
            all.extend([&email[2..], &rights, &["--invite"]].concat());
        }
        if said.starts_with("--table") {
            all.extend(["--username", "alice"]);
        }
        all.extend(["--user-pool-id", &world.pool]);
        let ran = world.add_user_just(&all).with(2);
        assert!(ran.stderr.contains(said), "{arguments:?}: {}", ran.stderr);
    }
    let ran = world.add_user_just(&[&email[..], &rights, &["--invite"]].concat()).with(2);
    assert!(ran.stderr.contains("no user pool"), "{}", ran.stderr);
    assert_eq!(world.proxy.operations(), [""; 0]);
    for program in [env!("CARGO_BIN_EXE_add_user"), env!("CARGO_BIN_EXE_user_info")] {
        let help = world.command(program, &["--help"]).output().unwrap();
        let help = String::from_utf8(help.stdout).unwrap();
        for code in 0..=6 {
            assert!(help.lines().any(|line| line.trim_start().starts_with(&format!("{code}  "))), "{help}");
        }
    }
}

pub(crate) fn missing_region_credentials_and_network_are_reported(
    dynamodb: &'static str,
    ministack: &'static str,
) {
    let world = World::new(dynamodb, ministack);
    let show = ["show", "alice", "--user-pool-id", &world.pool];
    let command = || world.command(env!("CARGO_BIN_EXE_user_info"), &show);
    let ran = |mut command: std::process::Command| {
        let output = command.env("AWS_MAX_ATTEMPTS", "1").output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let mut nobody = command();
    nobody.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
    let (code, said) = ran(nobody);
    assert!(code == Some(5) && said.contains("no AWS credentials"), "{code:?} {said}");
    // A table is as good as a pool for that.
    let mut nobody = world.command(env!("CARGO_BIN_EXE_user_info"), &["show", "alice"]);
    nobody.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
    assert_eq!(ran(nobody).0, Some(5));
    let mut nowhere = command();
    nowhere.env_remove("AWS_REGION");
    let (code, said) = ran(nowhere);
    assert!(code == Some(2) && said.contains("no AWS region"), "{code:?} {said}");
    let mut silent = command();
    silent.args(["--endpoint-url", "http://127.0.0.1:1"]);
    let (code, said) = ran(silent);
    assert_eq!((code, said.lines().count()), (Some(1), 1), "{said}");
    let mut roots = command();
    roots.env("AWS_CA_BUNDLE", "/nowhere/roots.pem");
    assert_eq!(ran(roots).0, Some(2));
}

pub(crate) fn stack_outputs_name_pool_and_table(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    let outputs = [("UserPoolId", &*world.pool), ("UserInfoTableName", &world.table)];
    create_stack(&world, &world.table, &outputs);
    world.add_user_just(&alice_of(&world.table)).with(0);
    assert_eq!((world.users().len(), world.items().len()), (1, 1));
}

pub(crate) fn stack_outputs_name_the_key(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    let (other_name, other_value) = (format!("{}-name", world.table), format!("{}-value", world.table));
    let pool = ("UserPoolId", &*world.pool);
    let table = ("UserInfoTableName", &*world.table);
    create_stack(
        &world,
        &other_name,
        &[pool, table, ("UserInfoTableKey", "person"), ("UserInfoKey", "userName")],
    );
    create_stack(
        &world,
        &other_value,
        &[pool, table, ("UserInfoTableKey", "userName"), ("UserInfoKey", "sub")],
    );
    let ran = world.add_user_just(&alice_of(&other_name)).with(2);
    assert!(ran.stderr.contains("give --key-attribute"), "{}", ran.stderr);
    let ran = world.add_user_just(&alice_of(&other_value)).with(2);
    assert!(ran.stderr.contains("items by sub"), "{}", ran.stderr);
    world.assert_untouched();
    // What is said on the command line goes first.
    world.add_user_just(&[&alice_of(&other_name)[..], &["--key-attribute", "userName"]].concat()).with(0);
    assert_eq!((world.users().len(), world.items().len()), (1, 1));
}

fn alice_of(stack: &str) -> Vec<&str> {
    [&ALICE[..10], &["--invite", "--stack-name", stack]].concat()
}

/// Makes a stack with these outputs, and waits until it says them.
pub(crate) fn create_stack(world: &World, stack: &str, outputs: &[(&str, &str)]) {
    let outputs: serde_json::Map<_, _> =
        outputs.iter().map(|(name, value)| ((*name).to_owned(), json!({"Value": value}))).collect();
    let template = json!({"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}, "Outputs": outputs});
    let encoded: String = template.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect();
    let authorization = "AWS4-HMAC-SHA256 Credential=tests/20260101/us-east-1/cloudformation/aws4_request, \
                         SignedHeaders=host, Signature=00";
    let headers = [
        ("host", "localhost"),
        ("content-type", "application/x-www-form-urlencoded"),
        ("authorization", authorization),
    ];
    let send = |body: String| {
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let request = Message { start: "POST / HTTP/1.1".to_owned(), headers, body: body.into_bytes() };
        let answer = request.send(world.ministack).unwrap();
        assert!(answer.start.contains("200"), "{}", answer.start);
        String::from_utf8(answer.body).unwrap()
    };
    send(format!("Action=CreateStack&Version=2010-05-15&StackName={stack}&TemplateBody={encoded}"));
    let until = std::time::Instant::now() + std::time::Duration::from_secs(30);
    let describe = format!("Action=DescribeStacks&Version=2010-05-15&StackName={stack}");
    while !send(describe.clone()).contains("CREATE_COMPLETE") {
        assert!(std::time::Instant::now() < until, "{stack} was not created");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

pub(crate) fn table_may_have_another_key_name(dynamodb: &'static str, ministack: &'static str) {
    let world = World::new(dynamodb, ministack);
    let name = format!("{}-keyed", world.table);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let http = aws_smithy_http_client::Builder::new().build_http();
        let sdk = environment(dynamodb).http_client(http).load().await;
        UserInfoTable::new(&sdk, &name).with_key_attribute("person".to_owned()).create().await.unwrap();
    });
    let place = ["--user-pool-id", &world.pool, "--table", &name];
    let mut alice = [&ALICE[..10], &["--invite"], &place].concat();
    let ran = world.add_user_just(&alice).with(2);
    assert!(ran.stderr.contains("give --key-attribute"), "{}", ran.stderr);
    world.assert_untouched();
    alice.extend(["--key-attribute", "person"]);
    world.add_user_just(&alice).with(0);
    let items = call(dynamodb, "DynamoDB_20120810.Scan", &json!({"TableName": name}));
    let [item] = items["Items"].as_array().unwrap().as_slice() else { panic!("{items}") };
    assert_eq!(item["person"], json!({"S": "alice"}));
    assert!(item.get("userName").is_none());
    assert_eq!(world.add_user_just(&alice).with(0).stdout, "alice: unchanged\n");
}
