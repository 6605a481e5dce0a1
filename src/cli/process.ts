import { setFlagsFromString } from 'node:v8';

/**
 * V8 marks live objects on separate threads, which takes more processor time than marking on the thread that uses the
 * objects: about a tenth of a document's time over HTTP (docs/performance.md). This module must be loaded before all
 * others, because the flag must not change during a collection.
 */
setFlagsFromString('--no-concurrent-marking');

// Without a listener, Node opens its debugger, which shows all memory to anyone on this machine. Newer versions of Node
// also have --disable-sigusr1. https://nodejs.org/api/process.html#signal-events
process.on('SIGUSR1', () => {});
