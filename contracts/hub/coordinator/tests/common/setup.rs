//! What the owner of the test hub sets.

use cosmwasm_std::{Decimal, Uint128};
use seawall_interfaces::coordinator::{
    AssetSetup, ChainSetup, CollateralSetup, CurveParams, DebtSetup, ExecuteMsg, ListingSetup,
    Params,
};
use seawall_interfaces::outpost::LinkSetup;
use seawall_risk::BonusParams;
use seawall_wire::ids::{AssetId, ChainNo, ListingId};

use super::{coll, debt, World, ATOM, DEBT, FAR, HOME, RAMP, UNIT, USD, USD_HOME, VOUCHER};

pub const LOCK: u64 = 86_400;

pub fn whole(number: u64) -> Decimal {
    Decimal::from_ratio(number, 1u8)
}

pub fn params() -> Params {
    let percent = Decimal::percent;
    Params {
        bonus: BonusParams {
            start: percent(1),
            slope: percent(200),
            min: percent(2),
            max: percent(10),
        },
        target_health: percent(105),
        margin_call: percent(110),
        fee_share: percent(10),
        z: percent(200),
        floor_drop_max: percent(15),
        curve: CurveParams {
            buffer: Decimal::permille(1_020),
            cut: Decimal::permille(995),
            step_secs: 6,
            tail_secs: 180,
            cusp: percent(60),
        },
        rounds_max: 20,
        keeper_tip: Decimal::zero(),
        keeper_chip: Decimal::permille(1),
        lot_min: percent(100),
        skew_secs: 30,
        return_allowance_secs: 120,
        transfer_allowance_secs: 300,
        halt_grace_secs: 120,
        halt_gap_secs: 120,
        block_secs: whole(6),
        price_grace_secs: 3_600,
        certificate_life_secs: 86_400,
        in_flight_max: whole(1_000_000_000),
        timelock_secs: LOCK,
        stall_secs: 1_800,
    }
}

pub fn asset(number: u32) -> AssetSetup {
    AssetSetup {
        asset: AssetId(number),
        name: format!("asset {number}"),
        collateral_max: Uint128::new(1_000_000),
        in_flight_max: whole(1_000_000),
    }
}

pub fn collateral(ramp_secs: u64) -> CollateralSetup {
    CollateralSetup {
        liquidation_threshold: Decimal::percent(80),
        max_ltv: Decimal::percent(70),
        cap: coll(10_000 * UNIT),
        dust: coll(1_000),
        stranger_min: coll(UNIT),
        ramp_secs,
    }
}

pub fn owed() -> DebtSetup {
    DebtSetup {
        cap: debt(100_000 * UNIT),
        min_debt: debt(10 * UNIT),
        rate_max: Decimal::percent(100),
    }
}

pub fn listing(number: ListingId) -> ListingSetup {
    let (chain, asset, collateral, debt) = match number {
        ATOM => (HOME, 1, Some(collateral(0)), None),
        USD => (DEBT, 2, None, Some(owed())),
        VOUCHER => (FAR, 1, Some(collateral(RAMP)), None),
        _ => (HOME, 2, None, Some(owed())),
    };
    ListingSetup {
        listing: number,
        chain,
        asset: AssetId(asset),
        decimals: 6,
        collateral,
        debt,
    }
}

impl World {
    pub fn chain_setup(&self, chain: ChainNo) -> ChainSetup {
        ChainSetup {
            chain,
            name: format!("chain {chain}"),
            link: LinkSetup::Local {
                coordinator: self.outpost(chain).to_string(),
            },
            timeout_secs: 3_600,
            delay_secs: 10,
            exposure_max: whole(100_000),
        }
    }

    pub fn set_all(&mut self) {
        for chain in [HOME, DEBT, FAR] {
            let setup = self.chain_setup(chain);
            self.own(&ExecuteMsg::SetChain(setup)).unwrap();
        }
        for number in [1, 2] {
            self.own(&ExecuteMsg::SetAsset(asset(number))).unwrap();
        }
        for number in [ATOM, USD, VOUCHER, USD_HOME] {
            self.own(&ExecuteMsg::SetListing(listing(number))).unwrap();
        }
        self.price(1, "10", "10", true);
        self.price(2, "1", "1", true);
    }
}
