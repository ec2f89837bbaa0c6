//! Holds the collateral of its chain.
