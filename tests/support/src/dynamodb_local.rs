//! DynamoDB Local: downloaded once with Maven, and started with Java once for each test process.

use std::env;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{self, Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use crate::poll::wait_for;
use crate::programs::scratch;

/// The version that is downloaded.
const VERSION: &str = "3.3.1";

/// The version of the AWS SDK. DynamoDB Local 3.3.1 requires 2.48.3, of which Maven Central lacks some
/// modules; this version is complete.
const SDK_VERSION: &str = "2.54.15";

/// The address of a running instance, for example in a container.
const URL_VARIABLE: &str = "DYNAMODB_LOCAL_URL";

/// The attempts to start it: another process may take the free port before Java does.
const STARTS: u32 = 5;

/// Far above the second that a start takes, since Java shares the machine with compilers.
const START_LIMIT: Duration = Duration::from_secs(30);

/// Runs the command in its arguments and ends it when its standard input ends, which happens when the test
/// process ends, even by a signal.
pub const GUARD: &str = r#"
exec 3<&0
"$@" 3<&- & server=$!
{ read -r _ <&3; kill -9 "$server"; } 2>/dev/null & guard=$!
wait "$server"; status=$?
kill "$guard" 2>/dev/null
exit "$status"
"#;

/// Why there is no DynamoDB Local.
#[derive(Debug, Clone)]
pub enum Unavailable {
    /// A required program is not installed.
    Missing(String),
    /// The set-up failed.
    Failed(String),
}

impl Unavailable {
    /// Returns why a test is ignored.
    ///
    /// # Errors
    /// The reason, where a test must not be ignored: under `CI=true`, and after a failed set-up.
    pub fn ignored(self) -> Result<String, String> {
        match self {
            Self::Missing(why) if env::var_os("CI").is_none_or(|ci| ci != "true") => Ok(why),
            Self::Missing(why) | Self::Failed(why) => Err(why),
        }
    }
}

/// A running instance. It ends when `guard` is closed, at the latest with this process.
struct Server {
    url: String,
    #[expect(dead_code, reason = "held, since the guard reads from it")]
    guard: Option<ChildStdin>,
}

/// Returns the address of this process's DynamoDB Local, and starts it at the first call.
pub fn url() -> Result<&'static str, Unavailable> {
    static SERVER: OnceLock<Result<Server, Unavailable>> = OnceLock::new();
    let server = SERVER.get_or_init(|| match env::var(URL_VARIABLE) {
        Ok(url) if !url.is_empty() => named(url),
        _ => start(),
    });
    server.as_ref().map(|server| server.url.as_str()).map_err(Clone::clone)
}

/// Waits for an instance that was started elsewhere.
fn named(url: String) -> Result<Server, Unavailable> {
    let address = url.strip_prefix("http://").unwrap_or(&url).trim_end_matches('/');
    match wait_for(START_LIMIT, || TcpStream::connect(address).ok()) {
        Some(_) => Ok(Server { url, guard: None }),
        None => Err(Unavailable::Failed(format!(
            "{URL_VARIABLE} is {url:?}, where no DynamoDB Local answers: start one there, write the \
             address as http://HOST:PORT, or unset the variable"
        ))),
    }
}

fn start() -> Result<Server, Unavailable> {
    needs("java", "-version", "Java 17 or newer")?;
    let jars = fetch()?.join("lib");
    let mut said = String::new();
    for attempt in 0..STARTS {
        // The origin identifies the process that answers on the port.
        let origin = format!("http://tests-{}-{attempt}.invalid", process::id());
        let port = free_port().map_err(|error| failed("no port is free", &error))?;
        let mut server = launch(&jars, port, &origin)?;
        match wait_until_it_answers(&mut server, port, &origin) {
            Ok(()) => {
                // Its output is discarded, but it must not block on a full pipe.
                let stderr = server.stderr.take();
                thread::spawn(|| stderr.map(|mut stderr| io::copy(&mut stderr, &mut io::sink())));
                let url = format!("http://127.0.0.1:{port}");
                return Ok(Server { url, guard: server.stdin.take() });
            }
            Err(why) => said = why,
        }
    }
    Err(failed(&format!("DynamoDB Local did not start, {STARTS} times"), &said))
}

fn needs(program: &str, version: &str, called: &str) -> Result<(), Unavailable> {
    let run = Command::new(program).arg(version).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if run.is_ok_and(|status| status.success()) {
        return Ok(());
    }
    Err(Unavailable::Missing(format!("`{program}` does not run: install {called}, or set {URL_VARIABLE}")))
}

/// Returns the folder of the JARs, and downloads them if necessary. One process downloads while others wait;
/// the folder is renamed when it is complete.
fn fetch() -> Result<PathBuf, Unavailable> {
    let build = &scratch();
    let name = format!("dynamodb-local-{VERSION}-{SDK_VERSION}");
    let whole = build.join(&name);
    if whole.exists() {
        return Ok(whole);
    }
    needs("mvn", "--version", "Maven")?;
    let in_build = |error| failed("the build folder can't be written to", &error);
    fs::create_dir_all(build).map_err(in_build)?;
    let lock = File::create(build.join(format!("{name}.lock"))).map_err(in_build)?;
    lock.lock().map_err(in_build)?;
    if whole.exists() {
        return Ok(whole);
    }
    let part = tempfile::tempdir_in(build).map_err(in_build)?;
    fs::write(part.path().join("pom.xml"), pom()).map_err(in_build)?;
    let fetched = Command::new("mvn")
        .args(["-B", "-q", "dependency:copy-dependencies", "-DoutputDirectory=lib", "-DincludeScope=runtime"])
        .current_dir(part.path())
        .stdin(Stdio::null())
        .output()
        .map_err(|error| failed("Maven can't be run", &error))?;
    if !fetched.status.success() {
        let said = String::from_utf8_lossy(&fetched.stdout).into_owned();
        return Err(failed("Maven could not fetch it, which it has to once, from Maven Central", &said));
    }
    fs::rename(part.path(), &whole).map_err(in_build)?;
    Ok(whole)
}

fn pom() -> String {
    format!(
        r#"<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>tests</groupId>
  <artifactId>dynamodb-local</artifactId>
  <version>1</version>
  <dependencyManagement>
    <dependencies>
      <dependency>
        <groupId>software.amazon.awssdk</groupId>
        <artifactId>bom</artifactId>
        <version>{SDK_VERSION}</version>
        <type>pom</type>
        <scope>import</scope>
      </dependency>
    </dependencies>
  </dependencyManagement>
  <dependencies>
    <dependency>
      <groupId>software.amazon.dynamodb</groupId>
      <artifactId>DynamoDBLocal</artifactId>
      <version>{VERSION}</version>
    </dependency>
  </dependencies>
</project>
"#
    )
}

pub fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0))?.local_addr()?.port())
}

fn launch(jars: &Path, port: u16, origin: &str) -> Result<Child, Unavailable> {
    Command::new("sh")
        .args(["-c", GUARD, "sh", "java", "-cp"])
        .arg(jars.join("*"))
        .arg("software.amazon.dynamodb.services.local.main.ServerRunner")
        .args(["-inMemory", "-sharedDb", "-disableTelemetry", "-cors", origin, "-port", &port.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| failed("no shell can be run", &error))
}

fn wait_until_it_answers(server: &mut Child, port: u16, origin: &str) -> Result<(), String> {
    let answered = wait_for(START_LIMIT, || {
        if answers(port, origin).unwrap_or(false) {
            return Some(Ok(()));
        }
        if !server.try_wait().is_ok_and(|status| status.is_some()) {
            return None;
        }
        let mut output = String::new();
        if let Some(mut stderr) = server.stderr.take() {
            drop(stderr.read_to_string(&mut output));
        }
        Some(Err(output))
    });
    answered.unwrap_or_else(|| {
        drop(server.stdin.take());
        Err(format!("it did not answer within {START_LIMIT:?}"))
    })
}

fn answers(port: u16, origin: &str) -> io::Result<bool> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut connection = TcpStream::connect_timeout(&address, START_LIMIT)?;
    connection.set_read_timeout(Some(START_LIMIT))?;
    write!(connection, "GET / HTTP/1.1\r\nHost: localhost\r\nOrigin: {origin}\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer)?;
    Ok(answer.contains(&format!("Access-Control-Allow-Origin: {origin}")))
}

fn failed(what: &str, why: &impl ToString) -> Unavailable {
    let why = why.to_string();
    let why = why.trim();
    Unavailable::Failed(format!(
        "{what}: {why}\nWhat helps: Java 17 or newer, and Maven with a way to Maven Central; or {URL_VARIABLE}, \
         the address of a DynamoDB Local that runs already"
    ))
}
