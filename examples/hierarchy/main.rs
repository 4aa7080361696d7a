//! tmp
mod experiment;
use bami_htm::network::*;
use experiment::*;
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let network: NetworkParameters = toml::from_str(include_str!("network.toml"))?;
    let show = |name: &str, p: NetworkParameters, plan: Plan| -> Result<(), Box<dyn std::error::Error>> {
        let t = std::time::Instant::now();
        let l = measure(p, plan)?;
        println!("{name}  {:?}", t.elapsed());
        for l in l {
            println!("   within {:.3} boundary {:.3} | broken within {:.3} boundary {:.3}", l.within_kept.value(), l.boundary_kept.value(), l.within_broken.value(), l.boundary_broken.value());
        }
        Ok(())
    };
    show("base", network.clone(), Plan::default())?;
    for out in [LinkOutput::ActiveCells, LinkOutput::ActiveColumns] {
        let mut n = network.clone(); n.regions[1].links[0].output = out;
        show(out.name(), n, Plan::default())?;
    }
    show("phase 3", network.clone(), Plan { phase: 3, ..Plan::default() })?;
    show("phase 5", network.clone(), Plan { phase: 5, ..Plan::default() })?;
    show("no gaps", network.clone(), Plan { gaps: false, ..Plan::default() })?;
    let mut n = network.clone(); n.regions[1].period = 1;
    show("period 1", n, Plan::default())?;
    let mut n = network.clone(); n.regions[1].period = 1; n.regions[1].links[0].union = 8;
    show("union 8, period 1", n, Plan::default())?;
    let mut n = network.clone(); n.regions[1].period = 7;
    show("period 7", n, Plan::default())?;
    Ok(())
}
