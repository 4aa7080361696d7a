// The port program: JSON lines on standard input, JSON lines on standard output.
//
// The first line is a conformance vector without its steps; every further line is the input of one step,
// and produces one line of output. See README.md. `node port.mjs --self-test` checks the module alone.

import { parseLine, start } from './answers.mjs';
import { BamiError } from './bami.mjs';

/** The lines of a stream as bytes, without line feeds. Only a line feed ends a line: a string may contain other separators. */
async function* linesOf(stream) {
  let pieces = [];
  for await (const chunk of stream) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      yield Buffer.concat([...pieces, chunk.subarray(from, end)]);
      pieces = [];
      from = end + 1;
    }
    if (from < chunk.length) pieces.push(chunk.subarray(from));
  }
  if (pieces.length > 0) yield Buffer.concat(pieces);
}

async function serve() {
  let step;
  try {
    for await (const line of linesOf(process.stdin)) {
      if (step === undefined) step = start(parseLine(line));
      else process.stdout.write(`${JSON.stringify(step(parseLine(line)))}\n`);
    }
    if (step === undefined) throw new BamiError('the input has no vector');
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ error: error.message })}\n`);
    process.exitCode = 1;
    process.stdin.destroy();
  }
}

if (process.argv[2] === '--self-test') {
  const { selfTest } = await import('./self-test.mjs');
  process.exitCode = selfTest() ? 0 : 1;
} else {
  await serve();
}
