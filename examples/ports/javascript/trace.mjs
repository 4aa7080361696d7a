// Writes the trace of a vector, as `bami trace VECTOR.json` does: `node trace.mjs VECTOR.json`.

import { readFile } from 'node:fs/promises';
import { traceOf } from './vectors.mjs';

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: node trace.mjs VECTOR.json');
  process.exitCode = 2;
} else {
  const vector = JSON.parse(await readFile(file, 'utf8'));
  for (const line of traceOf(vector)) process.stdout.write(`${JSON.stringify(line)}\n`);
}
