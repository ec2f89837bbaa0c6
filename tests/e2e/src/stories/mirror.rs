//! Whatever happened on the chains so far, the simulator does again: the same messages, the same packets
//! in the same order, at the same times; and must come to the same books.

use std::time::Instant;

use anyhow::Result;

use crate::acts::Scene;
use crate::ground::Ground;
use crate::mirror::{compare, Mirror};
use crate::stage::Stage;
use crate::Story;

/// The story.
pub const STORY: Story = Story {
    name: "mirror",
    about: "The simulator does everything so far again and comes to the same books",
    ground: Ground::CONTRACTS,
    run,
};

fn run(stage: &mut Stage) -> Result<()> {
    let scene = Scene::new(stage)?;
    scene.quiet()?;
    mirrored(stage, &scene)
}

/// The simulator does everything again, from the first block on.
pub fn mirrored(stage: &mut Stage, scene: &Scene) -> Result<()> {
    let begun = Instant::now();
    let mirror = Mirror::of(&scene.net, stage.site.artifacts.as_deref())?;
    let found = compare(&scene.net, &mirror, &scene.places)?;
    stage.measure_ms(
        "doing it again in the simulator",
        begun.elapsed().as_millis(),
    );
    stage.measure("messages done again", mirror.messages, "");
    stage.measure("steps of packets done again", mirror.packets, "");
    stage.measure("entries of books compared", found.entries, "");
    stage.measure("balances compared", found.balances, "");
    let enough = found.contracts >= 8 && found.entries > 100 && found.balances > 0;
    let same = enough && found.supplies > 0 && found.differences.is_empty();
    stage.holds(
        "the simulator comes to the same books and balances, to the byte and unit",
        same,
        || format!("{found:#?}"),
    )
}
