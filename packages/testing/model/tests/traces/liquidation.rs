//! INV-1, INV-3, INV-4, INV-5, INV-9: `liquidation.qnt`, step by step on the contracts. The one lot that
//! sells is the unit of money.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use cosmwasm_std::Decimal;
use seawall_fixtures::deploy::deploy;
use seawall_fixtures::spec::{Spec, ATOM, COLL, DEBT, USD};
use seawall_fixtures::World;
use seawall_interfaces::auction_house::LotResponse;
use seawall_interfaces::coordinator::{LotTrack, Phase};
use seawall_interfaces::market::{QueryMsg, RouteMoneyResponse, SettlementResponse};
use seawall_money::CollateralAmount;
use seawall_wire::ids::{AccountId, LiquidationId, LotId};
use simnet::PacketId;

use crate::itf::{int, tag, traces, State};

/// Longer than any trace: nobody gives anything up.
const NEVER_SECS: u64 = 10_000_000;
const ROUNDS: u64 = 2;

struct Replay {
    world: World,
    account: AccountId,
    liquidation: Option<LiquidationId>,
    packets: Vec<PacketId>,
    seen: BTreeSet<PacketId>,
}

type Books = BTreeMap<String, String>;

#[test]
fn every_trace_of_a_liquidation_comes_to_the_same_books_on_the_contracts() {
    for (file, trace) in traces("liquidation") {
        let mut replay = Replay::new();
        for (number, state) in trace.iter().enumerate() {
            replay.step(state, &file, number);
            let (expected, actual) = (expected(state), replay.books());
            let place = format!("{} step {number}: {}", file.display(), state.action);
            assert_eq!(actual, expected, "{place}");
        }
    }
}

impl Replay {
    /// Alice holds 1,000 tokens that fell from 10 to 8.50 dollars, and owes 6,500 dollars.
    fn new() -> Self {
        let mut spec = Spec::simple();
        let rates = &mut spec.terms.rates;
        (rates.base, rates.slope_low, rates.slope_high) =
            (Decimal::zero(), Decimal::zero(), Decimal::zero());
        spec.params.rounds_max = ROUNDS as u16;
        spec.params.transfer_allowance_secs = NEVER_SECS;
        spec.params.stall_secs = NEVER_SECS;
        let mut world = deploy(spec).unwrap();
        let collateral = [(ATOM, 1_000)];
        let account = world
            .borrower("alice", COLL, &collateral, &[(USD, 6_500)])
            .unwrap();
        world.feed(ATOM, "8.5".parse().unwrap()).unwrap();
        Self {
            world,
            account,
            liquidation: None,
            packets: vec![],
            seen: BTreeSet::new(),
        }
    }

    fn step(&mut self, state: &State, file: &Path, number: usize) {
        let lot = || LotId(state.pick("r") as u64);
        let tail = u64::from(self.world.spec.params.curve.tail_secs);
        let long = self.world.spec.timeout_secs + 2 * self.world.spec.block_secs;
        let world = &mut self.world;
        match state.action.as_str() {
            "init" => {}
            "trigger" => self.liquidation = Some(world.liquidate(self.account, COLL).unwrap()),
            "take" => {
                world
                    .take(COLL, "lucy", lot(), CollateralAmount::MAX)
                    .unwrap();
            }
            "close" => world.close(COLL, lot()).unwrap(),
            "forward" => world.forward(COLL, USD).unwrap(),
            "collect" => world.collect(COLL, USD).unwrap(),
            "credit" => world.credit(USD, lot()).unwrap(),
            "tellLot" => world.report_lots(COLL, vec![lot()]).unwrap(),
            "tellCredit" => world.report_debt(USD, self.account, vec![lot()]).unwrap(),
            "advance" => world.advance(self.liquidation.unwrap()).unwrap(),
            "wait" => self.wait(tail + 30),
            "longWait" => self.wait(long),
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
        let place = format!("{} step {number}: {}", file.display(), state.action);
        assert_eq!(self.packets.len(), state.list("packets").len(), "{place}");
    }

    fn wait(&mut self, seconds: u64) {
        self.world.wait(seconds).unwrap();
        self.world.refresh_prices().unwrap();
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

    /// Those of one step in the order in which they were sent: over each channel by number, over
    /// several as the specification sends them, to the debt chain first.
    fn note_new(&mut self) {
        let to_debt = |packet: &PacketId| {
            let links = &self.world.links;
            links
                .iter()
                .any(|(chain, hub, _)| chain.0 == DEBT && *hub == packet.source)
        };
        let unsettled = self.world.net.unsettled().into_iter();
        let mut new: Vec<_> = unsettled
            .filter(|packet| !self.seen.contains(packet))
            .collect();
        new.sort_by_key(|packet| (!to_debt(packet), packet.sequence));
        self.seen.extend(new.iter().copied());
        self.packets.extend(new);
    }

    fn books(&self) -> Books {
        let mut books = Books::new();
        let mut note = |name: String, value: String| {
            books.insert(name, value);
        };
        let seen = self
            .liquidation
            .map(|id| self.world.liquidation(id).unwrap());
        let phase = seen.as_ref().map(|seen| &seen.phase);
        note("hub: phase".into(), name(phase).into());
        let lots = seen.map_or(vec![], |seen| seen.lots);
        let mut unit = 0;
        for round in 1..=ROUNDS {
            let told = lots.iter().find(|lot| lot.round as u64 == round);
            let told: (u8, u8, u8) = told.map_or((0, 0, 0), facts);
            note(format!("hub: lot {round}"), format!("{told:?}"));
            let lot = self.world.lot(COLL, LotId(round)).ok();
            unit += lot.as_ref().map_or(0, |lot| lot.proceeds.u128());
            note(format!("lot {round}"), place(lot.as_ref()).into());
            note(
                format!("market: lot {round}"),
                format!("{:?}", self.credit(round)),
            );
        }
        let money = self.money().map(|amount| units(amount, unit));
        note("money".into(), format!("{money:?}"));
        books
    }

    /// What the market was told and has credited, as whole lots.
    fn credit(&self, round: u64) -> (u8, u8) {
        let (chain, market) = self.world.market(USD).unwrap();
        let lot = LotId(round);
        let told: Result<SettlementResponse, _> =
            self.world
                .query(chain, &market, &QueryMsg::Settlement { lot });
        told.map_or((0, 0), |told| {
            let credited = told.credit.credited;
            assert!(credited.is_zero() || credited == told.proceeds);
            (
                u8::from(!told.proceeds.is_zero()),
                u8::from(!credited.is_zero()),
            )
        })
    }

    /// At the sending courier, at the receiving one, arrived, used.
    fn money(&self) -> [u128; 4] {
        let route = self.world.route(COLL, USD).unwrap();
        let (chain, market) = self.world.market(USD).unwrap();
        let net = &self.world.net;
        let sender = net.balance(self.world.ix(COLL).unwrap(), &route.sender, &route.denom);
        let receiver = net.balance(self.world.ix(chain).unwrap(), &route.receiver, "uusd");
        let ask = QueryMsg::RouteMoney { route: route.route };
        let booked: RouteMoneyResponse = self.world.query(chain, &market, &ask).unwrap();
        [sender, receiver, booked.arrived.u128(), booked.used.u128()]
    }
}

/// Sold and brought, all back, credited; a sold lot's rest is no matter of the specification.
fn facts(lot: &LotTrack) -> (u8, u8, u8) {
    let sold = !lot.sold.is_zero();
    let returned = !sold && !lot.returned.is_zero();
    assert!(lot.credited.is_zero() || lot.credited == lot.proceeds);
    (
        u8::from(sold),
        u8::from(returned),
        u8::from(!lot.credited.is_zero()),
    )
}

fn place(lot: Option<&LotResponse>) -> &'static str {
    let Some(lot) = lot else {
        return "NotThere";
    };
    match (lot.takeable, lot.sold.is_zero(), lot.returned.is_zero()) {
        (true, ..) => "ForSale",
        (false, true, true) => "TimeOver",
        (false, false, _) => "Sold",
        (false, true, false) => "Returned",
    }
}

fn name(phase: Option<&Phase>) -> &'static str {
    match phase {
        None | Some(Phase::Planned {}) => "Planned",
        Some(Phase::Opening {}) => "Opening",
        Some(Phase::Auctioning {}) => "Auctioning",
        Some(Phase::Settling {}) => "Settling",
        Some(Phase::Covering(_)) => "Covering",
        Some(Phase::Done(_)) => "Done",
    }
}

fn units(amount: u128, unit: u128) -> i128 {
    if amount == 0 {
        return 0;
    }
    assert_eq!(amount % unit.max(1), 0, "{amount} of {unit}");
    (amount / unit) as i128
}

/// What the specification says of the same.
fn expected(state: &State) -> Books {
    let mut books = Books::new();
    let by_round = |name: &[&str], round: u64| {
        let pairs = state.value(name)["#map"].as_array().expect("a map").clone();
        let found = pairs
            .into_iter()
            .find(|pair| int(&pair[0]) == i128::from(round));
        found.expect("a round")[1].clone()
    };
    books.insert(
        "hub: phase".into(),
        tag(state.value(&["hub", "phase"])).into(),
    );
    for round in 1..=ROUNDS {
        let told = by_round(&["hub", "lots"], round);
        let told = ["sold", "returned", "credited"].map(|name| int(&told[name]) as u8);
        let told: (u8, u8, u8) = told.into();
        books.insert(format!("hub: lot {round}"), format!("{told:?}"));
        let lot = by_round(&["lots"], round);
        books.insert(format!("lot {round}"), tag(&lot).into());
        let credit = by_round(&["credits"], round);
        let credit = ["proceeds", "credited"].map(|name| int(&credit[name]) as u8);
        let credit: (u8, u8) = credit.into();
        books.insert(format!("market: lot {round}"), format!("{credit:?}"));
    }
    let money = ["sender", "receiver", "arrived", "used"].map(|name| state.int(&["money", name]));
    books.insert("money".into(), format!("{money:?}"));
    books
}
