//! Interval accounting: what the hub knows of other chains while packets are in flight, as ranges.
//! Pure; the coordinator calls it for every verb that reads or moves a position, and so do the models
//! that try every order of events.
//!
//! # What must always hold
//!
//! * INV-3: what a vault holds is at least `worst`, what a market has booked at most `worst`, whatever is in
//!   flight; and they are on this side of `best` but for what the chain has done and not reported yet: given
//!   back, burned. A market's index lies between its bounds.
//! * INV-7: for given outcomes, every order and repetition of deliveries ends in the same record.
//!
//! # Why the order does not matter
//!
//! A record is a tuple of counters, each counted since the beginning. Every counter has one writer and
//! one kind of operation, and operations on different counters commute because neither reads what the
//! other writes:
//!
//! * `admit`, `order`, `approve` add to `admitted`, `ordered` and `undecided`, `approved`: once per command
//!   or order, by its number.
//! * `decide_done`, `decide_undone`, `undo` take the same amount off `undecided` and add it to `undone`:
//!   once per packet, since its record in flight goes with its outcome.
//! * `merge` and `merge_credit` take the maximum of `returned`, `released`, `seized`; `decided`, `minted`,
//!   `burned`; `sold`, `proceeds`, `credited`; and the first `closed`: any number of times.
//! * `announce` adds to `announced` what a lot's `returned` grew by: together the sum, over lots, of a
//!   maximum.
//!
//! Maximum is commutative, associative and idempotent, and a chain's counters only grow, so of any set of
//! its reports the largest counts, whichever came first, last, twice or never: the next one makes up
//! for all that were lost. An addition is not idempotent; that is why what adds is done once per
//! number, and why reports state sums instead of changes.
//!
//! Where an operation reads what another wrote, causality orders the two: an order is counted before it is
//! sent, so before any outcome or report of it. The clamps of `merge` (`ordered − undone`, `approved −
//! undone`, what a lot put up) hence never cut what an honest chain reports. They only bound what a lying
//! chain can claim, and there the order of its lies may matter to its own listings and lots, never to
//! others. A subtraction that would go below zero stops there: with honest chains it never does.
//!
//! What is left of a range when every outcome is known and every chain's last report is merged is a
//! point: nothing is undecided, `ordered − undone = released + seized`, `approved − undone = decided`.
//!
//! `admit` also keeps when borrowing power ramps up (`fresh`), which depends on when deposits were
//! admitted, not on the order of packets within a second; who came first at a limit is decided by
//! the callers, and may depend on the order too.

mod collateral;
mod debt;
mod index;
mod lot;

pub use collateral::CollateralMirror;
pub use debt::DebtMirror;
pub use index::index_bounds;
pub use lot::{Lot, LotNews};
