//! A vault between a stub outpost and a stub auction house, on a chain of its own.
#![allow(dead_code)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod bank;
pub mod orders;
pub mod stubs;

use bank::BlockingBank;
use cosmwasm_std::testing::MockStorage;
use cosmwasm_std::{coins, Addr, Coin, Empty, StdResult};
use cw_multi_test::{
    no_init, App, AppBuilder, AppResponse, ContractWrapper, DistributionKeeper, Executor,
    GovFailingModule, IbcFailingModule, MockApiBech32, StakeKeeper, StargateFailing, WasmKeeper,
};
pub use orders::open_lots;
use seawall_interfaces::common::DenomAmount;
use seawall_interfaces::vault::{
    ConfigResponse, ExecuteMsg, HoldingResponse, InstantiateMsg, ListingResponse,
    PendingDepositResponse, QueryMsg,
};
use seawall_money::CollateralAmount;
use seawall_vault::contract;
use seawall_wire::ids::{AccountId, LiquidationId, ListingId, OrderId};
use seawall_wire::RemoteAddr;
use serde::de::DeserializeOwned;

pub type Chain = App<
    BlockingBank,
    MockApiBech32,
    MockStorage,
    cw_multi_test::FailingModule<Empty, Empty, Empty>,
    WasmKeeper<Empty, Empty>,
    StakeKeeper,
    DistributionKeeper,
    IbcFailingModule,
    GovFailingModule,
    StargateFailing,
>;

pub const ATOM: ListingId = ListingId(1);
pub const OSMO: ListingId = ListingId(2);
pub const DENOMS: [&str; 2] = ["uatom", "uosmo"];
pub const MIN: u128 = 10;
pub const RICHES: u128 = 1_000_000_000;

/// The vault and everyone around it.
pub struct World {
    pub app: Chain,
    pub vault: Addr,
    pub outpost: Addr,
    pub auction_house: Addr,
    pub owner: Addr,
    pub guardian: Addr,
    pub alice: Addr,
    pub bob: Addr,
    pub blocked: Addr,
}

pub fn acc(number: u64) -> AccountId {
    AccountId(number)
}

pub fn amount(units: u128) -> CollateralAmount {
    CollateralAmount::new(units)
}

/// A vault with neighbours and the two listings.
pub fn world() -> World {
    let mut world = bare();
    world.set_neighbours().unwrap();
    for (listing, denom) in [(ATOM, DENOMS[0]), (OSMO, DENOMS[1])] {
        world.set_listing(listing, denom, MIN).unwrap();
    }
    world
}

/// A vault that the owner has not set up yet.
pub fn bare() -> World {
    let api = MockApiBech32::new("osmo");
    let [owner, guardian, alice, bob, blocked] =
        ["owner", "guardian", "alice", "bob", "blocked"].map(|name| api.addr_make(name));
    let mut app: Chain = AppBuilder::new()
        .with_api(api)
        .with_bank(BlockingBank::new(blocked.clone()))
        .build(no_init);
    for rich in [&alice, &bob] {
        for denom in ["uatom", "uosmo", "uspam"] {
            mint(&mut app, rich, denom, RICHES);
        }
    }
    let code = ContractWrapper::new(contract::execute, contract::instantiate, contract::query)
        .with_reply(contract::reply)
        .with_migrate_empty(|deps, env, msg, _| contract::migrate(deps, env, msg));
    let code = app.store_code(Box::new(code));
    let msg = InstantiateMsg {
        owner: owner.to_string(),
        guardian: guardian.to_string(),
    };
    let admin = Some(owner.to_string());
    let vault = app.instantiate_contract(code, owner.clone(), &msg, &[], "vault", admin);
    let outpost = stubs::outpost(&mut app, &owner);
    let auction_house = stubs::auction_house(&mut app, &owner);
    World {
        app,
        vault: vault.unwrap(),
        outpost,
        auction_house,
        owner,
        guardian,
        alice,
        bob,
        blocked,
    }
}

fn mint(app: &mut Chain, to: &Addr, denom: &str, units: u128) {
    let mint = cw_multi_test::BankSudo::Mint {
        to_address: to.to_string(),
        amount: coins(units, denom),
    };
    app.sudo(mint.into()).unwrap();
}

impl World {
    pub fn run(
        &mut self,
        sender: &Addr,
        msg: &ExecuteMsg,
        funds: &[Coin],
    ) -> StdResult<AppResponse> {
        let vault = self.vault.clone();
        self.app.execute_contract(sender.clone(), vault, msg, funds)
    }

    pub fn ask<T: DeserializeOwned>(&self, msg: &QueryMsg) -> T {
        self.app.wrap().query_wasm_smart(&self.vault, msg).unwrap()
    }

    pub fn set_neighbours(&mut self) -> StdResult<AppResponse> {
        let msg = ExecuteMsg::SetNeighbours {
            outpost: self.outpost.to_string(),
            auction_house: self.auction_house.to_string(),
        };
        self.run(&self.owner.clone(), &msg, &[])
    }

    pub fn set_listing(
        &mut self,
        listing: ListingId,
        denom: &str,
        min: u128,
    ) -> StdResult<AppResponse> {
        let msg = ExecuteMsg::SetListing {
            listing,
            denom: denom.into(),
            min_deposit: amount(min),
        };
        self.run(&self.owner.clone(), &msg, &[])
    }

    pub fn deposit(
        &mut self,
        account: u64,
        listing: ListingId,
        units: u128,
    ) -> StdResult<AppResponse> {
        let msg = ExecuteMsg::Deposit {
            account: acc(account),
        };
        let funds = coins(units, DENOMS[listing.0 as usize - 1]);
        self.run(&self.alice.clone(), &msg, &funds)
    }

    pub fn resolve(&mut self, deposit: u64, admitted: bool) -> StdResult<AppResponse> {
        let msg = ExecuteMsg::ResolveDeposit { deposit, admitted };
        self.run(&self.outpost.clone(), &msg, &[])
    }

    pub fn release_to(
        &mut self,
        order: u64,
        account: u64,
        listing: ListingId,
        units: u128,
        receiver: &str,
    ) -> StdResult<AppResponse> {
        let msg = ExecuteMsg::Release {
            order: OrderId(order),
            account: acc(account),
            listing,
            amount: amount(units),
            receiver: RemoteAddr::new(receiver).unwrap(),
        };
        self.run(&self.outpost.clone(), &msg, &[])
    }

    pub fn release(
        &mut self,
        order: u64,
        account: u64,
        listing: ListingId,
        units: u128,
    ) -> StdResult<AppResponse> {
        let bob = self.bob.to_string();
        self.release_to(order, account, listing, units, &bob)
    }

    pub fn seize(
        &mut self,
        order: u64,
        account: u64,
        lots: &[(ListingId, u128)],
    ) -> StdResult<AppResponse> {
        let msg = ExecuteMsg::Seize {
            order: OrderId(order),
            open: open_lots(account, lots),
        };
        self.run(&self.outpost.clone(), &msg, &[])
    }

    pub fn give_back(
        &mut self,
        account: u64,
        listing: ListingId,
        units: u128,
    ) -> StdResult<AppResponse> {
        let msg = ExecuteMsg::Return {
            liquidation: LiquidationId(1),
            account: acc(account),
            listing,
        };
        let funds = coins(units, DENOMS[listing.0 as usize - 1]);
        self.run(&self.auction_house.clone(), &msg, &funds)
    }

    pub fn claim(&mut self, owner: &Addr, denom: &str) -> StdResult<AppResponse> {
        let msg = ExecuteMsg::Claim {
            denom: denom.into(),
            receiver: None,
        };
        self.run(owner, &msg, &[])
    }

    pub fn holding(&self, account: u64, listing: ListingId) -> HoldingResponse {
        self.ask(&QueryMsg::Holding {
            account: acc(account),
            listing,
        })
    }

    /// Locked, pending, returned, released, seized.
    pub fn books(&self, account: u64, listing: ListingId) -> (i128, u128, u128, u128, u128) {
        let h = self.holding(account, listing);
        let rest = [h.pending, h.returned, h.released, h.seized].map(CollateralAmount::u128);
        (h.locked.i128(), rest[0], rest[1], rest[2], rest[3])
    }

    pub fn config(&self) -> ConfigResponse {
        self.ask(&QueryMsg::Config {})
    }

    pub fn listings(&self) -> Vec<ListingResponse> {
        self.ask(&QueryMsg::Listings {})
    }

    pub fn pending(&self) -> Vec<PendingDepositResponse> {
        self.ask(&QueryMsg::Pending {
            start_after: None,
            limit: None,
        })
    }

    pub fn claims(&self, owner: &Addr) -> Vec<(String, u128)> {
        let owner = owner.to_string();
        let claims: Vec<DenomAmount> = self.ask(&QueryMsg::Claims { owner });
        let pair = |claim: DenomAmount| (claim.denom, claim.amount.u128());
        claims.into_iter().map(pair).collect()
    }

    pub fn balance(&self, of: &Addr, denom: &str) -> u128 {
        let coin = self.app.wrap().query_balance(of, denom).unwrap();
        coin.amount
            .try_into()
            .map(|n: cosmwasm_std::Uint128| n.u128())
            .unwrap()
    }

    pub fn wait(&mut self, seconds: u64) {
        self.app.update_block(|block| {
            block.time = block.time.plus_seconds(seconds);
            block.height += 1;
        });
    }

    /// INV-2: the balance covers what the books owe, and no holding is below zero.
    pub fn assert_custody(&self, accounts: u64) {
        let owed: Vec<DenomAmount> = self.ask(&QueryMsg::Owed {});
        for debt in owed {
            let balance = self.balance(&self.vault, &debt.denom);
            assert!(balance >= debt.amount.u128(), "{debt:?}: {balance}");
        }
        for listing in self.listings() {
            let mut sum = 0;
            for account in 1..=accounts {
                let (locked, pending, returned, _, seized) = self.books(account, listing.listing);
                let held = locked + pending as i128;
                assert!(held >= 0, "account {account}: {locked} + {pending}");
                assert!(returned <= seized);
                sum += held as u128;
            }
            assert_eq!(sum, listing.total.u128(), "{listing:?}");
        }
    }
}

/// The text of an error.
pub fn why<T: std::fmt::Debug>(result: StdResult<T>) -> String {
    result.unwrap_err().to_string()
}
