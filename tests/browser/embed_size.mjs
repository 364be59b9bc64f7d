// What a reader's browser has to load before a comment is seen: script and
// style together stay below 15,000 bytes as they are sent compressed.
//
//   embed_size.mjs DIRECTORY

import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';

const BYTES_MAX = 15000;

const [dir] = process.argv.slice(2);
const sizes = ['winnow.js', 'winnow.css'].map((name) =>
  gzipSync(readFileSync(join(dir, name)), {level: 9}).length);
const all = sizes[0] + sizes[1];
console.log(`winnow.js ${sizes[0]} + winnow.css ${sizes[1]} = ${all} bytes`);
if (all >= BYTES_MAX) {
  console.error(`over ${BYTES_MAX}: readers on a telephone pay for it`);
  process.exit(1);
}
