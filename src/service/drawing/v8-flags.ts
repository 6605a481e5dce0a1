import { setFlagsFromString } from 'node:v8';

/**
 * V8 allocates objects among the old ones if earlier objects from the same place survived a collection. It decides this
 * during the first documents, while its space for new objects is smaller than one document, so everything survives. From
 * then on every document would stay in memory until the next full collection. The flag is for the whole process and must
 * be set before anything is drawn; docs/performance.md has the measurement.
 */
setFlagsFromString('--no-allocation-site-pretenuring');
