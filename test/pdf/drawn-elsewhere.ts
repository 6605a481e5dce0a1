import { parentPort } from 'node:worker_threads';
import { SPECIMENS } from '../documents.ts';
import { digests } from '../golden.ts';

/** Some documents of every case, template and language, drawn as a process or a worker thread of its own. */
export const SOME = SPECIMENS.filter((_, i) => i % 7 === 0);

if (parentPort) parentPort.postMessage(digests(SOME));
else if (process.argv[2] === 'print') console.log(JSON.stringify(digests(SOME)));
