//! The built program as Lambda runs it: a child process with its own environment and [`RuntimeApi`].

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;

use crate::poll::eventually;
use crate::programs::program;
use crate::runtime_api::{Answer, Deadline, RuntimeApi};

/// The timeout of the function in Lambda.
const TIMEOUT: Duration = Duration::from_secs(5);

/// A part of all personal data in tests: names, attributes, claims, credentials, bodies.
pub const CANARY: &str = "canary";

/// The environment of a function.
pub struct Builder {
    program: PathBuf,
    environment: BTreeMap<String, String>,
}

/// A started function. It is killed when dropped.
pub struct Function {
    pub api: RuntimeApi,
    child: Mutex<Child>,
    stdout: Arc<Mutex<Vec<String>>>,
    stderr: Arc<Mutex<Vec<String>>>,
    readers: Vec<JoinHandle<()>>,
}

/// The exit status and output of a function.
#[derive(Debug)]
pub struct Output {
    pub status: ExitStatus,
    pub stdout: Vec<String>,
    pub stderr: Vec<String>,
}

impl Function {
    /// Starts with the environment that Lambda sets.
    pub fn builder() -> Builder {
        let environment = [
            ("AWS_EXECUTION_ENV", "AWS_Lambda_provided.al2023"),
            ("AWS_LAMBDA_FUNCTION_NAME", "claims"),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"),
            ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
            ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/claims"),
            ("AWS_LAMBDA_LOG_STREAM_NAME", "2026/01/01/[$LATEST]0123456789abcdef"),
            ("AWS_REGION", "eu-west-1"),
            ("AWS_DEFAULT_REGION", "eu-west-1"),
            ("AWS_ACCESS_KEY_ID", "CANARYACCESSKEYID"),
            ("AWS_SECRET_ACCESS_KEY", "canary-secret-access-key"),
            ("AWS_SESSION_TOKEN", "canary-session-token"),
            ("LANG", "en_US.UTF-8"),
            ("PATH", "/usr/local/bin:/usr/bin:/bin"),
            ("TZ", ":UTC"),
        ];
        let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Builder { program: program("claim-enrichment"), environment: environment.into() }
    }

    /// Starts a function with DynamoDB at `url`.
    pub async fn with_dynamodb(url: &str) -> Self {
        Self::builder().env("AWS_ENDPOINT_URL_DYNAMODB", url).start().await
    }

    /// Returns the response to `event`.
    pub async fn invoke(&self, event: impl ToString) -> Answer {
        self.invoke_with(event.to_string(), Deadline::Ahead(TIMEOUT)).await
    }

    /// Returns the response to `event`; `None` if the process ends instead.
    pub async fn try_invoke(&self, event: impl ToString) -> Option<Answer> {
        let mut answer = self.api.queue(event.to_string(), Deadline::Ahead(TIMEOUT));
        let mut got = None;
        eventually("an answer, or the end of the process", || {
            got = answer.try_recv().ok();
            got.is_some() || self.has_ended()
        })
        .await;
        got
    }

    /// Returns the response to the bytes of `event`.
    pub async fn invoke_with(&self, event: impl Into<Bytes>, deadline: Deadline) -> Answer {
        let mut answer = self.api.queue(event, deadline);
        let mut got = None;
        eventually("an answer, or the end of the process", || {
            got = answer.try_recv().ok();
            got.is_some() || self.has_ended()
        })
        .await;
        got.unwrap_or_else(|| panic!("it ended: {:?}\n{:?}", self.stdout, self.stderr))
    }

    /// Waits for the log line of an event, and returns it.
    pub async fn log(&self, answer: &Answer) -> serde_json::Value {
        let find = || {
            let lines = self.stdout.lock().unwrap();
            lines.iter().find(|line| line.contains(&answer.request_id)).cloned()
        };
        eventually("a log line for the event", || find().is_some()).await;
        serde_json::from_str(&find().unwrap()).unwrap()
    }

    /// Returns whether the process has ended.
    pub fn has_ended(&self) -> bool {
        self.child.lock().unwrap().try_wait().unwrap().is_some()
    }

    /// Waits until the process ends.
    pub async fn ended(self) -> Output {
        eventually("the end of the process", || self.has_ended()).await;
        self.finish().await
    }

    /// Ends the process without a look at its output.
    pub async fn finish_unchecked(mut self) {
        let child = self.child.get_mut().unwrap();
        child.start_kill().unwrap();
        child.wait().await.unwrap();
    }

    /// Ends the process, and returns its output.
    ///
    /// # Panics
    /// The output contains the [`CANARY`].
    pub async fn finish(mut self) -> Output {
        let child = self.child.get_mut().unwrap();
        if child.try_wait().unwrap().is_none() {
            child.start_kill().unwrap();
        }
        let status = child.wait().await.unwrap();
        for reader in &mut self.readers {
            reader.await.unwrap();
        }
        let take = |lines: &Mutex<Vec<String>>| std::mem::take(&mut *lines.lock().unwrap());
        let output = Output { status, stdout: take(&self.stdout), stderr: take(&self.stderr) };
        for line in output.stdout.iter().chain(&output.stderr) {
            assert!(!line.to_lowercase().contains(CANARY), "told what it must not: {line}");
        }
        output
    }
}

impl Builder {
    /// Sets an environment variable.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Runs another program than the function.
    pub fn program(mut self, path: impl Into<PathBuf>) -> Self {
        self.program = path.into();
        self
    }

    /// Removes an environment variable.
    pub fn without(mut self, name: &str) -> Self {
        self.environment.remove(name);
        self
    }

    /// Starts the function.
    pub async fn start(self) -> Function {
        let api = RuntimeApi::start().await;
        let address = api.address.to_string();
        self.env("AWS_LAMBDA_RUNTIME_API", &address).spawn(api)
    }

    /// Starts the function without the address of a Runtime API.
    pub async fn start_outside_lambda(self) -> Function {
        let api = RuntimeApi::start().await;
        self.spawn(api)
    }

    fn spawn(self, api: RuntimeApi) -> Function {
        let mut child = Command::new(&self.program)
            .env_clear()
            .envs(self.environment)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let (stdout, stderr) = (Arc::default(), Arc::default());
        let readers = vec![
            tokio::spawn(read(child.stdout.take().unwrap(), Arc::clone(&stdout))),
            tokio::spawn(read(child.stderr.take().unwrap(), Arc::clone(&stderr))),
        ];
        Function { api, child: Mutex::new(child), stdout, stderr, readers }
    }
}

async fn read(pipe: impl AsyncRead + Unpin, lines: Arc<Mutex<Vec<String>>>) {
    let mut reader = BufReader::new(pipe);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).await.is_ok_and(|length| length > 0) {
        lines.lock().unwrap().push(String::from_utf8_lossy(line.trim_ascii_end()).into_owned());
        line.clear();
    }
}
