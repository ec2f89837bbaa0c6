//! The worlds that are checked, smallest first: the small ones in every test run, with the usual ones by
//! `scripts/test-model`, the large ones when somebody has the time. What must always hold: the README names
//! every world, and of those that were visited whole says the number of states.

use crate::bids::Bids;
use crate::check::{check, Verdict};
use crate::link::Link;
use crate::liquidation::{Liquidations, Shared};
use crate::mirror::Mirror;

/// A world, and how to check it.
pub struct World {
    /// What it is.
    pub name: &'static str,
    /// Checks it.
    pub run: fn(&'static str) -> Verdict,
}

macro_rules! worlds {
    ($($name:literal => $model:expr),* $(,)?) => {
        vec![$(World { name: $name, run: |name| check(name, $model) }),*]
    };
}

/// A mirror without mistakes.
pub fn mirror(deposits: &[u128], withdrawals: &[u128], loans: &[u128], repaid: &[u128]) -> Mirror {
    Mirror {
        deposits: deposits.to_vec(),
        withdrawals: withdrawals.to_vec(),
        loans: loans.to_vec(),
        repayments: repaid.to_vec(),
        reports: 2,
        halts: true,
        mistake: None,
    }
}

/// Liquidations without mistakes, one at a time: so many lots a round, units a lot, rounds, debt.
pub fn liquidations(lots: usize, put_up: u128, rounds: u16, debt: u128) -> Liquidations {
    Liquidations {
        at_once: 1,
        shared: Shared::Route,
        lots,
        put_up,
        rounds,
        debt,
        pool: false,
        stalls: true,
        halts: false,
        garbles: true,
        reports: 1,
        halves: false,
        travels: true,
        again: false,
        mistake: None,
    }
}

/// Two at once, each with a lot of one unit: acks can be read, what is told is heard at once, money arrives
/// when it is sent on. Loss, refusal, timeouts, repetition, halves of reports are left.
pub fn two(shared: Shared, debt: u128) -> Liquidations {
    Liquidations {
        at_once: 2,
        shared,
        garbles: false,
        reports: 0,
        halves: true,
        travels: false,
        ..liquidations(1, 1, 1, debt)
    }
}

/// A link without mistakes.
pub fn link(packets: [usize; 2], channels: u32) -> Link {
    Link {
        packets,
        channels,
        garbles: true,
        drains: false,
        mistake: None,
    }
}

/// Bids without mistakes.
pub fn bids(bids: usize, units: u8, halts: bool) -> Bids {
    Bids {
        bids,
        units,
        halts,
        mistake: None,
    }
}

/// Checked in every test run.
pub fn small() -> Vec<World> {
    worlds![
        "mirror: 2 deposits, 2 withdrawals" => mirror(&[2, 3], &[1, 2], &[], &[]),
        "mirror: 2 loans, 2 repayments" => mirror(&[], &[], &[2, 3], &[1, 1]),
        "mirror: deposit, withdrawal, loan, repayment" => mirror(&[2], &[1], &[2], &[1]),
        "liquidation: 1 lot of 2, 2 rounds" => liquidations(1, 2, 2, 2),
        "liquidation: 2 lots" => liquidations(2, 1, 1, 1),
        "liquidation: 1 lot, deficit" => liquidations(1, 1, 1, 2),
        "liquidation: 1 lot, chain stands still" => Liquidations {
            halts: true,
            ..liquidations(1, 1, 1, 1)
        },
        "liquidation: 1 lot, reports overtake each other" => Liquidations {
            reports: 2,
            halves: true,
            ..liquidations(1, 1, 1, 1)
        },
        "liquidation: 2 at once, one route" => two(Shared::Route, 1),
        "liquidation: 2 at once, one debt, deficit, pool, nobody gives up" => Liquidations {
            stalls: false,
            pool: true,
            ..two(Shared::Debt, 4)
        },
        "link: 2 packets, 2 channels" => link([2, 0], 2),
        "bids: 2 for 1 unit" => bids(2, 1, true),
    ]
}

/// Checked by `scripts/test-model` besides.
pub fn usual() -> Vec<World> {
    worlds![
        "mirror: 3 loans, 2 repayments" => mirror(&[], &[], &[2, 3, 1], &[1, 1]),
        "liquidation: 1 lot, deficit, pool" => Liquidations {
            pool: true,
            ..liquidations(1, 1, 1, 3)
        },
        "liquidation: 2 at once, one debt" => two(Shared::Debt, 2),
    ]
}

/// Checked by `scripts/test-model --large` besides.
pub fn large() -> Vec<World> {
    worlds![
        "mirror: 3 deposits, 3 withdrawals" => mirror(&[2, 3, 1], &[1, 2, 1], &[], &[]),
        "mirror: 2 of each kind" => Mirror {
            reports: 1,
            halts: false,
            ..mirror(&[2, 3], &[1, 2], &[2, 3], &[1])
        },
        "liquidation: 2 at once, one route, words and money travel" => Liquidations {
            at_once: 2,
            ..liquidations(1, 1, 1, 1)
        },
        "liquidation: 2 at once, one debt, words and money travel" => Liquidations {
            at_once: 2,
            shared: Shared::Debt,
            ..liquidations(1, 1, 1, 2)
        },
        "liquidation: 2 at once, one debt, deficit" => two(Shared::Debt, 3),
        "liquidation: 2 at once, one debt, deficit, pool, nobody gives up, once more" => Liquidations {
            stalls: false,
            pool: true,
            again: true,
            ..two(Shared::Debt, 4)
        },
        "liquidation: 2 lots of 2" => liquidations(2, 2, 1, 3),
        "link: 2 packets and 1 back, 2 channels" => link([2, 1], 2),
        "link: 1 packet and 1 back, 3 channels, drained" => Link {
            drains: true,
            ..link([1, 1], 3)
        },
        "link: 2 packets and 2 back, 2 channels" => link([2, 2], 2),
        "link: 3 packets, 3 channels" => link([3, 0], 3),
        "bids: 3 for 2 units" => bids(3, 2, false),
    ]
}
