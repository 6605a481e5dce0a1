import { measure } from '../../pdf/layout/fit.ts';
import { LANGUAGES, type Language } from '../../superbill/language.ts';
import type { ServiceLineRequest } from '../../superbill/request.ts';
import { NO_NAMES, resolve } from '../../superbill/superbill.ts';
import { compose } from '../../templates/compose/compose.ts';
import { LABEL_KEYS } from '../../templates/labels.ts';
import type { LoadedTemplate, Misfit } from '../../templates/loaded-template.ts';
import type { Template } from '../../templates/template.ts';

const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', es: 'Spanish' };

const LEAST_MARGIN = 28;

const LIST = new Intl.ListFormat('en');

/** Columns that can be left out, those first whose values a line otherwise shows as a detail. */
const SPARED = ['start', 'end', 'minutes', 'state', 'modality'] as const;

/** Lays out the longest texts of every column in each language, and finds what does not fit between the margins. */
export function misfits(loaded: LoadedTemplate): readonly Misfit[] {
	const words = wideWords(loaded);
	return words.length > 0 ? words : [...tableMisfit(loaded, 0), ...tableMisfit(loaded, 1)];
}

/** Finds labels with a word that no column can hold. */
function wideWords(loaded: LoadedTemplate): Misfit[] {
	const { narrowest, labelWidth } = measure(fullest(loaded, 'es'));
	const { labels = {} } = loaded.template;
	return LABEL_KEYS.flatMap((key) =>
		LANGUAGES.flatMap((language): Misfit[] => {
			const text = labels[key]?.[language];
			const width = text === undefined ? 0 : labelWidth(text);
			if (width <= narrowest) return [];
			return [
				{
					paths: [['labels', key, language]],
					message: `its longest word needs ${points(width)} points, and a column of this page has ${Math.floor(narrowest)}; use shorter words, or a hyphen where it may be divided`,
				},
			];
		}),
	);
}

function tableMisfit(loaded: LoadedTemplate, table: 0 | 1): Misfit[] {
	const needs = LANGUAGES.map((language) => ({ language, ...needOf(loaded, language, table) }));
	const { language, need, room } = needs.reduce((most, next) => (next.need > most.need ? next : most));
	if (need <= room) return [];
	const { template } = loaded;
	const fits = (own: Partial<Template>) =>
		needOf({ ...loaded, template: { ...template, ...own } }, language, table).need <= room;
	const shorter = LABEL_KEYS.find((key) => {
		const { [key]: own, ...labels } = template.labels ?? {};
		return own !== undefined && fits({ labels });
	});
	const what =
		table === 0 ? `these ${template.services.columns.length} columns` : 'the columns of the table of drugs';
	const lack = `need ${points(need)} points in ${LANGUAGE_NAMES[language]}, and the page has ${Math.floor(room)}`;
	if (shorter) {
		return [{ paths: [['labels', shorter]], message: `with this label, ${what} ${lack}; use shorter words` }];
	}
	const spare =
		table === 0
			? leastSpare(template, (columns) => fits({ services: { ...template.services, columns } }))
			: [];
	const margin = Math.floor(template.page.margin - (need - room) / 2);
	const remedies = [
		...(spare.length > 0 ? [`leave out ${LIST.format(spare)}`] : []),
		...(table === 1 ? ['set services.drug to line'] : []),
		...(margin >= LEAST_MARGIN ? [`set page.margin to ${margin} or less`] : []),
	];
	const paths = [['services', table === 0 ? 'columns' : 'drug'], ['page', 'margin'], ['labels']];
	return [{ paths, message: `${what} ${lack}; ${remedies.join(', or ') || 'use shorter labels'}` }];
}

/** The fewest columns to leave out so that the others fit, none if that does not help. */
function leastSpare(
	{ services: { columns } }: Template,
	fits: (columns: Template['services']['columns']) => boolean,
): string[] {
	const spare: string[] = [];
	for (const column of SPARED.filter((each) => columns.includes(each))) {
		spare.push(column);
		if (fits(columns.filter((each) => !spare.includes(each)))) return spare;
	}
	return [];
}

const points = (width: number): number => Math.ceil(width);

function needOf(
	loaded: LoadedTemplate,
	language: Language,
	table: 0 | 1,
): { readonly need: number; readonly room: number } {
	const { tables, room } = measure(fullest(loaded, language));
	return { need: tables[table] ?? 0, room };
}

const DAY = '2026-10-28';

/** A long name of a place of service, which is printed in its column. */
const PLACE = 'Pharmacy';

/** Content in which every column has its longest texts. */
function fullest(loaded: LoadedTemplate, language: Language) {
	const { preview } = loaded;
	const line: ServiceLineRequest = {
		date: DAY,
		placeOfService: '01',
		code: 'Q9999',
		modifiers: ['GT', 'GQ', '25', '95'],
		diagnosisPointers: ['A'],
		description: '',
		units: 999.9,
		charge: '99999.99',
		minutes: 999,
		startTime: '08:58',
		endTime: '09:58',
		telehealth: { modality: 'audio', patientState: 'WA' },
		drug: {
			ndc: '00000000000',
			name: '',
			strength: '',
			dose: '100 mg/mL',
			route: 'intravenous',
			quantity: '999.999',
			unit: 'ML',
			wasted: '999.999',
		},
		paid: '99999.99',
	};
	const request = {
		...preview,
		serviceLines: [line, { ...line, telehealth: undefined }],
	};
	const superbill = resolve(request, preview.issuedOn, { ...NO_NAMES, places: { '01': PLACE } });
	return compose(superbill, loaded, { language });
}
