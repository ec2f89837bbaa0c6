//! The name of every kind. A new variant does not compile here until it has a name, and a name
//! without golden bytes fails the tests.

use seawall_wire::*;

macro_rules! names {
    ($fun:ident, $all:ident, $what:ty, { $($pattern:pat => $name:literal,)* }) => {
        pub const $all: &[&str] = &[$($name),*];

        pub fn $fun(it: &$what) -> &'static str {
            match it {
                $($pattern => $name,)*
            }
        }
    };
}

names!(command, COMMANDS, Command, {
    Command::OpenAccount { .. } => "open_account",
    Command::Deposit { .. } => "deposit",
    Command::Withdraw { .. } => "withdraw",
    Command::Borrow { .. } => "borrow",
    Command::Settings { .. } => "settings",
    Command::ClaimSurplus { .. } => "claim_surplus",
});

names!(wanted, WANTED, Wanted, {
    Wanted::All {} => "all",
    Wanted::Exactly(_) => "exactly",
});

names!(change, CHANGES, SettingsChange, {
    SettingsChange::EnableListing { .. } => "enable_listing",
    SettingsChange::SetOwner { .. } => "set_owner",
    SettingsChange::SetRecovery { .. } => "set_recovery",
    SettingsChange::StartRecovery {} => "start_recovery",
    SettingsChange::CancelRecovery {} => "cancel_recovery",
    SettingsChange::FinishRecovery {} => "finish_recovery",
});

names!(to_hub, TO_HUB, ToHub, {
    ToHub::Hello(_) => "hello",
    ToHub::Command { .. } => "command",
    ToHub::Report(_) => "report",
    ToHub::Resolve(_) => "resolve",
});

names!(closed, CLOSED, Option<CloseReason>, {
    None => "open",
    Some(CloseReason::Reached) => "reached",
    Some(CloseReason::SoldOut) => "sold_out",
    Some(CloseReason::Tail) => "tail",
    Some(CloseReason::Floor) => "floor",
    Some(CloseReason::Halted) => "halted",
    Some(CloseReason::Dust) => "dust",
});

names!(to_chain, TO_CHAIN, ToChain, {
    ToChain::Hello(_) => "hello",
    ToChain::Order { .. } => "order",
    ToChain::Resolve(_) => "resolve",
});

names!(order, ORDERS, Order, {
    Order::Release { .. } => "release",
    Order::Disburse { .. } => "disburse",
    Order::ReleaseSurplus { .. } => "release_surplus",
    Order::OpenLots(_) => "open_lots",
    Order::Settle { .. } => "settle",
    Order::Provision { .. } => "provision",
    Order::PayCover { .. } => "pay_cover",
    Order::CoverDeficit { .. } => "cover_deficit",
    Order::PayKeeper { .. } => "pay_keeper",
});

names!(terms, TERMS, SaleTerms, {
    SaleTerms::Dutch(_) => "dutch",
});

names!(to_hub_ack, TO_HUB_ACKS, ToHubAck, {
    ToHubAck::Hello(_) => "hello",
    ToHubAck::Command(_) => "command",
    ToHubAck::Reported {} => "reported",
    ToHubAck::Resolved { .. } => "resolved",
});

names!(command_ack, COMMAND_ACKS, CommandAck, {
    CommandAck::Opened { .. } => "opened",
    CommandAck::Deposited {} => "deposited",
    CommandAck::Withdrawn { .. } => "withdrawn",
    CommandAck::Borrowed { .. } => "borrowed",
    CommandAck::Set {} => "set",
    CommandAck::SurplusApproved { .. } => "surplus_approved",
});

names!(to_chain_ack, TO_CHAIN_ACKS, ToChainAck, {
    ToChainAck::Hello(_) => "hello",
    ToChainAck::Order(_) => "order",
    ToChainAck::Resolved { .. } => "resolved",
});

names!(order_ack, ORDER_ACKS, OrderAck, {
    OrderAck::Released {} => "released",
    OrderAck::Disbursed { .. } => "disbursed",
    OrderAck::SurplusReleased { .. } => "surplus_released",
    OrderAck::LotsOpened { .. } => "lots_opened",
    OrderAck::Settled { .. } => "settled",
    OrderAck::Provisioned {} => "provisioned",
    OrderAck::CoverPaid { .. } => "cover_paid",
    OrderAck::DeficitCovered { .. } => "deficit_covered",
    OrderAck::KeeperPaid {} => "keeper_paid",
});
