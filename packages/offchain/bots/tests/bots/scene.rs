//! A scene: three simulated chains with the real contracts, bots, and time.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use cosmwasm_std::Decimal;
use seawall_bots::places::Chains;
use seawall_bots::server::Served;
use seawall_bots::{Bot, Config, Hub, Roles};
use seawall_chain_client::NewBlock;
use seawall_fixtures::deploy::deploy;
use seawall_fixtures::spec::{ATOM, COLL, DEBT, HUB, USD};
use seawall_fixtures::{Spec, World};
use seawall_interfaces::coordinator::LiquidationResponse;
use seawall_wire::ids::AccountId;

use super::chain::SimChain;
use super::shared::{Shared, ME};

pub const KEEPER: Roles = Roles {
    keeper: true,
    liquidator: false,
};
pub const BOTH: Roles = Roles {
    keeper: true,
    liquidator: true,
};

/// A configuration with these lines.
pub fn config(lines: &str) -> Config {
    let text = format!("deployment = \"deployment.toml\"\n{lines}");
    Config::parse("bots.toml", &text).unwrap()
}

pub fn run<T>(work: impl std::future::Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(work)
}

pub struct Scene {
    pub shared: Rc<RefCell<Shared>>,
    pub bot: Bot,
    /// The last block of each chain that the bots were told of.
    last: BTreeMap<u16, u64>,
}

pub fn hub(world: &World) -> Hub {
    let names = [(ATOM, "ATOM"), (USD, "USD")];
    let names = names.into_iter().map(|(n, name)| (n, name.to_string()));
    Hub {
        number: HUB,
        coordinator: world.coordinator.to_string(),
        names: names.collect(),
    }
}

pub fn chains(shared: &Rc<RefCell<Shared>>, who: &str) -> Chains {
    let one = |number| -> (u16, Rc<dyn seawall_bots::access::Chain>) {
        (number, Rc::new(SimChain::new(shared, number, who)))
    };
    [HUB, COLL, DEBT].into_iter().map(one).collect()
}

impl Scene {
    /// Bots beside a world of one collateral and one debt.
    pub fn new(lines: &str, roles: Roles, dry_run: bool) -> Self {
        let world = deploy(Spec::simple()).unwrap();
        Self::of(Shared::new(world), lines, roles, dry_run)
    }

    pub fn of(shared: Rc<RefCell<Shared>>, lines: &str, roles: Roles, dry_run: bool) -> Self {
        let hub = hub(&shared.borrow().world);
        let chains = chains(&shared, ME);
        let config = config(lines);
        let served = Served::new(&config);
        let bot = run(Bot::start(config, roles, dry_run, chains, hub, served)).unwrap();
        Self {
            shared,
            bot,
            last: BTreeMap::new(),
        }
    }

    pub fn world<R>(&self, act: impl FnOnce(&mut World) -> R) -> R {
        act(&mut self.shared.borrow_mut().world)
    }

    /// An account with 100 tokens of collateral that owes 690 dollars.
    pub fn borrower(&self, who: &str) -> AccountId {
        self.world(|w| w.borrower(who, COLL, &[(ATOM, 100)], &[(USD, 690)]))
            .unwrap()
    }

    pub fn price(&self, asset: u32, cents: u64) {
        let price = Decimal::from_ratio(cents, 100u64);
        self.world(|w| w.feed(asset, price)).unwrap();
    }

    /// Gives the bots money to buy with on the collateral chain, whole dollars.
    pub fn money(&self, dollars: u128) {
        self.world(|w| w.give_payment_coin(COLL, USD, ME, dollars * 1_000_000))
            .unwrap();
    }

    /// Every chain makes a block, and the bots are told.
    pub fn block(&mut self) {
        self.world(|w| w.wait(w.spec.block_secs)).unwrap();
        self.tell();
    }

    /// Tells the bots of the latest blocks.
    pub fn tell(&mut self) {
        for number in [HUB, COLL, DEBT] {
            self.tell_of(number);
        }
    }

    pub fn tell_of(&mut self, number: u16) {
        let at = self.world(|w| w.net.block(w.ix(number).unwrap()));
        let last = self.last.insert(number, at.height);
        let first = last.map_or(at.height, |last| last + 1);
        let block = NewBlock {
            height: at.height,
            time: at.time.seconds(),
            missed: (first < at.height).then(|| first..=at.height - 1),
        };
        run(self.bot.on_block(number, &block));
    }

    pub fn relay(&self) {
        self.world(World::relay).unwrap();
    }

    /// Blocks with a relayer until nothing is open, at most so many. Says how many it took.
    pub fn until_quiet(&mut self, blocks: usize) -> usize {
        for count in 0..blocks {
            self.block();
            self.relay();
            if count > 3 && self.open().is_empty() {
                return count;
            }
        }
        panic!("after {blocks} blocks still open: {:#?}", self.open());
    }

    pub fn open(&self) -> Vec<LiquidationResponse> {
        self.world(|w| w.open_liquidations()).unwrap()
    }

    /// How many transactions were sent on a chain that hold this message.
    pub fn sent(&self, chain: u16, message: &str) -> usize {
        let shared = self.shared.borrow();
        let calls = shared.sent.iter().filter(|(on, _)| *on == chain);
        let calls = calls.flat_map(|(_, calls)| calls);
        calls.filter(|c| c.msg.get(message).is_some()).count()
    }

    pub fn metric(&self, name: &str) -> f64 {
        self.bot.metrics().sum(name)
    }
}
