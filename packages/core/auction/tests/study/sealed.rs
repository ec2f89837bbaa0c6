//! The lots in sealed batches. Buyers commit and reveal as soon as they are let, and bid what they pay.

use cosmwasm_std::Binary;
use seawall_auction::{BidError, Commitment, Opening, Revealed, Sale, SealedParams, Window};
use seawall_money::{CollateralAmount, DebtAmount, PairPrice};

use crate::common::{after, bidder, cleared, sealed_params, sorted, OPENED};
use crate::world::{price, terms, Market, Outcome, CAPACITY, FLOOR, GREED, MARGINS, UNITS};

/// The number of the adversary; what it wants is all.
const ADVERSARY: u64 = 100;
/// Commitments in blocks 0 to 14, certain until block 5, reveals in blocks 15 to 20.
pub const SHORT: Window = Window {
    min_blocks: 5,
    max_blocks: 14,
    reveal_blocks: 6,
};
/// Commitments in blocks 0 to 29, certain until block 19, reveals in blocks 30 to 49.
pub const LONG: Window = Window {
    min_blocks: 19,
    max_blocks: 29,
    reveal_blocks: 20,
};

struct Run {
    lot: u64,
    /// How many of its own commitments the adversary does not reveal.
    lost: u64,
    sale: Sale,
    bids: Vec<(u64, Opening, Commitment)>,
    shown: Vec<Revealed>,
}

impl Run {
    fn new(market: &Market, window: Window) -> Self {
        let params = SealedParams {
            window,
            ..sealed_params()
        };
        Self {
            lot: market.seed,
            lost: 0,
            sale: Sale::open_sealed(&terms(), &params, OPENED).unwrap(),
            bids: vec![],
            shown: vec![],
        }
    }

    fn commit(&mut self, block: usize, n: u64, at: PairPrice, amount: u128) {
        let mut salt = [7u8; 32];
        salt[0] = n as u8;
        let opening = Opening {
            price: at,
            amount: CollateralAmount::new(amount),
            salt: Binary::from(salt),
        };
        let hash = opening.seal(self.lot, &bidder(n)).unwrap();
        let made = self.sale.commit(after(block as u64), hash, DebtAmount::MAX);
        self.bids.push((n, opening, made.unwrap()));
    }

    fn reveal(&mut self, block: usize, which: impl Fn(u64) -> bool) {
        for (n, opening, commitment) in &self.bids {
            if !which(*n) {
                continue;
            }
            let who = bidder(*n);
            let (clock, bid) = (after(block as u64), (self.lot, *n, who.as_str()));
            let money = DebtAmount::MAX;
            let shown = self.sale.reveal(clock, bid, commitment, opening, money);
            self.shown.push(shown.unwrap());
        }
    }

    fn outcome(mut self, market: &Market, adversary: u64) -> Outcome {
        let sealed = self.sale.sealed().unwrap();
        let bond = sealed.bond.u128() as f64;
        let end = sealed.window.reveals_until() as usize + 1;
        let _ = self
            .sale
            .begin_clearing(after(end as u64), self.lot)
            .unwrap();
        let (fills, _) = cleared(&mut self.sale, &sorted(self.shown), 10);
        let worth = market.worth[end];
        let sold = self.sale.sold.u128() as f64;
        let (mut got, mut profit) = (0.0, 0.0);
        for fill in fills.iter().filter(|f| f.bid == adversary) {
            got += fill.collateral.u128() as f64;
            profit += fill.collateral.u128() as f64 * worth - fill.payment.u128() as f64;
        }
        Outcome {
            brought: self.sale.proceeds.u128() as f64 / (sold * worth),
            share: got / sold,
            profit: (profit - bond * self.lost as f64) / UNITS as f64,
        }
    }
}

fn commit_all(run: &mut Run, market: &Market, block: usize) {
    for n in 0..MARGINS.len() {
        run.commit(block, n as u64, price(market.pays(n, block)), CAPACITY);
    }
}

pub fn honest(market: &Market) -> Outcome {
    let mut run = Run::new(market, SHORT);
    commit_all(&mut run, market, 0);
    run.reveal(15, |_| true);
    run.outcome(market, ADVERSARY)
}

/// The adversary sends every hash it sees as its own, and later every opening.
pub fn copied(market: &Market) -> Outcome {
    let mut run = Run::new(market, SHORT);
    commit_all(&mut run, market, 0);
    let mut copies = vec![];
    for (_, opening, commitment) in &run.bids {
        let hash = commitment.hash.clone();
        let copy = run.sale.commit(after(0), hash, DebtAmount::MAX).unwrap();
        copies.push((opening.clone(), copy));
        run.lost += 1;
    }
    run.reveal(15, |_| true);
    for (opening, copy) in &copies {
        let (clock, bid) = (after(16), (run.lot, ADVERSARY, "adversary"));
        let shown = run.sale.reveal(clock, bid, copy, opening, DebtAmount::MAX);
        assert_eq!(shown, Err(BidError::NotCommitted));
    }
    run.outcome(market, ADVERSARY)
}

/// Has everybody a block by which all commitments count, and one to reveal in?
pub fn gets_through(schedule: &[bool], window: Window) -> bool {
    let free = |blocks: &[bool]| blocks.iter().any(|theirs| !theirs);
    let (min, max) = (window.min_blocks as usize, window.max_blocks as usize);
    free(&schedule[..=min]) && free(&schedule[max + 1..=window.reveals_until() as usize])
}

/// In its own blocks the adversary lets nobody commit or reveal, and bids the floor for all itself.
pub fn censored(market: &Market, schedule: &[bool], window: Window) -> Outcome {
    let mut run = Run::new(market, window);
    run.commit(0, ADVERSARY, price(FLOOR), UNITS);
    let (max, end) = (window.max_blocks as usize, window.reveals_until() as usize);
    // They bid what they wanted to bid in block 0: only when it gets into a block is delayed.
    let theirs = (0..=max).find(|block| !schedule[*block]);
    for n in 0..MARGINS.len() {
        if let Some(block) = theirs {
            run.commit(block, n as u64, price(market.pays(n, 0)), CAPACITY);
        }
    }
    run.reveal(max + 1, |n| n == ADVERSARY);
    let shown = (max + 1..=end).find(|block| !schedule[*block]);
    // Without anybody else in the batch all are revealed.
    if let (Some(block), Some(_)) = (shown, theirs) {
        run.reveal(block, |n| n != ADVERSARY);
    }
    run.outcome(market, ADVERSARY)
}

/// The adversary waits for the newest price and commits in the last block that there can be.
pub fn sniped(market: &Market) -> Outcome {
    let mut run = Run::new(market, SHORT);
    commit_all(&mut run, market, 0);
    let limit = price(market.worth[14] * (1.0 - GREED));
    run.commit(14, ADVERSARY, limit, UNITS);
    run.reveal(15, |_| true);
    run.outcome(market, ADVERSARY)
}

/// The buyer who pays most has bid twice, and keeps back the better bid when it is seen that the other
/// is enough; the price falls to the next of the others.
pub fn kept_back(market: &Market) -> Outcome {
    let mut run = Run::new(market, SHORT);
    let high = market.pays(0, 0);
    run.commit(0, ADVERSARY, price(high), CAPACITY);
    run.commit(0, ADVERSARY + 1, price(FLOOR * 1.01), CAPACITY);
    for n in 1..MARGINS.len() {
        run.commit(0, n as u64, price(market.pays(n, 0)), CAPACITY);
    }
    run.lost = 1;
    run.reveal(15, |n| n != ADVERSARY);
    run.outcome(market, ADVERSARY + 1)
}

/// All buyers have agreed not to compete.
pub fn agreed(market: &Market) -> Outcome {
    let mut run = Run::new(market, SHORT);
    for n in 0..MARGINS.len() {
        run.commit(0, n as u64, price(FLOOR), CAPACITY);
    }
    run.reveal(15, |_| true);
    run.outcome(market, ADVERSARY)
}
