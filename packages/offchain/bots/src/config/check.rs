//! What a text alone can have wrong, and what only the deployment knows.

use std::net::SocketAddr;

use seawall_deploy::DeploymentFile;

use super::{Config, VenueSettings};
use crate::error::{BotError, BotResult};

struct Checker<'a>(&'a Config);

/// What the text alone can have wrong.
pub(super) fn check(config: &Config) -> BotResult<()> {
    let checker = Checker(config);
    checker.top()?;
    checker.sending()?;
    checker.chains()?;
    checker.keeper()?;
    checker.liquidator()?;
    checker.feed()
}

/// Names that the deployment does not have, addresses of other chains.
pub(super) fn fits(config: &Config, file: &DeploymentFile) -> BotResult<()> {
    let names: Vec<_> = file.chains.iter().map(|c| c.name.as_str()).collect();
    let expected = format!("one of the chains {}", names.join(", "));
    for name in config.chains.keys() {
        if !names.contains(&name.as_str()) {
            return Err(config.wrong(&format!("chains.{name}"), "name", &expected, name));
        }
    }
    for VenueSettings::ConstantProduct { chain, contract } in &config.liquidator.venues {
        let Some(spec) = file.chain(chain) else {
            return Err(config.wrong("liquidator.venues", "chain", &expected, chain));
        };
        if !contract.starts_with(&format!("{}1", spec.prefix)) {
            let expected = format!("an address of {chain}, {}1…", spec.prefix);
            return Err(config.wrong("liquidator.venues", "contract", expected, contract));
        }
    }
    assets(config, file)
}

/// A name that is mistyped would only mean that nothing is ever bought.
fn assets(config: &Config, file: &DeploymentFile) -> BotResult<()> {
    let names: Vec<_> = file.assets.iter().map(|a| a.name.as_str()).collect();
    let expected = format!("names among the assets {}", names.join(", "));
    let liquidator = &config.liquidator;
    for name in &liquidator.assets {
        if !names.contains(&name.as_str()) {
            return Err(config.wrong("liquidator", "assets", expected, name));
        }
    }
    for name in liquidator.depth.keys() {
        if !names.contains(&name.as_str()) {
            let table = format!("liquidator.depth.{name}");
            return Err(config.wrong(&table, "name", expected, name));
        }
    }
    let numbers: Vec<u32> = file.assets.iter().map(|a| a.number).collect();
    for (name, number) in &config.feed.assets {
        if !numbers.contains(number) {
            let expected = format!("a number among {numbers:?}");
            let actual = format!("{name} = {number}");
            return Err(config.wrong("feed", "assets", expected, actual));
        }
    }
    Ok(())
}

impl Checker<'_> {
    fn require(
        &self,
        holds: bool,
        (table, key): (&str, &str),
        expected: &str,
        actual: impl ToString,
    ) -> BotResult<()> {
        if holds {
            return Ok(());
        }
        Err(self.0.wrong(table, key, expected, actual))
    }

    fn top(&self) -> BotResult<()> {
        if let Some(listen) = &self.0.listen {
            let good = listen.parse::<SocketAddr>().is_ok();
            self.require(good, ("", "listen"), "address:port", listen)?;
        }
        let levels = ["error", "warn", "info", "debug", "trace"];
        let level = &self.0.log.level;
        let good = levels.contains(&level.as_str());
        self.require(good, ("log", "level"), &levels.join(", "), level)
    }

    fn sending(&self) -> BotResult<()> {
        let s = &self.0.sending;
        let at = |key| ("sending", key);
        self.require((1..=50).contains(&s.batch), at("batch"), "1 to 50", s.batch)?;
        let good = s.backoff_secs >= 1 && s.backoff_secs <= s.backoff_max_secs;
        let expected = "at least 1 and at most backoff_max_secs";
        self.require(good, at("backoff_secs"), expected, s.backoff_secs)?;
        let good = (5..=600).contains(&s.confirm_secs);
        self.require(good, at("confirm_secs"), "5 to 600", s.confirm_secs)?;
        let good = (100..=60_000).contains(&s.timeout_millis);
        self.require(good, at("timeout_millis"), "100 to 60000", s.timeout_millis)
    }

    fn chains(&self) -> BotResult<()> {
        for (name, chain) in &self.0.chains {
            let table = format!("chains.{name}");
            let spend = chain.spend_per_hour;
            let at = (table.as_str(), "spend_per_hour");
            self.require(spend != Some(0), at, "more than zero, or nothing", 0)?;
            let gas = chain.gas_usd.unwrap_or_default();
            let good = gas.is_finite() && gas >= 0.0;
            self.require(good, (&table, "gas_usd"), "zero or more", gas)?;
            for url in &chain.rpc {
                let good = url.starts_with("http://") || url.starts_with("https://");
                self.require(good, (&table, "rpc"), "http(s)://host:port", url)?;
            }
        }
        Ok(())
    }

    fn keeper(&self) -> BotResult<()> {
        let k = &self.0.keeper;
        let at = |key| ("keeper", key);
        let good = k.reconcile_secs >= 1;
        self.require(good, at("reconcile_secs"), "at least 1", k.reconcile_secs)?;
        let good = (1..=50).contains(&k.sweep_limit);
        self.require(good, at("sweep_limit"), "1 to 50", k.sweep_limit)?;
        let good = k.stale_secs >= 1;
        self.require(good, at("stale_secs"), "at least 1", k.stale_secs)
    }

    fn liquidator(&self) -> BotResult<()> {
        let l = &self.0.liquidator;
        let at = |key| ("liquidator", key);
        let good = l.margin.is_finite() && l.margin > -1.0;
        self.require(good, at("margin"), "more than -1", l.margin)?;
        let good = l.min_profit_usd.is_finite();
        self.require(good, at("min_profit_usd"), "a number", l.min_profit_usd)?;
        let inventory = l.inventory_usd.unwrap_or_default();
        let good = inventory.is_finite() && inventory >= 0.0;
        self.require(good, at("inventory_usd"), "zero or more", inventory)?;
        for (name, depth) in &l.depth {
            let table = format!("liquidator.depth.{name}");
            let sigma = depth.sigma_day;
            let good = sigma.is_finite() && sigma >= 0.0;
            self.require(good, (&table, "sigma_day"), "zero or more", sigma)?;
            let volume = depth.daily_volume;
            let good = volume.is_finite() && volume >= 0.0;
            self.require(good, (&table, "daily_volume"), "zero or more", volume)?;
        }
        Ok(())
    }

    fn feed(&self) -> Result<(), BotError> {
        let f = &self.0.feed;
        let good = f.deviation.is_finite() && f.deviation > 0.0 && f.deviation < 1.0;
        let at = ("feed", "deviation");
        self.require(good, at, "between 0 and 1", f.deviation)?;
        let good = f.heartbeat_secs >= 1;
        let at = ("feed", "heartbeat_secs");
        self.require(good, at, "at least 1", f.heartbeat_secs)
    }
}
