//! The accounts of a localnet: the same on every run and every machine, funded on all chains.
//!
//! The mnemonics are PUBLIC and for tests only: whoever reads this file can take what they hold.
//! Derivation path of all: `m/44'/118'/0'/0/0`.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::error::{InFile, Result};
use crate::keys;
use crate::plan::{Home, Role};

/// One account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TestAccount {
    /// Its name, also of its key file.
    pub name: &'static str,
    /// What it is for.
    pub purpose: &'static str,
    /// Its public test mnemonic.
    pub mnemonic: &'static str,
}

/// The name of the account that makes blocks.
pub const VALIDATOR: &str = "validator";
/// The name of the relayer's account.
pub const RELAYER: &str = "relayer";

/// All accounts.
pub static ACCOUNTS: [TestAccount; 19] = [
    TestAccount {
        name: "validator",
        purpose: "Signs the blocks and votes",
        mnemonic: "visa slice around oxygen bleak punch doctor kitchen minimum crew bronze palace",
    },
    TestAccount {
        name: "relayer",
        purpose: "Hermes",
        mnemonic: "change into cash thunder elder burden fence lizard dentist shop exclude radio",
    },
    TestAccount {
        name: "relayer-2",
        purpose: "Ties hub and collateral at the start; then free for relaying by hand",
        mnemonic: "purchase pluck original autumn where old woman door forget smile actual pioneer",
    },
    TestAccount {
        name: "relayer-3",
        purpose: "Ties hub and debt at the start; then free for relaying by hand",
        mnemonic: "robot brave fiber pencil fork midnight company flat figure top job square",
    },
    TestAccount {
        name: "relayer-4",
        purpose: "Ties collateral and debt at the start; then free for relaying by hand",
        mnemonic: "audit tag poem cupboard protect fault uphold concert used ask spend pen",
    },
    TestAccount {
        name: "deployer",
        purpose: "Stores and instantiates contracts",
        mnemonic: "winter finger magnet before lazy explain clap peace place bind host scene",
    },
    TestAccount {
        name: "owner",
        purpose: "Is handed the ownership",
        mnemonic: "iron alien friend cross mind perfect crater napkin flash winner expose since",
    },
    TestAccount {
        name: "keeper",
        purpose: "Triggers and cranks",
        mnemonic: "potato hello wait heavy mobile error gym elbow hold agree gap pool",
    },
    TestAccount {
        name: "liquidator",
        purpose: "Buys",
        mnemonic: "rescue area state language make century double alpha soap staff surprise edit",
    },
    TestAccount {
        name: "feeder-1",
        purpose: "Feeds prices",
        mnemonic: "rule slender chief floor problem position flush special lounge cry limb jewel",
    },
    TestAccount {
        name: "feeder-2",
        purpose: "Feeds prices",
        mnemonic: "edit gain ostrich act water flat minute have figure pretty coyote strategy",
    },
    TestAccount {
        name: "feeder-3",
        purpose: "Feeds prices",
        mnemonic: "lawsuit bulk fuel lonely face wolf flock empower drum toss kite board",
    },
    TestAccount {
        name: "lender",
        purpose: "Lends to the market",
        mnemonic: "clog pill viable proof damage unfold scatter spike impose crash delay matter",
    },
    TestAccount {
        name: "insurer",
        purpose: "Stakes in the insurance pools",
        mnemonic: "power apart garbage recipe ten mention excuse sick entry exercise giant web",
    },
    TestAccount {
        name: "borrower-1",
        purpose: "Borrows",
        mnemonic: "turn zero recycle parrot pass unit hospital heart soup cargo verify develop",
    },
    TestAccount {
        name: "borrower-2",
        purpose: "Borrows",
        mnemonic: "mail defense priority trap spend hospital parade hurry metal accuse side artist",
    },
    TestAccount {
        name: "borrower-3",
        purpose: "Borrows",
        mnemonic: "inquiry carry kiwi muffin normal duty erupt mule cross attend digital across",
    },
    TestAccount {
        name: "borrower-4",
        purpose: "Borrows",
        mnemonic: "churn area zoo master medal toddler dismiss play ozone phrase describe wedding",
    },
    TestAccount {
        name: "stranger",
        purpose: "Has no rights anywhere",
        mnemonic: "fiscal language history steel gaze insect area cargo group duck spend build",
    },
];

/// An account as the state file shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountState {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// The file that holds its mnemonic.
    pub mnemonic_file: PathBuf,
    /// Its address on each chain.
    pub addresses: std::collections::BTreeMap<Role, String>,
}

/// Finds an account by name.
pub fn find(name: &str) -> Option<&'static TestAccount> {
    ACCOUNTS.iter().find(|account| account.name == name)
}

/// Writes the mnemonics into the home and says what is where.
pub fn write(home: &Home) -> Result<Vec<AccountState>> {
    let folder = home.keys();
    std::fs::create_dir_all(&folder).at(&folder)?;
    let mut all = vec![];
    for account in &ACCOUNTS {
        let mnemonic_file = folder.join(format!("{}.mnemonic", account.name));
        std::fs::write(&mnemonic_file, format!("{}\n", account.mnemonic)).at(&mnemonic_file)?;
        let id = keys::account_id(account.mnemonic)?;
        let address = |role: Role| Ok((role, keys::address(role.spec().prefix, &id)?));
        all.push(AccountState {
            name: account.name.into(),
            purpose: account.purpose.into(),
            mnemonic_file,
            addresses: Role::ALL.map(address).into_iter().collect::<Result<_>>()?,
        });
    }
    let warning = folder.join("README");
    let text =
        "Public test keys, the same on every machine. Never send anything of value to them.\n";
    std::fs::write(&warning, text).at(&warning)?;
    Ok(all)
}
