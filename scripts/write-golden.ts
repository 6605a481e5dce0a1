import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { digests, GOLDEN_FILE, OUTLINE_FOLDER, outlines } from '../test/golden.ts';

/** Writes what the tests compare documents with. A change of it is a change of every superbill: see CONTRIBUTING. */
writeFileSync(GOLDEN_FILE, `${JSON.stringify(digests(), null, '\t')}\n`);
rmSync(OUTLINE_FOLDER, { recursive: true, force: true });
mkdirSync(OUTLINE_FOLDER);
for (const [file, text] of await outlines()) writeFileSync(new URL(file, OUTLINE_FOLDER), text);
