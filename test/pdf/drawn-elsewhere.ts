import { parentPort } from 'node:worker_threads';
import { SPECIMENS } from '../documents.ts';
import { FULL } from '../fixtures/property.ts';
import { digests } from '../golden.ts';

/** Documents for `same-bytes.test.ts`, which also runs this file as a process and as a worker thread. */
export const SOME = SPECIMENS.filter((_, i) => i % (FULL ? 7 : 17) === 0);

if (parentPort) parentPort.postMessage(digests(SOME));
else if (process.argv[2] === 'print') console.log(JSON.stringify(digests(SOME)));
