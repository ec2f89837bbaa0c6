//! Looking: what a block brought is read, or everything after a gap.
//!
//! What must always hold: the picture is never borrowed while a chain is asked; a look that failed is
//! a whole look the next time.

use std::rc::Rc;

use seawall_chain_client::{ClientError, ClientResult, NewBlock};

use super::{Bot, Hub};
use crate::desk::Desk;
use crate::picture::{self, Follow, News, Picture, SitePart};
use crate::places::Places;

impl Bot {
    /// Reads what a block brought, or everything.
    pub(super) async fn look(&self, chain: u16, desk: &Desk, block: &NewBlock) -> ClientResult<()> {
        let mut follow = self.follow(chain);
        let ours = self.places().contracts(chain);
        let news = follow.read(desk.chain(), block, &ours).await;
        let labels = |why| [("chain", desk.name()), ("why", why)];
        let age = block.time.saturating_sub(follow.read_all_at);
        let due = age >= self.config.keeper.reconcile_secs;
        if let Some(why) = news.gap {
            self.metrics.count("seawall_gaps_total", &labels(why));
            if follow.read_all_at > 0 {
                tracing::info!(chain = desk.name(), why, "everything is read anew");
            }
        }
        let all = news.gap.is_some() || due || follow.unread;
        let lost = news.gap.is_some() || follow.unread;
        follow.unread = true;
        self.keep(chain, follow.clone());
        self.read(chain, desk, block, &news, all, lost).await?;
        follow.unread = false;
        if all {
            follow.read_all_at = block.time;
        }
        self.keep(chain, follow);
        self.measure(chain, desk, block, all).await;
        Ok(())
    }

    fn follow(&self, chain: u16) -> Follow {
        let picture = self.picture.borrow();
        picture.follows.get(&chain).cloned().unwrap_or_default()
    }

    fn keep(&self, chain: u16, follow: Follow) {
        self.picture.borrow_mut().follows.insert(chain, follow);
    }

    /// The picture stays as it was.
    pub(super) fn not_read(&self, desk: &Desk, error: &ClientError) {
        tracing::warn!(chain = desk.name(), %error, "the picture stays as it was");
        self.metrics
            .count("seawall_read_failures_total", &[("chain", desk.name())]);
    }

    /// Reads what is new, or everything.
    async fn read(
        &self,
        chain: u16,
        desk: &Desk,
        block: &NewBlock,
        news: &News,
        all: bool,
        lost: bool,
    ) -> ClientResult<()> {
        let mut places = self.places();
        if chain == places.hub {
            if all && !places.is_current(desk.chain()).await? {
                self.find_again().await;
                places = self.places();
            }
            self.read_hub(desk, &places, block, (news, all, lost))
                .await?;
        }
        let live = self.with_picture(Picture::is_live);
        let told = |contract: &String| news.contracts.contains(contract);
        let open = self.with_picture(|p| p.hub.open.clone());
        if let Some(site) = places.sites.get(&chain) {
            let new = [&site.house, &site.outpost, &site.vault]
                .into_iter()
                .any(told);
            if all || live || new {
                let part = SitePart::read(desk.chain(), site, &open, block.time).await?;
                self.picture.borrow_mut().sites.insert(chain, part);
            }
        }
        for route in places.routes.values() {
            let number = route.number;
            if route.from == chain && (all || live || told(&route.sender)) {
                let start = picture::read_start(desk.chain(), route).await?;
                self.picture.borrow_mut().starts.insert(number, start);
            }
            if route.to == chain && (all || live || told(&route.receiver) || told(&route.market)) {
                let end = picture::read_end(desk.chain(), &places, route, &open).await?;
                self.picture.borrow_mut().ends.insert(number, end);
            }
        }
        Ok(())
    }

    async fn read_hub(
        &self,
        desk: &Desk,
        places: &Places,
        block: &NewBlock,
        (news, all, lost): (&News, bool, bool),
    ) -> ClientResult<()> {
        let at = places.coordinator.as_str();
        if lost {
            let accounts = picture::read_all_accounts(desk.chain(), at).await?;
            self.picture.borrow_mut().hub.update_accounts(accounts);
        } else {
            let over = self.with_picture(|p| p.hub.expired(block.time));
            let touched = news.accounts.iter().copied().chain(over);
            let accounts = picture::read_accounts(desk.chain(), at, touched).await?;
            self.picture.borrow_mut().hub.update_accounts(accounts);
        }
        let told = news.contracts.contains(at) || news.contracts.contains(&places.oracle);
        let waits = self.with_picture(|p| !p.hub.queue.is_empty() || !p.hub.crossed.is_empty());
        if all || told || waits || self.with_picture(Picture::is_live) {
            let likely = |crossed: &[u32]| self.with_picture(|p| p.hub.candidates(crossed));
            let looks = self.with_picture(|p| p.hub.looks());
            let fresh = picture::read_hub(desk.chain(), places, likely, &looks).await?;
            self.picture.borrow_mut().hub.update(fresh, block.time);
        }
        Ok(())
    }

    /// Markets and routes may have been added.
    async fn find_again(&self) {
        let Hub {
            number,
            coordinator,
            names,
        } = &self.hub;
        match Places::find(&self.chains, *number, coordinator, names).await {
            Ok(found) => {
                tracing::info!("the deployment has changed: contracts are found anew");
                *self.places.borrow_mut() = Rc::new(found);
            }
            // A chain that does not answer now changes nothing about what is deployed.
            Err(error) => tracing::debug!(%error, "contracts are taken to be as they were"),
        }
    }
}
