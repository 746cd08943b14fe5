//! JMESPath expressions, compiled when the rules are parsed.

mod check;
mod functions;

use std::fmt;
use std::sync::LazyLock;

use jmespath::ast::Ast;
use jmespath::{Context, Rcvar, Runtime, SearchResult, interpret};

/// The functions of expressions. Nothing creates it as long as no rule has an expression.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(functions::runtime);

/// A compiled JMESPath expression.
#[derive(Clone)]
pub struct Expression {
    compiled: jmespath::Expression<'static>,
}

impl Expression {
    /// Compiles `text`.
    ///
    /// # Errors
    /// A fault of the syntax, an unknown function, a wrong number of arguments, a number that would be
    /// rounded, or a size that could exhaust the stack.
    pub(super) fn compile(text: &str) -> Result<Self, String> {
        check::size(text)?;
        let compiled = RUNTIME.compile(text).map_err(|error| check::message(&error))?;
        check::ast(compiled.as_ast())?;
        Ok(Self { compiled })
    }

    /// Returns the parsed expression.
    pub(crate) fn ast(&self) -> &Ast {
        self.compiled.as_ast()
    }

    /// Evaluates the expression. Not by the library's `search`, which copies the input.
    pub(crate) fn search(&self, input: &Rcvar) -> SearchResult {
        interpret(input, self.compiled.as_ast(), &mut Context::new(self.as_str(), &RUNTIME))
    }

    /// Returns the expression as it is written in the rules.
    pub fn as_str(&self) -> &str {
        self.compiled.as_str()
    }
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Expression {}

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Expression").field(&self.as_str()).finish()
    }
}

#[cfg(test)]
mod tests;
