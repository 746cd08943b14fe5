//! Does the function's job with as little code as possible: HTTP by hyper, a GetItem signed by hand, and
//! neither lambda_runtime nor the SDK. For comparison only: it handles no errors.

use std::env;
use std::error::Error;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::{Request, Response, body::Incoming};
use hyper_util::rt::TokioIo;
use ring::{digest, hmac};
use serde::Deserialize;
use serde_json::json;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, pem::PemObject as _};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    user_name: String,
}

#[derive(Deserialize)]
struct Found {
    #[serde(rename = "Item")]
    item: Item,
}

#[derive(Deserialize)]
struct Item {
    projects: Projects,
    department: Department,
}

#[derive(Deserialize)]
struct Projects {
    #[serde(rename = "SS")]
    set: Vec<String>,
}

#[derive(Deserialize)]
struct Department {
    #[serde(rename = "S")]
    text: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let api = env::var("AWS_LAMBDA_RUNTIME_API")?;
    let mut runtime = connect(TcpStream::connect(&api).await?).await?;
    let mut table = Table::connect().await?;
    loop {
        let path = "/2018-06-01/runtime/invocation/next";
        let next = Request::get(path).header("host", &api).body(Full::default())?;
        let event = runtime.send_request(next).await?;
        let id = header(&event, "lambda-runtime-aws-request-id").to_owned();
        let event = event.into_body().collect().await?.to_bytes();
        let Event { user_name } = serde_json::from_slice(&event)?;
        let item = table.get(&user_name).await?;
        let answer = answer(&event, &user_name, item)?;
        let path = format!("/2018-06-01/runtime/invocation/{id}/response");
        let answer = Request::post(path).header("host", &api).body(Full::from(answer))?;
        runtime.send_request(answer).await?.into_body().collect().await?;
    }
}

/// Returns the event with a response before its last brace.
fn answer(event: &[u8], user_name: &str, item: Item) -> Result<Vec<u8>> {
    let Item { mut projects, department } = item;
    projects.set.sort_unstable();
    let claims = json!({ "claimsToAddOrOverride": {
        "userName": user_name, "projects": projects.set, "department": department.text,
    } });
    let response = json!({ "claimsAndScopeOverrideDetails": {
        "idTokenGeneration": claims, "accessTokenGeneration": claims,
    } });
    let mut answer = event.strip_suffix(b"}").unwrap_or(event).to_vec();
    answer.extend_from_slice(b",\"response\":");
    serde_json::to_writer(&mut answer, &response)?;
    answer.push(b'}');
    Ok(answer)
}

async fn connect<S>(stream: S) -> Result<SendRequest<Full<Bytes>>>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    Ok(sender)
}

fn header<'a>(response: &'a Response<Incoming>, name: &str) -> &'a str {
    response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

struct Table {
    connection: SendRequest<Full<Bytes>>,
    host: String,
    name: String,
    region: String,
    access_key: String,
    secret_key: String,
    session_token: String,
}

impl Table {
    async fn connect() -> Result<Self> {
        let url = env::var("AWS_ENDPOINT_URL_DYNAMODB")?;
        let (scheme, host) = url.split_once("://").ok_or("an endpoint is a URL")?;
        let stream = TcpStream::connect(host).await?;
        stream.set_nodelay(true)?;
        let connection = if scheme == "https" {
            let mut roots = RootCertStore::empty();
            for root in CertificateDer::pem_file_iter(env::var("AWS_CA_BUNDLE")?)? {
                roots.add(root?)?;
            }
            let tls = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
            let (name, _port) = host.split_once(':').ok_or("the endpoint names its port")?;
            let name = ServerName::try_from(name.to_owned())?;
            connect(TlsConnector::from(Arc::new(tls)).connect(name, stream).await?).await?
        } else {
            connect(stream).await?
        };
        Ok(Self {
            connection,
            host: host.to_owned(),
            name: env::var("USER_INFO_TABLE")?,
            region: env::var("AWS_REGION")?,
            access_key: env::var("AWS_ACCESS_KEY_ID")?,
            secret_key: env::var("AWS_SECRET_ACCESS_KEY")?,
            session_token: env::var("AWS_SESSION_TOKEN")?,
        })
    }

    async fn get(&mut self, user_name: &str) -> Result<Item> {
        let body = json!({
            "TableName": self.name,
            "Key": { "userName": { "S": user_name } },
            "ProjectionExpression": "#0,#1",
            "ExpressionAttributeNames": { "#0": "projects", "#1": "department" },
            "ConsistentRead": true,
        });
        let request = self.signed(body.to_string())?;
        let answer = self.connection.send_request(request).await?.into_body().collect().await?;
        let Found { item } = serde_json::from_slice(&answer.to_bytes())?;
        Ok(item)
    }

    /// Signs a request as "Create a signed AWS API request" of the IAM user guide describes.
    fn signed(&self, body: String) -> Result<Request<Full<Bytes>>> {
        const SIGNED: &str = "content-type;host;x-amz-date;x-amz-security-token;x-amz-target";
        const CONTENT_TYPE: &str = "application/x-amz-json-1.0";
        const TARGET: &str = "DynamoDB_20120810.GetItem";
        let Self { host, region, session_token, .. } = self;
        let now = timestamp(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs());
        let day = now.get(..8).unwrap_or_default();
        let hash = hex(digest::digest(&digest::SHA256, body.as_bytes()).as_ref());
        let canonical = format!(
            "POST\n/\n\ncontent-type:{CONTENT_TYPE}\nhost:{host}\nx-amz-date:{now}\n\
             x-amz-security-token:{session_token}\nx-amz-target:{TARGET}\n\n{SIGNED}\n{hash}"
        );
        let scope = format!("{day}/{region}/dynamodb/aws4_request");
        let hash = hex(digest::digest(&digest::SHA256, canonical.as_bytes()).as_ref());
        let to_sign = format!("AWS4-HMAC-SHA256\n{now}\n{scope}\n{hash}");
        let mut key = hmac_sha256(format!("AWS4{}", self.secret_key).as_bytes(), day);
        for part in [region, "dynamodb", "aws4_request"] {
            key = hmac_sha256(key.as_ref(), part);
        }
        let signature = hex(hmac_sha256(key.as_ref(), &to_sign).as_ref());
        let credential = format!("{}/{scope}", self.access_key);
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={SIGNED}, Signature={signature}"
        );
        Ok(Request::post("/")
            .header("host", host)
            .header("content-type", CONTENT_TYPE)
            .header("x-amz-date", now)
            .header("x-amz-security-token", session_token)
            .header("x-amz-target", TARGET)
            .header("authorization", authorization)
            .body(Full::from(body))?)
    }
}

fn hmac_sha256(key: &[u8], text: &str) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes())
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied().map_or('0', char::from);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// `YYYYMMDDTHHMMSSZ`, by the calendar of "chrono-Compatible Low-Level Date Algorithms".
fn timestamp(seconds: u64) -> String {
    let (days, second) = (seconds / 86_400 + 719_468, seconds % 86_400);
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, next_year) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = era * 400 + year + next_year;
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
}
