//! An auction house with everyone around it, and short words for what they do.

use cosmwasm_schema::serde::de::DeserializeOwned;
use cosmwasm_std::{coin, coins, Addr, Coin, Decimal, StdResult, Uint256};
use cw_multi_test::{App, AppResponse, ContractWrapper, Executor};
use seawall_auction_house::contract;
use seawall_interfaces::auction_house::{
    ExecuteMsg, InstantiateMsg, LotResponse, QueryMsg, ReportedLot,
};
use seawall_interfaces::common::DenomAmount;
use seawall_interfaces::{insurance_pool, outpost, vault};
use seawall_money::DebtAmount;
use seawall_wire::ids::{AccountId, ListingId, LotId, OrderId, RouteId};
use seawall_wire::{Code, LotOrder, OpenLots, RemoteAddr, WireError};

pub use crate::orders::*;
use crate::stubs::{self, Step, BROKEN};

pub const START: u64 = 1_700_000_000;
pub const BLOCK: u64 = 5;
pub const HALT_SLACK: u64 = 60;
pub const FEE_HOLD: u64 = 3600;
pub const RICHES: u128 = 1_000_000_000_000;

pub struct World {
    pub app: App,
    pub house: Addr,
    pub vault: Addr,
    pub outpost: Addr,
    pub pool: Addr,
    pub courier: Addr,
    pub buyer: Addr,
    pub exchange: Addr,
    pub owner: Addr,
    pub keeper: Addr,
    pub alice: Addr,
    pub bob: Addr,
}

pub fn units(amount: Uint256) -> u128 {
    cosmwasm_std::Uint128::try_from(amount).unwrap().u128()
}

/// The code with which an order was refused.
pub fn code(result: StdResult<AppResponse>) -> Code {
    WireError::from_text(&result.unwrap_err().to_string()).code
}

/// An auction house that the owner has not set up yet.
pub fn bare() -> World {
    let mut app = App::default();
    let [owner, keeper, alice, bob, courier] =
        ["owner", "keeper", "alice", "bob", "courier"].map(|name| app.api().addr_make(name));
    app.update_block(|block| {
        block.height = 1000;
        block.time = cosmwasm_std::Timestamp::from_seconds(START);
    });
    let house = ContractWrapper::new(contract::execute, contract::instantiate, contract::query)
        .with_reply(contract::reply)
        .with_migrate_empty(|deps, env, msg, _| contract::migrate(deps, env, msg));
    let house = app.store_code(Box::new(house));
    let msg = InstantiateMsg {
        owner: owner.to_string(),
        block_seconds: Decimal::from_ratio(BLOCK, 1u64),
        halt_slack_secs: HALT_SLACK,
        fee_hold_secs: FEE_HOLD,
    };
    let admin = Some(owner.to_string());
    let house = app.instantiate_contract(house, owner.clone(), &msg, &[], "house", admin);
    let house = house.unwrap();
    let mut stub = |code, label: &str| {
        let code = app.store_code(code);
        let empty = cosmwasm_std::Empty {};
        app.instantiate_contract(code, owner.clone(), &empty, &[], label, None)
            .unwrap()
    };
    let vault = stub(stubs::recorder::<vault::ExecuteMsg>(), "vault");
    let outpost = stub(stubs::recorder::<outpost::ExecuteMsg>(), "outpost");
    let pool = stub(stubs::recorder::<insurance_pool::ExecuteMsg>(), "pool");
    let buyer = stub(stubs::buyer(), "buyer");
    let exchange = stub(stubs::exchange(), "exchange");
    let mut world = World {
        app,
        house,
        vault,
        outpost,
        pool,
        courier,
        buyer,
        exchange,
        owner,
        keeper,
        alice,
        bob,
    };
    for rich in [&world.alice, &world.bob, &world.exchange].map(Clone::clone) {
        world.mint(&rich, "uusdc", RICHES);
    }
    world.mint(&world.alice.clone(), "uspam", RICHES);
    world.mint(&world.vault.clone(), "uatom", RICHES);
    world.mint(&world.vault.clone(), "uosmo", RICHES);
    world
}

/// An auction house with neighbours and one route.
pub fn world() -> World {
    let mut world = bare();
    let neighbours = ExecuteMsg::SetNeighbours {
        vault: world.vault.to_string(),
        outpost: world.outpost.to_string(),
    };
    let owner = world.owner.clone();
    world.run(&owner, &neighbours, &[]).unwrap();
    let pool = Some(world.pool.to_string());
    world.set_route(ROUTE, "uusdc", pool).unwrap();
    world
}

impl World {
    pub fn run(&mut self, who: &Addr, msg: &ExecuteMsg, coins: &[Coin]) -> StdResult<AppResponse> {
        let house = self.house.clone();
        self.app.execute_contract(who.clone(), house, msg, coins)
    }

    pub fn ask<T: DeserializeOwned>(&self, msg: &QueryMsg) -> StdResult<T> {
        self.app.wrap().query_wasm_smart(&self.house, msg)
    }

    pub fn mint(&mut self, to: &Addr, denom: &str, units: u128) {
        let mint = cw_multi_test::BankSudo::Mint {
            to_address: to.to_string(),
            amount: coins(units, denom),
        };
        self.app.sudo(mint.into()).unwrap();
    }

    pub fn set_route(
        &mut self,
        route: RouteId,
        denom: &str,
        pool: Option<String>,
    ) -> StdResult<AppResponse> {
        let msg = ExecuteMsg::SetRoute {
            route,
            denom: denom.into(),
            courier: self.courier.to_string(),
            pool,
        };
        self.run(&self.owner.clone(), &msg, &[])
    }

    /// The order as the hub would give it: priced now, from the keeper.
    pub fn order(&self, lots: Vec<LotOrder>) -> OpenLots {
        let now = self.app.block_info().time.seconds();
        OpenLots {
            liquidation: LIQUIDATION,
            round: 1,
            account: AccountId(5),
            lots,
            priced_at: now,
            not_after: now + 60,
            keeper: Some(RemoteAddr::new(self.keeper.as_str()).unwrap()),
        }
    }

    /// The vault opens; listing 1 is uatom, others uosmo.
    pub fn open(&mut self, open: OpenLots) -> StdResult<AppResponse> {
        let sum = |listing: bool| -> u128 {
            let lots = open.lots.iter();
            let lots = lots.filter(|lot| (lot.collateral == ListingId(1)) == listing);
            lots.map(|lot| lot.put_up.u128()).sum()
        };
        let coins = [coin(sum(true), "uatom"), coin(sum(false), "uosmo")];
        let coins: Vec<_> = coins.into_iter().filter(|c| !c.amount.is_zero()).collect();
        self.open_with(open, &coins)
    }

    pub fn open_with(&mut self, open: OpenLots, coins: &[Coin]) -> StdResult<AppResponse> {
        let denom = |lot: &LotOrder| match lot.collateral {
            ListingId(1) => "uatom".to_string(),
            _ => "uosmo".to_string(),
        };
        let msg = ExecuteMsg::Open {
            order: OrderId(1),
            denoms: open.lots.iter().map(denom).collect(),
            open,
        };
        self.run(&self.vault.clone(), &msg, coins)
    }

    pub fn open_lot(&mut self, lot: LotOrder) -> LotId {
        let id = lot.lot;
        self.open(self.order(vec![lot])).unwrap();
        id
    }

    pub fn take(
        &mut self,
        who: &Addr,
        lot: LotId,
        want: u128,
        pay: u128,
    ) -> StdResult<AppResponse> {
        self.run(who, &wish(lot, want), &coins(pay, "uusdc"))
    }

    /// The buyer's contract takes by flash and then does these steps.
    pub fn flash(&mut self, lot: LotId, want: u128, steps: &[Step]) -> StdResult<AppResponse> {
        let msg = flash(lot, want, steps);
        self.run(&self.buyer.clone(), &msg, &[])
    }

    pub fn close(&mut self, lot: LotId) -> StdResult<AppResponse> {
        self.run(&self.bob.clone(), &ExecuteMsg::Close { lot }, &[])
    }

    /// Blocks at their usual pace.
    pub fn blocks(&mut self, number: u64) {
        self.pass(number, number * BLOCK);
    }

    pub fn pass(&mut self, blocks: u64, secs: u64) {
        self.app.update_block(|block| {
            block.height += blocks;
            block.time = block.time.plus_seconds(secs);
        });
    }

    pub fn balance(&self, who: &Addr, denom: &str) -> u128 {
        units(self.app.wrap().query_balance(who, denom).unwrap().amount)
    }

    pub fn show(&self, lot: LotId) -> LotResponse {
        self.ask(&QueryMsg::Lot { lot }).unwrap()
    }

    pub fn line(&self, lot: LotId) -> ReportedLot {
        let lines: Vec<ReportedLot> = self.ask(&QueryMsg::Lines { lots: vec![lot] }).unwrap();
        lines[0].clone()
    }

    pub fn held(&self) -> u128 {
        let liquidation = LIQUIDATION;
        let held = self.ask(&QueryMsg::HeldFees { liquidation });
        let held: Vec<(RouteId, DebtAmount)> = held.unwrap();
        held.iter().map(|(_, amount)| amount.u128()).sum()
    }

    pub fn claim_of(&self, who: &Addr) -> u128 {
        let owner = who.to_string();
        let claims: Vec<DenomAmount> = self.ask(&QueryMsg::Claims { owner }).unwrap();
        claims.iter().map(|claim| claim.amount.u128()).sum()
    }

    pub fn calls(&self, stub: &Addr) -> Vec<(String, Vec<Coin>)> {
        stubs::calls(&*self.app.contract_storage(stub))
    }

    pub fn break_down(&mut self, stub: &Addr, broken: bool) {
        let mut storage = self.app.contract_storage_mut(stub);
        BROKEN.save(&mut *storage, &broken).unwrap();
    }

    /// INV-2: the balance is what the books say, in every denom.
    pub fn assert_covered(&self) {
        let owed: Vec<DenomAmount> = self.ask(&QueryMsg::Owed {}).unwrap();
        for denom in ["uatom", "uosmo", "uusdc", "uspam"] {
            let booked = owed.iter().find(|owed| owed.denom == denom);
            let booked = booked.map_or(0, |owed| owed.amount.u128());
            assert_eq!(self.balance(&self.house, denom), booked, "{denom}");
        }
    }
}
