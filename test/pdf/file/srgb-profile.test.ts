import t from 'tap';
import { srgbProfile } from '../../../src/pdf/file/srgb-profile.ts';

const profile = srgbProfile();
const fixed = (at: number): number => profile.readInt32BE(at) / 0x1_0000;
const tags = new Map(
	Array.from({ length: profile.readUInt32BE(128) }, (_, i) => {
		const at = 132 + 12 * i;
		const start = profile.readUInt32BE(at + 4);
		return [profile.toString('latin1', at, at + 4), { start, end: start + profile.readUInt32BE(at + 8) }];
	}),
);
const xyzOf = (tag: string): number[] =>
	[0, 4, 8].map((shift) => fixed((tags.get(tag)?.start as number) + 8 + shift));

t.test('the profile has the header and every element of a display profile', async (t) => {
	t.equal(profile.readUInt32BE(0), profile.length);
	t.equal(profile.toString('latin1', 12, 24), 'mntrRGB XYZ ');
	t.equal(profile.toString('latin1', 36, 40), 'acsp');
	t.same([...tags.keys()], ['desc', 'cprt', 'wtpt', 'chad', 'rXYZ', 'gXYZ', 'bXYZ', 'rTRC', 'gTRC', 'bTRC']);
	for (const [name, { start, end }] of tags) {
		t.ok(start % 4 === 0 && start >= 132 + 12 * tags.size && end <= profile.length, name);
	}
	const { start, end } = tags.get('desc') as { start: number; end: number };
	t.equal(
		Buffer.from(profile.subarray(start + 28, end))
			.swap16()
			.toString('utf16le'),
		'sRGB',
	);
});

t.test('its colors together are white, and its curve is that of sRGB', async (t) => {
	const [red, green, blue, white] = ['rXYZ', 'gXYZ', 'bXYZ', 'wtpt'].map(xyzOf) as [
		number[],
		number[],
		number[],
		number[],
	];
	for (const i of [0, 1, 2]) {
		const sum = (red[i] as number) + (green[i] as number) + (blue[i] as number);
		t.ok(Math.abs(sum - (white[i] as number)) < 0.0002, `${sum}`);
	}
	const { start } = tags.get('rTRC') as { start: number };
	const [g, a, b, c, d] = [0, 4, 8, 12, 16].map((shift) => fixed(start + 12 + shift)) as [
		number,
		number,
		number,
		number,
		number,
	];
	const linear = (value: number): number => (value >= d ? (a * value + b) ** g : c * value);
	t.ok(Math.abs(linear(0.5) - 0.21404) < 0.0001);
	t.ok(Math.abs(linear(d) - c * d) < 0.0001, 'both parts meet');
	t.ok(Math.abs(linear(1) - 1) < 0.0001);
});
