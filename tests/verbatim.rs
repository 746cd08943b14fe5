//! What a JSON value can't show: that all that the function doesn't write goes back letter by letter.

// Helpers of a test may panic: that is how they fail it.
#![allow(clippy::unwrap_used)]

use std::future::ready;

use claim_enrichment::handler::Settings;
use test_support::answer::answer;
use test_support::store::Store;

const CLAIMS: &str = r#"{"userName":"alice","projects":null,"department":null}"#;

fn answered(event: &str) -> String {
    answer(Store(|_| ready(Ok(None))), Settings::default(), event).response.unwrap()
}

/// `header` in an event of V1, and in the answer to it.
fn survives(header: &str) {
    let event = format!(r#"{{{header},"userName":"alice","request":{{{header}}},"response":{{{header}}}}}"#);
    let response = format!(r#"{{{header},"claimsOverrideDetails":{{"claimsToAddOrOverride":{CLAIMS}}}}}"#);
    let expected = format!(r#"{{{header},"userName":"alice","request":{{{header}}},"response":{response}}}"#);
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
        survives(&format!(r#""new":{number},"list":[{number}]"#));
    }
}

#[test]
fn strings_and_keys_keep_their_escapes() {
    for text in [r"\u0041", r"\/", r"\ud83e\udd80", r"\ud800", r"\u0000", "é🦀", r"\u00e9", "\u{2028}"] {
        survives(&format!(r#""n{text}":"{text}""#));
    }
}

#[test]
fn members_keep_their_order_and_their_doubles() {
    survives(r#""z":1,"a":2,"m":{"z":1,"a":2,"z":3},"z":4"#);
}

#[test]
fn blanks_within_a_member_stay() {
    survives("\"new\":{ \"a\" :\t[ 1 ,\n2 ] }");
}

#[test]
fn depth_and_size_do_not_matter() {
    survives(&format!(r#""lists":{}1{}"#, "[".repeat(5000), "]".repeat(5000)));
    survives(&format!(r#""objects":{}1{}"#, r#"{"x":"#.repeat(5000), "}".repeat(5000)));
    survives(&format!(r#""large":"{}""#, "x".repeat(2_000_000)));
}

#[test]
fn what_is_merged_into_keeps_its_spelling_too() {
    let event = r#"{"version":"2","userName":"alice","response":{"claimsAndScopeOverrideDetails":{"idTokenGeneration":{"claimsToSuppress":["\u0061"],"claimsToAddOrOverride":{"z":1e400,"projects":"old","a":1.0}},"groupOverrideDetails":{"groupsToOverride":["\u0061"]}},"z":-0}}"#;
    let expected = format!(
        r#"{{"version":"2","userName":"alice","response":{{"claimsAndScopeOverrideDetails":{{"idTokenGeneration":{{"claimsToSuppress":["\u0061"],"claimsToAddOrOverride":{{"z":1e400,"projects":null,"a":1.0,"userName":"alice","department":null}}}},"groupOverrideDetails":{{"groupsToOverride":["\u0061"]}},"accessTokenGeneration":{{"claimsToAddOrOverride":{CLAIMS}}}}},"z":-0}}}}"#
    );
    assert_eq!(answered(event), expected);
}

/// A parser that takes the first of two members must not find an override that strips all groups.
#[test]
fn of_two_group_overrides_the_one_that_counts_is_left() {
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
fn what_is_about_nobody_comes_back_byte_by_byte() {
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
fn what_is_no_object_is_refused_without_a_word_on_it() {
    for text in
        ["", " ", "null", "[]", "7", "\"alice\"", "{", r#"{"userName":"alice"}}"#, "{'a':1}", "\u{feff}{}"]
    {
        let answer = answer(Store(|_| ready(Ok(None))), Settings::default(), text);
        assert_eq!(answer.response.unwrap_err().to_string(), "Sign-in is not possible at the moment.");
    }
}
