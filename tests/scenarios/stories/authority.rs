//! Every message of outpost and coordinator, sent by a stranger: refused where it must be. A new
//! message does not compile here before somebody has said who may send it.

use seawall_fixtures::spec::{Spec, COLL};
use seawall_fixtures::World;
use seawall_interfaces::coordinator::ExecuteMsg as Hub;
use seawall_interfaces::outpost::ExecuteMsg as Outpost;
use seawall_kit::ownership::OwnershipAction;
use seawall_wire::ids::LotId;
use seawall_wire::Code;

use crate::authority_table::{of_hub, of_outposts};
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
        | Outpost::ResolveInFlight { .. }
        | Outpost::ApplyReplacement {}
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
        | Outpost::ReplaceLink { .. }
        | Outpost::CancelReplacement {}
        | Outpost::DrainLink {}
        | Outpost::ResumeLink {}
        | Outpost::RetireLink {}
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
        | Hub::ResolveInFlight { .. }
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
        | Hub::DrainLink { .. }
        | Hub::RetireLink { .. }
        | Hub::CancelChange { .. }
        | Hub::Pause { .. }
        | Hub::Unpause { .. }
        | Hub::Ownership(_) => Who::OneOnly,
    }
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
