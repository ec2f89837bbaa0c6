//! One run: deployment, block after block, the end.

mod booking;

use std::collections::BTreeSet;

use seawall_engine::outcome::Outcome;
use seawall_engine::prices::Market;
use seawall_engine::results::{Happened, Ledger, Packet};
use seawall_engine::scenario::{draw, Scenario};
use seawall_engine::world::{Observer, Progress, WorldError};
use seawall_fixtures::invariants::Checker;
use seawall_fixtures::spec::{COLL, USD};
use seawall_fixtures::World;
use seawall_interfaces::auction_house::LotResponse;
use seawall_interfaces::coordinator::LiquidationResponse;
use seawall_wire::ids::LotId;

use super::accounts::Accounts;
use super::buyers::Buyers;
use super::facts::Facts;
use super::failed;
use super::feeding::Feeders;
use super::keeping::Keepers;
use super::picture::Picture;
use super::relaying::Relayer;
use super::setup::{self, whole};
use super::story::Stories;

/// After the last bar the chains go on for so long, to end what has begun, seconds.
const AFTERMATH_SECS: u64 = 3_600;

/// Everything of a run.
pub struct Run<'a> {
    market: &'a Market,
    world: World,
    accounts: Accounts,
    feeders: Feeders,
    keepers: Keepers,
    buyers: Buyers,
    relayer: Relayer,
    ledger: Ledger,
    facts: Facts,
    checker: Checker,
    picture: Picture,
    stories: Stories,
    lots: Vec<LotResponse>,
    open: Vec<LiquidationResponse>,
    known_lots: BTreeSet<LotId>,
    start: u64,
    /// Packets of the set-up, which the books leave out.
    sent_before: u64,
    blocks: u64,
    prices: Vec<f64>,
    repaid: f64,
}

impl<'a> Run<'a> {
    /// Deploys and opens everything.
    pub fn new(
        scenario: &'a Scenario,
        market: &'a Market,
        observer: &mut dyn Observer,
    ) -> Result<Self, WorldError> {
        let first: Vec<f64> = (0..market.assets.len())
            .map(|a| market.price(a, 0).unwrap_or(1.0))
            .collect();
        let borrowers = draw(scenario, &first);
        let all_debt: f64 = borrowers.iter().map(|b| b.debt).sum();
        let fail = |why: anyhow::Error| failed(0, "setting the scene", why);
        let (mut world, ids) =
            setup::world(scenario, market, &borrowers, |s| observer.stage(s)).map_err(fail)?;
        let checker = Checker::of(&world);
        observer.stage("checking every account");
        checker.all(&world.net).map_err(fail)?;
        let facts = Facts::default();
        world.net.on_step(Box::new(facts.clone()));
        let accounts = Accounts::new(&world, ids, scenario).map_err(fail)?;
        let count = accounts.ids().len() as u64;
        let mut picture = Picture::new(market);
        picture.before(&accounts, &first);
        Ok(Self {
            market,
            feeders: Feeders::new(scenario),
            keepers: Keepers::new(scenario),
            buyers: Buyers::new(scenario, all_debt),
            relayer: Relayer::new(&scenario.chains, scenario.seed),
            ledger: Ledger::new(count, scenario.chains.block_seconds),
            start: world.net.now().seconds(),
            sent_before: sent(&world),
            blocks: market.blocks + AFTERMATH_SECS / scenario.chains.block_seconds.max(1),
            world,
            accounts,
            facts,
            checker,
            picture,
            stories: Stories::default(),
            lots: vec![],
            open: vec![],
            known_lots: BTreeSet::new(),
            prices: first,
            repaid: 0.0,
        })
    }

    /// Runs to the end of the prices, and a while longer.
    pub fn all_blocks(&mut self, observer: &mut dyn Observer) -> Result<(), WorldError> {
        let every = (self.blocks / 500).max(1);
        for block in 0..self.blocks {
            self.block(block)
                .map_err(|why| failed(block, "a block", why))?;
            if block % every == 0 {
                observer.block(self.progress(block));
            }
        }
        Ok(())
    }

    fn progress(&self, block: u64) -> Progress {
        Progress {
            block,
            blocks: self.blocks,
            price: self.prices.first().copied().unwrap_or_default(),
            unsafe_accounts: self.accounts.count_unsafe(),
            open_lots: self.lots.len() as u64,
            repaid: self.repaid,
        }
    }

    fn block(&mut self, block: u64) -> anyhow::Result<()> {
        for (asset, price) in self.prices.iter_mut().enumerate() {
            *price = self.market.price(asset, block).unwrap_or(*price);
        }
        self.judge(block);
        self.set_clock(block)?;
        let spoke = self.feeders.publish(&mut self.world, self.market, block)?;
        let published = self.world.net.stats().steps;
        if !self.keepers.is_idle() {
            self.keepers.act(&mut self.world, block)?;
        }
        if !self.lots.is_empty() {
            let lots = self.world.lots(COLL)?;
            let bought = self
                .buyers
                .buy(&mut self.world, self.market, block, &lots)?;
            self.book_takes(block, &bought);
            self.picture.lots(block, &lots, &self.prices);
        }
        self.relayer.relay(&mut self.world.net, block)?;
        let moved = self.world.net.stats().steps != published;
        let waiting = !self.open.is_empty() || !self.lots.is_empty();
        if moved || waiting || (spoke && !self.keepers.glance(&self.world, block)?) {
            self.look(block)?;
        }
        Ok(())
    }

    /// Which accounts are unsafe at the market's price, whatever the oracle says.
    fn judge(&mut self, block: u64) {
        let (worse, better) = self.accounts.changes(&self.prices);
        for account in worse {
            self.ledger
                .book(block, Happened::BecameUnsafe { account: account.0 });
        }
        for account in better {
            self.ledger
                .book(block, Happened::BecameSafe { account: account.0 });
        }
    }

    fn set_clock(&mut self, block: u64) -> anyhow::Result<()> {
        let now = self.start + block * self.market.block_seconds;
        let ahead = now.saturating_sub(self.world.net.now().seconds());
        if ahead > 0 {
            self.world.net.advance_all(ahead)?;
        }
        Ok(())
    }

    /// Reads what changed, for the agents of the next block and for the books of this one.
    fn look(&mut self, block: u64) -> anyhow::Result<()> {
        let touched = self.read_facts(block)?;
        let active = !touched.is_empty() || !self.open.is_empty() || !self.lots.is_empty();
        if active {
            self.open = self.world.open_liquidations()?;
            self.lots = self.world.lots(COLL)?;
            self.note_opened(block);
            self.checker.money(&self.world.net)?;
            for place in &touched {
                self.accounts.refresh(&self.world, *place)?;
                if let Some(id) = self.accounts.ids().get(*place) {
                    self.checker.account(&self.world.net, *id)?;
                }
            }
            for liquidation in &self.open {
                self.checker.liquidation(liquidation)?;
            }
            self.ledger.book(block, Happened::InvariantsHeld);
            self.picture.pools(block, &self.world)?;
        }
        self.keepers
            .look(&self.world, block, &self.open, &self.lots)
    }

    /// Checks everything once more and closes the books.
    pub fn end(mut self) -> Result<Outcome, WorldError> {
        let last = self.blocks;
        let fail = |why: anyhow::Error| failed(last, "the end", why);
        self.checker.all(&self.world.net).map_err(fail)?;
        self.book_rest(last).map_err(fail)?;
        let mut result = self.ledger.result(last);
        result.invariant_checks = self.checker.counts().checks;
        let report = self.picture.finish(&self.accounts, &self.prices, &result);
        let timeline = self.stories.best(self.market.block_seconds);
        Ok(Outcome {
            result,
            timeline,
            report,
        })
    }

    fn book_rest(&mut self, last: u64) -> anyhow::Result<()> {
        let keepers = self.keepers_paid()?;
        self.ledger
            .book(last, Happened::KeeperPaid { money: keepers });
        let sent = sent(&self.world).saturating_sub(self.sent_before);
        for _ in 0..sent {
            self.ledger.book(last, Happened::Packet(Packet::Sent));
        }
        Ok(())
    }

    fn keepers_paid(&self) -> anyhow::Result<f64> {
        use seawall_interfaces::auction_house::QueryMsg;
        use seawall_interfaces::common::DenomAmount;
        let house = self.world.site(COLL)?.auction_house.clone();
        let denom = self.world.route(COLL, USD)?.denom;
        let mut paid = 0.0;
        for number in 0..16 {
            let owner = self.world.addr(COLL, &setup::keeper(number))?.to_string();
            let claims: Vec<DenomAmount> =
                self.world
                    .query(COLL, &house, &QueryMsg::Claims { owner })?;
            let owed = claims.iter().filter(|c| c.denom == denom);
            paid += owed.map(|c| whole(c.amount.u128())).sum::<f64>();
        }
        Ok(paid)
    }
}

/// Packets that were sent on all channels so far.
fn sent(world: &World) -> u64 {
    let net = &world.net;
    let ends = net.chains().flat_map(|chain| net.channels(chain));
    ends.map(|end| net.last_sequence(end)).sum()
}
