//! Messages of the coordinator and of the price oracle.

use cosmwasm_std::{Binary, Decimal};
use seawall_fixtures::prices::asset_params;
use seawall_fixtures::spec::{ATOM, DEBT, HUB, USD};
use seawall_interfaces::coordinator::{
    AssetSetup, ChainSetup, ExecuteMsg as Hub, ListingSetup, RouteKind, RouteSetup, Scope,
};
use seawall_interfaces::oracle::{ExecuteMsg as Oracle, FeedSource, Submission};
use seawall_interfaces::outpost::LinkSetup;
use seawall_kit::timelock::TimeLockConfig;
use seawall_wire::ids::{AssetId, ChainNo, ListingId, RouteId};
use seawall_wire::{encode, Bounded, Envelope, Origin, ToHub, WireRange};
use serde::Serialize;

use super::{ownership, Row};
use crate::scene::{Scene, LEAVING, REBATE};

/// A sequence that no packet has had.
pub const UNUSED: u64 = 1_000_000;

/// A packet over the local link that says which versions are accepted.
pub fn hello<B: Serialize + Bounded>(body: B) -> Binary {
    let origin = Origin {
        chain: ChainNo(HUB),
        number: 0,
    };
    encode(&Envelope {
        wire: 1,
        hub_id: 1,
        link_epoch: 1,
        acked_below: 0,
        origin,
        body,
    })
    .unwrap()
}

pub fn coordinator(scene: &Scene) -> Vec<Row> {
    let hub = &scene.at["coordinator"];
    let row = |msg: &Hub| Row::new("coordinator", hub, msg);
    let mut rows = keepers(scene);
    rows.extend(owners());
    let mut rows: Vec<Row> = rows.iter().map(row).collect();
    let chain = ChainNo(DEBT);
    rows.push(row(&Hub::FundRebates { chain }).with(1_000, REBATE));
    rows.extend(ownership(scene, "coordinator", hub, Hub::Ownership));
    rows
}

fn keepers(scene: &Scene) -> Vec<Hub> {
    let known = &scene.known;
    let (listing, limit) = (ListingId(ATOM), 5);
    let (chain, sequence) = (ChainNo(HUB), UNUSED);
    let data = hello(ToHub::Hello(WireRange::OURS));
    vec![
        Hub::Sweep { listing, limit },
        Hub::SweepExpired { limit },
        Hub::Recertify {
            account: known.safe,
        },
        Hub::Liquidate {
            account: known.unsafe_,
            chain: None,
            pay_to: None,
        },
        Hub::SayHello {
            chain: ChainNo(DEBT),
        },
        Hub::ResolveInFlight {
            chain: ChainNo(DEBT),
            epoch: 1,
            sequences: vec![],
        },
        Hub::LocalPacket {
            sequence,
            data: data.clone(),
        },
        Hub::HandlePacket {
            chain,
            sequence,
            data,
            relayer: None,
        },
        Hub::ClaimRebates {},
        Hub::ApplyChange { id: 1 },
        Hub::CancelChange { id: 1 },
        Hub::Pause {
            scope: Scope::Borrow,
            seconds: 60,
        },
    ]
}

/// Of a liquidation whose next round is due.
pub fn advance(scene: &Scene) -> Row {
    let liquidation = scene.known.liquidation;
    let hub = &scene.at["coordinator"];
    Row::new(
        "coordinator",
        hub,
        &Hub::Advance {
            liquidation,
            pay_to: None,
        },
    )
}

fn owners() -> Vec<Hub> {
    let exposure_max = Decimal::from_ratio(1u8, 1u8);
    let connection = "connection-77".into();
    let counterparty_port = "wasm.somebody".into();
    vec![
        Hub::SetChain(ChainSetup {
            chain: ChainNo(77),
            name: "new".into(),
            link: LinkSetup::Ibc {
                connection,
                counterparty_port,
            },
            timeout_secs: 600,
            delay_secs: 12,
            exposure_max,
        }),
        Hub::SetAsset(AssetSetup {
            asset: AssetId(77),
            name: "new".into(),
            collateral_max: 1u128.into(),
            in_flight_max: Decimal::one(),
        }),
        Hub::SetListing(ListingSetup {
            listing: ListingId(77),
            chain: ChainNo(DEBT),
            asset: AssetId(ATOM),
            decimals: 6,
            collateral: None,
            debt: None,
        }),
        Hub::SetRoute(RouteSetup {
            route: RouteId(77),
            from: ChainNo(DEBT),
            debt: ListingId(USD),
            kind: RouteKind::Direct,
        }),
        Hub::DrainLink {
            chain: ChainNo(DEBT),
        },
        Hub::RetireLink { chain: LEAVING },
        Hub::SetParams(seawall_fixtures::spec::params()),
        Hub::SetRebate { rebate: None },
    ]
}

pub fn oracle(scene: &Scene) -> Vec<Row> {
    let oracle = &scene.at["price-oracle"];
    let asset = AssetId(ATOM);
    let params = asset_params(3_600, 3);
    let prices = vec![Submission {
        asset,
        price: Decimal::percent(851),
        observed_at: scene.world.net.block(scene.world.hub).time.seconds(),
    }];
    let address = scene.addr("mallory").to_string();
    let longer = TimeLockConfig {
        delay_secs: 90_000,
        window_secs: 7 * 86_400,
    };
    let all = [
        Oracle::Submit { prices },
        Oracle::Poke { asset, feed: None },
        Oracle::AddAsset {
            asset: AssetId(77),
            params: params.clone(),
        },
        Oracle::SetAsset { asset, params },
        Oracle::SetTimeLock { time_lock: longer },
        Oracle::AddFeed {
            asset,
            source: FeedSource::Feeder { address },
        },
        Oracle::RemoveFeed { asset, feed: 1 },
        Oracle::ApplyChange { id: 1 },
        Oracle::CancelChange { id: 1 },
    ];
    let mut rows: Vec<Row> = vec![];
    rows.extend(all.iter().map(|msg| Row::new("price-oracle", oracle, msg)));
    rows.extend(ownership(scene, "price-oracle", oracle, Oracle::Ownership));
    rows
}
