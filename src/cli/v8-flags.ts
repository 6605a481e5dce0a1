import { setFlagsFromString } from 'node:v8';

/**
 * What is still in use is looked for on the thread whose objects they are, in steps between its work. The engine's own
 * threads for it keep the processor busy for longer than that takes, while others wait for it: a document over HTTP costs a
 * tenth more with them. Before anything else is loaded: it must not change while a collection goes on.
 */
setFlagsFromString('--no-concurrent-marking');
