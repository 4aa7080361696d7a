//! The published properties of the spatial pooler.
mod runs;
use runs::*;
use std::time::Instant;
fn main() -> runs::Result<()> {
    let small = std::env::args().any(|a| a == "small");
    let t = Instant::now();
    for boost in [0.0, 10.0, 100.0] {
        let setup = if small { Setup::small() } else { Setup::published() }.boosted(boost);
        println!("boost {boost}");
        let e = follow(&setup, 60, Some((41, Trainer::change_inputs)))?;
        for e in &e {
            if e.epoch % 5 == 0 || e.epoch == 1 || e.epoch == 41 {
                println!("{e:?}");
            }
        }
        eprintln!("{:?}", t.elapsed());
        let mut tr = Trainer::new(&setup)?;
        for n in 0..=10 {
            print!("{:.3} ", tr.kept_under_noise(f64::from(n) * 0.1)?);
        }
        println!();
        println!("entropy {}", tr.outputs()?.entropy());
        tr.epochs(40)?;
        for n in 0..=10 {
            print!("{:.3} ", tr.kept_under_noise(f64::from(n) * 0.1)?);
        }
        println!("{:?}", tr.outputs()?.sparseness().iter().copied().fold(0.0, f64::max));
        let e = follow(&setup, 60, Some((41, |t| t.kill_columns(0.3))))?;
        for e in &e[38..] {
            println!("{e:?}");
        }
        eprintln!("{:?}", t.elapsed());
    }
    Ok(())
}
