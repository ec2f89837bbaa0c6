//! What an account does on one chain: transactions, queries, coins; and the faults a test injects
//! there.

use crate::bank;
use crate::ctx::{Ctx, OutOfGas};
use crate::ids::ChainIx;
use crate::module::TxParts;
use crate::net::Net;
use crate::proto;
use crate::steps::StepKind;
use crate::transfer::{self, Direction};
use crate::SimError;
use cosmwasm_std::{
    instantiate2_address, to_json_binary, Addr, Api, Binary, Coin, CosmosMsg, Storage, Uint256,
    WasmMsg,
};
use cw_multi_test::{AppResponse, BankSudo, SudoMsg, WasmSudo};
use serde::de::DeserializeOwned;
use serde::Serialize;

/// The contract a message calls.
fn target(msgs: &[CosmosMsg]) -> Option<Addr> {
    match msgs.first() {
        Some(CosmosMsg::Wasm(
            WasmMsg::Execute { contract_addr, .. } | WasmMsg::Migrate { contract_addr, .. },
        )) => Some(Addr::unchecked(contract_addr)),
        _ => None,
    }
}

/// The address in `MsgInstantiateContractResponse`.
fn created(response: &AppResponse) -> Result<Addr, SimError> {
    let address = response.data.as_ref().and_then(|d| proto::bytes(d));
    let address = address.and_then(|a| String::from_utf8(a).ok());
    address
        .map(Addr::unchecked)
        .ok_or_else(|| SimError::Encoding("no address".to_string()))
}

impl Net {
    /// One transaction of several messages by one account. Data is raw protobuf.
    ///
    /// # Errors
    /// [`SimError::Tx`] if any message fails: all are rolled back. [`SimError::Halted`],
    /// [`SimError::OutOfGas`].
    pub fn tx_msgs(
        &mut self,
        chain: ChainIx,
        sender: &Addr,
        msgs: Vec<CosmosMsg>,
    ) -> Result<Vec<AppResponse>, SimError> {
        let contract = target(&msgs);
        let result = self.tx(chain, |env, ctx, s| {
            let run = |msg| {
                env.router
                    .execute(env.api, s, env.block, sender.clone(), msg)
            };
            let all: Result<Vec<_>, _> = msgs.into_iter().map(run).collect();
            all.map_err(|e| Net::failed(chain, ctx, e))
        });
        self.finish(chain, result, |done| {
            let all = done.map(Vec::as_slice).unwrap_or_default();
            let events = all.iter().flat_map(|r| r.events.clone()).collect();
            (
                StepKind::Tx {
                    sender: sender.clone(),
                    contract,
                },
                events,
            )
        })
    }

    fn one(
        &mut self,
        chain: ChainIx,
        sender: &Addr,
        msg: CosmosMsg,
    ) -> Result<AppResponse, SimError> {
        Ok(self
            .tx_msgs(chain, sender, vec![msg])?
            .pop()
            .unwrap_or_default())
    }

    /// Executes a contract; the response data is what the contract set.
    ///
    /// # Errors
    /// As [`Net::tx_msgs`].
    pub fn execute<M: Serialize>(
        &mut self,
        chain: ChainIx,
        sender: &Addr,
        contract: &Addr,
        msg: &M,
        funds: &[Coin],
    ) -> Result<AppResponse, SimError> {
        let msg = WasmMsg::Execute {
            contract_addr: contract.to_string(),
            msg: to_json_binary(msg)?,
            funds: funds.to_vec(),
        };
        let mut response = self.one(chain, sender, msg.into())?;
        response.data = response
            .data
            .and_then(|d| proto::bytes(&d))
            .map(Binary::from);
        Ok(response)
    }

    /// Instantiates a contract with `sender` as its admin; returns its address.
    ///
    /// # Errors
    /// As [`Net::tx_msgs`].
    pub fn instantiate<M: Serialize>(
        &mut self,
        chain: ChainIx,
        sender: &Addr,
        code_id: u64,
        msg: &M,
        funds: &[Coin],
    ) -> Result<Addr, SimError> {
        let msg = WasmMsg::Instantiate {
            admin: Some(sender.to_string()),
            code_id,
            msg: to_json_binary(msg)?,
            funds: funds.to_vec(),
            label: format!("code {code_id}"),
        };
        created(&self.one(chain, sender, msg.into())?)
    }

    /// Instantiates at the address that [`Net::predict`] tells beforehand.
    ///
    /// # Errors
    /// As [`Net::tx_msgs`]; also when the address is taken.
    pub fn instantiate2<M: Serialize>(
        &mut self,
        chain: ChainIx,
        sender: &Addr,
        code_id: u64,
        salt: &[u8],
        msg: &M,
        funds: &[Coin],
    ) -> Result<Addr, SimError> {
        let msg = WasmMsg::Instantiate2 {
            admin: Some(sender.to_string()),
            code_id,
            label: format!("code {code_id}"),
            msg: to_json_binary(msg)?,
            funds: funds.to_vec(),
            salt: salt.into(),
        };
        created(&self.one(chain, sender, msg.into())?)
    }

    /// The address `instantiate2` will give.
    ///
    /// # Errors
    /// [`SimError::Encoding`] for unknown code, a foreign creator or a salt that is empty or over
    /// 64 bytes.
    pub fn predict(
        &self,
        chain: ChainIx,
        creator: &Addr,
        code_id: u64,
        salt: &[u8],
    ) -> Result<Addr, SimError> {
        let app = self.app(chain);
        let checksum = app.wrap().query_wasm_code_info(code_id)?.checksum;
        let creator = app.api().addr_canonicalize(creator.as_str())?;
        let address = instantiate2_address(checksum.as_slice(), &creator, salt);
        let address = address.map_err(|e| SimError::Encoding(e.to_string()))?;
        Ok(app.api().addr_humanize(&address)?)
    }

    /// Migrates a contract.
    ///
    /// # Errors
    /// As [`Net::tx_msgs`].
    pub fn migrate<M: Serialize>(
        &mut self,
        chain: ChainIx,
        sender: &Addr,
        contract: &Addr,
        new_code_id: u64,
        msg: &M,
    ) -> Result<AppResponse, SimError> {
        let contract_addr = contract.to_string();
        let msg = WasmMsg::Migrate {
            contract_addr,
            new_code_id,
            msg: to_json_binary(msg)?,
        };
        self.one(chain, sender, msg.into())
    }

    /// Calls a contract's `sudo`.
    ///
    /// # Errors
    /// As [`Net::tx_msgs`].
    pub fn sudo<M: Serialize>(
        &mut self,
        chain: ChainIx,
        contract: &Addr,
        msg: &M,
    ) -> Result<AppResponse, SimError> {
        let sudo = SudoMsg::Wasm(WasmSudo::new(contract, msg)?);
        self.privileged(chain, sudo)
    }

    /// Makes coins out of nothing.
    ///
    /// # Errors
    /// [`SimError::Tx`] for an address of another chain or no coins.
    pub fn mint(&mut self, chain: ChainIx, to: &Addr, coins: &[Coin]) -> Result<(), SimError> {
        let mint = BankSudo::Mint {
            to_address: to.to_string(),
            amount: coins.to_vec(),
        };
        self.privileged(chain, SudoMsg::Bank(mint)).map(drop)
    }

    fn privileged(&mut self, chain: ChainIx, msg: SudoMsg) -> Result<AppResponse, SimError> {
        let result = self.tx(
            chain,
            |env: &TxParts<'_>, ctx: &Ctx, s: &mut dyn Storage| {
                let done = env.router.sudo(env.api, s, env.block, msg);
                done.map_err(|e| Net::failed(chain, ctx, e))
            },
        );
        self.finish(chain, result, |r| {
            (
                StepKind::Sudo,
                r.map(|r| r.events.clone()).unwrap_or_default(),
            )
        })
    }

    /// Queries a contract, also on a halted chain (its last state can be read).
    ///
    /// # Errors
    /// [`SimError::Tx`] with the contract's error.
    pub fn query<M: Serialize, R: DeserializeOwned>(
        &self,
        chain: ChainIx,
        contract: &Addr,
        msg: &M,
    ) -> Result<R, SimError> {
        let answer = self.app(chain).wrap().query_wasm_smart(contract, msg);
        answer.map_err(|e| SimError::Tx {
            chain,
            error: self.chain(chain).ctx.root(&e),
        })
    }

    /// Balance of an account in one denom. An account with more than `u128::MAX` shows that.
    pub fn balance(&self, chain: ChainIx, addr: &Addr, denom: &str) -> u128 {
        narrow(bank::balance(self.storage(chain), addr.as_str(), denom))
    }

    /// All coins of an account, by denom.
    pub fn balances(&self, chain: ChainIx, addr: &Addr) -> Vec<Coin> {
        bank::balances(self.storage(chain), addr.as_str())
    }

    /// Sum of all balances in one denom, in constant time.
    pub fn supply(&self, chain: ChainIx, denom: &str) -> u128 {
        narrow(bank::supply(self.storage(chain), denom))
    }

    /// Forbids or allows an account to receive coins by bank messages and ICS-20.
    pub fn set_blocked(&mut self, chain: ChainIx, addr: &Addr, blocked: bool) {
        bank::set_blocked(self.storage_mut(chain), addr.as_str(), blocked);
    }

    /// Makes ICS-20 answer every arriving packet with an error (or no longer).
    pub fn refuse_incoming(&mut self, chain: ChainIx, refuse: bool) {
        transfer::set_refusing(self.storage_mut(chain), refuse);
    }

    /// Limits how much more of a local denom may arrive or leave by ICS-20; `None` lifts the limit.
    pub fn set_quota(&mut self, chain: ChainIx, way: Direction, denom: &str, rest: Option<u128>) {
        transfer::set_quota(self.storage_mut(chain), way, denom, rest.map(Uint256::from));
    }

    /// The next packet received on this chain uses up the gas of its transaction: it stays pending.
    pub fn next_receive_out_of_gas(&mut self, chain: ChainIx) {
        self.chain(chain).ctx.next_receive_out_of_gas.set(true);
    }

    /// The next acknowledgement that a contract on this chain writes is one that nobody can read, as
    /// if its code were broken there: what it did is committed.
    pub fn garble_next_ack(&mut self, chain: ChainIx) {
        self.chain(chain).ctx.garble_next_ack.set(true);
    }

    /// The next `execute` (or ADR-8 callback) of this contract runs out of gas.
    pub fn next_execute_out_of_gas(&mut self, chain: ChainIx, contract: &Addr, how: OutOfGas) {
        self.chain(chain)
            .ctx
            .out_of_gas
            .borrow_mut()
            .insert(contract.clone(), how);
    }
}

pub(crate) fn narrow(amount: Uint256) -> u128 {
    amount.to_string().parse().unwrap_or(u128::MAX)
}
