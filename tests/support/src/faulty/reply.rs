//! Responses to a request.

use serde_json::{Value, json};

use super::WARM_UP_KEY;

/// A response, or what happens instead.
#[derive(Debug, Clone)]
pub enum Reply {
    /// The item of [`item`].
    Healthy,
    /// The response of the engine behind this server.
    Forward {
        /// A query returns at most this many rows at once.
        rows_per_page: Option<u32>,
    },
    /// These bytes.
    Bytes(Vec<u8>, Then),
    /// A response that never ends, one byte at a time.
    Trickle,
    /// Nothing.
    Hang,
    /// The head at once and the body after a delay.
    Late {
        /// Sent at once.
        head: Vec<u8>,
        /// Sent later.
        body: Vec<u8>,
    },
}

/// What happens after a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// The connection is kept.
    Keep,
    /// The connection is closed.
    Close,
    /// The connection stays open and is not read.
    Hang,
}

impl Reply {
    /// HTTP 200 with `body`.
    pub fn ok(body: impl AsRef<[u8]>) -> Self {
        Self::http(200, &[], body)
    }

    /// A well-formed response.
    pub fn http(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let head = format!(
            "HTTP/1.1 {status} Whatever\r\nContent-Type: application/x-amz-json-1.0\r\n\
             x-amzn-RequestId: AB12CD34\r\n{headers}Content-Length: {}\r\n\r\n",
            body.len()
        );
        Self::Bytes([head.as_bytes(), body].concat(), Then::Keep)
    }

    /// A DynamoDB error.
    pub fn error(status: u16, code: &str, message: &str) -> Self {
        Self::error_with(status, &[], code, message)
    }

    /// A DynamoDB error with further headers.
    pub fn error_with(status: u16, headers: &[(&str, &str)], code: &str, message: &str) -> Self {
        let code = format!("com.amazonaws.dynamodb.v20120810#{code}");
        Self::http(status, headers, json!({"__type": code, "message": message}).to_string())
    }

    /// A closed connection.
    pub fn close() -> Self {
        Self::Bytes(Vec::new(), Then::Close)
    }
}

/// Returns the response for a user: an item with data that contains the name, or none if the name contains
/// "nobody".
pub fn item(key: &str) -> Value {
    if key == WARM_UP_KEY || key.contains("nobody") {
        return json!({});
    }
    json!({"Item": {
        "projects": {"SS": [format!("canary-y-{key}"), format!("canary-x-{key}")]},
        "department": {"S": format!("canary-department-{key}")},
    }})
}
