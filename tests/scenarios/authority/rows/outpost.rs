//! Messages of the outpost.

use seawall_fixtures::spec::{ATOM, USD};
use seawall_interfaces::outpost::{ExecuteMsg as Outpost, MarketKeys};
use seawall_wire::ids::ListingId;
use seawall_wire::{SettingsChange as Change, ToChain, Wanted, WireRange};

use super::hub::{hello, UNUSED};
use super::{ownership, Row};
use crate::scene::{recovery, Scene, CONNECTION, DRAINED, MOVING, NEW_ROUTE, REBATE};

/// The wishes of users, which the hub decides on.
pub fn commands(scene: &Scene) -> Vec<Row> {
    let outpost = &scene.at["outpost"];
    let row = |msg: &Outpost| Row::new("outpost", outpost, msg).hub_decides();
    let account = scene.known.safe;
    let receiver = scene.remote("user");
    let mut rows = vec![
        row(&Outpost::OpenAccount { recovery: None }),
        row(&Outpost::Withdraw {
            account,
            listing: ListingId(ATOM),
            amount: Wanted::Exactly(1_000_000u128.into()),
            receiver: receiver.clone(),
        }),
        row(&Outpost::Borrow {
            account,
            listing: ListingId(USD),
            amount: 20_000_000u128.into(),
            receiver: receiver.clone(),
        }),
        row(&Outpost::ClaimSurplus {
            account,
            listing: ListingId(USD),
            receiver,
        }),
    ];
    rows.extend(settings(scene));
    rows
}

fn settings(scene: &Scene) -> Vec<Row> {
    let outpost = &scene.at["outpost"];
    let (safe, recovering) = (scene.known.safe, scene.known.recovering);
    let heir: &[&str] = &["heir"];
    let user: &[&str] = &["user"];
    let recovery = Some(recovery(&scene.world).unwrap());
    let owner = scene.remote("mallory");
    let enable = Change::EnableListing {
        listing: ListingId(ATOM),
        enabled: true,
    };
    let all = [
        (safe, enable, user),
        (safe, Change::SetOwner { owner }, user),
        (safe, Change::SetRecovery { recovery }, user),
        (safe, Change::StartRecovery {}, heir),
        (recovering, Change::CancelRecovery {}, user),
        (recovering, Change::FinishRecovery {}, heir),
    ];
    let row = |(account, change, may)| {
        let msg = Outpost::Settings {
            account,
            nonce: 9,
            change,
        };
        Row::new("outpost", outpost, &msg).hub_decides().may(may)
    };
    all.into_iter().map(row).collect()
}

pub fn others(scene: &Scene) -> Vec<Row> {
    let outpost = &scene.at["outpost"];
    let row = |msg: &Outpost| Row::new("outpost", outpost, msg);
    let fresh = &scene.fresh["outpost"];
    let known = &scene.known;
    let somebody = scene.addr("mallory").to_string();
    let data = hello(ToChain::Hello(WireRange::OURS));
    let deposit = Outpost::SubmitDeposit {
        deposit: UNUSED,
        account: known.safe,
        listing: ListingId(ATOM),
        amount: 1_000_000u128.into(),
        depositor: scene.addr("user").to_string(),
    };
    let report = Outpost::Report {
        vault: vec![(known.safe, ListingId(ATOM))],
        markets: Vec::<MarketKeys>::new(),
        lots: vec![],
    };
    let neighbours = Outpost::SetNeighbours {
        vault: somebody.clone(),
        auction_house: somebody.clone(),
    };
    let mut rows = vec![
        row(&deposit),
        row(&report),
        row(&Outpost::SayHello {}),
        row(&Outpost::LocalPacket {
            sequence: UNUSED,
            data: data.clone(),
        }),
        row(&Outpost::HandlePacket {
            sequence: UNUSED,
            data,
            relayer: None,
        }),
        row(&Outpost::Retry {
            command: known.failed,
        }),
        row(&Outpost::FundRebates {}).with(1_000, REBATE),
        row(&Outpost::ClaimRebates {}).nobody(
            "nobody relays over a local link; `a_relayer_earns_a_rebate_per_message_and_takes_it`",
        ),
        Row::new("outpost", fresh, &neighbours),
        row(&Outpost::SetMarket {
            listing: ListingId(77),
            market: somebody.clone(),
        }),
        row(&Outpost::SetPool {
            route: NEW_ROUTE,
            pool: somebody.clone(),
            courier: somebody,
        }),
        row(&Outpost::SetTerms {
            timeout_secs: 900,
            receive_gas: 5_000_000,
            rebate: None,
        }),
        row(&Outpost::Pause { seconds: 60 }),
    ];
    rows.extend(life(scene));
    rows.extend(ownership(scene, "outpost", outpost, Outpost::Ownership));
    rows
}

/// Of the link: each at an outpost that is where the message can have its effect.
fn life(scene: &Scene) -> Vec<Row> {
    let (here, drained, moving) = (
        &scene.at["outpost"],
        &scene.fresh[DRAINED],
        &scene.fresh[MOVING],
    );
    let ask = Outpost::ResolveInFlight {
        epoch: 1,
        sequences: vec![],
    };
    let replace = Outpost::ReplaceLink {
        connection: CONNECTION.into(),
    };
    let all = [
        (here, ask),
        (moving, replace),
        (moving, Outpost::ApplyReplacement {}),
        (moving, Outpost::CancelReplacement {}),
        (here, Outpost::DrainLink {}),
        (drained, Outpost::ResumeLink {}),
        (drained, Outpost::RetireLink {}),
    ];
    let rows = all.iter();
    rows.map(|(at, msg)| Row::new("outpost", at, msg)).collect()
}
