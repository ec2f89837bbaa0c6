//! ICS-20 denominations: a voucher is named by the whole way its coin has come.

use crate::ids::channel_number;
use sha2::{Digest, Sha256};

/// The name on a chain of a coin with this trace: the trace itself for a native coin, else `ibc/`
/// and the upper-case hex SHA-256 of the trace.
///
/// ```
/// assert_eq!(
///     simnet::denom_on("transfer/channel-0/uatom"),
///     "ibc/27394FB092D2ECCD56123C74F36E4C1F926001CEADA9CA97EA622B25F41E5EB2",
/// );
/// assert_eq!(simnet::denom_on("factory/addr/sub"), "factory/addr/sub");
/// ```
pub fn denom_on(trace: &str) -> String {
    if !is_foreign(trace) {
        return trace.to_string();
    }
    let hash = Sha256::digest(trace.as_bytes());
    let hex: String = hash.iter().map(|byte| format!("{byte:02X}")).collect();
    format!("ibc/{hex}")
}

/// A trace with one more hop in front, as received over `channel-N` of the receiving chain.
pub fn hop(port: &str, channel: u64, trace: &str) -> String {
    format!("{port}/channel-{channel}/{trace}")
}

/// Whether a trace begins with a `port/channel-N/` hop.
fn is_foreign(trace: &str) -> bool {
    let mut parts = trace.splitn(3, '/');
    let (port, channel, base) = (parts.next(), parts.next(), parts.next());
    let known = channel.and_then(channel_number).is_some();
    port.is_some_and(|p| !p.is_empty()) && known && base.is_some_and(|b| !b.is_empty())
}

/// SHA-256 based address of the escrow account of a channel end (20 bytes, ICS-20).
pub(crate) fn escrow_bytes(port: &str, channel: u64) -> Vec<u8> {
    let name = format!("{port}/channel-{channel}");
    let hash = Sha256::digest([b"ics20-1".as_slice(), b"\x00", name.as_bytes()].concat());
    hash.iter().copied().take(20).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_vectors() {
        let stake = "ibc/C053D637CCA2A2BA030E2C5EE1B28A16F71CCB0E45E8BE52766DC1B241B77878";
        assert_eq!(denom_on("transfer/channel-0/stake"), stake);
    }

    #[test]
    fn look_alikes_are_native() {
        for native in [
            "channel-0/x",
            "transfer/channel-/x",
            "transfer/channel-x/y",
            "gamm/pool/1",
        ] {
            assert_eq!(denom_on(native), native);
        }
    }
}
