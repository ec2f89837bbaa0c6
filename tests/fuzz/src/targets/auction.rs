//! Price curves, sales and splits.
//!
//! What must always hold: a price never rises and is never above its start; the books of a sale add up
//! after every take (INV-4), payments round against the taker (INV-12); parameters that contradict
//! themselves are refused with an error, and so is what does not fit into its type.

use cosmwasm_std::Decimal;
use num_bigint::BigUint;
use seawall_auction::{
    elapsed, halted, split, stairstep, AuctionParams, Clock, Curve, Life, Mode, Sale, SaleTerms,
};
use seawall_money::{CollateralAmount, DebtAmount, PairPrice};

use crate::draw::Draw;
use crate::targets::money::big;

/// A curve, then a sale on it.
pub fn sales(data: &[u8]) {
    let from = &mut Draw::new(data);
    let curve = curve(from);
    let top = PairPrice::from_atomics(from.wide());
    falls(&curve, top, from);
    splits(from);
    let params = params(curve, from);
    let terms = terms(from);
    let clock = Clock {
        height: from.u64(),
        seconds: from.u64(),
    };
    let _ = elapsed(from.u64(), from.u64(), from.ratio());
    let _ = halted(from.u64(), from.u64(), from.u64(), from.u64());
    if let Ok(sale) = Sale::open(&terms, &params, clock) {
        sold(sale, from);
    }
}

fn curve(from: &mut Draw<'_>) -> Curve {
    if from.once_in(3) {
        return Curve::Linear {
            tau_seconds: from.u64() >> from.below(64),
        };
    }
    Curve::StairstepExponential {
        cut: from.ratio(),
        step_seconds: from.u64() >> from.below(64),
    }
}

fn falls(curve: &Curve, top: PairPrice, from: &mut Draw<'_>) {
    let (early, more) = (from.u64() >> from.below(64), from.u64() >> from.below(64));
    let before = curve.price_at(top, early);
    let after = curve.price_at(top, early.saturating_add(more));
    if curve.validate().is_err() {
        return;
    }
    if let (Ok(before), Ok(after)) = (before, after) {
        assert!(
            after <= before && before <= top,
            "{after:?} {before:?} {top:?}"
        );
    }
    if let Curve::StairstepExponential { cut, step_seconds } = *curve {
        let steps = (early.checked_div(step_seconds).unwrap_or_default()) % 40;
        if let Some(at) = steps.checked_mul(step_seconds) {
            close_to_exact(curve, top, cut, steps, at);
        }
        let _ = stairstep(cosmwasm_std::Decimal256::new(top.atomics()), cut, early);
    }
}

/// `top·cut^steps`: never below the exact one, and above it by less than rounding explains.
fn close_to_exact(curve: &Curve, top: PairPrice, cut: Decimal, steps: u64, at: u64) {
    let (Ok(price), Ok(count)) = (curve.price_at(top, at), u32::try_from(steps)) else {
        return;
    };
    let one = big(Decimal::one().atomics());
    // Exact, in units of one step's share.
    let exact = big(top.atomics()) * big(cut.atomics()).pow(count);
    let scale = one.pow(count);
    let price = big(price.atomics());
    // Shares below 10^-18 count as nothing; each product is rounded up in the 36th digit.
    let left = (big(cut.atomics()).pow(count) * &one) / &scale;
    if left < BigUint::from(2u8) {
        return;
    }
    assert!(&price * &scale >= exact, "a price below the exact one");
    let slack = &exact / 1_000_000_000_000_000u64 + &scale * 2u8;
    assert!(
        &price * &scale <= exact + slack,
        "a price far above the exact one"
    );
}

fn splits(from: &mut Draw<'_>) {
    let (fee, repay) = (from.ratio(), DebtAmount::from(from.uint()));
    let (mut proceeds, mut debt_money) = (DebtAmount::ZERO, DebtAmount::ZERO);
    for _ in 0..4 {
        let payment = DebtAmount::from(from.uint());
        let Ok(parts) = split(proceeds, payment, fee, repay) else {
            return;
        };
        assert_eq!(parts.debt_money.plus(parts.fee), Ok(payment));
        debt_money = debt_money.plus(parts.debt_money).unwrap();
        proceeds = proceeds.plus(payment).unwrap();
        assert!(debt_money <= repay, "more debt money than the debt");
    }
}

fn params(curve: Curve, from: &mut Draw<'_>) -> AuctionParams {
    AuctionParams {
        curve,
        buffer: from.ratio(),
        tail_seconds: from.u64() >> from.below(64),
        cusp: from.share(),
        block_seconds: from.ratio(),
        halt_slack_seconds: from.u64() >> from.below(64),
    }
}

fn terms(from: &mut Draw<'_>) -> SaleTerms {
    let repay = DebtAmount::from(from.uint());
    let close_at = repay.plus_or_max(DebtAmount::from(from.uint() >> 8));
    let put_up = CollateralAmount::from(from.uint());
    let fair = PairPrice::bringing(close_at, put_up).unwrap_or(PairPrice::ZERO);
    let pair_price = if from.once_in(3) {
        PairPrice::from_atomics(from.wide())
    } else {
        fair
    };
    SaleTerms {
        put_up,
        repay,
        close_at,
        fee: from.ratio(),
        pair_price,
        buffer: Decimal::one().saturating_add(from.share()),
        floor: pair_price.scaled_ceil(from.share()).unwrap_or(fair),
        min_rest: CollateralAmount::from(from.uint()),
    }
}

fn sold(mut sale: Sale, from: &mut Draw<'_>) {
    let Mode::Dutch(dutch) = sale.mode else {
        return;
    };
    let mut clock = sale.opened;
    let mut last = dutch.top;
    for _ in 0..8 {
        let blocks = from.u64() >> from.below(64);
        clock.height = clock.height.saturating_add(blocks);
        clock.seconds = clock
            .seconds
            .saturating_add(blocks.saturating_mul(from.u64() % 8));
        let want = CollateralAmount::from(from.uint());
        let _ = sale.ended(clock);
        let Ok(take) = sale.quote_take(clock, want, last) else {
            continue;
        };
        assert!(take.price <= last && take.price >= dutch.floor, "{take:?}");
        assert!(take.collateral <= want && !take.collateral.is_zero());
        assert!(take.price.payment_for(take.collateral).unwrap() <= take.payment);
        last = take.price;
        let Ok(parts) = sale.apply(&take) else {
            continue;
        };
        assert_eq!(parts.debt_money.plus(parts.fee), Ok(take.payment));
        balanced(&sale);
    }
    if sale.life == Life::Open && !sale.sold.is_zero() {
        assert!(
            sale.rest() >= sale.min_rest && !sale.rest().is_zero(),
            "dust is left"
        );
    }
}

/// INV-4: what is sold and what is left are what was put up; the money is all of the money.
fn balanced(sale: &Sale) {
    assert_eq!(sale.sold.plus(sale.rest()), Ok(sale.put_up));
    assert_eq!(
        sale.shares.debt_money.plus(sale.shares.fee),
        Ok(sale.proceeds)
    );
    assert!(sale.shares.debt_money <= sale.repay);
}
