//! Messages of market, insurance pool and couriers.

use seawall_fixtures::spec::{terms, HUB, USD};
use seawall_interfaces::courier::{ExecuteMsg as Courier, Role};
use seawall_interfaces::insurance_pool::ExecuteMsg as Pool;
use seawall_interfaces::market::ExecuteMsg as Market;
use seawall_wire::ids::{CommandId, LiquidationId, LotId, OrderId};

use super::hub::UNUSED;
use super::{ownership, Row};
use crate::scene::{Scene, EARLY, NEW_ROUTE};

const DOLLARS: u128 = 10_000_000;

pub fn market(scene: &Scene) -> Vec<Row> {
    let market = &scene.at["market"];
    let row = |msg: &Market| Row::new("market", market, msg);
    let somebody = scene.addr("mallory").to_string();
    let neighbours = Market::SetNeighbours {
        outpost: somebody.clone(),
        pool: None,
    };
    let mut rows: Vec<Row> = outposts(scene).iter().map(row).collect();
    let route = scene.world.route(HUB, USD).unwrap().route;
    let account = scene.known.safe;
    rows.extend([
        row(&Market::Lend {}).with(DOLLARS, "uusd"),
        row(&Market::RequestExit {
            shares: DOLLARS.into(),
        }),
        row(&Market::FinishExit {
            exit: scene.known.exit,
        }),
        row(&Market::ClaimRecovery {}),
        row(&Market::Repay { account }).with(DOLLARS, "uusd"),
        row(&Market::Arrive { route }).with(DOLLARS, "uusd"),
        row(&Market::Credit { lot: EARLY }),
        row(&Market::Accrue {}),
        row(&Market::PayPremium {}),
        row(&Market::Recover {}).with(DOLLARS, "uusd"),
        row(&Market::Claim { receiver: None }),
        Row::new("market", &scene.fresh["market"], &neighbours),
        row(&Market::SetRoute {
            route: NEW_ROUTE,
            courier: somebody,
        }),
        row(&Market::SetTerms { terms: terms() }),
        row(&Market::ApplyTerms {}),
        row(&Market::Pause { seconds: 60 }),
    ]);
    rows.extend(ownership(scene, "market", market, Market::Ownership));
    rows
}

fn outposts(scene: &Scene) -> Vec<Market> {
    let (account, command) = (scene.known.safe, CommandId(UNUSED));
    let receiver = scene.remote("user");
    let order = OrderId(UNUSED);
    let liquidation = LiquidationId(UNUSED);
    vec![
        Market::Reserve {
            command,
            amount: DOLLARS.into(),
        },
        Market::FreeReserve { command },
        Market::Disburse {
            order,
            account,
            amount: DOLLARS.into(),
            shares_max: (2 * DOLLARS).into(),
            receiver: receiver.clone(),
            reserved: None,
        },
        Market::Settle {
            account,
            route: scene.world.route(HUB, USD).unwrap().route,
            lot: LotId(UNUSED),
            proceeds: 1u128.into(),
        },
        Market::Provision {
            liquidation,
            amount: DOLLARS.into(),
            ends_at: scene.world.net.block(scene.world.hub).time.seconds() + 600,
        },
        Market::CoverDeficit {
            liquidation,
            account,
            keep: 0u128.into(),
        },
        Market::ReleaseSurplus {
            order,
            account,
            receiver,
        },
    ]
}

pub fn pool(scene: &Scene) -> Vec<Row> {
    let pool = &scene.at["insurance-pool"];
    let liquidation = LiquidationId(UNUSED);
    let row = |msg: &Pool| Row::new("insurance-pool", pool, msg);
    let receiver = scene.addr("user").to_string();
    let ends_at = scene.world.net.block(scene.world.hub).time.seconds() + 600;
    let mut rows = vec![
        row(&Pool::Stake {}).with(DOLLARS, "uusd"),
        row(&Pool::StartUnstake {
            shares: 1u128.into(),
        }),
        row(&Pool::FinishUnstake {}),
        row(&Pool::CancelUnstake {}),
        row(&Pool::ClaimPremium {}),
        row(&Pool::Premium {}).with(DOLLARS, "uusd"),
        row(&Pool::Payout {
            claim: "cover-9".into(),
            liquidation,
            amount: 1u128.into(),
            receiver,
        }),
        row(&Pool::Hold {
            liquidation,
            amount: 1u128.into(),
            ends_at,
        }),
        row(&Pool::SetPayers { payers: vec![] }),
        row(&Pool::ApplyChange { id: 1 }),
    ];
    rows.extend(ownership(scene, "insurance-pool", pool, Pool::Ownership));
    rows
}

pub fn courier(scene: &Scene) -> Vec<Row> {
    let (sender, receiver) = (&scene.sender, &scene.at["courier"]);
    let market = scene.addr("mallory").to_string();
    let role = Role::Receiver { market };
    let mut rows = vec![
        Row::new("courier", sender, &Courier::Forward {}),
        Row::new("courier", receiver, &Courier::Collect {}),
        Row::new(
            "courier",
            &scene.fresh["courier"],
            &Courier::SetRole { role },
        ),
        Row::new("courier", sender, &Courier::SetQuota { quota: None }),
    ];
    rows.extend(ownership(scene, "courier", receiver, Courier::Ownership));
    rows
}
