//! The native contracts under the hashes of the compiled ones, so that addresses made beforehand
//! come out the same.

use std::path::Path;
use std::rc::Rc;

use anyhow::{Context, Result};
use cosmwasm_std::{Binary, Checksum, Deps, DepsMut, Env, MessageInfo, MigrateInfo, Reply};
use seawall_deploy::artifacts::{Artifacts, VENUE};
use seawall_fixtures::deploy::code;
use seawall_testbed::artifacts::Found;
use simnet::{CodeFailure, CodeResult, ContractCode, Gas, IbcCall, IbcContract};

/// Names of contracts by the hash of their code.
pub struct Codes(Artifacts);

impl Codes {
    /// From the list of compiled contracts.
    pub fn find(named: Option<&Path>) -> Result<Self> {
        Ok(Self(Found::find(named)?.read()?))
    }

    /// The native contract whose compiled code has this hash.
    pub fn native(&self, hash: &str) -> Result<Box<dyn ContractCode>> {
        let mut known = self.0.iter();
        let found = known.find(|(_, artifact)| artifact.sha256 == hash);
        let found = found.map(|(name, _)| name);
        let found = found.or_else(|| (self.0.hash(VENUE) == hash).then_some(VENUE));
        let name = found.with_context(|| format!("code {hash} is none of ours"))?;
        let code = match name {
            "price-oracle" => code::price_oracle(),
            "coordinator" => code::coordinator(),
            "outpost" => code::outpost(),
            "vault" => code::vault(),
            "market" => code::market(),
            "auction-house" => code::auction_house(),
            "courier" => code::courier(),
            "insurance-pool" => code::insurance_pool(),
            VENUE => venue(),
            other => anyhow::bail!("there is no native {other}"),
        };
        let checksum = Checksum::from_hex(hash).map_err(|e| anyhow::anyhow!("{e}"))?;
        Ok(Box::new(Hashed { code, checksum }))
    }
}

/// The pool to sell to, which only localnets and tests have.
fn venue() -> Box<dyn ContractCode> {
    use seawall_venue::contract::{execute, instantiate, query};
    Box::new(IbcContract::new(instantiate, execute, query))
}

struct Hashed {
    code: Box<dyn ContractCode>,
    checksum: Checksum,
}

impl ContractCode for Hashed {
    fn checksum(&self) -> Option<Checksum> {
        Some(self.checksum)
    }
    fn metered_by(&mut self, gas: Rc<Gas>) {
        self.code.metered_by(gas);
    }
    fn instantiate(&self, deps: DepsMut, env: Env, info: MessageInfo, msg: &[u8]) -> CodeResult {
        self.code.instantiate(deps, env, info, msg)
    }
    fn execute(&self, deps: DepsMut, env: Env, info: MessageInfo, msg: &[u8]) -> CodeResult {
        self.code.execute(deps, env, info, msg)
    }
    fn query(&self, deps: Deps, env: Env, msg: &[u8]) -> Result<Binary, CodeFailure> {
        self.code.query(deps, env, msg)
    }
    fn reply(&self, deps: DepsMut, env: Env, reply: Reply) -> CodeResult {
        self.code.reply(deps, env, reply)
    }
    fn sudo(&self, deps: DepsMut, env: Env, msg: &[u8]) -> CodeResult {
        self.code.sudo(deps, env, msg)
    }
    fn migrate(&self, deps: DepsMut, env: Env, msg: &[u8], info: MigrateInfo) -> CodeResult {
        self.code.migrate(deps, env, msg, info)
    }
    fn ibc(&self, deps: DepsMut, env: Env, call: IbcCall) -> CodeResult {
        self.code.ibc(deps, env, call)
    }
}
