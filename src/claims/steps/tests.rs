use super::*;

fn json(json: &str) -> Value {
    Value::from_json(json).unwrap()
}

#[test]
fn parse_reads_each_written_form_of_a_list() {
    for (form, text, expected) in [
        (Parse::Csv, " a, b ,,c", r#"["a","b","c"]"#),
        (Parse::Csv, "", "[]"),
        (Parse::Space, " a  b\tc ", r#"["a","b","c"]"#),
        (Parse::List, r#" ["a","b, c"] "#, r#"["a","b, c"]"#),
        (Parse::List, "[Admin, Night Shift]", r#"["Admin","Night Shift"]"#),
        (Parse::List, "[]", "[]"),
        (Parse::List, "[ ]", "[]"),
        (Parse::List, "a,b", r#"["a","b"]"#),
        (Parse::List, "one item", r#"["one item"]"#),
        (Parse::List, "[open", r#"["[open"]"#),
        (Parse::List, "", "[]"),
        (Parse::Json, "{\"a\":1.50}", r#"{"a":1.50}"#),
    ] {
        assert_eq!(parse(text, form).unwrap().to_json(), expected, "{text:?}");
    }
    assert_eq!(parse("a", Parse::Json), Err(Reason::NotParsed));
}

fn mapping(otherwise: Option<(&str, usize)>, takes_first: bool) -> Mapping {
    let list = |texts: &[&str]| Mapped::List(texts.iter().map(|text| (*text).to_owned()).collect());
    Mapping {
        entries: vec![
            ("owners".to_owned(), Mapped::Text("owner".to_owned())),
            ("staff".to_owned(), list(&["read", "write", "read"])),
            ("7".to_owned(), list(&["read", "seven"])),
            ("true".to_owned(), Mapped::Text("yes".to_owned())),
        ],
        otherwise: otherwise.map(|(text, _)| Mapped::Text(text.to_owned())),
        otherwise_position: otherwise.map_or(4, |(_, position)| position),
        takes_first,
    }
}

#[test]
fn map_replaces_text_and_the_items_of_a_list() {
    let plain = mapping(None, false);
    let other = mapping(Some(("other", 4)), false);
    let first = mapping(None, true);
    let other_first = mapping(Some(("other", 1)), true);
    for (mapping, value, expected) in [
        (&plain, r#""owners""#, Some(r#""owner""#)),
        (&plain, r#""staff""#, Some(r#"["read","write"]"#)),
        (&plain, "7", Some(r#"["read","seven"]"#)),
        (&plain, "true", Some(r#""yes""#)),
        (&plain, r#""x""#, None),
        (&plain, r#"["x"]"#, Some("[]")),
        (&plain, r#"[7,"owners","staff","owners"]"#, Some(r#"["read","seven","owner","write"]"#)),
        (&other, r#""x""#, Some(r#""other""#)),
        (&other, r#"["x","owners","y"]"#, Some(r#"["other","owner"]"#)),
        (&other, "[]", Some("[]")),
        (&first, r#"["staff","owners"]"#, Some(r#""owner""#)),
        (&first, r#"["x"]"#, None),
        (&other_first, r#"["staff","x"]"#, Some(r#""other""#)),
        (&other_first, r#"["x","owners"]"#, Some(r#""owner""#)),
        (&other_first, r#"["staff",7]"#, Some(r#"["read","write"]"#)),
        (&other_first, "[]", None),
    ] {
        let replaced = replace(&json(value), mapping).unwrap();
        assert_eq!(replaced.value.map(|value| value.to_json()).as_deref(), expected, "{value}");
    }
    assert_eq!(replace(&json(r#"["x","staff"]"#), &plain).unwrap().dropped, ["x"]);
    for value in ["{}", "[[]]", "[null]"] {
        assert_eq!(replace(&json(value), &other).unwrap_err(), Reason::WrongType, "{value}");
    }
}

#[test]
fn as_gives_the_final_form() {
    for (form, value, expected) in [
        (Form::Json, r#""a""#, Ok(r#""\"a\"""#)),
        (Form::Json, r#"{"a":[1]}"#, Ok(r#""{\"a\":[1]}""#)),
        (Form::Csv, r#"["a",1.50,true]"#, Ok(r#""a,1.50,true""#)),
        (Form::Space, "[]", Ok(r#""""#)),
        (Form::Csv, r#""a,b""#, Ok(r#""a,b""#)),
        (Form::Csv, r#"["a,b"]"#, Err(Reason::WrongCharacter)),
        (Form::Space, r#"["a b"]"#, Err(Reason::WrongCharacter)),
        (Form::Csv, "[[1]]", Err(Reason::WrongType)),
        (Form::Csv, "{}", Err(Reason::WrongType)),
        (Form::Text, "1E+2", Ok(r#""1E+2""#)),
        (Form::Text, "true", Ok(r#""true""#)),
        (Form::Text, "[]", Err(Reason::WrongType)),
        (Form::Number, r#""7.50""#, Ok("7.50")),
        (Form::Number, r#""x""#, Err(Reason::NotParsed)),
        (Form::Number, "true", Err(Reason::WrongType)),
        (Form::Boolean, r#""true""#, Ok("true")),
        (Form::Boolean, r#""True""#, Err(Reason::NotParsed)),
        (Form::Boolean, "1", Err(Reason::WrongType)),
        (Form::List, r#""a""#, Ok(r#"["a"]"#)),
        (Form::List, "[1]", Ok("[1]")),
    ] {
        let converted = convert(Cow::Owned(json(value)), form).map(|value| value.to_json());
        assert_eq!(converted.as_deref().map_err(|reason| *reason), expected, "{value}");
    }
}

#[test]
fn v1_holds_text() {
    for (value, encoding, expected) in [
        (r#""a,b""#, Encoding::Csv, Ok(r#""a,b""#)),
        ("1E+2", Encoding::Json, Ok(r#""1E+2""#)),
        (r#"["a","b"]"#, Encoding::Json, Ok(r#""[\"a\",\"b\"]""#)),
        (r#"["a",1.50,true]"#, Encoding::Space, Ok(r#""a 1.50 true""#)),
        (r#"{"k":null}"#, Encoding::Json, Ok(r#""{\"k\":null}""#)),
        ("{}", Encoding::Space, Err(Reason::WrongType)),
        (r#"["a,admin"]"#, Encoding::Csv, Err(Reason::WrongCharacter)),
        (r#"[["a"]]"#, Encoding::Csv, Err(Reason::WrongType)),
    ] {
        let text = text_json(&json(value), encoding);
        assert_eq!(text.as_deref().map_err(|reason| *reason), expected, "{value}");
    }
}
