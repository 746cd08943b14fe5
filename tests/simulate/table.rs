//! Real tables, in an engine of this process.

use serde_json::json;
use tools::aws::http_client;
use tools::embedded;
use tools::item::Item;
use tools::table::{Condition, UserInfoTable};

use crate::program::{command, end, example, simulate, with_credentials};

async fn with_table(url: &str, table: &str, key_attribute: &str) {
    let sdk = embedded::environment(url).http_client(http_client(None)).load().await;
    let table = UserInfoTable::new(&sdk, table).with_key_attribute(key_attribute.to_owned());
    table.create().await.unwrap();
    let projects = ["zeus", "hera"].map(String::from).into();
    let item = Item {
        user_name: "dora".to_owned(),
        projects,
        department: Some("olymp".to_owned()),
        ..Item::default()
    };
    table.put(&item, Condition::Always).await.unwrap();
}

#[tokio::test(flavor = "current_thread")]
async fn a_table_at_an_endpoint_is_read() {
    let url = embedded::start().unwrap();
    with_table(&url, "People", "userName").await;
    let run = with_credentials(&["--json", "--endpoint-url", &url, "--table", "People", "--user", "dora"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(
        run.json()["tokens"]["access"]["added"],
        json!({ "department": "olymp", "projects": ["hera", "zeus"], "userName": "dora" })
    );
    let run = with_credentials(&["--endpoint-url", &url, "--table", "People", "--user", "alice"]);
    assert_eq!(run.code, 0);
    assert!(run.stdout.contains("no read found anything") && run.stdout.contains(&url), "{}", run.stdout);
    assert!(!run.stdout.contains("Try next"), "{}", run.stdout);
}

#[test]
fn a_missing_table_is_reported_and_never_created() {
    let url = embedded::start().unwrap();
    for _ in 0..2 {
        let run = with_credentials(&["--json", "--endpoint-url", &url]);
        let error = run.error(1);
        assert!(
            error.contains("there is no table \"UserInfoTable\"") && error.contains("--table"),
            "{error}"
        );
        assert_eq!(run.json()["cause"], "no_table");
        assert_eq!(run.json()["tokens"]["id"]["added"]["projects"], json!(null));
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_profile_gives_endpoint_and_credentials() {
    let url = embedded::start().unwrap();
    with_table(&url, "UserInfoTable", "userName").await;
    let home = tempfile::tempdir().unwrap();
    let profile = format!(
        "[profile dev]\nregion = local\naws_access_key_id = key\naws_secret_access_key = secret\nendpoint_url = {url}\n"
    );
    std::fs::write(home.path().join("config"), profile).unwrap();
    let mut command = command(&["--json", "--profile", "dev", "--user", "dora"]);
    command.env("AWS_CONFIG_FILE", home.path().join("config"));
    let run = end(command);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(run.json()["tokens"]["id"]["added"]["department"], "olymp");
}

#[tokio::test(flavor = "current_thread")]
async fn a_table_may_have_another_key() {
    let url = embedded::start().unwrap();
    with_table(&url, "People", "id").await;
    let asked = ["--json", "--endpoint-url", &url, "--table", "People"];
    let run = with_credentials(&[&asked[..], &["--user", "dora", "--key-attribute", "id"]].concat());
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(run.json()["tokens"]["id"]["added"]["department"], "olymp");
    let by = ["--key", "attribute:custom:id", "--attribute", "custom:id=dora", "--key-attribute", "id"];
    let run = with_credentials(&[&asked[..], &by].concat());
    assert_eq!(run.json()["tokens"]["id"]["added"]["department"], "olymp");
    let run = with_credentials(&[&asked[..], &["--key-attribute", "name"]].concat());
    let error = run.error(1);
    assert!(error.contains("does not accept the request") && error.contains("--key-attribute"), "{error}");
}

#[test]
fn a_table_that_the_embedded_engine_lacks_is_reported_with_advice() {
    let run = simulate(&["--json", "--rules", &example("by-email")]);
    let error = run.error(1);
    assert!(error.contains("no table \"Members\"") && error.contains("--tables FILE"), "{error}");
    assert_eq!(run.json()["reads"][0]["cause"], "no_table");
}
