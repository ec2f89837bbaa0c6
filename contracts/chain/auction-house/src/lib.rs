//! Sells seized collateral on the chain that holds it.
