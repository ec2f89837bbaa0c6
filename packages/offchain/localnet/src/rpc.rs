//! The little of a node's RPC that is needed here: status, and queries with a proof of nothing.

use base64::engine::general_purpose::STANDARD;
use base64::Engine;
use serde_json::{json, Value};

use crate::error::{Error, Result};

/// A node that answers slower than this is not well, seconds.
const TIMEOUT_SECS: u64 = 5;

/// The RPC of one node.
#[derive(Debug, Clone)]
pub struct Rpc {
    url: String,
}

/// Where a chain is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The id of the chain that the node serves.
    pub chain_id: String,
    /// Its last block.
    pub height: u64,
    /// The time of that block, milliseconds since 1970.
    pub time_ms: u64,
}

impl Rpc {
    /// At an address such as `http://127.0.0.1:26657`.
    pub fn new(url: &str) -> Self {
        Self { url: url.into() }
    }

    /// Where the chain is.
    pub fn status(&self) -> Result<Status> {
        let answer = self.call("status", &json!({}))?;
        let text = |pointer: &str| {
            let value = answer.pointer(pointer).and_then(Value::as_str);
            value
                .map(str::to_owned)
                .ok_or_else(|| self.wrong(format!("no {pointer} in {answer}")))
        };
        let height = text("/sync_info/latest_block_height")?;
        let time = text("/sync_info/latest_block_time")?;
        Ok(Status {
            chain_id: text("/node_info/network")?,
            height: height
                .parse()
                .map_err(|_| self.wrong(format!("height {height:?}")))?,
            time_ms: millis(&time).ok_or_else(|| self.wrong(format!("time {time:?}")))?,
        })
    }

    /// A query of the application: path of the gRPC method, request and answer in Protobuf.
    pub fn abci_query(&self, path: &str, request: &[u8]) -> Result<Vec<u8>> {
        let data: String = request.iter().map(|byte| format!("{byte:02x}")).collect();
        let answer = self.call("abci_query", &json!({"path": path, "data": data}))?;
        let code = answer
            .pointer("/response/code")
            .and_then(Value::as_u64)
            .unwrap_or(0);
        if code != 0 {
            let log = answer.pointer("/response/log").and_then(Value::as_str);
            return Err(self.wrong(format!("{path}: code {code}: {}", log.unwrap_or_default())));
        }
        let value = answer.pointer("/response/value").and_then(Value::as_str);
        let bytes = STANDARD.decode(value.unwrap_or_default());
        bytes.map_err(|e| self.wrong(format!("{path}: {e}")))
    }

    fn call(&self, method: &str, params: &Value) -> Result<Value> {
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        let request = minreq::post(&self.url).with_header("Content-Type", "application/json");
        let request = request
            .with_timeout(TIMEOUT_SECS)
            .with_body(body.to_string());
        let response = request.send().map_err(|e| self.wrong(e.to_string()))?;
        let text = response.as_str().map_err(|e| self.wrong(e.to_string()))?;
        let mut answer: Value = serde_json::from_str(text)
            .map_err(|_| self.wrong(format!("{method}: this is no JSON: {text:.80}")))?;
        match answer.get_mut("result").map(Value::take) {
            Some(result) => Ok(result),
            None => Err(self.wrong(format!("{method}: {answer}"))),
        }
    }

    fn wrong(&self, why: String) -> Error {
        Error::Rpc {
            url: self.url.clone(),
            why,
        }
    }
}

/// Milliseconds since 1970 of a time such as `2026-01-02T03:04:05.678901234Z`.
pub fn millis(time: &str) -> Option<u64> {
    let (date, clock) = time.strip_suffix('Z')?.split_once('T')?;
    let mut date = date.split('-').map(|n| n.parse::<u64>().ok());
    let (year, month, day) = (date.next()??, date.next()??, date.next()??);
    let mut clock = clock.split(':');
    let hour: u64 = clock.next()?.parse().ok()?;
    let minute: u64 = clock.next()?.parse().ok()?;
    let (second, fraction) = {
        let text = clock.next()?;
        text.split_once('.').unwrap_or((text, ""))
    };
    let second: u64 = second.parse().ok()?;
    let millis: u64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    let days = days(year, month, day)?;
    let hours = days.checked_mul(24)?.checked_add(hour)?;
    let seconds = hours
        .checked_mul(60)?
        .checked_add(minute)?
        .checked_mul(60)?;
    seconds
        .checked_add(second)?
        .checked_mul(1000)?
        .checked_add(millis)
}

/// Days since 1970-01-01, by the usual count of years that begin in March.
fn days(year: u64, month: u64, day: u64) -> Option<u64> {
    let (year, month) = match month {
        1 | 2 => (year.checked_sub(1)?, month.checked_add(9)?),
        3..=12 => (year, month.checked_sub(3)?),
        _ => return None,
    };
    let leaps = (year / 4)
        .checked_sub(year / 100)?
        .checked_add(year / 400)?;
    let in_year = month.checked_mul(153)?.checked_add(2)? / 5;
    let days = year
        .checked_mul(365)?
        .checked_add(leaps)?
        .checked_add(in_year)?;
    days.checked_add(day)?.checked_sub(719_469)
}

/// Now, milliseconds since 1970.
pub fn now_ms() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |d| u64::try_from(d.as_millis()).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_blocks_are_read_to_the_millisecond() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2000-03-01T00:00:00.5Z", Some(951_868_800_500)),
            ("2024-02-29T23:59:59.999999999Z", Some(1_709_251_199_999)),
            ("2026-11-21T14:45:41.123456Z", Some(1_795_272_341_123)),
            ("2026-13-21T14:45:41Z", None),
            ("yesterday", None),
        ] {
            assert_eq!(millis(text), expected, "{text}");
        }
    }
}
