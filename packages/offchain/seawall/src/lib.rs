//! What the `seawall` binary is made of.
//!
//! * [`cli`] reads the command line and runs it; bad input ends with exit code 2 and one message.
//! * [`quote`] answers what a liquidation or an auction would be, by the core's own functions.
//! * [`report`] draws a run as one HTML file, [`timeline`] one liquidation as text,
//!   [`table`] the closing table, [`progress`] a run while it lasts.
//! * [`simulate`] runs the fault simulator.
//! * [`demo`] and [`replay`] run the engine's agents on simulated chains ([`sim`]) with the real
//!   contracts.

pub mod cli;
pub mod demo;
pub mod fail;
pub mod progress;
pub mod quote;
pub mod replay;
pub mod report;
pub mod sim;
pub mod simulate;
pub mod table;
pub mod timeline;
