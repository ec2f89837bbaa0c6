//! Who lives on the localnet: a lender, insurers, a liquidator with cash, borrowers.
//!
//! What must always hold: what is done is decided from what the chains say, so a call that was broken
//! off is finished by the next; once all have moved in nothing is done again, whatever became of
//! them since.

use std::time::Duration;

use anyhow::{Context, Result};
use cosmwasm_std::Binary;
use seawall_interfaces as api;
use seawall_interfaces::coordinator::{AccountResponse, QueryMsg as AskHub};
use seawall_localnet::plan::Role;
use seawall_localnet::show::Show;
use seawall_localnet::Localnet;
use seawall_wire::ids::{AccountId, ListingId};
use seawall_wire::{CommandAck, RemoteAddr};

use crate::artifacts::Found;
use crate::person::{until, Person};
use crate::places::Places;
use crate::{prices, venue};

/// What each borrower deposits and borrows: whole ATOM, whole USD. The first is next to be
/// liquidated when the price falls.
pub const BORROWERS: [(&str, u128, u128); 4] = [
    ("borrower-1", 1_000, 6_500),
    ("borrower-2", 2_000, 12_000),
    ("borrower-3", 500, 2_500),
    ("borrower-4", 10_000, 40_000),
];
/// What the lender lends, whole USD.
pub const LENT: u128 = 2_000_000;
/// What the insurer stakes in the pool beside the market, whole USD.
pub const INSURED: u128 = 100_000;
/// What the insurer stakes in the pool at the start of the route, whole USD.
pub const INSURED_ON_ROUTE: u128 = 50_000;
/// What the liquidator has on the collateral chain to buy with, whole USD.
pub const CASH: u128 = 1_000_000;
/// The collateral listing: its denom.
pub const COLLATERAL: (u32, &str) = (1, "uatom");
/// The debt listing: its denom.
pub const DEBT: (u32, &str) = (10, "uusd");
/// The first route.
pub const ROUTE: u32 = 1;

const UNITS: u128 = 1_000_000;
/// Longer than any packet takes on a machine that is busy.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

/// Lets all move in, unless they have.
///
/// # Errors
/// Names who could not, and why.
pub fn move_in(net: &Localnet, places: &Places, found: &Found, show: &Show) -> Result<()> {
    prices::feed(net, places)?;
    let marker = net.home().path().join("deploy").join("moved-in");
    if marker.exists() {
        return Ok(());
    }
    let step = show.step("people: lender, insurers, liquidator, borrowers; a venue");
    quiet(net, places)?;
    type Story<'a> = Box<dyn Fn() -> Result<()> + Send + Sync + 'a>;
    let mut stories: Vec<Story<'_>> = vec![
        Box::new(|| lend(net, places)),
        Box::new(|| insure(net, places)),
        Box::new(|| fund_liquidator(net, places)),
        Box::new(|| venue::open(net, places, found)),
    ];
    for borrower in BORROWERS {
        stories.push(Box::new(move || borrow(net, places, borrower)));
    }
    at_once(&stories)?;
    seawall_localnet::state::replace(&marker, "")?;
    step.done();
    Ok(())
}

/// All at the same time; the first error counts.
fn at_once(stories: &[impl Fn() -> Result<()> + Sync]) -> Result<()> {
    std::thread::scope(|scope| {
        let threads: Vec<_> = stories.iter().map(|story| scope.spawn(story)).collect();
        let mut all = Ok(());
        for thread in threads {
            let ended = thread.join().ok().context("a thread has panicked");
            all = all.and(ended.and_then(|result| result));
        }
        all
    })
}

/// Until no command is on its way that a broken-off call may have sent.
fn quiet(net: &Localnet, places: &Places) -> Result<()> {
    let person = Person::new(net, "stranger")?;
    let outpost = places.outpost(Role::Collateral)?;
    let question = api::outpost::QueryMsg::Link {};
    until("packets that were on their way", PATIENCE, || {
        let link: api::outpost::LinkResponse = person.ask(Role::Collateral, &outpost, &question)?;
        Ok((link.in_flight == 0).then_some(()))
    })
}

fn lend(net: &Localnet, places: &Places) -> Result<()> {
    let lender = Person::new(net, "lender")?;
    let market = places.market(DEBT.0)?;
    let address = lender.address(Role::Debt)?.to_string();
    let question = api::market::QueryMsg::Lender { address };
    let has: api::market::LenderResponse = lender.ask(Role::Debt, &market, &question)?;
    if has.shares.u128() == 0 {
        let coins = [(LENT.saturating_mul(UNITS), DEBT.1)];
        lender.execute(
            Role::Debt,
            &market,
            &api::market::ExecuteMsg::Lend {},
            &coins,
        )?;
    }
    Ok(())
}

fn stake(person: &Person, role: Role, pool: &str, coin: (u128, &str)) -> Result<()> {
    let stake = api::insurance_pool::ExecuteMsg::Stake {};
    person.execute(role, pool, &stake, &[coin]).map(drop)
}

fn staked(person: &Person, role: Role, pool: &str) -> Result<bool> {
    let address = person.address(role)?.to_string();
    let question = api::insurance_pool::QueryMsg::Staker { address };
    let staker: api::insurance_pool::StakerResponse = person.ask(role, pool, &question)?;
    Ok(staker.shares.u128() > 0)
}

/// Brings dollars to the collateral chain, unless they are there or on their way.
fn bring(net: &Localnet, places: &Places, person: &Person, whole: u128) -> Result<()> {
    let denom = places.payment_denom()?;
    let there = || -> Result<bool> { Ok(person.balance(Role::Collateral, &denom)? > 0) };
    if there()? {
        return Ok(());
    }
    let receiver = person.address(Role::Collateral)?.to_string();
    let coin = (whole.saturating_mul(UNITS), DEBT.1);
    person.transfer(net, (Role::Debt, Role::Collateral), coin, &receiver)?;
    until("dollars on the collateral chain", PATIENCE, || {
        Ok(there()?.then_some(()))
    })
}

/// Stakes in the pool beside the market, and in the one at the start of the route.
fn insure(net: &Localnet, places: &Places) -> Result<()> {
    let insurer = Person::new(net, "insurer")?;
    let pool = places.pool(DEBT.0)?;
    if !staked(&insurer, Role::Debt, &pool)? {
        stake(
            &insurer,
            Role::Debt,
            &pool,
            (INSURED.saturating_mul(UNITS), DEBT.1),
        )?;
    }
    let pool = places.route_pool(ROUTE)?;
    if staked(&insurer, Role::Collateral, &pool)? {
        return Ok(());
    }
    bring(net, places, &insurer, INSURED_ON_ROUTE)?;
    let denom = places.payment_denom()?;
    let coin = (INSURED_ON_ROUTE.saturating_mul(UNITS), denom.as_str());
    stake(&insurer, Role::Collateral, &pool, coin)
}

fn fund_liquidator(net: &Localnet, places: &Places) -> Result<()> {
    bring(net, places, &Person::new(net, "liquidator")?, CASH)
}

/// The account that a person owns, as the hub knows it.
///
/// # Errors
/// The hub does not answer.
pub fn account_of(person: &Person, places: &Places, home: Role) -> Result<Option<AccountResponse>> {
    let coordinator = places.coordinator()?;
    let address = person.address(home)?;
    let mut start_after: Option<AccountId> = None;
    loop {
        let limit = Some(100);
        let page: Vec<AccountId> = person.ask(
            Role::Hub,
            &coordinator,
            &AskHub::Accounts { start_after, limit },
        )?;
        for account in &page {
            let question = AskHub::Account { account: *account };
            let found: AccountResponse = person.ask(Role::Hub, &coordinator, &question)?;
            if found
                .controllers
                .iter()
                .any(|c| c.address.as_str() == address)
            {
                return Ok(Some(found));
            }
        }
        start_after = page.last().copied();
        if start_after.is_none() {
            return Ok(None);
        }
    }
}

/// Opens one more account for a person; deposits ATOM and borrows USD, base units.
///
/// # Errors
/// The hub refuses, or nothing came in time.
pub fn open_another(person: &Person, places: &Places, loan: (u128, u128)) -> Result<AccountId> {
    let msg = api::outpost::ExecuteMsg::OpenAccount { recovery: None };
    let answer = serde_json::from_slice(&command(person, places, &msg)?)?;
    let CommandAck::Opened { account } = answer else {
        anyhow::bail!("no account was opened: {answer:?}")
    };
    deposit(person, places, account, loan.0)?;
    take_loan(person, places, account, loan.1)?;
    Ok(account)
}

/// Opens an account on the collateral chain, deposits, borrows: each as far as it was not done.
fn borrow(net: &Localnet, places: &Places, (name, atom, usd): (&str, u128, u128)) -> Result<()> {
    let person = Person::new(net, name)?;
    let account = open(&person, places)?;
    deposit(&person, places, account, atom.saturating_mul(UNITS))?;
    take_loan(&person, places, account, usd.saturating_mul(UNITS))
}

/// Opens an account with its home on the collateral chain, if the person has none.
///
/// # Errors
/// The hub refuses, or nothing came in time.
pub fn open(person: &Person, places: &Places) -> Result<AccountId> {
    let home = Role::Collateral;
    if let Some(found) = account_of(person, places, home)? {
        return Ok(found.account);
    }
    let msg = api::outpost::ExecuteMsg::OpenAccount { recovery: None };
    command(person, places, &msg)?;
    until("account", PATIENCE, || {
        Ok(account_of(person, places, home)?.map(|found| found.account))
    })
}

/// Sends a command from the collateral chain and waits for the hub's word, a `CommandAck` as JSON.
///
/// # Errors
/// The hub's refusal, or nothing came in time.
pub fn command(person: &Person, places: &Places, msg: &api::outpost::ExecuteMsg) -> Result<Binary> {
    use api::outpost::{CommandResponse as Word, QueryMsg};
    let (home, outpost) = (Role::Collateral, places.outpost(Role::Collateral)?);
    let sent = person.execute(home, &outpost, msg, &[])?;
    let id = sent.attribute("wasm", "command");
    let id: u64 = id.context("the outpost named no command")?.parse()?;
    let question = QueryMsg::Command {
        id: seawall_wire::ids::CommandId(id),
    };
    until("the hub's answer to a command", PATIENCE, || {
        match person.ask(home, &outpost, &question)? {
            Word::Admitted(answer) => Ok(Some(answer)),
            Word::InFlight {} => Ok(None),
            Word::Refused(error) => anyhow::bail!("the hub refused: {error}"),
            Word::Unknown {} | Word::TimedOut {} => anyhow::bail!("the hub never saw the command"),
        }
    })
}

/// Deposits, if the account has nothing.
fn deposit(person: &Person, places: &Places, account: AccountId, units: u128) -> Result<()> {
    let (home, vault) = (Role::Collateral, places.vault(Role::Collateral)?);
    let listing = ListingId(COLLATERAL.0);
    let question = api::vault::QueryMsg::Holding { account, listing };
    let holding = || -> Result<api::vault::HoldingResponse> { person.ask(home, &vault, &question) };
    let has = holding()?;
    if has.locked.is_zero() && has.pending.is_zero() {
        let msg = api::vault::ExecuteMsg::Deposit { account };
        person.execute(home, &vault, &msg, &[(units, COLLATERAL.1)])?;
    }
    until("deposit", PATIENCE, || {
        Ok((!holding()?.locked.is_zero()).then_some(()))
    })
}

/// Borrows, if the account owes nothing, once there is something to lend; the loan is paid out on the
/// debt chain.
fn take_loan(person: &Person, places: &Places, account: AccountId, units: u128) -> Result<()> {
    let market = places.market(DEBT.0)?;
    let owes = || -> Result<u128> {
        let question = api::market::QueryMsg::Debt { account };
        let debt: api::market::DebtResponse = person.ask(Role::Debt, &market, &question)?;
        Ok(debt.shares.u128())
    };
    if owes()? == 0 {
        until("something to lend", PATIENCE, || {
            let question = api::market::QueryMsg::Status {};
            let market: api::market::StatusResponse = person.ask(Role::Debt, &market, &question)?;
            Ok((market.liquidity.u128() > 0).then_some(()))
        })?;
        let msg = api::outpost::ExecuteMsg::Borrow {
            account,
            listing: ListingId(DEBT.0),
            amount: units.into(),
            receiver: RemoteAddr::new(person.address(Role::Debt)?)?,
        };
        command(person, places, &msg)?;
    }
    until("loan", PATIENCE, || Ok((owes()? > 0).then_some(())))?;
    // The market's report tells the hub.
    let question = AskHub::Account { account };
    let coordinator = places.coordinator()?;
    until("the hub's word of the loan", PATIENCE, || {
        let seen: AccountResponse = person.ask(Role::Hub, &coordinator, &question)?;
        let known = seen.debts.iter().any(|debt| debt.best_shares.u128() > 0);
        Ok(known.then_some(()))
    })
}
