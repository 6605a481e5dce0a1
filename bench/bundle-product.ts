/** Bundles the product, because it is measured as it is shipped. */
import { intoFewFiles } from '../scripts/build/into-few-files.ts';

await intoFewFiles(['dist/bench/product.js'], 'dist/bench-product');
