import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Talks to a program that stays running: in both directions, four bytes of length (big-endian), then as many bytes.
 * An empty answer is a failure, which the program explains on standard error.
 */
export function framed(program, args, env) {
	const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
	let wanted = [];
	let chunks = [];
	let held = 0;
	const fail = (error) => {
		for (const { reject } of wanted) reject(error);
		wanted = [];
	};
	child.on('error', fail);
	child.on('exit', () => fail(new Error(`${program} has ended`)));
	child.stdin.on('error', fail);
	child.stdout.on('data', (chunk) => {
		chunks.push(chunk);
		held += chunk.length;
		if (held < 4) return;
		const all = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
		chunks = [all];
		const length = all.readUInt32BE(0);
		if (held < 4 + length) return;
		chunks = [];
		held = 0;
		const { resolve, reject } = wanted.shift();
		if (length === 0) reject(new Error(`${program} made no document`));
		else resolve(all.subarray(4));
	});
	return {
		ask(text) {
			const body = Buffer.from(text);
			const head = Buffer.alloc(4);
			head.writeUInt32BE(body.length);
			return new Promise((resolve, reject) => {
				wanted.push({ resolve, reject });
				child.stdin.write(Buffer.concat([head, body]));
			});
		},
		async close() {
			const ended = once(child, 'exit');
			child.stdin.end();
			await ended;
		},
	};
}
