//! How a request can be answered.

use serde_json::{Value, json};

use super::WARM_UP_KEY;

/// How one request is answered.
#[derive(Debug, Clone)]
pub enum Reply {
    /// With what [`item`] says.
    Healthy,
    /// With the answer of the DynamoDB behind this one.
    Forward {
        /// A query returns at most this many rows at once.
        rows_per_page: Option<u32>,
    },
    /// With these bytes, whatever they are.
    Bytes(Vec<u8>, Then),
    /// With an answer that never ends, a byte at a time.
    Trickle,
    /// Not at all.
    Hang,
    /// With its head at once, and with its body after [`LATE`].
    Late {
        /// Sent at once.
        head: Vec<u8>,
        /// Sent later.
        body: Vec<u8>,
    },
}

/// What follows an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// The next request of this connection.
    Keep,
    /// The end of the connection.
    Close,
    /// Nothing: the connection stays open, and nobody reads it.
    Hang,
}

impl Reply {
    /// HTTP 200 with `body`.
    pub fn ok(body: impl AsRef<[u8]>) -> Self {
        Self::http(200, &[], body)
    }

    /// An answer of `status` with `headers` and `body`, well formed.
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

    /// Nothing but the end of the connection.
    pub fn close() -> Self {
        Self::Bytes(Vec::new(), Then::Close)
    }
}

/// What a healthy table holds: everybody but those called nobody, each with data of their own.
pub fn item(key: &str) -> Value {
    if key == WARM_UP_KEY || key.contains("nobody") {
        return json!({});
    }
    json!({"Item": {
        "projects": {"SS": [format!("canary-y-{key}"), format!("canary-x-{key}")]},
        "department": {"S": format!("canary-department-{key}")},
    }})
}
