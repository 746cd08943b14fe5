//! Parses the values of options.

pub(super) fn name_and_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("it must be a name, = and a value, such as custom:tenant=acme".to_owned()),
    }
}

/// Validates an address as the SDK reads it; the SDK itself reports an invalid one only with the request.
pub(super) fn url(text: &str) -> Result<String, String> {
    let url = text.parse::<http::Uri>().ok();
    let is_usable =
        |url: &http::Uri| url.authority().is_some() && matches!(url.scheme_str(), Some("http" | "https"));
    if url.is_some_and(|url| is_usable(&url)) {
        return Ok(text.to_owned());
    }
    Err("it must be an address such as http://localhost:8000".to_owned())
}
