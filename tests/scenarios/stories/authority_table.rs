//! One of every message of outpost and coordinator, as a stranger would send it.

use cosmwasm_std::{Binary, Decimal};
use seawall_fixtures::spec::{params, ATOM, COLL, USD};
use seawall_interfaces::coordinator::{
    AssetSetup, ChainSetup, ExecuteMsg as Hub, ListingSetup, RouteKind, RouteSetup, Scope,
};
use seawall_interfaces::outpost::{ExecuteMsg as Outpost, LinkSetup};
use seawall_kit::ownership::OwnershipAction;
use seawall_wire::ids::{
    AccountId, AssetId, ChainNo, CommandId, LiquidationId, ListingId, RouteId,
};
use seawall_wire::{RemoteAddr, SettingsChange, Wanted};

/// Of an outpost.
pub fn of_outposts(account: AccountId, stranger: &str) -> Vec<Outpost> {
    let mut all = for_neighbours_and_owners(account, stranger);
    all.extend(for_users(account, stranger));
    all
}

fn for_neighbours_and_owners(account: AccountId, stranger: &str) -> Vec<Outpost> {
    let listing = ListingId(ATOM);
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
        Outpost::ReplaceLink {
            connection: "connection-99".into(),
        },
        Outpost::CancelReplacement {},
        Outpost::DrainLink {},
        Outpost::ResumeLink {},
        Outpost::RetireLink {},
        Outpost::Pause { seconds: 60 },
        Outpost::Unpause {},
        Outpost::Ownership(OwnershipAction::Propose { to: me }),
        Outpost::Ownership(OwnershipAction::Cancel {}),
    ]
}

fn for_users(account: AccountId, stranger: &str) -> Vec<Outpost> {
    let listing = ListingId(ATOM);
    let receiver = RemoteAddr::new(stranger.to_string()).unwrap();
    vec![
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
        Outpost::ResolveInFlight {
            epoch: 1,
            sequences: vec![1],
        },
        Outpost::ApplyReplacement {},
        Outpost::Retry {
            command: CommandId(1),
        },
        Outpost::FundRebates {},
        Outpost::ClaimRebates {},
    ]
}

/// Of the coordinator.
pub fn of_hub(account: AccountId, stranger: &str) -> Vec<Hub> {
    let mut all = for_owners(stranger);
    all.extend(for_keepers(account));
    all
}

fn for_owners(stranger: &str) -> Vec<Hub> {
    let link = LinkSetup::Local {
        coordinator: stranger.to_string(),
    };
    let exposure_max = Decimal::one();
    vec![
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
        Hub::DrainLink {
            chain: ChainNo(COLL),
        },
        Hub::RetireLink {
            chain: ChainNo(COLL),
        },
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
    ]
}

fn for_keepers(account: AccountId) -> Vec<Hub> {
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
            pay_to: None,
        },
        Hub::SayHello {
            chain: ChainNo(COLL),
        },
        Hub::ResolveInFlight {
            chain: ChainNo(COLL),
            epoch: 1,
            sequences: vec![1],
        },
        Hub::FundRebates {
            chain: ChainNo(COLL),
        },
        Hub::ClaimRebates {},
        Hub::ApplyChange { id: 1 },
    ]
}
