import { createHash } from 'node:crypto';
import type { FontFiles, Image } from '../../page/content.ts';
import { type Finding, fieldName, pointer } from '../../superbill/finding.ts';
import { resolve } from '../../superbill/superbill.ts';
import type { FileMistake } from '../../text/mistake.ts';
import type { YamlFile, YamlPath } from '../../text/yaml.ts';
import type { Fill } from '../liquid.ts';
import type { LoadedTemplate, Preview } from '../loaded-template.ts';
import { readTemplateText, templateTexts } from '../printed-texts.ts';
import { NEVER_INHERITED, type Template } from '../template.ts';
import { variables } from '../variables.ts';
import { contrastWithWhite, LEAST_CONTRAST } from './contrast.ts';
import { decodeUtf8, imageType, NAMED_FILES, readNamed, type TemplateFolder } from './named-files.ts';
import { readPreview } from './read-preview.ts';
import { extendsMistakes, readTemplateShape } from './read-shape.ts';

/** What reading templates has to ask others. */
export interface TemplateChecks {
	/** Which code points are drawn with a template's own fonts behind the document's. */
	glyphs(fallback: readonly FontFiles[]): HasGlyph;
	/** What the checks find in a preview on its day of issue. */
	check(preview: Preview, hasGlyph: HasGlyph): readonly Finding[];
	/** What keeps a picture from being drawn, if anything does. */
	picture(image: Image): string | undefined;
	/** What keeps a font from being used, if anything does. */
	font(bytes: Uint8Array): string | undefined;
}

type HasGlyph = (codePoint: number) => boolean;

/** One template file as it was found. */
export interface TemplateSource {
	readonly folder: TemplateFolder;
	/** Position of the folder. */
	readonly level: number;
	readonly yaml: YamlFile;
	/** Empty where it has none. */
	readonly id: string;
	readonly sha256: string;
	/** Grows while it is read. */
	readonly mistakes: FileMistake[];
}

/** A template without mistakes, with its keys as they stand in its file and in those that it starts from. */
export interface Layer {
	readonly keys: Keys;
	readonly loaded: LoadedTemplate;
}

/** What a template starts from. */
export type TemplateBase = Layer | 'none' | 'broken';

type Keys = Readonly<Record<string, unknown>>;

export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** What a template shows that names nothing, in the shipped folder. */
const DEFAULT_PREVIEW = 'samples/iv-ketamine-visit.json';

/** Everything that the parts of a template are read from and told to. */
interface LayerReading {
	readonly source: TemplateSource;
	readonly from: Layer | undefined;
	/** The keys of the file itself, and all of them. */
	readonly own: Keys;
	readonly keys: Keys;
	readonly checks: TemplateChecks;
	/** The bytes of every file that this one names, in the order of reading. */
	readonly named: Uint8Array[];
	/** A mistake at a path. An inherited part is only wrong for what the file changes around it. */
	report(path: YamlPath, message: string, index?: number): void;
}

/** Reads a template on what it starts from; what is wrong with it is added to the mistakes of its source. */
export function readLayer(
	source: TemplateSource,
	base: TemplateBase,
	checks: TemplateChecks,
	shipped: TemplateFolder,
): Layer | undefined {
	const { yaml, mistakes } = source;
	// A file that is not YAML has been told of.
	if (Object.keys(yaml.value).length === 0) return undefined;
	const { extends: _extends, ...own } = yaml.value;
	const from = typeof base === 'object' ? base : undefined;
	const keys = { ...inheritable(from), ...own };
	const { template, mistakes: misshapen } = readTemplateShape(yaml, keys, base === 'broken');
	mistakes.push(...extendsMistakes(yaml), ...misshapen);
	const desk: LayerReading = {
		source,
		from,
		own,
		keys,
		checks,
		named: [],
		report(path, message, index) {
			const inherited = !(String(path[0]) in own);
			mistakes.push(
				inherited
					? yaml.mistakeAtKey(['fonts' in own ? 'fonts' : 'extends'], message)
					: yaml.mistake(path, message, index),
			);
		},
	};
	checkAccent(desk);
	const logo = readLogo(desk);
	const fallbackFonts = readFonts(desk);
	const hasGlyph = checks.glyphs(fallbackFonts);
	const preview = previewOf(desk, shipped, hasGlyph, template?.notices);
	const texts = readTexts(
		desk,
		hasGlyph,
		preview && variables(resolve(preview, preview.issuedOn), { dates: 'us', ...template }),
	);
	if (!template || !preview || mistakes.length > 0) return undefined;
	const parts = [source.sha256, ...desk.named.map(sha256), ...(from ? [from.loaded.sha256] : [])];
	const loaded = { template, sha256: sha256(parts.join('\n')), texts, logo, fallbackFonts, preview };
	return { keys, loaded };
}

function inheritable(from: Layer | undefined): Keys {
	const never: readonly string[] = NEVER_INHERITED;
	return Object.fromEntries(Object.entries(from?.keys ?? {}).filter(([key]) => !never.includes(key)));
}

function checkAccent({ own, report: say }: LayerReading): void {
	const { accent } = own;
	if (typeof accent !== 'string' || !/^#[0-9a-f]{6}$/.test(accent)) return;
	const ratio = contrastWithWhite(accent);
	if (ratio >= LEAST_CONTRAST) return;
	// Rounded down: 4.499 is not 4.5.
	const told = (Math.floor(ratio * 100) / 100).toFixed(2);
	say(
		['accent'],
		`accent ${accent} has a contrast of ${told}:1 on white paper; it must be ${LEAST_CONTRAST}:1 or more, so choose a darker colour`,
	);
}

function at(keys: Keys, path: YamlPath): unknown {
	return path.reduce<unknown>((value, step) => (value as Record<PropertyKey, unknown> | null)?.[step], keys);
}

/** The bytes of a file that the template names at a path, if it does; its name is the schema's to judge. */
function bytesAt(
	{ own, source, named, report: say }: LayerReading,
	path: YamlPath,
	kind: keyof typeof NAMED_FILES,
): Uint8Array | undefined {
	const name = at(own, path);
	if (typeof name !== 'string' || name.trim() === '') return undefined;
	const reading = readNamed(source.folder, name.trim(), NAMED_FILES[kind]);
	if ('mistake' in reading) {
		say(path, `${fieldName(path)} ${reading.mistake}`);
		return undefined;
	}
	named.push(reading.bytes);
	return reading.bytes;
}

function readLogo(desk: LayerReading): Image | undefined {
	if (!('logo' in desk.own)) return desk.from?.loaded.logo;
	const path = ['logo', 'file'];
	const bytes = bytesAt(desk, path, 'logo');
	if (!bytes) return undefined;
	const logo = { type: imageType(bytes) as Image['type'], bytes };
	const why = desk.checks.picture(logo);
	if (why !== undefined) desk.report(path, `logo.file: ${why}`);
	return logo;
}

/** The fonts of a template; one that cannot be read is told of and left out. */
function readFonts(desk: LayerReading): readonly FontFiles[] {
	if (!('fonts' in desk.own)) return desk.from?.loaded.fallbackFonts ?? [];
	const entries = at(desk.own, ['fonts', 'fallback']);
	return (Array.isArray(entries) ? entries : []).flatMap((_, i) => {
		const read = (weight: keyof FontFiles): Uint8Array | undefined => {
			const path = ['fonts', 'fallback', i, weight];
			const bytes = bytesAt(desk, path, 'font');
			const why = bytes && desk.checks.font(bytes);
			if (why !== undefined) desk.report(path, `${fieldName(path)}: ${why}`);
			return why === undefined ? bytes : undefined;
		};
		const regular = read('regular');
		const bold = read('bold') ?? regular;
		return regular && bold ? [{ regular, bold }] : [];
	});
}

/** The preview that the file names, else that of its base, else the shipped one. */
function previewOf(
	desk: LayerReading,
	shipped: TemplateFolder,
	hasGlyph: HasGlyph,
	notices: Template['notices'] = [],
): Preview | undefined {
	const offered = notices.map(({ id }) => id);
	const errors = (preview: Preview) =>
		desk.checks.check(preview, hasGlyph).filter(({ severity }) => severity === 'error');
	if ('preview' in desk.own) {
		const bytes = bytesAt(desk, ['preview'], 'preview');
		if (!bytes) return undefined;
		const reading = readPreview(
			String(desk.own['preview']).trim(),
			decodeUtf8(bytes) as string,
			(preview) => [...unknownNotices(preview, offered), ...errors(preview)],
		);
		if ('preview' in reading) return reading.preview;
		desk.source.mistakes.push(...reading.mistakes);
		return undefined;
	}
	const given = desk.from?.loaded.preview ?? shippedPreview(shipped);
	if (!given) {
		desk.report(['preview'], 'preview is missing; name a JSON file with a request');
		return undefined;
	}
	// Made for another template, it may ask for notices that this one does not have.
	const preview = { ...given, notices: given.notices?.filter((id) => offered.includes(id)) };
	for (const { message } of errors(preview))
		desk.report(['preview'], `the preview, which is not of this file: ${message.replace(/\.$/, '')}`);
	return preview;
}

function shippedPreview(shipped: TemplateFolder): Preview | undefined {
	const reading = readNamed(shipped, DEFAULT_PREVIEW, NAMED_FILES.preview);
	if ('mistake' in reading) return undefined;
	const made = readPreview(DEFAULT_PREVIEW, decodeUtf8(reading.bytes) as string, () => []);
	return 'preview' in made ? made.preview : undefined;
}

function unknownNotices(
	{ notices = [] }: Preview,
	offered: readonly string[],
): Pick<Finding, 'pointer' | 'message'>[] {
	return notices.flatMap((id, i) =>
		offered.includes(id)
			? []
			: [{ pointer: pointer(['notices', i]), message: `notices[${i}] is not a notice of this template` }],
	);
}

/** Reads every text that is printed: none may have a character without a glyph, and some are Liquid. */
function readTexts(
	{ from, own, keys, report: say }: LayerReading,
	hasGlyph: HasGlyph,
	sample: object | undefined,
): ReadonlyMap<string, Fill> {
	// Only other fonts make an inherited text another one.
	const again = 'fonts' in own;
	const texts = new Map<string, Fill>(again ? [] : from?.loaded.texts);
	for (const { path, text } of templateTexts(again ? keys : own)) {
		// As the schema reads it.
		const read = text.trim().normalize('NFC');
		const lead = text.length - text.trimStart().length;
		const reading = readTemplateText(path, read, sample, hasGlyph);
		if ('fill' in reading) texts.set(read, reading.fill);
		else {
			for (const { index, message } of reading.mistakes) {
				say(path, `${fieldName(path)}: ${message}`, lead + index);
			}
		}
	}
	return texts;
}
