//! Snapshots: save the whole state of an object to a file and restore it: `spec/snapshot.md`.
//!
//! A [`Snapshot`] holds the parameters and every array of the state by name. It is written as a
//! file of the safetensors format, which tools in many languages can read, with a checksum over all
//! of it. A restored object continues bit for bit as if it had never been saved.
//!
//! [`Region`](crate::region::Region), [`Predictor`](crate::region::Predictor),
//! [`Network`](crate::network::Network),
//! [`TemporalMemory`](crate::temporal_memory::TemporalMemory) and
//! [`SpatialPooler`](crate::spatial_pooler::SpatialPooler) can be saved and loaded.
//!
//! ```
//! use bami_htm::region::{Record, Region, RegionParameters};
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("load.snapshot");
//!
//! let mut region = Region::new(RegionParameters::for_metric(0.5))?;
//! region.step(&Record::new().number("value", 21.0))?;
//! region.save(&path)?;
//!
//! let mut again = Region::load(&path)?;
//! let next = Record::new().number("value", 22.5);
//! assert_eq!(again.step(&next)?, region.step(&next)?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod array;
mod error;
mod file;
mod parts;

use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::limits::{Limits, MemoryEstimate};

pub use array::Array;
pub use error::SnapshotError;
pub(crate) use parts::{Packer, Unpacker, take_front};

/// The version of the format that is written. Versions from 1 up to this one can be read.
pub const FORMAT_VERSION: u32 = 2;

/// The memory that any object may take, however small its snapshot is: 256 MiB.
const FLOOR: u64 = 256 << 20;
/// The additional memory that it may take for each byte of the arrays.
const WORTH: u64 = 256;

/// The kind of object in a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Kind {
    /// A spatial pooler.
    SpatialPooler,
    /// A temporal memory.
    TemporalMemory,
    /// A region.
    Region,
    /// A region with classifiers.
    Predictor,
    /// Regions linked into a network.
    Network,
    /// A detector of anomalies.
    Detector,
    /// The warm-up rows of a stream, from which `bami` estimates the parameters of a region. It is
    /// not an object of the library, and has no arrays.
    Calibration,
}

impl Kind {
    /// Its name in messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SpatialPooler => "a spatial pooler",
            Self::TemporalMemory => "a temporal memory",
            Self::Region => "a region",
            Self::Predictor => "a predictor",
            Self::Network => "a network",
            Self::Detector => "a detector",
            Self::Calibration => "a stream in warm-up",
        }
    }
}

/// The state of an object as plain data.
///
/// ```
/// use bami_htm::snapshot::Snapshot;
/// use bami_htm::temporal_memory::{TemporalMemory, TemporalMemoryParameters};
///
/// let memory = TemporalMemory::new(TemporalMemoryParameters::default(), 42)?;
/// let bytes = memory.snapshot()?.to_bytes()?;
/// let again = TemporalMemory::from_snapshot(Snapshot::from_bytes(&bytes)?)?;
/// assert_eq!(again.pin(), memory.pin());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
//= spec/snapshot.md#snap-document
//# The document MUST name the format, its version, the program that wrote it and the kind of the
//# object.
//= spec/snapshot.md#snap-document
//# The document MUST hold the parameters with the sizes filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    kind: Kind,
    program: String,
    parameters: Value,
    attachments: BTreeMap<String, Value>,
    arrays: BTreeMap<String, Array>,
}

impl Snapshot {
    /// A snapshot of this kind with these parameters and arrays.
    pub(crate) fn new(
        kind: Kind,
        parameters: &impl Serialize,
        packer: Packer,
    ) -> Result<Self, SnapshotError> {
        let parameters =
            serde_json::to_value(parameters).map_err(|e| SnapshotError::parameters(&e))?;
        Ok(Self {
            kind,
            program: concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")).into(),
            parameters,
            attachments: BTreeMap::new(),
            arrays: packer.into_arrays(),
        })
    }

    /// A snapshot of a stream in warm-up, with the known parameters of its region.
    ///
    /// # Errors
    ///
    /// The parameters cannot be written.
    pub fn of_calibration(parameters: &impl Serialize) -> Result<Self, SnapshotError> {
        Self::new(Kind::Calibration, parameters, Packer::default())
    }

    /// The kind of the object.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The program that created it, with its version.
    #[must_use]
    pub fn program(&self) -> &str {
        &self.program
    }

    /// The parameters of the object, as a JSON object.
    #[must_use]
    pub fn parameters(&self) -> &Value {
        &self.parameters
    }

    /// The one-dimensional arrays, by name.
    #[must_use]
    pub fn arrays(&self) -> &BTreeMap<String, Array> {
        &self.arrays
    }

    /// The attachment with this name.
    #[must_use]
    pub fn attachment(&self, name: &str) -> Option<&Value> {
        self.attachments.get(name)
    }

    /// Attaches additional data to the state: for example, the position in a stream. Loading an
    /// object ignores it.
    //= spec/snapshot.md#snap-document
    //# Attachments MUST be kept as they are.
    //= spec/snapshot.md#snap-document
    //# Attachments MUST have no effect on the object.
    pub fn attach(&mut self, name: impl Into<String>, value: Value) {
        self.attachments.insert(name.into(), value);
    }

    /// The parameters and the arrays to restore from, if the snapshot is of this kind.
    pub(crate) fn open<P: DeserializeOwned>(
        self,
        wanted: Kind,
    ) -> Result<(P, Unpacker), SnapshotError> {
        //= spec/snapshot.md#snap-load
        //# A snapshot of another kind than the expected one MUST be rejected.
        if self.kind != wanted {
            return Err(SnapshotError::Kind { found: self.kind, wanted });
        }
        let parameters =
            serde_json::from_value(self.parameters).map_err(|e| SnapshotError::parameters(&e))?;
        Ok((parameters, Unpacker::new(self.arrays)))
    }

    /// How much memory an object of this snapshot may take on construction.
    //= spec/snapshot.md#snap-bounds
    //# A snapshot MUST be rejected if its parameters say that its object would take more than 256
    //# MiB plus 256 bytes for each byte of its arrays at the start.
    pub(crate) fn limits(&self) -> Limits {
        let bytes: u64 = self.arrays.values().map(Array::byte_len).sum();
        Limits { at_once: FLOOR.saturating_add(bytes.saturating_mul(WORTH)) }
    }

    /// The bytes of the file.
    ///
    /// # Errors
    ///
    /// The parameters and attachments exceed 100 MB.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SnapshotError> {
        file::to_bytes(self)
    }

    /// Parses a snapshot from the bytes of a file.
    ///
    /// # Errors
    ///
    /// The bytes are not a snapshot, or the snapshot is damaged or of a newer version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SnapshotError> {
        file::from_bytes(bytes)
    }

    /// Writes the file atomically: to a temporary file next to it, which is synced and then
    /// renamed. Whatever happens, `path` holds either the complete old file or the complete new
    /// one.
    ///
    /// # Errors
    ///
    /// Errors of the file system.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<(), SnapshotError> {
        file::write(&self.to_bytes()?, path.as_ref())
    }

    /// Reads a file.
    ///
    /// # Errors
    ///
    /// The file cannot be read, and as for [`from_bytes`](Self::from_bytes).
    pub fn read(path: impl AsRef<Path>) -> Result<Self, SnapshotError> {
        file::from_bytes(&file::read(path.as_ref())?)
    }
}

/// Restores an object: resolves its parameters, checks its memory, and unpacks its arrays.
//= spec/snapshot.md#snap-exact
//# An object loaded from a snapshot MUST give, in every further step, bit for bit what the saved
//# object would have given.
//= spec/snapshot.md#snap-load
//# An array that the kind does not have MUST be rejected.
pub(crate) fn restore<P: DeserializeOwned, T, E: Display>(
    snapshot: Snapshot,
    kind: Kind,
    resolve: impl FnOnce(&mut P) -> Result<(), SnapshotError>,
    memory_of: impl FnOnce(&P) -> Result<MemoryEstimate, E>,
    unpack: impl FnOnce(P, &mut Unpacker) -> Result<T, SnapshotError>,
) -> Result<T, SnapshotError> {
    let limits = snapshot.limits();
    let (mut parameters, mut unpacker) = snapshot.open(kind)?;
    resolve(&mut parameters)?;
    let memory = memory_of(&parameters).map_err(|error| SnapshotError::parameters(&error))?;
    let checked = limits.check("the object of the snapshot", &memory);
    checked.map_err(|error| SnapshotError::parameters(&error))?;
    let object = unpack(parameters, &mut unpacker)?;
    unpacker.finish()?;
    Ok(object)
}

/// Gives an object its methods for snapshots; with a type of `registry`, also two loading methods
/// that take one.
macro_rules! snapshots {
    ($object:ty, $kind:ident) => {
        $crate::snapshot::snapshots!(@both $object, $kind);

        impl $object {
            /// Restores an object, which continues where the saved one stopped.
            ///
            /// # Errors
            ///
            /// The snapshot is of another kind, or does not hold the state of such an object.
            pub fn from_snapshot(
                snapshot: $crate::snapshot::Snapshot,
            ) -> Result<Self, $crate::snapshot::SnapshotError> {
                let kind = $crate::snapshot::Kind::$kind;
                $crate::snapshot::restore(
                    snapshot,
                    kind,
                    |_| Ok(()),
                    Self::memory_of,
                    Self::unpack,
                )
            }
        }
    };
    ($object:ty, $kind:ident, registry $registry:ty) => {
        $crate::snapshot::snapshots!(@both $object, $kind);

        impl $object {
            /// Restores an object, which continues where the saved one stopped.
            ///
            /// # Errors
            ///
            /// The snapshot is of another kind, does not hold the state of such an object, or has
            /// custom encoders, which need [`from_snapshot_with`](Self::from_snapshot_with).
            pub fn from_snapshot(
                snapshot: $crate::snapshot::Snapshot,
            ) -> Result<Self, $crate::snapshot::SnapshotError> {
                Self::from_snapshot_with(snapshot, &<$registry>::new())
            }

            /// Restores an object that may have custom encoders of the registered kinds.
            ///
            /// # Errors
            ///
            /// As for [`from_snapshot`](Self::from_snapshot), and a custom encoder of a kind that
            /// is not registered.
            pub fn from_snapshot_with(
                snapshot: $crate::snapshot::Snapshot,
                registry: &$registry,
            ) -> Result<Self, $crate::snapshot::SnapshotError> {
                let kind = $crate::snapshot::Kind::$kind;
                $crate::snapshot::restore(
                    snapshot,
                    kind,
                    |parameters| Ok(parameters.resolve_encoders(registry)?),
                    Self::memory_of,
                    Self::unpack,
                )
            }

            /// Loads an object that may have custom encoders of the registered kinds from a file.
            ///
            /// # Errors
            ///
            /// As for [`load`](Self::load), and a custom encoder of a kind that is not registered.
            pub fn load_with(
                path: impl AsRef<std::path::Path>,
                registry: &$registry,
            ) -> Result<Self, $crate::snapshot::SnapshotError> {
                Self::from_snapshot_with($crate::snapshot::Snapshot::read(path)?, registry)
            }
        }
    };
    (@both $object:ty, $kind:ident) => {
        impl $object {
            /// The whole state as plain data. See [`snapshot`](crate::snapshot).
            ///
            /// # Errors
            ///
            /// A custom encoder without a kind.
            pub fn snapshot(
                &self,
            ) -> Result<$crate::snapshot::Snapshot, $crate::snapshot::SnapshotError> {
                let mut packer = $crate::snapshot::Packer::default();
                self.pack(&mut packer);
                let kind = $crate::snapshot::Kind::$kind;
                $crate::snapshot::Snapshot::new(kind, &self.parameters_to_save(), packer)
            }

            /// Writes the whole state to a file, either completely or not at all.
            ///
            /// # Errors
            ///
            /// As for [`snapshot`](Self::snapshot), and errors of the file system.
            pub fn save(
                &self,
                path: impl AsRef<std::path::Path>,
            ) -> Result<(), $crate::snapshot::SnapshotError> {
                self.snapshot()?.write(path)
            }

            /// Loads an object from a file.
            ///
            /// # Errors
            ///
            /// The file cannot be read, and as for [`from_snapshot`](Self::from_snapshot).
            pub fn load(
                path: impl AsRef<std::path::Path>,
            ) -> Result<Self, $crate::snapshot::SnapshotError> {
                Self::from_snapshot($crate::snapshot::Snapshot::read(path)?)
            }
        }
    };
}
pub(crate) use snapshots;

#[cfg(test)]
mod tests;
