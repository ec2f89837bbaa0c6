//! What is deployed for a number of connected chains.
//!
//! What must always hold: every chain has a collateral; debts are lent on the hub (over its local
//! link) and on other chains than the first collateral's, so that money and words cross chains.

use cosmwasm_std::Decimal;
use seawall_fixtures::spec::{CollateralSpec, DebtSpec, Spec};

/// Chains: number, name, address prefix.
const CHAINS: [(u16, &str, &str); 8] = [
    (1, "hub-1", "hub"),
    (2, "north-2", "north"),
    (3, "east-3", "east"),
    (4, "south-4", "south"),
    (5, "west-5", "west"),
    (6, "upper-6", "upper"),
    (7, "lower-7", "lower"),
    (8, "outer-8", "outer"),
];
/// The collateral of each connected chain: coin, decimals, cents per token.
const COLLATERALS: [(&str, u8, u64); 7] = [
    ("uatom", 6, 1_000),
    ("aark", 18, 5_000),
    ("uosmo", 6, 100),
    ("uluna", 6, 250),
    ("ajuno", 18, 800),
    ("ukava", 6, 40),
    ("uscrt", 6, 2_000),
];
/// Debts: listing, chain, coin, decimals, cents per token.
const DEBTS: [(u32, u16, &str, u8, u64); 4] = [
    (21, 3, "uusd", 6, 100),
    (22, 1, "ucredit", 6, 50),
    (23, 4, "aeur", 18, 110),
    (24, 6, "uyen", 6, 1),
];

/// The set-up.
pub fn spec(connected: u16) -> Spec {
    let last = connected.saturating_add(1);
    let count = usize::from(last);
    let mut spec = Spec {
        chains: CHAINS.iter().take(count).copied().collect(),
        collaterals: vec![],
        debts: vec![],
        staked_collateral_side: 200,
        staked_debt_side: 300,
        ..Spec::default()
    };
    let chains = spec.chains.iter().skip(1).map(|(number, ..)| *number);
    let listed = chains.zip(COLLATERALS).enumerate();
    let collaterals = listed.map(|(at, (chain, (denom, decimals, cents)))| CollateralSpec {
        number: u32::try_from(at).unwrap_or(0).saturating_add(1),
        chain,
        denom,
        decimals,
        lt: 75,
        ltv: 70,
        price: Decimal::from_ratio(cents, 100u64),
    });
    spec.collaterals = collaterals.collect();
    let lenders = DEBTS.iter().filter(|(_, chain, ..)| *chain <= last.max(3));
    let debts = lenders.map(|(number, chain, denom, decimals, cents)| DebtSpec {
        number: *number,
        // With one connected chain it lends too.
        chain: (*chain).min(last),
        denom,
        decimals: *decimals,
        price: Decimal::from_ratio(*cents, 100u64),
        lent: 20_000,
    });
    spec.debts = debts.collect();
    // Governance acts within a run.
    spec.params.timelock_secs = 3_600;
    spec.params.rounds_max = 6;
    spec.fee_hold_secs = 14_400;
    spec
}
