//! What stories about faults do by hand: prices, a borrower of their own, a liquidation step by
//! step as anyone may push it, short timeouts.
//!
//! What must always hold: each story opens accounts of its own and ends with the first prices and a
//! running relayer, so that the next one finds the ground as it was.

use std::time::Duration;

use anyhow::{anyhow, Context, Result};
use cosmwasm_std::Decimal;
use seawall_chain_client::TxOutcome;
use seawall_deploy::desired::{courier, AUCTION_HOUSE};
use seawall_interfaces::auction_house::{self as house, LotResponse, TakeResponse};
use seawall_interfaces::coordinator::{self as hub, LiquidationResponse, Outcome, Phase};
use seawall_interfaces::courier as courier_api;
use seawall_interfaces::market;
use seawall_interfaces::outpost::{self, InFlightResponse, MarketKeys};
use seawall_localnet::plan::Role;
use seawall_localnet::Localnet;
use seawall_money::CollateralAmount;
use seawall_testbed::people::{open_another, DEBT, ROUTE};
use seawall_testbed::person::until;
use seawall_testbed::{prices, Person, Places};
use seawall_wire::ids::{AccountId, ChainNo, LiquidationId, ListingId, LotId};
use serde::de::DeserializeOwned;

use crate::stage::Stage;

/// Longer than anything takes on a machine that is busy.
pub const PATIENCE: Duration = Duration::from_secs(180);
/// The price of ATOM at which nobody is unsafe.
pub const HIGH: &str = "10";
/// The price at which a borrower of [`Scene::borrower`] is just unsafe.
pub const LOW: &str = "8.75";
/// What a borrower deposits, ATOM, and borrows, USD; base units.
const LOAN: (u128, u128) = (1_000_000_000, 6_600_000_000);

/// The localnet with people who act on it.
pub struct Scene {
    /// Its handle; ask the stage for a fresh one to start or stop something.
    pub net: Localnet,
    /// Where the contracts are.
    pub places: Places,
    /// Reads, and has no rights anywhere.
    pub reader: Person,
    /// Cranks.
    pub keeper: Person,
    buyer: Person,
}

impl Scene {
    /// For a story.
    pub fn new(stage: &Stage) -> Result<Self> {
        Ok(Self {
            net: stage.net()?,
            places: stage.places()?,
            reader: stage.person("stranger")?,
            keeper: stage.person("keeper")?,
            buyer: stage.person("liquidator")?,
        })
    }

    /// Asks the coordinator.
    pub fn hub<R: DeserializeOwned>(&self, question: &hub::QueryMsg) -> Result<R> {
        let coordinator = self.places.coordinator()?;
        self.reader.ask(Role::Hub, &coordinator, question)
    }

    /// Asks the auction house of the collateral chain.
    pub fn house<R: DeserializeOwned>(&self, question: &house::QueryMsg) -> Result<R> {
        let house = self.auction_house()?;
        self.reader.ask(Role::Collateral, &house, question)
    }

    /// Asks the market.
    pub fn market<R: DeserializeOwned>(&self, question: &market::QueryMsg) -> Result<R> {
        let market = self.places.market(DEBT.0)?;
        self.reader.ask(Role::Debt, &market, question)
    }

    /// Asks an outpost.
    pub fn outpost<R: DeserializeOwned>(
        &self,
        role: Role,
        question: &outpost::QueryMsg,
    ) -> Result<R> {
        let outpost = self.places.outpost(role)?;
        self.reader.ask(role, &outpost, question)
    }

    /// The auction house of the collateral chain.
    pub fn auction_house(&self) -> Result<String> {
        self.places.contract(Role::Collateral, AUCTION_HOUSE)
    }

    /// The courier at an end of the route.
    pub fn courier(&self, role: Role) -> Result<String> {
        self.places.contract(role, &courier(ROUTE))
    }

    /// The number of a chain at the hub.
    pub fn number(&self, role: Role) -> Result<ChainNo> {
        let chain = self.places.state.chains.get(role.name());
        Ok(ChainNo(chain.context("chain")?.number))
    }

    /// Time of a chain's last block, seconds.
    pub fn time(&self, role: Role) -> Result<u64> {
        Ok(self.reader.tip(role)?.time)
    }

    /// All feeders say a price of ATOM, and that a dollar is a dollar.
    pub fn price(&self, atom: &str) -> Result<()> {
        let decimal = |text: &str| {
            let price = text.parse::<Decimal>();
            price.map_err(|error| anyhow!("price {text}: {error}"))
        };
        let wanted = [(1, decimal(atom)?), (DEBT.0, decimal("1")?)];
        prices::feed_prices(&self.net, &self.places, &wanted)
    }

    /// At the high price somebody opens another account with 1,000 ATOM and 6,600 USD of debt,
    /// health 1.136: unsafe at the low price, when no one else is who has not been liquidated.
    pub fn borrower(&self, stage: &Stage, name: &str) -> Result<AccountId> {
        self.price(HIGH)?;
        open_another(&stage.person(name)?, &self.places, LOAN)
    }

    /// Anyone triggers.
    pub fn liquidate(&self, account: AccountId) -> Result<LiquidationId> {
        Ok(self.trigger(account)?.0)
    }

    /// The same, with the transaction.
    pub fn trigger(&self, account: AccountId) -> Result<(LiquidationId, TxOutcome)> {
        let coordinator = self.places.coordinator()?;
        let msg = hub::ExecuteMsg::Liquidate {
            account,
            chain: None,
            pay_to: None,
        };
        let sent = self.keeper.execute(Role::Hub, &coordinator, &msg, &[])?;
        let id = sent.attribute("wasm", "liquidation");
        let id = LiquidationId(id.context("no liquidation")?.parse()?);
        Ok((id, sent))
    }

    /// What the hub knows of a liquidation.
    pub fn liquidation(&self, liquidation: LiquidationId) -> Result<LiquidationResponse> {
        self.hub(&hub::QueryMsg::Liquidation { liquidation })
    }

    /// How a liquidation ended, if it has.
    pub fn ended(&self, id: LiquidationId) -> Result<Option<Outcome>> {
        match self.liquidation(id)?.phase {
            Phase::Done(outcome) => Ok(Some(outcome)),
            _ => Ok(None),
        }
    }

    /// The open lots of an account.
    pub fn lots(&self, account: AccountId) -> Result<Vec<LotResponse>> {
        let all: Vec<LotResponse> = self.house(&house::QueryMsg::OpenLots {
            start_after: None,
            limit: Some(100),
        })?;
        Ok(all.into_iter().filter(|l| l.account == account).collect())
    }

    /// Waits until a lot of the account can be taken from.
    pub fn open_lot(&self, account: AccountId) -> Result<LotResponse> {
        until("an open lot", PATIENCE, || {
            Ok(self.lots(account)?.into_iter().find(|lot| lot.takeable))
        })
    }

    /// Somebody with dollars on the collateral chain takes all that a lot sells.
    pub fn take(&self, lot: &LotResponse) -> Result<TxOutcome> {
        let want = lot.terms.put_up;
        let id = lot.terms.lot;
        let quote: TakeResponse = self.house(&house::QueryMsg::SimulateTake { lot: id, want })?;
        // What is too much comes back; the price of a later block needs no more than this.
        let pay = quote.payment.u128().saturating_add(10);
        let msg = house::ExecuteMsg::Take {
            lot: id,
            want,
            price_limit: lot.top,
            receiver: None,
            callback: None,
        };
        let coins = [(pay, lot.payment_denom.as_str())];
        let house = self.auction_house()?;
        self.buyer.execute(Role::Collateral, &house, &msg, &coins)
    }

    /// Anyone closes a lot that has ended.
    pub fn close(&self, lot: LotId) -> Result<TxOutcome> {
        let (house, msg) = (self.auction_house()?, house::ExecuteMsg::Close { lot });
        self.keeper.execute(Role::Collateral, &house, &msg, &[])
    }

    /// What the courier holds at an end of the route, base units.
    pub fn held(&self, role: Role) -> Result<u128> {
        let question = courier_api::QueryMsg::Status {};
        let status: courier_api::StatusResponse =
            self.reader.ask(role, &self.courier(role)?, &question)?;
        Ok(status.balance.u128())
    }

    /// Anyone sends the proceeds on their way.
    pub fn forward(&self) -> Result<TxOutcome> {
        let courier = self.courier(Role::Collateral)?;
        let msg = courier_api::ExecuteMsg::Forward {};
        self.keeper.execute(Role::Collateral, &courier, &msg, &[])
    }

    /// Anyone tells the hub about lots again.
    pub fn report_lots(&self, lots: Vec<LotId>) -> Result<TxOutcome> {
        let msg = outpost::ExecuteMsg::Report {
            vault: vec![],
            markets: vec![],
            lots,
        };
        let outpost = self.places.outpost(Role::Collateral)?;
        self.keeper.execute(Role::Collateral, &outpost, &msg, &[])
    }

    fn report_credit(&self, account: AccountId, lots: Vec<LotId>) -> Result<TxOutcome> {
        let keys = MarketKeys {
            listing: ListingId(DEBT.0),
            accounts: vec![account],
            lots,
        };
        let msg = outpost::ExecuteMsg::Report {
            vault: vec![],
            markets: vec![keys],
            lots: vec![],
        };
        let outpost = self.places.outpost(Role::Debt)?;
        self.keeper.execute(Role::Debt, &outpost, &msg, &[])
    }

    /// Pushes a liquidation to its end as a keeper and a buyer would, whatever it waits for.
    pub fn push(&self, id: LiquidationId) -> Result<Outcome> {
        let mut reported = None;
        until("the end of a liquidation", PATIENCE, || {
            let known = self.liquidation(id)?;
            if let Phase::Done(outcome) = known.phase {
                return Ok(Some(outcome));
            }
            self.push_lots(&known)?;
            if self.held(Role::Collateral)? > 0 {
                self.forward()?;
            }
            self.push_money(&known, &mut reported)?;
            if self.liquidation(id)?.due {
                let msg = hub::ExecuteMsg::Advance {
                    liquidation: id,
                    pay_to: None,
                };
                let coordinator = self.places.coordinator()?;
                self.keeper.execute(Role::Hub, &coordinator, &msg, &[])?;
            }
            Ok(None)
        })
    }

    /// Takes what is open, closes what is over.
    fn push_lots(&self, known: &LiquidationResponse) -> Result<()> {
        for lot in self.lots(known.account)? {
            if lot.takeable {
                self.take(&lot)?;
            } else {
                self.close(lot.terms.lot)?;
            }
        }
        Ok(())
    }

    /// Collects, credits, and says once more what a lost report may have said.
    fn push_money(&self, known: &LiquidationResponse, told: &mut Option<u128>) -> Result<()> {
        let courier = self.courier(Role::Debt)?;
        if self.held(Role::Debt)? > 0 {
            let msg = courier_api::ExecuteMsg::Collect {};
            self.keeper.execute(Role::Debt, &courier, &msg, &[])?;
        }
        let route = seawall_wire::ids::RouteId(ROUTE);
        let question = market::QueryMsg::RouteMoney { route };
        for track in known.lots.iter().filter(|t| t.credited < t.proceeds) {
            let lot = track.lot;
            let money: market::RouteMoneyResponse = self.market(&question)?;
            let settled = self.settlement(lot)?;
            let (credited, proceeds) = settled.unwrap_or_default();
            let market = self.places.market(DEBT.0)?;
            if credited < proceeds && money.used < money.arrived {
                let msg = market::ExecuteMsg::Credit { lot };
                self.keeper.execute(Role::Debt, &market, &msg, &[])?;
            } else if credited > track.credited.u128() && *told != Some(credited) {
                *told = Some(credited);
                self.report_credit(known.account, vec![lot])?;
            }
        }
        Ok(())
    }

    /// What the market credited for a lot and what it was told that the lot brought.
    pub fn settlement(&self, lot: LotId) -> Result<Option<(u128, u128)>> {
        let question = market::QueryMsg::Settlement { lot };
        let found: Option<market::SettlementResponse> = self.market(&question).ok();
        Ok(found.map(|s| (s.credit.credited.u128(), s.proceeds.u128())))
    }

    /// Packets of an outpost without outcome.
    pub fn sent_by(&self, role: Role) -> Result<Vec<InFlightResponse>> {
        let limit = Some(100);
        self.outpost(
            role,
            &outpost::QueryMsg::InFlight {
                epoch: None,
                start_after: None,
                limit,
            },
        )
    }

    /// Packets of the hub to a chain without outcome.
    pub fn sent_to(&self, role: Role) -> Result<Vec<InFlightResponse>> {
        self.hub(&hub::QueryMsg::InFlight {
            chain: self.number(role)?,
            epoch: None,
            start_after: None,
            limit: Some(100),
        })
    }

    /// Waits until no packet of ours is without outcome.
    pub fn quiet(&self) -> Result<()> {
        until("packets that were on their way", PATIENCE, || {
            for role in [Role::Collateral, Role::Debt] {
                if !self.sent_by(role)?.is_empty() || !self.sent_to(role)?.is_empty() {
                    return Ok(None);
                }
            }
            Ok(Some(()))
        })
    }

    /// What an account has in the vault and in the worst case at the hub, base units; they must be
    /// the same when nothing is on its way.
    pub fn collateral(&self, account: AccountId) -> Result<(i128, u128)> {
        let vault = self.places.vault(Role::Collateral)?;
        let listing = ListingId(seawall_testbed::people::COLLATERAL.0);
        let question = seawall_interfaces::vault::QueryMsg::Holding { account, listing };
        let held: seawall_interfaces::vault::HoldingResponse =
            self.reader.ask(Role::Collateral, &vault, &question)?;
        let known: hub::AccountResponse = self.hub(&hub::QueryMsg::Account { account })?;
        let known = known.collaterals.iter().find(|c| c.listing == listing);
        let worst = known.map_or(CollateralAmount::ZERO, |c| c.worst);
        Ok((held.locked.i128(), worst.u128()))
    }

    /// What the hub knows that an account owes.
    pub fn debts(&self, account: AccountId) -> Result<Vec<hub::DebtResponse>> {
        let known: hub::AccountResponse = self.hub(&hub::QueryMsg::Account { account })?;
        Ok(known.debts)
    }

    /// What an account owes according to the market, base units.
    pub fn debt(&self, account: AccountId) -> Result<u128> {
        let debt: market::DebtResponse = self.market(&market::QueryMsg::Debt { account })?;
        Ok(debt.debt.u128())
    }

    /// Is the account safe?
    pub fn safe(&self, account: AccountId) -> Result<bool> {
        let health: hub::HealthResponse = self.hub(&hub::QueryMsg::Health { account })?;
        Ok(!health.best.is_unsafe())
    }
}
