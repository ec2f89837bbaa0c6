//! One run from the command line: seed, steps.
#![allow(missing_docs, clippy::unwrap_used)]

fn main() {
    let mut args = std::env::args().skip(1);
    let seed = args.next().map_or(1, |a| a.parse().unwrap());
    let steps = args.next().map_or(1_000, |a| a.parse().unwrap());
    let ran = seawall_sim::run(&seawall_sim::Settings::new(seed, steps)).unwrap();
    print!("{}", ran.summary());
    if !ran.clean() {
        let at = ran.script.len().saturating_sub(5);
        println!("{:#?}", &ran.script[at..]);
    }
}
