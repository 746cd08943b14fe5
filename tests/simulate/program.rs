//! Runs the program, and whatever it may ask.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::process::{Command, Stdio};
use std::thread;

use serde_json::Value;

/// One run of the program.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// The one JSON object that was printed.
    pub(crate) fn json(&self) -> Value {
        let object: Value = serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}: {:?}, {}", self.stdout, self.stderr));
        assert!(object.is_object());
        object
    }

    /// The one line that says what went wrong, after a run that ended with `code`.
    pub(crate) fn error(&self, code: i32) -> &str {
        assert_eq!(self.code, code, "{} {}", self.stdout, self.stderr);
        let line = self.stderr.strip_suffix('\n').unwrap_or_else(|| panic!("{:?}", self.stderr));
        assert!(!line.contains('\n') && !line.contains("\\u{"), "{line}");
        line.strip_prefix("simulate: ").unwrap_or_else(|| panic!("{line}"))
    }
}

/// The program with `args`, and an environment without anything that a machine may have set.
pub(crate) fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_simulate"));
    command.args(args).env_clear().env("AWS_EC2_METADATA_DISABLED", "true").env("HOME", "no such folder");
    command.stdin(Stdio::null());
    command
}

/// The program with `args` and without a set-up, to its end.
pub(crate) fn simulate(args: &[&str]) -> Run {
    end(command(args))
}

/// What `--json` prints with `args`, and the exit code.
pub(crate) fn json(args: &[&str]) -> Value {
    let run = simulate(&[&["--json"], args].concat());
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{args:?}");
    run.json()
}

/// The program with `args` and credentials, in the region `local`.
pub(crate) fn with_credentials(args: &[&str]) -> Run {
    let mut command = command(args);
    command.env("AWS_ACCESS_KEY_ID", "key").env("AWS_SECRET_ACCESS_KEY", "secret").env("AWS_REGION", "local");
    end(command)
}

/// The program with `args` and `input` on its standard input.
pub(crate) fn with_input(args: &[&str], input: &str) -> Run {
    let mut child =
        command(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    run(child.wait_with_output().unwrap())
}

pub(crate) fn end(mut command: Command) -> Run {
    run(command.output().unwrap())
}

fn run(output: std::process::Output) -> Run {
    Run {
        code: output.status.code().expect("a signal ended it"),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// An address where nobody listens.
pub(crate) fn nowhere() -> String {
    // Its listener is closed as soon as it is known.
    url(TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap())
}

/// An address where every request is answered by `status` and `body`, in DynamoDB's stead.
pub(crate) fn answering(status: &'static str, body: &'static str) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            // A request fits into one segment, and its answer closes the connection.
            let _request = stream.read(&mut [0; 65_536]).unwrap();
            let length = body.len();
            let head = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
            stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        }
    });
    url(address)
}

/// An address where connections are taken and never answered, while the listener lives.
pub(crate) fn silent() -> (TcpListener, String) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = url(listener.local_addr().unwrap());
    (listener, url)
}

/// A file that holds `text`, until it is dropped.
pub(crate) fn file(text: &str) -> (tempfile::NamedTempFile, String) {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    let path = file.path().to_str().unwrap().to_owned();
    (file, path)
}

pub(crate) fn url(address: SocketAddr) -> String {
    format!("http://{address}")
}
