//! Serves one connection according to the script.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::sleep;

use super::{Reply, Request, State, Then, WARM_UP_KEY, item};

/// The delay of a late body, longer than the lookup timeout of the tests that use it.
const LATE: Duration = Duration::from_millis(510);

pub(super) async fn converse<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    state: &State,
) -> std::io::Result<()> {
    let mut unread = Vec::new();
    while let Some(request) = read_request(&mut stream, &mut unread).await? {
        let key = request.key().to_owned();
        state.requests.lock().unwrap().push(request.clone());
        let reply = {
            let mut script = state.script.lock().unwrap();
            let by_region = script.regions.get(&request.region).cloned();
            let by_table = request.tables().iter().find_map(|table| script.tables.get(*table)).cloned();
            match key.as_str() {
                WARM_UP_KEY => script.warm_up.clone(),
                _ => script
                    .next
                    .pop_front()
                    .or(by_region)
                    .or(by_table)
                    .unwrap_or_else(|| script.otherwise.clone()),
            }
        };
        let then = match reply {
            Reply::Healthy => {
                let Reply::Bytes(bytes, then) = Reply::ok(item(&key).to_string()) else { unreachable!() };
                stream.write_all(&bytes).await?;
                then
            }
            Reply::Forward { rows_per_page } => {
                let upstream = state.upstream.as_ref().expect("a DynamoDB is behind this one");
                let (status, body) = upstream.send(&request.target, &request.body, rows_per_page).await;
                let Reply::Bytes(bytes, then) = Reply::http(status, &[], body) else { unreachable!() };
                stream.write_all(&bytes).await?;
                then
            }
            Reply::Bytes(bytes, then) => {
                stream.write_all(&bytes).await?;
                then
            }
            Reply::Trickle => {
                stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n").await?;
                loop {
                    stream.write_all(b" ").await?;
                    stream.flush().await?;
                    sleep(Duration::from_millis(20)).await;
                }
            }
            Reply::Hang => Then::Hang,
            Reply::Late { head, body } => {
                stream.write_all(&head).await?;
                stream.flush().await?;
                sleep(LATE).await;
                stream.write_all(&body).await?;
                Then::Keep
            }
        };
        stream.flush().await?;
        match then {
            Then::Keep => {}
            Then::Close => return stream.shutdown().await,
            // Until the client closes the connection.
            Then::Hang => while stream.read(&mut [0; 1024]).await? > 0 {},
        }
    }
    Ok(())
}

/// Reads one request; `None` at the end of the connection. Further bytes stay in `unread`.
async fn read_request<S: AsyncRead + Unpin>(
    stream: &mut S,
    unread: &mut Vec<u8>,
) -> std::io::Result<Option<Request>> {
    let head_end = loop {
        match unread.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            Some(position) => break position + 4,
            None if stream.read_buf(unread).await? == 0 => return Ok(None),
            None => {}
        }
    };
    let head = String::from_utf8_lossy(&unread[..head_end]).into_owned();
    let header = |name: &str| {
        let lines = head.lines().filter_map(|line| line.split_once(':'));
        let mut values =
            lines.filter(|(set, _)| set.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim());
        values.next().unwrap_or_default().to_owned()
    };
    let length: usize = header("content-length").parse().unwrap_or_default();
    while unread.len() < head_end + length {
        if stream.read_buf(unread).await? == 0 {
            return Ok(None);
        }
    }
    let body = serde_json::from_slice(&unread[head_end..head_end + length]).unwrap_or_default();
    unread.drain(..head_end + length);
    // "AWS4-HMAC-SHA256 Credential=<key>/<date>/<region>/dynamodb/aws4_request, …"
    let region = header("authorization").split('/').nth(2).unwrap_or_default().to_owned();
    Ok(Some(Request { target: header("x-amz-target"), region, body }))
}
