//! A real table, which an engine in this process stands for.

use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use aws_config::{BehaviorVersion, Region};
use aws_credential_types::Credentials;
use claim_enrichment::dynamodb::{DynamoDbRepository, Item};
use serde_json::json;

use crate::program::{command, end, url, with_credentials};

/// What setting a table up may take on a busy machine.
const SETUP_LIMIT: Duration = Duration::from_secs(30);

/// Starts an engine with no table in it, and says where it is.
fn engine() -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            dynoxide::server::serve_on(listener, dynoxide::Database::memory().unwrap()).await;
        });
    });
    url(address)
}

async fn with_table(url: &str, table: &str) {
    let environment = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .region(Region::from_static("local"))
        .credentials_provider(Credentials::new("key", "secret", None, None, "test"))
        .endpoint_url(url);
    let repository = DynamoDbRepository::connect(environment, table, SETUP_LIMIT, None).await;
    repository.create_table().await.unwrap();
    let projects = ["zeus", "hera"].map(String::from).into();
    let item = Item {
        user_name: "dora".to_owned(),
        projects,
        department: Some("olymp".to_owned()),
        ..Item::default()
    };
    repository.put(&item).await.unwrap();
}

#[tokio::test(flavor = "current_thread")]
async fn a_table_at_an_address_is_asked() {
    let url = engine();
    with_table(&url, "People").await;
    let run = with_credentials(&["--json", "--endpoint-url", &url, "--table", "People", "--user", "dora"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(
        run.json()["tokens"]["access"]["added"],
        json!({ "department": "olymp", "projects": ["hera", "zeus"], "userName": "dora" })
    );
    let run = with_credentials(&["--endpoint-url", &url, "--table", "People", "--user", "alice"]);
    assert_eq!(run.code, 0);
    assert!(run.stdout.contains("not in the table") && run.stdout.contains(&url), "{}", run.stdout);
    assert!(!run.stdout.contains("Try next"), "{}", run.stdout);
}

#[test]
fn a_table_that_is_missing_is_told_and_never_created() {
    let url = engine();
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
async fn a_profile_says_where_and_as_whom() {
    let url = engine();
    with_table(&url, "UserInfoTable").await;
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
