//! What `up` tells a person at its end.

use crate::error::Result;
use crate::net::Localnet;
use crate::plan::Role;

/// What a person needs after `up`.
pub(crate) fn welcome(net: &Localnet, secs: f32) -> Result<String> {
    let mut out = format!("ready after {secs:.1} s\n\n");
    for role in Role::ALL {
        let chain = net.chain(role)?;
        let denoms: Vec<_> = chain.coins.iter().map(|c| c.denom.as_str()).collect();
        out.push_str(&format!(
            "{:<11} {:<13} {}1…  rpc {}  grpc {}  {}\n",
            role.name(),
            chain.chain_id,
            chain.prefix,
            chain.rpc,
            chain.grpc,
            denoms.join(" ")
        ));
    }
    for link in &net.state().links {
        let (a, b) = (&link.a, &link.b);
        out.push_str(&format!(
            "link        {} {} {} <-> {} {} {}\n",
            a.chain, a.connection, a.transfer, b.chain, b.connection, b.transfer
        ));
    }
    let home = net.home();
    out.push_str(&format!(
        "hermes      {}\n\nstate and accounts  {}\nmnemonics (public)  {}\n",
        net.state().hermes.rest,
        home.state().display(),
        home.keys().display(),
    ));
    Ok(out)
}

/// What to try on a localnet without contracts.
pub(crate) fn next(net: &Localnet) -> Result<String> {
    let hub = net.chain(Role::Hub)?;
    Ok(format!(
        "Try next:\n  seawall localnet status\n  seawall localnet logs -f\n  \
         {} query bank balances {} --node {}\n  \
         {} --config {} query packet pending --chain {} --port transfer --channel channel-0\n  \
         seawall localnet down\n",
        hub.binary.display(),
        net.address("lender", Role::Hub)?,
        hub.rpc.replacen("http", "tcp", 1),
        net.state().hermes.binary.display(),
        net.state().hermes.config.display(),
        hub.chain_id
    ))
}
