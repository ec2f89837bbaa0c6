//! What every contract needs and none should write twice: ownership, pauses, time locks, paging,
//! process ages, numbered events, pull payments, coin checks, neighbour calls and migration checks.
//!
//! What must always hold: nothing here iterates without a bound; a pause ends by itself and reaches
//! only the scopes a contract declares (so repair has none, INV-10); an error says expected and
//! actual and leaves the state as it was. Contracts call it; it knows no contract.

pub mod call;
pub mod claims;
pub mod error;
pub mod event;
pub mod funds;
pub mod instance;
pub mod ownership;
pub mod paging;
pub mod pause;
pub mod process;
pub mod timelock;

pub use claims::Claims;
pub use error::{KitError, KitResult};
pub use event::{emit, Kind};
pub use ownership::{Ownership, OwnershipAction, OwnershipView};
pub use paging::page_limit;
pub use pause::{PauseConfig, PauseScope, PauseStatus, Pauses};
pub use process::{Process, ProcessIndex};
pub use timelock::{Queued, TimeLock, TimeLockConfig};
