//! DynamoDB over TLS, verified with the embedded root certificates or those of `AWS_CA_BUNDLE`.

use std::io::Write as _;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use serde_json::json;
use tempfile::NamedTempFile;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::events::{enriched, null_claims, sign_in};
use test_support::faulty::FaultyDynamoDb;
use test_support::function::Function;

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A server at `name` with a certificate of `authority`.
fn server(authority: &CertifiedIssuer<'static, KeyPair>, name: &str) -> TlsAcceptor {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new([name.to_owned()]).unwrap();
    let certificate = params.signed_by(&key, authority).unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

fn bundle(authorities: &[&CertifiedIssuer<'static, KeyPair>]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    for authority in authorities {
        file.write_all(authority.pem().as_bytes()).unwrap();
    }
    file
}

/// A function that trusts `bundle` or the embedded root certificates.
async fn function(dynamodb: &FaultyDynamoDb, bundle: Option<&NamedTempFile>) -> Function {
    let mut function = Function::builder().env("AWS_ENDPOINT_URL_DYNAMODB", &dynamodb.url());
    if let Some(bundle) = bundle {
        function = function.env("AWS_CA_BUNDLE", bundle.path().to_str().unwrap());
    }
    function.start().await
}

#[tokio::test]
async fn a_server_with_a_certificate_of_the_bundle_is_trusted() {
    let (one, other) = (authority(), authority());
    let dynamodb = FaultyDynamoDb::start_tls(server(&one, "127.0.0.1")).await;
    let bundle = bundle(&[&other, &one]);
    let function = function(&dynamodb, Some(&bundle)).await;
    for user in ["canary-alice", "canary-bob"] {
        assert_eq!(function.invoke(sign_in("2", user)).await.json(), enriched("2", user));
    }
    assert_eq!(dynamodb.accepted_connections(), 1, "a connection is kept");
    function.finish().await;
}

#[tokio::test]
async fn an_untrusted_server_receives_no_request() {
    let (one, other) = (authority(), authority());
    let dynamodb = FaultyDynamoDb::start_tls(server(&one, "127.0.0.1")).await;
    let elsewhere = FaultyDynamoDb::start_tls(server(&one, "dynamodb.example.com")).await;
    let (ours, theirs) = (bundle(&[&one]), bundle(&[&other]));
    for (dynamodb, bundle) in [(&dynamodb, None), (&dynamodb, Some(&theirs)), (&elsewhere, Some(&ours))] {
        let function = function(dynamodb, bundle).await;
        let answer = function.invoke(sign_in("2", "canary-alice")).await;
        assert_eq!(answer.json(), null_claims("2", "canary-alice"));
        let log = function.log(&answer).await;
        assert_eq!((&log["outcome"], &log["cause"]), (&json!("fallback"), &json!("unreachable")));
        assert!(dynamodb.requests().is_empty() && !dynamodb.was_warmed_up());
        function.finish().await;
    }
}
