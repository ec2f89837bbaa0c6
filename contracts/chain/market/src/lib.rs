//! Lends one asset of its chain.
