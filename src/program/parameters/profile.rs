//! The profile: which defaults a file and single settings override.

use anyhow::{anyhow, bail};
use bami_htm::Profile;
use bami_htm::encoders::{
    CoordinateEncoderParameters, GeospatialEncoderParameters,
    RandomDistributedScalarEncoderParameters,
};
use serde::Serialize;
use toml::{Table, Value};

use super::keys::{NONE, paths};
use crate::args::RegionArgs;

/// The key of the profile in a file.
pub(crate) const PROFILE: &str = "profile";

/// The profile in force. Its key is removed from the file: the rest are parameters.
//= spec/program.md#program-profile
//# The profile MUST be the one on the command line, or else the one that the parameter file names,
//# or else practical.
pub(super) fn chosen(
    args: &RegionArgs,
    file: Option<&mut (String, Table)>,
) -> anyhow::Result<Profile> {
    let named = match file {
        Some((origin, table)) => match table.remove(PROFILE) {
            Some(Value::String(name)) => {
                Some(name.parse().map_err(|error| anyhow!("{origin}: {PROFILE}: {error}"))?)
            }
            Some(value) => {
                bail!("{origin}: {PROFILE} = {value}: must be \"book\" or \"practical\"")
            }
            None => None,
        },
        None => None,
    };
    Ok(args.profile.or(named).unwrap_or_default())
}

/// Adds to the encoders of a region what the profile says of their parameters and the table leaves
/// open.
//= spec/program.md#program-profile
//# The profile MUST decide every parameter that is not given, those of the encoders included.
//= spec/program.md#program-profile
//# A parameter that is given MUST take precedence over the profile.
pub(super) fn complete_encoders(region: &mut Table, profile: Profile) -> anyhow::Result<()> {
    complete_list(region.get_mut("encoders"), profile)
}

fn complete_list(encoders: Option<&mut Value>, profile: Profile) -> anyhow::Result<()> {
    let Some(Value::Array(encoders)) = encoders else { return Ok(()) };
    for encoder in encoders.iter_mut().filter_map(Value::as_table_mut) {
        let kind = encoder.get("type").and_then(Value::as_str).unwrap_or_default();
        let of_profile = ENCODERS.iter().find(|(known, _)| *known == kind);
        if let Some((_, of_profile)) = of_profile {
            for (key, value) in of_profile(profile)? {
                encoder.entry(key).or_insert(value);
            }
        }
        complete_list(encoder.get_mut("parts"), profile)?;
    }
    Ok(())
}

/// The encoders in which the profiles differ: the type in a file, and the parameters of a profile.
type OfProfile = fn(Profile) -> Result<Table, toml::ser::Error>;
const ENCODERS: [(&str, OfProfile); 3] = [
    ("random-distributed-scalar", |profile| {
        Table::try_from(RandomDistributedScalarEncoderParameters::of(profile))
    }),
    ("coordinate", |profile| Table::try_from(CoordinateEncoderParameters::of(profile))),
    ("geospatial", |profile| Table::try_from(GeospatialEncoderParameters::of(profile))),
];

/// A parameter in which the profiles differ.
#[derive(Debug, Serialize)]
pub(crate) struct Difference {
    /// The parameter, with the part that it belongs to.
    pub(crate) parameter: String,
    /// Its value in the book profile.
    pub(crate) book: String,
    /// Its value in the practical profile.
    pub(crate) practical: String,
}

/// Where the profiles differ, given the defaults of a region in each.
pub(crate) fn differences(
    defaults: impl Fn(Profile) -> anyhow::Result<Table>,
) -> anyhow::Result<Vec<Difference>> {
    let mut found = Vec::new();
    compare("", &defaults(Profile::Book)?, &defaults(Profile::Practical)?, &mut found);
    for (kind, of_profile) in ENCODERS {
        let prefix = format!("encoders, type {kind}: ");
        compare(&prefix, &of_profile(Profile::Book)?, &of_profile(Profile::Practical)?, &mut found);
    }
    Ok(found)
}

fn compare(prefix: &str, book: &Table, practical: &Table, found: &mut Vec<Difference>) {
    let [book, practical] = [book, practical].map(|table| {
        let mut values = Vec::new();
        paths(table, "", &mut values);
        values
    });
    let mut keys: Vec<&String> = book.iter().chain(&practical).map(|(key, _)| key).collect();
    keys.sort_unstable();
    keys.dedup();
    let of = |values: &[(String, Value)], key: &String| {
        let value = values.iter().find(|(known, _)| known == key);
        value.map_or(NONE.to_owned(), |(_, value)| value.to_string())
    };
    for key in keys {
        let (book, practical) = (of(&book, key), of(&practical, key));
        if book != practical {
            found.push(Difference { parameter: format!("{prefix}{key}"), book, practical });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_names_the_profile_and_the_command_line_overrides_it() {
        let args = |profile| RegionArgs { profile, ..RegionArgs::default() };
        let of = |text: &str, profile| {
            let mut file = Some(("f".to_owned(), text.parse::<Table>().unwrap()));
            let chosen = chosen(&args(profile), file.as_mut()).map_err(|error| error.to_string());
            assert!(chosen.is_err() || !file.unwrap().1.contains_key(PROFILE));
            chosen
        };
        assert_eq!(of("", None), Ok(Profile::Practical));
        assert_eq!(of("profile = \"book\"", None), Ok(Profile::Book));
        assert_eq!(of("profile = \"book\"", Some(Profile::Practical)), Ok(Profile::Practical));
        assert_eq!(chosen(&args(Some(Profile::Book)), None).unwrap(), Profile::Book);
        assert_eq!(
            of("profile = \"literal\"", None).unwrap_err(),
            "f: profile: there is no profile \"literal\"; the profiles are \"book\" and \"practical\""
        );
        let wrong = of("profile = 1", None).unwrap_err();
        assert_eq!(wrong, "f: profile = 1: must be \"book\" or \"practical\"");
    }

    #[test]
    fn encoders_are_completed_and_what_is_given_stays() {
        let text = r#"
            [[encoders]]
            field = "a"
            type = "random-distributed-scalar"
            collisions = "probe"
            [[encoders]]
            field = "b"
            type = "concatenated"
            parts = [{ name = "c", type = "coordinate" }, { name = "d", type = "scalar" }]
        "#;
        let mut region: Table = text.parse().unwrap();
        complete_encoders(&mut region, Profile::Book).unwrap();
        let encoders = region["encoders"].as_array().unwrap();
        assert_eq!(encoders[0]["rounding"].as_str(), Some("floor"));
        assert_eq!(encoders[0]["collisions"].as_str(), Some("probe"));
        assert_eq!(encoders[1]["parts"][0]["collisions"].as_str(), Some("leave"));
        assert_eq!(encoders[1]["parts"][1].as_table().unwrap().len(), 2);
    }
}
