import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { digests, GOLDEN_FILE, OUTLINE_FOLDER, outlines } from '../test/golden.ts';

/** Writes the digests and outlines that tests compare documents with. CONTRIBUTING says when. */
writeFileSync(GOLDEN_FILE, `${JSON.stringify(digests(), null, '\t')}\n`);
rmSync(OUTLINE_FOLDER, { recursive: true, force: true });
mkdirSync(OUTLINE_FOLDER);
for (const [file, text] of outlines()) writeFileSync(new URL(file, OUTLINE_FOLDER), text);
