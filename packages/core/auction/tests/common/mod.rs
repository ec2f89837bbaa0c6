//! What several tests start from.
#![allow(missing_docs, dead_code, clippy::unwrap_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

use std::str::FromStr;

use cosmwasm_std::{Binary, Decimal, Uint256};
use seawall_auction::*;
use seawall_money::*;

pub fn dec(text: &str) -> Decimal {
    Decimal::from_str(text).unwrap()
}

pub fn pair(text: &str) -> PairPrice {
    PairPrice::from_atomics(Uint256::from(dec(text).atomics()) * Uint256::from(10u128.pow(18)))
}

pub const ANY: PairPrice = PairPrice::from_atomics(Uint256::MAX);

pub fn params() -> AuctionParams {
    AuctionParams {
        curve: Curve::StairstepExponential {
            cut: dec("0.99"),
            step_seconds: 6,
        },
        buffer: dec("1.1"),
        tail_seconds: 600,
        cusp: dec("0.4"),
        block_seconds: dec("6"),
        halt_slack_seconds: 60,
    }
}

/// Worth 1,090 at the pair price of 1, for a debt of 1,000 and a fee of 9.
pub fn terms() -> SaleTerms {
    SaleTerms {
        put_up: CollateralAmount::new(1_090_000),
        repay: DebtAmount::new(1_000_000),
        close_at: DebtAmount::new(1_009_000),
        fee: dec("0.009"),
        pair_price: pair("1"),
        buffer: dec("1.1"),
        floor: PairPrice::bringing(DebtAmount::new(1_009_000), CollateralAmount::new(1_090_000))
            .unwrap(),
        min_rest: CollateralAmount::new(10_000),
    }
}

pub const OPENED: Clock = Clock {
    height: 50,
    seconds: 1_000,
};

/// The block `n` blocks after the opening.
pub fn after(n: u64) -> Clock {
    Clock {
        height: 50 + n,
        seconds: 1_000 + 6 * n,
    }
}

pub fn sale() -> Sale {
    Sale::open(&terms(), &params(), OPENED).unwrap()
}

pub fn want(units: u128) -> CollateralAmount {
    CollateralAmount::new(units)
}

/// The lot of all batches here.
pub const LOT: u64 = 7;

/// Certain until block 5, possible until block 14, reveals in blocks 15 to 20; bond 1 %, bids of
/// 1 % of the lot or more.
pub fn sealed_params() -> SealedParams {
    SealedParams {
        window: Window {
            min_blocks: 5,
            max_blocks: 14,
            reveal_blocks: 6,
        },
        bond: dec("0.01"),
        min_bid: dec("0.01"),
        block_seconds: dec("6"),
        halt_slack_seconds: 60,
    }
}

/// 1,000 units; closes at 900, never below 0.8: numbers that can be followed by hand.
pub fn small_terms() -> SaleTerms {
    SaleTerms {
        put_up: CollateralAmount::new(1_000),
        repay: DebtAmount::new(900),
        close_at: DebtAmount::new(900),
        fee: dec("0"),
        pair_price: pair("1"),
        buffer: dec("1.1"),
        floor: pair("0.8"),
        min_rest: CollateralAmount::new(10),
    }
}

pub fn batch_of(terms: &SaleTerms) -> Sale {
    Sale::open_sealed(terms, &sealed_params(), OPENED).unwrap()
}

pub fn opening(price: PairPrice, amount: u128, salt: u8) -> Opening {
    Opening {
        price,
        amount: CollateralAmount::new(amount),
        salt: Binary::from([salt; 32]),
    }
}

/// The name of bidder `n`.
pub fn bidder(n: u64) -> String {
    format!("bidder{n}")
}

/// Bids `(block, price, amount)` of a batch, committed and revealed; bid `n` is bidder `n`'s. In the
/// order of clearing.
pub fn revealed(sale: &mut Sale, bids: &[(u64, PairPrice, u128)]) -> Vec<Revealed> {
    let bond = sale.sealed().unwrap().bond;
    let mut kept = vec![];
    for (n, (block, price, amount)) in (0u64..).zip(bids) {
        let opening = opening(*price, *amount, n as u8);
        let hash = opening.seal(LOT, &bidder(n)).unwrap();
        kept.push((n, opening, sale.commit(after(*block), hash, bond).unwrap()));
    }
    let mut all = vec![];
    for (n, opening, commitment) in &kept {
        let who = bidder(*n);
        let money = DebtAmount::MAX;
        let bid = sale.reveal(after(15), (LOT, *n, &who), commitment, opening, money);
        all.push(bid.unwrap());
    }
    sorted(all)
}

/// As the auction house's index gives them.
pub fn sorted(mut all: Vec<Revealed>) -> Vec<Revealed> {
    all.sort_by(|a, b| b.price.cmp(&a.price).then(a.bid.cmp(&b.bid)));
    all
}

/// Clears in pages of so many bids; what was given, and how many pages it took.
pub fn cleared(sale: &mut Sale, bids: &[Revealed], page: usize) -> (Vec<Fill>, usize) {
    let mut pages = 0;
    let mut at = 0;
    while sale.life == Life::Clearing {
        let next = (at + page).min(bids.len());
        pages += 1;
        if sale
            .price_bids(&bids[at..next], next == bids.len())
            .unwrap()
        {
            break;
        }
        at = next;
    }
    let (mut fills, mut at) = (vec![], 0);
    while sale.life == Life::Clearing {
        let next = (at + page).min(bids.len());
        pages += 1;
        fills.extend(
            sale.fill_bids(&bids[at..next], next == bids.len())
                .unwrap()
                .fills,
        );
        at = next;
    }
    (fills, pages)
}
