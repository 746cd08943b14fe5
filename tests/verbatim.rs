//! What a comparison of JSON values cannot show: all that the function does not write comes back byte for
//! byte.

// A test fails by a panic.
#![allow(clippy::unwrap_used)]

use std::future::ready;

use test_support::answer::{answer, settings};
use test_support::store::Store;

const CLAIMS: &str = r#"{"userName":"alice","projects":null,"department":null}"#;

fn answered(event: &str) -> String {
    answer(Store(|_| ready(Ok(None))), settings(&[]), event).response.unwrap()
}

/// Asserts that `members` come back unchanged in an event, its request and its response.
fn assert_unchanged(members: &str) {
    let event =
        format!(r#"{{{members},"userName":"alice","request":{{{members}}},"response":{{{members}}}}}"#);
    let response = format!(r#"{{{members},"claimsOverrideDetails":{{"claimsToAddOrOverride":{CLAIMS}}}}}"#);
    let expected =
        format!(r#"{{{members},"userName":"alice","request":{{{members}}},"response":{response}}}"#);
    assert_eq!(answered(&event), expected);
}

#[test]
fn numbers_keep_their_spelling() {
    for number in [
        "1e400",
        "-1E-400",
        "123456789012345678901234567890",
        "0.1234567890123456789012345678901234567890",
        "1.0",
        "-0",
        "1E+2",
        "9007199254740993",
    ] {
        assert_unchanged(&format!(r#""new":{number},"list":[{number}]"#));
    }
}

#[test]
fn strings_and_keys_keep_their_escapes() {
    for text in [r"\u0041", r"\/", r"\ud83e\udd80", r"\ud800", r"\u0000", "é🦀", r"\u00e9", "\u{2028}"] {
        assert_unchanged(&format!(r#""n{text}":"{text}""#));
    }
}

#[test]
fn members_keep_their_order_and_their_duplicates() {
    assert_unchanged(r#""z":1,"a":2,"m":{"z":1,"a":2,"z":3},"z":4"#);
}

#[test]
fn white_space_within_a_member_stays() {
    assert_unchanged("\"new\":{ \"a\" :\t[ 1 ,\n2 ] }");
}

#[test]
fn depth_and_size_do_not_matter() {
    assert_unchanged(&format!(r#""lists":{}1{}"#, "[".repeat(5000), "]".repeat(5000)));
    assert_unchanged(&format!(r#""objects":{}1{}"#, r#"{"x":"#.repeat(5000), "}".repeat(5000)));
    assert_unchanged(&format!(r#""large":"{}""#, "x".repeat(2_000_000)));
}

#[test]
fn members_that_are_merged_into_keep_their_spelling() {
    let event = r#"{"version":"2","userName":"alice","response":{"claimsAndScopeOverrideDetails":{"idTokenGeneration":{"claimsToSuppress":["\u0061"],"claimsToAddOrOverride":{"z":1e400,"projects":"old","a":1.0}},"groupOverrideDetails":{"groupsToOverride":["\u0061"]}},"z":-0}}"#;
    let expected = format!(
        r#"{{"version":"2","userName":"alice","response":{{"claimsAndScopeOverrideDetails":{{"idTokenGeneration":{{"claimsToSuppress":["\u0061"],"claimsToAddOrOverride":{{"z":1e400,"projects":null,"a":1.0,"userName":"alice","department":null}}}},"groupOverrideDetails":{{"groupsToOverride":["\u0061"]}},"accessTokenGeneration":{{"claimsToAddOrOverride":{CLAIMS}}}}},"z":-0}}}}"#
    );
    assert_eq!(answered(event), expected);
}

/// A parser that takes the first of two members must not find an override that removes all groups.
#[test]
fn of_two_group_overrides_only_the_last_is_kept() {
    for (first, last, kept) in [
        ("{}", r#"{"groupsToOverride":["a"]}"#, r#""groupOverrideDetails":{"groupsToOverride":["a"]},"#),
        (r#"{"groupsToOverride":["a"]}"#, "{}", ""),
    ] {
        let event = format!(
            r#"{{"userName":"alice","response":{{"claimsOverrideDetails":{{"groupOverrideDetails":{first},"groupOverrideDetails":{last}}}}}}}"#
        );
        let expected = format!(
            r#"{{"userName":"alice","response":{{"claimsOverrideDetails":{{{kept}"claimsToAddOrOverride":{CLAIMS}}}}}}}"#
        );
        assert_eq!(answered(&event), expected);
    }
}

#[test]
fn an_event_without_a_user_comes_back_byte_for_byte() {
    for event in [
        "{ }",
        "\n{\t\"version\" : \"3\" }\r\n ",
        r#"{"userName" : "", "n":1e400}"#,
        r#"{"userName":"\ud800"}"#,
        r#"{ "triggerSource" : "TokenGeneration_Client\u0043redentials", "userName" : "alice", "response" : [ ] }"#,
    ] {
        assert_eq!(answered(event), event);
    }
}

#[test]
fn a_payload_that_is_not_an_object_is_refused_without_a_quote() {
    for text in
        ["", " ", "null", "[]", "7", "\"alice\"", "{", r#"{"userName":"alice"}}"#, "{'a':1}", "\u{feff}{}"]
    {
        let answer = answer(Store(|_| ready(Ok(None))), settings(&[]), text);
        assert_eq!(answer.response.unwrap_err().to_string(), "Sign-in is not possible at the moment.");
    }
}
