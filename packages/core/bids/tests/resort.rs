//! The buyer of last resort: what it buys, whose it is, and what selling it back brings.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing
)]

mod common;

use std::collections::BTreeMap;

use common::*;
use cosmwasm_std::{Decimal, Uint256};
use proptest::prelude::*;
use seawall_bids::*;
use seawall_money::*;

const TERMS_BACK: SaleBack = SaleBack {
    open_secs: 100,
    sale_secs: 1_000,
    slice_min: CollateralAmount::new(5),
};

/// 1,000 units at a floor of 1.8, pair price 2; all of it is needed.
fn lot() -> Lot {
    Lot {
        rest: coll(1_000),
        needed: debt(1_800),
        pair_price: pair("2"),
        floor: pair("1.8"),
        min_rest: coll(50),
    }
}

fn limits() -> Limits {
    Limits {
        lot_share: Decimal::percent(50),
        held_share: Decimal::percent(60),
        discount_min: Decimal::percent(5),
    }
}

/// An insurance pool as small as can be.
#[derive(Default)]
struct Insurer {
    resort: Resort,
    series: BTreeMap<u32, Series>,
    sums: BTreeMap<(u32, SumKey), Uint256>,
    marks: BTreeMap<u64, SeriesMark>,
    now: u64,
}

impl Insurer {
    fn wait(&mut self, secs: u64) {
        self.now += secs;
        let (resort, mark) = self.resort.clone().turn(TERMS.period(self.now)).unwrap();
        self.resort = resort;
        self.marks.extend(mark.map(|m| (m.mark.upto, m)));
    }

    fn back(&mut self, amount: u128) -> Backer {
        let done = self.resort.clone().back(&TERMS, self.now, debt(amount));
        let (resort, backer) = done.unwrap();
        self.resort = resort;
        self.wait(LONG);
        self.joined(backer)
    }

    fn joined(&self, backer: Backer) -> Backer {
        let Some(batch) = backer.deposit.waits_with() else {
            return backer;
        };
        let mark = self.marks.range(batch..).next();
        mark.map_or(backer, |(_, mark)| backer.joined(mark).unwrap())
    }

    fn open(&self) -> Series {
        let open = self.series.get(&self.resort.series);
        open.copied().unwrap_or_default()
    }

    fn buy(&mut self, payment: u128, collateral: u128) {
        let fill = Fill {
            source: 0,
            step: 0,
            price: pair("1"),
            payment: debt(payment),
            collateral: coll(collateral),
        };
        let number = self.resort.series;
        let done = self.resort.clone().buy(self.open(), &fill, self.now);
        let (resort, series, sealed) = done.unwrap();
        self.resort = resort;
        self.series.insert(number, series);
        self.sums.extend(sealed.map(|s| ((number, s.key), s.sum)));
    }

    fn close(&mut self) -> BidsResult<()> {
        let number = self.resort.series;
        let (resort, series, sealed) =
            self.resort
                .clone()
                .close(self.open(), &TERMS_BACK, self.now)?;
        self.resort = resort;
        self.series.insert(number, series);
        self.sums.insert((number, sealed.key), sealed.sum);
        Ok(())
    }

    fn put_up(&mut self, number: u32) -> Option<u128> {
        let series = self.series[&number];
        let (series, part) = series.put_up(&TERMS_BACK, self.now).unwrap();
        self.series.insert(number, series);
        part.map(|p| p.u128())
    }

    fn sold(&mut self, number: u32, sold: u128, proceeds: u128) {
        let series = self.series[&number].sold(coll(sold), debt(proceeds));
        self.series.insert(number, series.unwrap());
    }

    fn sums(&self, backer: &Backer) -> Vec<Uint256> {
        let keys = self.resort.sum_keys(backer).into_iter();
        let kept = |key| self.sums.get(&(backer.series, key)).copied();
        keys.map(|key| kept(key).unwrap_or_default()).collect()
    }

    fn claim(&mut self, backer: &mut Backer) -> BidsResult<(u128, u128)> {
        let number = backer.series;
        let series = self.series.get(&number).copied().unwrap_or_default();
        let sums = self.sums(backer);
        let (resort, after, series, claim) = self.resort.clone().claim(*backer, series, &sums)?;
        self.resort = resort;
        self.series.insert(number, series);
        *backer = after;
        Ok((claim.collateral.u128(), claim.money.u128()))
    }

    /// All series up to the open one.
    fn claim_all(&mut self, backer: &mut Backer) -> (u128, u128) {
        let (mut collateral, mut money) = (0, 0);
        loop {
            let last = backer.series >= self.resort.series;
            let (c, m) = self.claim(backer).unwrap();
            collateral += c;
            money += m;
            if last {
                return (collateral, money);
            }
        }
    }

    fn withdraw(&mut self, backer: &mut Backer, amount: u128) -> BidsResult<()> {
        let sums = self.sums(backer);
        let done = self.resort.clone().withdraw(*backer, debt(amount), &sums)?;
        (self.resort, *backer) = done;
        Ok(())
    }
}

#[test]
fn it_buys_at_the_floor_within_its_limits() {
    // Willing, tied up, of it in this listing: how much money.
    let table = [
        (1_000, 0, 0, 500),
        // Half of 1,500 for a lot; 900 of this listing, 500 of them held.
        (1_000, 500, 500, 400),
        (1_000, 500, 0, 750),
        (100, 900, 0, 100),
        (1_000, 1_000, 1_200, 0),
        (0, 0, 0, 0),
    ];
    for (willing, tied, held, money) in table {
        let found = limits()
            .money(debt(willing), debt(tied), debt(held))
            .unwrap();
        assert_eq!(found, debt(money), "{willing} {tied} {held}");
    }
    let bought = |money| {
        let fill = buys(&lot(), debt(money), &limits()).unwrap();
        fill.map(|f| (f.payment.u128(), f.collateral.u128()))
    };
    // 500 buys 277.8 at 1.8; 277 cost 498.6.
    assert_eq!(bought(500), Some((499, 277)));
    assert_eq!(bought(1_800), Some((1_800, 1_000)));
    assert_eq!(bought(1_799), Some((1_710, 950)), "no dust is left");
    assert_eq!(bought(1), None);
    // The floor is 10 % below the pair price: who asks for more does not buy.
    let deep = Limits {
        discount_min: Decimal::percent(10),
        ..limits()
    };
    assert!(buys(&lot(), debt(500), &deep).unwrap().is_some());
    let deeper = Limits {
        discount_min: Decimal::percent(11),
        ..limits()
    };
    assert!(buys(&lot(), debt(500), &deeper).unwrap().is_none());
}

#[test]
fn limits_and_terms_that_make_no_sense_are_refused() {
    assert!(limits().validate().is_ok() && TERMS_BACK.validate().is_ok());
    let above = Decimal::percent(101);
    let wrong = [
        Limits {
            lot_share: above,
            ..limits()
        },
        Limits {
            held_share: above,
            ..limits()
        },
        Limits {
            discount_min: Decimal::one(),
            ..limits()
        },
    ];
    for limits in wrong {
        assert!(matches!(
            limits.validate(),
            Err(BidsError::OutOfRange { .. })
        ));
    }
    assert!(SaleBack {
        sale_secs: 0,
        ..TERMS_BACK
    }
    .validate()
    .is_err());
    assert!(SaleBack {
        slice_min: coll(0),
        ..TERMS_BACK
    }
    .validate()
    .is_err());
}

#[test]
fn what_is_bought_belongs_to_those_who_paid_and_can_be_taken_at_once() {
    let mut insurer = Insurer::default();
    let (mut a, mut b) = (insurer.back(300), insurer.back(100));
    insurer.buy(200, 100);
    // Who comes now has no part in it, nor a share of what it will bring.
    let mut c = insurer.back(200);
    assert_eq!(insurer.claim(&mut a).unwrap(), (75, 0));
    insurer.buy(200, 80);
    // 150, 50 and 200 have paid 200 for 80.
    assert_eq!(insurer.claim(&mut a).unwrap(), (30, 0));
    assert_eq!(insurer.claim(&mut b).unwrap(), (35, 0));
    assert_eq!(insurer.claim(&mut c).unwrap(), (40, 0));
    assert_eq!(insurer.open().shares, coll(0));
    insurer.withdraw(&mut a, 75).unwrap();
    insurer.withdraw(&mut b, 25).unwrap();
    insurer.withdraw(&mut c, 100).unwrap();
    assert!(a.deposit.is_over() && b.deposit.is_over() && c.deposit.is_over());
}

#[test]
fn a_slow_sale_back_brings_money_to_those_who_paid_for_it() {
    let mut insurer = Insurer::default();
    let (mut a, mut b) = (insurer.back(300), insurer.back(100));
    insurer.buy(200, 100);
    assert!(matches!(insurer.close(), Err(BidsError::TooSoon { .. })));
    insurer.wait(100);
    insurer.close().unwrap();
    // A newcomer, and a purchase that goes into the next series.
    let mut c = insurer.back(200);
    insurer.buy(200, 80);
    // 200 of 1,000 s are over: a fifth of 100 units is put up, 12 are sold for 30.
    assert_eq!(insurer.put_up(0), Some(20));
    assert_eq!(insurer.series[&0].tied().unwrap(), debt(200));
    assert_eq!(insurer.claim(&mut a).unwrap_err(), BidsError::OnSale);
    insurer.sold(0, 12, 30);
    assert_eq!(insurer.series[&0].tied().unwrap(), debt(176));
    // At 2.5 a unit what is left is worth 220; 30 came in, 200 was paid.
    let outcome = insurer.series[&0].outcome(pair("2.5")).unwrap();
    assert_eq!(outcome, Outcome::Gain { by: debt(50) });
    let outcome = insurer.series[&0].outcome(pair("1")).unwrap();
    assert_eq!(outcome, Outcome::Loss { by: debt(82) });
    // a takes its three quarters now, b waits for the end.
    assert_eq!(insurer.claim(&mut a).unwrap(), (66, 22));
    assert_eq!(insurer.put_up(0), None, "nothing is due at once");
    insurer.wait(800);
    assert_eq!(insurer.put_up(0), Some(22));
    insurer.sold(0, 22, 50);
    // 30 − 22 and 50.
    assert_eq!(insurer.claim(&mut b).unwrap(), (0, 58));
    // Money is back only after older series: then the next one's 80 for 150, 50 and 200.
    let first = insurer.withdraw(&mut c, 1);
    assert!(first.is_ok(), "came later, has none");
    assert_eq!(insurer.claim(&mut a).unwrap(), (30, 0));
    assert_eq!(insurer.claim(&mut b).unwrap(), (10, 0));
    assert_eq!(insurer.claim(&mut c).unwrap(), (40, 0));
}

#[test]
fn older_series_are_claimed_before_money_leaves() {
    let mut insurer = Insurer::default();
    let mut a = insurer.back(100);
    for _ in 0..3 {
        insurer.buy(10, 7);
        insurer.wait(100);
        insurer.close().unwrap();
    }
    let error = insurer.withdraw(&mut a, 70).unwrap_err();
    assert_eq!(error, BidsError::ClaimFirst { series: 0 });
    assert_eq!(insurer.claim_all(&mut a), (21, 0));
    insurer.withdraw(&mut a, 70).unwrap();
    assert!(a.deposit.is_over());
}

#[test]
fn a_series_is_sold_once_and_only_when_it_is_closed() {
    let mut insurer = Insurer::default();
    let empty = insurer.resort.clone().close(insurer.open(), &TERMS_BACK, 0);
    assert!(matches!(empty.unwrap_err(), BidsError::SeriesState { .. }));
    insurer.back(100);
    insurer.buy(10, 100);
    let open = insurer.open();
    let error = open.put_up(&TERMS_BACK, 10_000).unwrap_err();
    assert!(matches!(error, BidsError::SeriesState { is: "open", .. }));
    insurer.wait(100);
    insurer.close().unwrap();
    let closed = insurer.series[&0];
    let error = closed.buy(debt(1), coll(1), 0).unwrap_err();
    assert!(matches!(error, BidsError::SeriesState { is: "closed", .. }));
    assert_eq!(
        closed.sold(coll(1), debt(1)).unwrap_err(),
        BidsError::NotOnSale
    );
    // A tenth after a tenth of the time; what is not sold is spread over the rest of it.
    insurer.wait(100);
    assert_eq!(insurer.put_up(0), Some(10));
    let on_sale = insurer.series[&0];
    assert_eq!(
        on_sale.put_up(&TERMS_BACK, 10_000).unwrap_err(),
        BidsError::OnSale
    );
    assert!(
        on_sale.sold(coll(11), debt(1)).is_err(),
        "more than was put up"
    );
    insurer.sold(0, 0, 0);
    insurer.wait(450);
    assert_eq!(insurer.put_up(0), Some(50));
    insurer.sold(0, 50, 9);
    insurer.wait(20);
    assert_eq!(insurer.put_up(0), None, "two units are too few");
    insurer.wait(430);
    assert_eq!(insurer.put_up(0), Some(50), "all at the end");
}

#[test]
fn backers_bear_losses_like_any_stake() {
    let mut insurer = Insurer::default();
    let (mut a, mut b) = (insurer.back(300), insurer.back(100));
    insurer.buy(100, 40);
    let (resort, sealed) = insurer.resort.clone().lose(debt(150)).unwrap();
    assert!(sealed.is_none());
    insurer.resort = resort;
    assert!(insurer.withdraw(&mut a, 113).is_err());
    assert_eq!(insurer.claim(&mut a).unwrap(), (30, 0));
    insurer.withdraw(&mut a, 112).unwrap();
    insurer.withdraw(&mut b, 37).unwrap();
    let (same, none) = insurer.resort.clone().lose(debt(0)).unwrap();
    assert_eq!((same, none), (insurer.resort.clone(), None));
    let more = insurer.resort.clone().lose(debt(2)).unwrap_err();
    assert!(matches!(more, BidsError::Overdrawn { .. }));
}

#[derive(Debug, Clone)]
enum Step {
    Back(usize, u128),
    Buy(u128, u128),
    Close,
    /// Puts up what is due of the oldest series, and sells so many hundredths of it.
    Sell(u128),
    Claim(usize),
    Wait(u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..4usize, 1_000u128..1_000_000_000).prop_map(|(i, n)| Step::Back(i, n)),
        4 => (1u128..700, 1u128..3_000).prop_map(|(x, c)| Step::Buy(x, c)),
        2 => Just(Step::Close),
        4 => (0u128..=100).prop_map(Step::Sell),
        1 => (0..4usize).prop_map(Step::Claim),
        3 => (1u64..400).prop_map(Step::Wait),
    ]
}

/// What backers would own who were visited at every step, in billionths.
#[derive(Default)]
struct Naive {
    money: [u128; 4],
    /// By series: collateral.
    bought: BTreeMap<u32, [u128; 4]>,
    earned: [u128; 4],
}

const FINE: u128 = 1_000_000_000;

struct Both {
    insurer: Insurer,
    naive: Naive,
    backers: [Option<Backer>; 4],
    oldest: u32,
    paid_in: u128,
}

impl Both {
    fn take(&mut self, step: Step) {
        match step {
            Step::Back(i, n) if self.backers[i].is_none() => {
                self.backers[i] = Some(self.insurer.back(n));
                self.naive.money[i] = n * FINE;
                self.paid_in += n;
            }
            Step::Back(..) => {}
            Step::Buy(thousandths, price) => self.buy(thousandths, price),
            Step::Close => {
                let _ = self.insurer.close();
            }
            Step::Sell(hundredths) => self.sell(hundredths),
            Step::Claim(i) => self.claim(i),
            Step::Wait(secs) => self.insurer.wait(secs),
        }
    }

    fn buy(&mut self, thousandths: u128, price: u128) {
        let total = self.insurer.resort.pool.total.u128();
        let payment = total * thousandths / 1_000;
        if payment == 0 {
            return;
        }
        let collateral = payment * price / 1_000 + 1;
        let number = self.insurer.resort.series;
        self.insurer.buy(payment, collateral);
        let bought = self.naive.bought.entry(number).or_default();
        for (money, bought) in self.naive.money.iter_mut().zip(bought) {
            *bought += *money * collateral / total;
            *money =
                *money / total * (total - payment) + *money % total * (total - payment) / total;
        }
    }

    fn sell(&mut self, hundredths: u128) {
        let number = self.oldest;
        if number >= self.insurer.resort.series {
            return;
        }
        if let Some(part) = self.insurer.put_up(number) {
            let sold = part * hundredths / 100;
            let proceeds = sold * 3 / 2;
            let unsold = self.insurer.series[&number].unsold.u128();
            self.insurer.sold(number, sold, proceeds);
            let bought = self.naive.bought.entry(number).or_default();
            for (earned, bought) in self.naive.earned.iter_mut().zip(bought) {
                *earned += *bought / unsold * proceeds + *bought % unsold * proceeds / unsold;
                *bought = *bought / unsold * (unsold - sold)
                    + *bought % unsold * (unsold - sold) / unsold;
            }
        }
        if self.insurer.series[&number].unsold.is_zero() {
            self.oldest += 1;
        }
    }

    fn claim(&mut self, i: usize) {
        let Some(mut backer) = self.backers[i] else {
            return;
        };
        let (collateral, money) = self.insurer.claim_all(&mut backer);
        self.backers[i] = Some(backer);
        // The record goes on with whole units.
        self.naive.money[i] = backer.deposit.amount.u128() * FINE;
        let mut own = 0;
        for bought in self.naive.bought.values_mut() {
            own += std::mem::take(&mut bought[i]);
        }
        // Each series and each claim round down once or twice; what others left behind is little.
        let slack = 3 * (u128::from(self.insurer.resort.series) + 1) + 20;
        let (own, earned) = (own / FINE, std::mem::take(&mut self.naive.earned[i]) / FINE);
        assert!(
            collateral.abs_diff(own) <= slack,
            "{i}: {collateral} of {own}"
        );
        assert!(money.abs_diff(earned) <= slack, "{i}: {money} of {earned}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn backers_own_what_they_paid_for(steps in prop::collection::vec(step(), 1..120)) {
        let mut both = Both {
            insurer: Insurer::default(),
            naive: Naive::default(),
            backers: [None; 4],
            oldest: 0,
            paid_in: 0,
        };
        for step in steps {
            both.take(step);
            // INV-12: shares that backers have are at most those that series know of.
            let shares: u128 = both.insurer.series.values().map(|s| s.shares.u128()).sum();
            prop_assert_eq!(shares, both.insurer.resort.pool.gains.u128());
        }
        for i in 0..4 {
            both.claim(i);
        }
        // All that is left behind is what rounding left.
        let left: u128 = both.insurer.series.values().map(|s| s.unsold.u128()).sum();
        let money: u128 = both.insurer.series.values().map(|s| s.money.u128()).sum();
        let bound = 8 * (u128::from(both.insurer.resort.series) + 1) + 100;
        prop_assert!(left <= bound && money <= bound, "{} {}", left, money);
        let insured = both.insurer.resort.pool.whole().unwrap().u128();
        prop_assert!(insured <= both.paid_in);
    }
}
