//! A server in place of DynamoDB that answers every request at once with the same item.

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::{Request, Response, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tempfile::NamedTempFile;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use super::Result;

/// A running server.
pub struct DynamoDb {
    pub url: String,
    /// A PEM file with its certificate, if it uses TLS.
    pub roots: Option<NamedTempFile>,
}

impl DynamoDb {
    /// Starts a server with TLS, as DynamoDB has it.
    pub async fn over_tls(answer: Bytes) -> Result<Self> {
        let own = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
        let roots = NamedTempFile::new()?;
        std::fs::write(roots.path(), own.cert.pem())?;
        let key = PrivateKeyDer::try_from(own.signing_key.serialize_der())?;
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![own.cert.der().clone()], key)?;
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("https://localhost:{}", listener.local_addr()?.port());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                stream.set_nodelay(true).ok();
                let (acceptor, answer) = (acceptor.clone(), answer.clone());
                tokio::spawn(async move {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        serve(stream, answer).await;
                    }
                });
            }
        });
        Ok(Self { url, roots: Some(roots) })
    }

    /// Starts a server without TLS, since ciphers take different instructions on different processors.
    pub async fn plain(answer: Bytes) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                stream.set_nodelay(true).ok();
                tokio::spawn(serve(stream, answer.clone()));
            }
        });
        Ok(Self { url, roots: None })
    }
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin>(stream: S, answer: Bytes) {
    let service = service_fn(move |request: Request<Incoming>| {
        let answer = answer.clone();
        async move {
            request.into_body().collect().await.ok();
            let found = Response::builder()
                .header("content-type", "application/x-amz-json-1.0")
                .header("x-amzn-requestid", "OPNKC1GBOU0RGUC0E8U2EA5LSVVV4KQNSO5AEMVJF66Q9ASUAAJG")
                .body(Full::new(answer));
            Ok::<Response<Full<Bytes>>, Infallible>(found.unwrap_or_default())
        }
    });
    http1::Builder::new().serve_connection(TokioIo::new(stream), service).await.ok();
}
