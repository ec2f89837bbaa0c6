//! Why a value cannot be read or written. One pointer, so that results are handed on without copying.

use std::fmt;

/// Why a value cannot be read or written.
#[derive(Debug)]
pub struct Error(Box<Why>);

#[derive(Debug)]
struct Why(String);

impl Error {
    /// A reason.
    #[cold]
    #[inline(never)]
    pub(crate) fn new(why: String) -> Self {
        Self(Box::new(Why(why)))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0 .0)
    }
}

impl std::error::Error for Error {}

/// What is wrong, and with which part.
#[cold]
#[inline(never)]
pub(crate) fn error(what: &str, which: &str) -> Error {
    Error::new([what, which].concat())
}

/// A value that its type refuses.
pub fn refused(why: impl fmt::Display) -> Error {
    Error::new(why.to_string())
}
