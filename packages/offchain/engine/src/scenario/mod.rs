//! Every setting of a run. The default is the reference scenario; a TOML file changes any of it.
//!
//! What must always hold: a scenario that [`Scenario::check`] accepted contradicts itself
//! nowhere. Read by the `seawall` binary, used by the worlds and the agents.

mod accounts;
mod check;

pub use accounts::{draw, Borrower, Holding};
pub use check::ScenarioError;

use serde::{Deserialize, Serialize};

/// Settings of a run. Shares are fractions: 0.05 is 5 %.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scenario {
    /// Where all chance comes from.
    pub seed: u64,
    /// Who borrows.
    pub accounts: Accounts,
    /// When an account is unsafe and what a sale may cost it.
    pub risk: Risk,
    /// The chains and what joins them.
    pub chains: Chains,
    /// Who says what things cost.
    pub oracle: Oracle,
    /// Who triggers and cranks.
    pub keepers: Keepers,
    /// Who buys.
    pub liquidators: Liquidators,
    /// Who pays what is left.
    pub insurance: Insurance,
}

impl Default for Scenario {
    fn default() -> Self {
        Self {
            seed: 1,
            accounts: Accounts::default(),
            risk: Risk::default(),
            chains: Chains::default(),
            oracle: Oracle::default(),
            keepers: Keepers::default(),
            liquidators: Liquidators::default(),
            insurance: Insurance::default(),
        }
    }
}

/// The borrowers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Accounts {
    /// How many.
    pub count: u32,
    /// Shape of the Pareto distribution of debts.
    pub debt_shape: f64,
    /// The smallest debt, in USD.
    pub debt_min: f64,
    /// The largest debt, in USD.
    pub debt_max: f64,
    /// The lowest health factor at the first bar; drawn log-uniformly.
    pub health_min: f64,
    /// The highest health factor at the first bar.
    pub health_max: f64,
    /// Every how many accounts holds a second collateral, where there is one; 0 for none.
    pub second_collateral_every: u32,
}

impl Default for Accounts {
    fn default() -> Self {
        Self {
            count: 500,
            debt_shape: 1.16,
            debt_min: 100.0,
            debt_max: 1_000_000.0,
            health_min: 1.02,
            health_max: 2.5,
            second_collateral_every: 4,
        }
    }
}

/// Risk parameters of every collateral.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Risk {
    /// Weight of collateral for liquidation.
    pub liquidation_threshold: f64,
    /// Weight of collateral for borrowing.
    pub max_ltv: f64,
    /// The health factor a partial liquidation restores.
    pub target_health: f64,
    /// Bonus just below health 1.
    pub bonus_start: f64,
    /// How fast the bonus grows as health falls.
    pub bonus_slope: f64,
    /// The least bonus.
    pub bonus_min: f64,
    /// The most.
    pub bonus_max: f64,
    /// The share of the bonus that is the protocol's fee.
    pub fee_share: f64,
}

impl Default for Risk {
    fn default() -> Self {
        Self {
            liquidation_threshold: 0.75,
            max_ltv: 0.70,
            target_health: 1.05,
            bonus_start: 0.01,
            bonus_slope: 2.0,
            bonus_min: 0.02,
            bonus_max: 0.10,
            fee_share: 0.10,
        }
    }
}

/// The chains.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Chains {
    /// Seconds of a block, on every chain.
    pub block_seconds: u64,
    /// Blocks a packet or its ack takes, each way.
    pub relay_blocks: u64,
    /// The share of packets that is lost until they time out.
    pub packet_loss: f64,
}

impl Default for Chains {
    fn default() -> Self {
        Self {
            block_seconds: 6,
            relay_blocks: 2,
            packet_loss: 0.0,
        }
    }
}

/// The price feeders.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Oracle {
    /// How many feeders.
    pub feeders: u32,
    /// How late each sees the market, in seconds.
    pub late_seconds: u64,
    /// The move at which a feeder publishes.
    pub deviation: f64,
    /// The longest silence of a feeder, in seconds.
    pub heartbeat_seconds: u64,
}

impl Default for Oracle {
    fn default() -> Self {
        Self {
            feeders: 5,
            late_seconds: 15,
            deviation: 0.005,
            heartbeat_seconds: 300,
        }
    }
}

/// The keepers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Keepers {
    /// How many.
    pub count: u32,
    /// The share of blocks in which one is away.
    pub away: f64,
}

impl Default for Keepers {
    fn default() -> Self {
        Self {
            count: 2,
            away: 0.1,
        }
    }
}

/// The liquidators.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Liquidators {
    /// How many; they share the capital equally.
    pub count: u32,
    /// Their working capital together, as a share of all debt.
    pub capital_share: f64,
    /// The least they want to earn on what they pay.
    pub margin: f64,
    /// After how many seconds they have the money of a sale.
    pub return_seconds: u64,
}

impl Default for Liquidators {
    fn default() -> Self {
        Self {
            count: 3,
            capital_share: 0.05,
            margin: 0.01,
            return_seconds: 600,
        }
    }
}

/// The insurance pools, as shares of all debt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Insurance {
    /// The pool on the collateral side.
    pub collateral_side_share: f64,
    /// The pool on the debt side.
    pub debt_side_share: f64,
}

impl Default for Insurance {
    fn default() -> Self {
        Self {
            collateral_side_share: 0.005,
            debt_side_share: 0.01,
        }
    }
}

impl Scenario {
    /// The reference scenario with what the text says changed. `file` is for messages.
    /// Errors: `NotToml` with the line, or the first contradiction.
    pub fn from_toml(file: &str, text: &str) -> Result<Self, ScenarioError> {
        let scenario: Self = toml::from_str(text).map_err(|error| ScenarioError::NotToml {
            file: file.to_owned(),
            why: error.to_string().trim_end().to_owned(),
        })?;
        scenario.check().map_err(|why| ScenarioError::InFile {
            file: file.to_owned(),
            why: Box::new(why),
        })?;
        Ok(scenario)
    }

    /// Reads a file as [`Scenario::from_toml`] does.
    pub fn from_file(path: &std::path::Path) -> Result<Self, ScenarioError> {
        let file = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Self::from_toml(&file, &text),
            Err(error) => Err(ScenarioError::Unreadable {
                file,
                why: error.to_string(),
            }),
        }
    }
}
