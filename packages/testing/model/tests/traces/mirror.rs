//! INV-2, INV-3, INV-7, INV-9: `mirror.qnt`, step by step on the contracts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use cosmwasm_std::Decimal;
use seawall_fixtures::deploy::deploy;
use seawall_fixtures::spec::{Spec, ATOM, COLL, DEBT, USD};
use seawall_fixtures::World;
use seawall_interfaces::common::DenomAmount;
use seawall_interfaces::outpost::{ExecuteMsg, MarketKeys};
use seawall_interfaces::vault;
use seawall_wire::ids::{AccountId, ListingId};
use seawall_wire::Wanted;
use simnet::PacketId;

use crate::itf::{tag, traces, State};

/// A unit of collateral: 100 tokens of 10 dollars, which carry 700 dollars.
const COLLATERAL: u128 = 100_000_000;
/// A unit of debt: 500 dollars.
const DEBT_UNIT: u128 = 500_000_000;

struct Replay {
    world: World,
    account: AccountId,
    /// In the order in which they were sent, as the specification counts them.
    packets: Vec<PacketId>,
    seen: BTreeSet<PacketId>,
}

type Books = BTreeMap<&'static str, i128>;

#[test]
fn every_trace_of_the_mirror_comes_to_the_same_books_on_the_contracts() {
    for (file, trace) in traces("mirror") {
        let mut replay = Replay::new();
        for (number, state) in trace.iter().enumerate() {
            replay.step(state, &file, number);
            let (expected, actual) = (expected(state), replay.books());
            assert_eq!(
                actual,
                expected,
                "{} step {number}: {}",
                file.display(),
                state.action
            );
        }
    }
}

impl Replay {
    /// Nobody pays interest, so that shares are amounts.
    fn new() -> Self {
        let mut spec = Spec::simple();
        let rates = &mut spec.terms.rates;
        (rates.base, rates.slope_low, rates.slope_high) =
            (Decimal::zero(), Decimal::zero(), Decimal::zero());
        let mut world = deploy(spec).unwrap();
        let account = world.open_account(COLL, "alice").unwrap();
        Self {
            world,
            account,
            packets: vec![],
            seen: BTreeSet::new(),
        }
    }

    fn step(&mut self, state: &State, file: &Path, number: usize) {
        let account = self.account;
        let amount = |unit: u128| state.pick("n") as u128 * unit;
        let world = &mut self.world;
        match state.action.as_str() {
            "init" => {}
            "deposit" => {
                let units = amount(COLLATERAL);
                world.ask_to_deposit("alice", account, ATOM, units).unwrap();
            }
            "askToWithdraw" => {
                let wanted = Wanted::Exactly(amount(COLLATERAL).into());
                world
                    .ask_to_withdraw(COLL, "alice", account, ATOM, wanted)
                    .unwrap();
            }
            "askToBorrow" => {
                let units = amount(DEBT_UNIT);
                world
                    .ask_to_borrow(COLL, "alice", account, USD, units)
                    .unwrap();
            }
            "repay" => world.repay("bob", account, USD, amount(DEBT_UNIT)).unwrap(),
            "tellVault" => self.tell(COLL, vec![(account, ListingId(ATOM))], vec![]),
            "tellDebt" => self.tell(DEBT, vec![], vec![account]),
            "longWait" => {
                let longer = world.spec.timeout_secs + 2 * world.spec.block_secs;
                world.wait(longer).unwrap();
                world.refresh_prices().unwrap();
            }
            "receive" => self.receive(state),
            "acknowledge" => {
                let packet = self.packets[state.pick("i")];
                assert!(self.world.net.ack(packet).unwrap());
            }
            "proveTimeout" => {
                let packet = self.packets[state.pick("i")];
                assert!(self.world.net.timeout(packet).unwrap());
            }
            other => panic!(
                "{} step {number}: {other} is not known here",
                file.display()
            ),
        }
        self.note_new();
        assert_eq!(
            self.packets.len(),
            state.list("packets").len(),
            "{}",
            state.action
        );
    }

    /// The ack says what the specification says.
    fn receive(&mut self, state: &State) {
        let at = state.pick("i");
        self.world.net.recv(self.packets[at]).unwrap();
        let ack = self.world.net.ack_of(self.packets[at]).unwrap();
        let text = String::from_utf8_lossy(&ack).to_string();
        let took = tag(&state.list("packets")[at]["fate"]) == "Took";
        assert_eq!(text.starts_with("{\"result\""), took, "{text}");
    }

    fn tell(&mut self, chain: u16, vault: Vec<(AccountId, ListingId)>, accounts: Vec<AccountId>) {
        let outpost = self.world.site(chain).unwrap().outpost.clone();
        let listing = ListingId(USD);
        let keys = MarketKeys {
            listing,
            accounts,
            lots: vec![],
        };
        let markets = if keys.accounts.is_empty() {
            vec![]
        } else {
            vec![keys]
        };
        let msg = ExecuteMsg::Report {
            vault,
            markets,
            lots: vec![],
        };
        self.world
            .execute(chain, "anyone", &outpost, &msg, &[])
            .unwrap();
    }

    fn note_new(&mut self) {
        for packet in self.world.net.unsettled() {
            if self.seen.insert(packet) {
                self.packets.push(packet);
            }
        }
    }

    fn books(&self) -> Books {
        let seen = self.world.account(self.account).unwrap();
        let holding = self.world.holding(self.account, ATOM).unwrap();
        let owed = self.world.owed(self.account, USD).unwrap();
        let collateral = seen.collaterals.first();
        let collateral = |of: fn(&seawall_interfaces::coordinator::CollateralResponse) -> u128| {
            units(collateral.map_or(0, of), COLLATERAL)
        };
        let debt = seen.debts.first();
        let shares = |shares: u128| units(shares, DEBT_UNIT);
        BTreeMap::from([
            ("hub: admitted", collateral(|c| c.admitted.u128())),
            ("hub: ordered", collateral(|c| c.ordered.u128())),
            ("hub: released", collateral(|c| c.executed.u128())),
            ("hub: worst collateral", collateral(|c| c.worst.u128())),
            (
                "hub: worst debt",
                shares(debt.map_or(0, |d| d.worst_shares.u128())),
            ),
            (
                "hub: best debt",
                shares(debt.map_or(0, |d| d.best_shares.u128())),
            ),
            ("vault: locked", holding.locked.i128() / COLLATERAL as i128),
            ("vault: pending", units(holding.pending.u128(), COLLATERAL)),
            (
                "vault: released",
                units(holding.released.u128(), COLLATERAL),
            ),
            ("vault: claims", units(self.claims(), COLLATERAL)),
            ("market: shares", shares(owed.shares.u128())),
            ("market: decided", shares(owed.line.decided.u128())),
            ("market: minted", shares(owed.line.minted.u128())),
            ("market: burned", shares(owed.line.burned.u128())),
        ])
    }

    fn claims(&self) -> u128 {
        let owner = self.world.addr(COLL, "alice").unwrap().to_string();
        let vault = self.world.site(COLL).unwrap().vault.clone();
        let ask = vault::QueryMsg::Claims { owner };
        let claims: Vec<DenomAmount> = self.world.query(COLL, &vault, &ask).unwrap();
        claims.iter().map(|claim| claim.amount.u128()).sum()
    }
}

/// Whole units; anything else would be a difference by itself.
fn units(amount: u128, unit: u128) -> i128 {
    assert_eq!(amount % unit, 0, "{amount} is no number of units");
    (amount / unit) as i128
}

/// What the specification says of the same.
fn expected(state: &State) -> Books {
    let hub = |name: &str| state.int(&["hub", name]);
    let vault = |name: &str| state.int(&["vault", name]);
    let market = |name: &str| state.int(&["market", name]);
    let open = hub("approved") - hub("undone") - hub("decided");
    BTreeMap::from([
        ("hub: admitted", hub("admitted")),
        ("hub: ordered", hub("ordered")),
        ("hub: released", hub("released")),
        ("hub: worst collateral", hub("admitted") - hub("ordered")),
        ("hub: worst debt", hub("minted") + open - hub("burned")),
        ("hub: best debt", (hub("minted") - hub("burned")).max(0)),
        ("vault: locked", vault("locked")),
        ("vault: pending", vault("pending")),
        ("vault: released", vault("released")),
        ("vault: claims", vault("claims")),
        ("market: shares", market("shares")),
        ("market: decided", market("decided")),
        ("market: minted", market("minted")),
        ("market: burned", market("burned")),
    ])
}
