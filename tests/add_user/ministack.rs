//! MiniStack, an emulator with Cognito's API: fetched from PyPI once, started once for each process.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use test_support::dynamodb_local::{GUARD, Unavailable, free_port};

/// The packages with their versions, of which those of `infra` are the ones in use.
const REQUIREMENTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../infra/requirements/emulator.txt");

/// How often a start is tried: a free port may be taken by somebody else before it has it.
const STARTS: u32 = 5;

/// Far above the second that a start takes, since it shares the machine with compilers.
const START_LIMIT: Duration = Duration::from_secs(60);

/// How often it is asked meanwhile whether it answers.
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// One that runs. What ends it is the end of `guard`, which comes with the end of this process.
struct Server {
    url: String,
    #[expect(dead_code, reason = "held, since the guard reads from it")]
    guard: ChildStdin,
}

/// The address of the one MiniStack of this process, which ends with it.
pub(crate) fn url() -> Result<&'static str, Unavailable> {
    static SERVER: OnceLock<Result<Server, Unavailable>> = OnceLock::new();
    SERVER.get_or_init(start).as_ref().map(|server| server.url.as_str()).map_err(Clone::clone)
}

fn start() -> Result<Server, Unavailable> {
    let program = fetch()?.join("bin").join("ministack");
    for _ in 0..STARTS {
        let port = free_port().map_err(|error| failed("no port is free", &error))?;
        let url = format!("http://127.0.0.1:{port}");
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))
            .map_err(|error| failed("the build folder can't be written to", &error))?
            .keep();
        let mut server = Command::new("sh")
            .args(["-c", GUARD, "sh"])
            .arg(&program)
            .env("BIND_HOST", "127.0.0.1")
            .env("GATEWAY_PORT", port.to_string())
            .env("AWS_ENDPOINT_URL", &url)
            .env("MINISTACK_COGNITO_PRETOKEN_STRICT", "1")
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| failed("no shell can be run", &error))?;
        if answers(&mut server, port)
            && let Some(guard) = server.stdin.take()
        {
            return Ok(Server { url, guard });
        }
    }
    Err(failed(&format!("MiniStack did not start, {STARTS} times"), &"no answer"))
}

fn answers(server: &mut Child, port: u16) -> bool {
    let until = Instant::now() + START_LIMIT;
    let ask = || -> io::Result<bool> {
        let mut connection = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        connection.set_read_timeout(Some(START_LIMIT))?;
        write!(connection, "GET /_ministack/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        connection.read_to_string(&mut answer)?;
        Ok(answer.starts_with("HTTP/1.1 200") && answer.contains("cognito"))
    };
    while Instant::now() < until && !server.try_wait().is_ok_and(|ended| ended.is_some()) {
        if ask().unwrap_or(false) {
            return true;
        }
        thread::sleep(POLL_INTERVAL);
    }
    false
}

/// The folder of its virtual environment, made if need be. What is whole is marked, since such a
/// folder can't be moved; one process makes it while others wait.
pub(crate) fn fetch() -> Result<PathBuf, Unavailable> {
    let build = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let requirements = fs::read_to_string(REQUIREMENTS)
        .map_err(|error| failed("the list of packages can't be read", &error))?;
    let folder = build.join("ministack");
    let whole = folder.join("requirements.txt");
    let in_build = |error: io::Error| failed("the build folder can't be written to", &error);
    fs::create_dir_all(build).map_err(in_build)?;
    let lock = File::create(build.join("ministack.lock")).map_err(in_build)?;
    lock.lock().map_err(in_build)?;
    if fs::read_to_string(&whole).is_ok_and(|installed| installed == requirements) {
        return Ok(folder);
    }
    let runs = Command::new("python3").args(["-c", "import ensurepip, venv"]).stderr(Stdio::null()).status();
    if !runs.is_ok_and(|status| status.success()) {
        let why = "`python3` does not run, or has no venv: install Python 3.10 or newer, with venv and pip";
        return Err(Unavailable::Missing(why.to_owned()));
    }
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    let pip = folder.join("bin").join("pip");
    run(Command::new(pip).args(["install", "-q", "-r", REQUIREMENTS]))?;
    fs::write(whole, requirements).map_err(in_build)?;
    Ok(folder)
}

fn run(command: &mut Command) -> Result<(), Unavailable> {
    let ran = command.stdin(Stdio::null()).output().map_err(|error| failed("Python can't be run", &error))?;
    if ran.status.success() {
        return Ok(());
    }
    Err(failed("MiniStack could not be fetched from PyPI", &String::from_utf8_lossy(&ran.stderr)))
}

fn failed(what: &str, why: &impl ToString) -> Unavailable {
    Unavailable::Failed(format!(
        "{what}: {}\nWhat helps: Python 3.10 or newer with venv and pip, and a way to PyPI, once",
        why.to_string().trim()
    ))
}
