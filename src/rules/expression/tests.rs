use jmespath::{Rcvar, Variable};

use super::*;

fn evaluate(expression: &str, json: &str) -> Result<String, String> {
    let expression = Expression::compile(expression)?;
    let input = Rcvar::new(Variable::from_json(json).unwrap());
    expression.search(&input).map(|result| result.to_string()).map_err(|error| error.to_string())
}

#[test]
fn functions_of_jmespath_community() {
    for (expression, json, expected) in [
        ("lower(@)", r#""ÄBC""#, r#""äbc""#),
        ("upper(@)", r#""straße""#, r#""STRASSE""#),
        ("trim(@)", r#""\t a b\n""#, r#""a b""#),
        ("trim(@, '')", r#"" a ""#, r#""a""#),
        ("trim(@, 'xy')", r#""xyaxy""#, r#""a""#),
        ("split(@, ',')", r#""a,b,,c""#, r#"["a","b","","c"]"#),
        ("split(@, ',')", r#""""#, r#"[""]"#),
        ("split(@, '')", r#""aß""#, r#"["a","ß"]"#),
        ("split(@, '', `1`)", r#""abc""#, r#"["a","bc"]"#),
        ("split(@, '', `5`)", r#""ab""#, r#"["a","b",""]"#),
        ("split(@, ',', `0`)", r#""a,b""#, r#"["a,b"]"#),
        ("split(@, ',', `1`)", r#""a,b,c""#, r#"["a","b,c"]"#),
        ("replace(@, 'a', 'b')", r#""aXa""#, r#""bXb""#),
        ("replace(@, 'a', 'b', `1`)", r#""aXa""#, r#""bXa""#),
        ("items(@)", r#"{"a":1,"b":[2]}"#, r#"[["a",1],["b",[2]]]"#),
        ("from_items(@)", r#"[["a",1],["b",2],["a",3]]"#, r#"{"a":3,"b":2}"#),
        ("from_items(items(@)[?[1] > `1`])", r#"{"a":1,"b":2}"#, r#"{"b":2}"#),
        ("avg(@)", "[]", "null"),
        ("avg(@)", "[1, 2]", "1.5"),
    ] {
        assert_eq!(evaluate(expression, json).as_deref(), Ok(expected), "{expression}");
    }
    for (expression, json) in [
        ("lower(@)", "7"),
        ("split(@, ',', `-1`)", r#""a""#),
        ("replace(@, 'a', 'b', `0.5`)", r#""a""#),
        ("items(@)", "[]"),
        ("from_items(@)", r#"[["a"]]"#),
        ("from_items(@)", "[[1, 2]]"),
    ] {
        assert!(evaluate(expression, json).is_err(), "{expression}");
    }
}

#[test]
fn invalid_expressions_are_reported_when_compiled() {
    let deep = "!".repeat(200) + "@";
    for (expression, expected) in [
        ("", "not valid JMESPath"),
        ("a.", "not valid JMESPath at character 3"),
        ("lower(", "not valid JMESPath"),
        ("foo(@)", "there is no function \"foo\""),
        ("a[?foo(@)]", "there is no function \"foo\""),
        ("{a: [foo(@)]}", "there is no function \"foo\""),
        ("lower()", "lower takes 1 arguments, not 0"),
        ("split(@, 'a', `1`, `2`)", "split takes 2 to 3 arguments, not 4"),
        ("not_null()", "not_null takes at least 1 arguments, not 0"),
        ("sort_by(@, a)", "argument 2 of sort_by is an expression"),
        ("map(@, &a)", "argument 1 of map is an expression"),
        ("length(&a)", "& stands only"),
        ("&a", "& stands only"),
        ("[::0]", "the step of a slice is 0"),
        ("[2147483647:]", "out of range"),
        ("@ == `12345678901234567890123`", "may have been rounded"),
        (&deep, "200 operators and brackets"),
    ] {
        let error = Expression::compile(expression).expect_err(expression);
        assert!(error.contains(expected), "{expression}: {error}");
    }
}

#[test]
fn the_largest_expressions_fit_into_the_stack() {
    for expression in [
        "!".repeat(150) + "@",
        "(".repeat(150) + "@" + &")".repeat(150),
        "a".to_owned() + &".a".repeat(150),
        "a".to_owned() + &"|a".repeat(150),
        "a".to_owned() + &"[0]".repeat(150),
        "[".repeat(150) + "@" + &"]".repeat(150),
        "a".to_owned() + &"||a".repeat(75),
        "abs(".repeat(150) + "@" + &")".repeat(150),
    ] {
        let _ = evaluate(&expression, "{}");
    }
}
