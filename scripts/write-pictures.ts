import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { encodePng } from '../test/all/picture.ts';
import { PICTURE_FOLDER, pictured } from '../test/all/pictured.ts';

/** Writes the pictures that the tests compare pages with. Look at the changes before you commit them. */
rmSync(PICTURE_FOLDER, { recursive: true, force: true });
mkdirSync(PICTURE_FOLDER, { recursive: true });
for (const [file, picture] of pictured()) writeFileSync(new URL(file, PICTURE_FOLDER), encodePng(picture));
