//! Plans, certificates, volatility.
//!
//! What must always hold: a plan is made only for an unsafe account (INV-6), sells no more than there
//! is, repays no more than is owed, and reaches its target where it says so; within a certificate the
//! account keeps its level however prices move together; averages stay between what they average.

use cosmwasm_std::{Decimal, SignedDecimal};
use num_bigint::BigUint;
use seawall_money::{CollateralAmount, DebtAmount, DebtShares, DebtValue, Price, RatioExt};
use seawall_risk::{
    certify, certify_next, decay, drift, ema, ln, log_return, new_debt_ltv, plan, BonusParams,
    CollateralPoint, CollateralView, DebtPoint, DebtView, Ewma, KeeperPay, LotMode, Payable, Plan,
    PlanInput, PlanParams, Position, Sellable, Side, Tightening, ToxicParams,
};

use crate::draw::Draw;
use crate::targets::money::big;

/// An account and a plan for it.
pub fn plans(data: &[u8]) {
    let from = &mut Draw::new(data);
    let input = input(from);
    let made = plan(&input);
    assert_eq!(made, plan(&input), "the same account, another plan");
    if let Ok(plan) = made {
        assert!(plan.health_before.factor.is_unsafe());
        within(&input, &plan);
        reaches(&input, &plan);
    }
    let _ = input.position.is_safe_to_act();
    pay(from);
}

fn price(from: &mut Draw<'_>) -> Price {
    if from.once_in(4) {
        return Price::from_atomics(from.wide());
    }
    let decimals = [0, 6, 8, 18][from.below(4)];
    let cents = 1 + from.u64() % 10_000_000;
    Price::per_token(Decimal::from_ratio(cents, 100u8), decimals).unwrap()
}

fn amount(from: &mut Draw<'_>) -> u128 {
    if from.once_in(4) {
        return from.number();
    }
    u128::from(from.u64() % 1_000_000_000_000)
}

/// A share that is allowed as a weight.
fn weight(from: &mut Draw<'_>) -> Decimal {
    match from.below(3) {
        0 => from.share(),
        _ => Decimal::percent(from.u64() % 101),
    }
}

fn params(from: &mut Draw<'_>) -> PlanParams {
    let one = Decimal::one();
    PlanParams {
        bonus: BonusParams {
            start: Decimal::permille(from.u64() % 100),
            slope: from.ratio(),
            min: Decimal::permille(from.u64() % 100),
            max: Decimal::permille(from.u64() % 300),
        },
        target_health: one.saturating_add(Decimal::permille(from.u64() % 300)),
        fee_share: from.share(),
        z: Decimal::percent(from.u64() % 500),
        floor_cap: weight(from),
        buffer: one.saturating_add(weight(from)),
        smallest_lot: DebtValue::from_atomics(from.uint().into()),
        toxic: ToxicParams {
            sell: from.once_in(2),
            cusp: weight(from),
        },
        max_lots: (from.below(10)) as u8,
    }
}

fn input(from: &mut Draw<'_>) -> PlanInput {
    let (c, d) = (1 + from.below(5), 1 + from.below(4));
    let collaterals: Vec<_> = (0..c)
        .map(|_| CollateralView {
            price: price(from),
            amount: CollateralAmount::new(amount(from)),
            liquidation_threshold: weight(from),
            max_ltv: weight(from),
        })
        .collect();
    let debts: Vec<_> = (0..d)
        .map(|_| DebtView {
            price: price(from),
            amount: DebtAmount::new(amount(from)),
        })
        .collect();
    let sellable = (0..from.below(c + 2)).map(|at| Sellable {
        collateral: at,
        amount: CollateralAmount::new(amount(from)),
        dust: CollateralAmount::new(amount(from)),
        sigma: weight(from),
        price_age_seconds: from.u64() >> from.below(64),
    });
    let sellable: Vec<_> = sellable.filter(|s| s.collateral < c).collect();
    let payable: Vec<_> = (0..d)
        .map(|debt| Payable {
            debt,
            dust: DebtAmount::new(amount(from)),
            limit: DebtAmount::new(if from.once_in(2) {
                u128::MAX
            } else {
                amount(from)
            }),
        })
        .collect();
    let routes = (0..c).flat_map(|c| (0..d).map(move |d| (c, d)));
    PlanInput {
        position: Position { collaterals, debts },
        sellable,
        payable,
        routes: routes.collect(),
        params: params(from),
    }
}

fn within(input: &PlanInput, plan: &Plan) {
    assert!(plan.lots.len() <= usize::from(input.params.max_lots));
    for (at, view) in input.position.collaterals.iter().enumerate() {
        let lots = plan.lots.iter().filter(|lot| lot.collateral == at);
        let sold: BigUint = lots.map(|lot| big(lot.put_up)).sum();
        let most = input.sellable.iter().filter(|s| s.collateral == at);
        let most: BigUint = most.map(|s| big(s.amount)).sum();
        assert!(
            sold <= big(view.amount) && sold <= most,
            "more is sold than there is"
        );
    }
    for (at, view) in input.position.debts.iter().enumerate() {
        let lots = plan.lots.iter().filter(|lot| lot.debt == at);
        let repaid: BigUint = lots.map(|lot| big(lot.expected_repay)).sum();
        assert!(repaid <= big(view.amount), "more is repaid than is owed");
    }
    for lot in &plan.lots {
        assert!(
            !lot.put_up.is_zero() && !lot.repay.is_zero(),
            "an empty lot: {lot:?}"
        );
        assert!(lot.expected_repay <= lot.repay && lot.repay <= lot.close_at);
        let top = lot.pair_price.scaled_ceil(lot.buffer);
        assert!(
            top.map_or(true, |top| lot.floor <= top),
            "a floor above the start: {lot:?}"
        );
    }
}

fn reaches(input: &PlanInput, plan: &Plan) {
    let sized = plan
        .lots
        .last()
        .is_some_and(|lot| lot.mode == LotMode::ToTarget);
    if sized {
        let after = plan.health_after_expected.factor.ratio();
        assert!(
            after >= input.params.target_health,
            "sized to target, but ends at {after}"
        );
    }
}

/// DEC-10: what a keeper earns is never above the fee on any lot that is at least the smallest.
fn pay(from: &mut Draw<'_>) {
    let pay = KeeperPay {
        tip: DebtValue::from_atomics(from.uint().into()),
        chip: Decimal::new(from.u64().into()),
    };
    let smallest = DebtValue::from_atomics(from.uint().into());
    let (share, min) = (from.share(), from.share());
    if pay.validate(smallest, share, min).is_err() {
        return;
    }
    let debt = smallest
        .plus(DebtValue::from_atomics(from.uint().into()))
        .unwrap();
    if let (Ok(earned), Ok(fee)) = (pay.accrued(debt), share.times(min)) {
        let fee = debt.scaled(fee).unwrap();
        // The fee itself is rounded up here, so one unit is no profit.
        assert!(earned <= fee, "{earned:?} earned of a fee of {fee:?}");
    }
}

/// Points and their box of prices.
pub fn certificates(data: &[u8]) {
    let from = &mut Draw::new(data);
    let sigma = |from: &mut Draw<'_>| {
        if from.once_in(5) {
            from.ratio()
        } else {
            from.share()
        }
    };
    let collaterals: Vec<_> = (0..1 + from.below(8))
        .map(|_| CollateralPoint {
            quantity: CollateralAmount::new(amount(from)),
            x: price(from),
            sigma: sigma(from),
        })
        .collect();
    let debts: Vec<_> = (0..from.below(5))
        .map(|_| DebtPoint {
            shares: DebtShares::new(amount(from)),
            y: price(from),
            sigma: sigma(from),
        })
        .collect();
    let level = Decimal::one().saturating_add(Decimal::permille(from.u64() % 500));
    let _ = certify_next(&collaterals, &debts, level);
    let Ok(found) = certify(&collaterals, &debts, level) else {
        return;
    };
    let x: Vec<_> = collaterals.iter().map(|c| big(c.x.atomics())).collect();
    let y: Vec<_> = debts.iter().map(|d| big(d.y.atomics())).collect();
    let holds = |x: &[BigUint], y: &[BigUint]| {
        let has = collaterals.iter().zip(x).map(|(c, x)| big(c.quantity) * x);
        let owes = debts.iter().zip(y).map(|(d, y)| big(d.shares) * y);
        let (has, owes): (BigUint, BigUint) = (has.sum(), owes.sum());
        has * big(Decimal::one().atomics()) >= owes * big(level.atomics())
    };
    let Some(certificate) = found else {
        assert!(!holds(&x, &y), "a safe account got no certificate");
        return;
    };
    // The worst corner of the box: every collateral down to its trigger, every debt up to it.
    let (mut x, mut y) = (x, y);
    for trigger in &certificate.triggers {
        let level = big(trigger.level.atomics());
        match trigger.side {
            Side::Collateral => x[trigger.index] = level,
            Side::Debt => y[trigger.index] = level,
        }
    }
    let unlimited = debts.iter().all(|d| d.shares.is_zero());
    assert!(unlimited || holds(&x, &y), "unsafe within the certificate");
}

/// Logarithms, weights, averages.
pub fn volatility(data: &[u8]) {
    let from = &mut Draw::new(data);
    let (a, b) = (price(from), price(from));
    let (seconds, half_life) = (from.u64() >> from.below(64), from.u64() >> from.below(64));
    if let Ok(kept) = decay(seconds, half_life) {
        assert!(kept <= Decimal::one());
        let later = decay(seconds.saturating_add(1), half_life).unwrap();
        assert!(later <= kept, "a weight that grows with age");
    }
    if let Ok(average) = ema(a, b, seconds, half_life) {
        assert!(
            average >= a.min(b) && average <= a.max(b),
            "{average:?} of {a:?} and {b:?}"
        );
    }
    let there = log_return(a, b);
    if let (Ok(there), Ok(back)) = (&there, log_return(b, a)) {
        assert_eq!(there.checked_add(back), Ok(SignedDecimal::zero()));
        assert!((b >= a) == (*there >= SignedDecimal::zero()) || there.is_zero());
    }
    let x = from.ratio();
    let _ = ln(x);
    let _ = drift(from.ratio(), from.ratio(), from.u64());
    if let (Ok(mut ewma), Ok(step)) = (Ewma::new(from.ratio(), half_life), there) {
        for _ in 0..3 {
            match ewma.updated(step, from.u64() >> from.below(64)) {
                Ok(next) => ewma = next,
                Err(_) => break,
            }
        }
        let _ = ewma.sigma();
    }
    tightens(from);
}

/// More volatility never allows more new debt, and none allows all.
fn tightens(from: &mut Draw<'_>) {
    let how = Tightening {
        calm_sigma: from.ratio(),
        z: from.ratio(),
        horizon_seconds: from.u64() >> from.below(64),
        least_share: from.share(),
    };
    let (most, sigma) = (from.share(), from.ratio());
    let calm = new_debt_ltv(most, how.calm_sigma, &how);
    assert_eq!(calm, Ok(most), "calm takes nothing");
    if let Ok(limit) = new_debt_ltv(most, sigma, &how) {
        assert!(limit <= most && limit >= most.times(how.least_share).unwrap());
    }
}
