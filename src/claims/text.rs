//! Values as V1 takes them: text.

use super::Reason;
use crate::rules::format::Encoding;
use crate::value::{Value, json_text};

/// `value` as a JSON string (or null): a scalar as it is written, a list or a map by `encoding`.
///
/// A list whose items hold the separator is not encoded: whoever splits the text would read items
/// that nobody wrote.
pub(super) fn encode(value: &Value, encoding: Encoding) -> Result<String, Reason> {
    match value {
        Value::Null => Ok("null".to_owned()),
        Value::Text(text) => Ok(json_text(text)),
        Value::Number(_) | Value::Bool(_) => Ok(json_text(&value.to_json())),
        Value::List(items) => match encoding {
            Encoding::Json => Ok(json_text(&value.to_json())),
            Encoding::Csv => join(items, ","),
            Encoding::Space => join(items, " "),
        },
        Value::Map(_) if encoding == Encoding::Json => Ok(json_text(&value.to_json())),
        Value::Map(_) => Err(Reason::WrongType),
    }
}

fn join(items: &[Value], separator: &str) -> Result<String, Reason> {
    let texts = items.iter().map(|item| match item {
        Value::Text(text) if text.contains(separator) => Err(Reason::WrongCharacter),
        Value::Text(text) => Ok(text.clone()),
        item if item.is_scalar() => Ok(item.to_json()),
        _ => Err(Reason::WrongType),
    });
    Ok(json_text(&texts.collect::<Result<Vec<_>, _>>()?.join(separator)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(texts: &[&str]) -> Value {
        Value::List(texts.iter().map(|text| Value::Text((*text).to_owned())).collect())
    }

    #[test]
    fn a_scalar_is_as_it_is_written_and_a_list_as_the_rule_says() {
        let mixed =
            Value::List(vec![Value::Text("a".into()), Value::Number("1.50".into()), Value::Bool(true)]);
        for (value, encoding, text) in [
            (Value::Text("a,b".into()), Encoding::Csv, r#""a,b""#),
            (Value::Number("1E+2".into()), Encoding::Json, r#""1E+2""#),
            (Value::Bool(false), Encoding::Json, r#""false""#),
            (Value::Null, Encoding::Json, "null"),
            (list(&["a", "b"]), Encoding::Json, r#""[\"a\",\"b\"]""#),
            (list(&[]), Encoding::Json, r#""[]""#),
            (mixed.clone(), Encoding::Csv, r#""a,1.50,true""#),
            (mixed, Encoding::Space, r#""a 1.50 true""#),
            (Value::Map([("k".to_owned(), Value::Null)].into()), Encoding::Json, r#""{\"k\":null}""#),
        ] {
            assert_eq!(encode(&value, encoding).as_deref(), Ok(text), "{value:?}");
        }
    }

    #[test]
    fn what_would_be_read_as_something_else_is_not_encoded() {
        assert_eq!(encode(&list(&["a,admin"]), Encoding::Csv), Err(Reason::WrongCharacter));
        assert_eq!(encode(&list(&["a admin"]), Encoding::Space), Err(Reason::WrongCharacter));
        assert_eq!(encode(&Value::List(vec![list(&["a"])]), Encoding::Csv), Err(Reason::WrongType));
        assert_eq!(encode(&Value::Map([].into()), Encoding::Space), Err(Reason::WrongType));
    }
}
