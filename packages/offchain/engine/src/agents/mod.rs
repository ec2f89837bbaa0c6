//! What feeders, keepers and liquidators decide, without any chain.
//!
//! Each agent is shown a snapshot and answers with actions; it remembers only what it did itself.
//! A simulated world and a bot with an RPC connection call the same code. What must always hold:
//! the same snapshots in the same order give the same actions.

mod feeder;
mod keeper;
mod liquidator;
mod lot;
mod question;
mod watch;

pub use feeder::{Feeder, FeederAction, FeederSnapshot};
pub use keeper::{Keeper, KeeperAction, KeeperSnapshot, Lost, Stuck};
pub use liquidator::{Liquidator, LiquidatorAction, LiquidatorSnapshot, Position, Skip};
pub use lot::{pair_price, units, units_wanted, whole, Depth, LotFacts, LotView};
pub use question::{FlightSeen, LinkSeen, Question};
pub use watch::{KeeperView, LotSeen, Queued, RouteSeen};
