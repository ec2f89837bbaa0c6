//! The commands: `keeper`, `liquidator`, `run`, `feed`, `packets`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::answers;
use crate::bot::Roles;
use crate::error::BotResult;
use crate::feed::{self, Feed};
use crate::run;

/// What `--help` of the bots says below the options.
pub const HELP: &str = "\
The configuration is one TOML file for all bots: examples are in packages/offchain/bots/examples. Keys
come from an encrypted file or an environment variable that it names. Everything needed is on the
chains: a bot may be ended at any point, and any number of them may run.

  seawall keeper --config bots.toml --dry-run
  seawall run --roles keeper,liquidator --config bots.toml
  seawall liquidator --config bots.toml lots
  seawall packets --stuck --config bots.toml --json";

/// The options of every bot.
#[derive(Args, Debug, Clone)]
pub struct BotArgs {
    /// The configuration
    #[arg(
        long,
        value_name = "FILE.toml",
        default_value = "bots.toml",
        global = true
    )]
    config: PathBuf,
    /// Looks, decides and tells, but sends nothing
    #[arg(long, global = true)]
    dry_run: bool,
}

/// `seawall keeper`.
#[derive(Args, Debug)]
pub struct KeeperArgs {
    #[command(flatten)]
    bot: BotArgs,
}

/// `seawall liquidator`.
#[derive(Args, Debug)]
pub struct LiquidatorArgs {
    #[command(flatten)]
    bot: BotArgs,
    #[command(subcommand)]
    verb: Option<Verb>,
    /// The answer of a verb as JSON
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// Bids on lots until it is stopped; what happens without a verb
    Run,
    /// Lists what can be taken now: price, next step, all-in cost, what would be done
    Lots,
    /// Lists accounts that can be liquidated now or soon
    Unsafe,
    /// Says the one reason why a lot is left alone, or how it would be taken
    Explain {
        /// Its number
        lot: u64,
    },
}

/// `seawall run`.
#[derive(Args, Debug)]
pub struct RunArgs {
    #[command(flatten)]
    bot: BotArgs,
    /// Which bots run: one process, one account and one sequence per chain
    #[arg(long, value_delimiter = ',', required = true, value_name = "ROLES")]
    roles: Vec<Role>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Role {
    /// Triggers and cranks
    Keeper,
    /// Bids
    Liquidator,
}

/// `seawall feed`.
#[derive(Args, Debug)]
pub struct FeedArgs {
    #[command(flatten)]
    bot: BotArgs,
    /// A file of bars, as `seawall replay` reads them; give it again for further assets
    #[arg(long, required = true, value_name = "FILE")]
    prices: Vec<PathBuf>,
    /// The asset of a file whose name does not say it
    #[arg(long, value_name = "NAME")]
    asset: Option<String>,
    /// Seconds of the prices per second of the clock
    #[arg(long, default_value_t = 1, value_name = "N",
          value_parser = clap::value_parser!(u64).range(1..=86_400))]
    speed: u64,
}

/// `seawall packets`.
#[derive(Args, Debug)]
pub struct PacketsArgs {
    #[command(flatten)]
    bot: BotArgs,
    /// Only those that are stuck
    #[arg(long)]
    stuck: bool,
    /// As JSON
    #[arg(long)]
    json: bool,
}

impl KeeperArgs {
    /// Runs it until it is stopped.
    ///
    /// # Errors
    /// What keeps it from starting.
    pub fn run(&self) -> BotResult<String> {
        let roles = Roles {
            keeper: true,
            liquidator: false,
        };
        until_stopped(&self.bot, roles)
    }
}

fn until_stopped(args: &BotArgs, roles: Roles) -> BotResult<String> {
    run::run(&args.config, roles, args.dry_run)?;
    Ok(String::new())
}

const LIQUIDATOR: Roles = Roles {
    keeper: false,
    liquidator: true,
};

impl LiquidatorArgs {
    /// Runs it, or tells what it sees.
    ///
    /// # Errors
    /// What keeps it from starting or looking.
    pub fn run(&self) -> BotResult<String> {
        let verb = match &self.verb {
            None | Some(Verb::Run) => return until_stopped(&self.bot, LIQUIDATOR),
            Some(verb) => verb,
        };
        run::runtime()?.block_on(async {
            let (_, bot) = run::look(&self.bot.config, LIQUIDATOR).await?;
            let answer = match verb {
                Verb::Unsafe => answers::unsafe_accounts(&bot),
                Verb::Explain { lot } => answers::explain(&bot, *lot).await,
                Verb::Lots | Verb::Run => answers::lots(&bot).await,
            };
            Ok(answer.say(self.json))
        })
    }
}

impl RunArgs {
    /// Runs them until they are stopped.
    ///
    /// # Errors
    /// What keeps them from starting.
    pub fn run(&self) -> BotResult<String> {
        let roles = Roles {
            keeper: self.roles.contains(&Role::Keeper),
            liquidator: self.roles.contains(&Role::Liquidator),
        };
        until_stopped(&self.bot, roles)
    }
}

impl FeedArgs {
    /// Feeds to the end of the prices.
    ///
    /// # Errors
    /// What keeps it from starting.
    pub fn run(&self) -> BotResult<String> {
        let feed = Feed {
            prices: self.prices.clone(),
            asset: self.asset.clone(),
            speed: self.speed,
            dry_run: self.bot.dry_run,
        };
        feed::run(&self.bot.config, &feed)
    }
}

impl PacketsArgs {
    /// Lists packets without an outcome.
    ///
    /// # Errors
    /// What keeps it from looking.
    pub fn run(&self) -> BotResult<String> {
        run::runtime()?.block_on(async {
            let (_, bot) = run::look(&self.bot.config, Roles::default()).await?;
            Ok(answers::packets(&bot, self.stuck).await?.say(self.json))
        })
    }
}
