//! Measuring: what a look found, as metrics.

use seawall_chain_client::NewBlock;

use super::Bot;
use crate::desk::Desk;

impl Bot {
    /// How the endpoints of a chain are doing.
    pub(super) fn endpoints(&self, desk: &Desk) {
        for endpoint in desk.chain().endpoints() {
            let labels = [("chain", desk.name()), ("endpoint", endpoint.url.as_str())];
            let well = endpoint.failures == 0 && !endpoint.resting;
            let up = if well { 1.0 } else { 0.0 };
            self.metrics.set("seawall_endpoint_up", &labels, up);
        }
    }

    /// Measures a chain after a look at it.
    pub(super) async fn measure(&self, chain: u16, desk: &Desk, block: &NewBlock, all: bool) {
        let name = desk.name();
        let at = [("chain", name)];
        let set = |metric: &str, value: u64| self.metrics.set(metric, &at, value as f64);
        set("seawall_block_height", block.height);
        set("seawall_block_time_seconds", block.time);
        let lots = self.with_picture(|p| p.sites.get(&chain).map_or(0, |s| s.lots.len()));
        set("seawall_open_lots", lots as u64);
        self.endpoints(desk);
        if chain == self.places().hub {
            self.measure_hub(block);
        }
        if all {
            let denom = desk.chain().gas_denom();
            if let Ok(balance) = desk.chain().balance(desk.chain().me(), denom).await {
                self.metrics
                    .set("seawall_wallet_balance", &at, balance as f64);
            }
            crate::packets::watch(self, chain).await;
        }
    }

    fn measure_hub(&self, block: &NewBlock) {
        let set = |metric: &str, value: u64| self.metrics.set(metric, &[], value as f64);
        self.with_picture(|picture| {
            let hub = &picture.hub;
            let waiting = hub.queue.iter().filter(|q| q.since.is_some());
            set("seawall_unsafe_accounts", waiting.count() as u64);
            set("seawall_crossed_listings", hub.crossed.len() as u64);
            set("seawall_open_liquidations", hub.open.len() as u64);
            let age = |since: Option<u64>| since.map_or(0, |s| block.time.saturating_sub(s));
            let oldest = &hub.oldest;
            let account = oldest.unsafe_account.map(|(_, since)| since);
            set("seawall_oldest_unsafe_seconds", age(account));
            let liquidation = oldest.liquidation.map(|(_, moved)| moved);
            set("seawall_oldest_liquidation_seconds", age(liquidation));
            for site in self.places().sites.values() {
                let mut packets = oldest.packets.iter();
                let sent = packets.find(|(chain, ..)| chain.0 == site.number);
                let labels = [("chain", site.name.as_str())];
                let waits = age(sent.map(|(.., at)| *at));
                self.metrics
                    .set("seawall_oldest_order_seconds", &labels, waits as f64);
            }
        });
    }
}
