//! JMESPath expressions, compiled when the rules are parsed.

use std::fmt;

/// A compiled JMESPath expression.
#[derive(Clone)]
pub struct Expression {
    compiled: jmespath::Expression<'static>,
}

impl Expression {
    /// Returns the compiled expression.
    pub(crate) fn compiled(&self) -> &jmespath::Expression<'static> {
        &self.compiled
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
