import { createHash } from 'node:crypto';
import type { FontFiles, Image } from '../../page/content.ts';
import { type Finding, fieldName, pointer } from '../../superbill/finding.ts';
import { resolve } from '../../superbill/superbill.ts';
import type { FileMistake } from '../../text/mistake.ts';
import type { YamlFile, YamlPath } from '../../text/yaml.ts';
import type { Fill } from '../liquid.ts';
import type { LoadedTemplate, Misfit, Preview } from '../loaded-template.ts';
import { readTemplateText, templateTexts } from '../printed-texts.ts';
import { COLOUR, NEVER_INHERITED, type Template } from '../template.ts';
import { variables } from '../variables.ts';
import { LEAST_CONTRAST } from '../vocabulary.ts';
import { contrastWithWhite } from './contrast.ts';
import { decodeUtf8, imageType, NAMED_FILES, readNamed, type TemplateFolder } from './named-files.ts';
import { readPreview } from './read-preview.ts';
import { extendsMistakes, readTemplateShape } from './read-shape.ts';

/** Checks that reading templates needs from other parts of the program. */
export interface TemplateChecks {
	/** Tells which code points can be drawn if these fonts are tried after the document's own. */
	glyphs(fallback: readonly FontFiles[]): HasGlyph;
	/** Finds what is wrong with a preview on its issue date. */
	check(preview: Preview, hasGlyph: HasGlyph): readonly Finding[];
	/** Explains why a picture cannot be drawn; `undefined` if it can. */
	picture(image: Image): string | undefined;
	/** Explains why a font cannot be used; `undefined` if it can. */
	font(bytes: Uint8Array): string | undefined;
	/** Finds what does not fit between the margins. */
	misfits(template: LoadedTemplate): readonly Misfit[];
}

type HasGlyph = (codePoint: number) => boolean;

/** A template file as it was found. */
export interface TemplateSource {
	readonly folder: TemplateFolder;
	/** Index of the folder. */
	readonly level: number;
	readonly yaml: YamlFile;
	/** Empty if the file has none. */
	readonly id: string;
	readonly sha256: string;
	/** Filled while the file is read. */
	readonly mistakes: FileMistake[];
}

/** A template without mistakes, and the raw keys of its file and of those that it extends. */
export interface Layer {
	readonly keys: Keys;
	readonly loaded: LoadedTemplate;
}

/** The template that a file extends. */
export type TemplateBase = Layer | 'none' | 'broken';

type Keys = Readonly<Record<string, unknown>>;

export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** The preview of templates that name none, in the shipped folder. */
const DEFAULT_PREVIEW = 'samples/iv-ketamine-visit.json';

/** The state that is shared while the parts of a template are read. */
interface LayerContext {
	readonly source: TemplateSource;
	readonly from: Layer | undefined;
	/** The keys of the file itself, and those with the inherited ones. */
	readonly own: Keys;
	readonly keys: Keys;
	readonly checks: TemplateChecks;
	/** The contents of every file that this one names, in the order of reading. */
	readonly named: Uint8Array[];
	/** Adds a mistake at a path. If that part is inherited, places the mistake at what the file changes around it. */
	report(path: YamlPath, message: string, index?: number): void;
}

/** Reads a template together with the one that it extends. Adds mistakes to its source. */
export function readLayer(
	source: TemplateSource,
	base: TemplateBase,
	checks: TemplateChecks,
	shipped: TemplateFolder,
): Layer | undefined {
	const { yaml, mistakes } = source;
	// The mistake of a file that is not YAML is already reported.
	if (Object.keys(yaml.value).length === 0) return undefined;
	const { extends: _extends, ...own } = yaml.value;
	const from = typeof base === 'object' ? base : undefined;
	const keys = { ...inheritable(from), ...own };
	const { template, mistakes: shapeMistakes } = readTemplateShape(yaml, keys, base === 'broken');
	mistakes.push(...extendsMistakes(yaml), ...shapeMistakes);
	const context: LayerContext = {
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
	checkAccent(context);
	const logo = readLogo(context);
	const fallbackFonts = readFonts(context);
	const hasGlyph = checks.glyphs(fallbackFonts);
	const preview = previewOf(context, shipped, hasGlyph, template?.notices);
	const texts = readTexts(
		context,
		hasGlyph,
		preview && variables(resolve(preview, preview.issuedOn), { dates: 'us', ...template }),
	);
	if (!template || !preview || mistakes.length > 0) return undefined;
	const parts = [source.sha256, ...context.named.map(sha256), ...(from ? [from.loaded.sha256] : [])];
	const loaded = { template, sha256: sha256(parts.join('\n')), texts, logo, fallbackFonts, preview };
	checkFit(context, loaded);
	return mistakes.length === 0 ? { keys, loaded } : undefined;
}

function inheritable(from: Layer | undefined): Keys {
	const never: readonly string[] = NEVER_INHERITED;
	return Object.fromEntries(Object.entries(from?.keys ?? {}).filter(([key]) => !never.includes(key)));
}

function checkAccent({ own, report }: LayerContext): void {
	const { accent } = own;
	if (typeof accent !== 'string' || !COLOUR.test(accent)) return;
	const ratio = contrastWithWhite(accent);
	if (ratio >= LEAST_CONTRAST) return;
	// Rounded down, so that 4.499 does not look like 4.5.
	const rounded = (Math.floor(ratio * 100) / 100).toFixed(2);
	report(
		['accent'],
		`accent ${accent} has a contrast of ${rounded}:1 on white paper, but needs ${LEAST_CONTRAST}:1; choose a darker colour`,
	);
}

/** Checks what fits on the page. Tests check the shipped templates, so that a start need not. */
function checkFit({ source, own, checks, report }: LayerContext, loaded: LoadedTemplate): void {
	if (source.level === 0) return;
	for (const { paths, message } of checks.misfits(loaded)) {
		const path = paths.find(([key]) => String(key) in own) ?? (paths[0] as YamlPath);
		report(path, `${fieldName(path)}: ${message}`);
	}
}

function at(keys: Keys, path: YamlPath): unknown {
	return path.reduce<unknown>((value, step) => (value as Record<PropertyKey, unknown> | null)?.[step], keys);
}

/** Reads the file that the template names at a path. The schema checks the name itself. */
function bytesAt(
	{ own, source, named, report }: LayerContext,
	path: YamlPath,
	kind: keyof typeof NAMED_FILES,
): Uint8Array | undefined {
	const name = at(own, path);
	if (typeof name !== 'string' || name.trim() === '') return undefined;
	const reading = readNamed(source.folder, name.trim(), NAMED_FILES[kind]);
	if ('mistake' in reading) {
		report(path, `${fieldName(path)} ${reading.mistake}`);
		return undefined;
	}
	named.push(reading.bytes);
	return reading.bytes;
}

function readLogo(context: LayerContext): Image | undefined {
	if (!('logo' in context.own)) return context.from?.loaded.logo;
	const path = ['logo', 'file'];
	const bytes = bytesAt(context, path, 'logo');
	if (!bytes) return undefined;
	const logo = { type: imageType(bytes) as Image['type'], bytes };
	const why = context.checks.picture(logo);
	if (why !== undefined) context.report(path, `logo.file: ${why}`);
	return logo;
}

/** Reads the fonts of a template. Reports and leaves out those that cannot be used. */
function readFonts(context: LayerContext): readonly FontFiles[] {
	if (!('fonts' in context.own)) return context.from?.loaded.fallbackFonts ?? [];
	const entries = at(context.own, ['fonts', 'fallback']);
	return (Array.isArray(entries) ? entries : []).flatMap((_, i) => {
		const read = (weight: keyof FontFiles): Uint8Array | undefined => {
			const path = ['fonts', 'fallback', i, weight];
			const bytes = bytesAt(context, path, 'font');
			const why = bytes && context.checks.font(bytes);
			if (why !== undefined) context.report(path, `${fieldName(path)}: ${why}`);
			return why === undefined ? bytes : undefined;
		};
		const regular = read('regular');
		const bold = read('bold') ?? regular;
		return regular && bold ? [{ regular, bold }] : [];
	});
}

/** Reads the preview that the file names, or takes the one of its base, or the shipped one. */
function previewOf(
	context: LayerContext,
	shipped: TemplateFolder,
	hasGlyph: HasGlyph,
	notices: Template['notices'] = [],
): Preview | undefined {
	const offered = notices.map(({ id }) => id);
	const errors = (preview: Preview) =>
		context.checks.check(preview, hasGlyph).filter(({ severity }) => severity === 'error');
	if ('preview' in context.own) {
		const bytes = bytesAt(context, ['preview'], 'preview');
		if (!bytes) return undefined;
		const reading = readPreview(
			String(context.own['preview']).trim(),
			decodeUtf8(bytes) as string,
			(preview) => [...unknownNotices(preview, offered), ...errors(preview)],
		);
		if ('preview' in reading) return reading.preview;
		context.source.mistakes.push(...reading.mistakes);
		return undefined;
	}
	const given = context.from?.loaded.preview ?? shippedPreview(shipped);
	if (!given) {
		context.report(['preview'], 'preview is missing; it must name a JSON file with a request');
		return undefined;
	}
	// It may ask for notices that only the other template has.
	const preview = { ...given, notices: given.notices?.filter((id) => offered.includes(id)) };
	for (const { message } of errors(preview))
		context.report(
			['preview'],
			`the preview that this template inherits does not fit: ${message.replace(/\.$/, '')}`,
		);
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
			: [
					{
						pointer: pointer(['notices', i]),
						message: `notices[${i}] is not the id of a notice of this template`,
					},
				],
	);
}

/** Reads every text that is printed. All of its characters must have a glyph. */
function readTexts(
	{ from, own, keys, report }: LayerContext,
	hasGlyph: HasGlyph,
	sample: object | undefined,
): ReadonlyMap<string, Fill> {
	// Inherited texts were already read, unless other fonts may lack some of their characters.
	const again = 'fonts' in own;
	const texts = new Map<string, Fill>(again ? [] : from?.loaded.texts);
	for (const { path, text } of templateTexts(again ? keys : own)) {
		// As the schema does.
		const read = text.trim().normalize('NFC');
		const lead = text.length - text.trimStart().length;
		const reading = readTemplateText(path, read, sample, hasGlyph);
		if ('fill' in reading) texts.set(read, reading.fill);
		else {
			for (const { index, message } of reading.mistakes) {
				report(path, `${fieldName(path)}: ${message}`, lead + index);
			}
		}
	}
	return texts;
}
