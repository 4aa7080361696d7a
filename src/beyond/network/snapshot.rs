//! A network in a snapshot: `spec/snapshot.md`, SNAP-NETWORK.

use super::link::Wire;
use super::{Network, NetworkError, NetworkParameters, NetworkRegion};
use crate::encoders::EncoderRegistry;
use crate::limits::MemoryEstimate;
use crate::region::Region;
use crate::sdr::Sdr;
use crate::snapshot::{Packer, SnapshotError, Unpacker, snapshots};

impl From<NetworkError> for SnapshotError {
    fn from(error: NetworkError) -> Self {
        Self::parameters(&error)
    }
}

impl Network {
    /// The memory that an object of these parameters takes at the start.
    fn memory_of(parameters: &NetworkParameters) -> Result<MemoryEstimate, NetworkError> {
        parameters.memory()
    }

    fn parameters_to_save(&self) -> NetworkParameters {
        let mut parameters = self.parameters.clone();
        for (own, region) in parameters.regions.iter_mut().zip(&self.regions) {
            own.learning = region.learning;
        }
        parameters
    }

    //= spec/snapshot.md#snap-network
    //# The arrays of a network MUST be those of its regions, each name prefixed with `regions`, a
    //# dot, the number of the region and a dot, together with the bits taken for a running period
    //# and the outputs held by the unions of the links, and the array `record` with the number of
    //# records.
    fn pack(&self, packer: &mut Packer) {
        packer.put("record", vec![self.record]);
        for (index, region) in self.regions.iter().enumerate() {
            packer.part(&part(index), |packer| region.pack(packer));
        }
    }

    fn unpack(
        parameters: NetworkParameters,
        unpacker: &mut Unpacker,
    ) -> Result<Self, SnapshotError> {
        let mut network = Self::with_regions(parameters, |_, index, parameters| {
            unpacker.part(&part(index), |unpacker| Region::unpack_resolved(parameters, unpacker))
        })?;
        network.record = unpacker.counter("record")?;
        for (index, region) in network.regions.iter_mut().enumerate() {
            unpacker.part(&part(index), |unpacker| region.unpack(unpacker))?;
        }
        Ok(network)
    }
}

/// The name of a region among the arrays.
fn part(index: usize) -> String {
    format!("regions.{index}")
}

impl NetworkRegion {
    fn pack(&self, packer: &mut Packer) {
        self.region.pack(packer);
        packer.put("records", vec![self.records]);
        packer.put_lists("taken_lengths", "taken", self.taken.iter().map(Sdr::on));
        for (index, wire) in self.wires.iter().enumerate() {
            packer.part(&format!("links.{index}"), |packer| wire.pack(packer));
        }
    }

    /// Takes what it has beside the region.
    fn unpack(&mut self, unpacker: &mut Unpacker) -> Result<(), SnapshotError> {
        self.records = unpacker.u32("records")?;
        if self.records >= self.period {
            let problem =
                format!("is {}; it must be below the period {}", self.records, self.period);
            return Err(unpacker.wrong("records", problem));
        }
        let mut taken = unpacker.lists("taken_lengths", "taken")?;
        unpacker.check_len("taken_lengths", taken.len(), usize::from(self.records > 0))?;
        let inputs = self.parameters().sp.input_dimensions.iter().product();
        self.taken = taken.pop().map(|bits| sdr(inputs, bits, "taken", unpacker)).transpose()?;
        for (index, wire) in self.wires.iter_mut().enumerate() {
            unpacker.part(&format!("links.{index}"), |unpacker| wire.unpack(unpacker))?;
        }
        Ok(())
    }
}

impl Wire {
    fn pack(&self, packer: &mut Packer) {
        packer.put_lists("lengths", "outputs", self.outputs.iter().map(Sdr::on));
    }

    fn unpack(&mut self, unpacker: &mut Unpacker) -> Result<(), SnapshotError> {
        let outputs = unpacker.lists("lengths", "outputs")?;
        let most = self.link.union as usize;
        if outputs.len() > most {
            let problem = format!("has {} numbers; it must have at most {most}", outputs.len());
            return Err(unpacker.wrong("lengths", problem));
        }
        let size = self.nothing().size();
        let outputs = outputs.into_iter().map(|bits| sdr(size, bits, "outputs", unpacker));
        self.outputs = outputs.collect::<Result<_, _>>()?;
        Ok(())
    }
}

fn sdr(size: u32, bits: Vec<u32>, name: &str, unpacker: &Unpacker) -> Result<Sdr, SnapshotError> {
    unpacker.check_ascending(name, &bits, size)?;
    Sdr::new(size, bits).map_err(|error| unpacker.wrong(name, error.to_string()))
}

snapshots!(Network, Network, registry EncoderRegistry);
