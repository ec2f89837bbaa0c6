//! The lots at a falling price: whoever pays the price of the block first has them.

use seawall_auction::{AuctionParams, Curve, Life, Sale};
use seawall_money::CollateralAmount;

use crate::common::{after, dec, OPENED};
use crate::world::{number, price, terms, Market, Outcome, CAPACITY, FLOOR, MARGINS, UNITS};

/// A step of 0.3 % each block.
fn open() -> Sale {
    let params = AuctionParams {
        curve: Curve::StairstepExponential {
            cut: dec("0.997"),
            step_seconds: 6,
        },
        buffer: dec("1.1"),
        tail_seconds: 1_200,
        cusp: dec("0.4"),
        block_seconds: dec("6"),
        halt_slack_seconds: 60,
    };
    Sale::open(&terms(), &params, OPENED).unwrap()
}

/// What happened to one lot so far.
struct Run<'a> {
    market: &'a Market,
    sale: Sale,
    worth: f64,
    adversary: (f64, f64),
}

impl<'a> Run<'a> {
    fn new(market: &'a Market) -> Self {
        Self {
            market,
            sale: open(),
            worth: 0.0,
            adversary: (0.0, 0.0),
        }
    }

    fn open(&self, block: usize) -> bool {
        let ended = self.sale.ended(after(block as u64)).unwrap();
        self.sale.life == Life::Open && ended.is_none()
    }

    fn price(&self, block: usize) -> f64 {
        number(self.sale.price(after(block as u64)).unwrap())
    }

    /// Takes up to `want` if it costs no more than `limit`; how much it was.
    fn take(&mut self, block: usize, want: u128, limit: f64, adversary: bool) -> u128 {
        let clock = after(block as u64);
        let want = CollateralAmount::new(want);
        let Ok(take) = self.sale.quote_take(clock, want, price(limit)) else {
            return 0;
        };
        let _ = self.sale.apply(&take).unwrap();
        let got = take.collateral.u128();
        let worth = got as f64 * self.market.worth[block];
        self.worth += worth;
        if adversary {
            self.adversary.0 += got as f64;
            self.adversary.1 += worth - take.payment.u128() as f64;
        }
        got
    }

    fn outcome(&self) -> Outcome {
        let sold = self.sale.sold.u128() as f64;
        Outcome {
            brought: self.sale.proceeds.u128() as f64 / self.worth,
            share: self.adversary.0 / sold,
            profit: self.adversary.1 / UNITS as f64,
        }
    }
}

/// Everybody takes as soon as the price suits them, the least greedy first.
pub fn honest(market: &Market) -> Outcome {
    each_block(market, |run, block, money| {
        for (n, left) in money.iter_mut().enumerate() {
            *left -= run.take(block, *left, run.market.pays(n, block), false);
        }
    })
}

/// Whatever somebody sends, the adversary sends the same, and is ordered before.
pub fn front_run(market: &Market) -> Outcome {
    each_block(market, |run, block, money| {
        for (n, left) in money.iter_mut().enumerate() {
            let limit = run.market.pays(n, block);
            let _ = run.take(block, *left, limit, true);
            *left -= run.take(block, *left, limit, false);
        }
    })
}

/// The buyer who demands least proposes blocks too. In its own nobody else takes, and it waits for the
/// last one of a row of them; in others' it takes as it would have anyway.
pub fn censored(market: &Market, schedule: &[bool]) -> Outcome {
    each_block(market, |run, block, money| {
        let near = run.price(block) < FLOOR * 1.004;
        let last = !schedule[block] || !schedule[block + 1] || near;
        for (n, left) in money.iter_mut().enumerate() {
            let lets = if n == 0 { last } else { !schedule[block] };
            if lets {
                *left -= run.take(block, *left, run.market.pays(n, block), n == 0);
            }
        }
    })
}

fn each_block(market: &Market, block: impl Fn(&mut Run<'_>, usize, &mut [u128; 5])) -> Outcome {
    let mut run = Run::new(market);
    let mut money = [CAPACITY; MARGINS.len()];
    let mut at = 0;
    while run.open(at) {
        block(&mut run, at, &mut money);
        at += 1;
    }
    run.outcome()
}
