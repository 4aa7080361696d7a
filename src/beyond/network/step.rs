//! The network and the result of a step.

use super::link::Wire;
use super::plan::Plan;
use super::{NetworkError, NetworkParameters, NetworkRegion, NetworkRegionParameters};
use crate::encoders::Value;
use crate::limits::Limits;
use crate::observer::{NoObserver, Observer};
use crate::region::{Inputs, Record, Region, RegionParameters, StepResult};
use crate::sdr::Sdr;
use crate::{Execution, Learning};

/// Regions that read from records and from each other.
///
/// ```
/// use bami_htm::encoders::{EncoderParameters, ScalarEncoderParameters};
/// use bami_htm::network::{Link, Network, NetworkParameters, NetworkRegionParameters};
/// use bami_htm::region::Record;
///
/// let scalar = EncoderParameters::Scalar(ScalarEncoderParameters::default());
/// let first = NetworkRegionParameters::new("first").encoder("value", scalar);
/// let second = NetworkRegionParameters::new("second").link(Link::new("first")).with_period(2);
/// let mut network = Network::new(NetworkParameters::new(42).region(first).region(second))?;
/// let record = Record::new().number("value", 21.0);
/// assert!(network.step(&record)?.get("second").is_none());
/// assert!(network.step(&record)?.get("second").is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Network {
    /// In the order of declaration.
    pub(super) regions: Vec<NetworkRegion>,
    /// The regions in the order of their turns.
    order: Vec<usize>,
    pub(super) record: u64,
    pub(super) parameters: NetworkParameters,
}

/// The result of a step of a network.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct NetworkResult {
    /// The number of the record, counted from 0; a reset does not change the count.
    pub record: u64,
    /// The results of the regions in the order of declaration.
    pub regions: Vec<RegionResult>,
}

/// The result of a region in a step of a network.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct RegionResult {
    /// The name of the region.
    pub name: String,
    /// The result of its step; none if its period is not complete.
    pub step: Option<StepResult>,
}

impl NetworkResult {
    /// The result of the region of this name; none if there is no such region or if it made no step.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&StepResult> {
        self.regions.iter().find(|region| region.name == name)?.step.as_ref()
    }
}

impl NetworkParameters {
    /// Constructs the network.
    ///
    /// # Errors
    ///
    /// Whatever [`validate`](Self::validate) rejects.
    pub fn build(self) -> Result<Network, NetworkError> {
        Network::new(self)
    }
}

impl Network {
    /// A network before its first record.
    ///
    /// # Errors
    ///
    /// Whatever [`NetworkParameters::validate`] rejects, and parameters with which it would take more
    /// memory than the default of [`Limits`].
    pub fn new(parameters: NetworkParameters) -> Result<Self, NetworkError> {
        Self::with_limits(parameters, &Limits::default())
    }

    /// A network before its first record, with another limit for its memory.
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new).
    pub fn with_limits(
        parameters: NetworkParameters,
        limits: &Limits,
    ) -> Result<Self, NetworkError> {
        limits.admit("the network", &parameters.memory()?)?;
        Self::with_regions(parameters, |own, _, parameters| {
            let region = own.name.clone();
            let wrong = |error| NetworkError::Region { record: 0, region, error };
            Region::of_resolved(parameters).map_err(wrong)
        })
    }

    /// A network with regions that are made from their index and their parameters.
    pub(super) fn with_regions<E: From<NetworkError>>(
        parameters: NetworkParameters,
        mut make: impl FnMut(&NetworkRegionParameters, usize, RegionParameters) -> Result<Region, E>,
    ) -> Result<Self, E> {
        let Plan { order, sources, regions: planned } = Plan::of(&parameters)?;
        let mut regions = Vec::new();
        for (index, (own, sources)) in parameters.regions.iter().zip(sources).enumerate() {
            let links = own.links.iter().zip(sources);
            let wires: Result<_, _> = links
                .map(|(link, from)| Wire::new(link.clone(), from, &planned[from].tm))
                .collect();
            let wires =
                wires.map_err(|error| NetworkError::Sdr { region: own.name.clone(), error })?;
            let region = make(own, index, planned[index].clone())?;
            regions.push(NetworkRegion::new(own, wires, region));
        }
        Ok(Self { regions, order, record: 0, parameters })
    }

    /// One step on a record, with learning in every region that learns.
    ///
    /// # Errors
    ///
    /// A record with a field that no region reads, with two fields of the same name, or with a value
    /// that an encoder rejects. The network is then unchanged.
    pub fn step(&mut self, record: &Record) -> Result<NetworkResult, NetworkError> {
        self.step_with(record, Learning::On, &mut NoObserver)
    }

    /// One step on a record, with learning on or off, and with an observer that receives what each
    /// line of each region does.
    ///
    /// # Errors
    ///
    /// As for [`step`](Self::step), and an observer that asks for lines while the indexed form is
    /// chosen.
    //= spec/network.md#net-one
    //# A network of one region with a period of 1 MUST give the results of that region alone, bit
    //# for bit.
    pub fn step_with<O: Observer + ?Sized>(
        &mut self,
        record: &Record,
        learning: Learning,
        observer: &mut O,
    ) -> Result<NetworkResult, NetworkError> {
        for own in &self.regions {
            own.region.check_observer(observer).map_err(|error| own.wrong(self.record, error))?;
        }
        let values = self.accept(record)?;
        let mut steps: Vec<Option<StepResult>> = vec![None; self.regions.len()];
        for turn in 0..self.order.len() {
            let index = self.order[turn];
            let carried = self.carried(index, &steps)?;
            let region = &mut self.regions[index];
            let step = region.turn(&values[index], carried, learning, observer);
            steps[index] = step.map_err(|error| region.wrong(self.record, error))?;
        }
        self.record += 1;
        let named = self.regions.iter().zip(steps);
        let regions = named.map(|(region, step)| RegionResult { name: region.name.clone(), step });
        Ok(NetworkResult { record: self.record - 1, regions: regions.collect() })
    }

    /// Checks a record, and gives its values for each region.
    //= spec/network.md#net-record
    //# A record that is rejected, here or by an encoder, MUST leave every region and every link
    //# unchanged.
    fn accept(&self, record: &Record) -> Result<Vec<Vec<Value>>, NetworkError> {
        let number = self.record;
        Inputs::check_fields(self.regions.iter().map(|own| own.region.inputs()), record)
            .map_err(|error| NetworkError::Field { record: number, error })?;
        let values = |own: &NetworkRegion| {
            own.region.values(record).map_err(|error| own.wrong(number, error))
        };
        self.regions.iter().map(values).collect()
    }

    /// What the links of a region carry with this record.
    fn carried(
        &mut self,
        index: usize,
        steps: &[Option<StepResult>],
    ) -> Result<Vec<Sdr>, NetworkError> {
        let mut wires = std::mem::take(&mut self.regions[index].wires);
        let carry =
            |wire: &mut Wire| self.regions[wire.from].carried_by(wire, steps[wire.from].as_ref());
        let carried: Result<_, _> = wires.iter_mut().map(carry).collect();
        self.regions[index].wires = wires;
        carried.map_err(|error| self.regions[index].wrong(self.record, error))
    }

    /// Forgets the current sequence: the next record begins a new one, and a period. What was learned
    /// and the histories of the likelihoods stay.
    //= spec/network.md#net-reset
    //# A reset MUST reset every region as REGION-RESET specifies, empty the union of every link,
    //# and start every period anew.
    pub fn reset(&mut self) {
        self.regions.iter_mut().for_each(NetworkRegion::reset);
    }

    /// As [`Region::set_execution`], for every region.
    pub fn set_execution(&mut self, execution: Execution) {
        self.regions.iter_mut().for_each(|own| own.region.set_execution(execution));
    }

    /// As [`Region::execution`].
    #[must_use]
    pub fn execution(&self) -> Option<Execution> {
        self.regions.first().and_then(|own| own.region.execution())
    }

    /// Switches the learning of a region on or off.
    ///
    /// # Errors
    ///
    /// A name that no region has.
    pub fn set_learning(&mut self, name: &str, learning: bool) -> Result<(), NetworkError> {
        let known = self.regions.iter().map(|region| region.name.clone()).collect();
        let region = self.regions.iter_mut().find(|region| region.name == name);
        let missing = || NetworkError::NoSuchRegion { name: name.into(), known };
        region.ok_or_else(missing)?.learning = learning;
        Ok(())
    }

    /// The regions in the order of declaration.
    #[must_use]
    pub fn regions(&self) -> &[NetworkRegion] {
        &self.regions
    }

    /// The region of this name.
    #[must_use]
    pub fn region(&self, name: &str) -> Option<&NetworkRegion> {
        self.regions.iter().find(|region| region.name == name)
    }

    /// The regions in the order of their turns.
    pub fn in_order(&self) -> impl ExactSizeIterator<Item = &NetworkRegion> {
        self.order.iter().map(|&index| &self.regions[index])
    }

    /// The number of records so far, which is the number of the next record.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.record
    }
}
