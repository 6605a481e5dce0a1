import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { superbillHere } from '../cli/in-process.ts';
import { logged, type Running, start } from '../http/process.ts';
import { getDocument } from '../pdf/pdfjs.ts';

// Processes start slowly on a busy machine.
t.setTimeout(120_000);

const template = (title: string, more = '') =>
	`extends: standard\nid: clinic\nversion: 1\ntitle: ${title}\n${more}`;

/** This folder belongs to the file, because the folder of a test is the server's. */
const FOLDER = t.testdir({
	sound: { 'clinic.yaml': template('First') },
	broken: { 'clinic.yaml': template('x', 'accent: red\n'), 'b.yaml': 'id: [' },
});

async function xmpOf(pdf: Buffer): Promise<string> {
	const { metadata } = await (await getDocument({ data: new Uint8Array(pdf) }).promise).getMetadata();
	return String(metadata.get('xmp:creatortool'));
}

/** Sends SIGHUP and waits for the line in the log. */
async function reload(server: Running): Promise<Record<string, unknown>> {
	const before = server.output.stderr.length;
	server.child.kill('SIGHUP');
	const [line] = await logged(server, /^.*templates-.*(?=\n)/m, before);
	return JSON.parse(line);
}

t.test(
	'SIGHUP reads the templates again; if they are broken, that is logged and the old ones remain',
	async (t) => {
		const file = join(FOLDER, 'sound/clinic.yaml');
		const server = await start(t, { TEMPLATES_DIR: join(FOLDER, 'sound'), RENDER_THREADS: '2' });
		const clinic = async () => {
			const answer = await fetch(`http://127.0.0.1:${server.port}/v1/templates/clinic`);
			return (await answer.json()) as { readonly title: string; readonly sha256: string };
		};
		const title = async () => (await clinic()).title;
		/** Draws often enough for every thread to have a turn. */
		const drawnBy = async () => {
			const creators = Array.from({ length: 8 }, async () => {
				const answer = await fetch(`http://127.0.0.1:${server.port}/v1/templates/clinic/preview`);
				const pdf = Buffer.from(await answer.arrayBuffer());
				return /template clinic 1, sha256 ([0-9a-f]{64})/.exec(await xmpOf(pdf))?.[1];
			});
			return [...new Set(await Promise.all(creators))];
		};
		t.equal(await title(), 'First');

		writeFileSync(file, template('Second'));
		t.equal(await title(), 'First', 'a file alone changes nothing');
		t.match(await reload(server), { level: 'info', count: 6, msg: 'templates-reloaded' });
		t.equal(await title(), 'Second');
		t.strictSame(await drawnBy(), [(await clinic()).sha256], 'the threads know it, too');

		writeFileSync(file, template('Third', 'accent: red\ndates: eu\n'));
		t.match(await reload(server), {
			level: 'error',
			mistakes: [/^clinic\.yaml:5:9: accent must/, /^clinic\.yaml:6:8: dates must/],
			msg: 'templates-kept',
		});
		t.equal(await title(), 'Second');

		writeFileSync(file, template('Fourth'));
		await reload(server);
		t.equal(await title(), 'Fourth');
		server.child.kill('SIGTERM');
		t.equal(await server.exit, 0, server.output.stderr);
	},
);

t.test('broken templates keep the service from starting, and all mistakes are listed', async (t) => {
	const env = { PORT: '0', TEMPLATES_DIR: join(FOLDER, 'broken') };
	t.match(await superbillHere(['serve'], { env }), {
		status: 2,
		stderr: /b\.yaml:1:6: this is not YAML[\s\S]*clinic\.yaml:5:9: accent must be a colour/,
		stdout: '',
	});
});
