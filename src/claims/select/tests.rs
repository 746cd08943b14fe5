use super::*;
use crate::claims::tests::rules;
use crate::rules::pipeline::Pipeline;

/// Returns the JSON of the result; `null` for an absent one.
fn selected(expression: &str, json: &str) -> Result<String, Reason> {
    let expression = serde_json::to_string(expression).unwrap();
    let rules =
        rules(&format!(r#"{{"claims": [{{"claim": "c", "from": "table.v", "select": {expression}}}]}}"#));
    let Some(Pipeline { select: Some(expression), .. }) = rules.claims().first().map(|rule| &rule.value)
    else {
        panic!("no expression")
    };
    let result = select(expression, Some(&Value::from_json(json).unwrap()))?;
    Ok(result.map_or_else(|| "null".to_owned(), |value| value.to_json()))
}

#[test]
fn numbers_keep_the_digits_that_they_are_written_with() {
    for (expression, json, expected) in [
        ("@", "[1,-1,0.1,1.50,1E+2,-0.05,3.0]", "[1,-1,0.1,1.50,1E+2,-0.05,3.0]"),
        ("@", "18446744073709551615", "18446744073709551615"),
        ("@", "-9223372036854775808", "-9223372036854775808"),
        ("@", "100000000000000000000", "100000000000000000000"),
        ("to_string(@)", "9007199254740993", r#""9007199254740993""#),
        ("sum(@)", "[1,2]", "3"),
        ("avg(@)", "[1,2]", "1.5"),
        ("abs(@)", "-2", "2"),
        ("length(@)", "[1,2]", "2"),
        ("[?@ > `1`]", "[1,2.50]", "[2.50]"),
        ("missing", "{}", "null"),
    ] {
        assert_eq!(selected(expression, json).as_deref(), Ok(expected), "{expression} of {json}");
    }
}

#[test]
fn a_number_that_would_be_rounded_is_not_used() {
    for (expression, json) in [
        ("@", "12345678901234567890123"),
        ("a", r#"{"a":1,"b":[{"c":12345678901234567890123}]}"#),
        ("@", "0.1234567890123456789"),
        ("@", "1e400"),
        // The library compares and computes with floats.
        ("@ == `9007199254740992`", "9007199254740993"),
        ("sum(@)", "[9007199254740993]"),
        ("contains(@, `1`)", "[9007199254740993]"),
        ("sort_by(@, &a)[0]", r#"[{"a":9007199254740993}]"#),
    ] {
        assert_eq!(selected(expression, json), Err(Reason::InexactNumber), "{expression} of {json}");
    }
}

#[test]
fn an_expression_that_cannot_be_evaluated_is_an_error() {
    for (expression, json) in [
        ("starts_with(@, 'a')", "1"),
        ("sum(@)", r#"["a"]"#),
        ("join(',', @)", "[1]"),
        // Each pipe doubles the result.
        (
            "[@,@]|[@,@]|[@,@]|[@,@]|[@,@]|[@,@]|[@,@]|[@,@]|[@,@]|[@,@]|[@,@]|[@,@]|[@,@]|[@,@]|[@,@]|[@,@]|[@,@]|[@,@]|[@,@]|[@,@]|[@,@]|[@,@]|[@,@]|[@,@]",
            "1",
        ),
    ] {
        assert_eq!(selected(expression, json), Err(Reason::NotEvaluated), "{expression} of {json}");
    }
}
