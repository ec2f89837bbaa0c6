//! The insurance pool: capital on one chain that absorbs deficits, owned by its stakers.
//!
//! What must always hold: the sum of all stakes is at most the capital, and capital, reserve and
//! premiums together are at most the bank balance (INV-2); rounding goes against the staker who
//! acts (INV-12); a claim is paid once (INV-9); shares bear every loss until they are paid out, and
//! what is held for an expected loss cannot leave. Coins that are simply sent change no share's
//! worth. Stakers call it, and payers: the contracts that settle deficits on this chain.

pub mod contract;
pub mod error;
pub mod event;
mod hold;
mod payers;
mod payout;
mod premium;
pub mod product_sum;
mod query;
mod setup;
mod stake;
pub mod staker;
pub mod state;
mod unstake;
