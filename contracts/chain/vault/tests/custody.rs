//! INV-2 and INV-4 over random lives of a vault.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod common;

use common::*;
use proptest::prelude::*;
use seawall_wire::ids::ListingId;

const ACCOUNTS: u64 = 3;

#[derive(Clone, Debug)]
enum Step {
    Deposit(u64, ListingId, u128),
    Resolve(u64, bool),
    Release(u64, u64, ListingId, u128, bool),
    Seize(u64, u64, Vec<(ListingId, u128)>),
    Return(u64, ListingId, u128),
    Claim(bool, ListingId),
}

fn listing() -> impl Strategy<Value = ListingId> {
    prop_oneof![Just(ATOM), Just(OSMO)]
}

fn step() -> impl Strategy<Value = Step> {
    let account = 1..=ACCOUNTS;
    let order = 1..30u64;
    let lots = prop::collection::vec((listing(), 0..80u128), 0..4);
    prop_oneof![
        4 => (account.clone(), listing(), 1..200u128).prop_map(|(a, l, n)| Step::Deposit(a, l, n)),
        3 => (1..20u64, any::<bool>()).prop_map(|(d, yes)| Step::Resolve(d, yes)),
        3 => (order.clone(), account.clone(), listing(), 0..150u128, any::<bool>())
            .prop_map(|(o, a, l, n, blocked)| Step::Release(o, a, l, n, blocked)),
        2 => (order, account.clone(), lots).prop_map(|(o, a, lots)| Step::Seize(o, a, lots)),
        2 => (account, listing(), 1..80u128).prop_map(|(a, l, n)| Step::Return(a, l, n)),
        1 => (any::<bool>(), listing()).prop_map(|(alice, l)| Step::Claim(alice, l)),
    ]
}

/// Does a step; many are refused, which must leave everything as it was.
fn take(w: &mut World, step: Step) -> bool {
    let done = match step {
        Step::Deposit(account, listing, units) => w.deposit(account, listing, units),
        Step::Resolve(deposit, admitted) => w.resolve(deposit, admitted),
        Step::Release(order, account, listing, units, blocked) => {
            let to = if blocked { &w.blocked } else { &w.bob }.to_string();
            w.release_to(order, account, listing, units, &to)
        }
        Step::Seize(order, account, lots) => w.seize(order, account, &lots),
        Step::Return(account, listing, units) => w.give_back(account, listing, units),
        Step::Claim(alice, listing) => {
            let who = if alice { &w.alice } else { &w.bob }.clone();
            w.claim(&who, DENOMS[listing.0 as usize - 1])
        }
    };
    done.is_ok()
}

fn snapshot(w: &World) -> String {
    let mut all = format!(
        "{:?}{:?}{:?}",
        w.pending(),
        w.listings(),
        w.claims(&w.blocked)
    );
    for account in 1..=ACCOUNTS {
        all += &format!(
            "{:?}{:?}",
            w.holding(account, ATOM),
            w.holding(account, OSMO)
        );
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_vault_always_has_what_it_owes(steps in prop::collection::vec(step(), 1..50)) {
        let mut w = world();
        for step in steps {
            let before = snapshot(&w);
            let name = format!("{step:?}");
            if !take(&mut w, step) {
                prop_assert_eq!(snapshot(&w), before, "a refused step changed something: {}", name);
            }
            w.assert_custody(ACCOUNTS);
            for (listing, denom) in [(ATOM, "uatom"), (OSMO, "uosmo")] {
                // INV-4: what is seized and not returned is at the auction house, nowhere else.
                let books = (1..=ACCOUNTS).map(|account| w.books(account, listing));
                let out: u128 = books.map(|b| b.4 - b.2).sum();
                prop_assert_eq!(w.balance(&w.auction_house, denom), out);
            }
        }
    }
}
