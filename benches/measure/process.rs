//! A program that runs with its own Runtime API.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use bytes::Bytes;
use test_support::runtime_api::{Deadline, RuntimeApi};
use tokio::time::timeout;

use super::Result;
use super::dynamodb::DynamoDb;
use super::placement;
use super::samples::DEPARTMENT;

/// How long a program may take to ask for an event or to answer: valgrind takes seconds to start one.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program to measure.
#[derive(Debug, Clone)]
pub struct Program {
    pub name: String,
    pub path: PathBuf,
    /// Whether it looks users up; `floor` does not.
    pub looks_up: bool,
}

/// A running program.
pub struct Running {
    pub lambda: RuntimeApi,
    pub started: Instant,
    process: Child,
    looks_up: bool,
}

impl Program {
    /// Starts it; `under` is a command to run it with, such as valgrind's.
    pub async fn start(&self, dynamodb: &DynamoDb, under: &[String]) -> Result<Running> {
        let lambda = RuntimeApi::start().await;
        let mut command = match under {
            [] => Command::new(&self.path),
            [command, arguments @ ..] => {
                let mut command = Command::new(command);
                command.args(arguments).arg(&self.path);
                command
            }
        };
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("AWS_LAMBDA_RUNTIME_API", lambda.address.to_string())
            .env("AWS_LAMBDA_FUNCTION_NAME", "benchmark")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
            .env("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/benchmark")
            .env("AWS_LAMBDA_LOG_STREAM_NAME", "2024/01/01/[$LATEST]0123456789abcdef")
            .env("AWS_REGION", "eu-central-1")
            .env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
            .env("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
            // About as long as the token of a Lambda role.
            .env("AWS_SESSION_TOKEN", "x".repeat(800))
            .env("USER_INFO_TABLE", "UserInfoTable")
            .env("AWS_ENDPOINT_URL_DYNAMODB", &dynamodb.url)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if let Some(roots) = &dynamodb.roots {
            command.env("AWS_CA_BUNDLE", roots.path());
        }
        placement::as_program()?;
        let started = Instant::now();
        let process = command.spawn().map_err(|error| format!("{}: {error}", self.path.display()));
        placement::as_server()?;
        Ok(Running { lambda, started, process: process?, looks_up: self.looks_up })
    }

    /// Returns the sizes of the file and of the deployment package, in bytes.
    pub fn sizes(&self) -> Result<(usize, usize)> {
        /// The bytes that a zip of one file called `bootstrap` adds.
        const ZIP_FRAME: usize = 30 + 46 + 22 + 2 * "bootstrap".len();
        /// The highest level of zip programs.
        const LEVEL: u8 = 9;
        let file = fs::read(&self.path)?;
        Ok((file.len(), ZIP_FRAME + miniz_oxide::deflate::compress_to_vec(&file, LEVEL).len()))
    }
}

impl Running {
    /// Waits until the program asks for an event.
    pub async fn asked(&self) -> Result<()> {
        Ok(timeout(PATIENCE, self.lambda.is_waiting()).await?)
    }

    /// Sends one event after the program has asked; returns the time until the answer.
    pub async fn call(&mut self, event: &Bytes) -> Result<Duration> {
        self.asked().await?;
        self.call_asked(event).await
    }

    /// Sends one event to a program that has asked already. The answer must hold the claims.
    pub async fn call_asked(&mut self, event: &Bytes) -> Result<Duration> {
        let sent = Instant::now();
        let answer = self.lambda.queue(event.clone(), Deadline::Ahead(PATIENCE));
        let answer = timeout(PATIENCE, answer).await??;
        let took = sent.elapsed();
        let found = answer.body.windows(DEPARTMENT.len()).any(|window| window == DEPARTMENT.as_bytes());
        if answer.is_error || (self.looks_up && !found) {
            return Err(format!("no claims in the answer: {}", String::from_utf8_lossy(&answer.body)).into());
        }
        Ok(took)
    }

    /// Returns the processor time of all live threads, if the kernel reports it.
    pub fn cpu(&self) -> Option<Duration> {
        let threads = fs::read_dir(self.proc("task")).ok()?;
        let on_cpu = |thread: &Path| -> Option<u64> {
            fs::read_to_string(thread.join("schedstat")).ok()?.split(' ').next()?.parse().ok()
        };
        threads.flatten().map(|thread| on_cpu(&thread.path())).sum::<Option<u64>>().map(Duration::from_nanos)
    }

    /// Returns the peak of resident memory, in KB.
    pub fn peak_rss(&self) -> Option<f64> {
        let status = fs::read_to_string(self.proc("status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.trim().strip_suffix("kB")?.trim().parse().ok()
    }

    fn proc(&self, name: &str) -> PathBuf {
        Path::new("/proc").join(self.process.id().to_string()).join(name)
    }

    /// Ends it by a signal, so that valgrind writes its figures, and waits.
    pub fn end(mut self) -> Result<()> {
        Command::new("kill").arg(self.process.id().to_string()).status()?;
        self.process.wait()?;
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}
