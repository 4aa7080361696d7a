// The values and worked examples in the chapters of spec/ that a port can be checked against.

import {
  AnomalyLikelihood, BamiError, CategoryEncoder, DateEncoder, GeospatialEncoder, LogEncoder, OrderedCategoryEncoder, Pcg32, PeriodicEncoder,
  RandomDistributedScalarEncoder, ScalarEncoder, SdrClassifier, SpatialPooler, TemporalMemory, ln, tan,
  erfc, exp, logLikelihood, murmurHash3, roundHalfUp,
} from './bami.mjs';

const list = (values) => [...values];
const from = (first, last) => Array.from({ length: last - first + 1 }, (_, i) => first + i);
const hexadecimal = (value) => value.toString(16).padStart(8, '0');
const shared = (a, b) => a.filter((bit) => b.includes(bit)).length;
const isClose = (a, b) => Math.abs(a - b) < 1e-12;

const refuses = (action) => {
  try {
    action();
  } catch (error) {
    return error instanceof BamiError;
  }
  return false;
};

/** The rule or decision, the computed value, the expected value. */
const cases = [
  ['R-6', () => [2.5, -2.5, 0.49].map(roundHalfUp), [3, -2, 0]],

  ['R-2-OUTPUT', () => {
    const random = new Pcg32(42, 54);
    return from(1, 6).map(() => hexadecimal(random.u32()));
  }, ['a15c02b7', '7b47f409', 'ba1d3330', '83d2f293', 'bfa4784b', 'cbed606e']],

  ['R-2-SEED: the largest seed and stream', () => {
    const most = (1n << 64n) - 1n;
    return hexadecimal(new Pcg32(most, most).u32());
  }, '2675c047'],

  ['R-2-BELOW', () => {
    const random = new Pcg32(42, 54);
    return [random.below(1), random.below(2 ** 31), random.below(6)];
  }, [0, 0x7b47f409, 0xba1d3330 % 6]],

  ['R-2-UNIT', () => new Pcg32(42, 54).unit(), 0xa15c02b7 / 2 ** 32],

  ['R-7', () => {
    const text = new TextEncoder();
    return [
      [[], 0], [[], 1], [[0x21, 0x43, 0x65, 0x87], 0], [[0x21, 0x43, 0x65], 0],
      [text.encode('test'), 0], [text.encode('Hello, world!'), 0x9747b28c],
    ].map(([bytes, seed]) => hexadecimal(murmurHash3(Uint8Array.from(bytes), seed)));
  }, ['00000000', '514e28b7', 'f55b516b', '7e4a8634', 'ba6bd213', '24884cba']],

  ['BAMI TM, the example', () => {
    const memory = new TemporalMemory({
      columnCount: 2, cellsPerColumn: 2, activationThreshold: 1, learningThreshold: 1,
      synapseSampleSize: 1, initialPermanence: 0.6, connectedPermanence: 0.5,
    }, 42);
    const scores = [0, 1, 0, 1].map((column) => memory.step([column]).anomaly);
    const [first, second, third] = memory.segments.values();
    return [
      scores,
      memory.last.activeCells.length,
      first.synapses.length,
      second.synapses.map(({ presynapticCell }) => presynapticCell === first.cell),
      third.cell === 1 - first.cell,
      isClose(second.synapses[0].permanence, 0.7),
    ];
  }, [[1, 1, 1, 0], 1, 0, [true], true, true]],

  ['D-TM-9', () => {
    const memory = new TemporalMemory({ columnCount: 2, cellsPerColumn: 2, activationThreshold: 0 }, 0, {
      segments: [{ cell: 1, synapses: [[0, 0.5]] }], activeCells: [0], winnerCells: [0],
    });
    const before = list(memory.last.activeSegments).length;
    memory.reset();
    return [before, memory.last.activeSegments.size, memory.last.activeCells, memory.segments.size];
  }, [1, 0, [], 1]],

  ['EXT-TM-SKIP-EMPTY', () => {
    const memory = new TemporalMemory({ columnCount: 2, cellsPerColumn: 2, extensions: { skipEmptySegments: true } });
    memory.step([0]);
    return [memory.segments.size, memory.last.winnerCells.length];
  }, [0, 1]],

  ['BAMI SP, the example', () => {
    const pooler = new SpatialPooler({
      inputDimensions: [4], columnDimensions: [3], numActiveColumnsPerInhArea: 1, connectedPermanence: 0.5,
      synPermActiveInc: 0.25, synPermInactiveDec: 0.125,
    }, 0, {
      potentialSynapses: [
        [[0, 0.5], [1, 0.75], [2, 0.25]],
        [[1, 0.5], [2, 0.5], [3, 0.5]],
        [[0, 0.25], [2, 0], [3, 0.875]],
      ],
    });
    const active = pooler.step([0, 1]);
    return [
      active, list(pooler.overlaps), list(pooler.permanences[0]), list(pooler.permanences[1]),
      list(pooler.permanences[2]), list(pooler.activeDutyCycles), list(pooler.overlapDutyCycles),
      list(pooler.boosts), pooler.inhibitionRadius,
    ];
  }, [[0], [2, 1, 0], [0.75, 1, 0.125], [0.5, 0.5, 0.5], [0.25 + 0.1 * 0.5, 0.1 * 0.5, 0.875 + 0.1 * 0.5], [1, 0, 0], [1, 1, 0],
    [1, 1, 1], 3]],

  ['EXT-SP-LOWEST-INDEX and D-SP-9', () => {
    const overlaps = [5, 3, 3, 3];
    const potentialSynapses = overlaps.map((overlap) => from(0, overlap - 1).map((input) => [input, 1]));
    return ['all', 'lowest_index'].map((tieBreak) => new SpatialPooler({
      inputDimensions: [5], columnDimensions: [4], numActiveColumnsPerInhArea: 2, tieBreak,
    }, 0, { potentialSynapses }).step([0, 1, 2, 3, 4], false));
  }, [[0, 1, 2, 3], [0, 1]]],

  ['EXT-SP-WRAP-AROUND', () => new SpatialPooler({
    inputDimensions: [10], columnDimensions: [10], potentialRadius: 2, potentialPct: 1, wrapAround: true,
  }).potentialInputs[1], [0, 1, 2, 3, 9]],

  ['D-SP-1 and D-SP-2', () => new SpatialPooler({
    inputDimensions: [10], columnDimensions: [4], potentialRadius: 0, potentialPct: 1,
  }).potentialInputs, [[1], [3], [6], [8]]],

  ['D-SP-13 and D-SP-23', () => exp(-2 * (0.25 - 0.5)), 1.6487212707001282],

  ['D-SP-14, the example', () => ['one_loop', 'two_passes'].map((boostingOrder) => {
    const pooler = new SpatialPooler({
      inputDimensions: [3], columnDimensions: [3], numActiveColumnsPerInhArea: 1, boostStrength: 1, boostingOrder,
    }, 0, { potentialSynapses: [[[0, 0.5]], [[1, 0.5]], [[2, 0.5]]] });
    pooler.step([2]);
    return [list(pooler.boosts), pooler.permanences[0][0]];
  }), [[[1, 1, exp(-2 / 3)], 0.5], [[exp(1 / 3), exp(1 / 3), exp(-2 / 3)], 0.52]]],

  ['SP-PARAMETERS', () => refuses(() => new SpatialPooler({ potentialPct: 0 })), true],

  ['ENC-SCALAR-BITS', () => {
    const encoder = new ScalarEncoder();
    const at72 = encoder.encode(72);
    return [encoder.size, at72, [73, 92, 93].map((value) => shared(at72, encoder.encode(value))), encoder.bucket(100)];
  }, [120, from(72, 92), [20, 1, 0], 99]],

  ['ENC-RDSE-PROBE', () => {
    const encoder = new RandomDistributedScalarEncoder();
    return [[0, 0], [0, 1], [1, 0], [-1, 0], [2 ** 52, 0]].map(([key, c]) => encoder.probe(key, c));
  }, [247, 69, 308, 375, 169]],

  ['D-ENC-2', () => {
    const encode = (collisions) => {
      const encoder = new RandomDistributedScalarEncoder({ size: 40, activeBits: 5, collisions });
      return [encoder.encode(16), encoder.encode(17)];
    };
    return [encode('probe'), encode('leave')];
  }, [[[0, 14, 15, 18, 29], [0, 2, 14, 15, 18]], [[0, 14, 18], [0, 2, 14, 18]]]],

  ['D-ENC-5', () => {
    const buckets = (rounding) => {
      const encoder = new RandomDistributedScalarEncoder({ resolution: 0.5, rounding });
      return [-0.25, 0, 0.2, 0.25, -0.3].map((value) => encoder.bucket(value) + 0);
    };
    return [buckets('nearest'), buckets('floor')];
  }, [[0, 0, 0, 1, -1], [-1, 0, 0, 0, -1]]],

  ['ENC-CATEGORY-BITS', () => new CategoryEncoder({ categories: ['red', 'green', 'blue'] }).encode('green'), from(21, 41)],

  ['ENC-CATEGORY-UNKNOWN', () => refuses(() => new CategoryEncoder({ categories: ['red'] }).encode('green')), true],

  ['D-ENC-4', () => new PeriodicEncoder().encode(0.5), [...from(0, 11), ...from(45, 53)]],

  ['D-ENC-8', () => new DateEncoder({ timeOfDay: {} }).encode('2024-02-29T12:00:00'), from(17, 37)],

  ['D-ENC-9 and D-ENC-10', () => {
    const encoder = new DateEncoder({ dayOfWeek: {}, weekend: {} });
    const days = from(1, 7).map((day) => encoder.encode({ year: 2024, month: 1, day })); // Monday to Sunday
    return [shared(days[0], days[1]), shared(days[0], days[2]), shared(days[5], days[4]), days[6].slice(-21)];
  }, [9 + 21, 0 + 21, 9, from(84 + 21, 84 + 41)]],

  ['R-8', () => [ln(2), ln(10), ln(0.1), ln(5e-324)], [0.6931471805599453, 2.3025850929940455, -2.3025850929940455, -744.4400719213812]],

  ['R-9', () => [tan(0.1), tan(0.7853981633974483)], [0.10033467208545055, 0.9999999999999999]],

  ['ENC-LOG', () => new LogEncoder().encode(10), from(25, 45)],

  ['ENC-ORDERED-BITS', () => new OrderedCategoryEncoder({ categories: ['small', 'medium', 'large'] }).encode('medium'), from(12, 32)],

  ['ENC-GEO', () => new GeospatialEncoder().encode([47.3769, 8.5417, 1.5]).slice(0, 5), [9, 15, 46, 136, 211]],

  ['D-ENC-3', () => [new ScalarEncoder().encode(null), new PeriodicEncoder().encode(NaN)], [[], []]],

  ['erfc', () => [
    [0, 1], [0.3, 0.6713732405408726], [1, 0.15729920705028513], [-1, 1.8427007929497148],
    [3, 2.2090496998585441e-5], [5, 1.5374597944280349e-12],
  ].map(([x, expected]) => isClose(erfc(x) / expected, 1)), new Array(6).fill(true)],

  ['ANOM-LIKELIHOOD-LOG', () => [[0.5, 0.0301], [0.999, 0.3], [0.99999, 0.5], [1, 1]]
    .map(([likelihood, expected]) => Math.abs(logLikelihood(likelihood) - expected) < 1e-4), new Array(4).fill(true)],

  ['ANOM-LIKELIHOOD-FILTER', () => {
    const estimator = new AnomalyLikelihood({ learningPeriod: 0, estimationSamples: 20, averagingWindow: 1 });
    const raws = [...new Array(20).fill(0), 1, 1, 0];
    return raws.map((raw) => estimator.step(raw).likelihood).slice(19).map((likelihood) => likelihood.toFixed(6));
  }, ['0.500000', '1.000000', '0.999000', (1 - 0.5 * erfc(-0.03 / Math.sqrt(0.0003) / 1.4142)).toFixed(6)]],

  ['CLA-LEARN', () => {
    const classifier = new SdrClassifier(3, { learningRate: 0.5 });
    classifier.step([0, 1], { bucket: 0, value: 10 });
    classifier.step([2], { bucket: 1, value: 20 });
    return classifier.infer([0, 1])[0].map(({ probability }) => probability.toFixed(4));
  }, ['0.2689', '0.7311']],
];

/** Runs all cases, prints those that fail, and returns whether all pass. */
export function selfTest() {
  let failed = 0;
  for (const [name, look, expected] of cases) {
    const came = JSON.stringify(look());
    if (came === JSON.stringify(expected)) continue;
    failed += 1;
    console.log(`${name}: expected ${JSON.stringify(expected)}, got ${came}`);
  }
  console.log(`${cases.length - failed} of ${cases.length} pass`);
  return failed === 0;
}
