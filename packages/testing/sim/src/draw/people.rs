//! Draws what borrowers, lenders and insurers do.

use crate::rng::Rng;
use crate::script::Action;
use crate::stage::PEOPLE;

pub(super) fn user(rng: &mut Rng) -> Action {
    let (who, listing) = (rng.any(), rng.any());
    // Mostly those who have something.
    let account = match rng.below(4) {
        0 => rng.any(),
        _ => rng.below(PEOPLE.len() as u64),
    };
    match rng.below(16) {
        0..=1 => Action::Deposit {
            who,
            account,
            listing,
            milli: rng.within(1_000, 700_000),
        },
        2..=8 => Action::Borrow {
            account,
            listing,
            milli: if rng.below(4) > 0 {
                0
            } else {
                rng.within(1_000, 150_000)
            },
        },
        9..=11 => Action::Withdraw {
            account,
            listing,
            milli: if rng.one_in(8) {
                0
            } else {
                rng.within(1, 120_000)
            },
        },
        12 => Action::Repay {
            who,
            account,
            listing,
            milli: if rng.one_in(6) {
                0
            } else {
                rng.within(1, 400_000)
            },
        },
        13 => Action::Settings {
            account,
            kind: rng.below(42),
        },
        14 if rng.one_in(2) => Action::ClaimSurplus { account, listing },
        14 => Action::Claim {
            who,
            place: rng.any(),
        },
        _ if rng.one_in(8) => Action::Open { who },
        _ => Action::Claim {
            who,
            place: rng.any(),
        },
    }
}

pub(super) fn capital(rng: &mut Rng) -> Action {
    let (who, at) = (rng.any(), rng.any());
    match rng.below(8) {
        0 => Action::Lend {
            who,
            market: at,
            milli: rng.within(1_000, 900_000),
        },
        1..=2 => Action::RequestExit {
            who,
            market: at,
            percent: rng.within(1, 60),
        },
        3 => Action::FinishExit {
            market: at,
            exit: rng.any(),
        },
        4 => Action::ClaimRecovery { who, market: at },
        5 => Action::Stake {
            who,
            pool: at,
            milli: rng.within(1_000, 90_000),
        },
        _ => Action::Unstake {
            who,
            pool: at,
            step: rng.any(),
        },
    }
}
