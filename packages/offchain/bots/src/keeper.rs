//! The keeper's decisions as messages.
//!
//! What must always hold: what is to be done is the engine's decision, the same as in the
//! simulator; here it only becomes messages to contracts.

use seawall_engine::agents::{Keeper, KeeperAction, Lost, Question, Stuck};
use seawall_interfaces::coordinator::ExecuteMsg;
use seawall_interfaces::outpost::MarketKeys;
use seawall_interfaces::{auction_house, courier, market, outpost};
use seawall_wire::ids::{AccountId, ChainNo, CommandId, LiquidationId, ListingId, LotId};
use seawall_wire::RemoteAddr;

use crate::access::Call;
use crate::desk::Job;
use crate::picture::Picture;
use crate::places::{Chains, Places};

/// Certificates renewed by one message.
const EXPIRED_LIMIT: u32 = 30;

/// Everything that decisions are turned into messages with.
pub struct Context<'a> {
    /// What is deployed where.
    pub places: &'a Places,
    /// What is known.
    pub picture: &'a Picture,
    /// The chains, for the keeper's own addresses.
    pub chains: &'a Chains,
    /// Accounts taken by one sweep.
    pub sweep_limit: u32,
    /// The hub's time, seconds.
    pub hub_time: u64,
    /// The hub's height.
    pub hub_height: u64,
}

impl Context<'_> {
    /// The keeper's steps on one chain, the urgent first.
    pub fn jobs(&self, chain: u16) -> Vec<Job> {
        let view = self.picture.view(self.places, self.hub_time);
        let actions = Keeper::always().decide(&view.snapshot(self.hub_height));
        let all = actions.iter().filter_map(|action| self.job(action));
        all.filter(|(on, _)| *on == chain)
            .map(|(_, job)| job)
            .collect()
    }

    fn job(&self, action: &KeeperAction) -> Option<(u16, Job)> {
        let hub = self.places.hub;
        match action {
            KeeperAction::Sweep { listing } => {
                let sweep = ExecuteMsg::Sweep {
                    listing: ListingId(*listing),
                    limit: self.sweep_limit,
                };
                let mut job = self.at_hub("sweep", format!("sweep listing {listing}"), &sweep);
                job.urgent = true;
                Some((hub, job))
            }
            KeeperAction::Liquidate { account } => Some((hub, self.liquidate(*account))),
            KeeperAction::Crank(stuck) => self.crank(stuck),
        }
    }

    fn liquidate(&self, account: u64) -> Job {
        let mut queue = self.picture.hub.queue.iter();
        let chain = queue
            .find(|q| q.seen.account == account)
            .and_then(|q| q.chain);
        let liquidate = ExecuteMsg::Liquidate {
            account: AccountId(account),
            chain: chain.map(ChainNo),
            pay_to: chain.and_then(|chain| self.my_address(chain)),
        };
        let mut job = self.at_hub(
            "liquidate",
            format!("liquidate account {account}"),
            &liquidate,
        );
        job.urgent = true;
        job
    }

    /// Where pay is wanted on a chain.
    fn my_address(&self, chain: u16) -> Option<RemoteAddr> {
        let me = self.chains.get(&chain)?.me().to_string();
        RemoteAddr::new(me)
            .ok()
            .filter(|me| !me.as_str().is_empty())
    }

    fn at_hub(&self, kind: &'static str, what: String, msg: &ExecuteMsg) -> Job {
        self.step(kind, what, vec![Call::new(&self.places.coordinator, msg)])
    }

    fn step(&self, kind: &'static str, what: String, calls: Vec<Call>) -> Job {
        Job {
            key: what.clone(),
            urgent: false,
            kind,
            what,
            calls,
        }
    }

    fn crank(&self, stuck: &Stuck) -> Option<(u16, Job)> {
        let hub = self.places.hub;
        match stuck {
            Stuck::Forward { chain, route } => {
                let sender = &self.places.routes.get(route)?.sender;
                let call = Call::new(sender, &courier::ExecuteMsg::Forward {});
                let what = format!("forward route {route}");
                Some((*chain, self.step("forward", what, vec![call])))
            }
            Stuck::Collect { chain, route } => Some((
                *chain,
                self.collect(*route).filter(|j| !j.calls.is_empty())?,
            )),
            Stuck::CloseLot { chain, lot } => {
                let house = &self.places.sites.get(chain)?.house;
                let close = auction_house::ExecuteMsg::Close { lot: LotId(*lot) };
                let call = Call::new(house, &close);
                Some((
                    *chain,
                    self.step("close", format!("close lot {lot}"), vec![call]),
                ))
            }
            Stuck::Advance { liquidation } => {
                let mut open = self.picture.hub.open.iter();
                let ours = open.find(|l| l.liquidation.0 == *liquidation);
                let advance = ExecuteMsg::Advance {
                    liquidation: LiquidationId(*liquidation),
                    pay_to: ours.and_then(|l| self.my_address(l.chain.0)),
                };
                let what = format!("advance liquidation {liquidation}");
                Some((hub, self.at_hub("advance", what, &advance)))
            }
            Stuck::Recertify { account } => {
                let recertify = ExecuteMsg::Recertify {
                    account: AccountId(*account),
                };
                let what = format!("recertify account {account}");
                Some((hub, self.at_hub("recertify", what, &recertify)))
            }
            Stuck::SweepExpired => {
                let sweep = ExecuteMsg::SweepExpired {
                    limit: EXPIRED_LIMIT,
                };
                let what = "sweep expired certificates".to_string();
                Some((hub, self.at_hub("sweep_expired", what, &sweep)))
            }
            Stuck::Resend { chain, report } => self.resend(*chain, report),
            Stuck::Ask(question) => self.ask(question),
            Stuck::Retry { chain, command } => {
                let outpost = &self.places.sites.get(chain)?.outpost;
                let retry = outpost::ExecuteMsg::Retry {
                    command: CommandId(*command),
                };
                let call = Call::new(outpost, &retry);
                let what = format!("retry command {command} on chain {chain}");
                Some((*chain, self.step("retry", what, vec![call])))
            }
        }
    }

    /// Hands arrived money to the market, and credits the lots that wait for it.
    fn collect(&self, number: u32) -> Option<Job> {
        let route = self.places.routes.get(&number)?;
        let end = self.picture.ends.get(&number)?;
        let mut calls = vec![];
        if end.to_collect > 0 {
            calls.push(Call::new(&route.receiver, &courier::ExecuteMsg::Collect {}));
        }
        for lot in &end.owed {
            let credit = market::ExecuteMsg::Credit { lot: LotId(*lot) };
            calls.push(Call::new(&route.market, &credit));
        }
        Some(self.step("collect", format!("collect route {number}"), calls))
    }

    fn ask(&self, question: &Question) -> Option<(u16, Job)> {
        let Question {
            chain,
            by_hub,
            epoch,
            ..
        } = *question;
        let sequences = question.sequences.clone();
        let what = format!("ask about packets {sequences:?} of epoch {epoch} of chain {chain}");
        if by_hub {
            let ask = ExecuteMsg::ResolveInFlight {
                chain: ChainNo(chain),
                epoch,
                sequences,
            };
            return Some((self.places.hub, self.at_hub("resolve", what, &ask)));
        }
        let outpost = &self.places.sites.get(&chain)?.outpost;
        let ask = outpost::ExecuteMsg::ResolveInFlight { epoch, sequences };
        let call = Call::new(outpost, &ask);
        Some((chain, self.step("resolve", what, vec![call])))
    }

    fn resend(&self, chain: u16, report: &Lost) -> Option<(u16, Job)> {
        let outpost = &self.places.sites.get(&chain)?.outpost;
        let (what, markets, lots) = match *report {
            Lost::Lot { lot } => (format!("report lot {lot} again"), vec![], vec![LotId(lot)]),
            Lost::Credit {
                listing,
                account,
                lot,
            } => {
                let keys = MarketKeys {
                    listing: ListingId(listing),
                    accounts: vec![AccountId(account)],
                    lots: vec![LotId(lot)],
                };
                (
                    format!("report the credit of lot {lot} again"),
                    vec![keys],
                    vec![],
                )
            }
        };
        let report = outpost::ExecuteMsg::Report {
            vault: vec![],
            markets,
            lots,
        };
        let call = Call::new(outpost, &report);
        Some((chain, self.step("resend", what, vec![call])))
    }
}
