//! A market with stub neighbours: an outpost that only counts reports (or fails), a pool that
//! pays what it was told to, says what it was told to, or fails.
#![allow(dead_code, missing_docs)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

use cosmwasm_std::{coin, coins, from_json, to_json_binary, Addr, Binary, Decimal, Empty};
use cw_multi_test::{App, AppBuilder, AppResponse, ContractWrapper, Executor, MockApiBech32};
use seawall_interfaces::common::{DenomAmount, RateModel};
use seawall_interfaces::market::*;
use seawall_market::contract;
use seawall_money::{DebtAmount, DebtShares, LenderShares};
use seawall_wire::ids::*;
use seawall_wire::RemoteAddr;

mod stubs;
pub use stubs::*;

pub const DENOM: &str = "uusd";
pub const ROUTE: RouteId = RouteId(7);
pub const RICH: u128 = 1_000_000_000_000_000_000;

pub type TestApp = App<cw_multi_test::BankKeeper, MockApiBech32>;

pub struct World {
    pub app: TestApp,
    pub market: Addr,
    pub outpost: Addr,
    pub pool: Addr,
    pub owner: Addr,
    pub guardian: Addr,
    pub courier: Addr,
    pub alice: Addr,
    pub bob: Addr,
    pub next: u64,
}

pub fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

pub fn terms() -> Terms {
    Terms {
        rates: RateModel {
            base: dec("0.02"),
            slope_low: dec("0.08"),
            slope_high: dec("0.9"),
            kink: dec("0.8"),
            max: dec("2"),
        },
        reserve_factor: dec("0.1"),
        pool_factor: dec("0.05"),
        exit_delay_secs: 3_600,
        instant_allowance: dec("0.1"),
        instant_window_secs: 600,
        utilisation_max: dec("0.95"),
    }
}

impl World {
    pub fn new() -> Self {
        Self::with(terms())
    }

    pub fn with(terms: Terms) -> Self {
        let api = MockApiBech32::new("debt");
        let names = ["alice", "bob", "courier", "payer"].map(|name| api.addr_make(name));
        let rich = names.clone();
        let mut app = AppBuilder::default()
            .with_api(api)
            .build(|router, _, storage| {
                for name in &rich {
                    let money = vec![coin(RICH, DENOM), coin(RICH, "other")];
                    router.bank.init_balance(storage, name, money).unwrap();
                }
            });
        let (owner, guardian) = (api_make(&app, "owner"), api_make(&app, "guardian"));
        let market_code = app.store_code(Box::new(
            ContractWrapper::new(contract::execute, contract::instantiate, contract::query)
                .with_reply(contract::reply),
        ));
        let outpost_code = app.store_code(Box::new(
            ContractWrapper::new(outpost_exec, stub_new, stub_seen).with_sudo(outpost_sudo),
        ));
        let pool_code = app.store_code(Box::new(
            ContractWrapper::new(pool_exec, stub_new, stub_seen).with_sudo(pool_sudo),
        ));
        let new = |app: &mut TestApp, code, msg: Binary| {
            let msg: cosmwasm_std::WasmMsg = cosmwasm_std::WasmMsg::Instantiate {
                admin: None,
                code_id: code,
                msg,
                funds: vec![],
                label: "x".into(),
            };
            let done = app.execute(owner.clone(), msg.into()).unwrap();
            let event = done.events.iter().find(|e| e.ty == "instantiate").unwrap();
            Addr::unchecked(event.attributes[0].value.clone())
        };
        let outpost = new(&mut app, outpost_code, Binary::from(b"{}"));
        let pool = new(&mut app, pool_code, Binary::from(b"{}"));
        let msg = InstantiateMsg {
            owner: owner.to_string(),
            guardian: guardian.to_string(),
            listing: ListingId(3),
            denom: DENOM.into(),
            terms,
        };
        let market = new(&mut app, market_code, to_json_binary(&msg).unwrap());
        let [alice, bob, courier, payer] = names;
        app.send_tokens(payer, pool.clone(), &coins(RICH, DENOM))
            .unwrap();
        let mut world = Self {
            app,
            market,
            outpost,
            pool,
            owner,
            guardian,
            courier,
            alice,
            bob,
            next: 0,
        };
        world.set_up();
        world
    }

    fn set_up(&mut self) {
        let neighbours = ExecuteMsg::SetNeighbours {
            outpost: self.outpost.to_string(),
            pool: Some(self.pool.to_string()),
        };
        self.exec(&self.owner.clone(), neighbours).unwrap();
        let route = ExecuteMsg::SetRoute {
            route: ROUTE,
            courier: self.courier.to_string(),
        };
        self.exec(&self.owner.clone(), route).unwrap();
    }

    pub fn wait(&mut self, seconds: u64) {
        self.app
            .update_block(|block| block.time = block.time.plus_seconds(seconds));
    }

    pub fn now(&self) -> u64 {
        self.app.block_info().time.seconds()
    }

    pub fn exec(&mut self, sender: &Addr, msg: ExecuteMsg) -> Result<AppResponse, String> {
        self.paid(sender, msg, 0)
    }

    pub fn paid(
        &mut self,
        from: &Addr,
        msg: ExecuteMsg,
        amount: u128,
    ) -> Result<AppResponse, String> {
        let funds = if amount == 0 {
            vec![]
        } else {
            coins(amount, DENOM)
        };
        self.app
            .execute_contract(from.clone(), self.market.clone(), &msg, &funds)
            .map_err(|e| format!("{e:?}"))
    }

    pub fn ask<T: cosmwasm_schema::serde::de::DeserializeOwned>(&self, msg: QueryMsg) -> T {
        self.app
            .wrap()
            .query_wasm_smart(&self.market, &msg)
            .unwrap()
    }

    pub fn status(&self) -> StatusResponse {
        self.ask(QueryMsg::Status {})
    }

    pub fn debt(&self, account: u64) -> DebtResponse {
        let account = AccountId(account);
        self.ask(QueryMsg::Debt { account })
    }

    pub fn lender(&self, address: &Addr) -> LenderResponse {
        let address = address.to_string();
        self.ask(QueryMsg::Lender { address })
    }

    pub fn bank(&self, address: &Addr) -> u128 {
        let balance = self.app.wrap().query_balance(address, DENOM).unwrap();
        balance.amount.to_string().parse().unwrap()
    }

    /// INV-2: what the books say is in the bank. Returns what is there in excess.
    pub fn check_custody(&self) -> u128 {
        let owed: Vec<DenomAmount> = self.ask(QueryMsg::Owed {});
        let booked = self.status().liquidity.u128() + owed[0].amount.u128();
        let bank = self.bank(&self.market);
        assert!(bank >= booked, "INV-2: bank {bank}, booked {booked}");
        bank - booked
    }

    pub fn lend(&mut self, who: &Addr, amount: u128) -> LenderShares {
        let before = self.lender(who).shares;
        self.paid(who, ExecuteMsg::Lend {}, amount).unwrap();
        self.lender(who).shares.minus(before).unwrap()
    }

    /// A loan by order, without a reserve.
    pub fn borrow(&mut self, account: u64, amount: u128) -> Result<AppResponse, String> {
        self.next += 1;
        let msg = disburse(self.next, account, amount, None, self.bob.as_str());
        self.exec(&self.outpost.clone(), msg)
    }

    pub fn repay(&mut self, account: u64, amount: u128) -> AppResponse {
        let account = AccountId(account);
        self.paid(&self.bob.clone(), ExecuteMsg::Repay { account }, amount)
            .unwrap()
    }

    pub fn arrive(&mut self, amount: u128) {
        let msg = ExecuteMsg::Arrive { route: ROUTE };
        self.paid(&self.courier.clone(), msg, amount).unwrap();
    }

    pub fn settle(
        &mut self,
        account: u64,
        lot: u64,
        proceeds: u128,
    ) -> Result<AppResponse, String> {
        self.exec(&self.outpost.clone(), settle(account, lot, proceeds))
    }

    pub fn cover(&mut self, liquidation: u64, account: u64, keep: u128) -> AppResponse {
        let msg = ExecuteMsg::CoverDeficit {
            liquidation: LiquidationId(liquidation),
            account: AccountId(account),
            keep: DebtAmount::new(keep),
        };
        self.exec(&self.outpost.clone(), msg).unwrap()
    }

    pub fn provision(&mut self, liquidation: u64, amount: u128, ends_at: u64) {
        let msg = ExecuteMsg::Provision {
            liquidation: LiquidationId(liquidation),
            amount: DebtAmount::new(amount),
            ends_at,
        };
        self.exec(&self.outpost.clone(), msg).unwrap();
    }

    pub fn leave(&mut self, who: &Addr, shares: LenderShares) -> Result<AppResponse, String> {
        self.exec(who, ExecuteMsg::RequestExit { shares })
    }

    pub fn finish(&mut self, exit: u64) -> Result<AppResponse, String> {
        self.exec(&self.guardian.clone(), ExecuteMsg::FinishExit { exit })
    }

    pub fn plan_pool(&mut self, pays: u128, says: u128, fails: bool) {
        let plan = PoolPlan { pays, says, fails };
        self.app.wasm_sudo(self.pool.clone(), &plan).unwrap();
    }

    pub fn fail_outpost(&mut self, fails: bool) {
        self.app.wasm_sudo(self.outpost.clone(), &fails).unwrap();
    }

    pub fn seen(&self, stub: &Addr) -> Vec<Binary> {
        self.app.wrap().query_wasm_smart(stub, &Empty {}).unwrap()
    }
}

fn api_make(app: &TestApp, name: &str) -> Addr {
    app.api().addr_make(name)
}

pub fn disburse(
    order: u64,
    account: u64,
    amount: u128,
    reserved: Option<u64>,
    to: &str,
) -> ExecuteMsg {
    ExecuteMsg::Disburse {
        order: OrderId(order),
        account: AccountId(account),
        amount: DebtAmount::new(amount),
        shares_max: DebtShares::new(amount),
        receiver: RemoteAddr::new(to).unwrap(),
        reserved: reserved.map(CommandId),
    }
}

pub fn settle(account: u64, lot: u64, proceeds: u128) -> ExecuteMsg {
    ExecuteMsg::Settle {
        account: AccountId(account),
        route: ROUTE,
        lot: LotId(lot),
        proceeds: DebtAmount::new(proceeds),
    }
}

/// The ack in a response's data.
pub fn ack(response: &AppResponse) -> seawall_wire::OrderAck {
    from_json(response.data.as_ref().unwrap()).unwrap()
}

pub fn units(amount: DebtAmount) -> u128 {
    amount.u128()
}
