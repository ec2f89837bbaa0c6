//! One packet of every kind, with every variant in it. Numbers are telling apart, not realistic.

use std::str::FromStr;

use cosmwasm_std::{Binary, Decimal, Uint256};
use seawall_money::*;
use seawall_wire::ids::*;
use seawall_wire::*;

pub const HUB: u32 = 7;

pub fn addr(text: &str) -> RemoteAddr {
    RemoteAddr::new(text).unwrap()
}

pub fn dec(text: &str) -> Decimal {
    Decimal::from_str(text).unwrap()
}

pub fn envelope<B>(body: B) -> Envelope<B> {
    Envelope {
        wire: 1,
        hub_id: HUB,
        link_epoch: 2,
        acked_below: 41,
        origin: Origin {
            chain: ChainNo(3),
            number: 99,
        },
        body,
    }
}

fn recovery() -> Recovery {
    Recovery {
        chain: ChainNo(4),
        address: addr("neutron1heir"),
        delay_secs: 1_209_600,
    }
}

fn settings(change: SettingsChange) -> Command {
    let caller = addr("cosmos1alice");
    Command::Settings {
        account: AccountId(12),
        nonce: 5,
        change,
        caller,
    }
}

fn changes() -> Vec<SettingsChange> {
    vec![
        SettingsChange::EnableListing {
            listing: ListingId(1001),
            enabled: true,
        },
        SettingsChange::SetOwner {
            owner: addr("cosmos1bob"),
        },
        SettingsChange::SetRecovery {
            recovery: Some(recovery()),
        },
        SettingsChange::SetRecovery { recovery: None },
        SettingsChange::StartRecovery {},
        SettingsChange::CancelRecovery {},
        SettingsChange::FinishRecovery {},
    ]
}

fn withdraw(amount: Wanted) -> Command {
    Command::Withdraw {
        account: AccountId(12),
        listing: ListingId(1001),
        amount,
        receiver: addr("osmo1carol"),
        caller: addr("cosmos1alice"),
    }
}

pub fn commands() -> Vec<Command> {
    let mut all = vec![
        Command::OpenAccount {
            caller: addr("cosmos1alice"),
            recovery: Some(recovery()),
        },
        Command::OpenAccount {
            caller: addr("cosmos1alice"),
            recovery: None,
        },
        Command::Deposit {
            account: AccountId(12),
            listing: ListingId(1001),
            amount: CollateralAmount::new(2_500_000),
            depositor: addr("cosmos1dave"),
        },
        withdraw(Wanted::All {}),
        withdraw(Wanted::Exactly(CollateralAmount::MAX)),
        Command::Borrow {
            account: AccountId(12),
            listing: ListingId(2001),
            amount: DebtAmount::new(1_000_000),
            receiver: addr("noble1alice"),
            caller: addr("cosmos1alice"),
        },
        Command::ClaimSurplus {
            account: AccountId(12),
            listing: ListingId(2001),
            receiver: addr("noble1alice"),
            caller: addr("cosmos1alice"),
        },
    ];
    all.extend(changes().into_iter().map(settings));
    all
}

pub fn lot_line(closed: Option<CloseReason>) -> LotLine {
    LotLine {
        lot: LotId(77),
        sold: CollateralAmount::new(400),
        returned: CollateralAmount::new(100),
        proceeds: DebtAmount::new(3_600),
        fee: DebtAmount::new(36),
        closed,
    }
}

pub fn vault_line() -> VaultLine {
    VaultLine {
        account: AccountId(12),
        listing: ListingId(1001),
        returned: CollateralAmount::new(100),
        released: CollateralAmount::new(20),
        seized: CollateralAmount::new(500),
    }
}

pub fn account_line() -> AccountLine {
    AccountLine {
        account: AccountId(12),
        decided: DebtShares::new(900),
        minted: DebtShares::new(890),
        burned: DebtShares::new(300),
    }
}

pub fn credit_line() -> CreditLine {
    CreditLine {
        lot: LotId(77),
        credited: DebtAmount::new(3_600),
    }
}

pub fn market_line() -> MarketLine {
    MarketLine {
        listing: ListingId(2001),
        index: Index::new(dec("1.000000000000000001")),
        accounts: vec![account_line()],
        credits: vec![credit_line()],
    }
}

pub fn reports() -> Vec<Report> {
    let reasons = [
        None,
        Some(CloseReason::Reached),
        Some(CloseReason::SoldOut),
        Some(CloseReason::Tail),
        Some(CloseReason::Floor),
        Some(CloseReason::Halted),
        Some(CloseReason::Dust),
    ];
    let full = Report {
        vault: vec![vault_line()],
        markets: vec![market_line()],
        lots: reasons.into_iter().map(lot_line).collect(),
    };
    vec![Report::default(), full]
}

pub fn to_hub() -> Vec<ToHub> {
    let mut all = vec![ToHub::Hello(WireRange::OURS)];
    let command = |command| ToHub::Command {
        id: CommandId(8),
        command,
    };
    all.extend(commands().into_iter().map(command));
    all.extend(reports().into_iter().map(ToHub::Report));
    all.push(ToHub::Resolve(resolve(&[4, 9])));
    all.push(ToHub::Resolve(resolve(&[])));
    all
}

pub fn resolve(sequences: &[u64]) -> Resolve {
    Resolve {
        epoch: 2,
        acked_below: sequences.first().copied().unwrap_or(u64::MAX),
        sequences: sequences.to_vec(),
    }
}

/// One packet took effect, one never came.
pub fn told() -> Vec<Option<Binary>> {
    vec![Some(Binary::from(br#"{"result":{"reported":{}}}"#)), None]
}

pub fn lot(close_at: Option<DebtAmount>) -> LotOrder {
    LotOrder {
        lot: LotId(77),
        collateral: ListingId(1001),
        debt: ListingId(2001),
        route: RouteId(31),
        put_up: CollateralAmount::new(55_110_000),
        repay: DebtAmount::new(50_560_000),
        close_at,
        fee: dec("0.009"),
        keeper_pay: DebtAmount::new(25_000),
        min_rest: CollateralAmount::new(1_000),
        terms: SaleTerms::Dutch(DutchTerms {
            pair_price: PairPrice::from_atomics(Uint256::MAX),
            floor: PairPrice::from_atomics(Uint256::from(925_688_073u128)),
            buffer: dec("1.05"),
            drift: dec("0.0001"),
            cut: dec("0.99"),
            step_secs: 6,
            tail_secs: 1_800,
            cusp: dec("0.5"),
        }),
    }
}

pub fn open_lots(lots: Vec<LotOrder>, keeper: Option<RemoteAddr>) -> Order {
    Order::OpenLots(OpenLots {
        liquidation: LiquidationId(55),
        round: 1,
        account: AccountId(12),
        lots,
        priced_at: 1_700_000_000,
        not_after: 1_700_000_060,
        keeper,
    })
}

fn payouts() -> Vec<Order> {
    let (account, listing) = (AccountId(12), ListingId(2001));
    vec![
        Order::Release {
            account,
            listing: ListingId(1001),
            amount: CollateralAmount::new(2_500_000),
            receiver: addr("osmo1carol"),
        },
        Order::Disburse {
            account,
            listing,
            amount: DebtAmount::new(1_000_000),
            shares_max: DebtShares::new(1_000_001),
            receiver: addr("noble1alice"),
        },
        Order::ReleaseSurplus {
            account,
            listing,
            receiver: addr("noble1alice"),
        },
    ]
}

pub fn orders() -> Vec<Order> {
    let (account, listing) = (AccountId(12), ListingId(2001));
    let (liquidation, route, lot_no) = (LiquidationId(55), RouteId(31), LotId(77));
    let mut all = payouts();
    let target = Some(DebtAmount::new(51_015_040));
    all.push(open_lots(
        vec![lot(target), lot(None)],
        Some(addr("osmo1keeper")),
    ));
    all.push(open_lots(vec![lot(None)], None));
    let proceeds = DebtAmount::new(3_600);
    all.push(Order::Settle {
        account,
        listing,
        route,
        lot: lot_no,
        proceeds,
    });
    let amount = DebtAmount::new(4_000);
    let ends_at = 1_700_086_400;
    all.push(Order::Provision {
        liquidation,
        account,
        listing,
        amount,
        ends_at,
    });
    all.push(Order::PayCover {
        liquidation,
        lot: LotId(78),
        route,
        amount,
    });
    let keep = DebtAmount::new(600);
    all.push(Order::CoverDeficit {
        liquidation,
        account,
        listing,
        keep,
    });
    all.push(Order::PayKeeper {
        liquidation,
        keeper: addr("osmo1keeper"),
    });
    all
}

pub fn to_chain() -> Vec<ToChain> {
    let mut all = vec![ToChain::Hello(WireRange::OURS)];
    let order = |order| ToChain::Order {
        id: OrderId(600),
        order,
    };
    all.extend(orders().into_iter().map(order));
    all.push(ToChain::Resolve(resolve(&[4, 9])));
    all
}
