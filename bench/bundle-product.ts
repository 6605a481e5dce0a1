/** The product is measured as it is shipped: in few files. */
import { intoFewFiles } from '../scripts/into-few-files.ts';

await intoFewFiles(['dist/bench/product.js'], 'dist/bench-product');
