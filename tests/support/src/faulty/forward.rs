//! Requests that are passed on to a DynamoDB that works.

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use serde_json::{Map, Value};
use tokio::net::TcpStream;

/// The DynamoDB behind a scripted one, where each table has a name that no other test uses.
#[derive(Debug, Clone)]
pub(super) struct Upstream {
    pub(super) url: String,
    /// Stands before the names of tables.
    pub(super) prefix: String,
}

impl Upstream {
    /// Sends a request with at most `rows` rows for each page; returns the status and the body.
    pub(super) async fn send(&self, target: &str, body: &Value, rows: Option<u32>) -> (u16, Vec<u8>) {
        let mut body = body.clone();
        if let Some(name) = body["TableName"].as_str() {
            body["TableName"] = format!("{}{name}", self.prefix).into();
        }
        if let Some(rows) = rows.filter(|_| target.ends_with("Query")) {
            body["Limit"] = rows.into();
        }
        rename(&mut body["RequestItems"], |name| format!("{}{name}", self.prefix));
        let body = Value::Object(
            body.as_object().unwrap().clone().into_iter().filter(|(_, value)| !value.is_null()).collect(),
        );
        let request = Request::post("/")
            .header("host", "localhost")
            .header("content-type", "application/x-amz-json-1.0")
            .header("x-amz-target", target)
            .header("x-amz-date", "20260101T000000Z")
            .header(
                "authorization",
                "AWS4-HMAC-SHA256 Credential=tests/20260101/us-east-1/dynamodb/aws4_request, \
                 SignedHeaders=host, Signature=00",
            )
            .body(Full::new(Bytes::from(body.to_string())))
            .unwrap();
        let stream = TcpStream::connect(self.url.trim_start_matches("http://")).await.unwrap();
        let (mut sender, connection) = handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        let response = sender.send_request(request).await.unwrap();
        let status = response.status().as_u16();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        let mut body: Value = serde_json::from_slice(&bytes).unwrap();
        for name in ["Responses", "UnprocessedKeys"] {
            if let Some(tables) = body.get_mut(name) {
                rename(tables, |name| name.trim_start_matches(&self.prefix).to_owned());
            }
        }
        (status, body.to_string().into_bytes())
    }
}

fn rename(tables: &mut Value, name: impl Fn(&str) -> String) {
    if let Some(map) = tables.as_object_mut() {
        *map = std::mem::take(map).into_iter().map(|(old, table)| (name(&old), table)).collect::<Map<_, _>>();
    }
}
