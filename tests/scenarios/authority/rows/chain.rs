//! Messages of vault and auction house.

use seawall_fixtures::spec::{ATOM, HUB, USD};
use seawall_interfaces::auction_house::ExecuteMsg as House;
use seawall_interfaces::vault::ExecuteMsg as Vault;
use seawall_money::PairPrice;
use seawall_wire::ids::{ListingId, LotId, OrderId};
use seawall_wire::{LotOrder, OpenLots};

use super::hub::UNUSED;
use super::{ownership, Row};
use crate::scene::{Scene, NEW_ROUTE};

const ATOMS: u128 = 10_000_000;

/// A lot as the hub has ordered one, small and under a number that nobody has used.
fn open_lots(scene: &Scene) -> OpenLots {
    let known = &scene.known;
    let now = scene.world.net.block(scene.world.hub).time.seconds();
    let lot = LotOrder {
        lot: LotId(UNUSED),
        put_up: ATOMS.into(),
        repay: 60_000_000u128.into(),
        close_at: Some(61_000_000u128.into()),
        ..known.lot.clone()
    };
    OpenLots {
        liquidation: known.liquidation,
        round: 9,
        account: known.safe,
        lots: vec![lot],
        priced_at: now,
        not_after: now + 600,
        keeper: None,
    }
}

pub fn vault(scene: &Scene) -> Vec<Row> {
    let vault = &scene.at["vault"];
    let row = |msg: &Vault| Row::new("vault", vault, msg);
    let known = &scene.known;
    let listing = ListingId(ATOM);
    let somebody = scene.addr("mallory").to_string();
    let order = OrderId(UNUSED);
    let neighbours = Vault::SetNeighbours {
        outpost: somebody.clone(),
        auction_house: somebody,
    };
    let mut rows = vec![
        row(&Vault::Deposit {
            account: known.safe,
        })
        .with(ATOMS, "uatom"),
        row(&Vault::ResolveDeposit {
            deposit: 1,
            admitted: true,
        }),
        row(&Vault::Release {
            order,
            account: known.safe,
            listing,
            amount: ATOMS.into(),
            receiver: scene.remote("user"),
        }),
        row(&Vault::Seize {
            order,
            open: open_lots(scene),
        }),
        row(&Vault::Return {
            liquidation: known.liquidation,
            account: known.sold,
            listing,
        })
        .with(ATOMS, "uatom"),
        row(&Vault::Claim {
            denom: "uatom".into(),
            receiver: None,
        }),
        Row::new("vault", &scene.fresh["vault"], &neighbours),
        row(&Vault::SetListing {
            listing: ListingId(77),
            denom: "unew".into(),
            min_deposit: 1u128.into(),
        }),
        row(&Vault::Pause { seconds: 60 }),
    ];
    rows.extend(ownership(scene, "vault", vault, Vault::Ownership));
    rows
}

pub fn auction_house(scene: &Scene) -> Vec<Row> {
    let house = &scene.at["auction-house"];
    let row = |msg: &House| Row::new("auction-house", house, msg);
    let (liquidation, lot) = (scene.known.liquidation, scene.known.lot.lot);
    let route = scene.world.route(HUB, USD).unwrap().route;
    let somebody = scene.addr("mallory").to_string();
    let neighbours = House::SetNeighbours {
        vault: somebody.clone(),
        outpost: somebody.clone(),
    };
    let mut rows = vec![
        row(&House::Open {
            order: OrderId(UNUSED),
            open: open_lots(scene),
            denoms: vec!["uatom".into()],
        })
        .with(ATOMS, "uatom"),
        row(&House::Take {
            lot,
            want: ATOMS.into(),
            price_limit: PairPrice::from_atomics(cosmwasm_std::Uint256::MAX),
            receiver: None,
            callback: None,
        })
        .with(10 * ATOMS, "uusd"),
        row(&House::Pay { lot }).with(ATOMS, "uusd").nobody(
            "only within a buyer's callback; `only_the_buyer_pays_within_its_flash_take`",
        ),
        row(&House::SettleFlash { lot }).nobody(
            "only after a buyer's callback; `a_buyer_without_money_of_its_own_buys_and_keeps_the_profit`",
        ),
        row(&House::TakeFees {
            liquidation,
            route,
            amount: 1u128.into(),
        }),
        row(&House::PayKeeper {
            liquidation,
            keeper: seawall_wire::RemoteAddr::new("keeper").unwrap(),
        }),
        row(&House::ReleaseFees { liquidation, route }),
        row(&House::Claim {
            denom: "uusd".into(),
            receiver: None,
        }),
        Row::new("auction-house", &scene.fresh["auction-house"], &neighbours),
        row(&House::SetRoute {
            route: NEW_ROUTE,
            denom: "unew".into(),
            courier: somebody,
            pool: None,
        }),
    ];
    rows.extend(ownership(scene, "auction-house", house, House::Ownership));
    rows
}

/// Of a lot whose life is over.
pub fn close(scene: &Scene) -> Row {
    let lot = scene.known.lot.lot;
    Row::new(
        "auction-house",
        &scene.at["auction-house"],
        &House::Close { lot },
    )
}
