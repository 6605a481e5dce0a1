import { setFlagsFromString } from 'node:v8';

/**
 * Objects whose like lived on are made among the old ones at once: the engine's own rule, which is wrong here. It judges
 * by the first documents, when its space for new objects is smaller than one document's and all that a collection meets is
 * still in use. From then on every document stayed until the next full collection, with whatever it pointed to. For the
 * whole process, and before anything is drawn.
 */
setFlagsFromString('--no-allocation-site-pretenuring');
