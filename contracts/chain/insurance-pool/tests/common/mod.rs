//! A pool with stakers and a payer, on a chain of its own.
#![allow(dead_code)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use cosmwasm_std::{coins, from_json, Addr, Coin, Decimal, StdResult};
use cw_multi_test::{
    no_init, App, AppBuilder, AppResponse, BankKeeper, ContractWrapper, Executor, MockApiBech32,
};
use seawall_insurance_pool::contract;
use seawall_interfaces::common::DenomAmount;
use seawall_interfaces::insurance_pool::{
    ConfigResponse, ExecuteMsg, InstantiateMsg, QueryMsg, StakerResponse, StatusResponse,
};
use seawall_money::{DebtAmount, PoolShares};
use seawall_wire::ids::LiquidationId;
use serde::de::DeserializeOwned;

pub type Chain = App<BankKeeper, MockApiBech32>;

pub const DENOM: &str = "uusdc";
pub const COOLDOWN: u64 = 1_000;
pub const WINDOW: u64 = 200;
pub const RICHES: u128 = u128::MAX / 16;

pub struct Pool {
    pub app: Chain,
    pub pool: Addr,
    pub owner: Addr,
    pub payer: Addr,
    pub market: Addr,
    /// Alice, Bob, Carol and Dave.
    pub people: [Addr; 4],
}

pub fn pool(payout_max: Decimal) -> Pool {
    let mut p = bare(payout_max);
    p.set_payers(&[p.payer.clone()]).unwrap();
    p
}

pub fn bare(payout_max: Decimal) -> Pool {
    let api = MockApiBech32::new("osmo");
    let [owner, payer, market] = ["owner", "payer", "market"].map(|name| api.addr_make(name));
    let people = ["alice", "bob", "carol", "dave"].map(|name| api.addr_make(name));
    let mut app: Chain = AppBuilder::new().with_api(api).build(no_init);
    for rich in people.iter().chain([&payer]) {
        let mint = cw_multi_test::BankSudo::Mint {
            to_address: rich.to_string(),
            amount: coins(RICHES, DENOM),
        };
        app.sudo(mint.into()).unwrap();
    }
    let code = ContractWrapper::new(contract::execute, contract::instantiate, contract::query)
        .with_migrate_empty(|deps, env, msg, _| contract::migrate(deps, env, msg));
    let code = app.store_code(Box::new(code));
    let msg = InstantiateMsg {
        owner: owner.to_string(),
        denom: DENOM.into(),
        cooldown_secs: COOLDOWN,
        window_secs: WINDOW,
        payout_max,
    };
    let admin = Some(owner.to_string());
    let pool = app.instantiate_contract(code, owner.clone(), &msg, &[], "pool", admin);
    Pool {
        app,
        pool: pool.unwrap(),
        owner,
        payer,
        market,
        people,
    }
}

pub fn debt(units: u128) -> DebtAmount {
    DebtAmount::new(units)
}

impl Pool {
    pub fn run(
        &mut self,
        sender: &Addr,
        msg: &ExecuteMsg,
        funds: &[Coin],
    ) -> StdResult<AppResponse> {
        let pool = self.pool.clone();
        self.app.execute_contract(sender.clone(), pool, msg, funds)
    }

    pub fn ask<T: DeserializeOwned>(&self, msg: &QueryMsg) -> T {
        self.app.wrap().query_wasm_smart(&self.pool, msg).unwrap()
    }

    pub fn by(&mut self, person: usize, msg: &ExecuteMsg, units: u128) -> StdResult<AppResponse> {
        let who = self.people[person].clone();
        let funds = if units == 0 {
            vec![]
        } else {
            coins(units, DENOM)
        };
        self.run(&who, msg, &funds)
    }

    pub fn stake(&mut self, person: usize, units: u128) -> StdResult<AppResponse> {
        self.by(person, &ExecuteMsg::Stake {}, units)
    }

    pub fn start(&mut self, person: usize, shares: u128) -> StdResult<AppResponse> {
        let shares = PoolShares::new(shares);
        self.by(person, &ExecuteMsg::StartUnstake { shares }, 0)
    }

    pub fn start_all(&mut self, person: usize) -> StdResult<AppResponse> {
        let shares = self.staker(person).shares.u128();
        self.start(person, shares)
    }

    /// Finishes; returns what was paid.
    pub fn finish(&mut self, person: usize) -> StdResult<u128> {
        let before = self.wealth(person);
        self.by(person, &ExecuteMsg::FinishUnstake {}, 0)?;
        Ok(self.wealth(person) - before)
    }

    pub fn leave(&mut self, person: usize) -> StdResult<u128> {
        self.start_all(person)?;
        self.wait(COOLDOWN);
        self.finish(person)
    }

    pub fn premium(&mut self, units: u128) -> StdResult<AppResponse> {
        let payer = self.payer.clone();
        self.run(&payer, &ExecuteMsg::Premium {}, &coins(units, DENOM))
    }

    /// Claims; returns what was paid.
    pub fn claim(&mut self, person: usize) -> StdResult<u128> {
        let before = self.wealth(person);
        self.by(person, &ExecuteMsg::ClaimPremium {}, 0)?;
        Ok(self.wealth(person) - before)
    }

    pub fn payout_msg(&self, claim: &str, units: u128) -> ExecuteMsg {
        ExecuteMsg::Payout {
            claim: claim.into(),
            liquidation: LiquidationId(1),
            amount: debt(units),
            receiver: self.market.to_string(),
        }
    }

    /// Pays out; returns what the pool answers.
    pub fn payout(&mut self, claim: &str, units: u128) -> StdResult<u128> {
        let (payer, msg) = (self.payer.clone(), self.payout_msg(claim, units));
        let data = self.run(&payer, &msg, &[])?.data.unwrap();
        Ok(from_json::<DebtAmount>(data)?.u128())
    }

    pub fn hold(&mut self, liquidation: u64, units: u128, secs: u64) -> StdResult<AppResponse> {
        let msg = ExecuteMsg::Hold {
            liquidation: LiquidationId(liquidation),
            amount: debt(units),
            ends_at: self.now() + secs,
        };
        let payer = self.payer.clone();
        self.run(&payer, &msg, &[])
    }

    pub fn set_payers(&mut self, payers: &[Addr]) -> StdResult<AppResponse> {
        let payers = payers.iter().map(Addr::to_string).collect();
        let owner = self.owner.clone();
        self.run(&owner, &ExecuteMsg::SetPayers { payers }, &[])
    }

    pub fn staker(&self, person: usize) -> StakerResponse {
        let address = self.people[person].to_string();
        self.ask(&QueryMsg::Staker { address })
    }

    pub fn stakes(&self) -> [u128; 4] {
        [0, 1, 2, 3].map(|person| self.staker(person).stake.u128())
    }

    pub fn status(&self) -> StatusResponse {
        self.ask(&QueryMsg::Status {})
    }

    pub fn capital(&self) -> u128 {
        self.status().capital.u128()
    }

    pub fn config(&self) -> ConfigResponse {
        self.ask(&QueryMsg::Config {})
    }

    pub fn wealth(&self, person: usize) -> u128 {
        self.balance(&self.people[person].clone())
    }

    pub fn balance(&self, of: &Addr) -> u128 {
        let amount = self.app.wrap().query_balance(of, DENOM).unwrap().amount;
        amount.to_string().parse().unwrap()
    }

    pub fn now(&self) -> u64 {
        self.app.block_info().time.seconds()
    }

    pub fn wait(&mut self, seconds: u64) {
        self.app.update_block(|block| {
            block.time = block.time.plus_seconds(seconds);
            block.height += 1;
        });
    }

    /// INV-2 and INV-12: stakes within the capital, earnings within the premiums, all of it
    /// covered.
    pub fn assert_covered(&self) {
        let status = self.status();
        let stakes: u128 = self.stakes().iter().sum();
        assert!(stakes <= status.capital.u128(), "{stakes} of {status:?}");
        let earned: u128 = (0..4).map(|i| self.staker(i).premium.u128()).sum();
        assert!(
            earned <= status.premiums_unclaimed.u128(),
            "{earned} of {status:?}"
        );
        let owed: Vec<DenomAmount> = self.ask(&QueryMsg::Owed {});
        assert_eq!(
            owed[0].amount,
            (status.capital.uint() + status.premiums_unclaimed.uint()) + status.reserve.uint()
        );
        assert!(self.balance(&self.pool) >= owed[0].amount.u128());
    }
}

pub fn why<T: std::fmt::Debug>(result: StdResult<T>) -> String {
    result.unwrap_err().to_string()
}
