//! The least of HTTP/1.1 that the proxy and the looks into the stores need.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value as Json;

/// Far more than any answer takes.
const LIMIT: Duration = Duration::from_secs(60);

/// A request or an answer.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    /// The first line.
    pub(crate) start: String,
    /// Names in lower case, and values.
    pub(crate) headers: Vec<(String, String)>,
    /// The body, without chunks.
    pub(crate) body: Vec<u8>,
}

impl Message {
    /// Reads one; `None` at the end of the connection.
    pub(crate) fn read(connection: &TcpStream) -> io::Result<Option<Self>> {
        connection.set_read_timeout(Some(LIMIT))?;
        let mut reader = BufReader::new(connection);
        let mut start = String::new();
        if reader.read_line(&mut start)? == 0 {
            return Ok(None);
        }
        let mut headers = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            match line.trim_end().split_once(':') {
                Some((name, value)) => headers.push((name.to_ascii_lowercase(), value.trim().to_owned())),
                None => break,
            }
        }
        let mut message = Self { start: start.trim_end().to_owned(), headers, body: Vec::new() };
        if message.header("transfer-encoding") == Some("chunked") {
            loop {
                let mut size = String::new();
                reader.read_line(&mut size)?;
                let size = usize::from_str_radix(size.trim(), 16).map_err(io::Error::other)?;
                let mut chunk = vec![0; size + 2];
                reader.read_exact(&mut chunk)?;
                message.body.extend_from_slice(&chunk[..size]);
                if size == 0 {
                    break;
                }
            }
        } else if let Some(length) = message.header("content-length") {
            message.body = vec![0; length.parse().map_err(io::Error::other)?];
            reader.read_exact(&mut message.body)?;
        }
        Ok(Some(message))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Json {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Writes it, with its length, as the connection's last.
    pub(crate) fn write(&self, mut connection: &TcpStream) -> io::Result<()> {
        let mut head = format!("{}\r\n", self.start);
        for (name, value) in &self.headers {
            if !["content-length", "transfer-encoding", "connection", "expect"].contains(&name.as_str()) {
                head += &format!("{name}: {value}\r\n");
            }
        }
        head += &format!("content-length: {}\r\nconnection: close\r\n\r\n", self.body.len());
        connection.write_all(head.as_bytes())?;
        connection.write_all(&self.body)
    }

    /// Sends it to `url`, and reads the answer.
    pub(crate) fn send(&self, url: &str) -> io::Result<Self> {
        let connection = TcpStream::connect(url.trim_start_matches("http://"))?;
        self.write(&connection)?;
        Self::read(&connection)?.ok_or_else(|| io::Error::other("no answer"))
    }
}

/// Asks an AWS service at `url`; the answer has to be a good one.
pub(crate) fn call(url: &str, target: &str, body: &Json) -> Json {
    let service = if target.starts_with("DynamoDB") { "dynamodb" } else { "cognito-idp" };
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential=tests/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=00"
    );
    let headers = [
        ("host", "localhost"),
        ("content-type", "application/x-amz-json-1.0"),
        ("x-amz-target", target),
        ("authorization", &authorization),
        ("x-amz-date", "20260101T000000Z"),
    ];
    let request = Message {
        start: "POST / HTTP/1.1".to_owned(),
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
        body: body.to_string().into_bytes(),
    };
    let answer = request.send(url).unwrap();
    assert!(answer.start.contains(" 200"), "{target}: {}", String::from_utf8_lossy(&answer.body));
    answer.json()
}
