//! Parameters: TOML of a region, of a network, and single settings.

use bami_htm::network::NetworkParameters;
use bami_htm::region::RegionParameters;
use toml::Table;

use bami::args::RegionArgs;
use bami::input::Columns;
use bami::parameters::{Configuration, Model};

/// A text of TOML; lines before it that begin with `--set ` are settings.
pub fn run(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut set = Vec::new();
    let mut rest = text;
    while let Some((setting, after)) =
        rest.strip_prefix("--set ").and_then(|rest| rest.split_once('\n'))
    {
        set.push(setting.to_owned());
        rest = after;
    }
    let args = RegionArgs { set, ..RegionArgs::default() };
    let Ok(table) = rest.parse::<Table>() else { return };
    match Model::from_table(&args, Some(("fuzz.toml".into(), table))) {
        Ok((Model::Region(configuration), _)) => region(&configuration),
        Ok((Model::Network(network), _)) => {
            // What is written is what was read.
            let text = toml::to_string(&network.parameters).expect("parameters as TOML");
            let again: NetworkParameters = toml::from_str(&text).expect("what was written");
            assert_eq!(again, network.parameters);
            let _ = network.column_types();
        }
        Err(error) => assert_told(&error),
    }
}

fn region(configuration: &Configuration) {
    match whole(configuration) {
        Ok(parameters) => {
            let text = toml::to_string(&parameters).expect("parameters as TOML");
            let again: RegionParameters = toml::from_str(&text).expect("what was written");
            assert_eq!(again, parameters);
            let _ = parameters.warnings();
        }
        Err(error) => assert_told(&error),
    }
}

fn whole(configuration: &Configuration) -> anyhow::Result<RegionParameters> {
    configuration.column_types()?;
    let resolutions = configuration.known_resolutions(1)?.unwrap_or_else(|| vec![1.0]);
    configuration.for_columns(&Columns::one_value(), &resolutions)
}

fn assert_told(error: &anyhow::Error) {
    assert!(!bami::notes::shown(&error.to_string()).is_empty());
}
