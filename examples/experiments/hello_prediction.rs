//! Hello, prediction: learns the week of a shop that is busy in the daytime and closed on Sundays.
//!
//! A [`Predictor`] is a region with a classifier. After each record it gives the probability of
//! each value a number of steps ahead, here one hour and six hours.
//!
//! `cargo run --release --example hello_prediction`

use bami_htm::classifier::{Prediction, SdrClassifierParameters};
use bami_htm::region::{ClassifierInput, Predictor, PredictorParameters, Record, RegionParameters};
use jiff::ToSpan;
use jiff::civil::{DateTime, Weekday, date};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    use ClassifierInput::{Columns, ComingTime, Encoding, WeekBefore};
    let parameters = PredictorParameters::default()
        // The current state, the time of the week that is predicted, and the value a week before it.
        .with_inputs([Encoding, Columns, ComingTime, WeekBefore])
        .with_classifier(SdrClassifierParameters::default().with_steps([1, 6]));
    // Numbers of customers that differ by less than 2 get nearly the same encoding.
    let mut predictor = Predictor::new(RegionParameters::for_metric(2.0), parameters)?;

    let start = date(2026, 3, 2).at(0, 0, 0, 0);
    let hours = 6 * 7 * 24;
    println!("hour              customers   in 1 hour (10 % to 90 %)   in 6 hours (10 % to 90 %)");
    for hour in 0..hours {
        let time = start.checked_add(hour.hours())?;
        let record = Record::new().time("timestamp", time).number("value", customers(time));
        let predictions = predictor.step(&record)?.predictions;
        // The last Saturday and Sunday, every three hours.
        if hour >= hours - 48 && hour % 3 == 0 {
            let told: Vec<String> = predictions.iter().map(in_words).collect();
            let time = time.strftime("%a %H:%M");
            println!("{time}         {:>9}   {:<25}  {}", record_value(&record), told[0], told[1]);
        }
    }
    Ok(())
}

/// The number of customers in the shop.
fn customers(time: DateTime) -> f64 {
    let is_open = time.weekday() != Weekday::Sunday && (8..20).contains(&time.hour());
    if is_open { 40.0 - 3.0 * f64::from((time.hour() - 13).abs()) } else { 0.0 }
}

/// The value of a record as a string.
fn record_value(record: &Record) -> String {
    match record.get("value") {
        Some(bami_htm::encoders::Value::Number(number)) => number.to_string(),
        _ => "-".to_owned(),
    }
}

/// Formats a prediction as one number and a range.
fn in_words(prediction: &Prediction) -> String {
    let quantile = |share| prediction.quantile(share).unwrap_or(f64::NAN);
    let middle = prediction.interpolated_quantile(0.5).unwrap_or(f64::NAN);
    format!(
        "{:>5.1} ({:.1} to {:.1})",
        middle,
        quantile(0.1).min(middle),
        quantile(0.9).max(middle)
    )
}
