//! Limits on everything that comes from another chain.

use cosmwasm_schema::cw_serde;

use crate::{Code, WireError};

/// No packet or ack is longer.
pub const MAX_PACKET_BYTES: usize = 32 * 1024;
/// No address on another chain is longer.
pub const ADDR_BYTES_MAX: usize = 128;
/// No error detail is longer; longer ones are cut.
pub const DETAIL_BYTES_MAX: usize = 200;
/// No order opens more lots.
pub const LOTS_PER_ORDER_MAX: usize = 8;
/// No question is about more packets.
pub const ASKED_MAX: usize = 8;
/// No report has more lines of one kind.
pub const REPORT_LINES_MAX: usize = 16;

/// An address on another chain: opaque and length-bounded until that chain has validated it.
#[cw_serde]
#[derive(Eq, PartialOrd, Ord)]
#[serde(try_from = "String", into = "String")]
#[schemaifier(mute_warnings)]
pub struct RemoteAddr(String);

impl RemoteAddr {
    /// Checks length and that it is printable ASCII without spaces.
    /// Errors: `BadAddress`.
    pub fn new(text: impl Into<String>) -> Result<Self, WireError> {
        let text: String = text.into();
        let printable = text.bytes().all(|b| b.is_ascii_graphic());
        if text.is_empty() || text.len() > ADDR_BYTES_MAX || !printable {
            let expected = format!("expected 1 to {ADDR_BYTES_MAX} printable characters");
            return Err(WireError::new(Code::BAD_ADDRESS, expected));
        }
        Ok(Self(text))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for RemoteAddr {
    type Error = WireError;

    fn try_from(text: String) -> Result<Self, WireError> {
        Self::new(text)
    }
}

impl From<RemoteAddr> for String {
    fn from(addr: RemoteAddr) -> Self {
        addr.0
    }
}

impl std::fmt::Display for RemoteAddr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Something whose lists have limits.
pub trait Bounded {
    /// Errors: `TooLong` when a list is longer than its limit.
    fn check_bounds(&self) -> Result<(), WireError>;
}

pub(crate) fn at_most(what: &str, actual: usize, max: usize) -> Result<(), WireError> {
    if actual > max {
        let detail = format!("{what}: {actual} entries, at most {max}");
        return Err(WireError::new(Code::TOO_LONG, detail));
    }
    Ok(())
}
