//! INV-7: for given outcomes every order and repetition of deliveries ends in the same record. Up to six
//! operations are under way together; every permutation of their outcomes is tried, with the chain's
//! reports in any order between them, some twice, some lost.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

use cosmwasm_std::Uint256;
use proptest::prelude::*;
use seawall_mirror::{CollateralMirror, DebtMirror, Lot};
use seawall_money::{CollateralAmount, DebtAmount, DebtShares};
use seawall_wire::ids::{AccountId, ListingId, LotId, RouteId};
use seawall_wire::{AccountLine, CloseReason, LotLine, VaultLine};

/// What was ordered, and what the chain makes of it if it receives it.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Release,
    /// So many percent are sold, the rest comes back.
    Seize(u128),
    /// So many percent of the shares are minted, half of these are repaid at once.
    Loan(u128),
}

#[derive(Debug, Clone, Copy)]
enum Outcome {
    Done,
    Refused,
    TimedOut,
}

#[derive(Debug, Clone, Copy)]
struct Operation {
    kind: Kind,
    amount: u128,
    outcome: Outcome,
}

fn operations() -> impl Strategy<Value = Vec<Operation>> {
    let kind = prop_oneof![
        Just(Kind::Release),
        (0u128..=100).prop_map(Kind::Seize),
        (0u128..=100).prop_map(Kind::Loan),
    ];
    let outcome = prop_oneof![
        2 => Just(Outcome::Done),
        1 => Just(Outcome::Refused),
        1 => Just(Outcome::TimedOut),
    ];
    let one = (kind, 1u128..50, outcome).prop_map(|(kind, amount, outcome)| Operation {
        kind,
        amount,
        outcome,
    });
    prop::collection::vec(one, 1..=6)
}

/// What the chain has done so far, and says when asked.
#[derive(Clone, Default)]
struct Chain {
    released: u128,
    seized: u128,
    returned: u128,
    decided: u128,
    minted: u128,
    burned: u128,
    lots: Vec<(usize, u128, u128)>,
}

impl Chain {
    fn execute(&mut self, at: usize, operation: &Operation) {
        if !matches!(operation.outcome, Outcome::Done) {
            return;
        }
        let amount = operation.amount;
        match operation.kind {
            Kind::Release => self.released += amount,
            Kind::Seize(percent) => {
                let sold = amount * percent / 100;
                self.seized += amount;
                self.returned += amount - sold;
                self.lots.push((at, sold, amount - sold));
            }
            Kind::Loan(percent) => {
                let minted = amount * percent / 100;
                self.decided += amount;
                self.minted += minted;
                self.burned += minted / 2;
            }
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
struct Hub {
    collateral: CollateralMirror,
    debt: DebtMirror,
    lots: Vec<Lot>,
}

impl Hub {
    /// All operations are under way.
    fn new(operations: &[Operation]) -> Self {
        let mut collateral = CollateralMirror::new(ListingId(1));
        collateral
            .admit(CollateralAmount::new(1_000), 0, 0)
            .unwrap();
        let mut debt = DebtMirror::new(ListingId(2));
        let mut lots = vec![];
        for (at, operation) in operations.iter().enumerate() {
            let amount = operation.amount;
            match operation.kind {
                Kind::Loan(_) => debt.approve(DebtShares::new(amount)).unwrap(),
                Kind::Release => collateral.order(CollateralAmount::new(amount)).unwrap(),
                Kind::Seize(_) => {
                    collateral.order(CollateralAmount::new(amount)).unwrap();
                    lots.push(lot(at, amount));
                }
            }
        }
        Self {
            collateral,
            debt,
            lots,
        }
    }

    /// The link makes sure that each comes once.
    fn outcome(&mut self, operation: &Operation) {
        let amount = CollateralAmount::new(operation.amount);
        let done = matches!(operation.outcome, Outcome::Done);
        match operation.kind {
            Kind::Loan(_) if done => {}
            Kind::Loan(_) => self.debt.undo(DebtShares::new(operation.amount)).unwrap(),
            _ if done => self.collateral.decide_done(amount),
            _ => self.collateral.decide_undone(amount).unwrap(),
        }
    }

    /// Any number of times.
    fn report(&mut self, chain: &Chain) {
        self.collateral.merge(&VaultLine {
            account: AccountId(1),
            listing: ListingId(1),
            returned: CollateralAmount::new(chain.returned),
            released: CollateralAmount::new(chain.released),
            seized: CollateralAmount::new(chain.seized),
        });
        self.debt.merge(&AccountLine {
            account: AccountId(1),
            decided: DebtShares::new(chain.decided),
            minted: DebtShares::new(chain.minted),
            burned: DebtShares::new(chain.burned),
        });
        for (at, sold, returned) in &chain.lots {
            let id = LotId(*at as u64);
            let Some(lot) = self.lots.iter_mut().find(|lot| lot.id == id) else {
                continue;
            };
            let news = lot.merge(&LotLine {
                lot: id,
                sold: CollateralAmount::new(*sold),
                returned: CollateralAmount::new(*returned),
                proceeds: DebtAmount::new(*sold),
                fee: DebtAmount::ZERO,
                closed: Some(CloseReason::Tail),
            });
            self.collateral.announce(news.returned).unwrap();
            lot.merge_credit(DebtAmount::new(*sold / 2));
        }
    }
}

fn lot(at: usize, put_up: u128) -> Lot {
    Lot {
        id: LotId(at as u64),
        round: 1,
        collateral: ListingId(1),
        debt: ListingId(2),
        route: RouteId(1),
        put_up: CollateralAmount::new(put_up),
        repay: DebtAmount::new(put_up),
        sold: CollateralAmount::ZERO,
        returned: CollateralAmount::ZERO,
        proceeds: DebtAmount::ZERO,
        credited: DebtAmount::ZERO,
        settled: DebtAmount::ZERO,
        closed: None,
        promise_until: 0,
        cover: false,
        in_flight: Uint256::zero(),
    }
}

/// Every order of `0..count`.
fn permutations(count: usize) -> Vec<Vec<usize>> {
    let mut all = vec![vec![]];
    for next in 0..count {
        all = all
            .into_iter()
            .flat_map(|order: Vec<usize>| {
                (0..=order.len()).map(move |at| {
                    let mut order = order.clone();
                    order.insert(at, next);
                    order
                })
            })
            .collect();
    }
    all
}

/// Numbers that look random, the same for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = self.0.wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

/// One history: the chain does the operations in one order and reports after each, the outcomes come
/// in the other; reports are merged late, twice or never, but for the last, which comes sometime.
fn history(operations: &[Operation], work: &[usize], order: &[usize], dice: &mut Dice) -> Hub {
    let mut chain = Chain::default();
    let mut reports = vec![chain.clone()];
    for at in work {
        chain.execute(*at, &operations[*at]);
        reports.push(chain.clone());
    }
    let mut hub = Hub::new(operations);
    let last_comes = dice.below(order.len() + 1);
    for (turn, at) in order.iter().enumerate() {
        for _ in 0..dice.below(3) {
            hub.report(&reports[dice.below(reports.len())]);
        }
        if turn == last_comes {
            hub.report(&chain);
        }
        hub.outcome(&operations[*at]);
    }
    hub.report(&chain);
    for _ in 0..dice.below(3) {
        hub.report(&reports[dice.below(reports.len())]);
    }
    hub
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_order_of_up_to_six_outcomes_ends_in_the_same_record(
        operations in operations(), seed in any::<u64>()
    ) {
        let mut dice = Dice(seed);
        let orders = permutations(operations.len());
        let first = history(&operations, &orders[0], &orders[0], &mut dice);
        for order in &orders {
            let work = &orders[dice.below(orders.len())];
            let hub = history(&operations, work, order, &mut dice);
            prop_assert_eq!(&hub, &first, "work {:?}, outcomes {:?}", work, order);
        }
        // Every outcome and the last report are known: what is left of the ranges is a point.
        let (collateral, debt) = (&first.collateral, &first.debt);
        prop_assert_eq!(collateral.worst().unwrap(), collateral.best().unwrap());
        prop_assert_eq!(debt.worst().unwrap(), debt.best());
        prop_assert!(collateral.undecided.is_zero() && collateral.returns_confirmed());
    }
}

#[test]
fn six_outcomes_have_720_orders() {
    let orders = permutations(6);
    let different: std::collections::BTreeSet<_> = orders.iter().collect();
    assert_eq!((orders.len(), different.len()), (720, 720));
}
