//! The parameters of the spatial pooler: their defaults, their ranges, and warnings about settings
//! that are probably unintended.

use crate::Profile;
use crate::math::round_half_up;
use crate::parameters::{ParameterError, ParameterWarning, with_methods};
use crate::sdr::grid_size;

use super::initialize::natural_coordinate;

/// The most inputs, columns and potential synapses together that a pooler may have.
pub const MAX_PARTS: u64 = 100_000_000;

/// The largest boost strength: beyond it the exponential leaves its range.
const MAX_BOOST_STRENGTH: f64 = 500.0;

/// Fewer winners than this give representations that are neither robust nor numerous.
const FEWEST_USEFUL_WINNERS: u32 = 25;

/// Which columns win when several tie with the k-th score (D-SP-9).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum TieBreak {
    /// All of them, as in the pseudocode.
    #[default]
    All,
    /// Those with the lowest indices, so that with global inhibition at most k win:
    /// `EXT-SP-LOWEST-INDEX`.
    LowestIndex,
}

/// Which synapses the overlap of lines 3-5 counts as connected (D-SP-5). Line 26 counts those at
/// the threshold in either case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum ConnectedInOverlap {
    /// Those with a permanence of at least `connected_permanence`.
    #[default]
    AtLeast,
    /// Those with a permanence above `connected_permanence`, as the book's table says.
    Above,
}

/// How the moving averages of lines 20 and 23 are kept (D-SP-12).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum DutyCycles {
    /// From the last average: after the first period, older steps fade.
    #[default]
    Recursive,
    /// Over the last `duty_cycle_period` learning steps, each of which is remembered.
    Window,
}

/// In which order lines 20-25 run over the columns (D-SP-14).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum BoostingOrder {
    /// Lines 20 and 23 for all columns, then lines 21, 22, 24 and 25 for all columns.
    #[default]
    TwoPasses,
    /// Lines 20 to 25 for one column after the other, as in the pseudocode.
    OneLoop,
}

/// The parameters of a spatial pooler. The default is that of the
/// [practical profile](Self::practical). Where BAMI calls a value good for many uses, that is the
/// default; the other defaults are the project's own (D-SP-29).
///
/// ```
/// use bami_htm::spatial_pooler::SpatialPoolerParameters;
///
/// let parameters = SpatialPoolerParameters::default()
///     .with_input_dimensions([400])
///     .with_num_active_columns_per_inh_area(None)
///     .with_local_area_density(0.02);
/// assert!(parameters.validate().is_ok());
/// assert!(parameters.warnings().is_empty());
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default = "SpatialPoolerParameters::where_absent")
)]
#[non_exhaustive]
pub struct SpatialPoolerParameters {
    /// Number of inputs along each dimension; each at least 1.
    pub input_dimensions: Vec<u32>,
    /// Number of columns along each dimension; as many dimensions as the input has, each
    /// at least 1. BAMI recommends at least 2048 columns.
    pub column_dimensions: Vec<u32>,
    /// How far a column's receptive field reaches from its natural centre, in inputs. The default
    /// reaches every input.
    pub potential_radius: u32,
    /// The fraction of the inputs of its receptive field to which a column has potential synapses;
    /// above 0, at most 1.
    pub potential_pct: f64,
    /// Whether all columns compete with each other, and not only with those nearby.
    pub global_inhibition: bool,
    /// The fraction of the columns of an inhibition area that win; above 0, at most 1. A value below
    /// 0 counts as not given. Exactly one of this and
    /// [`num_active_columns_per_inh_area`](Self::num_active_columns_per_inh_area) is given. When
    /// parameters are deserialized, neither has a default.
    #[cfg_attr(feature = "serde", serde(default))]
    pub local_area_density: Option<f64>,
    /// How many columns of an inhibition area win; at least 1, preferably at least 25.
    #[cfg_attr(feature = "serde", serde(default))]
    pub num_active_columns_per_inh_area: Option<u32>,
    /// The value that the overlap of a column must exceed for the column to win; at least 0.
    pub stimulus_threshold: f64,
    /// The permanence from which a synapse is connected, 0 to 1. Whether a synapse with exactly
    /// this one is connected in lines 3-5 is said by
    /// [`connected_in_overlap`](Self::connected_in_overlap).
    pub connected_permanence: f64,
    /// The permanence that a synapse of a winner gains when its input is active, 0 to 1.
    pub syn_perm_active_inc: f64,
    /// The permanence that a synapse of a winner loses when its input is not active, 0 to 1.
    pub syn_perm_inactive_dec: f64,
    /// The fraction of the neighbours' highest overlap duty cycle below which a column is bumped,
    /// 0 to 1.
    pub min_pct_overlap_duty_cycle: f64,
    /// The number of learning steps over which the duty cycles are averaged; at least 1.
    pub duty_cycle_period: u32,
    /// How strongly columns that are rarely active are boosted; 0 (not at all) to 500.
    pub boost_strength: f64,
    /// How far from `connected_permanence` the initial permanences lie, before the bias; 0 to 1.
    pub initial_permanence_range: f64,
    /// By how much the initial permanence at a column's natural centre exceeds that at the border
    /// of its receptive field; 0 to 1. `None` is 0 where every receptive field is the whole input,
    /// and 0.1 elsewhere (D-SP-4).
    pub center_bias: Option<f64>,
    /// Which columns win a tie: an extension.
    pub tie_break: TieBreak,
    /// Whether the grids are rings: an extension.
    pub wrap_around: bool,
    /// Which synapses the overlap counts as connected.
    pub connected_in_overlap: ConnectedInOverlap,
    /// How the duty cycles are averaged.
    pub duty_cycles: DutyCycles,
    /// In which order the columns get their duty cycles and boosts.
    pub boosting_order: BoostingOrder,
}

with_methods! {
    SpatialPoolerParameters {
        with_input_dimensions(input_dimensions: Vec<u32>),
        with_column_dimensions(column_dimensions: Vec<u32>),
        with_potential_radius(potential_radius: u32),
        with_potential_pct(potential_pct: f64),
        with_global_inhibition(global_inhibition: bool),
        with_local_area_density(local_area_density: Option<f64>),
        with_num_active_columns_per_inh_area(num_active_columns_per_inh_area: Option<u32>),
        with_stimulus_threshold(stimulus_threshold: f64),
        with_connected_permanence(connected_permanence: f64),
        with_syn_perm_active_inc(syn_perm_active_inc: f64),
        with_syn_perm_inactive_dec(syn_perm_inactive_dec: f64),
        with_min_pct_overlap_duty_cycle(min_pct_overlap_duty_cycle: f64),
        with_duty_cycle_period(duty_cycle_period: u32),
        with_boost_strength(boost_strength: f64),
        with_initial_permanence_range(initial_permanence_range: f64),
        with_center_bias(center_bias: Option<f64>),
        with_tie_break(tie_break: TieBreak),
        with_wrap_around(wrap_around: bool),
        with_connected_in_overlap(connected_in_overlap: ConnectedInOverlap),
        with_duty_cycles(duty_cycles: DutyCycles),
        with_boosting_order(boosting_order: BoostingOrder),
    }
}

impl Default for SpatialPoolerParameters {
    fn default() -> Self {
        Self::practical()
    }
}

impl SpatialPoolerParameters {
    /// The parameters of a profile.
    #[must_use]
    pub fn of(profile: Profile) -> Self {
        match profile {
            Profile::Book => Self::book(),
            Profile::Practical => Self::practical(),
        }
    }

    /// The parameters of the book profile: `center_bias` 0.1 whatever the topology, synapses
    /// connected above the threshold in lines 3-5, a window of duty cycles, and lines 20-25 in one
    /// loop. All columns win a tie.
    #[must_use]
    pub fn book() -> Self {
        Self {
            center_bias: Some(0.1),
            tie_break: TieBreak::All,
            connected_in_overlap: ConnectedInOverlap::Above,
            duty_cycles: DutyCycles::Window,
            boosting_order: BoostingOrder::OneLoop,
            ..Self::where_absent()
        }
    }

    /// The parameters of the practical profile: ties go to the lowest index, so that with global
    /// inhibition no more columns win than are wanted.
    #[must_use]
    pub fn practical() -> Self {
        Self { tie_break: TieBreak::LowestIndex, ..Self::where_absent() }
    }

    /// What a parameter is that is absent from a vector, a snapshot or a trace, whatever the
    /// profile.
    //= spec/spatial-pooler.md#d-sp-29
    //# A parameter of the spatial pooler that the library is not given MUST have the default of the
    //# table.
    pub(crate) fn where_absent() -> Self {
        Self {
            input_dimensions: vec![1024],
            column_dimensions: vec![2048],
            potential_radius: u32::MAX,
            potential_pct: 0.75,
            global_inhibition: true,
            local_area_density: None,
            num_active_columns_per_inh_area: Some(40),
            stimulus_threshold: 0.0,
            connected_permanence: 0.2,
            syn_perm_active_inc: 0.03,
            syn_perm_inactive_dec: 0.015,
            min_pct_overlap_duty_cycle: 0.01,
            duty_cycle_period: 1000,
            boost_strength: 0.0,
            initial_permanence_range: 0.1,
            center_bias: None,
            tie_break: TieBreak::All,
            wrap_around: false,
            connected_in_overlap: ConnectedInOverlap::AtLeast,
            duty_cycles: DutyCycles::Recursive,
            boosting_order: BoostingOrder::TwoPasses,
        }
    }
}

impl SpatialPoolerParameters {
    /// Checks that the parameters describe a pooler.
    ///
    /// # Errors
    ///
    /// The first parameter that is outside its range or in conflict with another.
    //= spec/spatial-pooler.md#sp-parameters
    //# A parameter of the spatial pooler outside the values that the table allows MUST be rejected
    //# with an error that names it.
    pub fn validate(&self) -> Result<(), ParameterError> {
        self.check_dimensions()?;
        check_fraction("potential_pct", self.potential_pct)?;
        self.check_winners()?;
        if !(self.stimulus_threshold >= 0.0 && self.stimulus_threshold.is_finite()) {
            return Err(ParameterError::new(
                "stimulus_threshold",
                self.stimulus_threshold,
                "must be a number of at least 0",
            ));
        }
        //= spec/spatial-pooler.md#d-sp-24
        //# A value of 0 MUST be allowed for potentialRadius, initialPermanenceRange,
        //# synPermActiveInc and synPermInactiveDec.
        for (name, value) in [
            ("connected_permanence", self.connected_permanence),
            ("syn_perm_active_inc", self.syn_perm_active_inc),
            ("syn_perm_inactive_dec", self.syn_perm_inactive_dec),
            ("min_pct_overlap_duty_cycle", self.min_pct_overlap_duty_cycle),
            ("initial_permanence_range", self.initial_permanence_range),
            ("center_bias", self.center_bias.unwrap_or(0.0)),
        ] {
            ParameterError::check_range(name, value, 0.0, 1.0)?;
        }
        if self.duty_cycle_period == 0 {
            return Err(ParameterError::new("duty_cycle_period", 0, "must be at least 1"));
        }
        ParameterError::check_range("boost_strength", self.boost_strength, 0.0, MAX_BOOST_STRENGTH)
    }

    fn check_dimensions(&self) -> Result<(), ParameterError> {
        let shape = |name, dimensions: &[u32]| {
            grid_size(dimensions).map_err(|_| {
                ParameterError::new(
                    name,
                    format!("{dimensions:?}"),
                    "must be at least one dimension, each at least 1, with a product of at most 4294967295",
                )
            })
        };
        let inputs = shape("input_dimensions", &self.input_dimensions)?;
        let columns = shape("column_dimensions", &self.column_dimensions)?;
        //= spec/spatial-pooler.md#sp-parameters
        //# The input and the columns MUST have the same number of dimensions.
        if self.input_dimensions.len() != self.column_dimensions.len() {
            return Err(ParameterError::new(
                "column_dimensions",
                format!("{:?}", self.column_dimensions),
                format!(
                    "must have as many dimensions as input_dimensions, which has {}",
                    self.input_dimensions.len()
                ),
            ));
        }
        let synapses = u128::from(columns) * u128::from(self.largest_pool());
        let parts = u128::from(inputs) + u128::from(columns) + synapses;
        if parts > u128::from(MAX_PARTS) {
            return Err(ParameterError::new(
                "column_dimensions",
                format!("{:?}", self.column_dimensions),
                format!(
                    "must leave inputs ({inputs}), columns ({columns}) and potential synapses (up to {synapses}) at {MAX_PARTS} together; take fewer, or a smaller potential_radius or potential_pct"
                ),
            ));
        }
        Ok(())
    }

    //= spec/spatial-pooler.md#d-sp-10
    //# A vector or a file MUST be rejected unless it gives exactly one of localAreaDensity and
    //# numActiveColumnsPerInhArea.
    fn check_winners(&self) -> Result<(), ParameterError> {
        match (self.density(), self.num_active_columns_per_inh_area) {
            (Some(density), None) => check_fraction("local_area_density", density),
            (None, Some(0)) => {
                Err(ParameterError::new("num_active_columns_per_inh_area", 0, "must be at least 1"))
            }
            (None, Some(_)) => Ok(()),
            (Some(density), Some(number)) => Err(ParameterError::new(
                "local_area_density",
                density,
                format!(
                    "must be left out where num_active_columns_per_inh_area ({number}) is given: exactly one of the two says how many columns win"
                ),
            )),
            (None, None) => Err(ParameterError::new(
                "num_active_columns_per_inh_area",
                "none",
                "must be given, or else local_area_density: exactly one of the two says how many columns win",
            )),
        }
    }

    /// The local area density, unless it counts as not given.
    //= spec/spatial-pooler.md#d-sp-10
    //# A localAreaDensity below 0 MUST count as not given.
    pub(crate) fn density(&self) -> Option<f64> {
        self.local_area_density.filter(|density| density.is_nan() || *density >= 0.0)
    }

    /// k: how many columns of an area with this many neighbours win.
    #[doc(alias = "numActiveColumnsPerInhArea")]
    pub(crate) fn winners_of_area(&self, neighbors: u32) -> u32 {
        match self.density() {
            Some(density) => density_winners(density, neighbors),
            None => self.num_active_columns_per_inh_area.unwrap_or(1),
        }
    }

    /// Valid settings that can never, or hardly ever, work. Invalid parameters give none.
    #[must_use]
    pub fn warnings(&self) -> Vec<ParameterWarning> {
        if self.validate().is_err() {
            return Vec::new();
        }
        let mut warnings = Vec::new();
        let mut warn = |parameter: &str, message: String| {
            warnings.push(ParameterWarning::new(parameter, message));
        };
        let columns: u32 = self.column_dimensions.iter().product();
        let pool = self.largest_pool();
        if pool == 0 {
            warn("potential_pct", "no column gets a potential synapse, so none can ever be active; raise it or potential_radius".into());
        } else if self.boost_strength == 0.0 && self.stimulus_threshold >= f64::from(pool) {
            warn(
                "stimulus_threshold",
                format!(
                    "no overlap can exceed {}, because a column has at most {pool} potential synapses, so none can ever be active; BAMI recommends 0 to 5",
                    self.stimulus_threshold
                ),
            );
        }
        let parameter = match self.density() {
            Some(_) => "local_area_density",
            None => "num_active_columns_per_inh_area",
        };
        // NB: with local inhibition an area has at most as many columns as the pooler.
        let winners = self.winners_of_area(columns);
        if winners >= columns {
            warn(
                parameter,
                format!(
                    "{winners} winners among {columns} columns: every column with an overlap above stimulus_threshold wins; BAMI recommends 2% of the columns"
                ),
            );
        } else if winners < FEWEST_USEFUL_WINNERS {
            warn(
                parameter,
                format!(
                    "{winners} winners among {columns} columns: BAMI finds fewer than {FEWEST_USEFUL_WINNERS} too few for representations that stand noise"
                ),
            );
        }
        if self.connected_permanence == 0.0 {
            let connected = match self.connected_in_overlap {
                ConnectedInOverlap::AtLeast => {
                    "every potential synapse is connected whatever it learns"
                }
                ConnectedInOverlap::Above => {
                    "every potential synapse with a permanence above 0 counts in the overlap, and every one in the receptive field"
                }
            };
            warn("connected_permanence", format!("{connected}; BAMI recommends 0.2"));
        }
        if self.syn_perm_active_inc == 0.0 && self.syn_perm_inactive_dec > 0.0 {
            warn(
                "syn_perm_active_inc",
                "winners only ever lose permanence, and so their synapses; BAMI recommends 0.03"
                    .into(),
            );
        }
        warnings
    }

    /// The most potential synapses that a column can get: floor(potentialPct * f + 0.5) for the
    /// largest possible receptive field.
    pub(crate) fn largest_pool(&self) -> u32 {
        let width = u64::from(self.potential_radius) * 2 + 1;
        // NB: the product is at most the number of inputs, which fits.
        let field: u64 = self.input_dimensions.iter().map(|&n| width.min(u64::from(n))).product();
        round_half_up(self.potential_pct * field as f64) as u32
    }

    /// The effective bias: the given one, or the default of the topology.
    //= spec/spatial-pooler.md#d-sp-4
    //# Where centerBias is not given it MUST be 0 if the receptive field of every column is the
    //# whole input, and 0.1 otherwise.
    pub(crate) fn center_bias_in_force(&self) -> f64 {
        let topology = if self.every_field_is_the_whole_input() { 0.0 } else { 0.1 };
        self.center_bias.unwrap_or(topology)
    }

    fn every_field_is_the_whole_input(&self) -> bool {
        let radius = self.potential_radius;
        self.input_dimensions.iter().zip(&self.column_dimensions).all(|(&inputs, &columns)| {
            if self.wrap_around {
                return u64::from(radius) * 2 + 1 >= u64::from(inputs);
            }
            // The outermost centres are the farthest from the other end.
            let lowest = natural_coordinate(0, columns, inputs);
            let highest = natural_coordinate(columns - 1, columns, inputs);
            highest <= radius && inputs - 1 - lowest <= radius
        })
    }
}

/// k of an area of `neighbors` columns.
//= spec/spatial-pooler.md#d-sp-10
//# With localAreaDensity, k of a column MUST be max(1, floor(localAreaDensity * n + 0.5)), where n
//# is the number of its neighbours.
fn density_winners(density: f64, neighbors: u32) -> u32 {
    (round_half_up(density * f64::from(neighbors)) as u32).max(1)
}

/// Checks that a value is above 0 and at most 1.
fn check_fraction(parameter: &str, value: f64) -> Result<(), ParameterError> {
    if value > 0.0 && value <= 1.0 {
        return Ok(());
    }
    Err(ParameterError::new(parameter, value, "must be above 0 and at most 1"))
}
