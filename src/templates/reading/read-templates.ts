import type { FileMistake } from '../../text/mistake.ts';
import { noSuch } from '../../text/nearest.ts';
import { readYaml } from '../../text/yaml.ts';
import type { LoadedTemplate } from '../loaded-template.ts';
import { decodeUtf8, type TemplateFolder } from './named-files.ts';
import {
	type Layer,
	readLayer,
	sha256,
	type TemplateBase,
	type TemplateChecks,
	type TemplateSource,
} from './read-layer.ts';

/** A template file and its mistakes. */
export interface ReadTemplate {
	/** Name of the file in its folder. */
	readonly file: string;
	readonly folder: TemplateFolder;
	readonly loaded?: LoadedTemplate;
	readonly mistakes: readonly FileMistake[];
}

/** The size limit of a template file. */
const MOST_BYTES = 256 * 1024;

/**
 * Reads every template file of some folders, the shipped one first, and reports all mistakes. A template can extend one
 * in its own folder or an earlier folder. If it extends its own id, it extends the template with that id in an earlier
 * folder.
 */
export function readTemplates(folders: readonly TemplateFolder[], checks: TemplateChecks): ReadTemplate[] {
	const sources = folders.flatMap((folder, level) =>
		folder.templates.map((name) => readSource(folder, level, name)),
	);
	refuseDuplicates(sources);
	const done = new Map<TemplateSource, Layer | undefined>();

	const layerOf = (source: TemplateSource, way: readonly TemplateSource[]): Layer | undefined => {
		if (done.has(source)) return done.get(source);
		const layer = readSourceOn(source, baseOf(source, [...way, source]));
		done.set(source, layer);
		return layer;
	};
	const baseOf = (source: TemplateSource, way: readonly TemplateSource[]): TemplateBase => {
		const id = source.yaml.value['extends'];
		if (typeof id !== 'string') return id === undefined ? 'none' : 'broken';
		const base = sources
			.filter((other) => other !== source && other.level <= source.level && other.id === id)
			.at(-1);
		if (!base) {
			const known = sources.filter((other) => other !== source && other.level <= source.level);
			const ids = [...new Set(known.map((other) => other.id))].filter((known) => known !== '');
			const why = id === source.id ? 'a template cannot extend itself' : noSuch('template', id, ids);
			source.mistakes.push(source.yaml.mistake(['extends'], `extends: ${why}`));
			return 'broken';
		}
		if (way.includes(base)) {
			const circle = [...way.slice(way.indexOf(base)), base].map((each) => each.id).join(' → ');
			source.mistakes.push(
				source.yaml.mistake(
					['extends'],
					`extends: ${circle} is a circle; change "extends" in one of these templates, or remove it`,
				),
			);
			return 'broken';
		}
		return layerOf(base, way) ?? 'broken';
	};
	const readSourceOn = (source: TemplateSource, base: TemplateBase) =>
		readLayer(source, base, checks, folders[0] as TemplateFolder);

	return sources.map((source) => {
		const layer = layerOf(source, []);
		return {
			file: source.yaml.name,
			folder: source.folder,
			mistakes: source.mistakes.sort(byPlace),
			...(layer && { loaded: layer.loaded }),
		};
	});
}

function readSource(folder: TemplateFolder, level: number, name: string): TemplateSource {
	const reading = folder.read(name, MOST_BYTES);
	const text = 'bytes' in reading ? decodeUtf8(reading.bytes) : '';
	const yaml = readYaml(name, text ?? '');
	const unreadable = 'mistake' in reading ? reading.mistake : text === undefined && 'must be UTF-8 text';
	const { id } = yaml.value;
	return {
		folder,
		level,
		yaml,
		id: typeof id === 'string' ? id : '',
		sha256: 'bytes' in reading ? sha256(reading.bytes) : '',
		mistakes: unreadable ? [yaml.mistake([], `the file ${unreadable}`)] : [...yaml.mistakes],
	};
}

function refuseDuplicates(sources: readonly TemplateSource[]): void {
	for (const source of sources) {
		const first = sources.find(({ level, id }) => level === source.level && id === source.id);
		if (first !== source && source.id !== '') {
			source.mistakes.push(
				source.yaml.mistake(['id'], `id is already the id of ${first?.yaml.name}; choose another`),
			);
		}
	}
}

function byPlace(a: FileMistake, b: FileMistake): number {
	return Number(a.file > b.file) - Number(a.file < b.file) || a.line - b.line || a.column - b.column;
}
