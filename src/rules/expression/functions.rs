//! The functions of expressions: those of JMESPath, and some of JMESPath Community under its names
//! (<https://jmespath.site>).

use std::collections::BTreeMap;

use jmespath::functions::{ArgumentType, AvgFn, CustomFunction, Function as _, Signature};
use jmespath::{Context, ErrorReason, JmespathError, Rcvar, Runtime, RuntimeError, Variable};

/// How many arguments a function takes.
pub(super) struct Arity {
    pub(super) name: &'static str,
    pub(super) min: usize,
    /// `usize::MAX` for any number.
    pub(super) max: usize,
    /// The index of the argument that is an expression, such as `&name`.
    pub(super) expression: Option<usize>,
}

const fn takes(name: &'static str, min: usize, max: usize) -> Arity {
    Arity { name, min, max, expression: None }
}

const fn with_expression(name: &'static str, index: usize) -> Arity {
    Arity { name, min: 2, max: 2, expression: Some(index) }
}

/// Every function. The library checks the number of arguments only when an expression runs.
const FUNCTIONS: [Arity; 33] = [
    takes("abs", 1, 1),
    takes("avg", 1, 1),
    takes("ceil", 1, 1),
    takes("contains", 2, 2),
    takes("ends_with", 2, 2),
    takes("floor", 1, 1),
    takes("from_items", 1, 1),
    takes("items", 1, 1),
    takes("join", 2, 2),
    takes("keys", 1, 1),
    takes("length", 1, 1),
    takes("lower", 1, 1),
    with_expression("map", 0),
    takes("max", 1, 1),
    with_expression("max_by", 1),
    takes("merge", 1, usize::MAX),
    takes("min", 1, 1),
    with_expression("min_by", 1),
    takes("not_null", 1, usize::MAX),
    takes("replace", 3, 4),
    takes("reverse", 1, 1),
    takes("sort", 1, 1),
    with_expression("sort_by", 1),
    takes("split", 2, 3),
    takes("starts_with", 2, 2),
    takes("sum", 1, 1),
    takes("to_array", 1, 1),
    takes("to_number", 1, 1),
    takes("to_string", 1, 1),
    takes("trim", 1, 2),
    takes("type", 1, 1),
    takes("upper", 1, 1),
    takes("values", 1, 1),
];

/// Returns how many arguments `name` takes; `None` if there is no such function.
pub(super) fn arity(name: &str) -> Option<&'static Arity> {
    FUNCTIONS.iter().find(|function| function.name == name)
}

/// Returns the names of all functions.
pub(super) fn names() -> String {
    FUNCTIONS.map(|function| function.name).join(", ")
}

type Body = fn(&[Rcvar], &mut Context<'_>) -> Result<Variable, JmespathError>;

/// Returns a runtime with every function.
pub(super) fn runtime() -> Runtime {
    use ArgumentType::{Array, Object, String};
    let mut runtime = Runtime::new();
    runtime.register_builtin_functions();
    let functions: [(&str, Vec<ArgumentType>, Option<ArgumentType>, Body); 7] = [
        ("lower", vec![String], None, lower),
        ("upper", vec![String], None, upper),
        ("trim", vec![String], Some(String), trim),
        ("split", vec![String, String], Some(ArgumentType::Number), split),
        ("replace", vec![String, String, String], Some(ArgumentType::Number), replace),
        ("items", vec![Object], None, items),
        ("from_items", vec![Array], None, from_items),
    ];
    for (name, inputs, variadic, body) in functions {
        let body = move |args: &[Rcvar], context: &mut Context<'_>| body(args, context).map(Rcvar::new);
        let function = CustomFunction::new(Signature::new(inputs, variadic), Box::new(body));
        runtime.register_function(name, Box::new(function));
    }
    // The library divides by zero for an empty list; the specification wants null.
    let avg = AvgFn::new();
    runtime.register_function(
        "avg",
        Box::new(move |args: &[Rcvar], context: &mut Context<'_>| match args {
            [list] if list.as_array().is_some_and(Vec::is_empty) => Ok(Rcvar::new(Variable::Null)),
            args => avg.evaluate(args, context),
        }),
    );
    runtime
}

/// Returns the text at `index`. The signature has checked that it is text.
fn text(args: &[Rcvar], index: usize) -> &str {
    args.get(index).and_then(|argument| argument.as_string()).map_or("", String::as_str)
}

/// Returns the count at `index`, if it is given: a whole number that is not negative.
fn count(args: &[Rcvar], index: usize, context: &Context<'_>) -> Result<Option<usize>, JmespathError> {
    let Some(argument) = args.get(index) else { return Ok(None) };
    let number = argument.as_number().unwrap_or(-1.0);
    if number < 0.0 || number.fract() != 0.0 {
        return Err(invalid(context, "a whole number from 0", argument, index));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "larger counts mean all")]
    Ok(Some(number as usize))
}

fn invalid(context: &Context<'_>, expected: &str, actual: &Rcvar, position: usize) -> JmespathError {
    let (expected, actual) = (expected.to_owned(), actual.get_type().to_string());
    let reason = RuntimeError::InvalidType { expected, actual, position };
    JmespathError::from_ctx(context, ErrorReason::Runtime(reason))
}

fn lower(args: &[Rcvar], _: &mut Context<'_>) -> Result<Variable, JmespathError> {
    Ok(Variable::String(text(args, 0).to_lowercase()))
}

fn upper(args: &[Rcvar], _: &mut Context<'_>) -> Result<Variable, JmespathError> {
    Ok(Variable::String(text(args, 0).to_uppercase()))
}

/// `trim(text, characters?)`: without characters, or with none, white space.
fn trim(args: &[Rcvar], _: &mut Context<'_>) -> Result<Variable, JmespathError> {
    let trimmed = match text(args, 1) {
        "" => text(args, 0).trim(),
        characters => text(args, 0).trim_matches(|char| characters.contains(char)),
    };
    Ok(Variable::String(trimmed.to_owned()))
}

/// `split(text, separator, count?)`: at most `count` splits; an empty separator splits between characters.
fn split(args: &[Rcvar], context: &mut Context<'_>) -> Result<Variable, JmespathError> {
    let (text, separator) = (text(args, 0), text(args, 1));
    let count = count(args, 2, context)?;
    let mut parts = Vec::new();
    if separator.is_empty() {
        let mut rest = text.chars();
        while count.is_none_or(|count| parts.len() < count)
            && let Some(char) = rest.next()
        {
            parts.push(char.to_string());
        }
        if count.is_some() {
            parts.push(rest.as_str().to_owned());
        }
    } else {
        let most = count.map_or(usize::MAX, |count| count.saturating_add(1));
        parts.extend(text.splitn(most, separator).map(str::to_owned));
    }
    Ok(Variable::Array(parts.into_iter().map(|part| Rcvar::new(Variable::String(part))).collect()))
}

/// `replace(text, from, to, count?)`: the first `count` places, or all.
fn replace(args: &[Rcvar], context: &mut Context<'_>) -> Result<Variable, JmespathError> {
    let (from, to) = (text(args, 1), text(args, 2));
    Ok(Variable::String(match count(args, 3, context)? {
        Some(count) => text(args, 0).replacen(from, to, count),
        None => text(args, 0).replace(from, to),
    }))
}

/// `items(object)`: a list of `[key, value]`.
fn items(args: &[Rcvar], _: &mut Context<'_>) -> Result<Variable, JmespathError> {
    let members = args.first().and_then(|object| object.as_object());
    let pair = |(key, value): (&String, &Rcvar)| {
        Rcvar::new(Variable::Array(vec![Rcvar::new(Variable::String(key.clone())), value.clone()]))
    };
    Ok(Variable::Array(members.into_iter().flatten().map(pair).collect()))
}

/// `from_items(list)`: an object of `[key, value]` pairs; the last pair of a key counts.
fn from_items(args: &[Rcvar], context: &mut Context<'_>) -> Result<Variable, JmespathError> {
    let mut members = BTreeMap::new();
    for pair in args.first().and_then(|list| list.as_array()).into_iter().flatten() {
        let Some((key, value)) = pair.as_array().and_then(|pair| match pair.as_slice() {
            [key, value] => Some((key.as_string()?, value)),
            _ => None,
        }) else {
            return Err(invalid(context, "array of [string, any]", pair, 0));
        };
        members.insert(key.clone(), value.clone());
    }
    Ok(Variable::Object(members))
}
