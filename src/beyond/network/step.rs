//! The network itself, and what a record says to each region.

use super::link::Wire;
use super::plan::Plan;
use super::region::Read;
use super::{NetworkError, NetworkParameters, NetworkRegion};
use crate::Learning;
use crate::limits::Limits;
use crate::observer::{NoObserver, Observer};
use crate::region::{Core, Record, RegionParameters, StepResult};

/// Regions that take from records and from each other.
///
/// ```
/// use bami_htm::encoders::{EncoderParameters, ScalarEncoderParameters};
/// use bami_htm::network::{Link, NetworkParameters, NetworkRegionParameters};
/// use bami_htm::region::Record;
///
/// let scalar = EncoderParameters::Scalar(ScalarEncoderParameters::default());
/// let mut network = NetworkParameters::new(42)
///     .region(NetworkRegionParameters::new("first").encoder("value", scalar))
///     .region(NetworkRegionParameters::new("second").link(Link::new("first")).with_period(2))
///     .build()?;
/// let result = network.step(&Record::new().number("value", 21.0))?;
/// assert!(result.get("first").is_some());
/// assert!(result.get("second").is_none(), "its period is not complete");
/// assert_eq!(network.region("first").map(|region| region.steps()), Some(1));
/// # Ok::<(), bami_htm::network::NetworkError>(())
/// ```
#[derive(Debug)]
pub struct Network {
    /// In the order of declaration.
    pub(super) regions: Vec<NetworkRegion>,
    /// The regions in the order of their turns.
    order: Vec<usize>,
    pub(super) record: u64,
    pub(super) parameters: NetworkParameters,
}

/// What a record says to a network.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct NetworkResult {
    /// The number of the record, counted from 0; a reset does not change the count.
    pub record: u64,
    /// What each region says, in the order of declaration.
    pub regions: Vec<RegionResult>,
}

/// What a record says to a region of a network.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RegionResult {
    /// The name of the region.
    pub name: String,
    /// The step that it made; none where its period is not complete.
    pub step: Option<StepResult>,
}

impl NetworkResult {
    /// The step of the region of this name; none where there is no such region or where it made no
    /// step.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&StepResult> {
        self.regions.iter().find(|region| region.name == name)?.step.as_ref()
    }
}

impl Network {
    /// A network that has seen nothing.
    ///
    /// # Errors
    ///
    /// Whatever [`NetworkParameters::validate`] refuses, and parameters by which it would take more memory than the
    /// default of [`Limits`].
    pub fn new(parameters: NetworkParameters) -> Result<Self, NetworkError> {
        Self::with_limits(parameters, &Limits::default())
    }

    /// A network that has seen nothing, and may take more or less memory.
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new).
    pub fn with_limits(
        parameters: NetworkParameters,
        limits: &Limits,
    ) -> Result<Self, NetworkError> {
        limits.admit("the network", &parameters.memory()?)?;
        let names: Vec<String> = parameters.regions.iter().map(|own| own.name.clone()).collect();
        Self::with_cores(parameters, |place, parameters| {
            let wrong =
                |error| NetworkError::Region { record: 0, region: names[place].clone(), error };
            Core::new(parameters).map_err(wrong)
        })
    }

    /// A network whose regions have cores that are made for them, by number and parameters.
    pub(super) fn with_cores<E: From<NetworkError>>(
        parameters: NetworkParameters,
        mut core: impl FnMut(usize, &RegionParameters) -> Result<Core, E>,
    ) -> Result<Self, E> {
        let Plan { order, sources, regions: planned } = Plan::of(&parameters)?;
        let mut regions = Vec::new();
        for (place, (own, sources)) in parameters.regions.iter().zip(sources).enumerate() {
            let links = own.links.iter().zip(sources);
            let wires: Result<_, _> = links
                .map(|(link, from)| Wire::new(link.clone(), from, &planned[from].tm))
                .collect();
            let wires =
                wires.map_err(|error| NetworkError::Sdr { region: own.name.clone(), error })?;
            let core = core(place, &planned[place])?;
            let region = NetworkRegion::new(own, planned[place].clone(), wires, core);
            regions.push(region.map_err(|error| NetworkError::Region {
                record: 0,
                region: own.name.clone(),
                error,
            })?);
        }
        Ok(Self { regions, order, record: 0, parameters })
    }

    /// Takes a record, with learning in every region that learns.
    ///
    /// # Errors
    ///
    /// A record with a field that no region reads or that is there twice, or with a value that an
    /// encoder refuses. The network is then as it was before.
    pub fn step(&mut self, record: &Record) -> Result<NetworkResult, NetworkError> {
        self.step_with(record, Learning::On, &mut NoObserver)
    }

    /// Takes a record, with learning on or off, and with an observer that is told what each line of
    /// each region does.
    ///
    /// # Errors
    ///
    /// As for [`step`](Self::step).
    //= spec/network.md#net-one
    //# A network of one region with a period of 1 MUST give the results of that region alone, bit
    //# for bit.
    pub fn step_with<O: Observer + ?Sized>(
        &mut self,
        record: &Record,
        learning: Learning,
        observer: &mut O,
    ) -> Result<NetworkResult, NetworkError> {
        // NB: only fields and encoders can refuse, and all of them are asked before anything moves on.
        //= spec/network.md#net-record
        //# A record that is rejected, here or by an encoder, MUST leave every region and every link
        //# unchanged.
        self.check_fields(record)?;
        let mut reads = self.read(record)?;
        let mut steps: Vec<Option<StepResult>> = vec![None; self.regions.len()];
        for turn in 0..self.order.len() {
            let place = self.order[turn];
            let carried = self.carried(place, &steps)?;
            let Some(read) = reads[place].take() else { continue };
            let region = &mut self.regions[place];
            let step = region.turn(read, carried, learning, observer);
            steps[place] = step.map_err(|error| region.wrong(self.record, error))?;
        }
        self.record += 1;
        let named = self.regions.iter().zip(steps);
        let regions = named.map(|(region, step)| RegionResult { name: region.name.clone(), step });
        Ok(NetworkResult { record: self.record - 1, regions: regions.collect() })
    }

    //= spec/network.md#net-record
    //# A record with two fields of the same name, or with a field that no region reads, MUST be
    //# rejected.
    fn check_fields(&self, record: &Record) -> Result<(), NetworkError> {
        let mut before: Vec<&str> = Vec::new();
        for (field, _) in record.fields() {
            if !self.regions.iter().any(|region| region.reads(field)) {
                let mut known: Vec<String> = Vec::new();
                for name in self.regions.iter().flat_map(NetworkRegion::known) {
                    if !known.contains(&name) {
                        known.push(name);
                    }
                }
                let (record, field) = (self.record, field.into());
                return Err(NetworkError::UnknownField { record, field, known });
            }
            if before.contains(&field) {
                let (record, field) = (self.record, field.into());
                return Err(NetworkError::DuplicateField { record, field });
            }
            before.push(field);
        }
        Ok(())
    }

    /// What every region reads of a record.
    fn read(&mut self, record: &Record) -> Result<Vec<Option<Read>>, NetworkError> {
        let number = self.record;
        let read = |region: &mut NetworkRegion| {
            let read = region.read(record).map_err(|error| region.wrong(number, error))?;
            Ok(Some(read))
        };
        self.regions.iter_mut().map(read).collect()
    }

    /// What the links of a region carry with this record.
    fn carried(
        &mut self,
        place: usize,
        steps: &[Option<StepResult>],
    ) -> Result<Vec<crate::sdr::Sdr>, NetworkError> {
        let mut wires = std::mem::take(&mut self.regions[place].wires);
        let carry =
            |wire: &mut Wire| self.regions[wire.from].carried_by(wire, steps[wire.from].as_ref());
        let carried: Result<_, _> = wires.iter_mut().map(carry).collect();
        self.regions[place].wires = wires;
        carried.map_err(|error| self.regions[place].wrong(self.record, error))
    }

    /// Forgets what was just seen, so that the next record begins a sequence and a period. What was
    /// learned and the histories of the likelihoods stay.
    //= spec/network.md#net-reset
    //# A reset MUST reset every region as REGION-RESET specifies, empty the union of every link,
    //# and start every period anew.
    pub fn reset(&mut self) {
        self.regions.iter_mut().for_each(NetworkRegion::reset);
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
        self.order.iter().map(|&place| &self.regions[place])
    }

    /// Number of records taken: the number of the next one.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.record
    }
}
