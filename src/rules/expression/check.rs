//! Checks of an expression before it runs: what the library reports only during evaluation, or not at all.

use jmespath::ast::Ast;
use jmespath::{ErrorReason, JmespathError, Variable};

use super::functions;
use super::functions::Arity;

/// The longest expression in bytes.
const MAX_BYTES: usize = 4096;

/// The most operators and brackets. The library's parser and interpreter call themselves once or twice
/// for each, and an unoptimised build needs up to 9 KB of a thread's 2 MB of stack for that.
const MAX_OPERATORS: usize = 150;

/// The largest number in an index or a slice. The library computes with `i32` and does not check for
/// overflow; no list of an item (400 KB) is longer than this.
const MAX_INDEX: i32 = 1_000_000;

/// The first whole number that a 64-bit float may have been rounded to: 2^53.
const ROUNDED_FROM: f64 = 9_007_199_254_740_992.0;

/// Reports an expression that is too large, without parsing it.
pub(super) fn size(text: &str) -> Result<(), String> {
    if text.len() > MAX_BYTES {
        return Err(format!("{} bytes; an expression has at most {MAX_BYTES}", text.len()));
    }
    let operators = text.bytes().filter(|byte| b".|&!([{<>=".contains(byte)).count();
    if operators > MAX_OPERATORS {
        return Err(format!("{operators} operators and brackets; an expression has at most {MAX_OPERATORS}"));
    }
    Ok(())
}

/// Returns the reason of a syntax error and its place.
pub(super) fn message(error: &JmespathError) -> String {
    let reason = match &error.reason {
        ErrorReason::Parse(reason) => reason.as_str(),
        ErrorReason::Runtime(_) => "cannot be evaluated",
    };
    format!("not valid JMESPath at character {}: {reason}", error.offset + 1)
}

/// Reports what would fail in every evaluation, or be rounded.
pub(super) fn ast(ast: &Ast) -> Result<(), String> {
    match ast {
        Ast::Function { name, args, .. } => function(name, args),
        Ast::Expref { .. } => {
            Err("& stands only where a function takes an expression, as in sort_by".to_owned())
        }
        Ast::Literal { value, .. } => literal(value),
        Ast::Index { idx, .. } => index(*idx),
        Ast::Slice { start, stop, step, .. } => {
            if *step == 0 {
                return Err("the step of a slice is 0".to_owned());
            }
            [*start, *stop, Some(*step)].into_iter().flatten().try_for_each(index)
        }
        Ast::Comparison { lhs, rhs, .. }
        | Ast::Projection { lhs, rhs, .. }
        | Ast::And { lhs, rhs, .. }
        | Ast::Or { lhs, rhs, .. }
        | Ast::Subexpr { lhs, rhs, .. } => [lhs, rhs].into_iter().try_for_each(|side| self::ast(side)),
        Ast::Condition { predicate, then, .. } => {
            [predicate, then].into_iter().try_for_each(|side| self::ast(side))
        }
        Ast::Flatten { node, .. } | Ast::Not { node, .. } | Ast::ObjectValues { node, .. } => self::ast(node),
        Ast::MultiList { elements, .. } => elements.iter().try_for_each(self::ast),
        Ast::MultiHash { elements, .. } => elements.iter().try_for_each(|pair| self::ast(&pair.value)),
        Ast::Identity { .. } | Ast::Field { .. } => Ok(()),
    }
}

fn function(name: &str, args: &[Ast]) -> Result<(), String> {
    let Some(&Arity { min, max, expression, .. }) = functions::arity(name) else {
        return Err(format!("there is no function {name:?}; the functions are {}", functions::names()));
    };
    if args.len() < min || args.len() > max {
        let expected = match max {
            usize::MAX => format!("at least {min}"),
            _ if min == max => min.to_string(),
            _ => format!("{min} to {max}"),
        };
        return Err(format!("{name} takes {expected} arguments, not {}", args.len()));
    }
    args.iter().enumerate().try_for_each(|(index, argument)| match argument {
        Ast::Expref { ast, .. } if expression == Some(index) => self::ast(ast),
        _ if expression == Some(index) => {
            Err(format!("argument {} of {name} is an expression: & stands before it", index + 1))
        }
        argument => self::ast(argument),
    })
}

fn index(index: i32) -> Result<(), String> {
    if index.unsigned_abs() > MAX_INDEX.unsigned_abs() {
        return Err(format!("the index {index} is out of range; the largest is {MAX_INDEX}"));
    }
    Ok(())
}

fn literal(value: &Variable) -> Result<(), String> {
    match value {
        Variable::Number(number) if number.is_f64() => {
            if number.as_f64().is_none_or(|number| number.abs() >= ROUNDED_FROM) {
                return Err(format!("the number {number} may have been rounded; write it as text"));
            }
            Ok(())
        }
        Variable::Array(items) => items.iter().try_for_each(|item| literal(item)),
        Variable::Object(members) => members.values().try_for_each(|member| literal(member)),
        _ => Ok(()),
    }
}
