//! The file: a safetensors file that ends with a 32-byte checksum of everything before it.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use safetensors::tensor::{Metadata, TensorView};
use safetensors::{Dtype, SafeTensors, View};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Array, FORMAT_VERSION, Kind, Snapshot, SnapshotError};

/// The name of the document in the metadata of the file.
const DOCUMENT: &str = "bami-htm";
/// The format named in the document.
const FORMAT: &str = "bami-htm snapshot";
/// The name of the checksum among the arrays.
const CHECKSUM: &str = "sha256";
/// Number of bytes of the checksum.
const CHECKSUM_BYTES: usize = 32;
/// Number of bytes that hold the length of the header.
const LENGTH_BYTES: usize = 8;
/// The maximum length of the header of a safetensors file.
const MAX_HEADER: u64 = 100_000_000;

/// The content of the metadata, as JSON.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    version: u32,
    program: String,
    kind: Kind,
    parameters: Value,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    attachments: BTreeMap<String, Value>,
}

/// The format and version of a document, readable whatever else it contains.
#[derive(Deserialize)]
struct Label {
    format: String,
    version: u64,
}

/// An array, or the checksum, in the form that the file has it.
enum Bytes<'a> {
    Array(&'a Array, [usize; 1]),
    Checksum,
}

impl View for Bytes<'_> {
    fn dtype(&self) -> Dtype {
        match self {
            Self::Array(array, _) => array.dtype(),
            Self::Checksum => Dtype::U8,
        }
    }

    fn shape(&self) -> &[usize] {
        match self {
            Self::Array(_, shape) => shape,
            Self::Checksum => &[CHECKSUM_BYTES],
        }
    }

    fn data(&self) -> Cow<'_, [u8]> {
        match self {
            Self::Array(array, _) => Cow::Owned(array.to_bytes()),
            Self::Checksum => Cow::Borrowed(&[0; CHECKSUM_BYTES]),
        }
    }

    fn data_len(&self) -> usize {
        match self {
            Self::Array(array, [len]) => len * (array.dtype().bitsize() / 8),
            Self::Checksum => CHECKSUM_BYTES,
        }
    }
}

//= spec/snapshot.md#snap-exact
//# Two snapshots of the same state by the same program MUST have the same bytes.
//= spec/snapshot.md#snap-format
//# A snapshot MUST be a file of the safetensors format with metadata that has a single entry,
//# `bami-htm`, which holds the document as a JSON string.
//= spec/snapshot.md#snap-format
//# Each array of the state MUST have one dimension and one of the types U32, U64, I64 and F64.
//= spec/snapshot.md#snap-version
//# A file MUST be written with the version 2, and name every switch of its parameters.
pub(super) fn to_bytes(snapshot: &Snapshot) -> Result<Vec<u8>, SnapshotError> {
    let does_not_fit = |problem: String| SnapshotError::DoesNotFit { problem };
    let document = serde_json::to_string(&Document {
        format: FORMAT.into(),
        version: FORMAT_VERSION,
        program: snapshot.program.clone(),
        kind: snapshot.kind,
        parameters: snapshot.parameters.clone(),
        attachments: snapshot.attachments.clone(),
    });
    let document = document.map_err(|error| does_not_fit(error.to_string()))?;
    let arrays = snapshot.arrays.iter();
    let arrays = arrays.map(|(name, array)| (name.as_str(), Bytes::Array(array, [array.len()])));
    // NB: the format puts wide types first, so the only array of bytes comes last.
    let arrays = arrays.chain([(CHECKSUM, Bytes::Checksum)]);
    let metadata = HashMap::from([(DOCUMENT.to_owned(), document)]);
    let bytes = safetensors::serialize(arrays, Some(metadata));
    let mut bytes = bytes.map_err(|error| does_not_fit(error.to_string()))?;
    //= spec/snapshot.md#snap-checksum
    //# The last 32 bytes of the file MUST be the SHA-256 of all bytes before them, and form its
    //# array `sha256` of the type U8.
    let end = bytes.len() - CHECKSUM_BYTES;
    let (body, checksum) = bytes.split_at_mut(end);
    checksum.copy_from_slice(&Sha256::digest(&*body));
    Ok(bytes)
}

pub(super) fn from_bytes(bytes: &[u8]) -> Result<Snapshot, SnapshotError> {
    let size = bytes.len() as u64;
    check_length(size, announced_length(header_of(bytes, size)?)?)?;
    let tensors = SafeTensors::deserialize(bytes)
        .map_err(|error| SnapshotError::not_a_snapshot(error.to_string()))?;
    let (_, metadata) = SafeTensors::read_metadata(bytes)
        .map_err(|error| SnapshotError::not_a_snapshot(error.to_string()))?;
    let document = metadata.metadata().as_ref().and_then(|metadata| metadata.get(DOCUMENT));
    let document = document.ok_or_else(|| {
        SnapshotError::not_a_snapshot(format!("its metadata has no entry `{DOCUMENT}`"))
    })?;
    check_checksum(bytes, &tensors)?;
    let document = read_document(document)?;
    let mut arrays = BTreeMap::new();
    for (name, view) in tensors.iter().filter(|(name, _)| *name != CHECKSUM) {
        arrays.insert(name.to_owned(), read_array(name, &view)?);
    }
    Ok(Snapshot {
        kind: document.kind,
        program: document.program,
        parameters: document.parameters,
        attachments: document.attachments,
        arrays,
    })
}

//= spec/snapshot.md#snap-checksum
//# A file with last 32 bytes that are not the SHA-256 of all bytes before them MUST be rejected,
//# whatever its version.
fn check_checksum(bytes: &[u8], tensors: &SafeTensors<'_>) -> Result<(), SnapshotError> {
    let listed = tensors.tensor(CHECKSUM).ok();
    let (body, expected) = bytes.split_at(bytes.len().saturating_sub(CHECKSUM_BYTES));
    let is_last = |view: &TensorView<'_>| {
        view.dtype() == Dtype::U8 && view.data().as_ptr_range() == expected.as_ptr_range()
    };
    if !listed.is_some_and(|view| is_last(&view)) {
        let problem =
            format!("it does not end with an array `{CHECKSUM}` of {CHECKSUM_BYTES} bytes");
        return Err(SnapshotError::not_a_snapshot(problem));
    }
    let found = Sha256::digest(body);
    if found[..] == *expected {
        return Ok(());
    }
    let hexadecimal =
        |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    Err(SnapshotError::Checksum { expected: hexadecimal(expected), found: hexadecimal(&found) })
}

//= spec/snapshot.md#snap-version
//# Files of every version from 1 on MUST be read.
fn read_document(text: &str) -> Result<Document, SnapshotError> {
    let unreadable = |error: serde_json::Error| {
        SnapshotError::not_a_snapshot(format!("its document cannot be read: {error}"))
    };
    let label: Label = serde_json::from_str(text).map_err(unreadable)?;
    if label.format != FORMAT {
        let problem = format!("its document has the format {:?}, not {FORMAT:?}", label.format);
        return Err(SnapshotError::not_a_snapshot(problem));
    }
    //= spec/snapshot.md#snap-version
    //# A file of a later version than the program knows MUST be rejected with an error that gives
    //# both version numbers.
    if !(1..=u64::from(FORMAT_VERSION)).contains(&label.version) {
        return Err(SnapshotError::Version { found: label.version });
    }
    let mut document: Document = serde_json::from_str(text).map_err(unreadable)?;
    name_first_weekday(&mut document.parameters);
    Ok(document)
}

/// Names Monday as the first day of the week wherever a date encoder names none. The values of all
/// other absent switches are those of parameters in general.
//= spec/snapshot.md#snap-version
//# A switch that is absent from a file MUST have the value of the table, whatever the profile.
fn name_first_weekday(parameters: &mut Value) {
    match parameters {
        // The parameters of a custom encoder are its own.
        Value::Object(fields) if fields.get("type").is_some_and(|kind| kind == "custom") => {}
        Value::Object(fields) => {
            if let Some(Value::Object(day)) = fields.get_mut("day_of_week") {
                day.entry("first_weekday").or_insert_with(|| "monday".into());
            }
            fields.values_mut().for_each(name_first_weekday);
        }
        Value::Array(values) => values.iter_mut().for_each(name_first_weekday),
        _ => {}
    }
}

fn read_array(name: &str, view: &TensorView<'_>) -> Result<Array, SnapshotError> {
    let wrong = |problem: String| SnapshotError::Array { array: name.to_owned(), problem };
    if view.shape().len() != 1 {
        return Err(wrong(format!("has {} dimensions; it must have one", view.shape().len())));
    }
    Array::from_bytes(view.dtype(), view.data()).ok_or_else(|| {
        let found = view.dtype();
        wrong(format!("has the type {found:?}; it must be U32, U64, I64 or F64"))
    })
}

/// The bytes of a file. A file that is not a snapshot is rejected before all of it is read.
//= spec/snapshot.md#snap-bounds
//# A reader MUST NOT read more than the header announces, nor any array if the file is shorter or
//# longer than that.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, SnapshotError> {
    let cannot = SnapshotError::io("read");
    let mut file = File::open(path).map_err(&cannot)?;
    let metadata = file.metadata().map_err(&cannot)?;
    // NB: only a regular file says its size in advance.
    let size = metadata.is_file().then_some(metadata.len());
    let mut bytes = read_at_most(&mut file, LENGTH_BYTES as u64).map_err(&cannot)?;
    let end = header_end(&bytes, size.unwrap_or(bytes.len() as u64))?;
    let length = end - bytes.len() as u64;
    bytes.extend(read_at_most(&mut file, length).map_err(&cannot)?);
    let announced = announced_length(header_of(&bytes, size.unwrap_or(bytes.len() as u64))?)?;
    if let Some(size) = size {
        check_length(size, announced)?;
    }
    // One byte more, so that a file that is too long is noticed.
    let rest = announced - bytes.len() as u64;
    bytes.extend(read_at_most(&mut file, rest.saturating_add(1)).map_err(&cannot)?);
    check_length(bytes.len() as u64, announced)?;
    Ok(bytes)
}

/// Where the header ends, by the first bytes of a file of `size` bytes.
fn header_end(first: &[u8], size: u64) -> Result<u64, SnapshotError> {
    let Some(length) = first.first_chunk::<LENGTH_BYTES>() else {
        return Err(SnapshotError::not_a_snapshot(format!(
            "it is too short: it has {size} bytes, but the first {LENGTH_BYTES} must give the \
             length of its header"
        )));
    };
    let length = u64::from_le_bytes(*length);
    if length > MAX_HEADER {
        return Err(SnapshotError::not_a_snapshot("it does not begin like a safetensors file"));
    }
    Ok(LENGTH_BYTES as u64 + length)
}

/// The header, with its length before it, of a file of `size` bytes that begins with `bytes`.
fn header_of(bytes: &[u8], size: u64) -> Result<&[u8], SnapshotError> {
    let end = header_end(bytes, size)?;
    usize::try_from(end).ok().and_then(|end| bytes.get(..end)).ok_or_else(|| {
        SnapshotError::not_a_snapshot(format!(
            "it ends within its header: it has {size} bytes, but its header ends at byte {end}; \
             a copy may have been cut short"
        ))
    })
}

/// The number of bytes that a file has by its header, which has its length before it.
fn announced_length(header: &[u8]) -> Result<u64, SnapshotError> {
    let metadata: Metadata = serde_json::from_slice(&header[LENGTH_BYTES..]).map_err(|error| {
        SnapshotError::not_a_snapshot(format!("its header cannot be read: {error}"))
    })?;
    Ok((header.len() as u64).saturating_add(metadata.data_len() as u64))
}

fn check_length(found: u64, announced: u64) -> Result<(), SnapshotError> {
    if found == announced {
        return Ok(());
    }
    Err(SnapshotError::not_a_snapshot(format!(
        "its header announces {announced} bytes, but it has {found}; a copy may have been cut short"
    )))
}

/// Reads at most `bytes` bytes; memory grows with what is there, not with what is requested.
fn read_at_most(file: &mut File, bytes: u64) -> io::Result<Vec<u8>> {
    let mut read = Vec::new();
    file.take(bytes).read_to_end(&mut read)?;
    Ok(read)
}

//= spec/snapshot.md#snap-write
//# A snapshot MUST be written to a temporary file in the same folder, synced to the disk and
//# renamed to its final name, and the folder be synced after that.
pub(super) fn write(bytes: &[u8], path: &Path) -> Result<(), SnapshotError> {
    let cannot = SnapshotError::io("written");
    // Through a symbolic link to the file itself, so that the link is kept.
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let (Some(folder), Some(name)) = (target.parent(), target.file_name()) else {
        return Err(cannot(io::Error::from(io::ErrorKind::IsADirectory)));
    };
    let folder = if folder == Path::new("") { Path::new(".") } else { folder };
    //= spec/snapshot.md#snap-write
    //# The temporary file MUST have the name of the snapshot with a dot before it and `.new` after
    //# it, so that one left behind by a killed process is replaced by the next.
    let mut temporary = OsString::from(".");
    temporary.push(name);
    temporary.push(".new");
    let temporary = folder.join(temporary);
    let written = write_new(bytes, &temporary).and_then(|()| std::fs::rename(&temporary, &target));
    if let Err(error) = written {
        // NB: it may not exist.
        let _ = std::fs::remove_file(&temporary);
        return Err(cannot(error));
    }
    sync_folder(folder).map_err(&cannot)
}

/// Writes a file, replacing any of the same name, and syncs it to disk.
fn write_new(bytes: &[u8], path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    // NB: always a new file, so that nothing is written through a link planted there.
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes a rename durable. Only Unix can open a folder.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        OpenOptions::new().read(true).open(folder)?.sync_all()?;
    }
    Ok(())
}
