//! The buyer of last resort: what it buys, whose it is, and what selling it back brings.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing
)]

mod common;

use common::insurer::*;
use common::*;
use cosmwasm_std::Decimal;
use seawall_bids::*;

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
