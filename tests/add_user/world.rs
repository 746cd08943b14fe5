//! A pool and a table of its own for each test, the programs, and looks into both stores.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value as Json, json};
use tempfile::TempDir;

use crate::http::call;
use crate::proxy::Proxy;
use crate::support::table::Table;

/// A password that the pool takes.
pub(crate) const PASSWORD: &str = "Correct-horse-7";

/// Where a test takes place.
pub(crate) struct World {
    /// Between the programs and the stores.
    pub(crate) proxy: Proxy,
    pub(crate) pool: String,
    pub(crate) table: String,
    /// Where MiniStack is, and DynamoDB.
    pub(crate) ministack: &'static str,
    pub(crate) dynamodb: &'static str,
    /// For files.
    pub(crate) folder: TempDir,
}

/// How a program ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let code = output.status.code().unwrap_or(-1);
        Self { code, stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// The same, once it has ended with `code`.
    #[track_caller]
    pub(crate) fn with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}\n{}", self.stdout, self.stderr);
        self
    }

    /// The JSON objects that it printed, one on each line.
    pub(crate) fn json(&self) -> Vec<Json> {
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

impl World {
    pub(crate) fn new(dynamodb: &'static str, ministack: &'static str) -> Self {
        Self::with_pool(dynamodb, ministack, &json!({}))
    }

    /// With more about the pool.
    pub(crate) fn with_pool(dynamodb: &'static str, ministack: &'static str, more: &Json) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let table = runtime.block_on(Table::create(dynamodb)).name;
        let mut pool = json!({"PoolName": table});
        pool.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let created = call(ministack, "AWSCognitoIdentityProviderService.CreateUserPool", &pool);
        let pool = created["UserPool"]["Id"].as_str().unwrap().to_owned();
        let folder = tempfile::tempdir().unwrap();
        Self { proxy: Proxy::start(dynamodb, ministack), pool, table, ministack, dynamodb, folder }
    }

    /// A program with the environment of a test, and nothing of this machine's.
    pub(crate) fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("HOME", self.folder.path())
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_ACCESS_KEY_ID", "tests")
            .env("AWS_SECRET_ACCESS_KEY", "tests")
            .env("AWS_REGION", "us-east-1")
            .env("AWS_ENDPOINT_URL", &self.proxy.url)
            .args(arguments);
        command
    }

    fn run(mut command: Command, input: &str) -> Ran {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // One that refuses its options reads nothing.
        drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
        Ran::of(child.wait_with_output().unwrap())
    }

    /// Where everything is, as options.
    pub(crate) fn place(&self) -> Vec<&str> {
        vec!["--user-pool-id", &self.pool, "--table", &self.table]
    }

    /// `add_user` with these options and the place; few attempts, so that faults are told soon.
    pub(crate) fn add_user(&self, arguments: &[&str]) -> Ran {
        let mut command = self.command(env!("CARGO_BIN_EXE_add_user"), arguments);
        command.args(self.place()).env("AWS_MAX_ATTEMPTS", "2");
        Self::run(command, &format!("{PASSWORD}\n"))
    }

    /// `add_user` as another program runs it at the same time: past the proxy of this one.
    pub(crate) fn other_add_user(&self, arguments: &[&str]) -> impl FnOnce() + Send + 'static + use<> {
        let proxy = Proxy::start(self.dynamodb, self.ministack);
        let mut command = self.command(env!("CARGO_BIN_EXE_add_user"), arguments);
        command.args(self.place()).env("AWS_ENDPOINT_URL", proxy.url);
        move || drop(Self::run(command, &format!("{PASSWORD}\n")).with(0))
    }

    /// `add_user` with exactly these options.
    pub(crate) fn add_user_just(&self, arguments: &[&str]) -> Ran {
        Self::run(self.command(env!("CARGO_BIN_EXE_add_user"), arguments), "")
    }

    /// `add_user` on a file, in the background.
    pub(crate) fn spawn_csv(&self, file: &Path) -> Child {
        let file = file.to_str().unwrap();
        let mut command = self.command(env!("CARGO_BIN_EXE_add_user"), &["--csv", file, "--json"]);
        command.args(self.place()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap()
    }

    pub(crate) fn user_info(&self, arguments: &[&str]) -> Ran {
        let mut command = self.command(env!("CARGO_BIN_EXE_user_info"), arguments);
        command.args(self.place()).env("AWS_MAX_ATTEMPTS", "2");
        Self::run(command, "")
    }

    /// Adds alice, as most tests do: with a password.
    pub(crate) fn add_alice(&self) -> Ran {
        self.add_user(&ALICE)
    }

    /// Asks Cognito, past the proxy.
    pub(crate) fn cognito(&self, operation: &str, mut body: Json) -> Json {
        if body.get("ClientId").is_none() {
            body["UserPoolId"] = self.pool.as_str().into();
        }
        call(self.ministack, &format!("AWSCognitoIdentityProviderService.{operation}"), &body)
    }

    /// Asks DynamoDB, past the proxy.
    pub(crate) fn dynamo(&self, operation: &str, mut body: Json) -> Json {
        body["TableName"] = self.table.as_str().into();
        call(self.dynamodb, &format!("DynamoDB_20120810.{operation}"), &body)
    }

    /// The pool's users and their status.
    pub(crate) fn users(&self) -> BTreeMap<String, String> {
        let (mut users, mut token) = (BTreeMap::new(), Json::Null);
        loop {
            let mut body = json!({"Limit": 60});
            if !token.is_null() {
                body["PaginationToken"] = token;
            }
            let page = self.cognito("ListUsers", body);
            for user in page["Users"].as_array().unwrap() {
                let text = |name: &str| user[name].as_str().unwrap().to_owned();
                assert_eq!(users.insert(text("Username"), text("UserStatus")), None, "there twice");
            }
            token = page["PaginationToken"].clone();
            if token.is_null() {
                return users;
            }
        }
    }

    /// One attribute of a user.
    pub(crate) fn user_attribute(&self, user: &str, name: &str) -> Option<String> {
        let user = self.cognito("AdminGetUser", json!({"Username": user}));
        let attributes = user["UserAttributes"].as_array().unwrap();
        let found = attributes.iter().find(|attribute| attribute["Name"] == name)?;
        found["Value"].as_str().map(str::to_owned)
    }

    /// The table's items by their keys.
    pub(crate) fn items(&self) -> BTreeMap<String, Json> {
        let (mut items, mut start) = (BTreeMap::new(), Json::Null);
        loop {
            let mut body = json!({"ConsistentRead": true});
            if !start.is_null() {
                body["ExclusiveStartKey"] = start;
            }
            let page = self.dynamo("Scan", body);
            for item in page["Items"].as_array().unwrap() {
                items.insert(item["userName"]["S"].as_str().unwrap().to_owned(), item.clone());
            }
            start = page["LastEvaluatedKey"].clone();
            if start.is_null() {
                return items;
            }
        }
    }

    /// Nobody anywhere.
    #[track_caller]
    pub(crate) fn assert_untouched(&self) {
        assert_eq!((self.users().len(), self.items().len()), (0, 0));
    }

    /// Alice is in both stores, with all that belongs to her, and can sign in.
    #[track_caller]
    pub(crate) fn assert_alice(&self) {
        assert_eq!(self.users().get("alice").map(String::as_str), Some("CONFIRMED"));
        let sub = self.user_attribute("alice", "sub").unwrap();
        let mut alice = self.items().remove("alice").unwrap();
        alice["projects"]["SS"].as_array_mut().unwrap().sort_by_key(ToString::to_string);
        let wanted = json!({
            "userName": {"S": "alice"},
            "projects": {"SS": ["apollo", "gemini"]},
            "department": {"S": "Legal"},
            "tier": {"S": "gold"},
            "sub": {"S": sub}
        });
        assert_eq!(alice, wanted);
        self.sign_in("alice");
    }

    /// Signs in, and gives the answer.
    #[track_caller]
    pub(crate) fn sign_in(&self, user: &str) -> Json {
        let client = json!({"ClientName": "tests", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]});
        let client = self.cognito("CreateUserPoolClient", client)["UserPoolClient"]["ClientId"].clone();
        let body = json!({
            "ClientId": client,
            "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": {"USERNAME": user, "PASSWORD": PASSWORD}
        });
        let answer = self.cognito("InitiateAuth", body);
        assert!(answer["AuthenticationResult"]["IdToken"].is_string(), "{answer}");
        answer
    }

    /// How many invitations went to each address.
    pub(crate) fn invitations(&self) -> BTreeMap<String, usize> {
        let request = crate::http::Message {
            start: "GET /_ministack/ses/messages HTTP/1.1".to_owned(),
            headers: vec![("host".to_owned(), "localhost".to_owned())],
            body: Vec::new(),
        };
        let messages = request.send(self.ministack).unwrap().json();
        let mut invitations = BTreeMap::new();
        let accounts = messages["messages"].as_object().unwrap().values();
        for message in accounts.flat_map(|messages| messages.as_array().unwrap()) {
            let to = message["To"][0].as_str().unwrap();
            // Each test has a host of its own.
            if let Some(name) = to.strip_suffix(&format!("@{}.example.com", self.table)) {
                *invitations.entry(name.to_owned()).or_default() += 1;
            }
        }
        invitations
    }

    /// An address that invitations to are counted.
    pub(crate) fn address(&self, name: &str) -> String {
        format!("{name}@{}.example.com", self.table)
    }
}

/// Options for alice.
pub(crate) const ALICE: [&str; 13] = [
    "--username",
    "alice",
    "--email",
    "alice@example.com",
    "--project",
    "gemini",
    "--project",
    "apollo",
    "--department",
    "Legal",
    "--attribute",
    "tier=gold",
    "--password-stdin",
];
