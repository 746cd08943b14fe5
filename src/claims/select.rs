//! `select`: JMESPath expressions over values, without rounding a number.

use std::collections::{BTreeMap, HashMap};

use jmespath::ast::Ast;
use jmespath::{Rcvar, Variable};
use serde_json::Number;

use super::warning::Reason;
use crate::decimal::canonical;
use crate::rules::expression::Expression;
use crate::value::Value;

/// An expression can repeat its input exponentially often (`[@,@]|[@,@]|…`). A result of more values
/// than this is an error; an item of DynamoDB (400 KB) holds fewer.
const MAX_RESULT_VALUES: usize = 1_000_000;

/// The deepest result: that of parsed JSON.
const MAX_RESULT_DEPTH: usize = 128;

/// Up to this magnitude (2^53) the library computes with integers exactly.
const MAX_EXACT_INTEGER: u64 = 1 << 53;

/// Functions of the library that compute or compare numbers as 64-bit floats.
const NUMERIC_FUNCTIONS: [&str; 12] =
    ["abs", "avg", "ceil", "contains", "floor", "max", "max_by", "min", "min_by", "sort", "sort_by", "sum"];

/// Returns the result of `expression` over `value` (null for `None`); `None` if it is null.
pub(super) fn select(expression: &Expression, value: Option<&Value>) -> Result<Option<Value>, Reason> {
    let mut numbers = Numbers::new(expression);
    let result = search(expression, value, &mut numbers)?;
    let mut remaining = MAX_RESULT_VALUES;
    match numbers.value(&result, MAX_RESULT_DEPTH, &mut remaining).ok_or(Reason::NotEvaluated)? {
        Value::Null => Ok(None),
        value => Ok(Some(value)),
    }
}

/// Returns whether the result of `expression` is true in JMESPath's sense.
pub(super) fn is_true(expression: &Expression, value: Option<&Value>) -> Result<bool, Reason> {
    search(expression, value, &mut Numbers::new(expression)).map(|result| result.is_truthy())
}

fn search(
    expression: &Expression,
    value: Option<&Value>,
    numbers: &mut Numbers<'_>,
) -> Result<Rcvar, Reason> {
    let input = value.map_or(Ok(Rcvar::new(Variable::Null)), |value| numbers.variable(value))?;
    expression.search(&input).map_err(|_| Reason::NotEvaluated)
}

/// Converts between the values of rules and of the library.
struct Numbers<'e> {
    expression: &'e Expression,
    /// How floats of the input are written where it is not the shortest way (1.50, 1E+2), by their bits.
    spellings: HashMap<u64, String>,
}

impl<'e> Numbers<'e> {
    fn new(expression: &'e Expression) -> Self {
        Self { expression, spellings: HashMap::new() }
    }

    fn variable(&mut self, value: &Value) -> Result<Rcvar, Reason> {
        Ok(Rcvar::new(match value {
            Value::Text(text) => Variable::String(text.clone()),
            Value::Number(digits) => Variable::Number(self.number(digits).ok_or(Reason::InexactNumber)?),
            Value::Bool(value) => Variable::Bool(*value),
            Value::Null => Variable::Null,
            Value::List(items) => {
                Variable::Array(items.iter().map(|item| self.variable(item)).collect::<Result<_, _>>()?)
            }
            Value::Map(members) => {
                let members = members.iter().map(|(name, value)| Ok((name.clone(), self.variable(value)?)));
                Variable::Object(members.collect::<Result<BTreeMap<_, _>, _>>()?)
            }
        }))
    }

    /// Returns the number if the library holds it exactly: an integer of 64 bits, which beyond 2^53 it
    /// must not compute with, or a decimal number that a 64-bit float prints with the same digits.
    fn number(&mut self, digits: &str) -> Option<Number> {
        let integer = digits.parse::<u64>().map(|number| (Number::from(number), number));
        let integer = integer
            .or_else(|_| digits.parse::<i64>().map(|number| (Number::from(number), number.unsigned_abs())));
        if let Ok((number, magnitude)) = integer {
            let is_exact = magnitude <= MAX_EXACT_INTEGER || !computes(self.expression.ast());
            return is_exact.then_some(number);
        }
        let float: f64 = digits.parse().ok()?;
        let number = Number::from_f64(float)?;
        if canonical(digits)? != canonical(&format!("{float:e}"))? {
            return None;
        }
        if printed(float) != digits {
            self.spellings.insert(float.to_bits(), digits.to_owned());
        }
        Some(number)
    }

    /// Returns the value; `None` if it is too large, too deep or a function.
    fn value(&self, variable: &Variable, depth: usize, remaining: &mut usize) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        *remaining = remaining.checked_sub(1)?;
        Some(match variable {
            Variable::Null => Value::Null,
            Variable::String(text) => Value::Text(text.clone()),
            Variable::Bool(value) => Value::Bool(*value),
            Variable::Number(number) => Value::Number(self.digits(number)),
            Variable::Array(items) => {
                let items = items.iter().map(|item| self.value(item, depth, remaining));
                Value::List(items.collect::<Option<_>>()?)
            }
            Variable::Object(members) => {
                let members = members
                    .iter()
                    .map(|(name, value)| Some((name.clone(), self.value(value, depth, remaining)?)));
                Value::Map(members.collect::<Option<_>>()?)
            }
            Variable::Expref(_) => return None,
        })
    }

    fn digits(&self, number: &Number) -> String {
        match number.as_f64().filter(|_| number.is_f64()) {
            Some(float) => self.spellings.get(&float.to_bits()).cloned().unwrap_or_else(|| printed(float)),
            None => number.to_string(),
        }
    }
}

/// Returns the shortest digits of a float; those of an integer (the result of `sum`) without a fraction.
fn printed(float: f64) -> String {
    if float.fract() == 0.0 && float.abs() < 1e15 {
        return format!("{float:.0}");
    }
    Number::from_f64(float).map_or_else(String::new, |number| number.to_string())
}

/// Returns whether an expression compares or computes numbers.
fn computes(ast: &Ast) -> bool {
    match ast {
        Ast::Comparison { .. } => true,
        Ast::Function { name, args, .. } => {
            NUMERIC_FUNCTIONS.contains(&name.as_str()) || args.iter().any(computes)
        }
        Ast::Condition { predicate, then, .. } => computes(predicate) || computes(then),
        Ast::Expref { ast, .. } => computes(ast),
        Ast::Flatten { node, .. } | Ast::Not { node, .. } | Ast::ObjectValues { node, .. } => computes(node),
        Ast::MultiList { elements, .. } => elements.iter().any(computes),
        Ast::MultiHash { elements, .. } => elements.iter().any(|element| computes(&element.value)),
        Ast::Projection { lhs, rhs, .. }
        | Ast::And { lhs, rhs, .. }
        | Ast::Or { lhs, rhs, .. }
        | Ast::Subexpr { lhs, rhs, .. } => computes(lhs) || computes(rhs),
        Ast::Field { .. }
        | Ast::Identity { .. }
        | Ast::Index { .. }
        | Ast::Literal { .. }
        | Ast::Slice { .. } => false,
    }
}

#[cfg(test)]
mod tests;
