//! Addresses as the chain sees them: a pure function of the prefix, equal to what native contracts
//! get from the simulated chain. Costs are those of wasmd.

use bech32::primitives::decode::CheckedHrpstring;
use bech32::{encode, Bech32, Hrp};
use cosmwasm_vm::{BackendApi, BackendError, BackendResult, GasInfo};
use simnet::GAS_MULTIPLIER;

/// Units of the chain's gas.
const CANONICALIZE: u64 = 4;
/// Units of the chain's gas.
const HUMANIZE: u64 = 5;

/// Addresses of one prefix.
#[derive(Clone, Debug)]
pub struct Addresses {
    prefix: String,
}

fn cost(chain_gas: u64) -> GasInfo {
    GasInfo::with_cost(chain_gas.saturating_mul(GAS_MULTIPLIER))
}

impl Addresses {
    /// Those of the chain that this address is on.
    pub fn like(address: &str) -> Self {
        let prefix = address.rsplit_once('1').map_or("", |(prefix, _)| prefix);
        Self {
            prefix: prefix.to_string(),
        }
    }

    fn bytes(&self, human: &str) -> Result<Vec<u8>, BackendError> {
        let read = CheckedHrpstring::new::<Bech32>(human);
        let read = read.map_err(|_| BackendError::user_err("Invalid input"))?;
        if read.hrp().to_string() != self.prefix {
            return Err(BackendError::user_err("Invalid input"));
        }
        Ok(read.byte_iter().collect())
    }

    fn text(&self, canonical: &[u8]) -> Result<String, BackendError> {
        let hrp = Hrp::parse(&self.prefix).map_err(|e| BackendError::user_err(e.to_string()))?;
        let written = encode::<Bech32>(hrp, canonical);
        written.map_err(|_| BackendError::user_err("Invalid canonical address"))
    }
}

impl BackendApi for Addresses {
    fn addr_validate(&self, input: &str) -> BackendResult<()> {
        let normal = self.bytes(input).and_then(|bytes| self.text(&bytes));
        let valid = normal.and_then(|normal| {
            (normal == input)
                .then_some(())
                .ok_or_else(|| BackendError::user_err("Invalid input: address not normalized"))
        });
        (valid, cost(CANONICALIZE.saturating_add(HUMANIZE)))
    }

    fn addr_canonicalize(&self, human: &str) -> BackendResult<Vec<u8>> {
        (self.bytes(human), cost(CANONICALIZE))
    }

    fn addr_humanize(&self, canonical: &[u8]) -> BackendResult<String> {
        (self.text(canonical), cost(HUMANIZE))
    }
}
