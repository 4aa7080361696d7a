//! Tests the example `mnist` on generated digits, because MNIST is not part of the project.

use bami_experiments::mnist::args;
use bami_experiments::mnist::pipeline;
use bami_experiments::mnist::program;

use std::path::Path;

use bami_htm::random::{Pcg32, PortableRng};
use clap::Parser;

use args::Args;

/// The lit segments of each digit on a seven-segment display: top, upper left, upper right, middle,
/// lower left, lower right, bottom.
const SEGMENTS: [[u8; 7]; 10] = [
    [1, 1, 1, 0, 1, 1, 1],
    [0, 0, 1, 0, 0, 1, 0],
    [1, 0, 1, 1, 1, 0, 1],
    [1, 0, 1, 1, 0, 1, 1],
    [0, 1, 1, 1, 0, 1, 0],
    [1, 1, 0, 1, 0, 1, 1],
    [1, 1, 0, 1, 1, 1, 1],
    [1, 0, 1, 0, 0, 1, 0],
    [1, 1, 1, 1, 1, 1, 1],
    [1, 1, 1, 1, 0, 1, 1],
];

const SIDE: usize = 14;

/// A digit, shifted slightly, with specks.
fn draw(digit: u8, random: &mut Pcg32) -> Vec<u8> {
    let mut image = vec![0_u8; SIDE * SIDE];
    let (left, top) = (2 + random.choose_random(3), 1 + random.choose_random(2));
    let mut line = |x: usize, y: usize, across: bool| {
        for step in 0..6 {
            let (x, y) = if across { (x + step, y) } else { (x, y + step) };
            image[(top + y) * SIDE + left + x] = 200;
        }
    };
    let places = [
        (0, 0, true),
        (0, 0, false),
        (5, 0, false),
        (0, 5, true),
        (0, 5, false),
        (5, 5, false),
        (0, 10, true),
    ];
    for (&(x, y, across), &lit) in places.iter().zip(&SEGMENTS[digit as usize]) {
        if lit == 1 {
            line(x, y, across);
        }
    }
    for _ in 0..6 {
        image[random.choose_random(SIDE * SIDE)] ^= 0xff;
    }
    image
}

/// A folder with this many digits, in the format of MNIST's training files.
fn folder(count: u32) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write_digits(folder.path(), "train", count);
    folder
}

fn write_digits(folder: &Path, name: &str, count: u32) {
    let mut random = Pcg32::new(7, 7);
    let labels: Vec<u8> = (0..count).map(|_| random.below(10) as u8).collect();
    let pixels: Vec<u8> = labels.iter().flat_map(|&digit| draw(digit, &mut random)).collect();
    let side = SIDE as u32;
    let write = |kind: &str, header: &[u32], data: &[u8]| {
        let mut bytes: Vec<u8> = header.iter().flat_map(|number| number.to_be_bytes()).collect();
        bytes.extend(data);
        std::fs::write(folder.join(format!("{name}-{kind}-ubyte")), bytes).unwrap();
    };
    let magic = pipeline::idx::IMAGES_MAGIC;
    write("images-idx3", &[magic, count, side, side], &pixels);
    write("labels-idx1", &[pipeline::idx::LABELS_MAGIC, count], &labels);
}

/// Runs the example with a small pooler.
fn run(folder: &Path, options: &[&str]) -> anyhow::Result<String> {
    let small = ["--columns=256", "--winners=0.1", "--epochs=5"];
    let data = ["mnist", "--data", folder.to_str().unwrap()];
    program::run(&Args::try_parse_from(data.iter().chain(&small).chain(options))?)
}

fn json(folder: &Path, options: &[&str]) -> serde_json::Value {
    let options: Vec<&str> = options.iter().copied().chain(["--json"]).collect();
    serde_json::from_str(&run(folder, &options).unwrap()).unwrap()
}

#[test]
fn digits_that_are_drawn_here_are_read_far_above_chance() {
    let folder = folder(1_200);
    for topology in ["whole", "patches", "local"] {
        let results = json(folder.path(), &["--topology", topology]);
        assert_eq!(results["images"]["train"], 1_000);
        assert_eq!(results["images"]["test"], 200);
        let scores = results["scores"].as_array().unwrap();
        let sources: Vec<&str> = scores.iter().map(|s| s["source"].as_str().unwrap()).collect();
        assert_eq!(sources, ["pixels", "bits", "untrained", "trained"]);
        for score in scores {
            let accuracy = score["accuracy"].as_f64().unwrap();
            assert!(accuracy > 0.5, "{topology}, {}: {accuracy}", score["source"]);
        }
    }
}

#[test]
fn results_do_not_depend_on_the_number_of_threads() {
    let folder = folder(300);
    let results = |threads| {
        let mut results = json(folder.path(), &["--noise=0,0.3", "--threads", threads]);
        results["phases"].take();
        results
    };
    let one = results("1");
    assert_eq!(one, results("3"));
    let noise = one["noise"].as_array().unwrap();
    assert_eq!(noise.len(), 4);
    // Without noise the accuracy is that of the test images.
    assert_eq!(noise[0]["accuracies"][3], one["scores"][3]["accuracy"]);
    assert!(noise[1]["accuracies"][3].as_f64() < noise[0]["accuracies"][3].as_f64());
}

#[test]
fn tuning_never_sees_the_images_that_are_reported_on() {
    let folder = folder(600);
    let images = |options: &[&str]| {
        let options = [&["--sources=bits"], options].concat();
        let images = json(folder.path(), &options)["images"].clone();
        (images["train"].as_u64().unwrap(), images["test"].as_u64().unwrap())
    };
    assert_eq!(images(&[]), (500, 100));
    assert_eq!(images(&["--tune"]), (400, 100));
    assert_eq!(images(&["--limit=50"]), (50, 10));
    // Different images at the end do not affect tuning.
    let scores = || json(folder.path(), &["--sources=bits", "--tune"])["scores"].clone();
    let before = scores();
    let path = folder.path().join("train-images-idx3-ubyte");
    let mut bytes = std::fs::read(&path).unwrap();
    let reported = bytes.len() - 100 * SIDE * SIDE;
    bytes[reported..].fill(9);
    std::fs::write(&path, bytes).unwrap();
    assert_eq!(scores(), before);
}

#[test]
fn pages_and_pictures_are_written_whole() {
    let folder = folder(120);
    let pictures = folder.path().join("pictures");
    let page = folder.path().join("page.html");
    let files = ["--pictures", pictures.to_str().unwrap(), "-o", page.to_str().unwrap()];
    let text = run(folder.path(), &[&["--noise=0,0.5"], &files[..]].concat()).unwrap();
    for part in
        ["trained pooler", "How often each digit", "pixels are flipped", "images per second"]
    {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
    let page = std::fs::read_to_string(page).unwrap();
    assert!(page.contains("<svg") && page.contains("grey pixels") && page.ends_with("</html>\n"));
    let mut names: Vec<String> = std::fs::read_dir(&pictures)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(
        names,
        ["columns-trained.png", "columns-untrained.png", "noise-flipped.svg", "noise-replaced.svg"]
    );
    let markdown = folder.path().join("page.md");
    run(folder.path(), &["--noise=0", "-o", markdown.to_str().unwrap()]).unwrap();
    assert!(std::fs::read_to_string(markdown).unwrap().contains("](page-noise-flipped.svg)"));
    assert!(folder.path().join("page-noise-flipped.svg").is_file());
}

#[test]
fn official_test_images_beside_the_others_are_reported_on_but_not_when_tuning() {
    let folder = folder(120);
    let official = |options: &[&str]| {
        let results = json(folder.path(), &[&["--sources=pixels,trained"], options].concat());
        let accuracy = results["scores"][1]["official_accuracy"].clone();
        (results["images"]["official"].as_u64(), accuracy.as_f64())
    };
    assert_eq!(official(&[]), (None, None));
    write_digits(folder.path(), "t10k", 30);
    let (images, accuracy) = official(&[]);
    assert_eq!(images, Some(30));
    assert!(accuracy.unwrap() > 0.1);
    assert_eq!(official(&["--tune"]), (None, None));
    // A different size than that of the learned images.
    let path = folder.path().join("t10k-images-idx3-ubyte");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.truncate(16 + 30 * 2);
    bytes[8..16].copy_from_slice(&[0, 0, 0, 1, 0, 0, 0, 2]);
    std::fs::write(&path, bytes).unwrap();
    let error = run(folder.path(), &[]).unwrap_err();
    assert!(error.to_string().contains("1 x 2 pixels"), "{error}");
}

#[test]
fn data_that_is_not_there_is_told_from_data_that_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let error = run(folder.path(), &[]).unwrap_err();
    assert!(program::is_missing_data(&error));
    assert!(
        error.to_string().contains("train-images-idx3-ubyte: there is no such file"),
        "{error}"
    );
    std::fs::write(folder.path().join("train-images-idx3-ubyte"), [0, 0, 8, 1]).unwrap();
    let error = run(folder.path(), &[]).unwrap_err();
    assert!(!program::is_missing_data(&error));
}

#[test]
fn options_that_cannot_be_are_refused_by_name() {
    let folder = folder(60);
    for (options, part) in [
        (&["--columns=70000"][..], "--columns 70000"),
        (&["--rate=0"], "--rate 0"),
        (&["--dropout=1"], "--dropout 1"),
        (&["--noise=2"], "--noise 2"),
        (&["--limit=4"], "--limit"),
        (&["--winners=0"], "local_area_density"),
        (&["-o", "page.txt"], "page.txt"),
    ] {
        let error = run(folder.path(), options).unwrap_err();
        assert!(error.to_string().contains(part), "{options:?}: {error}");
    }
}
