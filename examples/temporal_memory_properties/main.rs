//! The published properties of the temporal memory.
mod runs;
use runs::*;
use std::time::Instant;
fn main() -> runs::Result<()> {
    let (setup, before, after, block) = if std::env::args().any(|a| a == "small") {
        (Setup::small(), 300, 400, 20)
    } else {
        (Setup::published(), 300, 400, 20)
    };
    let t = Instant::now();
    for s in [setup.clone(), setup.clone().first_order()] {
        let c = learning_and_change(s, before, after)?;
        println!("{:.2?}", block_means(&c.before, block));
        println!(
            "{:.2?} perfect after {:?} {:?}",
            block_means(&c.after, block),
            until_perfect(&c.before, 20),
            until_perfect(&c.after, 20)
        );
        eprintln!("{:?}", t.elapsed());
    }
    let mut learner = Learner::new(setup)?;
    learner.learn(before)?;
    for n in 0..=7 {
        println!("{:?}", cell_death(&learner, f64::from(n) * 0.1, 300)?);
    }
    eprintln!("{:?}", t.elapsed());
    for n in 0..=10 {
        println!("{} {:?}", n * 5, input_noise(&learner, f64::from(n) * 0.05)?);
    }
    eprintln!("{:?}", t.elapsed());
    Ok(())
}
