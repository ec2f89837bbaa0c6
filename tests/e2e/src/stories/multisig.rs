//! `apply --via multisig`: two of three sign every file with `wasmd`; the tool has no key and goes on
//! after each round, until the whole stands and is its owner's.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{bail, Context, Result};
use seawall_chain_client::messages::send_coin;
use seawall_localnet::plan::Role;

use super::deploy::Desk;
use crate::ground::Ground;
use crate::signing::{multisig, Unsigned};
use crate::stage::{text, Ran, Stage};
use crate::Story;

/// The story.
pub const STORY: Story = Story {
    name: "multisig",
    about: "apply --via multisig: two of three sign every file; the tool has no key",
    ground: Ground::BARE,
    run,
};

/// The multisig's name, of whom it consists, and who is at home.
const COUNCIL: &str = "council";
const MEMBERS: [&str; 3] = ["feeder-1", "feeder-2", "feeder-3"];
const PRESENT: [&str; 2] = ["feeder-1", "feeder-3"];
/// The multisig can pay for so much gas on each chain.
const GAS: u128 = 400_000_000;
/// More rounds than it takes.
const ROUNDS_MAX: usize = 8;

struct Council {
    file: PathBuf,
    addresses: BTreeMap<Role, String>,
    desk: Desk,
}

fn run(stage: &mut Stage) -> Result<()> {
    let council = Council::new(stage)?;
    let begun = std::time::Instant::now();
    let mut ran = first(stage, &council)?;
    let (mut sent, mut rounds, mut gas) = (0usize, 0usize, vec![]);
    while !ran.out.contains("All is as the file says") {
        if rounds == ROUNDS_MAX {
            bail!("not done after {rounds} rounds: {}", ran.out);
        }
        rounds = rounds.saturating_add(1);
        for file in council.written()? {
            gas.push(council.sign(stage, &file)?);
            sent = sent.saturating_add(1);
        }
        if rounds == 2 {
            meanwhile(stage, &council)?;
        }
        ran = council.apply(stage)?;
    }
    stage.measure("files signed by a multisig or an owner", sent, "files");
    stage.measure("rounds of apply --via multisig", rounds, "rounds");
    stage.measure(
        "most gas of one such file",
        gas.iter().max().unwrap_or(&0),
        "gas",
    );
    stage.measure_ms("deployment by a multisig", begun.elapsed().as_millis());
    let verified = council.deploy(stage, &["verify"])?;
    stage.holds("then nothing is left", verified.code == Some(0), || {
        verified.out + &verified.err
    })?;
    let left = council.written()?;
    stage.holds(
        "and no file is left to be signed by mistake",
        left.is_empty(),
        || format!("{left:?}"),
    )
}

/// Everything is written, nothing is sent: nobody's key is in the file.
fn first(stage: &mut Stage, council: &Council) -> Result<Ran> {
    let ran = council.apply(stage)?;
    let files = council.written()?;
    let right = files.iter().all(|file| {
        let whose = council.addresses.get(&file.role);
        let senders = file.messages().iter().map(|m| m.get("sender"));
        let of = |sender: Option<&serde_json::Value>| {
            sender.and_then(|s| s.as_str()) == whose.map(String::as_str)
        };
        senders.into_iter().all(of)
    });
    let codes: usize = files.iter().map(|file| file.messages().len()).sum();
    let small = files
        .iter()
        .all(|file| file.value.to_string().len() < 1_000_000);
    stage.holds(
        "all code is written for the multisig, in files that a node takes; nothing is sent",
        right && small && codes == 16 && ran.out.contains("0 steps done"),
        || format!("{codes} codes in {} files: {}", files.len(), ran.out),
    )?;
    Ok(ran)
}

/// Between two rounds: what has been done is asked for no more, though the tool did not do it.
fn meanwhile(stage: &mut Stage, council: &Council) -> Result<()> {
    let plan = council
        .deploy(stage, &["plan", "--via", "multisig"])?
        .well("plan")?;
    let again = ["store code", "instantiate", "+ hub: set "];
    let none = again.iter().all(|word| !plan.out.contains(word));
    let channels = plan.out.contains("open the channel to the hub");
    stage.holds(
        "what others have sent is not asked for again; channels come next",
        none && channels,
        || plan.out,
    )
}

impl Council {
    /// Its keys, its coins, and a file that names it as deployer.
    fn new(stage: &Stage) -> Result<Self> {
        let desk = Desk::new(stage)?;
        let (net, treasurer) = (stage.net()?, stage.person("deployer")?);
        let mut addresses = BTreeMap::new();
        let mut whole = std::fs::read_to_string(&desk.file)?;
        whole = whole.replacen("name = \"localnet\"", "name = \"council\"", 1);
        let lines = whole.lines().filter(|line| !line.starts_with("owner_key"));
        let mut lines: Vec<String> = lines.map(str::to_owned).collect();
        for role in Role::ALL {
            let address = multisig(stage, role, COUNCIL, &MEMBERS, 2)?;
            let key = lines.iter_mut().find(|line| line.starts_with("key = "));
            *key.context("a key in the file")? = format!("deployer = {address:?}");
            let chain = net.chain(role)?;
            let price: seawall_chain_client::GasPrice =
                format!("{}{}", chain.gas_price, chain.gas_denom).parse()?;
            let coins = price.fee(u64::try_from(GAS)?)?;
            let from = treasurer.address(role)?;
            let message = send_coin(from, &address, (coins, &chain.gas_denom));
            treasurer.send(role, vec![message])?;
            addresses.insert(role, address);
        }
        let file = stage.file("council.toml")?;
        std::fs::write(&file, lines.join("\n"))?;
        Ok(Self {
            file,
            addresses,
            desk,
        })
    }

    fn deploy(&self, stage: &Stage, args: &[&str]) -> Result<Ran> {
        stage.seawall(&[&["deploy", "-f", text(&self.file)?], args].concat(), &[])
    }

    fn apply(&self, stage: &Stage) -> Result<Ran> {
        let args = [
            "apply",
            "--via",
            "multisig",
            "--relayer",
            &self.desk.relayer,
        ];
        self.deploy(stage, &args)?.well("apply --via multisig")
    }

    fn written(&self) -> Result<Vec<Unsigned>> {
        Unsigned::all(&self.file.with_extension("state.json"))
    }

    /// Signs and sends; says how much gas it took.
    fn sign(&self, stage: &Stage, file: &Unsigned) -> Result<u64> {
        let ours = self.addresses.get(&file.role).map(String::as_str);
        let done = match ours == Some(file.signer()) {
            true => file.sign_as_some(stage, COUNCIL, &PRESENT)?,
            false => file.sign_as(stage, "owner")?,
        };
        Ok(done.gas_used)
    }
}
