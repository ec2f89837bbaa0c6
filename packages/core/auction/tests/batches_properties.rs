//! What holds over any bids of a batch (INV-4, INV-9, INV-12), against a second, slow way to clear it.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::*;
use proptest::prelude::*;
use seawall_auction::*;
use seawall_money::*;

/// Prices in percent from the floor up, so that many are the same; amounts in per mille of the lot.
fn any_bids() -> impl Strategy<Value = Vec<(u64, u64, u64)>> {
    prop::collection::vec((0u64..15, 80u64..120, 10u64..=1_000), 0..25)
}

fn any_terms() -> impl Strategy<Value = SaleTerms> {
    (1_000u128..1 << 60, 500u64..2_000, any::<bool>()).prop_map(|(put_up, share, target)| {
        let close_at = DebtAmount::new(put_up).part_ceil(share, 1_000u64).unwrap();
        let close_at = if target { close_at } else { DebtAmount::MAX };
        SaleTerms {
            put_up: CollateralAmount::new(put_up),
            repay: close_at,
            close_at,
            ..small_terms()
        }
    })
}

fn batch(terms: &SaleTerms, bids: &[(u64, u64, u64)]) -> (Sale, Vec<Revealed>) {
    let mut sale = batch_of(terms);
    let bids: Vec<_> = bids
        .iter()
        .map(|(block, percent, mille)| {
            let price = pair("1")
                .scaled_floor(cosmwasm_std::Decimal::percent(*percent))
                .unwrap();
            let amount = terms.put_up.part_ceil(*mille, 1_000u64).unwrap();
            (*block, price, amount.u128())
        })
        .collect();
    let bids = revealed(&mut sale, &bids);
    let _ = sale.begin_clearing(after(21), LOT).unwrap();
    (sale, bids)
}

/// The price by trying each that was offered: the most money, of equals the highest price.
fn slow_price(sale: &Sale, bids: &[Revealed]) -> Option<(PairPrice, CollateralAmount)> {
    let supply = Supply {
        put_up: sale.put_up,
        close_at: sale.close_at,
    };
    let mut best: Option<(DebtAmount, PairPrice, CollateralAmount)> = None;
    for bid in bids {
        let wanted = bids.iter().filter(|b| b.price >= bid.price);
        let wanted = wanted.fold(CollateralAmount::ZERO, |sum, b| sum.plus_or_max(b.amount));
        let sells = supply.sells(bid.price, wanted);
        let brings = supply.brings(bid.price, sells);
        // Bids come by falling price: the first of equals is the highest.
        if best.is_none_or(|best| brings > best.0) {
            best = Some((brings, bid.price, sells));
        }
    }
    best.map(|(_, price, sells)| (price, sells))
}

fn last_block(sale: &Sale) -> u32 {
    match sale.sealed().unwrap().batch {
        SealedBatch::Clearing { last_block, .. } | SealedBatch::Cleared { last_block, .. } => {
            last_block
        }
        _ => panic!("{:?}", sale.mode),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]
    #[test]
    fn a_batch_clears_as_the_slow_way_does_and_its_books_add_up(
        terms in any_terms(), bids in any_bids(), page in 1usize..8
    ) {
        let (mut sale, bids) = batch(&terms, &bids);
        let last = last_block(&sale);
        let counted: Vec<_> = bids.iter().filter(|b| b.block <= last).copied().collect();
        let expected = slow_price(&sale, &counted);
        let (fills, _) = cleared(&mut sale, &bids, page);
        let Some((price, sells)) = expected else {
            prop_assert!(fills.is_empty() && sale.sold.is_zero());
            return Ok(());
        };
        prop_assert_eq!(sale.price(after(22)).unwrap(), price);
        let (mut sold, mut paid, mut marginal) = (0u128, 0u128, 0u128);
        for bid in &counted {
            let fill = fills.iter().find(|f| f.bid == bid.bid);
            let fate = sale.sealed().unwrap().fate(bid);
            prop_assert_eq!(fate == Fate::Filled, bid.price >= price);
            prop_assert_eq!(fill.is_some(), bid.price >= price);
            let Some(fill) = fill else { continue };
            // INV-12: at least the price, and never more than the limit that was escrowed.
            prop_assert!(fill.payment >= price.payment_for(fill.collateral).unwrap());
            prop_assert_eq!(fill.payment.u128() + fill.refund.u128(), bid.escrow.u128());
            if bid.price > price {
                prop_assert_eq!(fill.collateral, bid.amount);
            } else {
                marginal += 1;
            }
            sold += fill.collateral.u128();
            paid += fill.payment.u128();
        }
        // INV-9: one fill each, and none for void bids.
        prop_assert_eq!(fills.len(), counted.iter().filter(|b| b.price >= price).count());
        // INV-4, and that nothing but the rounding of the margin stays unsold.
        prop_assert_eq!(sale.sold.u128(), sold);
        prop_assert!(sold <= sells.u128() && sells.u128() < sold + marginal.max(1));
        prop_assert_eq!(sale.proceeds.u128(), paid);
        prop_assert_eq!(sale.shares.debt_money.u128() + sale.shares.fee.u128(), paid);
        let most = sale.close_at.u128().saturating_add(2 + counted.len() as u128);
        prop_assert!(paid <= most, "passed by a unit of collateral and a unit of money per bid");
        let closed = matches!(sale.life, Life::Closed { .. });
        prop_assert!(closed, "{:?}", sale.life);
    }

    #[test]
    fn the_length_of_the_pages_changes_nothing(terms in any_terms(), bids in any_bids()) {
        let (sale, bids) = batch(&terms, &bids);
        let (mut at_once, mut one_by_one) = (sale, sale);
        let (fills, _) = cleared(&mut at_once, &bids, 1_000);
        let (others, _) = cleared(&mut one_by_one, &bids, 1);
        prop_assert_eq!(fills, others);
        prop_assert_eq!(at_once, one_by_one);
    }

    /// A bid in two parts gets no more than in one, but for the bond that it costs.
    #[test]
    fn nothing_is_gained_by_splitting_a_bid(
        terms in any_terms(), bids in any_bids(), whole in (80u64..120, 20u64..=1_000),
        part in 1u64..100
    ) {
        let (price, mille) = whole;
        let first = (mille * part / 100).clamp(10, mille - 10);
        let mut one = vec![(0, price, mille)];
        let mut two = vec![(0, price, first), (0, price, mille - first)];
        let others: Vec<_> = bids.iter().map(|(_, p, m)| (0, *p, *m)).collect();
        one.extend(&others);
        two.extend(&others);
        let terms = SaleTerms { put_up: terms.put_up.part_floor(1_000u64, 1u64).unwrap(), ..terms };
        let got = |bids: &[(u64, u64, u64)], mine: u64| {
            let (mut sale, bids) = batch(&terms, bids);
            let (fills, _) = cleared(&mut sale, &bids, 10);
            let mine = fills.iter().filter(|f| f.bid < mine);
            let got = mine.fold((0, 0), |sum, f| {
                (sum.0 + f.collateral.u128(), sum.1 + f.payment.u128())
            });
            (got, sale.price(after(22)).unwrap())
        };
        let ((whole, paid), at) = got(&one, 1);
        let ((parts, paid_in_parts), at_in_parts) = got(&two, 2);
        prop_assert_eq!(at, at_in_parts);
        prop_assert!(parts <= whole, "{parts} of two, {whole} of one");
        prop_assert!(whole - parts <= 1 && paid_in_parts + 2 * 2 >= paid);
    }

    #[test]
    fn more_demand_never_brings_less(
        terms in any_terms(), bids in any_bids(), more in (80u64..120, 10u64..=1_000)
    ) {
        let before: Vec<_> = bids.iter().map(|(_, p, m)| (0, *p, *m)).collect();
        let mut after_it = before.clone();
        after_it.push((0, more.0, more.1));
        let brought = |bids: &[(u64, u64, u64)]| {
            let (sale, bids) = batch(&terms, bids);
            let supply = Supply { put_up: sale.put_up, close_at: sale.close_at };
            slow_price(&sale, &bids).map(|(price, sold)| supply.brings(price, sold))
        };
        prop_assert!(brought(&after_it) >= brought(&before));
    }
}

#[test]
fn clearing_stops_where_nothing_below_matters() {
    let mut sale = batch_of(&small_terms());
    let mut bids = vec![(0, pair("1"), 1_000)];
    bids.extend((0..200).map(|_| (0, pair("0.8"), 10)));
    let bids = revealed(&mut sale, &bids);
    let _ = sale.begin_clearing(after(21), LOT).unwrap();
    let (fills, pages) = cleared(&mut sale, &bids, 2);
    assert_eq!(
        (fills.len(), pages),
        (1, 2),
        "one page for the price, one for the only fill"
    );
}

#[test]
fn prices_beyond_all_money_stop_nobody() {
    // Terms without a target, prices and amounts whose products do not fit: saturated, never an error.
    let terms = SaleTerms {
        put_up: CollateralAmount::MAX,
        close_at: DebtAmount::MAX,
        repay: DebtAmount::MAX,
        ..small_terms()
    };
    let supply = Supply {
        put_up: terms.put_up,
        close_at: terms.close_at,
    };
    let most = CollateralAmount::MAX;
    assert_eq!(supply.sells(ANY, most), CollateralAmount::new(1));
    assert_eq!(supply.brings(ANY, most), DebtAmount::MAX);
    assert_eq!(supply.sells(pair("0.000000000000000001"), most), most);
}
