//! Every message of outpost and coordinator, sent by a stranger: refused where it must be. A new message
//! does not compile here before somebody has said who may send it.

use cosmwasm_std::{Binary, Decimal};
use seawall_fixtures::spec::{params, Spec, ATOM, COLL, USD};
use seawall_fixtures::World;
use seawall_interfaces::coordinator::{
    AssetSetup, ChainSetup, ExecuteMsg as Hub, ListingSetup, RouteKind, RouteSetup, Scope,
};
use seawall_interfaces::outpost::{ExecuteMsg as Outpost, LinkSetup};
use seawall_kit::ownership::OwnershipAction;
use seawall_wire::ids::{
    AccountId, AssetId, ChainNo, CommandId, LiquidationId, ListingId, LotId, RouteId,
};
use seawall_wire::{Code, RemoteAddr, SettingsChange, Wanted};

use crate::common::{alice, error, refused, relay_clean, world};
use crate::state::State;

/// Who may send a message.
#[derive(Debug, PartialEq)]
enum Who {
    /// Anyone; it may have nothing to do.
    Anyone,
    /// Anyone may ask; the hub knows who may have it.
    TheHubDecides,
    /// Nobody but somebody in particular.
    OneOnly,
}

const fn outposts(msg: &Outpost) -> Who {
    match msg {
        Outpost::OpenAccount { .. }
        | Outpost::Report { .. }
        | Outpost::SayHello {}
        | Outpost::Retry { .. }
        | Outpost::FundRebates {}
        | Outpost::ClaimRebates {} => Who::Anyone,
        Outpost::Withdraw { .. }
        | Outpost::Borrow { .. }
        | Outpost::Settings { .. }
        | Outpost::ClaimSurplus { .. } => Who::TheHubDecides,
        Outpost::SubmitDeposit { .. }
        | Outpost::LocalPacket { .. }
        | Outpost::HandlePacket { .. }
        | Outpost::SetNeighbours { .. }
        | Outpost::SetMarket { .. }
        | Outpost::SetPool { .. }
        | Outpost::SetTerms { .. }
        | Outpost::Pause { .. }
        | Outpost::Unpause {}
        | Outpost::Ownership(_) => Who::OneOnly,
    }
}

const fn hubs(msg: &Hub) -> Who {
    match msg {
        Hub::Sweep { .. }
        | Hub::SweepExpired { .. }
        | Hub::Recertify { .. }
        | Hub::Liquidate { .. }
        | Hub::Advance { .. }
        | Hub::SayHello { .. }
        | Hub::FundRebates { .. }
        | Hub::ClaimRebates {}
        | Hub::ApplyChange { .. } => Who::Anyone,
        Hub::LocalPacket { .. }
        | Hub::HandlePacket { .. }
        | Hub::SetChain(_)
        | Hub::SetAsset(_)
        | Hub::SetListing(_)
        | Hub::SetRoute(_)
        | Hub::SetParams(_)
        | Hub::SetRebate { .. }
        | Hub::CancelChange { .. }
        | Hub::Pause { .. }
        | Hub::Unpause { .. }
        | Hub::Ownership(_) => Who::OneOnly,
    }
}

fn of_outposts(account: AccountId, stranger: &str) -> Vec<Outpost> {
    let listing = ListingId(ATOM);
    let receiver = RemoteAddr::new(stranger.to_string()).unwrap();
    let me = stranger.to_string();
    vec![
        Outpost::SubmitDeposit {
            deposit: 99,
            account,
            listing,
            amount: 1_000_000_000u128.into(),
            depositor: me.clone(),
        },
        Outpost::LocalPacket {
            sequence: 1,
            data: Binary::default(),
        },
        Outpost::HandlePacket {
            sequence: 1,
            data: Binary::default(),
            relayer: None,
        },
        Outpost::SetNeighbours {
            vault: me.clone(),
            auction_house: me.clone(),
        },
        Outpost::SetMarket {
            listing: ListingId(USD),
            market: me.clone(),
        },
        Outpost::SetPool {
            route: RouteId(1),
            pool: me.clone(),
            courier: me.clone(),
        },
        Outpost::SetTerms {
            timeout_secs: 60,
            receive_gas: 1,
            rebate: None,
        },
        Outpost::Pause { seconds: 60 },
        Outpost::Unpause {},
        Outpost::Ownership(OwnershipAction::Propose { to: me }),
        Outpost::Ownership(OwnershipAction::Cancel {}),
        Outpost::Withdraw {
            account,
            listing,
            amount: Wanted::All {},
            receiver: receiver.clone(),
        },
        Outpost::Borrow {
            account,
            listing: ListingId(USD),
            amount: 20_000_000u128.into(),
            receiver: receiver.clone(),
        },
        Outpost::Settings {
            account,
            nonce: 9,
            change: SettingsChange::SetOwner {
                owner: receiver.clone(),
            },
        },
        Outpost::Settings {
            account,
            nonce: 0,
            change: SettingsChange::StartRecovery {},
        },
        Outpost::Settings {
            account,
            nonce: 0,
            change: SettingsChange::FinishRecovery {},
        },
        Outpost::ClaimSurplus {
            account,
            listing: ListingId(USD),
            receiver,
        },
        Outpost::OpenAccount { recovery: None },
        Outpost::Report {
            vault: vec![(account, listing)],
            markets: vec![],
            lots: vec![],
        },
        Outpost::SayHello {},
        Outpost::Retry {
            command: CommandId(1),
        },
        Outpost::FundRebates {},
        Outpost::ClaimRebates {},
    ]
}

fn of_hub(account: AccountId, stranger: &str) -> Vec<Hub> {
    let link = LinkSetup::Local {
        coordinator: stranger.to_string(),
    };
    let exposure_max = Decimal::one();
    vec![
        Hub::LocalPacket {
            sequence: 1,
            data: Binary::default(),
        },
        Hub::HandlePacket {
            chain: ChainNo(COLL),
            sequence: 1,
            data: Binary::default(),
            relayer: None,
        },
        Hub::SetChain(ChainSetup {
            chain: ChainNo(7),
            name: "evil".into(),
            link,
            timeout_secs: 600,
            delay_secs: 12,
            exposure_max,
        }),
        Hub::SetAsset(AssetSetup {
            asset: AssetId(77),
            name: "evil".into(),
            collateral_max: 1u128.into(),
            in_flight_max: Decimal::one(),
        }),
        Hub::SetListing(ListingSetup {
            listing: ListingId(77),
            chain: ChainNo(COLL),
            asset: AssetId(ATOM),
            decimals: 6,
            collateral: None,
            debt: None,
        }),
        Hub::SetRoute(RouteSetup {
            route: RouteId(77),
            from: ChainNo(COLL),
            debt: ListingId(USD),
            kind: RouteKind::Direct,
        }),
        Hub::SetParams(params()),
        Hub::SetRebate { rebate: None },
        Hub::CancelChange { id: 1 },
        Hub::Pause {
            scope: Scope::Borrow,
            seconds: 60,
        },
        Hub::Unpause {
            scope: Scope::Borrow,
        },
        Hub::Ownership(OwnershipAction::Propose {
            to: stranger.to_string(),
        }),
        Hub::Ownership(OwnershipAction::Cancel {}),
        Hub::Sweep {
            listing: ListingId(ATOM),
            limit: 5,
        },
        Hub::SweepExpired { limit: 5 },
        Hub::Recertify { account },
        Hub::Liquidate {
            account,
            chain: None,
            pay_to: None,
        },
        Hub::Advance {
            liquidation: LiquidationId(1),
        },
        Hub::SayHello {
            chain: ChainNo(COLL),
        },
        Hub::FundRebates {
            chain: ChainNo(COLL),
        },
        Hub::ClaimRebates {},
        Hub::ApplyChange { id: 1 },
    ]
}

fn is_authority(error: &str) -> bool {
    error.to_lowercase().contains("unauthorized")
}

#[test]
fn a_stranger_at_an_outpost() {
    let (mut world, _) = world(Spec::simple());
    let account = alice(&mut world);
    let outpost = world.site(COLL).unwrap().outpost.clone();
    let stranger = world.addr(COLL, "mallory").unwrap().to_string();
    for msg in of_outposts(account, &stranger) {
        let who = outposts(&msg);
        let before = State::of(&world);
        let done = world.execute(COLL, "mallory", &outpost, &msg, &[]);
        match who {
            Who::OneOnly => {
                let text = error(done);
                assert!(is_authority(&text), "{msg:?}: {text}");
            }
            Who::TheHubDecides => {
                done.unwrap();
                relay_clean(&mut world);
                refused(&world, COLL, Code::UNAUTHORIZED);
            }
            Who::Anyone => {
                let why = done.err().map(|e| format!("{e:#}"));
                assert!(
                    why.as_deref().is_none_or(|why| !is_authority(why)),
                    "{msg:?}: {why:?}"
                );
                relay_clean(&mut world);
            }
        }
        if who != Who::Anyone {
            assert_eq!(State::of(&world), before, "{msg:?} changed something");
        }
    }
}

#[test]
fn a_stranger_at_the_coordinator() {
    let (mut world, _) = world(Spec::simple());
    let account = alice(&mut world);
    let stranger = world.addr(1, "mallory").unwrap().to_string();
    for msg in of_hub(account, &stranger) {
        let before = State::of(&world);
        let done = world.hub_execute("mallory", &msg);
        if hubs(&msg) == Who::OneOnly {
            let text = error(done);
            assert!(is_authority(&text), "{msg:?}: {text}");
            assert_eq!(State::of(&world), before, "{msg:?} changed something");
        } else {
            let why = done.err().map(|e| format!("{e:#}"));
            assert!(
                why.as_deref().is_none_or(|why| !is_authority(why)),
                "{msg:?}: {why:?}"
            );
            relay_clean(&mut world);
        }
    }
}

fn no_accession(mut world: World) {
    let accept = Hub::Ownership(OwnershipAction::Accept {});
    world.hub_execute("mallory", &accept).unwrap_err();
    let outpost = world.site(COLL).unwrap().outpost.clone();
    let accept = Outpost::Ownership(OwnershipAction::Accept {});
    world
        .execute(COLL, "mallory", &outpost, &accept, &[])
        .unwrap_err();
    let found: seawall_interfaces::coordinator::ConfigResponse = world
        .hub_query(&seawall_interfaces::coordinator::QueryMsg::Config {})
        .unwrap();
    let owner = world.addr(1, seawall_fixtures::deploy::OWNER).unwrap();
    assert_eq!(found.owner, owner.as_str());
}

#[test]
fn nobody_accepts_what_was_not_offered() {
    no_accession(world(Spec::simple()).0);
}

#[test]
fn lots_are_named_by_the_hub_alone() {
    let (mut world, _) = world(Spec::simple());
    alice(&mut world);
    let house = world.site(COLL).unwrap().auction_house.clone();
    let msg = seawall_interfaces::auction_house::ExecuteMsg::Close { lot: LotId(1) };
    world
        .execute(COLL, "mallory", &house, &msg, &[])
        .unwrap_err();
    assert!(world.lots(COLL).unwrap().is_empty());
}
