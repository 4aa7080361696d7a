//! The parameters of whatever reads a stream.

use bami_htm::Profile;
use toml::Table;

use super::merge::{Configuration, file_of};
use super::network::NetworkConfiguration;
use super::profile;
use crate::args::{InputArgs, RegionArgs};
use crate::input::layout::ColumnOptions;

/// The parameters of a region or of a network, whichever the user has given.
#[derive(Clone, Debug)]
pub enum Model {
    /// A region.
    Region(Box<Configuration>),
    /// A network.
    Network(Box<NetworkConfiguration>),
}

impl Model {
    /// From the arguments and the file that they name.
    pub fn from_args(args: &RegionArgs) -> anyhow::Result<Self> {
        Ok(Self::with_profile(args)?.0)
    }

    /// The same, with the profile in force.
    pub fn with_profile(args: &RegionArgs) -> anyhow::Result<(Self, Profile)> {
        Self::from_table(args, file_of(args)?)
    }

    /// From the arguments and the content of the file that they name, with the profile in force.
    pub fn from_table(
        args: &RegionArgs,
        file: Option<(String, Table)>,
    ) -> anyhow::Result<(Self, Profile)> {
        Self::over(args, file, Table::new())
    }

    /// From the arguments and the file that they name; a single region has the range rule unless
    /// they say otherwise.
    //= spec/program.md#program-detector
    //# The single region MUST have the range rule unless its parameters say otherwise.
    pub fn with_range_rule(args: &RegionArgs) -> anyhow::Result<Self> {
        let built_in = Table::from_iter([("range_rule".to_owned(), true.into())]);
        Ok(Self::over(args, file_of(args)?, built_in)?.0)
    }

    /// The same with `built_in` in place of some defaults of a single region.
    fn over(
        args: &RegionArgs,
        mut file: Option<(String, Table)>,
        built_in: Table,
    ) -> anyhow::Result<(Self, Profile)> {
        let profile = profile::chosen(args, file.as_mut())?;
        if let Some((origin, table)) = &file
            && let Some(network) = NetworkConfiguration::from_table(args, profile, origin, table)?
        {
            return Ok((Self::Network(Box::new(network)), profile));
        }
        let configuration = Configuration::from_table(args, profile, file, built_in)?;
        Ok((Self::Region(Box::new(configuration)), profile))
    }

    /// What the user has chosen about the columns, on the command line and by the encoders.
    pub fn column_options(&self, args: &InputArgs) -> anyhow::Result<ColumnOptions> {
        let column_types = match self {
            Self::Region(configuration) => configuration.column_types()?,
            Self::Network(configuration) => configuration.column_types()?,
        };
        let mut options = ColumnOptions { column_types, ..args.column_options() };
        if let Self::Network(configuration) = self
            && options.value_columns.is_empty()
        {
            options.value_columns = configuration.named_columns();
        }
        Ok(options)
    }
}
