import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Makes a folder with which fontconfig finds only the given fonts. */
export function onlyFonts({ regular, bold }) {
	const folder = mkdtempSync(join(tmpdir(), 'superbill-bench-fonts-'));
	const file = join(folder, 'fonts.conf');
	const dirs = [dirname(regular), dirname(bold)].map((dir) => `<dir>${dir}</dir>`).join('');
	writeFileSync(
		file,
		`<?xml version="1.0"?><fontconfig>${dirs}<cachedir>${join(folder, 'cache')}</cachedir></fontconfig>`,
	);
	return {
		env: { ...process.env, FONTCONFIG_FILE: file },
		remove: () => rmSync(folder, { recursive: true, force: true }),
	};
}
