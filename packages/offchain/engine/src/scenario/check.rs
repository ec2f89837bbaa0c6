//! Finds what a scenario contradicts: in a single setting, or between two.

use thiserror::Error;

use super::Scenario;

/// Why a scenario cannot be run.
#[derive(Error, Debug, Clone, PartialEq, Eq)]
pub enum ScenarioError {
    /// The file could not be opened or is no text.
    #[error("{file}: cannot be read ({why}); give a TOML file with settings to change")]
    Unreadable {
        /// The file.
        file: String,
        /// What the system said.
        why: String,
    },
    /// It is no TOML, or names a setting that does not exist, or gives a wrong type.
    #[error("{file}: {why}")]
    NotToml {
        /// The file.
        file: String,
        /// Line, column and what was expected there.
        why: String,
    },
    /// A file's settings are impossible.
    #[error("{file}: {why}")]
    InFile {
        /// The file.
        file: String,
        /// The contradiction.
        why: Box<Self>,
    },
    /// A setting is impossible by itself or beside another.
    #[error("`{field}` = {value}: {why}; right would be {right}")]
    Contradiction {
        /// The setting, as `table.key`.
        field: &'static str,
        /// What it was.
        value: String,
        /// Why that cannot be.
        why: String,
        /// What could be.
        right: String,
    },
}

type Checked = Result<(), ScenarioError>;

fn refuse(field: &'static str, value: impl ToString, why: &str, right: String) -> Checked {
    Err(ScenarioError::Contradiction {
        field,
        value: value.to_string(),
        why: why.to_owned(),
        right,
    })
}

/// A share: from 0 to 1, both allowed.
fn share(field: &'static str, value: f64) -> Checked {
    if (0.0..=1.0).contains(&value) {
        return Ok(());
    }
    refuse(field, value, "it is a share", "a number from 0 to 1".into())
}

/// A number above zero.
fn positive(field: &'static str, value: f64) -> Checked {
    if value.is_finite() && value > 0.0 {
        return Ok(());
    }
    let right = "a finite number above 0".to_owned();
    refuse(field, value, "it must be above zero", right)
}

fn counted(field: &'static str, value: u64, low: u64, high: u64) -> Checked {
    if (low..=high).contains(&value) {
        return Ok(());
    }
    let right = format!("a whole number from {low} to {high}");
    refuse(field, value, "it is out of range", right)
}

impl Scenario {
    /// Accepts a scenario without contradictions. Errors: the first one found.
    pub fn check(&self) -> Result<(), ScenarioError> {
        self.check_accounts()?;
        self.check_risk()?;
        self.check_chains()?;
        self.check_oracle()?;
        self.check_people()?;
        self.check_profit()
    }

    fn check_accounts(&self) -> Checked {
        let accounts = &self.accounts;
        counted("accounts.count", accounts.count.into(), 1, 100_000)?;
        positive("accounts.debt_shape", accounts.debt_shape)?;
        positive("accounts.debt_min", accounts.debt_min)?;
        positive("accounts.debt_max", accounts.debt_max)?;
        if accounts.debt_max < accounts.debt_min {
            let right = format!("at least `accounts.debt_min` = {}", accounts.debt_min);
            let why = "the largest debt is below the smallest";
            return refuse("accounts.debt_max", accounts.debt_max, why, right);
        }
        positive("accounts.health_min", accounts.health_min)?;
        if accounts.health_min < 1.0 {
            let why = "accounts would be unsafe before the first price";
            let right = "at least 1".to_owned();
            return refuse("accounts.health_min", accounts.health_min, why, right);
        }
        positive("accounts.health_max", accounts.health_max)?;
        if accounts.health_max < accounts.health_min {
            let right = format!("at least `accounts.health_min` = {}", accounts.health_min);
            let why = "the highest health is below the lowest";
            return refuse("accounts.health_max", accounts.health_max, why, right);
        }
        Ok(())
    }

    fn check_risk(&self) -> Checked {
        let risk = &self.risk;
        positive("risk.liquidation_threshold", risk.liquidation_threshold)?;
        share("risk.liquidation_threshold", risk.liquidation_threshold)?;
        positive("risk.max_ltv", risk.max_ltv)?;
        if risk.max_ltv >= risk.liquidation_threshold {
            let why = "a new loan would be unsafe at once";
            let threshold = risk.liquidation_threshold;
            let right = format!("below `risk.liquidation_threshold` = {threshold}");
            return refuse("risk.max_ltv", risk.max_ltv, why, right);
        }
        share("risk.bonus_start", risk.bonus_start)?;
        if !(risk.bonus_slope.is_finite() && risk.bonus_slope >= 0.0) {
            let why = "the bonus would fall with health";
            return refuse(
                "risk.bonus_slope",
                risk.bonus_slope,
                why,
                "0 or more".into(),
            );
        }
        share("risk.bonus_min", risk.bonus_min)?;
        share("risk.bonus_max", risk.bonus_max)?;
        if risk.bonus_max < risk.bonus_min {
            let right = format!("at least `risk.bonus_min` = {}", risk.bonus_min);
            let why = "the most is below the least";
            return refuse("risk.bonus_max", risk.bonus_max, why, right);
        }
        share("risk.fee_share", risk.fee_share)?;
        self.check_target()
    }

    fn check_target(&self) -> Checked {
        let risk = &self.risk;
        positive("risk.target_health", risk.target_health)?;
        let least = risk.liquidation_threshold * (1.0 + risk.bonus_max);
        if risk.target_health <= least {
            let why = "no sale at the full bonus could restore it";
            let right =
                format!("above `risk.liquidation_threshold` · (1 + `risk.bonus_max`) = {least:.4}");
            return refuse("risk.target_health", risk.target_health, why, right);
        }
        if risk.target_health <= 1.0 {
            let why = "a liquidation would leave the account unsafe";
            let right = "above 1, for example 1.05".to_owned();
            return refuse("risk.target_health", risk.target_health, why, right);
        }
        Ok(())
    }

    fn check_chains(&self) -> Checked {
        let chains = &self.chains;
        counted("chains.block_seconds", chains.block_seconds, 1, 60)?;
        counted("chains.relay_blocks", chains.relay_blocks, 0, 10_000)?;
        share("chains.packet_loss", chains.packet_loss)?;
        if chains.packet_loss >= 1.0 {
            let why = "no packet would ever arrive";
            let right = "below 1".to_owned();
            return refuse("chains.packet_loss", chains.packet_loss, why, right);
        }
        Ok(())
    }

    fn check_oracle(&self) -> Checked {
        let oracle = &self.oracle;
        counted("oracle.feeders", oracle.feeders.into(), 1, 32)?;
        counted("oracle.late_seconds", oracle.late_seconds, 0, 86_400)?;
        positive("oracle.deviation", oracle.deviation)?;
        share("oracle.deviation", oracle.deviation)?;
        let heartbeat = oracle.heartbeat_seconds;
        if heartbeat < self.chains.block_seconds {
            let why = "a feeder publishes at most once a block";
            let least = self.chains.block_seconds;
            let right = format!("at least `chains.block_seconds` = {least}");
            return refuse("oracle.heartbeat_seconds", heartbeat, why, right);
        }
        counted("oracle.heartbeat_seconds", heartbeat, 1, 86_400)
    }

    fn check_people(&self) -> Checked {
        counted("keepers.count", self.keepers.count.into(), 1, 64)?;
        share("keepers.away", self.keepers.away)?;
        if self.keepers.away >= 1.0 {
            let why = "no keeper would ever act";
            return refuse("keepers.away", self.keepers.away, why, "below 1".into());
        }
        let buyers = &self.liquidators;
        counted("liquidators.count", buyers.count.into(), 1, 64)?;
        let capital = buyers.capital_share;
        if !(capital.is_finite() && capital >= 0.0) {
            let why = "it is a share of all debt";
            return refuse(
                "liquidators.capital_share",
                capital,
                why,
                "0 or more".into(),
            );
        }
        share("liquidators.margin", buyers.margin)?;
        counted(
            "liquidators.return_seconds",
            buyers.return_seconds,
            0,
            31_536_000,
        )?;
        let pools = &self.insurance;
        share(
            "insurance.collateral_side_share",
            pools.collateral_side_share,
        )?;
        share("insurance.debt_side_share", pools.debt_side_share)
    }

    /// The least bonus must pay a buyer who bought at a price that is still within the deviation.
    fn check_profit(&self) -> Checked {
        let needed = self.liquidators.margin + self.oracle.deviation;
        if self.risk.bonus_min > needed {
            return Ok(());
        }
        let why = "nobody would buy from an account just below health 1";
        let right = format!("above `liquidators.margin` + `oracle.deviation` = {needed:.4}");
        refuse("risk.bonus_min", self.risk.bonus_min, why, right)
    }
}
