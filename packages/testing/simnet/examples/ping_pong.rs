//! Two chains, one channel: a ping, a lost ping, and the log of what happened.

#[path = "../tests/common/ping.rs"]
#[allow(dead_code, missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]
#[allow(clippy::arithmetic_side_effects, clippy::panic)]
mod ping;

use ping::{ExecuteMsg, InstantiateMsg, Play};
use simnet::{port_of, ChainConfig, Net, OpenRequest, SimError};

fn main() -> Result<(), SimError> {
    let mut net = Net::new();
    let earth = net.add_chain(ChainConfig::new("earth-1", "earth").block_seconds(5));
    let mars = net.add_chain(ChainConfig::new("mars-1", "mars").block_seconds(2));
    let (link, _) = net.connect(earth, mars);

    let mut ends = vec![];
    for chain in [earth, mars] {
        let owner = net.addr(chain, "owner");
        let code = net.store_code(chain, ping::contract());
        ends.push(net.instantiate(chain, &owner, code, &InstantiateMsg::default(), &[])?);
    }
    let [here, there] = ends.as_slice() else {
        return Ok(());
    };
    let request = OpenRequest::new(link, port_of(here), port_of(there), ping::VERSION);
    let (channel, _) = net.open_channel(request)?;

    let alice = net.addr(earth, "alice");
    let play = Play::Ping;
    let send = ExecuteMsg::Send {
        channel: channel.id(),
        play,
        seconds: 60,
        careful: false,
    };
    net.execute(earth, &alice, here, &send, &[])?;
    net.relay_all()?;

    net.execute(earth, &alice, here, &send, &[])?;
    net.advance_all(90)?;
    println!("after 90 s without a relayer: {:?}", net.pending());
    net.relay_all()?;

    for step in net.log() {
        let chain = &net.config(step.chain).name;
        println!(
            "{:>3} {chain:<8} height {:<4} {:?}",
            step.number, step.height, step.kind
        );
    }
    Ok(())
}
