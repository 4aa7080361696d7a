//! A small spatial pooler learns a few patterns and is then shown noisy copies of them.
//!
//! A pooler maps every input to a set of active columns. Learning makes the sets robust: a noisy
//! copy of a pattern then activates nearly the same columns as the pattern itself.
//!
//! ```text
//! cargo run --example hello_sp
//! ```

use bami_htm::Learning;
use bami_htm::random::Pcg32;
use bami_htm::sdr::Sdr;
use bami_htm::spatial_pooler::{SpatialPooler, SpatialPoolerParameters, TieBreak};

type Error = Box<dyn std::error::Error>;

fn main() -> Result<(), Error> {
    let mut random = Pcg32::new(7, 0);

    // Five patterns of 400 bits, 20 of them ON.
    let patterns: Vec<Sdr> =
        (0..5).map(|_| Sdr::random(400, 20, &mut random)).collect::<Result<_, _>>()?;

    // 512 columns, 20 of which win. The other parameters are those that BAMI recommends.
    let parameters = SpatialPoolerParameters::default()
        .with_input_dimensions([400])
        .with_column_dimensions([512])
        .with_num_active_columns_per_inh_area(20)
        .with_tie_break(TieBreak::LowestIndex);
    let mut pooler = SpatialPooler::new(parameters, 42)?;

    println!("Of the 20 active columns of a pattern, how many stay when some bits are moved?");
    println!("(mean over 5 patterns and 20 noisy copies of each)\n");
    println!("{:24}{:>8}{:>8}{:>8}{:>8}", "bits moved (of 20):", 2, 4, 6, 10);

    let row = robustness(&mut pooler, &patterns, &mut random.clone())?;
    println!("{:24}{row}", "before learning");
    for step in 1..=100 {
        let pattern = &patterns[step % patterns.len()];
        // Learning uses noisy copies, too: a tenth of the bits are moved each time.
        pooler.step(&pattern.with_noise(0.1, &mut random)?, Learning::On)?;
    }
    let row = robustness(&mut pooler, &patterns, &mut random)?;
    println!("{:24}{row}", "after 100 steps");

    println!(
        "\nA copy that keeps most of its bits now keeps its columns. A copy that has lost half of them"
    );
    println!("does not: columns that have not learned yet fit the new bits better.");

    let first = pooler.step(&patterns[0], Learning::Off)?;
    let second = pooler.step(&patterns[1], Learning::Off)?;
    println!(
        "\nDifferent patterns stay different: the first two share {} of 20 columns.",
        first.overlap(&second)?
    );
    Ok(())
}

/// The number of active columns that a pattern shares with its noisy copies, for several amounts of
/// noise, without learning.
fn robustness(
    pooler: &mut SpatialPooler,
    patterns: &[Sdr],
    random: &mut Pcg32,
) -> Result<String, Error> {
    let copies = 20;
    let mut row = String::new();
    for noise in [0.1, 0.2, 0.3, 0.5] {
        let mut shared = 0;
        for pattern in patterns {
            let columns = pooler.step(pattern, Learning::Off)?;
            for _ in 0..copies {
                let noisy = pattern.with_noise(noise, random)?;
                shared += pooler.step(&noisy, Learning::Off)?.overlap(&columns)?;
            }
        }
        let mean = f64::from(shared) / f64::from(copies * patterns.len() as u32);
        row += &format!("{mean:8.1}");
    }
    Ok(row)
}
